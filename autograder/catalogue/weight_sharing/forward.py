"""Part A, first half: which W can be used twice, what comes out, what depends on what (N1, N2)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.catalogue.weight_sharing.common import WEIGHT_SHARING
from autograder.exercises.declare import Answer
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Inputs
from autograder.reference.rules import Array, Rules
from autograder.slips.slip import own_slip
from backhand.gradcheck import complex_step
from backhand.shared import shared_forward

# ---- which W can be used twice ---------------------------------------------------------------

#: Shapes of W and of x, by the names that students see.
_SHAPES = {
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


def _fit(W: tuple[int, ...], x: tuple[int, ...], uses: int) -> bool:
    """Whether arrays of these shapes can be multiplied that many times."""
    v = np.ones(x)
    try:
        for _ in range(uses):
            v = np.ones(W) @ v
    except ValueError:
        return False
    return True


@own_slip(
    "first-use-only",
    "N1",
    question="What has to fit when the same W meets what it has just put out?",
)
def _used_once(right: Answer) -> Answer:
    """the shapes are looked at for the first use alone"""
    return {name: _fit(W, x, uses=1) for name, (W, x) in _SHAPES.items()}


@own_slip(
    "square-is-enough", "N1", question="Before W meets its own output it meets x. Do they fit?"
)
def _square(right: Answer) -> Answer:
    """every square W is let through, whatever x is"""
    return {name: W[0] == W[1] for name, (W, _) in _SHAPES.items()}


@own_slip("truth-turned", "N1", question="Does True mean possible or impossible here?")
def _impossible(right: Answer) -> Answer:
    """the answer says where it cannot be computed, and the question was where it can"""
    return {name: not fits for name, fits in right.items()}


@WEIGHT_SHARING.entries(
    "counterexample",
    points=1,
    minutes=2,
    difficulty=1,
    items="N1",
    errata="A-13",
    guesses=lambda right: [dict.fromkeys(right, guess) for guess in (True, False)],
    own=[_used_once, _square, _impossible],
)
def used_twice() -> Answer:
    """Whether W(Wx) can be computed, for several shapes of W and x."""
    return {name: _fit(W, x, uses=2) for name, (W, x) in _SHAPES.items()}


# ---- the forward map -------------------------------------------------------------------------

_WHICH_MATRIX = "Which matrix multiplies z on the second use: W, or its transpose?"
_FIRST_B = "Put x = 0. What does the second use make of the first b?"


@own_slip(
    "elementwise-vs-matrix",
    "N1",
    question="Entry (i, j) of the square of a matrix is a sum. Over what?",
)
def _entries_squared(given: Inputs) -> Answer:
    """each entry of W is squared by itself"""
    return {"A": given["W"] ** 2}


@own_slip("second-factor-transposed", "N1", question=_WHICH_MATRIX)
def _times_transpose(given: Inputs) -> Answer:
    """W is multiplied by its own transpose"""
    return {"A": given["W"] @ given["W"].T}


@own_slip("second-factor-transposed", "N1", question=_WHICH_MATRIX)
def _transpose_times(given: Inputs) -> Answer:
    """the transpose of W is multiplied by W"""
    return {"A": given["W"].T @ given["W"]}


@own_slip(
    "shared-one-application",
    "N1",
    question="How many times does W appear between x and the output?",
)
def _applied_once(given: Inputs) -> Answer:
    """W is applied once"""
    return {"A": given["W"]}


@own_slip("shared-times-count", "N1", question="Put b = 0. What is done to Wx on the second use?")
def _uses_added(given: Inputs) -> Answer:
    """the two uses of W are added and not applied one after the other"""
    return {"A": 2 * given["W"]}


@own_slip("shared-one-application", "N1", question=_FIRST_B)
def _second_b_alone(given: Inputs) -> Answer:
    """only the second use of b is counted"""
    return {"c": given["b"]}


@own_slip("shared-one-application", "N1", question="Put x = 0. What is added last?")
def _first_b_alone(given: Inputs) -> Answer:
    """only the first use of b is counted"""
    return {"c": given["W"] @ given["b"]}


@own_slip("weight-factor-missing", "N1", question=_FIRST_B)
def _first_b_bare(given: Inputs) -> Answer:
    """the first b reaches the output without passing through W"""
    return {"c": 2 * given["b"]}


@own_slip(
    "missing-transpose-w",
    "N1",
    question="This is the forward way. Which matrix multiplies the first b?",
)
def _first_b_through_transpose(given: Inputs) -> Answer:
    """the first b passes through the transpose of W"""
    return {"c": given["W"].T @ given["b"] + given["b"]}


@own_slip(
    "weight-factor-extra",
    "N1",
    question="The first b is added after the first use of W. How many uses are left?",
)
def _first_b_through_both(given: Inputs) -> Answer:
    """the first b passes through W twice"""
    return {"c": given["W"] @ given["W"] @ given["b"] + given["b"]}


@WEIGHT_SHARING.computed(
    "implement",
    points=2,
    minutes=4,
    difficulty=1,
    items="N1",
    takes="W: n n, b: n",
    gives="A: n n, c: n",
    draw={"W": weights},
    own=[
        _entries_squared,
        _times_transpose,
        _transpose_times,
        _applied_once,
        _uses_added,
        _second_b_alone,
        _first_b_alone,
        _first_b_bare,
        _first_b_through_transpose,
        _first_b_through_both,
    ],
)
def nested_collapse(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """A = W² and c = Wb + b, so that W(Wx + b) + b = Ax + c."""
    W, b = given["W"], given["b"]
    zero, units = np.zeros((1, len(b))), np.eye(len(b))
    c = shared_forward(zero, W, b, "identity", 2).post[-1]
    return (shared_forward(units, W, b, "identity", 2).post[-1] - c).T, c[0]


# ---- which partials vanish -------------------------------------------------------------------


def _by_partial(vanishes: Callable[[int, int, int, int], bool]) -> Answer:
    """The answer that follows `vanishes(use, k, i, j)` for each ∂z_k/∂w_ij after each use."""
    return {
        f"z{k + 1}({use}) w{i + 1}{j + 1}": vanishes(use, k, i, j)
        for use in (1, 2)
        for k, i, j in np.ndindex(2, 2, 2)
    }


def _is_zero(use: int, k: int, i: int, j: int) -> bool:
    """Whether that partial is zero at arbitrary numbers, computed by the complex step."""
    rng = np.random.default_rng(7)
    W, b, x = values(rng, 2, 2), values(rng, 2), values(rng, 2)

    def output(V: Array) -> Array:
        z1 = V @ x + b
        return z1[k] if use == 1 else (V @ z1 + b)[k]

    return bool(complex_step(output, W)[i, j] == 0)


@own_slip("first-use-only", "N4", question="z₂⁽²⁾ = w₂₁z₁⁽¹⁾ + …: is w₁₁ nowhere inside?")
def _as_after_first(right: Answer) -> Answer:
    """after the second use the same partials are taken to vanish as after the first"""
    return _by_partial(lambda use, k, i, j: k != i)


@own_slip("vanishing-read-as-present", "N2", question="Does True mean zero or not zero here?")
def _present_for_vanishing(right: Answer) -> Answer:
    """the answer says where a partial is not zero, and the question was where it is"""
    return {name: not zero for name, zero in right.items()}


@own_slip(
    "index-roles-swapped",
    "N2",
    question="z₁ = w₁₁x₁ + w₁₂x₂ + b₁. Which index do its two weights share?",
)
def _roles_swapped(right: Answer) -> Answer:
    """the second index of w is read as the output that it feeds"""
    return _by_partial(lambda use, k, i, j: use == 1 and k != j)


@WEIGHT_SHARING.entries(
    "predict",
    points=1,
    minutes=3,
    difficulty=1,
    items="N2 N4",
    errata="A-10",
    guesses=lambda right: [dict.fromkeys(right, guess) for guess in (True, False)],
    own=[_as_after_first, _present_for_vanishing, _roles_swapped],
)
def nested_zero_partials() -> Answer:
    """Which ∂z_k/∂w_ij vanish after the first use, and which after the second."""
    return _by_partial(_is_zero)
