"""Prove a proof put in order: each line that does not belong is named, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from autograder.boundary.answers import LocalAnswer
from autograder.devel.proof import Proof
from autograder.exercises.exercise import Exercise
from autograder.exercises.ordering import Ordering, Stray
from autograder.judging.judge import judge
from autograder.judging.verdict import Verdict

#: How many orders without meaning are tried.
ORDERS = 40


def prove_order(exercise: Exercise) -> Proof:
    """Put in every line that does not belong, and orders without meaning of those that do."""
    task = exercise.task
    assert isinstance(task, Ordering)
    named = sum(is_named(exercise, task, stray) for stray in task.strays)
    slugs = [stray.slug for stray in task.strays]
    pairs = sum(one != other for one, other in combinations(slugs, 2))
    tries = list(nonsense(task, 0))
    false = sum(bool({*handed_in(exercise, one).slugs} & {*slugs}) for one in tries)
    return Proof(exercise.id, len(slugs), named, (), pairs, len(tries), false)


def handed_in(exercise: Exercise, letters: Sequence[str]) -> Verdict:
    """The verdict on an order."""
    return judge(exercise, LocalAnswer(list(letters)), [0])


def is_named(exercise: Exercise, task: Ordering, stray: Stray) -> bool:
    """Whether the line earns less than full points, and is named, at each place of the proof."""
    right = task.model()
    places = [[*right[:k], stray.letter, *right[k:]] for k in range(len(right) + 1)]
    verdicts = [handed_in(exercise, letters) for letters in places]
    return all(v.score < exercise.points and v.slugs == (stray.slug,) for v in verdicts)


def nonsense(task: Ordering, seed: int) -> Iterator[list[str]]:
    """Random orders of the lines that belong."""
    rng = np.random.default_rng(seed)
    for _ in range(ORDERS):
        yield [str(letter) for letter in rng.permutation(task.model())]
