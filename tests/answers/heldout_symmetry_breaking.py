"""Wrong answers to `05_symmetry_breaking`: as people write them, and the names they must get."""

from __future__ import annotations

from typing import Any

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def st(h_=None, o_=None, d2_=None, d1_=None):

    def f(x, y, w, n):
        h = h_(x, w) if h_ else sigmoid(w * x.sum())
        o = sigmoid(n * w * h)
        d2 = d2_(o, y) if d2_ else (o - y) * o * (1 - o)
        d1 = d1_(h, w, d2, n) if d1_ else h * (1 - h) * w * d2.sum()
        return (np.full(n, h), d2, np.full(n, d1))

    return f


def ug(d1_=None, o=None):

    def f(p, q, X, D2):
        h = sigmoid(X @ p)
        d1 = d1_(D2, q, h, X) if d1_ else D2 @ q * h * (1 - h)
        return o(d1, X, D2, h) if o else (d1 @ X, D2.T @ h)

    return f


def ls(root=np.sqrt, gain=lambda s: 2 / (1 + s**2), bound=3**0.5):

    def f(i, o, s):
        a = root(gain(s) / i)
        return a, root(gain(s) / o), bound * a

    return f


#: Exercise, the slugs that it must be named by (none where the cause must stay unknown), answer.
HELD_OUT: list[tuple[str, str, Any]] = [
    ("constant_start", "sign-flipped-error", st(d2_=lambda o, y: (y - o) * o * (1 - o))),
    ("constant_start", "output-fprime-missing", st(d2_=lambda o, y: o - y)),
    ("constant_start", "hidden-fprime-missing", st(d1_=lambda h, w, d, n: w * d.sum())),
    ("constant_start", "weight-factor-missing", st(d1_=lambda h, w, d, n: h * (1 - h) * d.sum())),
    ("constant_start", "factor-one-over-k", st(d1_=lambda h, w, d, n: h * (1 - h) * w * d.mean())),
    (
        "constant_start",
        "hidden-fprime-missing output-fprime-missing",
        st(d2_=lambda o, y: o - y, d1_=lambda h, w, d, n: w * d.sum()),
    ),
    ("unit_gradients", "hidden-fprime-missing", ug(d1_=lambda D, q, h, X: D @ q)),
    (
        "unit_gradients",
        "batch-mean-for-sum",
        ug(o=lambda d1, X, D2, h: (d1 @ X / len(X), h @ D2 / len(X))),
    ),
    ("unit_gradients", "blocks-out-of-order", ug(o=lambda d1, X, D2, h: (D2.T @ h, d1 @ X))),
    ("unit_gradients", "f-for-fprime", ug(d1_=lambda D, q, h, X: (D @ q) * h)),
    ("logistic_gradient", "batch-sum-for-mean", lambda X, y, w: X.T @ (sigmoid(X @ w) - y)),
    (
        "logistic_gradient",
        "sign-flipped-error",
        lambda X, y, w: X.T @ (y - sigmoid(X @ w)) / len(y),
    ),
    (
        "logistic_gradient",
        "output-fprime-extra",
        lambda X, y, w: (lambda p: X.T @ ((p - y) * p * (1 - p)) / len(y))(sigmoid(X @ w)),
    ),
    ("logistic_gradient", "sigmoid-missing", lambda X, y, w: X.T @ (X @ w - y) / len(y)),
    ("logistic_gradient", "factor-two", lambda X, y, w: 2 * X.T @ (sigmoid(X @ w) - y) / len(y)),
    ("leaky_scales", "init-variance-as-std", ls(root=lambda v: v)),
    ("leaky_scales", "init-gain", ls(gain=lambda s: 1.0)),
    ("leaky_scales", "init-gain", ls(gain=lambda s: 2.0)),
    ("leaky_scales", "init-uniform-bound", ls(bound=12**0.5)),
    ("leaky_scales", "init-fan-swapped", lambda i, o, s: ls()(o, i, s)),
]
