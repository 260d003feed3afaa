"""Training from a given start: what is recorded and what is measured."""

from __future__ import annotations

import numpy as np
import pytest

import backhand as bh
from backhand.symmetry import permute_units, rank_one, twin_units


@pytest.fixture
def problem(rng):
    return (
        rng.normal(size=(4, 3)),
        rng.normal(size=(2, 4)),
        rng.normal(size=(7, 3)),
        rng.uniform(size=(7, 2)),
    )


def test_history_holds_the_start_and_every_step(problem):
    W1, W2, X, Y = problem
    history = bh.symmetry.train(W1, W2, X, Y, 5, 0.3, "tanh")
    assert history.losses.shape == (6,)
    assert history.incoming.shape == (6, 4, 3) and history.outgoing.shape == (6, 2, 4)
    assert history.b1.shape == (6, 4) and history.b2.shape == (6, 2)
    np.testing.assert_array_equal(history.incoming[0], W1)
    np.testing.assert_array_equal(history.outgoing[0], W2)
    assert (np.diff(history.losses) < 0).all()
    assert not history.b1.any()  # left out, so it is zero and stays zero


def test_each_step_descends_the_true_gradient(problem, rng):
    W1, W2, X, Y = problem
    b1, b2 = rng.normal(size=4), rng.normal(size=2)
    history = bh.symmetry.train(W1, W2, X, Y, 1, (0.3, 0.1), "sigmoid", b1, b2)

    def loss(W1=W1, W2=W2, b1=b1, b2=b2):
        out = bh.network_forward(X, [W1, W2], [b1, b2], "sigmoid").post[-1]
        return bh.half_squared_error(out, Y, "mean")

    assert history.losses[0] == pytest.approx(loss())
    moved = (
        (W1 - history.incoming[1], 0.3, bh.complex_step(lambda v: loss(W1=v), W1)),
        (W2 - history.outgoing[1], 0.1, bh.complex_step(lambda v: loss(W2=v), W2)),
        (b1 - history.b1[1], 0.3, bh.complex_step(lambda v: loss(b1=v), b1)),
        (b2 - history.b2[1], 0.1, bh.complex_step(lambda v: loss(b2=v), b2)),
    )
    for step, rate, gradient in moved:
        np.testing.assert_allclose(step, rate * gradient, rtol=1e-9, atol=1e-15)


def test_without_a_step_the_start_alone_is_recorded(problem):
    W1, W2 = problem[:2]
    trained = bh.symmetry.train(*problem, 0, 0.3, "tanh")
    descended = bh.descend(lambda W1, W2: (W1, W2), lambda W1, W2: 3.0, W1, W2, 0, 0.3)
    assert len(trained.losses) == 1 and descended.losses.tolist() == [3.0]
    for history in (trained, descended):
        np.testing.assert_array_equal(history.incoming, [W1])
        np.testing.assert_array_equal(history.outgoing, [W2])


def test_spread_is_the_largest_gap_between_any_two_units():
    W1 = np.array([[0.0, 1.0], [0.5, 1.0], [0.2, 3.0]])
    W2 = np.array([[1.0, 1.0, 1.5]])
    assert bh.spread(W1, W2) == 2.0
    assert bh.spread(W1[:, :1], np.array([[1.0, 1.0, 4.0]])) == 3.0
    assert bh.spread(W1[:1], W2[:, :1]) == 0.0


def test_spread_of_a_history_counts_hidden_biases_too(problem, rng):
    _, _, X, Y = problem
    alike = rank_one(rng.normal(size=3), rng.normal(size=2), 4)
    b1 = np.array([0.0, 0.0, 0.0, 0.25])
    apart = bh.spread(bh.symmetry.train(*alike, X, Y, 3, 0.3, "tanh", b1=b1))
    assert apart.shape == (4,) and apart[0] == 0.25
    plain = bh.symmetry.train(*problem, 3, 0.3, "tanh")
    each = [bh.spread(*pair) for pair in zip(plain.incoming, plain.outgoing, strict=True)]
    np.testing.assert_allclose(bh.spread(plain), each)


def test_rearranged_units_are_copies(problem):
    W1, W2, *_ = problem
    before = W1.copy(), W2.copy()
    P1, P2 = permute_units(W1, W2, [3, 2, 1, 0])
    np.testing.assert_array_equal(P1, W1[::-1])
    np.testing.assert_array_equal(P2, W2[:, ::-1])
    T1, T2 = twin_units(W1, W2, 0, 2)
    np.testing.assert_array_equal(T1[2], W1[0])
    np.testing.assert_array_equal(T2[:, 2], W2[:, 0])
    np.testing.assert_array_equal(T1[[0, 1, 3]], W1[[0, 1, 3]])
    np.testing.assert_array_equal(W1, before[0])
    np.testing.assert_array_equal(W2, before[1])


def test_descending_with_given_gradients_is_training(problem):
    W1, W2, X, Y = problem
    none = np.zeros(4), np.zeros(2)

    def gradients(W1, W2):
        trace = bh.network_forward(X, [W1, W2], none, "sigmoid")
        upstream = bh.half_squared_error_gradient(trace.post[-1], Y, "mean")
        return bh.network_backward(upstream, trace, [W1, W2], "sigmoid").weights

    def loss(W1, W2):
        trace = bh.network_forward(X, [W1, W2], none, "sigmoid")
        return bh.half_squared_error(trace.post[-1], Y, "mean")

    got = bh.descend(gradients, loss, W1, W2, 5, (0.3, 0.1))
    for found, right in zip(
        got, bh.symmetry.train(W1, W2, X, Y, 5, (0.3, 0.1), "sigmoid"), strict=True
    ):
        np.testing.assert_allclose(found, right, rtol=1e-12)


def test_units_are_different_if_one_of_their_sides_is(problem):
    W1, W2, _, _ = problem
    assert bh.different_units(W1, W2) == 4
    assert bh.different_units(W1[[0, 0, 1, 1]], W2) == 4
    assert bh.different_units(W1[[0, 0, 1, 1]], W2[:, [0, 0, 0, 1]]) == 3
    assert bh.different_units(*rank_one(W1[0] + 1e-12, W2[:, 0], 4)) == 1
    assert bh.different_units(W1 * 0, W2 * 0 + 1e-9 * W2) == 1
    with pytest.raises(ValueError, match="W2"):
        bh.different_units(W1, W2[:, :3])
