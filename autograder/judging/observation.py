"""What one draw shows of an answer: the inputs, the truth, what came, and how near the two are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.exercises.exercise import Sizes
from autograder.judging.compare import normwise_error
from autograder.reference.rules import Array

#: A slip gives the student's numbers when it differs from them by less than this …
SAME = 1e-6
#: … and explains all but this part of what is wrong with them.
PART = 1e-3


@dataclass(frozen=True)
class Observation:
    """One draw: sizes, inputs, the truth, what came, and how exact that can be."""

    sizes: Sizes
    inputs: Mapping[str, Any]
    right: Mapping[str, Array]
    got: Mapping[str, Array]
    same: Mapping[str, float] = field(default_factory=dict)

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
        # A block of zeros fits whatever is small: it means nothing.
        if not np.any(got) or not equal(value, got, self._same(block)):
            return False
        return self.is_right(block) or self.left_over(block, value) <= PART

    def left_over(self, block: str, value: Array) -> float:
        """The part of the student's deviation from the truth that `value` does not explain."""
        got, right = self.got[block], self.right[block]
        if value.shape != got.shape:
            return np.inf
        if got.shape != right.shape:
            return normwise_error(value, got)
        return float(np.linalg.norm(value - got) / max(float(np.linalg.norm(right - got)), 1e-300))

    def _same(self, block: str) -> float:
        return self.same.get(block, SAME)


def equal(one: Array, other: Array, tolerance: float = SAME) -> bool:
    """Whether two results are the same numbers in the same shape."""
    return one.shape == other.shape and normwise_error(one, other) <= tolerance


def plain(value: Array, right: Array) -> Array:
    """`value` without axes of length 1 that mean nothing: a row or a column for a vector, [[c]]."""
    if value.size == right.size == 1 or (right.ndim <= 1 and _is_line(value)):
        return value.reshape(right.shape if value.size == right.size else value.size)
    return value.reshape(()) if value.size == 1 else value


def _is_line(value: Array) -> bool:
    return value.size > 1 and value.ndim <= 2 and value.size == max(value.shape)
