"""Wrong slopes of sigmoid, tanh and ReLU: rarer ones, as formulas in z and a."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, NotApplicable, need
from autograder.slips.slip import Slips
from backhand.activations import relu_derivative, sigmoid_derivative

_FACTS = "What is the slope of f at z = 0, and for huge z? Does this formula agree?"
_KINK = "For which z is the ReLU flat, and how steep is it elsewhere?"
_HANDED = "The slope function expects z, or it expects a. Which was handed to it?"
_PRODUCT = "A nudge of z is first scaled by f, then by what follows. How do two scalings combine?"
_ITEM = {"sigmoid": "S7", "tanh": "S8", "relu": "S8"}

SLOPES = Slips()

#: Activation, the wrong slope of z and a, and the words; "it" in a question is f.
_WRONG: tuple[tuple[str, Callable[[Array, Array], Array], str], ...] = (
    ("sigmoid", lambda z, a: a / (1 - a), "the sigmoid's slope is a quotient, a/(1 − a)"),
    ("sigmoid", lambda z, a: -(a**2), "the sigmoid is given the slope −a²"),
    ("sigmoid", lambda z, a: a * (0.5 - a), "the sigmoid's slope has ½ for its 1: a(½ − a)"),
    ("sigmoid", lambda z, a: a * (2 - a), "the sigmoid's slope has 2 for its 1: a(2 − a)"),
    (
        "sigmoid",
        lambda z, a: (1 - a) ** 2,
        "the second factor of the slope of the sigmoid is squared, and the first one is gone",
    ),
    (
        "sigmoid",
        lambda z, a: a * (1 - a**2),
        "the slope of the sigmoid has a square too many",
    ),
    ("sigmoid", lambda z, a: a * (1 - z), "z stands for a in the second factor of the slope"),
    ("sigmoid", lambda z, a: z * (1 - a), "z stands for a in the first factor of the slope"),
    (
        "sigmoid",
        lambda z, a: np.exp(z) * a**2,
        "the numerator of the sigmoid's slope has e^z, not e^(−z)",
    ),
    ("sigmoid", lambda z, a: z * a * (1 - a), "the slope is multiplied by z as well"),
    ("sigmoid", lambda z, a: np.full_like(z, 0.25), "the slope at z = 0, ¼, stands for all z"),
    (
        "sigmoid",
        lambda z, a: np.exp(z) * (1 - np.exp(z)),
        "e^z stands where the sigmoid belongs, in its slope",
    ),
    (
        "sigmoid",
        lambda z, a: np.tanh(z) * (1 - np.tanh(z)),
        "z goes through tanh where the sigmoid belongs, in its slope",
    ),
    ("tanh", lambda z, a: a**2, "tanh is given the slope a²"),
    ("tanh", lambda z, a: 0.5 - a**2, "the slope of tanh has ½ for its 1: ½ − a²"),
    ("tanh", lambda z, a: 2 - a**2, "the slope of tanh has 2 for its 1: 2 − a²"),
    ("tanh", lambda z, a: 1 - a**3, "the slope of tanh has a cube for its square"),
    ("tanh", lambda z, a: 1 - 2 * a, "the slope of tanh has a double for its square"),
    ("tanh", lambda z, a: -2 * a, "the slope of tanh is differentiated once more"),
    ("tanh", lambda z, a: a * (1 - a**2), "the slope of tanh is multiplied by a as well"),
    ("tanh", lambda z, a: 1 / np.cosh(z), "the slope of tanh is 1/cosh z, without its square"),
    ("tanh", lambda z, a: 1 - np.tanh(z**2), "z is squared, and not tanh z"),
    ("tanh", lambda z, a: 1 - np.tan(z) ** 2, "tan z stands for tanh z in the slope"),
    (
        "tanh",
        lambda z, a: 1 - 1 / (1 + np.exp(-z)) ** 2,
        "the slope of tanh is built from the sigmoid of z",
    ),
    ("tanh", lambda z, a: z * (1 - a**2), "the slope is multiplied by z as well"),
    ("relu", lambda z, a: 1 - relu_derivative(z), "the mask of the ReLU is inverted"),
    ("relu", lambda z, a: np.where(z > 0, 1.0, 0.01), "the slope is that of a leaky ReLU"),
    ("relu", lambda z, a: np.sign(z), "the slope is the sign of z: −1 where it should be 0"),
    ("relu", lambda z, a: sigmoid_derivative(z), "the ReLU is given the slope of a sigmoid"),
    ("relu", lambda z, a: 1 - np.tanh(z) ** 2, "the ReLU is given the slope of tanh"),
)


def _formula(name: str, formula: Callable[[Array, Array], Array]) -> Any:
    def wrong(right: Any, p: Context) -> Array:
        if p.here.f.name != name:
            raise NotApplicable("another activation")
        return formula(need(p.here.z), need(p.here.a))

    return wrong


for _name, _wrong, _clause in _WRONG:
    SLOPES.slip(
        "slope",
        "relu-mask-wrong" if _name == "relu" else "activation-derivative-misremembered",
        _ITEM[_name],
        question=_KINK if _name == "relu" else _FACTS,
        clause=_clause,
        # A ReLU has few slips, so that pairs with these are cheap.
        alone=_name != "relu",
    )(_formula(_name, _wrong))


@SLOPES.slip("slope", "z-for-slope", "S8", question=_FACTS, alone=True)
def _z_for_slope(right: Any, p: Context) -> Array:
    """z itself stands where the slope f′(z) belongs"""
    return need(p.here.z)


@SLOPES.slip("through", "slope-at-upstream", "S8", question=_HANDED, alone=True)
def _slope_at_g(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the slope f′ is taken at the incoming gradient, not at z"""
    if p.here.f.name == "relu":
        raise NotApplicable("for a ReLU this is `relu-mask-wrong-tensor`")
    return np.asarray(right(p, g, p.here.f.derivative(g)))


@SLOPES.slip("through", "slope-at-upstream", "S8", question=_HANDED, alone=True)
def _exchanged(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """z and the incoming gradient have changed places: the slope is taken at the gradient"""
    return np.asarray(right(p, need(p.here.z), p.here.f.derivative(g)))


@SLOPES.slip("through", "slope-of-product", "S8", question=_PRODUCT, alone=True)
def _slope_of_product(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the incoming gradient stands inside the slope, as a factor of z, not in front of it"""
    return p.here.f.derivative(g * need(p.here.z))


@SLOPES.slip("through", "slope-divided-by", "S8", question=_PRODUCT, alone=True)
def _divided(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the incoming gradient is divided by the slope and not multiplied by it"""
    if p.here.f.name == "tanh":
        raise NotApplicable("for tanh this is the slope of the inverse function")
    return g / slope


@SLOPES.slip("through", "elementwise-vs-matrix", "S8", question=_PRODUCT, alone=True)
def _upstream_summed(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the incoming gradient is added up over the units before it meets the slope"""
    if p.loss:
        raise NotApplicable("with a loss this is `square-of-sum`")
    return np.asarray(right(p, np.broadcast_to(g.sum(axis=-1, keepdims=True), g.shape), slope))


@SLOPES.slip("through", "elementwise-vs-matrix", "S8", question=_PRODUCT, alone=True)
def _slopes_summed(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the slopes are added up over the units before they meet the incoming gradient"""
    if p.loss:
        raise NotApplicable("where all units are alike, this is a sum of gradients")
    return np.asarray(right(p, g, np.broadcast_to(slope.sum(axis=-1, keepdims=True), g.shape)))


def _minus_upstream(sign: float) -> Any:
    def wrong(right: Any, p: Context, g: Array, slope: Array) -> Array:
        if p.loss or p.rate is not None:
            raise NotApplicable("a loss is stated here")
        return np.asarray(right(p, sign * (need(p.here.a) - g), slope))

    return wrong


for _sign, _clause in ((1.0, "a − g"), (-1.0, "g − a")):
    SLOPES.slip(
        "through",
        "upstream-taken-for-target",
        "S8",
        question="Is the incoming gradient compared with the output, or does it contain that?",
        clause=f"the incoming gradient g is treated as a target: {_clause} stands in its place",
        alone=True,
    )(_minus_upstream(_sign))


@SLOPES.slip(
    "input",
    "slope-at-input",
    "M3",
    question="Which function was the first layer's input put through before it got there?",
)
def _slope_at_input(right: Any, p: Context, delta: Array) -> Array:
    """the network's input is given the slope of a sigmoid that it never went through"""
    found = np.asarray(right(p, delta))
    x = need(p.here.x)
    return found * x * (1 - x) if p.index == 0 else found


@SLOPES.slip(
    "input",
    "slope-at-input",
    "M3",
    question="Which function was the first layer's input put through before it got there?",
    alone=True,
)
def _tanh_slope_at_input(right: Any, p: Context, delta: Array) -> Array:
    """the network's input is given the slope of a tanh that it never went through"""
    found = np.asarray(right(p, delta))
    return found * (1 - need(p.here.x) ** 2) if p.index == 0 else found


@SLOPES.slip("weight", "slope-as-input", "S3", question=_FACTS, alone=True)
def _slope_below_as_input(right: Any, p: Context, delta: Array) -> Array:
    """the slope of the layer below stands where its output belongs in the weight gradient"""
    return np.asarray(right(p, delta)) if p.index == 0 else delta.T @ p.below.slope
