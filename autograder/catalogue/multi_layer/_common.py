"""What the exercises of `02_multi_layer` share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.exercises.declare import Notebook
from autograder.reference.rules import RIGHT, Array, Context, Layer, Rules, need
from autograder.slips import Slip
from autograder.slips.nonlinearity import NONLINEARITY
from autograder.slips.slip import Slips
from backhand.activations import ACTIVATIONS

MULTI_LAYER = Notebook("02_multi_layer")


def tanh_layer(z: Array, W: Array | None = None) -> Layer:
    """A layer of which only W, z and a = tanh z are known."""
    return Layer(W=W, z=z, a=np.tanh(z), f=ACTIVATIONS["tanh"])


#: Not among the slips of a step: with shared weights it is `shared-same-input`.
NETWORK_INPUT = Slips()


@NETWORK_INPUT.slip(
    "weight",
    "network-input-as-input",
    "M1",
    question="For each W, which vector was multiplied by it on the forward pass?",
)
def _network_input(right: Any, p: Context, delta: Array) -> Array:
    """every layer's weight gradient is built from the network's input x"""
    return delta.T @ need(p.layers[0].x)


def _confined(slip: Slip, output: bool) -> Slip:
    """The same slip of a slope, at the output layer alone or below it alone."""

    def change(rules: Rules) -> Rules:
        wrong = slip.rules(rules).slope
        return replace(rules, slope=lambda p: (wrong if p.last == output else rules.slope)(p))

    where = "at the output layer alone" if output else "below the output layer alone"
    return Slip(slip.slug, f"{slip.clause} ({where})", slip.question, slip.item, change)


#: Slips of the slope at some layers only, for exercises in which each layer has a line of its own.
ONE_SLOPE = tuple(
    _confined(slip, output)
    for slip in NONLINEARITY
    if slip.rules().slope is not RIGHT.slope
    for output in (False, True)
)
