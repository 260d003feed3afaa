"""Part A: why equal weights give every hidden unit the same δ, line by line."""

from __future__ import annotations

from autograder.catalogue.symmetry_breaking.network import SYMMETRY_BREAKING
from autograder.catalogue.symmetry_breaking.wrong_lines import (
    partials_added,
    sigmoid_slope,
    slope_missing,
    summed_separately,
    upstream_missing,
    value_for_slope,
    weight_missing,
    weight_twice,
)
from autograder.exercises.derivation import Stage, Wrong, known

_DELTAS = "the δ of the outputs are"
_ONE_UNIT = "δ₁ᵢ is the derivative with respect to the z of how many units?"


def _all_units(line: str) -> Wrong:
    return Wrong(
        "gradient-summed-over-units",
        line,
        "the slopes of all hidden units are added up, not only that of unit i",
        _ONE_UNIT,
    )


@SYMMETRY_BREAKING.derivation(
    points=4,
    minutes=10,
    difficulty=2,
    items="Y2 M3",
    answer="i: units",
    symbols="""delta2: outputs, dz2_dh: outputs units, dh_dz1: units, W2: outputs units,
        z1: units, w, x: inputs""",
    functions="f",
    where={
        "W2[j, i]": "w",
        "z1[i]": "w * sum(k, x[k])",
        "dz2_dh[j, i]": "W2[j, i]",
        "dh_dz1[i]": "fprime(z1[i])",
    },
    latex={
        "delta2[j]": r"\delta_{2,j}",
        "dz2_dh[j, i]": r"\frac{\partial z_{2,j}}{\partial h_i}",
        "dh_dz1[i]": r"\frac{\partial h_i}{\partial z_{1,i}}",
        "W2[j, i]": r"(W_2)_{ji}",
        "z1[i]": r"z_{1,i}",
    },
    stages=[
        Stage(
            "chain rule",
            "delta2 dz2_dh dh_dz1",
            "sum(j, delta2[j] * dz2_dh[j, i] * dh_dz1[i])",
            form="sum",
            free="dz2_dh dh_dz1",
            wrong=[
                slope_missing("sum(j, delta2[j] * dz2_dh[j, i])"),
                upstream_missing("sum(j, dz2_dh[j, i] * dh_dz1[i])", _DELTAS),
                weight_missing("sum(j, delta2[j]) * dh_dz1[i]"),
                summed_separately("sum(j, delta2[j]) * sum(j, dz2_dh[j, i]) * dh_dz1[i]"),
                partials_added("sum(j, delta2[j] + dz2_dh[j, i]) * dh_dz1[i]"),
                partials_added("sum(j, delta2[j] * dz2_dh[j, i]) + dh_dz1[i]"),
                partials_added("sum(j, delta2[j] * dz2_dh[j, i] + dh_dz1[i])"),
                partials_added("sum(j, delta2[j] + dz2_dh[j, i] + dh_dz1[i])"),
                partials_added("sum(j, delta2[j] * (dz2_dh[j, i] + dh_dz1[i]))"),
                _all_units("sum(m, sum(j, delta2[j] * dz2_dh[j, m]) * dh_dz1[m])"),
                _all_units("sum(j, delta2[j] * dz2_dh[j, i]) * sum(m, dh_dz1[m])"),
            ],
        ),
        Stage(
            "local partials",
            "delta2 W2 z1 f fprime",
            "sum(j, delta2[j] * W2[j, i]) * fprime(z1[i])",
            form="sum",
            free="W2 z1",
            wrong=[
                value_for_slope("sum(j, delta2[j] * W2[j, i]) * f(z1[i])"),
                sigmoid_slope("sum(j, delta2[j] * W2[j, i]) * f(z1[i]) * (1 - f(z1[i]))"),
                slope_missing("sum(j, delta2[j] * W2[j, i])"),
                weight_missing("sum(j, delta2[j]) * fprime(z1[i])"),
                upstream_missing("sum(j, W2[j, i]) * fprime(z1[i])", _DELTAS),
                known("missing-transpose-w", "sum(j, delta2[j] * W2[i, j]) * fprime(z1[i])"),
                known(
                    "fprime-inside-transpose",
                    "sum(j, delta2[j] * W2[j, i] * fprime(z1[j]))",
                    clause="the slope of hidden unit j meets the δ of output j",
                ),
                summed_separately("sum(j, delta2[j]) * sum(j, W2[j, i]) * fprime(z1[i])"),
                partials_added("sum(j, delta2[j] * W2[j, i]) + fprime(z1[i])"),
                partials_added("sum(j, delta2[j] + W2[j, i]) * fprime(z1[i])"),
                _all_units("sum(m, sum(j, delta2[j] * W2[j, m]) * fprime(z1[m]))"),
                known("fprime-at-activation", "sum(j, delta2[j] * W2[j, i]) * fprime(f(z1[i]))"),
            ],
        ),
        Stage(
            "equal weights out",
            "delta2 w z1 f fprime",
            "w * sum(j, delta2[j]) * fprime(z1[i])",
            form="sum",
            free="z1",
            wrong=[
                weight_missing("sum(j, delta2[j]) * fprime(z1[i])"),
                slope_missing("w * sum(j, delta2[j])"),
                value_for_slope("w * sum(j, delta2[j]) * f(z1[i])"),
                sigmoid_slope("w * sum(j, delta2[j]) * f(z1[i]) * (1 - f(z1[i]))"),
                weight_twice("w**2 * sum(j, delta2[j]) * fprime(z1[i])"),
                upstream_missing("w * fprime(z1[i])", _DELTAS),
                partials_added("w * sum(j, delta2[j]) + fprime(z1[i])"),
                partials_added("sum(j, w + delta2[j]) * fprime(z1[i])"),
                _all_units("w * sum(j, delta2[j]) * sum(m, fprime(z1[m]))"),
                known("fprime-at-activation", "w * sum(j, delta2[j]) * fprime(f(z1[i]))"),
                known("fprime-twice", "w * sum(j, delta2[j]) * fprime(z1[i])**2"),
            ],
        ),
        Stage(
            "equal weights in",
            "delta2 w x f fprime",
            "w * sum(j, delta2[j]) * fprime(w * sum(k, x[k]))",
            form="at least 2 sums",
            wrong=[
                Wrong(
                    "weight-missing-in-z",
                    "w * sum(j, delta2[j]) * fprime(sum(k, x[k]))",
                    "z₁ is taken for the sum of the inputs, without the weights",
                    "All weights into a hidden unit are w. What is z₁ then?",
                ),
                Wrong(
                    "function-of-sum",
                    "w * sum(j, delta2[j]) * sum(k, fprime(w * x[k]))",
                    "f′ of a sum is taken for the sum of the f′",
                    "How many z has one hidden unit, and how many slopes?",
                ),
                weight_missing("sum(j, delta2[j]) * fprime(w * sum(k, x[k]))"),
                slope_missing("w * sum(j, delta2[j])"),
                value_for_slope("w * sum(j, delta2[j]) * f(w * sum(k, x[k]))"),
                sigmoid_slope(
                    "w * sum(j, delta2[j]) * f(w * sum(k, x[k])) * (1 - f(w * sum(k, x[k])))"
                ),
                weight_twice("w**2 * sum(j, delta2[j]) * fprime(w * sum(k, x[k]))"),
                upstream_missing("w * fprime(w * sum(k, x[k]))", _DELTAS),
                partials_added("w * sum(j, delta2[j]) + fprime(w * sum(k, x[k]))"),
                known(
                    "fprime-at-activation",
                    "w * sum(j, delta2[j]) * fprime(f(w * sum(k, x[k])))",
                ),
            ],
        ),
    ],
)
def derive_equal_deltas() -> None:
    """δ of hidden unit i, where all weights are equal: no i is left."""
