"""Slips of the batch: the constant of the loss, and the sum over samples."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.reference.rules import LOSS_CONSTANTS, Array, Context, NotApplicable, need
from autograder.slips.slip import Slip, Slips, at, both

_MEAN = ("half_mean", "cross_entropy_mean", "mean_entries")

_WHERE = "At which single line does the 1/N of the loss enter?"
_STATED = "Does the stated loss have a 1/N in front?"
_TERMS = "The bias is used once for each sample: how many terms does its gradient have?"
_SAMPLES = "How many samples does the loss add up?"
_ENTRIES = "How many entries does the bias have? Over what is each entry of its gradient summed?"

BATCH = Slips()
slip = BATCH.slip


def _is_mean(p: Context) -> bool:
    return p.loss in _MEAN


@slip("constant", "batch-sum-for-mean", "B6", question=_STATED)
def _constant_for_sum(right: Any, p: Context) -> float:
    """the 1/N of the loss is left out"""
    if not _is_mean(p):
        raise NotApplicable("the loss is no mean")
    return float(right(p) * p.samples)


@slip("constant", "batch-mean-for-sum", "B6", question=_STATED)
def _constant_for_mean(right: Any, p: Context) -> float:
    """the loss is taken as a mean over samples where it is a sum"""
    if _is_mean(p):
        raise NotApplicable("the loss is a mean")
    return float(right(p) / p.samples)


def _divided_in_sum(right: Any, p: Context, delta: Array) -> Array:
    if _is_mean(p):
        raise NotApplicable("the loss is a mean")
    return np.asarray(right(p, delta) / p.samples)


slip(
    "weight",
    "batch-mean-for-sum",
    "B6",
    question=_WHERE,
    clause="the weight gradient is divided by N, and 1/N is not left to divide by",
)(_divided_in_sum)


slip(
    "weight bias",
    "batch-mean-for-sum",
    "B6",
    question=_WHERE,
    clause="the weight and the bias gradient are divided by N, and 1/N is not left to divide by",
)(_divided_in_sum)


def _divided_again(right: Any, p: Context, delta: Array) -> Array:
    if not _is_mean(p):
        raise NotApplicable("the loss is no mean")
    return np.asarray(right(p, delta) / p.samples)


slip(
    "weight",
    "batch-divided-twice",
    "B6",
    question=_WHERE,
    clause="1/N enters in the error, and again in the weight gradient",
)(_divided_again)


slip(
    "weight bias",
    "batch-divided-twice",
    "B6",
    question=_WHERE,
    clause="1/N enters in the error, and again in the weight and the bias gradient",
)(_divided_again)


@slip(
    "input",
    "constant-reapplied-per-layer",
    "B6",
    question="Where does that constant live, and how often does the error pass there?",
)
def _constant_again(right: Any, p: Context, delta: Array) -> Array:
    """the loss's constant is multiplied in again at every layer"""
    if p.loss not in LOSS_CONSTANTS:
        raise NotApplicable("no loss is stated here")
    return np.asarray(right(p, delta) * LOSS_CONSTANTS[p.loss](p))


@slip(
    "constant",
    "mean-over-all-entries",
    "B12",
    question="Is the stated mean over samples, or over samples and outputs?",
)
def _constant_over_entries(right: Any, p: Context) -> float:
    """the mean runs over samples and outputs, not over samples"""
    if p.loss not in ("half_mean", "cross_entropy_mean") or p.y is None:
        raise NotApplicable("no mean over samples")
    return float(right(p) / p.y.shape[1])


@slip(
    "constant",
    "mean-over-all-entries",
    "B12",
    question="Is the stated mean over samples, or over samples and outputs?",
)
def _constant_over_samples(right: Any, p: Context) -> float:
    """the mean runs over samples only, not over samples and outputs"""
    if p.loss != "mean_entries" or p.y is None:
        raise NotApplicable("no mean over entries")
    return float(right(p) * p.y.shape[1])


@slip("bias", "db-not-summed", "B7", question=_TERMS)
def _unsummed(right: Any, p: Context, delta: Array) -> Array:
    """the errors stand as the bias gradient, not summed: one row a sample"""
    return delta


@slip(
    "bias",
    "db-mean-for-sum",
    "B7",
    question="Treat the bias as the weight of a constant input 1. Which rule holds for weights?",
)
def _divided(right: Any, p: Context, delta: Array) -> Array:
    """the bias gradient is averaged over samples where it is a sum"""
    return np.asarray(right(p, delta) / p.samples)


@slip("bias", "db-collapsed", "B7", question=_ENTRIES)
def _collapsed(right: Any, p: Context, delta: Array) -> Array:
    """the bias gradient is summed over the units as well, and each entry holds the whole sum"""
    return np.full(delta.shape[1], delta.sum())


@slip("bias", "db-collapsed", "B7", question=_ENTRIES)
def _one_number(right: Any, p: Context, delta: Array) -> Array:
    """the bias gradient is summed up to one number, over the units as well"""
    return np.asarray(delta.sum())


@slip("bias", "db-wrong-axis", "B7", question=_ENTRIES)
def _wrong_axis(right: Any, p: Context, delta: Array) -> Array:
    """the bias gradient is summed over units, not over samples"""
    if len(delta) == 1:
        raise NotApplicable("one sample: nothing is left but one number")
    return np.asarray(delta.sum(axis=1))


def _sample_weight(n: int) -> Any:
    return lambda right, p, delta: np.outer(delta[n], need(p.here.x)[n])


def _sample_bias(n: int) -> Any:
    return lambda right, p, delta: delta[n]


for _n, _which in ((0, "first"), (-1, "last")):
    slip(
        "weight",
        "one-sample-only",
        "B6",
        question=_SAMPLES,
        clause=f"the weight gradient is that of the {_which} sample alone",
    )(_sample_weight(_n))
    slip(
        "bias",
        "one-sample-only",
        "B6",
        question=_TERMS,
        clause=f"the bias gradient is that of the {_which} sample alone",
    )(_sample_bias(_n))
    BATCH.append(
        Slip(
            "one-sample-only",
            f"the weight and the bias gradient are those of the {_which} sample alone",
            _SAMPLES,
            "B6",
            both(at("weight", _sample_weight(_n)), at("bias", _sample_bias(_n))),
        )
    )


_ROWS = "The output of one sample depends on whose input: its own, or every sample's?"


@slip("input", "input-gradient-summed", "B8", question=_ROWS, alone=True)
def _one_row(right: Any, p: Context, delta: Array) -> Array:
    """the input gradient is summed over the samples, to a single row"""
    _expect_samples(delta)
    return np.asarray(right(p, delta).sum(axis=0))


@slip("input", "input-gradient-summed", "B8", question=_ROWS, alone=True)
def _equal_rows(right: Any, p: Context, delta: Array) -> Array:
    """the input gradient is summed over the samples, and every row holds the sum"""
    _expect_samples(delta)
    found = right(p, delta)
    return np.broadcast_to(found.sum(axis=0), found.shape)


@slip("input", "input-gradient-summed", "B8", question=_ROWS, alone=True)
def _mean_row(right: Any, p: Context, delta: Array) -> Array:
    """the input gradient is averaged over the samples, to a single row"""
    _expect_samples(delta)
    return np.asarray(right(p, delta).mean(axis=0))


@slip("bias", "db-collapsed", "B7", question=_ENTRIES, alone=True)
def _one_mean(right: Any, p: Context, delta: Array) -> Array:
    """the bias gradient is averaged over samples and units, to one number"""
    _expect_samples(delta)
    return np.asarray(delta.mean())


@slip("bias", "db-wrong-axis", "B7", question=_ENTRIES, alone=True)
def _mean_of_units(right: Any, p: Context, delta: Array) -> Array:
    """the bias gradient is averaged over units, not summed over samples"""
    _expect_samples(delta)
    return np.asarray(delta.mean(axis=1))


def _expect_samples(delta: Array) -> None:
    if len(delta) == 1:
        raise NotApplicable("one sample only")
