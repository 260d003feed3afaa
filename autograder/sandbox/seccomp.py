"""A filter of system calls: the kernel refuses what a notebook never needs."""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from functools import cache

from autograder.sandbox import kernel

#: Refused as if the kernel did not know it: the C library then uses `clone`, whose flags a filter
#: can read.
UNKNOWN = ("clone3",)
#: Allowed if the first argument is this process: signals to itself, such as that of `abort`.
TO_ITSELF = ("kill", "tgkill")
#: Refused with "operation not permitted": all other calls in the table.
DENIED = tuple(n for n in kernel.NUMBERS if n not in (*UNKNOWN, *TO_ITSELF, "clone"))
#: Calls above this number are newer than the table. Linux 6.13 ends at 467.
LATEST = 467

CLONE_THREAD = 0x00010000
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32 = 0x40000000

LOAD, EQUAL, GREATER_EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, ENOSYS = 1, 38
NUMBER, ARCHITECTURE, FIRST, FIRST_HIGH = 0, 4, 16, 20

Instruction = tuple[int, int, int, int]


def program(machine: str, itself: int) -> list[Instruction]:
    """The filter for a machine and for the process `itself`, as (code, if, else, value)."""

    def test(code: int, value: int, then: list[Instruction]) -> list[Instruction]:
        """Run `then` if the test holds, and skip it otherwise."""
        return [(code, 0, len(then), value), *then]

    refuse, unknown, kill = ERRNO | EPERM, ERRNO | ENOSYS, KILL
    # Another instruction set has other numbers.
    lines: list[Instruction] = [(LOAD, 0, 0, ARCHITECTURE)]
    lines += [(EQUAL, 1, 0, ARCHITECTURES[machine]), (RETURN, 0, 0, kill), (LOAD, 0, 0, NUMBER)]
    if machine == "x86_64":
        lines += test(GREATER_EQUAL, X32, [(RETURN, 0, 0, kill)])
    lines += test(GREATER_EQUAL, LATEST + 1, [(RETURN, 0, 0, unknown)])
    for names, answer in ((DENIED, refuse), (UNKNOWN, unknown)):
        for name in names:
            if (found := kernel.number(name, machine)) is not None:
                lines += test(EQUAL, found, [(RETURN, 0, 0, answer)])
    for name in TO_ITSELF:
        lines += test(EQUAL, _known(name, machine), _first_is(itself))
    # A thread shares this process and ends with it; a process would not.
    threads: list[Instruction] = [(LOAD, 0, 0, FIRST), (ANY_BIT, 0, 1, CLONE_THREAD)]
    threads += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, refuse)]
    lines += test(EQUAL, _known("clone", machine), threads)
    return [*lines, (RETURN, 0, 0, ALLOW)]


def apply() -> None:
    """Put the filter on this process for good. Needs no_new_privs.

    Raises
    ------
    OSError
        If the kernel has no filters, or the table does not cover this machine.
    """
    lines = packed(platform.machine(), os.getpid())
    kernel.prctl(22, 2, _Program(len(lines) // 8, lines))  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER


@cache
def packed(machine: str, itself: int) -> bytes:
    """The filter as the kernel reads it; made once for all processes with the same id.

    Raises
    ------
    OSError
        If the table does not cover this machine.
    """
    if machine not in ARCHITECTURES:
        raise OSError(ENOSYS, f"no filter for {machine}")
    return b"".join(struct.pack("=HBBI", *line) for line in program(machine, itself))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_char_p))


def _known(name: str, machine: str) -> int:
    found = kernel.number(name, machine)
    assert found is not None
    return found


def _first_is(value: int) -> list[Instruction]:
    """Allow if the first argument is `value`, which fits into 32 bits; otherwise refuse."""
    refuse = ERRNO | EPERM
    lines: list[Instruction] = [(LOAD, 0, 0, FIRST), (EQUAL, 1, 0, value), (RETURN, 0, 0, refuse)]
    return [*lines, (RETURN, 0, 0, ALLOW)]
