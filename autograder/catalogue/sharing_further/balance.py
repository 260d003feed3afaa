"""Part E: one ReLU unit, rescaled, and the balance of its gradients (F15)."""

from __future__ import annotations

import numpy as np

from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.exercises.declare import Answer
from autograder.exercises.derivation import Extras, Stage, Wrong
from autograder.reference.rules import Array
from autograder.slips.slip import own_slip

# ---- one unit, rescaled ----------------------------------------------------------------------

#: A hidden unit with two inputs and two outputs, and the δ of the outputs.
_X, _WIN, _B, _WOUT, _DELTA2, _C = (2.0, -1.0), (3.0, 1.0), 1.0, (2.0, -3.0), (5.0, 1.0), 4.0


def _unit(win: Array, b: float, wout: Array) -> Answer:
    """The unit's activation, what it sends on, and all its gradients."""
    h = max(float(win @ _X + b), 0.0)
    delta = float(wout @ _DELTA2) * (h > 0)
    return {
        "h": h,
        "to output 1": float(wout[0]) * h,
        "dL/dw1": delta * _X[0],
        "dL/db": delta,
        "dL/dv1": _DELTA2[0] * h,
        "to x1": float(win[0]) * delta,
    }


def _rescaled(c: float) -> Answer:
    return _unit(np.array(_WIN) * c, _B * c, np.array(_WOUT) / c)


def _sums() -> tuple[float, float]:
    """⟨w, ∂L/∂w⟩ + b ∂L/∂b and ⟨v, ∂L/∂v⟩ of the unit before it is rescaled."""
    old = _rescaled(1.0)
    into = old["dL/db"] * (float(np.dot(_WIN, _X)) + _B)
    return into, old["h"] * float(np.dot(_WOUT, _DELTA2))


_LOSS_STAYS = "The loss is the same. Is the slope the same, if w has to move c times as far?"


@own_slip("symmetry-leaves-gradient", "F15", question=_LOSS_STAYS)
def _gradients_stay(right: Answer) -> Answer:
    """the gradients are those of the unit before, as the loss has not changed"""
    old = _rescaled(1.0)
    return {name: old[name] for name in ("dL/dw1", "dL/db", "dL/dv1")}


@own_slip("gradient-scales-with-weight", "F15", question=_LOSS_STAYS)
def _gradients_as_weights(right: Answer) -> Answer:
    """each gradient is multiplied by the same factor as its weight"""
    old = _rescaled(1.0)
    return {
        "dL/dw1": _C * old["dL/dw1"],
        "dL/db": _C * old["dL/db"],
        "dL/dv1": old["dL/dv1"] / _C,
    }


@own_slip("factor-squared", "F15", question="How often is c on the way from the loss to w?")
def _factors_squared(right: Answer) -> Answer:
    """each gradient carries the factor twice"""
    return {
        "dL/dw1": right["dL/dw1"] / _C,
        "dL/db": right["dL/db"] / _C,
        "dL/dv1": _C * right["dL/dv1"],
    }


@own_slip("bias-not-scaled", "F15", question="z = w·x + b. What is z after the change?")
def _bias_stays(right: Answer) -> Answer:
    """the bias keeps its value while the weights are multiplied"""
    new = _unit(np.array(_WIN) * _C, _B, np.array(_WOUT) / _C)
    return {name: new[name] for name in ("h", "to output 1", "dL/dv1")}


@own_slip("outgoing-not-scaled", "F15", question="By what are the outgoing weights divided?")
def _outgoing_stay(right: Answer) -> Answer:
    """the outgoing weights keep their values"""
    new = _unit(np.array(_WIN) * _C, _B * _C, np.array(_WOUT))
    return {name: new[name] for name in ("to output 1", "dL/dw1", "dL/db", "to x1")}


@own_slip("relu-mask-missing", "F15", question="What is the ReLU of a negative number?")
def _negative_passes(right: Answer) -> Answer:
    """a negative z passes through the ReLU"""
    return {"h, c = -4": -right["h"]}


@own_slip("scaling-by-any-number", "F15", question="What is the sign of z for c = −4?")
def _any_number(right: Answer) -> Answer:
    """the sign of c is taken to make no difference"""
    return {"h, c = -4": right["h"]}


@own_slip("bias-left-out", "F15", question="Which three gradients belong to what comes in?")
def _sum_without_bias(right: Answer) -> Answer:
    """the sum for the incoming side leaves out the bias"""
    return {"sum in": right["sum in"] - _B * _rescaled(1.0)["dL/db"]}


@own_slip("one-output-only", "F15", question="How many outgoing weights has the unit?")
def _first_output(right: Answer) -> Answer:
    """the sum for the outgoing side has its first weight only"""
    return {"sum out": _WOUT[0] * _rescaled(1.0)["dL/dv1"]}


@SHARING_FURTHER.entries(
    "predict",
    points=2,
    minutes=5,
    difficulty=1,
    items="F15",
    guesses=lambda right: [dict.fromkeys(right, n) for n in (0.0, 1.0, 4.0, 6.0, 7.0, 24.0)],
    partial=True,
    own=[
        _gradients_stay,
        _gradients_as_weights,
        _factors_squared,
        _bias_stays,
        _outgoing_stay,
        _negative_passes,
        _any_number,
        _sum_without_bias,
        _first_output,
    ],
)
def rescaled_unit() -> Answer:
    """A ReLU unit with w, b times 4 and v divided by 4, and two sums that turn out equal."""
    into, out = _sums()
    return {**_rescaled(_C), "h, c = -4": _rescaled(-_C)["h"], "sum in": into, "sum out": out}


# ---- the balance -----------------------------------------------------------------------------

_NO_FACTOR = "If the δs were twice as large, would this be?"
_UNDO = "Is (a + b)(c + d) the same as ac + bd?"
_OF_W = "Which gradient has w_ij: what does its input have to do with it?"
_MASK = "What is ∂h/∂z where z is negative?"
_SAME = "Write ReLU(z) as a product of z and a condition."
_THIS_UNIT = "Which unit's weights does the claim speak of?"
_INNER = "In an inner product, what is done with each weight and its gradient?"


def _wrong(slug: str, line: str, clause: str, question: str) -> Wrong:
    return Wrong(slug, line, clause, question, "F15")


@SHARING_FURTHER.derivation(
    points=4,
    minutes=8,
    difficulty=2,
    items="F15",
    answer="i: hidden",
    symbols="W1: hidden inputs, b: hidden, x: inputs, z: hidden, h: hidden, "
    "W2: outputs hidden, delta2: outputs, dL_dh: hidden, delta: hidden, "
    "dL_dW2: outputs hidden",
    where={
        "z[i]": "sum(j, W1[i, j] * x[j]) + b[i]",
        "h[i]": "(z[i] > 0) * z[i]",
        "dL_dh[i]": "sum(k, W2[k, i] * delta2[k])",
        "delta[i]": "dL_dh[i] * (z[i] > 0)",
        "dL_dW2[k, i]": "delta2[k] * h[i]",
    },
    latex={
        "W1[i, j]": r"W_{1,ij}",
        "W2[k, i]": r"W_{2,ki}",
        "delta2[k]": r"\delta_{2,k}",
        "dL_dh[i]": r"\frac{\partial L}{\partial h_i}",
        "dL_dW2[k, i]": r"\frac{\partial L}{\partial W_{2,ki}}",
    },
    extras=Extras(conditions=True),
    stages=[
        Stage(
            "gradients put in",
            "W1 b x delta",
            "sum(j, W1[i, j] * delta[i] * x[j]) + b[i] * delta[i]",
            form="sum, W1, b",
            wrong=[
                _wrong(
                    "bias-left-out",
                    "sum(j, W1[i, j] * delta[i] * x[j])",
                    "the bias is left out",
                    "Which two kinds of parameters stand on the incoming side?",
                ),
                _wrong(
                    "input-factor-missing",
                    "sum(j, W1[i, j] * delta[i]) + b[i] * delta[i]",
                    "the inputs are left out of the weights' gradients",
                    _OF_W,
                ),
                _wrong(
                    "upstream-missing",
                    "sum(j, W1[i, j] * x[j]) + b[i]",
                    "δ is left out: this is z itself",
                    _NO_FACTOR,
                ),
                _wrong(
                    "weight-factor-missing",
                    "sum(j, delta[i] * x[j]) + b[i] * delta[i]",
                    "the gradients of the weights are added up without their weights",
                    _INNER,
                ),
                _wrong(
                    "bias-factor-missing",
                    "sum(j, W1[i, j] * delta[i] * x[j]) + delta[i]",
                    "the gradient of the bias is added without the bias",
                    _INNER,
                ),
                _wrong(
                    "bias-gradient-missing",
                    "sum(j, W1[i, j] * delta[i] * x[j]) + b[i]",
                    "the bias is added without its gradient",
                    _INNER,
                ),
                _wrong(
                    "summed-separately",
                    "sum(j, W1[i, j]) * sum(j, delta[i] * x[j]) + b[i] * delta[i]",
                    "the weights and their gradients are summed one by one, and then multiplied",
                    _UNDO,
                ),
                _wrong(
                    "bias-subtracted",
                    "sum(j, W1[i, j] * delta[i] * x[j]) - b[i] * delta[i]",
                    "the bias is subtracted",
                    "Which sign has the bias's part in the claim?",
                ),
                _wrong(
                    "bias-multiplied-by-input",
                    "sum(j, (W1[i, j] + b[i]) * delta[i] * x[j])",
                    "the bias is multiplied by the inputs",
                    "What is ∂L/∂b of a layer?",
                ),
                _wrong(
                    "units-summed",
                    "sum(m, j, W1[m, j] * delta[m] * x[j]) + b[i] * delta[i]",
                    "the sum runs over the weights of all hidden units",
                    _THIS_UNIT,
                ),
            ],
        ),
        Stage(
            "pre-activation",
            "delta z",
            "delta[i] * z[i]",
            form="no sum",
            wrong=[
                _wrong("upstream-missing", "z[i]", "δ is left out", _NO_FACTOR),
                _wrong(
                    "preactivation-missing",
                    "delta[i]",
                    "z is left out",
                    "What is the bracket when δ is taken out of the line above?",
                ),
                _wrong(
                    "chain-rule-adds",
                    "delta[i] + z[i]",
                    "δ and z are added",
                    "What is the bracket when δ is taken out of the line above?",
                ),
                _wrong("factor-squared", "delta[i]**2 * z[i]", "δ stands in it twice", _NO_FACTOR),
                _wrong(
                    "factor-squared",
                    "delta[i] * z[i]**2",
                    "z stands in it twice",
                    "What is the bracket when δ is taken out of the line above?",
                ),
                _wrong(
                    "fraction-inverted",
                    "delta[i] / z[i]",
                    "δ is divided by z",
                    "What is the bracket when δ is taken out of the line above?",
                ),
            ],
        ),
        Stage(
            "through ReLU",
            "dL_dh z",
            "dL_dh[i] * (z[i] > 0) * z[i]",
            form="condition",
            wrong=[
                _wrong(
                    "relu-mask-missing", "dL_dh[i] * z[i]", "the slope of ReLU is left out", _MASK
                ),
                _wrong(
                    "preactivation-missing",
                    "dL_dh[i] * (z[i] > 0)",
                    "z is left out: this is δ alone",
                    "Only δ is to be replaced in the line above. What stood beside it?",
                ),
                _wrong("upstream-missing", "(z[i] > 0) * z[i]", "∂L/∂h is left out", _NO_FACTOR),
                _wrong(
                    "relu-mask-inverted",
                    "dL_dh[i] * (z[i] < 0) * z[i]",
                    "the slope is that of the other half",
                    _MASK,
                ),
                _wrong(
                    "relu-mask-wrong-tensor",
                    "dL_dh[i] * (dL_dh[i] > 0) * z[i]",
                    "the condition asks for the sign of the error, not of z",
                    "Whose sign decides about the slope of ReLU?",
                ),
                _wrong(
                    "slope-added",
                    "dL_dh[i] * ((z[i] > 0) + z[i])",
                    "the slope is added to z",
                    "How do a gradient and a slope combine on the way back?",
                ),
                _wrong(
                    "factor-squared",
                    "dL_dh[i] * (z[i] > 0) * z[i]**2",
                    "z stands in it twice",
                    "Only δ is to be replaced in the line above. What stood beside it?",
                ),
            ],
        ),
        Stage(
            "activation",
            "dL_dh h",
            "dL_dh[i] * h[i]",
            form="no sum",
            wrong=[
                _wrong("upstream-missing", "h[i]", "∂L/∂h is left out", _NO_FACTOR),
                _wrong("activation-left-out", "dL_dh[i]", "h is left out", _SAME),
                _wrong("chain-rule-adds", "dL_dh[i] + h[i]", "∂L/∂h and h are added", _SAME),
                _wrong("factor-squared", "dL_dh[i] * h[i]**2", "h stands in it twice", _SAME),
                _wrong(
                    "factor-squared", "dL_dh[i]**2 * h[i]", "∂L/∂h stands in it twice", _NO_FACTOR
                ),
                _wrong(
                    "mask-for-activation",
                    "dL_dh[i] * (h[i] > 0)",
                    "the condition stands where h belongs: this is δ",
                    _SAME,
                ),
            ],
        ),
        Stage(
            "outgoing",
            "W2 dL_dW2",
            "sum(k, W2[k, i] * dL_dW2[k, i])",
            form="sum",
            wrong=[
                _wrong(
                    "weight-factor-missing",
                    "sum(k, dL_dW2[k, i])",
                    "the gradients are added up without their weights",
                    _INNER,
                ),
                _wrong(
                    "upstream-missing",
                    "sum(k, W2[k, i])",
                    "the weights are added up without their gradients",
                    _INNER,
                ),
                _wrong(
                    "summed-separately",
                    "sum(k, W2[k, i]) * sum(k, dL_dW2[k, i])",
                    "the weights and their gradients are summed one by one, and then multiplied",
                    _UNDO,
                ),
                _wrong(
                    "chain-rule-adds",
                    "sum(k, W2[k, i] + dL_dW2[k, i])",
                    "weights and gradients are added",
                    _INNER,
                ),
                _wrong(
                    "units-summed",
                    "sum(k, m, W2[k, m] * dL_dW2[k, m])",
                    "the sum runs over the weights of all hidden units",
                    _THIS_UNIT,
                ),
                _wrong(
                    "factor-squared",
                    "sum(k, W2[k, i]**2 * dL_dW2[k, i])",
                    "each weight stands in it twice",
                    _INNER,
                ),
            ],
        ),
    ],
)
def derive_balance() -> None:
    """⟨w_in, ∂L/∂w_in⟩ + b ∂L/∂b = ⟨w_out, ∂L/∂w_out⟩ for a ReLU unit."""
