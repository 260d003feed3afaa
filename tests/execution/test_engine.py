"""A submission's process ends with all that it started, and costs no other submission anything."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from execution.conftest import Say, run
from processes import all_end, descendants

from autograder.boundary.errors import BackhandError
from autograder.execution.engine import Engine
from autograder.execution.process import Gone, Process
from autograder.sandbox import SandboxWarning, available
from autograder.sandbox.limits import MIB

LINUX = pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc on this system")


def below(process: int) -> set[int]:
    """What there is below a process, with what has ended and nobody has waited for."""
    return descendants(process, ended=True)


def settles(count: int) -> bool:
    """Whether there are soon so many: a killed process is still listed for a moment."""
    until = time.monotonic() + 5
    while len(below(os.getpid())) != count and time.monotonic() < until:
        time.sleep(0.02)
    return len(below(os.getpid())) == count


def test_each_submission_starts_afresh(engine: Engine) -> None:
    with engine.spawn() as one:
        run(one, "mark = 1\nopen('mark', 'w').close()\nimport numpy\nnumpy.mark = 1")
    with engine.spawn() as two:
        seen = "import os, numpy\n('mark' in dir(), os.listdir(), hasattr(numpy, 'mark'))"
        reply = run(two, seen, 5)
    assert reply["outputs"][0]["data"]["text/plain"] == "(False, [], False)"


def test_an_endless_cell_is_interrupted_and_the_notebook_goes_on(
    say: Say, process: Process
) -> None:
    reply = run(process, "x = 1\nwhile True:\n    pass", 0.5)
    assert reply["outputs"][-1]["ename"] == "KeyboardInterrupt"
    assert say("x") == "1"


@pytest.mark.parametrize(
    "source",
    [
        # An interrupt at a jump back to a loop's beginning would pass the `except` by.
        "import time\nwhile True:\n    try: time.sleep(100)\n    except BaseException: pass",
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
        "sum(range(10**13))",
    ],
    ids=["catches", "ignores", "in-C"],
)
def test_what_does_not_stop_is_ended(engine: Engine, source: str) -> None:
    with engine.spawn() as process:
        # An interrupt before the cell itself runs would stop anything.
        run(process, "1", 5)
        before = time.monotonic()
        with pytest.raises(Gone, match="did not stop"):
            run(process, source, 1.0)
    assert time.monotonic() - before < 8


@pytest.mark.parametrize(
    "source",
    [
        "import re\nre.match('(a*)*b', 'a' * 40)",
        "import numpy as np\nx = np.ones((1000, 1000))\nwhile True: x @ x",
    ],
    ids=["regular-expression", "in-BLAS"],
)
def test_what_looks_for_an_interrupt_now_and_then_stops(engine: Engine, source: str) -> None:
    before = time.monotonic()
    with engine.spawn() as process:
        reply = process.request("run", 0.3, source=source, remember=False)
        assert reply["outputs"][-1]["ename"] == "KeyboardInterrupt"
        run(process, "1")
    assert time.monotonic() - before < 8


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos._exit(0)",
        "import ctypes\nctypes.string_at(0)",
        "import os\nos.abort()",
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\nos._exit(1)",
    ],
    ids=["exit", "segmentation-fault", "abort", "kill"],
)
def test_a_crash_is_reported(engine: Engine, source: str) -> None:
    with engine.spawn() as process:
        with pytest.raises(Gone, match="ended by itself"):
            run(process, source, 10)
        with pytest.raises(Gone, match="has ended"):
            run(process, "1")
    with engine.spawn() as after:
        run(after, "1")


@LINUX
@pytest.mark.parametrize(
    "source",
    [
        "import os\nwhile True:\n    os.fork()",
        "import os\nif os.fork() == 0:\n    os.setsid()\n    os.fork()\n    while True: pass",
        "import subprocess\nsubprocess.Popen(['sleep', '1000'])",
        "import multiprocessing\nmultiprocessing.Process(target=print).start()",
        "import threading, time\n"
        "for _ in range(10_000):\n    threading.Thread(target=time.sleep, args=(100,)).start()",
        "import ctypes\nlibc = ctypes.CDLL(None)\nfor _ in range(100): libc.fork()",
        "import os\nos.system('sleep 1000 &')",
        "import os\nos.posix_spawn('/bin/sh', ['sh'], {})",
    ],
    ids=["bomb", "daemon", "program", "worker", "threads", "in-C", "shell", "spawn"],
)
def test_floods_of_processes_leave_none_behind(engine: Engine, source: str) -> None:
    with engine.spawn():
        time.sleep(0.1)
        quiet = len(below(os.getpid()))
    with engine.spawn() as process:
        run(process, source)
        assert settles(quiet)
    assert settles(quiet - 1)


def test_a_flood_of_memory_is_an_error_of_that_cell(say: Say) -> None:
    assert "MemoryError" in say("x = []\nwhile True:\n    x.append(bytearray(10**7))")
    say("del x")
    assert say("1") == "1"


def test_a_flood_of_the_disk_is_an_error_of_that_cell(say: Say) -> None:
    said = say("""
for k in range(10_000):
    with open(f"file {k}", "wb", 0) as file:
        if file.write(bytes(2**20)) < 2**20:
            raise OSError("full")
""")
    assert "OSError" in said


@LINUX
def test_a_flood_on_the_way_out_does_not_fill_the_judges_memory(engine: Engine) -> None:
    with engine.spawn() as process, pytest.raises(Gone):
        run(process, FORGE + "while True: os.write(link, bytes(2**20))", 5)


#: A student's code finds the one socket it has, and talks on it.
FORGE = """
import os, stat, struct
link = next(fd for fd in range(64) if stat.S_ISSOCK(os.fstat(fd).st_mode))
"""


@pytest.mark.parametrize(
    "forged",
    [
        "os.write(link, b'noise')",
        "os.write(link, struct.pack('=I', 4) + bytes(4))",
        "os.write(link, struct.pack('=I', 2**32 - 1))",
        'text = b\'{"dict": [["id", 99], ["fine", true]]}\'\n'
        "body = struct.pack('=I', len(text)) + text\n"
        "os.write(link, struct.pack('=I', len(body)) + body)",
        "os.close(link)",
    ],
    ids=["noise", "empty", "endless", "another-id", "close"],
)
def test_forged_frames_end_the_process(engine: Engine, forged: str) -> None:
    with engine.spawn() as process, pytest.raises(Gone):
        run(process, FORGE + forged, 1)
        run(process, "1", 1)


def test_a_frame_sent_late_is_no_answer_to_the_next_question(engine: Engine) -> None:
    with engine.spawn() as process, pytest.raises(Gone, match="not asked for"):
        run(
            process,
            FORGE
            + "import threading, time\n"
            + "threading.Timer(0.2, os.write, (link, bytes(100))).start()",
        )
        time.sleep(1.0)
        run(process, "1")


@LINUX
def test_nothing_of_the_judges_surroundings_is_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BACKHAND_CANARY", "seen")
    with Engine() as engine, engine.spawn() as process:
        (shown,) = run(process, "import os\nprint(dict(os.environ))", 20)["outputs"]
    said = shown["text"]
    assert "BACKHAND_CANARY" not in said
    assert "NBGRADER_EXECUTION" in said
    assert "'PATH'" not in said
    assert "USER" not in said


def test_ports_files_and_other_processes_are_out_of_reach(say: Say, tmp_path: Path) -> None:
    made = tmp_path / "made"
    with socket.create_server(("127.0.0.1", 0)) as server:
        # Both attempts succeed outside the sandbox.
        address = server.getsockname()
        socket.create_connection(address, 1).close()
        connecting = say(f"import socket\nsocket.create_connection({address}, 1)")
    making = say(f"import os\nos.mkdir({str(made)!r})")
    assert "PermissionError" in connecting or "Network is unreachable" in connecting, connecting
    # The folder is out of sight, or cannot be written to; it depends on the walls.
    refusals = ("PermissionError", "FileNotFoundError", "Read-only file system")
    assert not made.exists() and any(one in making for one in refusals), making
    for attempt in (
        "open('/etc/passwd')",
        "open('/proc/self/environ')",
        "import os\nos.kill(os.getppid(), 9)",
        "import os\nos.kill(-1, 9)",
        "import os\nos.setuid(0)",
        "import os\nos.chroot('.')",
    ):
        assert "Error" in say(attempt), attempt


@LINUX
@pytest.mark.slow
def test_everything_ends_when_the_judge_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time\n"
        "from autograder.execution.engine import Engine\n"
        "process = Engine(['draw']).spawn()\n"
        "print('ready', flush=True)\n"
        "process.request('run', 60, source='while True: pass', remember=False)"
    )
    command = [sys.executable, "-c", code]
    judge = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert judge.stdout is not None
    assert judge.stdout.readline() == b"ready\n"
    started = below(judge.pid)
    assert len(started) >= 2
    judge.send_signal(signal.SIGKILL)
    judge.wait()
    judge.stdout.close()
    assert all_end(started, 10)


@LINUX
def test_a_forking_process_that_was_killed_is_started_again() -> None:
    with Engine() as engine:
        engine.spawn().close()
        for process in below(os.getpid()):
            if _is_server(process):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        time.sleep(0.2)
        with engine.spawn() as process:
            run(process, "1", 5)


WEAKER = [
    tuple(w for w in available() if w not in missing)
    for missing in (("landlock",), ("namespaces", "filesystem"), ("filesystem",))
]


@pytest.mark.slow
@pytest.mark.parametrize("walls", WEAKER, ids="-".join)
def test_weaker_sets_still_keep_files_and_processes_apart(walls: tuple[str, ...]) -> None:
    if not {"seccomp", "limits"}.issubset(walls) or not {"landlock", "filesystem"} & set(walls):
        pytest.skip("too few walls on this system")
    with Engine(["draw"], walls=walls) as engine, engine.spawn() as process:
        for attempt in (
            "open('/etc/passwd').read()",
            f"open({__file__!r}).read()",
            "import os\nos.fork()",
            "import os\nos.kill(os.getppid(), 0)",
            "import socket\nsocket.socket()",
            "import os\nopen(os.__file__, 'a')",
            "from backhand import weight_gradient",
        ):
            reply = run(process, attempt, 5)
            assert not reply["fine"], attempt
        reply = run(process, "import statistics\nopen('f', 'w').write('x')", 5)
        assert reply["fine"], reply


def test_too_few_walls_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.sandbox.available", lambda: ("limits",))
    with (
        pytest.raises(BackhandError, match="expected to run submissions confined"),
        Engine() as engine,
    ):
        engine.spawn()


@pytest.mark.slow
def test_a_flag_runs_without_walls_and_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.sandbox.available", lambda: ())
    with pytest.warns(SandboxWarning), Engine(unconfined=True) as engine, engine.spawn() as process:
        run(process, "1", 5)


@LINUX
@pytest.mark.slow
def test_one_submission_takes_little_memory_of_its_own(engine: Engine, process: Process) -> None:
    run(process, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()", 20)
    assert engine.process is not None
    (child,) = (p for p in below(engine.process) if not below(p) and _is_server(p))
    rollup = Path(f"/proc/{child}/smaps_rollup").read_text()
    private = sum(int(x.split()[1]) for x in rollup.splitlines() if x.startswith("Private_"))
    assert private * 1024 < 60 * MIB


def _is_server(process: int) -> bool:
    try:
        return b"autograder.execution.child.server" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False  # it has just ended


@LINUX
def test_a_forked_process_uses_the_engine_that_was_begun_before_it() -> None:
    shared = Engine()
    shared.begin()
    server = shared.process
    assert server

    def work() -> int:
        with shared.spawn() as process:
            run(process, "mark = 1")
        return int(shared.process is None and not below(os.getpid()))

    with shared:
        assert forked(work) == forked(work) == 1
        assert shared.process == server
        with shared.spawn() as process:
            assert process.request("look", 5, name="mark", limit=1)["kind"] == "missing"


@LINUX
def test_a_killed_worker_leaves_nothing_behind_in_a_shared_engine() -> None:
    with Engine() as shared:
        shared.begin()
        ready, signalled = os.pipe()
        worker = os.fork()
        if not worker:
            process = shared.spawn()
            os.write(signalled, b".")
            run(process, "while True: pass", 60)
            os._exit(0)
        assert os.read(ready, 1)
        assert shared.process
        ended = max(below(shared.process))
        time.sleep(0.2)
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        assert all_end([ended], 5)
        with shared.spawn() as process:
            run(process, "mark = 1")


def forked(work: Callable[[], int]) -> int:
    """What a function returns in a copy of this process."""
    process = os.fork()
    if not process:
        code = 99
        with contextlib.suppress(BaseException):
            code = work()
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
