"""Clipping by the norm of all gradients together, and the gradient through it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import backhand as bh

sizes = st.integers(1, 4)
seeds = st.integers(0, 2**32 - 1)
limits = st.floats(0.05, 5)
V = np.ones((3, 2))
FOUND = bh.BatchNormGradients(V, V[0], V[0])


def norm(arrays):
    return np.sqrt(sum((np.asarray(g) ** 2).sum() for g in arrays))


@settings(max_examples=50)
@given(sizes, sizes, limits, seeds)
def test_the_norm_is_at_most_the_limit_and_the_direction_stays(m, n, limit, seed):
    rng = np.random.default_rng(seed)
    gradients = [rng.normal(size=(m, n)), rng.normal(size=m), rng.normal(size=())]
    clipped, factor = bh.clip_by_norm(gradients, limit)
    assert factor == pytest.approx(min(1, limit / norm(gradients)), rel=1e-12)
    assert norm(clipped) == pytest.approx(min(limit, norm(gradients)), rel=1e-12)
    for g, c in zip(gradients, clipped, strict=True):
        np.testing.assert_allclose(c, factor * g)


@settings(max_examples=50)
@given(sizes, sizes, limits, seeds)
def test_vjp_is_the_adjoint_of_the_differential(m, n, limit, seed):
    rng = np.random.default_rng(seed)
    v, d, G = rng.normal(size=(3, m, n))
    assume(abs(norm([v]) - limit) > 1e-6)
    pushed = bh.clip_by_norm([v + 1e-30j * d], limit)[0][0].imag / 1e-30
    pulled = bh.clip_by_norm_vjp(G, v, limit)
    np.testing.assert_allclose((G * pushed).sum(), (pulled * d).sum(), rtol=1e-9, atol=1e-12)


@settings(max_examples=50)
@given(sizes, sizes, limits, seeds)
def test_vjp_equals_the_complex_step(m, n, limit, seed):
    rng = np.random.default_rng(seed)
    v, G = rng.normal(size=(2, m, n))
    assume(abs(norm([v]) - limit) > 1e-6)

    def loss(v):
        return (G * bh.clip_by_norm([v], limit)[0][0]).sum()

    measured = bh.complex_step(loss, v)
    np.testing.assert_allclose(bh.clip_by_norm_vjp(G, v, limit), measured, atol=1e-12)


def test_gradients_within_the_limit_come_back_bit_for_bit(rng):
    gradients = [rng.normal(size=(4, 3)), rng.normal(size=4)]
    clipped, factor = bh.clip_by_norm(gradients, 100)
    assert factor == 1
    for g, c in zip(gradients, clipped, strict=True):
        np.testing.assert_array_equal(c, g)
        assert c is not g
    G = rng.normal(size=4)
    np.testing.assert_array_equal(bh.clip_by_norm_vjp(G, gradients[1], 100), G)


def test_a_gradient_exactly_as_long_as_the_limit_stays():
    clipped, factor = bh.clip_by_norm([[3.0], [[4.0]]], 5)
    assert factor == 1
    np.testing.assert_array_equal(clipped[1], [[4.0]])
    np.testing.assert_array_equal(bh.clip_by_norm_vjp([1.0, 2.0], [3.0, 4.0], 5), [1, 2])


def test_one_factor_for_all_arrays_is_not_one_for_each():
    (small, large), factor = bh.clip_by_norm([[0.3], [0.4]], 0.1)
    assert factor == pytest.approx(0.2)
    np.testing.assert_allclose([*small, *large], [0.06, 0.08])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("arrays", [[np.zeros((2, 3)), np.zeros(2)], [np.zeros((0, 3))], []])
def test_zero_gradients_stay_zero(arrays):
    clipped, factor = bh.clip_by_norm(arrays, 1e-300)
    assert factor == 1
    assert [c.shape for c in clipped] == [g.shape for g in arrays]
    assert not any(c.any() for c in clipped)
    np.testing.assert_array_equal(bh.clip_by_norm_vjp([2.0], [0.0], 1e-300), [2.0])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("size", [1e-310, 1e-200, 1e200, 1e308])
def test_sizes_whose_squares_cannot_be_represented_are_clipped_like_others(size):
    (clipped,), factor = bh.clip_by_norm([[0.75 * size, size]], size / 2)
    assert factor == pytest.approx(0.4)
    np.testing.assert_allclose(clipped, [0.3 * size, 0.4 * size])
    pulled = bh.clip_by_norm_vjp([1.0, 0.0], [0.75 * size, size], size / 2)
    np.testing.assert_allclose(pulled, 0.4 * np.array([0.64, -0.48]))


def test_through_clipping_nothing_passes_along_the_gradient_itself(rng):
    v = rng.normal(size=(3, 4))
    np.testing.assert_allclose(bh.clip_by_norm_vjp(v, v, 0.5), 0, atol=1e-15)
    G = rng.normal(size=(3, 4))
    assert (bh.clip_by_norm_vjp(G, v, 0.5) * v).sum() == pytest.approx(0, abs=1e-14)


def test_no_limit_is_an_infinite_one_and_whole_numbers_are_numbers():
    clipped, factor = bh.clip_by_norm([[3, 0], [[4]]], np.inf)
    assert factor == 1
    assert [c.dtype for c in clipped] == [np.float64] * 2
    np.testing.assert_allclose(bh.clip_by_norm([[3, 0], [[4]]], 1)[0][0], [0.6, 0])
    np.testing.assert_array_equal(bh.clip_by_norm_vjp([1, 1], [0, 4], 2), [0.5, 0])


def test_inputs_stay_as_they_were(rng):
    v, G = rng.normal(size=(2, 3, 4))
    before = v.copy(), G.copy()
    bh.clip_by_norm([v], 0.5)
    bh.clip_by_norm_vjp(G, v, 0.5)[:] = 0
    bh.clip_by_norm_vjp(G, v, 50)[:] = 0
    np.testing.assert_array_equal(v, before[0])
    np.testing.assert_array_equal(G, before[1])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: bh.clip_by_norm([V], 0), ValueError, "limit > 0, got 0"),
        (lambda: bh.clip_by_norm([V], -1), ValueError, "limit > 0, got -1"),
        (lambda: bh.clip_by_norm([V], np.nan), ValueError, "limit to be a number, got nan"),
        (lambda: bh.clip_by_norm(1.0, [V]), TypeError, "list of arrays, got float"),
        (lambda: bh.clip_by_norm([V], V), TypeError, "limit to be a number, got ndarray"),
        (lambda: bh.clip_by_norm(V, 1), TypeError, r"got ndarray; .*pass \[gradient\]"),
        (lambda: bh.clip_by_norm({"W": V}, 1), TypeError, r"dict; .*pass list\(gradients.values"),
        (lambda: bh.clip_by_norm({"W": V}.values(), 1), TypeError, r"pass list\(gradients\)"),
        (lambda: bh.clip_by_norm((g for g in [V]), 1), TypeError, r"pass list\(gradients\)"),
        (lambda: bh.clip_by_norm(FOUND, 1), TypeError, "BatchNormGradients; .*parameters"),
        (lambda: bh.clip_by_norm([V, None], 1), TypeError, r"gradients\[1\] as an array"),
        (lambda: bh.clip_by_norm([V, V * np.nan], 1), ValueError, r"gradients\[1\] to be finite"),
        (lambda: bh.clip_by_norm_vjp(V, V.T, 1), ValueError, r"upstream of shape \(2, 3\)"),
        (lambda: bh.clip_by_norm_vjp(V, V, 0), ValueError, "limit > 0"),
        (lambda: bh.clip_by_norm_vjp(V, V * np.inf, 1), ValueError, "gradient to be finite"),
    ],
)
def test_wrong_arguments_get_one_line(call, error, message):
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)
