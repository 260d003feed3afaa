"""Namespaces: a process sees no processes, network, mounts and users but its own."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable

from autograder.sandbox import kernel

NEWNS, NEWUTS, NEWIPC = 0x00020000, 0x04000000, 0x08000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
#: All but the process namespace, which takes a fork, and the user namespace, which takes maps.
SURROUNDINGS = NEWNS | NEWUTS | NEWIPC | NEWNET

#: The submission's user inside its namespace.
INSIDE = 1000
#: The same user outside, where root starts it: `nobody`, who owns nothing.
NOBODY = 65534


def unshare(flags: int) -> None:
    """Leave namespaces for new ones; a new process namespace begins with the next fork.

    Raises
    ------
    OSError
        If the kernel does not allow it here.
    """
    kernel.call("unshare", flags)


def enter(flags: int) -> None:
    """Leave namespaces for new ones; an ordinary user is `INSIDE` from here on.

    Root stays root for now, as laying out the files may take reading what only root can read.

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
    """Return a function with which root becomes `INSIDE`, with no rights outside.

    The maps that say which user that is outside can only be written from outside: by a second
    process, which is started now and waits.
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
    """Map `INSIDE` to one user and one group outside, and map no others."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{INSIDE} {outside} 1"),
        ("gid_map", f"{INSIDE} {group} 1"),
    ):
        with open(f"/proc/{process}/{name}", "w", encoding="ascii") as file:
            file.write(text)


def _write_for(process: str, outside: int) -> int:
    # A container with few users may have no `nobody`: then root's own id there.
    for user in (outside, os.geteuid()):
        with contextlib.suppress(OSError):
            write_maps(process, user, user)
            return 0
    return 1


def own_process_namespace() -> int:
    """Open a descriptor of this process's own process namespace; needs /proc."""
    return os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)


def next_child_is_first(own: int) -> None:
    """Let the next child be process 1 of a new namespace.

    The kernel refuses a second `unshare` while the namespace of the first is still set for
    children, so that is set back to `own` first.
    """
    kernel.call("setns", own, NEWPID)
    kernel.call("unshare", NEWPID)
