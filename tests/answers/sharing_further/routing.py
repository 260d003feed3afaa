"""Answers about maxima and random masks."""

from __future__ import annotations

from typing import Any

import numpy as np

RIGHT: dict[str, list[Any]] = {}
WRONG: dict[str, list[tuple[str | None, Any]]] = {}

# ---- maxima ----------------------------------------------------------------------------------

_POOLED = {"y": [6, 6, 5, 4], "windows won by 6": 2, "dL/dx": [0, 0, 4, 0, 2, 0, 0, 0, 5]}


def loops(G, X, size, stride):
    """Two loops over the windows; argmax finds the first maximum."""
    dX = np.zeros_like(X)
    for n in range(len(X)):
        for k in range(G.shape[1]):
            start = k * stride
            dX[n, start + np.argmax(X[n, start : start + size])] += G[n, k]
    return dX


def scattered(G, X, size, stride):
    """All windows at once, then a scatter-add."""
    windows = np.lib.stride_tricks.sliding_window_view(X, size, axis=1)[:, ::stride]
    column = windows.argmax(axis=2) + stride * np.arange(G.shape[1])
    dX = np.zeros_like(X)
    np.add.at(dX, (np.arange(len(X))[:, None], column), G)
    return dX


def one_hot(G, X, size, stride):
    """One-hot rows of the winners, and a sum over the windows."""
    starts = stride * np.arange(G.shape[1])
    windows = np.stack([X[:, s : s + size] for s in starts], axis=1)
    won = np.eye(X.shape[1])[windows.argmax(axis=2) + starts]
    return np.einsum("nk,nkj->nj", G, won)


def counted(G, X, size, stride):
    """A plain search for the first entry that is greater, and bincount."""
    rows = []
    for x, g in zip(X, G, strict=True):
        winners = []
        for k in range(len(g)):
            best = k * stride
            for j in range(k * stride, k * stride + size):
                if x[j] > x[best]:
                    best = j
            winners.append(best)
        rows.append(np.bincount(winners, weights=g, minlength=len(x)))
    return np.array(rows)


def by_input(G, X, size, stride):
    """For each entry, the windows in which nothing before it is as large and nothing greater."""
    dX = np.zeros(X.shape)
    for n, j in np.ndindex(X.shape):
        for k in range(G.shape[1]):
            s = k * stride
            if (
                s <= j < s + size
                and all(X[n, s:j] < X[n, j])
                and all(X[n, j : s + size] <= X[n, j])
            ):
                dX[n, j] += G[n, k]
    return dX


def pool(shares, G, X, size, stride, assign=False):
    dX = np.zeros_like(X)
    for n in range(len(X)):
        for k in range(G.shape[1]):
            s = k * stride
            part = G[n, k] * shares(X[n, s : s + size])
            if assign:
                dX[n, s : s + size] = np.where(part != 0, part, dX[n, s : s + size])
            else:
                dX[n, s : s + size] += part
    return dX


def first(w):
    return np.eye(len(w))[w.argmax()]


def ties(w):
    return (w == w.max()).astype(float)


def started(G, X, size, stride, begin):
    dX = np.zeros_like(X)
    for n in range(len(X)):
        for k in range(G.shape[1]):
            dX[n, begin(k) + X[n, k * stride : k * stride + size].argmax()] += G[n, k]
    return dX


RIGHT["max_pool_by_hand"] = [_POOLED]
WRONG["max_pool_by_hand"] = [
    ("path-missing", {**_POOLED, "dL/dx": [0, 0, -3, 0, 2, 0, 0, 0, 5]}),
    ("path-missing", {**_POOLED, "dL/dx": [0, 0, 7, 0, 2, 0, 0, 0, 5]}),
    ("gradient-to-whole-window", {**_POOLED, "dL/dx": [7, 7, 4, -3, -1, 2, 7, 5, 5]}),
    ("value-for-slope", {**_POOLED, "dL/dx": [0, 0, 24, 0, 10, 0, 0, 0, 20]}),
    (
        "gradient-shared-in-window",
        {**_POOLED, "dL/dx": [v / 3 for v in (7, 7, 4, -3, -1, 2, 7, 5, 5)]},
    ),
    (
        "windows-apart",
        {"y": [6, 5, 4], "windows won by 6": 1, "dL/dx": [0, 0, 7, 0, -3, 0, 0, 0, 2]},
    ),
    (None, {**_POOLED, "dL/dx": [0, 0, 4, 0, 2, 0, 0, 0, 6]}),
]
RIGHT["max_pool_backward"] = [loops, scattered, one_hot, counted, by_input]
WRONG["max_pool_backward"] = [
    ("path-missing", lambda *v: pool(first, *v, assign=True)),
    ("gradient-to-whole-window", lambda *v: pool(np.ones_like, *v)),
    ("gradient-shared-in-window", lambda *v: pool(lambda w: np.ones_like(w) / w.size, *v)),
    ("gradient-to-first-entry", lambda *v: pool(lambda w: np.eye(len(w))[0], *v)),
    ("minimum-for-maximum", lambda *v: pool(lambda w: np.eye(len(w))[w.argmin()], *v)),
    ("value-for-slope", lambda *v: pool(lambda w: first(w) * w.max(), *v)),
    ("upstream-missing", lambda G, *v: pool(first, np.ones_like(G), *v)),
    ("ties-counted-twice", lambda *v: pool(ties, *v)),
    ("ties-shared", lambda *v: pool(lambda w: ties(w) / ties(w).sum(), *v)),
    ("last-maximum", lambda *v: pool(lambda w: first(w[::-1])[::-1], *v)),
    ("window-start-forgotten", lambda *v: started(*v, begin=lambda k: 0)),
    ("window-start-forgotten", lambda *v: started(*v, begin=lambda k: k)),
    ("sign-flipped", lambda *v: -loops(*v)),
    (None, lambda G, X, size, stride: loops(G, X, size, stride) + 0.1),
    (None, lambda G, X, size, stride: loops(G, X[:, ::-1], size, stride)),
]

# ---- dropout ---------------------------------------------------------------------------------


def divided(X, G, mask, rate):
    """Mask and division, forward and backward."""
    return X * mask / (1 - rate), G * mask / (1 - rate), X, G


def one_factor(X, G, mask, rate):
    """One factor, computed once."""
    keep = 1 - rate
    factor = mask * (1 / keep)
    return {"Y": factor * X, "dX": factor * G, "Y_eval": X.copy(), "dX_eval": G.copy()}


def where(X, G, mask, rate):
    """np.where in place of products."""
    drop = mask == 0
    return np.where(drop, 0, X / (1 - rate)), np.where(drop, 0, G / (1 - rate)), 1 * X, 1 * G


def entries(X, G, mask, rate):
    """Entry by entry."""
    Y, dX = np.zeros(X.shape), np.zeros(X.shape)
    for at in np.ndindex(X.shape):
        if mask[at]:
            Y[at], dX[at] = X[at] / (1 - rate), G[at] / (1 - rate)
    return Y, dX, X, G


def diagonal(X, G, mask, rate):
    """A diagonal matrix for each sample, and its transpose on the way back."""
    D = [np.diag(m) / (1 - rate) for m in mask]
    Y = np.array([d @ x for d, x in zip(D, X, strict=True)])
    dX = np.array([d.T @ g for d, g in zip(D, G, strict=True)])
    return Y, dX, X, G


def drop_with(**blocks):
    def answer(X, G, mask, rate):
        names = ("Y", "dX", "Y_eval", "dX_eval")
        found = dict(zip(names, divided(X, G, mask, rate), strict=True))
        for name, formula in blocks.items():
            found[name] = formula(X, G, mask, rate)
        return found

    return answer


def factored(factor):
    return drop_with(Y=lambda X, G, m, r: X * factor(m, r), dX=lambda X, G, m, r: G * factor(m, r))


RIGHT["dropout"] = [divided, one_factor, where, entries, diagonal]
WRONG["dropout"] = [
    ("dropout-scale-missing", factored(lambda m, r: m)),
    ("dropout-scale-missing", drop_with(dX=lambda X, G, m, r: G * m)),
    ("dropout-mask-missing", drop_with(dX=lambda X, G, m, r: G)),
    ("dropout-mask-missing", drop_with(dX=lambda X, G, m, r: G / (1 - r))),
    ("rate-for-keep", factored(lambda m, r: m / r)),
    ("scale-inverted", factored(lambda m, r: m * (1 - r))),
    ("mask-inverted", factored(lambda m, r: (1 - m) / (1 - r))),
    ("scale-from-mask", factored(lambda m, r: m / m.mean())),
    ("mask-from-zeros", drop_with(dX=lambda X, G, m, r: np.where(X * m > 0, G, 0) / (1 - r))),
    ("value-for-slope", drop_with(dX=lambda X, G, m, r: G * X * m / (1 - r))),
    ("scale-twice", drop_with(dX=lambda X, G, m, r: G * m / (1 - r) ** 2)),
    ("upstream-missing", drop_with(dX=lambda X, G, m, r: m / (1 - r))),
    (
        "scaled-when-evaluating",
        drop_with(
            Y_eval=lambda X, G, m, r: X * (1 - r),
            dX_eval=lambda X, G, m, r: G * (1 - r),
        ),
    ),
    ("scaled-when-evaluating", drop_with(Y_eval=lambda X, G, m, r: X * (1 - r))),
    (
        "dropped-when-evaluating",
        drop_with(
            Y_eval=lambda X, G, m, r: X * m / (1 - r),
            dX_eval=lambda X, G, m, r: G * m / (1 - r),
        ),
    ),
    (
        None,
        drop_with(
            dX=lambda X, G, m, r: G * (np.random.default_rng(0).random(X.shape) > r) / (1 - r)
        ),
    ),
    (None, drop_with(dX=lambda X, G, m, r: G * np.sqrt(m / (1 - r)))),
]
