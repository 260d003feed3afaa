"""Namespaces: a process that sees no other process, network, mount or user than its own."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable

from autograder.sandbox import kernel

NEWNS, NEWUTS, NEWIPC = 0x00020000, 0x04000000, 0x08000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
#: Everything but the process and user namespaces, which need a fork or a map.
SURROUNDINGS = NEWNS | NEWUTS | NEWIPC | NEWNET

#: Who the submission is, to itself.
INSIDE = 1000
#: Who it is outside, where root starts it: `nobody`, who owns nothing.
NOBODY = 65534


def unshare(flags: int) -> None:
    """Leave namespaces; a new process namespace begins with the next fork.

    Raises
    ------
    OSError
        If the kernel does not allow it here.
    """
    kernel.call("unshare", flags)


def enter(flags: int) -> None:
    """Leave namespaces, as root or as an ordinary user; the latter is `INSIDE` from here on.

    Root keeps its name for now: it may have to read what only root can, to lay out the files.

    Raises
    ------
    OSError
        If the kernel does not allow it here.
    """
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        unshare(flags)
        return
    unshare(flags | NEWUSER)
    write_maps("self", user, group)


def prepare_to_leave_root(outside: int) -> Callable[[], None]:
    """Return what root calls to become `INSIDE`, with no right outside.

    Who that is outside can only be said from outside: by a second process, begun now, that waits.
    """
    process = os.readlink("/proc/self")
    ready, go = os.pipe()
    writer = os.fork()
    if writer == 0:
        os.close(go)
        os._exit(_write_for(process, outside) if os.read(ready, 1) else 1)
    os.close(ready)

    def leave_root() -> None:
        os.setgroups([])
        unshare(NEWUSER | NEWNS)
        os.write(go, b".")
        os.close(go)
        if os.waitpid(writer, 0)[1]:
            raise PermissionError(1, "no other user can be named from here")
        os.setresgid(INSIDE, INSIDE, INSIDE)
        os.setresuid(INSIDE, INSIDE, INSIDE)

    return leave_root


def write_maps(process: str, outside: int, group: int) -> None:
    """Say who `INSIDE` is, seen from outside: one user, one group, and no other."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{INSIDE} {outside} 1"),
        ("gid_map", f"{INSIDE} {group} 1"),
    ):
        with open(f"/proc/{process}/{name}", "w", encoding="ascii") as file:
            file.write(text)


def _write_for(process: str, outside: int) -> int:
    # In a container that has few users there may be no nobody: then its own.
    for user in (outside, os.geteuid()):
        with contextlib.suppress(OSError):
            write_maps(process, user, user)
            return 0
    return 1


def own_process_namespace() -> int:
    """Open a descriptor of the namespace this process is in; needs /proc."""
    return os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)


def next_child_is_first(own: int) -> None:
    """Let the next child be process 1 of a new namespace.

    A second `unshare` is refused while the first one's namespace is still set for children; so
    they are brought home to `own` before.
    """
    kernel.call("setns", own, NEWPID)
    kernel.call("unshare", NEWPID)
