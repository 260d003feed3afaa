"""Answers to the exercises of `01_single_layer`."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any

import numpy as np


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def softmax(z: Any) -> Any:
    e = np.exp(z - np.max(z))
    return e / e.sum()


# ---- local_partials --------------------------------------------------------------------------


def partials_loops(x, n_out):
    out = np.zeros((n_out, n_out, len(x)))
    for k in range(n_out):
        for i in range(n_out):
            for j in range(len(x)):
                if k == i:
                    out[k, i, j] = x[j]
    return out


def partials_list(x, n_out):
    return [[[float(v) if k == i else 0.0 for v in x] for i in range(n_out)] for k in range(n_out)]


def partials_broadcast(x, n_out):
    return np.eye(n_out)[:, :, None] * x


def partials_differences(x, n_out):
    W = np.full((n_out, len(x)), 0.3)
    out = np.zeros((n_out, n_out, len(x)))
    for i, j in np.ndindex(W.shape):
        E = np.zeros_like(W)
        E[i, j] = 1e-4
        out[:, i, j] = ((W + E) @ x - (W - E) @ x) / 2e-4
    return out


def partials_kron(x, n_out):
    """np.kron puts x where the identity has its ones."""
    return np.kron(np.eye(n_out), x).reshape(n_out, n_out, -1)


def partials_diagonal_view(x, n_out):
    out = np.zeros((n_out, n_out, x.size))
    np.einsum("iij->ij", out)[...] = x
    return out


def partials_complex_step(x, n_out):
    out = np.zeros((n_out, n_out, len(x)))
    for i, j in product(range(n_out), range(len(x))):
        W = np.zeros((n_out, len(x)), dtype=complex)
        W[i, j] = 1e-30j
        out[:, i, j] = (W @ x).imag / 1e-30
    return out


def partials_stacked(x, n_out):
    """MATLAB style: one page for each k, built by concatenation."""
    pages = []
    for k in range(n_out):
        above, below = np.zeros((k, len(x))), np.zeros((n_out - k - 1, len(x)))
        pages.append(np.vstack([above, x[np.newaxis, :], below]))
    return np.stack(pages)


class Partials:
    """A tiny class, because everything else in the notebook of this person is one."""

    def __call__(self, x, n_out):
        k, i, _ = np.indices((n_out, n_out, len(x)))
        return np.where(k == i, np.asarray(x), 0)


# ---- weight_gradient, input_gradient ---------------------------------------------------------


def weight_loops(delta, x):
    dW = np.zeros((len(delta), len(x)))
    for i in range(len(delta)):
        for j in range(len(x)):
            dW[i, j] += delta[i] * x[j]
    return dW


def weight_through_partials(delta, x):
    return np.einsum("k,kij->ij", delta, partials_broadcast(x, len(delta)))


def weight_differences(delta, x):
    W = np.zeros((len(delta), len(x)))
    out = np.zeros_like(W)
    for at in np.ndindex(W.shape):
        E = np.zeros_like(W)
        E[at] = 1e-5
        out[at] = (delta @ ((W + E) @ x) - delta @ ((W - E) @ x)) / 2e-5
    return out


def input_loops(delta, W):
    dx = [0.0] * W.shape[1]
    for j in range(W.shape[1]):
        for k in range(W.shape[0]):
            dx[j] += W[k, j] * delta[k]
    return dx


# ---- sigmoid ---------------------------------------------------------------------------------


def slope_differences(z):
    h = 1e-5
    return (sigmoid(z + h) - sigmoid(z - h)) / (2 * h)


def slope_in_place(z):
    z = z.copy()
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    np.reciprocal(z, out=z)
    return z - z**2


def delta_float32(g, z):
    g, z = np.asarray(g, dtype=np.float32), np.asarray(z, dtype=np.float32)
    a = sigmoid(z)
    return g * a * (1 - a)


# ---- layer_gradients -------------------------------------------------------------------------


def layer(x, y, W, b, *, error=None, slope=None):
    a = sigmoid(W @ x + b)
    e = a - y if error is None else error(a, y)
    s = a * (1 - a) if slope is None else slope(W @ x + b, a)
    delta = e * s
    return delta, np.outer(delta, x), delta, W.T @ delta


def layer_columns(x, y, W, b):
    x, y, b = (v.reshape(-1, 1) for v in (x, y, b))
    a = sigmoid(W @ x + b)
    delta = (a - y) * a * (1 - a)
    return delta, delta @ x.T, delta, W.T @ delta


def layer_dict(x, y, W, b):
    delta, dW, db, dx = layer(x, y, W, b)
    return {"dx": dx, "dW": dW, "db": db, "delta": delta}


def layer_diagonal(x, y, W, b):
    a = sigmoid(W @ x + b)
    delta = np.diag(a * (1 - a)) @ (a - y)
    return [delta, delta[:, None] * x[None, :], delta.copy(), delta @ W]


def layer_differences(x, y, W, b):
    def loss(x, W, b):
        return 0.5 * np.sum((sigmoid(W @ x + b) - y) ** 2)

    def slope(f, v):
        out = np.zeros_like(v)
        for at in np.ndindex(v.shape):
            e = np.zeros_like(v)
            e[at] = 1e-5
            out[at] = (f(v + e) - f(v - e)) / 2e-5
        return out

    db = slope(lambda v: loss(x, W, v), b)
    return db, slope(lambda v: loss(x, v, b), W), db, slope(lambda v: loss(v, W, b), x)


def layer_float32(x, y, W, b):
    return layer(*(np.asarray(v, dtype=np.float32) for v in (x, y, W, b)))


def layer_einsum(x, y, W, b):
    z = np.einsum("kj,j->k", W, x) + b
    a = 1 / (1 + np.exp(-z))
    delta = np.einsum("k,k,k->k", a - y, a, 1 - a)
    return delta, np.einsum("k,j->kj", delta, x), delta, np.einsum("k,kj->j", delta, W)


def layer_lists(x, y, W, b):
    """No NumPy at all after the exponential."""
    n, m = len(b), len(x)
    z = [sum(W[k][j] * x[j] for j in range(m)) + b[k] for k in range(n)]
    a = [1 / (1 + float(np.exp(-v))) for v in z]
    delta = [(a[k] - y[k]) * a[k] * (1 - a[k]) for k in range(n)]
    dW = [[d * v for v in x] for d in delta]
    dx = [sum(W[k][j] * delta[k] for k in range(n)) for j in range(m)]
    return delta, dW, delta, dx


def layer_complex_step(x, y, W, b):
    def loss(x=x, W=W, b=b):
        a = 1 / (1 + np.exp(-(W @ x + b)))
        return 0.5 * np.sum((a - y) ** 2)

    def slope(name, v):
        out = np.zeros(v.shape)
        for at in np.ndindex(v.shape):
            nudged = v.astype(complex)
            nudged[at] += 1e-30j
            out[at] = loss(**{name: nudged}).imag / 1e-30
        return out

    return slope("b", b), slope("W", W), slope("b", b), slope("x", x)


def layer_in_place(x, y, W, b):
    """One buffer from z to delta, as in PyTorch's in-place operations."""
    a = np.dot(W, x)
    a += b
    np.negative(a, out=a)
    np.exp(a, out=a)
    a += 1
    np.divide(1, a, out=a)
    delta = a - y
    delta *= a
    delta *= 1 - a
    dW = np.empty_like(W)
    np.multiply(delta[:, None], x[None, :], out=dW)
    return delta, dW, delta, (W.T * delta).sum(axis=1)


def layer_batch_of_one(x, y, W, b):
    """Rows, as in the library: a batch with a single sample."""
    X, Y = x[None, :], y[None, :]
    A = sigmoid(X @ W.T + b)
    Delta = (A - Y) * A * (1 - A)
    return Delta, Delta.T @ X, Delta.sum(axis=0), Delta @ W


# ---- softmax_delta ---------------------------------------------------------------------------


def softmax_jacobian(g, z):
    p = softmax(z)
    return (np.diag(p) - np.outer(p, p)) @ g


def softmax_loops(g, z):
    p, n = softmax(z), len(z)
    out = np.zeros(n)
    for j in range(n):
        for i in range(n):
            out[j] += g[i] * p[i] * ((1 if i == j else 0) - p[j])
    return out


def softmax_differences(g, z):
    out = []
    for j in range(len(z)):
        e = np.eye(len(z))[j] * 1e-5
        out.append((g @ softmax(z + e) - g @ softmax(z - e)) / 2e-5)
    return out


def softmax_complex_step(g, z):
    out = np.zeros(len(z))
    for j in range(len(z)):
        e = np.exp(z + 1e-30j * (np.arange(len(z)) == j))
        out[j] = (g @ (e / e.sum())).imag / 1e-30
    return out


def softmax_from_exponentials(g, z):
    """The quotient rule, before anything is called p."""
    e = np.exp(z)
    s = sum(e)
    return [e[j] * g[j] / s - e[j] * sum(e * g) / s**2 for j in range(len(z))]


def softmax_column(g, z):
    p = softmax(z).reshape(-1, 1)
    return (np.diagflat(p) - p @ p.T) @ g.reshape(-1, 1)


def softmax_in_place(g, z):
    """PyTorch's own backward: grad_input = (grad - sum(grad * output)) * output."""
    out = softmax(z)
    grad = g * out
    total = grad.sum()
    grad -= total * out
    return grad


def softmax_float32(g, z):
    return softmax_jacobian(g.astype(np.float32), z.astype(np.float32))


# ---- batch_gradients -------------------------------------------------------------------------


def batch(Delta, X, W):
    return np.einsum("no,ni->noi", Delta, X), Delta.T @ X, Delta.sum(axis=0), Delta @ W


def batch_loops(Delta, X, W):
    per_sample = [np.outer(d, x) for d, x in zip(Delta, X, strict=True)]
    dX = [W.T @ d for d in Delta]
    return per_sample, sum(per_sample), sum(Delta), dX


def batch_ones(Delta, X, W):
    ones = np.ones((len(X), 1))
    return Delta[:, :, None] * X[:, None, :], (X.T @ Delta).T, Delta.T @ ones, (W.T @ Delta.T).T


def batch_in_order_of_entries(Delta, X, W):
    (N, n_out), n_in = Delta.shape, X.shape[1]
    per_sample = np.zeros((N, n_out, n_in))
    dW, db, dX = np.zeros((n_out, n_in)), np.zeros(n_out), np.zeros((N, n_in))
    for n, i in product(range(N), range(n_out)):
        db[i] += Delta[n, i]
        for j in range(n_in):
            per_sample[n, i, j] = Delta[n, i] * X[n, j]
            dW[i, j] += Delta[n, i] * X[n, j]
            dX[n, j] += Delta[n, i] * W[i, j]
    return per_sample, dW, db, dX


def batch_lists(Delta, X, W):
    per_sample = [[[d * v for v in x] for d in ds] for ds, x in zip(Delta, X, strict=True)]
    dW = [[sum(d * v for d, v in zip(D, x, strict=True)) for x in X.T] for D in Delta.T]
    dX = [[sum(d * w for d, w in zip(ds, c, strict=True)) for c in W.T] for ds in Delta]
    return {"dX": dX, "db": [sum(D) for D in Delta.T], "dW": dW, "per_sample": per_sample}


def batch_tensordot(Delta, X, W):
    per_sample = np.matmul(Delta[..., None], X[..., None, :])
    dW, dX = np.tensordot(Delta, X, axes=([0], [0])), np.tensordot(Delta, W, axes=1)
    return per_sample, dW, np.add.reduce(Delta, axis=0), dX


def batch_columns(Delta, X, W):
    """Samples as columns inside, and turned back at the end."""
    D, H = Delta.T, X.T
    pages = np.dstack([np.outer(D[:, n], H[:, n]) for n in range(D.shape[1])])
    return pages.transpose(2, 0, 1), D @ H.T, D.sum(axis=1, keepdims=True), (W.T @ D).T


def batch_differences(Delta, X, W):
    def slope(f, v):
        out = np.zeros_like(v)
        for at in np.ndindex(v.shape):
            e = np.zeros_like(v)
            e[at] = 1e-5
            out[at] = (f(v + e) - f(v - e)) / 2e-5
        return out

    per_sample = [slope(lambda V, d=d, x=x: d @ V @ x, W) for d, x in zip(Delta, X, strict=True)]
    db = slope(lambda v: np.sum(Delta * (X @ W.T + v)), np.zeros(len(W)))
    dX = slope(lambda V: np.sum(Delta * (V @ W.T)), X)
    return per_sample, np.sum(per_sample, axis=0), db, dX


def batch_float32(Delta, X, W):
    return batch(*(v.astype(np.float32) for v in (Delta, X, W)))


# ---- numerical_gradient ----------------------------------------------------------------------


def numeric_in_place(f, W, h=1e-5):
    out = np.zeros_like(W)
    for at in np.ndindex(W.shape):
        keep = W[at]
        W[at] = keep + h
        up = f(W)
        W[at] = keep - h
        down = f(W)
        W[at] = keep
        out[at] = (up - down) / (2 * h)
    return out


def numeric_lists(f, W, h=1e-5):
    rows = []
    for i in range(W.shape[0]):
        row = []
        for j in range(W.shape[1]):
            up, down = W.copy(), W.copy()
            up[i][j] += h
            down[i][j] -= h
            row.append((f(up) - f(down)) / (2 * h))
        rows.append(row)
    return rows


def numeric_own_step(f, W, h=1e-5):
    return numeric_in_place(f, W.copy(), 1e-5)


def numeric_fourth_order(f, W, h=1e-5):
    out = np.zeros_like(W)
    for at in np.ndindex(W.shape):
        E = np.zeros_like(W)
        E[at] = h
        near, far = f(W + E) - f(W - E), f(W + 2 * E) - f(W - 2 * E)
        out[at] = (8 * near - far) / (12 * h)
    return out


def numeric_flat(f, W, h=1e-5):
    """One row of the identity for each weight, MATLAB style."""
    E = np.eye(W.size).reshape(W.size, *W.shape)
    return np.array([(f(W + h * e) - f(W - h * e)) / (2 * h) for e in E]).reshape(W.shape)


def numeric_enumerated(f, W, h=1e-5):
    grad = np.zeros(W.shape)
    for at, w in np.ndenumerate(W):
        quotient = 0.0
        for sign in (+1, -1):
            nudged = W.copy()
            nudged[at] = w + sign * h
            quotient += sign * f(nudged)
        grad[at] = quotient / h / 2
    return grad


def numeric_vectorized(f, W, h=1e-5):
    def one(i, j):
        e = np.zeros_like(W)
        e[i, j] = h
        return (f(W + e) - f(W - e)) / (2 * h)

    return np.vectorize(one)(*np.indices(W.shape))


def numeric_recursive(f, W, h=1e-5):
    def rest(k):
        if k == W.size:
            return []
        step = np.zeros(W.size)
        step[k] = h
        step = step.reshape(W.shape)
        return [(f(W + step) - f(W - step)) / (2 * h), *rest(k + 1)]

    return np.reshape(rest(0), W.shape)


def numeric_forward(f, W, h=1e-5):
    out = np.zeros_like(W)
    for at in np.ndindex(W.shape):
        E = np.zeros_like(W)
        E[at] = h
        out[at] = (f(W + E) - f(W)) / h
    return out


def numeric_drifting(f, W, h=1e-5):
    W = W.copy()
    out = np.zeros_like(W)
    for at in np.ndindex(W.shape):
        W[at] += h
        up = f(W)
        W[at] -= 2 * h
        out[at] = (up - f(W)) / (2 * h)
    return out


_SHAPES = {"z": (3,), "delta": (3,), "dW": (3, 5), "dx": (5,), "db": (3,)}
_ZEROS = {f"z{k} w{i}{j}": k != i for k in (1, 2) for i in (1, 2) for j in (1, 2)}
_CHAIN = {"dc/dz": 4, "dz/dc": 0.25, "dL/dc": 6, "delta": 24}
_RANKS = {"one sample": 1, "two samples": 2, "eight samples": 3}

RIGHT: dict[str, list[Any]] = {
    "single_shapes": [
        _SHAPES,
        {name: list(shape) for name, shape in _SHAPES.items()},
        {name: np.zeros(shape).shape for name, shape in _SHAPES.items()},
        {**_SHAPES, "z": 3, "extra": "ignored"},
    ],
    "zero_partials": [_ZEROS, {n: np.bool_(v) for n, v in _ZEROS.items()}],
    "gradient_ranks": [_RANKS, {n: float(v) for n, v in _RANKS.items()}],
    "what_delta_is": [
        _CHAIN,
        {"dc/dz": 4.0, "dz/dc": 1 / 4, "dL/dc": 4 * 1.5, "delta": np.float64(24)},
    ],
    "local_partials": [
        partials_loops,
        partials_list,
        partials_broadcast,
        partials_differences,
        partials_kron,
        partials_diagonal_view,
        partials_complex_step,
        partials_stacked,
        Partials(),
        lambda x, n_out: np.einsum("ki,j->kij", np.eye(n_out), x),
    ],
    "weight_gradient": [
        np.outer,
        weight_loops,
        weight_through_partials,
        weight_differences,
        lambda delta, x: delta[:, None] * x[None, :],
        lambda delta, x: delta.reshape(-1, 1) @ x.reshape(1, -1),
        lambda delta, x: [[d * v for v in x] for d in delta],
        lambda delta, x: np.einsum("i,j->ij", delta, x),
        lambda delta, x: np.outer(delta, x).astype(np.float32),
        lambda delta, x: np.multiply.outer(delta, x),
    ],
    "input_gradient": [
        input_loops,
        lambda delta, W: W.T @ delta,
        lambda delta, W: delta @ W,
        lambda delta, W: np.einsum("kj,k->j", W, delta),
        lambda delta, W: sum(d * row for d, row in zip(delta, W, strict=True)),
        lambda delta, W: (W * delta[:, None]).sum(axis=0),
        lambda delta, W: W.T @ delta.reshape(-1, 1),
        lambda delta, W: (W.T @ delta).astype(np.float32),
    ],
    "squared_error_delta": [
        lambda z, y: z - y,
        lambda z, y: -(y - z),
        lambda z, y: [a - b for a, b in zip(z, y, strict=True)],
        lambda z, y: (z - y).reshape(-1, 1),
        lambda z, y: np.subtract(z, y, dtype=np.float32),
        lambda z, y: np.add(z, np.negative(y)),
        lambda z, y: (((z + 1e-5) - y) ** 2 - ((z - 1e-5) - y) ** 2) / (4 * 1e-5),
        lambda z, y: (0.5 * (z + 1e-30j - y) ** 2).imag / 1e-30,
        np.vectorize(lambda z, y, scale=1.0: scale * (z - y)),
        lambda z, y: map(float.__sub__, z.tolist(), y.tolist()),
    ],
    "sigmoid_slope": [
        lambda z: sigmoid(z) * (1 - sigmoid(z)),
        lambda z: sigmoid(z) * sigmoid(-z),
        lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
        lambda z: (1 - np.tanh(z / 2) ** 2) / 4,
        lambda z: [np.exp(v) / (1 + np.exp(v)) ** 2 for v in z],
        slope_differences,
        slope_in_place,
        lambda z: sigmoid(z) - sigmoid(z) ** 2,
    ],
    "sigmoid_delta": [
        lambda g, z: g * sigmoid(z) * (1 - sigmoid(z)),
        lambda g, z: np.diag(sigmoid(z) * sigmoid(-z)) @ g,
        lambda g, z: [a * sigmoid(b) * sigmoid(-b) for a, b in zip(g, z, strict=True)],
        delta_float32,
        lambda g, z: g * slope_differences(z),
        lambda g, z: np.einsum("k,k->k", g, np.exp(-z) / (1 + np.exp(-z)) ** 2),
        lambda g, z: (g / (4 * np.cosh(z / 2) ** 2))[np.newaxis],
        lambda g, z: (g * sigmoid(z + 1e-30j)).imag / 1e-30,
        partial(lambda f, g, z: np.multiply(g, f(z) - f(z) ** 2), sigmoid),
        lambda g, z: g * (a := sigmoid(z)) - g * a * a,
    ],
    "layer_gradients": [
        layer,
        layer_columns,
        layer_dict,
        layer_diagonal,
        layer_differences,
        layer_float32,
        layer_einsum,
        layer_lists,
        layer_complex_step,
        layer_in_place,
        layer_batch_of_one,
    ],
    "softmax_delta": [
        lambda g, z: softmax(z) * (g - softmax(z) @ g),
        softmax_jacobian,
        softmax_loops,
        softmax_differences,
        lambda g, z: softmax(z) * g - softmax(z) * np.sum(softmax(z) * g),
        softmax_complex_step,
        softmax_from_exponentials,
        softmax_column,
        softmax_in_place,
        softmax_float32,
    ],
    "elementwise_fails": [
        {"z": [0, 0, 0], "g": [1, 2, 0]},
        {"z": np.zeros(3), "g": np.array([2.0, 3.0, 1.0])},
        {"z": (np.log(2), 0.0, 0.0), "g": (1.0, 1.5, 0.5)},
    ],
    "batch_gradients": [
        batch,
        batch_loops,
        batch_ones,
        batch_in_order_of_entries,
        batch_lists,
        batch_tensordot,
        batch_columns,
        batch_differences,
        batch_float32,
    ],
    "numerical_gradient": [
        numeric_in_place,
        numeric_lists,
        numeric_own_step,
        numeric_fourth_order,
        lambda f, W, h=1e-5: numeric_in_place(f, W.copy(), h / 2),
        numeric_flat,
        numeric_enumerated,
        numeric_vectorized,
        numeric_recursive,
    ],
}


def batch_changed(**changes):
    def wrong(Delta, X, W):
        blocks = dict(zip(("per_sample", "dW", "db", "dX"), batch(Delta, X, W), strict=True))
        blocks.update({name: change(Delta, X, W) for name, change in changes.items()})
        return blocks

    return wrong


def layer_changed(**changes):
    def wrong(x, y, W, b):
        blocks = dict(zip(("delta", "dW", "db", "dx"), layer(x, y, W, b), strict=True))
        a = sigmoid(W @ x + b)
        blocks.update({n: change(blocks["delta"], x, W, a) for n, change in changes.items()})
        return blocks

    return wrong


WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "single_shapes": [
        ("outer-order-swapped", {**_SHAPES, "dW": (5, 3)}),
        ("input-gradient-like-output", {**_SHAPES, "dx": (3,)}),
        (None, {**_SHAPES, "db": (1, 3)}),
        (None, {**_SHAPES, "z": "(3,)"}),
    ],
    "zero_partials": [
        ("vanishing-read-as-present", {n: not v for n, v in _ZEROS.items()}),
        (
            "index-roles-swapped",
            {f"z{k} w{i}{j}": k != j for k in (1, 2) for i in (1, 2) for j in (1, 2)},
        ),
        (None, {**_ZEROS, "z1 w12": True}),
        (None, {n: int(v) for n, v in _ZEROS.items()}),
    ],
    "gradient_ranks": [
        ("rank-counts-samples", {**_RANKS, "eight samples": 8}),
        ("rank-of-full-matrix", dict.fromkeys(_RANKS, 3)),
        (None, dict.fromkeys(_RANKS, 1)),
        (None, {**_RANKS, "eight samples": 5}),
    ],
    "what_delta_is": [
        ("delta-as-local-slope", {**_CHAIN, "delta": 4}),
        ("delta-as-local-slope", {**_CHAIN, "delta": 0.25}),
        ("delta-of-other-layer", {**_CHAIN, "delta": 6}),
        (None, {**_CHAIN, "dL/dc": 36}),
        (None, {**_CHAIN, "delta": -24}),
    ],
    "local_partials": [
        ("vanishing-terms-kept", lambda x, n: np.ones((n, n, 1)) * x),
        ("input-factor-missing", lambda x, n: np.eye(n)[:, :, None] * np.ones_like(x)),
        (
            "index-roles-swapped",
            lambda x, n: np.einsum("kj,i->kij", np.eye(n), x),
        ),
        (None, lambda x, n: partials_loops(x, n) * 1.5),
        (None, lambda x, n: np.zeros((n, n, len(x)))),
    ],
    "weight_gradient": [
        ("outer-order-swapped", lambda delta, x: np.outer(x, delta)),
        ("elementwise-vs-matrix", lambda delta, x: delta * x),
        ("sign-flipped", lambda delta, x: -np.outer(delta, x)),
        ("factor-two", lambda delta, x: 2 * np.outer(delta, x)),
        (None, lambda delta, x: np.outer(delta, x) + 0.01),
        (None, lambda delta, x: np.zeros((len(delta), len(x)))),
        (None, lambda delta, x: np.outer(delta, x) * (1 + 1e-4)),
    ],
    "input_gradient": [
        ("missing-transpose-w", lambda delta, W: W @ delta),
        ("output-sum-missing", lambda delta, W: W[0] * delta[0]),
        ("weight-factor-missing", lambda delta, W: np.full(W.shape[1], delta.sum())),
        ("elementwise-vs-matrix", lambda delta, W: W * delta),
        ("elementwise-vs-matrix", lambda delta, W: W * delta[:, None]),
        (None, lambda delta, W: W.T @ np.abs(delta)),
        (None, lambda delta, W: (W.T @ delta)[::-1]),
    ],
    "squared_error_delta": [
        ("sign-flipped-error", lambda z, y: y - z),
        ("loss-factor-two", lambda z, y: 2 * (z - y)),
        ("square-of-sum", lambda z, y: np.sum(z - y) * np.ones_like(z)),
        ("error-squared", lambda z, y: 0.5 * (z - y) ** 2),
        ("factor-one-over-k", lambda z, y: (z - y) / len(z)),
        (None, lambda z, y: z + y),
        (None, lambda z, y: abs(z - y)),
    ],
    "sigmoid_slope": [
        ("f-for-fprime", sigmoid),
        ("activation-derivative-misremembered", lambda z: 1 - sigmoid(z)),
        ("activation-derivative-misremembered", lambda z: 1 - sigmoid(z) ** 2),
        ("closed-form-fed-z", lambda z: z * (1 - z)),
        ("fprime-at-activation", lambda z: sigmoid(sigmoid(z)) * (1 - sigmoid(sigmoid(z)))),
        ("activation-derivative-misremembered", lambda z: np.exp(-z) / (1 + np.exp(-z))),
        ("activation-derivative-misremembered", lambda z: 1 - np.tanh(z) ** 2),
        (None, lambda z: np.full_like(z, 0.25)),
    ],
    "sigmoid_delta": [
        ("hidden-fprime-missing", lambda g, z: g),
        ("f-for-fprime", lambda g, z: g * sigmoid(z)),
        ("closed-form-fed-z", lambda g, z: g * z * (1 - z)),
        ("fprime-twice", lambda g, z: g * (sigmoid(z) * sigmoid(-z)) ** 2),
        ("slope-added", lambda g, z: g + sigmoid(z) * sigmoid(-z)),
        (None, lambda g, z: sigmoid(g) * sigmoid(-g) * z),
        (None, lambda g, z: g * sigmoid(z) * sigmoid(-z) + 0.5),
    ],
    "layer_gradients": [
        ("sign-flipped-error", lambda *a: layer(*a, error=lambda a, y: y - a)),
        ("loss-factor-two", lambda *a: layer(*a, error=lambda a, y: 2 * (a - y))),
        ("output-fprime-missing", lambda *a: layer(*a, slope=lambda z, a: 1.0)),
        ("f-for-fprime", lambda *a: layer(*a, slope=lambda z, a: a)),
        ("closed-form-fed-z", lambda *a: layer(*a, slope=lambda z, a: z * (1 - z))),
        ("outer-order-swapped", layer_changed(dW=lambda d, x, W, a: np.outer(x, d))),
        ("missing-transpose-w", layer_changed(dx=lambda d, x, W, a: W @ d)),
        ("bias-multiplied-by-input", layer_changed(db=lambda d, x, W, a: d * x.sum())),
        (None, layer_changed(dx=lambda d, x, W, a: W.T @ d + 1)),
    ],
    "softmax_delta": [
        ("softmax-diagonal-only", lambda g, z: softmax(z) * (1 - softmax(z)) * g),
        ("stops-at-probabilities", lambda g, z: g),
        ("softmax-jacobian-at-logits", lambda g, z: z * g - z * (z @ g)),
        ("softmax-cross-term-sign", lambda g, z: softmax(z) * (g + softmax(z) @ g)),
        ("softmax-term-missing", lambda g, z: softmax(z) * g),
        ("sign-flipped", lambda g, z: softmax(z) * (softmax(z) @ g - g)),
        (None, lambda g, z: g - softmax(z)),
        (None, lambda g, z: np.zeros_like(z)),
    ],
    "elementwise_fails": [
        (None, {"z": [0, 0, 0], "g": [1, 1, 1]}),
        (None, {"z": [0, 0, 0], "g": [1, 2, 3]}),
        (None, {"z": [1, 2, 3], "g": [1, 2, 3]}),
        (None, {"z": [0, 0, 0], "g": [0, 1, -1]}),
        (None, {"z": [0, 0], "g": [1, 0]}),
        (None, {"z": "none", "g": [1, 2, 0]}),
    ],
    "batch_gradients": [
        ("db-not-summed", batch_changed(db=lambda D, X, W: D)),
        ("db-mean-for-sum", batch_changed(db=lambda D, X, W: D.mean(axis=0))),
        ("db-wrong-axis", batch_changed(db=lambda D, X, W: D.sum(axis=1))),
        ("db-collapsed", batch_changed(db=lambda D, X, W: np.full(D.shape[1], D.sum()))),
        (
            "batch-mean-for-sum",
            batch_changed(dW=lambda D, X, W: D.T @ X / len(X), db=lambda D, X, W: D.mean(axis=0)),
        ),
        ("outer-order-swapped", batch_changed(dW=lambda D, X, W: X.T @ D)),
        ("missing-transpose-w", batch_changed(dX=lambda D, X, W: D @ W.T)),
        (None, batch_changed(dX=lambda D, X, W: D @ W - 0.1)),
    ],
    "numerical_gradient": [
        ("one-sided-difference", numeric_forward),
        ("central-not-halved", lambda f, W, h=1e-5: 2 * numeric_in_place(f, W, h)),
        ("central-not-halved", lambda f, W, h=1e-5: numeric_forward(f, W, h) / 2),
        ("difference-not-divided", lambda f, W, h=1e-5: 2 * h * numeric_in_place(f, W, h)),
        ("perturbation-not-restored", numeric_drifting),
        (
            "all-entries-at-once",
            lambda f, W, h=1e-5: np.full_like(W, (f(W + h) - f(W - h)) / (2 * h)),
        ),
        (None, lambda f, W, h=1e-5: np.zeros_like(W)),
        (None, lambda f, W, h=1e-5: W),
    ],
}
