"""Pooling: adjoint identity, complex step, ties, windows that overlap or leave a rest."""

from __future__ import annotations

import doctest
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backhand as bh
from backhand import pooling

LINES = {
    "max": (bh.max_pool1d, bh.max_pool1d_vjp, np.max),
    "mean": (bh.mean_pool1d, bh.mean_pool1d_vjp, np.mean),
}
PLANES = {
    "max": (bh.max_pool2d, bh.max_pool2d_vjp, np.max),
    "mean": (bh.mean_pool2d, bh.mean_pool2d_vjp, np.mean),
}
small, seeds = st.integers(1, 4), st.integers(0, 2**32 - 1)


def window_by_window(X, size, stride, take):
    """Read the formula of a plane aloud."""
    m = [(n - k) // s + 1 for n, k, s in zip(X.shape[2:], size, stride, strict=True)]
    Y = np.zeros((*X.shape[:2], *m))
    for s, c, i, j in product(*map(range, Y.shape)):
        row, column = stride[0] * i, stride[1] * j
        Y[s, c, i, j] = take(X[s, c, row : row + size[0], column : column + size[1]])
    return Y


@pytest.mark.parametrize("kind", LINES)
@settings(max_examples=30)
@given(small, small, small, st.integers(0, 6), st.none() | small, seeds)
def test_vjp_is_the_adjoint_on_a_line(kind, N, c, size, extra, stride, seed):
    forward, vjp, take = LINES[kind]
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(N, c, size + extra))
    along = rng.normal(size=X.shape)
    Y, change = forward(X, size, stride), forward(X + 1e-30j * along, size, stride).imag / 1e-30
    row = window_by_window(X[:, :, None], (1, size), (1, stride or size), take)
    np.testing.assert_allclose(Y, row[:, :, 0])
    G = rng.normal(size=Y.shape)
    pulled = (vjp(G, X, size, stride) * along).sum()
    np.testing.assert_allclose((G * change).sum(), pulled, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", PLANES)
@pytest.mark.parametrize("size", [1, 2, (2, 3), (5, 1), (5, 7)])
@pytest.mark.parametrize("stride", [None, 1, 3, (3, 2)])
def test_a_plane_agrees_with_its_formula_and_the_complex_step(rng, agrees, kind, size, stride):
    forward, vjp, take = PLANES[kind]
    X = rng.normal(size=(2, 3, 5, 7))
    Y = forward(X, size, stride)
    sizes = size if isinstance(size, tuple) else (size, size)
    moves = stride if isinstance(stride, tuple) else (stride, stride) if stride else sizes
    np.testing.assert_allclose(Y, window_by_window(X, sizes, moves, take))
    G = rng.normal(size=Y.shape)
    assert agrees(vjp(G, X, size, stride), lambda v: (G * forward(v, size, stride)).sum(), X, 1e-11)


@pytest.mark.parametrize("kind", PLANES)
def test_vjp_is_the_adjoint_on_a_plane_of_overlapping_windows(rng, kind):
    forward, vjp, _ = PLANES[kind]
    X, along = rng.normal(size=(2, 2, 3, 6, 8))
    change = forward(X + 1e-30j * along, (3, 2), 1).imag / 1e-30
    G = rng.normal(size=change.shape)
    pulled = (vjp(G, X, (3, 2), 1) * along).sum()
    np.testing.assert_allclose((G * change).sum(), pulled, rtol=1e-10)


def test_of_equal_maxima_the_first_gets_the_gradient():
    X = np.array([[[2.0, 2.0, 2.0, 0.0, 7.0, 7.0]]])
    dX = bh.max_pool1d_vjp([[[10.0, 100.0]]], X, 3)
    np.testing.assert_array_equal(dX, [[[10.0, 0.0, 0.0, 0.0, 100.0, 0.0]]])


def test_of_equal_maxima_on_a_plane_the_first_row_by_row_gets_the_gradient():
    X = np.array([[[[0.0, 4.0], [4.0, 4.0]]]])
    dX = bh.max_pool2d_vjp([[[[10.0]]]], X, 2)
    np.testing.assert_array_equal(dX, [[[[0.0, 10.0], [0.0, 0.0]]]])


def test_a_maximum_of_two_windows_gets_both_gradients():
    dX = bh.max_pool1d_vjp([[[1.0, 10.0, 100.0]]], [[[1.0, 9.0, 2.0, 3.0]]], 2, 1)
    np.testing.assert_array_equal(dX, [[[0.0, 11.0, 0.0, 100.0]]])


def test_the_largest_of_negative_entries_is_kept():
    np.testing.assert_array_equal(bh.max_pool1d([[[-5.0, -3.0, -4.0]]], 2), [[[-3.0]]])


@pytest.mark.parametrize("kind", LINES)
def test_without_a_stride_windows_stand_side_by_side_and_the_rest_is_left_out(rng, kind):
    forward, vjp, _ = LINES[kind]
    X = rng.normal(size=(2, 3, 8))
    Y = forward(X, 3)
    np.testing.assert_array_equal(Y, forward(X[:, :, :6], 3, 3))
    dX = vjp(np.ones_like(Y), X, 3)
    assert dX.shape == X.shape
    assert (dX[:, :, 6:] == 0).all()
    np.testing.assert_allclose(dX[:, :, :6].reshape(2, 3, 2, 3).sum(axis=-1), 1)


@pytest.mark.parametrize("kind", LINES)
def test_entries_between_windows_get_none(rng, kind):
    forward, vjp, _ = LINES[kind]
    X = rng.normal(size=(2, 3, 7))
    Y = forward(X, 1, 3)
    np.testing.assert_array_equal(Y, X[:, :, ::3])
    expected = np.zeros_like(X)
    expected[:, :, ::3] = 1
    np.testing.assert_array_equal(vjp(np.ones_like(Y), X, 1, 3), expected)


def test_a_mean_of_overlapping_windows_is_a_convolution(rng):
    X = rng.normal(size=(2, 1, 9))
    Y = bh.mean_pool1d(X, 4, 2)
    W = np.full((1, 1, 4), 1 / 4)
    np.testing.assert_allclose(Y, bh.convolution1d(X, W, [0], 2))
    G = rng.normal(size=Y.shape)
    expected = bh.convolution1d_vjp(G, X, W, 2).inputs
    np.testing.assert_allclose(bh.mean_pool1d_vjp(G, X, 4, 2), expected, atol=1e-15)


@pytest.mark.parametrize("kind", PLANES)
def test_a_window_of_the_whole_plane_leaves_one_number_per_channel(rng, kind):
    forward, _, take = PLANES[kind]
    X = rng.normal(size=(2, 3, 4, 5))
    np.testing.assert_allclose(forward(X, (4, 5))[:, :, 0, 0], take(X, axis=(2, 3)))


@pytest.mark.parametrize("kind", LINES)
def test_integers_give_floats(kind):
    forward, vjp, _ = LINES[kind]
    X = np.array([[[1, 4, 2, 7]]])
    Y, dX = forward(X, 2), vjp([[[3, 5]]], X, 2)
    assert Y.dtype == dX.dtype == np.float64
    assert dX.sum() == 8


@pytest.mark.parametrize("kind", LINES)
def test_a_batch_of_no_samples_is_one(kind):
    forward, vjp, _ = LINES[kind]
    X = np.ones((0, 3, 6))
    assert forward(X, 2).shape == (0, 3, 3)
    assert vjp(np.ones((0, 3, 3)), X, 2).shape == X.shape


@pytest.mark.parametrize("kind", LINES)
def test_inputs_stay_as_they_were(rng, kind):
    forward, vjp, _ = LINES[kind]
    X, G = rng.normal(size=(2, 3, 6)), rng.normal(size=(2, 3, 6))
    before = X.copy(), G.copy()
    forward(X, 1)[:] = 0  # A window of one entry: a result must still be an array of its own.
    vjp(G, X, 1)[:] = 0
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(G, before[1])


X, PLANE, G = np.ones((2, 3, 7)), np.ones((2, 3, 7, 6)), np.ones((2, 3, 3))
NAN = np.where(np.arange(7) == 6, np.nan, X)
MISTAKES = {
    "no channels": (lambda: bh.max_pool1d(X[0], 2), r"X of shape \(N, c, n\)"),
    "a line for a plane": (lambda: bh.mean_pool2d(X, 2), r"X of shape \(N, c, n_h, n_w\)"),
    "a window too long": (lambda: bh.max_pool1d(X, 8), r"at most \(7,\).*got \(8,\)"),
    "a window too high": (lambda: bh.mean_pool2d(PLANE, (8, 2)), r"at most \(7, 6\)"),
    "no window": (lambda: bh.max_pool1d(X, 0), "size >= 1, got 0"),
    "stride 0": (lambda: bh.max_pool1d(X, 2, 0), "stride >= 1, got 0"),
    "stride 0 on one axis": (lambda: bh.mean_pool2d(PLANE, 2, (1, 0)), "stride >= 1, got 0"),
    "negative stride": (lambda: bh.mean_pool1d(X, 2, -1), "stride >= 1, got -1"),
    "half a window": (lambda: bh.mean_pool1d(X, 2.5), "size to be an integer, got float"),
    "sizes of a plane for a line": (lambda: bh.max_pool1d(X, (2, 2)), "got tuple"),
    "sizes of samples too": (lambda: bh.max_pool2d(PLANE, (1, 1, 2, 2)), "got 4 in a tuple"),
    "size before X": (lambda: bh.max_pool1d_vjp(G, 2, X), "a single number was passed"),
    "NaN": (lambda: bh.max_pool1d(NAN, 2), r"finite, got nan at index \[0, 0, 6\]"),
    "NaN in a mean": (lambda: bh.mean_pool1d(NAN, 2), "finite, got nan"),
    "NaN, backward": (lambda: bh.max_pool1d_vjp(G * np.nan, X, 2), "G to be finite"),
    "infinite": (lambda: bh.max_pool1d(X * -np.inf, 2), "finite, got -inf"),
    "text": (lambda: bh.max_pool1d("X", 2), "array of numbers"),
    "G of another size": (lambda: bh.max_pool1d_vjp(G, X, 3), "layer, size or stride"),
    "G of a line": (lambda: bh.max_pool2d_vjp(G, PLANE, 2), r"G of shape \(N, c, m_h, m_w\)"),
    "G of one channel": (lambda: bh.mean_pool1d_vjp(G[:, :1], X, 2), "layer, size or stride"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_gets_one_line_that_says_expected_got_and_likely(name):
    call, says = MISTAKES[name]
    with pytest.raises((ValueError, TypeError), match=says) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message
    assert "expected" in message and "got" in message and "likely" in message


@pytest.mark.parametrize("name", [name for name in bh.__all__ if "_pool" in name])
def test_padding_is_not_offered(name):
    with pytest.raises(TypeError, match="unexpected keyword argument 'padding'"):
        getattr(bh, name)(X, 2, padding=1)


def test_the_examples_run():
    assert doctest.testmod(pooling) == (0, 8)
