"""Part C, from question (c) on: one row of weights, all rows stacked, and what is reused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.catalogue.multi_layer._common import MULTI_LAYER, NETWORK_INPUT
from autograder.catalogue.multi_layer.walkthrough import forward_of_network
from autograder.exercises.declare import Answer, OwnSlip, block_slip, one
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Inputs
from autograder.reference.programs import (
    activation_delta,
    backward,
    forward_layers,
    output_delta,
)
from autograder.reference.rules import RIGHT, Array, Context, Layer, Rules, need
from autograder.slips.forward import Network, forward_slips
from autograder.slips.slip import own_slip

# ---- (c) and (d): the output, and one row of W₂ ----------------------------------------------


def _jacobian_of_row(slope: Array, a1: Array, row: int) -> Array:
    """∂a₂/∂w for row `row` of W₂: only a₂ of that row depends on it."""
    J = np.zeros((len(slope), len(a1)))
    J[row] = slope[row] * a1
    return J


def _row_changed(given: Inputs, right: Answer, J: Array) -> Answer:
    return {"J": J, "dw": J.T @ right["da2"]}


_DEPENDS = "Write a₂ of another row out. Does an entry of this row of W₂ stand in it?"


@block_slip("kronecker-missing", "M8", question=_DEPENDS)
def _every_row(given: Inputs, right: Answer) -> Answer:
    """every output is taken to depend on this row of W₂"""
    a1, a2 = (forward_of_network(given)[name] for name in ("a1", "a2"))
    return _row_changed(given, right, np.outer(a2 * (1 - a2), a1))


@block_slip("output-fprime-missing", "M8", question="What lies between z₂ and a₂?")
def _no_slope(given: Inputs, right: Answer) -> Answer:
    """the slope of the sigmoid at the output is not there"""
    found = forward_of_network(given)
    J = _jacobian_of_row(np.ones_like(found["a2"]), found["a1"], given["row"])
    return _row_changed(given, right, J)


@block_slip("network-input-as-input", "M8", question="Which vector was this row multiplied by?")
def _input_of_network(given: Inputs, right: Answer) -> Answer:
    """the row is taken to meet the network's input x"""
    a2 = forward_of_network(given)["a2"]
    return _row_changed(given, right, _jacobian_of_row(a2 * (1 - a2), given["x"], given["row"]))


@block_slip("preactivation-as-input", "M8", question="Which vector was this row multiplied by?")
def _before_activation(given: Inputs, right: Answer) -> Answer:
    """the row is taken to meet z₁ and not a₁"""
    found = forward_of_network(given)
    a2 = found["a2"]
    return _row_changed(given, right, _jacobian_of_row(a2 * (1 - a2), found["z1"], given["row"]))


@block_slip(
    "error-factor-missing", "M8", question="The gradient of a row is one of which: L, or a₂?"
)
def _error_left_out(given: Inputs, right: Answer) -> Answer:
    """the gradient of the row is that of a₂ alone, without ∂L/∂a₂"""
    return {"dw": right["J"].sum(axis=0)}


def _row_slip(slug: str, clause: str, question: str, row: Any) -> OwnSlip:
    """A slip of the one row of J that is not 0; `row` takes a₁, a₂, W₂, y and the row's number."""

    def wrong(given: Inputs, right: Answer) -> Answer:
        found = forward_of_network(given)
        J = np.zeros_like(right["J"])
        J[given["row"]] = row(found["a1"], found["a2"], given["W2"], given["y"], given["row"])
        return _row_changed(given, right, J)

    return block_slip(slug, "M8", question=question, clause=clause)(wrong)


_STANDS = "z of this row is a sum over the hidden units. What is multiplied by each weight in it?"
_OF_A = "Is this row a derivative of a₂, or of the loss?"
_OF_J = (
    _row_slip(
        "input-factor-missing",
        "the row of J holds the slope alone, without a₁",
        _STANDS,
        lambda a1, a2, W2, y, k: a2[k] * (1 - a2[k]),
    ),
    _row_slip(
        "weight-as-input",
        "the row of J holds the weights themselves, and not what they meet",
        _STANDS,
        lambda a1, a2, W2, y, k: a2[k] * (1 - a2[k]) * W2[k],
    ),
    _row_slip(
        "slope-at-input",
        "the row of J is multiplied by the slope of the hidden layer as well",
        "Between this row of W₂ and a₂, which nonlinearities are on the way?",
        lambda a1, a2, W2, y, k: a2[k] * (1 - a2[k]) * a1 * (1 - a1),
    ),
    _row_slip(
        "upstream-in-jacobian",
        "the error stands in J already",
        _OF_A,
        lambda a1, a2, W2, y, k: (a2[k] - y[k]) * a2[k] * (1 - a2[k]) * a1,
    ),
    _row_slip(
        "elementwise-vs-matrix",
        "the slopes of all outputs are added up in the row of J",
        _DEPENDS,
        lambda a1, a2, W2, y, k: np.sum(a2 * (1 - a2)) * a1,
    ),
)


@block_slip("delta-for-g", "M8", question="Is this the derivative at a₂, or at z₂?")
def _delta_for_da(given: Inputs, right: Answer) -> Answer:
    """the slope of the output is in ∂L/∂a₂ already: it is δ₂"""
    a2 = forward_of_network(given)["a2"]
    return {"da2": right["da2"] * a2 * (1 - a2)}


@block_slip(
    "error-factor-missing", "M8", question="The gradient of a row is one of which: L, or a₂?"
)
def _input_left_alone(given: Inputs, right: Answer) -> Answer:
    """the gradient of the row is a₁ alone"""
    return {"dw": forward_of_network(given)["a1"]}


@MULTI_LAYER.computed(
    "implement",
    points=3,
    minutes=8,
    difficulty=2,
    items="M8 M12 B12",
    errata="D-01 D-02 D-03",
    takes="x: n_in, y: n_out, W1: n_hidden n_in, W2: n_out n_hidden, row",
    gives="da2: n_out, J: n_out n_hidden, dw: n_hidden",
    draw={"W1": weights, "W2": weights, "row": lambda rng, s: int(rng.integers(s.n_out))},
    carry_forward={"da2": "da2", "J": "J"},
    own=[
        _every_row,
        _no_slope,
        _input_of_network,
        _before_activation,
        _error_left_out,
        _input_left_alone,
        _delta_for_da,
        *_OF_J,
    ],
)
def one_row(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """∂L/∂a₂ = a₂ − y, the Jacobian ∂a₂/∂w of one row w of W₂, and ∂L/∂w = Jᵀ ∂L/∂a₂."""
    layers = forward_layers(
        given["x"][None], [given["W1"], given["W2"]], activations=["sigmoid"] * 2
    )
    top = Context(layers, 1, given["y"][None], "half_sum")
    da2 = one(rules.constant(top) * rules.residual(top))
    J = _jacobian_of_row(one(rules.slope(top)), one(need(top.here.x)), given["row"])
    carried = rules.carry_forward
    return da2, J, np.asarray(carried.get("J", J)).T @ carried.get("da2", da2)


# ---- (d) to (f): everything, in diagonal matrices --------------------------------------------


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


def _network(given: Inputs) -> Network:
    return Network(given["x"][None], [given["W1"], given["W2"]], None, ["sigmoid"] * 2)


def _of_network(given: Inputs, layers: tuple[Layer, ...], rules: Rules) -> Answer:
    rules = _with_own_slopes(rules)
    top = Context(layers, 1, given["y"][None], "half_sum")
    low = top.at(0)
    delta2 = output_delta(top, rules)
    dW2 = rules.weight(top, delta2)
    top.adjoints.delta[1], top.adjoints.weight[1] = delta2, dW2
    da1 = np.atleast_2d(rules.carry_forward.get("da1", rules.input(top, delta2)))
    delta1 = activation_delta(low, da1, rules)
    Omega, Lambda = (np.diag(one(rules.slope(context))) for context in (top, low))
    return {
        "Omega": Omega,
        "dW2": dW2,
        "da1": one(da1),
        "Lambda": Lambda,
        "dW1": rules.weight(low, delta1),
    }


@MULTI_LAYER.computed(
    "implement",
    points=5,
    minutes=8,
    difficulty=2,
    items="M8 M9 M10 M11 B12",
    errata="D-04",
    takes="x: n_in, y: n_out, W1: n_hidden n_in, W2: n_out n_hidden",
    gives=(
        "Omega: n_out n_out, dW2: n_out n_hidden, da1: n_hidden, "
        "Lambda: n_hidden n_hidden, dW1: n_hidden n_in"
    ),
    draw={"W1": weights, "W2": weights},
    carry_forward={"Omega": "Omega", "da1": "da1", "Lambda": "Lambda"},
    own=[
        *NETWORK_INPUT,
        _diagonals_alone,
        *forward_slips("M8", _network, _of_network, ["sigmoid"] * 2),
    ],
)
def diagonal_view(given: Inputs, rules: Rules) -> Answer:
    """∂L/∂W₂ = Ω (a₂ − y) a₁ᵀ and ∂L/∂W₁ = Λ W₂ᵀ Ω (a₂ − y) xᵀ, with the factors Ω and Λ."""
    return _of_network(given, forward_layers(*_network(given)), rules)


# ---- (g) what the forward pass already knows -------------------------------------------------


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
    minutes=5,
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


# ---- (g) the main benefit --------------------------------------------------------------------


def products(depth: int, *, passed_on: bool) -> int:
    """How many products Wᵀδ the weight gradients of a network take, counted one by one.

    The gradient of W_l needs δ_l, which is `depth - l` products away from δ at the output.
    """
    calculated: set[int] = set()
    count = 0
    for layer in range(1, depth + 1):
        for step in range(layer, depth):
            if not passed_on or step not in calculated:
                calculated.add(step)
                count += 1
    return count


@own_slip(
    "own-path-forgotten",
    "M13",
    question="Where does the calculation of ∂L/∂W₁ start if nothing is remembered?",
)
def _one_product_each(right: Answer) -> Answer:
    """every gradient on its own is given a single product, as if the δ above were known"""
    return {
        "10 layers, each gradient on its own": 9,
        "20 layers, each gradient on its own": 19,
    }


@own_slip(
    "output-crossed-too",
    "M13",
    question="δ at the output comes from the loss. Which matrix has it come through?",
)
def _one_more_each(right: Answer) -> Answer:
    """the way from the loss to the last δ is counted as a product Wᵀδ as well"""
    return {
        "10 layers, each gradient on its own": 55,
        "10 layers, each delta passed on": 10,
        "20 layers, each gradient on its own": 210,
        "20 layers, each delta passed on": 20,
    }


@own_slip("full-square", "M13", question="Is the way to every layer equally long?")
def _all_layers_deep(right: Answer) -> Answer:
    """the way to every layer is taken to be as long as that to the first"""
    return {
        "10 layers, each gradient on its own": 90,
        "20 layers, each gradient on its own": 380,
    }


@MULTI_LAYER.entries(
    "predict",
    points=2,
    minutes=5,
    difficulty=2,
    items="M12 M13",
    errata="D-06",
    guesses=lambda right: [
        {name: word if isinstance(v, str) else number for name, v in right.items()}
        for word in ("delta2", "W2", "Omega")
        for number in (1, 9, 10, 19, 20, 45, 190)
    ],
    own=[_one_product_each, _one_more_each, _all_layers_deep],
)
def main_benefit() -> Answer:
    """What the gradients share, and how many products with a matrix passing δ on saves."""
    return {
        "passed from dW2 to dW1": "delta2",
        "10 layers, each gradient on its own": products(10, passed_on=False),
        "10 layers, each delta passed on": products(10, passed_on=True),
        "20 layers, each gradient on its own": products(20, passed_on=False),
        "20 layers, each delta passed on": products(20, passed_on=True),
    }
