"""Dropout: entries are dropped at random, and the rest scaled so that the mean is kept.

The mask that was drawn on the way forward also holds on the way back, and so does the scale.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import Array, as_array, as_number, expect_shape, public


@public
def dropout(X: ArrayLike, rate: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Drop each entry with probability `rate`, and scale what is kept.

    Y = X ∘ M / (1 - rate),  M_si = 0 with probability rate, otherwise 1

    This is for training; when evaluating, Y = X, which is the mean of Y over all masks.

    Parameters
    ----------
    X : ndarray, shape (...)
    rate : float
        The probability to be dropped, at least 0 and less than 1.
    rng : numpy.random.Generator
        Draws the mask.

    Returns
    -------
    Y : ndarray, shape of X
    mask : ndarray, shape of X
        M: 1 where an entry is kept, 0 where it is dropped.

    Raises
    ------
    ValueError
        If `rate` is not in [0, 1) or an entry is not finite.
    TypeError
        If `rng` is not a Generator, or another argument does not consist of numbers.

    Examples
    --------
    >>> Y, mask = dropout([1, 2, 3, 4], 0.5, np.random.default_rng(5))
    >>> mask
    array([1., 1., 1., 0.])
    >>> Y
    array([2., 4., 6., 0.])

    Derivation: F9.
    """
    X, rate = as_array("X", X), _as_rate(rate)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"expected rng to be a numpy.random.Generator, got {type(rng).__name__}; "
            "likely a seed: pass np.random.default_rng(seed)"
        )
    mask = (rng.random(X.shape) >= rate).astype(float)
    return X * mask / (1 - rate), mask


@public
def dropout_vjp(G: ArrayLike, mask: ArrayLike, rate: float) -> Array:
    """Pull ∂L/∂Y back through dropout, with the mask of the forward pass.

    ∂L/∂X = G ∘ M / (1 - rate)

    Parameters
    ----------
    G : ndarray, shape (...)
        ∂L/∂Y.
    mask : ndarray, shape of G
        From `dropout`, or any array of zeros and ones.
    rate : float
        The probability to be dropped, at least 0 and less than 1.

    Returns
    -------
    dX : ndarray, shape of G

    Raises
    ------
    ValueError
        If shapes disagree, `mask` holds other numbers than 0 and 1, or `rate` is not in [0, 1).

    Examples
    --------
    >>> dropout_vjp([1, 1, 1, 1], [1, 1, 1, 0], 0.5)
    array([2., 2., 2., 0.])

    Derivation: F9.
    """
    G, mask, rate = as_array("G", G), as_array("mask", mask), _as_rate(rate)
    expect_shape("mask", mask, G.shape, "the mask of another layer or batch")
    other = (mask != 0) & (mask != 1)
    if other.any():
        scaled = np.isclose(mask[other], 1 / (1 - rate)).all()
        divided = "it is already divided by 1 - rate, which is done here"
        raise ValueError(
            f"expected a mask of zeros and ones, got {mask[other][0]:g}; "
            f"likely {divided if scaled else 'G and mask were swapped'}"
        )
    return G * mask / (1 - rate)


def _as_rate(value: float) -> float:
    rate = as_number("rate", value)
    if 0 <= rate < 1:
        return rate
    likely = "a percentage: pass rate / 100" if rate > 1 else "two arguments were swapped"
    if rate == 1:
        likely = "the probability to be kept: pass 1 - rate"
    raise ValueError(f"expected rate >= 0 and < 1, got {rate:g}; likely {likely}")
