"""Slips of the batch: the loss's constant, and the sum over samples (misconceptions, section 6)."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.reference.rules import LOSS_CONSTANTS, Array, Context, NotApplicable, need
from autograder.slips.slip import Slip, at, both

_MEAN = ("half_mean", "cross_entropy_mean", "mean_entries")


def _is_mean(p: Context) -> bool:
    return p.loss in _MEAN


def _constant_for_sum(before: Any, p: Context) -> float:
    if not _is_mean(p):
        raise NotApplicable("the loss is no mean")
    return float(before(p) * p.samples)


def _constant_for_mean(before: Any, p: Context) -> float:
    if _is_mean(p):
        raise NotApplicable("the loss is a mean")
    return float(before(p) / p.samples)


def _constant_over_entries(before: Any, p: Context) -> float:
    if p.loss not in ("half_mean", "cross_entropy_mean") or p.y is None:
        raise NotApplicable("no mean over samples")
    return float(before(p) / p.y.shape[1])


def _constant_over_samples(before: Any, p: Context) -> float:
    if p.loss != "mean_entries" or p.y is None:
        raise NotApplicable("no mean over entries")
    return float(before(p) * p.y.shape[1])


def _divided(before: Any, p: Context, delta: Array) -> Array:
    return np.asarray(before(p, delta) / p.samples)


def _divided_again(before: Any, p: Context, delta: Array) -> Array:
    if not _is_mean(p):
        raise NotApplicable("the loss is no mean")
    return np.asarray(before(p, delta) / p.samples)


def _divided_in_sum(before: Any, p: Context, delta: Array) -> Array:
    if _is_mean(p):
        raise NotApplicable("the loss is a mean")
    return np.asarray(before(p, delta) / p.samples)


def _constant_again(before: Any, p: Context, delta: Array) -> Array:
    if p.loss not in LOSS_CONSTANTS:
        raise NotApplicable("no loss is stated here")
    return np.asarray(before(p, delta) * LOSS_CONSTANTS[p.loss](p))


def _unsummed(before: Any, p: Context, delta: Array) -> Array:
    return delta


def _collapsed(before: Any, p: Context, delta: Array) -> Array:
    return np.full(delta.shape[1], delta.sum())


def _one_number(before: Any, p: Context, delta: Array) -> Array:
    return np.asarray(delta.sum())


def _wrong_axis(before: Any, p: Context, delta: Array) -> Array:
    if len(delta) == 1:
        raise NotApplicable("one sample: nothing is left but one number")
    return np.asarray(delta.sum(axis=1))


def _sample_bias(n: int) -> Any:
    return lambda before, p, delta: delta[n]


def _sample_weight(n: int) -> Any:
    return lambda before, p, delta: np.outer(delta[n], need(p.here.x)[n])


_WHERE = "At which single line does the 1/N of the loss enter?"
_STATED = "Does the stated loss have a 1/N in front?"
_PATHS = "b is used once for each sample: how many paths reach it?"
_SAMPLES = "How many samples does the loss add up?"
_ENTRIES = "How many entries should db have, and what is each a sum over?"

BATCH = (
    Slip(
        "batch-sum-for-mean",
        "the 1/N of the loss is left out",
        _STATED,
        "B6",
        at("constant", _constant_for_sum),
    ),
    Slip(
        "batch-mean-for-sum",
        "the loss is taken as a mean over samples where it is a sum",
        _STATED,
        "B6",
        at("constant", _constant_for_mean),
    ),
    Slip(
        "batch-mean-for-sum",
        "dW and db are divided by N although 1/N is not left to divide by",
        _WHERE,
        "B6",
        both(at("weight", _divided_in_sum), at("bias", _divided_in_sum)),
    ),
    Slip(
        "batch-mean-for-sum",
        "dW is divided by N although 1/N is not left to divide by",
        _WHERE,
        "B6",
        at("weight", _divided_in_sum),
    ),
    Slip(
        "batch-divided-twice",
        "1/N enters in Δ and again in dW and db",
        _WHERE,
        "B6",
        both(at("weight", _divided_again), at("bias", _divided_again)),
    ),
    Slip(
        "batch-divided-twice",
        "1/N enters in Δ and again in dW",
        _WHERE,
        "B6",
        at("weight", _divided_again),
    ),
    Slip(
        "constant-reapplied-per-layer",
        "the loss's constant is multiplied in again at every layer",
        "Where does that constant live, and how often does the error pass there?",
        "B6",
        at("input", _constant_again),
    ),
    Slip(
        "mean-over-all-entries",
        "the mean runs over samples and outputs, not over samples",
        "Is the stated mean over samples, or over samples and outputs?",
        "B12",
        at("constant", _constant_over_entries),
    ),
    Slip(
        "mean-over-all-entries",
        "the mean runs over samples only, not over samples and outputs",
        "Is the stated mean over samples, or over samples and outputs?",
        "B12",
        at("constant", _constant_over_samples),
    ),
    Slip(
        "db-not-summed",
        "Δ itself stands as the bias gradient, one row a sample",
        _PATHS,
        "B7",
        at("bias", _unsummed),
    ),
    Slip(
        "db-mean-for-sum",
        "the bias gradient is averaged over samples where it is a sum",
        "Treat b as the weight of a constant input 1. Then the same rule holds as for dW.",
        "B7",
        at("bias", _divided),
    ),
    Slip(
        "db-collapsed",
        "the bias gradient is summed over samples and over units",
        _ENTRIES,
        "B7",
        at("bias", _collapsed),
    ),
    Slip(
        "db-collapsed",
        "the bias gradient is summed up to one number, over the units as well",
        _ENTRIES,
        "B7",
        at("bias", _one_number),
    ),
    Slip(
        "db-wrong-axis",
        "the bias gradient is summed over units, not over samples",
        _ENTRIES,
        "B7",
        at("bias", _wrong_axis),
    ),
    *(
        slip
        for n, which in ((0, "first"), (-1, "last"))
        for slip in (
            Slip(
                "one-sample-only",
                f"the weight and the bias gradient are those of the {which} sample alone",
                _SAMPLES,
                "B6",
                both(at("weight", _sample_weight(n)), at("bias", _sample_bias(n))),
            ),
            Slip(
                "one-sample-only",
                f"the weight gradient is that of the {which} sample alone",
                _SAMPLES,
                "B6",
                at("weight", _sample_weight(n)),
            ),
            Slip(
                "one-sample-only",
                f"the bias gradient is that of the {which} sample alone",
                _PATHS,
                "B6",
                at("bias", _sample_bias(n)),
            ),
        )
    ),
)
