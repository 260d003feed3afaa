"""The losses and their gradients without a check of their arguments.

For a network's outputs Z, which were checked before: `backhand.losses` checks them, and documents
the functions. No value comes with its gradient but by a name that says so: what a set-up cell
imports must bring no answer along.
"""

from __future__ import annotations

import numpy as np

from backhand._elementwise import sigmoid, softplus
from backhand._validate import Array


def half_squared_error(Z: Array, Y: Array, divisor: int = 1) -> float:
    """½ Σ (z - y)², over `divisor`."""
    return _scalar(0.5 * ((Z - Y) ** 2).sum() / divisor)


def half_squared_error_gradient(Z: Array, Y: Array, divisor: int = 1) -> Array:
    """Return z - y, over `divisor`."""
    return (Z - Y) / divisor


def squared_error(Z: Array, Y: Array) -> float:
    """Σ (z - y)²."""
    return _scalar(((Z - Y) ** 2).sum())


def squared_error_gradient(Z: Array, Y: Array) -> Array:
    """2 (z - y)."""
    return 2.0 * (Z - Y)


def mean_squared_error(Z: Array, Y: Array) -> float:
    """Σ (z - y)² / (N m)."""
    return _scalar(((Z - Y) ** 2).sum() / Z.size)


def mean_squared_error_gradient(Z: Array, Y: Array) -> Array:
    """2 (z - y) / (N m)."""
    return 2.0 * (Z - Y) / Z.size


def binary_cross_entropy(Z: Array, Y: Array) -> float:
    """Σ (softplus(z) - y z) / N."""
    return _scalar((softplus(Z) - Y * Z).sum() / len(Z))


def binary_cross_entropy_gradient(Z: Array, Y: Array) -> Array:
    """(sigmoid(z) - y) / N."""
    return (sigmoid(Z) - Y) / len(Z)


def softmax_cross_entropy(Z: Array, Y: Array) -> float:
    """-Σ y log softmax(z) / N."""
    shifted, _, totals = _powers(Z)
    return _cross_entropy(shifted, totals, Y)


def softmax_cross_entropy_gradient(Z: Array, Y: Array) -> Array:
    """(softmax(z) - y) / N."""
    return softmax_cross_entropy_and_gradient(Z, Y)[1]


def softmax_cross_entropy_and_gradient(Z: Array, Y: Array) -> tuple[float, Array]:
    """Both, with one exponential of each logit."""
    shifted, powers, totals = _powers(Z)
    return _cross_entropy(shifted, totals, Y), (powers / totals[:, None] - Y) / len(Z)


def _powers(Z: Array) -> tuple[Array, Array, Array]:
    """Logits shifted by the largest of their row, their powers e^z, and the sums of these."""
    # The largest logit becomes e^0 = 1; a common shift of a row changes no probability.
    shifted = Z - Z.real.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    return shifted, powers, powers.sum(axis=1)


def _cross_entropy(shifted: Array, totals: Array, Y: Array) -> float:
    total = np.log(totals).sum() - np.dot(Y.ravel(), shifted.ravel())
    return _scalar(total / len(Y))


def _scalar(total: Array) -> float:
    return total.item()  # a Python number, not a NumPy scalar
