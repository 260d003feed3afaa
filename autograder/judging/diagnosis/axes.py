"""Recognise answers that have the right numbers along the wrong axes, or along too many."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from autograder.judging.observations import Observation, equal
from autograder.judging.verdict import Cause
from autograder.reference.rules import Array


def misplaced_axes(observations: Sequence[Observation], block: str) -> Cause | None:
    """The cause, if a block has its axes exchanged, one of length 1 too many, or lacks a sum."""
    if all(_are_exchanged(o.got.get(block), o.right[block]) for o in observations):
        return Cause(
            ("axes-swapped",),
            "the right numbers stand with their axes exchanged, as in another storage layout",
            "Which index comes first in the table of shapes?",
            "B11",
            (block,),
        )
    if all(_has_empty_axis(o.got.get(block), o.right[block]) for o in observations):
        return Cause(
            ("axis-of-length-one",),
            "the right numbers stand in an array with an axis of length 1 too many",
            "Which shape does the table ask for, and which step adds an axis to it?",
            "",
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


def _has_empty_axis(got: Array | None, right: Array) -> bool:
    return (
        got is not None
        and got.ndim > right.ndim
        and got.size == right.size
        and equal(got.reshape(right.shape), right)
    )


def _is_unsummed(got: Array | None, right: Array) -> bool:
    return (
        got is not None
        and got.ndim == right.ndim + 1
        and any(n > 1 and equal(got.sum(axis=k), right) for k, n in enumerate(got.shape))
    )
