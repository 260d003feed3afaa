"""An answer as the judge sees it: a value, or a function that it can call, and the outcome."""

from __future__ import annotations

import contextlib
import copy
import io
import re
import signal
import threading
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from autograder.boundary.explained import explained
from autograder.boundary.expression import failed_at
from autograder.boundary.kept import kept_by
from autograder.boundary.plain import plain
from autograder.boundary.probes import ProbeFunction
from autograder.boundary.wire import other

#: Seconds that one call of a student's function may take.
CALL_SECONDS = 5.0


@dataclass(frozen=True)
class Outcome:
    """The outcome of one call of a student's function.

    Attributes
    ----------
    value : object
        The value that it returned, in plain types.
    error : str
        One line: the exception, and the line of the student's code that raised it; or what else
        kept the call from coming back.
    changed : tuple of str
        The names of the inputs that it changed in place.
    unwritten : bool
        Whether it raised `NotImplementedError`.
    """

    value: Any = None
    error: str = ""
    changed: tuple[str, ...] = ()
    unwritten: bool = False

    @property
    def failure(self) -> str:
        """The error as a part of a sentence about the answer."""
        # Not every error is an exception: a call may also not come back.
        return f"raised {self.error}" if self.error[:1].isupper() else self.error


class Answer(Protocol):
    """An answer, in this process or in another one."""

    def is_function(self) -> bool:
        """Whether it can be called."""

    def value(self) -> Any:
        """The answer itself, if it is not a function."""

    def call(self, inputs: Mapping[str, Any]) -> Outcome:
        """Call it with copies of `inputs`, in order."""

    def kept(self) -> str:
        """What its code shows that it keeps between calls, in words; as `kept_by`."""


class LocalAnswer:
    """An answer in this process, as passed to `check`."""

    def __init__(self, answer: Any, seconds: float = CALL_SECONDS) -> None:
        self._answer = answer
        self._seconds = seconds

    def is_function(self) -> bool:
        """Whether it can be called."""
        return callable(self._answer)

    def value(self) -> Any:
        """The answer itself, in plain types."""
        try:
            return plain(self._answer)
        except Exception:  # a generator may raise anything
            return other(type(self._answer).__name__)

    def call(self, inputs: Mapping[str, Any]) -> Outcome:
        """Call the function on copies, without output and with a time limit."""
        given = {name: _copied(value) for name, value in inputs.items()}
        try:
            with quiet(), time_limit(self._seconds):
                value = plain(self._answer(*given.values()))
        except TooLong:
            return Outcome(error=f"did not come back within {self._seconds:g} seconds")
        except NotImplementedError:
            return Outcome(unwritten=True)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # such as SystemExit, for a call of exit()
            return Outcome(error=_other_signature(error, given) or describe(error))
        changed = tuple(n for n in inputs if not _same(inputs[n], given[n]))
        return Outcome(value, changed=changed)

    def kept(self) -> str:
        """What its code shows that it keeps between calls, in words; as `kept_by`."""
        return kept_by(self._answer)


def _copied(value: Any) -> Any:
    return value.handed_over() if isinstance(value, ProbeFunction) else copy.deepcopy(value)


class TooLong(BaseException):
    """A call took too long. `except Exception` in a student's code does not catch it."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Interrupt the block after `seconds`, if that is possible (POSIX, main thread)."""
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

    nbgrader takes any output on stderr for a failure, so a single NumPy warning would cost the
    points.
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
    """One line: the exception, and the line of the student's own code that raised it."""
    try:
        failed = failed_at(error.__traceback__, _theirs)
        said = explained(error, failed) if failed else ""
        said = said or str(error).strip().partition("\n")[0]
    except Exception:  # a student's own exception may do anything
        return type(error).__name__
    text = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return f"{text}, at `{failed.line}`" if failed else text


def _other_signature(error: BaseException, given: Mapping[str, Any]) -> str:
    """What is said of a function that takes other arguments than these; empty for other errors."""
    if not isinstance(error, TypeError) or failed_at(error.__traceback__, _theirs):
        return ""
    wrong = re.match(r"(?:.*\.)?(\S+)\(\) ((?:takes|missing) .*)", str(error))
    if not wrong:
        return ""
    name = "f" if wrong[1] == "<lambda>" else wrong[1]
    return f"TypeError: called as `{name}({', '.join(given)})`: {wrong[2]}"


def _theirs(filename: str) -> bool:
    """Whether code comes from a cell of a notebook, not from an installed package."""
    return "ipykernel" in filename or filename.startswith("<") or "ipython-input" in filename


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        if not isinstance(after, np.ndarray) or before.shape != after.shape:
            return False
        # A nudge that was undone leaves rounding errors, which do not count as a change.
        return np.array_equal(before, after) or np.allclose(before, after, rtol=0.0, atol=1e-12)
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(_same(before[k], after[k]) for k in before)
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(map(_same, before, after))
    return True


def as_answer(answer: Any) -> LocalAnswer:
    """Wrap what a student passes to `check`, unless it is an answer already."""
    return answer if isinstance(answer, LocalAnswer) else LocalAnswer(answer)
