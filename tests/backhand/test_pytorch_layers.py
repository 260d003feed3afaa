"""Embedding, dropout, normalisation and clipping agree with PyTorch, where it is installed."""

from __future__ import annotations

import numpy as np
import pytest

import backhand as bh

torch = pytest.importorskip("torch")
functional = torch.nn.functional

N, n = 6, 4
CLOSE = {"rtol": 1e-10, "atol": 1e-12}


def leaf(array):
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def pulled_back(Y, G, *leaves):
    """Give PyTorch's gradients of ⟨G, Y⟩ with respect to the leaves."""
    return [g.numpy() for g in torch.autograd.grad(Y, leaves, torch.from_numpy(G))]


@pytest.mark.parametrize("shape", [(9,), (3, 5)])
def test_embedding(rng, shape):
    ids, E, G = rng.integers(4, size=shape), rng.normal(size=(6, n)), rng.normal(size=(*shape, n))
    table = leaf(E)
    Z = functional.embedding(torch.from_numpy(ids), table)
    np.testing.assert_array_equal(bh.embedding(ids, E), Z.detach().numpy())
    np.testing.assert_allclose(bh.embedding_vjp(G, ids, 6), pulled_back(Z, G, table)[0], **CLOSE)


@pytest.mark.parametrize("rate", [0, 0.3, 0.8])
def test_dropout(rng, rate):
    ones = leaf(np.ones((40, n)))
    Y = functional.dropout(ones, rate)
    mask = (Y.detach().numpy() != 0).astype(float)  # PyTorch's mask, which it does not hand out
    G = rng.normal(size=(40, n))
    np.testing.assert_allclose(bh.dropout_vjp(np.ones((40, n)), mask, rate), Y.detach(), **CLOSE)
    np.testing.assert_allclose(bh.dropout_vjp(G, mask, rate), pulled_back(Y, G, ones)[0], **CLOSE)


@pytest.mark.parametrize("eps", [1e-5, 0.2])
def test_batch_norm(rng, eps):
    X, gamma, beta, G = rng.normal(size=(N, n)), *rng.normal(size=(2, n)), rng.normal(size=(N, n))
    leaves = leaf(X), leaf(gamma), leaf(beta)
    theirs = functional.batch_norm(leaves[0], None, None, *leaves[1:], training=True, eps=eps)
    Y, trace = bh.batch_norm(X, gamma, beta, eps)
    np.testing.assert_allclose(Y, theirs.detach(), **CLOSE)
    expected = pulled_back(theirs, G, *leaves)
    for got, right in zip(bh.batch_norm_vjp(G, trace, gamma), expected, strict=True):
        np.testing.assert_allclose(got, right, **CLOSE)


def test_batch_norm_when_evaluating(rng):
    X, gamma, beta, G = rng.normal(size=(N, n)), *rng.normal(size=(2, n)), rng.normal(size=(N, n))
    mean, var = rng.normal(size=n), rng.uniform(0.5, 2, size=n)
    leaves = leaf(X), leaf(gamma), leaf(beta)
    running = torch.from_numpy(mean), torch.from_numpy(var)
    theirs = functional.batch_norm(leaves[0], *running, *leaves[1:], training=False)
    Y = bh.batch_norm_evaluate(X, gamma, beta, mean, var)
    np.testing.assert_allclose(Y, theirs.detach(), **CLOSE)
    expected = pulled_back(theirs, G, *leaves)
    got = bh.batch_norm_evaluate_vjp(G, X, gamma, mean, var)
    for mine, right in zip(got, expected, strict=True):
        np.testing.assert_allclose(mine, right, **CLOSE)


def test_layer_norm(rng):
    X, gamma, beta, G = rng.normal(size=(N, n)), *rng.normal(size=(2, n)), rng.normal(size=(N, n))
    leaves = leaf(X), leaf(gamma), leaf(beta)
    theirs = functional.layer_norm(leaves[0], (n,), *leaves[1:])
    Y, trace = bh.layer_norm(X, gamma, beta)
    np.testing.assert_allclose(Y, theirs.detach(), **CLOSE)
    expected = pulled_back(theirs, G, *leaves)
    for got, right in zip(bh.layer_norm_vjp(G, trace, gamma), expected, strict=True):
        np.testing.assert_allclose(got, right, **CLOSE)


@pytest.mark.parametrize("limit", [0.5, 100])
def test_clipping(rng, limit):
    gradients = [rng.normal(size=(3, n)), rng.normal(size=n)]
    parameters = [leaf(np.zeros_like(g)) for g in gradients]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = torch.tensor(gradient)
    torch.nn.utils.clip_grad_norm_(parameters, limit)
    clipped, _ = bh.clip_by_norm(gradients, limit)
    for got, parameter in zip(clipped, parameters, strict=True):
        # PyTorch divides by the norm plus 1e-6.
        np.testing.assert_allclose(got, parameter.grad.numpy(), rtol=1e-5)


def test_gradient_through_clipping(rng):
    v, G = rng.normal(size=(2, 3, n))
    x = leaf(v)
    clipped = x * (0.5 / x.norm()).clamp(max=1.0)
    np.testing.assert_allclose(
        bh.clip_by_norm_vjp(G, v, 0.5), pulled_back(clipped, G, x)[0], **CLOSE
    )
