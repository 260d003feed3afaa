"""Slips of the elementwise nonlinearity and its slope (misconceptions, section 3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, NotApplicable, need
from autograder.slips.slip import Slip, at
from backhand.activations import ACTIVATIONS


def _hidden_missing(before: Any, p: Context, g: Array, slope: Array) -> Array:
    if p.last and p.loss:
        return before(p, g, slope)
    return g


def _error_not_delta(before: Any, p: Context, delta: Array) -> Array:
    return p.adjoints.g[p.index] @ need(p.here.W)


def _slope_at_activation(before: Any, p: Context) -> Array:
    return p.here.f.derivative(need(p.here.a))


#: The slope as a function of a, where it has such a form.
_IN_A: dict[str, Callable[[Array], Array]] = {
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a**2,
}


def _closed_form_of_z(before: Any, p: Context) -> Array:
    if p.here.f.name not in _IN_A:
        raise NotApplicable("no closed form in a")
    return _IN_A[p.here.f.name](need(p.here.z))


def _slope_above(before: Any, p: Context) -> Array:
    if p.last:
        return before(p)
    if p.above.f.name == "identity":
        raise NotApplicable("its slope is 1: that is a missing slope")
    return p.above.f.derivative(need(p.above.z))


def _slope_of_input(before: Any, p: Context) -> Array:
    if p.index == 0:
        return before(p)
    return p.here.f.derivative(need(p.below.z))


def _slope_of_what_enters(before: Any, p: Context) -> Array:
    x = need(p.here.x)
    if x.shape != need(p.here.a).shape:
        raise NotApplicable("the widths differ")
    if p.here.f.name not in _IN_A:
        raise NotApplicable("no closed form in a")
    return _IN_A[p.here.f.name](x)


def _function_for_slope(before: Any, p: Context) -> Array:
    return need(p.here.a)


def _formula(name: str, formula: Callable[[Array], Array]) -> Any:
    def wrong(before: Any, p: Context) -> Array:
        if p.here.f.name != name:
            raise NotApplicable("another activation")
        return formula(need(p.here.a))

    return wrong


def _slope_of(name: str, other: str) -> Any:
    def wrong(before: Any, p: Context) -> Array:
        if p.here.f.name != name:
            raise NotApplicable("another activation")
        return ACTIVATIONS[other].derivative(need(p.here.z))

    return wrong


def _inner_product(before: Any, p: Context) -> Array:
    if p.here.f.name != "tanh":
        raise NotApplicable("another activation")
    return 1 - (need(p.here.a) ** 2).sum(axis=-1, keepdims=True)


def _sign_turned(before: Any, p: Context) -> Array:
    if p.loss or p.here.f.name != "sigmoid":
        # With a loss it is the same number as a flipped error, and that is the likelier tale.
        raise NotApplicable("a loss is stated here")
    a = need(p.here.a)
    return a * (a - 1)


def _slope_from_error(before: Any, p: Context) -> Array:
    error = need(p.here.a) - need(p.y)
    return error * (1 - error)


def _slope_from_gradient(before: Any, p: Context, g: Array, slope: Array) -> Array:
    if p.here.f.name not in _IN_A:
        raise NotApplicable("no closed form in a")
    return g * _IN_A[p.here.f.name](g)


def _twice(before: Any, p: Context) -> Array:
    return np.asarray(before(p) ** 2)


def _mask_from_gradient(before: Any, p: Context, g: Array, slope: Array) -> Array:
    if p.here.f.name != "relu":
        raise NotApplicable("another activation")
    return np.maximum(g, 0)


def _slope_after_transpose(before: Any, p: Context, g: Array, slope: Array) -> Array:
    if p.last:
        return before(p, g, slope)
    above = p.above
    return p.adjoints.g[p.index + 1] @ need(above.W) * above.f.derivative(need(above.z)) * slope


def _matrix_product(before: Any, p: Context, g: Array, slope: Array) -> Array:
    if len(g) == 1:
        return np.outer(g[0], slope[0])
    return g @ slope.T


def _sum_of_products(before: Any, p: Context, g: Array, slope: Array) -> Array:
    return np.asarray((g * slope).sum(axis=-1))


def _added(before: Any, p: Context, g: Array, slope: Array) -> Array:
    return g + slope


_BETWEEN = "Between a and z of a hidden layer sits f. Where is its slope in the product?"
_HANDED = "The slope function expects z, or it expects a. Which was handed to it?"
_FACTS = "What is the slope of f at z = 0, and for huge z? Does this formula agree?"
_UNIT = "f acts on each unit alone. Should unit 1's slope touch unit 2's error?"

NONLINEARITY = (
    Slip(
        "hidden-fprime-missing",
        "the slope f′(z) is not there on the way from a to z",
        _BETWEEN,
        "S8",
        at("through", _hidden_missing),
    ),
    Slip(
        "propagates-error-not-delta",
        "what goes down through W is ∂L/∂a, without the slope of the layer it comes from",
        "What exactly was passed down: the derivative at a or at z of the upper layer?",
        "M3",
        at("input", _error_not_delta),
    ),
    Slip(
        "fprime-at-activation",
        "the slope function f′ is evaluated at a, not at z",
        _HANDED,
        "S8",
        at("slope", _slope_at_activation),
    ),
    Slip(
        "closed-form-fed-z",
        "the slope's closed form in a has z put into it",
        _HANDED + " Can this slope be negative?",
        "S7",
        at("slope", _closed_form_of_z),
    ),
    Slip(
        "fprime-of-other-layer",
        "the slope of the layer above stands at this layer",
        "δ lives at one layer. Does each factor outside Wᵀ(·) belong to that layer?",
        "M3",
        at("slope", _slope_above),
    ),
    Slip(
        "fprime-of-other-layer",
        "the slope of the layer below stands at this layer",
        "δ lives at one layer. Does each factor outside Wᵀ(·) belong to that layer?",
        "M3",
        at("slope", _slope_of_input),
    ),
    Slip(
        "fprime-outside-transpose",
        "the slope of the upper layer is multiplied in after Wᵀ and not before",
        "Read the product from right to left as a journey: the upper slope first, then through W.",
        "M5",
        at("through", _slope_after_transpose),
    ),
    Slip(
        "fprime-of-other-layer",
        "the slope is built from what enters this layer, not from what leaves it",
        "δ lives at one layer. Does each factor outside Wᵀ(·) belong to that layer?",
        "M3",
        at("slope", _slope_of_what_enters),
    ),
    Slip(
        "f-for-fprime",
        "the activation f(z) stands where its slope f′(z) belongs",
        "Where f is flat its slope is 0. Is this factor small there?",
        "S8",
        at("slope", _function_for_slope),
    ),
    Slip(
        "activation-derivative-misremembered",
        "the sigmoid's slope has one factor only: 1 − a",
        _FACTS,
        "S7",
        at("slope", _formula("sigmoid", lambda a: 1 - a)),
    ),
    Slip(
        "activation-derivative-misremembered",
        "the sigmoid is given the slope of tanh, 1 − a²",
        _FACTS,
        "S7",
        at("slope", _formula("sigmoid", lambda a: 1 - a**2)),
    ),
    Slip(
        "activation-derivative-misremembered",
        "the sigmoid's slope is taken to be a²",
        _FACTS,
        "S7",
        at("slope", _formula("sigmoid", lambda a: a**2)),
    ),
    Slip(
        "activation-derivative-misremembered",
        "the sigmoid is given the slope of tanh, 1 − tanh(z)²",
        _FACTS,
        "S7",
        at("slope", _slope_of("sigmoid", "tanh")),
    ),
    Slip(
        "activation-derivative-misremembered",
        "the sigmoid's slope has a plus for its minus: a(1 + a)",
        _FACTS,
        "S7",
        at("slope", _formula("sigmoid", lambda a: a * (1 + a))),
    ),
    Slip(
        "activation-derivative-misremembered",
        "the sigmoid's slope has its sign turned: a(a − 1)",
        _FACTS,
        "S7",
        at("slope", _sign_turned),
    ),
    Slip(
        "activation-derivative-misremembered",
        "tanh is given the slope of tan, 1 + a²",
        _FACTS,
        "S8",
        at("slope", _formula("tanh", lambda a: 1 + a**2)),
    ),
    Slip(
        "activation-derivative-misremembered",
        "tanh is given the slope 1 − a",
        _FACTS,
        "S8",
        at("slope", _formula("tanh", lambda a: 1 - a)),
    ),
    Slip(
        "activation-derivative-misremembered",
        "tanh is given the slope of the sigmoid at z",
        _FACTS,
        "S8",
        at("slope", _slope_of("tanh", "sigmoid")),
    ),
    Slip(
        "activation-derivative-misremembered",
        "tanh is given the slope (1 − a)², where 1 − a² belongs",
        _FACTS,
        "S8",
        at("slope", _formula("tanh", lambda a: (1 - a) ** 2)),
    ),
    Slip(
        "activation-derivative-misremembered",
        "tanh is given the slope −a²",
        _FACTS,
        "S8",
        at("slope", _formula("tanh", lambda a: -(a**2))),
    ),
    Slip(
        "activation-derivative-misremembered",
        "tanh is given the slope of the sigmoid, a(1 − a)",
        _FACTS,
        "S8",
        at("slope", _formula("tanh", lambda a: a * (1 - a))),
    ),
    Slip(
        "activation-derivative-misremembered",
        "the slope is that of the inverse function, 1/(1 − a²)",
        _FACTS,
        "S8",
        at("slope", _formula("tanh", lambda a: 1 / (1 - a**2))),
    ),
    Slip(
        "fprime-from-error",
        "the slope is built from the error a − y",
        "The slope of f knows nothing about the target. What is it a function of?",
        "S8",
        at("slope", _slope_from_error),
    ),
    Slip(
        "fprime-from-error",
        "the slope is built from the gradient that arrives, not from this layer's own values",
        "The slope of f is a function of what f was applied to. What was that?",
        "S8",
        at("through", _slope_from_gradient),
    ),
    Slip(
        "fprime-twice",
        "the slope is counted twice",
        "How many times did the signal pass through f here?",
        "S8",
        at("slope", _twice),
    ),
    Slip(
        "relu-mask-wrong-tensor",
        "the ReLU is applied to the gradient, not its mask from the forward pass",
        "Which units were on during the forward pass?",
        "S8",
        at("through", _mask_from_gradient),
    ),
    Slip(
        "elementwise-vs-matrix",
        "the slope is joined by a matrix product and not unit by unit",
        _UNIT,
        "S8",
        at("through", _matrix_product),
    ),
    Slip(
        "elementwise-vs-matrix",
        "the slopes and errors are multiplied and then summed over the units",
        _UNIT,
        "S8",
        at("through", _sum_of_products),
    ),
    Slip(
        "elementwise-vs-matrix",
        "the slope is 1 − aᵀa, one number for all units, where 1 − a ⊙ a belongs",
        _UNIT,
        "S8",
        at("slope", _inner_product),
    ),
    Slip(
        "slope-added",
        "the slope is added to the incoming gradient and not multiplied",
        "A nudge of z is first scaled by f, then by what follows. How do two scalings combine?",
        "S8",
        at("through", _added),
    ),
)
