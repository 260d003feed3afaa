"""Part D: one whole network for a batch, and one step of training through many layers."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.multi_layer._common import MULTI_LAYER, NETWORK_INPUT
from autograder.exercises.declare import Answer, block_slip, one
from autograder.exercises.draws import weights
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Inputs
from autograder.reference.programs import backward, forward_layers
from autograder.reference.rules import (
    RIGHT,
    Array,
    Context,
    Layer,
    NotApplicable,
    Rules,
    need,
)
from autograder.slips.forward import Network, forward_slips, other_forward, run
from autograder.slips.slip import Slips
from autograder.slips.update import STEP

# ---- the whole network, a batch --------------------------------------------------------------


_ACTIVATIONS = ("tanh", "sigmoid")


def _network(given: Inputs) -> Network:
    weights, biases = ([given[f"{name}{k}"] for k in (1, 2)] for name in "Wb")
    return Network(given["X"], weights, biases, _ACTIVATIONS)


def _of_network(given: Inputs, layers: tuple[Layer, ...], rules: Rules) -> Answer:
    found = backward(layers, rules, y=given["Y"], loss="half_mean")
    return {
        "delta2": found.deltas[1],
        "dW2": found.weights[1],
        "db2": found.biases[1],
        "delta1": found.deltas[0],
        "dW1": found.weights[0],
        "db1": found.biases[0],
    }


_AVERAGED = Slips()


@_AVERAGED.slip(
    "slope",
    "slope-averaged",
    "M11",
    question="Does every sample pass through f at the same point?",
)
def _averaged(right: Any, p: Context) -> Array:
    """one slope for each unit, averaged over the batch, stands for all samples"""
    slope = right(p)
    return np.broadcast_to(slope.mean(axis=0), slope.shape)


def _exchanged(given: Inputs) -> Answer:
    network = _network(given)._replace(activations=_ACTIVATIONS[::-1])
    return _of_network(given, run(network), RIGHT)


_EXCHANGED = other_forward(
    "other-activation", "the activations of the two layers are exchanged", "B8", _exchanged
)


@MULTI_LAYER.computed(
    "implement",
    points=6,
    minutes=15,
    difficulty=3,
    items="M3 B8 B12",
    takes=("X: N n_in, Y: N n_out, W1: n_hidden n_in, b1: n_hidden, W2: n_out n_hidden, b2: n_out"),
    gives=(
        "delta2: N n_out, dW2: n_out n_hidden, db2: n_out, "
        "delta1: N n_hidden, dW1: n_hidden n_in, db1: n_hidden"
    ),
    draw={"W1": weights, "W2": weights},
    carry_forward={"delta2": 1, "delta1": 0},
    own=[
        *NETWORK_INPUT,
        *_AVERAGED,
        _EXCHANGED,
        *forward_slips("B8", _network, _of_network, _ACTIVATIONS, biases=True),
    ],
    requires=[ONE_SAMPLE],
)
def network_gradients(given: Inputs, rules: Rules) -> Answer:
    """Δ and all gradients of a network with a tanh and a sigmoid, for a batch."""
    return _of_network(given, forward_layers(*_network(given)), rules)


# ---- one step, layer by layer ----------------------------------------------------------------


def _three_layers(given: Inputs) -> Network:
    return Network(given["x"][None], given["weights"], None, ["sigmoid"] * 3)


def _of_three_layers(given: Inputs, layers: tuple[Layer, ...], rules: Rules) -> Answer:
    # The error is given, because its sign and the step's are the same slip.
    error = need(layers[2].a) - given["y"]
    found = backward(layers, rules, upstream=error, rate=given["rate"])
    context = Context((), rate=given["rate"])
    W1, W2 = (
        rules.step(context, W, gradient)
        for W, gradient in zip(given["weights"][:2], found.weights[:2], strict=True)
    )
    return {"W1": W1, "W2": W2, "dx": one(found.inputs)}


_WHERE = "At which weights was the forward pass taken? Is every derivative taken there?"
_STEP_SLIPS = Slips()


@_STEP_SLIPS.slip("input", "updated-weight-backprop", "M14", question=_WHERE)
def _through_new_weights(right: Any, p: Context, delta: Array) -> Array:
    """the error is carried back through weights that have already taken their step"""
    if p.rate is None:
        raise NotApplicable("no step is taken here")
    return delta @ (need(p.here.W) - p.rate * p.adjoints.weight[p.index])


@_STEP_SLIPS.slip(
    "step",
    "loss-factor-two",
    "B12",
    question="Copy the loss exactly as stated, constant included, and differentiate that.",
)
def _twice(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """the step is twice as long as the rate and the stated loss make it"""
    return right(p, W, 2 * gradient)


@_STEP_SLIPS.slip(
    "step", "change-for-value", "M14", question="Is this a gradient, or a new weight?"
)
def _gradients_alone(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """the gradients are returned, not the weights after the step"""
    return gradient


@block_slip(
    "sign-flipped-error",
    "S6",
    question="If the output is too high, should ∂L/∂output be positive or negative?",
)
def _error_turned(given: Inputs, right: Answer) -> Answer:
    """the error is target minus output"""
    W1, W2, _ = given["weights"]
    return {"W1": 2 * W1 - right["W1"], "W2": 2 * W2 - right["W2"], "dx": -right["dx"]}


@MULTI_LAYER.computed(
    "repair",
    points=3,
    minutes=8,
    difficulty=2,
    items="M14",
    errata="C-08 D-07",
    takes="x: n_in, y: n_out, weights, rate",
    gives="W1: n_hidden n_in, W2: n_more n_hidden, dx: n_in",
    draw={
        "weights": lambda rng, s: [
            weights(rng, s.n_hidden, s.n_in),
            weights(rng, s.n_more, s.n_hidden),
            weights(rng, s.n_out, s.n_more),
        ],
        "rate": lambda rng, s: float(rng.uniform(0.3, 0.9)),
    },
    own=[
        _error_turned,
        *_STEP_SLIPS,
        *STEP,
        *NETWORK_INPUT,
        *forward_slips("M14", _three_layers, _of_three_layers, ["sigmoid"] * 3),
    ],
)
def deep_step(given: Inputs, rules: Rules) -> Answer:
    """W − η ∂L/∂W for the first two of three layers, and ∂L/∂x, all at the old weights."""
    return _of_three_layers(given, forward_layers(*_three_layers(given)), rules)
