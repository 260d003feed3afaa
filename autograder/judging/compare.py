"""Bringing an answer to arrays and comparing it with the truth, one block at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.reference.rules import Array

#: What each size means, in words.
AXES = {
    "N": "one entry per sample",
    "n_in": "one per input",
    "n_hidden": "one per hidden unit",
    "n_more": "one per unit of the second hidden layer",
    "n_out": "one per output unit",
    "n": "one per unit",
    "T": "one per use",
    "nodes": "one per node",
    "paths": "one per path",
    "weights": "one per weight",
    "terms": "one per term",
}
#: float32 carries about seven digits.
FLOAT32_TOLERANCE = 1e-5


class NotAnArray(ValueError):
    """The value cannot be read as an array of numbers; the message says why."""


@dataclass(frozen=True)
class Compared:
    """One block compared: is it right, what is the matter, a remark, each entry's error."""

    right: bool
    problem: str = ""
    remark: str = ""
    errors: Array | None = None
    value: Array | None = None


def as_numbers(value: Any) -> Array:
    """`value` as a float64 array, or `NotAnArray` with one line on what came."""
    if value is None or value is Ellipsis:
        raise NotAnArray("is None, expected numbers")
    try:
        array = np.asarray(value)
    except ValueError:
        raise NotAnArray(
            "has rows of different lengths: likely a list was built unevenly"
        ) from None
    if array.dtype == object:
        array = _from_objects(array)
    if array.dtype.kind not in "biufc":
        raise NotAnArray(f"is {_kind(value)} and not numbers")
    if array.dtype.kind == "c":
        if np.any(array.imag):
            raise NotAnArray("has complex entries: take the real part, or divide the step out")
        array = array.real
    numbers = np.array(array, dtype=np.float64)
    if not np.all(np.isfinite(numbers)):
        bad = "nan" if np.isnan(numbers).any() else "inf"
        raise NotAnArray(f"holds {bad}: likely a division by zero or an overflow")
    return numbers


def _from_objects(array: Array) -> Array:
    """Fractions, or numbers in an array of objects, as floats; other objects unchanged."""
    if not all(hasattr(item, "__float__") for item in array.flat):
        return array
    try:
        return array.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        return array


def _kind(value: Any) -> str:
    return f"a {type(value).__name__}"


def precision(value: Any) -> float:
    """The relative error that the value's own number type, or that of its entries, allows for."""
    return FLOAT32_TOLERANCE if np.asarray(value).dtype == np.float32 else 0.0


def normwise_error(got: Array, right: Array) -> float:
    """The normwise relative error ‖got − right‖ / ‖right‖; where the truth is zero, ‖got‖.

    `backhand.relative_error` is another measure, which does not say which of the two is right.
    """
    off, scale = got - right, _length(right)
    return _length(off) / (scale if scale > 0 else 1.0)


def _length(array: Array) -> float:
    """The norm of an array; quicker than NumPy's own, which a diagnosis asks for thousands of."""
    return math.sqrt(np.vdot(array, array))


def compare(value: Any, right: Array, axes: tuple[str, ...], tolerance: float) -> Compared:
    """One block of an answer against the truth: type, finite, shape, value (in that order)."""
    try:
        got = as_numbers(value)
    except NotAnArray as problem:
        return Compared(False, str(problem))
    remark = ""
    if got.shape != right.shape:
        flat = in_disguise(got, right.shape)
        if flat is None:
            return Compared(False, shape_problem(got, right, axes), value=got)
        remark = f"came as {got.shape}, the exercise says {right.shape}: taken all the same"
        got = flat
    error = normwise_error(got, right)
    if error <= tolerance:
        return Compared(True, remark=remark, value=got)
    if error <= precision(value):
        more = "right to float32 precision; float64 carries twice the digits"
        return Compared(True, remark="; ".join(filter(None, [remark, more])), value=got)
    return Compared(False, value_problem(got, right, error), remark, entry_errors(got, right), got)


def in_disguise(got: Array, shape: tuple[int, ...]) -> Array | None:
    """`got` in the shape asked for; also from (n, 1) or (1, n) for (n,), and one entry for ()."""
    if got.shape == shape:
        return got
    alike = len(shape) <= 1 and got.size == math.prod(shape) and got.ndim <= 2
    return got.reshape(shape) if alike and 1 in (*got.shape, got.size) else None


def shape_problem(got: Array, right: Array, axes: tuple[str, ...]) -> str:
    """Say which shape came, which was asked for, and what each axis means."""
    text = f"shape {got.shape}, expected {right.shape}"
    if axes and len(axes) == right.ndim:
        meaning = ", ".join(
            f"{a} = {n} ({AXES.get(a, a)})" for a, n in zip(axes, right.shape, strict=True)
        )
        text += f": {meaning}"
    if got.ndim == 2 and got.shape == right.shape[::-1]:
        text += "; the axes came in the other order"
    elif got.ndim == right.ndim + 1 and got.shape[1:] == right.shape:
        text += "; there is one more axis in front, likely samples that are not summed"
    return text


def value_problem(got: Array, right: Array, error: float) -> str:
    """Say how far off the numbers are, and how many."""
    off = int(np.count_nonzero(entry_errors(got, right) > 1e-6))
    where = f"{off} of {got.size} entries differ" if got.size > 1 else "the number differs"
    close = "; close, but not to rounding" if error < 1e-3 else ""
    return f"shape {got.shape} ok, {where}{close} (relative error {error:.1e})"


def entry_errors(got: Array, right: Array) -> Array:
    """Each entry's relative error, with a floor so that tiny entries do not shout."""
    floor = 1e-8 * max(1.0, float(np.max(np.abs(right), initial=0.0)))
    return np.asarray(np.abs(got - right) / np.maximum(floor, np.abs(got) + np.abs(right)))
