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

    def f(X, Y, W1, b1, W2, b2, W3, b3):
        Z1 = X @ W1.T + b1
        A1 = np.maximum(Z1, 0)
        Z2 = A1 @ W2.T + b2
        A2 = np.maximum(Z2, 0)
        P = softmax(A2 @ W3.T + b3)
        m = len(X)
        D3 = top(P, Y, m) if top else (P - Y) / m
        D2 = mask(D3 @ W3, Z2, A2, A1) if mask else D3 @ W3 * (Z2 > 0)
        D1 = mask(D2 @ W2, Z1, A1, X) if mask else D2 @ W2 * (Z1 > 0)
        gw = (lambda D, V: dW(D, V, m)) if dW else lambda D, V: D.T @ V
        gb = (lambda D: db(D, m)) if db else lambda D: D.sum(0)
        return (gw(D1, X), gb(D1), gw(D2, A1), gb(D2), gw(D3, A2), gb(D3))

    return f


def grads(*given):
    return dg()(*given)


def fw(act=lambda z: np.maximum(z, 0), feed="A", out=softmax, biases=1):

    def f(X, W1, b1, W2, b2, W3, b3):
        Z1 = X @ W1.T + biases * b1
        A1 = act(Z1)
        Z2 = (A1 if feed == "A" else Z1) @ W2.T + biases * b2
        A2 = act(Z2)
        return Z1, A1, Z2, A2, out((A2 if feed == "A" else Z2) @ W3.T + biases * b3)

    return f


def moves(change):
    """A step in which each parameter becomes `change(parameter, gradient, rate, N)`."""

    def f(X, Y, *rest):
        *params, rate = rest
        pairs = zip(params, grads(X, Y, *params), strict=True)
        return [change(p, g, rate, len(X)) for p, g in pairs]

    return f


#: Exercise, the slugs that it must be named by (none where the cause must stay unknown), answer.
HELD_OUT: list[tuple[str, str, Any]] = [
    ("digits_forward", "softmax-wrong-axis", fw(out=lambda z: softmax(z, 0))),
    ("digits_forward", "other-nonlinearity", fw(act=sigmoid)),
    ("digits_forward", "bias-left-out", fw(biases=0)),
    ("digits_forward", "preactivation-as-input", fw(feed="Z")),
    ("digits_forward", "logits-for-probabilities", fw(out=lambda z: z)),
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
    ("digits_gradients", "relu-mask-wrong", dg(mask=lambda G, Z, A, X: G * (Z < 0))),
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
    ("train_step", "ascent-step", moves(lambda p, g, rate, N: p + rate * g)),
    ("train_step", "rate-missing", moves(lambda p, g, rate, N: p - g)),
    ("train_step", "change-for-value", moves(lambda p, g, rate, N: -rate * g)),
    ("train_step", "update-subtracts-weight", moves(lambda p, g, rate, N: p - rate * p)),
    ("train_step", "batch-divided-twice", moves(lambda p, g, rate, N: p - rate * g / N)),
]
