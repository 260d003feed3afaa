"""Items F15 and F16: changes of the weights that change no output."""

from __future__ import annotations

from itertools import permutations, product
from math import factorial

import numpy as np
import pytest

import backhand as bh

N, n_in, n_hidden, n_out = 5, 3, 4, 2


@pytest.fixture
def network(rng):
    """Give W1, b1, W2 and a function from them and an activation to the outputs."""
    X = rng.normal(size=(N, n_in))
    weights = [rng.normal(size=s) for s in ((n_hidden, n_in), n_hidden, (n_out, n_hidden))]

    def outputs(W1, b1, W2, activation):
        return bh.ACTIVATIONS[activation].function(X @ W1.T + b1) @ W2.T

    Y = rng.normal(size=(N, n_out))

    def gradients(W1, b1, W2, activation):
        biases = [b1, np.zeros(n_out)]
        trace = bh.network_forward(X, [W1, W2], biases, [activation, "identity"])
        found = bh.network_backward(trace.post[-1] - Y, trace, [W1, W2], [activation, "identity"])
        return found.weights[0], found.biases[0], found.weights[1]

    return weights, outputs, gradients


def component(weights, gradients):
    (W1, b1, W2), (dW1, db1, dW2) = weights, gradients
    return (W1 * dW1).sum(axis=1) + b1 * db1 - (W2 * dW2).sum(axis=0)


def rescaled(weights, c):
    W1, b1, W2 = weights
    return W1 * c[:, None], b1 * c, W2 / c


@pytest.mark.item("F15")
def test_rescaling_a_relu_unit_keeps_outputs_and_scales_gradients(network, rng):
    weights, outputs, gradients = network
    c = rng.uniform(0.3, 3, n_hidden)
    new = rescaled(weights, c)
    np.testing.assert_allclose(outputs(*new, "relu"), outputs(*weights, "relu"))
    assert not np.allclose(outputs(*new, "tanh"), outputs(*weights, "tanh"))
    dW1, db1, dW2 = gradients(*weights, "relu")
    for found, expected in zip(
        gradients(*new, "relu"), (dW1 / c[:, None], db1 / c, dW2 * c), strict=True
    ):
        np.testing.assert_allclose(found, expected)
    negative = rescaled(weights, -c)
    assert not np.allclose(outputs(*negative, "relu"), outputs(*weights, "relu"))


@pytest.mark.item("F15")
@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "identity"])
def test_the_component_along_the_scaling_is_zero_where_slope_times_z_is_the_activation(
    network, activation
):
    weights, _, gradients = network
    found = gradients(*weights, activation)
    assert abs(component(weights, found)).max() < 1e-13
    assert abs(found[0]).max() > 0.01
    z = np.array([-1.5, 0.7])
    f = bh.ACTIVATIONS[activation]
    np.testing.assert_allclose(f.derivative(z) * z, f.function(z))


@pytest.mark.item("F15", "F16")
@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_the_component_is_not_zero_for_tanh_and_sigmoid(network, activation):
    weights, _, gradients = network
    assert abs(component(weights, gradients(*weights, activation))).min() > 1e-4


@pytest.mark.item("F15")
def test_the_balancing_factor_makes_the_sum_of_squares_smallest_and_the_norms_equal(network):
    (W1, b1, W2), _, _ = network
    into = np.sqrt((W1**2).sum(axis=1) + b1**2)
    out = np.linalg.norm(W2, axis=0)
    best = np.sqrt(out / into)
    slope = bh.complex_step(lambda c: (c**2 * into**2 + out**2 / c**2).sum(), best)
    np.testing.assert_allclose(slope, 0, atol=1e-12)
    np.testing.assert_allclose(best * into, out / best)
    c = np.linspace(0.05, 5, 200)[:, None] * best
    assert ((c * into) ** 2 + (out / c) ** 2 >= 2 * into * out - 1e-12).all()


@pytest.mark.item("F16")
def test_flipping_a_tanh_unit_keeps_outputs_and_flips_its_gradients(network):
    weights, outputs, gradients = network
    signs = np.array([1.0, -1.0, -1.0, 1.0])
    new = rescaled(weights, signs)
    np.testing.assert_allclose(outputs(*new, "tanh"), outputs(*weights, "tanh"))
    dW1, db1, dW2 = gradients(*weights, "tanh")
    for found, expected in zip(
        gradients(*new, "tanh"), (dW1 * signs[:, None], db1 * signs, dW2 * signs), strict=True
    ):
        np.testing.assert_allclose(found, expected)
    for activation in ("relu", "sigmoid"):
        assert not np.allclose(outputs(*new, activation), outputs(*weights, activation))


@pytest.mark.item("F16")
def test_a_tanh_layer_has_two_to_the_h_times_h_factorial_equal_networks(rng):
    H = 3
    W1, b1, W2 = rng.normal(size=(H, 2)), rng.normal(size=H), rng.normal(size=(2, H))
    x = rng.normal(size=2)
    found = set()
    for signs in product((1.0, -1.0), repeat=H):
        for order in map(list, permutations(range(H))):
            V1, u1, V2 = rescaled((W1[order], b1[order], W2[:, order]), np.array(signs))
            np.testing.assert_allclose(V2 @ np.tanh(V1 @ x + u1), W2 @ np.tanh(W1 @ x + b1))
            found.add((*V1.ravel(), *u1, *V2.ravel()))
    assert len(found) == 2**H * factorial(H) == 48
    assert 2**4 * factorial(4) * len(found) == 18432


@pytest.mark.item("F15", "F16")
def test_continuous_symmetries_take_a_component_of_the_gradient_away(rng):
    X, w, b = rng.normal(size=(6, 3)), rng.normal(size=3), rng.normal(size=4)
    g, W, v = rng.normal(size=6), rng.normal(size=(4, 3)), rng.normal(size=4)

    def normalised(w):
        z = X @ w
        z = z - z.mean()
        return g @ bh.tanh(z / np.sqrt((z**2).mean()))

    def after_softmax(b):
        e = np.exp(W @ X[0] + b)
        return v @ (e / e.sum())

    dw, db = bh.complex_step(normalised, w), bh.complex_step(after_softmax, b)
    assert abs(w @ dw) < 1e-12 < abs(dw).max()
    assert abs(db.sum()) < 1e-12 < abs(db).max()
