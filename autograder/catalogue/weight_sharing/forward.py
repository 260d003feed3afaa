"""Part A, first half: which W can be used twice, what comes out, what depends on what (N1, N2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.weight_sharing.common import exercise, own
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Block, Computed, Entries, Inputs
from autograder.reference.rules import Array, Rules
from autograder.slips import Slip
from backhand.gradcheck import complex_step
from backhand.shared import shared_forward

# ---- which W can be used twice ---------------------------------------------------------------

#: Shapes of W and of x; the names are what the student sees.
CASES = {
    f"W {W}, x {x}": (W, x)
    for W, x in (
        ((3, 3), (3,)),
        ((2, 3), (3,)),
        ((3, 2), (2,)),
        ((4, 4), (3,)),
        ((2, 3), (2,)),
        ((1, 1), (1,)),
        ((5, 5), (5,)),
        ((1, 4), (4,)),
    )
}


def _used_twice() -> dict[str, Any]:
    return {name: _works(W, x, uses=2) for name, (W, x) in CASES.items()}


def _works(W: tuple[int, ...], x: tuple[int, ...], uses: int) -> bool:
    v = np.ones(x)
    try:
        for _ in range(uses):
            v = np.ones(W) @ v
    except ValueError:
        return False
    return True


TWICE = exercise(
    id="used_twice",
    kind="counterexample",
    points=1,
    minutes=2,
    difficulty=1,
    items=("N1",),
    errata=("A-13",),
    task=Entries(
        _used_twice,
        guesses=lambda: [dict.fromkeys(CASES, guess) for guess in (True, False)],
        own=(
            Slip(
                "first-use-only",
                "the shapes are looked at for the first use alone",
                "What has to fit when the same W meets what it has just put out?",
                "N1",
                values=lambda right: {n: _works(*CASES[n], uses=1) for n in right},
            ),
            Slip(
                "square-is-enough",
                "every square W is let through, whatever x is",
                "Before W meets its own output it meets x. Do they fit?",
                "N1",
                values=lambda right: {n: CASES[n][0][0] == CASES[n][0][1] for n in right},
            ),
            Slip(
                "truth-turned",
                "the answer says where it cannot be computed, and the question was where it can",
                "Does True mean possible or impossible here?",
                "N1",
                values=lambda right: {n: not v for n, v in right.items()},
            ),
        ),
    ),
)

# ---- the forward map -------------------------------------------------------------------------


def _collapsed(given: Inputs, rules: Rules) -> dict[str, Any]:
    W, b = given["W"], given["b"]
    zero, one = np.zeros((1, len(b))), np.eye(len(b))
    c = shared_forward(zero, W, b, "identity", 2).post[-1]
    return {"A": (shared_forward(one, W, b, "identity", 2).post[-1] - c).T, "c": c[0]}


_SEEN_BY_B = "Put x = 0. What does the second use make of the first b?"

COLLAPSE = exercise(
    id="nested_collapse",
    kind="derive",
    points=2,
    minutes=4,
    difficulty=1,
    items=("N1",),
    task=Computed(
        "nested_collapse(W, b)",
        (Block("A", ("n", "n")), Block("c", ("n",))),
        draw=lambda rng, s: {"W": weights(rng, s.n_in, s.n_in), "b": values(rng, s.n_in)},
        reference=_collapsed,
        own=(
            own(
                "elementwise-vs-matrix",
                "each entry of W is squared by itself",
                "Entry (i, j) of the square of a matrix is a sum. Over what?",
                "N1",
                lambda g: {"A": g["W"] ** 2},
            ),
            own(
                "second-factor-transposed",
                "W is multiplied by its own transpose",
                "Which matrix multiplies z on the second use: W, or its transpose?",
                "N1",
                lambda g: {"A": g["W"] @ g["W"].T},
            ),
            own(
                "second-factor-transposed",
                "the transpose of W is multiplied by W",
                "Which matrix multiplies z on the second use: W, or its transpose?",
                "N1",
                lambda g: {"A": g["W"].T @ g["W"]},
            ),
            own(
                "shared-one-application",
                "W is applied once",
                "How many times does W appear between x and the output?",
                "N1",
                lambda g: {"A": g["W"]},
            ),
            own(
                "shared-times-count",
                "the two uses of W are added and not applied one after the other",
                "Put b = 0. What is done to Wx on the second use?",
                "N1",
                lambda g: {"A": 2 * g["W"]},
            ),
            own(
                "shared-one-application",
                "only the second use of b is counted",
                _SEEN_BY_B,
                "N1",
                lambda g: {"c": g["b"]},
            ),
            own(
                "shared-one-application",
                "only the first use of b is counted",
                "Put x = 0. What is added last?",
                "N1",
                lambda g: {"c": g["W"] @ g["b"]},
            ),
            own(
                "weight-factor-missing",
                "the first b reaches the output without passing through W",
                _SEEN_BY_B,
                "N1",
                lambda g: {"c": 2 * g["b"]},
            ),
            own(
                "missing-transpose-w",
                "the first b passes through the transpose of W",
                "This is the forward way. Which matrix multiplies the first b?",
                "N1",
                lambda g: {"c": g["W"].T @ g["b"] + g["b"]},
            ),
            own(
                "weight-factor-extra",
                "the first b passes through W twice",
                "The first b is added after the first use of W. How many uses are left?",
                "N1",
                lambda g: {"c": g["W"] @ g["W"] @ g["b"] + g["b"]},
            ),
        ),
    ),
)

# ---- which partials vanish -------------------------------------------------------------------


def _pairs() -> list[tuple[int, int, int]]:
    return [(k, i, j) for k in range(2) for i in range(2) for j in range(2)]


def _name(use: int, k: int, i: int, j: int) -> str:
    return f"z{k + 1}({use}) w{i + 1}{j + 1}"


def _zero_after_each_use() -> dict[str, Any]:
    """Measured, by the complex step, at numbers without any accident."""
    rng = np.random.default_rng(7)
    W, b, x = values(rng, 2, 2), values(rng, 2), values(rng, 2)
    answer = {}
    for use in (1, 2):
        for k in range(2):

            def output(V: Array, use: int = use, k: int = k) -> Any:
                return (V @ x + b)[k] if use == 1 else (V @ (V @ x + b) + b)[k]

            partials = complex_step(output, W)
            for i, j in np.ndindex(2, 2):
                answer[_name(use, k, i, j)] = bool(partials[i, j] == 0)
    return answer


ZEROS = exercise(
    id="nested_zero_partials",
    kind="predict",
    points=1,
    minutes=3,
    difficulty=1,
    items=("N2", "N4"),
    errata=("A-10",),
    task=Entries(
        _zero_after_each_use,
        guesses=lambda: [dict.fromkeys(_zero_after_each_use(), guess) for guess in (True, False)],
        own=(
            Slip(
                "first-use-only",
                "after the second use the same partials are taken to vanish as after the first",
                "z₂⁽²⁾ = w₂₁z₁⁽¹⁾ + …: is w₁₁ nowhere inside?",
                "N4",
                values=lambda right: {
                    _name(u, k, i, j): k != i for u in (1, 2) for k, i, j in _pairs()
                },
            ),
            Slip(
                "vanishing-read-as-present",
                "the answer says where a partial is not zero, and the question was where it is",
                "Does True mean zero or not zero here?",
                "N2",
                values=lambda right: {name: not zero for name, zero in right.items()},
            ),
            Slip(
                "index-roles-swapped",
                "the second index of w is read as the output that it feeds",
                "z₁ = w₁₁x₁ + w₁₂x₂ + b₁. Which index do its two weights share?",
                "N2",
                values=lambda right: {
                    _name(u, k, i, j): u == 1 and k != j for u in (1, 2) for k, i, j in _pairs()
                },
            ),
        ),
    ),
)

FORWARD = (TWICE, COLLAPSE, ZEROS)
