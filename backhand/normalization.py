"""Batch normalisation and layer normalisation: each forward map beside its gradients.

Batch normalisation takes mean and variance of each column over the N samples, so every sample
of the batch moves the output of every other. Layer normalisation takes them of each row.
A variance here divides by the number of entries (N or n), not by one less.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import Array, as_array, as_number, expect_shape, expect_vector, public


class BatchNormTrace(NamedTuple):
    """What a forward pass in training remembers; `std` is √(var + eps).

    Examples
    --------
    >>> batch_norm([[1, 0], [3, 4]], gamma=[1, 2], beta=[0, 5], eps=0)[1].mean
    array([2., 2.])
    """

    mean: Array
    var: Array
    std: Array
    xhat: Array


class LayerNormTrace(NamedTuple):
    """What a forward pass remembers: of each row, as columns (N, 1), and `xhat` (N, n).

    Examples
    --------
    >>> layer_norm([[1, 3], [0, 8]], gamma=[1, 2], beta=[0, 5], eps=0)[1].mean
    array([[2.],
           [4.]])
    """

    mean: Array
    var: Array
    std: Array
    xhat: Array


class BatchNormGradients(NamedTuple):
    """Gradients of batch normalisation.

    Examples
    --------
    >>> _, trace = batch_norm([[0], [2]], gamma=[1], beta=[0], eps=0)
    >>> batch_norm_vjp([[4], [0]], trace, gamma=[1]).beta
    array([4.])
    """

    inputs: Array
    gamma: Array
    beta: Array


class LayerNormGradients(NamedTuple):
    """Gradients of layer normalisation.

    Examples
    --------
    >>> _, trace = layer_norm([[0, 2]], gamma=[1, 1], beta=[0, 0], eps=0)
    >>> layer_norm_vjp([[4, 0]], trace, gamma=[1, 1]).beta
    array([4., 0.])
    """

    inputs: Array
    gamma: Array
    beta: Array


@public
def batch_norm(
    X: ArrayLike, gamma: ArrayLike, beta: ArrayLike, eps: float = 1e-5
) -> tuple[Array, BatchNormTrace]:
    """Normalise each column over the samples of the batch, then scale and shift it.

    X̂ = (X - μ) / √(v + ε),  Y = γ ∘ X̂ + β,  μ_i = Σ_s x_si / N,  v_i = Σ_s (x_si - μ_i)² / N

    Parameters
    ----------
    X : ndarray, shape (N, n)
        At least two samples.
    gamma, beta : ndarray, shape (n,)
    eps : float
        ε, at least 0.

    Returns
    -------
    Y : ndarray, shape (N, n)
    trace : BatchNormTrace
        `mean` μ, `var` v and `std` √(v + ε) of shape (n,), `xhat` X̂ of shape (N, n).

    Raises
    ------
    ValueError
        If shapes disagree, there is one sample only, or a column is constant and ε is 0.

    Examples
    --------
    >>> Y, trace = batch_norm([[1, 0], [3, 4]], gamma=[1, 2], beta=[0, 5], eps=0)
    >>> Y
    array([[-1.,  3.],
           [ 1.,  7.]])

    Derivation: F10.
    """
    X = as_array("X", X, ("N", "n"))
    gamma, beta = _scale("gamma", gamma, X), _scale("beta", beta, X)
    if len(X) < 2:
        raise ValueError(
            f"expected at least two samples, got X of shape {X.shape}; likely a network that is "
            "being evaluated: use batch_norm_evaluate with the mean and variance from training"
        )
    mean, var, std, xhat = _normalise(X, 0, eps)
    return gamma * xhat + beta, BatchNormTrace(mean[0], var[0], std[0], xhat)


@public
def batch_norm_vjp(G: ArrayLike, trace: BatchNormTrace, gamma: ArrayLike) -> BatchNormGradients:
    """Pull ∂L/∂Y back through batch normalisation in training.

    D = γ ∘ G,  ∂L/∂X = (D - mean(D) - X̂ ∘ mean(D ∘ X̂)) / √(v + ε), means over the N samples,
    ∂L/∂γ = Σ_s g_s ∘ x̂_s,  ∂L/∂β = Σ_s g_s

    Each column of ∂L/∂X sums to 0, as adding the same number to a whole column of X leaves Y
    as it is; with ε = 0 it is also orthogonal to the column of X̂.

    Parameters
    ----------
    G : ndarray, shape (N, n)
        ∂L/∂Y.
    trace : BatchNormTrace
        From `batch_norm`.
    gamma : ndarray, shape (n,)

    Returns
    -------
    gradients : BatchNormGradients
        `inputs` of shape (N, n), `gamma` and `beta` of shape (n,).

    Raises
    ------
    ValueError
        If shapes disagree or an entry is not finite.

    Examples
    --------
    >>> _, trace = batch_norm([[0], [0], [2], [2]], gamma=[1], beta=[0], eps=0)
    >>> batch_norm_vjp([[4], [0], [0], [0]], trace, gamma=[1]).inputs
    array([[ 2.],
           [-2.],
           [ 0.],
           [ 0.]])

    Derivation: F10, F11.
    """
    xhat, std = _kept(trace, "batch_norm")
    G, gamma = _upstream(G, xhat), _scale("gamma", gamma, xhat)
    expect_shape("trace.std", std, gamma.shape, "the trace is one of layer_norm")
    inputs = _normalise_vjp(gamma * G, xhat, std, 0)
    return BatchNormGradients(inputs, (G * xhat).sum(axis=0), G.sum(axis=0))


@public
def batch_norm_evaluate(
    X: ArrayLike,
    gamma: ArrayLike,
    beta: ArrayLike,
    mean: ArrayLike,
    var: ArrayLike,
    eps: float = 1e-5,
) -> Array:
    """Normalise with a mean and a variance that are fixed: an affine map of each entry.

    Y = γ ∘ (X - μ) / √(v + ε) + β, with μ and v from training

    Parameters
    ----------
    X : ndarray, shape (N, n)
        One sample is enough.
    gamma, beta : ndarray, shape (n,)
    mean, var : ndarray, shape (n,)
        μ and v; often running averages of what the batches of training had.
    eps : float
        ε, at least 0.

    Returns
    -------
    Y : ndarray, shape (N, n)

    Raises
    ------
    ValueError
        If shapes disagree, a variance is negative, or one is 0 and so is ε.

    Examples
    --------
    >>> batch_norm_evaluate([[5, 2]], gamma=[1, 3], beta=[0, 1], mean=[1, 2], var=[4, 9], eps=0)
    array([[2., 1.]])

    Derivation: F12.
    """
    X = as_array("X", X, ("N", "n"))
    gamma, beta = _scale("gamma", gamma, X), _scale("beta", beta, X)
    return gamma * (X - _scale("mean", mean, X)) / _fixed_std(var, X, eps) + beta


@public
def batch_norm_evaluate_vjp(
    G: ArrayLike,
    X: ArrayLike,
    gamma: ArrayLike,
    mean: ArrayLike,
    var: ArrayLike,
    eps: float = 1e-5,
) -> BatchNormGradients:
    """Pull ∂L/∂Y back through batch normalisation with a fixed mean and variance.

    ∂L/∂X = γ ∘ G / √(v + ε),  ∂L/∂γ = Σ_s g_s ∘ x̂_s,  ∂L/∂β = Σ_s g_s

    No sample has to do with any other, as μ and v do not depend on X.

    Parameters
    ----------
    G : ndarray, shape (N, n)
        ∂L/∂Y.
    X : ndarray, shape (N, n)
    gamma, mean, var : ndarray, shape (n,)
    eps : float
        ε, at least 0.

    Returns
    -------
    gradients : BatchNormGradients
        `inputs` of shape (N, n), `gamma` and `beta` of shape (n,).

    Raises
    ------
    ValueError
        If shapes disagree, a variance is negative, or one is 0 and so is ε.

    Examples
    --------
    >>> batch_norm_evaluate_vjp([[6, 6]], [[5, 2]], [1, 3], mean=[1, 2], var=[4, 9], eps=0).inputs
    array([[3., 6.]])

    Derivation: F12.
    """
    X = as_array("X", X, ("N", "n"))
    G, gamma, std = _upstream(G, X), _scale("gamma", gamma, X), _fixed_std(var, X, eps)
    xhat = (X - _scale("mean", mean, X)) / std
    return BatchNormGradients(gamma * G / std, (G * xhat).sum(axis=0), G.sum(axis=0))


@public
def layer_norm(
    X: ArrayLike, gamma: ArrayLike, beta: ArrayLike, eps: float = 1e-5
) -> tuple[Array, LayerNormTrace]:
    """Normalise each row over its n entries, then scale and shift each column.

    x̂_s = (x_s - μ_s) / √(v_s + ε),  y_s = γ ∘ x̂_s + β, with mean and variance of row s

    Parameters
    ----------
    X : ndarray, shape (N, n)
        At least two columns.
    gamma, beta : ndarray, shape (n,)
    eps : float
        ε, at least 0.

    Returns
    -------
    Y : ndarray, shape (N, n)
    trace : LayerNormTrace
        `mean`, `var` and `std` of shape (N, 1), `xhat` of shape (N, n).

    Raises
    ------
    ValueError
        If shapes disagree, there is one column only, or a row is constant and ε is 0.

    Examples
    --------
    >>> layer_norm([[1, 3], [0, 8]], gamma=[1, 2], beta=[0, 5], eps=0)[0]
    array([[-1.,  7.],
           [-1.,  7.]])

    Derivation: F10.
    """
    X = as_array("X", X, ("N", "n"))
    gamma, beta = _scale("gamma", gamma, X), _scale("beta", beta, X)
    if X.shape[1] < 2:
        raise ValueError(
            f"expected at least two columns, got X of shape {X.shape}; "
            "likely a batch of single numbers, which have no spread"
        )
    trace = LayerNormTrace(*_normalise(X, 1, eps))
    return gamma * trace.xhat + beta, trace


@public
def layer_norm_vjp(G: ArrayLike, trace: LayerNormTrace, gamma: ArrayLike) -> LayerNormGradients:
    """Pull ∂L/∂Y back through layer normalisation.

    As for batch normalisation, with means over the n entries of each row in place of samples.

    Parameters
    ----------
    G : ndarray, shape (N, n)
        ∂L/∂Y.
    trace : LayerNormTrace
        From `layer_norm`.
    gamma : ndarray, shape (n,)

    Returns
    -------
    gradients : LayerNormGradients
        `inputs` of shape (N, n), `gamma` and `beta` of shape (n,).

    Raises
    ------
    ValueError
        If shapes disagree or an entry is not finite.

    Examples
    --------
    >>> _, trace = layer_norm([[0, 0, 2, 2]], gamma=[1, 1, 1, 1], beta=[0, 0, 0, 0], eps=0)
    >>> layer_norm_vjp([[4, 0, 0, 0]], trace, gamma=[1, 1, 1, 1]).inputs
    array([[ 2., -2.,  0.,  0.]])

    Derivation: F11.
    """
    xhat, std = _kept(trace, "layer_norm")
    G, gamma = _upstream(G, xhat), _scale("gamma", gamma, xhat)
    expect_shape("trace.std", std, (len(G), 1), "the trace is one of batch_norm")
    inputs = _normalise_vjp(gamma * G, xhat, std, 1)
    return LayerNormGradients(inputs, (G * xhat).sum(axis=0), G.sum(axis=0))


def _kept(trace: BatchNormTrace | LayerNormTrace, forward: str) -> tuple[Array, Array]:
    if not isinstance(trace, (BatchNormTrace, LayerNormTrace)):
        raise TypeError(
            f"expected trace as {forward} returns it beside Y, got {type(trace).__name__}; "
            f"likely Y, or both: Y, trace = {forward}(...)"
        )
    std = as_array("trace.std", trace.std)
    if not (std.real > 0).all():
        raise ValueError(
            f"expected trace.std > 0, got {std.real.min():g}; likely a trace that was changed"
        )
    return as_array("trace.xhat", trace.xhat, ("N", "n")), std


def _normalise(X: Array, axis: int, eps: float) -> tuple[Array, Array, Array, Array]:
    # The mean of equal values is rounded, as that of three 0.1 is, and would leave a variance.
    first = X.take([0], axis=axis)
    constant = (first == X).all(axis=axis, keepdims=True)
    mean = np.where(constant, first, X.mean(axis=axis, keepdims=True))
    centred = X - mean
    # Not np.var(): of complex numbers it takes absolute values, which the complex step must not.
    var = (centred * centred).mean(axis=axis, keepdims=True)
    std = _std(var, eps)
    return mean, var, std, centred / std


def _normalise_vjp(D: Array, xhat: Array, std: Array, axis: int) -> Array:
    mean = D.mean(axis=axis, keepdims=True)
    along = (D * xhat).mean(axis=axis, keepdims=True)
    return (D - mean - xhat * along) / std


def _std(var: Array, eps: float) -> Array:
    eps = as_number("eps", eps)
    if not 0 <= eps < math.inf:
        raise ValueError(f"expected eps >= 0, got {eps:g}; likely two arguments were swapped")
    std = np.sqrt(var + eps)
    if (std == 0).any():
        raise ValueError(
            "expected a variance above 0 where eps is 0, got 0; likely constant values: "
            "pass a small eps such as 1e-5"
        )
    return std


def _fixed_std(var: ArrayLike, X: Array, eps: float) -> Array:
    var = _scale("var", var, X)
    if (var.real < 0).any():
        raise ValueError(
            f"expected var >= 0, got {var.real.min():g}; likely mean and var were swapped"
        )
    return _std(var, eps)


def _scale(name: str, value: ArrayLike, X: Array) -> Array:
    array = as_array(name, value)
    expect_vector(name, array, X.shape[1], f"{name} belongs to another layer")
    return array


def _upstream(G: ArrayLike, X: Array) -> Array:
    G = as_array("G", G, ("N", "n"))
    expect_shape("G", G, X.shape, "G belongs to another batch or layer")
    return G
