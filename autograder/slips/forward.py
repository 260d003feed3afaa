"""Slips of the forward pass: every line of the backward pass is right, for another network.

They stand in the `own` of the exercises whose reference runs a network forward.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.reference.rules import RIGHT, Rules
from autograder.slips.slip import Slip

Reference = Callable[[Any, Rules], dict[str, Any]]


def other_forward(slug: str, clause: str, item: str, values: Any) -> Slip:
    """A slip of the forward pass; `values` is what the right rules make of it."""
    return Slip(
        slug,
        clause,
        "Does this forward pass do, line by line, what the exercise states?",
        item,
        values=values,
    )


def biases_left_out(item: str, *names: str) -> Callable[[Reference], Slip]:
    """The forward pass without its biases; `names` are theirs among the inputs."""

    def of(reference: Reference) -> Slip:
        return other_forward(
            "bias-left-out",
            "the bias is left out of the forward pass",
            item,
            lambda given: reference({**given, **{n: 0 * given[n] for n in names}}, RIGHT),
        )

    return of
