"""Part D: one module's backward pass, from inner products of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.multi_layer._common import exercise, one, tanh_layer, with_blocks
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Block, Computed, Entries, Inputs
from autograder.reference.programs import activation_delta
from autograder.reference.rules import RIGHT, Context, Layer, Rules
from autograder.slips import Slip

# ---- moving factors in an inner product ------------------------------------------------------


def _frobenius() -> dict[str, Any]:
    """Test each identity on random matrices: square, so that shapes give nothing away."""
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


FROBENIUS = exercise(
    id="frobenius_rules",
    kind="predict",
    points=1,
    minutes=3,
    difficulty=2,
    items=("B1",),
    task=Entries(
        _frobenius,
        guesses=lambda: [
            *(dict.fromkeys(_frobenius(), guess) for guess in (True, False)),
            *({n: (k % 2 == r) for k, n in enumerate(_frobenius())} for r in (0, 1)),
        ],
        own=(
            Slip(
                "fprime-outside-transpose",
                "⊙ D is taken to stay outside while Bᵀ moves to the other side",
                "A ⊙ D meets which matrix first when it goes back through B?",
                "B1",
                values=lambda right: {**right, "f": True, "g": False},
            ),
            Slip(
                "factor-moved-to-other-side",
                "a factor that stood on the left is moved to the right, or the other way round",
                "B stands left of C. On which side of A does its transpose land?",
                "B1",
                values=lambda right: {
                    **right,
                    **{n: not right[n] for n in "abcd"},
                },
            ),
        ),
    ),
)

# ---- the linear module, in both conventions --------------------------------------------------


def _columns(given: Inputs, rules: Rules) -> dict[str, Any]:
    context = Context((Layer(W=given["W"], x=given["H"].T),))
    return {
        "dW": rules.weight(context, given["A"].T),
        "dH": rules.input(context, given["A"].T).T,
    }


COLUMNS = exercise(
    id="columns_module",
    kind="repair",
    points=2,
    minutes=4,
    difficulty=2,
    items=("B2",),
    errata=("B-12",),
    task=Computed(
        "columns_module(A, H, W)",
        (Block("dW", ("n_out", "n_in")), Block("dH", ("n_in", "N"))),
        draw=lambda rng, s: {
            "A": values(rng, s.n_out, s.N),
            "H": values(rng, s.n_in, s.N),
            "W": weights(rng, s.n_out, s.n_in),
        },
        reference=_columns,
        own=(
            Slip(
                "row-convention-formula",
                "the weight gradient is HᵀA, the formula for l = hW",
                "Which of the two orders, W h or h W, does this exercise state?",
                "B3",
                values=lambda g: with_blocks(_columns(g, RIGHT), dW=g["H"].T @ g["A"]),
            ),
            Slip(
                "row-convention-formula",
                "the gradient of H is AWᵀ, the formula for l = hW",
                "Which of the two orders, W h or h W, does this exercise state?",
                "B3",
                values=lambda g: with_blocks(_columns(g, RIGHT), dH=g["A"] @ g["W"].T),
            ),
        ),
    ),
)


def _rows(given: Inputs, rules: Rules) -> dict[str, Any]:
    context = Context((Layer(W=given["W"].T, x=given["H"]),))
    return {"dW": rules.weight(context, given["A"]).T, "dH": rules.input(context, given["A"])}


ROWS = exercise(
    id="rows_module",
    kind="derive",
    points=2,
    minutes=3,
    difficulty=1,
    items=("B3", "B11"),
    task=Computed(
        "rows_module(A, H, W)",
        (Block("dW", ("n_in", "n_out")), Block("dH", ("N", "n_in"))),
        draw=lambda rng, s: {
            "A": values(rng, s.N, s.n_out),
            "H": values(rng, s.N, s.n_in),
            "W": weights(rng, s.n_in, s.n_out),
        },
        reference=_rows,
    ),
)

# ---- one layer, forward and backward ---------------------------------------------------------


def _both_ways(given: Inputs, rules: Rules) -> dict[str, Any]:
    """The slope acts alike both ways: on the differential of z, and on the incoming A."""
    W, x = given["W"], given["x"]
    context = Context((tanh_layer((W @ x)[None], W),))
    moved = (given["dW"] @ x + W @ given["dx"])[None]
    delta = activation_delta(context, given["A"][None], rules)
    return {"da": one(rules.through(context, moved, rules.slope(context))), "delta": one(delta)}


def _moved(*terms: str) -> Any:
    """The differential with some of its terms, the slope in place."""
    parts: dict[str, Any] = {
        "weights": lambda g: g["dW"] @ g["x"],
        "input": lambda g: g["W"] @ g["dx"],
        "both": lambda g: g["dW"] @ g["dx"],
    }

    def formula(given: Inputs) -> dict[str, Any]:
        slope = 1 - np.tanh(given["W"] @ given["x"]) ** 2
        return with_blocks(_both_ways(given, RIGHT), da=slope * sum(parts[t](given) for t in terms))

    return formula


_PRODUCT_RULE = "W and x both move. How many terms does the product rule give?"

BOTH_WAYS = exercise(
    id="layer_both_ways",
    kind="derive",
    points=2,
    minutes=5,
    difficulty=2,
    items=("B4", "B5"),
    errata=("B-16",),
    task=Computed(
        "layer_both_ways(A, W, x, dW, dx)",
        (Block("da", ("n_out",)), Block("delta", ("n_out",))),
        draw=lambda rng, s: {
            "A": values(rng, s.n_out),
            "W": weights(rng, s.n_out, s.n_in),
            "x": values(rng, s.n_in),
            "dW": values(rng, s.n_out, s.n_in),
            "dx": values(rng, s.n_in),
        },
        reference=_both_ways,
        own=(
            Slip(
                "differential-term-missing",
                "only the weights move: the term of dx is not there",
                _PRODUCT_RULE,
                "B5",
                values=_moved("weights"),
            ),
            Slip(
                "differential-term-missing",
                "only the input moves: the term of dW is not there",
                _PRODUCT_RULE,
                "B5",
                values=_moved("input"),
            ),
            Slip(
                "differentials-multiplied",
                "the two differentials are multiplied with each other",
                _PRODUCT_RULE,
                "B5",
                values=_moved("both"),
            ),
            Slip(
                "second-order-kept",
                "the product of both differentials is added to the two terms",
                "A differential is linear in dW and in dx. Is this term?",
                "B5",
                values=_moved("weights", "input", "both"),
            ),
        ),
    ),
)

# ---- the Jacobian that nobody stores ---------------------------------------------------------


def _kronecker(given: Inputs, rules: Rules) -> dict[str, Any]:
    delta, h = given["delta"], given["h"]
    K = np.kron(h[None, :], np.eye(len(delta)))
    return {"K": K, "vec_dW": rules.carry_forward.get("K", K).T @ delta}


def _row_by_row(given: Inputs) -> dict[str, Any]:
    delta, h = given["delta"], given["h"]
    K = np.kron(np.eye(len(delta)), h[None, :])
    return {"K": K, "vec_dW": K.T @ delta}


def _rows_in_gradient(given: Inputs) -> dict[str, Any]:
    return with_blocks(_kronecker(given, RIGHT), vec_dW=_row_by_row(given)["vec_dW"])


def _rows_in_jacobian(given: Inputs) -> dict[str, Any]:
    return with_blocks(_kronecker(given, RIGHT), K=_row_by_row(given)["K"])


def _unit_input(given: Inputs) -> dict[str, Any]:
    delta, h = given["delta"], given["h"]
    K = np.kron(np.ones((1, len(h))), np.eye(len(delta)))
    return with_blocks(_kronecker(given, RIGHT), K=K)


_SECOND = "Which entry of W comes second: the one below w₁₁, or the one beside it?"

KRONECKER = exercise(
    id="kronecker_view",
    kind="derive",
    points=2,
    minutes=3,
    difficulty=2,
    items=("B9",),
    task=Computed(
        "kronecker_view(delta, h)",
        (Block("K", ("n_out", "n_out·n_in")), Block("vec_dW", ("n_out·n_in",))),
        draw=lambda rng, s: {"delta": values(rng, s.n_out), "h": values(rng, s.n_in)},
        reference=_kronecker,
        carry_forward={"K": "K"},
        own=(
            *(
                Slip(
                    "vec-order-swapped",
                    "W is flattened row by row and not column by column",
                    _SECOND,
                    "B9",
                    values=formula,
                )
                for formula in (_row_by_row, _rows_in_gradient, _rows_in_jacobian)
            ),
            Slip(
                "input-factor-missing",
                "a weight's column holds 1 where the h that stands beside the weight belongs",
                "z₁ = w₁₁h₁ + …: what is multiplied by w₁₁?",
                "B9",
                values=_unit_input,
            ),
        ),
    ),
)
