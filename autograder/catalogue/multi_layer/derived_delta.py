"""Part B: δ of a hidden layer from the δ of the layer after it, line by line (M3)."""

from __future__ import annotations

from autograder.catalogue.multi_layer._common import MULTI_LAYER
from autograder.exercises.derivation import Stage, Wrong, known

_ALL_PATHS = "Which entries of z of the next layer move when z_j moves, and how are they combined?"
_OWN_INPUT = "Which entry of z does a_m depend on?"
_ARRIVE = "Of which layer is this the δ, and at which unit is the slope needed?"


def _transposed(line: str) -> Wrong:
    return known("missing-transpose-w", line)


def _slope_missing(line: str) -> Wrong:
    return known("hidden-fprime-missing", line)


def _value_for_slope(line: str) -> Wrong:
    return Wrong(
        "value-for-slope",
        line,
        "the activation itself stands where its slope belongs",
        "z moves a little. By how much does a = f(z) move?",
        "M3",
    )


def _summed_separately(line: str) -> Wrong:
    return Wrong(
        "summed-separately",
        line,
        "the factors are summed one by one, and then multiplied",
        "Is (a + b)(c + d) the same as ac + bd?",
        "M3",
    )


def _upstream_missing(line: str) -> Wrong:
    return Wrong(
        "upstream-missing",
        line,
        "the δ of the next layer is left out",
        "If δ of the next layer were twice as large, would your line be?",
        "M3",
    )


def _partials_added(line: str) -> Wrong:
    return Wrong(
        "chain-rule-adds",
        line,
        "two derivatives are added where the chain rule multiplies them",
        "In the chain rule, how is what one step does joined to what the next step does?",
        "M3",
    )


def _weight_missing(line: str) -> Wrong:
    return Wrong(
        "weight-factor-missing",
        line,
        "the weights between the two layers are left out",
        "What stands beside a_j in the sum for an entry of z of the next layer?",
        "M3",
    )


def _slope_everywhere(line: str) -> Wrong:
    return Wrong(
        "vanishing-terms-kept",
        line,
        "every a is taken to depend on z_j",
        _OWN_INPUT,
        "M3",
    )


def _slope_twice(line: str) -> Wrong:
    return Wrong(
        "fprime-twice",
        line,
        "the slope is multiplied in twice",
        "How many nonlinearities lie between z of this layer and z of the next?",
        "M3",
    )


def _one_path(line: str) -> Wrong:
    return Wrong(
        "output-sum-missing",
        line,
        "only the unit of the same number in the next layer is counted",
        _ALL_PATHS,
        "M3",
    )


def _own_sum(line: str) -> Wrong:
    return Wrong(
        "sum-over-own-layer",
        line,
        "the sum runs over the units of layer l as well, and j is one of them",
        "Which index is free in the answer? Is it still free in your line?",
        "M3",
    )


def _slope_inside(line: str) -> Wrong:
    return known("fprime-inside-transpose", line, question=_ARRIVE)


def _at_activation(line: str) -> Wrong:
    return known("fprime-at-activation", line)


@MULTI_LAYER.derivation(
    points=5,
    minutes=12,
    difficulty=2,
    items="M3",
    answer="j: units",
    symbols="z: units, a: units, delta_next: next, W_next: next units, dL_dz_next: next, "
    "dz_next_dz: next units, dz_next_da: next units, da_dz: units units",
    functions="f",
    where={
        "a[m]": "f(z[m])",
        "dL_dz_next[k]": "delta_next[k]",
        "da_dz[m, j]": "(m == j) * fprime(z[m])",
        "dz_next_da[k, m]": "W_next[k, m]",
        "dz_next_dz[k, j]": "sum(m, dz_next_da[k, m] * da_dz[m, j])",
    },
    latex={
        "z": r"z_l",
        "a": r"a_l",
        "delta_next": r"\delta_{l+1}",
        "W_next": r"W_{l+1}",
        "dL_dz_next[k]": r"\frac{\partial L}{\partial z_{l+1,k}}",
        "dz_next_dz[k, j]": r"\frac{\partial z_{l+1,k}}{\partial z_{l,j}}",
        "dz_next_da[k, m]": r"\frac{\partial z_{l+1,k}}{\partial a_{l,m}}",
        "da_dz[m, j]": r"\frac{\partial a_{l,m}}{\partial z_{l,j}}",
    },
    stages=[
        Stage(
            "chain rule",
            "dL_dz_next dz_next_dz",
            "sum(k, dL_dz_next[k] * dz_next_dz[k, j])",
            form="sum",
            free="dL_dz_next dz_next_dz",
            wrong=[
                _one_path("dL_dz_next[j] * dz_next_dz[j, j]"),
                _summed_separately("sum(k, dL_dz_next[k]) * sum(k, dz_next_dz[k, j])"),
                _upstream_missing("sum(k, dz_next_dz[k, j])"),
                _partials_added("sum(k, dL_dz_next[k] + dz_next_dz[k, j])"),
                _own_sum("sum(k, m, dL_dz_next[k] * dz_next_dz[k, m])"),
                known(
                    "missing-transpose-w",
                    "sum(k, dL_dz_next[k] * dz_next_dz[j, k])",
                    clause="the two indices of the partial have changed places",
                    question="z of which layer is differentiated, and which of the two indices "
                    "counts its units?",
                ),
            ],
        ),
        Stage(
            "through a",
            "delta_next dz_next_da da_dz",
            "sum(k, delta_next[k] * sum(m, dz_next_da[k, m] * da_dz[m, j]))",
            form="at least 2 sums",
            free="dz_next_da da_dz",
            wrong=[
                _summed_separately(
                    "sum(k, delta_next[k] * sum(m, dz_next_da[k, m]) * sum(m, da_dz[m, j]))"
                ),
                _summed_separately(
                    "sum(k, delta_next[k]) * sum(k, m, dz_next_da[k, m] * da_dz[m, j])"
                ),
                _upstream_missing("sum(k, m, dz_next_da[k, m] * da_dz[m, j])"),
                _partials_added("sum(k, delta_next[k] * sum(m, dz_next_da[k, m] + da_dz[m, j]))"),
                _weight_missing("sum(k, delta_next[k] * sum(m, da_dz[m, j]))"),
                _slope_missing("sum(k, delta_next[k] * sum(m, dz_next_da[k, m]))"),
                _slope_missing("sum(k, delta_next[k] * dz_next_da[k, j])"),
                Wrong(
                    "weight-on-the-diagonal",
                    "sum(k, delta_next[k] * sum(m, dz_next_da[k, m] * da_dz[m, m]))",
                    "each a is paired with its own z, whatever j is",
                    "Which z is asked for? Does your line depend on its j?",
                    "M3",
                ),
                Wrong(
                    "sum-over-own-layer",
                    "sum(k, delta_next[k] * sum(m, dz_next_da[k, j] * da_dz[m, j]))",
                    "the step from a to the next layer starts at unit j for every term of the sum",
                    "Two steps lead from z_j to the next layer. Where does the first one end?",
                    "M3",
                ),
                _transposed("sum(k, delta_next[k] * sum(m, dz_next_da[m, k] * da_dz[m, j]))"),
            ],
        ),
        Stage(
            "local partials",
            "delta_next W_next z a f fprime",
            "sum(k, delta_next[k] * sum(m, W_next[k, m] * (m == j) * fprime(z[m])))",
            form="sum, kronecker",
            wrong=[
                _slope_everywhere("sum(k, delta_next[k] * sum(m, W_next[k, m] * fprime(z[m])))"),
                _slope_everywhere("sum(k, delta_next[k] * sum(m, W_next[k, m] * fprime(z[j])))"),
                _slope_missing("sum(k, delta_next[k] * sum(m, W_next[k, m] * (m == j)))"),
                _value_for_slope(
                    "sum(k, delta_next[k] * sum(m, W_next[k, m] * (m == j) * f(z[m])))"
                ),
                _weight_missing("sum(k, delta_next[k] * sum(m, (m == j) * fprime(z[m])))"),
                _upstream_missing("sum(k, sum(m, W_next[k, m] * (m == j) * fprime(z[m])))"),
                _transposed(
                    "sum(k, delta_next[k] * sum(m, W_next[m, k] * (m == j) * fprime(z[m])))"
                ),
                _at_activation(
                    "sum(k, delta_next[k] * sum(m, W_next[k, m] * (m == j) * fprime(a[m])))"
                ),
                _partials_added(
                    "sum(k, delta_next[k] * sum(m, W_next[k, m] + (m == j) * fprime(z[m])))"
                ),
                _partials_added(
                    "sum(k, delta_next[k] * sum(m, (m == j) * (W_next[k, m] + fprime(z[m]))))"
                ),
            ],
        ),
        Stage(
            "closed form",
            "delta_next W_next z a f fprime",
            "sum(k, delta_next[k] * W_next[k, j]) * fprime(z[j])",
            form="sum, no kronecker",
            wrong=[
                _slope_missing("sum(k, delta_next[k] * W_next[k, j])"),
                _value_for_slope("sum(k, delta_next[k] * W_next[k, j]) * f(z[j])"),
                _at_activation("sum(k, delta_next[k] * W_next[k, j]) * fprime(a[j])"),
                _transposed("sum(k, delta_next[k] * W_next[j, k]) * fprime(z[j])"),
                _slope_inside("sum(k, delta_next[k] * W_next[k, j] * fprime(z[k]))"),
                _summed_separately("sum(k, delta_next[k]) * sum(k, W_next[k, j]) * fprime(z[j])"),
                _weight_missing("sum(k, delta_next[k]) * fprime(z[j])"),
                _upstream_missing("sum(k, W_next[k, j]) * fprime(z[j])"),
                _slope_twice("sum(k, delta_next[k] * W_next[k, j]) * fprime(z[j])**2"),
                _partials_added("sum(k, delta_next[k] * W_next[k, j]) + fprime(z[j])"),
                _partials_added("sum(k, delta_next[k] * (W_next[k, j] + fprime(z[j])))"),
                _own_sum("sum(k, m, delta_next[k] * W_next[k, m] * fprime(z[m]))"),
                _own_sum("sum(k, m, delta_next[k] * W_next[k, m]) * fprime(z[j])"),
                _one_path("delta_next[j] * W_next[j, j] * fprime(z[j])"),
            ],
        ),
        Stage(
            "matrix form",
            "delta_next W_next z a f fprime",
            "(W_next.T @ delta_next) * fprime(z)",
            matrices=True,
            wrong=[
                _slope_missing("W_next.T @ delta_next"),
                _value_for_slope("(W_next.T @ delta_next) * f(z)"),
                _at_activation("(W_next.T @ delta_next) * fprime(a)"),
                _transposed("(W_next @ delta_next) * fprime(z)"),
                _slope_inside("W_next.T @ (delta_next * fprime(z))"),
                _weight_missing("delta_next * fprime(z)"),
                _upstream_missing("W_next.T @ ones(next) * fprime(z)"),
                _slope_twice("(W_next.T @ delta_next) * fprime(z) * fprime(z)"),
                _partials_added("W_next.T @ delta_next + fprime(z)"),
            ],
        ),
    ],
)
def derive_hidden_delta() -> None:
    """δ of a hidden layer with any activation, from the δ of the layer after it."""
