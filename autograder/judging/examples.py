"""Judging examples that a student makes up: the shapes first, then each condition."""

from __future__ import annotations

from autograder.boundary.answers import Answer
from autograder.exercises.exercise import Example, Exercise
from autograder.judging.returned import NotAnArray, as_numbers, in_shape, is_blank, named_entries
from autograder.judging.verdict import BlockResult, Verdict, rejected, unwritten


def judge_example(exercise: Exercise, task: Example, answer: Answer) -> Verdict:
    """Judge a made-up example. It counts when all conditions hold."""
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
        BlockResult(f"condition {k}", c.holds(values), c.words)
        for k, c in enumerate(task.conditions, start=1)
    )
    right = all(r.right for r in results)
    score = exercise.points if right else 0.0
    return Verdict(exercise.id, score, exercise.points, "right" if right else "wrong", results)
