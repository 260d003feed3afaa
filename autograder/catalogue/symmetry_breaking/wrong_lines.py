"""Slips that occur in several lines of the derivations of `05_symmetry_breaking`."""

from __future__ import annotations

from autograder.exercises.derivation import Wrong, known

_PRODUCT = "In the chain rule, how is what L does when z moves joined to what z does?"


def upstream_missing(line: str, what: str, item: str = "M3") -> Wrong:
    """A line without the derivative of the loss that arrives, such as "∂L/∂p is"."""
    return Wrong(
        "upstream-missing",
        line,
        f"{what} left out",
        "If the loss were twice as large, would your line be?",
        item,
    )


def partials_added(line: str, item: str = "M3") -> Wrong:
    """A line in which partials are added."""
    return Wrong(
        "chain-rule-adds",
        line,
        "partials are added where the chain rule multiplies them",
        _PRODUCT,
        item,
    )


def summed_separately(line: str, item: str = "M3") -> Wrong:
    """A line in which the factors of a sum of products are summed one by one."""
    return Wrong(
        "summed-separately",
        line,
        "factors are summed one by one, and then multiplied",
        "Is (a + b)(c + d) the same as ac + bd?",
        item,
    )


def inputs_summed(line: str, item: str = "S2") -> Wrong:
    """A line in which the inputs are summed as well."""
    return Wrong(
        "sum-over-inputs",
        line,
        "the inputs are summed as well",
        "z = w₁x₁ + w₂x₂ + …: what is left of this sum when it is differentiated with respect "
        "to w₂?",
        item,
    )


def input_missing(line: str, item: str = "S3") -> Wrong:
    """A line without the input beside the weight."""
    return Wrong(
        "input-factor-missing",
        line,
        "the input beside the weight is left out",
        "z = w₁x₁ + w₂x₂ + …: what is multiplied by w₂?",
        item,
    )


def weight_missing(line: str) -> Wrong:
    """A line in which what arrives has not gone through the outgoing weights."""
    return known(
        "weight-factor-missing",
        line,
        clause="the δ of the outputs are added up without the weights on the way to them",
    )


def slope_missing(line: str) -> Wrong:
    """A line without the slope of the hidden unit."""
    return known("hidden-fprime-missing", line)


def weight_twice(line: str) -> Wrong:
    """A line in which the common weight w is counted twice."""
    return Wrong(
        "weight-counted-twice",
        line,
        "the weight on the way to the outputs is counted twice",
        "How many weights lie between one hidden unit and one output?",
    )


def sigmoid_slope(line: str) -> Wrong:
    """A line in which any f has the slope of the sigmoid."""
    return Wrong(
        "slope-of-sigmoid",
        line,
        "f is taken for the sigmoid, whose slope is f(1 − f)",
        "f can be any activation function here. What stands for its slope?",
        "S7",
    )


def value_for_slope(line: str) -> Wrong:
    """A line with the hidden unit's activation in place of its slope."""
    return known("f-for-fprime", line)
