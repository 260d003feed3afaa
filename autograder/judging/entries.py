"""Judge answers that are dictionaries of entries: predictions and worksheets."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.boundary.answers import Answer
from autograder.exercises.exercise import Entries, Exercise
from autograder.judging.compare import normwise_error
from autograder.judging.returned import NotAnArray, as_numbers, in_shape, is_blank, named_entries
from autograder.judging.verdict import (
    BlockResult,
    Cause,
    State,
    Verdict,
    part_of,
    rejected,
    unwritten,
)
from autograder.slips.slip import Slip


@dataclass(frozen=True)
class _Problem:
    """What is wrong with an entry.

    Attributes
    ----------
    words : str
        The problem, or what was expected.
    got : str
        What was found in its place, if that is worth showing.
    of_form : bool
        Whether it is the form of the entry that is wrong. Such a problem can always be shown: it
        does not say whether the value would be right.
    """

    words: str
    got: str = ""
    of_form: bool = False

    def __str__(self) -> str:
        """The problem in one line."""
        return f"{self.words}, got {self.got}" if self.got else self.words


_NOT_FILLED_IN = _Problem("is not filled in yet", of_form=True)
_NOT_SO = _Problem("not so")


def _expected(words: str, got: str) -> _Problem:
    return _Problem(f"expected {words}", got, of_form=True)


def judge_entries(exercise: Exercise, task: Entries, answer: Answer) -> Verdict:
    """Judge a dictionary of predicted or calculated entries."""
    given, problem = named_entries(answer)
    if problem:
        return rejected(exercise, problem)
    expected = task.expected()
    if all(is_blank(given.get(name)) for name in expected):
        return unwritten(exercise, "nothing is filled in yet")
    problems = {name: _problem(given.get(name), name, expected, task) for name in expected}
    results = tuple(BlockResult(name, not p, str(p or "")) for name, p in problems.items())
    score = _score(exercise.points, task, expected, results)
    if all(r.right for r in results):
        return Verdict(exercise.id, score, exercise.points, "right", results)
    causes = _named(task, expected, given)
    if not task.partial:
        problem = f"{_how_many(expected, results)} hold; it counts when all of them do"
        shown = _form_problems(problems)
        return Verdict(exercise.id, 0.0, exercise.points, "wrong", shown, problem, causes=causes)
    state: State = "partial" if score else "wrong"
    follows = _following(task, expected, given, results)
    return Verdict(
        exercise.id, score, exercise.points, state, results, causes=causes, follows=follows
    )


def _how_many(expected: Mapping[str, Any], results: tuple[BlockResult, ...]) -> str:
    """How many entries are right; not said where a few tries could then give them away."""
    if any(isinstance(value, int | np.bool_ | str | tuple) for value in expected.values()):
        return f"not all of the {len(results)} entries"
    return f"{sum(r.right for r in results)} of {len(results)} entries"


def _following(
    task: Entries,
    expected: Mapping[str, Any],
    given: Mapping[str, Any],
    results: tuple[BlockResult, ...],
) -> tuple[str, ...]:
    """The wrong entries that follow by a right step from the student's own earlier entries."""
    wrong = {r.name for r in results if not r.right}
    found = []
    for name, earlier in task.follows.items():
        if name not in wrong or wrong.isdisjoint(earlier):
            continue
        try:
            value, *own = (float(as_numbers(given.get(n))) for n in (name, *earlier))
        except (NotAnArray, TypeError):
            continue
        # A multiple of one earlier entry, or the sum of several.
        multiple = expected[name] / expected[earlier[0]] if len(earlier) == 1 else 1.0
        if value and not _difference(value, multiple * sum(own), task.tolerance):
            found.append(name)
    return tuple(found)


def _problem(got: Any, name: str, expected: Mapping[str, Any], task: Entries) -> _Problem | None:
    if is_blank(got):
        return _NOT_FILLED_IN
    return _unknown_word(got, expected) or _difference(got, expected[name], task.tolerance)


def _form_problems(problems: Mapping[str, _Problem | None]) -> tuple[BlockResult, ...]:
    """The entries that have a wrong form; one line for all of them if they share a problem."""
    form = {name: p for name, p in problems.items() if p and p.of_form}
    if len(form) > 3 and len({p.words for p in form.values()}) == 1:
        first = next(iter(form.values()))
        return (BlockResult(f"{len(form)} entries", False, str(first)),)
    return tuple(BlockResult(name, False, str(p)) for name, p in form.items())


def _unknown_word(got: Any, expected: Mapping[str, Any]) -> _Problem | None:
    """For a word that answers no entry: a problem that lists the words that do, alphabetically."""
    got = _lone(got)
    words = sorted({value.lower() for value in expected.values() if isinstance(value, str)})
    if not words or not isinstance(got, str) or got.strip().lower() in words:
        return None
    return _expected(f"one of the words {', '.join(words)}", _shown(got))


def _difference(got: Any, right: Any, tolerance: float) -> _Problem | None:
    """What is wrong with `got`, without giving the right value away; None if it is right."""
    if isinstance(right, bool | np.bool_ | str):
        got = _lone(got)
    if isinstance(right, bool | np.bool_):
        if not isinstance(got, bool | np.bool_):
            return _expected("True or False", _shown(got))
        return None if bool(got) == bool(right) else _NOT_SO
    if isinstance(right, str):
        if not isinstance(got, str):
            return _expected("a word in quotes", _shown(got))
        return None if got.strip().lower() == right.lower() else _NOT_SO
    if isinstance(right, tuple):
        return _shape_difference(got, right)
    try:
        numbers = as_numbers(got)
    except NotAnArray as error:
        return _Problem(str(error), of_form=True)
    truth = np.asarray(right, dtype=float)
    fitting = in_shape(numbers, truth.shape)
    if fitting is None:
        return _expected(f"shape {truth.shape}", str(numbers.shape))
    off = normwise_error(fitting, truth)
    if off <= tolerance:
        return None
    # Counts are never rounded: a whole number close to the right one is simply wrong.
    if off < 1e-3 and np.any(truth != np.round(truth)):
        return _Problem("is not exact enough: hand over all digits", of_form=True)
    return _Problem("another number")


def _lone(got: Any) -> Any:
    """The only entry of a list or array with one entry; any other value unchanged."""
    if isinstance(got, np.ndarray):
        return got.item() if got.size == 1 else got
    return got[0] if isinstance(got, (list, tuple)) and len(got) == 1 else got


def _shape_difference(got: Any, right: tuple[int, ...]) -> _Problem | None:
    got = got.tolist() if isinstance(got, np.ndarray) else got
    if isinstance(got, (int, np.integer)) and not isinstance(got, bool):
        got = (int(got),)
    if not isinstance(got, (tuple, list)) or not all(
        isinstance(n, (int, np.integer)) and not isinstance(n, bool) for n in got
    ):
        return _expected("a shape such as (2, 3)", _shown(got))
    if tuple(got) == right:
        return None
    same_sizes = sorted(got) == sorted(right)
    return _Problem("these sizes, in another order" if same_sizes else "another shape")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 30 else f"a {type(value).__name__}"


def _score(
    points: float, task: Entries, expected: Mapping[str, Any], results: tuple[BlockResult, ...]
) -> float:
    """All or nothing; or by entry, minus what the same value in every entry would earn.

    Nothing is taken off where no entry can be guessed.
    """
    right, n = sum(r.right for r in results), len(results)
    if right == n:
        return points
    if not task.partial:
        return 0.0
    if task.shares:
        return part_of(points, right / n)
    free = max(Counter(repr(value) for value in expected.values()).values())
    if free >= n:
        return 0.0
    return part_of(points, math.floor(100 * max(0, right - free) / (n - free)) / 100)


def _named(
    task: Entries, expected: Mapping[str, Any], given: Mapping[str, Any]
) -> tuple[Cause, ...]:
    """The slip that gives exactly these entries, if there is exactly one."""
    found: list[tuple[set[str], Slip]] = []
    for slip in task.own:
        values = slip.values(expected) if slip.values else None
        if values and all(
            n in given and not _difference(given[n], v, task.tolerance) for n, v in values.items()
        ):
            wrong = {n for n, v in values.items() if _difference(v, expected[n], task.tolerance)}
            found.append((wrong, slip))
    # Leave out a slip that explains only part of what another one explains.
    best = [slip for wrong, slip in found if not any(wrong < other for other, _ in found)]
    if len({slip.slug for slip in best}) != 1:
        return ()
    slip = best[0]
    return (Cause((slip.slug,), slip.clause, slip.question, slip.item),)
