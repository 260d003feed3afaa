"""Wrong answers to `01_single_layer`: as people write them, and the names they must get."""

from __future__ import annotations

from typing import Any

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def layer(delta=None, dW=None, db=None, dx=None):

    def f(x, y, W, b):
        z = W @ x + b
        a = sigmoid(z)
        d = delta(x, y, W, z, a) if delta else (a - y) * a * (1 - a)
        return (
            d,
            dW(d, x, W, z, a) if dW else np.outer(d, x),
            db(d, x) if db else d,
            dx(d, x, W, a) if dx else W.T @ d,
        )

    return f


def bias_forgotten(x, y, W, b):
    a = sigmoid(W @ x)
    d = (a - y) * a * (1 - a)
    return (d, np.outer(d, x), d, W.T @ d)


def sigmoid_of_a(x, y, W, b):
    a = sigmoid(sigmoid(W @ x + b))
    d = (a - y) * a * (1 - a)
    return (d, np.outer(d, x), d, W.T @ d)


def dw_by_a(x, y, W, b):
    a = sigmoid(W @ x + b)
    d = (a - y) * a * (1 - a)
    dW = np.outer(d, x)
    return (d, dW, d, dW.T @ d)


def updated(x, y, W, b):
    a = sigmoid(W @ x + b)
    d = (a - y) * a * (1 - a)
    W = W - 0.1 * np.outer(d, x)
    return (d, np.outer(d, x), d, W.T @ d)


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def jac_sign(g, z):
    p = softmax(z)
    J = np.zeros((len(p), len(p)))
    for i in range(len(p)):
        for j in range(len(p)):
            J[i, j] = p[i] * (1 - p[i]) if i == j else p[i] * p[j]
    return J @ g


def offdiag(g, z):
    p = softmax(z)
    J = -np.outer(p, p)
    np.fill_diagonal(J, p)
    return J @ g


def jac_z(g, z):
    return (np.diag(z) - np.outer(z, z)) @ g


def batch(ps=None, dW=None, db=None, dX=None):

    def f(D, X, W):
        p = np.einsum("no,ni->noi", D, X)
        return (
            ps(D, X) if ps else p,
            dW(D, X, p) if dW else D.T @ X,
            db(D, X) if db else D.sum(0),
            dX(D, W, X) if dX else D @ W,
        )

    return f


def fd(q):

    def f(fn, W, h=1e-05):
        g = np.zeros_like(W)
        for i in np.ndindex(W.shape):
            E = np.zeros_like(W)
            E[i] = h
            g[i] = q(fn, W, E, h)
        return g

    return f


def notrest(f, W, h=1e-05):
    g = np.zeros_like(W)
    for i in np.ndindex(W.shape):
        W[i] += h
        up = f(W)
        W[i] -= 2 * h
        g[i] = (up - f(W)) / (2 * h)
    return g


def notrest2(f, W, h=1e-05):
    g = np.zeros_like(W)
    W = W.copy()
    for i in np.ndindex(W.shape):
        W[i] += h
        up = f(W)
        W[i] -= h
        g[i] = (up - f(W)) / h
    return g


def notrest3(f, W, h=1e-05):
    g = np.zeros_like(W)
    f0 = f(W)
    W = W.copy()
    for i in np.ndindex(W.shape):
        W[i] += h
        g[i] = (f(W) - f0) / h
    return g


def allonce(f, W, h=1e-05):
    return np.ones_like(W) * (f(W + h) - f(W - h)) / (2 * h)


def scalar(f, W, h=1e-05):
    return (f(W + h) - f(W - h)) / (2 * h)


def Enotreset(f, W, h=1e-05):
    g = np.zeros_like(W)
    E = np.zeros_like(W)
    for i in np.ndindex(W.shape):
        E[i] = h
        g[i] = (f(W + E) - f(W - E)) / (2 * h)
    return g


def rows(f, W, h=1e-05):
    g = np.zeros_like(W)
    for i in range(W.shape[0]):
        E = np.zeros_like(W)
        E[i] = h
        g[i] = (f(W + E) - f(W - E)) / (2 * h)
    return g


#: Exercise, the slugs that it must be named by (none where the cause must stay unknown), answer.
HELD_OUT: list[tuple[str, str, Any]] = [
    ("weight_gradient", "outer-order-swapped", lambda d, x: np.outer(x, d)),
    ("weight_gradient", "outer-order-swapped", lambda d, x: x.reshape(-1, 1) @ d.reshape(1, -1)),
    ("weight_gradient", "elementwise-vs-matrix", lambda d, x: d * x),
    ("weight_gradient", "elementwise-vs-matrix", lambda d, x: np.dot(d, x)),
    ("weight_gradient", "elementwise-vs-matrix", lambda d, x: d.T @ x),
    ("weight_gradient", "factor-one-over-inputs", lambda d, x: np.outer(d, x) / len(x)),
    ("weight_gradient", "sign-flipped", lambda d, x: -np.outer(d, x)),
    ("weight_gradient", "upstream-missing", lambda d, x: np.tile(x, (len(d), 1))),
    ("weight_gradient", "chain-rule-adds", lambda d, x: np.add.outer(d, x)),
    ("weight_gradient", "", lambda d, x: np.outer(d, x).sum(axis=0)),
    ("weight_gradient", "factor-two", lambda d, x: 2 * np.outer(d, x)),
    ("weight_gradient", "delta-as-input", lambda d, x: np.outer(d, d)),
    ("input_gradient", "missing-transpose-w", lambda d, W: W @ d),
    ("input_gradient", "missing-transpose-w", lambda d, W: np.dot(d, W.T)),
    ("input_gradient", "elementwise-vs-matrix", lambda d, W: W * d),
    ("input_gradient", "batch-not-summed", lambda d, W: W.T * d),
    ("input_gradient", "upstream-missing", lambda d, W: W.sum(axis=0)),
    ("input_gradient", "", lambda d, W: (W * d).sum(axis=0)),
    ("input_gradient", "missing-transpose-w", lambda d, W: (W * d).sum(axis=1)),
    ("input_gradient", "", lambda d, W: d),
    ("input_gradient", "", lambda d, W: np.linalg.pinv(W) @ d),
    ("input_gradient", "output-sum-missing", lambda d, W: W[0] * d[0]),
    ("input_gradient", "summed-separately", lambda d, W: d.sum() * W.sum(axis=0)),
    ("input_gradient", "", lambda d, W: np.outer(d, W.sum(axis=0))),
    ("squared_error_delta", "sign-flipped-error", lambda z, y: y - z),
    ("squared_error_delta", "loss-factor-two", lambda z, y: 2 * (z - y)),
    ("squared_error_delta", "factor-one-over-k", lambda z, y: (z - y) / len(y)),
    ("squared_error_delta", "loss-factor-two sign-flipped-error", lambda z, y: 2 * (y - z)),
    ("squared_error_delta", "error-squared", lambda z, y: 0.5 * np.square(z - y)),
    ("squared_error_delta", "", lambda z, y: 0.5 * np.sum((z - y) ** 2)),
    ("squared_error_delta", "", lambda z, y: (z - y) * sigmoid(z) * (1 - sigmoid(z))),
    ("squared_error_delta", "loss-factor-two", lambda z, y: (z - y) * 0.5),
    ("squared_error_delta", "error-times-output", lambda z, y: (z - y) * z),
    ("squared_error_delta", "", lambda z, y: np.abs(z - y)),
    ("sigmoid_slope", "closed-form-fed-z", lambda z: z * (1 - z)),
    (
        "sigmoid_slope",
        "fprime-at-activation",
        lambda z: (lambda a: sigmoid(a) * (1 - sigmoid(a)))(sigmoid(z)),
    ),
    ("sigmoid_slope", "f-for-fprime", lambda z: sigmoid(z)),
    ("sigmoid_slope", "activation-derivative-misremembered", lambda z: 1 - sigmoid(z) ** 2),
    ("sigmoid_slope", "activation-derivative-misremembered", lambda z: 1 - np.tanh(z) ** 2),
    (
        "sigmoid_slope",
        "activation-derivative-misremembered",
        lambda z: np.exp(-z) / (1 + np.exp(-z)),
    ),
    (
        "sigmoid_slope",
        "activation-derivative-misremembered",
        lambda z: -np.exp(-z) / (1 + np.exp(-z)) ** 2,
    ),
    ("sigmoid_slope", "activation-derivative-misremembered", lambda z: 1 / (1 + np.exp(-z)) ** 2),
    (
        "sigmoid_slope",
        "activation-derivative-misremembered",
        lambda z: np.exp(z) / (1 + np.exp(-z)) ** 2,
    ),
    ("sigmoid_slope", "activation-derivative-misremembered", lambda z: sigmoid(z) * (1 - z)),
    ("sigmoid_slope", "", lambda z: (z > 0).astype(float)),
    (
        "sigmoid_slope",
        "activation-derivative-misremembered",
        lambda z: z * sigmoid(z) * (1 - sigmoid(z)),
    ),
    ("sigmoid_slope", "f-for-fprime sign-flipped", lambda z: sigmoid(z) - sigmoid(z) * 2),
    ("sigmoid_delta", "closed-form-fed-z", lambda g, z: g * z * (1 - z)),
    ("sigmoid_delta", "fprime-from-error", lambda g, z: g * (g * (1 - g))),
    ("sigmoid_delta", "hidden-fprime-missing", lambda g, z: g),
    ("sigmoid_delta", "f-for-fprime", lambda g, z: g * sigmoid(z)),
    ("sigmoid_delta", "fprime-twice", lambda g, z: g * (sigmoid(z) * (1 - sigmoid(z))) ** 2),
    (
        "sigmoid_delta",
        "elementwise-vs-matrix",
        lambda g, z: np.dot(g, sigmoid(z) * (1 - sigmoid(z))),
    ),
    ("sigmoid_delta", "upstream-missing", lambda g, z: sigmoid(z) * (1 - sigmoid(z))),
    ("sigmoid_delta", "slope-at-upstream", lambda g, z: sigmoid(g) * (1 - sigmoid(g)) * z),
    (
        "sigmoid_delta",
        "activation-derivative-misremembered",
        lambda g, z: g * (1 - np.tanh(z) ** 2),
    ),
    (
        "sigmoid_delta",
        "fprime-at-activation",
        lambda g, z: g * sigmoid(sigmoid(z)) * (1 - sigmoid(sigmoid(z))),
    ),
    ("sigmoid_delta", "slope-of-product", lambda g, z: sigmoid(g * z) * (1 - sigmoid(g * z))),
    ("layer_gradients", "sign-flipped-error", layer(lambda x, y, W, z, a: (y - a) * a * (1 - a))),
    ("layer_gradients", "output-fprime-missing", layer(lambda x, y, W, z, a: a - y)),
    ("layer_gradients", "loss-factor-two", layer(lambda x, y, W, z, a: 2 * (a - y) * a * (1 - a))),
    (
        "layer_gradients",
        "fprime-at-activation",
        layer(lambda x, y, W, z, a: (a - y) * sigmoid(a) * (1 - sigmoid(a))),
    ),
    (
        "layer_gradients",
        "outer-order-swapped output-fprime-missing",
        layer(lambda x, y, W, z, a: a - y, lambda d, x, W, z, a: np.outer(x, d)),
    ),
    ("layer_gradients", "missing-transpose-w", layer(dx=lambda d, x, W, a: W @ d)),
    (
        "layer_gradients",
        "missing-transpose-w sign-flipped-error",
        layer(lambda x, y, W, z, a: (y - a) * a * (1 - a), dx=lambda d, x, W, a: W @ d),
    ),
    ("layer_gradients", "db-collapsed", layer(db=lambda d, x: np.sum(d))),
    (
        "layer_gradients",
        "propagates-error-not-delta",
        lambda x, y, W, b: (
            lambda a: (
                (a - y) * a * (1 - a),
                np.outer((a - y) * a * (1 - a), x),
                (a - y) * a * (1 - a),
                W.T @ (a - y),
            )
        )(sigmoid(W @ x + b)),
    ),
    ("layer_gradients", "layer-output-as-input", layer(dW=lambda d, x, W, z, a: np.outer(d, a))),
    ("layer_gradients", "bias-multiplied-by-input", layer(db=lambda d, x: d * np.sum(x))),
    ("layer_gradients", "slope-at-input", layer(dx=lambda d, x, W, a: W.T @ d * x * (1 - x))),
    ("layer_gradients", "upstream-missing", layer(db=lambda d, x: np.ones_like(d))),
    (
        "layer_gradients",
        "",
        layer(
            lambda x, y, W, z, a: (a - y) * a * (1 - a),
            dW=lambda d, x, W, z, a: np.outer(a - a, x) + np.outer(W @ x, x),
        ),
    ),
    ("layer_gradients", "bias-left-out", bias_forgotten),
    ("layer_gradients", "", sigmoid_of_a),
    ("layer_gradients", "dw-in-place-of-w", dw_by_a),
    ("layer_gradients", "updated-weight-backprop", updated),
    (
        "layer_gradients",
        "output-fprime-missing sign-flipped-error",
        layer(lambda x, y, W, z, a: y - a),
    ),
    ("layer_gradients", "closed-form-fed-z", layer(lambda x, y, W, z, a: (a - y) * z * (1 - z))),
    (
        "softmax_delta",
        "softmax-diagonal-only",
        lambda g, z: (lambda p: p * (1 - p) * g)(softmax(z)),
    ),
    (
        "softmax_delta",
        "softmax-cross-term-sign",
        lambda g, z: (lambda p: p * (g + p @ g))(softmax(z)),
    ),
    ("softmax_delta", "softmax-term-missing", lambda g, z: (lambda p: -p * (p @ g))(softmax(z))),
    (
        "softmax_delta",
        "softmax-mean-unweighted",
        lambda g, z: (lambda p: p * (g - g.sum()))(softmax(z)),
    ),
    (
        "softmax_delta",
        "softmax-mean-unweighted",
        lambda g, z: (lambda p: p * (g - g.mean()))(softmax(z)),
    ),
    ("softmax_delta", "upstream-taken-for-target", lambda g, z: (lambda p: p - g)(softmax(z))),
    ("softmax_delta", "softmax-term-missing", lambda g, z: (lambda p: g - p @ g)(softmax(z))),
    (
        "softmax_delta",
        "softmax-identity-for-diagonal",
        lambda g, z: (lambda p: g - p * (p @ g))(softmax(z)),
    ),
    ("softmax_delta", "", lambda g, z: (lambda p: (np.diag(p) - np.outer(p, p)) @ z)(softmax(z))),
    ("softmax_delta", "sign-flipped", lambda g, z: (lambda p: p * (p @ g - g))(softmax(z))),
    (
        "softmax_delta",
        "softmax-diagonal-twice",
        lambda g, z: (lambda p: p * (1 - p) * g - p * (p @ g))(softmax(z)),
    ),
    (
        "softmax_delta",
        "",
        lambda g, z: (lambda p: p * g - np.outer(p, p) @ g + p * p * g)(softmax(z)),
    ),
    ("softmax_delta", "softmax-cross-term-sign", jac_sign),
    ("softmax_delta", "", offdiag),
    ("softmax_delta", "softmax-jacobian-at-logits", jac_z),
    ("softmax_delta", "stops-at-probabilities", lambda g, z: g),
    (
        "batch_gradients",
        "batch-mean-for-sum",
        batch(dW=lambda D, X, p: D.T @ X / len(X), db=lambda D, X: D.mean(0)),
    ),
    ("batch_gradients", "db-wrong-axis", batch(db=lambda D, X: D.sum(axis=1))),
    ("batch_gradients", "db-wrong-axis", batch(db=lambda D, X: D.sum(axis=1, keepdims=True))),
    ("batch_gradients", "outer-order-swapped", batch(dW=lambda D, X, p: X.T @ D)),
    ("batch_gradients", "missing-transpose-w", batch(dX=lambda D, W, X: D @ W.T)),
    ("batch_gradients", "db-mean-for-sum", batch(db=lambda D, X: D.mean(axis=0))),
    ("batch_gradients", "batch-mean-for-sum", batch(dW=lambda D, X, p: p.mean(axis=0))),
    (
        "batch_gradients",
        "outer-order-swapped",
        batch(ps=lambda D, X: np.einsum("no,ni->nio", D, X), dW=lambda D, X, p: X.T @ D),
    ),
    (
        "batch_gradients",
        "outer-order-swapped",
        batch(ps=lambda D, X: np.einsum("no,ni->nio", D, X)),
    ),
    ("batch_gradients", "db-collapsed", batch(db=lambda D, X: D.sum())),
    ("batch_gradients", "db-not-summed", batch(db=lambda D, X: D)),
    ("batch_gradients", "db-collapsed", batch(db=lambda D, X: D.mean())),
    ("batch_gradients", "input-gradient-summed", batch(dX=lambda D, W, X: D.sum(0) @ W)),
    ("batch_gradients", "", batch(dW=lambda D, X, p: D @ X.T)),
    ("batch_gradients", "one-sample-only", batch(dW=lambda D, X, p: p[-1])),
    ("batch_gradients", "one-sample-only", batch(dW=lambda D, X, p: p[0])),
    (
        "batch_gradients",
        "factor-one-over-n",
        batch(ps=lambda D, X: np.array([np.outer(D[i], X[i]) for i in range(len(X))]) / len(X)),
    ),
    ("batch_gradients", "factor-one-over-n", batch(dX=lambda D, W, X: D @ W / len(X))),
    ("batch_gradients", "", batch(dW=lambda D, X, p: p.sum(axis=1))),
    (
        "batch_gradients",
        "",
        batch(ps=lambda D, X: np.array([np.outer(D[i], X[i]) for i in range(len(X))]).cumsum(0)),
    ),
    ("batch_gradients", "", batch(dW=lambda D, X, p: p[0] + p[1])),
    (
        "batch_gradients",
        "summed-separately",
        batch(dW=lambda D, X, p: np.outer(D.sum(0), X.sum(0))),
    ),
    (
        "batch_gradients",
        "summed-separately",
        batch(dW=lambda D, X, p: np.outer(D.mean(0), X.mean(0))),
    ),
    ("numerical_gradient", "one-sided-difference", fd(lambda f, W, E, h: (f(W + E) - f(W)) / h)),
    ("numerical_gradient", "central-not-halved", fd(lambda f, W, E, h: (f(W + E) - f(W - E)) / h)),
    (
        "numerical_gradient",
        "quotient-of-operations",
        fd(lambda f, W, E, h: (f(W + E) - f(W - E)) / 2 * h),
    ),
    ("numerical_gradient", "sign-flipped", fd(lambda f, W, E, h: (f(W - E) - f(W + E)) / (2 * h))),
    ("numerical_gradient", "perturbation-not-restored", notrest),
    ("numerical_gradient", "one-sided-difference", notrest2),
    ("numerical_gradient", "perturbation-not-restored", notrest3),
    ("numerical_gradient", "all-entries-at-once", allonce),
    ("numerical_gradient", "all-entries-at-once", scalar),
    ("numerical_gradient", "perturbation-not-restored", Enotreset),
    ("numerical_gradient", "line-nudged", rows),
]
