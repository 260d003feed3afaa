"""Pooling: one number for each window, its maximum or its mean, for every channel by itself.

A maximum passes its gradient to the entry that it came from, a mean to all alike. Windows that
overlap add. There is no padding: entries at the end that fill no whole window are left out, and
their gradient is 0. NaN is refused, as everywhere in this library: it has no place in an order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import Array, as_array, expect_shape, public
from backhand._windows import Counts, Pair, add_windows, as_counts, windows

LINE, PLANE = ("n",), ("n_h", "n_w")


@public
def max_pool1d(X: ArrayLike, size: int, stride: int | None = None) -> Array:
    """Keep the largest entry of each window on a line.

    y_i = max_a x_{stride·i + a},  0 ≤ a < size

    Parameters
    ----------
    X : ndarray, shape (N, c, n)
    size : int
        How many entries a window has.
    stride : int, optional
        How far one window is from the next; without it `size`, so that they do not overlap.

    Returns
    -------
    Y : ndarray, shape (N, c, m)
        m = (n - size)//stride + 1.

    Raises
    ------
    ValueError
        If `X` has other axes or an entry that is not finite, a window is longer than the input,
        or `size` or `stride` < 1.
    TypeError
        If `X` does not consist of numbers, or a count is not an integer.

    Examples
    --------
    >>> max_pool1d([[[1, 5, 3, 2, 9]]], 2)
    array([[[5., 3.]]])

    Derivation: F8.
    """
    V, _, _ = _cut(X, size, stride, LINE)
    return np.take_along_axis(V, _first_largest(V), axis=-1)[..., 0]


@public
def max_pool1d_vjp(G: ArrayLike, X: ArrayLike, size: int, stride: int | None = None) -> Array:
    """Pass each window's gradient to its largest entry; of equal ones to the first.

    ∂L/∂x_j = Σ g_i over all windows i whose maximum is x_j

    Parameters
    ----------
    G : ndarray, shape (N, c, m)
        ∂L/∂Y.
    X : ndarray, shape (N, c, n)
    size : int
    stride : int, optional
        As on the forward pass.

    Returns
    -------
    dX : ndarray, shape (N, c, n)

    Raises
    ------
    ValueError, TypeError
        As `max_pool1d`; and if `G` does not have the output's shape.

    Examples
    --------
    >>> max_pool1d_vjp([[[10, 20]]], [[[1, 5, 3, 3, 9]]], 2)
    array([[[ 0., 10., 20.,  0.,  0.]]])

    Derivation: F8.
    """
    return _max_vjp(G, X, size, stride, LINE)


@public
def max_pool2d(X: ArrayLike, size: Pair, stride: Pair | None = None) -> Array:
    """Keep the largest entry of each window on a plane.

    y_ij = max_pq x_{stride·i + p, stride·j + q},  0 ≤ p < size_h, 0 ≤ q < size_w

    Parameters
    ----------
    X : ndarray, shape (N, c, n_h, n_w)
    size : int or (int, int)
        For both axes, or for each.
    stride : int or (int, int), optional
        Without it `size`.

    Returns
    -------
    Y : ndarray, shape (N, c, m_h, m_w)

    Raises
    ------
    ValueError, TypeError
        As `max_pool1d`.

    Examples
    --------
    >>> max_pool2d([[[[1, 5, 3], [4, 2, 9]]]], (2, 1))
    array([[[[4., 5., 9.]]]])

    Derivation: F8.
    """
    V, _, _ = _cut(X, size, stride, PLANE)
    return np.take_along_axis(V, _first_largest(V), axis=-1)[..., 0]


@public
def max_pool2d_vjp(G: ArrayLike, X: ArrayLike, size: Pair, stride: Pair | None = None) -> Array:
    """Pass each window's gradient to its largest entry; of equal ones to the first, row by row.

    ∂L/∂x_ij = Σ g over all windows whose maximum is x_ij

    Parameters
    ----------
    G : ndarray, shape (N, c, m_h, m_w)
        ∂L/∂Y.
    X : ndarray, shape (N, c, n_h, n_w)
    size : int or (int, int)
    stride : int or (int, int), optional
        As on the forward pass.

    Returns
    -------
    dX : ndarray, shape (N, c, n_h, n_w)

    Raises
    ------
    ValueError, TypeError
        As `max_pool1d_vjp`.

    Examples
    --------
    >>> max_pool2d_vjp([[[[10, 20, 30]]]], [[[[1, 5, 3], [4, 2, 3]]]], (2, 1))
    array([[[[ 0., 20., 30.],
             [10.,  0.,  0.]]]])

    Derivation: F8.
    """
    return _max_vjp(G, X, size, stride, PLANE)


@public
def mean_pool1d(X: ArrayLike, size: int, stride: int | None = None) -> Array:
    """Take the mean of each window on a line.

    y_i = 1/size · Σ_a x_{stride·i + a}

    Parameters
    ----------
    X : ndarray, shape (N, c, n)
    size : int
    stride : int, optional
        Without it `size`, so that the windows do not overlap.

    Returns
    -------
    Y : ndarray, shape (N, c, m)
        m = (n - size)//stride + 1.

    Raises
    ------
    ValueError, TypeError
        As `max_pool1d`.

    Examples
    --------
    >>> mean_pool1d([[[1, 5, 3, 2, 9]]], 2)
    array([[[3. , 2.5]]])

    Derivation: F1, F8.
    """
    V, _, _ = _cut(X, size, stride, LINE)
    return V.mean(axis=-1)


@public
def mean_pool1d_vjp(G: ArrayLike, X: ArrayLike, size: int, stride: int | None = None) -> Array:
    """Share each window's gradient out among its entries, in equal parts.

    ∂L/∂x_j = 1/size · Σ g_i over all windows i that hold x_j

    Parameters
    ----------
    G : ndarray, shape (N, c, m)
        ∂L/∂Y.
    X : ndarray, shape (N, c, n)
        Only its shape matters.
    size : int
    stride : int, optional
        As on the forward pass.

    Returns
    -------
    dX : ndarray, shape (N, c, n)

    Raises
    ------
    ValueError, TypeError
        As `max_pool1d_vjp`.

    Examples
    --------
    >>> mean_pool1d_vjp([[[10, 20]]], [[[1, 5, 3, 2, 9]]], 2)
    array([[[ 5.,  5., 10., 10.,  0.]]])

    Derivation: F1, F8.
    """
    return _mean_vjp(G, X, size, stride, LINE)


@public
def mean_pool2d(X: ArrayLike, size: Pair, stride: Pair | None = None) -> Array:
    """Take the mean of each window on a plane.

    y_ij = 1/(size_h size_w) · Σ_pq x_{stride·i + p, stride·j + q}

    Parameters
    ----------
    X : ndarray, shape (N, c, n_h, n_w)
    size : int or (int, int)
        For both axes, or for each.
    stride : int or (int, int), optional
        Without it `size`.

    Returns
    -------
    Y : ndarray, shape (N, c, m_h, m_w)

    Raises
    ------
    ValueError, TypeError
        As `max_pool1d`.

    Examples
    --------
    >>> mean_pool2d([[[[1, 5, 3], [4, 2, 9]]]], (2, 1))
    array([[[[2.5, 3.5, 6. ]]]])

    Derivation: F5, F8.
    """
    V, _, _ = _cut(X, size, stride, PLANE)
    return V.mean(axis=-1)


@public
def mean_pool2d_vjp(G: ArrayLike, X: ArrayLike, size: Pair, stride: Pair | None = None) -> Array:
    """Share each window's gradient out among its entries, in equal parts.

    ∂L/∂x_ij = 1/(size_h size_w) · Σ g over all windows that hold x_ij

    Parameters
    ----------
    G : ndarray, shape (N, c, m_h, m_w)
        ∂L/∂Y.
    X : ndarray, shape (N, c, n_h, n_w)
        Only its shape matters.
    size : int or (int, int)
    stride : int or (int, int), optional
        As on the forward pass.

    Returns
    -------
    dX : ndarray, shape (N, c, n_h, n_w)

    Raises
    ------
    ValueError, TypeError
        As `max_pool1d_vjp`.

    Examples
    --------
    >>> mean_pool2d_vjp([[[[10, 20, 30]]]], [[[[1, 5, 3], [4, 2, 9]]]], (2, 1))
    array([[[[ 5., 10., 15.],
             [ 5., 10., 15.]]]])

    Derivation: F5, F8.
    """
    return _mean_vjp(G, X, size, stride, PLANE)


def _cut(
    X: ArrayLike, size: Pair, stride: Pair | None, places: tuple[str, ...]
) -> tuple[Array, Counts, Counts]:
    """Give the windows (N, c, *m, entries), and size and stride on each axis."""
    X, axes = as_array("X", X, ("N", "c", *places)), len(places)
    sizes = as_counts("size", size, axes)
    steps = sizes if stride is None else as_counts("stride", stride, axes)
    V = windows(X, sizes, steps, (0,) * axes)
    return V.reshape(*V.shape[: 2 + axes], int(np.prod(sizes))), sizes, steps


def _first_largest(V: Array) -> Array:
    """Say where each window is largest (N, c, *m, 1); argmax takes the first of equal ones."""
    # The real part decides, so that the complex step can follow the maximum.
    return V.real.argmax(axis=-1, keepdims=True)


def _max_vjp(
    G: ArrayLike, X: ArrayLike, size: Pair, stride: Pair | None, places: tuple[str, ...]
) -> Array:
    V, sizes, steps = _cut(X, size, stride, places)
    G = _upstream(G, V)
    sent = np.zeros(V.shape, dtype=G.dtype)
    np.put_along_axis(sent, _first_largest(V), G[..., None], axis=-1)
    return add_windows(sent.reshape(*G.shape, *sizes), np.shape(X), steps, (0,) * len(steps))


def _mean_vjp(
    G: ArrayLike, X: ArrayLike, size: Pair, stride: Pair | None, places: tuple[str, ...]
) -> Array:
    V, sizes, steps = _cut(X, size, stride, places)
    G = _upstream(G, V)
    sent = np.broadcast_to((G / V.shape[-1])[..., None], V.shape)
    return add_windows(sent.reshape(*G.shape, *sizes), np.shape(X), steps, (0,) * len(steps))


def _upstream(G: ArrayLike, V: Array) -> Array:
    G = as_array("G", G, ("N", "c", "m") if V.ndim == 4 else ("N", "c", "m_h", "m_w"))
    expect_shape("G", G, V.shape[:-1], "G belongs to another layer, size or stride")
    return G
