"""The elementwise functions and their derivatives without a check of their argument.

For arrays that were checked before, as between the layers of a network: `backhand.activations`
checks them, and documents the functions.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from backhand._validate import Array


def identity(z: Array) -> Array:
    """Return a copy of z."""
    return z.copy()


def identity_derivative(z: Array) -> Array:
    """Return ones."""
    return np.ones_like(z)


def sigmoid(z: Array) -> Array:
    """Squash z into (0, 1)."""
    # e^-|z| never overflows; for z < 0 the fraction is multiplied through by e^z.
    small = np.exp(np.where(z.real < 0, z, -z))
    return np.where(z.real < 0, small, 1.0) / (1.0 + small)


def sigmoid_derivative(z: Array) -> Array:
    """Return f(z) f(-z), exact also where 1 - f(z) would round to 0."""
    return sigmoid(z) * sigmoid(-z)


def tanh(z: Array) -> Array:
    """Squash z into (-1, 1)."""
    return np.tanh(z)


def tanh_derivative(z: Array) -> Array:
    """Return f'(z) = 1 - tanh² z."""
    return 1.0 - np.tanh(z) ** 2


def relu(z: Array) -> Array:
    """Keep what is positive, and set the rest to 0."""
    return np.where(z.real > 0, z, 0.0)


def relu_derivative(z: Array) -> Array:
    """Return 1 where z > 0 and 0 elsewhere."""
    return np.where(z.real > 0, 1.0, 0.0)


def leaky_relu(z: Array, slope: float = 0.01) -> Array:
    """Keep what is positive, and shrink the rest."""
    return np.where(z.real > 0, z, slope * z)


def leaky_relu_derivative(z: Array, slope: float = 0.01) -> Array:
    """Return 1 where z > 0 and `slope` elsewhere."""
    return np.where(z.real > 0, 1.0, slope)


def softplus(z: Array) -> Array:
    """Return the smooth ReLU f(z) = log(1 + e^z)."""
    positive = z.real > 0
    # log(1 + e^z) = max(z, 0) + log(1 + e^-|z|), whose exponential never overflows.
    return np.where(positive, z, 0.0) + np.log1p(np.exp(np.where(positive, -z, z)))


def softplus_derivative(z: Array) -> Array:
    """Return f'(z) = sigmoid(z)."""
    return sigmoid(z)


def square(z: Array) -> Array:
    """Return f(z) = z², without a ½."""
    return z**2


def square_derivative(z: Array) -> Array:
    """Return f'(z) = 2 z."""
    return 2.0 * z


def exp(z: Array) -> Array:
    """Return f(z) = e^z."""
    return np.exp(z)


def exp_derivative(z: Array) -> Array:
    """Return f'(z) = e^z."""
    return exp(z)


def sin(z: Array) -> Array:
    """Return f(z) = sin z."""
    return np.sin(z)


def sin_derivative(z: Array) -> Array:
    """Return f'(z) = cos z."""
    return np.cos(z)


#: The unchecked functions by the name of the activation: f and f'.
UNCHECKED: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "identity": (identity, identity_derivative),
    "sigmoid": (sigmoid, sigmoid_derivative),
    "tanh": (tanh, tanh_derivative),
    "relu": (relu, relu_derivative),
    "leaky_relu": (leaky_relu, leaky_relu_derivative),
    "softplus": (softplus, softplus_derivative),
    "square": (square, square_derivative),
    "exp": (exp, exp_derivative),
    "sin": (sin, sin_derivative),
}

#: g ∘ f'(z), where it is cheaper from a = f(z) than from z alone; the numbers are the same.
PULLED: dict[str, Callable[[Array, Array, Array], Array]] = {
    "identity": lambda g, z, a: g.copy(),
    "sigmoid": lambda g, z, a: g * (a * sigmoid(-z)),
    "tanh": lambda g, z, a: g * (1.0 - a**2),
    "exp": lambda g, z, a: g * a,
}


def relu_over(z: Array) -> Array:
    """Write relu(z) over z."""
    np.copyto(z, 0.0, where=~(z.real > 0))
    return z


#: f written over z, for those f whose derivative needs f(z) alone: then z need not be kept.
OVERWRITING: dict[str, Callable[[Array], Array]] = {
    "identity": lambda z: z,
    "tanh": lambda z: np.tanh(z, out=z),
    "relu": relu_over,
    "exp": lambda z: np.exp(z, out=z),
}
