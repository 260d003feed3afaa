"""Right answers in place of a student's earlier ones: the judge computes them when they are called.

Whatever may be asked comes from a student's process, so nothing about it is taken for granted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.exercises.exercise import RECTANGULAR, Computed, Task
from autograder.judging.probe_draws import truth
from autograder.judging.returned import NotAnArray, as_numbers
from autograder.reference.rules import Array

#: The most questions in one judging, entries of an argument, entries along an axis of it, and
#: entries of an answer. A gradient by differences asks some thousand times.
QUESTIONS, ENTRIES, AXIS, RESULT = 5_000, 2_000, 100, 100_000
#: The largest whole number as an argument.
LARGEST = 500


class Refused(ValueError):
    """Arguments for which nothing is computed; the message says why."""


class StandIns:
    """Answers what a submission's process asks of earlier exercises.

    Parameters
    ----------
    tasks : mapping of str to Computed
        The earlier exercises, by the names that their answers have in the notebook; see `suits`.

    Attributes
    ----------
    parameters : dict of str to list of str
        The names of each function's arguments, in order.
    asked : set of str
        The names that were asked for.
    """

    def __init__(self, tasks: Mapping[str, Computed]) -> None:
        self._tasks = tasks
        self._examples = {name: example_of(task) for name, task in tasks.items()}
        self.parameters = {name: list(one) for name, one in self._examples.items()}
        self.asked: set[str] = set()
        self._left = QUESTIONS

    def answer(self, name: str, inputs: Sequence[Any]) -> dict[str, Any]:
        """The blocks that a right answer returns for these arguments, or one line why not."""
        self._left -= 1
        try:
            if name not in self._tasks or self._left < 0:
                raise Refused(f"expected a call of {', '.join(self._tasks)}, {QUESTIONS} at most")
            self.asked.add(name)
            with np.errstate(all="ignore"):
                return {"blocks": self._computed(name, inputs)}
        except Refused as refused:
            return {"error": str(refused)}
        except Exception:  # whatever does not fit, a reference may fail on it
            return {"error": f"expected arguments of {name} that fit each other"}

    def _computed(self, name: str, inputs: Sequence[Any]) -> dict[str, Any]:
        example = self._examples[name]
        if len(inputs) != len(example):
            raise Refused(f"expected {len(example)} arguments for {name}, got {len(inputs)}")
        # An elementwise function may be called entry by entry.
        entry = all(np.ndim(one) == 1 for one in example.values()) and not any(map(np.ndim, inputs))
        given = {
            argument: _checked(argument, [value] if entry else value, example[argument])
            for argument, value in zip(example, inputs, strict=True)
        }
        right = truth(self._tasks[name], given)
        if not all(b.size <= RESULT and np.isfinite(b).all() for b in right.values()):
            raise Refused(f"expected arguments for which {name} is finite")
        # Indexing turns an array without axes into a number.
        return {k: (b.reshape(()) if entry and b.size == 1 else b)[()] for k, b in right.items()}


def suits(task: Task) -> bool:
    """Whether an exercise can be stood in for: a function, all of whose arguments are numbers."""
    return isinstance(task, Computed) and all(
        isinstance(one, np.ndarray | int | float) for one in example_of(task).values()
    )


def example_of(task: Computed) -> dict[str, Any]:
    """Arguments of the kinds that an exercise takes; the same at all times."""
    return task.draw(np.random.default_rng(0), RECTANGULAR[0])


def _checked(name: str, value: Any, example: Any) -> Any:
    """An argument as numbers of the kind of an example.

    Raises
    ------
    Refused
        If it is of another kind, or too large.
    """
    try:
        array = as_numbers(value)
    except (NotAnArray, TypeError, ValueError, OverflowError) as problem:
        raise Refused(f"expected numbers for {name}, got something else") from problem
    if array.ndim != np.ndim(example):
        raise Refused(f"expected {name} with {np.ndim(example)} axes, got {array.ndim}")
    if array.size > ENTRIES or max(array.shape, default=0) > AXIS:
        raise Refused(f"expected {name} of moderate size, got shape {array.shape}")
    if np.asarray(example).dtype.kind in "biu":
        return _whole(name, array, example)
    return array if array.ndim else float(array)


def _whole(name: str, array: Array, example: Any) -> Any:
    if np.any(array != np.floor(array)) or np.any(np.abs(array) > LARGEST):
        raise Refused(f"expected whole numbers of at most {LARGEST} for {name}")
    whole = array.astype(np.asarray(example).dtype)
    return whole if isinstance(example, np.ndarray) else type(example)(whole)
