"""Numerical derivatives, and the comparison of gradients with them, block by block."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeAlias, overload

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import (
    Array,
    as_array,
    as_list,
    as_number,
    expect_finite_result,
    expect_function,
    expect_shape,
    public,
)

ScalarFunction: TypeAlias = Callable[[Array], Any]
#: Numbers with too few digits for a difference over a small step.
COARSE = (np.dtype(np.float32), np.dtype(np.float16), np.dtype(np.complex64))


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
        If `f` does not return one finite number, returns a float32 number for a small step, or
        `h` is not positive, or so small that x + h is x.

    Examples
    --------
    >>> forward_difference(lambda x: (x**2).sum(), [1.0, 3.0]).round(4)
    array([2., 6.])

    Derivation: G13.
    """
    expect_function("f", f)
    at, h = _real(x), _positive(h)
    _expect_moved(at, h)
    value = partial(_value, f, h=h, needed=1e-4)
    base = value(at)
    return _each_entry(at, lambda e: (value(at + h * e) - base) / h)


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
        If `f` does not return one finite number, returns a float32 number for a small step, or
        `h` is not positive, or so small that x + h is x.

    Notes
    -----
    At a kink of f, such as a ReLU's at 0, the two sides have different slopes: this returns their
    mean, and a formula one of them. Move away from the kink by more than h before comparing.

    In float32 the difference of two losses has about 7 - 5 = 2 right digits. A float32 loss is
    refused if h is less than 1e-3; better, compute in float64.

    Examples
    --------
    >>> central_difference(lambda x: (x**3).sum(), [1.0, 2.0]).round(6)
    array([ 3., 12.])

    Derivation: G13.
    """
    expect_function("f", f)
    at, h = _real(x), _positive(h)
    _expect_moved(at, h)
    value = partial(_value, f, h=h, needed=1e-3)
    return _each_entry(at, lambda e: (value(at + h * e) - value(at - h * e)) / (2.0 * h))


@overload
def numerical_gradients(
    f: Callable[[dict[str, Array]], Any], parameters: Mapping[str, ArrayLike], h: float = 1e-5
) -> dict[str, Array]: ...


@overload
def numerical_gradients(
    f: Callable[[list[Array]], Any], parameters: Sequence[ArrayLike], h: float = 1e-5
) -> list[Array]: ...


def numerical_gradients(
    f: Callable[[Any], Any],
    parameters: Mapping[str, ArrayLike] | Sequence[ArrayLike],
    h: float = 1e-5,
) -> dict[str, Array] | list[Array]:
    """Differentiate f numerically with respect to all parameters of a network at once.

    For each parameter θ what `central_difference` gives while the others stay as they are; what
    is said there of kinks and of float32 holds here too.

    Parameters
    ----------
    f : callable
        Takes the parameters in the form given here, returns one number: the loss.
    parameters : dict of str to ndarray, or list of ndarray
        Not modified.
    h : float
        The step.

    Returns
    -------
    gradients : dict or list of ndarray
        One for each parameter, of its shape; a dictionary suits `check_gradients`.

    Raises
    ------
    TypeError
        If `parameters` is neither a dictionary nor a list, or `f` cannot be called.
    ValueError
        As `central_difference`.

    Examples
    --------
    >>> parameters = {"W": [[1, 2]], "x": [3, 4]}
    >>> numeric = numerical_gradients(lambda p: (p["W"] @ p["x"]).sum(), parameters)
    >>> numeric["W"].round(6)
    array([[3., 4.]])
    >>> numeric["x"].round(6)
    array([1., 2.])

    Derivation: G13.
    """
    expect_function("f", f)
    if isinstance(parameters, Mapping):
        kept = {name: _real(x, f"parameters[{name!r}]") for name, x in parameters.items()}
        return {
            name: central_difference(lambda x, n=name: f(_copies(kept) | {n: x}), at, h)  # type: ignore[misc]
            for name, at in kept.items()
        }
    if isinstance(parameters, np.ndarray):
        raise TypeError(
            "expected parameters as a dictionary or a list of arrays, got ndarray; likely a single "
            "array: pass [parameters], or use central_difference"
        )
    listed = as_list("parameters", parameters, "parameter")
    arrays = [_real(x, f"parameters[{k}]") for k, x in enumerate(listed)]

    def moved(k: int, x: Array) -> list[Array]:
        return [x if i == k else array.copy() for i, array in enumerate(arrays)]

    return [
        central_difference(lambda x, k=k: f(moved(k, x)), at, h)  # type: ignore[misc]
        for k, at in enumerate(arrays)
    ]


def complex_step(f: ScalarFunction, x: ArrayLike, h: float = 1e-30) -> Array:
    """Differentiate an analytic f by an imaginary step, exact to rounding.

    ∂f/∂x_i = Im f(x + i h e_i) / h

    f must be analytic. abs, norm and copying into a float array drop the imaginary part: a
    result that is real is refused. What nobody can see is a part of it that was dropped, as by
    conj, vdot, or a norm added to the loss: its derivative counts as 0.

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
        If `f` does not return one finite complex number, or `h` is not positive.

    Examples
    --------
    >>> complex_step(lambda x: np.sin(x).sum(), [0.0, 1.0])
    array([1.        , 0.54030231])

    Derivation: G13.
    """
    expect_function("f", f)
    at, h = _real(x), _positive(h)
    return _each_entry(at, lambda e: _imaginary(_value(f, at + 1j * h * e, h, 0.0)) / h)


@public
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

    Examples
    --------
    >>> round(relative_error([1, 2], [1, 2.002]), 6)
    0.000447

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


@public
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

    Examples
    --------
    >>> entry_errors([1, 2], [1, 6])
    array([0. , 0.5])

    Derivation: G13.
    """
    a, n = _same(a, n)
    floor = 1e-8 * max(1.0, float(np.abs(n).max(initial=0.0)))
    return np.abs(a - n) / np.maximum(floor, np.abs(a) + np.abs(n))


class BlockReport(NamedTuple):
    """The comparison of one block; `note` says why no error could be computed.

    Examples
    --------
    >>> check_gradients({"W": [1.0]}, {"W": [3.0]}).rows[0].worst
    (0,)
    """

    name: str
    shape: tuple[int, ...]
    error: float
    worst: tuple[int, ...] | None
    analytic: float
    numeric: float
    passed: bool
    note: str


class Report(NamedTuple):
    """A comparison of gradients, one row per block; printing it gives a table.

    It counts as true if every block passed: `assert check_gradients(...)` says what it seems to.

    Examples
    --------
    >>> check_gradients({"W": [1.0]}, {"W": [3.0]}).passed
    False
    """

    rows: tuple[BlockReport, ...]
    tolerance: float

    @property
    def passed(self) -> bool:
        """Whether every block is within the tolerance."""
        return all(row.passed for row in self.rows)

    def __bool__(self) -> bool:
        """Return `passed`; without this, a tuple that is not empty would always be true."""
        return self.passed

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

    Examples
    --------
    >>> print(check_gradients({"W": [1.0, 2.0], "b": [0.5]}, {"W": [1.0, 2.0], "b": [-0.5]}))
    block  shape  rel. error  worst at  analytic  numeric  verdict
    W      (2,)   0.0e+00     [0]       1         1        pass
    b      (1,)   1.0e+00     [0]       0.5       -0.5     not yet
    not yet: 1 of 2 blocks within 1e-06

    Derivation: G13.
    """
    _expect_blocks("analytic", analytic)
    _expect_blocks("numeric", numeric)
    tolerance = _tolerance(tolerance)
    if set(analytic) != set(numeric) or not analytic:
        raise ValueError(
            f"expected the same block names in analytic and numeric, got {list(analytic)} and "
            f"{list(numeric)}; likely a gradient was left out or misspelled"
        )
    rows = (_block(name, analytic[name], numeric[name], tolerance) for name in analytic)
    return Report(tuple(rows), tolerance)


def _expect_blocks(name: str, given: object) -> None:
    if not isinstance(given, Mapping):
        likely = "a single gradient: pass {'W': ...}, or use relative_error"
        if isinstance(given, (list, tuple)):
            likely = f"several without names: pass dict(enumerate({name}))"
        raise TypeError(
            f"expected {name} as a dictionary of gradients by name, got "
            f"{type(given).__name__}; likely {likely}"
        )


def _tolerance(value: float) -> float:
    tolerance = as_number("tolerance", value)
    if tolerance < 0:
        raise ValueError(
            f"expected tolerance >= 0, got {tolerance:g}; likely two arguments were swapped"
        )
    return tolerance


def _block(name: str, analytic: ArrayLike, numeric: ArrayLike, tolerance: float) -> BlockReport:
    name = str(name)
    n = _real(numeric, name)
    try:
        a = _real(analytic, name)
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
    with np.errstate(all="ignore"):
        expect_finite_result("f near x", gradient)
    return gradient


def _value(f: ScalarFunction, x: Array, h: float, needed: float) -> Any:
    found = f(x.copy())  # a copy, as f may change its argument
    value = _one_number(found)
    kind = np.asarray(found).dtype
    if kind in COARSE and h < needed:
        raise ValueError(
            f"expected f to return a float64 number, got {kind} with a step of {h:g}; "
            "likely f computes in few digits, and rounding hides the difference: use float64"
        )
    if np.iscomplexobj(value) and not np.iscomplexobj(x):
        raise ValueError(
            f"expected f to return a real number, got {value.item()}; likely f is complex where x "
            "is real: take its real part"
        )
    return value.item()


def _one_number(found: Any) -> Array:
    if found is None:
        raise ValueError(
            "expected f to return one number, got None; likely a return statement is missing"
        )
    if isinstance(found, tuple) and len(found) > 1:
        raise ValueError(
            f"expected f to return one number, got {type(found).__name__} of {len(found)}; likely "
            "gradients come with the loss: return the loss alone"
        )
    value = as_array("what f returns", found)
    if value.size != 1:
        raise ValueError(
            f"expected f to return one number, got shape {value.shape}; "
            "likely f returns the output and not the loss"
        )
    return value


def _imaginary(value: float | complex) -> float:
    if not isinstance(value, complex):
        raise ValueError(
            "expected f to return a complex number for a complex x, got a real one; likely abs, "
            "a norm, float(...) or a real array in f, or f does not use x: try central_difference"
        )
    return value.imag


def _real(x: ArrayLike, name: str = "x") -> Array:
    x = as_array(name, x)
    if np.iscomplexobj(x):
        raise TypeError(
            f"expected real {name}, got complex; likely a complex step inside another one"
        )
    return x.copy()


def _copies(parameters: Mapping[str, Array]) -> dict[str, Array]:
    return {name: array.copy() for name, array in parameters.items()}


def _positive(h: float) -> float:
    h = as_number("h", h)
    if not 0 < h < math.inf:
        raise ValueError(f"expected a step h > 0, got {h:g}; likely a sign or an exponent")
    return h


def _expect_moved(x: Array, h: float) -> None:
    """Raise ValueError if a step from an entry is lost in rounding: every slope would be 0."""
    still = x[x + h == x]
    if still.size:
        raise ValueError(
            f"expected a step h that changes x, got {h:g} beside an entry {still[0]:g}; likely "
            "entries of very different sizes: scale x, or pass a larger h"
        )


def _same(a: ArrayLike, n: ArrayLike) -> tuple[Array, Array]:
    a, n = as_array("a (analytic gradient)", a), as_array("n (numeric gradient)", n)
    likely = "a transpose" if a.shape == n.T.shape else "an axis was summed over, or kept"
    expect_shape("a gradient", a, n.shape, likely)
    return a, n
