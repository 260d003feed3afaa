"""Recognise blocks that hold the numbers of something else: of another block, or of an input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from autograder.judging.observations import Observation, equal, squeezed
from autograder.judging.verdict import Cause
from autograder.reference.rules import Array


def another_quantity(observations: Sequence[Observation], block: str) -> Cause | None:
    """The cause, if a block holds the numbers of one other block or input on every draw.

    It has no slug: what is returned in its place is no slip of a formula.
    """
    found = [_same_as(o, block) for o in observations]
    names = [name for name in found[0] if all(name in others for others in found)]
    if len(names) != 1:
        return None
    clause = f"{names[0]} itself stands in its place"
    return Cause((), clause, "What is left to do from there to here?", "", (block,))


def _same_as(observation: Observation, block: str) -> list[str]:
    got, right = observation.got.get(block), observation.right[block]
    if got is None:
        return []
    return [
        n for n, value in _others(observation, block).items() if equal(squeezed(value, right), got)
    ]


def _others(observation: Observation, block: str) -> Mapping[str, Array]:
    """The inputs, and the right values of the other blocks, that are arrays."""
    inputs = {n: v for n, v in observation.draw.inputs.items() if isinstance(v, np.ndarray)}
    return {**inputs, **{b: v for b, v in observation.right.items() if b != block and v.ndim}}
