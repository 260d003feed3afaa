"""Losses: every gradient, every reduction, and stability."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backhand as bh


def targets(kind, rng, shape):
    if kind == "rows sum to 1":
        return rng.dirichlet(np.ones(shape[1]), size=shape[0])
    return rng.uniform(size=shape) if kind == "in [0, 1]" else rng.normal(size=shape)


PAIRS = [
    (bh.half_squared_error, bh.half_squared_error_gradient, "any"),
    (bh.squared_error, bh.squared_error_gradient, "any"),
    (bh.mean_squared_error, bh.mean_squared_error_gradient, "any"),
    (bh.binary_cross_entropy, bh.binary_cross_entropy_gradient, "in [0, 1]"),
    (bh.softmax_cross_entropy, bh.softmax_cross_entropy_gradient, "rows sum to 1"),
]


@pytest.mark.parametrize(("loss", "gradient", "kind"), PAIRS)
@settings(max_examples=20)
@given(N=st.integers(1, 5), m=st.integers(2, 5), seed=st.integers(0, 2**32 - 1))
def test_gradient_equals_the_complex_step_and_the_slope(loss, gradient, kind, N, m, seed):
    rng = np.random.default_rng(seed)
    Z, V = rng.normal(scale=2, size=(2, N, m))
    Y = targets(kind, rng, (N, m))
    assert bh.relative_error(gradient(Z, Y), bh.complex_step(lambda A: loss(A, Y), Z)) < 1e-11
    slope = loss(Z + 1e-30j * V, Y).imag / 1e-30
    np.testing.assert_allclose(slope, (gradient(Z, Y) * V).sum(), rtol=1e-9, atol=1e-12)


def test_reductions_are_what_the_docstrings_say(rng):
    Z, Y = rng.normal(size=(2, 5, 3))
    total = sum((Z[s, i] - Y[s, i]) ** 2 for s in range(5) for i in range(3))
    assert bh.squared_error(Z, Y) == pytest.approx(total)
    assert bh.mean_squared_error(Z, Y) == pytest.approx(total / 15)
    assert bh.half_squared_error(Z, Y) == pytest.approx(total / 2)
    assert bh.half_squared_error(Z, Y, "mean") == pytest.approx(total / 10)
    P, Q = bh.sigmoid(Z), (Y > 0) * 1.0
    entropy = -(Q * np.log(P) + (1 - Q) * np.log(1 - P)).sum() / 5
    assert bh.binary_cross_entropy(Z, Q) == pytest.approx(entropy)
    one_hot = np.eye(3)[[0, 2, 1, 1, 0]]
    entropy = -(one_hot * np.log(bh.softmax(Z))).sum() / 5
    assert bh.softmax_cross_entropy(Z, one_hot) == pytest.approx(entropy)


def test_a_vector_is_samples_of_one_logit(rng):
    z, y = rng.normal(size=5), np.array([0, 1, 1, 0, 1])
    column = bh.binary_cross_entropy(z[:, None], y[:, None])
    assert bh.binary_cross_entropy(z, y) == pytest.approx(column)
    assert bh.binary_cross_entropy_gradient(z, y).shape == (5,)


@pytest.mark.filterwarnings("error")
def test_large_logits_neither_overflow_nor_lose_the_loss():
    assert bh.binary_cross_entropy([1e4, -1e4], [0, 1]) == pytest.approx(1e4)
    assert bh.binary_cross_entropy([1e4, -1e4], [1, 0]) == 0
    assert bh.softmax_cross_entropy([[1e4, 0.0]], [[0, 1]]) == pytest.approx(1e4)
    assert bh.softmax_cross_entropy([[1e4, 0.0]], [[1, 0]]) == 0


def test_a_wrong_row_of_targets_is_named():
    with pytest.raises(ValueError, match="got 2 in row 1"):
        bh.softmax_cross_entropy(np.zeros((2, 2)), [[1, 0], [1, 1]])
