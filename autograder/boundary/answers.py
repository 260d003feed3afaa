"""What the judge needs of an answer: its value, or a way to call it and learn what happened."""

from __future__ import annotations

import contextlib
import copy
import io
import signal
import threading
import traceback
import warnings
from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

import numpy as np

#: Seconds one call of a student's function may take.
CALL_SECONDS = 5.0
#: Items that are read of a generator: more than an answer has, and an end to an endless one.
MOST_ITEMS = 10_000
#: How deep lists in lists are looked into: a list may hold itself.
DEEPEST = 8


@dataclass(frozen=True)
class Outcome:
    """What one call of the student's function did.

    `error` is one line on what was raised, with the student's own line; `changed` names the
    inputs that were changed in place.
    """

    value: Any = None
    error: str = ""
    changed: tuple[str, ...] = ()
    unwritten: bool = False


class Answer(Protocol):
    """An answer in reach of the judge, in this process or in another."""

    def is_function(self) -> bool:
        """Whether it can be called."""

    def value(self) -> Any:
        """The answer itself, where it is no function."""

    def call(self, inputs: Mapping[str, Any]) -> Outcome:
        """Call it with copies of `inputs`, by position."""


class LocalAnswer:
    """An answer in this process: what `check` was handed."""

    def __init__(self, answer: Any, seconds: float = CALL_SECONDS) -> None:
        self._answer = answer
        self._seconds = seconds

    def is_function(self) -> bool:
        """Whether it can be called."""
        return callable(self._answer)

    def value(self) -> Any:
        """The answer itself."""
        return written_out(self._answer)

    def call(self, inputs: Mapping[str, Any]) -> Outcome:
        """Call the function on copies, quietly and with a time limit."""
        given = {name: copy.deepcopy(value) for name, value in inputs.items()}
        try:
            with quiet(), time_limit(self._seconds):
                value = written_out(self._answer(*given.values()))
        except TooLong:
            return Outcome(error=f"did not come back within {self._seconds:g} seconds")
        except NotImplementedError:
            return Outcome(unwritten=True)
        except Exception as error:
            return Outcome(error=describe(error))
        changed = tuple(n for n in inputs if not _same(inputs[n], given[n]))
        return Outcome(value, changed=changed)


def listed(value: Any) -> Any:
    """What can be read only once (a generator, a map), or is a view or a range, as a list."""
    if isinstance(value, (Iterator, KeysView, ValuesView, ItemsView, range)):
        return list(islice(value, MOST_ITEMS))
    return value


def written_out(value: Any, depth: int = 0) -> Any:
    """`listed`, also for what stands in lists, tuples and dictionaries."""
    value = listed(value)
    if depth > DEEPEST:
        return value
    if isinstance(value, (list, tuple)):
        items = [written_out(item, depth + 1) for item in value]
        return items if isinstance(value, list) else tuple(items)
    if isinstance(value, dict):
        return {name: written_out(item, depth + 1) for name, item in value.items()}
    return value


class TooLong(BaseException):
    """A call took too long. Not an Exception, so that `except Exception` does not swallow it."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Interrupt the block after `seconds`, where the platform can (main thread, POSIX)."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "setitimer"
    ):
        yield
        return

    def stop(signum: int, frame: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep a student's prints and warnings out of the check's output.

    nbgrader takes anything on stderr for a failure, so one NumPy warning would cost the points.
    """
    sink = io.StringIO()
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(sink),
        contextlib.redirect_stderr(sink),
    ):
        warnings.simplefilter("ignore")
        yield


def describe(error: BaseException) -> str:
    """One line: what was raised, and the line of the student's own code where it happened."""
    said = str(error).strip().splitlines()
    text = f"{type(error).__name__}: {said[0]}" if said else type(error).__name__
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if _theirs(frame.filename) and frame.line:
            return f"{text}, at `{frame.line.strip()}`"
    return text


def _theirs(filename: str) -> bool:
    """Whether a file is a notebook cell: those are never inside an installed package."""
    return "ipykernel" in filename or filename.startswith("<") or "ipython-input" in filename


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        if not isinstance(after, np.ndarray) or before.shape != after.shape:
            return False
        # A nudge that was taken back leaves rounding behind: that is no change.
        return np.array_equal(before, after) or np.allclose(before, after, rtol=0.0, atol=1e-12)
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(_same(before[k], after[k]) for k in before)
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(map(_same, before, after))
    return True


def as_answer(answer: Any) -> LocalAnswer:
    """The answer a student handed to `check`."""
    return answer if isinstance(answer, LocalAnswer) else LocalAnswer(answer)
