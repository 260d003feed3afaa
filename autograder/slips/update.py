"""Slips of the update, of numerical gradients and of initial weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, NotApplicable
from autograder.slips.slip import Slip, Slips, WrongFormula, WrongFormulas

Quotient = Callable[[Any, Array, Array, float], float]

_OLD = "The step says what is added to the old weight. Is the old weight in the answer?"

#: Slips of the rule `step`.
STEP = Slips()
slip = STEP.slip


def _rate(p: Context) -> float:
    if p.rate is None:
        raise NotApplicable("no step is taken here")
    return p.rate


@slip(
    "step",
    "ascent-step",
    "S12",
    question="Which way does the gradient point, and which way should the loss go?",
)
def _ascent(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """the step goes up the slope: the gradient is added, or its sign is turned"""
    return W + _rate(p) * gradient


@slip(
    "step",
    "update-subtracts-weight",
    "S12",
    question="What should change a weight when the loss is already flat?",
)
def _weight_subtracted(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """a part of the weight itself is taken away, not of its gradient"""
    return W - _rate(p) * W


@slip("step", "rate-missing", "S12", question="Double η. Does the step double?")
def _without_rate(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """the whole gradient is taken away, without the rate η"""
    return W - gradient


@slip("step", "change-for-value", "S12", question=_OLD)
def _change_alone(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """the change alone is returned, not the weight after it"""
    return -_rate(p) * gradient


@slip("step", "change-for-value", "S12", question=_OLD)
def _gradient_alone(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """η times the gradient is returned, not the weight after the step"""
    return _rate(p) * gradient


@slip("step", "change-for-value", "S12", question=_OLD, alone=True)
def _bare_gradient(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """the gradient is returned, not the weight after the step"""
    _rate(p)
    return gradient


_LENGTH = "Take η = 0.3 and a gradient of 10. By how much should the weight change, and does it?"


def _scaled(factor: float) -> Any:
    def wrong(right: Any, p: Context, W: Array, gradient: Array) -> Array:
        return W + factor * (right(p, W, gradient) - W)

    return wrong


slip(
    "step",
    "step-scaled",
    "S12",
    question=_LENGTH,
    clause="the step is taken twice, or is twice as long as η says",
)(_scaled(2.0))


slip("step", "step-scaled", "S12", question=_LENGTH, clause="the step is half as long as η says")(
    _scaled(0.5)
)


def _with_rate(rate: float) -> Any:
    def wrong(right: Any, p: Context, W: Array, gradient: Array) -> Array:
        _rate(p)
        return np.asarray(W - rate * gradient)

    return wrong


for _number in (0.5, 0.1, 0.05, 0.01):
    slip(
        "step",
        "rate-fixed",
        "S12",
        question="Double η. Does the step double?",
        clause="a number that is written into the code stands where η belongs",
        alone=True,
    )(_with_rate(_number))


_EACH = "Two weights have the gradients 1 and −1. Should both move the same way?"


@slip("step", "gradient-pooled", "S12", question=_EACH, alone=True)
def _mean_of_gradient(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """all weights of an array move by the mean of its gradient"""
    return right(p, W, np.full_like(gradient, np.mean(gradient)))


@slip("step", "gradient-pooled", "S12", question=_EACH, alone=True)
def _sum_of_gradient(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """all weights of an array move by the sum of its gradient"""
    return right(p, W, np.full_like(gradient, np.sum(gradient)))


@slip(
    "step",
    "gradient-missing",
    "S12",
    question="What should change W when the loss is already flat?",
    alone=True,
)
def _rate_alone(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """every weight is made smaller by η itself"""
    return W - _rate(p)


@slip(
    "step",
    "gradient-missing",
    "S12",
    question="How much larger is the step where it is steeper?",
    alone=True,
)
def _sign_alone(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """only the sign of the gradient is used, and every weight moves by η"""
    return right(p, W, np.sign(gradient))


@slip(
    "step",
    "rate-on-weight",
    "S12",
    question="Put in a gradient of 0. Does the weight stay?",
    alone=True,
)
def _rate_outside(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """η multiplies the old weight too"""
    return _rate(p) * (W - gradient)


@slip(
    "step",
    "rate-on-weight",
    "S12",
    question="Put in a gradient of 0. Does the weight stay?",
    alone=True,
)
def _weight_and_gradient_exchanged(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """the weight and its gradient have changed places in the step"""
    return right(p, gradient, W)


@slip("step", "step-not-taken", "S12", question="Which of these arrays are the new ones?")
def _not_taken(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """the old weights are returned"""
    return W


@slip(
    "step",
    "batch-divided-twice",
    "B6",
    question="At which single line does the 1/N of the loss enter?",
)
def _divided(right: Any, p: Context, W: Array, gradient: Array) -> Array:
    """1/N is in the gradient and enters once more in the step"""
    return right(p, W, gradient / p.samples)


#: Slips of a numerical gradient: what each computes from a function, an array and a step.
DIFFERENCES = WrongFormulas()

_HALVE = "Halve h: does the error halve, or does it quarter?"
_APART = "How far apart are the two points at which the function is evaluated?"
_BEFORE = "Before entry 2 is measured, what is entry 1?"


def one_by_one(f: Any, w: Array, h: float, quotient: Quotient) -> Array:
    """A difference quotient for each entry, with the other entries unchanged."""
    out = np.empty_like(w)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        out[index] = quotient(f, w, e, h)
    return out


@DIFFERENCES.add("one-sided-difference", question=_HALVE)
def _forward(f: Any, w: Array, h: float) -> Array:
    """the difference is taken to one side only"""
    return one_by_one(f, w, h, lambda f, w, e, h: (f(w + e) - f(w)) / h)


@DIFFERENCES.add("one-sided-difference", question=_HALVE)
def _backward(f: Any, w: Array, h: float) -> Array:
    """the difference is taken backward only"""
    return one_by_one(f, w, h, lambda f, w, e, h: (f(w) - f(w - e)) / h)


@DIFFERENCES.add("central-not-halved", question=_APART)
def _not_halved(f: Any, w: Array, h: float) -> Array:
    """the difference of both sides is divided by h"""
    return one_by_one(f, w, h, lambda f, w, e, h: (f(w + e) - f(w - e)) / h)


@DIFFERENCES.add("central-not-halved", question=_APART)
def _halved(f: Any, w: Array, h: float) -> Array:
    """the difference of one side is divided by 2h"""
    return one_by_one(f, w, h, lambda f, w, e, h: (f(w + e) - f(w)) / (2 * h))


@DIFFERENCES.add("difference-not-divided", question=_APART)
def _undivided(f: Any, w: Array, h: float) -> Array:
    """the difference is not divided by the distance of the two points"""
    return one_by_one(f, w, h, lambda f, w, e, h: f(w + e) - f(w - e))


@DIFFERENCES.add("all-entries-at-once", question=_BEFORE)
def together(f: Any, w: Array, h: float) -> Array:
    """all entries are nudged together"""
    return np.full_like(w, one_number(f, w, h))


@DIFFERENCES.add("all-entries-at-once", question=_BEFORE)
def one_number(f: Any, w: Array, h: float) -> Array:
    """all entries are nudged together, and one number comes back"""
    return np.asarray((f(w + h) - f(w - h)) / (2 * h))


@DIFFERENCES.add("perturbation-not-restored", question=_BEFORE)
def not_restored_one_sided(f: Any, w: Array, h: float) -> Array:
    """an entry keeps its nudge, and every difference is taken to the first value"""
    start, w, out = f(w), w.copy(), np.empty_like(w)
    for index in np.ndindex(w.shape):
        w[index] += h
        out[index] = (f(w) - start) / h
    return out


@DIFFERENCES.add("perturbation-not-restored", question=_BEFORE)
def nudges_gathered(f: Any, w: Array, h: float) -> Array:
    """the nudges gather: each entry is still nudged while the next ones are"""
    e, out = np.zeros_like(w), np.empty_like(w)
    for index in np.ndindex(w.shape):
        e[index] = h
        out[index] = (f(w + e) - f(w - e)) / (2 * h)
    return out


@DIFFERENCES.add("perturbation-not-restored", question=_BEFORE)
def not_restored(f: Any, w: Array, h: float) -> Array:
    """an entry keeps its nudge while the next one is measured"""
    w, out = w.copy(), np.empty_like(w)
    for index in np.ndindex(w.shape):
        w[index] += h
        up = f(w)
        w[index] -= 2 * h
        out[index] = (up - f(w)) / (2 * h)
    return out


@DIFFERENCES.add("central-not-halved", question=_APART)
def _backward_halved(f: Any, w: Array, h: float) -> Array:
    """the difference of one side, the lower one, is divided by 2h"""
    return one_by_one(f, w, h, lambda f, w, e, h: (f(w) - f(w - e)) / (2 * h))


@DIFFERENCES.add(
    "quotient-of-operations",
    question="In Python, in which order are the two operations of a / 2 * h done?",
)
def _divided_then_multiplied(f: Any, w: Array, h: float) -> Array:
    """the difference is divided by 2 and then multiplied by h"""
    return one_by_one(f, w, h, lambda f, w, e, h: (f(w + e) - f(w - e)) / 2 * h)


@DIFFERENCES.add("sign-flipped", question="If f grows with an entry, what sign has the slope?")
def _lower_minus_upper(f: Any, w: Array, h: float) -> Array:
    """the upper value is taken from the lower one"""
    return one_by_one(f, w, h, lambda f, w, e, h: (f(w - e) - f(w + e)) / (2 * h))


@DIFFERENCES.add("values-added", question="What is the slope of a function that is constant?")
def _values_added(f: Any, w: Array, h: float) -> Array:
    """the two values are added, not subtracted"""
    return one_by_one(f, w, h, lambda f, w, e, h: (f(w + e) + f(w - e)) / (2 * h))


@DIFFERENCES.add(
    "whole-numbers", question="Which type do the entries of your result have? Print its dtype."
)
def _whole_numbers(f: Any, w: Array, h: float) -> Array:
    """the results are stored as whole numbers, and what stands behind the point is lost"""
    return np.trunc(one_by_one(f, w, h, lambda f, w, e, h: (f(w + e) - f(w - e)) / (2 * h)))


@DIFFERENCES.add(
    "single-precision",
    question="How many digits of f are left when two close values are subtracted?",
)
def _single(f: Any, w: Array, h: float) -> Array:
    """the array is nudged in single precision"""

    def quotient(f: Any, w: Array, e: Array, h: float) -> Any:
        up, down = (w.astype(np.float32) + sign * e.astype(np.float32) for sign in (1, -1))
        return (f(up) - f(down)) / (2 * h)

    return one_by_one(f, w, h, quotient)


def _with_step(step: float) -> Callable[..., Array]:
    """A central difference with a step of its own, where h is given."""

    def wrong(f: Any, w: Array, h: float) -> Array:
        return one_by_one(f, w, step, lambda f, w, e, h: (f(w + e) - f(w - e)) / (2 * h))

    return wrong


for _step in (1.0, 0.1):
    DIFFERENCES.add(
        "step-ignored",
        question="Call your function with two values of h. Do the results differ at all?",
        clause="the step is a number that is written into the code, and h is not used",
    )(_with_step(_step))


def _lines(axis: int) -> Callable[..., Array]:
    """Nudge a whole row or column for each entry in it."""

    def wrong(f: Any, w: Array, h: float) -> Array:
        out = np.empty_like(w)
        for index in np.ndindex(w.shape):
            e = np.zeros_like(w)
            e.swapaxes(0, axis)[index[axis]] = h
            out[index] = (f(w + e) - f(w - e)) / (2 * h)
        return out

    return wrong


for _axis, _line in ((0, "row"), (-1, "column")):
    DIFFERENCES.add(
        "line-nudged",
        question="Print the array after one nudge. How many of its entries have changed?",
        clause=f"for each entry its whole {_line} is nudged",
    )(_lines(_axis))


def difference_slips(
    blocks: Callable[[Mapping[str, Any], Array], dict[str, Any]], w: str = "w"
) -> tuple[Slip, ...]:
    """Slips of a numerical gradient, for an exercise with the inputs `f`, `w` (its name) and `h`.

    `blocks(given, numeric)` turns the wrong numerical gradient into the exercise's answer.
    """

    def slip(wrong: WrongFormula) -> Slip:
        def values(given: Mapping[str, Any]) -> dict[str, Any]:
            return blocks(given, wrong.formula(given["f"], given[w], given["h"]))

        return wrong.slip("G13", values)

    return tuple(map(slip, DIFFERENCES))


#: Slips of the initial weights of a ReLU layer: what takes the place of √(2/n_in).
FACTORS = WrongFormulas()

_TARGET = "What is the variance of an entry meant to be, and what is its standard deviation then?"
_SUMMED = "z is a sum of products. How many of them: one for each input, or for each output?"
_DEPENDS = "How does the answer depend on the number of inputs?"


@FACTORS.add("init-variance-as-std", question=_TARGET)
def _variance(n_out: int, n_in: int) -> float:
    """the variance 2/n_in is used as the standard deviation, without a root"""
    return 2 / n_in


@FACTORS.add("init-fan-swapped", question=_SUMMED)
def _fan_out(n_out: int, n_in: int) -> float:
    """the number of outputs stands in place of the number of inputs"""
    return float(np.sqrt(2 / n_out))


@FACTORS.add("init-name-swapped", question=_TARGET)
def _lecun(n_out: int, n_in: int) -> float:
    """the variance is 1/n_in, without the 2 that makes up for the ReLU's zeros"""
    return float(np.sqrt(1 / n_in))


@FACTORS.add("init-name-swapped", question=_TARGET)
def _xavier(n_out: int, n_in: int) -> float:
    """the variance is 2/(n_in + n_out), Xavier's and not He's"""
    return float(np.sqrt(2 / (n_in + n_out)))


@FACTORS.add("init-uniform-bound", question=_TARGET)
def _uniform_bound(n_out: int, n_in: int) -> float:
    """the factor is √(6/n_in), which is the bound of a uniform draw with He's variance"""
    return float(np.sqrt(6 / n_in))


@FACTORS.add(
    "init-inverted", question="With more inputs, should a weight become larger or smaller?"
)
def _inverted(n_out: int, n_in: int) -> float:
    """the noise is divided by √(2/n_in) and not multiplied"""
    return float(np.sqrt(n_in / 2))


@FACTORS.add("init-fixed-scale", question=_DEPENDS)
def _fixed(n_out: int, n_in: int) -> float:
    """the noise is multiplied by 0.01, whatever the number of inputs"""
    return 0.01


@FACTORS.add("init-fixed-scale", question=_DEPENDS)
def _unscaled(n_out: int, n_in: int) -> float:
    """the noise is returned as it came: every entry has variance 1"""
    return 1.0
