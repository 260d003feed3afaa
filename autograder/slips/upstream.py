"""Slips of the chain rule at one step: another quantity stands where the incoming one belongs.

The incoming quantity is δ in the weight, bias and input gradient, and ∂L/∂a in front of a slope.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, NotApplicable, need
from autograder.slips.slip import Slips

_OF_LOSS = "Which quantity is differentiated: the loss, or what this layer puts out?"
_DOUBLE = "If the loss were doubled, would this result double?"
_TARGET = "The target enters at the loss. In which form does it reach this line?"
_COMBINE = "A nudge is first scaled here, then by what follows. How do two scalings combine?"
_SUMS = "Is (a + b)(c + d) the same as ac + bd?"
_TWO = "A weight's partial is a product of two numbers. Which layer or unit is each taken from?"

UPSTREAM = Slips()
slip = UPSTREAM.slip


def _nonlinear(p: Context) -> None:
    if p.here.f.name == "identity":
        raise NotApplicable("δ and ∂L/∂a are the same")


# ---- left out --------------------------------------------------------------------------------


@slip("weight", "upstream-missing", "S3", question=_OF_LOSS)
def _input_alone(right: Any, p: Context, delta: Array) -> Array:
    """δ is left out of the weight gradient: every row holds the input"""
    return np.asarray(right(p, np.ones_like(delta)))


@slip("input", "upstream-missing", "S4", question=_OF_LOSS)
def _weights_alone(right: Any, p: Context, delta: Array) -> Array:
    """δ is left out on the way down: the weights alone are added up"""
    return np.asarray(right(p, np.ones_like(delta)))


@slip("through", "upstream-missing", "S8", question=_OF_LOSS)
def _slope_alone(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the slope stands alone, without the gradient that comes in"""
    return np.broadcast_to(slope, g.shape)


@slip("residual", "upstream-missing", "S6", question=_OF_LOSS, alone=True)
def _error_left_out(right: Any, p: Context) -> Array:
    """the error of the output is left out"""
    return np.ones_like(right(p))


@slip("bias", "upstream-missing", "S5", question=_OF_LOSS, alone=True)
def _uses_counted(right: Any, p: Context, delta: Array) -> Array:
    """δ is left out of the bias gradient, and its uses are counted"""
    return np.asarray(right(p, np.ones_like(delta)))


@slip("bias", "upstream-missing", "S5", question=_OF_LOSS, alone=True)
def _ones(right: Any, p: Context, delta: Array) -> Array:
    """δ is left out of the bias gradient: every entry is 1"""
    if len(delta) == 1:
        raise NotApplicable("with one sample this counts the uses")
    return np.ones(delta.shape[1])


@slip("weight", "upstream-missing", "S3", question=_OF_LOSS, alone=True)
def _weight_from_slope(right: Any, p: Context, delta: Array) -> Array:
    """the slope alone stands where δ belongs in the weight gradient"""
    _nonlinear(p)
    return np.asarray(right(p, np.broadcast_to(p.here.slope, delta.shape)))


@slip("bias", "upstream-missing", "S5", question=_OF_LOSS, alone=True)
def _bias_from_slope(right: Any, p: Context, delta: Array) -> Array:
    """the slope alone stands where δ belongs in the bias gradient"""
    _nonlinear(p)
    return np.asarray(right(p, np.broadcast_to(p.here.slope, delta.shape)))


@slip("input", "upstream-missing", "S4", question=_OF_LOSS, alone=True)
def _input_from_slope(right: Any, p: Context, delta: Array) -> Array:
    """the slope alone goes back to the input, without the error"""
    _nonlinear(p)
    return np.asarray(right(p, np.broadcast_to(p.here.slope, delta.shape)))


@slip(
    "weight",
    "input-factor-missing",
    "S3",
    question="How much does z₁ move when w₁₁ is nudged: by the nudge itself?",
    alone=True,
)
def _delta_alone(right: Any, p: Context, delta: Array) -> Array:
    """the input is left out of the weight gradient: every column holds δ"""
    return delta.T @ np.ones_like(need(p.here.x))


# ---- replaced --------------------------------------------------------------------------------


@slip("weight", "output-fprime-missing", "S8", question="What lies between z and a?", alone=True)
def _weight_from_error(right: Any, p: Context, delta: Array) -> Array:
    """the weight gradient of the output layer is built from ∂L/∂a, without the slope"""
    if not p.loss:
        raise NotApplicable("no loss is stated here")
    return np.asarray(right(p, p.adjoints.g[p.index] if p.last else delta))


@slip("bias", "output-fprime-missing", "S8", question="What lies between z and a?", alone=True)
def _bias_from_error(right: Any, p: Context, delta: Array) -> Array:
    """the bias gradient of the output layer is built from ∂L/∂a, without the slope"""
    if not p.loss:
        raise NotApplicable("no loss is stated here")
    return np.asarray(right(p, p.adjoints.g[p.index] if p.last else delta))


@slip("weight", "hidden-fprime-missing", "S8", question="What lies between z and a?", alone=True)
def _weight_from_g(right: Any, p: Context, delta: Array) -> Array:
    """the weight gradient is built from ∂L/∂a, without the slope of its layer"""
    return np.asarray(right(p, delta if p.last and p.loss else p.adjoints.g[p.index]))


@slip("bias", "hidden-fprime-missing", "S8", question="What lies between z and a?", alone=True)
def _bias_from_g(right: Any, p: Context, delta: Array) -> Array:
    """the bias gradient is built from ∂L/∂a, without the slope of its layer"""
    return np.asarray(right(p, delta if p.last and p.loss else p.adjoints.g[p.index]))


@slip("weight", "fprime-twice", "S8", question="Is the slope inside δ already?", alone=True)
def _weight_slope_again(right: Any, p: Context, delta: Array) -> Array:
    """the slope, which δ contains already, enters the weight gradient once more"""
    _nonlinear(p)
    return np.asarray(right(p, delta * p.here.slope))


@slip("input", "fprime-twice", "S8", question="Is the slope inside δ already?", alone=True)
def _input_slope_again(right: Any, p: Context, delta: Array) -> Array:
    """the slope, which δ contains already, enters once more on the way to the input"""
    _nonlinear(p)
    return np.asarray(right(p, delta * p.here.slope))


@slip("weight", "upstream-replaced-by-output", "S3", question=_DOUBLE, alone=True)
def _output_for_delta_in_weight(right: Any, p: Context, delta: Array) -> Array:
    """the layer's output a stands where δ belongs in the weight gradient"""
    _nonlinear(p)
    return np.asarray(right(p, need(p.here.a)))


@slip("input", "upstream-replaced-by-output", "S4", question=_DOUBLE, alone=True)
def _output_for_delta_in_input(right: Any, p: Context, delta: Array) -> Array:
    """the layer's output a stands where the incoming gradient belongs"""
    _nonlinear(p)
    return np.asarray(right(p, need(p.here.a)))


@slip("bias", "upstream-replaced-by-output", "S5", question=_DOUBLE, alone=True)
def _output_for_delta_in_bias(right: Any, p: Context, delta: Array) -> Array:
    """the layer's own value z stands where δ belongs in the bias gradient"""
    return np.asarray(right(p, need(p.here.z)))


@slip("through", "upstream-replaced-by-output", "S8", question=_DOUBLE, alone=True)
def _z_for_g(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """z stands in front of the slope, where the incoming gradient belongs"""
    return np.asarray(right(p, need(p.here.z), slope))


@slip("through", "upstream-replaced-by-output", "S8", question=_DOUBLE, alone=True)
def _a_for_g(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the output a stands in front of the slope, where the incoming gradient belongs"""
    if p.loss:
        raise NotApplicable("with a loss this is `target-missing`")
    return np.asarray(right(p, need(p.here.a), slope))


@slip("weight", "target-for-delta", "S6", question=_TARGET, alone=True)
def _target_in_weight(right: Any, p: Context, delta: Array) -> Array:
    """the target stands where δ belongs in the weight gradient"""
    return np.asarray(right(p, need(p.y) if p.last else delta))


@slip("input", "target-for-delta", "S6", question=_TARGET, alone=True)
def _target_in_input(right: Any, p: Context, delta: Array) -> Array:
    """the target goes back to the input, where δ belongs"""
    return np.asarray(right(p, need(p.y) if p.last else delta))


@slip("weight", "delta-as-input", "S3", question=_TWO, alone=True)
def _delta_twice(right: Any, p: Context, delta: Array) -> Array:
    """δ stands on both sides of the product, also where the input belongs"""
    if delta.shape[1] == 1:
        raise NotApplicable("one output only")
    return delta.T @ delta


@slip("weight", "input-as-delta", "S3", question=_TWO, alone=True)
def _input_twice(right: Any, p: Context, delta: Array) -> Array:
    """the input stands on both sides of the product, also where δ belongs"""
    x = need(p.here.x)
    if delta.shape[1] != x.shape[1]:
        raise NotApplicable("the widths differ")
    return x.T @ x


@slip(
    "weight",
    "weight-as-input",
    "S3",
    question="z₁ = w₁₁x₁ + w₁₂x₂ + b₁: what is left when it is differentiated by w₁₁?",
    alone=True,
)
def _weight_for_input(right: Any, p: Context, delta: Array) -> Array:
    """δ is multiplied by the weight itself, and not by the input that the weight meets"""
    return delta.sum(axis=0)[:, None] * need(p.here.W)


@slip("bias", "delta-of-other-layer", "M3", question="How many entries has this b?", alone=True)
def _bias_of_layer_above(right: Any, p: Context, delta: Array) -> Array:
    """a layer's bias gradient uses the δ of the layer after it"""
    if p.last:
        return np.asarray(right(p, delta))
    if p.above.W is p.here.W:
        raise NotApplicable("with shared weights this is another slip")
    return np.asarray(right(p, p.adjoints.delta[p.index + 1]))


@slip(
    "bias",
    "bias-multiplied-by-itself",
    "S5",
    question="Does z₁ contain b₁ times anything?",
    alone=True,
)
def _bias_times_bias(right: Any, p: Context, delta: Array) -> Array:
    """the bias gradient has the bias itself as a factor"""
    return np.asarray(right(p, delta) * need(p.here.b))


# ---- joined in another way -------------------------------------------------------------------


@slip("weight", "chain-rule-adds", "S3", question=_COMBINE, alone=True)
def _added_to_input(right: Any, p: Context, delta: Array) -> Array:
    """δ and the input are added, where the chain rule multiplies"""
    return np.asarray((delta[:, :, None] + need(p.here.x)[:, None, :]).sum(axis=0))


@slip("input", "chain-rule-adds", "S4", question=_COMBINE, alone=True)
def _added_to_weights(right: Any, p: Context, delta: Array) -> Array:
    """δ and the weights are added, where the chain rule multiplies"""
    return np.asarray((delta[:, :, None] + need(p.here.W)).sum(axis=1))


@slip("input", "summed-separately", "S4", question=_SUMS, alone=True)
def _sums_multiplied(right: Any, p: Context, delta: Array) -> Array:
    """δ and the weights are added up one by one, and the sums multiplied"""
    return delta.sum(axis=1, keepdims=True) * need(p.here.W).sum(axis=0)


@slip("weight", "summed-separately", "B6", question=_SUMS, alone=True)
def _batch_sums_multiplied(right: Any, p: Context, delta: Array) -> Array:
    """δ and the input are summed over the samples one by one, and then multiplied"""
    return np.outer(delta.sum(axis=0), need(p.here.x).sum(axis=0))


@slip("weight", "summed-separately", "B6", question=_SUMS, alone=True)
def _batch_means_multiplied(right: Any, p: Context, delta: Array) -> Array:
    """δ and the input are averaged over the samples one by one, and then multiplied"""
    return np.outer(delta.mean(axis=0), need(p.here.x).mean(axis=0))


@slip(
    "input",
    "input-as-factor",
    "S4",
    question="z is linear in its input. Does the slope of a straight line depend on where it is?",
    alone=True,
)
def _input_multiplied_in(right: Any, p: Context, delta: Array) -> Array:
    """the gradient of the input is multiplied by the input, as a weight's would be"""
    found = np.asarray(right(p, delta))
    return found * need(p.here.x) if p.index == 0 else found


# ---- the sign, where no loss fixes it --------------------------------------------------------

_UP = "If this quantity goes up a little, does the loss go up or down?"


def _expect_free_sign(p: Context) -> None:
    if p.loss or p.rate is not None:
        raise NotApplicable("a sign here is the sign of the error, or of the step")


@slip("weight", "sign-flipped", "S3", question=_UP)
def _minus_in_weight(right: Any, p: Context, delta: Array) -> Array:
    """the sign of the weight gradient is turned"""
    _expect_free_sign(p)
    return -np.asarray(right(p, delta))


@slip("input", "sign-flipped", "S4", question=_UP)
def _minus_in_input(right: Any, p: Context, delta: Array) -> Array:
    """the sign is turned on the way back to the input"""
    _expect_free_sign(p)
    if p.layers[0].W is p.layers[-1].W and len(p.layers) > 1:
        raise NotApplicable("with shared weights it is the sign of a path")
    return -np.asarray(right(p, delta))


@slip("through", "sign-flipped", "S8", question=_UP)
def _minus_at_slope(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the sign is turned where the gradient meets the slope"""
    _expect_free_sign(p)
    return -np.asarray(right(p, g, slope))


@slip("through", "sign-flipped", "S8", question=_UP)
def _minus_below_output(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the sign is turned below the output layer, where the error meets the slope"""
    if not p.loss or p.rate is not None:
        raise NotApplicable("this is the sign of all layers, or of the step")
    found = np.asarray(right(p, g, slope))
    return found if p.last else -found
