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


def forward(X, W1, b1, W2, b2, W3, b3, *, f=relu, g=softmax):
    """The closed formulas, for the whole batch."""
    Z1 = X @ W1.T + b1
    A1 = f(Z1)
    Z2 = A1 @ W2.T + b2
    A2 = f(Z2)
    return Z1, A1, Z2, A2, g(A2 @ W3.T + b3)


def forward_loops(X, W1, b1, W2, b2, W3, b3):
    """Index by index, in lists."""

    def layer(x, W, b):
        return [
            sum(w * v for w, v in zip(row, x, strict=True)) + c for row, c in zip(W, b, strict=True)
        ]

    found = [], [], [], [], []
    for x in X:
        z1 = layer(x, W1, b1)
        a1 = [z if z > 0 else 0.0 for z in z1]
        z2 = layer(a1, W2, b2)
        a2 = [z if z > 0 else 0.0 for z in z2]
        z3 = layer(a2, W3, b3)
        e = [np.exp(z - max(z3)) for z in z3]
        for rows, row in zip(found, (z1, a1, z2, a2, [v / sum(e) for v in e]), strict=True):
            rows.append(row)
    return found


def forward_augmented(X, W1, b1, W2, b2, W3, b3):
    """Biases as the weights of a constant input 1; ReLU as half of z + |z|."""
    ones, found, A = np.ones((len(X), 1)), [], X
    for W, b in ((W1, b1), (W2, b2)):
        Z = np.hstack([A, ones]) @ np.hstack([W, b[:, None]]).T
        A = (Z + np.abs(Z)) / 2
        found += [Z, A]
    Z3 = np.hstack([A, ones]) @ np.vstack([W3.T, b3])
    Z3 -= Z3.max(axis=1)[:, None]
    return *found, np.exp(Z3 - np.log(np.exp(Z3).sum(axis=1))[:, None])


def forward_by_sample(X, W1, b1, W2, b2, W3, b3):
    """One sample at a time, each probability from the differences of the logits."""
    Z1 = [b1 + W1 @ x for x in X]
    A1 = [np.where(z > 0, z, 0) for z in Z1]
    Z2 = [b2 + W2 @ a for a in A1]
    A2 = [np.where(z > 0, z, 0) for z in Z2]
    Z3 = [b3 + W3 @ a for a in A2]
    P = [[1 / np.exp(z - v).sum() for v in z] for z in Z3]
    return {"P": P, "Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def forward_shifted(X, W1, b1, W2, b2, W3, b3):
    """Only the open units are summed; all logits are shifted, which the softmax does not see."""
    Z1 = X @ W1.T + b1
    Z2 = np.array([W2[:, z > 0] @ z[z > 0] for z in Z1]) + b2
    Z3 = np.array([W3[:, z > 0] @ z[z > 0] for z in Z2]) + b3 - 3.0
    return [Z1, Z1 * (Z1 > 0), Z2, Z2 * (Z2 > 0), softmax(Z3)]


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
    return {"Delta3": (np.exp(Z) / total - Y) / len(P), "loss": value}


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
            "Delta3": changes.get("delta", lambda P, Y, D: D)(P, Y, D),
        }

    return wrong


# ---- digits_gradients, repaired_gradients ----------------------------------------------------

PARAMETERS = ("W1", "b1", "W2", "b2", "W3", "b3")


def gradients(X, Y, W1, b1, W2, b2, W3, b3):
    """The closed formulas, for the whole batch."""
    Z1, A1, Z2, A2, P = forward(X, W1, b1, W2, b2, W3, b3)
    D3 = (P - Y) / len(X)
    D2 = (D3 @ W3) * (Z2 > 0)
    D1 = (D2 @ W2) * (Z1 > 0)
    return D1.T @ X, D1.sum(0), D2.T @ A1, D2.sum(0), D3.T @ A2, D3.sum(0)


def gradients_loops(X, Y, W1, b1, W2, b2, W3, b3):
    """One sample at a time, then the mean."""
    found = [np.zeros_like(v) for v in (W1, b1, W2, b2, W3, b3)]
    for x, y in zip(X, Y, strict=True):
        z1 = W1 @ x + b1
        z2 = W2 @ relu(z1) + b2
        p = softmax((W3 @ relu(z2) + b3)[None])[0]
        d3 = p - y
        d2 = (W3.T @ d3) * (z2 >= 0)
        d1 = (W2.T @ d2) * (z1 >= 0)
        for k, (d, below) in enumerate(((d1, x), (d2, relu(z1)), (d3, relu(z2)))):
            found[2 * k] += np.outer(d, below) / len(X)
            found[2 * k + 1] += d / len(X)
    return tuple(found)


def gradients_augmented(X, Y, W1, b1, W2, b2, W3, b3):
    """Biases as the weights of a constant input 1."""
    _, A1, _, A2, P = forward(X, W1, b1, W2, b2, W3, b3)
    D3 = (P - Y) / len(X)
    D2 = np.where(A2 > 0, D3 @ W3, 0)
    D1 = np.where(A1 > 0, D2 @ W2, 0)
    found = {}
    for k, (D, A) in enumerate(((D1, X), (D2, A1), (D3, A2)), start=1):
        G = D.T @ np.insert(A, 0, 1.0, axis=1)
        found = {f"db{k}": G[:, 0], f"dW{k}": G[:, 1:], **found}
    return found


def gradients_forward_mode(X, Y, W1, b1, W2, b2, W3, b3):
    """Every parameter's effect is carried forward to the loss, sample by sample."""
    found = [np.zeros_like(v) for v in (W1, b1, W2, b2, W3, b3)]
    for x, y in zip(X, Y, strict=True):
        z1, _, z2, a2, p = (v[0] for v in forward(x[None], W1, b1, W2, b2, W3, b3))
        from_z3 = (p - y) / len(X)
        from_z2 = from_z3 @ (W3 * (z2 > 0))
        from_z1 = from_z2 @ (W2 * (z1 > 0))
        for k, (d, below) in enumerate(((from_z1, x), (from_z2, relu(z1)), (from_z3, a2))):
            found[2 * k] += [[v * w for w in below] for v in d]
            found[2 * k + 1] += d
    return found


def gradients_differences(*given):
    """Central differences of the loss."""
    X, Y, *values = given

    def with_block(k):
        return lambda v: cross_entropy(forward(X, *values[:k], v, *values[k + 1 :])[-1], Y)

    return [differences(with_block(k), values[k]) for k in range(6)]


def gradients_diagonal(X, Y, W1, b1, W2, b2, W3, b3):
    """Each sample's mask as a diagonal matrix, and products of matrices."""
    Z1, A1, Z2, A2, P = forward(X, W1, b1, W2, b2, W3, b3)
    D3 = (P - Y) / len(X)
    masks = [[np.diag((z > 0).astype(float)) for z in Z] for Z in (Z1, Z2)]
    D2 = np.array([M @ W3.T @ d for M, d in zip(masks[1], D3, strict=True)])
    D1 = np.array([M @ W2.T @ d for M, d in zip(masks[0], D2, strict=True)])
    return (X.T @ D1).T, sum(D1), (A1.T @ D2).T, sum(D2), (A2.T @ D3).T, sum(D3)


GRADIENTS_RIGHT = [
    gradients,
    gradients_loops,
    gradients_forward_mode,
    gradients_diagonal,
    gradients_augmented,
    gradients_differences,
]


def gradients_with(error=None, carry=None, slope=None, weight=None, bias=None):
    """The gradients with one of their lines exchanged, wherever it occurs."""

    def wrong(X, Y, W1, b1, W2, b2, W3, b3):
        Z1, A1, Z2, A2, P = forward(X, W1, b1, W2, b2, W3, b3)
        weights, values = (W1, W2, W3), (X, A1, A2, P)
        D = (P - Y) / len(X) if error is None else error(P, Y)
        found = {}
        for k, Z in ((2, Z2), (1, Z1), (0, None)):
            # Layer k + 1: its output, what lies below it, and its own Z.
            out, below, under = values[k + 1], values[k], Z
            made = (weight or (lambda D, A, Z, out: D.T @ A))(D, below, under, out)
            found[f"dW{k + 1}"] = made
            found[f"db{k + 1}"] = (bias or (lambda D: D.sum(axis=0)))(D)
            if Z is not None:
                W = weights[k]
                G = D @ W if carry is None else carry(D, W, weights[k - 1], made)
                D = G * (Z > 0) if slope is None else slope(G, Z, below, values[k - 1])
        return found

    return wrong


UNMASKED = gradients_with(slope=lambda G, Z, A, X: G * (A >= 0))


def hidden_layers(answer):
    """The same answer where the first four of six things are asked for."""

    @wraps(answer)
    def four(*given):
        found = answer(*given)
        if isinstance(found, dict):
            return {name: found[name] for name in ("dW1", "db1", "dW2", "db2")}
        return found[:4]

    return four


GRADIENTS_WRONG: list[tuple[str | None, Any]] = [
    ("hidden-fprime-missing", UNMASKED),
    ("sign-flipped-error", gradients_with(error=lambda P, Y: (Y - P) / len(P))),
    ("batch-sum-for-mean", gradients_with(error=lambda P, Y: P - Y)),
    ("mean-over-all-entries", gradients_with(error=lambda P, Y: (P - Y) / P.size)),
    ("output-fprime-extra", gradients_with(error=lambda P, Y: (P - Y) * P * (1 - P) / len(P))),
    ("softmax-diagonal-only", gradients_with(error=lambda P, Y: -Y * (1 - P) / len(P))),
    ("stops-at-probabilities", gradients_with(error=lambda P, Y: -Y / P / len(P))),
    ("softmax-minus-one-everywhere", gradients_with(error=lambda P, Y: (P - 1) / len(P))),
    ("missing-transpose-w", gradients_with(carry=lambda D, W, under, dW: D @ W.T)),
    ("weight-of-other-layer", gradients_with(carry=lambda D, W, under, dW: D @ under)),
    ("dw-in-place-of-w", gradients_with(carry=lambda D, W, under, dW: D @ dW)),
    ("f-for-fprime", gradients_with(slope=lambda G, Z, A, X: G * A)),
    ("relu-mask-wrong-tensor", gradients_with(slope=lambda G, Z, A, X: relu(G))),
    ("relu-mask-wrong-tensor", gradients_with(slope=lambda G, Z, A, X: G * (X > 0))),
    (
        "preactivation-as-input",
        gradients_with(weight=lambda D, A, Z, out: D.T @ (A if Z is None else Z)),
    ),
    ("layer-output-as-input", gradients_with(weight=lambda D, A, Z, out: D.T @ out)),
    ("outer-order-swapped", gradients_with(weight=lambda D, A, Z, out: A.T @ D)),
    ("db-mean-for-sum", gradients_with(bias=lambda D: D.mean(axis=0))),
    ("db-not-summed", gradients_with(bias=lambda D: D)),
    ("db-wrong-axis", gradients_with(bias=lambda D: D.sum(axis=1))),
    (
        "batch-divided-twice",
        gradients_with(weight=lambda D, A, Z, out: D.T @ A / len(D), bias=lambda D: D.mean(axis=0)),
    ),
    (
        "constant-reapplied-per-layer",
        gradients_with(carry=lambda D, W, under, dW: D @ W / len(D)),
    ),
    (None, gradients_with(slope=lambda G, Z, A, X: G * (Z > 0.5))),
    (None, gradients_with(weight=lambda D, A, Z, out: D.T @ A + 0.01)),
    ("error-squared", gradients_with(error=lambda P, Y: (P - Y) ** 2 / len(P))),
    (None, lambda *given: tuple(np.zeros_like(v) for v in given[2:])),
    (None, lambda *given: tuple(np.cos(np.arange(v.size)).reshape(v.shape) for v in given[2:])),
]


# ---- check_direction -------------------------------------------------------------------------


def central(f, w, d, h):
    return (f(w + h * d) - f(w - h * d)) / (2 * h)


def direction_with(claimed=lambda g, d: np.sum(g * d), measured=central):
    def answer(f, w, gradient, d, h=1e-5):
        return claimed(gradient, d), measured(f, w, d, h)

    return answer


def direction_at_once(f, w, gradient, d, h=1e-5):
    """The sum of the products, and one central difference."""
    return direction_with()(f, w, gradient, d, h)


def direction_loops(f, w, gradient, d, h=1e-5):
    """Entry by entry: each nudged block built by hand, each product added."""
    up, down, claimed = w.copy(), w.copy(), 0.0
    for at in np.ndindex(w.shape):
        up[at] += h * d[at]
        down[at] -= h * d[at]
        claimed += gradient[at] * d[at]
    return {"measured": (f(up) - f(down)) / (h + h), "claimed": claimed}


def direction_by_entries(f, w, gradient, d, h=1e-5):
    """The whole gradient by differences, one entry at a time, then its component along d."""
    return [np.vdot(gradient, d), np.vdot(differences(f, w, h), d)]


def direction_richardson(f, w, gradient, d, h=1e-5):
    """Two step sizes, extrapolated to none; the claim as a trace."""
    extrapolated = (4 * central(f, w, d, h) - central(f, w, d, 2 * h)) / 3
    return np.trace(np.atleast_2d(gradient).T @ np.atleast_2d(d)), extrapolated


def direction_by_length(f, w, gradient, d, h=1e-5):
    """Along d scaled to length 1, then times the length."""
    length = np.linalg.norm(d)
    unit = d / length
    claimed = length * np.einsum("i,i->", gradient.ravel(), unit.ravel())
    return claimed, length * central(f, w, unit, h * length)


# ---- kink_numbers ----------------------------------------------------------------------------

_KINK = {
    "on: claimed": 0.5,
    "on: measured": 0.35,
    "on: error": 3 / 17,
    "on: largest h": 4e-6,
    "off: claimed": 0,
    "off: measured": 0.15,
}


# ---- mini_batches, digits_accuracy -----------------------------------------------------------


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


# ---- train_step ------------------------------------------------------------------------------


def step(X, Y, *given, found=gradients, change=lambda rate: rate):
    """All six gradients first, then all six steps."""
    *old, rate = given
    pairs = zip(old, found(X, Y, *old), strict=True)
    return [w - change(rate) * gradient for w, gradient in pairs]


def step_sign_folded(X, Y, W1, b1, W2, b2, W3, b3, rate):
    """The rate and the sign folded into δ, so that the steps are added."""
    Z1, A1, Z2, A2, P = forward(X, W1, b1, W2, b2, W3, b3)
    up3 = (Y - P) * rate / len(X)
    up2 = (up3 @ W3) * (Z2 > 0)
    up1 = (up2 @ W2) * (Z1 > 0)
    return (
        *(W1 + up1.T @ X, b1 + up1.sum(axis=0)),
        *(W2 + up2.T @ A1, b2 + up2.sum(axis=0)),
        *(W3 + up3.T @ A2, b3 + up3.sum(axis=0)),
    )


def step_by_sample(*given):
    """Gradients from one sample at a time."""
    return step(*given, found=gradients_loops)


def step_differences(*given):
    """Central differences of the loss as gradients."""
    moved = step(*given, found=gradients_differences)
    return dict(zip(PARAMETERS, moved, strict=True))


def step_delta_saved(X, Y, W1, b1, W2, b2, W3, b3, rate):
    """The upper layers move first, but all δ are computed by then."""
    Z1, A1, Z2, A2, P = forward(X, W1, b1, W2, b2, W3, b3)
    D3 = (P - Y) / len(X)
    D2 = (D3 @ W3) * (Z2 > 0)
    D1 = (D2 @ W2) * (Z1 > 0)
    W3, b3 = W3 - rate * D3.T @ A2, b3 - rate * D3.sum(axis=0)
    W2, b2 = W2 - rate * D2.T @ A1, b2 - rate * D2.sum(axis=0)
    return W1 - rate * D1.T @ X, b1 - rate * D1.sum(axis=0), W2, b2, W3, b3


STEPS_RIGHT = [step, step_sign_folded, step_delta_saved, step_by_sample, step_differences]


def hasty(X, Y, W1, b1, W2, b2, W3, b3, rate):
    Z1, A1, Z2, A2, P = forward(X, W1, b1, W2, b2, W3, b3)
    D3 = (P - Y) / len(X)
    W3 = W3 - rate * D3.T @ A2
    D2 = (D3 @ W3) * (Z2 > 0)
    W2 = W2 - rate * D2.T @ A1
    D1 = (D2 @ W2) * (Z1 > 0)
    W1 = W1 - rate * D1.T @ X
    b1, b2, b3 = b1 - rate * D1.sum(0), b2 - rate * D2.sum(0), b3 - rate * D3.sum(0)
    return W1, b1, W2, b2, W3, b3


def piecewise(*order):
    def wrong(X, Y, *given):
        *old, rate = given
        now = dict(zip(PARAMETERS, old, strict=True))
        for names in order:
            after = dict(zip(now, step(X, Y, *now.values(), rate), strict=True))
            now.update({name: after[name] for name in names})
        return now

    return wrong


def hasty_below(X, Y, *given):
    """The hidden layers move first, and A1 and A2 are computed anew, with the old δ."""
    *old, rate = given
    new = step(X, Y, *given)
    D3 = (forward(X, *old)[-1] - Y) / len(X)
    Z2 = forward(X, *old)[2]
    D2 = (D3 @ old[4]) * (Z2 > 0)
    _, A1, _, A2, _ = forward(X, *new)
    return [*new[:2], old[2] - rate * D2.T @ A1, new[3], old[4] - rate * D3.T @ A2, new[5]]


_LAYERS = (("W1", "b1"), ("W2", "b2"), ("W3", "b3"))

STEPS_WRONG: list[tuple[str | None, Any]] = [
    ("updated-weight-backprop", hasty),
    ("updated-weight-backprop", piecewise(*_LAYERS[::-1])),
    ("updated-weight-backprop", piecewise(*_LAYERS)),
    ("updated-weight-backprop", piecewise(*((name,) for name in PARAMETERS))),
    ("updated-weight-backprop", hasty_below),
    ("ascent-step", lambda *given: step(*given, change=lambda rate: -rate)),
    ("rate-missing", lambda *given: step(*given, change=lambda rate: 1.0)),
    ("update-subtracts-weight", lambda *given: [w * (1 - given[-1]) for w in given[2:-1]]),
    ("change-for-value", lambda *given: [-given[-1] * g for g in gradients(*given[:-1])]),
    ("change-for-value", lambda *given: [given[-1] * g for g in gradients(*given[:-1])]),
    ("step-not-taken", lambda *given: given[2:-1]),
    (
        "batch-divided-twice",
        lambda *given: step(*given, change=lambda rate: rate / len(given[0])),
    ),
    ("rate-fixed", lambda *given: step(*given, change=lambda rate: 0.1)),
    (None, lambda *given: [np.zeros_like(w) for w in given[2:-1]]),
    (
        "gradient-missing",
        lambda *given: step(*given, found=lambda *a: [np.sign(g) for g in gradients(*a)]),
    ),
]

# ---- early_step_error ------------------------------------------------------------------------


def early(Delta3, Z2, A1, rate):
    """The closed formulas."""
    error = -rate * (Delta3 @ Delta3.T @ relu(Z2)) * (Z2 > 0)
    return error, -rate * error.T @ A1


def early_both_ways(Delta3, Z2, A1, rate):
    """Both backward passes, with any W3 at all, and their difference."""
    W3 = np.sin(np.arange(float(Delta3.shape[1] * Z2.shape[1]))).reshape(-1, Z2.shape[1])
    A2, mask = np.maximum(Z2, 0), Z2 > 0
    right = (Delta3 @ W3) * mask
    hasty = (Delta3 @ (W3 - rate * Delta3.T @ A2)) * mask
    return hasty - right, -rate * (hasty.T @ A1 - right.T @ A1)


def early_loops(Delta3, Z2, A1, rate):
    """Index by index: n for the sample, m for those from which dW3 is summed."""
    N, more = Z2.shape
    error, moved = np.zeros((N, more)), np.zeros((more, A1.shape[1]))
    for n in range(N):
        for i in range(more):
            if Z2[n, i] > 0:
                for m in range(N):
                    if Z2[m, i] > 0:
                        overlap = sum(a * b for a, b in zip(Delta3[n], Delta3[m], strict=True))
                        error[n, i] -= rate * overlap * Z2[m, i]
    for i in range(more):
        for j in range(A1.shape[1]):
            moved[i, j] = -rate * sum(error[n, i] * A1[n, j] for n in range(N))
    return [error, moved]


def early_einsum(Delta3, Z2, A1, rate):
    """The step of W3 first, then what it does to each sample."""
    move = -rate * np.einsum("mk,mi->ki", Delta3, Z2 * (Z2 > 0))
    error = np.where(Z2 > 0, np.einsum("nk,ki->ni", Delta3, move), 0.0)
    return {"error_W2": np.einsum("ni,nj->ij", -rate * error, A1), "error_Delta2": error}


def early_with(delta=None, weight=None):
    """The closed formulas with one of them exchanged."""

    def wrong(Delta3, Z2, A1, rate):
        given = Delta3, Z2, A1, rate
        error = early(*given)[0] if delta is None else delta(*given)
        return error, (-rate * error.T @ A1 if weight is None else weight(error, *given))

    return wrong


EARLY_WRONG: list[tuple[str | None, Any]] = [
    ("difference-reversed", lambda *given: [-value for value in early(*given)]),
    ("hidden-fprime-missing", early_with(lambda D, Z, A, r: -r * D @ D.T @ relu(Z))),
    ("preactivation-as-input", early_with(lambda D, Z, A, r: -r * (D @ D.T @ Z) * (Z > 0))),
    ("rate-missing", lambda D, Z, A, r: early(D, Z, A, 1.0)),
    ("gradient-for-step", early_with(weight=lambda error, D, Z, A, r: error.T @ A)),
    ("gradient-for-step", early_with(weight=lambda error, D, Z, A, r: r * error.T @ A)),
    ("batch-divided-twice", lambda D, Z, A, r: early(D, Z, A, r / len(Z))),
    (None, early_with(lambda D, Z, A, r: -r * np.sum(D**2, axis=1, keepdims=True) * relu(Z))),
    (None, early_with(weight=lambda error, D, Z, A, r: -r * D.sum() * error.T @ A)),
    (None, lambda D, Z, A, r: (np.zeros_like(Z), np.zeros((Z.shape[1], A.shape[1])))),
    (None, lambda D, Z, A, r: (Z, Z.T @ A)),
]

_CLUELESS = {
    "loss": np.log(10),
    "delta, true class": -0.9,
    "delta, other class": 0.1,
    "sum of delta": 0,
}
_SPOILED = {
    1: ("dW1", "db1", "dW2", "db2", "dW3", "db3"),
    2: ("dW2",),
    3: ("dW1", "db1", "dW2", "db2"),
    4: ("db1",),
}
_FACTORS = {"bug 1 factor": 6, "bug 4 factor": 1 / 6}


def footprints(**changes):
    spoiled = {**_SPOILED, **{int(name[1:]): blocks for name, blocks in changes.items()}}
    flags = {
        f"bug {bug} d{name}": f"d{name}" in blocks
        for bug, blocks in spoiled.items()
        for name in PARAMETERS
    }
    return {**flags, **_FACTORS}


_FOOTPRINTS = footprints()
_FLAGS = {name: value for name, value in _FOOTPRINTS.items() if name not in _FACTORS}
_GROWTH = {
    "std 0.01": 0.1,
    "std 1": 10,
    "variance 2/n_in": 1,
    "variance 1/n_in": 0.5**0.5,
    "variance 1/n_in, 20 layers": 2.0**-10,
    "back from 50 to 200": 0.5,
}
_DIGITS = {
    "pick the rate": "choose",
    "take the gradients": "learn",
    "stop when the loss no longer falls": "choose",
    "say how good the result is": "test",
    "scale the pixels by their mean": "learn",
    "compare 32 hidden units with 64": "choose",
}
_TOO_LONG = {"rate 0.1": 0.72, "rate 0.25": 0, "rate 0.5": 2, "rate 0.75": 8, "limit": 0.5}


def digits_as(*parts):
    return dict(zip(_DIGITS, parts, strict=True))


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
    "repaired_gradients": list(map(hidden_layers, GRADIENTS_RIGHT)),
    "check_direction": [
        direction_at_once,
        direction_loops,
        direction_by_entries,
        direction_richardson,
        direction_by_length,
    ],
    "blind_direction": [
        {"true": [1, 2, 3], "claimed": [2, 3, 1]},
        {"true": (0, 0, 0), "claimed": (1, 1, -2)},
        {"true": np.array([0.5, -0.25, 4.0]), "claimed": np.array([4.0, 0.5, -0.25])},
    ],
    "kink_numbers": [
        _KINK,
        {**_KINK, "on: measured": 7e-6 / 2e-5, "on: error": 0.15 / 0.85, "off: claimed": 0.0},
        {name: np.float64(value) for name, value in _KINK.items()},
    ],
    "one_number_hides": [
        {"W": [1000, 1000, 1000, 1000], "b": [0.001, 0.001]},
        {"W": (0, 0, 0, 1e6), "b": (-0.5, 0.5)},
        {"W": np.array([1e9, -1e9, 1.0, 0.0]), "b": np.array([1.0, 2.0])},
    ],
    "bug_footprints": [
        _FOOTPRINTS,
        {n: np.bool_(v) if n in _FLAGS else float(v) for n, v in _FOOTPRINTS.items()},
    ],
    "digits_growth": [
        _GROWTH,
        {**_GROWTH, "std 1": np.sqrt(200 / 2), "variance 1/n_in": 1 / np.sqrt(2)},
        {name: np.sqrt(value**2) for name, value in _GROWTH.items()},
    ],
    "which_digits": [_DIGITS, dict(reversed(_DIGITS.items()))],
    "mini_batches": [batches_sliced, batches_while, batches_append, batches_cut, batches_by_number],
    "digits_accuracy": [
        accuracy,
        accuracy_loops,
        accuracy_confusion,
        accuracy_of_the_true_class,
        accuracy_by_misses,
    ],
    "train_step": STEPS_RIGHT,
    "early_step_error": [early, early_both_ways, early_loops, early_einsum],
    "step_too_long": [
        _TOO_LONG,
        {name: float(value) for name, value in _TOO_LONG.items()},
        {**_TOO_LONG, "rate 0.1": 2 * 0.6**2, "limit": 1 / 2},
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
            lambda X, W1, b1, W2, b2, W3, b3: (
                *forward(X, W1, b1, W2, b2, W3, b3)[:4],
                softmax(forward(X, W1, b1, W2, b2, W3, b3)[2] @ W3.T + b3),
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
        ("bias-left-out", lambda X, W1, b1, W2, b2, W3, b3: forward(X, W1, 0, W2, 0, W3, 0)),
        (
            "missing-transpose-w",
            lambda X, W1, b1, W2, b2, W3, b3: forward(X, W1.T, b1, W2.T, b2, W3.T, b3),
        ),
        ("other-nonlinearity", lambda *given: forward(*given, f=np.tanh)),
        (
            "other-nonlinearity",
            lambda *given: forward(*given, f=lambda z: np.where(z > 0, z, 0.1 * z)),
        ),
        (None, lambda *given: forward(*given, g=lambda z: np.exp(z))),
        (None, lambda *given: [np.zeros_like(found) for found in forward(*given)]),
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
        ("logarithm-base", loss_changed(loss=lambda P, Y, L: L / np.log(2))),
        (None, loss_changed(delta=lambda P, Y, D: D * P)),
        (None, lambda P, Y: (0.0, np.zeros_like(P))),
    ],
    "digits_gradients": GRADIENTS_WRONG,
    "repaired_gradients": [(slug, hidden_layers(answer)) for slug, answer in GRADIENTS_WRONG],
    "check_direction": [
        (
            "one-sided-difference",
            direction_with(measured=lambda f, w, d, h: (f(w + h * d) - f(w)) / h),
        ),
        (
            "one-sided-difference",
            direction_with(measured=lambda f, w, d, h: (f(w) - f(w - h * d)) / h),
        ),
        ("central-not-halved", direction_with(measured=lambda *given: 2 * central(*given))),
        (
            "central-not-halved",
            direction_with(measured=lambda f, w, d, h: (f(w + h * d) - f(w)) / (2 * h)),
        ),
        (
            "difference-not-divided",
            direction_with(measured=lambda f, w, d, h: f(w + h * d) - f(w - h * d)),
        ),
        (
            "direction-scaled",
            direction_with(measured=lambda f, w, d, h: central(f, w, d / np.linalg.norm(d), h)),
        ),
        ("direction-scaled", direction_with(lambda g, d: np.sum(g * d) / np.linalg.norm(d))),
        (
            "all-entries-at-once",
            direction_with(measured=lambda f, w, d, h: (f(w + h) - f(w - h)) / (2 * h)),
        ),
        ("norm-for-slope", direction_with(lambda g, d: np.linalg.norm(g))),
        ("norm-for-slope", direction_with(lambda g, d: np.linalg.norm(g) * np.linalg.norm(d))),
        ("direction-left-out", direction_with(lambda g, d: np.sum(g))),
        ("mean-for-sum", direction_with(lambda g, d: np.mean(g * d))),
        (None, direction_with(lambda g, d: g * d)),
        ("direction-left-out", direction_with(lambda g, d: np.sum(g) * np.sum(d))),
        (None, lambda f, w, gradient, d, h=1e-5: (0.0, 0.0)),
        ("claim-for-measurement", lambda f, w, gradient, d, h=1e-5: (np.sum(gradient * d),) * 2),
    ],
    "blind_direction": [
        (None, {"true": [1, 2, 3], "claimed": [3, 2, 1]}),
        (None, {"true": [1, 2, 3], "claimed": [-1, -2, -3]}),
        (None, {"true": [1, 2, 3], "claimed": [1.05, 2, 2.95]}),
        (None, {"true": [1, 2, 3, 4], "claimed": [2, 3, 4, 1]}),
        (None, {"true": 1, "claimed": 2}),
    ],
    "kink_numbers": [
        (
            "inner-derivative-missing",
            {
                "on: claimed": 1,
                "on: measured": 0.6,
                "on: error": 0.25,
                "on: largest h": 2e-6,
                "off: claimed": 0,
                "off: measured": 0.4,
            },
        ),
        (
            "one-sided-difference",
            {**_KINK, "on: measured": 0.5, "on: error": 0, "off: measured": 0.3},
        ),
        ("error-not-relative", {**_KINK, "on: error": 0.15}),
        ("kink-not-crossed", {**_KINK, "on: measured": 0.5, "on: error": 0, "off: measured": 0}),
        ("slope-of-unit-off", {**_KINK, "off: claimed": 0.5}),
        (None, {**_KINK, "on: largest h": 1e-5}),
        (None, dict.fromkeys(_KINK, 0.25)),
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
        ("error-not-carried-down", footprints(_1=("dW3", "db3"))),
        ("error-not-carried-down", footprints(_3=("dW2", "db2"))),
        ("error-carried-up", footprints(_3=_SPOILED[1])),
        ("gradient-carried-down", footprints(_2=("dW1", "db1", "dW2"))),
        ("bias-forgotten", footprints(_1=("dW1", "dW2", "dW3"), _3=("dW1", "dW2"))),
        ("right-read-as-spoiled", {**_FOOTPRINTS, **{n: not v for n, v in _FLAGS.items()}}),
        ("factor-inverted", {**_FOOTPRINTS, "bug 1 factor": 1 / 6, "bug 4 factor": 6}),
        ("factor-inverted", {**_FOOTPRINTS, "bug 4 factor": 6}),
        (None, footprints(_4=("db1", "db2"))),
        (None, footprints(_2=("dW2", "db2"))),
        (None, {**_FOOTPRINTS, "bug 1 factor": 18}),
        (None, {name: int(value) for name, value in _FOOTPRINTS.items()}),
    ],
    "digits_growth": [
        ("variance-for-size", {name: value**2 for name, value in _GROWTH.items()}),
        (
            "relu-half-forgotten",
            {
                **{name: value * 2**0.5 for name, value in _GROWTH.items()},
                "variance 1/n_in, 20 layers": 1,
            },
        ),
        (
            "relu-half-forgotten",
            {
                **{name: value / 2**0.5 for name, value in _GROWTH.items()},
                "variance 1/n_in, 20 layers": 2.0**-20,
            },
        ),
        ("init-fan-swapped", {**_GROWTH, "back from 50 to 200": 1}),
        ("growth-of-one-layer", {**_GROWTH, "variance 1/n_in, 20 layers": 20 * 0.5**0.5}),
        (None, {**_GROWTH, "std 1": 200}),
        (None, {**_GROWTH, "std 0.01": 0.01}),
        (None, dict.fromkeys(_GROWTH, 0.25)),
    ],
    "which_digits": [
        ("rate-chosen-on-test", digits_as("test", "learn", "test", "test", "learn", "test")),
        ("rate-chosen-on-training", digits_as("learn", "learn", "learn", "test", "learn", "learn")),
        ("tested-on-choice", digits_as("choose", "learn", "choose", "choose", "learn", "choose")),
        (None, digits_as("choose", "learn", "choose", "test", "choose", "choose")),
        (None, digits_as("choose", "learn", "learn", "test", "learn", "choose")),
        (None, digits_as(*("learn",) * 6)),
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
    "early_step_error": EARLY_WRONG,
    "step_too_long": [
        (
            "ascent-step",
            {"rate 0.1": 3.92, "rate 0.25": 8, "rate 0.5": 18, "rate 0.75": 32, "limit": 0.5},
        ),
        (
            "weight-for-loss",
            {"rate 0.1": 0.6, "rate 0.25": 0, "rate 0.5": -1, "rate 0.75": -2, "limit": 0.5},
        ),
        (
            "loss-factor-two",
            {"rate 0.1": 1.28, "rate 0.25": 0.5, "rate 0.5": 0, "rate 0.75": 0.5, "limit": 1},
        ),
        (
            "update-subtracts-weight",
            {"rate 0.1": 1.62, "rate 0.25": 1.125, "rate 0.5": 0.5, "rate 0.75": 0.125, "limit": 2},
        ),
        ("limit-at-minimum", {**_TOO_LONG, "limit": 0.25}),
        (None, {**_TOO_LONG, "rate 0.75": 4}),
        (None, {**_TOO_LONG, "limit": 1}),
        (None, dict.fromkeys(_TOO_LONG, 2)),
    ],
}
