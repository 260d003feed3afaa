"""The network of `06_training_by_hand`: two ReLU layers, a softmax, and the mean cross-entropy."""

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

TRAINING = Notebook("06_training_by_hand", proven=True)

#: The parameters with their axes, as a function takes them and as a step returns them.
PARAMETERS = (
    "W1: n_hidden n_in, b1: n_hidden, W2: n_more n_hidden, b2: n_more, W3: n_out n_more, b3: n_out"
)
#: Their gradients.
GRADIENTS = ", ".join(f"d{parameter}" for parameter in PARAMETERS.split(", "))
NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")
#: What a function of the whole batch takes; a step takes `rate` as well.
BATCH = f"X: N n_in, Y: N n_out, {PARAMETERS}"


def _not_elementwise(z: Any) -> Array:
    raise NotApplicable("the softmax has no slope that is taken entry by entry")


_SOFTMAX = Activation("softmax", softmax, _not_elementwise)


def classifier(given: Inputs) -> tuple[Layer, ...]:
    """The three layers with their forward values."""
    *hidden, output = forward_layers(
        given["X"],
        [given[name] for name in ("W1", "W2", "W3")],
        [given[name] for name in ("b1", "b2", "b3")],
        ["relu", "relu", "softmax"],
    )
    return *hidden, replace(output, f=_SOFTMAX)


def pass_backward(given: Inputs, rules: Rules) -> Backward:
    """The backward pass from the mean cross-entropy (B8)."""
    return backward(classifier(given), rules, y=given["Y"], loss="cross_entropy_mean")


def gradients(given: Inputs, rules: Rules) -> Answer:
    """The six gradients, by name."""
    found = pass_backward(given, rules)
    pairs = zip(found.weights, found.biases, strict=True)
    inorder = [gradient for pair in pairs for gradient in pair]
    named = zip(NAMES, inorder, strict=True)
    return {f"d{name}": unless_zero(gradient) for name, gradient in named}


def unless_zero(gradient: Array) -> Array:
    """The gradient; or NaN, which equals nothing, if a slip makes it vanish.

    The rows of p − y sum to 0. A slip that sums them gives zeros, and so does an answer that was
    never worked out: the two cannot be told apart, so neither is named.
    """
    return gradient if np.linalg.norm(gradient) > 1e-12 else np.full_like(gradient, np.nan)


def draw_network(rng: Rng, s: Sizes) -> Answer:
    """A network and a batch; in each hidden layer some units are on, some off, none near its kink.

    At least two units are on where there are three: with one alone, unrelated slips become a
    mere factor.
    """
    while True:
        hidden = {
            "W1": weights(rng, s.n_hidden, s.n_in),
            "b1": values(rng, s.n_hidden, low=0.1, high=0.6),
            "W2": weights(rng, s.n_more, s.n_hidden),
            "b2": values(rng, s.n_more, low=0.1, high=0.6),
        }
        rows = [_row(rng, hidden) for _ in range(s.N)]
        if all(row is not None for row in rows):
            break
    return {
        "X": np.array(rows),
        "Y": targets(rng, s.N, s.n_out),
        **hidden,
        "W3": weights(rng, s.n_out, s.n_more),
        "b3": values(rng, s.n_out),
    }


def _row(rng: Rng, hidden: Answer, tries: int = 200) -> Array | None:
    for _ in range(tries):
        x = values(rng, hidden["W1"].shape[1])
        z1 = hidden["W1"] @ x + hidden["b1"]
        z2 = hidden["W2"] @ np.maximum(z1, 0) + hidden["b2"]
        if _mixed(z1) and _mixed(z2):
            return x
    return None


def _mixed(z: Array) -> bool:
    on = np.count_nonzero(z > 0)
    return bool(np.abs(z).min() > 0.1 and min(2, len(z) - 1) <= on < len(z))


#: Slips of a backward pass through this network that the shared ones do not reach.
OWN_STEPS = Slips()


@OWN_STEPS.slip(
    "weight",
    "preactivation-as-input",
    "M3",
    question="What did this layer receive in the forward pass: the values before the ReLU or "
    "those after it?",
)
def preactivation_as_input(right: Any, p: Context, delta: Array) -> Array:
    """the weight gradient of a layer is built from the Z below it and not from the A"""
    return delta.T @ need(p.below.z) if p.index else right(p, delta)


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
