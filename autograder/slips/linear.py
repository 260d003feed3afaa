"""Slips of the linear layer: dW, db and the gradient of its input."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, NotApplicable, need
from autograder.slips.slip import Slips

LINEAR = Slips()
slip = LINEAR.slip

_OUTER = "Which index of the weight matrix names the output unit? Check an off-diagonal entry."
_TRANSPOSE = (
    "Write one entry as a sum over outputs. Does it walk along a row or a column of weights?"
)
_SEEN = "Which vector was multiplied by these weights on the forward pass?"
_DOUBLE = "If the loss were doubled, would this result double?"
_NUDGE = "Nudge b₁ by ε. How much does z₁ move, and does it depend on x?"
_ALONE = "Is this product a sum over an index, or one number times one number for each unit?"


@slip("weight", "outer-order-swapped", "S3", question=_OUTER)
def _swap(right: Any, p: Context, delta: Array) -> Array:
    """the outer product is taken the other way round: rows and columns have changed places"""
    return np.asarray(right(p, delta)).T


@slip("input", "missing-transpose-w", "S4", question=_TRANSPOSE)
def _untransposed(right: Any, p: Context, delta: Array) -> Array:
    """the error goes back through the weights turned the wrong way: rows stand for columns"""
    return delta @ need(p.here.W).T


@slip("weight", "layer-output-as-input", "S3", question=_SEEN)
def _output_as_input(right: Any, p: Context, delta: Array) -> Array:
    """the weight gradient pairs δ with what leaves the layer, not with what enters it"""
    return delta.T @ need(p.here.a)


@slip("weight", "layer-output-as-input", "S3", question=_SEEN)
def _pre_output_as_input(right: Any, p: Context, delta: Array) -> Array:
    """the weight gradient pairs δ with the layer's own z, not with what enters the layer"""
    if p.here.f.name == "identity":
        raise NotApplicable("z and a are the same")
    return delta.T @ need(p.here.z)


@slip(
    "weight",
    "preactivation-as-input",
    "M3",
    question="What did the next layer see on the forward pass: before or after the nonlinearity?",
)
def _preactivation(right: Any, p: Context, delta: Array) -> Array:
    """a layer's weight gradient is built from the z of the layer before, not from its a"""
    if p.index == 0:
        # The input of the first layer is not an activation.
        return right(p, delta)
    return delta.T @ need(p.below.z)


@slip(
    "weight",
    "delta-of-other-layer",
    "M3",
    question="δ must have one entry for each unit that these weights lead to. Has it?",
)
def _other_delta(right: Any, p: Context, delta: Array) -> Array:
    """a layer's weight gradient uses the δ of the layer after it"""
    if p.last:
        return right(p, delta)
    if p.above.W is p.here.W:
        raise NotApplicable("with shared weights this is `shared-same-delta`")
    return p.adjoints.delta[p.index + 1].T @ need(p.here.x)


@slip(
    "input",
    "dw-in-place-of-w",
    "M3",
    question="Through which matrix does z depend on a? Differentiate z with respect to a alone.",
)
def _gradient_for_weight(right: Any, p: Context, delta: Array) -> Array:
    """the error goes back through the gradient of the weights, not through the weights"""
    return delta @ p.adjoints.weight[p.index]


@slip("input", "upstream-replaced-by-output", "S4", question=_DOUBLE)
def _value_for_delta_in_input(right: Any, p: Context, delta: Array) -> Array:
    """the layer's own value z stands where the incoming gradient belongs"""
    return need(p.here.z) @ need(p.here.W)


@slip("weight", "upstream-replaced-by-output", "S3", question=_DOUBLE)
def _value_for_delta_in_weight(right: Any, p: Context, delta: Array) -> Array:
    """the layer's own value z stands where δ belongs in the weight gradient"""
    return need(p.here.z).T @ need(p.here.x)


@slip("weight", "upstream-replaced-by-output", "S3", question=_DOUBLE)
def _value_for_error_in_weight(right: Any, p: Context, delta: Array) -> Array:
    """the layer's own value z stands where the error belongs, in a mean over samples"""
    if not p.loss.endswith("_mean"):
        raise NotApplicable("the loss is no mean")
    return need(p.here.z).T @ need(p.here.x) / p.samples


@slip("bias", "bias-multiplied-by-input", "S5", question=_NUDGE)
def _bias_with_input(right: Any, p: Context, delta: Array) -> Array:
    """the bias gradient carries the sum of the layer's inputs as a factor"""
    return np.asarray((delta * need(p.here.x).sum(axis=1, keepdims=True)).sum(axis=0))


@slip("bias", "bias-multiplied-by-input", "S5", question=_NUDGE)
def _bias_times_input(right: Any, p: Context, delta: Array) -> Array:
    """the bias gradient is multiplied by the layer's input, entry by entry"""
    return np.asarray((delta * need(p.here.x)).sum(axis=0))


@slip("weight", "elementwise-vs-matrix", "S3", question=_ALONE)
def _weight_elementwise(right: Any, p: Context, delta: Array) -> Array:
    """δ and x are multiplied entry by entry where every pair of entries belongs"""
    return np.asarray((delta * need(p.here.x)).sum(axis=0))


@slip(
    "weight",
    "elementwise-vs-matrix",
    "S3",
    question="What shape do the weights have? And a product of δ and x that is summed up?",
)
def _inner_product(right: Any, p: Context, delta: Array) -> Array:
    """δ and x are multiplied into one number, where every pair of their entries belongs"""
    if len(delta) > 1:
        raise NotApplicable("one sample only")
    return np.asarray(delta[0] @ need(p.here.x)[0])


@slip("input", "elementwise-vs-matrix", "S4", question=_ALONE)
def _input_elementwise(right: Any, p: Context, delta: Array) -> Array:
    """the weights and δ are multiplied entry by entry, δ along the rows"""
    if len(delta) > 1:
        raise NotApplicable("one sample only")
    return need(p.here.W) * delta


@slip("input", "elementwise-vs-matrix", "S4", question=_ALONE)
def _input_elementwise_columns(right: Any, p: Context, delta: Array) -> Array:
    """the weights and δ are multiplied entry by entry, δ along the columns: nothing is summed"""
    if len(delta) > 1:
        raise NotApplicable("one sample only")
    return need(p.here.W) * delta.T


@slip("input", "elementwise-vs-matrix", "S4", question=_ALONE)
def _input_as_outer(right: Any, p: Context, delta: Array) -> Array:
    """each δ meets the sum of the weights into its own unit"""
    return delta * need(p.here.W).sum(axis=1)
