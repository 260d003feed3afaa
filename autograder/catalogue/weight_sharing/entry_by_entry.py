"""Part A, second half: z₂ = W(Wx + b) + b, one partial derivative at a time (N3 to N5)."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.weight_sharing.common import Rng, exercise, own
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Block, Computed, Inputs, Sizes
from autograder.reference.rules import RIGHT, Array, Rules
from autograder.slips import Slip


def nested_partials(W: Array, x: Array, b: Array) -> tuple[Array, Array]:
    """Every ∂z2_k/∂w_ij as its two paths: [k = i] z1_j, and w_ki x_j through z1_i (N5)."""
    direct = np.einsum("ki,j->kij", np.eye(len(x)), W @ x + b)
    return direct, np.einsum("ki,j->kij", W, x)


def _draw_entry(rng: Rng, s: Sizes) -> dict[str, Any]:
    n = s.n_in
    k, i, j = (int(v) for v in rng.permutation(n)[:3])
    return {
        "W": weights(rng, n, n),
        "x": values(rng, n),
        "b": values(rng, n),
        "k": k,
        "i": i,
        "j": j,
    }


def _draw_own_row(rng: Rng, s: Sizes) -> dict[str, Any]:
    """A draw whose two terms do not nearly cancel: that would cost float32 its digits."""
    while True:
        drawn = _draw_entry(rng, s)
        del drawn["k"]
        if abs(_rule_one(drawn, RIGHT)["partial"]) > 0.1:
            return drawn


def _draw_other_row(rng: Rng, s: Sizes) -> dict[str, Any]:
    return _draw_entry(rng, s)


def _rule_one(given: Inputs, rules: Rules) -> dict[str, Any]:
    i, j = given["i"], given["j"]
    direct, through = nested_partials(given["W"], given["x"], given["b"])
    return {"partial": np.asarray(direct[i, i, j] + through[i, i, j])}


def _rule_two(given: Inputs, rules: Rules) -> dict[str, Any]:
    k, i, j = given["k"], given["i"], given["j"]
    direct, through = nested_partials(given["W"], given["x"], given["b"])
    return {"partial": np.asarray(direct[k, i, j] + through[k, i, j])}


def _entry(slug: str, clause: str, question: str, item: str, formula: Any) -> Slip:
    """A slip of one entry: `formula(W, x, z1, z2, b, i, j, k)`."""

    def values(given: Inputs) -> dict[str, Any]:
        W, x, b = given["W"], given["x"], given["b"]
        z1 = W @ x + b
        named = {"W": W, "x": x, "b": b, "z1": z1, "z2": W @ z1 + b}
        return {
            "partial": formula(**named, i=given["i"], j=given["j"], k=given.get("k", given["i"]))
        }

    return own(slug, clause, question, item, values)


_BOTH = "w_ij appears twice on the way to this output. Which two factors does the product rule see?"
_INDEX = "Write the sum out for n = 2, i = 1, j = 2. Which entry of W multiplies z₁⁽¹⁾?"

RULE_ONE = exercise(
    id="rule_one",
    kind="derive",
    points=2,
    minutes=5,
    difficulty=2,
    items=("N3",),
    task=Computed(
        "rule_one(W, x, b, i, j)",
        (Block("partial"),),
        draw=_draw_own_row,
        reference=_rule_one,
        own=(
            _entry(
                "path-missing",
                "only the direct path is counted, from the w that multiplies z₁",
                _BOTH,
                "N3",
                lambda z1, j, **_: z1[j],
            ),
            _entry(
                "path-missing",
                "only the path through the first use is counted",
                _BOTH,
                "N3",
                lambda W, x, i, j, **_: W[i, i] * x[j],
            ),
            _entry(
                "path-double-counted",
                "the path through the first use is counted twice",
                "How many arrows lead from w to the first use, and how many from there to zᵢ?",
                "N3",
                lambda W, x, z1, i, j, **_: z1[j] + 2 * W[i, i] * x[j],
            ),
            _entry(
                "layer-output-as-input",
                "w is paired with what the second use puts out, not with what enters it",
                "On the second use, which vector is multiplied by W?",
                "N3",
                lambda W, x, z2, i, j, **_: z2[j] + W[i, i] * x[j],
            ),
            _entry(
                "shared-same-input",
                "the second use is given the input x of the first",
                "On the second use, which vector is multiplied by W?",
                "N3",
                lambda W, x, i, j, **_: x[j] + W[i, i] * x[j],
            ),
            _entry(
                "shared-times-count",
                "the power rule is used as if W were a number: 2 w x",
                "Put b = 0. Is the input of the second use x, or w times x summed over a row?",
                "N3",
                lambda W, x, i, j, **_: 2 * W[i, j] * x[j],
            ),
            _entry(
                "weight-of-wrong-entry",
                "the first use's contribution is carried on by w_ij itself",
                _INDEX,
                "N3",
                lambda W, x, z1, i, j, **_: z1[j] + W[i, j] * x[j],
            ),
            _entry(
                "weight-of-wrong-entry",
                "the first use's contribution is carried on by w_ji",
                _INDEX,
                "N3",
                lambda W, x, z1, i, j, **_: z1[j] + W[j, i] * x[j],
            ),
            _entry(
                "weight-of-wrong-entry",
                "the first use's contribution is carried on by w_jj",
                _INDEX,
                "N3",
                lambda W, x, z1, i, j, **_: z1[j] + W[j, j] * x[j],
            ),
            _entry(
                "weight-factor-missing",
                "the first use's contribution reaches the output without a weight",
                "Between the first use and the output there is one more multiplication. By what?",
                "N3",
                lambda x, z1, j, **_: z1[j] + x[j],
            ),
            _entry(
                "index-roles-swapped",
                "i and j have changed places in the vectors",
                "w_ij multiplies which entry of its input: the i-th or the j-th?",
                "N3",
                lambda W, x, z1, i, **_: z1[i] + W[i, i] * x[i],
            ),
            _entry(
                "bias-lost-on-the-way",
                "the input of the second use is taken to be Wx without b",
                "What enters the second use: Wx, or all of what the first use puts out?",
                "N3",
                lambda W, x, i, j, **_: (W @ x)[j] + W[i, i] * x[j],
            ),
        ),
    ),
)

RULE_TWO = exercise(
    id="rule_two",
    kind="derive",
    points=2,
    minutes=3,
    difficulty=2,
    items=("N4",),
    task=Computed(
        "rule_two(W, x, b, k, i, j)",
        (Block("partial"),),
        draw=_draw_other_row,
        reference=_rule_two,
        own=(
            _entry(
                "missing-transpose-w",
                "the weight on the way from unit i to unit k has its indices the other way round",
                "Row k holds the weights into unit k. Which entry of it meets unit i?",
                "N4",
                lambda W, x, i, j, k, **_: W[i, k] * x[j],
            ),
            _entry(
                "weight-of-wrong-entry",
                "unit i's own weight w_ii stands where the weight into unit k belongs",
                "Which output is differentiated, and which row of W leads into it?",
                "N4",
                lambda W, x, i, j, **_: W[i, i] * x[j],
            ),
            _entry(
                "weight-of-wrong-entry",
                "the weight from unit j, not from unit i, leads into unit k",
                "Which entry of z₁ contains w_ij: the i-th or the j-th?",
                "N4",
                lambda W, x, j, k, **_: W[k, j] * x[j],
            ),
            _entry(
                "direct-term-everywhere",
                "the direct path is counted although row k does not contain w_ij",
                "Look at row k of W. Is w_ij in it?",
                "N4",
                lambda W, x, z1, i, j, k, **_: z1[j] + W[k, i] * x[j],
            ),
            _entry(
                "direct-term-everywhere",
                "only the direct path is counted, and here there is none",
                "Look at row k of W. Is w_ij in it?",
                "N4",
                lambda z1, j, **_: z1[j],
            ),
            _entry(
                "layer-output-as-input",
                "the first use is paired with its output, not with its input x",
                "On the first use, which vector is multiplied by W?",
                "N4",
                lambda W, z1, i, j, k, **_: W[k, i] * z1[j],
            ),
            _entry(
                "weight-factor-missing",
                "the first use's contribution reaches unit k without a weight",
                "Between the first use and unit k there is one more multiplication. By what?",
                "N4",
                lambda x, j, **_: x[j],
            ),
            _entry(
                "weight-factor-missing",
                "the path stops at the weight: the derivative of z₁ is not there",
                "The path has two steps. What is the derivative of the first?",
                "N4",
                lambda W, i, k, **_: W[k, i],
            ),
            _entry(
                "index-roles-swapped",
                "the first use is paired with the i-th entry of x",
                "w_ij multiplies which entry of x?",
                "N4",
                lambda W, x, i, k, **_: W[k, i] * x[i],
            ),
        ),
    ),
)


def _array(slug: str, clause: str, question: str, block: str, formula: Any) -> Slip:
    """A slip of one whole array: `formula(W, x, z1, z2, eye)`."""

    def values(given: Inputs) -> dict[str, Any]:
        W, x, b = given["W"], given["x"], given["b"]
        z1 = W @ x + b
        named = {"W": W, "x": x, "z1": z1, "z2": W @ z1 + b, "eye": np.eye(len(x))}
        return {block: formula(**named)}

    return own(slug, clause, question, "N5", values)


PARTIALS = exercise(
    id="nested_partials",
    kind="implement",
    points=2,
    minutes=4,
    difficulty=2,
    items=("N5",),
    task=Computed(
        "nested_partials(W, x, b)",
        (Block("direct", ("n", "n", "n")), Block("through", ("n", "n", "n"))),
        draw=lambda rng, s: {
            "W": weights(rng, s.n_in, s.n_in),
            "x": values(rng, s.n_in),
            "b": values(rng, s.n_in),
        },
        reference=lambda given, rules: dict(
            zip(
                ("direct", "through"),
                nested_partials(given["W"], given["x"], given["b"]),
                strict=True,
            )
        ),
        own=(
            _array(
                "direct-term-everywhere",
                "the direct path is counted for every output, not for the weight's own row alone",
                "In which rows of W does w_ij stand?",
                "direct",
                lambda z1, **_: np.broadcast_to(z1, (len(z1),) * 3),
            ),
            _array(
                "shared-same-input",
                "the direct path is given the input of the first use",
                "The direct path belongs to the second use. What enters it?",
                "direct",
                lambda x, eye, **_: np.einsum("ki,j->kij", eye, x),
            ),
            _array(
                "layer-output-as-input",
                "the direct path is paired with what the second use puts out",
                "The direct path belongs to the second use. What enters it?",
                "direct",
                lambda z2, eye, **_: np.einsum("ki,j->kij", eye, z2),
            ),
            _array(
                "index-roles-swapped",
                "the second index of w is read as the output that it feeds",
                "Which index of w_ij names the row?",
                "direct",
                lambda z1, eye, **_: np.einsum("kj,i->kij", eye, z1),
            ),
            _array(
                "path-double-counted",
                "the direct part already holds the unit's own path through the first use",
                "Which of the two blocks should hold w_ii x_j? It may stand in one of them.",
                "direct",
                lambda W, x, z1, eye, **_: np.einsum(
                    "ki,kij->kij", eye, z1 + np.einsum("ki,j->kij", W, x)
                ),
            ),
            _array(
                "path-missing",
                "only the unit's own path through the first use is counted",
                "Unit i of the first use feeds every unit of the second. Which are there?",
                "through",
                lambda W, x, eye, **_: np.einsum("ki,j->kij", W * eye, x),
            ),
            _array(
                "path-missing",
                "the unit's own path through the first use is left out",
                "Unit i of the first use feeds every unit of the second, itself too?",
                "through",
                lambda W, x, eye, **_: np.einsum("ki,j->kij", W * (1 - eye), x),
            ),
            _array(
                "missing-transpose-w",
                "the weights from unit to unit have their indices the other way round",
                "Row k holds the weights into unit k. Which entry of it meets unit i?",
                "through",
                lambda W, x, **_: np.einsum("ik,j->kij", W, x),
            ),
            _array(
                "layer-output-as-input",
                "the first use is paired with its output, not with its input",
                "On the first use, which vector is multiplied by W?",
                "through",
                lambda W, z1, **_: np.einsum("ki,j->kij", W, z1),
            ),
            _array(
                "weight-factor-missing",
                "the first use's contribution reaches the outputs without weights",
                "Between the first use and output k there is one more multiplication. By what?",
                "through",
                lambda x, **_: np.broadcast_to(x, (len(x),) * 3),
            ),
        ),
    ),
)

ENTRY_BY_ENTRY = (RULE_ONE, RULE_TWO, PARTIALS)
