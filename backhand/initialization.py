"""Initial weights (n_out, n_in). All that are random take a NumPy Generator."""

from __future__ import annotations

import math

import numpy as np

from backhand._validate import Array, as_count, as_number


def zeros(n_out: int, n_in: int, rng: np.random.Generator | None = None) -> Array:
    """Return zeros; `rng` is unused, and lets all initialisers be called alike.

    Var = 0

    Parameters
    ----------
    n_out, n_in : int
    rng : numpy.random.Generator, optional

    Returns
    -------
    W : ndarray, shape (n_out, n_in)

    Raises
    ------
    ValueError
        If a size is less than 1.
    TypeError
        If a size is not an integer.

    Examples
    --------
    >>> zeros(1, 3)
    array([[0., 0., 0.]])

    Derivation: Y8.
    """
    return np.zeros(_shape(n_out, n_in))


def constant(n_out: int, n_in: int, value: float, rng: np.random.Generator | None = None) -> Array:
    """Return `value` everywhere; `rng` is unused, and lets all initialisers be called alike.

    Var = 0

    Parameters
    ----------
    n_out, n_in : int
    value : float
    rng : numpy.random.Generator, optional

    Returns
    -------
    W : ndarray, shape (n_out, n_in)

    Raises
    ------
    ValueError
        If a size is less than 1, or `value` is not finite.
    TypeError
        If a size is not an integer.

    Examples
    --------
    >>> constant(1, 3, 0.5)
    array([[0.5, 0.5, 0.5]])

    Derivation: Y1.
    """
    return np.full(_shape(n_out, n_in), _finite("value", value))


def normal(n_out: int, n_in: int, std: float, rng: np.random.Generator) -> Array:
    """Draw from a normal distribution.

    Var = std²

    Parameters
    ----------
    n_out, n_in : int
    std : float
        The standard deviation, at least 0.
    rng : numpy.random.Generator

    Returns
    -------
    W : ndarray, shape (n_out, n_in)

    Raises
    ------
    ValueError
        If a size is less than 1, or `std` is negative or not finite.
    TypeError
        If a size is not an integer, or `rng` is not a Generator.

    Examples
    --------
    >>> normal(1, 3, 0.5, np.random.default_rng(0)).round(3)
    array([[ 0.063, -0.066,  0.32 ]])

    Derivation: Y9.
    """
    return _rng(rng).normal(0.0, _non_negative("std", std), _shape(n_out, n_in))


def uniform(n_out: int, n_in: int, limit: float, rng: np.random.Generator) -> Array:
    """Draw uniformly from [-limit, limit).

    Var = limit² / 3

    Parameters
    ----------
    n_out, n_in : int
    limit : float
        At least 0.
    rng : numpy.random.Generator

    Returns
    -------
    W : ndarray, shape (n_out, n_in)

    Raises
    ------
    ValueError
        If a size is less than 1, or `limit` is negative or not finite.
    TypeError
        If a size is not an integer, or `rng` is not a Generator.

    Examples
    --------
    >>> uniform(1, 3, 0.5, np.random.default_rng(0)).round(3)
    array([[ 0.137, -0.23 , -0.459]])

    Derivation: Y9.
    """
    limit = _non_negative("limit", limit)
    return _rng(rng).uniform(-limit, limit, _shape(n_out, n_in))


def xavier_normal(n_out: int, n_in: int, rng: np.random.Generator) -> Array:
    """Draw from a normal distribution, scaled for tanh and sigmoid.

    Var = 2 / (n_in + n_out)

    Parameters
    ----------
    n_out, n_in : int
    rng : numpy.random.Generator

    Returns
    -------
    W : ndarray, shape (n_out, n_in)

    Raises
    ------
    ValueError
        If a size is less than 1.
    TypeError
        If a size is not an integer, or `rng` is not a Generator.

    Examples
    --------
    >>> xavier_normal(1, 3, np.random.default_rng(0)).round(3)
    array([[ 0.089, -0.093,  0.453]])

    Derivation: Y9.
    """
    return normal(n_out, n_in, math.sqrt(2.0 / sum(_shape(n_out, n_in))), rng)


def xavier_uniform(n_out: int, n_in: int, rng: np.random.Generator) -> Array:
    """Draw from a uniform distribution, scaled for tanh and sigmoid.

    Var = 2 / (n_in + n_out), so limit = √3 · std = √(6 / (n_in + n_out))

    Parameters
    ----------
    n_out, n_in : int
    rng : numpy.random.Generator

    Returns
    -------
    W : ndarray, shape (n_out, n_in)

    Raises
    ------
    ValueError
        If a size is less than 1.
    TypeError
        If a size is not an integer, or `rng` is not a Generator.

    Examples
    --------
    >>> xavier_uniform(1, 3, np.random.default_rng(0)).round(3)
    array([[ 0.335, -0.564, -1.124]])

    Derivation: Y9.
    """
    return uniform(n_out, n_in, math.sqrt(6.0 / sum(_shape(n_out, n_in))), rng)


def he_normal(n_out: int, n_in: int, rng: np.random.Generator) -> Array:
    """Draw from a normal distribution, scaled for ReLU.

    Var = 2 / n_in

    Parameters
    ----------
    n_out, n_in : int
    rng : numpy.random.Generator

    Returns
    -------
    W : ndarray, shape (n_out, n_in)

    Raises
    ------
    ValueError
        If a size is less than 1.
    TypeError
        If a size is not an integer, or `rng` is not a Generator.

    Examples
    --------
    >>> he_normal(1, 3, np.random.default_rng(0)).round(3)
    array([[ 0.103, -0.108,  0.523]])

    Derivation: Y9.
    """
    return normal(n_out, n_in, math.sqrt(2.0 / _shape(n_out, n_in)[1]), rng)


def he_uniform(n_out: int, n_in: int, rng: np.random.Generator) -> Array:
    """Draw from a uniform distribution, scaled for ReLU.

    Var = 2 / n_in, so limit = √3 · std = √(6 / n_in)

    Parameters
    ----------
    n_out, n_in : int
    rng : numpy.random.Generator

    Returns
    -------
    W : ndarray, shape (n_out, n_in)

    Raises
    ------
    ValueError
        If a size is less than 1.
    TypeError
        If a size is not an integer, or `rng` is not a Generator.

    Examples
    --------
    >>> he_uniform(1, 3, np.random.default_rng(0)).round(3)
    array([[ 0.387, -0.651, -1.298]])

    Derivation: Y9.
    """
    return uniform(n_out, n_in, math.sqrt(6.0 / _shape(n_out, n_in)[1]), rng)


def orthogonal(n_out: int, n_in: int, rng: np.random.Generator) -> Array:
    """Draw a matrix with orthonormal rows or columns.

    W Wᵀ = I if n_out ≤ n_in, Wᵀ W = I if n_out ≥ n_in; Var = 1 / max(n_out, n_in)

    Parameters
    ----------
    n_out, n_in : int
    rng : numpy.random.Generator

    Returns
    -------
    W : ndarray, shape (n_out, n_in)

    Raises
    ------
    ValueError
        If a size is less than 1.
    TypeError
        If a size is not an integer, or `rng` is not a Generator.

    Examples
    --------
    >>> W = orthogonal(2, 3, np.random.default_rng(0))
    >>> np.allclose(W @ W.T, np.eye(2))
    True

    Derivation: N13.
    """
    shape = _shape(n_out, n_in)
    Q, R = np.linalg.qr(_rng(rng).normal(size=(max(shape), min(shape))))
    # LAPACK chooses the signs in QR; fixing them makes Q uniform over orthogonal matrices.
    Q = Q * np.sign(np.diag(R))
    return Q if n_out >= n_in else Q.T


def _shape(n_out: int, n_in: int) -> tuple[int, int]:
    return as_count("n_out", n_out), as_count("n_in", n_in)


def _rng(rng: np.random.Generator) -> np.random.Generator:
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"expected rng to be a NumPy Generator, got {type(rng).__name__}; "
            "likely a seed: pass np.random.default_rng(seed)"
        )
    return rng


def _finite(name: str, value: float) -> float:
    number = as_number(name, value)
    # An interval of twice this length must still be finite.
    if abs(number) > 1e300:
        raise ValueError(
            f"expected {name} to be of a size that a weight can have, got {number:g}; "
            "likely an overflow in an earlier step"
        )
    return number


def _non_negative(name: str, value: float) -> float:
    number = _finite(name, value)
    if number < 0:
        raise ValueError(
            f"expected {name} >= 0, got {number:g}; likely a variance or a mean was passed"
        )
    return number
