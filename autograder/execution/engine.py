"""The judge's side: starts the forking process, which forks one process for each submission."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence

from autograder.boundary.errors import BackhandError
from autograder.execution.child.control import CONNECT, FORK, FORKED, READY
from autograder.execution.process import Process
from autograder.execution.tree_shake import cut
from autograder.sandbox import BARE, bubblewrap, strongest
from autograder.sandbox.filesystem import SCRATCH
from autograder.sandbox.limits import Limits
from autograder.sandbox.process_tree import Tree, check_supported

#: Nothing of the judge's own environment. One thread: a process with more cannot be confined.
ENVIRONMENT = {
    # joblib would start processes; told not to, it works in its own.
    "JOBLIB_MULTIPROCESSING": "0",
    "LANG": "C.UTF-8",
    # Otherwise each thread reserves 64 MB, and few fit into what a submission may use.
    "MALLOC_ARENA_MAX": "2",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "NBGRADER_EXECUTION": "autograde",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
#: Variables that name the folders where programs leave files.
FOLDERS = ("HOME", "TMPDIR", "MPLCONFIGDIR")
#: Without it a Python that was installed by hand, as on a cluster, may not even start.
KEPT = ("LD_LIBRARY_PATH",)
#: Seconds that the forking process may take to get ready, on a machine with much else to do.
START = 300.0


class Engine:
    """A forking process for submissions to one notebook; it is started when first needed.

    If this process is forked afterwards, the copy uses the same forking process, over a control
    line of its own.

    Parameters
    ----------
    wanted : iterable of str
        What of `backhand` can be imported: the names that the released set-up cells import.
    limits : Limits, optional
        What each submission may use.
    walls : sequence of str, optional
        Which of `autograder.sandbox.WALLS` to put up; the strongest set by default.
    unconfined : bool
        Run even where too few walls stand, see `autograder.sandbox.strongest`.
    drawing : bool
        Draw every picture, even one that takes the answer to an exercise: such an engine must not
        run submissions.
    """

    def __init__(
        self,
        wanted: Iterable[str] = (),
        limits: Limits | None = None,
        *,
        walls: Sequence[str] | None = None,
        unconfined: bool = False,
        drawing: bool = False,
    ) -> None:
        self._wanted, self._drawing = tuple(wanted), drawing
        self._walls = walls
        self._limits = limits or Limits()
        self._unconfined = unconfined
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._parents_folder: tempfile.TemporaryDirectory[str] | None = None
        self._owner = os.getpid()
        self._ready = False

    @property
    def process(self) -> int | None:
        """The id of the forking process; None if it has not been started here."""
        return None if self._server is None else self._server.pid

    def spawn(self) -> Process:
        """A new confined process, in which nothing has run.

        Raises
        ------
        BackhandError
            If the forking process does not start.
        """
        # The system may have ended the forking process, for lack of memory: then start another.
        for _ in range(2):
            if self._owner != os.getpid():
                self._connect()
            self.begin()
            self._expect_ready()
            if process := self._ask():
                return process
            complaint = self._complaint()
            self.close()
        raise BackhandError(f"expected a new process, got none: {complaint}")

    def _connect(self) -> None:
        """Open a control line of this process's own to what its parent has started."""
        self._owner, self._server = os.getpid(), None
        # The parent removes the folder. A reference is kept, as dropping it would remove it too.
        self._parents_folder, self._folder = self._folder, None
        if self._control is None:
            return
        ours, theirs = socket.socketpair()
        with theirs, contextlib.suppress(OSError):
            socket.send_fds(self._control, [CONNECT], [theirs.fileno()])
        self._control.close()
        self._control, self._ready = ours, True
        self._control.settimeout(START)

    def _ask(self) -> Process | None:
        assert self._control is not None
        ours, theirs = socket.socketpair()
        with theirs, contextlib.suppress(OSError):
            socket.send_fds(self._control, [FORK], [theirs.fileno()])
            reply, process, _, _ = socket.recv_fds(self._control, FORKED.size, 1)
            if len(reply) == FORKED.size and process:
                return Process(ours, Tree(process[0], FORKED.unpack(reply)[0]))
        ours.close()
        return None

    def close(self) -> None:
        """End the forking process, and every submission's process with it."""
        if self._control is not None:
            self._control.close()
        if self._server is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                # Until it is ready, it does not notice that the line is closed.
                self._server.wait(5 if self._ready else 0)
            self._server.kill()
            self._server.wait()
            self._errors.close()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
        self._server = self._control = None
        self._ready = False

    def begin(self) -> None:
        """Start the forking process if there is none, without waiting until it is ready.

        Raises
        ------
        BackhandError
            If there are too few walls, or if this system cannot fork.
        """
        if self._control is None or (self._server and self._server.poll() is not None):
            self._start()

    def _start(self) -> None:
        self.close()
        walls = self._walls
        if walls is None:
            walls = strongest(unconfined=self._unconfined)
        if not hasattr(os, "fork"):
            raise BackhandError(
                "expected a system that can copy a process, got none; "
                "likely Windows: grade in its Linux subsystem"
            )
        if sys.platform.startswith("linux"):
            check_supported()
        settings = {
            "linux": sys.platform.startswith("linux"),
            "walls": walls,
            "limits": dataclasses.asdict(self._limits),
            "drawing": self._drawing,
            "backhand": dict(
                zip(("sources", "names"), cut(self._wanted, drawing=self._drawing), strict=True)
            ),
        }
        self._control, theirs = socket.socketpair()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed in close)
        home = SCRATCH if "filesystem" in walls else self._make_folder()
        # A file, not a pipe: writing to a full pipe would block.
        with theirs, tempfile.TemporaryFile() as file:
            file.write(json.dumps(settings).encode())
            file.seek(0)
            self._server = subprocess.Popen(
                bubblewrap.around(_command(theirs.fileno()), walls, home),
                stdin=file,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                pass_fds=[theirs.fileno()],
                env={**_kept(), **ENVIRONMENT, **dict.fromkeys(FOLDERS, home)},
                cwd="/",
                start_new_session=True,
            )
        self._control.settimeout(START)

    def _expect_ready(self) -> None:
        if self._ready or self._control is None:
            return
        with contextlib.suppress(OSError):
            self._ready = self._control.recv(1) == READY
        if not self._ready:
            raise BackhandError(
                f"expected the forking process to be ready, got {self._complaint()}"
            )

    def _make_folder(self) -> str:
        """Make a folder for scratch files, where submissions have no file system of their own."""
        self._folder = tempfile.TemporaryDirectory(prefix="backhand-", ignore_cleanup_errors=True)
        return self._folder.name

    def _complaint(self) -> str:
        """The last line that the forking process wrote before it ended."""
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "no answer"

    def __enter__(self) -> Engine:
        """Begin a `with` block, at whose end the engine is closed."""
        return self

    def __exit__(self, *raised: object) -> None:
        """Close the engine."""
        self.close()


def _kept() -> dict[str, str]:
    return {name: os.environ[name] for name in KEPT if name in os.environ}


def _command(descriptor: int) -> Sequence[str]:
    # Not -I: packages may be installed in the user's own folder.
    server = "autograder.execution.child.server"
    return [sys.executable, "-E", "-P", str(BARE), server, str(descriptor)]
