"""Item F6: W and its transpose in one loss, over a batch; and one table at both ends."""

from __future__ import annotations

import numpy as np
import pytest

import backhand as bh

N, n_in, n_hidden, ROWS = 5, 4, 3, 6


@pytest.fixture
def tied(rng):
    """Give X, W, b, c of an autoencoder whose decoder is Wᵀ."""
    return (
        rng.normal(size=(N, n_in)),
        rng.normal(size=(n_hidden, n_in)),
        rng.normal(size=n_hidden),
        rng.normal(size=n_in),
    )


def loss(X, encoder, decoder, b=0.0, c=0.0, f=np.tanh):
    return ((f(X @ encoder.T + b) @ decoder + c - X) ** 2).sum() / (2 * len(X))


def linear_uses(X, W):
    """What the encoder and the decoder contribute where f is the identity."""
    A = X @ W.T
    Delta = (A @ W - X) / len(X)
    return W @ Delta.T @ X, A.T @ Delta


@pytest.mark.item("F6")
def test_the_two_uses_add_up_over_a_batch(tied, agrees):
    X, W, b, c = tied
    A = np.tanh(X @ W.T + b)
    Delta = (A @ W + c - X) / N
    hidden = (Delta @ W.T) * (1 - A**2)
    assert agrees(hidden.T @ X + A.T @ Delta, lambda V: loss(X, V, V, b, c), W)
    assert agrees(hidden.T @ X, lambda V: loss(X, V, W, b, c), W)
    assert agrees(A.T @ Delta, lambda V: loss(X, W, V, b, c), W)
    assert agrees(hidden.sum(axis=0), lambda v: loss(X, W, W, v, c), b)
    assert agrees(Delta.sum(axis=0), lambda v: loss(X, W, W, b, v), c)


@pytest.mark.item("F6")
def test_without_a_nonlinearity_the_gradient_holds_second_moments_alone(tied, agrees):
    X, W, _, _ = tied
    S, P = X.T @ X / N, W.T @ W
    encoder, decoder = linear_uses(X, W)
    np.testing.assert_allclose(encoder + decoder, W @ (S @ P + P @ S - 2 * S))
    assert agrees(encoder + decoder, lambda V: loss(X, V, V, f=lambda z: z), W)
    assert bh.relative_error(2 * decoder, encoder + decoder) > 0.01


@pytest.mark.item("F6")
def test_on_whitened_data_twice_one_use_is_right(tied, rng):
    _, W, _, _ = tied
    Q, _ = np.linalg.qr(rng.normal(size=(N, n_in)))
    encoder, decoder = linear_uses(np.sqrt(N) * Q, W)
    np.testing.assert_allclose(encoder, decoder, atol=1e-12)
    assert np.abs(decoder).max() > 0.1


@pytest.mark.item("F6")
def test_a_table_at_both_ends_gets_a_part_from_each(rng, agrees):
    E, Delta = rng.normal(size=(ROWS, n_in)), rng.normal(size=(N, ROWS))
    ids = np.array([4, 0, 4, 2, 0])
    reading = np.zeros_like(E)
    np.add.at(reading, ids, Delta @ E)
    scoring = Delta.T @ E[ids]
    assert agrees(reading + scoring, lambda V: (Delta * (V[ids] @ V.T)).sum(), E)
    assert agrees(reading, lambda V: (Delta * (V[ids] @ E.T)).sum(), E)
    assert agrees(scoring, lambda V: (Delta * (E[ids] @ V.T)).sum(), E)
