"""What the exercises about batch normalisation share: its forward pass and its fused gradient."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autograder.exercises.declare import Rng
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference.rules import Array


class Trace(NamedTuple):
    """What the forward pass computes of X: c = X − μ, v, r = 1/√(v + ε), x̂ = c ∘ r."""

    centred: Array
    var: Array
    r: Array
    xhat: Array


def forward(given: Inputs) -> Trace:
    """The forward pass up to x̂."""
    centred = given["X"] - given["X"].mean(axis=0)
    var = np.asarray((centred**2).mean(axis=0))
    r = 1 / np.sqrt(var + given["eps"])
    return Trace(centred, var, r, centred * r)


def draw_eps(rng: Rng, s: Sizes) -> float:
    """Large enough to show where it is left out."""
    return float(rng.uniform(0.1, 0.3))


def fused(given: Inputs) -> Array:
    """γ r / N (N G − Σ G − x̂ Σ G x̂), from G, x̂, r and γ."""
    G, xhat, N = given["G"], given["xhat"], len(given["G"])
    inner = N * G - G.sum(axis=0) - xhat * (G * xhat).sum(axis=0)
    return np.asarray(given["gamma"] * given["r"] / N * inner)
