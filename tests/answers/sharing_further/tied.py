"""Answers about a matrix beside its transpose."""

from __future__ import annotations

import numpy as np

from answers.derivatives import complex_step, differences


def tied_loss(X, W, b, c):
    A = np.tanh(X @ W.T + b)
    return ((A @ W + c - X) ** 2).sum() / (2 * len(X))


def parts(X, W, b, c):
    """A, the error behind the decoder, and the error behind the encoder."""
    A = np.tanh(X @ W.T + b)
    Delta = (A @ W + c - X) / len(X)
    return A, Delta, (Delta @ W.T) * (1 - A**2)


def tied_batch(X, W, b, c):
    """Products of matrices, a term for each use."""
    A, Delta, hidden = parts(X, W, b, c)
    return hidden.T @ X + A.T @ Delta, hidden.sum(axis=0), Delta.sum(axis=0)


def tied_by_samples(X, W, b, c):
    """One sample after the other, outer products, divided by N at the end."""
    dW, db, dc = np.zeros_like(W), np.zeros_like(b), np.zeros_like(c)
    for x in X:
        a = np.tanh(W @ x + b)
        e = W.T @ a + c - x
        delta = (W @ e) * (1 - a**2)
        dW += np.outer(delta, x) + np.outer(a, e)
        db += delta
        dc += e
    return dW / len(X), db / len(X), dc / len(X)


def tied_loops(X, W, b, c):
    """Index by index, with every sum written out."""
    N, (H, n) = len(X), W.shape
    dW, db, dc = np.zeros((H, n)), np.zeros(H), np.zeros(n)
    for x in X:
        a = [np.tanh(sum(W[i, m] * x[m] for m in range(n)) + b[i]) for i in range(H)]
        e = [sum(W[i, j] * a[i] for i in range(H)) + c[j] - x[j] for j in range(n)]
        for i in range(H):
            delta = (1 - a[i] ** 2) * sum(W[i, k] * e[k] for k in range(n))
            db[i] += delta / N
            for j in range(n):
                dW[i, j] += (delta * x[j] + a[i] * e[j]) / N
        dc += np.array(e) / N
    return {"dW": dW, "db": db, "dc": dc}


def tied_stacked(X, W, b, c):
    """Both uses in one product: errors above each other, inputs above each other."""
    A, Delta, hidden = parts(X, W, b, c)
    dW = np.vstack([hidden, A]).T @ np.vstack([X, Delta])
    return dW, np.ones(len(X)) @ hidden, np.ones(len(X)) @ Delta


def tied_complex(X, W, b, c):
    """The complex step on the loss."""
    return (
        complex_step(lambda V: tied_loss(X, V, b, c), W),
        complex_step(lambda v: tied_loss(X, W, v, c), b),
        complex_step(lambda v: tied_loss(X, W, b, v), c),
    )


def tied_untied(X, W, b, c):
    """Central differences, with copies of W for the encoder and for the decoder."""

    def loss(V, U, b=b, c=c):
        return ((np.tanh(X @ V.T + b) @ U + c - X) ** 2).sum() / (2 * len(X))

    dW = differences(lambda V: loss(V, W), W) + differences(lambda U: loss(W, U), W)
    return dW, differences(lambda v: loss(W, W, b=v), b), differences(lambda v: loss(W, W, c=v), c)


def change_dW(formula):
    """The right answer with another dW, from X, A, the error behind decoder and encoder."""

    def wrong(X, W, b, c):
        _, db, dc = tied_batch(X, W, b, c)
        return formula(X, *parts(X, W, b, c)), db, dc

    return wrong


def other_errors(change):
    """The right answer with other errors, from A, W and the two errors."""

    def wrong(X, W, b, c):
        A, Delta, hidden = parts(X, W, b, c)
        Delta, hidden = change(A, W, Delta, hidden)
        return hidden.T @ X + A.T @ Delta, hidden.sum(axis=0), Delta.sum(axis=0)

    return wrong


RIGHT = {
    "tied_batch": [
        tied_batch,
        tied_by_samples,
        tied_loops,
        tied_stacked,
        tied_complex,
        tied_untied,
    ],
    "twice_one_use": [
        {"X": [[1, 1], [1, -1]], "W": [[1, 2]]},
        {"X": np.array([[3.0, 4.0], [-4.0, 3.0]]), "W": np.array([[0.5, 0.9]])},
        # W is an eigenvector of S, and S no multiple of I.
        {"X": [[2, 1], [1, 2]], "W": [[1, 1]]},
        {"X": [[5, 5.5], [5.5, 5]], "W": [[-2, 2]]},
        {"X": ((1, -2), (-2, 1)), "W": [[1.5, 1.5]]},
    ],
}

WRONG = {
    "tied_batch": [
        ("shared-one-application", change_dW(lambda X, A, Delta, hidden: hidden.T @ X)),
        ("shared-one-application", change_dW(lambda X, A, Delta, hidden: A.T @ Delta)),
        ("shared-times-count", change_dW(lambda X, A, Delta, hidden: 2 * hidden.T @ X)),
        ("shared-times-count", change_dW(lambda X, A, Delta, hidden: 2 * A.T @ Delta)),
        ("shared-averaged", change_dW(lambda X, A, D, hidden: (hidden.T @ X + A.T @ D) / 2)),
        ("tied-transpose-lost", change_dW(lambda X, A, Delta, hidden: hidden.T @ X + Delta.T @ A)),
        ("tied-transpose-lost", change_dW(lambda X, A, Delta, hidden: X.T @ hidden + A.T @ Delta)),
        ("use-sign-turned", change_dW(lambda X, A, Delta, hidden: hidden.T @ X - A.T @ Delta)),
        ("target-for-delta", change_dW(lambda X, A, Delta, hidden: hidden.T @ X + A.T @ X)),
        (
            "shared-same-delta",
            change_dW(lambda X, A, Delta, hidden: hidden.T @ X + hidden.T @ Delta),
        ),
        (
            "hidden-fprime-missing",
            other_errors(lambda A, W, Delta, hidden: (Delta, Delta @ W.T)),
        ),
        (
            "missing-transpose-w",
            other_errors(lambda A, W, Delta, hidden: (Delta, (Delta @ W) * (1 - A**2))),
        ),
        (
            "batch-sum-for-mean",
            other_errors(lambda A, W, Delta, hidden: (len(A) * Delta, len(A) * hidden)),
        ),
        ("sign-flipped-error", lambda *given: tuple(-block for block in tied_batch(*given))),
        (None, change_dW(lambda X, A, Delta, hidden: hidden.T @ Delta)),
        (None, lambda X, W, b, c: (0 * W, 0 * b, 0 * c)),
    ],
    "twice_one_use": [
        (None, {"X": [[1, 1], [1, 1]], "W": [[1, 1]]}),
        # One sample along W: the first condition that is not met is the second.
        (None, {"X": [[1, 2], [2, 4]], "W": [[1, 2]]}),
        (None, {"X": [[1, 2], [3, 4]], "W": [[1, 1]]}),
        # The gradient is zero: S = I and |w| = 1.
        (None, {"X": [[1, 1], [1, -1]], "W": [[0.6, 0.8]]}),
        (None, {"X": [[1, 0], [0, 1]], "W": [[1, 2]]}),
        (None, {"X": [[20, 20], [20, -20]], "W": [[1, 2]]}),
    ],
}
