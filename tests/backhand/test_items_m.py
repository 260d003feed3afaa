"""Items M1 to M14: several layers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import backhand as bh

N = 5
SIZES = (4, 3, 6, 2)


def random_net(rng, sizes=SIZES, bias=True):
    weights = [rng.normal(size=(out, into)) for into, out in pairwise(sizes)]
    return weights, [rng.normal(size=len(W)) * bias for W in weights]


def swap(items, index, item):
    return [item if i == index else old for i, old in enumerate(items)]


@pytest.mark.item("M1")
def test_two_linear_layers(rng, agrees):
    (W1, W2), (b1, b2) = random_net(rng, (4, 3, 2))
    X, G = rng.normal(size=(N, 4)), rng.normal(size=(N, 2))
    Z1 = bh.affine(X, W1, b1)
    D1 = G @ W2

    def loss(X, W1, b1):
        return (G * bh.affine(bh.affine(X, W1, b1), W2, b2)).sum()

    assert agrees(D1, lambda Z: (G * bh.affine(Z, W2, b2)).sum(), Z1)
    assert agrees(D1.T @ X, lambda V: loss(X, V, b1), W1)
    gradients = bh.network_backward(
        G, bh.network_forward(X, [W1, W2], [b1, b2], "identity"), [W1, W2], "identity"
    )
    np.testing.assert_allclose(gradients.weights[0], D1.T @ X)
    np.testing.assert_allclose(gradients.weights[1], G.T @ Z1)
    np.testing.assert_allclose(gradients.biases[0], D1.sum(axis=0))
    np.testing.assert_allclose(gradients.deltas[0], D1)


@pytest.mark.item("M2")
def test_linear_layers_multiply_transposed_weights(rng):
    weights, biases = random_net(rng)
    X, g = rng.normal(size=(1, 4)), rng.normal(size=(1, 2))
    linear = bh.network_backward(
        g, bh.network_forward(X, weights, biases, "identity"), weights, "identity"
    )
    product = weights[1].T @ weights[2].T @ g[0]
    np.testing.assert_allclose(linear.deltas[0][0], product)
    bent = bh.network_backward(g, bh.network_forward(X, weights, biases, "tanh"), weights, "tanh")
    assert bh.relative_error(bent.deltas[0][0], product) > 0.05


@pytest.mark.item("M3")
def test_full_recursion_in_columns(rng, agrees):
    weights, biases = random_net(rng)
    x, y = rng.normal(size=4), rng.normal(size=2)
    names = ("tanh", "sigmoid", "sin")

    def loss(x, weights, biases):
        a = x
        for W, b, name in zip(weights, biases, names, strict=True):
            a = bh.ACTIVATIONS[name].function(W @ a + b)
        return 0.5 * ((a - y) ** 2).sum()

    trace = bh.network_forward(x[None, :], weights, biases, names)
    a = [x, *(A[0] for A in trace.post)]
    slopes = [bh.ACTIVATIONS[f].derivative(Z[0]) for f, Z in zip(names, trace.pre, strict=True)]
    delta = (a[3] - y) * slopes[2]
    for layer in (2, 1, 0):
        if layer < 2:
            delta = (weights[layer + 1].T @ delta) * slopes[layer]
        dW = np.outer(delta, a[layer])
        assert agrees(dW, lambda V, k=layer: loss(x, swap(weights, k, V), biases), weights[layer])
        assert agrees(delta, lambda v, k=layer: loss(x, weights, swap(biases, k, v)), biases[layer])
    assert agrees(weights[0].T @ delta, lambda v: loss(v, weights, biases), x)
    library = bh.network_backward((a[3] - y)[None, :], trace, weights, names)
    np.testing.assert_allclose(library.deltas[0][0], delta)
    np.testing.assert_allclose(library.weights[0], np.outer(delta, x))


def scalar_chain(rng):
    """Give the chain of M4: no biases, widths 4, 3, 5, 1, one sample."""
    weights, none = random_net(rng, (4, 3, 5, 1), bias=False)
    x, y = rng.normal(size=(1, 4)), rng.normal(size=(1, 1))
    trace = bh.network_forward(x, weights, none, "tanh")
    return x, y, weights, none, trace


@pytest.mark.item("M4")
def test_the_scalar_chain_needs_no_special_case(rng, agrees):
    x, y, weights, none, trace = scalar_chain(rng)
    z = [x[0], *(A[0] for A in trace.post)]
    slopes = [bh.tanh_derivative(Z[0]) for Z in trace.pre]

    def loss(weights):
        return bh.squared_error(bh.network_forward(x, weights, none, "tanh").post[-1], y)

    k = top = 2 * (z[3] - y[0]) * slopes[2]
    assert np.outer(k, z[2]).shape == (1, 5)
    for i in (2, 1, 0):
        if i < 2:
            k = (weights[i + 1].T @ k) * slopes[i]
        gradient = np.outer(k, z[i])
        assert agrees(gradient, lambda V, i=i: loss(swap(weights, i, V)), weights[i])
    library = bh.network_backward(
        bh.squared_error_gradient(trace.post[-1], y), trace, weights, "tanh"
    )
    np.testing.assert_allclose(library.weights[0], gradient)
    with pytest.raises(ValueError, match="mismatch"):  # the asker's W_i where W_{i+1} belongs
        top @ weights[1]


@pytest.mark.item("M5")
def test_the_recursion_over_activations_keeps_the_slope_inside_the_brackets(rng, agrees):
    sizes = (4, 3, 3, 3)
    weights, biases = random_net(rng, sizes)
    X, Y = rng.normal(size=(N, 4)), rng.normal(size=(N, 3))
    trace = bh.network_forward(X, weights, biases, "tanh")
    G = trace.post[-1] - Y
    slopes = [bh.tanh_derivative(Z) for Z in trace.pre]

    def loss_from(A, start):
        out = bh.network_forward(A, weights[start:], biases[start:], "tanh").post[-1]
        return bh.half_squared_error(out, Y)

    outside = G
    for i in (1, 0):
        outside = (outside @ weights[i + 1]) * slopes[i + 1]
        G = (G * slopes[i + 1]) @ weights[i + 1]
        assert agrees(G, lambda A, i=i: loss_from(A, i + 1), trace.post[i])
        assert bh.relative_error(outside, G) > 0.01
    library = bh.network_backward(trace.post[-1] - Y, trace, weights, "tanh")
    np.testing.assert_allclose(G * slopes[0], library.deltas[0])


@pytest.mark.item("M6")
def test_the_closed_form_interleaves_weights_and_slopes(rng, agrees):
    _, y, weights, none, trace = scalar_chain(rng)
    D = [np.diag(bh.tanh_derivative(Z[0])) for Z in trace.pre]
    k = 2 * (trace.post[2][0] - y[0]) * bh.tanh_derivative(trace.pre[2][0]) @ weights[2]
    closed = weights[1].T @ D[1] @ k

    def loss(A):
        return bh.squared_error(bh.network_forward(A, weights[1:], none[1:], "tanh").post[-1], y)

    assert agrees(closed[None, :], loss, trace.post[0])


@pytest.mark.item("M7")
def test_one_pass_from_all_outputs_equals_the_sum_of_passes_from_each(rng):
    weights, biases = random_net(rng)
    X, G = rng.normal(size=(N, 4)), rng.normal(size=(N, 2))
    trace = bh.network_forward(X, weights, biases, "tanh")
    together = bh.network_backward(G, trace, weights, "tanh")
    singles = [bh.network_backward(G * np.eye(2)[q], trace, weights, "tanh") for q in range(2)]
    for layer in range(3):
        total = sum(single.weights[layer] for single in singles)
        np.testing.assert_allclose(together.weights[layer], total, atol=1e-13)
    np.testing.assert_allclose(together.inputs, sum(s.inputs for s in singles), atol=1e-13)


@pytest.fixture
def sigmoid_net(rng):
    """Give the walkthrough's net in columns: V (d1, d0), W (d2, d1), no biases."""
    V, W = rng.normal(size=(4, 3)), rng.normal(size=(2, 4))
    x, y = rng.normal(size=3), rng.uniform(size=2)
    h = bh.sigmoid(V @ x)
    return V, W, x, y, h, bh.sigmoid(W @ h)


def sheet_loss(V, W, x, y):
    return 0.5 * ((bh.sigmoid(W @ bh.sigmoid(V @ x)) - y) ** 2).sum()


@pytest.mark.item("M8")
def test_output_weights_of_the_sigmoid_net(sigmoid_net, agrees):
    V, W, x, y, h, z = sigmoid_net
    omega = np.diag(z * (1 - z))
    stacked = np.outer(omega @ (z - y), h)
    assert agrees(stacked, lambda U: sheet_loss(V, U, x, y), W)
    for j in range(2):
        np.testing.assert_allclose(stacked[j], (z[j] - y[j]) * z[j] * (1 - z[j]) * h)


@pytest.mark.item("M9")
def test_hidden_gradient_of_the_sigmoid_net(sigmoid_net, agrees, jacobian):
    _, W, _, y, h, z = sigmoid_net
    omega = np.diag(z * (1 - z))
    gradient = W.T @ omega @ (z - y)
    assert agrees(gradient, lambda u: 0.5 * ((bh.sigmoid(W @ u) - y) ** 2).sum(), h)
    np.testing.assert_allclose(jacobian(bh.sigmoid, W @ h), omega, atol=1e-15)


@pytest.mark.item("M10")
def test_first_layer_of_the_sigmoid_net(sigmoid_net, agrees):
    V, W, x, y, h, z = sigmoid_net
    to_a = np.diag(h * (1 - h)) @ W.T @ np.diag(z * (1 - z)) @ (z - y)
    assert agrees(np.outer(to_a, x), lambda U: sheet_loss(U, W, x, y), V)
    assert agrees(V.T @ to_a, lambda u: sheet_loss(V, W, u, y), x)


@pytest.mark.item("M8", "M9", "M10")
def test_the_sigmoid_net_in_batch_form(sigmoid_net, rng, agrees):
    V, W, *_ = sigmoid_net
    X, Y = rng.normal(size=(N, 3)), rng.uniform(size=(N, 2))
    none = (np.zeros(4), np.zeros(2))
    trace = bh.network_forward(X, [V, W], none, "sigmoid")
    H, Z = trace.post
    D2 = (Z - Y) * Z * (1 - Z)
    D1 = (D2 @ W) * H * (1 - H)
    library = bh.network_backward(Z - Y, trace, [V, W], "sigmoid")
    np.testing.assert_allclose(library.weights[1], D2.T @ H)
    np.testing.assert_allclose(library.weights[0], D1.T @ X)

    def loss(U):
        return bh.half_squared_error(bh.network_forward(X, [U, W], none, "sigmoid").post[-1], Y)

    assert agrees(D1.T @ X, loss, V)


@pytest.mark.item("M11")
def test_one_averaged_diagonal_cannot_serve_a_whole_batch(rng):
    Z, g = rng.normal(size=(2, N, 3))
    each = bh.sigmoid_derivative(Z)
    hadamard = bh.elementwise_vjp(g, Z, "sigmoid")
    for s in range(N):
        np.testing.assert_allclose(np.diag(each[s]) @ g[s], hadamard[s])
    averaged = g @ np.diag(each.mean(axis=0))
    assert bh.relative_error(averaged, hadamard) > 0.01


@pytest.mark.item("M12")
def test_a_gradient_is_a_product_of_transposed_jacobians(rng, agrees, jacobian):
    A, B, c = rng.normal(size=(4, 3)), rng.normal(size=(2, 4)), rng.normal(size=2)
    x = rng.normal(size=3)

    def h(x):
        return bh.tanh(A @ x)

    def g(u):
        return bh.sin(B @ u)

    def f(v):
        return (c * v**2).sum()

    J_h, J_g, J_f = jacobian(h, x), jacobian(g, h(x)), jacobian(lambda v: f(v), g(h(x)))
    assert agrees((J_f @ J_g @ J_h)[0], lambda v: f(g(h(v))), x)
    np.testing.assert_allclose(J_h.T @ (J_g.T @ J_f[0]), (J_f @ J_g @ J_h)[0])
    by_component = sum((J_g @ J_h)[j] * J_f[0, j] for j in range(2))
    assert agrees(by_component, lambda v: f(g(h(v))), x)


@pytest.mark.item("M13")
def test_gradients_are_affine_in_the_target_and_need_it(sigmoid_net, rng):
    V, W, x, *_ = sigmoid_net
    none = (np.zeros(4), np.zeros(2))
    trace = bh.network_forward(x[None], [V, W], none, "sigmoid")

    def first_gradient(y):
        return bh.network_backward(trace.post[-1] - y[None], trace, [V, W], "sigmoid").weights[0]

    p, q = rng.uniform(size=(2, 2))
    middle = first_gradient(0.3 * p + 0.7 * q)
    np.testing.assert_allclose(middle, 0.3 * first_gradient(p) + 0.7 * first_gradient(q))
    assert bh.relative_error(first_gradient(p), first_gradient(q)) > 0.01


@pytest.mark.item("M13")
def test_local_derivatives_come_from_the_forward_pass_alone(sigmoid_net, jacobian):
    V, W, x, _, h, _ = sigmoid_net
    np.testing.assert_allclose(jacobian(bh.sigmoid, V @ x), np.diag(h * (1 - h)), atol=1e-15)
    np.testing.assert_allclose(jacobian(lambda u: W @ u, h), W)
    np.testing.assert_allclose(jacobian(lambda u: V @ u, x), V)
    np.testing.assert_allclose(jacobian(lambda w: np.array([w @ h]), W[1])[0], h)
    np.testing.assert_allclose(jacobian(lambda v: np.array([v @ x]), V[1])[0], x)


@pytest.mark.item("M14")
def test_updating_the_last_layer_first_gives_another_step(sigmoid_net, rng):
    V, W, *_ = sigmoid_net
    X, Y = rng.normal(size=(N, 3)), rng.uniform(size=(N, 2))
    none, rate = (np.zeros(4), np.zeros(2)), 0.5

    def gradients(V, W):
        trace = bh.network_forward(X, [V, W], none, "sigmoid")
        upstream = bh.half_squared_error_gradient(trace.post[-1], Y, "mean")
        return bh.network_backward(upstream, trace, [V, W], "sigmoid").weights

    dV, dW = gradients(V, W)
    simultaneous = V - rate * dV
    sequential = V - rate * gradients(V, W - rate * dW)[0]
    assert np.abs(simultaneous - sequential).max() > 1e-4
    trained = bh.symmetry.train(V, W, X, Y, 1, rate, "sigmoid")
    np.testing.assert_allclose(trained.incoming[1], simultaneous)
    np.testing.assert_allclose(trained.outgoing[1], W - rate * dW)
