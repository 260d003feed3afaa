"""The draws on which the lines of a derivation are compared, and what is known about them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from autograder.derivations.language import Unreadable
from autograder.derivations.line import Line
from autograder.derivations.reading import read
from autograder.exercises.derivation import Derivation
from autograder.exercises.derivation_checks import DRAWS, values_of
from autograder.exercises.derivation_draws import (
    SQUARE_SIZES,
    Numbers,
    definitions,
    draw_again,
    draw_numbers,
    draw_square,
)
from autograder.exercises.read_stages import ReadStage, WrongLine, read_stages
from autograder.mutations.change import Change
from autograder.mutations.lines import changed_lines
from autograder.reference.rules import Array

#: For how many derivations and seeds draws are kept.
KEPT = 64

Values = Sequence[Array]


class ChangedLine(NamedTuple):
    """One change of a model line, the line with it, and its value on the first draw."""

    change: Change
    line: Line
    first: Array


class Cases:
    """A derivation on the draws of one seed; values that do not depend on the answer are kept.

    Parameters
    ----------
    task : Derivation
    seed : sequence of int
    """

    def __init__(self, task: Derivation, seed: Sequence[int]) -> None:
        self.task, self.seed = task, tuple(seed)
        self.stages = _stages(task)
        defined = definitions(task)
        rngs = [np.random.default_rng([*seed, k]) for k in range(DRAWS)]
        self.draws = [draw_numbers(task, defined, rng) for rng in rngs]
        self._known: dict[tuple[int, tuple[str, ...]], Values | None] = {}
        self._changed: dict[str, list[ChangedLine]] = {}

    @cached_property
    def square(self) -> list[Numbers]:
        """Draws on which all axes are of one size."""
        seeds = ([*self.seed, DRAWS + k] for k in range(len(SQUARE_SIZES)))
        return [
            draw_square(self.task, np.random.default_rng(seed), size)
            for seed, size in zip(seeds, SQUARE_SIZES, strict=True)
        ]

    @cached_property
    def again(self) -> list[Numbers]:
        """Draws of the same sizes as `draws`."""
        rng = np.random.default_rng([*self.seed, 2 * DRAWS])
        return [draw_again(self.task, numbers, rng) for numbers in self.draws]

    def truth(self, stage: ReadStage, free: tuple[str, ...] = ()) -> Values:
        """What the model of a stage gives on each draw."""
        return self._kept(stage.model, free) or ()

    def wrong(self, one: WrongLine, free: tuple[str, ...] = ()) -> Values | None:
        """What a declared wrong line gives; None if it has no value."""
        return self._kept(one.line, free) if one.line else None

    def square_truth(self, stage: ReadStage) -> Values | None:
        """What the model of a stage gives on the square draws; None if it has no value there."""
        if stage.square is None:
            return None
        try:
            return values_of(read(stage.stage.model, stage.square), self.square, stage.free)
        except Unreadable:
            return None

    def changed(self, stage: ReadStage) -> list[ChangedLine]:
        """The changes of a stage's model line that have a value, with it on the first draw."""
        if stage.name not in self._changed:
            self._changed[stage.name] = [
                ChangedLine(change, line, value)
                for change, line in changed_lines(stage.model, f'the line "{stage.name}"')
                if (value := self._first(line)) is not None
            ]
        return self._changed[stage.name]

    def _first(self, line: Line) -> Array | None:
        """A line's value on the first draw; None if it has none, as with an index of no sum."""
        try:
            return values_of(line, self.draws[:1])[0]
        except (Unreadable, ValueError, LookupError, TypeError):
            return None

    def _kept(self, line: Line, free: tuple[str, ...]) -> Values | None:
        key = id(line), free
        if key not in self._known:
            try:
                self._known[key] = values_of(line, self.draws, free)
            except Unreadable:
                self._known[key] = None
        return self._known[key]


@lru_cache(maxsize=KEPT)
def cases_of(task: Derivation, seed: tuple[int, ...]) -> Cases:
    """The cases of a derivation for one seed, made once."""
    return Cases(task, seed)


@lru_cache(maxsize=KEPT)
def _stages(task: Derivation) -> tuple[ReadStage, ...]:
    return read_stages(task)
