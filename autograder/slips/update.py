"""Slips of the update, of numerical gradients and of first weights (misconceptions, section 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.reference.rules import Array, Context, NotApplicable
from autograder.slips.slip import Slip, at

Quotient = Callable[[Any, Array, Array, float], float]


def _rate(p: Context) -> float:
    if p.rate is None:
        raise NotApplicable("no step is taken here")
    return p.rate


def _ascent(before: Any, p: Context, W: Array, gradient: Array) -> Array:
    return W + _rate(p) * gradient


def _weight_subtracted(before: Any, p: Context, W: Array, gradient: Array) -> Array:
    return W - _rate(p) * W


def _without_rate(before: Any, p: Context, W: Array, gradient: Array) -> Array:
    return W - gradient


def _change_alone(before: Any, p: Context, W: Array, gradient: Array) -> Array:
    return -_rate(p) * gradient


def _gradient_alone(before: Any, p: Context, W: Array, gradient: Array) -> Array:
    return _rate(p) * gradient


def _not_taken(before: Any, p: Context, W: Array, gradient: Array) -> Array:
    return W


def _divided(before: Any, p: Context, W: Array, gradient: Array) -> Array:
    return before(p, W, gradient / p.samples)


_OLD = "The step says what is added to the old weight. Is the old weight in the answer?"

#: Slips of the rule `step`.
STEP = (
    Slip(
        "ascent-step",
        "the step goes up the slope: the gradient is added, or its sign is turned",
        "Which way does the gradient point, and which way should the loss go?",
        "S12",
        at("step", _ascent),
    ),
    Slip(
        "update-subtracts-weight",
        "a part of the weight itself is taken away, not of its gradient",
        "What should change W when the loss is already flat?",
        "S12",
        at("step", _weight_subtracted),
    ),
    Slip(
        "rate-missing",
        "the whole gradient is taken away, without the rate η",
        "Double η. Does the step double?",
        "S12",
        at("step", _without_rate),
    ),
    Slip(
        "change-for-value",
        "the change alone is returned, not the weight after it",
        _OLD,
        "S12",
        at("step", _change_alone),
    ),
    Slip(
        "change-for-value",
        "η times the gradient is returned, not the weight after the step",
        _OLD,
        "S12",
        at("step", _gradient_alone),
    ),
    Slip(
        "step-not-taken",
        "the old weights are returned",
        "Which of these arrays are the new ones?",
        "S12",
        at("step", _not_taken),
    ),
    Slip(
        "batch-divided-twice",
        "1/N is in the gradient and enters once more in the step",
        "At which single line does the 1/N of the loss enter?",
        "B6",
        at("step", _divided),
    ),
)


def one_by_one(f: Any, w: Array, h: float, quotient: Quotient) -> Array:
    """A difference quotient for each entry, the others untouched."""
    out = np.empty_like(w)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        out[index] = quotient(f, w, e, h)
    return out


def not_restored(f: Any, w: Array, h: float) -> Array:
    """Central differences in which each entry keeps its nudge while the next is measured."""
    w, out = w.copy(), np.empty_like(w)
    for index in np.ndindex(w.shape):
        w[index] += h
        up = f(w)
        w[index] -= 2 * h
        out[index] = (up - f(w)) / (2 * h)
    return out


def not_restored_one_sided(f: Any, w: Array, h: float) -> Array:
    """One-sided differences from the first value, in which each entry keeps its nudge."""
    start, w, out = f(w), w.copy(), np.empty_like(w)
    for index in np.ndindex(w.shape):
        w[index] += h
        out[index] = (f(w) - start) / h
    return out


def nudges_gathered(f: Any, w: Array, h: float) -> Array:
    """Central differences with one array of nudges, which is never set back to zero."""
    e, out = np.zeros_like(w), np.empty_like(w)
    for index in np.ndindex(w.shape):
        e[index] = h
        out[index] = (f(w + e) - f(w - e)) / (2 * h)
    return out


def together(f: Any, w: Array, h: float) -> Array:
    """One difference quotient for all entries, nudged at once."""
    return np.full_like(w, one_number(f, w, h))


def one_number(f: Any, w: Array, h: float) -> Array:
    """The difference quotient of all entries nudged at once, as it is."""
    return np.asarray((f(w + h) - f(w - h)) / (2 * h))


_HALVE = "Halve h: does the error halve, or does it quarter?"
_APART = "How far apart are the two points at which the function is evaluated?"
_BEFORE = "Before entry 2 is measured, what is entry 1?"


def _each(quotient: Quotient) -> Callable[[Any, Array, float], Array]:
    return lambda f, w, h: one_by_one(f, w, h, quotient)


_DIFFERENCES: tuple[tuple[str, str, str, Callable[[Any, Array, float], Array]], ...] = (
    (
        "one-sided-difference",
        "the difference is taken to one side only",
        _HALVE,
        _each(lambda f, w, e, h: (f(w + e) - f(w)) / h),
    ),
    (
        "one-sided-difference",
        "the difference is taken backward only",
        _HALVE,
        _each(lambda f, w, e, h: (f(w) - f(w - e)) / h),
    ),
    (
        "central-not-halved",
        "the difference of both sides is divided by h",
        _APART,
        _each(lambda f, w, e, h: (f(w + e) - f(w - e)) / h),
    ),
    (
        "central-not-halved",
        "the difference of one side is divided by 2h",
        _APART,
        _each(lambda f, w, e, h: (f(w + e) - f(w)) / (2 * h)),
    ),
    (
        "difference-not-divided",
        "the difference is not divided by the distance of the two points",
        _APART,
        _each(lambda f, w, e, h: f(w + e) - f(w - e)),
    ),
    ("all-entries-at-once", "all entries are nudged together", _BEFORE, together),
    (
        "all-entries-at-once",
        "all entries are nudged together, and one number comes back",
        _BEFORE,
        one_number,
    ),
    (
        "perturbation-not-restored",
        "an entry keeps its nudge, and every difference is taken to the first value",
        _BEFORE,
        not_restored_one_sided,
    ),
    (
        "perturbation-not-restored",
        "the nudges gather: each entry is still nudged while the next ones are",
        _BEFORE,
        nudges_gathered,
    ),
    (
        "perturbation-not-restored",
        "an entry keeps its nudge while the next one is measured",
        _BEFORE,
        not_restored,
    ),
)


def difference_slips(
    blocks: Callable[[Mapping[str, Any], Array], dict[str, Any]], w: str = "w"
) -> tuple[Slip, ...]:
    """Slips of a numerical gradient, for an exercise with the inputs `f`, `w` (its name) and `h`.

    `blocks(given, numeric)` turns the wrong numerical gradient into the exercise's answer.
    """

    def slip(slug: str, clause: str, question: str, measure: Any) -> Slip:
        return Slip(
            slug,
            clause,
            question,
            "G13",
            values=lambda given: blocks(given, measure(given["f"], given[w], given["h"])),
        )

    return tuple(slip(*row) for row in _DIFFERENCES)


_TARGET = "What is the variance of an entry meant to be, and what is its standard deviation then?"
_SUMMED = "z is a sum of products. How many of them: one for each input, or for each output?"

#: (slug, clause, question, factor): what stands in place of √(2/n_in).
FACTORS: tuple[tuple[str, str, str, Callable[[int, int], float]], ...] = (
    (
        "init-variance-as-std",
        "the variance 2/n_in is used as the standard deviation, without a root",
        _TARGET,
        lambda n_out, n_in: 2 / n_in,
    ),
    (
        "init-fan-swapped",
        "the number of outputs stands in place of the number of inputs",
        _SUMMED,
        lambda n_out, n_in: float(np.sqrt(2 / n_out)),
    ),
    (
        "init-name-swapped",
        "the variance is 1/n_in, without the 2 that makes up for the ReLU's zeros",
        _TARGET,
        lambda n_out, n_in: float(np.sqrt(1 / n_in)),
    ),
    (
        "init-name-swapped",
        "the variance is 2/(n_in + n_out), Xavier's and not He's",
        _TARGET,
        lambda n_out, n_in: float(np.sqrt(2 / (n_in + n_out))),
    ),
    (
        "init-uniform-bound",
        "the factor is √(6/n_in), which is the bound of a uniform draw with He's variance",
        _TARGET,
        lambda n_out, n_in: float(np.sqrt(6 / n_in)),
    ),
    (
        "init-inverted",
        "the noise is divided by √(2/n_in) and not multiplied",
        "With more inputs, should a weight become larger or smaller?",
        lambda n_out, n_in: float(np.sqrt(n_in / 2)),
    ),
    (
        "init-fixed-scale",
        "the noise is multiplied by 0.01, whatever the number of inputs",
        "How does the answer depend on the number of inputs?",
        lambda n_out, n_in: 0.01,
    ),
    (
        "init-fixed-scale",
        "the noise is returned as it came: every entry has variance 1",
        "How does the answer depend on the number of inputs?",
        lambda n_out, n_in: 1.0,
    ),
)
