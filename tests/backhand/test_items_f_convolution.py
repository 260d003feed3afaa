"""Items F1 to F5 and F8: a kernel used at every place, and the route of a maximum."""

from __future__ import annotations

import numpy as np
import pytest

import backhand as bh

N, C, C_OUT, n, k = 3, 2, 4, 9, 3


@pytest.fixture
def single(rng):
    """Give x, w and b of one line, one kernel and one bias, and g = ∂L/∂z."""
    return rng.normal(size=n), rng.normal(size=k), rng.normal(), rng.normal(size=n - k + 1)


def one(x, w, b, stride=1, padding=0):
    """Convolve one line with one kernel."""
    bias = np.reshape(b, 1)
    return bh.convolution1d(x[None, None], w[None, None], bias, stride, padding)[0, 0]


@pytest.mark.item("F1")
def test_a_convolution_is_a_banded_matrix_with_shared_entries(single, jacobian):
    x, w, b, _ = single
    B, m = bh.banded_matrix(w, n), n - k + 1
    np.testing.assert_allclose(
        one(x, w, b), [sum(w[a] * x[i + a] for a in range(k)) + b for i in range(m)]
    )
    np.testing.assert_allclose(B @ x + b, one(x, w, b))
    np.testing.assert_allclose(jacobian(lambda v: one(v, w, b), x), B)
    # Each weight stands once in every row, along one diagonal, and everything else is 0.
    for a in range(k):
        assert (np.diagonal(B, a) == w[a]).all() and np.count_nonzero(w[a] == B) == m
    assert (B != 0).sum() == k * m


@pytest.mark.item("F2")
def test_a_kernel_and_its_bias_get_the_sum_over_their_uses(single, agrees):
    x, w, b, g = single
    uses = np.array([g[i] * x[i : i + k] for i in range(n - k + 1)])
    back = bh.convolution1d_vjp(g[None, None], x[None, None], w[None, None])
    np.testing.assert_allclose(back.W[0, 0], uses.sum(axis=0))
    assert agrees(uses.sum(axis=0), lambda v: g @ one(x, v, b), w)
    assert agrees(np.array([g.sum()]), lambda v: g @ one(x, w, v), np.array([b]))
    np.testing.assert_allclose(back.b, [g.sum()])
    # The matrix's gradient is g xᵀ; a shared entry gets the sum along its diagonal.
    along = [np.trace(np.outer(g, x), offset=a) for a in range(k)]
    np.testing.assert_allclose(along, back.W[0, 0])
    for slip in (uses[-1], uses[0], uses.mean(axis=0), uses.sum(axis=0)[::-1]):
        assert bh.relative_error(slip, back.W[0, 0]) > 0.01


@pytest.mark.item("F2")
def test_the_sum_runs_over_samples_and_places_but_not_over_channels(rng, agrees):
    X, W, b = rng.normal(size=(N, C, n)), rng.normal(size=(C_OUT, C, k)), rng.normal(size=C_OUT)
    G = rng.normal(size=(N, C_OUT, n - k + 1))
    dW = np.zeros_like(W)
    for s in range(N):
        for i in range(n - k + 1):
            dW += G[s, :, i, None, None] * X[s, None, :, i : i + k]
    assert agrees(dW, lambda v: (G * bh.convolution1d(X, v, b)).sum(), W)
    assert agrees(G.sum(axis=(0, 2)), lambda v: (G * bh.convolution1d(X, W, v)).sum(), b)
    back = bh.convolution1d_vjp(G, X, W)
    np.testing.assert_allclose(back.W, dW)
    np.testing.assert_allclose(back.b, G.sum(axis=(0, 2)))


@pytest.mark.item("F3")
def test_the_inputs_gradient_is_a_convolution_with_the_kernel_turned_round(single, agrees):
    x, w, b, g = single
    back = bh.convolution1d_vjp(g[None, None], x[None, None], w[None, None]).inputs[0, 0]
    sums = [sum(g[j - a] * w[a] for a in range(k) if 0 <= j - a < len(g)) for j in range(n)]
    np.testing.assert_allclose(back, sums)
    np.testing.assert_allclose(back, bh.banded_matrix(w, n).T @ g)
    np.testing.assert_allclose(back, one(g, w[::-1], 0.0, padding=k - 1))
    assert agrees(back, lambda v: g @ one(v, w, b), x)
    not_turned = one(g, w, 0.0, padding=k - 1)
    assert not_turned.shape == back.shape and bh.relative_error(not_turned, back) > 0.01


@pytest.mark.item("F3")
def test_with_channels_the_kernel_is_turned_round_and_its_channels_exchanged(rng):
    X, W = rng.normal(size=(N, C, n)), rng.normal(size=(C_OUT, C, k))
    G = rng.normal(size=(N, C_OUT, n - k + 1))
    turned = W[:, :, ::-1].swapaxes(0, 1)
    expected = bh.convolution1d(G, turned, np.zeros(C), padding=k - 1)
    np.testing.assert_allclose(bh.convolution1d_vjp(G, X, W).inputs, expected)


@pytest.mark.item("F4")
@pytest.mark.parametrize(("stride", "padding", "m"), [(2, 0, 4), (3, 0, 3), (1, 2, 11), (4, 1, 3)])
def test_a_stride_leaves_rows_out_and_padding_leaves_columns_out(single, stride, padding, m):
    x, w, b, _ = single
    B = bh.banded_matrix(w, n, stride, padding)
    assert B.shape == (m, n) == ((n + 2 * padding - k) // stride + 1, n)
    whole = bh.banded_matrix(w, n + 2 * padding)
    np.testing.assert_array_equal(B, whole[::stride, padding : padding + n])
    np.testing.assert_allclose(one(x, w, b, stride, padding), B @ x + b)


@pytest.mark.item("F4")
@pytest.mark.parametrize(("stride", "padding"), [(2, 0), (3, 1), (4, 0), (4, 2)])
def test_a_stride_puts_zeros_between_the_gradients(single, rng, agrees, stride, padding):
    x, w, b, _ = single
    g = rng.normal(size=(n + 2 * padding - k) // stride + 1)
    back = bh.convolution1d_vjp(g[None, None], x[None, None], w[None, None], stride, padding)
    apart = np.zeros(n + 2 * padding - k + 1)  # As many places as a stride of 1 would have.
    apart[::stride] = g
    whole = one(apart, w[::-1], 0.0, padding=k - 1)
    np.testing.assert_allclose(back.inputs[0, 0], whole[padding : padding + n], atol=1e-15)
    assert agrees(back.inputs[0, 0], lambda v: g @ one(v, w, b, stride, padding), x)
    padded = np.pad(x, padding)
    uses = [g[i] * padded[stride * i : stride * i + k] for i in range(len(g))]
    np.testing.assert_allclose(back.W[0, 0], sum(uses))
    assert agrees(back.W[0, 0], lambda v: g @ one(x, v, b, stride, padding), w)


@pytest.mark.item("F4")
def test_an_entry_that_fills_no_step_changes_nothing_and_gets_no_gradient(single):
    x, w, b, _ = single
    changed = np.append(x, 100.0)  # 10 entries: kernels begin at 0, 2, 4, 6, and end at 8.
    np.testing.assert_array_equal(one(x, w, b, 2), one(changed, w, b, 2))
    g = np.ones((1, 1, 4))
    back = bh.convolution1d_vjp(g, changed[None, None], w[None, None], 2)
    assert back.inputs[0, 0, -1] == 0
    np.testing.assert_array_equal(
        back.W, bh.convolution1d_vjp(g, x[None, None], w[None, None], 2).W
    )


@pytest.mark.item("F5")
def test_a_plane_has_the_same_sums_over_two_axes(rng, agrees):
    X, W = rng.normal(size=(N, C, 5, 6)), rng.normal(size=(C_OUT, C, 2, 3))
    b, G = rng.normal(size=C_OUT), rng.normal(size=(N, C_OUT, 4, 4))
    Z, dW, dX = np.zeros_like(G), np.zeros_like(W), np.zeros_like(X)
    for i in range(4):
        for j in range(4):
            seen = X[:, :, i : i + 2, j : j + 3]
            Z[:, :, i, j] = np.einsum("scpq,ocpq->so", seen, W) + b
            dW += np.einsum("so,scpq->ocpq", G[:, :, i, j], seen)
            dX[:, :, i : i + 2, j : j + 3] += np.einsum("so,ocpq->scpq", G[:, :, i, j], W)
    np.testing.assert_allclose(bh.convolution2d(X, W, b), Z)
    back = bh.convolution2d_vjp(G, X, W)
    for mine, sums in zip(back, (dW, G.sum(axis=(0, 2, 3)), dX), strict=True):
        np.testing.assert_allclose(mine, sums)
    assert agrees(dW, lambda v: (G * bh.convolution2d(X, v, b)).sum(), W)
    assert agrees(dX, lambda v: (G * bh.convolution2d(v, W, b)).sum(), X)
    assert agrees(back.b, lambda v: (G * bh.convolution2d(X, W, v)).sum(), b)


@pytest.mark.item("F5")
def test_on_a_plane_both_axes_of_the_kernel_are_turned_round(rng):
    X, W = rng.normal(size=(N, C, 5, 6)), rng.normal(size=(C_OUT, C, 2, 3))
    G = rng.normal(size=(N, C_OUT, 4, 4))
    turned = W[:, :, ::-1, ::-1].swapaxes(0, 1)
    inputs = bh.convolution2d_vjp(G, X, W).inputs
    expected = bh.convolution2d(G, turned, np.zeros(C), padding=(1, 2))
    np.testing.assert_allclose(inputs, expected)
    one_axis = bh.convolution2d(G, turned[:, :, ::-1], np.zeros(C), padding=(1, 2))
    assert bh.relative_error(one_axis, inputs) > 0.01


@pytest.mark.item("F8")
def test_a_maximum_routes_the_gradient_to_where_it_came_from(rng, jacobian, agrees):
    x, size, stride = rng.normal(size=n), 4, 2
    g = rng.normal(size=3)
    J = jacobian(lambda v: bh.max_pool1d(v[None, None], size, stride)[0, 0], x)
    chosen = [stride * i + np.argmax(x[stride * i : stride * i + size]) for i in range(3)]
    np.testing.assert_array_equal(J, np.eye(n)[chosen])  # One 1 a row, at the maximum.
    back = bh.max_pool1d_vjp(g[None, None], x[None, None], size, stride)[0, 0]
    np.testing.assert_allclose(back, J.T @ g)
    assert back.sum() == pytest.approx(g.sum())
    assert agrees(back, lambda v: g @ bh.max_pool1d(v[None, None], size, stride)[0, 0], x)


@pytest.mark.item("F8")
def test_at_a_tie_there_is_no_derivative_and_the_first_maximum_is_a_choice():
    x, e = np.array([1.0, 4.0, 4.0]), np.array([0.0, 1.0, 0.0])

    def y(x):
        return bh.max_pool1d(x[None, None], 3)[0, 0, 0]

    assert (y(x + 1e-3 * e) - y(x)) / 1e-3 == pytest.approx(1)  # Upward the slope is 1 ...
    assert (y(x - 1e-3 * e) - y(x)) / 1e-3 == pytest.approx(0)  # ... and downward 0.
    back = bh.max_pool1d_vjp([[[10.0]]], x[None, None], 3)[0, 0]
    np.testing.assert_array_equal(back, 10 * e)
    # To give it to all that are equal would be twice as much as came in.
    assert back.sum() == 10 != (10 * (x == x.max())).sum()


@pytest.mark.item("F8")
def test_a_mean_shares_the_gradient_out(rng, jacobian):
    x, g = rng.normal(size=n), rng.normal(size=3)
    J = jacobian(lambda v: bh.mean_pool1d(v[None, None], 4, 2)[0, 0], x)
    np.testing.assert_allclose(J, bh.banded_matrix(np.full(4, 1 / 4), n, 2))
    back = bh.mean_pool1d_vjp(g[None, None], x[None, None], 4, 2)[0, 0]
    np.testing.assert_allclose(back, J.T @ g)
