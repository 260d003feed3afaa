"""Items B1 to B12: matrix and batch forms."""

from __future__ import annotations

import numpy as np
import pytest

import backhand as bh

N, n, m = 5, 4, 3


def inner(P, Q):
    return (P * Q).sum()


@pytest.mark.item("B1")
def test_frobenius_algebra(rng):
    A, B, C = rng.normal(size=(4, 3)), rng.normal(size=(4, 5)), rng.normal(size=(5, 3))
    assert inner(A, B @ C) == pytest.approx(inner(B.T @ A, C))
    assert inner(A, B @ C) == pytest.approx(inner(A @ C.T, B))
    assert inner(A, B @ C) == pytest.approx(np.trace(A.T @ B @ C))
    P, Q, R = rng.normal(size=(3, 4, 3))
    assert inner(P, Q * R) == pytest.approx(inner(P * Q, R))


@pytest.mark.item("B2")
def test_linear_module_in_columns(rng, agrees):
    W, H, A = rng.normal(size=(m, n)), rng.normal(size=(n, N)), rng.normal(size=(m, N))
    assert agrees(A @ H.T, lambda V: inner(A, V @ H), W)
    assert agrees(W.T @ A, lambda V: inner(A, W @ V), H)
    np.testing.assert_allclose(bh.weight_gradient(A.T, H.T), A @ H.T)
    np.testing.assert_allclose(bh.input_gradient(A.T, W).T, W.T @ A)
    with pytest.raises(ValueError, match="mismatch"):  # as printed for columns
        H.T @ A


@pytest.mark.item("B3")
def test_linear_module_in_rows(rng, agrees):
    H, W, A = rng.normal(size=(N, n)), rng.normal(size=(n, m)), rng.normal(size=(N, m))
    assert agrees(H.T @ A, lambda V: inner(A, H @ V), W)
    assert agrees(A @ W.T, lambda V: inner(A, V @ W), H)
    np.testing.assert_allclose(bh.weight_gradient(A, H), (H.T @ A).T)
    np.testing.assert_allclose(bh.input_gradient(A, W.T), A @ W.T)


@pytest.mark.item("B4")
def test_elementwise_module(rng, agrees):
    Z, A = rng.normal(size=(2, N, m))
    assert agrees(bh.elementwise_vjp(A, Z, "softplus"), lambda V: inner(A, bh.softplus(V)), Z)


@pytest.mark.item("B5")
def test_layer_differential(rng, jvp):
    W, z, dW, dz = (
        rng.normal(size=(m, n)), rng.normal(size=n), rng.normal(size=(m, n)), rng.normal(size=n)
    )  # fmt: skip
    slope = bh.tanh_derivative(W @ z)
    by_W = jvp(lambda V: bh.tanh(V @ z), W, dW)
    by_z = jvp(lambda v: bh.tanh(W @ v), z, dz)
    together = np.imag(bh.tanh((W + 1e-30j * dW) @ (z + 1e-30j * dz))) / 1e-30
    np.testing.assert_allclose(by_W, slope * (dW @ z))
    np.testing.assert_allclose(by_z, slope * (W @ dz))
    np.testing.assert_allclose(together, slope * (dW @ z) + slope * (W @ dz))


@pytest.mark.item("B6")
def test_a_batch_gradient_is_a_sum_over_samples_with_one_division(rng):
    X, W, b = rng.normal(size=(N, n)), rng.normal(size=(m, n)), rng.normal(size=m)
    Y = rng.normal(size=(N, m))
    delta = bh.half_squared_error_gradient(bh.affine(X, W, b), Y, "mean")
    single = [np.outer(W @ x + b - y, x) for x, y in zip(X, Y, strict=True)]
    np.testing.assert_allclose(bh.weight_gradient(delta, X), sum(single) / N)
    measured = bh.complex_step(lambda V: bh.half_squared_error(bh.affine(X, V, b), Y, "mean"), W)
    np.testing.assert_allclose(measured, sum(single) / N)


@pytest.mark.item("B7")
def test_the_adjoint_of_broadcasting_is_summing(rng):
    b, delta = rng.normal(size=m), rng.normal(size=(N, m))
    spread_out = bh.affine(np.zeros((N, n)), np.zeros((m, n)), b)
    np.testing.assert_array_equal(spread_out, np.outer(np.ones(N), b))
    assert inner(delta, spread_out) == pytest.approx(bh.bias_gradient(delta) @ b)


@pytest.mark.item("B8")
@pytest.mark.parametrize("names", ["tanh", ("sigmoid", "softplus", "identity")])
def test_batch_backward_against_the_complex_step(rng, agrees, names):
    shapes = [(3, 4), (6, 3), (2, 6)]
    weights = [rng.normal(size=shape) for shape in shapes]
    biases = [rng.normal(size=len(W)) for W in weights]
    X, G = rng.normal(size=(N, 4)), rng.normal(size=(N, 2))

    def loss(X=X, weights=weights, biases=biases):
        return inner(G, bh.network_forward(X, weights, biases, names).post[-1])

    got = bh.network_backward(G, bh.network_forward(X, weights, biases, names), weights, names)
    for k in range(3):
        assert agrees(
            got.weights[k],
            lambda V, k=k: loss(weights=[*weights[:k], V, *weights[k + 1 :]]),
            weights[k],
        )
        assert agrees(
            got.biases[k],
            lambda v, k=k: loss(biases=[*biases[:k], v, *biases[k + 1 :]]),
            biases[k],
        )
    assert agrees(got.inputs, lambda V: loss(X=V), X)
    trace = bh.network_forward(X, weights, biases, names)
    np.testing.assert_allclose(got.deltas[2].T @ trace.post[1], got.weights[2])


@pytest.mark.item("B9")
def test_kronecker_form_of_the_weight_gradient(rng):
    W, h, delta = rng.normal(size=(m, n)), rng.normal(size=n), rng.normal(size=m)

    def vec(A):
        return A.ravel(order="F")

    J = np.kron(h[None, :], np.eye(m))
    np.testing.assert_allclose(J @ vec(W), W @ h)
    np.testing.assert_allclose(J.T @ delta, vec(bh.weight_gradient(delta[None], h[None])))
    assert J.size == m * m * n
    assert np.count_nonzero(J) == m * n  # of m·mn


@pytest.mark.item("B10")
def test_slope_and_transposed_weights_do_not_commute(rng):
    W, g, s = rng.normal(size=(m, m)), rng.normal(size=m), rng.uniform(0.1, 1, size=m)
    right = W.T @ (g * s)
    np.testing.assert_allclose(right, W.T @ np.diag(s) @ g)
    assert bh.relative_error((W.T @ g) * s, right) > 0.01
    tall = rng.normal(size=(m, n))
    with pytest.raises(ValueError, match="broadcast"):
        (tall.T @ g) * s
    # With a dimension of 1 NumPy broadcasts, and no shape tells.
    assert ((rng.normal(size=(m, 1)).T @ g) * s).shape == (m,)


@pytest.mark.item("B11")
def test_in_by_out_storage_transposes_both_rules(rng, agrees):
    W, x, delta = rng.normal(size=(n, m)), rng.normal(size=n), rng.normal(size=m)
    assert agrees(np.outer(x, delta), lambda V: delta @ (V.T @ x), W)
    assert agrees(W @ delta, lambda v: delta @ (W.T @ v), x)
    np.testing.assert_allclose(bh.weight_gradient(delta[None], x[None]).T, np.outer(x, delta))


@pytest.mark.item("B12")
def test_loss_modules(rng, agrees):
    Z, Y = rng.normal(size=(2, N, m))
    rules = {
        bh.squared_error: 2 * (Z - Y),
        bh.half_squared_error: Z - Y,
        bh.mean_squared_error: 2 * (Z - Y) / (N * m),
    }
    library = (
        bh.squared_error_gradient,
        bh.half_squared_error_gradient,
        bh.mean_squared_error_gradient,
    )
    for (loss, rule), gradient in zip(rules.items(), library, strict=True):
        assert agrees(rule, lambda V, loss=loss: loss(V, Y), Z)
        np.testing.assert_allclose(gradient(Z, Y), rule)
