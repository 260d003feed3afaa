"""Part A and the step to part B: linear chains, and the slope between two layers."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from autograder.catalogue.multi_layer._common import (
    NETWORK_INPUT,
    Rng,
    exercise,
    one,
    tanh_layer,
    with_blocks,
)
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Block, Computed, Inputs, Sizes
from autograder.reference.programs import activation_delta, backward, forward_layers
from autograder.reference.rules import RIGHT, Array, Context, Layer, Rules
from autograder.slips import Slip
from autograder.slips.forward import biases_left_out

# ---- two linear layers -----------------------------------------------------------------------


def _draw_two(rng: Rng, s: Sizes) -> dict[str, Any]:
    return {
        "x": values(rng, s.n_in),
        "W1": weights(rng, s.n_hidden, s.n_in),
        "b1": values(rng, s.n_hidden),
        "W2": weights(rng, s.n_out, s.n_hidden),
        "b2": values(rng, s.n_out),
        "delta2": values(rng, s.n_out),
    }


def _two_linear(given: Inputs, rules: Rules) -> dict[str, Any]:
    layers = forward_layers(
        given["x"][None], [given["W1"], given["W2"]], [given["b1"], given["b2"]]
    )
    found = backward(layers, rules, upstream=given["delta2"][None])
    return {"delta1": one(found.deltas[0]), "dW2": found.weights[1], "dW1": found.weights[0]}


TWO_LINEAR = exercise(
    id="two_linear_layers",
    kind="derive",
    title="Two linear layers",
    points=3,
    minutes=4,
    difficulty=1,
    items=("M1",),
    errata=("A-14",),
    task=Computed(
        "two_linear_layers(x, W1, b1, W2, b2, delta2)",
        (
            Block("delta1", ("n_hidden",)),
            Block("dW2", ("n_out", "n_hidden")),
            Block("dW1", ("n_hidden", "n_in")),
        ),
        draw=_draw_two,
        reference=_two_linear,
        carry_forward={"delta1": 0},
        own=(
            NETWORK_INPUT,
            biases_left_out(_two_linear, "M1", "b1", "b2"),
        ),
    ),
)

# ---- many linear layers ----------------------------------------------------------------------


def _linear_chain(given: Inputs, rules: Rules) -> dict[str, Any]:
    layers = tuple(Layer(W=W) for W in given["weights"])

    def down(rows: Array) -> Array:
        for index in reversed(range(len(layers))):
            rows = rules.input(Context(layers, index), rows)
        return rows

    delta, J = given["delta"], rules.carry_forward.get("J")
    delta1 = down(delta[None]) if J is None else delta @ J
    return {"J": down(np.eye(len(delta))), "delta1": one(delta1)}


def _product(matrices: list[Array], delta: Array) -> dict[str, Any]:
    """A product of matrices taken for the Jacobian, and its transpose times δ."""
    J = reduce(np.matmul, matrices)
    return {"J": J, "delta1": J.T @ delta}


_TRANSPOSED = "What becomes of the order of the factors when a product is transposed?"
_STEPS = "How many matrices lie between z₁ and the last z, and are all of them here?"

LINEAR_CHAIN = exercise(
    id="linear_chain",
    kind="derive",
    title="Any number of linear layers",
    points=2,
    minutes=6,
    difficulty=2,
    items=("M2", "M12"),
    task=Computed(
        "linear_chain(weights, delta)",
        (Block("J", ("n_out", "n_in")), Block("delta1", ("n_in",))),
        draw=lambda rng, s: {
            "weights": [
                weights(rng, s.n_hidden, s.n_in),
                weights(rng, s.n_more, s.n_hidden),
                weights(rng, s.n_out, s.n_more),
            ],
            "delta": values(rng, s.n_out),
        },
        reference=_linear_chain,
        carry_forward={"J": "J"},
        own=(
            Slip(
                "product-order-reversed",
                "the matrices stand in the opposite order",
                _TRANSPOSED,
                "M12",
                values=lambda g: _product(g["weights"], g["delta"]),
            ),
            Slip(
                "missing-transpose-w",
                "δ is multiplied by the Jacobian itself and not by its transpose",
                "Which index of the Jacobian does ∂L/∂z₁ sum over?",
                "M12",
                values=lambda g: with_blocks(
                    _linear_chain(g, RIGHT), delta1=_linear_chain(g, RIGHT)["J"] @ g["delta"]
                ),
            ),
            Slip(
                "jacobian-transposed",
                "the Jacobian has one row for each input and one column for each output",
                "Entry (k, j) is the derivative of which z by which?",
                "M12",
                values=lambda g: with_blocks(
                    _linear_chain(g, RIGHT), J=_linear_chain(g, RIGHT)["J"].T
                ),
            ),
            Slip(
                "step-left-out",
                "the first matrix of the list is not in the product",
                _STEPS,
                "M2",
                values=lambda g: _product(g["weights"][:0:-1], g["delta"]),
            ),
            Slip(
                "step-left-out",
                "the last matrix of the list is not in the product",
                _STEPS,
                "M2",
                values=lambda g: _product(g["weights"][-2::-1], g["delta"]),
            ),
        ),
    ),
)

# ---- the slope between two layers ------------------------------------------------------------


def _hidden_delta(given: Inputs, rules: Rules) -> dict[str, Any]:
    context = Context((tanh_layer(given["z"][None]), Layer(W=given["W_next"])), index=1)
    delta_next = given["delta_next"][None]
    context.adjoints.delta[1] = delta_next
    g = rules.input(context, delta_next)
    return {"delta": one(activation_delta(context.at(0), g, rules))}


HIDDEN = exercise(
    id="hidden_delta",
    kind="repair",
    title="Repair: what stands between two layers",
    points=2,
    minutes=4,
    difficulty=2,
    items=("M3",),
    errata=("A-05",),
    task=Computed(
        "hidden_delta(delta_next, W_next, z)",
        (Block("delta", ("n_hidden",)),),
        draw=lambda rng, s: {
            "delta_next": values(rng, s.n_out),
            "W_next": weights(rng, s.n_out, s.n_hidden),
            "z": values(rng, s.n_hidden),
        },
        reference=_hidden_delta,
    ),
)
