"""Slips of the linear layer: dW, db and the gradient of its input (misconceptions, section 1)."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, NotApplicable, need
from autograder.slips.slip import Slip, at


def _swap(before: Any, p: Context, delta: Array) -> Array:
    return np.asarray(before(p, delta)).T


def _untransposed(before: Any, p: Context, delta: Array) -> Array:
    return delta @ need(p.here.W).T


def _output_as_input(before: Any, p: Context, delta: Array) -> Array:
    return delta.T @ need(p.here.a)


def _pre_output_as_input(before: Any, p: Context, delta: Array) -> Array:
    if p.here.f.name == "identity":
        raise NotApplicable("z and a are the same")
    return delta.T @ need(p.here.z)


def _preactivation(before: Any, p: Context, delta: Array) -> Array:
    if p.index == 0:
        # What enters the first layer is no activation.
        return before(p, delta)
    return delta.T @ need(p.below.z)


def _other_delta(before: Any, p: Context, delta: Array) -> Array:
    if p.last:
        return before(p, delta)
    if p.above.W is p.here.W:
        raise NotApplicable("with shared weights this is `shared-same-delta`")
    return p.adjoints.delta[p.index + 1].T @ need(p.here.x)


def _gradient_for_weight(before: Any, p: Context, delta: Array) -> Array:
    return delta @ p.adjoints.weight[p.index]


def _value_for_delta_in_input(before: Any, p: Context, delta: Array) -> Array:
    return need(p.here.z) @ need(p.here.W)


def _value_for_delta_in_weight(before: Any, p: Context, delta: Array) -> Array:
    return need(p.here.z).T @ need(p.here.x)


def _bias_with_input(before: Any, p: Context, delta: Array) -> Array:
    return np.asarray((delta * need(p.here.x).sum(axis=1, keepdims=True)).sum(axis=0))


def _bias_times_input(before: Any, p: Context, delta: Array) -> Array:
    return np.asarray((delta * need(p.here.x)).sum(axis=0))


def _weight_elementwise(before: Any, p: Context, delta: Array) -> Array:
    return np.asarray((delta * need(p.here.x)).sum(axis=0))


def _inner_product(before: Any, p: Context, delta: Array) -> Array:
    if len(delta) > 1:
        raise NotApplicable("one sample only")
    return np.asarray(delta[0] @ need(p.here.x)[0])


def _input_elementwise(before: Any, p: Context, delta: Array) -> Array:
    if len(delta) > 1:
        raise NotApplicable("one sample only")
    return need(p.here.W) * delta


def _input_elementwise_columns(before: Any, p: Context, delta: Array) -> Array:
    if len(delta) > 1:
        raise NotApplicable("one sample only")
    return need(p.here.W) * delta.T


def _input_as_outer(before: Any, p: Context, delta: Array) -> Array:
    return delta * need(p.here.W).sum(axis=1)


_OUTER = "Which index of W names the output unit? Check one off-diagonal entry by itself."
_TRANSPOSE = "Write ∂L/∂x₁ as a sum over outputs. Is that a walk along a row or a column of W?"
_SEEN = "For each use of W, which vector was multiplied by W on the forward pass?"
_DOUBLE = "If the loss were doubled, would this result double?"
_NUDGE = "Nudge b₁ by ε. How much does z₁ move, and does it depend on x?"
_ALONE = "Is this product a sum over an index, or one number times one number for each unit?"

LINEAR = (
    Slip(
        "outer-order-swapped",
        "the outer product is taken the other way round, so that entry (i, j) pairs input i "
        "with output j",
        _OUTER,
        "S3",
        at("weight", _swap),
    ),
    Slip(
        "missing-transpose-w",
        "the error goes backward through W itself and not through its transpose",
        _TRANSPOSE,
        "S4",
        at("input", _untransposed),
    ),
    Slip(
        "layer-output-as-input",
        "the weight gradient pairs δ with what leaves the layer, not with what enters it",
        _SEEN,
        "S3",
        at("weight", _output_as_input),
    ),
    Slip(
        "layer-output-as-input",
        "the weight gradient pairs δ with the layer's own z, not with what enters the layer",
        _SEEN,
        "S3",
        at("weight", _pre_output_as_input),
    ),
    Slip(
        "preactivation-as-input",
        "a layer's weight gradient is built from the z of the layer before, not from its a",
        "What did the next layer see on the forward pass: before or after the nonlinearity?",
        "M3",
        at("weight", _preactivation),
    ),
    Slip(
        "delta-of-other-layer",
        "a layer's weight gradient uses the δ of the layer after it",
        "δ must have one entry for each row of the W that is differentiated. Has it?",
        "M3",
        at("weight", _other_delta),
    ),
    Slip(
        "dw-in-place-of-w",
        "the error goes backward through the gradient of W, not through W",
        "z depends on a through which matrix? Differentiate z = W a with respect to a alone.",
        "M3",
        at("input", _gradient_for_weight),
    ),
    Slip(
        "upstream-replaced-by-output",
        "the layer's own value z stands where the incoming gradient belongs",
        _DOUBLE,
        "S4",
        at("input", _value_for_delta_in_input),
    ),
    Slip(
        "upstream-replaced-by-output",
        "the layer's own value z stands where δ belongs in the weight gradient",
        _DOUBLE,
        "S3",
        at("weight", _value_for_delta_in_weight),
    ),
    Slip(
        "bias-multiplied-by-input",
        "the bias gradient carries the sum of x as a factor",
        _NUDGE,
        "S5",
        at("bias", _bias_with_input),
    ),
    Slip(
        "bias-multiplied-by-input",
        "the bias gradient is multiplied by x entry by entry",
        _NUDGE,
        "S5",
        at("bias", _bias_times_input),
    ),
    Slip(
        "elementwise-vs-matrix",
        "δ and x are multiplied entry by entry where every pair of entries belongs",
        _ALONE,
        "S3",
        at("weight", _weight_elementwise),
    ),
    Slip(
        "elementwise-vs-matrix",
        "δ and x are multiplied into one number, where every pair of their entries belongs",
        "Which shape has W, and which shape does a product of δ and x have that is summed up?",
        "S3",
        at("weight", _inner_product),
    ),
    Slip(
        "elementwise-vs-matrix",
        "W and δ are multiplied entry by entry, δ along the rows",
        _ALONE,
        "S4",
        at("input", _input_elementwise),
    ),
    Slip(
        "elementwise-vs-matrix",
        "W and δ are multiplied entry by entry, δ along the columns, and nothing is summed",
        _ALONE,
        "S4",
        at("input", _input_elementwise_columns),
    ),
    Slip(
        "elementwise-vs-matrix",
        "each δ meets the sum of its own row of W",
        _ALONE,
        "S4",
        at("input", _input_as_outer),
    ),
)
