"""Measure how long `check` takes on a right answer, a slip, a pair of slips, and nonsense.

    python benchmarks/check_speed.py [EXERCISE ...]

Prints medians over several draws. Nonsense is slowest, because every slip and pair is tried.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.devel.slip_proof import acting, applicable, nonsense
from autograder.exercises.exercise import SQUARE, Computed, Exercise
from autograder.judging.judge import judge
from autograder.judging.probe_draws import draw_inputs
from autograder.reference.rules import RIGHT

EXERCISES = ("weight_gradient", "layer_gradients", "batch_gradients", "network_gradients")
DRAWS = 9


def right(task: Computed) -> Callable[..., Any]:
    """A function that returns the truth."""
    names = list(draw_inputs(task, [0], 0, SQUARE[0]))
    return lambda *given: task.reference(dict(zip(names, given, strict=True)), RIGHT)


def milliseconds(exercise: Exercise, answer: Callable[..., Any]) -> float:
    """The median time that it takes to judge an answer."""
    times = []
    for seed in range(DRAWS):
        start = time.perf_counter()
        judge(exercise, LocalAnswer(answer), [seed])
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def main(names: list[str]) -> None:
    """Print a row for each exercise."""
    print(f"{'exercise':<22}{'right':>9}{'one slip':>10}{'two slips':>11}{'nonsense':>10}   (ms)")
    for name in names:
        exercise = CATALOGUE[name]
        task = exercise.task
        assert isinstance(task, Computed)
        # Where no slip is one of a step, any two take their places.
        slips = [s for s in applicable(task) if s.change] or applicable(task)
        pair = (slips[0], slips[-1])
        answers = (
            right(task),
            acting(task, slips[0]),
            acting(task, *pair),
            dict(nonsense(task, 0))["random"],
        )
        row = [milliseconds(exercise, answer) for answer in answers]
        print(f"{name:<22}{row[0]:>9.1f}{row[1]:>10.1f}{row[2]:>11.1f}{row[3]:>10.1f}")


if __name__ == "__main__":
    np.seterr(all="ignore")
    main(sys.argv[1:] or list(EXERCISES))
