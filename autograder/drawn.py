"""An exercise's draws under one seed, and what they show whoever answers: kept once made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.exercise import Computed, Sizes
from autograder.rules import RIGHT, Array
from autograder.slipped import Table


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
            inputs = drawn(self.task, self.seed, k, sizes)
            right = {name: np.asarray(v) for name, v in self.task.reference(inputs, RIGHT).items()}
            self._made[k, sizes] = Draw(sizes, inputs, right)
        return self._made[k, sizes]


def drawn(task: Computed, seed: Sequence[int], k: int, sizes: Sizes) -> dict[str, Any]:
    """The inputs of draw `k`."""
    return task.draw(np.random.default_rng([*seed, k]), sizes)
