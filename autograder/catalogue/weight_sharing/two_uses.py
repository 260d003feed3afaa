"""Part B: the gradients of z₂ = W(Wx + b) + b as sums over the two uses (N3 to N8, N14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.catalogue.weight_sharing.common import WEIGHT_SHARING
from autograder.exercises.declare import Answer, block_slip, one
from autograder.exercises.derivation import Stage, Wrong
from autograder.exercises.draws import weights
from autograder.exercises.exercise import Condition, Inputs
from autograder.reference.programs import shared_layers
from autograder.reference.rules import Adjoints, Array, Context, Layer, Rules, need
from autograder.slips.forward import biases_left_out
from autograder.slips.slip import Slips, own_slip
from backhand.shared import shared_backward as both_uses
from backhand.shared import shared_forward

# ---- which term belongs to which entry --------------------------------------------------------

#: An entry of W, by row and column.
Entry = tuple[int, int]
#: Products δ_k w_mi x_j as (k, (m, i), j), and δ_k z_j as (k, None, j).
_TERMS: tuple[tuple[int, Entry | None, int], ...] = (
    (0, None, 1),
    (1, None, 0),
    (0, (0, 0), 0),
    (1, (1, 0), 0),
    (0, (0, 1), 0),
    (1, (1, 1), 1),
    (1, (1, 0), 1),
    (0, (0, 1), 1),
    (0, (1, 0), 0),
    (1, (0, 1), 1),
)
_LOW = "₁₂"


def _words_of_term(k: int, w: Entry | None, j: int) -> str:
    """A term as students read it: δ₂ w₂₁ x₁, or δ₂ z₁."""
    if w is None:
        return f"δ{_LOW[k]} z{_LOW[j]}"
    return f"δ{_LOW[k]} w{_LOW[w[0]]}{_LOW[w[1]]} x{_LOW[j]}"


def _by_term(through: Callable[[int, Entry, int], Entry | None]) -> Answer:
    """The weight of which each product is a term, or "none".

    `through(k, w, j)` gives that of a path through the first use; δ_k z_j is a term of w_kj.
    """
    found: dict[str, Entry | None] = {}
    for k, w, j in _TERMS:
        found[_words_of_term(k, w, j)] = (k, j) if w is None else through(k, w, j)
    return {term: f"w{w[0] + 1}{w[1] + 1}" if w else "none" for term, w in found.items()}


@own_slip(
    "missing-transpose-w",
    "N6",
    question="δ₂ stands for output 2. Which row of W holds the weights into it?",
)
def _terms_through_W(right: Answer) -> Answer:
    """the weight in the middle is read from the wrong end: w_ik where w_ki belongs"""
    return _by_term(lambda k, w, j: (w[0], j) if w[1] == k else None)


@own_slip("output-sum-missing", "N6", question="Which of the two outputs depend on w₁₁?")
def _terms_of_own_output(right: Answer) -> Answer:
    """a term is counted only if its δ and its weight belong to one and the same unit"""
    return _by_term(lambda k, w, j: (k, j) if w == (k, k) else None)


@own_slip("path-missing", "N6", question="Which paths lead through the first use?")
def _direct_terms_alone(right: Answer) -> Answer:
    """only the terms of the direct paths are counted"""
    return _by_term(lambda k, w, j: None)


@own_slip("index-roles-swapped", "N6", question="w₁₂ multiplies which entry of its input?")
def _terms_with_roles_swapped(right: Answer) -> Answer:
    """the two indices of the entry have changed places"""
    swapped = {"w12": "w21", "w21": "w12"}
    return {term: swapped.get(weight, weight) for term, weight in right.items()}


@WEIGHT_SHARING.entries(
    "predict",
    points=2,
    minutes=6,
    difficulty=2,
    items="N6",
    guesses=lambda right: [
        dict.fromkeys(right, weight) for weight in ("none", "w11", "w12", "w21", "w22")
    ],
    own=[_terms_through_W, _terms_of_own_output, _direct_terms_alone, _terms_with_roles_swapped],
)
def terms_of_each_entry() -> Answer:
    """Which entry of ∂L/∂W each product is a term of: δ_k z_j of w_kj, δ_k w_ki x_j of w_ij."""
    return _by_term(lambda k, w, j: (w[1], j) if w[0] == k else None)


# ---- the 2×2 expansion by hand ---------------------------------------------------------------

#: The instance that is calculated by hand.
_W, _X = np.array([[2.0, 5.0], [-1.0, 4.0]]), np.array([3.0, -2.0])
_B, _DELTA = np.array([-1.0, 2.0]), np.array([4.0, -3.0])
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
    """the second use is paired with its output z⁽²⁾, not with its input z⁽¹⁾"""
    return _by_entry(np.outer(_DELTA, _TRACE.post[-1][0]) + right["use 1"])


@own_slip(
    "missing-transpose-w",
    "N6",
    question="Which column of W collects what unit 1 of the first use feeds?",
)
def _back_through_W(right: Answer) -> Answer:
    """the error goes back through W itself and not through its transpose"""
    return {"delta1": _W @ _DELTA, "use 1": np.outer(_W @ _DELTA, _X)}


@own_slip("shared-same-delta", "N7", question="Is ∂L/∂z⁽¹⁾ the same as ∂L/∂z⁽²⁾?")
def _delta_of_second(right: Answer) -> Answer:
    """the first use is given the δ of the second"""
    return {"use 1": np.outer(_DELTA, _X)}


@own_slip("outer-order-swapped", "N7", question="Which index of an entry names its row?")
def _uses_transposed(right: Answer) -> Answer:
    """rows and columns have changed places in what each use adds"""
    return {"use 1": right["use 1"].T, "use 2": right["use 2"].T}


@WEIGHT_SHARING.entries(
    "worksheet",
    points=3,
    minutes=7,
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
        _delta_of_second,
        _uses_transposed,
    ],
)
def nested_by_hand() -> Answer:
    """The entries of ∂L/∂W at the printed numbers, δ₁, and what each use adds."""
    found = both_uses(_DELTA[None], _TRACE, _W, "identity")
    use1, use2 = found.per_use
    return {**_by_entry(found.weight), "delta1": found.deltas[0][0], "use 1": use1, "use 2": use2}


# ---- from two units to n ---------------------------------------------------------------------

_TIMES = "In the chain rule, how is what an output does joined to what L does when it moves?"
_VARIES = "Write two terms of the sum out. Which index changes from term to term?"
_ROWS = "In which rows of W does w_ij stand?"
_INTO_K = "Row k of W holds the weights into output k. Where in W is the weight from unit m to k?"
_ALL_OUTPUTS = "Does an output of another row depend on w_ij, through the first use?"
_ENTERED = "Which vector did W multiply on its second use?"
_ENTERED_FIRST = "Which vector did W multiply on its first use?"
_WHOSE = "Each use has its own δ and its own input. Which δ belongs to which input?"
_DOUBLE = "Take k = i. How often does w_ii x_j stand in your line, and how many paths are there?"
_BOTH = "How many paths lead from w_ij to output i, and which of them are in your line?"


@WEIGHT_SHARING.derivation(
    points=5,
    minutes=14,
    difficulty=3,
    items="N3 N4 N5 N7",
    answer="i: units, j: units",
    symbols="x: units, W: units units, z1: units, z2: units, delta2: units, delta1: units, "
    "dL_dz2: units, dz1_dw: units units units, dz2_dw: units units units",
    where={
        "dL_dz2[k]": "delta2[k]",
        "dz1_dw[m, i, j]": "(m == i) * x[j]",
        "dz2_dw[k, i, j]": "(k == i) * z1[j] + sum(m, W[k, m] * dz1_dw[m, i, j])",
        "delta1[m]": "sum(k, W[k, m] * delta2[k])",
    },
    latex={
        "z1": "z^{(1)}",
        "z2": "z^{(2)}",
        "delta1": r"\delta^{(1)}",
        "delta2": r"\delta^{(2)}",
        "dL_dz2[k]": r"\frac{\partial L}{\partial z^{(2)}_k}",
        "dz1_dw[m, i, j]": r"\frac{\partial z^{(1)}_m}{\partial w_{ij}}",
        "dz2_dw[k, i, j]": r"\frac{\partial z^{(2)}_k}{\partial w_{ij}}",
    },
    stages=[
        Stage(
            "chain rule",
            "dL_dz2 dz2_dw",
            "sum(k, dL_dz2[k] * dz2_dw[k, i, j])",
            form="sum",
            free="dL_dz2 dz2_dw",
            wrong=[
                Wrong(
                    "output-sum-missing",
                    "dL_dz2[i] * dz2_dw[i, i, j]",
                    "only output i is counted, as for a layer that is used once",
                    _ALL_OUTPUTS,
                    "N6",
                ),
                Wrong(
                    "sum-over-weight-index",
                    "sum(k, dL_dz2[k] * dz2_dw[i, k, j])",
                    "the sum runs over the row of the weight, and z stays the same",
                    _VARIES,
                    "N6",
                ),
                Wrong(
                    "summed-separately",
                    "sum(k, dL_dz2[k]) * sum(k, dz2_dw[k, i, j])",
                    "the two factors are summed one by one, and then multiplied",
                    "Is (a + b)(c + d) the same as ac + bd?",
                    "N6",
                ),
                Wrong(
                    "upstream-missing",
                    "sum(k, dz2_dw[k, i, j])",
                    "the partials of the outputs are added up without ∂L/∂z⁽²⁾",
                    "Which quantity is differentiated: z⁽²⁾ or L?",
                    "N6",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(k, dL_dz2[k] + dz2_dw[k, i, j])",
                    "the two partials are added where the chain rule multiplies them",
                    _TIMES,
                    "N6",
                ),
            ],
        ),
        Stage(
            "product rule",
            "delta2 W z1 z2 dz1_dw",
            "sum(k, delta2[k] * ((k == i) * z1[j] + sum(m, W[k, m] * dz1_dw[m, i, j])))",
            form="sum, dz1_dw",
            free="dz1_dw",
            wrong=[
                Wrong(
                    "path-missing",
                    "sum(k, delta2[k] * sum(m, W[k, m] * dz1_dw[m, i, j]))",
                    "the w that multiplies z⁽¹⁾ is not differentiated",
                    "Both factors of w_km z_m⁽¹⁾ depend on w_ij. What does the product rule add?",
                    "N3",
                ),
                Wrong(
                    "direct-term-everywhere",
                    "sum(k, delta2[k] * (z1[j] + sum(m, W[k, m] * dz1_dw[m, i, j])))",
                    "the direct path is counted for every output, not for the weight's own row",
                    _ROWS,
                    "N5",
                ),
                Wrong(
                    "output-sum-missing",
                    "delta2[i] * (z1[j] + sum(m, W[i, m] * dz1_dw[m, i, j]))",
                    "only output i is counted, as for a layer that is used once",
                    _ALL_OUTPUTS,
                    "N6",
                ),
                Wrong(
                    "missing-transpose-w",
                    "sum(k, delta2[k] * ((k == i) * z1[j] + sum(m, W[m, k] * dz1_dw[m, i, j])))",
                    "the weight on the way from unit m to unit k has its indices the other way "
                    "round",
                    _INTO_K,
                    "N4",
                ),
                Wrong(
                    "weight-factor-missing",
                    "sum(k, delta2[k] * ((k == i) * z1[j] + sum(m, dz1_dw[m, i, j])))",
                    "what the first use does reaches the outputs without a weight",
                    "z_k⁽²⁾ is a sum of w_km z_m⁽¹⁾. What stays beside z_m⁽¹⁾ when it moves?",
                    "N4",
                ),
                Wrong(
                    "layer-output-as-input",
                    "sum(k, delta2[k] * ((k == i) * z2[j] + sum(m, W[k, m] * dz1_dw[m, i, j])))",
                    "the second use is paired with its output, not with its input",
                    _ENTERED,
                    "N3",
                ),
                Wrong(
                    "index-roles-swapped",
                    "sum(k, delta2[k] * ((k == j) * z1[i] + sum(m, W[k, m] * dz1_dw[m, i, j])))",
                    "the second index of w is read as the output that it feeds",
                    "w_ij multiplies which entry of its input, and feeds which output?",
                    "N5",
                ),
                Wrong(
                    "direct-term-repeated",
                    "sum(k, delta2[k] * sum(m, (k == i) * z1[j] + W[k, m] * dz1_dw[m, i, j]))",
                    "the direct term stands inside the sum over m, so that it is added n times",
                    "In how many of the terms w_km z_m⁽¹⁾, m = 1, …, n, does w_ij stand in front?",
                    "N3",
                ),
            ],
        ),
        Stage(
            "both rules",
            "delta2 W x z1 z2",
            "sum(k, delta2[k] * ((k == i) * z1[j] + W[k, i] * x[j]))",
            form="sum",
            wrong=[
                Wrong(
                    "path-double-counted",
                    "sum(k, delta2[k] * ((k == i) * (z1[j] + W[i, i] * x[j]) + W[k, i] * x[j]))",
                    "the unit's own path through the first use is counted twice, in Rule 1 and "
                    "once more",
                    _DOUBLE,
                    "N5",
                ),
                Wrong(
                    "path-missing",
                    "sum(k, delta2[k] * ((k == i) * z1[j] + (1 - (k == i)) * W[k, i] * x[j]))",
                    "the unit's own path through the first use is left out",
                    _BOTH,
                    "N3",
                ),
                Wrong(
                    "output-sum-missing",
                    "delta2[i] * (z1[j] + W[i, i] * x[j])",
                    "Rule 1 is there and Rule 2 is not: each weight moves its own output only",
                    _ALL_OUTPUTS,
                    "N6",
                ),
                Wrong(
                    "missing-transpose-w",
                    "sum(k, delta2[k] * ((k == i) * z1[j] + W[i, k] * x[j]))",
                    "the weight on the way from unit i to unit k has its indices the other way "
                    "round",
                    "Row k of W holds the weights into output k. Which entry of it meets unit i?",
                    "N4",
                ),
                Wrong(
                    "weight-of-wrong-entry",
                    "sum(k, delta2[k] * ((k == i) * z1[j] + W[k, j] * x[j]))",
                    "the weight from unit j, not from unit i, leads into output k",
                    "Which entry of z⁽¹⁾ contains w_ij: the i-th or the j-th?",
                    "N4",
                ),
                Wrong(
                    "weight-of-wrong-entry",
                    "sum(k, delta2[k] * ((k == i) * z1[j] + W[i, j] * x[j]))",
                    "the first use's contribution is carried on by w_ij itself",
                    "From unit i of the first use, along which weight does the path go on?",
                    "N4",
                ),
                Wrong(
                    "shared-same-input",
                    "sum(k, delta2[k] * ((k == i) * x[j] + W[k, i] * x[j]))",
                    "the second use is given the input x of the first",
                    _ENTERED,
                    "N3",
                ),
                Wrong(
                    "layer-output-as-input",
                    "sum(k, delta2[k] * ((k == i) * z1[j] + W[k, i] * z1[j]))",
                    "the first use is paired with its output, not with its input",
                    _ENTERED_FIRST,
                    "N4",
                ),
                Wrong(
                    "index-roles-swapped",
                    "sum(k, delta2[k] * ((k == j) * z1[i] + W[k, j] * x[i]))",
                    "i and j have changed places: the second index of w is read as the output",
                    "w_ij multiplies which entry of its input, and feeds which output?",
                    "N5",
                ),
                Wrong(
                    "own-input-index",
                    "sum(k, delta2[k] * ((k == i) * z1[i] + W[k, i] * x[i]))",
                    "w_ij is taken to multiply the i-th entry of its input",
                    "w₁₂ multiplies which entry of its input?",
                    "N2",
                ),
                Wrong(
                    "index-roles-swapped",
                    "sum(k, delta2[k] * ((k == i) * z1[j] + W[k, j] * x[i]))",
                    "i and j have changed places on the path through the first use",
                    "Which unit of the first use does w_ij feed, and with which entry of x?",
                    "N4",
                ),
                Wrong(
                    "weight-of-wrong-entry",
                    "sum(k, delta2[k] * ((k == i) * z1[j] + W[i, i] * x[j]))",
                    "w_ii stands where the weight into output k belongs",
                    "Which output is differentiated, and which row of W leads into it?",
                    "N4",
                ),
                Wrong(
                    "input-factor-missing",
                    "sum(k, delta2[k] * ((k == i) * z1[j] + W[k, i]))",
                    "the path stops at the weight: the derivative of z⁽¹⁾ is missing",
                    "The path has two steps. What is the derivative of the first?",
                    "N4",
                ),
            ],
        ),
        Stage(
            "regrouped",
            "delta2 delta1 x z1 z2",
            "delta2[i] * z1[j] + delta1[i] * x[j]",
            form="no sum, no kronecker",
            wrong=[
                Wrong(
                    "outer-order-swapped",
                    "delta2[j] * z1[i] + delta1[j] * x[i]",
                    "rows and columns have changed places in what each use adds",
                    "Which index of w_ij names the unit that it feeds?",
                    "N7",
                ),
                Wrong(
                    "layer-output-as-input",
                    "delta2[i] * z2[j] + delta1[i] * x[j]",
                    "the second use is paired with its output, not with its input",
                    _ENTERED,
                    "N7",
                ),
                Wrong(
                    "layer-output-as-input",
                    "delta2[i] * z2[j] + delta1[i] * z1[j]",
                    "each use is paired with its output, not with its input",
                    "For each use of W, which vector was multiplied by W on the forward pass?",
                    "N7",
                ),
                Wrong(
                    "shared-same-delta",
                    "delta2[i] * z1[j] + delta2[i] * x[j]",
                    "the first use is given the δ of the second",
                    "Is ∂L/∂z⁽¹⁾ the same as ∂L/∂z⁽²⁾?",
                    "N7",
                ),
                Wrong(
                    "shared-same-delta",
                    "delta1[i] * z1[j] + delta1[i] * x[j]",
                    "the second use is given the δ of the first",
                    "Is ∂L/∂z⁽¹⁾ the same as ∂L/∂z⁽²⁾?",
                    "N7",
                ),
                Wrong(
                    "shared-order-reversed",
                    "delta1[i] * z1[j] + delta2[i] * x[j]",
                    "the δ of each use is paired with the input of the other",
                    _WHOSE,
                    "N7",
                ),
                Wrong(
                    "shared-one-application",
                    "delta2[i] * z1[j]",
                    "only the second use is counted",
                    _HOW_OFTEN,
                    "N7",
                ),
                Wrong(
                    "shared-one-application",
                    "delta1[i] * x[j]",
                    "only the first use is counted",
                    _HOW_OFTEN,
                    "N7",
                ),
                Wrong(
                    "shared-times-count",
                    "2 * delta2[i] * z1[j]",
                    "the second use is counted twice, in the place of both",
                    "Are the contributions of the two uses equal? Compare their inputs.",
                    "N7",
                ),
                Wrong(
                    "shared-times-count",
                    "2 * delta1[i] * x[j]",
                    "the first use is counted twice, in the place of both",
                    "Are the contributions of the two uses equal? Compare their inputs.",
                    "N7",
                ),
                Wrong(
                    "terms-subtracted",
                    "delta2[i] * z1[j] - delta1[i] * x[j]",
                    "the contribution of the first use is subtracted",
                    "Both uses move the loss. Do their effects add?",
                    "N7",
                ),
                Wrong(
                    "paths-multiplied",
                    "delta2[i] * z1[j] * delta1[i] * x[j]",
                    "what the two uses contribute is multiplied",
                    "A weight acts at two places, side by side. Do the effects add or multiply?",
                    "N7",
                ),
                Wrong(
                    "summed-separately",
                    "(delta2[i] + delta1[i]) * (z1[j] + x[j])",
                    "the δs and the inputs are added up first, and then multiplied",
                    _WHOSE,
                    "N7",
                ),
            ],
        ),
        Stage(
            "matrix form",
            "delta2 delta1 x z1 z2",
            "delta2 @ z1.T + delta1 @ x.T",
            matrices=True,
            wrong=[
                Wrong(
                    "outer-order-swapped",
                    "z1 @ delta2.T + x @ delta1.T",
                    "rows and columns have changed places in what each use adds",
                    "Which index of an entry names its row?",
                    "N7",
                ),
                Wrong(
                    "tied-transpose-lost",
                    "delta2 @ z1.T + x @ delta1.T",
                    "one of the two products has its rows and columns exchanged",
                    "Entry (i, j) of each product: which index does the δ have?",
                    "N7",
                ),
                Wrong(
                    "tied-transpose-lost",
                    "z1 @ delta2.T + delta1 @ x.T",
                    "one of the two products has its rows and columns exchanged",
                    "Entry (i, j) of each product: which index does the δ have?",
                    "N7",
                ),
            ],
        ),
    ],
)
def derive_shared_gradient() -> None:
    """∂L/∂w_ij of W(Wx + b) + b, from the chain rule to δ⁽²⁾z⁽¹⁾ᵀ + δ⁽¹⁾xᵀ."""


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
    minutes=6,
    difficulty=2,
    items="N7",
    errata="A-01",
    shapes={"w": (), "x": (), "b": ()},
    conditions=(
        Condition(
            "|w|, |x| and |b| are between 0.1 and 10",
            lambda e: all(0.1 <= abs(float(v)) <= 10 for v in e.values()),
        ),
        Condition(
            "the true ∂L/∂w is zero (to 1e-9)",
            lambda e: abs(_true_and_printed(e)[0]) <= 1e-9,
        ),
        Condition(
            "the printed line gives at least 1 in absolute value",
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


# ---- a loss on both uses ---------------------------------------------------------------------

_ARROWS = "Which two arrows leave z⁽¹⁾, and what comes back along each of them?"
_JOINED = Slips()


@_JOINED.slip("branches", "path-missing", "N7", question=_ARROWS)
def _first_loss_alone(right: Any, p: Context, terms: list[Array]) -> Array:
    """the first use gets the error of its own loss, and nothing from the second use"""
    return terms[0]


@_JOINED.slip("branches", "path-missing", "N7", question=_ARROWS)
def _second_loss_alone(right: Any, p: Context, terms: list[Array]) -> Array:
    """the first use gets what comes back from the second, and nothing from its own loss"""
    return terms[-1]


_CROSSES = "Which of the two arrows that leave z⁽¹⁾ leads through a multiplication by W?"


@_JOINED.slip("branches", "weight-factor-extra", "N7", question=_CROSSES)
def _both_through_W(right: Any, p: Context, terms: list[Array]) -> Array:
    """the first use's own loss is carried back through W as well"""
    return np.asarray(terms[0] @ need(p.above.W) + terms[-1])


@_JOINED.slip("branches", "weight-factor-missing", "N7", question=_CROSSES)
def _neither_through_W(right: Any, p: Context, terms: list[Array]) -> Array:
    """what comes back from the second use arrives without passing through W"""
    return terms[0] + p.adjoints.delta[1]


@_JOINED.slip("branches", "paths-averaged", "N7", question=_ARROWS)
def _losses_averaged(right: Any, p: Context, terms: list[Array]) -> Array:
    """what comes back along the two arrows is averaged"""
    return np.asarray(right(p, terms) / 2)


def _two_deltas(given: Inputs) -> tuple[Array, Array, Array]:
    """∂L/∂z⁽¹⁾, what enters the second use, and what leaves it."""
    g1, g2, W, x, b = given.values()
    z1 = W @ x + b
    return g1 + W.T @ g2, z1, W @ z1 + b


@own_slip(
    "printed-line-kept",
    "N7",
    question="Which shape has each of the two products? Which vector did each use multiply?",
)
def _as_printed(given: Inputs) -> Answer:
    """the products stand as printed: entry by entry, and z⁽²⁾ with the last δ"""
    delta1, _, z2 = _two_deltas(given)
    return {"dW": given["g2"] * z2 + delta1 * given["x"]}


@own_slip(
    "elementwise-vs-matrix",
    "N7",
    question="A gradient has the shape of the parameter. Does each term have the shape of W?",
)
def _entry_by_entry(given: Inputs) -> Answer:
    """the vectors are right and are multiplied entry by entry"""
    delta1, z1, _ = _two_deltas(given)
    return {"dW": given["g2"] * z1 + delta1 * given["x"]}


@own_slip("shared-same-delta", "N7", question="What does each use change: z⁽¹⁾, or z⁽²⁾?")
def _upstreams_added(given: Inputs) -> Answer:
    """the second use is given the errors of both losses"""
    delta1, z1, _ = _two_deltas(given)
    return {"dW": np.outer(given["g1"] + given["g2"], z1) + np.outer(delta1, given["x"])}


@block_slip("path-double-counted", "N7", question=_ONE_PATH)
def _own_path_added(given: Inputs, right: Answer) -> Answer:
    """the unit's own path through the first use is counted twice"""
    return {"dW": right["dW"] + np.outer(given["g2"] * np.diag(given["W"]), given["x"])}


@WEIGHT_SHARING.computed(
    "repair",
    points=3,
    minutes=7,
    difficulty=2,
    items="N7",
    errata="A-01 A-02",
    takes="g1: n, g2: n, W: n n, x: n, b: n",
    gives="delta1: n, dW: n n",
    draw={"W": weights},
    carry_forward={"delta1": 0},
    own=[
        biases_left_out("N7", "b"),
        *_JOINED,
        _as_printed,
        _entry_by_entry,
        _upstreams_added,
        _own_path_added,
    ],
)
def loss_on_both_uses(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """δ₁ = g₁ + Wᵀ g₂ and ∂L/∂W = g₂ z₁ᵀ + δ₁ xᵀ, for L = l₁(z₁) + l₂(z₂)."""
    g1, g2, W, x, b = given.values()
    layers = shared_layers(x[None], W, b, "identity", 2)
    found = Adjoints(delta={1: g2[None]})
    second = Context(layers, 1, adjoints=found)
    first = second.at(0)
    delta1 = rules.branches(first, [g1[None], rules.input(second, found.delta[1])])
    found.delta[0] = rules.carry_forward.get(0, delta1)
    terms = [rules.weight(first, found.delta[0]), rules.weight(second, found.delta[1])]
    return one(found.delta[0]), rules.uses_weight(second, terms)


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


@own_slip(
    "paths-added-for-chained",
    "N8",
    question="x has one path to the loss. How do steps along one path combine?",
)
def _db_carried_back(given: Inputs) -> Answer:
    """dx is ∂L/∂b carried back once more, with both of its terms"""
    W, delta = given["W"], given["delta"]
    return {"dx": W.T @ (delta + W.T @ delta)}


@own_slip("shared-times-count", "N8", question="How does δ⁽¹⁾ come from δ⁽²⁾, and dx from δ⁽¹⁾?")
def _back_once_doubled(given: Inputs) -> Answer:
    """one step through W is counted twice where two follow each other"""
    return {"dx": 2 * given["W"].T @ given["delta"]}


_EACH_STEP = "On the way back, which matrix does each of the two steps multiply by?"


@own_slip("missing-transpose-w", "N8", question=_EACH_STEP)
def _first_step_through_W(given: Inputs) -> Answer:
    """the error meets W itself first, and its transpose then"""
    return {"dx": given["W"].T @ given["W"] @ given["delta"]}


@own_slip("missing-transpose-w", "N8", question=_EACH_STEP)
def _second_step_through_W(given: Inputs) -> Answer:
    """the error meets the transpose of W first, and W itself then"""
    return {"dx": given["W"] @ given["W"].T @ given["delta"]}


@own_slip(
    "weight-factor-extra",
    "N8",
    question="Between the first b and z⁽²⁾, how many times is there a multiplication by W?",
)
def _first_b_too_far(given: Inputs) -> Answer:
    """the first use of b gets an error that has gone back through both uses of W"""
    W, delta = given["W"], given["delta"]
    return {"db": delta + W.T @ W.T @ delta}


@WEIGHT_SHARING.computed(
    "implement",
    points=2,
    minutes=5,
    difficulty=1,
    items="N8",
    takes="delta: n, W: n n",
    gives="db: n, dx: n",
    draw={"W": weights},
    own=[
        _back_once,
        _steps_added,
        _back_through_squares,
        _db_carried_back,
        _back_once_doubled,
        _first_step_through_W,
        _second_step_through_W,
        _first_b_too_far,
    ],
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
    "second-factor-transposed", "N14", question="Which matrix stands beside dW in each product?"
)
def _both_beside_transpose(given: Inputs) -> Answer:
    """dW stands beside the transpose of W in both products"""
    W, dW = given.values()
    return {"change": W.T @ dW + dW @ W.T}


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


_LINEAR = "If dW is halved, does your result halve? If dW is 0, is it 0?"


@own_slip("second-order-kept", "N14", question=_LINEAR)
def _second_order_alone(given: Inputs) -> Answer:
    """only the term of second order is there"""
    return {"change": given["dW"] @ given["dW"]}


@own_slip("value-for-change", "N14", question=_LINEAR)
def _square_kept(given: Inputs) -> Answer:
    """W² itself is still there, and only what is added to it is asked for"""
    W, dW = given.values()
    return {"change": W @ W + W @ dW + dW @ W}


@own_slip("value-for-change", "N14", question=_LINEAR)
def _square_after(given: Inputs) -> Answer:
    """the whole square of W + dW is returned, not its change"""
    W, dW = given.values()
    return {"change": (W + dW) @ (W + dW)}


@own_slip("shared-times-count", "N14", question=_LINEAR)
def _slope_of_a_square(given: Inputs) -> Answer:
    """the slope of the square of a number stands there, without dW"""
    return {"change": 2 * given["W"]}


_LETTERS = "(W + dW)(W + dW): does the expansion hold a transpose?"


@own_slip("second-factor-transposed", "N14", question=_LETTERS)
def _left_dW_transposed(given: Inputs) -> Answer:
    """dW is transposed in the product in which it stands first"""
    W, dW = given.values()
    return {"change": W @ dW + dW.T @ W}


@own_slip("second-factor-transposed", "N14", question=_LETTERS)
def _right_dW_transposed(given: Inputs) -> Answer:
    """dW is transposed in the product in which it stands last"""
    W, dW = given.values()
    return {"change": W @ dW.T + dW @ W}


@own_slip("second-factor-transposed", "N14", question=_LETTERS)
def _second_is_transpose_of_first(given: Inputs) -> Answer:
    """the second product is the transpose of W dW, not dW W"""
    W, dW = given.values()
    return {"change": W @ dW + dW.T @ W.T}


@own_slip("second-factor-transposed", "N14", question=_LETTERS)
def _first_is_transpose_of_second(given: Inputs) -> Answer:
    """the first product is the transpose of dW W, not W dW"""
    W, dW = given.values()
    return {"change": W.T @ dW.T + dW @ W}


@WEIGHT_SHARING.computed(
    "implement",
    points=1,
    minutes=4,
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
        _both_beside_transpose,
        _left_subtracted,
        _right_subtracted,
        _second_order_alone,
        _square_kept,
        _square_after,
        _slope_of_a_square,
        _left_dW_transposed,
        _right_dW_transposed,
        _second_is_transpose_of_first,
        _first_is_transpose_of_second,
    ],
)
def square_differential(given: Inputs, rules: Rules) -> Array:
    """d(W²) = dW W + W dW."""
    W, dW = given.values()
    return dW @ W + W @ dW
