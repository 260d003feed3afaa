"""Activations, each beside its derivative; softmax, whose Jacobian is not diagonal, comes last.

All of them accept complex input and branch on its real part, so that the complex step of
`backhand.gradcheck` differentiates them to rounding error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import Array, as_array, expect_shape


def identity(z: ArrayLike) -> Array:
    """Return a copy of z.

    f(z) = z

    Derivation: M2.
    """
    return as_array("z", z).copy()


def identity_derivative(z: ArrayLike) -> Array:
    """Return ones.

    f'(z) = 1

    Derivation: M2.
    """
    return np.ones_like(as_array("z", z))


def sigmoid(z: ArrayLike) -> Array:
    """Squash z into (0, 1).

    f(z) = 1 / (1 + e^-z)

    Derivation: S7.
    """
    z = as_array("z", z)
    # e^-|z| never overflows; for z < 0 the fraction is multiplied through by e^z.
    small = np.exp(np.where(z.real < 0, z, -z))
    return np.where(z.real < 0, small, 1.0) / (1.0 + small)


def sigmoid_derivative(z: ArrayLike) -> Array:
    """Return f(z) f(-z), exact also where 1 - f(z) would round to 0.

    Derivation: S7.
    """
    z = as_array("z", z)
    return sigmoid(z) * sigmoid(-z)


def tanh(z: ArrayLike) -> Array:
    """Squash z into (-1, 1).

    f(z) = tanh z

    Derivation: S8.
    """
    return np.tanh(as_array("z", z))


def tanh_derivative(z: ArrayLike) -> Array:
    """Return f'(z) = 1 - tanh² z.

    Derivation: S8.
    """
    return 1.0 - np.tanh(as_array("z", z)) ** 2


def relu(z: ArrayLike) -> Array:
    """Keep what is positive, and set the rest to 0.

    f(z) = max(z, 0)

    Derivation: S8.
    """
    z = as_array("z", z)
    return np.where(z.real > 0, z, 0.0)


def relu_derivative(z: ArrayLike) -> Array:
    """Return 1 where z > 0 and 0 elsewhere.

    f'(0) is taken as 0

    Derivation: S8, Y8.
    """
    return np.where(as_array("z", z).real > 0, 1.0, 0.0)


def leaky_relu(z: ArrayLike, slope: float = 0.01) -> Array:
    """Keep what is positive, and shrink the rest.

    f(z) = z or slope·z

    Derivation: S8.
    """
    z = as_array("z", z)
    return np.where(z.real > 0, z, slope * z)


def leaky_relu_derivative(z: ArrayLike, slope: float = 0.01) -> Array:
    """Return 1 where z > 0 and `slope` elsewhere.

    f'(0) is taken as `slope`

    Derivation: S8.
    """
    return np.where(as_array("z", z).real > 0, 1.0, slope)


def softplus(z: ArrayLike) -> Array:
    """Return the smooth ReLU f(z) = log(1 + e^z).

    Derivation: S7.
    """
    z = as_array("z", z)
    positive = z.real > 0
    # log(1 + e^z) = max(z, 0) + log(1 + e^-|z|), whose exponential never overflows.
    return np.where(positive, z, 0.0) + np.log1p(np.exp(np.where(positive, -z, z)))


def softplus_derivative(z: ArrayLike) -> Array:
    """Return f'(z) = sigmoid(z).

    Derivation: S7.
    """
    return sigmoid(z)


def square(z: ArrayLike) -> Array:
    """Return f(z) = z², without a ½.

    Derivation: B12.
    """
    return as_array("z", z) ** 2


def square_derivative(z: ArrayLike) -> Array:
    """Return f'(z) = 2 z.

    Derivation: B12.
    """
    return 2.0 * as_array("z", z)


def exp(z: ArrayLike) -> Array:
    """Return f(z) = e^z.

    Derivation: W3.
    """
    return np.exp(as_array("z", z))


def exp_derivative(z: ArrayLike) -> Array:
    """Return f'(z) = e^z.

    Derivation: W3.
    """
    return exp(z)


def sin(z: ArrayLike) -> Array:
    """Return f(z) = sin z.

    Derivation: W3.
    """
    return np.sin(as_array("z", z))


def sin_derivative(z: ArrayLike) -> Array:
    """Return f'(z) = cos z.

    Derivation: W3.
    """
    return np.cos(as_array("z", z))


class Activation(NamedTuple):
    """An elementwise function and its derivative, both of the pre-activation z."""

    name: str
    function: Callable[[ArrayLike], Array]
    derivative: Callable[[ArrayLike], Array]


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        activation.name: activation
        for activation in (
            Activation("identity", identity, identity_derivative),
            Activation("sigmoid", sigmoid, sigmoid_derivative),
            Activation("tanh", tanh, tanh_derivative),
            Activation("relu", relu, relu_derivative),
            Activation("leaky_relu", leaky_relu, leaky_relu_derivative),
            Activation("softplus", softplus, softplus_derivative),
            Activation("square", square, square_derivative),
            Activation("exp", exp, exp_derivative),
            Activation("sin", sin, sin_derivative),
        )
    }
)


def as_activation(activation: str | Activation) -> Activation:
    """Look up an activation by name; an `Activation` is returned as is.

    Raises
    ------
    TypeError
        If `activation` is neither a name nor an `Activation`.
    ValueError
        If there is no activation of that name.
    """
    if isinstance(activation, Activation):
        return activation
    if not isinstance(activation, str):
        raise TypeError(
            f"expected an activation name or an Activation, got {type(activation).__name__}; "
            "likely a bare function: wrap it as Activation(name, function, derivative)"
        )
    if activation not in ACTIVATIONS:
        raise ValueError(
            f"expected one of {', '.join(ACTIVATIONS)}, got {activation!r}; likely a misspelling"
        )
    return ACTIVATIONS[activation]


def elementwise_vjp(upstream: ArrayLike, z: ArrayLike, activation: str | Activation) -> Array:
    """Pull ∂L/∂a back through a = f(z), entry by entry.

    ∂L/∂z = ∂L/∂a ∘ f'(z)

    Parameters
    ----------
    upstream : ndarray, shape of z
        ∂L/∂a.
    z : ndarray, any shape
        The pre-activation.
    activation : str or Activation

    Returns
    -------
    delta : ndarray, shape of z
        ∂L/∂z.

    Raises
    ------
    ValueError
        If `upstream` and `z` differ in shape.

    Derivation: S8, B4, M11.
    """
    upstream, z = as_array("upstream", upstream), as_array("z", z)
    expect_shape("upstream", upstream, z.shape, "upstream and z belong to different layers")
    return upstream * as_activation(activation).derivative(z)


def softmax(Z: ArrayLike) -> Array:
    """Turn each row of logits into probabilities.

    p_k = e^{z_k} / Σ_j e^{z_j}

    Parameters
    ----------
    Z : ndarray, shape (N, K) or (K,)

    Returns
    -------
    P : ndarray, shape of Z
        Positive, and each row sums to 1.

    Derivation: S11.
    """
    Z = _logits(Z)
    # The largest logit becomes e^0 = 1; a common shift of a row cancels in the fraction.
    shifted = np.exp(Z - Z.real.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def softmax_vjp(upstream: ArrayLike, Z: ArrayLike) -> Array:
    """Pull ∂L/∂P back through softmax, row by row.

    δ = p ∘ g - p (pᵀ g)

    Parameters
    ----------
    upstream : ndarray, shape of Z
        ∂L/∂P.
    Z : ndarray, shape (N, K) or (K,)
        The logits.

    Returns
    -------
    delta : ndarray, shape of Z
        ∂L/∂Z; each row sums to 0.

    Raises
    ------
    ValueError
        If `upstream` and `Z` differ in shape.

    Derivation: S11.
    """
    Z, upstream = _logits(Z), as_array("upstream", upstream)
    expect_shape("upstream", upstream, Z.shape, "upstream and Z belong to different layers")
    P = softmax(Z)
    return P * (upstream - (P * upstream).sum(axis=-1, keepdims=True))


def softmax_jacobian(z: ArrayLike) -> Array:
    """Write out the Jacobian of softmax for one sample.

    ∂p/∂z = diag(p) - p pᵀ

    Parameters
    ----------
    z : ndarray, shape (K,)

    Returns
    -------
    J : ndarray, shape (K, K)
        Symmetric; its rows sum to 0.

    Raises
    ------
    ValueError
        If `z` is not a single sample.

    Derivation: S11, M12.
    """
    p = softmax(as_array("z", z, ("K",)))
    return np.diag(p) - np.outer(p, p)


def _logits(Z: ArrayLike) -> Array:
    Z = as_array("Z", Z)
    if Z.ndim not in (1, 2) or Z.shape[-1] == 0:
        raise ValueError(
            f"expected Z of shape (N, K) or (K,), got {Z.shape}; "
            "likely an axis was dropped or added"
        )
    return Z
