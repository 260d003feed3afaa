"""Limits on what one submission may use."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass

with contextlib.suppress(ImportError):  # not on Windows
    import resource

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Attributes
    ----------
    memory : int
        Bytes of address space on top of what the forking process has.
    cpu : int
        Seconds of processor time, all cells and calls together.
    scratch : int
        Bytes of all files in the scratch folder together.
    threads : int
        How many threads may run at a time.
    files : int
        How many files may be open at a time.
    """

    memory: int = 1024 * MIB
    cpu: int = 300
    scratch: int = 64 * MIB
    threads: int = 32
    files: int = 64


def set_limits(limits: Limits, occupied: int) -> None:
    """Set the limits of this process; raising them again takes a privilege.

    Parameters
    ----------
    occupied : int
        Bytes of address space already in use, see `address_space`.
    """
    chosen = {
        resource.RLIMIT_AS: occupied + limits.memory,
        resource.RLIMIT_CPU: limits.cpu,
        resource.RLIMIT_FSIZE: limits.scratch,
        resource.RLIMIT_NPROC: limits.threads,
        resource.RLIMIT_NOFILE: limits.files,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for kind, value in chosen.items():
        _, hard = resource.getrlimit(kind)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (most, most))


def address_space(proc: int | None = None) -> int:
    """Bytes of address space that this process occupies.

    Parameters
    ----------
    proc : int, optional
        A descriptor of /proc, for a process that can no longer see it.
    """
    path = "/proc/self/statm" if proc is None else "self/statm"
    with open(os.open(path, os.O_RDONLY | os.O_CLOEXEC, dir_fd=proc), encoding="ascii") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
