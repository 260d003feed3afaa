"""Ending a submission: its first process, and every process of its namespace with it."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from typing import NamedTuple

from autograder.boundary.errors import BackhandError


class Tree(NamedTuple):
    """A submission's first process, as the judge's side knows it.

    Attributes
    ----------
    descriptor : int
        A pidfd; on systems other than Linux, a pipe that closes when the process ends.
    pid : int
        The process id where there is no pidfd, else 0.
    """

    descriptor: int
    pid: int = 0


def check_supported() -> None:
    """Check that the kernel gives descriptors of processes, without which none can be ended.

    Raises
    ------
    BackhandError
        If it is too old, or a container forbids it.
    """
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (OSError, AttributeError) as failure:
        why = getattr(failure, "strerror", "no such function in this Python")
        raise BackhandError(
            f"expected Linux 5.3 or newer, with pidfd_open, got {why}; likely an old kernel, or a "
            "container whose seccomp profile is older than that: update it, or grade elsewhere"
        ) from None


def interrupt(tree: Tree) -> None:
    """Interrupt the process, as a notebook's stop button does."""
    _send(tree, signal.SIGINT)


def kill(tree: Tree) -> None:
    """Kill the process; on Linux the kernel kills all others of its namespace with it."""
    _send(tree, getattr(signal, "SIGKILL", signal.SIGTERM))


def ended(tree: Tree, seconds: float) -> bool:
    """Whether the process ends within `seconds`."""
    return bool(select.select([tree.descriptor], [], [], seconds)[0])


def _send(tree: Tree, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        if not tree.pid:
            signal.pidfd_send_signal(tree.descriptor, number)
        elif not ended(tree, 0):  # its id may by now be another process's
            os.kill(tree.pid, number)
