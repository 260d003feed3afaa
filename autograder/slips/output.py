"""Slips of the error at the output."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, NotApplicable, need
from autograder.slips.slip import Slips
from backhand.activations import softmax

_LOSS = "Copy the loss exactly as stated, constant included, and differentiate that."
_SIGN = "If the output is too high, should ∂L/∂output be positive or negative?"
_STAY = "Raise z₂ alone. Does p₁ stay put?"
_VARIABLE = "Which variable is δ the derivative with respect to?"
_TERMS = "The Jacobian is diag(p) − p pᵀ. What does each of its two parts do to g?"

OUTPUT = Slips()
slip = OUTPUT.slip


def _flip(right: Any, p: Context) -> Array:
    return np.asarray(-right(p))


slip(
    "residual",
    "sign-flipped-error",
    "S6",
    question=_SIGN,
    clause="the error is target minus output",
)(_flip)


slip(
    "logit_error",
    "sign-flipped-error",
    "S11",
    question=_SIGN,
    clause="the error is target minus probability",
)(_flip)


def _constant_times(factor: float, *losses: str) -> Any:
    def wrong(right: Any, p: Context) -> float:
        if losses and p.loss not in losses:
            raise NotApplicable("another loss")
        return float(factor * right(p))

    return wrong


slip(
    "constant",
    "loss-factor-two",
    "B12",
    question=_LOSS,
    clause="the loss has no ½ in front: a factor 2 too many",
)(_constant_times(2.0, "half_sum", "half_mean"))


slip(
    "constant",
    "loss-factor-two",
    "B12",
    question=_LOSS,
    clause="the loss has a ½ in front: a factor 2 is not there",
)(_constant_times(0.5, "squared_sum", "mean_entries"))


slip(
    "constant",
    "loss-factor-two",
    "B12",
    question=_LOSS,
    clause="the ½ of the loss is still there, although the 2 of the square has used it up",
)(_constant_times(0.5, "half_sum", "half_mean"))


@slip(
    "through",
    "output-fprime-missing",
    "S8",
    question="Between the loss and z at the output there are two steps. Name both.",
)
def _no_slope_at_output(right: Any, p: Context, g: Array, slope: Array) -> Array:
    """the factor between a and z at the output is not there, or the δ of another loss is used"""
    if not p.last:
        return right(p, g, slope)
    if not p.loss:
        raise NotApplicable("the upstream gradient is handed over")
    return g


def _p(p: Context) -> Array:
    return softmax(need(p.here.z))


@slip(
    "logit_error",
    "output-fprime-extra",
    "S11",
    question="Write −log of the output as a function of z before differentiating. What is left?",
)
def _extra_slope(right: Any, p: Context) -> Array:
    """the error is multiplied by p(1 − p), a slope that has already cancelled"""
    return np.asarray(right(p) * _p(p) * (1 - _p(p)))


@slip("logit_error", "softmax-diagonal-only", "S11", question=_STAY)
def _diagonal_error(right: Any, p: Context) -> Array:
    """only the true class's own logit is taken to move its probability"""
    return -need(p.y) * (1 - _p(p))


@slip(
    "logit_error",
    "softmax-jacobian-at-logits",
    "S11",
    question="The entries of a softmax Jacobian are built from probabilities. Are these in −1 … 1?",
)
def _jacobian_of_logits_error(right: Any, p: Context) -> Array:
    """the softmax Jacobian is filled with logits and not with probabilities"""
    z, q = need(p.here.z), -need(p.y) / _p(p)
    return z * q - z * (z * q).sum(axis=-1, keepdims=True)


@slip("logit_error", "stops-at-probabilities", "S11", question=_VARIABLE)
def _at_probabilities(right: Any, p: Context) -> Array:
    """the derivative stops at the probabilities: it is ∂L/∂p"""
    return -need(p.y) / _p(p)


@slip("logit_error", "softmax-minus-one-everywhere", "S11", question="Which entries of y are 1?")
def _minus_one(right: Any, p: Context) -> Array:
    """1 is subtracted from every class's probability"""
    return _p(p) - 1


@slip("softmax", "softmax-diagonal-only", "S11", question=_STAY)
def _softmax_diagonal(right: Any, p: Context, g: Array) -> Array:
    """softmax is treated as if it worked on each entry alone"""
    return _p(p) * (1 - _p(p)) * g


@slip(
    "softmax",
    "softmax-jacobian-at-logits",
    "S11",
    question="The entries of a softmax Jacobian are built from probabilities. Are these in −1 … 1?",
)
def _softmax_of_logits(right: Any, p: Context, g: Array) -> Array:
    """the softmax Jacobian is filled with logits and not with probabilities"""
    z = need(p.here.z)
    return z * g - z * (z * g).sum(axis=-1, keepdims=True)


@slip("softmax", "stops-at-probabilities", "S11", question=_VARIABLE)
def _softmax_stops(right: Any, p: Context, g: Array) -> Array:
    """the derivative stops at the probabilities: it is ∂L/∂p"""
    return g


@slip("softmax", "softmax-term-missing", "S11", question=_TERMS)
def _softmax_off_diagonal_only(right: Any, p: Context, g: Array) -> Array:
    """only the part −p pᵀ of the softmax Jacobian is there"""
    return -_p(p) * (_p(p) * g).sum(axis=-1, keepdims=True)


@slip("softmax", "softmax-term-missing", "S11", question=_TERMS)
def _softmax_first_term_only(right: Any, p: Context, g: Array) -> Array:
    """only the part diag(p) of the softmax Jacobian is there"""
    return _p(p) * g


@slip(
    "softmax",
    "softmax-cross-term-sign",
    "S11",
    question="Raise one logit. Do the other probabilities go up or down?",
)
def _softmax_plus(right: Any, p: Context, g: Array) -> Array:
    """the two parts of the softmax Jacobian are added"""
    return _p(p) * g + _p(p) * (_p(p) * g).sum(axis=-1, keepdims=True)


@slip(
    "softmax",
    "softmax-cross-term-sign",
    "S11",
    question="Raise one logit. Do the other probabilities go up or down?",
)
def _softmax_plus_off_diagonal(right: Any, p: Context, g: Array) -> Array:
    """the entries beside the diagonal of the softmax Jacobian have a plus"""
    q = _p(p)
    return q * g + q * (q * g).sum(axis=-1, keepdims=True) - 2 * q**2 * g


@slip(
    "softmax",
    "softmax-mean-unweighted",
    "S11",
    question="Subtract a weighted mean of g: weighted by what?",
)
def _softmax_plain_mean(right: Any, p: Context, g: Array) -> Array:
    """the plain mean of g is subtracted, without the probabilities as its weights"""
    return _p(p) * (g - g.mean(axis=-1, keepdims=True))


@slip(
    "softmax",
    "softmax-mean-unweighted",
    "S11",
    question="Subtract a weighted mean of g: weighted by what?",
)
def _softmax_unweighted_mean(right: Any, p: Context, g: Array) -> Array:
    """the sum of g is subtracted without the probabilities as its weights"""
    return _p(p) * (g - g.sum(axis=-1, keepdims=True))


# ---- rarer errors ----------------------------------------------------------------------------

_TERM = "Differentiate ½c² with respect to c. What is left of the square?"
_BOTH = "What does the loss compare with what? Where is each of the two in this line?"
_COUNT = "Over what does the stated mean run, and how many of those are there?"


@slip("residual", "error-added", "S6", question=_SIGN, alone=True)
def _plus(right: Any, p: Context) -> Array:
    """output and target are added, not subtracted"""
    return need(p.here.a) + need(p.y)


@slip("residual", "target-missing", "S6", question=_BOTH, alone=True)
def _no_target(right: Any, p: Context) -> Array:
    """the target is not in the error"""
    return need(p.here.a)


@slip("residual", "target-missing", "S6", question=_BOTH, alone=True)
def _difference_of_squares(right: Any, p: Context) -> Array:
    """the square of the error is read as a difference of two squares, whose slope has no target"""
    if p.loss not in ("half_sum", "half_mean"):
        raise NotApplicable("the factor 2 is there already")
    return 2 * need(p.here.a)


@slip("residual", "output-missing", "S6", question=_BOTH, alone=True)
def _target_alone(right: Any, p: Context) -> Array:
    """the target stands alone in the error, without the output"""
    return need(p.y)


@slip("residual", "output-missing", "S6", question=_BOTH, alone=True)
def _minus_target(right: Any, p: Context) -> Array:
    """minus the target stands alone in the error, without the output"""
    return -need(p.y)


@slip("residual", "error-squared", "S6", question=_TERM, alone=True)
def _squared(right: Any, p: Context) -> Array:
    """the error is squared, as in the loss"""
    return np.asarray(right(p) ** 2)


@slip("residual", "error-squared", "S6", question=_TERM, alone=True)
def _half_squared(right: Any, p: Context) -> Array:
    """the terms of the loss stand where their derivatives belong"""
    return np.asarray(0.5 * right(p) ** 2)


def _unequal(of_output: float, of_target: float) -> Any:
    return lambda right, p: of_output * need(p.here.a) - of_target * need(p.y)


for _output, _target, _words in (
    (2.0, 1.0, "the output is doubled in the error, and the target is not"),
    (0.5, 1.0, "the output is halved in the error, and the target is not"),
    (1.0, 2.0, "the target is doubled in the error, and the output is not"),
    (1.0, 0.5, "the target is halved in the error, and the output is not"),
):
    slip("residual", "factor-on-one-term", "S6", question=_TERM, clause=_words, alone=True)(
        _unequal(_output, _target)
    )


@slip("residual", "square-of-sum", "S6", question=_TERM, alone=True)
def _mean_error(right: Any, p: Context) -> Array:
    """the mean of the errors stands for each of them"""
    error = right(p)
    if error.shape[-1] == 1:
        raise NotApplicable("one output only")
    return np.broadcast_to(error.mean(axis=-1, keepdims=True), error.shape)


@slip("residual", "output-fprime-extra", "S6", question=_VARIABLE, alone=True)
def _sigmoid_slope_extra(right: Any, p: Context) -> Array:
    """the error has a factor z(1 − z), as if there were a sigmoid in front of the loss"""
    if p.here.f.name != "identity":
        raise NotApplicable("there is a nonlinearity")
    return np.asarray(right(p) * need(p.here.a) * (1 - need(p.here.a)))


@slip("residual", "error-times-output", "S6", question=_TERM, alone=True)
def _times_output(right: Any, p: Context) -> Array:
    """the error is multiplied by the output"""
    return np.asarray(right(p) * need(p.here.a))


@slip("residual", "absolute-error", "S6", question=_TERM, alone=True)
def _sign_alone(right: Any, p: Context) -> Array:
    """only the sign of each error is left, as for a loss of absolute values"""
    return np.sign(right(p))


@slip("residual", "error-normalised", "S6", question=_TERM, alone=True)
def _normalised(right: Any, p: Context) -> Array:
    """the error is divided by its length, as if the loss were not squared"""
    error = right(p)
    if error.size == 1:
        raise NotApplicable("one output: this is its sign")
    return np.asarray(error / np.linalg.norm(error))


@slip(
    "residual",
    "square-of-sum",
    "S6",
    question="With errors 1 and 2, is the sum of the squares 5 or 9?",
    alone=True,
)
def _sum_of_errors(right: Any, p: Context) -> Array:
    """the errors are added up: half the square of their sum was differentiated"""
    error = right(p)
    return np.broadcast_to(error.sum(axis=-1, keepdims=True), error.shape)


@slip(
    "residual",
    "error-at-z",
    "S8",
    question="Is the target compared with what goes into the last nonlinearity, or what leaves it?",
    alone=True,
)
def _error_at_z(right: Any, p: Context) -> Array:
    """the target is subtracted from z, not from the output a"""
    if p.here.f.name == "identity":
        raise NotApplicable("z and a are the same")
    return need(p.here.z) - need(p.y)


@slip("constant", "mean-over-units", "B12", question=_COUNT, alone=True)
def _outputs_for_samples(right: Any, p: Context) -> float:
    """the mean divides by the number of outputs, where the number of samples belongs"""
    if p.loss not in ("half_mean", "cross_entropy_mean") or need(p.y).shape[1] == 1:
        raise NotApplicable("no mean over samples, or one output")
    return float(right(p) * p.samples / need(p.y).shape[1])


@slip("constant", "mean-over-units", "B12", question=_COUNT, alone=True)
def _inputs_for_samples(right: Any, p: Context) -> float:
    """the mean divides by the number of inputs, where the number of samples belongs"""
    if p.loss not in ("half_mean", "cross_entropy_mean"):
        raise NotApplicable("no mean over samples")
    return float(right(p) * p.samples / need(p.layers[0].x).shape[1])


@slip("constant", "batch-divided-twice", "B12", question=_COUNT, alone=True)
def _divided_again(right: Any, p: Context) -> float:
    """the error at the output is divided by N twice"""
    if p.loss not in ("half_mean", "cross_entropy_mean"):
        raise NotApplicable("no mean over samples")
    return float(right(p) / p.samples)
