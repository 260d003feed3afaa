"""Part C: the gradient of a row of W₂, then of all rows stacked, line by line (M8, M10)."""

from __future__ import annotations

from autograder.catalogue.multi_layer._common import MULTI_LAYER
from autograder.exercises.derivation import Stage, Wrong, known

_OTHERS = "Write z_2,k out as a sum. In which of the outputs does a weight of row i occur?"


def _summed_separately(line: str) -> Wrong:
    return Wrong(
        "summed-separately",
        line,
        "the factors are summed one by one, and then multiplied",
        "Is (a + b)(c + d) the same as ac + bd?",
        "M10",
    )


def _terms_kept(line: str) -> Wrong:
    return Wrong(
        "vanishing-terms-kept",
        line,
        "every output is taken to depend on the weights of row i",
        _OTHERS,
        "M10",
    )


def _upstream_missing(line: str) -> Wrong:
    return Wrong(
        "upstream-missing",
        line,
        "the derivative of the loss with respect to the output is left out",
        "If the error at the output were twice as large, would your line be?",
        "M8",
    )


def _slope_missing(line: str) -> Wrong:
    return Wrong(
        "output-fprime-missing",
        line,
        "the slope of the output is left out",
        "Between z₂ and the loss there is an activation. Where is it in your line?",
        "M8",
    )


def _value_for_slope(line: str) -> Wrong:
    return Wrong(
        "value-for-slope",
        line,
        "the activation itself stands where its slope belongs",
        "z moves a little. By how much does f(z) move?",
        "M8",
    )


def _at_activation(line: str) -> Wrong:
    return known("fprime-at-activation", line)


def _input_missing(line: str) -> Wrong:
    return Wrong(
        "input-factor-missing",
        line,
        "the hidden layer is left out",
        "If a₁ were twice as large, how would z₂ change when the weight moves?",
        "M10",
    )


def _added(line: str) -> Wrong:
    return Wrong(
        "chain-rule-adds",
        line,
        "two derivatives are added where the chain rule multiplies them",
        "In the chain rule, how is what one step does joined to what the next step does?",
        "M10",
    )


def _sign(line: str) -> Wrong:
    return Wrong(
        "sign-flipped-error",
        line,
        "the error has the opposite sign",
        "The output is larger than the target. Does the loss grow or fall if the output grows?",
        "M8",
    )


def _target_missing(line: str) -> Wrong:
    return Wrong(
        "target-missing",
        line,
        "the target is left out",
        "If the output equals the target, what should the gradient be?",
        "M8",
    )


def _factor_two(line: str) -> Wrong:
    return Wrong(
        "loss-factor-two",
        line,
        "the ½ of the loss is forgotten",
        "Differentiate ½u² with respect to u. Which factor is left?",
        "B12",
    )


def _swapped(line: str) -> Wrong:
    return known("outer-order-swapped", line)


@MULTI_LAYER.derivation(
    points=4,
    minutes=10,
    difficulty=2,
    items="M8 M10",
    answer="i: outputs, j: hidden",
    symbols="a1: hidden, z2: outputs, a2: outputs, y: outputs, dL_da2: outputs, "
    "da2_dz2: outputs outputs, dz2_dw: outputs outputs hidden",
    functions="f",
    where={
        "a2[k]": "f(z2[k])",
        "dL_da2[k]": "a2[k] - y[k]",
        "da2_dz2[k, m]": "(k == m) * fprime(z2[m])",
        "dz2_dw[m, i, j]": "(m == i) * a1[j]",
    },
    latex={
        "a1": r"a_1",
        "z2": r"z_2",
        "a2": r"a_2",
        "dL_da2[k]": r"\frac{\partial L}{\partial a_{2,k}}",
        "da2_dz2[k, m]": r"\frac{\partial a_{2,k}}{\partial z_{2,m}}",
        "dz2_dw[m, i, j]": r"\frac{\partial z_{2,m}}{\partial w_{ij}}",
    },
    stages=[
        Stage(
            "through z2",
            "dL_da2 da2_dz2 dz2_dw",
            "sum(k, dL_da2[k] * sum(m, da2_dz2[k, m] * dz2_dw[m, i, j]))",
            form="at least 2 sums",
            free="dL_da2 da2_dz2 dz2_dw",
            wrong=[
                _summed_separately(
                    "sum(k, dL_da2[k] * sum(m, da2_dz2[k, m]) * sum(m, dz2_dw[m, i, j]))"
                ),
                _summed_separately(
                    "sum(k, dL_da2[k]) * sum(k, m, da2_dz2[k, m] * dz2_dw[m, i, j])"
                ),
                _upstream_missing("sum(k, m, da2_dz2[k, m] * dz2_dw[m, i, j])"),
                _slope_missing("sum(k, dL_da2[k] * dz2_dw[k, i, j])"),
                _slope_missing("sum(k, m, dL_da2[k] * dz2_dw[m, i, j])"),
                _added("sum(k, m, dL_da2[k] * (da2_dz2[k, m] + dz2_dw[m, i, j]))"),
                Wrong(
                    "weight-on-the-diagonal",
                    "sum(k, dL_da2[k] * sum(m, da2_dz2[k, m] * dz2_dw[m, m, j]))",
                    "each z is paired with its own row of weights, whatever i is",
                    "Which weight is asked for? Does your line depend on its i?",
                    "M10",
                ),
                Wrong(
                    "jacobian-transposed",
                    "sum(k, dL_da2[k] * sum(m, da2_dz2[m, k] * dz2_dw[m, i, j]))",
                    "the two indices of ∂a₂/∂z₂ have changed places",
                    "The loss feels which entry of a₂, and the weight moves which entry of z₂?",
                    "M10",
                ),
            ],
        ),
        Stage(
            "local partials",
            "a1 z2 a2 y f fprime",
            "sum(k, (a2[k] - y[k]) * fprime(z2[k]) * (k == i) * a1[j])",
            form="sum, kronecker",
            wrong=[
                _terms_kept("sum(k, (a2[k] - y[k]) * fprime(z2[k]) * a1[j])"),
                _slope_missing("sum(k, (a2[k] - y[k]) * (k == i) * a1[j])"),
                _value_for_slope("sum(k, (a2[k] - y[k]) * f(z2[k]) * (k == i) * a1[j])"),
                _at_activation("sum(k, (a2[k] - y[k]) * fprime(a2[k]) * (k == i) * a1[j])"),
                _upstream_missing("sum(k, fprime(z2[k]) * (k == i) * a1[j])"),
                _input_missing("sum(k, (a2[k] - y[k]) * fprime(z2[k]) * (k == i))"),
                _sign("sum(k, (y[k] - a2[k]) * fprime(z2[k]) * (k == i) * a1[j])"),
                _target_missing("sum(k, a2[k] * fprime(z2[k]) * (k == i) * a1[j])"),
                _factor_two("sum(k, 2 * (a2[k] - y[k]) * fprime(z2[k]) * (k == i) * a1[j])"),
                _added("sum(k, (a2[k] - y[k] + fprime(z2[k])) * (k == i) * a1[j])"),
            ],
        ),
        Stage(
            "row i",
            "a1 z2 a2 y f fprime",
            "(a2[i] - y[i]) * fprime(z2[i]) * a1[j]",
            form="no sum, no kronecker",
            wrong=[
                _slope_missing("(a2[i] - y[i]) * a1[j]"),
                _value_for_slope("(a2[i] - y[i]) * f(z2[i]) * a1[j]"),
                _at_activation("(a2[i] - y[i]) * fprime(a2[i]) * a1[j]"),
                _upstream_missing("fprime(z2[i]) * a1[j]"),
                _input_missing("(a2[i] - y[i]) * fprime(z2[i])"),
                _sign("(y[i] - a2[i]) * fprime(z2[i]) * a1[j]"),
                _target_missing("a2[i] * fprime(z2[i]) * a1[j]"),
                _factor_two("2 * (a2[i] - y[i]) * fprime(z2[i]) * a1[j]"),
                _added("(a2[i] - y[i] + fprime(z2[i])) * a1[j]"),
                _swapped("(a2[j] - y[j]) * fprime(z2[j]) * a1[i]"),
            ],
        ),
        Stage(
            "stacked",
            "a1 z2 a2 y f fprime",
            "((a2 - y) * fprime(z2)) @ a1.T",
            matrices=True,
            wrong=[
                _swapped("a1 @ ((a2 - y) * fprime(z2)).T"),
                _slope_missing("(a2 - y) @ a1.T"),
                _value_for_slope("((a2 - y) * f(z2)) @ a1.T"),
                _at_activation("((a2 - y) * fprime(a2)) @ a1.T"),
                _upstream_missing("fprime(z2) @ a1.T"),
                _sign("((y - a2) * fprime(z2)) @ a1.T"),
                _target_missing("(a2 * fprime(z2)) @ a1.T"),
                _factor_two("(2 * (a2 - y) * fprime(z2)) @ a1.T"),
                _added("(a2 - y + fprime(z2)) @ a1.T"),
            ],
        ),
    ],
)
def derive_weight_rows() -> None:
    """∂L/∂W₂ of the walkthrough's network: one entry of row i, then all rows stacked."""
