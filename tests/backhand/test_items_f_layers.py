"""Items F7, F9 to F12 and F14: tables, dropout, batch normalisation and clipping."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import backhand as bh

N, n, rows = 6, 3, 5


@pytest.fixture
def normalised(rng):
    """Give X, γ, β and G = ∂L/∂Y of batch normalisation, with an ε that can be seen."""
    return rng.normal(size=(N, n)), *rng.normal(size=(2, n)), rng.normal(size=(N, n)), 0.1


def batch_norm(X, gamma, beta, eps):
    """Write the forward map out, in stages."""
    centred = X - X.sum(axis=0) / N
    std = np.sqrt((centred**2).sum(axis=0) / N + eps)
    return gamma * centred / std + beta


@pytest.mark.item("F7")
def test_a_row_of_a_table_gets_the_sum_over_its_readings(rng, agrees):
    ids, E, G = np.array([3, 0, 3, 1, 3, 0]), rng.normal(size=(rows, n)), rng.normal(size=(6, n))

    def loss(E):
        return (G * np.tanh(E[ids])).sum()

    delta = G * (1 - np.tanh(E[ids]) ** 2)
    dE = np.zeros((rows, n))
    for v, g in zip(ids, delta, strict=True):
        dE[v] += g
    assert agrees(dE, loss, E)
    one_hot = np.eye(rows)[ids]
    np.testing.assert_allclose(dE, one_hot.T @ delta)  # a weight gradient, with one-hot inputs
    np.testing.assert_allclose(bh.embedding_vjp(delta, ids, rows), dE)
    assert not dE[[2, 4]].any()
    buffered = np.zeros((rows, n))
    buffered[ids] += delta  # NumPy adds the last of several readings only
    np.testing.assert_array_equal(buffered[[3, 0]], delta[[4, 5]])
    assert bh.relative_error(buffered, dE) > 0.01


@pytest.mark.item("F9")
def test_the_mask_and_the_scale_of_dropout_go_back_as_they_came(rng, agrees):
    X, G, rate = rng.normal(size=(2, n)), rng.normal(size=(2, n)), 0.3
    mask = np.array([[1, 0, 1], [0, 1, 1]])
    right = G * mask / (1 - rate)
    assert agrees(right, lambda X: (G * X * mask / (1 - rate)).sum(), X)
    np.testing.assert_allclose(bh.dropout_vjp(G, mask, rate), right)
    Y, drawn = bh.dropout(X, rate, rng)
    np.testing.assert_allclose(Y, X * drawn / (1 - rate))


@pytest.mark.item("F9")
def test_the_scale_keeps_the_mean_of_output_and_gradient(rng):
    x, g, rate = *rng.normal(size=(2, 4)), 0.3
    mean_y, mean_dx = np.zeros(4), np.zeros(4)
    for bits in product([0, 1], repeat=4):
        mask = np.array(bits)
        chance = np.prod(np.where(mask, 1 - rate, rate))
        mean_y += chance * x * mask / (1 - rate)
        mean_dx += chance * bh.dropout_vjp(g, mask, rate)
    np.testing.assert_allclose(mean_y, x)
    np.testing.assert_allclose(mean_dx, g)  # the gradient of evaluating, where y = x


@pytest.mark.item("F10")
def test_batch_normalisation_in_stages(normalised, agrees):
    X, gamma, beta, G, eps = normalised
    mean = X.sum(axis=0) / N
    centred = X - mean
    var = (centred**2).sum(axis=0) / N
    std = np.sqrt(var + eps)
    xhat = centred / std
    d_xhat = G * gamma
    d_std = -(d_xhat * centred).sum(axis=0) / std**2
    d_var = d_std / (2 * std)
    d_centred = d_xhat / std + 2 * centred * d_var / N  # two children: they add
    d_mean = -d_centred.sum(axis=0)
    right = d_centred + d_mean / N

    def loss(X=X, gamma=gamma, beta=beta):
        return (G * batch_norm(X, gamma, beta, eps)).sum()

    assert agrees(right, lambda v: loss(X=v), X)
    assert agrees((G * xhat).sum(axis=0), lambda v: loss(gamma=v), gamma)
    assert agrees(G.sum(axis=0), lambda v: loss(beta=v), beta)
    Y, trace = bh.batch_norm(X, gamma, beta, eps)
    np.testing.assert_allclose(Y, batch_norm(X, gamma, beta, eps))
    for mine, stage in zip(trace, (mean, var, std, xhat), strict=True):
        np.testing.assert_allclose(mine, stage)
    library = bh.batch_norm_vjp(G, trace, gamma)
    np.testing.assert_allclose(library.inputs, right, atol=1e-14)
    np.testing.assert_allclose(library.gamma, (G * xhat).sum(axis=0))
    np.testing.assert_allclose(library.beta, G.sum(axis=0))


@pytest.mark.item("F10")
def test_the_mean_needs_no_path_through_the_variance(normalised):
    X, _, _, _, _ = normalised
    x = X[:, 0]
    # ∂v/∂μ = -2 Σ_s (x_s - μ) / N = 0 at the mean, so that this path carries nothing.
    slope = bh.complex_step(lambda m: ((x - m[0]) ** 2).sum() / N, np.array([x.mean()]))
    np.testing.assert_allclose(slope, 0, atol=1e-15)


@pytest.mark.item("F11")
def test_batch_normalisation_in_one_formula(normalised, agrees, jacobian):
    X, gamma, beta, G, eps = normalised
    centred = X - X.mean(axis=0)
    std = np.sqrt((centred**2).mean(axis=0) + eps)
    xhat = centred / std
    fused = gamma / std * (G - G.mean(axis=0) - xhat * (G * xhat).mean(axis=0))
    assert agrees(fused, lambda X: (G * batch_norm(X, gamma, beta, eps)).sum(), X)
    _, trace = bh.batch_norm(X, gamma, beta, eps)
    np.testing.assert_allclose(bh.batch_norm_vjp(G, trace, gamma).inputs, fused, atol=1e-14)
    # Without mean and variance as functions of X, only the first term is left: another gradient.
    assert bh.relative_error(gamma / std * G, fused) > 0.01
    # The Jacobian of a column is symmetric: gradients go back through the matrix they came by.
    J = jacobian(lambda x: batch_norm(x[:, None], gamma[:1], beta[:1], eps)[:, 0], X[:, 0])
    h = xhat[:, :1]
    np.testing.assert_allclose(J, gamma[0] / std[0] * (np.eye(N) - 1 / N - h @ h.T / N))
    np.testing.assert_allclose(fused[:, 0], J.T @ G[:, 0])


@pytest.mark.item("F11")
def test_the_input_gradient_is_orthogonal_to_what_changes_nothing(normalised):
    X, gamma, beta, G, _ = normalised
    shifted_and_scaled = batch_norm(3 * X + 7, gamma, beta, 0)
    np.testing.assert_allclose(shifted_and_scaled, batch_norm(X, gamma, beta, 0))
    _, trace = bh.batch_norm(X, gamma, beta, 0)
    dX = bh.batch_norm_vjp(G, trace, gamma).inputs
    np.testing.assert_allclose(dX.sum(axis=0), 0, atol=1e-14)
    np.testing.assert_allclose((dX * trace.xhat).sum(axis=0), 0, atol=1e-14)
    np.testing.assert_allclose((dX * X).sum(axis=0), 0, atol=1e-14)


@pytest.mark.item("F12")
def test_when_evaluating_batch_normalisation_is_an_affine_map(normalised, rng, agrees):
    X, gamma, beta, G, eps = normalised
    mean, var = rng.normal(size=n), rng.uniform(0.5, 2, size=n)
    slope = gamma / np.sqrt(var + eps)

    def loss(X=X, gamma=gamma, beta=beta):
        return (G * ((X - mean) / np.sqrt(var + eps) * gamma + beta)).sum()

    assert agrees(G * slope, lambda v: loss(X=v), X)
    Y = bh.batch_norm_evaluate(X, gamma, beta, mean, var, eps)
    np.testing.assert_allclose(Y, slope * X + (beta - slope * mean))
    library = bh.batch_norm_evaluate_vjp(G, X, gamma, mean, var, eps)
    np.testing.assert_allclose(library.inputs, G * slope)
    assert agrees(library.gamma, lambda v: loss(gamma=v), gamma)
    assert agrees(library.beta, lambda v: loss(beta=v), beta)
    # The same numbers as mean and variance of the batch do not make it the gradient of training.
    _, trace = bh.batch_norm(X, gamma, beta, eps)
    fixed = bh.batch_norm_evaluate_vjp(G, X, gamma, trace.mean, trace.var, eps).inputs
    assert bh.relative_error(fixed, bh.batch_norm_vjp(G, trace, gamma).inputs) > 0.01


@pytest.mark.item("F14")
def test_clipping_scales_all_gradients_by_one_factor(rng):
    gradients = [rng.normal(size=(n, 2)), rng.normal(size=n)]
    together = np.concatenate([g.ravel() for g in gradients])
    norm = np.linalg.norm(together)
    for limit in (0.5 * norm, 0.9 * norm, 2 * norm):
        clipped, factor = bh.clip_by_norm(gradients, limit)
        assert factor == pytest.approx(min(1, limit / norm))
        got = np.concatenate([c.ravel() for c in clipped])
        assert np.linalg.norm(got) == pytest.approx(min(norm, limit))
        assert got @ together == pytest.approx(np.linalg.norm(got) * norm)  # the same direction
    each = [g * min(1, 0.5 * norm / np.linalg.norm(g)) for g in gradients]
    turned = np.concatenate([g.ravel() for g in each])
    assert turned @ together < 0.999 * np.linalg.norm(turned) * norm


@pytest.mark.item("F14")
def test_the_gradient_through_clipping_loses_the_part_along_it(rng, agrees, jacobian):
    v, g, limit = *rng.normal(size=(2, 4)), 0.5
    length = np.linalg.norm(v)
    u = v / length
    assert length > limit

    def clip(v):
        return v * limit / np.sqrt((v * v).sum())

    right = limit / length * (g - u * (u @ g))
    assert agrees(right, lambda v: g @ clip(v), v)
    J = jacobian(clip, v)
    np.testing.assert_allclose(J, limit / length * (np.eye(4) - np.outer(u, u)))
    np.testing.assert_allclose(J @ v, 0, atol=1e-15)
    np.testing.assert_allclose(bh.clip_by_norm_vjp(g, v, limit), right)
    np.testing.assert_array_equal(bh.clip_by_norm_vjp(g, v, 2 * length), g)
