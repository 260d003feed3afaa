"""Cut an array into windows, and add windows back into an array: what slides over its input.

X is (N, c, n) or (N, c, n_h, n_w): samples, channels, then one or two axes of places.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from backhand._validate import Array, as_count

#: One entry for each axis of places.
Counts = tuple[int, ...]
#: An argument in two dimensions: one number for both axes, or one for each.
Pair = int | tuple[int, int]


def as_counts(name: str, value: int | Sequence[int], axes: int, least: int = 1) -> Counts:
    """Return one int for each of the `axes`; a single number counts for all of them.

    Raises
    ------
    TypeError
        If `value` does not consist of integers.
    ValueError
        If one is below `least`, or there is not one for each axis.

    Derivation: F4.
    """
    if isinstance(value, str):
        raise TypeError(
            f"expected {name} to be an integer, got {value!r}; likely a name for a padding: pass "
            "its number, for 'same' the kernel's size, odd, less 1, halved"
        )
    if axes == 1 or not isinstance(value, (tuple, list)):
        return (as_count(name, value, least),) * axes  # type: ignore[arg-type]  # as_count refuses
    if len(value) != axes:
        likely = "the axes of samples and channels were counted as well"
        if len(value) < axes:
            likely = "one is missing: a single number stands for both axes"
        raise ValueError(
            f"expected {name} as one number or {axes}, got {len(value)} in a "
            f"{type(value).__name__}; likely {likely}"
        )
    return tuple(as_count(name, item, least) for item in value)


def windows(X: Array, size: Counts, stride: Counts, padding: Counts) -> Array:
    """Return a view of X, padded with zeros, in which each window has axes of its own.

    V[s, c, i, a] = X[s, c, stride·i + a - padding], and 0 outside

    Parameters
    ----------
    X : ndarray, shape (N, c, *n)
    size, stride, padding : tuple of int
        One for each axis of places.

    Returns
    -------
    V : ndarray, shape (N, c, *m, *size)
        With m = (n + 2·padding - size)//stride + 1 on each axis; not to be written to.

    Raises
    ------
    ValueError
        If a window is longer than the padded input.

    Derivation: F4.
    """
    padded = np.pad(X, [(0, 0), (0, 0), *((p, p) for p in padding)])
    room = padded.shape[2:]
    if any(k > n for k, n in zip(size, room, strict=True)):
        raise ValueError(
            f"expected a window of at most {room}, the size of X and its padding, got {size}; "
            "likely X has its axes in another order, or earlier layers have made it too short"
        )
    every = sliding_window_view(padded, size, axis=tuple(range(2, X.ndim)))
    return every[:, :, *(slice(None, None, step) for step in stride)]


def add_windows(V: Array, shape: tuple[int, ...], stride: Counts, padding: Counts) -> Array:
    """Add windows into an array of the given shape: the adjoint of `windows`.

    X[s, c, j] = Σ V[s, c, i, a] over all i, a with stride·i + a - padding = j

    Parameters
    ----------
    V : ndarray, shape (N, c, *m, *size)
    shape : tuple of int
        (N, c, *n), the shape of the array that was cut.
    stride, padding : tuple of int

    Returns
    -------
    X : ndarray, shape (N, c, *n)
        0 where no window reaches.

    Derivation: F3, F4.
    """
    axes = len(stride)
    places, size = V.shape[2 : 2 + axes], V.shape[2 + axes :]
    room = (n + 2 * p for n, p in zip(shape[2:], padding, strict=True))
    X = np.zeros((*shape[:2], *room), dtype=V.dtype)
    for entry in np.ndindex(*size):
        reached = zip(entry, places, stride, strict=True)
        X[:, :, *(slice(a, a + step * m, step) for a, m, step in reached)] += V[..., *entry]
    inside = zip(shape[2:], padding, strict=True)
    return X[:, :, *(slice(p, p + n) for n, p in inside)]
