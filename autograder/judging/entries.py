"""Judging answers that are dictionaries of entries: predictions and worksheets."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.boundary.answers import Answer
from autograder.exercises.exercise import Entries, Exercise
from autograder.judging.compare import normwise_error
from autograder.judging.returned import NotAnArray, as_numbers, in_shape, is_blank, named_entries
from autograder.judging.verdict import BlockResult, Cause, State, Verdict, rejected, unwritten
from autograder.slips.slip import Slip


def judge_entries(exercise: Exercise, task: Entries, answer: Answer) -> Verdict:
    """Judge a dictionary of predicted or calculated entries."""
    given, problem = named_entries(answer)
    if problem:
        return rejected(exercise, problem)
    expected = task.expected()
    if all(is_blank(given.get(name)) for name in expected):
        return unwritten(exercise, "nothing is filled in yet")
    results = tuple(_entry(name, given.get(name), expected, task) for name in expected)
    score = _score(exercise.points, task, expected, results)
    if all(r.right for r in results):
        return Verdict(exercise.id, score, exercise.points, "right", results)
    causes = _named(task, expected, given)
    if not task.partial:
        # Entry by entry, a few tries would give the answer away.
        right = sum(r.right for r in results)
        problem = f"{right} of {len(results)} entries hold; it counts when all of them do"
        shown = _form_problems(results)
        return Verdict(exercise.id, 0.0, exercise.points, "wrong", shown, problem, causes=causes)
    state: State = "partial" if score else "wrong"
    follows = _following(task, expected, given, results)
    return Verdict(
        exercise.id, score, exercise.points, state, results, causes=causes, follows=follows
    )


def _following(
    task: Entries,
    expected: Mapping[str, Any],
    given: Mapping[str, Any],
    results: tuple[BlockResult, ...],
) -> tuple[str, ...]:
    """Wrong entries that follow by a right step from the student's own earlier ones."""
    wrong = {r.name for r in results if not r.right}
    found = []
    for name, earlier in task.follows.items():
        if name not in wrong or wrong.isdisjoint(earlier):
            continue
        try:
            value, *own = (float(as_numbers(given.get(n))) for n in (name, *earlier))
        except (NotAnArray, TypeError):
            continue
        # One earlier entry: a multiple of it; several: their sum.
        multiple = expected[name] / expected[earlier[0]] if len(earlier) == 1 else 1.0
        if value and not _difference(value, multiple * sum(own), task.tolerance):
            found.append(name)
    return tuple(found)


def _entry(name: str, got: Any, expected: Mapping[str, Any], task: Entries) -> BlockResult:
    if is_blank(got):
        return BlockResult(name, False, "is not filled in yet")
    problem = _unknown_word(got, expected) or _difference(got, expected[name], task.tolerance)
    return BlockResult(name, not problem, problem)


def _form_problems(results: tuple[BlockResult, ...]) -> tuple[BlockResult, ...]:
    """The entries of a wrong form; one line for all of them where they have the same problem."""
    form = [r for r in results if not r.right and r.problem.startswith(("exp", "is not"))]
    kinds = {r.problem.partition(", got")[0] for r in form}
    if len(form) > 3 and len(kinds) == 1:
        return (BlockResult(f"{len(form)} entries", False, form[0].problem),)
    return tuple(form)


def _unknown_word(got: Any, expected: Mapping[str, Any]) -> str:
    """For a word that is not an answer anywhere: the words that are, in alphabetical order."""
    got = _lone(got)
    words = sorted({value.lower() for value in expected.values() if isinstance(value, str)})
    if not words or not isinstance(got, str) or got.strip().lower() in words:
        return ""
    return f"expected one of the words {', '.join(words)}, got {_shown(got)}"


def _difference(got: Any, right: Any, tolerance: float) -> str:
    """Empty where `got` is right; else what is the matter, without saying what is right."""
    if isinstance(right, bool | np.bool_ | str):
        got = _lone(got)
    if isinstance(right, bool | np.bool_):
        if not isinstance(got, bool | np.bool_):
            return f"expected True or False, got {_shown(got)}"
        return "" if bool(got) == bool(right) else "not so"
    if isinstance(right, str):
        if not isinstance(got, str):
            return f"expected a word in quotes, got {_shown(got)}"
        return "" if got.strip().lower() == right.lower() else "not so"
    if isinstance(right, tuple):
        return _shape_difference(got, right)
    try:
        numbers = as_numbers(got)
    except NotAnArray as error:
        return str(error)
    truth = np.asarray(right, dtype=float)
    fitting = in_shape(numbers, truth.shape)
    if fitting is None:
        return f"expected shape {truth.shape}, got {numbers.shape}"
    off = normwise_error(fitting, truth)
    if off <= tolerance:
        return ""
    # Counts are never rounded: a whole number next to the right one is another number.
    rounded = off < 1e-3 and np.any(truth != np.round(truth))
    return "is not exact enough: hand over all digits" if rounded else "another number"


def _lone(got: Any) -> Any:
    """The entry of a list or an array with a single one."""
    if isinstance(got, np.ndarray):
        return got.item() if got.size == 1 else got
    return got[0] if isinstance(got, (list, tuple)) and len(got) == 1 else got


def _shape_difference(got: Any, right: tuple[int, ...]) -> str:
    got = got.tolist() if isinstance(got, np.ndarray) else got
    if isinstance(got, (int, np.integer)) and not isinstance(got, bool):
        got = (int(got),)
    if not isinstance(got, (tuple, list)) or not all(
        isinstance(n, (int, np.integer)) and not isinstance(n, bool) for n in got
    ):
        return f"expected a shape such as (2, 3), got {_shown(got)}"
    if tuple(got) == right:
        return ""
    return "these sizes, in another order" if sorted(got) == sorted(right) else "another shape"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 30 else f"a {type(value).__name__}"


def _score(
    points: float, task: Entries, expected: Mapping[str, Any], results: tuple[BlockResult, ...]
) -> float:
    """All or nothing; or by entry, less what writing one value everywhere would earn."""
    right, n = sum(r.right for r in results), len(results)
    if right == n:
        return points
    if not task.partial:
        return 0.0
    free = max(Counter(repr(value) for value in expected.values()).values())
    if free >= n:
        return 0.0
    return round(points * math.floor(100 * max(0, right - free) / (n - free)) / 100, 2)


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
    # A slip that explains only a part of what another one explains is left out.
    best = [slip for wrong, slip in found if not any(wrong < other for other, _ in found)]
    if len({slip.slug for slip in best}) != 1:
        return ()
    slip = best[0]
    return (Cause((slip.slug,), slip.clause, slip.question, slip.item),)
