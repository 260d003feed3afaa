"""Arrays as nodes: the table of backward rules, and the two modes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.catalogue.computational_graph.drawn import Rng, exercise
from autograder.exercises.draws import values
from autograder.exercises.exercise import Block, Computed, Entries, Inputs, Sizes
from autograder.reference.rules import RIGHT, Array, Context, Layer, Rules
from autograder.slips import Slip
from backhand.worksheet import WEIGHT_NAMES

# ---- the table -------------------------------------------------------------------------------


def _rules(given: Inputs, rules: Rules) -> dict[str, Any]:
    A, P, Q = given["A"], given["P"], given["Q"]
    product = Context((Layer(W=Q.T, x=P),))
    return {
        "dP": rules.input(product, A),
        "dQ": rules.weight(product, A).T,
        "db": rules.bias(product, A),
        "dY": -A,
        "dX": A * given["Y"],
        "dT": A.T,
    }


def _draw_arrays(rng: Rng, s: Sizes) -> dict[str, Any]:
    return {
        "A": values(rng, s.N, s.n_out),
        "P": values(rng, s.N, s.n_in),
        "Q": values(rng, s.n_in, s.n_out),
        "X": values(rng, s.N, s.n_out),
        "Y": values(rng, s.N, s.n_out),
    }


def _with(name: str, formula: Callable[[Inputs], Array]) -> Callable[[Inputs], dict[str, Any]]:
    return lambda given: {**_rules(given, RIGHT), name: formula(given)}


_OTHER = "C = X ⊙ Y: if one entry of X grows by ε, by how much does that entry of C grow?"

ARRAY_RULES = exercise(
    id="array_rules",
    kind="derive",
    points=3,
    minutes=5,
    difficulty=2,
    items=("G6", "B3", "B7"),
    task=Computed(
        "array_rules(A, P, Q, X, Y)",
        (
            Block("dP", ("N", "n_in")),
            Block("dQ", ("n_in", "n_out")),
            Block("db", ("n_out",)),
            Block("dY", ("N", "n_out")),
            Block("dX", ("N", "n_out")),
            Block("dT", ("n_out", "N")),
        ),
        draw=_draw_arrays,
        reference=_rules,
        own=(
            Slip(
                "own-factor-kept",
                "in a product entry by entry, the factor itself is kept and not the other one",
                _OTHER,
                "G6",
                values=_with("dX", lambda given: given["A"] * given["X"]),
            ),
            Slip(
                "local-derivative-missing",
                "a product entry by entry passes the adjoint on unchanged",
                _OTHER,
                "G6",
                values=_with("dX", lambda given: given["A"]),
            ),
            Slip(
                "delta-as-local-slope",
                "what goes back to X is the other factor alone, without the adjoint",
                "If the loss were doubled, would this double?",
                "G6",
                values=_with("dX", lambda given: given["Y"]),
            ),
        ),
    ),
)

# ---- the two modes ---------------------------------------------------------------------------


def _jacobian() -> Array:
    """Of (x₁, x₂) ↦ (x₁x₂, x₁ + 3x₂) at (2, 5)."""
    x1, x2 = 2.0, 5.0
    return np.array([[x2, x1], [1.0, 3.0]])


def _modes() -> dict[str, Any]:
    J, u, v = _jacobian(), np.array([2.0, 1.0]), np.array([1.0, -1.0])
    return {
        "J v": J @ v,
        "JT u": J.T @ u,
        "u . (J v)": float(u @ (J @ v)),
        "(JT u) . v": float((J.T @ u) @ v),
        "sweeps, forward mode": len(WEIGHT_NAMES),  # one for each weight that is nudged
        "sweeps, reverse mode": 1,
    }


TWO_MODES = exercise(
    id="two_modes",
    kind="worksheet",
    points=1,
    minutes=3,
    difficulty=2,
    items=("G10",),
    task=Entries(
        _modes,
        guesses=lambda: [
            {n: np.full(np.shape(v), k) for n, v in _modes().items()} for k in (0, 1, 2, 4, 9)
        ],
        own=(
            Slip(
                "missing-transpose-w",
                "u goes back through J itself, not through its transpose",
                "∂(u·y)/∂x₁ is a sum over outputs. Is that a walk along a row or a column of J?",
                "G10",
                values=lambda right: {"JT u": _jacobian() @ np.array([2.0, 1.0])},
            ),
            Slip(
                "modes-exchanged",
                "the two modes have changed places",
                "One reverse sweep starts at one output. At how many weights does it arrive?",
                "G10",
                values=lambda right: {
                    "sweeps, forward mode": right["sweeps, reverse mode"],
                    "sweeps, reverse mode": right["sweeps, forward mode"],
                },
            ),
        ),
    ),
)

ARRAY_EXERCISES = (ARRAY_RULES, TWO_MODES)
