"""Dropout: the mean over all masks is the input, and the mask holds on the way back."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backhand as bh

shapes = st.sampled_from([(3,), (2, 5), (4, 1, 3), (), (0, 2)])
rates = st.floats(0, 0.9)
seeds = st.integers(0, 2**32 - 1)
X, RNG = np.ones((5, 4)), np.random.default_rng(0)


def draw(X, rate, seed):
    return bh.dropout(X, rate, np.random.default_rng(seed))


@settings(max_examples=25)
@given(shapes, rates, seeds)
def test_vjp_is_the_adjoint_of_the_same_mask(shape, rate, seed):
    rng = np.random.default_rng(seed)
    V, G = rng.normal(size=shape), rng.normal(size=shape)
    Y, mask = draw(V, rate, seed)  # linear in its input, once the mask is drawn
    pulled = bh.dropout_vjp(G, mask, rate)
    np.testing.assert_allclose((G * Y).sum(), (pulled * V).sum(), atol=1e-10)


@settings(max_examples=25)
@given(st.integers(1, 5), st.integers(1, 5), rates, seeds)
def test_vjp_equals_the_complex_step(N, n, rate, seed):
    rng = np.random.default_rng(seed)
    X, G = rng.normal(size=(N, n)), rng.normal(size=(N, n))

    def loss(X):
        return (G * draw(X, rate, seed)[0] ** 2).sum()

    Y, mask = draw(X, rate, seed)
    right = bh.dropout_vjp(2 * G * Y, mask, rate)
    np.testing.assert_allclose(right, bh.complex_step(loss, X), rtol=1e-12)


@pytest.mark.parametrize("rate", [0, 0.25, 0.8])
def test_the_mean_over_all_masks_is_the_array_itself(rng, rate):
    X, mean = rng.normal(size=(2, 3)), 0.0
    for mask in product([0, 1], repeat=6):
        chance = rate ** (6 - sum(mask)) * (1 - rate) ** sum(mask)
        mean = mean + chance * bh.dropout_vjp(X, np.reshape(mask, (2, 3)), rate)
    np.testing.assert_allclose(mean, X, rtol=1e-12)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_about_as_many_are_dropped_as_the_rate_says(rng, rate):
    size = 40_000
    Y, mask = bh.dropout(np.ones(size), rate, rng)
    # Five standard deviations of a mean of so many independent masks.
    allowed = 5 * np.sqrt(rate * (1 - rate) / size)
    assert abs(mask.mean() - (1 - rate)) < allowed
    assert abs(Y.mean() - 1) < allowed / (1 - rate)


def test_what_is_dropped_is_zero_and_what_is_kept_is_scaled(rng):
    X = rng.normal(size=(6, 5))
    Y, mask = bh.dropout(X, 0.3, rng)
    assert set(np.unique(mask)) == {0, 1}
    np.testing.assert_array_equal(Y[mask == 0], 0)
    np.testing.assert_allclose(Y[mask == 1], X[mask == 1] / 0.7)


def test_the_same_seed_draws_the_same_mask_and_two_draws_differ(rng):
    ones = np.ones((8, 8))
    np.testing.assert_array_equal(draw(ones, 0.5, 3)[1], draw(ones, 0.5, 3)[1])
    assert (bh.dropout(ones, 0.5, rng)[1] != bh.dropout(ones, 0.5, rng)[1]).any()


def test_rate_zero_drops_nothing(rng):
    X = rng.normal(size=(4, 3))
    Y, mask = bh.dropout(X, 0, rng)
    np.testing.assert_array_equal(Y, X)
    np.testing.assert_array_equal(mask, 1)
    assert Y is not X


def test_whole_numbers_and_a_mask_of_truth_values():
    Y, mask = bh.dropout([[2, 4], [6, 8]], 0.5, np.random.default_rng(1))
    assert Y.dtype == mask.dtype == np.float64
    np.testing.assert_array_equal(Y, 2 * mask * [[2, 4], [6, 8]])
    dX = bh.dropout_vjp([1, 2, 3], np.array([True, False, True]), 0.5)
    np.testing.assert_array_equal(dX, [2, 0, 6])


def test_inputs_stay_as_they_were(rng):
    X, G = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    before = X.copy(), G.copy()
    mask = bh.dropout(X, 0.5, rng)[1]
    kept = mask.copy()
    bh.dropout_vjp(G, mask, 0.5)
    for now, then in zip((X, G, mask), (*before, kept), strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: bh.dropout(X, 1, RNG), ValueError, "rate >= 0 and < 1, got 1; .*pass 1 - rate"),
        (lambda: bh.dropout(X, 50, RNG), ValueError, "got 50; likely a percentage"),
        (lambda: bh.dropout(X, -0.1, RNG), ValueError, "got -0.1; likely two arguments"),
        (lambda: bh.dropout(X, float("nan"), RNG), ValueError, "rate to be a number, got nan"),
        (lambda: bh.dropout(X, "half", RNG), TypeError, "rate to be a number, got str"),
        (lambda: bh.dropout(X, True, RNG), TypeError, "rate to be a number, got bool"),
        (lambda: bh.dropout(0.5, X, RNG), TypeError, "rate to be a number, got ndarray"),
        (lambda: bh.dropout(X, 0.5, 0), TypeError, r"Generator, got int; .*default_rng\(seed\)"),
        (lambda: bh.dropout(X, 0.5, None), TypeError, "Generator, got NoneType"),
        (lambda: bh.dropout(X * np.nan, 0.5, RNG), ValueError, "X to be finite, got nan"),
        (lambda: bh.dropout(None, 0.5, RNG), TypeError, "X as an array of numbers"),
        (
            lambda: bh.dropout_vjp(X, X[:4], 0.5),
            ValueError,
            r"mask of shape \(5, 4\), got",
        ),
        (lambda: bh.dropout_vjp(X, X[0], 0.5), ValueError, "mask of another layer"),
        (lambda: bh.dropout_vjp(X, 2 * X, 0.5), ValueError, "got 2; .*already divided"),
        (lambda: bh.dropout_vjp(X, X, 1.0), ValueError, "rate >= 0 and < 1"),
        (lambda: bh.dropout_vjp(X * np.inf, X, 0.5), ValueError, "G to be finite"),
    ],
)
def test_wrong_arguments_get_one_line(call, error, message):
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)
