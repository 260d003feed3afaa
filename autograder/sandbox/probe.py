"""Find out which walls can be put up here, by trying each in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from autograder.sandbox import landlock, namespaces, privileges, seccomp
from autograder.sandbox.filesystem import enter_root, enter_scratch
from autograder.sandbox.limits import Limits, address_space, set_limits
from autograder.sandbox.paths import hidden, readable


def main(arguments: Sequence[str]) -> None:
    """Print the names of the walls that can be put up."""
    print(" ".join(name for name, attempt in ATTEMPTS.items() if _works(attempt)))


def _namespaces() -> None:
    own = namespaces.own_process_namespace()
    leave_root = None if os.geteuid() else namespaces.prepare_to_leave_root(namespaces.NOBODY)
    namespaces.enter(namespaces.NEWPID | namespaces.SURROUNDINGS)
    if leave_root:
        leave_root()
    os.close(own)


def _filesystem() -> None:
    namespaces.enter(namespaces.NEWNS)
    enter_root(readable(), hidden())
    enter_scratch(1 << 20)


def _limits() -> None:
    set_limits(Limits(), address_space())


def _landlock() -> None:
    privileges.forbid_new()
    landlock.restrict([], [])


def _seccomp() -> None:
    privileges.forbid_new()
    seccomp.apply()


ATTEMPTS: dict[str, Callable[[], None]] = {
    "namespaces": _namespaces,
    "filesystem": _filesystem,
    "limits": _limits,
    "privileges": privileges.keep_none,
    "landlock": _landlock,
    "seccomp": _seccomp,
}


def _works(attempt: Callable[[], None]) -> bool:
    child = os.fork()
    if child == 0:
        try:
            attempt()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0
