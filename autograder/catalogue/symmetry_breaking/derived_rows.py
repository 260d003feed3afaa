"""Part A: the gradient of one row of W₁ for a batch, then of all rows at once, line by line."""

from __future__ import annotations

from autograder.catalogue.symmetry_breaking.network import SYMMETRY_BREAKING
from autograder.catalogue.symmetry_breaking.wrong_lines import (
    input_missing,
    inputs_summed,
    partials_added,
    sigmoid_slope,
    slope_missing,
    summed_separately,
    upstream_missing,
    value_for_slope,
    weight_missing,
)
from autograder.exercises.derivation import Stage, Wrong, known

_OTHER_ROWS = "Does the z of hidden unit 2 contain a weight of row 1?"


def _all_rows(line: str) -> Wrong:
    return Wrong(
        "vanishing-terms-kept",
        line,
        "the z of every hidden unit is taken to contain the weights of row i",
        _OTHER_ROWS,
        "S2",
    )


@SYMMETRY_BREAKING.derivation(
    points=4,
    minutes=12,
    difficulty=3,
    items="M10 B8",
    answer="i: units, j: inputs",
    symbols="""dL_dz1: samples units, dz1_dw: samples units units inputs, X: samples inputs,
        Delta2: samples outputs, W2: outputs units, Z1: samples units""",
    functions="f",
    where={
        "dL_dz1[n, k]": "sum(m, Delta2[n, m] * W2[m, k]) * fprime(Z1[n, k])",
        "dz1_dw[n, k, i, j]": "(k == i) * X[n, j]",
    },
    latex={
        "dL_dz1[n, k]": r"\frac{\partial L}{\partial (Z_1)_{nk}}",
        "dz1_dw[n, k, i, j]": r"\frac{\partial (Z_1)_{nk}}{\partial (W_1)_{ij}}",
        "X[n, j]": r"X_{nj}",
        "Delta2[n, m]": r"(\Delta_2)_{nm}",
        "W2[m, i]": r"(W_2)_{mi}",
        "Z1[n, i]": r"(Z_1)_{ni}",
    },
    stages=[
        Stage(
            "chain rule",
            "dL_dz1 dz1_dw",
            "sum(n, k, dL_dz1[n, k] * dz1_dw[n, k, i, j])",
            form="sum",
            free="dL_dz1 dz1_dw",
            wrong=[
                summed_separately("sum(n, k, dL_dz1[n, k]) * sum(n, k, dz1_dw[n, k, i, j])"),
                summed_separately("sum(n, sum(k, dL_dz1[n, k]) * sum(k, dz1_dw[n, k, i, j]))"),
                summed_separately("sum(k, sum(n, dL_dz1[n, k]) * sum(n, dz1_dw[n, k, i, j]))"),
                upstream_missing("sum(n, k, dz1_dw[n, k, i, j])", "∂L/∂Z₁ is"),
                partials_added("sum(n, k, dL_dz1[n, k] + dz1_dw[n, k, i, j])"),
                Wrong(
                    "weight-on-the-diagonal",
                    "sum(n, k, dL_dz1[n, k] * dz1_dw[n, k, k, j])",
                    "each unit's z is paired with its own row of weights, whatever i is",
                    "Which weight is asked for? Does your line depend on its i?",
                    "S2",
                ),
                Wrong(
                    "sum-over-weight-index",
                    "sum(n, k, dL_dz1[n, k] * dz1_dw[n, i, k, j])",
                    "the sum runs over the row of the weight, and z stays that of unit i",
                    "Write two terms of the sum out. Which index changes from term to term?",
                    "S2",
                ),
                inputs_summed("sum(n, k, m, dL_dz1[n, k] * dz1_dw[n, k, i, m])"),
            ],
        ),
        Stage(
            "row i",
            "dL_dz1 X",
            "sum(n, dL_dz1[n, i] * X[n, j])",
            form="sum",
            free="dL_dz1",
            wrong=[
                summed_separately("sum(n, dL_dz1[n, i]) * sum(n, X[n, j])"),
                _all_rows("sum(n, k, dL_dz1[n, k] * X[n, j])"),
                upstream_missing("sum(n, X[n, j])", "∂L/∂Z₁ is"),
                input_missing("sum(n, dL_dz1[n, i])"),
                inputs_summed("sum(n, m, dL_dz1[n, i] * X[n, m])"),
                partials_added("sum(n, dL_dz1[n, i] + X[n, j])"),
                known("outer-order-swapped", "sum(n, dL_dz1[n, j] * X[n, i])"),
            ],
        ),
        Stage(
            "back to the outputs",
            "Delta2 W2 Z1 X f fprime",
            "sum(n, sum(m, Delta2[n, m] * W2[m, i]) * fprime(Z1[n, i]) * X[n, j])",
            form="at least 2 sums",
            wrong=[
                value_for_slope("sum(n, sum(m, Delta2[n, m] * W2[m, i]) * f(Z1[n, i]) * X[n, j])"),
                sigmoid_slope(
                    "sum(n, sum(m, Delta2[n, m] * W2[m, i])"
                    " * f(Z1[n, i]) * (1 - f(Z1[n, i])) * X[n, j])"
                ),
                slope_missing("sum(n, sum(m, Delta2[n, m] * W2[m, i]) * X[n, j])"),
                weight_missing("sum(n, sum(m, Delta2[n, m]) * fprime(Z1[n, i]) * X[n, j])"),
                upstream_missing("sum(n, sum(m, W2[m, i]) * fprime(Z1[n, i]) * X[n, j])", "Δ₂ is"),
                input_missing("sum(n, sum(m, Delta2[n, m] * W2[m, i]) * fprime(Z1[n, i]))"),
                summed_separately(
                    "sum(n, sum(m, Delta2[n, m] * W2[m, i])) * sum(n, fprime(Z1[n, i]) * X[n, j])"
                ),
                summed_separately(
                    "sum(n, sum(m, Delta2[n, m]) * sum(m, W2[m, i]) * fprime(Z1[n, i]) * X[n, j])"
                ),
                known(
                    "missing-transpose-w",
                    "sum(n, sum(m, Delta2[n, m] * W2[i, m]) * fprime(Z1[n, i]) * X[n, j])",
                ),
                known(
                    "fprime-inside-transpose",
                    "sum(n, sum(m, Delta2[n, m] * W2[m, i] * fprime(Z1[n, m])) * X[n, j])",
                ),
                partials_added(
                    "sum(n, (sum(m, Delta2[n, m] * W2[m, i]) + fprime(Z1[n, i])) * X[n, j])"
                ),
                _all_rows(
                    "sum(n, k, sum(m, Delta2[n, m] * W2[m, k]) * fprime(Z1[n, k]) * X[n, j])"
                ),
            ],
        ),
        Stage(
            "stacked",
            "Delta2 W2 Z1 X f fprime",
            "((Delta2 @ W2) * fprime(Z1)).T @ X",
            matrices=True,
            wrong=[
                slope_missing("(Delta2 @ W2).T @ X"),
                value_for_slope("((Delta2 @ W2) * f(Z1)).T @ X"),
                sigmoid_slope("((Delta2 @ W2) * f(Z1) * (1 - f(Z1))).T @ X"),
                known("outer-order-swapped", "X.T @ ((Delta2 @ W2) * fprime(Z1))"),
                known("missing-transpose-w", "((Delta2 @ W2.T) * fprime(Z1)).T @ X"),
                weight_missing(
                    "((Delta2 @ ones(outputs) @ ones(units).T) * fprime(Z1)).T @ X",
                ),
                upstream_missing("fprime(Z1).T @ X", "what comes back from the outputs is"),
                input_missing(
                    "((Delta2 @ W2) * fprime(Z1)).T @ ones(samples) @ ones(inputs).T",
                ),
                partials_added("(Delta2 @ W2 + fprime(Z1)).T @ X"),
                known("fprime-inside-transpose", "((Delta2 * fprime(Z1)) @ W2).T @ X"),
            ],
        ),
    ],
)
def derive_batch_rows() -> None:
    """∂L/∂W₁ of the hidden layer for a batch: one entry of row i, then all rows stacked."""
