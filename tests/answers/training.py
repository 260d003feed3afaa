"""Answers to the exercises of `06_training_by_hand`."""

from __future__ import annotations

from functools import wraps
from typing import Any

import numpy as np

from answers.derivatives import complex_step, differences


def relu(z: Any) -> Any:
    return np.maximum(z, 0)


def softmax(z: Any) -> Any:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(P: Any, Y: Any) -> Any:
    return -np.sum(Y * np.log(P)) / len(P)


# ---- digits_forward --------------------------------------------------------------------------


def forward(X, W1, b1, W2, b2, *, f=relu, g=softmax):
    """The closed formulas, for the whole batch."""
    Z1 = X @ W1.T + b1
    A1 = f(Z1)
    return Z1, A1, g(A1 @ W2.T + b2)


def forward_loops(X, W1, b1, W2, b2):
    """Index by index, in lists."""
    Z1, A1, P = [], [], []
    for x in X:
        z1 = [
            sum(w * v for w, v in zip(row, x, strict=True)) + b
            for row, b in zip(W1, b1, strict=True)
        ]
        a1 = [z if z > 0 else 0.0 for z in z1]
        z2 = [
            sum(w * v for w, v in zip(row, a1, strict=True)) + b
            for row, b in zip(W2, b2, strict=True)
        ]
        total = sum(np.exp(z) for z in z2)
        Z1.append(z1)
        A1.append(a1)
        P.append([np.exp(z) / total for z in z2])
    return Z1, A1, P


def forward_augmented(X, W1, b1, W2, b2):
    """Biases as the weights of a constant input 1; ReLU as half of z + |z|."""
    ones = np.ones((len(X), 1))
    Z1 = np.hstack([X, ones]) @ np.hstack([W1, b1[:, None]]).T
    A1 = (Z1 + np.abs(Z1)) / 2
    Z2 = np.hstack([A1, ones]) @ np.vstack([W2.T, b2])
    return Z1, A1, np.exp(Z2 - np.log(np.exp(Z2).sum(axis=1))[:, None])


def forward_by_sample(X, W1, b1, W2, b2):
    """One sample at a time, each probability from the differences of the logits."""
    Z1 = [b1 + W1 @ x for x in X]
    A1 = [np.where(z > 0, z, 0) for z in Z1]
    Z2 = [b2 + W2 @ a for a in A1]
    return {"P": [[1 / np.exp(z - v).sum() for v in z] for z in Z2], "Z1": Z1, "A1": A1}


def forward_shifted(X, W1, b1, W2, b2):
    """Only the open units are summed; all logits are shifted, which the softmax does not see."""
    Z1 = X @ W1.T + b1
    Z2 = np.array([W2[:, z > 0] @ z[z > 0] for z in Z1]) + b2 - 3.0
    return [Z1, Z1 * (Z1 > 0), softmax(Z2)]


# ---- digits_loss -----------------------------------------------------------------------------


def loss(P, Y):
    """The closed formulas, with δ = (P − Y) / N."""
    return cross_entropy(P, Y), (P - Y) / len(P)


def loss_loops(P, Y):
    """Index by index."""
    total, delta = 0.0, np.zeros(P.shape)
    for n in range(len(P)):
        for k in range(P.shape[1]):
            total -= Y[n, k] * np.log(P[n, k]) / len(P)
            delta[n, k] = (P[n, k] - Y[n, k]) / len(P)
    return total, delta


def loss_jacobian(P, Y):
    """The softmax's full Jacobian times ∂L/∂p, one sample at a time."""
    rows = [(np.diag(p) - np.outer(p, p)) @ (-y / p) / len(P) for p, y in zip(P, Y, strict=True)]
    return [np.mean([-y @ np.log(p) for p, y in zip(P, Y, strict=True)]), rows]


def loss_from_logits(P, Y):
    """From logits: log Σ exp(z) − y · z, and its derivative exp(z) / Σ exp(z) − y."""
    Z = np.log(P) + 1.0
    total = np.exp(Z).sum(axis=1, keepdims=True)
    value = np.mean(np.log(total[:, 0]) - (Y * Z).sum(axis=1))
    return {"Delta2": (np.exp(Z) / total - Y) / len(P), "loss": value}


def loss_differences(P, Y):
    """Central differences with respect to the logits."""
    delta = differences(lambda z: cross_entropy(softmax(z), Y), np.log(P))
    return -np.trace(Y.T @ np.log(P)) / len(Y), delta


def loss_complex(P, Y):
    """The complex step with respect to the logits."""

    def value(Z):
        return np.sum(Y * (np.log(np.exp(Z).sum(axis=1, keepdims=True)) - Z)) / len(Y)

    return value(np.log(P)), complex_step(value, np.log(P))


def loss_changed(**changes):
    def wrong(P, Y):
        L, D = loss(P, Y)
        return {
            "loss": changes.get("loss", lambda P, Y, L: L)(P, Y, L),
            "Delta2": changes.get("delta", lambda P, Y, D: D)(P, Y, D),
        }

    return wrong


# ---- digits_gradients, repaired_gradients ----------------------------------------------------


def gradients(X, Y, W1, b1, W2, b2):
    """The closed formulas, for the whole batch."""
    Z1, A1, P = forward(X, W1, b1, W2, b2)
    D2 = (P - Y) / len(X)
    D1 = (D2 @ W2) * (Z1 > 0)
    return D1.T @ X, D1.sum(axis=0), D2.T @ A1, D2.sum(axis=0)


def gradients_loops(X, Y, W1, b1, W2, b2):
    """One sample at a time, then the mean."""
    dW1, db1, dW2, db2 = (np.zeros_like(v) for v in (W1, b1, W2, b2))
    for x, y in zip(X, Y, strict=True):
        z1 = W1 @ x + b1
        a1 = relu(z1)
        p = softmax((W2 @ a1 + b2)[None])[0]
        d2 = p - y
        d1 = (W2.T @ d2) * (z1 >= 0)
        dW2 += np.outer(d2, a1) / len(X)
        db2 += d2 / len(X)
        dW1 += np.outer(d1, x) / len(X)
        db1 += d1 / len(X)
    return dW1, db1, dW2, db2


def gradients_augmented(X, Y, W1, b1, W2, b2):
    """Biases as the weights of a constant input 1."""
    X1, (_, A1, P) = np.insert(X, 0, 1.0, axis=1), forward(X, W1, b1, W2, b2)
    D2 = (P - Y) / len(X)
    D1 = np.where(A1 > 0, D2 @ W2, 0)
    G1, G2 = D1.T @ X1, D2.T @ np.insert(A1, 0, 1.0, axis=1)
    return {"db2": G2[:, 0], "dW2": G2[:, 1:], "db1": G1[:, 0], "dW1": G1[:, 1:]}


def gradients_unit_by_unit(X, Y, W1, b1, W2, b2):
    """Hidden unit by hidden unit: the messages of all outputs, where the unit is open."""
    Z1, A1, P = forward(X, W1, b1, W2, b2)
    dW1, db1, dW2 = np.zeros_like(W1), np.zeros_like(b1), np.zeros_like(W2)
    D2 = (P - Y) / len(X)
    for i in range(len(b1)):
        for n in np.flatnonzero(Z1[:, i] > 0):
            message = sum(D2[n, k] * W2[k, i] for k in range(len(b2)))
            dW1[i] += message * X[n]
            db1[i] += message
            dW2[:, i] += A1[n, i] * D2[n]
    return [dW1, db1, dW2, [sum(column) for column in D2.T]]


def gradients_differences(X, Y, W1, b1, W2, b2):
    """Central differences of the loss."""
    given = [W1, b1, W2, b2]

    def with_block(k):
        return lambda v: cross_entropy(forward(X, *given[:k], v, *given[k + 1 :])[2], Y)

    return [differences(with_block(k), given[k]) for k in range(4)]


def gradients_diagonal(X, Y, W1, b1, W2, b2):
    """Each sample's mask as a diagonal matrix, and products of matrices."""
    Z1, A1, P = forward(X, W1, b1, W2, b2)
    D2 = (P - Y) / len(X)
    D1 = np.array([np.diag((z > 0).astype(float)) @ W2.T @ d for z, d in zip(Z1, D2, strict=True)])
    return (X.T @ D1).T, sum(D1), (A1.T @ D2).T, sum(D2)


GRADIENTS_RIGHT = [
    gradients,
    gradients_loops,
    gradients_unit_by_unit,
    gradients_diagonal,
    gradients_augmented,
    gradients_differences,
]


def gradients_with(error=None, carry=None, slope=None, blocks=None):
    """The gradients with one of their lines exchanged."""

    def wrong(X, Y, W1, b1, W2, b2):
        Z1, A1, P = forward(X, W1, b1, W2, b2)
        D2 = (P - Y) / len(X) if error is None else error(P, Y, A1 @ W2.T + b2)
        dW2 = D2.T @ A1
        G1 = D2 @ W2 if carry is None else carry(D2, W2, W1, dW2)
        D1 = G1 * (Z1 > 0) if slope is None else slope(G1, Z1, A1, X, D2, W2)
        found = {"dW1": D1.T @ X, "db1": D1.sum(axis=0), "dW2": dW2, "db2": D2.sum(axis=0)}
        if blocks is not None:
            found.update(blocks(X, Z1, A1, P, D1, D2))
        return found

    return wrong


UNMASKED = gradients_with(slope=lambda G, Z, A, X, D2, W2: G * (A >= 0))


def hidden_half(answer):
    """The same answer where the first two of four things are asked for."""

    @wraps(answer)
    def half(*given):
        found = answer(*given)
        if isinstance(found, dict):
            return {name: found[name] for name in ("dW1", "db1", "W1", "b1") if name in found}
        return found[:2]

    return half


GRADIENTS_WRONG: list[tuple[str | None, Any]] = [
    ("hidden-fprime-missing", UNMASKED),
    ("sign-flipped-error", gradients_with(error=lambda P, Y, Z: (Y - P) / len(P))),
    ("batch-sum-for-mean", gradients_with(error=lambda P, Y, Z: P - Y)),
    ("mean-over-all-entries", gradients_with(error=lambda P, Y, Z: (P - Y) / P.size)),
    ("output-fprime-extra", gradients_with(error=lambda P, Y, Z: (P - Y) * P * (1 - P) / len(P))),
    ("softmax-diagonal-only", gradients_with(error=lambda P, Y, Z: -Y * (1 - P) / len(P))),
    ("stops-at-probabilities", gradients_with(error=lambda P, Y, Z: -Y / P / len(P))),
    ("softmax-minus-one-everywhere", gradients_with(error=lambda P, Y, Z: (P - 1) / len(P))),
    ("missing-transpose-w", gradients_with(carry=lambda D, W2, W1, dW2: D @ W2.T)),
    ("weight-of-other-layer", gradients_with(carry=lambda D, W2, W1, dW2: D @ W1)),
    ("dw-in-place-of-w", gradients_with(carry=lambda D, W2, W1, dW2: D @ dW2)),
    ("f-for-fprime", gradients_with(slope=lambda G, Z, A, X, D2, W2: G * A)),
    ("relu-mask-wrong-tensor", gradients_with(slope=lambda G, Z, A, X, D2, W2: relu(G))),
    ("relu-mask-wrong-tensor", gradients_with(slope=lambda G, Z, A, X, D2, W2: G * (X > 0))),
    (
        "preactivation-as-input",
        gradients_with(blocks=lambda X, Z1, A1, P, D1, D2: {"dW2": D2.T @ Z1}),
    ),
    (
        "layer-output-as-input",
        gradients_with(
            blocks=lambda X, Z1, A1, P, D1, D2: {"dW1": D1.T @ A1, "dW2": D2.T @ P},
        ),
    ),
    (
        "outer-order-swapped",
        gradients_with(blocks=lambda X, Z1, A1, P, D1, D2: {"dW1": X.T @ D1, "dW2": A1.T @ D2}),
    ),
    (
        "db-mean-for-sum",
        gradients_with(
            blocks=lambda X, Z1, A1, P, D1, D2: {"db1": D1.mean(axis=0), "db2": D2.mean(axis=0)}
        ),
    ),
    (
        "db-not-summed",
        gradients_with(blocks=lambda X, Z1, A1, P, D1, D2: {"db1": D1, "db2": D2}),
    ),
    (
        "db-wrong-axis",
        gradients_with(
            blocks=lambda X, Z1, A1, P, D1, D2: {"db1": D1.sum(axis=1), "db2": D2.sum(axis=1)}
        ),
    ),
    (
        "batch-divided-twice",
        gradients_with(
            blocks=lambda X, Z1, A1, P, D1, D2: {
                "dW1": D1.T @ X / len(X),
                "db1": D1.mean(axis=0),
                "dW2": D2.T @ A1 / len(X),
                "db2": D2.mean(axis=0),
            }
        ),
    ),
    (
        "constant-reapplied-per-layer",
        gradients_with(carry=lambda D, W2, W1, dW2: D @ W2 / len(D)),
    ),
    ("delta-of-other-layer", gradients_with(blocks=lambda X, Z1, A1, P, D1, D2: {"dW1": D2.T @ X})),
    (None, gradients_with(slope=lambda G, Z, A, X, D2, W2: G * (Z > 0.5))),
    (None, gradients_with(blocks=lambda X, Z1, A1, P, D1, D2: {"dW1": D1.T @ X + 0.01})),
    (None, gradients_with(error=lambda P, Y, Z: (P - Y) ** 2 / len(P))),
    (None, lambda *given: tuple(np.zeros_like(v) for v in given[2:])),
    (None, lambda *given: tuple(np.cos(np.arange(v.size)).reshape(v.shape) for v in given[2:])),
]


#: Slips that leave the hidden layer's gradients right, or that those alone cannot tell apart.
BELONGING_TO_OUTPUT = (
    "preactivation-as-input",
    "batch-divided-twice",
    "constant-reapplied-per-layer",
)


# ---- check_block -----------------------------------------------------------------------------


def ratio(a, n):
    return np.linalg.norm(a - n) / (np.linalg.norm(a) + np.linalg.norm(n))


def check_with(numeric=differences, error=ratio):
    def answer(f, w, gradient, h=1e-5):
        measured = numeric(f, w, h)
        return measured, error(gradient, measured)

    return answer


def check_separately(f, w, gradient, h=1e-5):
    """Central differences by unit steps, then NumPy's norms."""
    return check_with()(f, w, gradient, h)


def check_in_place(f, w, gradient, h=1e-5):
    """One weight at a time, nudged in place and put back."""
    numeric = np.zeros_like(w)
    for at in np.ndindex(w.shape):
        keep = w[at]
        w[at] = keep + h
        up = f(w)
        w[at] = keep - h
        down = f(w)
        w[at] = keep
        numeric[at] = (up - down) / (2 * h)
    return {"error": ratio(gradient, numeric), "numeric": numeric}


def check_richardson(f, w, gradient, h=1e-5):
    """Two step sizes, extrapolated to none."""

    def extrapolated(f, w, h):
        return (4 * differences(f, w, h) - differences(f, w, 2 * h)) / 3

    return list(check_with(extrapolated)(f, w, gradient, h))


def check_two_sides(f, w, gradient, h=1e-5):
    """The mean of the slopes to either side; the norms from sums of squares."""
    n = (one_sided(f, w, h) + one_sided(f, w, -h)) / 2
    off, size = np.sum((gradient - n) ** 2), np.sqrt(np.sum(gradient**2)) + np.sqrt(np.sum(n**2))
    return n, np.sqrt(off) / size


def check_turned(f, w, gradient, h=1e-5):
    """Differences along an orthonormal basis of another kind; the norms of the components."""
    basis, _ = np.linalg.qr(np.vander(np.arange(1.0, w.size + 1) / w.size))
    along = [(f(w + h * d) - f(w - h * d)) / (2 * h) for d in basis.T.reshape(-1, *w.shape)]
    return (basis @ along).reshape(w.shape), [ratio(basis.T @ gradient.ravel(), along)]


def one_sided(f, w, h):
    out = np.zeros_like(w)
    for at in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[at] = h
        out[at] = (f(w + e) - f(w)) / h
    return out


def drifting(f, w, h):
    w, out = w.copy(), np.zeros_like(w)
    for at in np.ndindex(w.shape):
        w[at] += h
        up = f(w)
        w[at] -= 2 * h
        out[at] = (up - f(w)) / (2 * h)
    return out


# ---- he_start, mini_batches, digits_accuracy -------------------------------------------------


def he_loops(noise):
    """Entry by entry, in lists."""
    out = [[0.0] * len(noise[0]) for _ in noise]
    for i, row in enumerate(noise):
        for j, value in enumerate(row):
            out[i][j] = value * (2 / len(row)) ** 0.5
    return out


def he_scaled(noise):
    """One factor for all entries: the root of 2 / n_in."""
    return noise * np.sqrt(2 / noise.shape[1])


def he_in_two_steps(noise):
    """Variance 1 / n_in first, then the gain of ReLU."""
    return (noise / np.sqrt(noise.shape[1])) * np.sqrt(2)


def he_diagonal(noise):
    """A diagonal matrix from the right: one factor for each input."""
    n_in = noise.shape[1]
    return noise @ np.diag(np.full(n_in, (2 / n_in) ** 0.5))


def he_by_variance(noise):
    """Through the squares: 2 / n_in times each, then the root, with the sign put back."""
    return np.sign(noise) * np.sqrt(2 * noise**2 / noise.shape[1])


def batches_sliced(order, size):
    """Slices that start at every multiple of the size."""
    return [order[k : k + size] for k in range(0, len(order), size)]


def batches_while(order, size):
    """From the front, until nothing is left."""
    order, out = list(order), []
    while order:
        out.append(order[:size])
        order = order[size:]
    return out


def batches_append(order, size):
    """One index after the other, into a new batch when the last one is full."""
    out = []
    for position, index in enumerate(order):
        if position % size == 0:
            out.append([])
        out[-1].append(int(index))
    return out


def batches_cut(order, size):
    """The whole order, cut at every multiple of the size."""
    return np.split(order, range(size, len(order), size))


def batches_by_number(order, size):
    """Each position's batch number first, then all that share one."""
    number = np.arange(len(order)) // size
    return tuple(order[number == k] for k in range(number[-1] + 1))


def accuracy(P, labels):
    """The mean of the hits of the largest probability."""
    return np.mean(P.argmax(axis=1) == labels)


def accuracy_loops(P, labels):
    """One sample at a time, with a search for the largest."""
    hits = 0
    for p, label in zip(P, labels, strict=True):
        best = 0
        for k in range(len(p)):
            if p[k] > p[best]:
                best = k
        hits += best == label
    return hits / len(P)


def accuracy_confusion(P, labels):
    """A table of labels against guesses, and its diagonal."""
    table = np.zeros((P.shape[1], P.shape[1]))
    np.add.at(table, (labels, P.argmax(axis=1)), 1)
    return np.trace(table) / table.sum()


def accuracy_of_the_true_class(P, labels):
    """No guess at all: is the true class's probability the largest?"""
    return [np.mean(P[np.arange(len(P)), labels] == P.max(axis=1))]


def accuracy_by_misses(P, labels):
    """One minus the share of the misses, by sorting each row's classes."""
    guesses = np.argsort(np.log(P), axis=1)[:, -1]
    return 1 - np.count_nonzero(guesses - labels) / len(labels)


# ---- train_step, patient_step ----------------------------------------------------------------


def step(X, Y, W1, b1, W2, b2, eta, *, found=gradients, rate=lambda eta: eta):
    """All four gradients first, then all four steps."""
    pairs = zip((W1, b1, W2, b2), found(X, Y, W1, b1, W2, b2), strict=True)
    return [old - rate(eta) * gradient for old, gradient in pairs]


def step_sign_folded(X, Y, W1, b1, W2, b2, eta):
    """The rate and the sign folded into δ, so that the steps are added."""
    Z1, A1, P = forward(X, W1, b1, W2, b2)
    up2 = (Y - P) * eta / len(X)
    up1 = (up2 @ W2) * (Z1 > 0)
    return W1 + up1.T @ X, b1 + up1.sum(axis=0), W2 + up2.T @ A1, b2 + up2.sum(axis=0)


def step_by_sample(X, Y, W1, b1, W2, b2, eta):
    """Gradients from one sample at a time."""
    return step(X, Y, W1, b1, W2, b2, eta, found=gradients_loops)


def step_differences(X, Y, W1, b1, W2, b2, eta):
    """Central differences of the loss as gradients."""
    moved = step(X, Y, W1, b1, W2, b2, eta, found=gradients_differences)
    return dict(zip(("W1", "b1", "W2", "b2"), moved, strict=True))


def step_delta_saved(X, Y, W1, b1, W2, b2, eta):
    """W2 moves before W1, but both δ are computed by then."""
    Z1, A1, P = forward(X, W1, b1, W2, b2)
    D2 = (P - Y) / len(X)
    D1 = (D2 @ W2) * (Z1 > 0)
    W2 = W2 - eta * D2.T @ A1
    W1 = W1 - eta * D1.T @ X
    return W1, b1 - eta * D1.sum(axis=0), W2, b2 - eta * D2.sum(axis=0)


STEPS_RIGHT = [step, step_sign_folded, step_delta_saved, step_by_sample, step_differences]


def hasty(X, Y, W1, b1, W2, b2, eta):
    Z1, A1, P = forward(X, W1, b1, W2, b2)
    D2 = (P - Y) / len(X)
    W2 = W2 - eta * D2.T @ A1
    D1 = (D2 @ W2) * (Z1 > 0)
    return (
        W1 - eta * D1.T @ X,
        b1 - eta * D1.sum(axis=0),
        W2,
        b2 - eta * D2.sum(axis=0),
    )


def piecewise(*order):
    def wrong(X, Y, W1, b1, W2, b2, eta):
        now = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
        for names in order:
            after = dict(zip(now, step(X, Y, *now.values(), eta), strict=True))
            now.update({name: after[name] for name in names})
        return now

    return wrong


def hasty_below(X, Y, W1, b1, W2, b2, eta):
    """W1 moves first, and A1 is computed anew for dW2, with the old δ."""
    dW1, db1, _, db2 = gradients(X, Y, W1, b1, W2, b2)
    P = forward(X, W1, b1, W2, b2)[2]
    W1, b1 = W1 - eta * dW1, b1 - eta * db1
    A1 = relu(X @ W1.T + b1)
    return W1, b1, W2 - eta * ((P - Y) / len(X)).T @ A1, b2 - eta * db2


#: With these, the hidden layer's own step is right.
MOVING_HIDDEN_FIRST = (piecewise(("W1", "b1"), ("W2", "b2")), hasty_below)

STEPS_WRONG: list[tuple[str | None, Any]] = [
    ("updated-weight-backprop", hasty),
    ("updated-weight-backprop", piecewise(("W2", "b2"), ("W1", "b1"))),
    ("updated-weight-backprop", MOVING_HIDDEN_FIRST[0]),
    ("updated-weight-backprop", piecewise(("W1",), ("b1",), ("W2",), ("b2",))),
    ("updated-weight-backprop", hasty_below),
    ("ascent-step", lambda *given: step(*given, rate=lambda eta: -eta)),
    ("rate-missing", lambda *given: step(*given, rate=lambda eta: 1.0)),
    ("update-subtracts-weight", lambda *given: [w * (1 - given[6]) for w in given[2:6]]),
    ("change-for-value", lambda *given: [-given[6] * g for g in gradients(*given[:6])]),
    ("change-for-value", lambda *given: [given[6] * g for g in gradients(*given[:6])]),
    ("step-not-taken", lambda *given: given[2:6]),
    ("batch-divided-twice", lambda *given: step(*given, rate=lambda eta: eta / len(given[0]))),
    (None, lambda *given: step(*given, rate=lambda eta: 0.1)),
    (None, lambda *given: [np.zeros_like(w) for w in given[2:6]]),
    (None, lambda *given: step(*given, found=lambda *a: [np.sign(g) for g in gradients(*a)])),
]

_CLUELESS = {
    "loss": np.log(10),
    "delta, true class": -0.9,
    "delta, other class": 0.1,
    "sum of delta": 0,
}
_SPOILED = {
    1: ("dW1", "db1", "dW2", "db2"),
    2: ("dW2",),
    3: ("dW1", "db1"),
    4: ("db1",),
}


def footprints(**changes):
    spoiled = {**_SPOILED, **{int(name[1:]): blocks for name, blocks in changes.items()}}
    return {
        f"bug {bug} {name}": name in blocks
        for bug, blocks in spoiled.items()
        for name in ("dW1", "db1", "dW2", "db2")
    }


_FOOTPRINTS = footprints()
_TOO_LONG = {"eta 0.1": 0.72, "eta 0.25": 0, "eta 0.5": 2, "eta 0.75": 8, "limit": 0.5}


RIGHT: dict[str, list[Any]] = {
    "clueless_start": [
        _CLUELESS,
        {**_CLUELESS, "loss": 2.302585092994046, "sum of delta": 0.0},
        {
            "loss": -np.log(1 / 10),
            "delta, true class": 1 / 10 - 1,
            "delta, other class": np.float64(0.1),
            "sum of delta": float(np.sum(np.full(10, 0.1) - np.eye(10)[0])),
        },
    ],
    "digits_forward": [
        forward,
        forward_loops,
        forward_by_sample,
        forward_shifted,
        forward_augmented,
    ],
    "digits_loss": [
        loss,
        loss_loops,
        loss_jacobian,
        loss_from_logits,
        loss_differences,
        loss_complex,
    ],
    "digits_gradients": GRADIENTS_RIGHT,
    "repaired_gradients": list(map(hidden_half, GRADIENTS_RIGHT)),
    "check_block": [
        check_separately,
        check_in_place,
        check_richardson,
        check_two_sides,
        check_turned,
    ],
    "one_number_hides": [
        {"W": [1000, 1000, 1000, 1000], "b": [0.001, 0.001]},
        {"W": (0, 0, 0, 1e6), "b": (-0.5, 0.5)},
        {"W": np.array([1e9, -1e9, 1.0, 0.0]), "b": np.array([1.0, 2.0])},
    ],
    "bug_footprints": [_FOOTPRINTS, {n: np.bool_(v) for n, v in _FOOTPRINTS.items()}],
    "he_start": [he_scaled, he_loops, he_in_two_steps, he_diagonal, he_by_variance],
    "mini_batches": [batches_sliced, batches_while, batches_append, batches_cut, batches_by_number],
    "digits_accuracy": [
        accuracy,
        accuracy_loops,
        accuracy_confusion,
        accuracy_of_the_true_class,
        accuracy_by_misses,
    ],
    "train_step": STEPS_RIGHT,
    "patient_step": list(map(hidden_half, STEPS_RIGHT)),
    "step_too_long": [
        _TOO_LONG,
        {name: float(value) for name, value in _TOO_LONG.items()},
        {**_TOO_LONG, "eta 0.1": 2 * 0.6**2, "limit": 1 / 2},
    ],
}


WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "clueless_start": [
        ("sign-flipped-error", {**_CLUELESS, "delta, true class": 0.9, "delta, other class": -0.1}),
        ("loss-sign-missing", {**_CLUELESS, "loss": -np.log(10)}),
        ("logarithm-base", {**_CLUELESS, "loss": 1}),
        ("logarithm-base", {**_CLUELESS, "loss": np.log2(10)}),
        (
            "stops-at-probabilities",
            {**_CLUELESS, "delta, true class": -10, "delta, other class": 0, "sum of delta": -10},
        ),
        (None, {**_CLUELESS, "sum of delta": 1}),
        (None, {**_CLUELESS, "loss": 2.3}),
    ],
    "digits_forward": [
        (
            "preactivation-as-input",
            lambda X, W1, b1, W2, b2: (
                X @ W1.T + b1,
                relu(X @ W1.T + b1),
                softmax((X @ W1.T + b1) @ W2.T + b2),
            ),
        ),
        ("nonlinearity-missing", lambda *given: forward(*given, f=lambda z: z)),
        ("nonlinearity-at-output", lambda *given: forward(*given, g=lambda z: softmax(relu(z)))),
        ("softmax-wrong-axis", lambda *given: forward(*given, g=lambda z: softmax(z.T).T)),
        (
            "softmax-wrong-axis",
            lambda *given: forward(*given, g=lambda z: np.exp(z) / np.exp(z).sum()),
        ),
        ("sigmoid-for-softmax", lambda *given: forward(*given, g=lambda z: 1 / (1 + np.exp(-z)))),
        ("logits-for-probabilities", lambda *given: forward(*given, g=lambda z: z)),
        ("bias-left-out", lambda X, W1, b1, W2, b2: forward(X, W1, 0, W2, 0)),
        ("missing-transpose-w", lambda X, W1, b1, W2, b2: forward(X, W1.T, b1, W2.T, b2)),
        (None, lambda *given: forward(*given, f=np.tanh)),
        (None, lambda *given: forward(*given, f=lambda z: np.where(z > 0, z, 0.1 * z))),
        (None, lambda *given: forward(*given, g=lambda z: np.exp(z))),
        (
            None,
            lambda X, W1, b1, W2, b2: (
                np.zeros((len(X), len(b1))),
                np.zeros((len(X), len(b1))),
                np.zeros((len(X), len(b2))),
            ),
        ),
    ],
    "digits_loss": [
        ("loss-sign-missing", loss_changed(loss=lambda P, Y, L: -L)),
        (
            "target-read-as-class",
            loss_changed(loss=lambda P, Y, L: -np.mean(np.log(P[range(len(P)), Y.argmax(axis=1)]))),
        ),
        (
            "binary-cross-entropy",
            loss_changed(loss=lambda P, Y, L: L - np.sum((1 - Y) * np.log(1 - P)) / len(P)),
        ),
        (
            "loss-of-other-kind",
            loss_changed(loss=lambda P, Y, L: np.sum((P - Y) ** 2) / 2 / len(P)),
        ),
        ("mean-over-all-entries", lambda P, Y: (-np.mean(Y * np.log(P)), (P - Y) / P.size)),
        ("mean-over-all-entries", loss_changed(loss=lambda P, Y, L: -np.mean(Y * np.log(P)))),
        ("batch-sum-for-mean", lambda P, Y: (-np.sum(Y * np.log(P)), P - Y)),
        ("batch-sum-for-mean", loss_changed(delta=lambda P, Y, D: P - Y)),
        ("sign-flipped-error", loss_changed(delta=lambda P, Y, D: -D)),
        ("output-fprime-extra", loss_changed(delta=lambda P, Y, D: D * P * (1 - P))),
        ("softmax-diagonal-only", loss_changed(delta=lambda P, Y, D: -Y * (1 - P) / len(P))),
        ("stops-at-probabilities", loss_changed(delta=lambda P, Y, D: -Y / P / len(P))),
        ("softmax-minus-one-everywhere", loss_changed(delta=lambda P, Y, D: (P - 1) / len(P))),
        ("factor-two", loss_changed(delta=lambda P, Y, D: 2 * D)),
        (None, loss_changed(loss=lambda P, Y, L: L / np.log(2))),
        (None, loss_changed(delta=lambda P, Y, D: D * P)),
        (None, lambda P, Y: (0.0, np.zeros_like(P))),
    ],
    "digits_gradients": GRADIENTS_WRONG,
    "repaired_gradients": [
        (slug, hidden_half(answer))
        for slug, answer in GRADIENTS_WRONG
        if slug not in BELONGING_TO_OUTPUT
    ],
    "check_block": [
        ("one-sided-difference", check_with(numeric=one_sided)),
        ("one-sided-difference", check_with(numeric=lambda f, w, h: one_sided(f, w, -h))),
        ("central-not-halved", check_with(numeric=lambda f, w, h: 2 * differences(f, w, h))),
        ("central-not-halved", check_with(numeric=lambda f, w, h: one_sided(f, w, h) / 2)),
        (
            "difference-not-divided",
            check_with(numeric=lambda f, w, h: 2 * h * differences(f, w, h)),
        ),
        ("perturbation-not-restored", check_with(numeric=drifting)),
        (
            "all-entries-at-once",
            check_with(numeric=lambda f, w, h: np.full_like(w, (f(w + h) - f(w - h)) / (2 * h))),
        ),
        ("error-not-relative", check_with(error=lambda a, n: np.linalg.norm(a - n))),
        (
            "error-one-norm",
            check_with(error=lambda a, n: np.linalg.norm(a - n) / np.linalg.norm(n)),
        ),
        (
            "error-one-norm",
            check_with(error=lambda a, n: np.linalg.norm(a - n) / np.linalg.norm(a)),
        ),
        (
            "error-norm-of-sum",
            check_with(error=lambda a, n: np.linalg.norm(a - n) / np.linalg.norm(a + n)),
        ),
        (
            "error-not-rooted",
            check_with(error=lambda a, n: np.sum((a - n) ** 2) / (np.sum(a**2) + np.sum(n**2))),
        ),
        ("error-by-entry", check_with(error=lambda a, n: np.max(abs(a - n) / (abs(a) + abs(n))))),
        ("error-by-entry", check_with(error=lambda a, n: abs(a - n) / (abs(a) + abs(n)))),
        (
            "error-norms-differ",
            check_with(
                error=lambda a, n: (
                    abs(np.linalg.norm(a) - np.linalg.norm(n))
                    / (np.linalg.norm(a) + np.linalg.norm(n))
                )
            ),
        ),
        (None, check_with(error=lambda a, n: 0.0)),
        (None, check_with(error=lambda a, n: np.allclose(a, n))),
        (None, lambda f, w, gradient, h=1e-5: (gradient, 0.0)),
        (None, lambda f, w, gradient, h=1e-5: (np.zeros_like(w), 1.0)),
    ],
    "one_number_hides": [
        (None, {"W": [1, 1, 1, 1], "b": [0.001, 0.001]}),
        (None, {"W": [1000, 1000, 1000, 1000], "b": [1e-4, 1e-4]}),
        (None, {"W": [1e9, 1e9, 1e9, 1e9], "b": [1, 0]}),
        (None, {"W": [1e9], "b": [1, 1]}),
        (None, {"W": [0, 0, 0, 0], "b": [0.001, 0.001]}),
        (None, {"W": "large", "b": [0.001, 0.001]}),
    ],
    "bug_footprints": [
        ("error-not-carried-down", footprints(_1=("dW2", "db2"))),
        ("error-carried-up", footprints(_3=("dW1", "db1", "dW2", "db2"))),
        ("gradient-carried-down", footprints(_2=("dW1", "db1", "dW2"))),
        ("bias-forgotten", footprints(_1=("dW1", "dW2"), _3=("dW1",))),
        ("right-read-as-spoiled", {name: not value for name, value in _FOOTPRINTS.items()}),
        (None, footprints(_4=("db1", "db2"))),
        (None, footprints(_2=("dW2", "db2"))),
        (None, {name: int(value) for name, value in _FOOTPRINTS.items()}),
    ],
    "he_start": [
        ("init-variance-as-std", lambda noise: noise * 2 / noise.shape[1]),
        ("init-fan-swapped", lambda noise: noise * np.sqrt(2 / len(noise))),
        ("init-name-swapped", lambda noise: noise / np.sqrt(noise.shape[1])),
        ("init-name-swapped", lambda noise: noise * np.sqrt(2 / sum(noise.shape))),
        ("init-uniform-bound", lambda noise: noise * np.sqrt(6 / noise.shape[1])),
        ("init-inverted", lambda noise: noise / np.sqrt(2 / noise.shape[1])),
        ("init-fixed-scale", lambda noise: 0.01 * noise),
        ("init-fixed-scale", lambda noise: noise),
        (None, lambda noise: noise * np.sqrt(2 / noise.size)),
        (None, lambda noise: np.zeros_like(noise)),
        (None, lambda noise: np.random.default_rng(0).normal(size=noise.shape)),
    ],
    "mini_batches": [
        (
            "order-ignored",
            lambda order, size: [
                range(k, min(k + size, len(order))) for k in range(0, len(order), size)
            ],
        ),
        ("batches-overlap", lambda order, size: [order[k : k + size] for k in range(4)]),
        (
            "last-batch-filled-up",
            lambda order, size: [
                *(order[k : k + size] for k in (0, size, 2 * size)),
                order[-size:],
            ],
        ),
        (
            "last-batch-filled-up",
            lambda order, size: [
                np.tile(order, 2)[k : k + size] for k in range(0, len(order), size)
            ],
        ),
        ("batches-strided", lambda order, size: [order[k::4] for k in range(4)]),
        ("batches-even", lambda order, size: np.array_split(order, 4)),
        (
            None,
            lambda order, size: [
                order[k : k + size] for k in range(0, len(order) - size + 1, size)
            ],
        ),
        (None, lambda order, size: order[:size]),
        (None, lambda order, size: [np.zeros(size, dtype=int)] * 4),
        (None, lambda order, size: [order[::-1][k : k + size] for k in range(0, len(order), size)]),
    ],
    "digits_accuracy": [
        ("accuracy-as-count", lambda P, labels: np.sum(P.argmax(axis=1) == labels)),
        ("error-rate-for-accuracy", lambda P, labels: np.mean(P.argmax(axis=1) != labels)),
        ("accuracy-in-percent", lambda P, labels: 100 * np.mean(P.argmax(axis=1) == labels)),
        ("probability-for-hit", lambda P, labels: np.mean(P[np.arange(len(P)), labels])),
        ("least-likely-class", lambda P, labels: np.mean(P.argmin(axis=1) == labels)),
        ("half-for-largest", lambda P, labels: np.mean(P[range(len(P)), labels] > 0.5)),
        (None, lambda P, labels: 1.0),
        (None, lambda P, labels: P.argmax(axis=1) == labels),
        (None, lambda P, labels: np.mean(P.max(axis=1))),
        (None, lambda P, labels: 1 / P.shape[1]),
    ],
    "train_step": STEPS_WRONG,
    "patient_step": [
        (slug, hidden_half(answer))
        for slug, answer in STEPS_WRONG
        if answer not in MOVING_HIDDEN_FIRST
    ],
    "step_too_long": [
        (
            "ascent-step",
            {"eta 0.1": 3.92, "eta 0.25": 8, "eta 0.5": 18, "eta 0.75": 32, "limit": 0.5},
        ),
        (
            "weight-for-loss",
            {"eta 0.1": 0.6, "eta 0.25": 0, "eta 0.5": -1, "eta 0.75": -2, "limit": 0.5},
        ),
        (
            "loss-factor-two",
            {"eta 0.1": 1.28, "eta 0.25": 0.5, "eta 0.5": 0, "eta 0.75": 0.5, "limit": 1},
        ),
        (
            "update-subtracts-weight",
            {"eta 0.1": 1.62, "eta 0.25": 1.125, "eta 0.5": 0.5, "eta 0.75": 0.125, "limit": 2},
        ),
        ("limit-at-minimum", {**_TOO_LONG, "limit": 0.25}),
        (None, {**_TOO_LONG, "eta 0.75": 4}),
        (None, {**_TOO_LONG, "limit": 1}),
        (None, dict.fromkeys(_TOO_LONG, 2)),
    ],
}
