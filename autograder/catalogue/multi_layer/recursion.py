"""Part B: the recursion in both its forms, and the printed formulas for it."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.multi_layer._common import (
    MULTI_LAYER,
    NETWORK_INPUT,
    tanh_layer,
)
from autograder.exercises.declare import Answer, Rng, block_slip, one
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference.programs import activation_delta, backward, forward_layers
from autograder.reference.rules import RIGHT, Array, Context, Layer, Rules, need
from autograder.slips import Slip
from autograder.slips.forward import Network, forward_slips
from autograder.slips.slip import Slips, own_slip

# ---- the slope between two layers ------------------------------------------------------------


@MULTI_LAYER.computed(
    "repair",
    points=2,
    minutes=5,
    difficulty=2,
    items="M3",
    errata="A-05",
    takes="delta_next: n_out, W_next: n_out n_hidden, z: n_hidden",
    gives="delta: n_hidden",
    draw={"W_next": weights},
)
def hidden_delta(given: Inputs, rules: Rules) -> Array:
    """δ_l = (W_{l+1}ᵀ δ_{l+1}) ∘ tanh'(z_l)."""
    context = Context((tanh_layer(given["z"][None]), Layer(W=given["W_next"])), index=1)
    delta_next = given["delta_next"][None]
    context.adjoints.delta[1] = delta_next
    g = rules.input(context, delta_next)
    return one(activation_delta(context.at(0), g, rules))


# ---- the printed index, by hand --------------------------------------------------------------

#: All widths are 2 and f' = 1: the smallest case that tells apart both matrices, their transposes
#: and k itself.
_W2, _W3, _K3 = np.array([[1.0, 2], [3, 4]]), np.array([[2.0, 1], [0, 3]]), np.array([1.0, 2])


def _fails(k_next: int, W: tuple[int, int], width: int) -> bool:
    """Whether the printed product k_{i+1}ᵀ W_i ∘ f' cannot be computed with these sizes."""
    try:
        product = np.ones(k_next) @ np.ones(W)
    except ValueError:
        return True
    return product.shape != (width,)


def _by_type(right: Answer, number: int, vector: list[int], fails: bool) -> Answer:
    """One guess for all numbers, one for all vectors and one for all truth values."""
    return {
        name: fails if isinstance(v, bool) else vector if isinstance(v, np.ndarray) else number
        for name, v in right.items()
    }


@own_slip(
    "index-shift",
    "M4",
    question="In the line ∂E/∂W₄ = k₃ z₃ᵀ, which numbers stand on the two sides?",
)
def _one_numbering(right: Answer) -> Answer:
    """k and W carry the same number in the first two lines as well"""
    return {"first line: k_3 belongs to W_": 3, "second line: k_2 belongs to W_": 2}


_ROWS_OR_COLUMNS = "A row times a matrix: does it combine the matrix's rows or its columns?"


@own_slip("missing-transpose-w", "M4", question=_ROWS_OR_COLUMNS)
def _row_as_column(right: Answer) -> Answer:
    """the printed row kᵀ W₂ is read as the column W₂ k"""
    return {"printed k_2": _W2 @ _K3}


@own_slip("missing-transpose-w", "M4", question=_ROWS_OR_COLUMNS)
def _not_transposed(right: Answer) -> Answer:
    """W₃ carries the error back without being transposed"""
    return {"right k_2": _W3 @ _K3}


@own_slip(
    "weight-of-other-layer",
    "M4",
    question="Which matrix was z₂ multiplied by on the forward pass?",
)
def _same_matrix_transposed(right: Answer) -> Answer:
    """the error is carried down by W₂ and the right answer is taken to be its transpose"""
    return {"right k_2": _W2.T @ _K3}


@own_slip("silent-error-overlooked", "M4", question="Do a row of 3 and a 3 × 3 matrix fit?")
def _all_fail(right: Answer) -> Answer:
    """every printed product is taken to fail"""
    return {"k_2 raises an error": True, "k_1 raises an error": True}


@MULTI_LAYER.entries(
    "counterexample",
    points=2,
    minutes=7,
    difficulty=2,
    items="M4",
    errata="B-01 B-02",
    guesses=lambda right: [
        _by_type(right, number, vector, fails)
        for number in (2, 3, 4)
        for vector in ([1, 2], [2, 1], [0, 0])
        for fails in (True, False)
    ],
    own=[_one_numbering, _row_as_column, _not_transposed, _same_matrix_transposed, _all_fail],
)
def printed_index() -> Answer:
    """The W that each printed k belongs to, k₂ as printed and as it is, and what fails to fit."""
    # Printed line to the shift between the number of its k and that of the W it is paired with.
    shift = {"first": 1, "second": 1, "general": 0}
    return {
        "first line: k_3 belongs to W_": 3 + shift["first"],
        "second line: k_2 belongs to W_": 2 + shift["second"],
        "general line: k_3 belongs to W_": 3 + shift["general"],
        "general line: k_2 belongs to W_": 2 + shift["general"],
        "printed k_2": _K3 @ _W2,
        "right k_2": _W3.T @ _K3,
        "k_2 raises an error": _fails(3, (3, 3), 3),
        "k_1 raises an error": _fails(3, (3, 2), 3),
    }


# ---- the chain with one output ---------------------------------------------------------------

_CROSSINGS = Slips()


@_CROSSINGS.slip(
    "input",
    "weight-of-other-layer",
    "M4",
    question="Which matrix lies between a of this layer and z of the next?",
)
def _printed_weight(right: Any, p: Context, delta: Array) -> Array:
    """below the last layer, the error is carried down by W_i where it has to cross another
    matrix
    """
    # The last crossing has a line of its own in the text, and that line is right.
    return right(p, delta) if p.last or p.index == 0 else delta @ need(p.below.W)


@_CROSSINGS.slip(
    "input",
    "missing-transpose-w",
    "M4",
    question="Write ∂E/∂a₁ of a layer as a sum over the units above. Along a row or a column?",
)
def _untransposed(right: Any, p: Context, delta: Array) -> Array:
    """below the last layer, the error goes backward through W itself and not through its
    transpose
    """
    # Through the last matrix, 1 × n, a missing transpose cannot be computed.
    return right(p, delta) if p.last else delta @ need(p.here.W).T


def _chain_weights(rng: Rng, s: Sizes) -> list[Array]:
    widths = (s.n_in, s.n_hidden, s.n_more, s.n_out, 1)
    return [weights(rng, widths[i + 1], widths[i]) for i in range(4)]


def _chain(given: Inputs) -> Network:
    return Network(given["x"][None], given["weights"], None, ["sigmoid"] * 4)


def _of_chain(given: Inputs, layers: tuple[Layer, ...], rules: Rules) -> Answer:
    found = backward(layers, rules, y=np.array([[given["y"]]]), loss="squared_sum")
    return {f"dW{k}": dW for k, dW in enumerate(found.weights, start=1)}


@MULTI_LAYER.computed(
    "repair",
    points=4,
    minutes=9,
    difficulty=3,
    items="M4 B12",
    errata="B-01 B-02",
    takes="x: n_in, y, weights",
    # The last two have no axes in words: a third hidden layer, and a last matrix with one row.
    gives="dW1: n_hidden n_in, dW2: n_more n_hidden, dW3, dW4",
    draw={
        # Beyond the range of a sigmoid, so that the error is never near zero.
        "y": lambda rng, s: float(values(rng, 1, low=1.3, high=1.8)[0]),
        "weights": _chain_weights,
    },
    own=[*NETWORK_INPUT, *_CROSSINGS, *forward_slips("M3", _chain, _of_chain, ["sigmoid"] * 4)],
)
def chain_gradients(given: Inputs, rules: Rules) -> Answer:
    """∂E/∂W of four sigmoid layers, with E = (ŷ − y)²."""
    return _of_chain(given, forward_layers(*_chain(given)), rules)


# ---- the recursion after the activation ------------------------------------------------------


def _down(given: Inputs, rules: Rules, g3: Array, own: Array | None = None) -> tuple[Array, Array]:
    """g₂ and g₁, one row for each row of g₃; `own` is a g₂ to go on from."""
    layers = tuple(
        tanh_layer(np.tile(z, (len(g3), 1)), W)
        for W, z in zip(given["weights"], given["zs"], strict=True)
    )

    def below(index: int, g: Array) -> Array:
        context = Context(layers, index)
        return rules.input(context, rules.through(context, g, rules.slope(context)))

    g2 = below(1, g3) if own is None else own[None]
    return g2, below(0, g2)


_OUTSIDE = Slip(
    "fprime-outside-transpose",
    "each slope is multiplied in after Wᵀ and not before",
    "Read the product from right to left as a journey. Which slope does the error meet first?",
    "M5",
    change=lambda rules: rules.with_(
        through=lambda p, g, slope: g,
        input=lambda p, g: rules.input(p, g) * p.here.slope,
    ),
)


def _slopes(given: Inputs) -> Array:
    """Both slopes multiplied together: needs equal widths."""
    s2, s3 = (1 - np.tanh(z) ** 2 for z in given["zs"])
    return np.asarray(s2 * s3)


_COMMUTE = "May a diagonal matrix change places with W?"


@block_slip("slopes-collected", "M6", question=_COMMUTE)
def _collected_first(given: Inputs, right: Answer) -> Answer:
    """all the slopes are collected in front of k, and the matrices follow"""
    W2, W3 = given["weights"]
    P = W2.T @ W3.T @ np.diag(_slopes(given))
    return {"g1": P @ given["k"], "P": P}


@block_slip("slopes-collected", "M6", question=_COMMUTE)
def _collected_last(given: Inputs, right: Answer) -> Answer:
    """all the slopes are collected at the end, after the matrices"""
    W2, W3 = given["weights"]
    P = np.diag(_slopes(given)) @ W2.T @ W3.T
    return {"g1": P @ given["k"], "P": P}


@block_slip(
    "delta-for-g",
    "M5",
    question="Is this the derivative after the activation, or before it?",
)
def _delta_for_g(given: Inputs, right: Answer) -> Answer:
    """g₂ has the slope of layer 2 in it: it is ∂E/∂z₂"""
    z2, _ = given["zs"]
    return {"g2": right["g2"] * (1 - np.tanh(z2) ** 2)}


@block_slip(
    "jacobian-transposed",
    "M6",
    question="P is multiplied by k from which side, and gives which vector?",
)
def _forward_jacobian(given: Inputs, right: Answer) -> Answer:
    """the closed form is written as the forward Jacobian, one row for each entry of k"""
    return {"P": right["P"].T}


def _factors(given: Inputs) -> tuple[Array, Array, Array, Array]:
    """The factors of P, from left to right."""
    W2, W3 = given["weights"]
    D2, D3 = (np.diag(1 - np.tanh(z) ** 2) for z in given["zs"])
    return W2.T, D2, W3.T, D3


_ALL_STEPS = "How many steps lie between k and g₁, and is each of them in the product?"


@block_slip("hidden-fprime-missing", "M6", question=_ALL_STEPS)
def _no_upper_slope(given: Inputs, right: Answer) -> Answer:
    """the slopes of layer 3 are not in P"""
    W2, D2, W3, _ = _factors(given)
    return {"P": W2 @ D2 @ W3}


@block_slip("hidden-fprime-missing", "M6", question=_ALL_STEPS)
def _no_lower_slope(given: Inputs, right: Answer) -> Answer:
    """the slopes of layer 2 are not in P"""
    W2, _, W3, D3 = _factors(given)
    return {"P": W2 @ W3 @ D3}


@block_slip("product-order-reversed", "M6", question="Which matrix meets k first?")
def _reversed(given: Inputs, right: Answer) -> Answer:
    """the two layers stand in P in the order of the way forward"""
    W2, D2, W3, D3 = _factors(given)
    return {"P": W3 @ D3 @ W2 @ D2}


@block_slip("upstream-in-jacobian", "M6", question="Should P change when another k comes in?")
def _k_in_P(given: Inputs, right: Answer) -> Answer:
    """k stands in P already, with which P is to be multiplied"""
    return {"P": right["P"] @ np.diag(given["k"])}


@MULTI_LAYER.computed(
    "repair",
    points=3,
    minutes=8,
    difficulty=3,
    items="M5 M6 B10",
    errata="B-09 B-10 B-11",
    takes="k: n_out, weights, zs",
    gives="g2: n_more, g1: n_hidden, P: n_hidden n_out",
    draw={
        "weights": lambda rng, s: [
            weights(rng, s.n_more, s.n_hidden),
            weights(rng, s.n_out, s.n_more),
        ],
        "zs": lambda rng, s: [values(rng, s.n_more), values(rng, s.n_out)],
    },
    carry_forward={"g2": "g2"},
    own=[
        _OUTSIDE,
        _collected_first,
        _collected_last,
        _delta_for_g,
        _forward_jacobian,
        _no_upper_slope,
        _no_lower_slope,
        _reversed,
        _k_in_P,
    ],
)
def after_activation(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """g_l = W_{l+1}ᵀ (f'(z_{l+1}) ∘ g_{l+1}) from g₃ = k; and the matrix P with g₁ = P k."""
    k = given["k"]
    g2, g1 = _down(given, rules, k[None], rules.carry_forward.get("g2"))
    P = _down(given, rules, np.eye(len(k)))[1].T
    return one(g2), one(g1), P


# ---- the gradient of one matrix, from g ---------------------------------------------------------


def _one_matrix(given: Inputs) -> tuple[Layer, Layer]:
    """Layer i, whose W is differentiated, and layer i + 1, whose g is given."""
    lower = tanh_layer(given["z"][None])
    return (
        Layer(x=given["a_before"][None], z=lower.z, a=lower.a, f=lower.f),
        tanh_layer(given["z_next"][None], given["W_next"]),
    )


_BETWEEN = "From a of layer i + 1 down to W of layer i: how many nonlinearities are on the way?"
_FIRST = "Read the way back from right to left. Which comes first, the slope of layer i + 1 or W?"


def _with(given: Inputs, g: Array, slope: Array | None = None) -> Answer:
    """The blocks that follow from a g; `slope` is that of layer i."""
    own = 1 - np.tanh(given["z"]) ** 2 if slope is None else slope
    return {"g": g, "dW": np.outer(g * own, given["a_before"])}


@block_slip("hidden-fprime-missing", "M5", question=_BETWEEN)
def _own_slope_missing(given: Inputs, right: Answer) -> Answer:
    """the slope of layer i is not there"""
    return _with(given, right["g"], np.ones_like(given["z"]))


@block_slip("fprime-outside-transpose", "M5", question=_FIRST)
def _upper_slope_after(given: Inputs, right: Answer) -> Answer:
    """the slope of layer i + 1 is multiplied in after Wᵀ and not before"""
    upper = 1 - np.tanh(given["z_next"]) ** 2
    return _with(given, (given["W_next"].T @ given["g_next"]) * upper)


@block_slip("delta-for-g", "M5", question="Is g the derivative after the activation, or before it?")
def _delta_in_place_of_g(given: Inputs, right: Answer) -> Answer:
    """g already has the slope of layer i in it: it is ∂E/∂z"""
    return {"g": right["g"] * (1 - np.tanh(given["z"]) ** 2)}


@MULTI_LAYER.computed(
    "repair",
    points=2,
    minutes=6,
    difficulty=2,
    items="M5",
    errata="B-10",
    takes="g_next: n_out, W_next: n_out n_hidden, z_next: n_out, z: n_hidden, a_before: n_in",
    gives="g: n_hidden, dW: n_hidden n_in",
    draw={"W_next": weights},
    carry_forward={"g": "g"},
    own=[
        _own_slope_missing,
        _upper_slope_after,
        _delta_in_place_of_g,
    ],
)
def gradient_from_g(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """g = Wᵀ(f'(z_{i+1}) ∘ g_{i+1}) and ∂E/∂W = (g ∘ f'(z)) aᵀ, for tanh layers."""
    top = Context(_one_matrix(given), index=1)
    delta_next = activation_delta(top, given["g_next"][None], rules)
    top.adjoints.delta[1] = delta_next
    g = np.atleast_2d(rules.carry_forward.get("g", rules.input(top, delta_next)))
    low = top.at(0)
    return one(g), rules.weight(low, activation_delta(low, g, rules))


# ---- several outputs in one pass -------------------------------------------------------------


def _first_layer(given: Inputs, rules: Rules, delta2: Array) -> tuple[Context, Array]:
    """The first layer, and its δ: one row for each row of δ₂."""
    n = len(delta2)
    lower = tanh_layer(np.tile(given["z1"], (n, 1)))
    layers = (
        Layer(x=np.tile(given["x"], (n, 1)), z=lower.z, a=lower.a, f=lower.f),
        Layer(W=given["W2"]),
    )
    top = Context(layers, index=1)
    top.adjoints.delta[1] = delta2
    return top.at(0), activation_delta(top.at(0), rules.input(top, delta2), rules)


def _per_output(given: Inputs, rules: Rules, delta2: Array) -> Array:
    """∂L/∂W₁ of each output alone: one pass for each entry of δ₂, the others set to zero."""
    _, delta1 = _first_layer(given, rules, np.diag(delta2))
    context = Context((Layer(x=given["x"][None]),))
    return np.stack([rules.weight(context, row[None]) for row in delta1])


@block_slip(
    "seed-of-ones",
    "M7",
    question="How much does the loss change with this output alone?",
)
def _unit_seeds(given: Inputs, right: Answer) -> Answer:
    """each pass starts from 1 and not from its output's own δ"""
    return {"per_output": _per_output(given, RIGHT, np.ones_like(given["delta2"]))}


@block_slip("seed-not-separated", "M7", question="With one output alone, what is δ₂ at the others?")
def _full_seed(given: Inputs, right: Answer) -> Answer:
    """each pass starts from the whole δ₂, so that all passes are alike"""
    return {"per_output": np.stack([right["dW1"]] * len(given["delta2"]))}


@block_slip("paths-averaged", "M7", question="Is there a mean over outputs in the loss?")
def _averaged(given: Inputs, right: Answer) -> Answer:
    """the contributions of the outputs are averaged"""
    return {"dW1": right["per_output"].mean(axis=0)}


@MULTI_LAYER.computed(
    "implement",
    points=2,
    minutes=5,
    difficulty=2,
    items="M7",
    errata="B-07",
    takes="delta2: n_out, W2: n_out n_hidden, z1: n_hidden, x: n_in",
    gives="per_output: n_out n_hidden n_in, dW1: n_hidden n_in",
    draw={"W2": weights},
    carry_forward={"per_output": "per_output"},
    own=[_unit_seeds, _full_seed, _averaged],
)
def all_outputs(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """∂L/∂W₁ of each output alone, and of all of them in one pass."""
    context, delta1 = _first_layer(given, rules, given["delta2"][None])
    terms = rules.carry_forward.get("per_output")
    dW1 = rules.weight(context, delta1) if terms is None else terms.sum(axis=0)
    return _per_output(given, rules, given["delta2"]), dW1
