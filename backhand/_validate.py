"""Turn arguments into float arrays, or say in one line what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

# float64, or complex128 while the complex step probes a function.
Array: TypeAlias = NDArray[Any]


def as_array(name: str, value: ArrayLike, axes: Sequence[str] | None = None) -> Array:
    """Return `value` as a finite float64 (or complex128) array with the named axes.

    Parameters
    ----------
    name : str
        What the caller calls the argument; it appears in the message.
    value : array_like
    axes : sequence of str, optional
        One name per axis, such as ``("N", "n_in")``. None allows any number of axes.

    Raises
    ------
    TypeError
        If `value` does not consist of numbers.
    ValueError
        If `value` is ragged, not finite, or has another number of axes.
    """
    array = _numbers(name, value)
    if axes is not None and array.ndim != len(axes):
        raise ValueError(
            f"expected {name} of shape {_shape_of(axes)}, got shape {array.shape}; "
            f"likely {_likely_axes(name, array.ndim, len(axes))}"
        )
    # Not np.all(): on small arrays its overhead is larger than the test.
    if not np.logical_and.reduce(np.isfinite(array), axis=None):
        first = np.argwhere(~np.isfinite(array))[0].tolist()
        raise ValueError(
            f"expected {name} to be finite, got {array[tuple(first)]} at index {first}; "
            "likely an overflow or a division by zero in an earlier step"
        )
    return array


def expect_shape(name: str, array: Array, shape: tuple[int, ...], likely: str) -> None:
    """Raise ValueError, naming the likely cause, unless `array` has exactly `shape`."""
    if array.shape != shape:
        raise ValueError(f"expected {name} of shape {shape}, got {array.shape}; likely {likely}")


def expect_vector(name: str, array: Array, size: int, likely: str) -> None:
    """Raise ValueError unless `array` is (size,); (size, 1) and (1, size) would broadcast."""
    if array.shape in {(size, 1), (1, size)}:
        likely = f"a column or row was kept: pass {name}.ravel()"
    expect_shape(name, array, (size,), likely)


def expect_weight(W: Array, n_in: int, name: str = "W") -> None:
    """Raise ValueError unless the weights `W` (n_out, n_in) take `n_in` inputs."""
    if W.shape[1] == n_in:
        return
    transposed = W.shape[0] == n_in
    likely = (
        f"{name} is stored (n_in, n_out): pass {name}.T"
        if transposed
        else f"{name} belongs to another layer"
    )
    raise ValueError(
        f"expected {name} of shape (n_out, n_in) with n_in = {n_in}, got {W.shape}; likely {likely}"
    )


def expect_length(name: str, items: Sequence[Any], length: int, per: str) -> None:
    """Raise ValueError unless `items` has one entry per layer, step or the like."""
    if len(items) != length:
        raise ValueError(
            f"expected {length} {name}, got {len(items)}; likely one is missing or extra: "
            f"there is one per {per}"
        )


def as_count(name: str, value: int, least: int = 1) -> int:
    """Return `value` as an int of at least `least`."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(
            f"expected {name} to be an integer, got {type(value).__name__}; "
            "likely two arguments were swapped"
        )
    if value < least:
        raise ValueError(
            f"expected {name} >= {least}, got {value}; likely two arguments were swapped"
        )
    return int(value)


def as_number(name: str, value: float) -> float:
    """Return `value` as a float that is a number: not text, not NaN."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(
            f"expected {name} to be a number, got {type(value).__name__}; "
            "likely two arguments were swapped"
        )
    if value != value:
        raise ValueError(
            f"expected {name} to be a number, got nan; "
            "likely an overflow or a division by zero in an earlier step"
        )
    return float(value)


def _numbers(name: str, value: ArrayLike) -> Array:
    if type(value) is np.ndarray and value.dtype == np.float64:
        return value
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(
            f"expected {name} as a rectangular array of numbers, got a ragged sequence; "
            "likely rows of different lengths"
        ) from None
    if array.dtype.kind not in "biufc":
        raise TypeError(
            f"expected {name} as an array of numbers, got {type(value).__name__} of dtype "
            f"{array.dtype}; likely None, a function or text was passed instead"
        )
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64, copy=False)


def _shape_of(axes: Sequence[str]) -> str:
    return f"({axes[0]},)" if len(axes) == 1 else f"({', '.join(axes)})"


def _likely_axes(name: str, got: int, expected: int) -> str:
    if expected == 2 and got == 1:
        return f"a single sample or row: pass {name}[None, :]"
    if expected == 1 and got == 2:
        return f"a column or row was kept: pass {name}.ravel()"
    if got == 0:
        return "a single number was passed instead"
    return "an axis was dropped or added on the way"
