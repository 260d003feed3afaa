"""An exercise's draws under one seed, and what they show whoever answers: kept once made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.exercises.exercise import RECTANGULAR, Computed, Sizes, Task
from autograder.judging.mutants import Table
from autograder.reference.rules import RIGHT, Array

#: Of how many exercises draws are kept at most; a worker on a cluster may see many classes.
KEPT = 200
_kept: dict[tuple[int, Sequence[int]], Draws] = {}


class Draw(NamedTuple):
    """Inputs of certain sizes, and the truth by block."""

    sizes: Sizes
    inputs: dict[str, Any]
    right: dict[str, Array]


class Draws:
    """An exercise's draws under one seed.

    A class is graded on one seed. Whoever judges many answers hands over the same draws, and the
    truth and the slips' values are computed once.

    Parameters
    ----------
    task : Computed
    seed : sequence of int
    """

    def __init__(self, task: Computed, seed: Sequence[int]) -> None:
        self.task, self.seed = task, tuple(seed)
        self.table = Table()
        self._made: dict[tuple[int, Sizes], Draw] = {}

    def at(self, k: int, sizes: Sizes) -> Draw:
        """Draw number `k`, which has these sizes."""
        if (k, sizes) not in self._made:
            inputs = draw_inputs(self.task, self.seed, k, sizes)
            right = {name: np.asarray(v) for name, v in self.task.reference(inputs, RIGHT).items()}
            self._made[k, sizes] = Draw(sizes, inputs, right)
        return self._made[k, sizes]

    def grading_draws(self) -> list[Draw]:
        """The draws on which an answer has to be right."""
        return [self.at(k, sizes) for k, sizes in enumerate(RECTANGULAR)]


def shared_draws(task: Task, seed: Sequence[int]) -> Draws | None:
    """The same draws for all who are judged on a seed; None for what is not drawn."""
    if not isinstance(task, Computed):
        return None
    # As long as the draws are kept, their task is, and no other has its id.
    key = (id(task), tuple(seed))
    if key not in _kept:
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[key] = Draws(task, seed)
    return _kept[key]


def draw_inputs(task: Computed, seed: Sequence[int], k: int, sizes: Sizes) -> dict[str, Any]:
    """The inputs of draw `k`."""
    return task.draw(np.random.default_rng([*seed, k]), sizes)
