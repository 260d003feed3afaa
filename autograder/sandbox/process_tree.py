"""Ending a submission: its first process, and with it every process of its namespace."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from typing import NamedTuple


class Tree(NamedTuple):
    """A submission's first process, as the judge's side knows it.

    Attributes
    ----------
    descriptor : int
        A pidfd; on other systems than Linux, a pipe that closes when the process ends.
    pid : int
        The process's number where there is no pidfd, else 0.
    """

    descriptor: int
    pid: int = 0


def interrupt(tree: Tree) -> None:
    """Interrupt the process, as the stop button of a notebook does."""
    _send(tree, signal.SIGINT)


def kill(tree: Tree) -> None:
    """End the process; on Linux the kernel ends all others of its namespace with it."""
    _send(tree, getattr(signal, "SIGKILL", signal.SIGTERM))


def ended(tree: Tree, seconds: float) -> bool:
    """Wait up to `seconds` for the process to end; whether it has."""
    return bool(select.select([tree.descriptor], [], [], seconds)[0])


def _send(tree: Tree, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        if not tree.pid:
            signal.pidfd_send_signal(tree.descriptor, number)
        elif not ended(tree, 0):  # its number may be another's by now
            os.kill(tree.pid, number)
