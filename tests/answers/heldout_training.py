"""Wrong answers to `06_training_by_hand`: as people write them, and the names they must get."""

from __future__ import annotations

from typing import Any

import numpy as np


def softmax(z, ax=1):
    e = np.exp(z - z.max(axis=ax, keepdims=True))
    return e / e.sum(axis=ax, keepdims=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def dg(top=None, mask=None, dW=None, db=None):

    def f(X, Y, W1, b1, W2, b2):
        Z = X @ W1.T + b1
        A = np.maximum(Z, 0)
        P = softmax(A @ W2.T + b2)
        m = len(X)
        D2 = top(P, Y, m) if top else (P - Y) / m
        D1 = mask(D2 @ W2, Z, A, X) if mask else D2 @ W2 * (Z > 0)
        gw = (lambda D, V: dW(D, V, m)) if dW else lambda D, V: D.T @ V
        gb = (lambda D: db(D, m)) if db else lambda D: D.sum(0)
        return (gw(D1, X), gb(D1), gw(D2, A), gb(D2))

    return f


def grads(X, Y, W1, b1, W2, b2):
    return dg()(X, Y, W1, b1, W2, b2)


#: Exercise, the slugs that it must be named by (none where the cause must stay unknown), answer.
HELD_OUT: list[tuple[str, str, Any]] = [
    (
        "digits_forward",
        "softmax-wrong-axis",
        lambda X, W1, b1, W2, b2: (lambda Z, A: (Z, A, softmax(A @ W2.T + b2, 0)))(
            X @ W1.T + b1, np.maximum(X @ W1.T + b1, 0)
        ),
    ),
    (
        "digits_forward",
        "",
        lambda X, W1, b1, W2, b2: (lambda Z, A: (Z, A, softmax(A @ W2.T + b2)))(
            X @ W1.T + b1, sigmoid(X @ W1.T + b1)
        ),
    ),
    (
        "digits_forward",
        "bias-left-out",
        lambda X, W1, b1, W2, b2: (lambda Z, A: (Z, A, softmax(A @ W2.T + b2)))(
            X @ W1.T, np.maximum(X @ W1.T, 0)
        ),
    ),
    (
        "digits_forward",
        "preactivation-as-input",
        lambda X, W1, b1, W2, b2: (lambda Z, A: (Z, A, softmax(Z @ W2.T + b2)))(
            X @ W1.T + b1, np.maximum(X @ W1.T + b1, 0)
        ),
    ),
    (
        "digits_forward",
        "logits-for-probabilities",
        lambda X, W1, b1, W2, b2: (lambda Z, A: (Z, A, A @ W2.T + b2))(
            X @ W1.T + b1, np.maximum(X @ W1.T + b1, 0)
        ),
    ),
    ("digits_gradients", "batch-sum-for-mean", dg(lambda P, Y, m: P - Y)),
    ("digits_gradients", "sign-flipped-error", dg(lambda P, Y, m: (Y - P) / m)),
    ("digits_gradients", "output-fprime-extra", dg(lambda P, Y, m: (P - Y) * P * (1 - P) / m)),
    ("digits_gradients", "hidden-fprime-missing", dg(mask=lambda G, Z, A, X: G)),
    ("digits_gradients", "relu-mask-wrong-tensor", dg(mask=lambda G, Z, A, X: G * (G > 0))),
    ("digits_gradients", "relu-mask-wrong-tensor", dg(mask=lambda G, Z, A, X: np.maximum(G, 0))),
    ("digits_gradients", "f-for-fprime", dg(mask=lambda G, Z, A, X: G * A)),
    (
        "digits_gradients",
        "batch-divided-twice",
        dg(dW=lambda D, V, m: D.T @ V / m, db=lambda D, m: D.sum(0) / m),
    ),
    ("digits_gradients", "db-mean-for-sum", dg(db=lambda D, m: D.mean(0))),
    ("digits_gradients", "", dg(mask=lambda G, Z, A, X: G * (Z < 0))),
    ("digits_gradients", "", dg(mask=lambda G, Z, A, X: G * (Z >= 0.5))),
    ("digits_gradients", "mean-over-all-entries", dg(lambda P, Y, m: (P - Y) / Y.size)),
    ("digits_gradients", "stops-at-probabilities", dg(lambda P, Y, m: -Y / P / m)),
    ("digits_gradients", "outer-order-swapped", dg(dW=lambda D, V, m: V.T @ D)),
    ("mini_batches", "", lambda o, s: [o[i : i + s] for i in range(0, len(o) - s + 1, s)]),
    ("mini_batches", "", lambda o, s: [o[i : i + s] for i in range(len(o))]),
    (
        "mini_batches",
        "order-ignored",
        lambda o, s: [np.arange(len(o))[i : i + s] for i in range(0, len(o), s)],
    ),
    ("mini_batches", "", lambda o, s: [o[i:s] for i in range(0, len(o), s)]),
    ("mini_batches", "", lambda o, s: np.array_split(o, s)),
    (
        "train_step",
        "ascent-step",
        lambda X, Y, W1, b1, W2, b2, e: [
            p + e * g for p, g in zip((W1, b1, W2, b2), grads(X, Y, W1, b1, W2, b2), strict=True)
        ],
    ),
    (
        "train_step",
        "rate-missing",
        lambda X, Y, W1, b1, W2, b2, e: [
            p - g for p, g in zip((W1, b1, W2, b2), grads(X, Y, W1, b1, W2, b2), strict=True)
        ],
    ),
    (
        "train_step",
        "change-for-value",
        lambda X, Y, W1, b1, W2, b2, e: [
            -e * g for p, g in zip((W1, b1, W2, b2), grads(X, Y, W1, b1, W2, b2), strict=True)
        ],
    ),
    (
        "train_step",
        "update-subtracts-weight",
        lambda X, Y, W1, b1, W2, b2, e: [p - e * p for p in (W1, b1, W2, b2)],
    ),
    (
        "train_step",
        "batch-divided-twice",
        lambda X, Y, W1, b1, W2, b2, e: [
            p - e * g / len(X)
            for p, g in zip((W1, b1, W2, b2), grads(X, Y, W1, b1, W2, b2), strict=True)
        ],
    ),
]
