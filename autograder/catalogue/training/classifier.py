"""The network of `06_training_by_hand`: one ReLU layer, a softmax, and cross-entropy as a mean."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.exercises.declare import Answer, Notebook, Rng
from autograder.exercises.draws import targets, values, weights
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference.programs import Backward, backward, forward_layers
from autograder.reference.rules import Array, Context, Layer, NotApplicable, Rules, need
from autograder.slips.slip import Slips
from backhand.activations import Activation, softmax

TRAINING = Notebook("06_training_by_hand")

#: What a function of the whole batch takes; a step takes `eta` as well.
BATCH = "X: N n_in, Y: N n_out, W1: n_hidden n_in, b1: n_hidden, W2: n_out n_hidden, b2: n_out"


def _not_elementwise(z: Any) -> Array:
    raise NotApplicable("the softmax has no slope that is taken entry by entry")


_SOFTMAX = Activation("softmax", softmax, _not_elementwise)


def classifier(given: Inputs) -> tuple[Layer, ...]:
    """The two layers with their forward values."""
    hidden, output = forward_layers(
        given["X"],
        [given["W1"], given["W2"]],
        [given["b1"], given["b2"]],
        ["relu", "softmax"],
    )
    return hidden, replace(output, f=_SOFTMAX)


def pass_backward(given: Inputs, rules: Rules) -> Backward:
    """The backward pass from the mean cross-entropy (B8)."""
    return backward(classifier(given), rules, y=given["Y"], loss="cross_entropy_mean")


def gradients(given: Inputs, rules: Rules) -> Answer:
    """The four gradients, by name."""
    found = pass_backward(given, rules)
    (dW1, dW2), (db1, db2) = found.weights, found.biases
    named = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
    return {name: _unless_zero(gradient) for name, gradient in named.items()}


def _unless_zero(gradient: Array) -> Array:
    """The gradient; or NaN, which equals nothing, where a slip makes it vanish.

    The rows of p − y sum to 0. A slip that sums them gives zeros, and so does an answer that was
    never worked out: the two cannot be told apart, so neither is named.
    """
    return gradient if np.linalg.norm(gradient) > 1e-12 else np.full_like(gradient, np.nan)


def draw_network(rng: Rng, s: Sizes) -> Answer:
    """A network and a batch: for each sample some units are on and some off, none near its kink.

    At least two units are on: with one alone, unrelated slips become a mere factor.
    """
    while True:
        W1, b1 = weights(rng, s.n_hidden, s.n_in), values(rng, s.n_hidden, low=0.1, high=0.6)
        rows = [_row(rng, W1, b1) for _ in range(s.N)]
        if all(row is not None for row in rows):
            break
    return {
        "X": np.array(rows),
        "Y": targets(rng, s.N, s.n_out),
        "W1": W1,
        "b1": b1,
        "W2": weights(rng, s.n_out, s.n_hidden),
        "b2": values(rng, s.n_out),
    }


def _row(rng: Rng, W: Array, b: Array, tries: int = 200) -> Array | None:
    for _ in range(tries):
        x = values(rng, W.shape[1])
        z = W @ x + b
        if np.abs(z).min() > 0.1 and 2 <= np.count_nonzero(z > 0) < len(z):
            return x
    return None


#: Slips of a backward pass through this network that the shared ones do not reach.
OWN_STEPS = Slips()


@OWN_STEPS.slip(
    "weight",
    "preactivation-as-input",
    "M3",
    question="What did the second layer see on the forward pass: before or after the ReLU?",
)
def preactivation_as_input(right: Any, p: Context, delta: Array) -> Array:
    """the second layer's weight gradient is built from Z1 and not from A1"""
    return delta.T @ need(p.below.z) if p.last else right(p, delta)


@OWN_STEPS.slip(
    "slope",
    "relu-mask-wrong-tensor",
    "S8",
    question="Which units were on during the forward pass?",
)
def _mask_of_input(right: Any, p: Context) -> Array:
    """the mask is taken from the input of the layer, not from its own Z"""
    return np.asarray(need(p.here.x) > 0, dtype=float)


@OWN_STEPS.slip(
    "through",
    "upstream-replaced-by-output",
    "S8",
    question="If the loss were doubled, would this result double?",
)
def _value_through(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the hidden layer's own value stands where the error from above belongs"""
    return np.maximum(need(p.here.z), 0) * slope
