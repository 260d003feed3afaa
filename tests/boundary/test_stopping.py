"""A signal that would end the process is an exception, so that everything is put away."""

from __future__ import annotations

import contextlib
import os
import signal

import pytest

from autograder.boundary.stopping import Stopped, stop_if_told, stopped_by_signals


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_raised_and_afterwards_as_before(number: int) -> None:
    before = signal.getsignal(number)
    with pytest.raises(Stopped, match="stopped by SIG") as stopped, stopped_by_signals():
        os.kill(os.getpid(), number)
    assert stopped.value.number == number
    assert signal.getsignal(number) is before


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopped_by_signals():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_second_signal_does_not_disturb_the_putting_away() -> None:
    put_away = False
    with pytest.raises(Stopped), stopped_by_signals():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            put_away = True
    assert put_away


def test_a_signal_that_came_where_exceptions_are_ignored_is_not_lost() -> None:
    class Forked:
        def __del__(self) -> None:
            with contextlib.suppress(Stopped):
                os.kill(os.getpid(), signal.SIGTERM)

    forked = Forked()
    with pytest.raises(Stopped), stopped_by_signals():
        stop_if_told()
        del forked
        stop_if_told()
    stop_if_told()
