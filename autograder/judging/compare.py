"""Compare an answer with the truth, block by block."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.exercises.exercise import AXES, Block, Computed
from autograder.judging.returned import NotAnArray, as_numbers, in_shape, precision
from autograder.judging.verdict import BlockResult
from autograder.reference.rules import Array
from backhand.gradcheck import relative_error


def compare_blocks(
    task: Computed, blocks: Mapping[str, Any], right: Mapping[str, Array]
) -> tuple[BlockResult, ...]:
    """Compare the blocks of an answer with the truth, in the order of the exercise."""
    return tuple(compare(b, blocks[b.name], right[b.name], task.tolerance) for b in task.blocks)


def compare(block: Block, value: Any, right: Array, tolerance: float) -> BlockResult:
    """Compare a block with the truth: first its type, then its shape, then its numbers."""
    try:
        numbers = as_numbers(value)
    except NotAnArray as error:
        return BlockResult(block.name, False, str(error))
    remark = ""
    got = in_shape(numbers, right.shape)
    if got is None:
        return BlockResult(block.name, False, shape_problem(numbers, right, block.axes))
    if numbers.shape != right.shape:
        remark = f"came as {numbers.shape}, the exercise says {right.shape}: taken all the same"
    off = normwise_error(got, right)
    if off <= tolerance:
        return BlockResult(block.name, True, remark=remark)
    if off <= precision(value):
        more = "right to float32 precision; float64 carries twice the digits"
        return BlockResult(block.name, True, remark="; ".join(filter(None, [remark, more])))
    problem = value_problem(got, right, off)
    return BlockResult(block.name, False, problem, remark, of_value=True)


def normwise_error(got: Array, right: Array) -> float:
    """The normwise relative error ‖got − right‖ / ‖right‖; if the truth is zero, ‖got‖.

    `backhand.relative_error` is a different measure, which treats both arrays alike. A message
    shows that one.
    """
    off, scale = got - right, _length(right)
    return _length(off) / (scale if scale > 0 else 1.0)


def _length(array: Array) -> float:
    """The norm of an array; faster than NumPy's own, because a diagnosis computes thousands."""
    return math.sqrt(np.vdot(array, array))


def shape_problem(got: Array, right: Array, axes: tuple[str, ...]) -> str:
    """Say which shape the block has, which was expected, and what each axis means."""
    text = f"shape {got.shape}, expected {right.shape}"
    if axes and len(axes) == right.ndim:
        meaning = ", ".join(
            f"{a} = {n} ({AXES.get(a, a)})" for a, n in zip(axes, right.shape, strict=True)
        )
        text += f": {meaning}"
    if got.ndim == 2 and got.shape == right.shape[::-1]:
        text += "; the axes came in the other order"
    elif got.ndim > right.ndim and [n for n in got.shape if n > 1] == list(right.shape):
        text += "; there is an axis of length 1 too many"
    elif got.ndim == right.ndim + 1 and got.shape[1:] == right.shape:
        text += "; there is one more axis in front, likely samples that are not summed"
    return text


def value_problem(got: Array, right: Array, error: float) -> str:
    """Say how many entries are off, and by how much.

    A student is shown one measure of error only: that of the gradient checks in the course.
    """
    off = int(np.count_nonzero(entry_errors(got, right) > 1e-6))
    where = f"{off} of {got.size} entries differ" if got.size > 1 else "the number differs"
    close = "; close, but not to rounding" if error < 1e-3 else ""
    return f"shape {got.shape} ok, {where}{close} (relative error {relative_error(got, right):.1e})"


def entry_errors(got: Array, right: Array) -> Array:
    """The relative error of each entry; tiny entries are measured against a floor."""
    got, right = got / 2, right / 2  # the sum of two halves does not overflow
    floor = 1e-8 * max(0.5, float(np.max(np.abs(right), initial=0.0)))
    return np.asarray(np.abs(got - right) / np.maximum(floor, np.abs(got) + np.abs(right)))
