"""The network of this notebook: one ReLU layer, a softmax, and cross-entropy as a mean."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.exercises.draws import targets, values, weights
from autograder.exercises.exercise import Block, Inputs, Sizes
from autograder.reference.programs import Backward, backward, forward_layers
from autograder.reference.rules import Array, Context, Layer, NotApplicable, Rules, need
from autograder.slips import Slip
from autograder.slips.slip import at
from backhand.activations import Activation, softmax

Rng = np.random.Generator

#: What a function of the whole batch is given; a step is given `eta` as well.
ARGUMENTS = "X, Y, W1, b1, W2, b2"
GRADIENTS = (
    Block("dW1", ("n_hidden", "n_in")),
    Block("db1", ("n_hidden",)),
    Block("dW2", ("n_out", "n_hidden")),
    Block("db2", ("n_out",)),
)
HIDDEN_GRADIENTS = GRADIENTS[:2]


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
    """The backward pass of the mean cross-entropy (B8)."""
    return backward(classifier(given), rules, y=given["Y"], loss="cross_entropy_mean")


def gradients(given: Inputs, rules: Rules) -> dict[str, Any]:
    """The four gradients, by name."""
    found = pass_backward(given, rules)
    (dW1, dW2), (db1, db2) = found.weights, found.biases
    return {"dW1": _told(dW1), "db1": _told(db1), "dW2": _told(dW2), "db2": _told(db2)}


def hidden_gradients(given: Inputs, rules: Rules) -> dict[str, Any]:
    """The two of the hidden layer: a bug there leaves the other two right."""
    found = gradients(given, rules)
    return {block.name: found[block.name] for block in HIDDEN_GRADIENTS}


def _told(block: Array) -> Array:
    """The block; but one that vanishes by a slip becomes NaN, which equals nothing.

    The rows of p − y sum to 0. A slip that sums them returns zeros, and so does an answer that is
    not worked out: the two cannot be told apart, so neither is named.
    """
    return block if np.linalg.norm(block) > 1e-12 else np.full_like(block, np.nan)


def draw_network(rng: Rng, s: Sizes) -> dict[str, Any]:
    """A network and a batch on which each sample has units on and a unit off, none near its kink.

    Two units on for each sample: with one, unrelated slips become a mere factor.
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


def _hidden_preactivation(before: Any, p: Context, delta: Array) -> Array:
    return delta.T @ need(p.below.z) if p.last else before(p, delta)


def _mask_of_input(before: Any, p: Context) -> Array:
    return np.asarray(need(p.here.x) > 0, dtype=float)


def _value_through(before: Any, p: Context, g: Array, slope: Array) -> Array:
    return np.maximum(need(p.here.z), 0) * slope


#: Slips of a backward pass through this network that the shared ones do not reach.
OWN = (
    Slip(
        "preactivation-as-input",
        "the second layer's weight gradient is built from Z1 and not from A1",
        "What did the second layer see on the forward pass: before or after the ReLU?",
        "M3",
        at("weight", _hidden_preactivation),
    ),
    Slip(
        "relu-mask-wrong-tensor",
        "the mask is taken from the input of the layer, not from its own Z",
        "Which units were on during the forward pass?",
        "S8",
        at("slope", _mask_of_input),
    ),
    Slip(
        "upstream-replaced-by-output",
        "the hidden layer's own value stands where the error from above belongs",
        "If the loss were doubled, would this result double?",
        "S8",
        at("through", _value_through),
    ),
)
