"""The losses and their gradients in one go, without a check of their arguments.

For a network's outputs Z, which were checked before: `backhand.losses` checks them, and documents
the functions. Each returns the loss and ∂L/∂Z.
"""

from __future__ import annotations

import numpy as np

from backhand._elementwise import sigmoid, softplus
from backhand._validate import Array


def half_squared_error(Z: Array, Y: Array, divisor: int = 1) -> tuple[float, Array]:
    """½ Σ (z - y)², over `divisor`."""
    residual = Z - Y
    return _scalar(0.5 * (residual**2).sum() / divisor), residual / divisor


def squared_error(Z: Array, Y: Array) -> tuple[float, Array]:
    """Σ (z - y)²."""
    residual = Z - Y
    return _scalar((residual**2).sum()), 2.0 * residual


def mean_squared_error(Z: Array, Y: Array) -> tuple[float, Array]:
    """Σ (z - y)² / (N m)."""
    residual = Z - Y
    return _scalar((residual**2).sum() / Z.size), 2.0 * residual / Z.size


def binary_cross_entropy(Z: Array, Y: Array) -> tuple[float, Array]:
    """Σ (softplus(z) - y z) / N."""
    return _scalar((softplus(Z) - Y * Z).sum() / len(Z)), (sigmoid(Z) - Y) / len(Z)


def softmax_cross_entropy(Z: Array, Y: Array) -> tuple[float, Array]:
    """-Σ y log softmax(z) / N."""
    # The largest logit becomes e^0 = 1; a common shift of a row changes no probability.
    shifted = Z - Z.real.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    totals = powers.sum(axis=1)
    value = (np.log(totals).sum() - np.dot(Y.ravel(), shifted.ravel())) / len(Z)
    return _scalar(value), (powers / totals[:, None] - Y) / len(Z)


def _scalar(total: Array) -> float:
    return total.item()  # a Python number, not a NumPy scalar
