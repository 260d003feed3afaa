"""Part A: chains of linear layers."""

from __future__ import annotations

from functools import reduce

import numpy as np

from autograder.catalogue.multi_layer._common import MULTI_LAYER, NETWORK_INPUT
from autograder.exercises.declare import Answer, block_slip, one
from autograder.exercises.draws import weights
from autograder.exercises.exercise import Inputs
from autograder.reference.programs import backward, forward_layers
from autograder.reference.rules import Array, Context, Layer, Rules
from autograder.slips.forward import Network, forward_slips
from autograder.slips.slip import own_slip

# ---- two linear layers -----------------------------------------------------------------------


def _two_layers(given: Inputs) -> Network:
    weights, biases = ([given[f"{name}{k}"] for k in (1, 2)] for name in "Wb")
    return Network(given["x"][None], weights, biases, ["identity"] * 2)


def _of_two_layers(given: Inputs, layers: tuple[Layer, ...], rules: Rules) -> Answer:
    found = backward(layers, rules, upstream=given["delta2"][None])
    return {"delta1": one(found.deltas[0]), "dW2": found.weights[1], "dW1": found.weights[0]}


@MULTI_LAYER.computed(
    "implement",
    points=3,
    minutes=6,
    difficulty=1,
    items="M1",
    errata="A-14",
    takes="x: n_in, W1: n_hidden n_in, b1: n_hidden, W2: n_out n_hidden, b2: n_out, delta2: n_out",
    gives="delta1: n_hidden, dW2: n_out n_hidden, dW1: n_hidden n_in",
    draw={"W1": weights, "W2": weights},
    carry_forward={"delta1": 0},
    own=[
        *NETWORK_INPUT,
        *forward_slips(
            "M1", _two_layers, _of_two_layers, ["identity"] * 2, biases=True, output=False
        ),
    ],
)
def two_linear_layers(given: Inputs, rules: Rules) -> Answer:
    """δ₁ = W₂ᵀ δ₂, and ∂L/∂W = δ xᵀ at each layer with the layer's own input."""
    return _of_two_layers(given, forward_layers(*_two_layers(given)), rules)


# ---- many linear layers ----------------------------------------------------------------------


def _product(matrices: list[Array], delta: Array) -> Answer:
    """A product of matrices taken for the Jacobian, and its transpose times δ."""
    J = reduce(np.matmul, matrices)
    return {"J": J, "delta1": J.T @ delta}


@own_slip(
    "product-order-reversed",
    "M12",
    question="What becomes of the order of the factors when a product is transposed?",
)
def _order_reversed(given: Inputs) -> Answer:
    """the matrices stand in the opposite order"""
    return _product(given["weights"], given["delta"])


@block_slip(
    "missing-transpose-w",
    "M12",
    question="Which index of the Jacobian does ∂L/∂z₁ sum over?",
)
def _jacobian_itself(given: Inputs, right: Answer) -> Answer:
    """δ is multiplied by the Jacobian itself and not by its transpose"""
    return {"delta1": right["J"] @ given["delta"]}


@block_slip("upstream-missing", "M12", question="Is δ₁ a derivative of the last z, or of the loss?")
def _rows_added(given: Inputs, right: Answer) -> Answer:
    """the rows of the Jacobian are added up without δ"""
    return {"delta1": right["J"].sum(axis=0)}


@block_slip(
    "jacobian-transposed",
    "M12",
    question="Entry (k, j) is the derivative of which z, and with respect to which?",
)
def _one_row_an_input(given: Inputs, right: Answer) -> Answer:
    """the Jacobian has one row for each input and one column for each output"""
    return {"J": right["J"].T}


_STEPS = "How many matrices lie between z₁ and the last z, and are all of them here?"


@own_slip("step-left-out", "M2", question=_STEPS)
def _first_left_out(given: Inputs) -> Answer:
    """the first matrix of the list is not in the product"""
    return _product(given["weights"][:0:-1], given["delta"])


@own_slip("step-left-out", "M2", question=_STEPS)
def _last_left_out(given: Inputs) -> Answer:
    """the last matrix of the list is not in the product"""
    return _product(given["weights"][-2::-1], given["delta"])


@MULTI_LAYER.computed(
    "implement",
    points=2,
    minutes=6,
    difficulty=2,
    items="M2 M12",
    takes="weights, delta: n_out",
    gives="J: n_out n_in, delta1: n_in",
    draw={
        "weights": lambda rng, s: [
            weights(rng, s.n_hidden, s.n_in),
            weights(rng, s.n_more, s.n_hidden),
            weights(rng, s.n_out, s.n_more),
        ]
    },
    carry_forward={"J": "J"},
    own=[
        _order_reversed,
        _jacobian_itself,
        _rows_added,
        _one_row_an_input,
        _first_left_out,
        _last_left_out,
    ],
)
def linear_chain(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """J = ∂z₄/∂z₁ = W₄ W₃ W₂, and δ₁ = Jᵀ δ₄."""
    layers = tuple(Layer(W=W) for W in given["weights"])

    def down(rows: Array) -> Array:
        for index in reversed(range(len(layers))):
            rows = rules.input(Context(layers, index), rows)
        return rows

    delta, J = given["delta"], rules.carry_forward.get("J")
    delta1 = down(delta[None]) if J is None else delta @ J
    return down(np.eye(len(delta))), one(delta1)
