"""The forking process: warmed up, inside its walls, with nothing in it that is worth stealing.

It is started on its own, as `bare.py autograder.execution.child.server FD`, and not forked from a
process that has held a reference or a gradebook, as children inherit memory. It has only one
thread: a process with more cannot leave its namespaces.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import platform
import select
import signal
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from autograder.execution.child import import_guard
from autograder.execution.child.child import Child
from autograder.execution.child.control import CONNECT, FORK, FORKED, READY
from autograder.execution.child.shell import make_shell, record_pictures
from autograder.execution.child.warmup import warm_up
from autograder.sandbox import landlock, namespaces, privileges, seccomp
from autograder.sandbox.filesystem import SCRATCH, enter_root, enter_scratch
from autograder.sandbox.limits import Limits, address_space, set_limits
from autograder.sandbox.paths import DEVICES, hidden, readable, readable_by_all

#: The process id of each child, in a process namespace of its own.
FIRST = 1


class Forked(NamedTuple):
    """A child that has not been reaped, and the control line on which it was asked for."""

    child: int
    line: socket.socket


class Server:
    """Forks a confined child whenever one is asked for."""

    def __init__(self, control: socket.socket, settings: Mapping[str, Any]) -> None:
        self.control = control
        self.walls = frozenset(settings["walls"])
        self.limits = Limits(**settings["limits"])
        self.backhand = settings["backhand"]
        self.linux = settings["linux"]
        self.drawing = settings["drawing"]
        self.own = -1
        self.lines: list[socket.socket] = []
        self.alive: dict[int, Forked] = {}
        self.readable, self.hidden = readable(), hidden()

    def start(self) -> None:
        """Put up the walls around all children, and become process 1 inside them."""
        proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY) if self.linux else -1
        if "namespaces" in self.walls:
            self._leave()
            namespaces.unshare(namespaces.NEWPID)
            if first := os.fork():
                self.control.close()
                _end_with(first)
            privileges.die_with(0)
            self.own = os.open("self/ns/pid", os.O_RDONLY | os.O_CLOEXEC, dir_fd=proc)
        self.child = self._ready()
        if "seccomp" in self.walls:
            seccomp.packed(platform.machine(), FIRST)  # cached for the children
        if self.linux:
            self.occupied = address_space(proc)
            os.close(proc)
        gc.collect()
        gc.freeze()

    def serve(self) -> None:
        """Fork when asked to, and reap what has ended, until every control line is closed."""
        self.control.sendall(READY)
        self.lines = [self.control]
        while self.lines:
            waiting: list[Any] = [*self.lines, *self.alive]
            ready, _, _ = select.select(waiting, [], [])
            for process in [p for p in ready if p in self.alive]:
                os.waitpid(self.alive.pop(process).child, 0)
                os.close(process)
            for line in [one for one in self.lines if one in ready]:
                self._answer(line)

    def _answer(self, line: socket.socket) -> None:
        """Do what is asked on a control line."""
        asked, links = b"", list[int]()
        with contextlib.suppress(ConnectionError):
            asked, links, _, _ = socket.recv_fds(line, 1, 1)
        if asked == FORK:
            process, child = self._fork(links[0])
            self.alive[process] = Forked(child, line)
            reply = FORKED.pack(0 if self.linux else child)
            with contextlib.suppress(ConnectionError):
                socket.send_fds(line, [reply], [process])
        elif asked == CONNECT:
            self.lines.append(socket.socket(fileno=links[0]))
        else:
            self._close(line)

    def _close(self, line: socket.socket) -> None:
        """End the children of a line that the other side has closed: nobody needs them any more."""
        for one in self.alive.values():
            if one.line is line:
                os.kill(one.child, signal.SIGKILL)
        self.lines.remove(line)
        line.close()

    def _leave(self) -> None:
        as_root = os.geteuid() == 0
        scratch = None if "filesystem" in self.walls else Path(os.environ["HOME"])
        outside = namespaces.NOBODY if readable_by_all(scratch) else 0
        if as_root and scratch:
            # Where there is no such user, root stays root, and the folder too.
            with contextlib.suppress(OSError):
                os.chown(scratch, outside, -1)
        leave_root = namespaces.prepare_to_leave_root(outside) if as_root else None
        namespaces.enter(namespaces.SURROUNDINGS)
        if "filesystem" in self.walls:
            enter_root(self.readable, self.hidden)
        if leave_root:
            leave_root()
        if "filesystem" in self.walls:
            # A scratch folder of its own: the children do not see what it leaves there.
            enter_scratch(self.limits.scratch)

    def _ready(self) -> Child:
        """What every submission's process is a copy of."""
        shell = make_shell()
        pictures = import_guard.install(self.backhand["sources"], self.backhand["names"])
        if pictures and not self.drawing:
            record_pictures(shell, pictures.Picture)
        child = Child(shell, pictures)
        try:
            warm_up(child)
        finally:
            # While cells run, these are recorded; errors of this process have to be seen.
            sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
        return child

    def _fork(self, link: int) -> tuple[int, int]:
        """Fork a child; a descriptor that is ready when it has ended, and its process id."""
        if self.own >= 0:
            namespaces.next_child_is_first(self.own)
        parent = os.getpid()
        # The child never writes to this pipe, which closes when the child ends.
        ended, held = (-1, -1) if self.linux else os.pipe()
        child = os.fork()
        if child:
            os.close(link)
            if self.linux:
                return os.pidfd_open(child), child
            os.close(held)
            return ended, child
        try:
            self._be_child(link, 0 if self.own >= 0 else parent)
        except BaseException as failure:
            os.write(2, f"{type(failure).__name__}: {failure}\n".encode())
        finally:
            os._exit(0)

    def _be_child(self, link: int, parent: int) -> None:
        """Put up the walls around this child, the weakest first, and serve the judge."""
        kept = link
        if self.linux:
            privileges.die_with(parent)
            self.control.detach()
            kept = os.dup2(link, 3)
            os.closerange(4, 1 << 16)
        self._enter_scratch()
        if "limits" in self.walls:
            set_limits(self.limits, self.occupied)
        if "privileges" in self.walls:
            privileges.keep_none()
        if "landlock" in self.walls:
            self._restrict_files()
        null = os.open("/dev/null", os.O_RDWR)
        if "seccomp" in self.walls:
            seccomp.apply()
        for standard in (0, 1, 2):
            os.dup2(null, standard)
        os.close(null)
        self.child.serve(socket.socket(fileno=kept))

    def _enter_scratch(self) -> None:
        if "filesystem" in self.walls:
            enter_scratch(self.limits.scratch)
        else:
            # Nothing limits the sum of all files on a shared disk, so each file may only be small.
            self.limits = replace(self.limits, scratch=1 << 20)
            os.chdir(tempfile.mkdtemp(dir=os.environ["HOME"]))

    def _restrict_files(self) -> None:
        if "filesystem" in self.walls:
            landlock.restrict(["/"], [SCRATCH, "/dev/null"])
        else:
            own = landlock.without(self.readable, self.hidden)
            landlock.restrict([*own, *DEVICES], [os.getcwd(), "/dev/null"])


def _end_with(process: int) -> None:
    """Wait until another process ends, and end with the same status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    status = os.waitpid(process, 0)[1]
    os._exit(os.waitstatus_to_exitcode(status) & 0x7F)


def main(arguments: Sequence[str]) -> None:
    """Serve the control socket with this descriptor; the settings are read from stdin."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=int(arguments[0]))
    server = Server(control, json.loads(sys.stdin.buffer.read()))
    server.start()
    server.serve()
