"""The draws on which answers are judged: inputs, and the truth for them."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.exercises.exercise import GRADING, RECTANGULAR, Computed, Exercise, Sizes
from autograder.exercises.requirement import Requirement
from autograder.reference.rules import RIGHT, Array
from autograder.slips import Slip

#: The slips in a reference: none, one, or a pair.
Combination = tuple[Slip, ...]
#: What a reference with slips in it gives, by block; None if one of them does not apply.
Values = dict[str, Array] | None

#: The sizes of a draw that one answer alone is given: all different, and none as in grading.
OWN_SIZES = range(3, 9)
#: Numbers of the draws for requirements; those of the diagnosis have other numbers.
FIRST_REQUIRED = 300
#: The names of targets. Where their rows sum to 1, so do probabilities, and errors to 0.
TARGETS = ("y", "Y")
#: For how many exercises draws are kept at most; a worker on a cluster may serve many classes.
KEPT = 200
_shared: dict[tuple[str, tuple[int, ...]], Draws] = {}


@dataclass(frozen=True, eq=False)
class Draw:
    """Inputs of certain sizes, and the truth by block.

    A whole class is judged on the same draws, so each draw caches those results of the diagnosis
    that do not depend on the answer.

    Attributes
    ----------
    mutants : dict
        What the reference gives, by the slips in it.
    rules_used : dict
        The steps whose right rules a pass still uses, by the slip in it.
    sketches : dict
        One number for what the model answer gives with one change, by the change's number.
    from_scratch : dict
        Whether a slip leaves nothing of what arrives at its step, by slip, block and the blocks
        from which that is computed.
    """

    sizes: Sizes
    inputs: Mapping[str, Any]
    right: Mapping[str, Array]
    mutants: dict[Combination, Values] = field(default_factory=dict)
    rules_used: dict[Slip | None, frozenset[str]] = field(default_factory=dict)
    sketches: dict[int, float] = field(default_factory=dict)
    from_scratch: dict[tuple[Slip, str, tuple[str, ...]], bool] = field(default_factory=dict)


class Draws:
    """An exercise's draws for one seed, each made when it is first needed.

    Parameters
    ----------
    task : Computed
    seed : sequence of int
    """

    def __init__(self, task: Computed, seed: Sequence[int]) -> None:
        self.task, self.seed = task, tuple(seed)
        self._made: dict[tuple[int, Sizes], Draw] = {}
        self._required: list[tuple[Requirement, Draw]] | None = None

    def at(self, k: int, sizes: Sizes) -> Draw:
        """Draw number `k`, with these sizes."""
        if (k, sizes) not in self._made:
            inputs = draw_inputs(self.task, self.seed, k, sizes)
            self._made[k, sizes] = Draw(sizes, inputs, truth(self.task, inputs))
        return self._made[k, sizes]

    def off_balance(self, k: int, sizes: Sizes) -> Draw | None:
        """Draw number `k` with other sums of the targets' rows; None if none of them sums to 1.

        Something that is the same for errors that sum to 0 is not the same there.
        """
        inputs = self.at(k, sizes).inputs
        scaled = {n: _off_balance(inputs[n]) for n in TARGETS if _sums_to_one(inputs.get(n))}
        if not scaled:
            return None
        if (-k, sizes) not in self._made:
            changed = {**inputs, **scaled}
            self._made[-k, sizes] = Draw(sizes, changed, truth(self.task, changed))
        return self._made[-k, sizes]

    def grading_draws(self) -> list[Draw]:
        """The draws on which an answer must be right."""
        return [self.at(k, sizes) for k, sizes in enumerate(GRADING)]

    def requirement_draws(self) -> list[tuple[Requirement, Draw]]:
        """What the text requires besides, each with a draw on which it shows."""
        if self._required is None:
            self._required = []
            for k, required in enumerate(self.task.requires, start=FIRST_REQUIRED):
                rng = np.random.default_rng([*self.seed, k])
                inputs = required.inputs(rng, self.task.draw)
                self._required.append(
                    (required, Draw(RECTANGULAR[0], inputs, truth(self.task, inputs)))
                )
        return self._required


def shared_draws(exercise: Exercise, seed: Sequence[int]) -> Draws | None:
    """The draws shared by all answers judged on a seed; None for exercises without draws."""
    task = exercise.task
    if not isinstance(task, Computed):
        return None
    key = exercise.id, tuple(seed)
    # An exercise of another catalogue may have the same id.
    if key not in _shared or _shared[key].task is not task:
        if len(_shared) >= KEPT:
            _shared.clear()
        _shared[key] = Draws(task, seed)
    return _shared[key]


def own_draw(exercise: Exercise, seed: int) -> Draw | None:
    """A draw with sizes of its own, for one answer alone; None for exercises without draws."""
    task = exercise.task
    if not isinstance(task, Computed):
        return None
    rng = np.random.default_rng(seed)
    sizes = _own_sizes(rng)
    for tried in (sizes, RECTANGULAR[0]):
        # An exercise may not be made for all sizes: the inputs are the answer's own all the same.
        with contextlib.suppress(ArithmeticError, LookupError, ValueError):
            inputs = task.draw(rng, tried)
            right = truth(task, inputs)
            if all(np.isfinite(block).all() for block in right.values()):
                return Draw(tried, inputs, right)
    return None


def _own_sizes(rng: np.random.Generator) -> Sizes:
    while True:
        sizes = Sizes(*rng.permutation(OWN_SIZES)[: len(Sizes._fields)].tolist())
        if not any(n in known for n, *known in zip(sizes, *RECTANGULAR, strict=True)):
            return sizes


def _sums_to_one(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.ndim == 2 and np.allclose(value.sum(axis=1), 1)


def _off_balance(targets: Array) -> Array:
    """The targets, with each row multiplied by a number of its own."""
    return np.asarray(targets * np.linspace(0.6, 1.7, len(targets))[:, None])


def draw_inputs(task: Computed, seed: Sequence[int], k: int, sizes: Sizes) -> dict[str, Any]:
    """The inputs of draw `k`."""
    return task.draw(np.random.default_rng([*seed, k]), sizes)


def truth(task: Computed, inputs: Mapping[str, Any]) -> dict[str, Array]:
    """What the reference gives, by block."""
    return {name: np.asarray(value) for name, value in task.reference(inputs, RIGHT).items()}
