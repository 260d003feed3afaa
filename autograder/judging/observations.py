"""What an answer gives on a draw, and how near that is to other numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.judging.compare import normwise_error
from autograder.judging.probe_draws import Draw
from autograder.judging.returned import NotAnArray, as_numbers, precision
from autograder.reference.rules import Array

#: A slip gives the student's numbers when it differs from them by less than this …
SAME = 1e-6
#: … and explains all but this part of what is wrong with them.
PART = 1e-3


@dataclass(frozen=True)
class Observation:
    """A draw, and the blocks that an answer gives on it.

    Attributes
    ----------
    draw : Draw
    got : mapping of str to ndarray
        The blocks that can be read as numbers.
    same : mapping of str to float
        Up to which deviation other numbers are the same as those of a block; by default `SAME`.
    """

    draw: Draw
    got: Mapping[str, Array]
    same: Mapping[str, float] = field(default_factory=dict)

    @property
    def right(self) -> Mapping[str, Array]:
        """The truth, by block."""
        return self.draw.right

    def is_right(self, block: str) -> bool:
        """Whether the student has this block right on this draw."""
        return self.equals(block, self.right[block])

    def equals(self, block: str, value: Array) -> bool:
        """Whether `value` is what the student has, up to rounding."""
        return block in self.got and equal(self.got[block], value, self._same(block))

    def fits(self, block: str, value: Array | None) -> bool:
        """Whether `value` is what the student has, and not merely close to it."""
        if value is None or block not in self.got:
            return False
        got = self.got[block]
        # Everything small fits a block of zeros: that means nothing.
        if not np.any(got) or not equal(value, got, self._same(block)):
            return False
        return self.is_right(block) or self.unexplained(block, value) <= PART

    def unexplained(self, block: str, value: Array) -> float:
        """The part of the student's deviation from the truth that `value` does not explain."""
        got, right = self.got[block], self.right[block]
        if value.shape != got.shape:
            return np.inf
        if got.shape != right.shape:
            return normwise_error(value, got)
        return float(np.linalg.norm(value - got) / max(float(np.linalg.norm(right - got)), 1e-300))

    def _same(self, block: str) -> float:
        return self.same.get(block, SAME)


def observe(draw: Draw, blocks: Mapping[str, Any]) -> Observation:
    """Note what an answer returned on a draw."""
    got, same = {}, {}
    for name, value in blocks.items():
        try:
            numbers = as_numbers(value)
        except NotAnArray:
            continue
        got[name] = squeezed(numbers, draw.right[name])
        same[name] = max(SAME, precision(value))
    return Observation(draw, got, same)


def equal(one: Array, other: Array, tolerance: float = SAME) -> bool:
    """Whether two results are the same numbers in the same shape."""
    return one.shape == other.shape and normwise_error(one, other) <= tolerance


def squeezed(value: Array, right: Array) -> Array:
    """`value` without axes of length 1 that mean nothing: a row or a column for a vector, [[c]]."""
    if value.size == right.size == 1 or (right.ndim <= 1 and _is_line(value)):
        return value.reshape(right.shape if value.size == right.size else value.size)
    return value.reshape(()) if value.size == 1 else value


def _is_line(value: Array) -> bool:
    return value.size > 1 and value.ndim <= 2 and value.size == max(value.shape)
