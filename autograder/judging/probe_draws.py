"""The draws on which the answers to an exercise are judged: inputs, and the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.exercises.exercise import RECTANGULAR, Computed, Exercise, Sizes
from autograder.reference.rules import RIGHT, Array
from autograder.slips import Slip

#: The slips in a reference: none, one, or a pair.
Combination = tuple[Slip, ...]
#: What a reference with slips in it gives, by block; None where one of them does not apply.
Values = dict[str, Array] | None

#: Of how many exercises draws are kept at most; a worker on a cluster may see many classes.
KEPT = 200
_shared: dict[tuple[str, tuple[int, ...]], Draws] = {}


@dataclass(frozen=True, eq=False)
class Draw:
    """Inputs of certain sizes, and the truth by block.

    A whole class is judged on the same draws. So each draw keeps what the diagnosis computes on it
    and what does not depend on the answer.

    Attributes
    ----------
    mutants : dict
        What the reference gives with slips in it.
    rules_used : dict
        The steps whose right rules a pass with this slip in it still uses.
    """

    sizes: Sizes
    inputs: Mapping[str, Any]
    right: Mapping[str, Array]
    mutants: dict[Combination, Values] = field(default_factory=dict)
    rules_used: dict[Slip, frozenset[str]] = field(default_factory=dict)


class Draws:
    """An exercise's draws under one seed, each made when it is first asked for.

    Parameters
    ----------
    task : Computed
    seed : sequence of int
    """

    def __init__(self, task: Computed, seed: Sequence[int]) -> None:
        self.task, self.seed = task, tuple(seed)
        self._made: dict[tuple[int, Sizes], Draw] = {}

    def at(self, k: int, sizes: Sizes) -> Draw:
        """Draw number `k`, which has these sizes."""
        if (k, sizes) not in self._made:
            inputs = draw_inputs(self.task, self.seed, k, sizes)
            self._made[k, sizes] = Draw(sizes, inputs, truth(self.task, inputs))
        return self._made[k, sizes]

    def grading_draws(self) -> list[Draw]:
        """The draws on which an answer has to be right."""
        return [self.at(k, sizes) for k, sizes in enumerate(RECTANGULAR)]


def shared_draws(exercise: Exercise, seed: Sequence[int]) -> Draws | None:
    """The same draws for all who are judged on a seed; None for what is not drawn."""
    task = exercise.task
    if not isinstance(task, Computed):
        return None
    key = exercise.id, tuple(seed)
    # Another exercise may have the same id, in a catalogue of one's own.
    if key not in _shared or _shared[key].task is not task:
        if len(_shared) >= KEPT:
            _shared.clear()
        _shared[key] = Draws(task, seed)
    return _shared[key]


def draw_inputs(task: Computed, seed: Sequence[int], k: int, sizes: Sizes) -> dict[str, Any]:
    """The inputs of draw `k`."""
    return task.draw(np.random.default_rng([*seed, k]), sizes)


def truth(task: Computed, inputs: Mapping[str, Any]) -> dict[str, Array]:
    """What the reference gives, by block."""
    return {name: np.asarray(value) for name, value in task.reference(inputs, RIGHT).items()}
