"""Part D: mean squares through a layer, forward and back, line by line."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.catalogue.symmetry_breaking.network import SYMMETRY_BREAKING
from autograder.catalogue.symmetry_breaking.wrong_lines import slope_missing, upstream_missing
from autograder.derivations.chance import correlated, independent
from autograder.exercises.declare import Rng
from autograder.exercises.derivation import AxisSizes, Extras, Stage, Wrong, known
from autograder.reference.rules import Array

_SQUARED = "Write (w₁x₁ + w₂x₂)² out. Which products have two different indices?"
_SEVERAL = "How many terms has the sum, and which of them have a mean that is not 0?"
_UNEQUAL = "Let c be 0 or 2, each half of the time. What is the mean of c², and what its square?"
_HALF = "How often is f′ equal to 1, how often to s, and what is the mean of f′² then?"


def _pairs_mixed(line: str) -> Wrong:
    return Wrong(
        "summed-separately",
        line,
        "the squares of the weights are summed by themselves, and multiplied by the sum of the "
        "squares beside them",
        _SQUARED,
    )


def _cross_terms_counted(line: str) -> Wrong:
    return Wrong(
        "cross-terms-counted",
        line,
        "products of two different weights are taken to have the mean v, which only squares have",
        "Two weights are independent, and each has mean 0. What is the mean of their product?",
    )


def _counted_twice(line: str) -> Wrong:
    return Wrong(
        "cross-terms-twice",
        line,
        "the squares and twice the double sum are added: the double sum has every product already",
        _SQUARED,
    )


def _means_multiplied(line: str) -> Wrong:
    return Wrong(
        "mean-of-square-as-square-of-mean",
        line,
        "the mean of a product of two dependent factors is taken for the product of their means",
        _UNEQUAL,
    )


def _means_added(line: str) -> Wrong:
    return Wrong(
        "means-added",
        line,
        "the means of independent factors are added where they are multiplied",
        "Two independent factors: is the mean of their product a sum or a product of means?",
    )


def _all_outputs(line: str, what: str = "outputs") -> Wrong:
    return Wrong(
        "all-components-summed",
        line,
        f"all {what} are added up, where one is asked for",
        "Which index is free in the answer? Is it still free in your line?",
    )


def _kronecker_reversed(line: str) -> Wrong:
    return Wrong(
        "kronecker-reversed",
        line,
        "the products of different weights are kept, and the squares are dropped",
        "Which products of two weights have a mean that is not 0?",
    )


def _v_as_deviation(line: str, clause: str = "v is taken for a standard deviation") -> Wrong:
    return Wrong(
        "variance-for-std",
        line,
        clause,
        "The weights have mean 0. What is the mean of w², in terms of their variance v?",
    )


def _deviation_as_v(line: str) -> Wrong:
    return _v_as_deviation(line, "a standard deviation stands where the variance v belongs")


def _without_weights(line: str) -> Wrong:
    return Wrong(
        "weight-factor-missing",
        line,
        "the weights are left out",
        "If every weight were twice as large, would your line be larger?",
    )


def _without_input(line: str) -> Wrong:
    return Wrong(
        "input-factor-missing",
        line,
        "x is left out",
        "If every x were twice as large, would your line be larger?",
    )


def _one_term(line: str) -> Wrong:
    return Wrong("count-missing", line, "one term of the sum stands for all of them", _SEVERAL)


def _averaged(line: str) -> Wrong:
    return Wrong(
        "mean-for-sum",
        line,
        "the terms of the weighted sum are averaged where they are added",
        "z₁ = w₁₁x₁ + w₁₂x₂ + …: is there a 1/n in it?",
    )


def _all_pairs(line: str) -> Wrong:
    return Wrong(
        "cross-terms-counted",
        line,
        "all products of the square are counted, also those of two different weights, whose mean "
        "is 0",
        _SEVERAL,
    )


def _squared_again(line: str) -> Wrong:
    return Wrong(
        "mean-square-squared",
        line,
        "M is squared, and it is the mean of squares already",
        "If x is measured in volts, what is the unit of M?",
    )


def _gain(line: str, clause: str) -> Wrong:
    return Wrong("init-gain", line, clause, _HALF)


# ---- the way forward -------------------------------------------------------------------------


def _draw_forward(rng: Rng, sizes: AxisSizes) -> dict[str, Any]:
    n_out, n_in = sizes["outputs"], sizes["inputs"]
    v, M = rng.uniform(0.3, 0.8), rng.uniform(1.2, 2.5)
    return {
        "w": independent(rng, (n_out, n_in), v),
        "x": correlated(rng, (n_in,), M),
        "v": np.asarray(v),
        "M": np.asarray(M),
    }


@SYMMETRY_BREAKING.derivation(
    points=4,
    minutes=9,
    difficulty=2,
    items="Y9",
    answer="i: outputs",
    symbols="w: outputs inputs, x: inputs, v, M",
    latex={"w[i, j]": "w_{ij}", "x[j]": "x_j", "n_in": "n_{in}", "n_out": "n_{out}"},
    extras=Extras(
        counts={"n_in": "inputs", "n_out": "outputs"}, chance={"w": "weights", "x": "input"}
    ),
    draw=_draw_forward,
    stages=[
        Stage(
            "double sum",
            "w x",
            "sum(j, k, E(w[i, j] * w[i, k] * x[j] * x[k]))",
            form="at least 2 sums, at most 1 mean",
            wrong=[
                _pairs_mixed("sum(j, k, E(w[i, j]**2 * x[k]**2))"),
                _cross_terms_counted("sum(j, k, E(w[i, j]**2 * x[j] * x[k]))"),
                _counted_twice(
                    "E(sum(j, w[i, j]**2 * x[j]**2)"
                    " + 2 * sum(j, k, w[i, j] * w[i, k] * x[j] * x[k]))"
                ),
                _without_weights("sum(j, k, E(x[j] * x[k]))"),
                _all_outputs("sum(m, j, k, E(w[m, j] * w[m, k] * x[j] * x[k]))"),
                Wrong(
                    "input-factor-missing",
                    "sum(j, k, E(w[i, j] * w[i, k] * x[j]))",
                    "a product of the square has two weights and only one x",
                    _SQUARED,
                ),
                _without_input("sum(j, k, E(w[i, j] * w[i, k]))"),
            ],
        ),
        Stage(
            "independence",
            "w x",
            "sum(j, k, E(w[i, j] * w[i, k]) * E(x[j] * x[k]))",
            form="sum, at least 2 means",
            wrong=[
                _pairs_mixed("sum(j, k, E(w[i, j]**2) * E(x[k]**2))"),
                _cross_terms_counted("sum(j, k, E(w[i, j]**2) * E(x[j] * x[k]))"),
                _means_multiplied("sum(j, k, E(w[i, j] * w[i, k]) * E(x[j]) * E(x[k]))"),
                _means_added("sum(j, k, E(w[i, j] * w[i, k]) + E(x[j] * x[k]))"),
                _without_weights("sum(j, k, E(x[j] * x[k]))"),
                _all_outputs("sum(m, j, k, E(w[m, j] * w[m, k]) * E(x[j] * x[k]))"),
                Wrong(
                    "summed-separately",
                    "sum(j, k, E(w[i, j] * w[i, k])) * sum(j, k, E(x[j] * x[k]))",
                    "factors are summed one by one, and then multiplied",
                    "Is (a + b)(c + d) the same as ac + bd?",
                ),
            ],
        ),
        Stage(
            "moments of the weights",
            "v x",
            "sum(j, k, (j == k) * v * E(x[j] * x[k]))",
            form="sum",
            wrong=[
                _cross_terms_counted("sum(j, k, v * E(x[j] * x[k]))"),
                _kronecker_reversed("sum(j, k, (1 - (j == k)) * v * E(x[j] * x[k]))"),
                _means_multiplied("sum(j, v * E(x[j])**2)"),
                _v_as_deviation("sum(j, v**2 * E(x[j]**2))"),
                _deviation_as_v("sum(j, v**(1 / 2) * E(x[j]**2))"),
                _without_weights("sum(j, E(x[j]**2))"),
                Wrong(
                    "square-of-sum",
                    "v * sum(j, E(x[j]))**2",
                    "the square of the sum of all means stands where the mean squares are added",
                    _UNEQUAL,
                ),
            ],
        ),
        Stage(
            "closed form",
            "v M n_in n_out",
            "n_in * v * M",
            form="no sum",
            wrong=[
                _one_term("v * M"),
                _averaged("v * M / n_in"),
                _all_pairs("n_in**2 * v * M"),
                known("init-fan-swapped", "n_out * v * M"),
                _v_as_deviation("n_in * v**2 * M"),
                _deviation_as_v("n_in * v**(1 / 2) * M"),
                _squared_again("n_in * v * M**2"),
                _without_weights("n_in * M"),
                _without_input("n_in * v"),
                _all_outputs("n_out * n_in * v * M"),
            ],
        ),
    ],
)
def derive_forward_variance() -> None:
    """The mean square of z_i: n_in v M."""


# ---- the way back ----------------------------------------------------------------------------


def _slopes(rng: Rng, n_out: int, s: float) -> Array:
    """Slopes of which each is 1 in half of the outcomes and s in the others.

    Few outcomes, so that a long line is not too heavy.
    """
    half = np.repeat([1.0, s], 2)
    return np.stack([rng.permutation(half) for _ in range(n_out)], axis=1)


def _draw_backward(rng: Rng, sizes: AxisSizes) -> dict[str, Any]:
    n_out, n_in = sizes["outputs"], sizes["inputs"]
    v, M, s = rng.uniform(0.3, 0.8), rng.uniform(1.2, 2.5), rng.uniform(0.3, 0.7)
    return {
        "w": independent(rng, (n_out, n_in), v),
        "slope": _slopes(rng, n_out, s),
        "g": correlated(rng, (n_out,), M, outcomes=4),
        "v": np.asarray(v),
        "M": np.asarray(M),
        "s": np.asarray(s),
    }


@SYMMETRY_BREAKING.derivation(
    points=5,
    minutes=10,
    difficulty=3,
    items="Y9",
    needs="derive_forward_variance",
    answer="j: inputs",
    symbols="w: outputs inputs, slope: outputs, g: outputs, v, s, M",
    latex={
        "w[i, j]": "w_{ij}",
        "slope[i]": "f'(z_i)",
        "g[i]": "g_i",
        "n_in": "n_{in}",
        "n_out": "n_{out}",
    },
    extras=Extras(
        counts={"n_in": "inputs", "n_out": "outputs"},
        chance={"w": "weights", "slope": "slopes", "g": "gradient"},
    ),
    draw=_draw_backward,
    stages=[
        Stage(
            "double sum",
            "w slope g",
            "sum(i, k, E(w[i, j] * w[k, j] * slope[i] * slope[k] * g[i] * g[k]))",
            form="at least 2 sums, at most 1 mean",
            wrong=[
                _pairs_mixed("sum(i, k, E(w[i, j]**2 * slope[k]**2 * g[k]**2))"),
                _cross_terms_counted(
                    "sum(i, k, E(w[i, j]**2 * slope[i] * slope[k] * g[i] * g[k]))"
                ),
                _counted_twice(
                    "E(sum(i, w[i, j]**2 * slope[i]**2 * g[i]**2)"
                    " + 2 * sum(i, k, w[i, j] * w[k, j] * slope[i] * slope[k] * g[i] * g[k]))"
                ),
                slope_missing("sum(i, k, E(w[i, j] * w[k, j] * g[i] * g[k]))"),
                upstream_missing(
                    "sum(i, k, E(w[i, j] * w[k, j] * slope[i] * slope[k]))", "g is", ""
                ),
                _without_weights("sum(i, k, E(slope[i] * slope[k] * g[i] * g[k]))"),
                Wrong(
                    "slope-not-squared",
                    "sum(i, k, E(w[i, j] * w[k, j] * slope[i] * g[i] * g[k]))",
                    "a product of the square has only one slope",
                    "Each term of the sum has one slope. How many has a product of two terms?",
                ),
                _all_outputs(
                    "sum(m, i, k, E(w[i, m] * w[k, m] * slope[i] * slope[k] * g[i] * g[k]))",
                    "components",
                ),
            ],
        ),
        Stage(
            "independence",
            "w slope g",
            "sum(i, k, E(w[i, j] * w[k, j]) * E(slope[i] * slope[k]) * E(g[i] * g[k]))",
            form="sum, at least 2 means",
            wrong=[
                _pairs_mixed("sum(i, k, E(w[i, j]**2) * E(slope[k]**2) * E(g[k]**2))"),
                _cross_terms_counted(
                    "sum(i, k, E(w[i, j]**2) * E(slope[i] * slope[k]) * E(g[i] * g[k]))"
                ),
                _means_multiplied(
                    "sum(i, k, E(w[i, j] * w[k, j]) * E(slope[i] * slope[k]) * E(g[i]) * E(g[k]))"
                ),
                _means_multiplied(
                    "sum(i, k, E(w[i, j] * w[k, j]) * E(slope[i]) * E(slope[k]) * E(g[i] * g[k]))"
                ),
                _means_multiplied(
                    "sum(i, k, E(w[i, j] * w[k, j])"
                    " * E(slope[i]) * E(slope[k]) * E(g[i]) * E(g[k]))"
                ),
                slope_missing("sum(i, k, E(w[i, j] * w[k, j]) * E(g[i] * g[k]))"),
                upstream_missing(
                    "sum(i, k, E(w[i, j] * w[k, j]) * E(slope[i] * slope[k]))", "g is", ""
                ),
                _without_weights("sum(i, k, E(slope[i] * slope[k]) * E(g[i] * g[k]))"),
                _means_added(
                    "sum(i, k, E(w[i, j] * w[k, j]) * (E(slope[i] * slope[k]) + E(g[i] * g[k])))"
                ),
            ],
        ),
        Stage(
            "moments of the weights",
            "v slope g",
            "sum(i, v * E(slope[i]**2) * E(g[i]**2))",
            form="sum",
            wrong=[
                _cross_terms_counted("sum(i, k, v * E(slope[i] * slope[k]) * E(g[i] * g[k]))"),
                _kronecker_reversed(
                    "sum(i, k, (1 - (i == k)) * v * E(slope[i] * slope[k]) * E(g[i] * g[k]))"
                ),
                _means_multiplied("sum(i, v * E(slope[i]**2) * E(g[i])**2)"),
                _means_multiplied("sum(i, v * E(slope[i])**2 * E(g[i]**2))"),
                _means_multiplied("sum(i, v * E(slope[i])**2 * E(g[i])**2)"),
                _v_as_deviation("sum(i, v**2 * E(slope[i]**2) * E(g[i]**2))"),
                _deviation_as_v("sum(i, v**(1 / 2) * E(slope[i]**2) * E(g[i]**2))"),
                slope_missing("sum(i, v * E(g[i]**2))"),
                upstream_missing("sum(i, v * E(slope[i]**2))", "g is", ""),
                _without_weights("sum(i, E(slope[i]**2) * E(g[i]**2))"),
            ],
        ),
        Stage(
            "slopes",
            "v s g",
            "sum(i, v * (1 + s**2) / 2 * E(g[i]**2))",
            form="sum",
            wrong=[
                _gain(
                    "sum(i, v * (1 + s) / 2 * E(g[i]**2))",
                    "the slope s stands where its square belongs",
                ),
                _gain(
                    "sum(i, v * (1 + s**2) * E(g[i]**2))",
                    "1 and s² are added, and not averaged",
                ),
                _gain(
                    "sum(i, v / 2 * E(g[i]**2))",
                    "the slope s where z is negative is taken for 0",
                ),
                _gain(
                    "sum(i, v * s**2 * E(g[i]**2))",
                    "the slope is taken for s everywhere",
                ),
                _gain(
                    "sum(i, v * 2 / (1 + s**2) * E(g[i]**2))",
                    "the share that the slopes keep stands in the denominator",
                ),
                _means_multiplied("sum(i, v * ((1 + s) / 2)**2 * E(g[i]**2))"),
                _means_multiplied("sum(i, v * (1 + s**2) / 2 * E(g[i])**2)"),
                slope_missing("sum(i, v * E(g[i]**2))"),
            ],
        ),
        Stage(
            "closed form",
            "v s M n_in n_out",
            "n_out * v * (1 + s**2) / 2 * M",
            form="no sum",
            wrong=[
                known(
                    "init-fan-swapped",
                    "n_in * v * (1 + s**2) / 2 * M",
                    clause="the number of inputs stands in place of the number of outputs",
                    question="What goes back to x_j is a sum of products. How many of them: one "
                    "for each input, or for each output?",
                ),
                _one_term("v * (1 + s**2) / 2 * M"),
                _averaged("v * (1 + s**2) / 2 * M / n_out"),
                _all_pairs("n_out**2 * v * (1 + s**2) / 2 * M"),
                _gain("n_out * v * (1 + s) / 2 * M", "the slope s stands where its square belongs"),
                _gain("n_out * v * (1 + s**2) * M", "1 and s² are added, and not averaged"),
                _gain("n_out * v / 2 * M", "the slope s where z is negative is taken for 0"),
                _v_as_deviation("n_out * v**2 * (1 + s**2) / 2 * M"),
                slope_missing("n_out * v * M"),
                upstream_missing("n_out * v * (1 + s**2) / 2", "g is", ""),
                _squared_again("n_out * v * (1 + s**2) / 2 * M**2"),
            ],
        ),
    ],
)
def derive_backward_variance() -> None:
    """The mean square of what goes back to x_j: n_out v M (1 + s²)/2."""
