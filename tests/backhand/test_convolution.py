"""Convolutions: the formula, place by place, the adjoint identity and the complex step."""

from __future__ import annotations

import doctest
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backhand as bh
from backhand import convolution

small, seeds = st.integers(1, 4), st.integers(0, 2**32 - 1)
steps, zeros = st.integers(1, 3), st.integers(0, 2)


def line(N, c_in, c_out, k, extra, padding, seed):
    """Draw X, W and b of a line that is as long as the kernel, or longer."""
    rng = np.random.default_rng(seed)
    n = max(k + extra - 2 * padding, 1)
    return (
        rng.normal(size=(N, c_in, n)),
        rng.normal(size=(c_out, c_in, k)),
        rng.normal(size=c_out),
        rng,
    )


def place_by_place(X, W, b, stride, padding):
    """Read the formula of a plane aloud."""
    (N, _, *n), (c_out, _, *k) = X.shape, W.shape
    m = [(a + 2 * p - c) // s + 1 for a, c, s, p in zip(n, k, stride, padding, strict=True)]
    Z = np.zeros((N, c_out, *m))
    for s, o, i, j, p, q in product(range(N), range(c_out), *map(range, m), *map(range, k)):
        row, column = stride[0] * i + p - padding[0], stride[1] * j + q - padding[1]
        if 0 <= row < n[0] and 0 <= column < n[1]:
            Z[s, o, i, j] += W[o, :, p, q] @ X[s, :, row, column]
    return Z + b[:, None, None]


def pushed(f, at, along):
    """Push directions forward through f by the complex step."""
    return f(*(v + 1e-30j * d for v, d in zip(at, along, strict=True))).imag / 1e-30


@settings(max_examples=40)
@given(small, small, small, small, st.integers(0, 5), steps, zeros, seeds)
def test_vjp_is_the_adjoint_on_a_line(N, c_in, c_out, k, extra, stride, padding, seed):
    X, W, b, rng = line(N, c_in, c_out, k, extra, padding, seed)
    along = [rng.normal(size=v.shape) for v in (X, W, b)]
    change = pushed(lambda *v: bh.convolution1d(*v, stride, padding), (X, W, b), along)
    G = rng.normal(size=change.shape)
    back = bh.convolution1d_vjp(G, X, W, stride, padding)
    pulled = sum((g * d).sum() for g, d in zip((back.inputs, back.W, back.b), along, strict=True))
    np.testing.assert_allclose((G * change).sum(), pulled, rtol=1e-9, atol=1e-11)


@settings(max_examples=40)
@given(small, small, steps, steps, zeros, zeros, seeds)
def test_vjp_is_the_adjoint_on_a_plane(k_h, k_w, s_h, s_w, p_h, p_w, seed):
    rng = np.random.default_rng(seed)
    X, W = rng.normal(size=(2, 3, k_h + 3, k_w + 1)), rng.normal(size=(4, 3, k_h, k_w))
    at, how = (X, W, rng.normal(size=4)), {"stride": (s_h, s_w), "padding": (p_h, p_w)}
    along = [rng.normal(size=v.shape) for v in at]
    change = pushed(lambda *v: bh.convolution2d(*v, **how), at, along)
    G = rng.normal(size=change.shape)
    back = bh.convolution2d_vjp(G, X, W, **how)
    pulled = sum((g * d).sum() for g, d in zip((back.inputs, back.W, back.b), along, strict=True))
    np.testing.assert_allclose((G * change).sum(), pulled, rtol=1e-9, atol=1e-11)


@settings(max_examples=20)
@given(small, small, small, small, st.integers(0, 5), steps, zeros, seeds)
def test_vjp_equals_the_complex_step_on_a_line(N, c_in, c_out, k, extra, stride, padding, seed):
    X, W, b, rng = line(N, c_in, c_out, k, extra, padding, seed)
    G = rng.normal(size=bh.convolution1d(X, W, b, stride, padding).shape)

    def loss(X=X, W=W, b=b):
        return (G * bh.convolution1d(X, W, b, stride, padding)).sum()

    back = bh.convolution1d_vjp(G, X, W, stride, padding)
    for gradient, name, at in (
        (back.inputs, "X", X),
        (back.W, "W", W),
        (back.b, "b", b),
    ):
        measured = bh.complex_step(lambda v, name=name: loss(**{name: v}), at)
        np.testing.assert_allclose(gradient, measured, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("stride", [(1, 1), (2, 1), (3, 2)])
@pytest.mark.parametrize("padding", [(0, 0), (2, 1)])
def test_a_plane_agrees_with_its_formula_and_the_complex_step(rng, agrees, stride, padding):
    X, W, b = rng.normal(size=(2, 3, 5, 7)), rng.normal(size=(4, 3, 2, 3)), rng.normal(size=4)
    Z = bh.convolution2d(X, W, b, stride, padding)
    np.testing.assert_allclose(Z, place_by_place(X, W, b, stride, padding))
    G = rng.normal(size=Z.shape)

    def loss(X=X, W=W, b=b):
        return (G * bh.convolution2d(X, W, b, stride, padding)).sum()

    back = bh.convolution2d_vjp(G, X, W, stride, padding)
    assert agrees(back.inputs, lambda v: loss(X=v), X)
    assert agrees(back.W, lambda v: loss(W=v), W)
    assert agrees(back.b, lambda v: loss(b=v), b)


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 0), (3, 0), (1, 2), (3, 2)])
def test_a_line_is_a_plane_of_one_row(rng, stride, padding):
    X, W, b = rng.normal(size=(2, 3, 8)), rng.normal(size=(4, 3, 3)), rng.normal(size=4)
    how = {"stride": (1, stride), "padding": (0, padding)}
    row, kernel = X[:, :, None], W[:, :, None]
    Z = bh.convolution1d(X, W, b, stride, padding)
    plane = bh.convolution2d(row, kernel, b, **how)
    np.testing.assert_allclose(Z, plane[:, :, 0])
    np.testing.assert_allclose(
        Z, place_by_place(row, kernel, b, (1, stride), (0, padding))[:, :, 0]
    )
    G = rng.normal(size=Z.shape)
    back, same = (
        bh.convolution1d_vjp(G, X, W, stride, padding),
        bh.convolution2d_vjp(G[:, :, None], row, kernel, **how),
    )
    np.testing.assert_allclose(back.W, same.W[:, :, 0])
    np.testing.assert_allclose(back.b, same.b)
    np.testing.assert_allclose(back.inputs, same.inputs[:, :, 0])


@settings(max_examples=40)
@given(st.integers(1, 5), st.integers(0, 6), steps, st.integers(0, 5), seeds)
def test_the_banded_matrix_gives_the_same_products(k, extra, stride, padding, seed):
    X, W, b, rng = line(3, 1, 1, k, extra, padding, seed)
    B = bh.banded_matrix(W[0, 0], X.shape[2], stride, padding)
    Z = bh.convolution1d(X, W, b, stride, padding)
    np.testing.assert_allclose(X[:, 0] @ B.T + b, Z[:, 0], atol=1e-12)
    G = rng.normal(size=Z.shape)
    inputs = bh.convolution1d_vjp(G, X, W, stride, padding).inputs
    np.testing.assert_allclose(G[:, 0] @ B, inputs[:, 0], atol=1e-12)


def test_entries_at_the_end_that_no_kernel_reaches_change_nothing(rng):
    X, W, b = rng.normal(size=(2, 3, 9)), rng.normal(size=(4, 3, 2)), rng.normal(size=4)
    Z = bh.convolution1d(X, W, b, stride=3)
    assert Z.shape == (2, 4, 3)
    np.testing.assert_array_equal(Z, bh.convolution1d(X[:, :, :-1], W, b, stride=3))
    inputs = bh.convolution1d_vjp(np.ones_like(Z), X, W, stride=3).inputs
    assert inputs.shape == X.shape
    assert (inputs[:, :, [2, 5, 8]] == 0).all()
    assert (inputs[:, :, [0, 1, 3, 4, 6, 7]] != 0).all()


def test_padding_that_no_kernel_reaches_is_left_out_too(rng):
    # 2·2 zeros and 6 entries; kernels begin at 0 and 7, and the last zero is unused.
    X, W = rng.normal(size=(2, 3, 6)), rng.normal(size=(4, 3, 2))
    Z = bh.convolution1d(X, W, np.zeros(4), stride=7, padding=2)
    assert Z.shape == (2, 4, 2)
    assert (Z[:, :, 0] == 0).all()
    inputs = bh.convolution1d_vjp(np.ones_like(Z), X, W, stride=7, padding=2).inputs
    assert (inputs[:, :, :5] == 0).all() and (inputs[:, :, 5] != 0).all()


def test_a_kernel_as_long_as_the_input_is_an_affine_layer(rng):
    X, W, b = rng.normal(size=(5, 2, 4)), rng.normal(size=(3, 2, 4)), rng.normal(size=3)
    flat, rows = X.reshape(5, -1), W.reshape(3, -1)
    Z = bh.convolution1d(X, W, b)
    np.testing.assert_allclose(Z[:, :, 0], bh.affine(flat, rows, b))
    G = rng.normal(size=Z.shape)
    dX, dW, db = bh.affine_vjp(G[:, :, 0], flat, rows)
    back = bh.convolution1d_vjp(G, X, W)
    np.testing.assert_allclose(back.inputs, dX.reshape(X.shape))
    np.testing.assert_allclose(back.W, dW.reshape(W.shape))
    np.testing.assert_allclose(back.b, db)


def test_integers_give_floats():
    X, W = np.arange(12).reshape(1, 2, 6), np.array([[[1, 2], [3, 4]]])
    Z = bh.convolution1d(X, W, [1])
    back = bh.convolution1d_vjp(np.ones((1, 1, 5), int), X, W)
    assert {v.dtype for v in (Z, *back, bh.banded_matrix([1, 2], 3))} == {np.dtype(np.float64)}
    np.testing.assert_array_equal(Z[0, 0], [1 * i + 2 * (i + 1) + 3 * (i + 6) + 4 * (i + 7) + 1
                                            for i in range(5)])  # fmt: skip


def test_a_batch_of_no_samples_gives_gradients_of_zero():
    X, W = np.ones((0, 3, 6)), np.ones((4, 3, 2))
    Z = bh.convolution1d(X, W, np.ones(4))
    assert Z.shape == (0, 4, 5)
    back = bh.convolution1d_vjp(Z, X, W)
    assert back.inputs.shape == X.shape
    np.testing.assert_array_equal(back.W, np.zeros_like(W))


def test_inputs_stay_as_they_were(rng):
    given = rng.normal(size=(2, 4, 6)), rng.normal(size=(2, 3, 9)), rng.normal(size=(4, 3, 4))
    before = [v.copy() for v in given]
    bh.convolution1d(*given[1:], np.ones(4))
    back = bh.convolution1d_vjp(*given)
    for gradient in back:
        gradient += 1.0
    for now, then in zip(given, before, strict=True):
        np.testing.assert_array_equal(now, then)


X, W, b, G = np.ones((5, 3, 8)), np.ones((4, 3, 2)), np.ones(4), np.ones((5, 4, 7))
PLANE, SQUARE = np.ones((5, 3, 8, 7)), np.ones((4, 3, 2, 3))
NAN = np.where(np.arange(8) == 6, np.nan, X)
MISTAKES = {
    "no channels": (lambda: bh.convolution1d(X[:, 0], W, b), r"X of shape \(N, c_in, n\)"),
    "a line for a plane": (lambda: bh.convolution2d(X, SQUARE, b), r"\(N, c_in, n_h, n_w\)"),
    "one kernel": (lambda: bh.convolution1d(X, W[0, 0], b), r"W of shape \(c_out, c_in, k\)"),
    "one plane of a kernel": (
        lambda: bh.convolution2d(PLANE, SQUARE[0], b), r"\(c_out, c_in, k_h, k_w\)",
    ),
    "channels of W exchanged": (
        lambda: bh.convolution1d(X, W.swapaxes(0, 1), b), r"pass W\.swapaxes\(0, 1\)",
    ),
    "channels last": (
        lambda: bh.convolution1d(X.swapaxes(1, 2), W, b), r"pass np\.moveaxis\(X, -1, 1\)",
    ),
    "channels of another layer": (
        lambda: bh.convolution1d(X, np.ones((4, 6, 2)), b), "c_in = 3.*another layer",
    ),
    "bias of another layer": (lambda: bh.convolution1d(X, W, np.ones(3)), "another layer"),
    "bias as a column": (lambda: bh.convolution1d(X, W, b[:, None]), r"b\.ravel\(\)"),
    "kernel too long": (
        lambda: bh.convolution1d(X, np.ones((4, 3, 11)), b, padding=1),
        r"at most \(10,\), the size of X and its padding, got \(11,\)",
    ),
    "kernel too high": (
        lambda: bh.convolution2d(PLANE, np.ones((4, 3, 9, 2)), b), r"at most \(8, 7\)",
    ),
    "kernel too long for the matrix": (
        lambda: bh.banded_matrix(np.ones(6), 3, padding=1), "1 to 5 entries",
    ),
    "empty kernel": (lambda: bh.convolution1d(X, W[:, :, :0], b), "empty slice"),
    "empty kernel of the matrix": (lambda: bh.banded_matrix([], 3), "got 0"),
    "matrix of a batch of kernels": (lambda: bh.banded_matrix(W[0], 8), r"w of shape \(k,\)"),
    "no input": (lambda: bh.banded_matrix([1.0], 0), "n >= 1"),
    "stride 0": (lambda: bh.convolution1d(X, W, b, stride=0), "stride >= 1, got 0"),
    "stride 0 on one axis": (
        lambda: bh.convolution2d(PLANE, SQUARE, b, stride=(1, 0)), "stride >= 1, got 0",
    ),
    "stride 0, backward": (lambda: bh.convolution1d_vjp(G, X, W, 0), "stride >= 1, got 0"),
    "stride 0 of the matrix": (lambda: bh.banded_matrix([1.0], 3, 0), "stride >= 1, got 0"),
    "negative padding": (lambda: bh.convolution1d(X, W, b, padding=-1), "padding >= 0, got -1"),
    "negative padding of the matrix": (
        lambda: bh.banded_matrix([1.0], 3, 1, -1), "padding >= 0, got -1",
    ),
    "three strides": (
        lambda: bh.convolution2d(PLANE, SQUARE, b, stride=(1, 1, 1)), "got 3 in a tuple",
    ),
    "a stride of a half": (lambda: bh.convolution1d(X, W, b, stride=0.5), "got float"),
    "two strides on a line": (lambda: bh.convolution1d(X, W, b, stride=(1, 1)), "got tuple"),
    "a list of strides": (
        lambda: bh.convolution2d(PLANE, SQUARE, b, stride=[1, 2.0]), "got float",
    ),
    "NaN": (lambda: bh.convolution1d(NAN, W, b), r"finite, got nan at index \[0, 0, 6\]"),
    "NaN where nothing reads it": (
        lambda: bh.convolution1d(NAN, W, b, stride=4), r"finite, got nan at index \[0, 0, 6\]",
    ),
    "NaN, backward": (lambda: bh.convolution1d_vjp(G * np.nan, X, W), "G to be finite"),
    "text": (lambda: bh.convolution1d("X", W, b), "array of numbers"),
    "G of another stride": (lambda: bh.convolution1d_vjp(G, X, W, 2), "layer, stride or padding"),
    "G of one channel": (lambda: bh.convolution1d_vjp(G[:, :1], X, W), "layer, stride or padding"),
    "G as an affine layer's": (lambda: bh.convolution1d_vjp(G[:, 0], X, W), r"\(N, c_out, m\)"),
    "G of a line": (lambda: bh.convolution2d_vjp(G, PLANE, SQUARE), r"\(N, c_out, m_h, m_w\)"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_gets_one_line_that_says_expected_got_and_likely(name):
    call, says = MISTAKES[name]
    with pytest.raises((ValueError, TypeError), match=says) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message
    assert "expected" in message and "got" in message and "likely" in message


def test_the_examples_run():
    assert doctest.testmod(convolution) == (0, 6)
