"""Part B: the gradients of z₂ = W(Wx + b) + b as sums over the two uses (N6, N7, N8, N14)."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.weight_sharing.common import WEIGHT_SHARING
from autograder.exercises.declare import Answer, block_slip, one
from autograder.exercises.draws import weights
from autograder.exercises.exercise import Condition, Inputs
from autograder.reference.programs import shared_backward, shared_layers
from autograder.reference.rules import Adjoints, Array, Context, Layer, Rules
from autograder.slips.forward import biases_left_out
from autograder.slips.slip import own_slip
from backhand.shared import shared_backward as both_uses
from backhand.shared import shared_forward

# ---- the 2×2 expansion by hand ---------------------------------------------------------------

#: The instance of the worksheet.
_W, _X = np.array([[2.0, 1.0], [-1.0, 3.0]]), np.array([1.0, 2.0])
_B, _DELTA = np.array([1.0, -1.0]), np.array([1.0, -2.0])
_TRACE = shared_forward(_X[None], _W, _B, "identity", 2)

_HOW_OFTEN = "How many times does W appear in the forward formula?"
_ONE_PATH = "Rule 1's formula already holds one path through the first use. Which?"


def _by_entry(gradient: Array) -> Answer:
    return {f"dL/dw{i + 1}{j + 1}": float(gradient[i, j]) for i in range(2) for j in range(2)}


def _own_path() -> Array:
    """What reaches each weight's own output through the first use: w_ii x_j, times its δ."""
    return np.outer(_DELTA * np.diag(_W), _X)


@own_slip("shared-one-application", "N7", question=_HOW_OFTEN)
def _second_use_alone(right: Answer) -> Answer:
    """only the second use is counted"""
    return _by_entry(right["use 2"])


@own_slip("shared-one-application", "N7", question=_HOW_OFTEN)
def _first_use_alone(right: Answer) -> Answer:
    """only the first use is counted"""
    return _by_entry(right["use 1"])


@own_slip("output-sum-missing", "N6", question="Which of the two outputs depend on w₁₁?")
def _own_output_alone(right: Answer) -> Answer:
    """Rule 1 is there and Rule 2 is not: each weight moves its own output only"""
    return _by_entry(right["use 2"] + _own_path())


@own_slip("path-double-counted", "N6", question=_ONE_PATH)
def _own_path_twice(right: Answer) -> Answer:
    """the unit's own path through the first use is counted twice"""
    return _by_entry(right["use 2"] + right["use 1"] + _own_path())


@own_slip(
    "layer-output-as-input",
    "N7",
    question="For each use of W, which vector was multiplied by W on the forward pass?",
)
def _second_use_with_output(right: Answer) -> Answer:
    """the second use is paired with its output z₂, not with its input z₁"""
    return _by_entry(np.outer(_DELTA, _TRACE.post[-1][0]) + right["use 1"])


@own_slip(
    "missing-transpose-w",
    "N6",
    question="Which column of W collects what unit 1 of the first use feeds?",
)
def _back_through_W(right: Answer) -> Answer:
    """the error goes back through W itself and not through its transpose"""
    return {"delta1": _W @ _DELTA}


@WEIGHT_SHARING.entries(
    "worksheet",
    points=3,
    minutes=6,
    difficulty=2,
    items="N6 N7",
    guesses=lambda right: [
        *(dict.fromkeys(right, n) for n in (0.0, 1.0, -1.0)),
        {**_by_entry(_W), "delta1": _DELTA, "use 1": _W, "use 2": _W},
    ],
    partial=True,
    own=[
        _second_use_alone,
        _first_use_alone,
        _own_output_alone,
        _own_path_twice,
        _second_use_with_output,
        _back_through_W,
    ],
)
def nested_by_hand() -> Answer:
    """The entries of ∂L/∂W at the worksheet's numbers, δ₁, and what each use adds."""
    found = both_uses(_DELTA[None], _TRACE, _W, "identity")
    use1, use2 = found.per_use
    return {**_by_entry(found.weight), "delta1": found.deltas[0][0], "use 1": use1, "use 2": use2}


# ---- the printed last line -------------------------------------------------------------------


def _true_and_printed(e: Any) -> tuple[float, float]:
    """∂L/∂w of L = z₂ for one unit, by differentiation and by the printed line."""
    w, x, b = (float(e[name]) for name in ("w", "x", "b"))
    z1 = w * x + b
    z2 = w * z1 + b
    return z1 + w * x, z2 + w * x


@WEIGHT_SHARING.example(
    "counterexample",
    points=2,
    minutes=5,
    difficulty=2,
    items="N7",
    errata="A-01",
    shapes={"w": (), "x": (), "b": ()},
    conditions=(
        Condition(
            "w, x and b are between 0.1 and 10 in size",
            lambda e: all(0.1 <= abs(float(v)) <= 10 for v in e.values()),
        ),
        Condition(
            "the true ∂L/∂w is zero (to 1e-9)",
            lambda e: abs(_true_and_printed(e)[0]) <= 1e-9,
        ),
        Condition(
            "the printed line gives at least 1 in size",
            lambda e: abs(_true_and_printed(e)[1]) >= 1,
        ),
    ),
    guesses=lambda: [
        *({"w": v, "x": v, "b": v} for v in (0.0, 1.0, -1.0, 2.0)),
        {"w": 1.0, "x": 1.0, "b": -1.0},
        {"w": -1.0, "x": 1.0, "b": 2.0},
        {"w": 1.0, "x": 2.0, "b": 3.0},
    ],
)
def printed_line_fails() -> Answer:
    """Numbers at which 2wx + b, the true derivative, is zero."""
    return {"w": 1.0, "x": 1.0, "b": -2.0}


# ---- the line put right ----------------------------------------------------------------------


@own_slip(
    "printed-line-kept",
    "N7",
    question="Which shape has each of the two products? Which vector did each use multiply?",
)
def _as_printed(given: Inputs) -> Answer:
    """the line stands as printed: products entry by entry, and z₂ with the last δ"""
    delta, W, x, b = given.values()
    return {"dW": delta * (W @ (W @ x + b) + b) + (W.T @ delta) * x}


@own_slip(
    "elementwise-vs-matrix",
    "N7",
    question="A gradient has the shape of the thing. Has each term the shape of W?",
)
def _entry_by_entry(given: Inputs) -> Answer:
    """the vectors are right and are multiplied entry by entry"""
    delta, W, x, b = given.values()
    return {"dW": delta * (W @ x + b) + (W.T @ delta) * x}


@block_slip("path-double-counted", "N7", question=_ONE_PATH)
def _own_path_added(given: Inputs, right: Answer) -> Answer:
    """the unit's own path through the first use is counted twice"""
    return {"dW": right["dW"] + np.outer(given["delta"] * np.diag(given["W"]), given["x"])}


@WEIGHT_SHARING.computed(
    "repair",
    points=2,
    minutes=4,
    difficulty=1,
    items="N7",
    errata="A-01 A-02",
    takes="delta: n, W: n n, x: n, b: n",
    gives="dW: n n",
    draw={"W": weights},
    own=[biases_left_out("N7", "b"), _as_printed, _entry_by_entry, _own_path_added],
)
def nested_weight_gradient(given: Inputs, rules: Rules) -> Array:
    """∂L/∂W = δ z₁ᵀ + δ₁ xᵀ, with δ₁ = Wᵀ δ."""
    layers = shared_layers(given["x"][None], given["W"], given["b"], "identity", 2)
    return shared_backward(layers, rules, upstream=given["delta"][None]).weight


# ---- the bias and the input ------------------------------------------------------------------


@own_slip(
    "shared-one-application",
    "N8",
    question="Between x and the loss, how many times is there a multiplication by W?",
)
def _back_once(given: Inputs) -> Answer:
    """the error is carried back through one use of W only"""
    return {"dx": given["W"].T @ given["delta"]}


@own_slip(
    "paths-added-for-chained",
    "N8",
    question="x has one path to the loss. How do steps along one path combine?",
)
def _steps_added(given: Inputs) -> Answer:
    """the two uses of W are added where one follows the other"""
    return {"dx": given["delta"] + given["W"].T @ given["delta"]}


@own_slip(
    "elementwise-vs-matrix", "N8", question="Is the square of a matrix the matrix of the squares?"
)
def _back_through_squares(given: Inputs) -> Answer:
    """each entry of W is squared by itself"""
    return {"dx": (given["W"] ** 2).T @ given["delta"]}


@WEIGHT_SHARING.computed(
    "implement",
    points=2,
    minutes=3,
    difficulty=1,
    items="N8",
    takes="delta: n, W: n n",
    gives="db: n, dx: n",
    draw={"W": weights},
    own=[_back_once, _steps_added, _back_through_squares],
)
def nested_bias_input(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """∂L/∂b = δ + δ₁ and ∂L/∂x = Wᵀ δ₁, with δ₁ = Wᵀ δ."""
    layer = Layer(W=given["W"])
    found = Adjoints(delta={1: given["delta"][None]})
    second = Context((layer, layer), 1, adjoints=found)
    first = second.at(0)
    found.delta[0] = rules.input(second, found.delta[1])
    terms = [rules.bias(first, found.delta[0]), rules.bias(second, found.delta[1])]
    return rules.uses_bias(second, terms), one(rules.input(first, found.delta[0]))


# ---- the differential of W² ------------------------------------------------------------------

_ORDER = "Write (W + dW)(W + dW) out and keep the order of the factors. What is linear in dW?"
_ADDED = "Both factors grow by dW. Do the two effects add?"


@own_slip("shared-times-count", "N14", question=_ORDER)
def _power_rule_W_first(given: Inputs) -> Answer:
    """the power rule for numbers is used, with W in front"""
    W, dW = given.values()
    return {"change": 2 * W @ dW}


@own_slip("shared-times-count", "N14", question=_ORDER)
def _power_rule_dW_first(given: Inputs) -> Answer:
    """the power rule for numbers is used, with dW in front"""
    W, dW = given.values()
    return {"change": 2 * dW @ W}


@own_slip("shared-one-application", "N14", question=_ORDER)
def _right_factor_alone(given: Inputs) -> Answer:
    """only the change of the right factor is counted"""
    W, dW = given.values()
    return {"change": W @ dW}


@own_slip("shared-one-application", "N14", question=_ORDER)
def _left_factor_alone(given: Inputs) -> Answer:
    """only the change of the left factor is counted"""
    W, dW = given.values()
    return {"change": dW @ W}


@own_slip(
    "elementwise-vs-matrix", "N14", question="Is the square of a matrix the matrix of the squares?"
)
def _entries_squared(given: Inputs) -> Answer:
    """each entry is squared by itself"""
    W, dW = given.values()
    return {"change": 2 * W * dW}


@own_slip("second-order-kept", "N14", question="If dW is halved, does this halve?")
def _second_order_kept(given: Inputs) -> Answer:
    """the term of second order is kept: this is the whole change, not its linear part"""
    W, dW = given.values()
    return {"change": dW @ W + W @ dW + dW @ dW}


@own_slip(
    "second-factor-transposed", "N14", question="Which product is differentiated: W W, or Wᵀ W?"
)
def _transpose_times(given: Inputs) -> Answer:
    """one factor of each product is transposed, as if WᵀW were differentiated"""
    W, dW = given.values()
    return {"change": dW.T @ W + W.T @ dW}


@own_slip(
    "second-factor-transposed", "N14", question="Which product is differentiated: W W, or W Wᵀ?"
)
def _times_transpose(given: Inputs) -> Answer:
    """one factor of each product is transposed, as if W Wᵀ were differentiated"""
    W, dW = given.values()
    return {"change": dW @ W.T + W @ dW.T}


@own_slip("terms-subtracted", "N14", question=_ADDED)
def _left_subtracted(given: Inputs) -> Answer:
    """the two products are subtracted"""
    W, dW = given.values()
    return {"change": W @ dW - dW @ W}


@own_slip("terms-subtracted", "N14", question=_ADDED)
def _right_subtracted(given: Inputs) -> Answer:
    """the two products are subtracted"""
    W, dW = given.values()
    return {"change": dW @ W - W @ dW}


@WEIGHT_SHARING.computed(
    "implement",
    points=1,
    minutes=3,
    difficulty=1,
    items="N14",
    takes="W: n n, dW: n n",
    gives="change: n n",
    own=[
        _power_rule_W_first,
        _power_rule_dW_first,
        _right_factor_alone,
        _left_factor_alone,
        _entries_squared,
        _second_order_kept,
        _transpose_times,
        _times_transpose,
        _left_subtracted,
        _right_subtracted,
    ],
)
def square_differential(given: Inputs, rules: Rules) -> Array:
    """d(W²) = dW W + W dW."""
    W, dW = given.values()
    return dW @ W + W @ dW
