"""Batch normalisation, in training and when evaluating, and layer normalisation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backhand as bh

several = st.integers(2, 6)
seeds = st.integers(0, 2**32 - 1)
epsilons = st.sampled_from([0.0, 1e-5, 0.3])
X, G = np.arange(20.0).reshape(5, 4) ** 2, np.ones((5, 4))
gamma, beta, mean, var = np.ones((4, 4))
TRACE = bh.batch_norm(X, gamma, beta)[1]
LAYER_TRACE = bh.layer_norm(X, gamma, beta)[1]


def batch(X, gamma, beta, eps):
    return bh.batch_norm(X, gamma, beta, eps)[0]


def batch_back(G, X, gamma, beta, eps):
    return bh.batch_norm_vjp(G, bh.batch_norm(X, gamma, beta, eps)[1], gamma)


def layer(X, gamma, beta, eps):
    return bh.layer_norm(X, gamma, beta, eps)[0]


def layer_back(G, X, gamma, beta, eps):
    return bh.layer_norm_vjp(G, bh.layer_norm(X, gamma, beta, eps)[1], gamma)


def fixed(n):
    return np.linspace(-1, 2, n), np.linspace(0.5, 3, n)


def evaluated(X, gamma, beta, eps):
    return bh.batch_norm_evaluate(X, gamma, beta, *fixed(len(gamma)), eps)


def evaluated_back(G, X, gamma, beta, eps):
    return bh.batch_norm_evaluate_vjp(G, X, gamma, *fixed(len(gamma)), eps)


KINDS = pytest.mark.parametrize(
    ("forward", "back"),
    [(batch, batch_back), (layer, layer_back), (evaluated, evaluated_back)],
    ids=["batch", "layer", "evaluated"],
)


def drawn(N, n, seed):
    rng = np.random.default_rng(seed)
    # Spread out, so that no variance is close to 0 and no rounding error is enlarged.
    spread = np.argsort(rng.random(N * n)).reshape(N, n)
    return spread + 0.3 * rng.random((N, n)), *rng.normal(size=(2, n)), rng.normal(size=(N, n))


@KINDS
@settings(max_examples=25)
@given(several, several, epsilons, seeds)
def test_vjp_is_the_adjoint_of_the_differential(forward, back, N, n, eps, seed):
    X, gamma, beta, G = drawn(N, n, seed)
    rng = np.random.default_rng(seed)
    V = [rng.normal(size=a.shape) for a in (X, gamma, beta)]
    moved = [a + 1e-30j * v for a, v in zip((X, gamma, beta), V, strict=True)]
    pushed = forward(*moved, eps).imag / 1e-30
    pulled = sum((g * v).sum() for g, v in zip(back(G, X, gamma, beta, eps), V, strict=True))
    np.testing.assert_allclose((G * pushed).sum(), pulled, rtol=1e-9, atol=1e-11)


@KINDS
@settings(max_examples=15)
@given(several, several, epsilons, seeds)
def test_vjp_equals_the_complex_step(forward, back, N, n, eps, seed):
    X, gamma, beta, G = drawn(N, n, seed)

    def loss(X=X, gamma=gamma, beta=beta):
        return (G * forward(X, gamma, beta, eps)).sum()

    got = back(G, X, gamma, beta, eps)
    close = {"rtol": 1e-9, "atol": 1e-11}
    np.testing.assert_allclose(got.inputs, bh.complex_step(lambda v: loss(X=v), X), **close)
    np.testing.assert_allclose(got.gamma, bh.complex_step(lambda v: loss(gamma=v), gamma), **close)
    np.testing.assert_allclose(got.beta, bh.complex_step(lambda v: loss(beta=v), beta), **close)


def test_columns_have_mean_zero_and_variance_one_over_the_samples():
    X, _, _, _ = drawn(6, 3, 0)
    Y, trace = bh.batch_norm(X, [1, 1, 1], [0, 0, 0], eps=0)
    np.testing.assert_allclose(Y.mean(axis=0), 0, atol=1e-14)
    np.testing.assert_allclose((Y**2).mean(axis=0), 1)
    np.testing.assert_allclose(trace.var, X.var(axis=0))
    assert [part.shape for part in trace] == [(3,), (3,), (3,), (6, 3)]


def test_gamma_and_beta_become_the_spread_and_the_mean():
    X, _, _, _ = drawn(6, 3, 1)
    Y, _ = bh.batch_norm(X, [2, -3, 0], [5, 6, 7], eps=0)
    np.testing.assert_allclose(Y.mean(axis=0), [5, 6, 7])
    np.testing.assert_allclose(Y.std(axis=0), [2, 3, 0], atol=1e-14)


@pytest.mark.parametrize("eps", [0, 0.4])
def test_input_gradient_of_a_column_sums_to_zero_over_the_samples(eps):
    X, gamma, beta, G = drawn(6, 3, 2)
    dX = batch_back(G, X, gamma, beta, eps).inputs
    assert np.abs(dX).max() > 1e-3
    np.testing.assert_allclose(dX.sum(axis=0), 0, atol=1e-14)


def test_input_gradient_is_orthogonal_to_the_normalised_column_without_epsilon():
    X, gamma, beta, G = drawn(6, 3, 3)
    _, trace = bh.batch_norm(X, gamma, beta, eps=0)
    dX = bh.batch_norm_vjp(G, trace, gamma).inputs
    np.testing.assert_allclose((dX * trace.xhat).sum(axis=0), 0, atol=1e-13)
    _, trace = bh.batch_norm(X, gamma, beta, eps=5)
    dX = bh.batch_norm_vjp(G, trace, gamma).inputs
    assert (np.abs((dX * trace.xhat).sum(axis=0)) > 1e-4).all()  # then scaling X does change Y


def test_in_training_samples_move_each_other_and_when_evaluating_they_do_not():
    X, gamma, beta, _ = drawn(5, 3, 4)
    only_first = np.zeros((5, 3))
    only_first[0] = 1
    assert (batch_back(only_first, X, gamma, beta, 1e-5).inputs[1:] != 0).all()
    np.testing.assert_array_equal(evaluated_back(only_first, X, gamma, beta, 0).inputs[1:], 0)


def test_evaluating_with_the_mean_and_variance_of_the_batch_gives_the_same_output():
    X, gamma, beta, G = drawn(5, 3, 5)
    Y, trace = bh.batch_norm(X, gamma, beta)
    np.testing.assert_allclose(bh.batch_norm_evaluate(X, gamma, beta, *trace[:2]), Y)
    training = bh.batch_norm_vjp(G, trace, gamma)
    fixed = bh.batch_norm_evaluate_vjp(G, X, gamma, *trace[:2])
    np.testing.assert_allclose(fixed.gamma, training.gamma)
    np.testing.assert_allclose(fixed.beta, training.beta)
    assert bh.relative_error(fixed.inputs, training.inputs) > 0.01


def test_one_sample_can_be_evaluated():
    Y = bh.batch_norm_evaluate([[3, 8]], [1, 2], [0, 1], [1, 8], [4, 9], eps=0)
    np.testing.assert_array_equal(Y, [[1, 1]])


def test_layer_normalisation_is_batch_normalisation_of_the_transpose():
    X, gamma, beta, G = drawn(5, 3, 6)
    Y, trace = bh.layer_norm(X, gamma, beta)
    _, turned = bh.batch_norm(X.T, np.ones(5), np.zeros(5))
    np.testing.assert_allclose(trace.xhat, turned.xhat.T)
    np.testing.assert_allclose(Y, gamma * turned.xhat.T + beta)
    dX = bh.layer_norm_vjp(G, trace, gamma).inputs
    np.testing.assert_allclose(dX, bh.batch_norm_vjp((gamma * G).T, turned, np.ones(5)).inputs.T)
    np.testing.assert_allclose(dX.sum(axis=1), 0, atol=1e-14)


@KINDS
def test_whole_numbers_are_numbers_and_inputs_stay_as_they_were(forward, back):
    inputs = np.array([[1, 2, 8], [5, 4, 1]]), np.array([1, 2, 3]), np.array([0, 1, 2])
    before = [a.copy() for a in inputs]
    Y, G = forward(*inputs, 1e-5), np.array([[1, 2, 3], [6, 5, 4]])
    gradients = back(G, *inputs, 1e-5)
    assert {a.dtype for a in (Y, *gradients)} == {np.dtype(float)}
    as_floats = [np.asarray(a, float) for a in inputs]
    np.testing.assert_array_equal(Y, forward(*as_floats, 1e-5))
    np.testing.assert_array_equal(gradients.inputs, back(G, *as_floats, 1e-5).inputs)
    for now, then in zip(inputs, before, strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.filterwarnings("error")
def test_a_constant_column_is_mapped_to_beta_by_epsilon():
    Y, trace = bh.batch_norm(np.full((3, 1), 7.0), [2], [5])
    np.testing.assert_array_equal(Y, np.full((3, 1), 5))
    assert np.isfinite(bh.batch_norm_vjp([[1], [2], [4]], trace, [2]).inputs).all()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: bh.batch_norm(X[:1], gamma, beta), ValueError, "two samples.*batch_norm_evaluate"),
        (lambda: bh.batch_norm(X[0], gamma, beta), ValueError, r"X of shape \(N, n\)"),
        (lambda: bh.batch_norm(X, gamma[:3], beta), ValueError, "gamma of shape .*another layer"),
        (lambda: bh.batch_norm(X, gamma, beta[:, None]), ValueError, r"beta\.ravel\(\)"),
        (lambda: bh.batch_norm(X, 1.0, beta), ValueError, "gamma of shape"),
        (lambda: bh.batch_norm(X * np.nan, gamma, beta), ValueError, "X to be finite, got nan"),
        (lambda: bh.batch_norm(X, gamma, beta, -1), ValueError, "eps >= 0, got -1"),
        (lambda: bh.batch_norm(X, gamma, beta, np.nan), ValueError, "eps to be a number, got nan"),
        (lambda: bh.batch_norm(X, gamma, beta, "x"), TypeError, "eps to be a number, got str"),
        (lambda: bh.batch_norm(G, gamma, beta, 0), ValueError, "variance above 0.*small eps"),
        (lambda: bh.batch_norm(G[:3] / 10, gamma, beta, 0), ValueError, "variance above 0"),
        (lambda: bh.batch_norm_vjp(G.T, TRACE, gamma), ValueError, r"G of shape \(5, 4\)"),
        (lambda: bh.batch_norm_vjp(G * np.inf, TRACE, gamma), ValueError, "G to be finite"),
        (lambda: bh.batch_norm_vjp(G, TRACE, gamma[1:]), ValueError, "gamma of shape"),
        (lambda: bh.batch_norm_vjp(G, LAYER_TRACE, gamma), ValueError, "trace.*layer_norm"),
        (
            lambda: bh.batch_norm_evaluate(X, gamma, beta, mean, -var),
            ValueError, "var >= 0, got -1; .*swapped",
        ),
        (
            lambda: bh.batch_norm_evaluate(X, gamma, beta, mean[:3], var),
            ValueError, "mean of shape",
        ),
        (
            lambda: bh.batch_norm_evaluate(X, gamma, beta, mean, 0 * var, 0),
            ValueError, "variance above 0",
        ),
        (
            lambda: bh.batch_norm_evaluate_vjp(G[:4], X, gamma, mean, var),
            ValueError, "another batch",
        ),
        (
            lambda: bh.batch_norm_evaluate_vjp(G, X, gamma, mean, var[:3]),
            ValueError, "var of shape",
        ),
        (lambda: bh.layer_norm(X[:, :1], [1], [0]), ValueError, "at least two columns"),
        (lambda: bh.layer_norm(G[:, :3] / 10, np.ones(3), beta[:3], 0), ValueError, "above 0"),
        (lambda: bh.layer_norm_vjp(G[:, :3], LAYER_TRACE, gamma), ValueError, "G of shape"),
        (lambda: bh.layer_norm_vjp(G, TRACE, gamma), ValueError, "trace.*batch_norm"),
    ],
)  # fmt: skip
def test_wrong_arguments_get_one_line(call, error, message):
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)
