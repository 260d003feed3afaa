"""Answers to the exercises on truncation (D1, D2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from answers.derivatives import differences

# ---- truncated_chain -------------------------------------------------------------------------

_CHAIN = {
    "step 4": 5,
    "step 3": -2,
    "step 2": 1.5,
    "step 1": 1,
    "whole": 5.5,
    "kept": 3,
    "dropped": 2.5,
    "share, w = 0.5": 0.5**5 * (1 - 0.5**15) / (1 - 0.5**20),
    "share, w = 1.1": 1.1**5 * (1.1**15 - 1) / (1.1**20 - 1),
}


def chain(*steps, kept=2, **shares):
    """The short chain from the contributions of steps 4 to 1, and other shares."""
    sums = {"whole": sum(steps), "kept": sum(steps[:kept]), "dropped": sum(steps[kept:])}
    named = {f"share, w = {k[1]}.{k[2]}": v for k, v in shares.items()}
    return {**_CHAIN, **{f"step {4 - t}": v for t, v in enumerate(steps)}, **sums, **named}


# ---- truncated_gradients ---------------------------------------------------------------------


def forward(u, h0, W):
    """All states, h0 among them."""
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + step))
    return np.array(h)


def truncated(g, u, h0, W, K, *, cut=None, h=None, own=None):
    """One sweep back over all steps; what has come back is thrown away at each border."""
    h = forward(u, h0, W) if h is None else h
    g = g if own is None else own
    deltas, later = np.zeros_like(g), np.zeros(len(h0))
    for t in range(len(g) - 1, -1, -1):
        if (t + 1) % K == 0 if cut is None else cut(t):
            later = np.zeros(len(h0))
        deltas[t] = (g[t] + later) * (1 - h[t + 1] ** 2)
        later = W.T @ deltas[t]
    return deltas, deltas.T @ h[:-1]


def truncated_by_windows(g, u, h0, W, K):
    """Window by window, each forward and back, with the state handed on; sums at the end."""
    deltas, dW, state = [], np.zeros_like(W), h0
    for start in range(0, len(g), K):
        window = forward(u[start : start + K], state, W)
        back, of_window = np.zeros(len(h0)), []
        for own, after in zip(g[start : start + K][::-1], window[:0:-1], strict=True):
            of_window.insert(0, (own + back) * (1 - after * after))
            back = of_window[0] @ W
        dW += sum(np.outer(d, before) for d, before in zip(of_window, window, strict=False))
        deltas += of_window
        state = window[-1]
    return {"dW": dW, "deltas": deltas}


def truncated_by_losses(g, u, h0, W, K):
    """Each loss by itself, back to the first step of its window."""
    h = forward(u, h0, W)
    deltas = np.zeros_like(g)
    for t in range(len(g)):
        back = g[t]
        for s in range(t, t // K * K - 1, -1):
            deltas[s] += back * (1 - h[s + 1] ** 2)
            back = W.T @ (back * (1 - h[s + 1] ** 2))
    return deltas, sum(np.outer(deltas[t], h[t]) for t in range(len(g)))


def truncated_by_solving(g, u, h0, W, K):
    """The recursion of a window is a linear system: (I − S Wᵀ shifted) δ = S g."""
    T, n = g.shape
    h = forward(u, h0, W)
    slopes = 1 - h[1:] ** 2
    A = np.eye(T * n)
    for t in range(T - 1):
        if (t + 1) % K:
            A[t * n : (t + 1) * n, (t + 1) * n : (t + 2) * n] = -slopes[t][:, None] * W.T
    deltas = np.linalg.solve(A, (slopes * g).ravel()).reshape(T, n)
    return deltas, np.einsum("ti,tj->ij", deltas, h[:-1])


def truncated_differences(g, u, h0, W, K):
    """Central differences of each window's loss, with the state that enters it held fixed."""
    h = forward(u, h0, W)
    deltas, dW = np.zeros_like(g), np.zeros_like(W)
    for start in range(0, len(g), K):
        own = g[start : start + K]

        def loss(V, nudge, start=start, own=own):
            states = forward(u[start : start + K] + nudge, h[start], V)
            return (own * states[1:]).sum()

        dW += differences(lambda V, loss=loss: loss(V, 0), W)
        deltas[start : start + K] = differences(
            lambda v, loss=loss, V=W: loss(V, v), np.zeros_like(own)
        )
    return deltas, dW


def from_each_loss(g, u, h0, W, K):
    """K steps back from each loss."""
    slopes = 1 - forward(u, h0, W)[1:] ** 2
    deltas = np.zeros_like(g)
    for t in range(len(g)):
        back = g[t]
        for s in reversed(range(max(0, t - K + 1), t + 1)):
            deltas[s] += back * slopes[s]
            back = W.T @ (back * slopes[s])
    return deltas, deltas.T @ forward(u, h0, W)[:-1]


def reset(g, u, h0, W, K):
    """Every window starts from a state of zeros."""
    deltas, dW = np.zeros_like(g), np.zeros_like(W)
    for start in range(0, len(g), K):
        at = slice(start, start + K)
        state = h0 if start == 0 else 0 * h0
        deltas[at], part = truncated(g[at], u[at], state, W, len(g))
        dW += part
    return deltas, dW


def windows(g, u, h0, W, K):
    """The contribution of each window to dW."""
    deltas, h = truncated(g, u, h0, W, K)[0], forward(u, h0, W)
    starts = range(0, len(g), K)
    return deltas, [deltas[s : s + K].T @ h[:-1][s : s + K] for s in starts]


def last_losses(g, u, h0, W, K):
    """Only the last loss of each window is sent back."""
    last = [(t + 1) % K == 0 or t == len(g) - 1 for t in range(len(g))]
    return truncated(g, u, h0, W, K, own=g * np.array(last)[:, None])


def joined(join):
    """A right sweep, but for how a step's own loss and what comes back are joined."""

    def answer(g, u, h0, W, K):
        h = forward(u, h0, W)
        deltas, later = np.zeros_like(g), None
        for t in reversed(range(len(g))):
            fresh = later is None or (t + 1) % K == 0
            deltas[t] = (g[t] if fresh else join(g[t], later)) * (1 - h[t + 1] ** 2)
            later = W.T @ deltas[t]
        return deltas, deltas.T @ h[:-1]

    return answer


RIGHT: dict[str, list[Any]] = {
    "truncated_chain": [_CHAIN],
    "truncated_gradients": [
        truncated,
        truncated_by_windows,
        truncated_by_losses,
        truncated_by_solving,
        truncated_differences,
    ],
}
WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "truncated_chain": [
        ("layer-output-as-input", chain(3.5, 2.5, -1, 0.75)),
        ("shared-same-delta", chain(5, -4, 6, 8)),
        ("weight-factor-extra", chain(2.5, -1, 0.75, 0.5)),
        ("shared-order-reversed", chain(0.625, -1, 3, 8)),
        (
            "window-off-by-one",
            chain(
                5,
                -2,
                1.5,
                1,
                kept=1,
                w05=(0.5**4 - 0.5**20) / (1 - 0.5**20),
                w11=(1.1**4 - 1.1**20) / (1 - 1.1**20),
            ),
        ),
        (
            "kept-for-dropped",
            {
                **_CHAIN,
                "share, w = 0.5": 1 - _CHAIN["share, w = 0.5"],
                "share, w = 1.1": 1 - _CHAIN["share, w = 1.1"],
            },
        ),
        ("steps-counted", {**_CHAIN, "share, w = 0.5": 0.75, "share, w = 1.1": 0.75}),
        ("long-chain-endless", {**_CHAIN, "share, w = 0.5": 0.5**5, "share, w = 1.1": 1.1**5}),
        (None, {**_CHAIN, "share, w = 1.1": 0.5}),
    ],
    "truncated_gradients": [
        ("truncation-missing", lambda *v: truncated(*v[:4], len(v[0]) + 1)),
        ("window-off-by-one", lambda *v: truncated(*v, cut=lambda t: (t + 2) % v[4] == 0)),
        ("window-off-by-one", lambda *v: truncated(*v, cut=lambda t: t and t % v[4] == 0)),
        ("window-off-by-one", lambda *v: truncated(*v[:4], v[4] + 1)),
        ("window-off-by-one", lambda *v: truncated(*v[:4], v[4] - 1)),
        (
            "windows-from-the-end",
            lambda *v: truncated(*v, cut=lambda t: (len(v[0]) - 1 - t) % v[4] == 0),
        ),
        ("other-truncation", from_each_loss),
        ("state-reset-between-windows", reset),
        ("path-missing", last_losses),
        ("last-window-alone", lambda *v: (windows(*v)[0], windows(*v)[1][-1])),
        ("last-window-alone", lambda *v: (windows(*v)[0], windows(*v)[1][0])),
        ("shared-averaged", lambda *v: (windows(*v)[0], np.mean(windows(*v)[1], axis=0))),
        ("hidden-fprime-missing", lambda *v: truncated(*v, h=np.zeros((len(v[0]) + 1, len(v[2]))))),
        (None, lambda *v: (truncated(*v)[0], truncated(*v)[1] + 0.1)),
        ("paths-averaged", joined(lambda g, later: (g + later) / 2)),
        ("path-missing", lambda *v: truncated(*v[:4], 1)),
        ("terms-subtracted", joined(lambda g, later: g - later)),
    ],
}
