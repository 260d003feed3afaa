"""Initial weights: shapes, variances, limits, and the Generator."""

from __future__ import annotations

import math

import numpy as np
import pytest

from backhand import initialization as init

N_OUT, N_IN = 300, 500
VARIANCES = {
    init.xavier_normal: 2 / (N_IN + N_OUT),
    init.xavier_uniform: 2 / (N_IN + N_OUT),
    init.he_normal: 2 / N_IN,
    init.he_uniform: 2 / N_IN,
    init.orthogonal: 1 / N_IN,
}


@pytest.mark.parametrize("draw", VARIANCES)
def test_variance_is_the_stated_one(rng, draw):
    W = draw(N_OUT, N_IN, rng)
    assert W.shape == (N_OUT, N_IN)
    assert W.var() == pytest.approx(VARIANCES[draw], rel=0.02)
    assert abs(W.mean()) < 5 * math.sqrt(VARIANCES[draw] / W.size)


def test_normal_and_uniform_follow_their_parameter(rng):
    assert init.normal(N_OUT, N_IN, 0.7, rng).std() == pytest.approx(0.7, rel=0.02)
    W = init.uniform(N_OUT, N_IN, 0.7, rng)
    assert W.var() == pytest.approx(0.49 / 3, rel=0.02)
    assert np.abs(W).max() < 0.7 and np.abs(W).max() > 0.69


@pytest.mark.parametrize("draw", [init.xavier_uniform, init.he_uniform])
def test_uniform_limit_is_root_three_standard_deviations(rng, draw):
    limit = math.sqrt(3 * VARIANCES[draw])
    W = draw(N_OUT, N_IN, rng)
    assert 0.99 * limit < np.abs(W).max() <= limit


@pytest.mark.parametrize("shape", [(4, 4), (3, 6), (6, 3), (1, 5)])
def test_orthogonal_has_orthonormal_rows_or_columns(rng, shape):
    W = init.orthogonal(*shape, rng)
    assert W.shape == shape
    small = W @ W.T if shape[0] <= shape[1] else W.T @ W
    np.testing.assert_allclose(small, np.eye(min(shape)), atol=1e-13)


def test_zeros_and_constant_need_no_generator():
    np.testing.assert_array_equal(init.zeros(2, 3), np.zeros((2, 3)))
    np.testing.assert_array_equal(init.constant(2, 3, 0.5), np.full((2, 3), 0.5))
    assert init.constant(2, 3, 1).dtype == np.float64


@pytest.mark.parametrize("draw", VARIANCES)
def test_the_same_generator_state_gives_the_same_weights(draw):
    one, two = (draw(3, 4, np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(one, two)
