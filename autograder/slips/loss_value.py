"""Slips of the value of a squared error, for exercises that return the loss itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from autograder.reference.rules import Array
from autograder.slips.slip import Slip


class Compared(NamedTuple):
    """What a loss compares, and the constant in front of its squares."""

    a: Array
    y: Array
    z: Array
    constant: float

    @property
    def error(self) -> Array:
        """a − y."""
        return self.a - self.y


_COPY = "Copy the loss exactly as stated, constant included. What does your line do first?"
_OVER = "By what is the sum divided in the stated loss: samples, outputs, all entries, nothing?"
_TRY = "Try a − y = (1, −1). What should the loss be, and what does this give?"
_WHICH = "Which two quantities does the loss compare?"

#: The slug, the words, the question, the wrong value.
_VALUES: tuple[tuple[str, str, str, Callable[[Compared], Any]], ...] = (
    (
        "loss-factor-two",
        "the ½ of the loss is not there",
        _COPY,
        lambda c: 2 * c.constant * np.sum(c.error**2),
    ),
    (
        "loss-factor-two",
        "the ½ of the loss is squared along with the error",
        _COPY,
        lambda c: c.constant / 2 * np.sum(c.error**2),
    ),
    (
        "mean-over-all-entries",
        "the loss is a mean over the outputs as well",
        _OVER,
        lambda c: c.constant * np.sum(c.error**2) / c.y.shape[-1],
    ),
    (
        "mean-over-all-entries",
        "the loss is a plain mean of squares, with no ½",
        _OVER,
        lambda c: np.mean(c.error**2),
    ),
    (
        "square-of-sum",
        "the errors are added first and squared afterwards",
        _TRY,
        lambda c: c.constant * np.sum(c.error) ** 2,
    ),
    (
        "error-not-squared",
        "the errors are added up without a square",
        _TRY,
        lambda c: c.constant * np.sum(c.error),
    ),
    (
        "error-not-squared",
        "absolute values stand where squares belong",
        _TRY,
        lambda c: c.constant * np.sum(np.abs(c.error)),
    ),
    (
        "norm-not-squared",
        "the length of a − y is taken, without its square",
        _TRY,
        lambda c: c.constant * np.sqrt(np.sum(c.error**2)),
    ),
    (
        "difference-of-squares",
        "output and target are squared one by one, and then subtracted",
        _TRY,
        lambda c: c.constant * np.sum(c.a**2 - c.y**2),
    ),
    (
        "error-added",
        "output and target are added, not subtracted",
        _WHICH,
        lambda c: c.constant * np.sum((c.a + c.y) ** 2),
    ),
    (
        "error-at-z",
        "the target is subtracted from z, not from the output a",
        _WHICH,
        lambda c: c.constant * np.sum((c.z - c.y) ** 2),
    ),
    (
        "sign-flipped-error",
        "the loss has a minus: it would be largest where the error is 0",
        "Can a sum of squares be negative?",
        lambda c: -c.constant * np.sum(c.error**2),
    ),
)

_OF_SAMPLES: tuple[tuple[str, str, str, Callable[[Compared], Any]], ...] = (
    (
        "batch-sum-for-mean",
        "the loss is added up over the samples, where it is a mean",
        _OVER,
        lambda c: 0.5 * np.sum(c.error**2),
    ),
    (
        "batch-sum-for-mean",
        "the squares are only added up, with neither a ½ nor a mean",
        _OVER,
        lambda c: np.sum(c.error**2),
    ),
    (
        "batch-sum-for-mean",
        "the sum is multiplied by N, where it is divided by it",
        _OVER,
        lambda c: len(c.y) * np.sum(c.error**2) / 2,
    ),
    (
        "mean-over-units",
        "the mean divides by the number of outputs, where the number of samples belongs",
        _OVER,
        lambda c: np.sum(c.error**2) / (2 * c.y.shape[-1]),
    ),
)


def loss_value_slips(
    compared: Callable[[Mapping[str, Any]], Compared], *, mean: bool = False
) -> list[Slip]:
    """Slips of the block L; `mean` if the loss is a mean over samples."""

    def slip(slug: str, words: str, question: str, value: Callable[[Compared], Any]) -> Slip:
        return Slip(
            slug,
            words,
            question,
            "B12",
            values=lambda given: {"L": np.asarray(value(compared(given)))},
        )

    return [slip(*entry) for entry in (*_VALUES, *(_OF_SAMPLES if mean else ()))]
