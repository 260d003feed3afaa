"""Judging answers that are entries: predictions, worksheets and made-up examples."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.boundary.answers import Answer
from autograder.exercises.exercise import Entries, Example, Exercise
from autograder.judging.compare import NotAnArray, as_numbers, in_disguise, normwise_error
from autograder.judging.verdict import BlockResult, Cause, State, Verdict
from autograder.slips.slip import Slip


def judge_entries(exercise: Exercise, task: Entries, answer: Answer) -> Verdict:
    """Judge a dictionary of predicted or calculated entries."""
    given, problem = _dictionary(answer)
    if problem:
        return _nothing(exercise, problem)
    expected = task.expected()
    if all(_blank(given.get(name)) for name in expected):
        return _unwritten(exercise)
    results = tuple(_entry(name, given.get(name), expected, task) for name in expected)
    score = _score(exercise.points, task, expected, results)
    if all(r.right for r in results):
        return Verdict(exercise.id, score, exercise.points, "right", results)
    causes = _named(task, expected, given)
    if not task.partial:
        # Entry by entry, a few tries would give the answer away.
        right = sum(r.right for r in results)
        problem = f"{right} of {len(results)} entries hold; it counts when all of them do"
        form = [r for r in results if not r.right and r.problem.startswith(("exp", "is not"))]
        shown = _once(form)
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
    """Wrong entries that are what the right step makes of the student's own earlier ones."""
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


def judge_example(exercise: Exercise, task: Example, answer: Answer) -> Verdict:
    """Judge a made-up example: the shapes first, then each condition."""
    given, problem = _dictionary(answer)
    if problem:
        return _nothing(exercise, problem)
    if all(_blank(given.get(name)) for name in task.shapes):
        return _unwritten(exercise)
    values = {}
    for name, shape in task.shapes.items():
        try:
            values[name] = as_numbers(given.get(name))
        except NotAnArray as error:
            return _nothing(exercise, f"{name} {error}")
        fitting = in_disguise(values[name], shape)
        if fitting is None:
            return _nothing(exercise, f"{name}: expected shape {shape}, got {values[name].shape}")
        values[name] = fitting
    results = tuple(
        BlockResult(f"condition {k}", c.holds(values), c.words)
        for k, c in enumerate(task.conditions, start=1)
    )
    right = all(r.right for r in results)
    score = exercise.points if right else 0.0
    return Verdict(exercise.id, score, exercise.points, "right" if right else "wrong", results)


def _dictionary(answer: Answer) -> tuple[Mapping[str, Any], str]:
    if answer.is_function():
        return {}, "expected a dictionary of entries, got a function; likely the wrong name"
    value = answer.value()
    if value is Ellipsis or value is None:
        return {}, ""
    if not isinstance(value, Mapping):
        return {}, f"expected a dictionary of entries, got a {type(value).__name__}"
    return value, ""


def _blank(value: Any) -> bool:
    return value is None or value is Ellipsis


def _nothing(exercise: Exercise, problem: str) -> Verdict:
    return Verdict(exercise.id, 0.0, exercise.points, "wrong", problem=problem)


def _unwritten(exercise: Exercise) -> Verdict:
    problem = "nothing is filled in yet"
    return Verdict(exercise.id, 0.0, exercise.points, "unwritten", problem=problem)


def _entry(name: str, got: Any, expected: Mapping[str, Any], task: Entries) -> BlockResult:
    if _blank(got):
        return BlockResult(name, False, "is not filled in yet")
    problem = _unknown_word(got, expected) or _difference(got, expected[name], task.tolerance)
    return BlockResult(name, not problem, problem)


def _once(form: list[BlockResult]) -> tuple[BlockResult, ...]:
    """What is the matter with the form of the entries; one line where it is the same with many."""
    kinds = {r.problem.partition(", got")[0] for r in form}
    if len(form) > 3 and len(kinds) == 1:
        return (BlockResult(f"{len(form)} entries", False, form[0].problem),)
    return tuple(form)


def _unknown_word(got: Any, expected: Mapping[str, Any]) -> str:
    """A word that is nowhere an answer: say which words are meant, in no telling order."""
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
    fitting = in_disguise(numbers, truth.shape)
    if fitting is None:
        return f"expected shape {truth.shape}, got {numbers.shape}"
    off = normwise_error(fitting, truth)
    if off <= tolerance:
        return ""
    # Counts are never rounded: a whole number next to the right one is another number.
    rounded = off < 1e-3 and np.any(truth != np.round(truth))
    return "is not exact enough: hand over all digits" if rounded else "another number"


def _lone(got: Any) -> Any:
    """What a list or an array of a single entry holds."""
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
    """All or nothing; or by entry, above what one value written everywhere would earn."""
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
    # What explains a part of what another slip explains is not said beside it.
    best = [slip for wrong, slip in found if not any(wrong < other for other, _ in found)]
    if len({slip.slug for slip in best}) != 1:
        return ()
    slip = best[0]
    return (Cause((slip.slug,), slip.clause, slip.question, slip.item),)
