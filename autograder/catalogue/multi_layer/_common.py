"""What all exercises of `02_multi_layer` share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from autograder.exercises.exercise import Exercise
from autograder.reference.rules import RIGHT, Array, Context, Layer, Rules
from autograder.slips import Slip
from autograder.slips.nonlinearity import NONLINEARITY
from autograder.slips.slip import at
from backhand.activations import ACTIVATIONS

exercise = partial(Exercise, notebook="02_multi_layer")
Rng = np.random.Generator


def one(rows: Array) -> Array:
    """A batch of one sample, as the sample."""
    return rows[0] if rows.ndim == 2 and len(rows) == 1 else rows


def tanh_layer(z: Array, W: Array | None = None) -> Layer:
    """A layer of which only its W, its z and its a = tanh z are known."""
    return Layer(W=W, z=z, a=np.tanh(z), f=ACTIVATIONS["tanh"])


def with_blocks(right: Mapping[str, Any], **changed: Any) -> dict[str, Any]:
    """The right blocks with some of them exchanged."""
    return {**right, **changed}


def _network_input(before: object, p: Context, delta: Array) -> Array:
    x = p.layers[0].x
    assert x is not None
    return delta.T @ x


#: Not among the slips of a step: with shared weights it is `shared-same-input`.
NETWORK_INPUT = Slip(
    "network-input-as-input",
    "every layer's weight gradient is built from the network's input x",
    "For each W, which vector was multiplied by it on the forward pass?",
    "M1",
    at("weight", _network_input),
)


def _confined(slip: Slip, output: bool) -> Slip:
    """The same slip of a slope, at the output layer alone or below it alone."""

    def change(rules: Rules) -> Rules:
        wrong = slip.rules(rules).slope
        return replace(rules, slope=lambda p: (wrong if p.last == output else rules.slope)(p))

    where = "at the output layer alone" if output else "below the output layer alone"
    return Slip(slip.slug, f"{slip.clause} ({where})", slip.question, slip.item, change)


#: Slips of the slope made at one layer: where each layer's line is written by itself.
ONE_SLOPE = tuple(
    _confined(slip, output)
    for slip in NONLINEARITY
    if slip.rules().slope is not RIGHT.slope
    for output in (False, True)
)
