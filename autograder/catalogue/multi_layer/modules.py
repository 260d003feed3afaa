"""Part D: one module's backward pass, from inner products of matrices."""

from __future__ import annotations

import numpy as np

from autograder.catalogue.multi_layer._common import MULTI_LAYER, tanh_layer
from autograder.exercises.declare import Answer, OwnSlip, block_slip, one
from autograder.exercises.draws import weights
from autograder.exercises.exercise import Inputs
from autograder.reference.programs import activation_delta
from autograder.reference.rules import Array, Context, Layer, Rules
from autograder.slips.slip import own_slip

# ---- moving factors in an inner product ------------------------------------------------------


@own_slip(
    "fprime-outside-transpose",
    "B1",
    question="A ⊙ D meets which matrix first when it goes back through B?",
)
def _slope_outside(right: Answer) -> Answer:
    """⊙ D is taken to stay outside while Bᵀ moves to the other side"""
    return {**right, "f": True, "g": False}


@own_slip(
    "factor-moved-to-other-side",
    "B1",
    question="B stands left of C. On which side of A does its transpose land?",
)
def _other_side(right: Answer) -> Answer:
    """a factor that stood on the left is moved to the right, or the other way round"""
    return {**right, **{name: not right[name] for name in "abcd"}}


@MULTI_LAYER.entries(
    "predict",
    points=1,
    minutes=3,
    difficulty=2,
    items="B1",
    guesses=lambda right: [
        *(dict.fromkeys(right, guess) for guess in (True, False)),
        *({name: k % 2 == r for k, name in enumerate(right)} for r in (0, 1)),
    ],
    own=[_slope_outside, _other_side],
)
def frobenius_rules() -> Answer:
    """Which identities hold for random matrices, square so that shapes give nothing away."""
    A, B, C, D = np.random.default_rng(4).normal(size=(4, 3, 3))
    sides = {
        "a": (A, B @ C, B.T @ A, C),
        "b": (A, B @ C, A @ C.T, B),
        "c": (A, B @ C, A @ B.T, C),
        "d": (A, B @ C, C.T @ A, B),
        "e": (A, B * C, A * B, C),
        "f": (A, (B @ C) * D, (B.T @ A) * D, C),
        "g": (A, (B @ C) * D, B.T @ (A * D), C),
        "h": (A, B, A.T, B.T),
    }
    return {
        name: bool(np.isclose(np.sum(left * of), np.sum(right * with_)))
        for name, (left, of, right, with_) in sides.items()
    }


# ---- the linear module, in both conventions --------------------------------------------------

_WHICH_ORDER = "Which of the two orders, W h or h W, does this exercise state?"


@block_slip("row-convention-formula", "B3", question=_WHICH_ORDER)
def _weights_of_rows(given: Inputs, right: Answer) -> Answer:
    """the weight gradient is HᵀA, the formula for l = hW"""
    return {"dW": given["H"].T @ given["A"]}


@block_slip("row-convention-formula", "B3", question=_WHICH_ORDER)
def _inputs_of_rows(given: Inputs, right: Answer) -> Answer:
    """the gradient of H is AWᵀ, the formula for l = hW"""
    return {"dH": given["A"] @ given["W"].T}


@MULTI_LAYER.computed(
    "repair",
    points=2,
    minutes=4,
    difficulty=2,
    items="B2",
    errata="B-12",
    takes="A: n_out N, H: n_in N, W: n_out n_in",
    gives="dW: n_out n_in, dH: n_in N",
    draw={"W": weights},
    own=[_weights_of_rows, _inputs_of_rows],
)
def columns_module(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """dW = A Hᵀ and dH = Wᵀ A, for l = W h and samples as columns."""
    context = Context((Layer(W=given["W"], x=given["H"].T),))
    return rules.weight(context, given["A"].T), rules.input(context, given["A"].T).T


@MULTI_LAYER.computed(
    "implement",
    points=2,
    minutes=3,
    difficulty=1,
    items="B3 B11",
    takes="A: N n_out, H: N n_in, W: n_in n_out",
    gives="dW: n_in n_out, dH: N n_in",
    draw={"W": weights},
)
def rows_module(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """dW = Hᵀ A and dH = A Wᵀ, for l = h W and samples as rows."""
    context = Context((Layer(W=given["W"].T, x=given["H"]),))
    return rules.weight(context, given["A"]).T, rules.input(context, given["A"])


# ---- one layer, forward and backward ---------------------------------------------------------


def _slope(given: Inputs) -> Array:
    return np.asarray(1 - np.tanh(given["W"] @ given["x"]) ** 2)


_PRODUCT_RULE = "W and x both move. How many terms does the product rule give?"


@block_slip("differential-term-missing", "B5", question=_PRODUCT_RULE)
def _weights_alone(given: Inputs, right: Answer) -> Answer:
    """only the weights move: the term of dx is not there"""
    return {"da": _slope(given) * (given["dW"] @ given["x"])}


@block_slip("differential-term-missing", "B5", question=_PRODUCT_RULE)
def _input_alone(given: Inputs, right: Answer) -> Answer:
    """only the input moves: the term of dW is not there"""
    return {"da": _slope(given) * (given["W"] @ given["dx"])}


@block_slip("differentials-multiplied", "B5", question=_PRODUCT_RULE)
def _multiplied(given: Inputs, right: Answer) -> Answer:
    """the two differentials are multiplied with each other"""
    return {"da": _slope(given) * (given["dW"] @ given["dx"])}


@block_slip(
    "second-order-kept",
    "B5",
    question="A differential is linear in dW and in dx. Is this term?",
)
def _second_order_kept(given: Inputs, right: Answer) -> Answer:
    """the product of both differentials is added to the two terms"""
    W, x, dW, dx = (given[name] for name in ("W", "x", "dW", "dx"))
    return {"da": _slope(given) * (dW @ x + W @ dx + dW @ dx)}


@MULTI_LAYER.computed(
    "implement",
    points=2,
    minutes=5,
    difficulty=2,
    items="B4 B5",
    errata="B-16",
    takes="A: n_out, W: n_out n_in, x: n_in, dW: n_out n_in, dx: n_in",
    gives="da: n_out, delta: n_out",
    draw={"W": weights},
    own=[_weights_alone, _input_alone, _multiplied, _second_order_kept],
)
def layer_both_ways(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """da = f'(z) ⊙ (dW x + W dx), and δ = f'(z) ⊙ A, for a = tanh(W x)."""
    W, x = given["W"], given["x"]
    context = Context((tanh_layer((W @ x)[None], W),))
    dz = (given["dW"] @ x + W @ given["dx"])[None]
    delta = activation_delta(context, given["A"][None], rules)
    return one(rules.through(context, dz, rules.slope(context))), one(delta)


# ---- the Jacobian that nobody stores ---------------------------------------------------------


def _row_by_row(*blocks: str) -> OwnSlip:
    """The slip of the order in vec W, in these blocks."""

    @block_slip(
        "vec-order-swapped",
        "B9",
        question="Which entry of W comes second: the one below w₁₁, or the one beside it?",
    )
    def flattened(given: Inputs, right: Answer) -> Answer:
        """W is flattened row by row and not column by column"""
        K = np.kron(np.eye(len(given["delta"])), given["h"][None])
        wrong = {"K": K, "vec_dW": K.T @ given["delta"]}
        return {block: wrong[block] for block in blocks}

    return flattened


@block_slip(
    "input-factor-missing",
    "B9",
    question="z₁ = w₁₁h₁ + …: what is multiplied by w₁₁?",
)
def _unit_input(given: Inputs, right: Answer) -> Answer:
    """a weight's column holds 1 where the h that stands beside the weight belongs"""
    delta, h = given["delta"], given["h"]
    return {"K": np.kron(np.ones((1, len(h))), np.eye(len(delta)))}


@MULTI_LAYER.computed(
    "implement",
    points=2,
    minutes=3,
    difficulty=2,
    items="B9",
    takes="delta: n_out, h: n_in",
    gives="K: n_out n_out·n_in, vec_dW: n_out·n_in",
    carry_forward={"K": "K"},
    own=[_row_by_row("K", "vec_dW"), _row_by_row("vec_dW"), _row_by_row("K"), _unit_input],
)
def kronecker_view(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """K = hᵀ ⊗ I, the Jacobian of W h by vec W, and the gradient Kᵀ δ."""
    delta, h = given["delta"], given["h"]
    K = np.kron(h[None], np.eye(len(delta)))
    return K, rules.carry_forward.get("K", K).T @ delta
