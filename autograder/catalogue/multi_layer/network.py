"""Part C: one whole network, for a sample and for a batch, and one step of training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.catalogue.multi_layer._common import (
    NETWORK_INPUT,
    ONE_SLOPE,
    Rng,
    exercise,
    one,
    with_blocks,
)
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Block, Computed, Entries, Inputs, Sizes
from autograder.reference.programs import (
    activation_delta,
    backward,
    forward_layers,
    output_delta,
)
from autograder.reference.rules import RIGHT, Array, Context, Rules, need
from autograder.slips import Slip
from autograder.slips.forward import biases_left_out, other_forward
from autograder.slips.slip import at
from autograder.slips.update import STEP as STEP_SLIPS

# ---- the diagonal view -----------------------------------------------------------------------


def _draw_sample(rng: Rng, s: Sizes) -> dict[str, Any]:
    return {
        "x": values(rng, s.n_in),
        "y": values(rng, s.n_out),
        "W1": weights(rng, s.n_hidden, s.n_in),
        "W2": weights(rng, s.n_out, s.n_hidden),
    }


def _with_own_slopes(rules: Rules) -> Rules:
    """The slopes of a layer whose diagonal matrix is the student's own are those in it."""
    own = {1: rules.carry_forward.get("Omega"), 0: rules.carry_forward.get("Lambda")}

    def slope(context: Context) -> Array:
        matrix = own[context.index]
        return rules.slope(context) if matrix is None else np.diag(matrix)[None]

    return replace(rules, slope=slope)


def _diagonal(given: Inputs, rules: Rules) -> dict[str, Any]:
    layers = forward_layers(
        given["x"][None], [given["W1"], given["W2"]], activations=["sigmoid"] * 2
    )
    rules = _with_own_slopes(rules)
    top = Context(layers, 1, given["y"][None], "half_sum")
    low = top.at(0)
    delta2 = output_delta(top, rules)
    top.adjoints.delta[1], top.adjoints.weight[1] = delta2, rules.weight(top, delta2)
    da1 = np.atleast_2d(rules.carry_forward.get("da1", rules.input(top, delta2)))
    delta1 = activation_delta(low, da1, rules)
    return {
        "Omega": np.diag(one(rules.slope(top))),
        "dW2": top.adjoints.weight[1],
        "da1": one(da1),
        "Lambda": np.diag(one(rules.slope(low))),
        "dW1": rules.weight(low, delta1),
    }


def _diagonals_alone(given: Inputs) -> dict[str, Any]:
    right = _diagonal(given, RIGHT)
    return with_blocks(right, Omega=np.diag(right["Omega"]), Lambda=np.diag(right["Lambda"]))


DIAGONAL = exercise(
    id="diagonal_view",
    kind="derive",
    title="A network in diagonal matrices",
    points=5,
    minutes=7,
    difficulty=2,
    items=("M8", "M9", "M10", "M11", "B12"),
    task=Computed(
        "diagonal_view(x, y, W1, W2)",
        (
            Block("Omega", ("n_out", "n_out")),
            Block("dW2", ("n_out", "n_hidden")),
            Block("da1", ("n_hidden",)),
            Block("Lambda", ("n_hidden", "n_hidden")),
            Block("dW1", ("n_hidden", "n_in")),
        ),
        draw=_draw_sample,
        reference=_diagonal,
        carry_forward={name: name for name in ("Omega", "da1", "Lambda")},
        own=(
            NETWORK_INPUT,
            *ONE_SLOPE,
            Slip(
                "diagonal-as-vector",
                "the diagonal alone is returned, as a vector",
                "A Jacobian has one row for each output and one column for each input. Has this?",
                "M11",
                values=_diagonals_alone,
            ),
        ),
    ),
)

# ---- what the forward pass already knows -----------------------------------------------------


def _quantities(y: Array) -> dict[str, Array]:
    """Every factor and gradient of one small network, at the target y."""
    rng = np.random.default_rng(2)
    given = _draw_sample(rng, Sizes(1, 4, 5, 5, 3, 1)) | {"y": y}
    found = _diagonal(given, RIGHT)
    a1 = forward_layers(given["x"][None], [given["W1"]], activations=["sigmoid"])[0].a
    assert a1 is not None
    a2 = forward_layers(a1, [given["W2"]], activations=["sigmoid"])[0].a
    assert a2 is not None
    return {
        "Omega": found["Omega"],
        "dL/da2": a2 - y,
        "delta2": found["Omega"] @ (a2[0] - y),
        "dz2_j/dw2_j": a1,
        "dW2": found["dW2"],
        "dz2/da1": given["W2"],
        "dL/da1": found["da1"],
        "Lambda": found["Lambda"],
        "delta1": found["Lambda"] @ found["da1"],
        "dW1": found["dW1"],
    }


def _known_forward() -> dict[str, Any]:
    """True where another target leaves the quantity as it was; and a value on a straight line."""
    one_target, another = (_quantities(np.array(y)) for y in ([0.2, 0.9, 0.4], [1.0, -0.3, 0.7]))
    known = {n: bool(np.array_equal(v, another[n])) for n, v in one_target.items()}
    at_0, at_1 = 0.4, 0.1
    return {**known, "entry at y = 3": at_0 + 3 * (at_1 - at_0)}


def _everywhere(known: bool, entry: float) -> dict[str, Any]:
    return {n: known if isinstance(v, bool) else entry for n, v in _known_forward().items()}


KNOWN = exercise(
    id="known_forward",
    kind="predict",
    title="What does the forward pass already know?",
    points=2,
    minutes=4,
    difficulty=2,
    items=("M13",),
    errata=("D-06",),
    task=Entries(
        _known_forward,
        guesses=lambda: [
            _everywhere(known, entry)
            for known in (True, False)
            for entry in (0.0, 0.1, 0.4, 0.3, 1.2, -0.5)
        ],
        own=(
            Slip(
                "needed-read-as-known",
                "True stands where y is needed, and the question was where it is not",
                "Does True mean with or without y here?",
                "M13",
                values=lambda right: {n: not v for n, v in right.items() if isinstance(v, bool)},
            ),
            Slip(
                "gradient-taken-as-local",
                "the gradients of the hidden layer are taken to be known before y is",
                "∂L/∂a₁ is a derivative of the loss. What does the loss contain?",
                "M13",
                values=lambda right: {**right, "dL/da1": True, "delta1": True, "dW1": True},
            ),
            Slip(
                "gradient-proportional-to-target",
                "the entry is taken to grow in proportion to y",
                "Two points fix a straight line. Does this one go through the origin?",
                "M13",
                values=lambda right: {"entry at y = 3": 3 * 0.1},
            ),
        ),
    ),
)

# ---- the whole network, a batch --------------------------------------------------------------

_BLOCKS = (
    Block("delta2", ("N", "n_out")),
    Block("dW2", ("n_out", "n_hidden")),
    Block("db2", ("n_out",)),
    Block("delta1", ("N", "n_hidden")),
    Block("dW1", ("n_hidden", "n_in")),
    Block("db1", ("n_hidden",)),
)


def _draw_network(rng: Rng, s: Sizes) -> dict[str, Any]:
    return {
        "X": values(rng, s.N, s.n_in),
        "Y": values(rng, s.N, s.n_out),
        "W1": weights(rng, s.n_hidden, s.n_in),
        "b1": values(rng, s.n_hidden),
        "W2": weights(rng, s.n_out, s.n_hidden),
        "b2": values(rng, s.n_out),
    }


def _network(
    given: Inputs, rules: Rules, activations: Sequence[str] = ("tanh", "sigmoid")
) -> dict[str, Any]:
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


def _averaged(before: Any, p: Context) -> Array:
    slope = before(p)
    return np.broadcast_to(slope.mean(axis=0), slope.shape)


def _other_activations(*names: str) -> Any:
    return lambda given: _network(given, RIGHT, names)


def _other_forward(slug: str, clause: str, values: Any) -> Slip:
    return other_forward(slug, clause, "B8", values)


NETWORK = exercise(
    id="network_gradients",
    kind="implement",
    title="One whole network",
    points=6,
    minutes=12,
    difficulty=3,
    items=("M3", "B8", "B12"),
    task=Computed(
        "network_gradients(X, Y, W1, b1, W2, b2)",
        _BLOCKS,
        draw=_draw_network,
        reference=_network,
        carry_forward={"delta2": 1, "delta1": 0},
        own=(
            NETWORK_INPUT,
            *ONE_SLOPE,
            Slip(
                "slope-averaged",
                "one slope for each unit, averaged over the batch, stands for all samples",
                "Does every sample pass through f at the same point?",
                "M11",
                at("slope", _averaged),
            ),
            _other_forward(
                "other-activation",
                "both layers have a tanh",
                _other_activations("tanh", "tanh"),
            ),
            _other_forward(
                "other-activation",
                "both layers have a sigmoid",
                _other_activations("sigmoid", "sigmoid"),
            ),
            _other_forward(
                "other-activation",
                "the two layers' activations have changed places",
                _other_activations("sigmoid", "tanh"),
            ),
            _other_forward(
                "activation-left-out",
                "the hidden layer has no activation, forward and backward",
                _other_activations("identity", "sigmoid"),
            ),
            _other_forward(
                "activation-left-out",
                "the output layer has no activation, forward and backward",
                _other_activations("tanh", "identity"),
            ),
            biases_left_out(_network, "B8", "b1", "b2"),
        ),
    ),
)

# ---- one step --------------------------------------------------------------------------------


def _draw_step(rng: Rng, s: Sizes) -> dict[str, Any]:
    return {**_draw_sample(rng, s), "rate": float(rng.uniform(0.3, 0.9))}


def _gradients(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """Both gradients. The error is handed over: its sign and the step's are the same slip."""
    layers = forward_layers(
        given["x"][None], [given["W1"], given["W2"]], activations=["sigmoid"] * 2
    )
    error = need(layers[1].a) - given["y"]
    dW1, dW2 = backward(layers, rules, upstream=error, rate=given["rate"]).weights
    return dW1, dW2


def _step(given: Inputs, rules: Rules) -> dict[str, Any]:
    context = Context((), rate=given["rate"])
    dW1, dW2 = _gradients(given, rules)
    return {
        "W1": rules.step(context, given["W1"], dW1),
        "W2": rules.step(context, given["W2"], dW2),
    }


def _second_layer_first(given: Inputs) -> dict[str, Any]:
    W2 = given["W2"] - given["rate"] * _gradients(given, RIGHT)[1]
    dW1, _ = _gradients({**given, "W2": W2}, RIGHT)
    return {"W1": given["W1"] - given["rate"] * dW1, "W2": W2}


def _first_layer_first(given: Inputs) -> dict[str, Any]:
    W1 = given["W1"] - given["rate"] * _gradients(given, RIGHT)[0]
    _, dW2 = _gradients({**given, "W1": W1}, RIGHT)
    return {"W1": W1, "W2": given["W2"] - given["rate"] * dW2}


def _twice(before: Any, p: Context, W: Array, gradient: Array) -> Array:
    return before(p, W, 2 * gradient)


def _gradients_alone(before: Any, p: Context, W: Array, gradient: Array) -> Array:
    return gradient


_WHERE = "At which weights was the forward pass taken? Is every derivative taken there?"

STEP = exercise(
    id="network_step",
    kind="repair",
    title="Repair: one step, both gradients",
    points=2,
    minutes=5,
    difficulty=2,
    items=("M14",),
    errata=("C-08", "D-07"),
    task=Computed(
        "network_step(x, y, W1, W2, rate)",
        (Block("W1", ("n_hidden", "n_in")), Block("W2", ("n_out", "n_hidden"))),
        draw=_draw_step,
        reference=_step,
        own=(
            Slip(
                "updated-weight-backprop",
                "W₂ is updated first, and the gradient of W₁ is then taken all over at the new W₂",
                _WHERE,
                "M14",
                values=_second_layer_first,
            ),
            Slip(
                "updated-weight-backprop",
                "W₁ is updated first, and the gradient of W₂ is then taken all over at the new W₁",
                _WHERE,
                "M14",
                values=_first_layer_first,
            ),
            Slip(
                "loss-factor-two",
                "the step is twice as long as the rate and the stated loss make it",
                "Copy the loss exactly as stated, constant included, and differentiate that.",
                "B12",
                at("step", _twice),
            ),
            Slip(
                "change-for-value",
                "the gradients are returned, not the weights after the step",
                "Is this a gradient, or a new weight?",
                "M14",
                at("step", _gradients_alone),
            ),
            *STEP_SLIPS,
        ),
    ),
)
