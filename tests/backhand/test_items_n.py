"""Items N1 to N15: one layer used several times."""

from __future__ import annotations

import numpy as np
import pytest

import backhand as bh
from backhand.initialization import orthogonal

N, n, T = 5, 3, 4


@pytest.fixture
def nested(rng):
    """Give x, W, b and δ2 of z2 = W (W x + b) + b, in columns."""
    return (
        rng.normal(size=n),
        rng.normal(size=(n, n)),
        rng.normal(size=n),
        rng.normal(size=n),
    )


def z2_of(W, b, x):
    return W @ (W @ x + b) + b


@pytest.mark.item("N1")
def test_two_uses_square_the_weights(nested):
    x, W, b, _ = nested
    trace = bh.shared_forward(x[None], W, b, "identity", 2)
    np.testing.assert_allclose(trace.post[-1][0], W @ W @ x + W @ b + b)
    with pytest.raises(ValueError, match="square W"):
        bh.shared_forward(x[None], W[:2], b[:2], "identity", 2)


@pytest.mark.item("N2")
def test_first_use_moves_only_its_own_unit(nested):
    x, W, b, _ = nested
    for k in range(n):
        partial = bh.complex_step(lambda V, k=k: (V @ x + b)[k], W)
        np.testing.assert_allclose(partial, np.outer(np.eye(n)[k], x), atol=1e-14)


@pytest.mark.item("N3", "N4", "N5")
def test_the_two_rules_of_the_second_use(nested):
    x, W, b, _ = nested
    z1 = W @ x + b
    for k in range(n):
        measured = bh.complex_step(lambda V, k=k: z2_of(V, b, x)[k], W)
        for i in range(n):
            for j in range(n):
                rule = z1[j] + W[i, i] * x[j] if k == i else W[k, i] * x[j]  # rules 1 and 2
                unified = (k == i) * z1[j] + W[k, i] * x[j]
                assert measured[i, j] == pytest.approx(rule, rel=1e-12)
                assert measured[i, j] == pytest.approx(unified, rel=1e-12)


@pytest.mark.item("N6")
def test_the_expansion_for_two_units(rng, agrees):
    x, b, d = rng.normal(size=(3, 2))
    W = rng.normal(size=(2, 2))
    z = W @ x + b
    (w11, w12), (w21, w22) = W
    expanded = [
        [
            d[0] * (z[0] + w11 * x[0]) + d[1] * w21 * x[0],
            d[0] * (z[1] + w11 * x[1]) + d[1] * w21 * x[1],
        ],
        [
            d[1] * (z[0] + w22 * x[0]) + d[0] * w12 * x[0],
            d[1] * (z[1] + w22 * x[1]) + d[0] * w12 * x[1],
        ],
    ]
    assert agrees(np.array(expanded), lambda V: d @ z2_of(V, b, x), W)


@pytest.mark.item("N7")
def test_weight_gradient_adds_both_uses(nested, agrees):
    x, W, b, d2 = nested
    z1, d1 = W @ x + b, W.T @ d2
    right = np.outer(d2, z1) + np.outer(d1, x)
    assert agrees(right, lambda V: d2 @ z2_of(V, b, x), W)
    trace = bh.shared_forward(x[None], W, b, "identity", 2)
    library = bh.shared_backward(d2[None], trace, W, "identity")
    np.testing.assert_allclose(library.weight, right)
    np.testing.assert_allclose(library.per_use[0], np.outer(d1, x))
    as_printed = np.outer(d2, z2_of(W, b, x)) + np.outer(d1, x)
    assert bh.relative_error(as_printed, right) > 0.01


@pytest.mark.item("N8")
def test_bias_and_input_of_the_nested_layer(nested, agrees, jacobian):
    x, W, b, d2 = nested
    trace = bh.shared_forward(x[None], W, b, "identity", 2)
    library = bh.shared_backward(d2[None], trace, W, "identity")
    np.testing.assert_allclose(library.bias, d2 + W.T @ d2)
    np.testing.assert_allclose(library.inputs[0], W.T @ W.T @ d2)
    assert agrees(library.bias, lambda v: d2 @ z2_of(W, v, x), b)
    assert agrees(library.inputs[0], lambda v: d2 @ z2_of(W, b, v), x)
    np.testing.assert_allclose(jacobian(lambda v: z2_of(W, v, x), b), np.eye(n) + W)


@pytest.mark.item("N9")
def test_tying_sums_what_untied_copies_would_receive(rng):
    X, W, b = rng.normal(size=(N, n)), rng.normal(size=(n, n)), rng.normal(size=n)
    G = rng.normal(size=(N, n))

    def loss(*copies):
        return (G * bh.network_forward(X, copies, [b] * T, "tanh").post[-1]).sum()

    untied = [
        bh.complex_step(lambda V, t=t: loss(*[V if u == t else W for u in range(T)]), W)
        for t in range(T)
    ]
    library = bh.shared_backward(G, bh.shared_forward(X, W, b, "tanh", T), W, "tanh")
    for mine, copy in zip(library.per_use, untied, strict=True):
        np.testing.assert_allclose(mine, copy, atol=1e-12)
    tied = bh.complex_step(lambda V: loss(*[V] * T), W)
    np.testing.assert_allclose(tied, sum(untied), atol=1e-12)
    np.testing.assert_allclose(library.weight, tied, atol=1e-12)


@pytest.mark.item("N10")
def test_nonlinear_nested_layer(nested, agrees):
    x, W, b, d2 = nested
    z1 = W @ x + b
    a1, slope = bh.tanh(z1), bh.tanh_derivative(z1)

    def z2(W, b):
        return W @ bh.tanh(W @ x + b) + b

    d1 = (W.T @ d2) * slope
    assert agrees(np.outer(d2, a1) + np.outer(d1, x), lambda V: d2 @ z2(V, b), W)
    assert agrees(d2 + d1, lambda v: d2 @ z2(W, v), b)
    for k in range(n):
        measured = bh.complex_step(lambda V, k=k: z2(V, b)[k], W)
        rule = np.outer(np.eye(n)[k], a1) + np.outer(W[k] * slope, x)
        np.testing.assert_allclose(measured, rule, atol=1e-13)


@pytest.mark.item("N11")
def test_many_uses_with_a_loss_at_the_end(rng, agrees):
    X, W, b = rng.normal(size=(N, n)), rng.normal(size=(n, n)), rng.normal(size=n)
    G = rng.normal(size=(N, n))
    trace = bh.shared_forward(X, W, b, "sigmoid", T)
    H = [X, *trace.post]
    delta = G * bh.sigmoid_derivative(trace.pre[-1])
    dW, db = delta.T @ H[T - 1], delta.sum(axis=0)
    for t in range(T - 1, 0, -1):
        delta = (delta @ W) * bh.sigmoid_derivative(trace.pre[t - 1])
        dW, db = dW + delta.T @ H[t - 1], db + delta.sum(axis=0)

    def loss(X, W, b):
        return (G * bh.shared_forward(X, W, b, "sigmoid", T).post[-1]).sum()

    assert agrees(dW, lambda V: loss(X, V, b), W)
    assert agrees(db, lambda v: loss(X, W, v), b)
    assert agrees(delta @ W, lambda V: loss(V, W, b), X)
    library = bh.shared_backward(G, trace, W, "sigmoid")
    np.testing.assert_allclose(library.weight, dW)
    np.testing.assert_allclose(library.bias, db)
    np.testing.assert_allclose(library.deltas[0], delta)


@pytest.mark.item("N12")
def test_recurrent_layer_with_a_loss_at_every_step(rng, agrees):
    n_u = 2
    h0, W, b = rng.normal(size=(N, n)), rng.normal(size=(n, n)), rng.normal(size=n)
    U, inputs = rng.normal(size=(n, n_u)), rng.normal(size=(T, N, n_u))
    G = rng.normal(size=(T, N, n))

    def loss(h0=h0, inputs=inputs, W=W, U=U, b=b):
        total, h = 0.0, h0
        for g, u in zip(G, inputs, strict=True):
            h = bh.tanh(h @ W.T + u @ U.T + b)
            total = total + (g * h).sum()
        return total

    trace = bh.recurrent_forward(h0, inputs, W, U, b, "tanh")
    library = bh.recurrent_backward(G, trace, inputs, W, U, "tanh")
    assert agrees(library.W, lambda V: loss(W=V), W)
    assert agrees(library.U, lambda V: loss(U=V), U)
    assert agrees(library.b, lambda v: loss(b=v), b)
    assert agrees(library.h0, lambda v: loss(h0=v), h0)
    assert agrees(library.inputs, lambda v: loss(inputs=v), inputs)
    last = G[-1] * bh.tanh_derivative(trace.pre[-1])
    np.testing.assert_allclose(library.deltas[-1], last)
    earlier = (G[-2] + last @ W) * bh.tanh_derivative(trace.pre[-2])
    np.testing.assert_allclose(library.deltas[-2], earlier)


@pytest.mark.item("N13")
def test_linear_deltas_grow_at_most_by_the_spectral_norm(rng):
    uses, X, G = 8, rng.normal(size=(1, n)), rng.normal(size=(1, n))

    def norms(W):
        trace = bh.shared_forward(X, W, np.zeros(n), "identity", uses)
        deltas = bh.shared_backward(G, trace, W, "identity").deltas
        power = np.linalg.matrix_power(W.T, uses - 1)
        np.testing.assert_allclose(deltas[0][0], power @ G[0], rtol=1e-10)
        return np.array([np.linalg.norm(d) for d in deltas])[::-1] / np.linalg.norm(G)

    W = rng.normal(size=(n, n))
    assert (norms(W) <= np.linalg.norm(W, 2) ** np.arange(uses) * (1 + 1e-12)).all()
    assert norms(W)[-1] < 0.9 * np.linalg.norm(W, 2) ** (uses - 1)
    for size in (0.5, 1.5):
        scaled = size * orthogonal(n, n, rng)
        np.testing.assert_allclose(norms(scaled), size ** np.arange(uses), rtol=1e-10)


@pytest.mark.item("N14")
def test_the_differential_of_a_matrix_square(nested, rng, jvp):
    x, W, _, d2 = nested
    dW = rng.normal(size=(n, n))
    change = jvp(lambda V: V @ V, W, dW)
    np.testing.assert_allclose(change, dW @ W + W @ dW)
    assert bh.relative_error(change, 2 * W @ dW) > 0.01
    gradient = np.outer(d2, W @ x) + np.outer(W.T @ d2, x)
    assert (gradient * dW).sum() == pytest.approx(d2 @ change @ x)


@pytest.mark.item("N15")
def test_two_uses_in_batch_form(rng, agrees):
    X, W, b = rng.normal(size=(N, n)), rng.normal(size=(n, n)), rng.normal(size=n)
    D2 = rng.normal(size=(N, n))
    Z1, D1 = X @ W.T + b, D2 @ W

    def loss(W, b):
        return (D2 * bh.affine(bh.affine(X, W, b), W, b)).sum()

    dW, db = D2.T @ Z1 + D1.T @ X, D2.sum(axis=0) + D1.sum(axis=0)
    assert agrees(dW, lambda V: loss(V, b), W)
    assert agrees(db, lambda v: loss(W, v), b)
    library = bh.shared_backward(D2, bh.shared_forward(X, W, b, "identity", 2), W, "identity")
    np.testing.assert_allclose(library.weight, dW)
    np.testing.assert_allclose(library.bias, db)
