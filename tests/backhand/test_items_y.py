"""Items Y1 to Y15: symmetry and initial weights."""

from __future__ import annotations

import math

import numpy as np
import pytest

import backhand as bh
from backhand.symmetry import permute_units, rank_one, twin_units

N, d0, d1, d2 = 7, 3, 4, 2
FREE = 0.05  # units further apart than this have parted for good
TIED = 1e-9


@pytest.fixture
def data(rng):
    return rng.normal(size=(N, d0)), rng.uniform(size=(N, d2))


def start(rng, first, second):
    """Give W1 and W2; "random" draws, a number fills."""
    W1 = rng.normal(size=(d1, d0)) if first == "random" else np.full((d1, d0), first)
    W2 = rng.normal(size=(d2, d1)) if second == "random" else np.full((d2, d1), second)
    return W1, W2


def gradients(W1, W2, X, Y, activation="sigmoid"):
    none = (np.zeros(len(W1)), np.zeros(len(W2)))
    trace = bh.network_forward(X, [W1, W2], none, activation)
    upstream = bh.half_squared_error_gradient(trace.post[-1], Y, "mean")
    return trace, bh.network_backward(upstream, trace, [W1, W2], activation)


@pytest.mark.item("Y1", "Y2")
def test_constant_weights_make_all_hidden_units_alike(data):
    X, Y = data
    trace, got = gradients(np.full((d1, d0), 0.3), np.full((d2, d1), 0.3), X, Y)
    alike = bh.sigmoid(0.3 * X.sum(axis=1))
    np.testing.assert_allclose(trace.post[0], np.outer(alike, np.ones(d1)))
    slope = bh.sigmoid_derivative(0.3 * X.sum(axis=1))
    expected = slope * 0.3 * got.deltas[1].sum(axis=1)
    np.testing.assert_allclose(got.deltas[0], np.outer(expected, np.ones(d1)))


@pytest.mark.item("Y3")
def test_output_deltas_agree_only_where_targets_agree(rng):
    X, Y = rng.normal(size=(1, d0)), np.array([[0.0, 1.0, 0.0]])
    trace, got = gradients(np.full((d1, d0), 0.3), np.full((3, d1), 0.3), X, Y)
    delta, o = got.deltas[1][0], trace.post[1][0]
    np.testing.assert_allclose(delta, (o - Y[0]) * bh.sigmoid_derivative(trace.pre[1][0]))
    assert delta[0] == pytest.approx(delta[2], rel=1e-12)
    assert abs(delta[0] - delta[1]) > 0.05


@pytest.mark.item("Y4")
def test_one_step_leaves_equal_rows_and_equal_columns(data):
    X, Y = data
    history = bh.symmetry.train(*start(None, 0.3, 0.3), X, Y, 1, 0.7, "sigmoid")
    W1, W2 = history.incoming[1], history.outgoing[1]
    _, got = gradients(*start(None, 0.3, 0.3), X, Y)
    np.testing.assert_allclose(W1, 0.3 - 0.7 * got.weights[0])
    assert np.abs(W1 - 0.3).max() > 1e-3  # it moved, and yet:
    again = rank_one(W1[0], W2[:, 0], d1)
    np.testing.assert_allclose(W1, again[0], atol=1e-12)
    np.testing.assert_allclose(W2, again[1], atol=1e-12)
    assert np.linalg.matrix_rank(W1, tol=1e-9) == np.linalg.matrix_rank(W2, tol=1e-9) == 1


@pytest.mark.item("Y5")
@pytest.mark.parametrize("rate", [0.1, 2.0])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_equal_units_stay_equal_at_every_step(data, rng, rate, activation):
    X, Y = data
    W1, W2 = rank_one(rng.normal(size=d0), rng.normal(size=d2), d1)
    b1, b2 = np.full(d1, 0.2), rng.normal(size=d2)
    history = bh.symmetry.train(W1, W2, X, Y, 100, rate, activation, b1, b2)
    assert np.abs(history.incoming[-1] - W1).max() > 1e-3
    assert (bh.spread(history) < TIED).all()
    _, got = gradients(history.incoming[-1], history.outgoing[-1], X[:2], Y[:2], activation)
    assert bh.spread(*got.weights) < TIED  # another batch keeps it, too


@pytest.mark.item("Y6")
def test_the_gradient_moves_along_with_a_renumbering(data, rng):
    X, Y = data
    W1, W2 = start(rng, "random", "random")
    order = [2, 0, 3, 1]
    trace, got = gradients(W1, W2, X, Y)
    renumbered_trace, renumbered = gradients(*permute_units(W1, W2, order), X, Y)
    np.testing.assert_allclose(renumbered_trace.post[1], trace.post[1])
    for mine, theirs in zip(permute_units(*got.weights, order), renumbered.weights, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-14)
    assert np.abs(got.weights[0] - renumbered.weights[0]).max() > 1e-4


def descend(rule, W1, W2, X, Y, steps=60):
    """Train by an entrywise update rule: (gradient, weights, memory) -> step."""
    weights, memory = [W1, W2], [{}, {}]
    for _ in range(steps):
        _, got = gradients(*weights, X, Y)
        weights = [W - rule(g, W, m) for W, g, m in zip(weights, got.weights, memory, strict=True)]
    return weights


def momentum(g, W, memory):
    memory["v"] = 0.9 * memory.get("v", 0.0) + g
    return 0.2 * memory["v"]


def weight_decay(g, W, memory):
    return 0.5 * (g + 0.01 * W)


def adam(g, W, memory):
    memory["t"] = t = memory.get("t", 0) + 1
    memory["m"] = 0.9 * memory.get("m", 0.0) + 0.1 * g
    memory["s"] = 0.999 * memory.get("s", 0.0) + 0.001 * g**2
    root = np.sqrt(memory["s"] / (1 - 0.999**t)) + 1e-8
    return 0.02 * memory["m"] / (1 - 0.9**t) / root


@pytest.mark.item("Y6")
@pytest.mark.parametrize("rule", [momentum, weight_decay, adam])
def test_entrywise_optimizers_keep_the_symmetry(data, rng, rule):
    W1, W2 = rank_one(rng.normal(size=d0), rng.normal(size=d2), d1)
    after = descend(rule, W1, W2, *data)
    assert np.abs(after[0] - W1).max() > 1e-3
    assert bh.spread(*after) < 1e-6


@pytest.mark.item("Y6")
def test_dropping_single_units_breaks_the_symmetry(data, rng):
    W1, W2 = rank_one(rng.normal(size=d0), rng.normal(size=d2), d1)
    dropped = [lambda g, W, m, k=k: 0.5 * g * (rng.random(d1) < 0.5)[k] for k in
               ((slice(None), None), (None, slice(None)))]  # fmt: skip
    weights = [W1, W2]
    for _ in range(20):
        _, got = gradients(*weights, *data)
        weights = [W - f(g, W, None) for f, g, W in zip(dropped, got.weights, weights, strict=True)]
    assert bh.spread(*weights) > 1e-3


@pytest.mark.item("Y7")
def test_equal_units_are_one_unit_at_other_rates(data, rng):
    X, Y = data
    p, q, rate = rng.normal(size=d0), rng.normal(size=d2), 0.4
    many = bh.symmetry.train(*rank_one(p, q, d1), X, Y, 50, rate, "sigmoid")
    one = bh.symmetry.train(p[None], d1 * q[:, None], X, Y, 50, (rate / d1, d1 * rate), "sigmoid")
    np.testing.assert_allclose(many.losses, one.losses, rtol=1e-10)
    np.testing.assert_allclose(many.incoming[:, 0], one.incoming[:, 0], rtol=1e-8)
    np.testing.assert_allclose(d1 * many.outgoing[:, :, 0], one.outgoing[:, :, 0], rtol=1e-8)
    same_rate = bh.symmetry.train(p[None], d1 * q[:, None], X, Y, 50, rate, "sigmoid")
    assert np.abs(same_rate.losses - many.losses).max() > 1e-4


@pytest.mark.item("Y8")
def test_zero_weights_with_a_sigmoid_move_but_stay_symmetric(data):
    history = bh.symmetry.train(*start(None, 0.0, 0.0), *data, 50, 1.0, "sigmoid")
    np.testing.assert_array_equal(history.incoming[1], np.zeros((d1, d0)))
    assert np.abs(history.outgoing[1]).max() > 1e-3
    assert np.abs(history.incoming[2]).max() > 1e-6
    assert (bh.spread(history) < TIED).all()


@pytest.mark.item("Y8")
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_zero_weights_are_stuck_where_the_activation_is_zero_at_zero(data, activation):
    history = bh.symmetry.train(*start(None, 0.0, 0.0), *data, 50, 1.0, activation)
    assert not history.incoming.any() and not history.outgoing.any()
    assert np.ptp(history.losses) == 0 and history.losses[0] > 0


@pytest.mark.item("Y9")
@pytest.mark.parametrize(
    ("first", "second", "free"),
    [
        (0.5, 0.5, False),
        (0.0, 0.0, False),
        (0.0, "random", True),
        ("random", 0.0, True),
        (0.5, "random", True),
        ("random", 0.5, True),
        ("random", "random", True),
    ],
)
def test_randomising_one_layer_frees_the_units(data, rng, first, second, free):
    history = bh.symmetry.train(*start(rng, first, second), *data, 200, 1.0, "sigmoid")
    apart = bh.spread(history)[-1]
    incoming = np.ptp(history.incoming[-1], axis=0).max()
    assert (incoming > FREE and apart > FREE) if free else apart < TIED


@pytest.mark.item("Y9")
def test_a_dead_start_stays_dead_whatever_the_other_layer(data, rng):
    W1, W2 = start(rng, 0.0, "random")
    history = bh.symmetry.train(W1, W2, *data, 50, 1.0, "relu")
    assert not history.incoming.any()
    np.testing.assert_array_equal(history.outgoing[-1], W2)


@pytest.mark.item("Y10")
def test_logistic_regression_needs_no_broken_symmetry(rng, agrees):
    X = np.column_stack([rng.normal(size=(6, 3)), np.ones(6)])
    y = np.array([1.0, 0.0, 1.0, 0.0, 1.0, 0.0])
    at_zero = X.T @ (0.5 - y) / 6
    measured = bh.complex_step(lambda w: bh.binary_cross_entropy(X @ w, y), np.zeros(4))
    np.testing.assert_allclose(measured, at_zero, atol=1e-15)
    assert np.ptp(at_zero) > 0.05
    assert at_zero[3] == pytest.approx(0, abs=1e-15)  # the intercept, as classes balance
    w = rng.normal(size=4)
    gradient = X.T @ bh.binary_cross_entropy_gradient(X @ w, y)
    assert agrees(gradient, lambda v: bh.binary_cross_entropy(X @ v, y), w)
    np.testing.assert_allclose(gradient, X.T @ (bh.sigmoid(X @ w) - y) / 6)


@pytest.mark.item("Y11")
def test_logistic_regression_is_convex_and_descends_below_two_over_beta(rng, jacobian):
    X, y = rng.normal(size=(9, 3)), (rng.random(9) < 0.5) * 1.0

    def slope(w):
        return X.T @ ((bh.sigmoid(X @ w) - y) / 9)

    beta = np.linalg.eigvalsh(X.T @ X / 9).max() / 4
    for w in rng.normal(scale=2, size=(5, 3)):
        p = bh.sigmoid(X @ w)
        H = jacobian(slope, w)
        np.testing.assert_allclose(H, X.T @ np.diag(p * (1 - p)) @ X / 9, atol=1e-14)
        assert np.linalg.eigvalsh(H).min() > -1e-14
        assert np.linalg.eigvalsh(H).max() <= beta
    w = rng.normal(scale=2, size=3)
    losses = []
    for _ in range(30):
        losses.append(bh.binary_cross_entropy(X @ w, y))
        w = w - 1.99 / beta * slope(w)
    assert (np.diff(losses) < 0).all()


@pytest.mark.item("Y12")
def test_too_large_a_rate_cycles():
    x, y = np.full((3, 1), 10.0), np.array([1.0, 1.0, 0.0])
    w, seen = np.zeros(1), []
    for _ in range(6):
        w = w - 1.0 * x.T @ bh.binary_cross_entropy_gradient(x @ w, y)
        seen.append(w[0])
    np.testing.assert_allclose(seen, np.array([5, -5, 15, 5, -5, 15]) / 3, atol=1e-5)
    best = np.array([math.log(2) / 10])
    assert abs(x.T @ bh.binary_cross_entropy_gradient(x @ best, y))[0] < 1e-14


@pytest.mark.item("Y12")
def test_separable_and_collinear_data(rng):
    X = rng.normal(size=(8, 2))
    y = (X[:, 0] > 0) * 1.0
    along = [bh.binary_cross_entropy(X @ (s * np.eye(2)[0]), y) for s in (1, 10, 100, 10000)]
    assert (np.diff(along) < 0).all() and 0 <= along[-1] < 1e-6  # the infimum is at infinity
    twice = np.column_stack([X[:, 0], 2 * X[:, 0]])
    labels = np.array([1, 0, 1, 0, 1, 0, 0, 1.0])
    ends = []
    for w in (np.zeros(2), np.array([2.0, -1.0]), np.array([1.0, 1.0])):
        for _ in range(3000):
            w = w - 0.5 * twice.T @ bh.binary_cross_entropy_gradient(twice @ w, labels)
        ends.append(w)
    losses = [bh.binary_cross_entropy(twice @ w, labels) for w in ends]
    np.testing.assert_allclose(losses, losses[0], rtol=1e-12)
    assert np.abs(ends[0] - ends[1]).max() > 1  # the start decides


@pytest.mark.item("Y13")
def test_softmax_regression_starts_well_from_zero(rng, jacobian):
    K = 3
    X, Y = rng.normal(size=(9, d0)), np.eye(K)[rng.integers(K, size=9)]

    def slope(W):
        return (bh.softmax_cross_entropy_gradient(X @ np.reshape(W, (K, d0)).T, Y)).T @ X

    at_zero = slope(np.zeros(K * d0))
    np.testing.assert_allclose(at_zero, ((1 / K - Y) / 9).T @ X)
    np.testing.assert_allclose(at_zero.sum(axis=0), np.zeros(d0), atol=1e-15)
    assert min(np.abs(at_zero[i] - at_zero[j]).max() for i, j in ((0, 1), (0, 2), (1, 2))) > 0.01
    H = jacobian(slope, rng.normal(size=K * d0))
    np.testing.assert_allclose(H, H.T, atol=1e-14)
    assert np.linalg.eigvalsh(H).min() > -1e-14


@pytest.mark.item("Y14")
def test_a_hidden_layer_makes_the_loss_not_convex(rng):
    X = rng.normal(size=(N, d0))
    W1, W2 = start(rng, "random", "random")
    none = (np.zeros(d1), np.zeros(d2))
    Y = bh.network_forward(X, [W1, W2], none, "tanh").post[-1]

    def loss(W1, W2):
        return bh.half_squared_error(bh.network_forward(X, [W1, W2], none, "tanh").post[-1], Y)

    flip = np.array([-1.0, 1.0, 1.0, 1.0])
    for other in (permute_units(W1, W2, [1, 0, 2, 3]), (flip[:, None] * W1, W2 * flip)):
        assert loss(*other) < 1e-25
        middle = [(mine + theirs) / 2 for mine, theirs in zip((W1, W2), other, strict=True)]
        assert loss(*middle) > 1e-2


@pytest.mark.item("Y15")
def test_two_identical_units_stay_twins_while_the_rest_trains(data, rng):
    W1, W2 = twin_units(*start(rng, "random", "random"), 1, 3)
    history = bh.symmetry.train(W1, W2, *data, 200, 1.0, "tanh")
    twins = bh.spread(history.incoming[-1][[1, 3]], history.outgoing[-1][:, [1, 3]])
    assert twins < TIED
    assert bh.spread(history)[-1] > FREE
    assert np.abs(history.incoming[-1] - W1).max() > FREE
    W2[0, 3] += 0.1  # alike on one side only, they part
    parted = bh.symmetry.train(W1, W2, *data, 200, 1.0, "tanh")
    assert np.abs(parted.incoming[-1][1] - parted.incoming[-1][3]).max() > 1e-3
