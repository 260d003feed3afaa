"""Judge examples that a student makes up: the shapes first, then each condition."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.boundary.answers import Answer
from autograder.exercises.exercise import Condition, Example, Exercise
from autograder.judging.returned import NotAnArray, as_numbers, in_shape, is_blank, named_entries
from autograder.judging.verdict import BlockResult, Verdict, rejected, unwritten
from autograder.reference.rules import Array

#: What a condition raises for numbers that are too large or otherwise cannot be computed with. Any
#: other exception is a bug in the condition.
NOT_COMPUTABLE = (ArithmeticError, ValueError)
TRY_SMALLER = "cannot be computed with these numbers (overflow): try smaller ones"


def judge_example(exercise: Exercise, task: Example, answer: Answer) -> Verdict:
    """Judge an example that a student made up. It earns its points if all conditions hold."""
    given, problem = named_entries(answer)
    if problem:
        return rejected(exercise, problem)
    if all(is_blank(given.get(name)) for name in task.shapes):
        return unwritten(exercise, "nothing is filled in yet")
    values = {}
    for name, shape in task.shapes.items():
        try:
            numbers = as_numbers(given.get(name))
        except NotAnArray as error:
            return rejected(exercise, f"{name} {error}")
        fitting = in_shape(numbers, shape)
        if fitting is None:
            return rejected(exercise, f"{name}: expected shape {shape}, got {numbers.shape}")
        values[name] = fitting
    results = tuple(
        _result(f"condition {k}", c, values) for k, c in enumerate(task.conditions, start=1)
    )
    right = all(r.right for r in results)
    score = exercise.points if right else 0.0
    return Verdict(exercise.id, score, exercise.points, "right" if right else "wrong", results)


def _result(name: str, condition: Condition, values: Mapping[str, Array]) -> BlockResult:
    try:
        return BlockResult(name, bool(condition.holds(values)), condition.words)
    except NOT_COMPUTABLE:
        return BlockResult(name, False, f"{condition.words}: {TRY_SMALLER}")
