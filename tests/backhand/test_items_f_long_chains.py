"""Item F13: what truncated backpropagation through time drops."""

from __future__ import annotations

import numpy as np
import pytest

import backhand as bh

T, K, n = 7, 3, 4


def states(W, u, h0):
    h = [h0]
    for step in u:
        h.append(bh.tanh(h[-1] @ W.T + step))
    return np.array(h)


@pytest.mark.item("F13")
def test_a_window_gives_the_gradient_with_the_state_that_enters_it_held_fixed(rng, agrees):
    W, h0 = 0.7 * rng.normal(size=(n, n)), rng.normal(size=n)
    u, g = rng.normal(size=(2, T, n))
    h, total = states(W, u, h0), np.zeros_like(W)
    for start in range(0, T, K):
        at = slice(start, start + K)
        none = np.zeros(n)
        trace = bh.recurrent_forward(h[start][None], u[at, None], W, np.eye(n), none, "tanh")
        found = bh.recurrent_backward(g[at, None], trace, u[at, None], W, np.eye(n), "tanh")
        assert agrees(
            found.W, lambda V, at=at, s=start: (g[at] * states(V, u[at], h[s])[1:]).sum(), W
        )
        total += found.W
    deltas, later = np.zeros_like(g), np.zeros(n)
    for t in reversed(range(T)):
        later = np.zeros(n) if (t + 1) % K == 0 else later
        deltas[t] = (g[t] + later) * (1 - h[t + 1] ** 2)
        later = W.T @ deltas[t]
    np.testing.assert_allclose(deltas.T @ h[:-1], total)


@pytest.mark.item("F13")
def test_the_dropped_part_is_the_state_left_behind_times_the_way_back_to_it(rng):
    w, h0, x = 0.8, rng.normal(), rng.normal(size=T)

    def state(w, steps):
        h = h0
        for value in x[:steps]:
            h = w * h + value
        return h

    per_step = np.array([w ** (T - t) * state(w, t - 1) for t in range(1, T + 1)])
    whole = bh.complex_step(lambda v: state(v[0], T), np.array([w]))[0]
    assert per_step.sum() == pytest.approx(whole, rel=1e-12)
    left_behind = bh.complex_step(lambda v: state(v[0], T - K), np.array([w]))[0]
    assert per_step[:-K].sum() == pytest.approx(w**K * left_behind, rel=1e-12)


@pytest.mark.item("F13")
@pytest.mark.parametrize("w", [0.5, 1.1])
def test_the_share_of_a_chain_whose_states_are_equal(w):
    powers = w ** np.arange(20.0)
    share = powers[5:].sum() / powers.sum()
    assert share == pytest.approx((w**5 - w**20) / (1 - w**20), rel=1e-12)
