"""With the right rules, the backward passes with shared weights equal the library's."""

from __future__ import annotations

import numpy as np
import pytest

import backhand as bh
from autograder.reference.programs import (
    recurrent_backward,
    recurrent_layers,
    shared_backward,
    shared_layers,
)
from autograder.reference.rules import RIGHT

N, n, n_u, T = 5, 3, 4, 6


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(11)


@pytest.mark.parametrize("activation", ["identity", "tanh", "sigmoid"])
def test_shared_uses(rng: np.random.Generator, activation: str) -> None:
    X, W, b, G = (rng.normal(size=s) for s in ((N, n), (n, n), n, (N, n)))
    mine = shared_backward(shared_layers(X, W, b, activation, T), RIGHT, upstream=G)
    library = bh.shared_backward(G, bh.shared_forward(X, W, b, activation, T), W, activation)
    np.testing.assert_allclose(mine.weight, library.weight)
    np.testing.assert_allclose(mine.bias, library.bias)
    np.testing.assert_allclose(mine.inputs, library.inputs)
    np.testing.assert_allclose(mine.deltas, library.deltas)


@pytest.mark.parametrize("activation", ["identity", "tanh", "sigmoid"])
@pytest.mark.parametrize("steps", [1, T])
def test_recurrent_steps(rng: np.random.Generator, activation: str, steps: int) -> None:
    h0, W, b = rng.normal(size=(N, n)), rng.normal(size=(n, n)), rng.normal(size=n)
    U, u, G = (rng.normal(size=s) for s in ((n, n_u), (steps, N, n_u), (steps, N, n)))
    mine = recurrent_backward(
        *recurrent_layers(h0, u, W, U, b, activation), RIGHT, upstreams=list(G)
    )
    trace = bh.recurrent_forward(h0, u, W, U, b, activation)
    library = bh.recurrent_backward(G, trace, u, W, U, activation)
    np.testing.assert_allclose(mine.W, library.W)
    np.testing.assert_allclose(mine.U, library.U)
    np.testing.assert_allclose(mine.b, library.b)
    np.testing.assert_allclose(mine.h0, library.h0)
    np.testing.assert_allclose(mine.deltas, library.deltas)
