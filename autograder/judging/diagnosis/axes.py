"""Answers that hold the right numbers along the wrong axes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from autograder.judging.observations import Observation, equal
from autograder.judging.verdict import Cause
from autograder.reference.rules import Array


def misplaced_axes(observations: Sequence[Observation], block: str) -> Cause | None:
    """The right numbers with their axes exchanged, or before the sum over one axis."""
    if all(_are_exchanged(o.got.get(block), o.right[block]) for o in observations):
        return Cause(
            ("axes-swapped",),
            "the right numbers stand with their axes exchanged, as in another storage layout",
            "Which index comes first in the table of shapes?",
            "B11",
            (block,),
        )
    if all(_is_unsummed(o.got.get(block), o.right[block]) for o in observations):
        return Cause(
            ("batch-not-summed",),
            "the contributions stand side by side and are not summed",
            "Over which index does the loss add these up?",
            "B6",
            (block,),
        )
    return None


def _are_exchanged(got: Array | None, right: Array) -> bool:
    if got is None or got.ndim != right.ndim or right.ndim < 2:
        return False
    orders = list(permutations(range(right.ndim)))[1:]
    return any(equal(got.transpose(order), right) for order in orders)


def _is_unsummed(got: Array | None, right: Array) -> bool:
    return (
        got is not None
        and got.ndim == right.ndim + 1
        and any(equal(got.sum(axis=axis), right) for axis in range(got.ndim))
    )
