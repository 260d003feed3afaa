"""A convolution: the same few weights at every place, so each gets the sum over its uses.

As in every deep-learning library the kernel is not turned round: z_i = Σ_a w_a x_{i + a} + b.
Samples come first, then channels, then places: X (N, c_in, n), W (c_out, c_in, k).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import Array, as_array, as_count, expect_shape, expect_vector, public
from backhand._windows import Counts, Pair, add_windows, as_counts, windows

LINE, PLANE = ("n",), ("n_h", "n_w")


class ConvolutionGradients(NamedTuple):
    """Gradients of a convolution: of its kernels, of its biases and of its input.

    Examples
    --------
    >>> convolution1d_vjp([[[1, 10, 100]]], [[[1, 2, 4, 8]]], [[[1, -1]]]).b
    array([111.])
    """

    W: Array
    b: Array
    inputs: Array


@public
def convolution1d(
    X: ArrayLike, W: ArrayLike, b: ArrayLike, stride: int = 1, padding: int = 0
) -> Array:
    """Apply the same kernels at every place of a line.

    z_i = Σ_a w_a x_{stride·i + a - padding} + b, summed over the input's channels as well

    Parameters
    ----------
    X : ndarray, shape (N, c_in, n)
    W : ndarray, shape (c_out, c_in, k)
        W[o, c] is the kernel from channel c to channel o.
    b : ndarray, shape (c_out,)
    stride : int
        How far the kernel moves from one place to the next.
    padding : int
        How many zeros stand before the first entry and after the last.

    Returns
    -------
    Z : ndarray, shape (N, c_out, m)
        m = (n + 2·padding - k)//stride + 1; entries at the end that fill no whole step are unused.

    Raises
    ------
    ValueError
        If shapes disagree, the kernel is longer than the padded input, an entry is not finite,
        `stride` < 1 or `padding` < 0.
    TypeError
        If an array does not consist of numbers, or a count is not an integer.

    Examples
    --------
    >>> convolution1d([[[1, 2, 4, 8]]], [[[1, -1]]], [0])
    array([[[-1., -2., -4.]]])

    Derivation: F1, F4.
    """
    X, W = _input_and_kernel(X, W, LINE)
    b = _bias(b, W)
    seen = windows(X, W.shape[2:], as_counts("stride", stride, 1), _padding(padding, 1))
    return np.einsum("scia,oca->soi", seen, W, optimize=True) + b[:, None]


@public
def convolution1d_vjp(
    G: ArrayLike, X: ArrayLike, W: ArrayLike, stride: int = 1, padding: int = 0
) -> ConvolutionGradients:
    """Pull ∂L/∂Z back through a convolution on a line.

    ∂L/∂w_a = Σ_i g_i x_{stride·i + a - padding},  ∂L/∂b = Σ_i g_i,
    ∂L/∂x_j = Σ g_i w_a over all i, a with stride·i + a - padding = j

    Parameters
    ----------
    G : ndarray, shape (N, c_out, m)
        ∂L/∂Z.
    X : ndarray, shape (N, c_in, n)
    W : ndarray, shape (c_out, c_in, k)
    stride, padding : int
        As on the forward pass.

    Returns
    -------
    gradients : ConvolutionGradients
        `W` and `b` summed over samples and places; `inputs` ∂L/∂X, 0 where no kernel reached.

    Raises
    ------
    ValueError, TypeError
        As `convolution1d`; and if `G` does not have the output's shape.

    Examples
    --------
    >>> convolution1d_vjp([[[1, 10, 100]]], [[[1, 2, 4, 8]]], [[[1, -1]]]).inputs
    array([[[   1.,    9.,   90., -100.]]])

    Derivation: F2, F3, F4.
    """
    X, W = _input_and_kernel(X, W, LINE)
    steps, zeros = as_counts("stride", stride, 1), _padding(padding, 1)
    seen = windows(X, W.shape[2:], steps, zeros)
    G = _upstream(G, (len(X), len(W), *seen.shape[2:3]), ("m",))
    sent = np.einsum("soi,oca->scia", G, W, optimize=True)
    return ConvolutionGradients(
        W=np.einsum("soi,scia->oca", G, seen, optimize=True),
        b=G.sum(axis=(0, 2)),
        inputs=add_windows(sent, X.shape, steps, zeros),
    )


@public
def convolution2d(
    X: ArrayLike, W: ArrayLike, b: ArrayLike, stride: Pair = 1, padding: Pair = 0
) -> Array:
    """Apply the same kernels at every place of a plane.

    z_ij = Σ_pq w_pq x_{stride·i + p - padding, stride·j + q - padding} + b

    Parameters
    ----------
    X : ndarray, shape (N, c_in, n_h, n_w)
    W : ndarray, shape (c_out, c_in, k_h, k_w)
    b : ndarray, shape (c_out,)
    stride, padding : int or (int, int)
        For both axes, or for each.

    Returns
    -------
    Z : ndarray, shape (N, c_out, m_h, m_w)
        With m as in `convolution1d`, on each axis.

    Raises
    ------
    ValueError, TypeError
        As `convolution1d`.

    Examples
    --------
    >>> convolution2d([[[[1, 2], [4, 8]]]], [[[[1, 1]]]], [0])
    array([[[[ 3.],
             [12.]]]])

    Derivation: F5.
    """
    X, W = _input_and_kernel(X, W, PLANE)
    b = _bias(b, W)
    seen = windows(X, W.shape[2:], as_counts("stride", stride, 2), _padding(padding, 2))
    return np.einsum("scijpq,ocpq->soij", seen, W, optimize=True) + b[:, None, None]


@public
def convolution2d_vjp(
    G: ArrayLike, X: ArrayLike, W: ArrayLike, stride: Pair = 1, padding: Pair = 0
) -> ConvolutionGradients:
    """Pull ∂L/∂Z back through a convolution on a plane.

    ∂L/∂w_pq = Σ_ij g_ij x_{stride·i + p - padding, stride·j + q - padding},  ∂L/∂b = Σ_ij g_ij,
    ∂L/∂x_kl = Σ g_ij w_pq over all i, j, p, q that meet x_kl

    Parameters
    ----------
    G : ndarray, shape (N, c_out, m_h, m_w)
        ∂L/∂Z.
    X : ndarray, shape (N, c_in, n_h, n_w)
    W : ndarray, shape (c_out, c_in, k_h, k_w)
    stride, padding : int or (int, int)
        As on the forward pass.

    Returns
    -------
    gradients : ConvolutionGradients
        `W` and `b` summed over samples and places; `inputs` ∂L/∂X, 0 where no kernel reached.

    Raises
    ------
    ValueError, TypeError
        As `convolution1d_vjp`.

    Examples
    --------
    >>> convolution2d_vjp([[[[1], [10]]]], [[[[1, 2], [4, 8]]]], [[[[1, 1]]]]).W
    array([[[[41., 82.]]]])

    Derivation: F5.
    """
    X, W = _input_and_kernel(X, W, PLANE)
    steps, zeros = as_counts("stride", stride, 2), _padding(padding, 2)
    seen = windows(X, W.shape[2:], steps, zeros)
    G = _upstream(G, (len(X), len(W), *seen.shape[2:4]), ("m_h", "m_w"))
    sent = np.einsum("soij,ocpq->scijpq", G, W, optimize=True)
    return ConvolutionGradients(
        W=np.einsum("soij,scijpq->ocpq", G, seen, optimize=True),
        b=G.sum(axis=(0, 2, 3)),
        inputs=add_windows(sent, X.shape, steps, zeros),
    )


@public
def banded_matrix(w: ArrayLike, n: int, stride: int = 1, padding: int = 0) -> Array:
    """Write the convolution with one kernel as a matrix: row i holds the kernel at place i.

    B_ij = w_{j - stride·i + padding}, and 0 where the kernel has no such entry

    Parameters
    ----------
    w : ndarray, shape (k,)
    n : int
        The length of the input.
    stride, padding : int

    Returns
    -------
    B : ndarray, shape (m, n)
        z = B x + b is the convolution of x (n,), and Bᵀ g is ∂L/∂x.

    Raises
    ------
    ValueError
        If the kernel is empty or longer than the padded input.

    Examples
    --------
    >>> banded_matrix([1, 2], 4)
    array([[1., 2., 0., 0.],
           [0., 1., 2., 0.],
           [0., 0., 1., 2.]])

    Derivation: F1, F4.
    """
    w, n = as_array("w", w, ("k",)), as_count("n", n)
    step, zeros = as_count("stride", stride), as_count("padding", padding, least=0)
    room = n + 2 * zeros
    if not 1 <= len(w) <= room:
        raise ValueError(
            f"expected w of 1 to {room} entries, the length n with its padding, got {len(w)}; "
            "likely w and n belong to different layers"
        )
    B = np.zeros(((room - len(w)) // step + 1, room), dtype=w.dtype)
    for i, row in enumerate(B):
        row[step * i : step * i + len(w)] = w
    return B[:, zeros : zeros + n]


def _input_and_kernel(X: ArrayLike, W: ArrayLike, places: tuple[str, ...]) -> tuple[Array, Array]:
    X = as_array("X", X, ("N", "c_in", *places))
    axes = ("c_out", "c_in", *(name.replace("n", "k") for name in places))
    W = as_array("W", W, axes)
    if 0 in W.shape[1:]:
        raise ValueError(
            f"expected a kernel with entries, got W of shape {W.shape}; likely an empty slice"
        )
    if W.shape[1] != X.shape[1]:
        raise ValueError(
            f"expected W of shape ({', '.join(axes)}) with c_in = {X.shape[1]}, got {W.shape}; "
            f"likely {_other_channels(X, W)}"
        )
    return X, W


def _other_channels(X: Array, W: Array) -> str:
    if W.shape[0] == X.shape[1]:
        return "W is stored with c_in first: pass W.swapaxes(0, 1)"
    if W.shape[1] == X.shape[-1]:
        return "X has its channels last: pass np.moveaxis(X, -1, 1)"
    return "W belongs to another layer"


def _bias(b: ArrayLike, W: Array) -> Array:
    b = as_array("b", b)
    expect_vector("b", b, W.shape[0], "b belongs to another layer")
    return b


def _padding(padding: Pair, axes: int) -> Counts:
    return as_counts("padding", padding, axes, least=0)


def _upstream(G: ArrayLike, shape: tuple[int, ...], places: tuple[str, ...]) -> Array:
    G = as_array("G", G, ("N", "c_out", *places))
    expect_shape("G", G, shape, "G belongs to another layer, stride or padding")
    return G
