"""Slips of the chain rule across layers and paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, NotApplicable, need
from autograder.slips.shared import only
from autograder.slips.slip import Slips

_ROUTES = "Draw every arrow that leaves this node. What comes back along each of them?"
_FEEDS = "List every unit that this unit feeds."

_BETWEEN = "On the way forward each value is multiplied by a weight. Where is it on the way back?"

CHAIN = Slips()
slip = CHAIN.slip


@slip(
    "input",
    "weight-factor-missing",
    "S4",
    question=_BETWEEN,
)
def _no_weight(right: Any, p: Context, delta: Array) -> Array:
    """the errors above are summed without the weights they came through"""
    width = need(p.here.W).shape[1]
    return np.repeat(delta.sum(axis=1, keepdims=True), width, axis=1)


@slip(
    "input",
    "weight-factor-missing",
    "S4",
    question=_BETWEEN,
)
def _step_skipped(right: Any, p: Context, delta: Array) -> Array:
    """δ goes on as it came: the step through the weights is left out"""
    n = delta.shape[1]
    if n == 1 or need(p.here.W).shape != (n, n):
        raise NotApplicable("the widths differ, or one unit is all there is: nothing is summed")
    if all(layer.f.name == "identity" for layer in p.layers):
        raise NotApplicable(
            "where nothing but steps through W is asked for, δ is an answer not begun"
        )
    return delta


@slip(
    "input",
    "weight-of-other-layer",
    "M3",
    question="Which matrix lies between a of this layer and z of the next?",
)
def _weight_below(right: Any, p: Context, delta: Array) -> Array:
    """the error is carried down by the weights of the layer below"""
    if p.index == 0:
        # The first layer has none below it, so its own W is the only choice.
        return right(p, delta)
    return delta @ need(p.below.W)


@slip(
    "through",
    "fprime-inside-transpose",
    "M3",
    question="Each entry of δ belongs to a unit of one layer. Do both factors of this product?",
)
def _slope_before_transpose(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the slope of this layer meets the δ above before the weights do, not after"""
    if p.last:
        return right(p, g, slope)
    return p.adjoints.delta[p.index + 1] * slope @ need(p.above.W)


def _one_output(k: int) -> Any:
    def wrong(right: Any, p: Context, delta: Array) -> Array:
        return delta[:, [k]] * need(p.here.W)[k]

    return wrong


slip(
    "input",
    "output-sum-missing",
    "S4",
    question=_FEEDS,
    clause="only the first unit above sends its error down",
)(_one_output(0))


slip(
    "input",
    "output-sum-missing",
    "S4",
    question=_FEEDS,
    clause="only the last unit above sends its error down",
)(_one_output(-1))


@slip("input", "output-sum-missing", "S4", question=_FEEDS)
def _own_output(right: Any, p: Context, delta: Array) -> Array:
    """each unit receives the error of the unit with its own number alone"""
    return delta * np.diag(need(p.here.W))


@slip(
    "input",
    "updated-weight-backprop",
    "M14",
    question="At which weights was the forward pass taken? Is the derivative taken there?",
)
def _updated(right: Any, p: Context, delta: Array) -> Array:
    """the error is carried down by weights that have already been updated"""
    if p.rate is None:
        raise NotApplicable("no step is taken here")
    return delta @ (need(p.here.W) - p.rate * p.adjoints.weight[p.index])


slip(
    "branches",
    "path-missing",
    "G5",
    question=_ROUTES,
    clause="where several arrows leave, only the first is counted",
)(only(0))


slip(
    "branches",
    "path-missing",
    "G5",
    question=_ROUTES,
    clause="where several arrows leave, only the last is counted",
)(only(-1))


@slip(
    "branches",
    "paths-multiplied",
    "G5",
    question="A nudge goes along all arrows at once. How do their effects combine?",
)
def _multiplied(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """where several arrows leave, what comes back is multiplied"""
    return np.asarray(np.prod(np.stack(list(terms)), axis=0))


@slip(
    "branches",
    "paths-averaged",
    "G5",
    question="A nudge goes along all arrows at once. How do their effects combine?",
)
def _averaged(right: Any, p: Context, terms: Sequence[Array]) -> Array:
    """where several arrows leave, what comes back is averaged"""
    return np.asarray(np.mean(np.stack(list(terms)), axis=0))


def _twice(k: int) -> Any:
    def wrong(right: Any, p: Context, terms: Sequence[Array]) -> Array:
        return np.asarray(right(p, terms) + terms[k])

    return wrong


slip(
    "branches",
    "path-double-counted",
    "G5",
    question="Had every branch reported back before the total was passed on?",
    clause="where several arrows leave, the first is counted twice",
)(_twice(0))


slip(
    "branches",
    "path-double-counted",
    "G5",
    question="Had every branch reported back before the total was passed on?",
    clause="where several arrows leave, the last is counted twice",
)(_twice(-1))


def _updated_with(rate: float) -> Any:
    def wrong(right: Any, p: Context, delta: Array) -> Array:
        if p.rate is not None or not p.loss:
            raise NotApplicable("a step is taken here, or the weights are not trained")
        return delta @ (need(p.here.W) - rate * p.adjoints.weight[p.index])

    return wrong


# The rates that people choose when they try a step out.
for _rate in (1.0, 0.1, 0.01):
    slip(
        "input",
        "updated-weight-backprop",
        "M14",
        question="At which weights was the forward pass taken? Is the derivative taken there?",
        clause="the error is carried down by weights that have already been updated",
        alone=True,
    )(_updated_with(_rate))
