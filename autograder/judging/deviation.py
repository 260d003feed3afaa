"""How a wrong block differs from the truth: its worst entry, a mark for each entry, the pattern.

A deviation holds expected numbers. It is no part of a verdict, from which graded text is made: only
a student's own notebook, where draws are fresh, asks the judge for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.judging.compare import entry_errors, normwise_error
from autograder.judging.observations import Observation
from autograder.judging.verdict import BlockResult
from autograder.reference.rules import Array

#: Two entries are equal if they differ by no more than this, relative to the two.
SAME = 1e-6
#: The marks of entries, and what each means.
MARKS = {
    "=": "equal",
    "+": "too large",
    "−": "too small",
    "±": "the sign is turned",
    "0": "zero, and should not be",
    "×": "a constant factor off",
    "⤢": "its mirror image across the diagonal",
}


@dataclass(frozen=True)
class Deviation:
    """How a wrong block of the right shape differs from the truth.

    Attributes
    ----------
    block : str
    got, right : ndarray
    at : tuple of int
        The entry that is farthest from the truth; empty for a block that is one number.
    marks : ndarray of str
        One of `MARKS` for each entry.
    pattern : str
        What the entries have in common, in words; empty if nothing is seen.
    """

    block: str
    got: Array
    right: Array
    at: tuple[int, ...]
    marks: Array
    pattern: str


def deviations(
    results: Sequence[BlockResult], observations: Sequence[Observation], tolerance: float
) -> Iterator[Deviation]:
    """The deviation of each wrong block, on the first draw that shows it is wrong."""
    for name in (r.name for r in results if not r.right):
        wrong = (o for o in observations if not _is_right(o, name, tolerance))
        draw = next(wrong, None)
        if draw is not None and name in draw.got and draw.got[name].shape == draw.right[name].shape:
            yield deviation(name, draw.got[name], draw.right[name])


def _is_right(draw: Observation, block: str, tolerance: float) -> bool:
    got, right = draw.got.get(block), draw.right[block]
    return got is not None and got.shape == right.shape and normwise_error(got, right) <= tolerance


@np.errstate(all="ignore")
def deviation(block: str, got: Array, right: Array) -> Deviation:
    """How numbers of the right shape differ from the truth."""
    right = np.asarray(right, dtype=float)  # the truth may be truth values
    at = np.unravel_index(int(np.argmax(np.abs(got - right))), got.shape)
    return Deviation(block, got, right, tuple(map(int, at)), *_pattern(got, right))


def _pattern(got: Array, right: Array) -> tuple[Array, str]:
    """A mark for each entry, and the first pattern that holds."""
    marks = _marks(got, right)
    off, total = int(np.count_nonzero(marks != "=")), marks.size
    if total == 1:
        return marks, f"the number is {_factor(got, right) or MARKS[str(marks.flat[0])]}"
    if not np.any(got):
        return marks, "every entry is 0"
    if np.all(np.isin(marks, ["=", "±"])) and off:
        which = "every entry" if off == total else f"{off} of {total} entries"
        return marks, f"the sign of {which} is turned, the size is right"
    if factor := _factor(got, right):
        return np.full(marks.shape, "×"), f"every entry is {factor}"
    if got.ndim == 2 and got.shape[0] == got.shape[1] and _equal(got, right.T).all():
        return np.where(marks == "=", "=", "⤢"), "the entries are right, but rows stand as columns"
    if np.ptp(got - right) <= SAME * np.max(np.abs(got - right)):
        way = "+" if got.flat[0] > right.flat[0] else "−"
        return marks, f"every entry is {MARKS[way]} by the same amount"
    return marks, _along_an_axis(got, right, marks)


def _marks(got: Array, right: Array) -> Array:
    marks = np.where(got > right, "+", "−")
    marks[_equal(got, -right)] = "±"
    marks[(got == 0) & (right != 0)] = "0"
    marks[_equal(got, right)] = "="
    return marks


def _equal(one: Array, other: Array) -> Array:
    return np.asarray(entry_errors(one, other) <= SAME)


def _factor(got: Array, right: Array) -> str:
    """How many times the truth the block is, if that is one number for all entries."""
    scale = float(np.vdot(right, right))
    factor = float(np.vdot(got, right)) / scale if scale else 0.0
    if not factor or not _equal(got, factor * right).all():
        return ""
    return f"{factor:.4g} times the expected one".replace("-", "−")


def _along_an_axis(got: Array, right: Array, marks: Array) -> str:
    """A pattern of the rows or columns of a matrix; empty if there is none."""
    if got.ndim != 2:
        return ""
    for word, a, b, m in (("row", got, right, marks), ("column", got.T, right.T, marks.T)):
        zero = [k for k in range(len(a)) if np.all(m[k] == "0")]
        others = [k for k in range(len(a)) if k not in zero]
        if zero and np.all(m[others] == "="):
            them = ", ".join(map(str, zero))
            return f"{word} {them} is 0" if len(zero) == 1 else f"{word}s {them} are 0"
        if len(a) > 1 < a.shape[1] and all(_factor(*pair) for pair in zip(a, b, strict=True)):
            return f"every {word} is a number of its own times the expected one"
    return ""
