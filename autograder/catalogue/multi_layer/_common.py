"""What the exercises of `02_multi_layer` share."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.exercises.declare import Notebook
from autograder.reference.rules import Array, Context, Layer, need
from autograder.slips.slip import Slips
from backhand.activations import ACTIVATIONS

MULTI_LAYER = Notebook("02_multi_layer", proven=True)


def tanh_layer(z: Array, W: Array | None = None) -> Layer:
    """A layer of which only W, z and a = tanh z are known."""
    return Layer(W=W, z=z, a=np.tanh(z), f=ACTIVATIONS["tanh"])


#: Not one of the shared slips: with shared weights it is called `shared-same-input`.
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
