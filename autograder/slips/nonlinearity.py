"""Slips of the elementwise nonlinearity and its slope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, NotApplicable, need
from autograder.slips.slip import Slips
from backhand.activations import ACTIVATIONS

#: The slope as a function of a, for activations whose slope has such a form.
_IN_A: dict[str, Callable[[Array], Array]] = {
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a**2,
}

_BETWEEN = "Between z and a sits f. Where is its slope in the product?"
_HANDED = "The slope function expects z, or it expects a. Which was handed to it?"
_FACTS = "What is the slope of f at z = 0, and for huge z? Does this formula agree?"
_UNIT = "f acts on each unit alone. Should unit 1's slope touch unit 2's error?"

NONLINEARITY = Slips()
slip = NONLINEARITY.slip


@slip("through", "hidden-fprime-missing", "S8", question=_BETWEEN)
def _hidden_missing(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the slope f′(z) is not there on the way from a to z"""
    if p.last and p.loss:
        return right(p, g, slope)
    return g


@slip(
    "input",
    "propagates-error-not-delta",
    "M3",
    question="What exactly was passed down: the derivative at a or at z of the upper layer?",
)
def _error_not_delta(right: Any, p: Context, delta: Array) -> Array:
    """what goes down is ∂L/∂a, without the slope of the layer that it comes from"""
    return p.adjoints.g[p.index] @ need(p.here.W)


@slip("slope", "fprime-at-activation", "S8", question=_HANDED)
def _slope_at_activation(right: Any, p: Context) -> Array:
    """the slope function f′ is evaluated at a, not at z"""
    return p.here.f.derivative(need(p.here.a))


@slip("slope", "closed-form-fed-z", "S7", question=_HANDED + " Can this slope be negative?")
def _closed_form_of_z(right: Any, p: Context) -> Array:
    """the slope's closed form in a has z put into it"""
    if p.here.f.name not in _IN_A:
        raise NotApplicable("no closed form in a")
    return _IN_A[p.here.f.name](need(p.here.z))


@slip(
    "slope",
    "fprime-of-other-layer",
    "M3",
    question="δ lives at one layer. Does each factor beside the matrix belong to that layer?",
)
def _slope_above(right: Any, p: Context) -> Array:
    """the slope of the layer above stands at this layer"""
    if p.last:
        return right(p)
    if p.above.f.name == "identity":
        raise NotApplicable("its slope is 1: that is a missing slope")
    return p.above.f.derivative(need(p.above.z))


@slip(
    "slope",
    "fprime-of-other-layer",
    "M3",
    question="δ lives at one layer. Does each factor beside the matrix belong to that layer?",
)
def _slope_of_input(right: Any, p: Context) -> Array:
    """the slope of the layer below stands at this layer"""
    if p.index == 0:
        return right(p)
    return p.here.f.derivative(need(p.below.z))


@slip(
    "through",
    "fprime-outside-transpose",
    "M5",
    question="On the way back, what comes first: the slope of the upper layer, or the weights?",
)
def _slope_after_transpose(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the slope of the upper layer is multiplied in after the weights, not before"""
    if p.last:
        return right(p, g, slope)
    above = p.above
    return p.adjoints.g[p.index + 1] @ need(above.W) * above.f.derivative(need(above.z)) * slope


@slip(
    "slope",
    "fprime-of-other-layer",
    "M3",
    question="δ lives at one layer. Does each factor beside the matrix belong to that layer?",
)
def _slope_of_what_enters(right: Any, p: Context) -> Array:
    """the slope is built from what enters this layer, not from what leaves it"""
    x = need(p.here.x)
    if x.shape != need(p.here.a).shape:
        raise NotApplicable("the widths differ")
    if p.here.f.name not in _IN_A:
        raise NotApplicable("no closed form in a")
    return _IN_A[p.here.f.name](x)


@slip(
    "slope",
    "f-for-fprime",
    "S8",
    question="Where f is flat its slope is 0. Is this factor small there?",
)
def _function_for_slope(right: Any, p: Context) -> Array:
    """the activation f(z) stands where its slope f′(z) belongs"""
    return need(p.here.a)


def _formula(name: str, formula: Callable[[Array], Array]) -> Any:
    def wrong(right: Any, p: Context) -> Array:
        if p.here.f.name != name:
            raise NotApplicable("another activation")
        return formula(need(p.here.a))

    return wrong


slip(
    "slope",
    "activation-derivative-misremembered",
    "S7",
    question=_FACTS,
    clause="the sigmoid's slope has only one of its two factors",
)(_formula("sigmoid", lambda a: 1 - a))


slip(
    "slope",
    "activation-derivative-misremembered",
    "S7",
    question=_FACTS,
    clause="the sigmoid is given the slope of tanh, in terms of a",
)(_formula("sigmoid", lambda a: 1 - a**2))


slip(
    "slope",
    "activation-derivative-misremembered",
    "S7",
    question=_FACTS,
    clause="the sigmoid's slope is taken to be a²",
)(_formula("sigmoid", lambda a: a**2))


def _slope_of(name: str, other: str) -> Any:
    def wrong(right: Any, p: Context) -> Array:
        if p.here.f.name != name:
            raise NotApplicable("another activation")
        return ACTIVATIONS[other].derivative(need(p.here.z))

    return wrong


slip(
    "slope",
    "activation-derivative-misremembered",
    "S7",
    question=_FACTS,
    clause="the sigmoid is given the slope of tanh, at z",
)(_slope_of("sigmoid", "tanh"))


slip(
    "slope",
    "activation-derivative-misremembered",
    "S7",
    question=_FACTS,
    clause="the sigmoid's slope has a plus for its minus: a(1 + a)",
)(_formula("sigmoid", lambda a: a * (1 + a)))


@slip("slope", "activation-derivative-misremembered", "S7", question=_FACTS)
def _sign_turned(right: Any, p: Context) -> Array:
    """the sign is turned, as with a(a − 1) for the slope of the sigmoid"""
    if p.loss or p.here.f.name != "sigmoid" or p.index in p.adjoints.g:
        # With a loss or a gradient that comes in, its sign gives the same numbers.
        raise NotApplicable("the slope meets a gradient")
    a = need(p.here.a)
    return a * (a - 1)


slip(
    "slope",
    "activation-derivative-misremembered",
    "S8",
    question=_FACTS,
    clause="tanh is given the slope of tan, 1 + a²",
)(_formula("tanh", lambda a: 1 + a**2))


slip(
    "slope",
    "activation-derivative-misremembered",
    "S8",
    question=_FACTS,
    clause="the slope of tanh lacks its square",
)(_formula("tanh", lambda a: 1 - a))


slip(
    "slope",
    "activation-derivative-misremembered",
    "S8",
    question=_FACTS,
    clause="tanh is given the slope of the sigmoid at z",
)(_slope_of("tanh", "sigmoid"))


slip(
    "slope",
    "activation-derivative-misremembered",
    "S8",
    question=_FACTS,
    clause="in the slope of tanh too much is squared",
)(_formula("tanh", lambda a: (1 - a) ** 2))


slip(
    "slope",
    "activation-derivative-misremembered",
    "S8",
    question=_FACTS,
    clause="tanh is given the slope −a²",
)(_formula("tanh", lambda a: -(a**2)))


slip(
    "slope",
    "activation-derivative-misremembered",
    "S8",
    question=_FACTS,
    clause="tanh is given the slope of the sigmoid, in terms of a",
)(_formula("tanh", lambda a: a * (1 - a)))


slip(
    "slope",
    "activation-derivative-misremembered",
    "S8",
    question=_FACTS,
    clause="the slope is that of the inverse function",
)(_formula("tanh", lambda a: 1 / (1 - a**2)))


for _name, _item, _words, _wrong in (
    ("sigmoid", "S7", "the sigmoid is given the slope −a²", lambda a: -(a**2)),
    ("sigmoid", "S7", "the sigmoid is given the slope −a(1 + a)", lambda a: -a * (1 + a)),
    ("tanh", "S8", "tanh is given the slope a²", lambda a: a**2),
    ("tanh", "S8", "tanh is given the slope −1 − a²", lambda a: -1 - a**2),
):
    slip(
        "slope",
        "activation-derivative-misremembered",
        _item,
        question=_FACTS,
        clause=_words,
    )(_formula(_name, _wrong))


@slip(
    "slope",
    "fprime-from-error",
    "S8",
    question="The slope of f knows nothing about the target. What is it a function of?",
)
def _slope_from_error(right: Any, p: Context) -> Array:
    """the slope is built from the error at the output"""
    error = need(p.here.a) - need(p.y)
    return error * (1 - error)


@slip(
    "through",
    "fprime-from-error",
    "S8",
    question="The slope of f is a function of what f was applied to. What was that?",
)
def _slope_from_gradient(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the slope is built from the gradient that arrives, not from this layer's own values"""
    if p.here.f.name not in _IN_A:
        raise NotApplicable("no closed form in a")
    return g * _IN_A[p.here.f.name](g)


@slip("slope", "fprime-twice", "S8", question="How many times did the signal pass through f here?")
def _twice(right: Any, p: Context) -> Array:
    """the slope is counted twice"""
    return np.asarray(right(p) ** 2)


@slip(
    "through",
    "relu-mask-wrong-tensor",
    "S8",
    question="Which units were on during the forward pass?",
)
def _mask_from_gradient(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the ReLU is applied to the gradient, not its mask from the forward pass"""
    if p.here.f.name != "relu":
        raise NotApplicable("another activation")
    return np.maximum(g, 0)


@slip("through", "elementwise-vs-matrix", "S8", question=_UNIT)
def _matrix_product(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the slope is joined by a matrix product and not unit by unit"""
    if len(g) == 1:
        return np.outer(g[0], slope[0])
    return g @ slope.T


@slip("through", "elementwise-vs-matrix", "S8", question=_UNIT)
def _sum_of_products(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the slopes and errors are multiplied and then summed over the units"""
    return np.asarray((g * slope).sum(axis=-1))


@slip("slope", "elementwise-vs-matrix", "S8", question=_UNIT)
def _inner_product(right: Any, p: Context) -> Array:
    """the slope has aᵀa in it, one number for all units, where each unit has its own a"""
    if p.here.f.name != "tanh":
        raise NotApplicable("another activation")
    return 1 - (need(p.here.a) ** 2).sum(axis=-1, keepdims=True)


@slip(
    "through",
    "slope-added",
    "S8",
    question=(
        "A nudge of z is first scaled by f, then by what follows. How do two scalings combine?"
    ),
)
def _added(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the slope is added to the incoming gradient and not multiplied"""
    return g + slope
