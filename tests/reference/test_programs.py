"""With the right rules, the programs that references are made of equal the library."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.exercises.draws import targets, values, weights
from autograder.reference.programs import backward, forward_layers, shared_backward, shared_layers
from autograder.reference.rules import RIGHT
from backhand import losses, network, shared

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("names", [("tanh", "sigmoid"), ("relu", "identity"), ("softplus",) * 2])
def test_a_network_equals_the_library(names: tuple[str, str]) -> None:
    X, Y = values(RNG, 5, 4), values(RNG, 5, 3)
    W, b = [weights(RNG, 6, 4), weights(RNG, 3, 6)], [values(RNG, 6), values(RNG, 3)]
    layers = forward_layers(X, W, b, names)
    trace = network.network_forward(X, W, b, names)
    assert np.allclose(layers[-1].a, trace.post[-1], rtol=1e-14)

    ours = backward(layers, RIGHT, y=Y, loss="half_mean")
    upstream = losses.half_squared_error_gradient(trace.post[-1], Y, reduction="mean")
    theirs = network.network_backward(upstream, trace, W, names)
    for one, other in zip(ours.weights + ours.biases, theirs.weights + theirs.biases, strict=True):
        assert np.allclose(one, other, rtol=1e-12, atol=1e-15)
    assert np.allclose(ours.inputs, theirs.inputs, rtol=1e-12)


@pytest.mark.parametrize(
    ("loss", "gradient"),
    [
        ("half_sum", lambda Z, Y: losses.half_squared_error_gradient(Z, Y, reduction="sum")),
        ("half_mean", lambda Z, Y: losses.half_squared_error_gradient(Z, Y, reduction="mean")),
        ("squared_sum", losses.squared_error_gradient),
        ("mean_entries", losses.mean_squared_error_gradient),
    ],
)
def test_a_loss_starts_with_the_library_s_gradient(loss: str, gradient: object) -> None:
    X, Y, W = values(RNG, 5, 4), values(RNG, 5, 3), weights(RNG, 3, 4)
    found = backward(forward_layers(X, [W]), RIGHT, y=Y, loss=loss)
    assert callable(gradient)
    assert np.allclose(found.deltas[0], gradient(X @ W.T, Y), rtol=1e-13)


def test_softmax_with_cross_entropy_starts_with_the_library_s_gradient() -> None:
    X, Y, W = values(RNG, 5, 4), targets(RNG, 5, 3), weights(RNG, 3, 4)
    layers = forward_layers(X, [W], None, ["softmax"])
    found = backward(layers, RIGHT, y=Y, loss="cross_entropy_mean")
    assert np.allclose(found.deltas[0], losses.softmax_cross_entropy_gradient(X @ W.T, Y))


@pytest.mark.parametrize("activation", ["identity", "tanh"])
def test_shared_weights_equal_the_library(activation: str) -> None:
    X, W, b = values(RNG, 5, 3), weights(RNG, 3, 3), values(RNG, 3)
    upstream = values(RNG, 5, 3)
    ours = shared_backward(shared_layers(X, W, b, activation, 7), RIGHT, upstream=upstream)
    trace = shared.shared_forward(X, W, b, activation, 7)
    theirs = shared.shared_backward(upstream, trace, W, activation)
    assert np.allclose(ours.weight, theirs.weight, rtol=1e-12)
    assert np.allclose(ours.bias, theirs.bias, rtol=1e-12)
    assert np.allclose(ours.inputs, theirs.inputs, rtol=1e-12)


def test_a_forward_pass_depends_on_the_numbers_and_not_on_which_arrays_hold_them() -> None:
    X, W = values(RNG, 5, 4), weights(RNG, 3, 4)
    first = forward_layers(X, [W], None, ["tanh"])
    assert forward_layers(X.copy(), [W.copy()], None, ["tanh"]) is first
    X[0, 0] += 1.0  # in place
    assert np.array_equal(forward_layers(X, [W], None, ["tanh"])[0].z, X @ W.T)


def test_a_forward_pass_with_biases_is_another_one() -> None:
    X, W, b = values(RNG, 5, 4), weights(RNG, 4, 4), values(RNG, 4)
    without, two = forward_layers(X, [W]), forward_layers(X, [W, W])
    assert np.array_equal(forward_layers(X, [W], [b])[-1].z, X @ W.T + b)
    assert len(without) == 1 and len(two) == 2
    assert forward_layers(X, [W], None, ["tanh"])[-1].f.name == "tanh"
