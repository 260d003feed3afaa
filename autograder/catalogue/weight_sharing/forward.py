"""Part A, first half: which products fit, what two uses give, which paths there are (N1, N2)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.catalogue.weight_sharing.common import WEIGHT_SHARING
from autograder.exercises.declare import Answer
from autograder.exercises.draws import weights
from autograder.exercises.exercise import Inputs
from autograder.reference.rules import Array, Rules
from autograder.slips.slip import own_slip
from backhand.graph import Node, count_paths
from backhand.shared import shared_forward

# ---- which products can be calculated --------------------------------------------------------

#: Arrays of ones with the shapes that the question names.
_ARRAYS = {"W": np.ones((3, 2)), "S": np.ones((3, 3)), "x": np.ones(2), "y": np.ones(3)}
_ARRAYS["Wᵀ"] = _ARRAYS["W"].T
#: The products, as students read them: the last name in each is the vector.
_PRODUCTS = (
    "W x",
    "W (W x)",
    "Wᵀ (W x)",
    "Wᵀ x",
    "W (Wᵀ y)",
    "Wᵀ (Wᵀ y)",
    "S (S y)",
    "S (S x)",
)


def _entries(product: str, arrays: dict[str, Array]) -> int:
    """How many entries a product has, and 0 if it cannot be calculated."""
    *matrices, vector = product.replace("(", "").replace(")", "").split()
    v = arrays[vector]
    try:
        for name in reversed(matrices):
            v = arrays[name] @ v
    except ValueError:
        return 0
    return len(v)


@own_slip(
    "first-use-only",
    "N1",
    question="Write the shape of the bracket first. How many entries does the next factor need?",
)
def _outputs_alone(right: Answer) -> Answer:
    """each product is given as many entries as its first factor has rows, whether it fits or not"""
    return {product: len(_ARRAYS[product.split()[0]]) for product in right}


@own_slip(
    "square-is-enough", "N1", question="Before S meets its own output it meets x. Do they fit?"
)
def _square(right: Answer) -> Answer:
    """a square matrix is taken to fit every vector"""
    return {"S (S x)": 3}


@own_slip("transpose-ignored", "N1", question="What is the shape of Wᵀ, if that of W is (3, 2)?")
def _transpose_ignored(right: Answer) -> Answer:
    """the transpose is given the shape of W itself"""
    arrays = {**_ARRAYS, "Wᵀ": _ARRAYS["W"]}
    return {product: _entries(product, arrays) for product in right}


@WEIGHT_SHARING.entries(
    "counterexample",
    points=1,
    minutes=3,
    difficulty=1,
    items="N1",
    errata="A-13",
    guesses=lambda right: [dict.fromkeys(right, n) for n in (0, 2, 3)],
    own=[_outputs_alone, _square, _transpose_ignored],
)
def products_that_fit() -> Answer:
    """How many entries each product has, and 0 where the shapes do not fit."""
    return {product: _entries(product, _ARRAYS) for product in _PRODUCTS}


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


@own_slip("terms-subtracted", "N1", question="Put x = 0 and walk through both uses: what is z⁽²⁾?")
def _second_b_subtracted(given: Inputs) -> Answer:
    """one use of b is subtracted from the other"""
    return {"c": given["W"] @ given["b"] - given["b"]}


@WEIGHT_SHARING.computed(
    "implement",
    points=2,
    minutes=5,
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
        _second_b_subtracted,
    ],
)
def nested_collapse(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """A = W² and c = Wb + b, so that W(Wx + b) + b = Ax + c."""
    W, b = given["W"], given["b"]
    zero, units = np.zeros((1, len(b))), np.eye(len(b))
    c = shared_forward(zero, W, b, "identity", 2).post[-1]
    return (shared_forward(units, W, b, "identity", 2).post[-1] - c).T, c[0]


# ---- how many paths lead to each unit --------------------------------------------------------


def _by_path(count: Callable[[int, int, int, int], int]) -> Answer:
    """The answer that follows `count(use, k, i, j)` for w_ij and unit k after each use."""
    return {
        f"w{i + 1}{j + 1} to z{k + 1}({use})": count(use, k, i, j)
        for use in (1, 2)
        for k, i, j in np.ndindex(2, 2, 2)
    }


@own_slip("first-use-only", "N4", question="z₂⁽²⁾ = w₂₁z₁⁽¹⁾ + …: does w₁₁ hide in it?")
def _as_after_first(right: Answer) -> Answer:
    """the paths through the first use are not counted at the second"""
    return _by_path(lambda use, k, i, j: int(k == i))


@own_slip("path-missing", "N4", question="Does w₁₁ also stand in the second use's own formula?")
def _through_alone(right: Answer) -> Answer:
    """at the second use only the paths through the first are counted"""
    return _by_path(lambda use, k, i, j: 1 if use == 2 else int(k == i))


@own_slip(
    "index-roles-swapped",
    "N2",
    question="z₁ = w₁₁x₁ + w₁₂x₂ + b₁. Which index do its two weights share?",
)
def _roles_swapped(right: Answer) -> Answer:
    """the second index of w is read as the unit that it feeds"""
    return _by_path(lambda use, k, i, j: int(k == j) + (use == 2))


@own_slip(
    "direct-term-everywhere", "N4", question="Is w₁₁ one of the weights in the formula of z₂⁽²⁾?"
)
def _direct_everywhere(right: Answer) -> Answer:
    """every weight is given a direct path to every unit of the second use"""
    return _by_path(lambda use, k, i, j: 2 if use == 2 else int(k == i))


@WEIGHT_SHARING.entries(
    "predict",
    points=1,
    minutes=5,
    difficulty=1,
    items="N2 N4",
    errata="A-10",
    guesses=lambda right: [dict.fromkeys(right, guess) for guess in (0, 1, 2)],
    own=[_as_after_first, _through_alone, _roles_swapped, _direct_everywhere],
)
def nested_path_counts() -> Answer:
    """How many paths lead from each w_ij to each unit, after the first and the second use."""
    names = [(i, j) for i in range(2) for j in range(2)]
    w = {name: Node(1.0) for name in names}
    x = [Node(1.0), Node(1.0)]
    z1 = [w[i, 0] * x[0] + w[i, 1] * x[1] for i in range(2)]
    z2 = [w[i, 0] * z1[0] + w[i, 1] * z1[1] for i in range(2)]
    return _by_path(lambda use, k, i, j: count_paths(w[i, j], (z1, z2)[use - 1][k]))
