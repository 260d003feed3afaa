"""Ending a submission: its first process, and with it every process of its namespace."""

from __future__ import annotations

import contextlib
import select
import signal


def interrupt(process: int) -> None:
    """Interrupt the process behind a pidfd, as the stop button of a notebook does."""
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(process, signal.SIGINT)


def kill(process: int) -> None:
    """End the process behind a pidfd; the kernel ends all others of its namespace with it."""
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(process, signal.SIGKILL)


def ended(process: int, seconds: float) -> bool:
    """Wait up to `seconds` for the process behind a pidfd to end; whether it has."""
    poll = select.poll()
    poll.register(process, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
