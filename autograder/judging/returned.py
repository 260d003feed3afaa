"""Read an answer: its blocks or entries by name, and each of them as numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.boundary.answers import Answer
from autograder.exercises.exercise import AXES, Computed
from autograder.reference.rules import Array

#: float32 carries about seven digits.
FLOAT32_TOLERANCE = 1e-5


class NotAnArray(ValueError):
    """The value cannot be read as an array of numbers; the message says why."""


def is_blank(value: Any) -> bool:
    """Whether a value stands for an answer that is not written yet."""
    return value is None or value is Ellipsis


def named_blocks(task: Computed, value: Any) -> tuple[dict[str, Any], str]:
    """The returned value as blocks by name, and ""; or no blocks, and one line that says why."""
    names = [b.name for b in task.blocks]
    if isinstance(value, Mapping):
        missing = [n for n in names if n not in value]
        if missing:
            return {}, f"returned a dict without {', '.join(missing)}; expected {', '.join(names)}"
        return {n: value[n] for n in names}, ""
    if len(names) == 1:
        return {names[0]: value}, ""
    is_sequence = isinstance(value, (tuple, list)) or (
        isinstance(value, np.ndarray) and value.ndim > 0
    )
    if is_sequence and len(value) == len(names):
        return dict(zip(names, value, strict=True)), ""
    got = f"{len(value)} things" if isinstance(value, (tuple, list)) else type(value).__name__
    problem = f"expected {len(names)} things in this order, {', '.join(names)}; got {got}"
    return {}, problem + _first_missing(task, len(value) if is_sequence else 0)


def _first_missing(task: Computed, got: int) -> str:
    """Say what the first thing would be that is missing at the end, from the table of shapes."""
    if not 0 < got < len(task.blocks):
        return ""
    block = task.blocks[got]
    axes = " and ".join(AXES.get(axis, axis) for axis in block.axes) or "a number"
    return f". If they are in order, {block.name} is the first that is missing: {axes}"


def named_entries(answer: Answer) -> tuple[Mapping[str, Any], str]:
    """The entries of an answer by name, and ""; or no entries, and one line that says why."""
    if answer.is_function():
        return {}, "expected a dictionary of entries, got a function; likely the wrong name"
    value = answer.value()
    if is_blank(value):
        return {}, ""
    if not isinstance(value, Mapping):
        return {}, f"expected a dictionary of entries, got {type(value).__name__}"
    return value, ""


def as_numbers(value: Any) -> Array:
    """`value` as a float64 array.

    Raises
    ------
    NotAnArray
        If it cannot be read as an array of numbers, or they are not all finite.
    """
    if is_blank(value):
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
        raise NotAnArray(f"is a {type(value).__name__} and not numbers")
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


def precision(value: Any) -> float:
    """The relative error to expect from the number type of a value or of its entries."""
    return FLOAT32_TOLERANCE if np.asarray(value).dtype == np.float32 else 0.0


def in_shape(numbers: Array, shape: tuple[int, ...]) -> Array | None:
    """`numbers` in the given shape; None if they do not fit.

    A row or a column is accepted for a vector, and an array with one entry for a number.
    """
    if numbers.shape == shape:
        return numbers
    fits = len(shape) <= 1 and numbers.size == math.prod(shape) and numbers.ndim <= 2
    return numbers.reshape(shape) if fits and 1 in (*numbers.shape, numbers.size) else None
