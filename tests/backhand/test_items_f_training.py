"""Items F17 and F18: weight decay, and gradients that add up from step to step."""

from __future__ import annotations

import numpy as np
import pytest

import backhand as bh
from backhand.losses import softmax_cross_entropy, softmax_cross_entropy_gradient

N, n_in, n_out = 6, 4, 3


@pytest.fixture
def layer(rng):
    """Give X, soft targets Y, W and b of a softmax layer."""
    Y = rng.dirichlet(np.ones(n_out), size=N)
    return rng.normal(size=(N, n_in)), Y, rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)


def loss(W, b, X, Y):
    """The mean cross-entropy, also for complex W and b."""
    Z = X @ W.T + b
    return np.mean(np.log(np.exp(Z).sum(axis=1)) - (Y * Z).sum(axis=1))


def gradients(W, b, X, Y):
    """∂L/∂W and ∂L/∂b, by the library."""
    Delta = softmax_cross_entropy_gradient(X @ W.T + b, Y)
    return bh.weight_gradient(Delta, X), bh.bias_gradient(Delta)


def test_the_loss_here_is_the_library_s(layer):
    X, Y, W, b = layer
    expected = softmax_cross_entropy(X @ W.T + b, Y)
    assert loss(W, b, X, Y) == pytest.approx(float(expected), rel=1e-12)


@pytest.mark.item("F17")
def test_decay_adds_lambda_times_the_weights_and_nothing_to_the_bias(layer, agrees):
    X, Y, W, b = layer
    decay = 0.3
    dW, db = gradients(W, b, X, Y)

    def with_penalty(V, c):
        return loss(V, c, X, Y) + decay / 2 * np.sum(V**2)

    assert agrees(dW + decay * W, lambda V: with_penalty(V, b), W)
    assert agrees(db, lambda c: with_penalty(W, c), b)


@pytest.mark.item("F17")
def test_a_step_with_decay_is_a_shorter_weight_and_a_step_without(layer):
    X, Y, W, b = layer
    rate, decay = 0.4, 0.3
    measured = bh.complex_step(lambda V: loss(V, b, X, Y) + decay / 2 * np.sum(V**2), W)
    dW, _ = gradients(W, b, X, Y)
    np.testing.assert_allclose(W - rate * measured, (1 - rate * decay) * W - rate * dW, rtol=1e-12)


@pytest.mark.item("F17")
def test_a_weight_that_no_gradient_reaches_decays_geometrically(layer):
    X, Y, W, b = layer
    X = X * [1.0, 0.0, 1.0, 1.0]  # the second input is always 0
    start, rate, decay, steps = W[:, 1], 0.4, 0.3, 7
    for _ in range(steps):
        dW, db = gradients(W, b, X, Y)
        W, b = (1 - rate * decay) * W - rate * dW, b - rate * db
    np.testing.assert_allclose(W[:, 1], (1 - rate * decay) ** steps * start, rtol=1e-12)


@pytest.mark.item("F18")
def test_what_is_never_reset_is_the_sum_of_all_gradients_so_far(layer, agrees):
    X, Y, W, b = layer
    rate, gathered, losses = 0.1, np.zeros_like(W), []
    for k in range(3):
        at = W.copy()
        losses.append(lambda V, at=at: loss(V + at, b, X, Y))
        gathered += gradients(W, b, X, Y)[0]
        # The gradient of L at all earlier weights together: right at the first step alone.
        zero = np.zeros_like(W)
        assert agrees(gathered, lambda V: sum(f(V) for f in losses), zero)
        alone = bh.complex_step(losses[-1], zero)
        assert (bh.relative_error(gathered, alone) < 1e-10) == (k == 0)
        W = W - rate * gathered


@pytest.mark.item("F18")
def test_on_a_straight_slope_step_k_is_k_times_too_long():
    g, rate = np.array([0.7, -1.3]), 0.2
    w = gathered = np.zeros(2)
    for k in range(1, 6):
        gathered = gathered + g
        before, w = w, w - rate * gathered
        np.testing.assert_allclose(w - before, -k * rate * g)
        np.testing.assert_allclose(w, -rate * g * k * (k + 1) / 2)


@pytest.mark.item("F18")
def test_in_a_valley_a_loop_that_never_resets_does_not_come_to_rest():
    w, gathered, seen = 1.0, 0.0, []
    for _ in range(2000):
        gathered += w
        w -= 0.5 * gathered
        seen.append(w)
    assert seen[:3] == [0.5, -0.25, -0.875]
    assert 1.0 < max(seen[1000:]) < 1.15 and -1.15 < min(seen[1000:]) < -1.0


@pytest.mark.item("F18")
@pytest.mark.parametrize("cuts", [[3], [1, 3], [4]])
def test_pieces_of_a_batch_add_up_to_its_mean_if_weighted_by_their_samples(layer, cuts):
    X, Y, W, b = layer
    pieces = list(zip(np.split(X, cuts), np.split(Y, cuts), strict=True))
    found = [gradients(W, b, *piece)[0] for piece in pieces]
    weighted = sum(len(x) / N * dW for (x, _), dW in zip(pieces, found, strict=True))
    whole = gradients(W, b, X, Y)[0]
    np.testing.assert_allclose(weighted, whole, atol=1e-14)
    equal = len({len(x) for x, _ in pieces}) == 1
    assert np.allclose(sum(found) / len(found), whole) == equal
