"""Random inputs that tell slips apart: no 0, no ±1, no equal entries, nothing near a kink."""

from __future__ import annotations

import numpy as np

from autograder.reference.rules import Array


def values(rng: np.random.Generator, *shape: int, low: float = 0.3, high: float = 1.4) -> Array:
    """Entries of either sign, with absolute values between `low` and `high`."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)


def positive(rng: np.random.Generator, *shape: int, low: float = 0.2, high: float = 1.3) -> Array:
    """Positive entries between `low` and `high`."""
    return rng.uniform(low, high, shape)


def weights(rng: np.random.Generator, n_out: int, n_in: int) -> Array:
    """A weight matrix scaled to preserve magnitudes, so that units neither die nor saturate."""
    return values(rng, n_out, n_in) * (1.3 / np.sqrt(n_in))


def targets(rng: np.random.Generator, samples: int, classes: int) -> Array:
    """Rows of probabilities that sum to 1 and are not one-hot."""
    raw = positive(rng, samples, classes)
    return np.asarray(raw / raw.sum(axis=1, keepdims=True))
