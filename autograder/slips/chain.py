"""Slips of the chain across layers and paths (misconceptions, section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, NotApplicable, need
from autograder.slips.slip import Slip, at


def _no_weight(before: Any, p: Context, delta: Array) -> Array:
    width = need(p.here.W).shape[1]
    return np.repeat(delta.sum(axis=1, keepdims=True), width, axis=1)


def _step_skipped(before: Any, p: Context, delta: Array) -> Array:
    n = delta.shape[1]
    if n == 1 or need(p.here.W).shape != (n, n):
        raise NotApplicable("the widths differ, or one unit is all there is: nothing is summed")
    if all(layer.f.name == "identity" for layer in p.layers):
        raise NotApplicable(
            "where nothing but steps through W is asked for, δ is an answer not begun"
        )
    return delta


def _weight_below(before: Any, p: Context, delta: Array) -> Array:
    if p.index == 0:
        # Nothing lies below the first layer: there its own W is all there is.
        return before(p, delta)
    return delta @ need(p.below.W)


def _slope_before_transpose(before: Any, p: Context, g: Array, slope: Array) -> Array:
    if p.last:
        return before(p, g, slope)
    return p.adjoints.delta[p.index + 1] * slope @ need(p.above.W)


def _one_output(k: int) -> Any:
    def wrong(before: Any, p: Context, delta: Array) -> Array:
        return delta[:, [k]] * need(p.here.W)[k]

    return wrong


def _own_output(before: Any, p: Context, delta: Array) -> Array:
    return delta * np.diag(need(p.here.W))


def _updated(before: Any, p: Context, delta: Array) -> Array:
    if p.rate is None:
        raise NotApplicable("no step is taken here")
    return delta @ (need(p.here.W) - p.rate * p.adjoints.weight[p.index])


def _branch(k: int) -> Any:
    def wrong(before: Any, p: Context, terms: Sequence[Array]) -> Array:
        return np.asarray(terms[k])

    return wrong


def _multiplied(before: Any, p: Context, terms: Sequence[Array]) -> Array:
    return np.asarray(np.prod(np.stack(list(terms)), axis=0))


def _averaged(before: Any, p: Context, terms: Sequence[Array]) -> Array:
    return np.asarray(np.mean(np.stack(list(terms)), axis=0))


def _twice(k: int) -> Any:
    def wrong(before: Any, p: Context, terms: Sequence[Array]) -> Array:
        return np.asarray(before(p, terms) + terms[k])

    return wrong


_ROUTES = "Draw every arrow that leaves this node. How many routes reach the loss?"
_FEEDS = "List every unit that this unit feeds."

CHAIN = (
    Slip(
        "weight-factor-missing",
        "the errors above are summed without the weights they came through",
        "Between two slopes there is a multiplication by a weight on the way forward. Where is it?",
        "S4",
        at("input", _no_weight),
    ),
    Slip(
        "weight-factor-missing",
        "δ goes on as it came: the step through W is left out",
        "Between two slopes there is a multiplication by a weight on the way forward. Where is it?",
        "S4",
        at("input", _step_skipped),
    ),
    Slip(
        "weight-of-other-layer",
        "the error is carried down by the weights of the layer below",
        "Which matrix lies between a of this layer and z of the next?",
        "M3",
        at("input", _weight_below),
    ),
    Slip(
        "fprime-inside-transpose",
        "the slope of this layer meets the δ above before Wᵀ and not after",
        "Each entry of δ belongs to a unit of one layer. Do both factors of this product?",
        "M3",
        at("through", _slope_before_transpose),
    ),
    Slip(
        "output-sum-missing",
        "only the first unit above sends its error down",
        _FEEDS,
        "S4",
        at("input", _one_output(0)),
    ),
    Slip(
        "output-sum-missing",
        "only the last unit above sends its error down",
        _FEEDS,
        "S4",
        at("input", _one_output(-1)),
    ),
    Slip(
        "output-sum-missing",
        "each unit receives the error of the unit with its own number alone",
        _FEEDS,
        "S4",
        at("input", _own_output),
    ),
    Slip(
        "updated-weight-backprop",
        "the error is carried down by weights that have already been updated",
        "At which weights was the forward pass taken? Is the derivative taken there?",
        "M14",
        at("input", _updated),
    ),
    Slip(
        "path-missing",
        "only the first path is counted",
        _ROUTES,
        "G5",
        at("branches", _branch(0)),
    ),
    Slip(
        "path-missing",
        "only the last path is counted",
        _ROUTES,
        "G5",
        at("branches", _branch(-1)),
    ),
    Slip(
        "paths-multiplied",
        "the contributions of the paths are multiplied",
        "A nudge travels all routes at once. How do their effects combine?",
        "G5",
        at("branches", _multiplied),
    ),
    Slip(
        "paths-averaged",
        "the contributions of the paths are averaged",
        "A nudge travels all routes at once. How do their effects combine?",
        "G5",
        at("branches", _averaged),
    ),
    Slip(
        "path-double-counted",
        "the first path is counted twice",
        "Had every branch reported back before the total was passed on?",
        "G5",
        at("branches", _twice(0)),
    ),
    Slip(
        "path-double-counted",
        "the last path is counted twice",
        "Had every branch reported back before the total was passed on?",
        "G5",
        at("branches", _twice(-1)),
    ),
)
