"""Ending at a signal as at Ctrl-C: everything is put away first, and one line says so."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = ("SIGTERM", "SIGHUP")
#: The signal that has come, while it is being obeyed.
_come: list[int] = []


class Stopped(KeyboardInterrupt):
    """The process was told to end by a signal, whose number this is."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}")
        self.number = number


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Within this block, a signal that would end the process raises `Stopped` instead.

    One that is ignored, as under nohup, stays ignored. Processes that are forked off end at it.
    """
    numbers = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    numbers = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    own = os.getpid()

    def stop(number: int, frame: FrameType | None) -> None:
        if os.getpid() != own:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        _come.append(number)
        for one in numbers:
            # A second one must not disturb the putting away.
            signal.signal(one, signal.SIG_IGN)
        raise Stopped(number)

    for number in numbers:
        signal.signal(number, stop)
    try:
        yield
    finally:
        _come.clear()
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)


def stop_if_told() -> None:
    """Raise `Stopped` again if a signal has come, for a long loop to call now and then.

    The first one is lost if it was raised in a place where Python ignores exceptions, as where a
    process is being forked.
    """
    if _come:
        raise Stopped(_come[0])
