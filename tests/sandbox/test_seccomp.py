"""The filter refuses what it names, on both machines, and leaves the rest alone."""

from __future__ import annotations

import pytest
from sandbox.conftest import Attempts

from autograder.sandbox import kernel, seccomp

WALL = "seccomp"
ITSELF = 7
EPERM, ENOSYS = seccomp.ERRNO | seccomp.EPERM, seccomp.ERRNO | seccomp.ENOSYS


def decide(machine: str, number: int, first: int = 0, architecture: int | None = None) -> int:
    """Run the filter as the kernel does: one instruction after the other."""
    seen = {
        seccomp.NUMBER: number,
        seccomp.ARCHITECTURE: architecture or seccomp.ARCHITECTURES[machine],
        seccomp.FIRST: first & 0xFFFFFFFF,
    }
    lines, at, value = seccomp.program(machine, ITSELF), 0, 0
    tests = {
        seccomp.EQUAL: lambda v, k: v == k,
        seccomp.GREATER_EQUAL: lambda v, k: v >= k,
        seccomp.ANY_BIT: lambda v, k: bool(v & k),
    }
    while True:
        code, then, other, constant = lines[at]
        if code == seccomp.RETURN:
            return constant
        if code == seccomp.LOAD:
            value = seen[constant]
            at += 1
        else:
            at += 1 + (then if tests[code](value, constant) else other)


@pytest.mark.parametrize("machine", kernel.MACHINES)
def test_every_call_of_the_list_is_refused(machine: str) -> None:
    for name in seccomp.DENIED:
        number = kernel.number(name, machine)
        if number is not None:
            assert decide(machine, number) == EPERM, name


@pytest.mark.parametrize("machine", kernel.MACHINES)
def test_threads_are_allowed_and_processes_are_not(machine: str) -> None:
    clone = kernel.number("clone", machine)
    assert clone is not None
    assert decide(machine, clone, seccomp.CLONE_THREAD | 0x100) == seccomp.ALLOW
    assert decide(machine, clone, 17) == EPERM
    assert decide(machine, clone, 0x10000000) == EPERM  # a user namespace
    assert decide(machine, 435) == ENOSYS  # clone3 hides its flags from a filter


@pytest.mark.parametrize("machine", kernel.MACHINES)
def test_signals_go_to_oneself_alone(machine: str) -> None:
    kill = kernel.number("kill", machine)
    assert kill is not None
    assert decide(machine, kill, ITSELF) == seccomp.ALLOW
    assert [decide(machine, kill, to) for to in (1, 0, -1, -ITSELF)] == [EPERM] * 4


@pytest.mark.parametrize("machine", kernel.MACHINES)
def test_other_instruction_sets_and_newer_calls_find_no_way_around(machine: str) -> None:
    assert decide(machine, 1, architecture=0x40000003) == seccomp.KILL  # 32-bit x86
    assert decide(machine, seccomp.LATEST + 1) == ENOSYS


def test_the_second_numbering_of_x86_is_refused() -> None:
    assert decide("x86_64", seccomp.X32 | 101) == seccomp.KILL


@pytest.mark.parametrize("machine", kernel.MACHINES)
def test_ordinary_calls_are_allowed(machine: str) -> None:
    ordinary = {"x86_64": [0, 1, 9, 39, 53, 202], "aarch64": [63, 64, 222, 172, 199, 98]}
    assert {decide(machine, number) for number in ordinary[machine]} == {seccomp.ALLOW}


def test_the_kernel_applies_it(attempts: Attempts) -> None:
    found = attempts("""
import socket, subprocess, threading
from autograder.sandbox import kernel, privileges, seccomp
privileges.forbid_new()
seccomp.apply()
for name in seccomp.DENIED:
    if kernel.number(name) is not None:
        attempt(name, lambda: kernel.call(name, 0, 0, 0, 0, 0))
attempt("os.fork", os.fork)
attempt("subprocess", lambda: subprocess.run(["true"]))
attempt("socket.socket", socket.socket)
attempt("kill-parent", lambda: os.kill(os.getppid(), 0))
attempt("kill-all", lambda: os.kill(-1, 0))
attempt("kill-itself", lambda: os.kill(os.getpid(), 0))
attempt("socketpair", socket.socketpair)
thread = threading.Thread(target=lambda: attempt("in-a-thread", os.getpid))
attempt("thread", thread.start)
thread.join()
""")
    allowed = {name for name, result in found.items() if result == "allowed"}
    assert allowed == {"kill-itself", "socketpair", "in-a-thread", "thread"}
    assert set(found.values()) == {"allowed", "EPERM"}
    assert len(found) > 70
