"""Items S1 to S12: a single layer."""

from __future__ import annotations

import numpy as np
import pytest

import backhand as bh

N, n, m = 5, 4, 3


@pytest.fixture
def layer(rng):
    return rng.normal(size=(N, n)), rng.normal(size=(m, n)), rng.normal(size=m)


@pytest.mark.item("S1")
def test_forward_is_a_sum_over_inputs_for_each_unit(layer):
    X, W, b = layer
    Z = bh.affine(X, W, b)
    for s in range(N):
        for k in range(m):
            total = sum(W[k, j] * X[s, j] for j in range(n)) + b[k]
            assert Z[s, k] == pytest.approx(total, rel=1e-13)


@pytest.mark.item("S2")
def test_a_weight_moves_only_its_own_unit(layer):
    X, W, b = layer
    for k in range(m):
        partial = bh.complex_step(lambda V, k=k: bh.affine(X[:1], V, b)[0, k], W)
        expected = np.zeros((m, n))
        expected[k] = X[0]
        np.testing.assert_allclose(partial, expected, atol=1e-14)


@pytest.mark.item("S2", "S3")
def test_weight_gradient_is_delta_times_input_transposed(layer, rng, agrees):
    X, W, b = layer
    delta = rng.normal(size=(N, m))
    dW = bh.weight_gradient(delta, X)
    assert agrees(dW, lambda V: (delta * bh.affine(X, V, b)).sum(), W)
    np.testing.assert_allclose(bh.weight_gradient(delta[:1], X[:1]), np.outer(delta[0], X[0]))


@pytest.mark.item("S4")
def test_input_gradient_is_weights_transposed_times_delta(layer, rng, agrees):
    X, W, b = layer
    delta = rng.normal(size=(N, m))
    dX = bh.input_gradient(delta, W)
    assert agrees(dX, lambda V: (delta * bh.affine(V, W, b)).sum(), X)
    np.testing.assert_allclose(dX[2], W.T @ delta[2])


@pytest.mark.item("S5")
def test_bias_gradient_sums_delta_over_samples(layer, rng, agrees):
    X, W, b = layer
    delta = rng.normal(size=(N, m))
    assert agrees(bh.bias_gradient(delta), lambda v: (delta * bh.affine(X, W, v)).sum(), b)
    np.testing.assert_array_equal(bh.bias_gradient(delta[:1]), delta[0])


@pytest.mark.item("S6")
@pytest.mark.parametrize(("reduction", "divisor"), [("sum", 1), ("mean", N)])
def test_half_squared_error_starts_with_prediction_minus_target(rng, agrees, reduction, divisor):
    Z, Y = rng.normal(size=(2, N, m))
    delta = bh.half_squared_error_gradient(Z, Y, reduction)
    np.testing.assert_allclose(delta, (Z - Y) / divisor)
    assert agrees(delta, lambda V: bh.half_squared_error(V, Y, reduction), Z)


@pytest.mark.item("S7")
def test_sigmoid_identities(rng, agrees):
    z = rng.uniform(-6, 6, size=17)
    f, slope = bh.sigmoid(z), bh.sigmoid_derivative(z)
    np.testing.assert_allclose(f, 1 / (1 + np.exp(-z)), rtol=1e-13)
    np.testing.assert_allclose(1 - f, bh.sigmoid(-z), rtol=1e-10)
    np.testing.assert_allclose(slope, f * (1 - f), rtol=1e-10)
    assert agrees(slope, lambda v: bh.sigmoid(v).sum(), z)
    assert agrees(slope * (1 - 2 * f), lambda v: bh.sigmoid_derivative(v).sum(), z)
    assert (slope > 0).all() and (slope < 0.25).all()
    assert bh.sigmoid_derivative(0.0) == 0.25


@pytest.mark.item("S8")
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "square", "exp", "sin"])
def test_elementwise_step_multiplies_by_the_slope(rng, agrees, jacobian, name):
    z, g = rng.normal(size=(2, N, m))
    f = bh.ACTIVATIONS[name].function
    delta = bh.elementwise_vjp(g, z, name)
    assert agrees(delta, lambda v: (g * f(v)).sum(), z)
    J = jacobian(f, z[0])
    np.testing.assert_allclose(J, np.diag(np.diag(J)), atol=1e-14)
    np.testing.assert_allclose(J.T @ g[0], delta[0], rtol=1e-12)


@pytest.mark.item("S8")
def test_sigmoid_slope_in_terms_of_its_output(rng):
    z, g = rng.normal(size=(2, N, m))
    a = bh.sigmoid(z)
    np.testing.assert_allclose(bh.elementwise_vjp(g, z, "sigmoid"), g * (a * (1 - a)))


@pytest.mark.item("S9")
def test_delta_is_the_loss_derivative_and_not_the_next_output_s(layer, rng, agrees, jacobian):
    X, W, b = layer
    V, y = rng.normal(size=(2, m)), rng.normal(size=2)
    z = bh.affine(X[:1], W, b)[0]

    def following(z):
        return V @ bh.tanh(z)

    def loss(z):
        return 0.5 * ((following(z) - y) ** 2).sum()

    J = jacobian(following, z)
    delta = J.T @ (following(z) - y)
    assert agrees(delta, loss, z)
    assert J.shape != delta.shape  # what the next layer's output would give is a matrix


@pytest.mark.item("S10")
def test_weight_gradient_has_at_most_one_rank_per_sample(rng):
    for samples in (1, 2, 3, 9):
        dW = bh.weight_gradient(rng.normal(size=(samples, 4)), rng.normal(size=(samples, 6)))
        assert np.linalg.matrix_rank(dW) == min(samples, 4, 6)


@pytest.mark.item("S11")
def test_softmax_does_not_act_entry_by_entry(rng, agrees, jacobian):
    z, g = rng.normal(size=(2, 4))
    p = bh.softmax(z)
    np.testing.assert_allclose(bh.softmax_jacobian(z), jacobian(bh.softmax, z), atol=1e-14)
    np.testing.assert_allclose(bh.softmax_jacobian(z), np.diag(p) - np.outer(p, p), atol=1e-15)
    assert agrees(bh.softmax_vjp(g, z), lambda v: (g * bh.softmax(v)).sum(), z)
    assert bh.relative_error(bh.softmax_vjp(g, z), p * (1 - p) * g) > 0.05


@pytest.mark.item("S11")
def test_softmax_with_cross_entropy_gives_p_minus_y(rng, agrees):
    Z, Y = rng.normal(size=(N, 4)), rng.dirichlet(np.ones(4), size=N)
    delta = bh.softmax_cross_entropy_gradient(Z, Y)
    np.testing.assert_allclose(delta, (bh.softmax(Z) - Y) / N)
    assert agrees(delta, lambda V: bh.softmax_cross_entropy(V, Y), Z)
    through = bh.softmax_vjp(-Y / bh.softmax(Z) / N, Z)
    np.testing.assert_allclose(delta, through, atol=1e-14)


@pytest.mark.item("S12")
def test_a_step_promises_its_slope_up_to_second_order(layer, rng):
    X, W, b = layer
    Y = rng.normal(size=(N, m))

    def loss(W):
        return bh.half_squared_error(bh.tanh(bh.affine(X, W, b)), Y, "mean")

    g = bh.complex_step(loss, W)
    left_over = [loss(W - eta * g) - loss(W) + eta * (g**2).sum() for eta in (1e-2, 5e-3, 2.5e-3)]
    assert left_over[0] / left_over[1] == pytest.approx(4, rel=0.05)
    assert left_over[1] / left_over[2] == pytest.approx(4, rel=0.05)


@pytest.mark.item("S12")
def test_a_step_descends_up_to_two_over_the_smoothness_and_may_climb_beyond(layer, rng):
    X, W, b = layer
    Y = rng.normal(size=(N, m))
    beta = np.linalg.eigvalsh(X.T @ X).max()

    def loss(W):
        return bh.half_squared_error(bh.affine(X, W, b), Y)

    g = bh.weight_gradient(bh.half_squared_error_gradient(bh.affine(X, W, b), Y), X)
    for eta in np.array([0.01, 0.5, 1.0, 1.9, 1.99]) / beta:
        bound = loss(W) - eta * (1 - eta * beta / 2) * (g**2).sum()
        assert loss(W - eta * g) <= bound * (1 + 1e-12)
        assert loss(W - eta * g) < loss(W)
    steepest = np.linalg.eigh(X.T @ X)[1][:, -1]
    best = np.linalg.lstsq(X, Y - b, rcond=None)[0].T
    start = best + np.outer(np.ones(m), steepest)
    g = bh.weight_gradient(bh.half_squared_error_gradient(bh.affine(X, start, b), Y), X)
    assert loss(start - 2.1 / beta * g) > loss(start) > loss(start - 1.9 / beta * g)
