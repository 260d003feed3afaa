"""Part C: the gradient of logistic regression, in which nearly everything cancels, line by line."""

from __future__ import annotations

from functools import partial

from autograder.catalogue.symmetry_breaking.network import SYMMETRY_BREAKING
from autograder.catalogue.symmetry_breaking.wrong_lines import (
    input_missing,
    inputs_summed,
    partials_added,
    upstream_missing,
)
from autograder.exercises.declare import Rng
from autograder.exercises.derivation import Stage, Wrong, known
from autograder.reference.rules import Array

_EXPANDED = "Multiply both products out. Which signs have the two terms with y p?"


def _between_0_and_1(rng: Rng) -> Array:
    return rng.uniform(0.1, 0.9, ())


def _inner_minus_lost(line: str) -> Wrong:
    return Wrong(
        "inner-minus-missing",
        line,
        "log(1 − p) is differentiated as if its argument rose with p",
        "Increase p a little. Does log(1 − p) go up or down?",
    )


def _outer_minus_lost(line: str) -> Wrong:
    return Wrong(
        "loss-minus-missing",
        line,
        "the minus in front of y log p is lost",
        "If y is 1 and p goes up, does the loss rise or fall?",
    )


def _first_term_alone(line: str) -> Wrong:
    return Wrong(
        "second-term-missing",
        line,
        "only y log p is differentiated, and (1 − y) log(1 − p) is left out",
        "What does your line say for a sample with y = 0?",
    )


_slope_missing = partial(
    known, "output-fprime-missing", clause="the slope of the sigmoid, ∂p/∂z, is left out"
)
_slope_kept = partial(
    known,
    "output-fprime-extra",
    question="With which factors of the two denominators does p(1 − p) cancel? Is it still there?",
)


@SYMMETRY_BREAKING.derivation(
    points=4,
    minutes=9,
    difficulty=2,
    items="Y10",
    answer="j: inputs",
    symbols="dL_dp, dp_dz, dz_dw: inputs, y, p, x: inputs",
    functions="log",
    where={
        "dL_dp": "-y / p + (1 - y) / (1 - p)",
        "dp_dz": "p * (1 - p)",
        "dz_dw[j]": "x[j]",
    },
    latex={
        "dL_dp": r"\frac{\partial L}{\partial p}",
        "dp_dz": r"\frac{\partial p}{\partial z}",
        "dz_dw[j]": r"\frac{\partial z}{\partial w_j}",
    },
    draw={"y": _between_0_and_1, "p": _between_0_and_1},
    stages=[
        Stage(
            "chain rule",
            "dL_dp dp_dz dz_dw",
            "dL_dp * dp_dz * dz_dw[j]",
            free="dL_dp dp_dz dz_dw",
            wrong=[
                _slope_missing("dL_dp * dz_dw[j]"),
                upstream_missing("dp_dz * dz_dw[j]", "∂L/∂p is", "S8"),
                input_missing("dL_dp * dp_dz"),
                known("stops-at-probabilities", "dL_dp"),
                partials_added("dL_dp + dp_dz + dz_dw[j]", "S8"),
                partials_added("dL_dp * dp_dz + dz_dw[j]", "S8"),
                partials_added("(dL_dp + dp_dz) * dz_dw[j]", "S8"),
                partials_added("dL_dp * (dp_dz + dz_dw[j])", "S8"),
                known(
                    "fraction-inverted",
                    "dL_dp / dp_dz * dz_dw[j]",
                    clause="∂L/∂p is divided by ∂p/∂z",
                    question="∂p/∂z says how far p moves when z does. If that is twice as far, "
                    "does the loss change more or less?",
                ),
                inputs_summed("dL_dp * dp_dz * sum(k, dz_dw[k])"),
            ],
        ),
        Stage(
            "local partials",
            "y p x log",
            "(-y / p + (1 - y) / (1 - p)) * p * (1 - p) * x[j]",
            form="fraction",
            wrong=[
                _inner_minus_lost("(-y / p - (1 - y) / (1 - p)) * p * (1 - p) * x[j]"),
                _outer_minus_lost("(y / p + (1 - y) / (1 - p)) * p * (1 - p) * x[j]"),
                _first_term_alone("-y / p * p * (1 - p) * x[j]"),
                Wrong(
                    "loss-not-differentiated",
                    "(-y * log(p) - (1 - y) * log(1 - p)) * p * (1 - p) * x[j]",
                    "the loss itself stands where its derivative belongs",
                    "Is this factor the loss, or its slope?",
                ),
                known(
                    "activation-derivative-misremembered",
                    "(-y / p + (1 - y) / (1 - p)) * (1 - p) * x[j]",
                ),
                known(
                    "f-for-fprime",
                    "(-y / p + (1 - y) / (1 - p)) * p * x[j]",
                    clause="p itself stands where the slope of the sigmoid belongs",
                ),
                _slope_missing("(-y / p + (1 - y) / (1 - p)) * x[j]"),
                input_missing("(-y / p + (1 - y) / (1 - p)) * p * (1 - p)"),
                inputs_summed("(-y / p + (1 - y) / (1 - p)) * p * (1 - p) * sum(k, x[k])"),
                upstream_missing("p * (1 - p) * x[j]", "∂L/∂p is", "S8"),
            ],
        ),
        Stage(
            "cancelled",
            "y p x",
            "(-y * (1 - p) + (1 - y) * p) * x[j]",
            form="no fraction, at least 3 products",
            wrong=[
                Wrong(
                    "wrong-factor-cancelled",
                    "(-y * p + (1 - y) * (1 - p)) * x[j]",
                    "each fraction keeps the factor that cancels with its denominator",
                    "p(1 − p)/p: which of the two factors is left?",
                ),
                _inner_minus_lost("(-y * (1 - p) - (1 - y) * p) * x[j]"),
                _outer_minus_lost("(y * (1 - p) + (1 - y) * p) * x[j]"),
                _first_term_alone("-y * (1 - p) * x[j]"),
                _slope_kept("(-y * (1 - p) + (1 - y) * p) * p * (1 - p) * x[j]"),
                input_missing("-y * (1 - p) + (1 - y) * p"),
                inputs_summed("(-y * (1 - p) + (1 - y) * p) * sum(k, x[k])"),
            ],
        ),
        Stage(
            "closed form",
            "y p x",
            "(p - y) * x[j]",
            form="no fraction, at most 2 products",
            wrong=[
                Wrong(
                    "cross-terms-kept",
                    "(p - y - 2 * y * p) * x[j]",
                    "the two terms with y p are added up, where they cancel",
                    _EXPANDED,
                ),
                Wrong(
                    "cross-terms-kept",
                    "(p - y + 2 * y * p) * x[j]",
                    "the two terms with y p are added up, where they cancel",
                    _EXPANDED,
                ),
                Wrong(
                    "cross-terms-kept",
                    "(p - y - y * p) * x[j]",
                    "one of the two terms with y p is left over, where they cancel",
                    _EXPANDED,
                ),
                Wrong(
                    "cross-terms-kept",
                    "(p - y + y * p) * x[j]",
                    "one of the two terms with y p is left over, where they cancel",
                    _EXPANDED,
                ),
                Wrong(
                    "target-missing",
                    "p * x[j]",
                    "the target is not in it",
                    "For p = y, should the loss still want to move w?",
                ),
                _slope_kept("(p - y) * p * (1 - p) * x[j]"),
                input_missing("p - y"),
                inputs_summed("(p - y) * sum(k, x[k])"),
                partials_added("p - y + x[j]", "S8"),
            ],
        ),
    ],
)
def derive_logistic_gradient() -> None:
    """∂L/∂w_j of logistic regression for one sample: (p − y) x_j."""
