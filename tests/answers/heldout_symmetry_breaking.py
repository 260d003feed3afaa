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


def hg(d2_=None, d1_=None, o=None):

    def f(W1, W2, X, Y):
        A = sigmoid(X @ W1.T)
        Om = sigmoid(A @ W2.T)
        D2 = d2_(Om, Y, X) if d2_ else (Om - Y) * Om * (1 - Om) / len(X)
        D1 = d1_(D2, W2, A, X, Om) if d1_ else D2 @ W2 * A * (1 - A)
        return o(D1, X, D2, A) if o else (D1.T @ X, D2.T @ A)

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
    ("hidden_layer_gradients", "batch-sum-for-mean", hg(lambda Om, Y, X: (Om - Y) * Om * (1 - Om))),
    ("hidden_layer_gradients", "output-fprime-missing", hg(lambda Om, Y, X: (Om - Y) / len(X))),
    ("hidden_layer_gradients", "hidden-fprime-missing", hg(d1_=lambda D, W, A, X, Om: D @ W)),
    (
        "hidden_layer_gradients",
        "batch-divided-twice",
        hg(o=lambda D1, X, D2, A: (D1.T @ X / len(X), D2.T @ A / len(X))),
    ),
    (
        "hidden_layer_gradients",
        "outer-order-swapped",
        hg(o=lambda D1, X, D2, A: (X.T @ D1, A.T @ D2)),
    ),
    (
        "hidden_layer_gradients",
        "constant-reapplied-per-layer",
        hg(d1_=lambda D, W, A, X, Om: D @ W * A * (1 - A) / len(X)),
    ),
    (
        "hidden_layer_gradients",
        "blocks-out-of-order",
        hg(o=lambda D1, X, D2, A: (D2.T @ A, D1.T @ X)),
    ),
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
    (
        "initial_scales",
        "init-variance-as-std",
        lambda i, o: (lambda a, b: (a, np.sqrt(3) * a, b, np.sqrt(3) * b))(2 / (i + o), 2 / i),
    ),
    (
        "initial_scales",
        "init-gain",
        lambda i, o: (lambda a, b: (a, np.sqrt(3) * a, b, np.sqrt(3) * b))(
            np.sqrt(1 / (i + o)), np.sqrt(2 / i)
        ),
    ),
    (
        "initial_scales",
        "outputs-exchanged",
        lambda i, o: (lambda a, b: (a, np.sqrt(3) * a, b, np.sqrt(3) * b))(
            np.sqrt(6 / (i + o)), np.sqrt(6 / i)
        ),
    ),
    (
        "initial_scales",
        "init-uniform-bound",
        lambda i, o: (lambda a, b: (a, np.sqrt(6) * a, b, np.sqrt(6) * b))(
            np.sqrt(2 / (i + o)), np.sqrt(2 / i)
        ),
    ),
    (
        "initial_scales",
        "init-fan-swapped",
        lambda i, o: (lambda a, b: (a, np.sqrt(3) * a, b, np.sqrt(3) * b))(
            np.sqrt(2 / (i + o)), np.sqrt(2 / o)
        ),
    ),
]
