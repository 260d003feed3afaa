"""Slips of the error at the output (misconceptions, section 2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, NotApplicable, need
from autograder.slips.slip import Slip, at
from backhand.activations import softmax


def _flip(before: Any, p: Context) -> Array:
    return np.asarray(-before(p))


def _constant_times(factor: float, *losses: str) -> Any:
    def wrong(before: Any, p: Context) -> float:
        if losses and p.loss not in losses:
            raise NotApplicable("another loss")
        return float(factor * before(p))

    return wrong


def _no_slope_at_output(before: Any, p: Context, g: Array, slope: Array) -> Array:
    if not p.last:
        return before(p, g, slope)
    if not p.loss:
        raise NotApplicable("the upstream gradient is handed over")
    return g


def _p(p: Context) -> Array:
    return softmax(need(p.here.z))


def _extra_slope(before: Any, p: Context) -> Array:
    return np.asarray(before(p) * _p(p) * (1 - _p(p)))


def _diagonal_error(before: Any, p: Context) -> Array:
    return -need(p.y) * (1 - _p(p))


def _jacobian_of_logits_error(before: Any, p: Context) -> Array:
    z, q = need(p.here.z), -need(p.y) / _p(p)
    return z * q - z * (z * q).sum(axis=-1, keepdims=True)


def _at_probabilities(before: Any, p: Context) -> Array:
    return -need(p.y) / _p(p)


def _minus_one(before: Any, p: Context) -> Array:
    return _p(p) - 1


def _softmax_diagonal(before: Any, p: Context, g: Array) -> Array:
    return _p(p) * (1 - _p(p)) * g


def _softmax_of_logits(before: Any, p: Context, g: Array) -> Array:
    z = need(p.here.z)
    return z * g - z * (z * g).sum(axis=-1, keepdims=True)


def _softmax_stops(before: Any, p: Context, g: Array) -> Array:
    return g


def _softmax_off_diagonal_only(before: Any, p: Context, g: Array) -> Array:
    return -_p(p) * (_p(p) * g).sum(axis=-1, keepdims=True)


def _softmax_first_term_only(before: Any, p: Context, g: Array) -> Array:
    return _p(p) * g


def _softmax_plus(before: Any, p: Context, g: Array) -> Array:
    return _p(p) * g + _p(p) * (_p(p) * g).sum(axis=-1, keepdims=True)


def _softmax_plus_off_diagonal(before: Any, p: Context, g: Array) -> Array:
    q = _p(p)
    return q * g + q * (q * g).sum(axis=-1, keepdims=True) - 2 * q**2 * g


def _softmax_plain_mean(before: Any, p: Context, g: Array) -> Array:
    return _p(p) * (g - g.mean(axis=-1, keepdims=True))


def _softmax_unweighted_mean(before: Any, p: Context, g: Array) -> Array:
    return _p(p) * (g - g.sum(axis=-1, keepdims=True))


_LOSS = "Copy the loss exactly as stated, constant included, and differentiate that."
_SIGN = "If the output is too high, should ∂L/∂output be positive or negative?"
_STAY = "Raise z₂ alone. Does p₁ stay put?"
_VARIABLE = "Which variable is δ the derivative with respect to?"
_TERMS = "The Jacobian is diag(p) − p pᵀ. What does each of its two parts do to g?"

OUTPUT = (
    Slip(
        "sign-flipped-error",
        "the error is target minus output",
        _SIGN,
        "S6",
        at("residual", _flip),
    ),
    Slip(
        "sign-flipped-error",
        "the error is target minus probability",
        _SIGN,
        "S11",
        at("logit_error", _flip),
    ),
    Slip(
        "loss-factor-two",
        "the loss has no ½ in front: a factor 2 too many",
        _LOSS,
        "B12",
        at("constant", _constant_times(2.0, "half_sum", "half_mean")),
    ),
    Slip(
        "loss-factor-two",
        "the loss has a ½ in front: a factor 2 is not there",
        _LOSS,
        "B12",
        at("constant", _constant_times(0.5, "squared_sum", "mean_entries")),
    ),
    Slip(
        "loss-factor-two",
        "the ½ of the loss is still there, although the 2 of the square has used it up",
        _LOSS,
        "B12",
        at("constant", _constant_times(0.5, "half_sum", "half_mean")),
    ),
    Slip(
        "output-fprime-missing",
        "the factor between a and z at the output is not there, or the δ of another loss is used",
        "Between the loss and z at the output there are two steps. Name both.",
        "S8",
        at("through", _no_slope_at_output),
    ),
    Slip(
        "output-fprime-extra",
        "p − y is multiplied by p(1 − p), a slope that has already cancelled",
        "Write −log of the output as a function of z before differentiating. What is left?",
        "S11",
        at("logit_error", _extra_slope),
    ),
    Slip(
        "softmax-diagonal-only",
        "only the true class's own logit is taken to move its probability",
        _STAY,
        "S11",
        at("logit_error", _diagonal_error),
    ),
    Slip(
        "softmax-jacobian-at-logits",
        "the softmax Jacobian is filled with logits and not with probabilities",
        "The entries of a softmax Jacobian are built from probabilities. Are these in −1 … 1?",
        "S11",
        at("logit_error", _jacobian_of_logits_error),
    ),
    Slip(
        "stops-at-probabilities",
        "the derivative stops at the probabilities: it is ∂L/∂p",
        _VARIABLE,
        "S11",
        at("logit_error", _at_probabilities),
    ),
    Slip(
        "softmax-minus-one-everywhere",
        "1 is subtracted from every class's probability",
        "Which entries of y are 1?",
        "S11",
        at("logit_error", _minus_one),
    ),
    Slip(
        "softmax-diagonal-only",
        "softmax is treated as if it worked on each entry alone, p ⊙ (1 − p) ⊙ g",
        _STAY,
        "S11",
        at("softmax", _softmax_diagonal),
    ),
    Slip(
        "softmax-jacobian-at-logits",
        "the softmax Jacobian is filled with logits and not with probabilities",
        "The entries of a softmax Jacobian are built from probabilities. Are these in −1 … 1?",
        "S11",
        at("softmax", _softmax_of_logits),
    ),
    Slip(
        "stops-at-probabilities",
        "the derivative stops at the probabilities: it is ∂L/∂p",
        _VARIABLE,
        "S11",
        at("softmax", _softmax_stops),
    ),
    Slip(
        "softmax-term-missing",
        "only the part −p pᵀ of the softmax Jacobian is there",
        _TERMS,
        "S11",
        at("softmax", _softmax_off_diagonal_only),
    ),
    Slip(
        "softmax-term-missing",
        "only the part diag(p) of the softmax Jacobian is there",
        _TERMS,
        "S11",
        at("softmax", _softmax_first_term_only),
    ),
    Slip(
        "softmax-cross-term-sign",
        "the two parts of the softmax Jacobian are added",
        "Raise one logit. Do the other probabilities go up or down?",
        "S11",
        at("softmax", _softmax_plus),
    ),
    Slip(
        "softmax-cross-term-sign",
        "the entries beside the diagonal of the softmax Jacobian have a plus",
        "Raise one logit. Do the other probabilities go up or down?",
        "S11",
        at("softmax", _softmax_plus_off_diagonal),
    ),
    Slip(
        "softmax-mean-unweighted",
        "the plain mean of g is subtracted, without the probabilities as its weights",
        "Subtract a weighted mean of g: weighted by what?",
        "S11",
        at("softmax", _softmax_plain_mean),
    ),
    Slip(
        "softmax-mean-unweighted",
        "the sum of g is subtracted without the probabilities as its weights",
        "Subtract a weighted mean of g: weighted by what?",
        "S11",
        at("softmax", _softmax_unweighted_mean),
    ),
)
