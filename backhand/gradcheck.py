"""Numerical derivatives, and the comparison of gradients with them, block by block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import Array, as_array, expect_shape

ScalarFunction = Callable[[Array], Any]


def forward_difference(f: ScalarFunction, x: ArrayLike, h: float = 1e-8) -> Array:
    """Differentiate f numerically from one side, entry by entry; error O(h).

    ∂f/∂x_i ≈ (f(x + h e_i) - f(x)) / h

    Parameters
    ----------
    f : callable
        Takes an array of x's shape, returns one number.
    x : ndarray, any shape
        Not modified.
    h : float
        The step.

    Returns
    -------
    gradient : ndarray, shape of x

    Raises
    ------
    ValueError
        If `f` does not return one number, or `h` is not positive.

    Derivation: G13.
    """
    at, h = _real(x), _positive(h)
    base = _value(f, at)
    return _each_entry(at, lambda e: (_value(f, at + h * e) - base) / h)


def central_difference(f: ScalarFunction, x: ArrayLike, h: float = 1e-5) -> Array:
    """Differentiate f numerically from both sides, entry by entry; error O(h²).

    ∂f/∂x_i ≈ (f(x + h e_i) - f(x - h e_i)) / 2h

    Parameters
    ----------
    f : callable
        Takes an array of x's shape, returns one number.
    x : ndarray, any shape
        Not modified.
    h : float
        The step; 1e-5 is near the best for values of size 1.

    Returns
    -------
    gradient : ndarray, shape of x

    Raises
    ------
    ValueError
        If `f` does not return one number, or `h` is not positive.

    Derivation: G13.
    """
    at, h = _real(x), _positive(h)
    return _each_entry(at, lambda e: (_value(f, at + h * e) - _value(f, at - h * e)) / (2.0 * h))


def complex_step(f: ScalarFunction, x: ArrayLike, h: float = 1e-30) -> Array:
    """Differentiate an analytic f by an imaginary step, exact to rounding.

    ∂f/∂x_i = Im f(x + i h e_i) / h

    Where f is not analytic, this fails silently: abs, conj, norm, vdot and copying into a
    float array drop the imaginary part, and the result is 0. Use it only on functions that
    you know to be analytic.

    Parameters
    ----------
    f : callable
        Takes a complex array of x's shape, returns one number.
    x : ndarray, any shape
        Not modified.
    h : float
        The step; it may be tiny, because nothing is subtracted.

    Returns
    -------
    gradient : ndarray, shape of x

    Raises
    ------
    ValueError
        If `f` does not return one number, or `h` is not positive.

    Derivation: G13.
    """
    at, h = _real(x), _positive(h)
    return _each_entry(at, lambda e: np.imag(_value(f, at + 1j * h * e)) / h)


def relative_error(a: ArrayLike, n: ArrayLike) -> float:
    """Compare one block of a gradient with its numerical value, treating both alike.

    ‖a - n‖ / (‖a‖ + ‖n‖), and 0 where both are zero

    Parameters
    ----------
    a, n : ndarray, same shape
        The analytic and the numerical gradient.

    Returns
    -------
    error : float
        Between 0 and 1.

    Raises
    ------
    ValueError
        If shapes differ or an entry is not finite.

    Derivation: G13.
    """
    a, n = _same(a, n)
    largest = max(np.abs(a).max(initial=0.0), np.abs(n).max(initial=0.0))
    if largest == 0.0:
        return 0.0
    # Dividing first keeps the squares of very small gradients from vanishing.
    small_a, small_n = np.divide(a, largest), np.divide(n, largest)
    distance = np.linalg.norm(small_a - small_n)
    return float(distance / (np.linalg.norm(small_a) + np.linalg.norm(small_n)))


def entry_errors(a: ArrayLike, n: ArrayLike) -> Array:
    """Compare a block entry by entry, not letting entries near zero dominate.

    |a - n| / max(floor, |a| + |n|), with floor = 1e-8 max(1, ‖n‖_∞)

    Parameters
    ----------
    a, n : ndarray, same shape
        The analytic and the numerical gradient.

    Returns
    -------
    errors : ndarray, shape of a

    Raises
    ------
    ValueError
        If shapes differ or an entry is not finite.

    Derivation: G13.
    """
    a, n = _same(a, n)
    floor = 1e-8 * max(1.0, float(np.abs(n).max(initial=0.0)))
    return np.abs(a - n) / np.maximum(floor, np.abs(a) + np.abs(n))


class BlockReport(NamedTuple):
    """The comparison of one block; `note` says why no error could be computed."""

    name: str
    shape: tuple[int, ...]
    error: float
    worst: tuple[int, ...] | None
    analytic: float
    numeric: float
    passed: bool
    note: str


class Report(NamedTuple):
    """A comparison of gradients, one row per block; printing it gives a table."""

    rows: tuple[BlockReport, ...]
    tolerance: float

    @property
    def passed(self) -> bool:
        """Whether every block is within the tolerance."""
        return all(row.passed for row in self.rows)

    def __str__(self) -> str:
        """Format the blocks as a plain-text table."""
        header = ("block", "shape", "rel. error", "worst at", "analytic", "numeric", "verdict")
        table = [header, *(_cells(row) for row in self.rows)]
        widths = [max(len(row[i]) for row in table) for i in range(len(header))]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in table]
        verdict = "pass" if self.passed else "not yet"
        count = sum(row.passed for row in self.rows)
        lines.append(f"{verdict}: {count} of {len(self.rows)} blocks within {self.tolerance:.0e}")
        return "\n".join(lines)


def check_gradients(
    analytic: Mapping[str, ArrayLike], numeric: Mapping[str, ArrayLike], tolerance: float = 1e-6
) -> Report:
    """Compare named gradients with their numerical values, each block by itself.

    A single norm over all parameters would hide a small wrong block behind a large right one.

    Parameters
    ----------
    analytic, numeric : mapping of str to ndarray
        The same names and, block by block, the same shapes.
    tolerance : float
        The largest relative error that passes.

    Returns
    -------
    report : Report
        A block of the wrong shape or with a non-finite entry does not pass; its note says why.

    Raises
    ------
    ValueError
        If the names differ or there are none.

    Derivation: G13.
    """
    if set(analytic) != set(numeric) or not analytic:
        raise ValueError(
            f"expected the same block names, got {sorted(analytic)} and {sorted(numeric)}; "
            "likely a gradient was left out or misspelled"
        )
    rows = (_block(name, analytic[name], numeric[name], tolerance) for name in analytic)
    return Report(tuple(rows), tolerance)


def _block(name: str, analytic: ArrayLike, numeric: ArrayLike, tolerance: float) -> BlockReport:
    n = as_array(name, numeric)
    try:
        a = as_array(name, analytic)
        error, errors = relative_error(a, n), entry_errors(a, n)
    except (TypeError, ValueError) as problem:
        nan = float("nan")
        return BlockReport(name, n.shape, float("inf"), None, nan, nan, False, str(problem))
    if n.size == 0:
        return BlockReport(name, n.shape, 0.0, None, 0.0, 0.0, True, "empty")
    worst = tuple(int(i) for i in np.unravel_index(errors.argmax(), errors.shape))
    return BlockReport(
        name, n.shape, error, worst, float(a[worst]), float(n[worst]), error <= tolerance, ""
    )


def _cells(row: BlockReport) -> tuple[str, ...]:
    if row.worst is None:
        verdict = row.note if row.passed else f"not yet: {row.note}"
        return row.name, str(row.shape), "-", "-", "-", "-", verdict
    return (
        row.name,
        str(row.shape),
        f"{row.error:.1e}",
        str(list(row.worst)),
        f"{row.analytic:.6g}",
        f"{row.numeric:.6g}",
        "pass" if row.passed else "not yet",
    )


def _each_entry(x: Array, derivative: Callable[[Array], Any]) -> Array:
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        direction = np.zeros(x.shape)
        direction[index] = 1.0
        gradient[index] = derivative(direction)
    return gradient


def _value(f: ScalarFunction, x: Array) -> Any:
    value = np.asarray(f(x.copy()))  # a copy, as f may change its argument
    if value.size != 1:
        raise ValueError(
            f"expected f to return one number, got shape {value.shape}; "
            "likely f returns the output and not the loss"
        )
    return value.item()


def _real(x: ArrayLike) -> Array:
    x = as_array("x", x)
    if np.iscomplexobj(x):
        raise TypeError("expected real x, got complex; likely a complex step inside another one")
    return x.copy()


def _positive(h: float) -> float:
    if not h > 0:
        raise ValueError(f"expected a step h > 0, got {h}; likely a sign or an exponent")
    return float(h)


def _same(a: ArrayLike, n: ArrayLike) -> tuple[Array, Array]:
    a, n = as_array("analytic gradient", a), as_array("numeric gradient", n)
    likely = "a transpose" if a.shape == n.T.shape else "an axis was summed over, or kept"
    expect_shape("a gradient", a, n.shape, likely)
    return a, n
