"""Part C: one whole network, for a sample and for a batch, and one step of training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.catalogue.multi_layer._common import MULTI_LAYER, NETWORK_INPUT, ONE_SLOPE
from autograder.exercises.declare import Answer, block_slip, one
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Inputs
from autograder.reference.programs import (
    activation_delta,
    backward,
    forward_layers,
    output_delta,
)
from autograder.reference.rules import RIGHT, Array, Context, Rules, need
from autograder.slips import Slip
from autograder.slips.forward import biases_left_out, other_forward
from autograder.slips.slip import Slips, own_slip
from autograder.slips.update import STEP

# ---- the diagonal view -----------------------------------------------------------------------


def _with_own_slopes(rules: Rules) -> Rules:
    """Take the slopes of a layer from the student's own diagonal matrix, if there is one."""
    own = {1: rules.carry_forward.get("Omega"), 0: rules.carry_forward.get("Lambda")}

    def slope(context: Context) -> Array:
        matrix = own[context.index]
        return rules.slope(context) if matrix is None else np.diag(matrix)[None]

    return replace(rules, slope=slope)


@block_slip(
    "diagonal-as-vector",
    "M11",
    question="A Jacobian has one row for each output and one column for each input. Has this?",
)
def _diagonals_alone(given: Inputs, right: Answer) -> Answer:
    """the diagonal alone is returned, as a vector"""
    return {name: np.diag(right[name]) for name in ("Omega", "Lambda")}


@MULTI_LAYER.computed(
    "implement",
    points=5,
    minutes=7,
    difficulty=2,
    items="M8 M9 M10 M11 B12",
    takes="x: n_in, y: n_out, W1: n_hidden n_in, W2: n_out n_hidden",
    gives=(
        "Omega: n_out n_out, dW2: n_out n_hidden, da1: n_hidden, "
        "Lambda: n_hidden n_hidden, dW1: n_hidden n_in"
    ),
    draw={"W1": weights, "W2": weights},
    carry_forward={"Omega": "Omega", "da1": "da1", "Lambda": "Lambda"},
    own=[*NETWORK_INPUT, *ONE_SLOPE, _diagonals_alone],
)
def diagonal_view(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """∂L/∂W₂ = Ω (a₂ − y) a₁ᵀ and ∂L/∂W₁ = Λ W₂ᵀ Ω (a₂ − y) xᵀ, with the factors Ω and Λ."""
    layers = forward_layers(
        given["x"][None], [given["W1"], given["W2"]], activations=["sigmoid"] * 2
    )
    rules = _with_own_slopes(rules)
    top = Context(layers, 1, given["y"][None], "half_sum")
    low = top.at(0)
    delta2 = output_delta(top, rules)
    dW2 = rules.weight(top, delta2)
    top.adjoints.delta[1], top.adjoints.weight[1] = delta2, dW2
    da1 = np.atleast_2d(rules.carry_forward.get("da1", rules.input(top, delta2)))
    delta1 = activation_delta(low, da1, rules)
    Omega, Lambda = (np.diag(one(rules.slope(context))) for context in (top, low))
    return Omega, dW2, one(da1), Lambda, rules.weight(low, delta1)


# ---- what the forward pass already knows -----------------------------------------------------


def _quantities(y: Array) -> dict[str, Array]:
    """Every factor and gradient of one small network, at the target y."""
    rng = np.random.default_rng(2)
    x, W1, W2 = values(rng, 1, 4), weights(rng, 5, 4), weights(rng, 3, 5)
    layers = forward_layers(x, [W1, W2], activations=["sigmoid"] * 2)
    found = backward(layers, RIGHT, y=y[None], loss="half_sum")
    a1, a2 = (need(layer.a) for layer in layers)
    return {
        "Omega": layers[1].slope,
        "dL/da2": a2 - y,
        "delta2": found.deltas[1],
        "dz2_j/dw2_j": a1,
        "dW2": found.weights[1],
        "dz2/da1": W2,
        "dL/da1": found.deltas[1] @ W2,
        "Lambda": layers[0].slope,
        "delta1": found.deltas[0],
        "dW1": found.weights[0],
    }


@own_slip("needed-read-as-known", "M13", question="Does True mean with or without y here?")
def _needed(right: Answer) -> Answer:
    """True stands where y is needed, and the question was where it is not"""
    return {name: not v for name, v in right.items() if isinstance(v, bool)}


@own_slip(
    "gradient-taken-as-local",
    "M13",
    question="∂L/∂a₁ is a derivative of the loss. What does the loss contain?",
)
def _hidden_gradients_known(right: Answer) -> Answer:
    """the gradients of the hidden layer are taken to be known before y is"""
    return {**right, "dL/da1": True, "delta1": True, "dW1": True}


@own_slip(
    "gradient-proportional-to-target",
    "M13",
    question="Two points fix a straight line. Does this one go through the origin?",
)
def _proportional(right: Answer) -> Answer:
    """the entry is taken to grow in proportion to y"""
    return {"entry at y = 3": 3 * 0.1}


@MULTI_LAYER.entries(
    "predict",
    points=2,
    minutes=4,
    difficulty=2,
    items="M13",
    errata="D-06",
    guesses=lambda right: [
        {name: known if isinstance(v, bool) else entry for name, v in right.items()}
        for known in (True, False)
        for entry in (0.0, 0.1, 0.4, 0.3, 1.2, -0.5)
    ],
    own=[_needed, _hidden_gradients_known, _proportional],
)
def known_forward() -> Answer:
    """Which quantities another target leaves unchanged, and a value on a straight line."""
    one_target, another = (_quantities(np.array(y)) for y in ([0.2, 0.9, 0.4], [1.0, -0.3, 0.7]))
    known = {name: np.array_equal(v, another[name]) for name, v in one_target.items()}
    at_0, at_1 = 0.4, 0.1
    return {**known, "entry at y = 3": at_0 + 3 * (at_1 - at_0)}


# ---- the whole network, a batch --------------------------------------------------------------


def _network(
    given: Inputs, rules: Rules, activations: Sequence[str] = ("tanh", "sigmoid")
) -> Answer:
    layers = forward_layers(
        given["X"], [given["W1"], given["W2"]], [given["b1"], given["b2"]], activations
    )
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


def _with_activations(slug: str, clause: str, *names: str) -> Slip:
    return other_forward(slug, clause, "B8", lambda given: _network(given, RIGHT, names))


_OTHER_FORWARD = [
    _with_activations("other-activation", "both layers have a tanh", "tanh", "tanh"),
    _with_activations("other-activation", "both layers have a sigmoid", "sigmoid", "sigmoid"),
    _with_activations(
        "other-activation",
        "the two layers' activations have changed places",
        "sigmoid",
        "tanh",
    ),
    _with_activations(
        "activation-left-out",
        "the hidden layer has no activation, forward and backward",
        "identity",
        "sigmoid",
    ),
    _with_activations(
        "activation-left-out",
        "the output layer has no activation, forward and backward",
        "tanh",
        "identity",
    ),
]


@MULTI_LAYER.computed(
    "implement",
    points=6,
    minutes=12,
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
        *ONE_SLOPE,
        *_AVERAGED,
        *_OTHER_FORWARD,
        biases_left_out("B8", "b1", "b2"),
    ],
)
def network_gradients(given: Inputs, rules: Rules) -> Answer:
    """Δ and all gradients of a network with a tanh and a sigmoid, for a batch."""
    return _network(given, rules)


# ---- one step --------------------------------------------------------------------------------


def _gradients(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """Both gradients. The error is given, because its sign and the step's are the same slip."""
    layers = forward_layers(
        given["x"][None], [given["W1"], given["W2"]], activations=["sigmoid"] * 2
    )
    error = need(layers[1].a) - given["y"]
    return backward(layers, rules, upstream=error, rate=given["rate"]).weights


_WHERE = "At which weights was the forward pass taken? Is every derivative taken there?"


@own_slip("updated-weight-backprop", "M14", question=_WHERE)
def _second_layer_first(given: Inputs) -> Answer:
    """W₂ is updated first, and the gradient of W₁ is then taken all over at the new W₂"""
    W2 = given["W2"] - given["rate"] * _gradients(given, RIGHT)[1]
    dW1, _ = _gradients({**given, "W2": W2}, RIGHT)
    return {"W1": given["W1"] - given["rate"] * dW1, "W2": W2}


@own_slip("updated-weight-backprop", "M14", question=_WHERE)
def _first_layer_first(given: Inputs) -> Answer:
    """W₁ is updated first, and the gradient of W₂ is then taken all over at the new W₁"""
    W1 = given["W1"] - given["rate"] * _gradients(given, RIGHT)[0]
    _, dW2 = _gradients({**given, "W1": W1}, RIGHT)
    return {"W1": W1, "W2": given["W2"] - given["rate"] * dW2}


_OWN_STEPS = Slips()


@_OWN_STEPS.slip(
    "step",
    "loss-factor-two",
    "B12",
    question="Copy the loss exactly as stated, constant included, and differentiate that.",
)
def _twice(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """the step is twice as long as the rate and the stated loss make it"""
    return right(p, W, 2 * gradient)


@_OWN_STEPS.slip("step", "change-for-value", "M14", question="Is this a gradient, or a new weight?")
def _gradients_alone(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """the gradients are returned, not the weights after the step"""
    return gradient


@MULTI_LAYER.computed(
    "repair",
    points=2,
    minutes=5,
    difficulty=2,
    items="M14",
    errata="C-08 D-07",
    takes="x: n_in, y: n_out, W1: n_hidden n_in, W2: n_out n_hidden, rate",
    gives="W1: n_hidden n_in, W2: n_out n_hidden",
    draw={"W1": weights, "W2": weights, "rate": lambda rng, s: float(rng.uniform(0.3, 0.9))},
    own=[_second_layer_first, _first_layer_first, *_OWN_STEPS, *STEP],
)
def network_step(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """W − η ∂L/∂W for both layers, with both gradients at the old weights."""
    context = Context((), rate=given["rate"])
    dW1, dW2 = _gradients(given, rules)
    return rules.step(context, given["W1"], dW1), rules.step(context, given["W2"], dW2)
