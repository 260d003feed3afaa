"""What the judge needs of an answer: its value, or a way to call it and what came of the call."""

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

#: Seconds that one call of a student's function may take.
CALL_SECONDS = 5.0
#: Most items that are read from a generator, which may be endless. No answer has as many.
MOST_ITEMS = 10_000
#: How many levels of lists in lists are read, as a list may hold itself.
DEEPEST = 8


@dataclass(frozen=True)
class Outcome:
    """What one call of a student's function returned or raised.

    Attributes
    ----------
    value : object
        What it returned.
    error : str
        One line: what it raised, and at which line of the student's code.
    changed : tuple of str
        The inputs that it changed in place.
    unwritten : bool
        Whether it raised `NotImplementedError`.
    """

    value: Any = None
    error: str = ""
    changed: tuple[str, ...] = ()
    unwritten: bool = False


class Answer(Protocol):
    """An answer, in this process or in another one."""

    def is_function(self) -> bool:
        """Whether it can be called."""

    def value(self) -> Any:
        """The answer itself, where it is not a function."""

    def call(self, inputs: Mapping[str, Any]) -> Outcome:
        """Call it with copies of `inputs`, in order."""


class LocalAnswer:
    """An answer in this process, as `check` gets it."""

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
        """Call the function on copies, without output and with a time limit."""
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
    """An iterator (a generator, a map), a view of a dictionary or a range, as a list."""
    if isinstance(value, (Iterator, KeysView, ValuesView, ItemsView, range)):
        return list(islice(value, MOST_ITEMS))
    return value


def written_out(value: Any, depth: int = 0) -> Any:
    """`value` with everything listed, also inside lists, tuples and dictionaries."""
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
    """A call took too long. `except Exception` in a student's code does not catch it."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Interrupt the block after `seconds`, where that is possible (POSIX, main thread)."""
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
    """Keep a student's prints and warnings out of the output of a check.

    For nbgrader anything on stderr is a failure: one warning of NumPy would cost the points.
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
    """Whether code comes from a notebook's cell and not from an installed package."""
    return "ipykernel" in filename or filename.startswith("<") or "ipython-input" in filename


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        if not isinstance(after, np.ndarray) or before.shape != after.shape:
            return False
        # A nudge that was taken back leaves rounding errors behind: that is not a change.
        return np.array_equal(before, after) or np.allclose(before, after, rtol=0.0, atol=1e-12)
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(_same(before[k], after[k]) for k in before)
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(map(_same, before, after))
    return True


def as_answer(answer: Any) -> LocalAnswer:
    """What a student gives to `check`, as an answer."""
    return answer if isinstance(answer, LocalAnswer) else LocalAnswer(answer)
