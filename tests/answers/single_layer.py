"""Answers to the exercises of `01_single_layer`."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from answers.derivatives import complex_step, differences


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def softmax(z: Any) -> Any:
    e = np.exp(z - np.max(z))
    return e / e.sum()


# ---- local_partials --------------------------------------------------------------------------


def partials_loops(x, n_out):
    """Entry by entry: z_k knows w_ij only where k = i."""
    out = np.zeros((n_out, n_out, len(x)))
    for k in range(n_out):
        for i in range(n_out):
            for j in range(len(x)):
                if k == i:
                    out[k, i, j] = x[j]
    return out


def partials_closed(x, n_out):
    """The closed formula: [k = i] x_j."""
    return np.eye(n_out)[:, :, None] * x


def partials_differences(x, n_out):
    """Central differences of z, at any W."""
    return differences(lambda W: W @ x, np.full((n_out, len(x)), 0.3))


def partials_by_linearity(x, n_out):
    """z is linear in W: its change along w_ij is E_ij x."""
    out = np.zeros((n_out, n_out, len(x)))
    for i, j in product(range(n_out), range(len(x))):
        E = np.zeros((n_out, len(x)))
        E[i, j] = 1
        out[:, i, j] = E @ x
    return out


# ---- weight_gradient, input_gradient ---------------------------------------------------------


def weight_closed(delta, x):
    """The closed formula: the outer product δ xᵀ."""
    return np.outer(delta, x)


def weight_loops(delta, x):
    """Index by index: w_ij takes part in z_i alone."""
    dW = np.zeros((len(delta), len(x)))
    for i in range(len(delta)):
        for j in range(len(x)):
            dW[i, j] += delta[i] * x[j]
    return dW


def weight_through_partials(delta, x):
    """The chain rule with all its terms: the sum over k of δ_k ∂z_k/∂w_ij."""
    return np.einsum("k,kij->ij", delta, partials_closed(x, len(delta)))


def weight_differences(delta, x):
    """Central differences of δ · Wx."""
    return differences(lambda W: delta @ W @ x, np.zeros((len(delta), len(x))))


def input_closed(delta, W):
    """The closed formula: Wᵀ δ."""
    return W.T @ delta


def input_loops(delta, W):
    """Index by index: the sum over k of w_kj δ_k."""
    dx = [0.0] * W.shape[1]
    for j in range(W.shape[1]):
        for k in range(W.shape[0]):
            dx[j] += W[k, j] * delta[k]
    return dx


def input_messages(delta, W):
    """Output by output: each sends δ_k times its own row, and the messages add up."""
    return sum(d * row for d, row in zip(delta, W, strict=True))


def input_forward(delta, W):
    """Forward mode: each input moved by 1, pushed through W, and weighed by δ."""
    return [delta @ (W @ e) for e in np.eye(W.shape[1])]


def input_differences(delta, W):
    """Central differences of δ · Wx."""
    return differences(lambda x: delta @ W @ x, np.ones(W.shape[1]))


# ---- squared_error_delta ---------------------------------------------------------------------


def error_closed(z, y):
    """The closed formula: z − y."""
    return z - y


def error_through_c(z, y):
    """Through c = z − y: the transposed Jacobian ∂c/∂z times ∂L/∂c = c."""
    c = z - y
    return np.eye(len(z)).T @ c


def error_expanded(z, y):
    """Term by term of ½(z² − 2zy + y²)."""
    return [0.5 * (2 * a - 2 * b) for a, b in zip(z, y, strict=True)]


def error_differences(z, y):
    """Central differences of the loss."""
    return differences(lambda v: 0.5 * np.sum((v - y) ** 2), z)


def error_complex(z, y):
    """The complex step on the loss."""
    return complex_step(lambda v: 0.5 * np.sum((v - y) ** 2), z)


# ---- weighted_error_delta --------------------------------------------------------------------


def weighted_closed(z, y, m):
    """The closed formula: m ∘ (z − y)."""
    return m * (z - y)


def weighted_diagonal(z, y, m):
    """The loss as a quadratic form: the diagonal matrix of the factors, times the error."""
    return np.diag(m) @ (z - y)


def weighted_rescaled(z, y, m):
    """With √m inside the squares: an ordinary squared error of √m z, and the chain rule back."""
    root = np.sqrt(m)
    return root * (root * z - root * y)


def weighted_differences(z, y, m):
    """Central differences of the loss."""
    return differences(lambda v: 0.5 * np.sum(m * (v - y) ** 2), z)


def weighted_complex(z, y, m):
    """The complex step on the loss."""
    return complex_step(lambda v: 0.5 * np.sum(m * (v - y) ** 2), z)


# ---- sigmoid ---------------------------------------------------------------------------------


def slope_closed(z):
    """The closed formula: a (1 − a)."""
    a = sigmoid(z)
    return a * (1 - a)


def slope_quotient(z):
    """The quotient rule on 1 / (1 + e⁻ᶻ)."""
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


def slope_of_tanh(z):
    """By way of the tanh: f(z) = (1 + tanh(z/2)) / 2."""
    return (1 - np.tanh(z / 2) ** 2) / 4


def slope_differences(z):
    """Central differences."""
    h = 1e-5
    return (sigmoid(z + h) - sigmoid(z - h)) / (2 * h)


def slope_complex(z):
    """The complex step, all entries at once: each depends on its own z."""
    return sigmoid(z + 1e-30j).imag / 1e-30


def log_two_values(z):
    """The logarithms of two values of the sigmoid, at z and at −z."""
    return np.log(sigmoid(z)) + np.log(sigmoid(-z))


def log_quotient(z):
    """The logarithm of the quotient e⁻ᶻ / (1 + e⁻ᶻ)²."""
    return np.log(np.exp(-z) / (1 + np.exp(-z)) ** 2)


def log_even(z):
    """The slope is even: the quotient at |z|, with its logarithm taken apart."""
    return -np.abs(z) - 2 * np.log1p(np.exp(-np.abs(z)))


def log_cosh(z):
    """By way of the hyperbolic cosine."""
    return [-2 * float(np.log(2 * np.cosh(v / 2))) for v in z]


def log_complex(z):
    """The logarithm of a slope that the complex step has found."""
    return np.log(slope_complex(z))


def delta_closed(g, z):
    """The closed formula: g ∘ a (1 − a)."""
    return g * sigmoid(z) * (1 - sigmoid(z))


def delta_jacobian(g, z):
    """The full Jacobian, a diagonal matrix, times g."""
    return np.diag(sigmoid(z) * sigmoid(-z)) @ g


def delta_one_by_one(g, z):
    """Unit by unit, with the slope from the hyperbolic cosine."""
    return [a / (4 * np.cosh(b / 2) ** 2) for a, b in zip(g, z, strict=True)]


def delta_differences(g, z):
    """Central differences of g · f(z)."""
    return differences(lambda v: g @ sigmoid(v), z)


def delta_complex(g, z):
    """The complex step on g · f(z)."""
    return complex_step(lambda v: g @ sigmoid(v), z)


# ---- layer_gradients -------------------------------------------------------------------------


def layer(x, y, W, b, *, error=None, slope=None):
    """The closed formulas, δ = (a − y) ∘ a (1 − a) first."""
    a = sigmoid(W @ x + b)
    e = a - y if error is None else error(a, y)
    s = a * (1 - a) if slope is None else slope(W @ x + b, a)
    delta = e * s
    return delta, np.outer(delta, x), delta, W.T @ delta


def layer_loss(x, y, W, b):
    return 0.5 * np.sum((sigmoid(W @ x + b) - y) ** 2)


def layer_differences(x, y, W, b):
    """Central differences of the loss."""
    db = differences(lambda v: layer_loss(x, y, W, v), b)
    dW = differences(lambda v: layer_loss(x, y, v, b), W)
    return db, dW, db, differences(lambda v: layer_loss(v, y, W, b), x)


def layer_lists(x, y, W, b):
    """Index by index, in lists."""
    n, m = len(b), len(x)
    z = [sum(W[k][j] * x[j] for j in range(m)) + b[k] for k in range(n)]
    a = [1 / (1 + float(np.exp(-v))) for v in z]
    delta = [(a[k] - y[k]) * a[k] * (1 - a[k]) for k in range(n)]
    dW = [[d * v for v in x] for d in delta]
    dx = [sum(W[k][j] * delta[k] for k in range(n)) for j in range(m)]
    return delta, dW, delta, dx


def layer_complex(x, y, W, b):
    """The complex step on the loss."""
    db = complex_step(lambda v: layer_loss(x, y, W, v), b)
    dW = complex_step(lambda v: layer_loss(x, y, v, b), W)
    return [db, dW, db, complex_step(lambda v: layer_loss(v, y, W, b), x)]


def layer_jacobians(x, y, W, b):
    """The full Jacobians of a, each transposed and applied to ∂L/∂a."""
    a = sigmoid(W @ x + b)
    a_z = np.diag(a * (1 - a))
    a_W = np.einsum("ki,j->kij", a_z, x)
    delta = a_z.T @ (a - y)
    return {
        "dx": (a_z @ W).T @ (a - y),
        "db": delta,
        "dW": np.tensordot(a - y, a_W, axes=1),
        "delta": delta,
    }


# ---- softmax_delta ---------------------------------------------------------------------------


def softmax_closed(g, z):
    """The closed formula: p ∘ (g − p · g)."""
    p = softmax(z)
    return p * (g - p @ g)


def softmax_jacobian(g, z):
    """The full Jacobian diag(p) − p pᵀ."""
    p = softmax(z)
    return (np.diag(p) - np.outer(p, p)) @ g


def softmax_differences(g, z):
    """Central differences of g · p."""
    return differences(lambda v: g @ softmax(v), z)


def softmax_complex(g, z):
    """The complex step on g · p."""
    return complex_step(lambda v: g @ np.exp(v) / np.sum(np.exp(v)), z)


def softmax_from_exponentials(g, z):
    """The quotient rule on e / s, before anything is called p."""
    e = np.exp(z)
    s = sum(e)
    return [e[j] * g[j] / s - e[j] * sum(e * g) / s**2 for j in range(len(z))]


# ---- cross_entropy_delta ---------------------------------------------------------------------


def entropy_closed(z, y):
    """The closed formula: (Σ y) p − y."""
    return y.sum() * softmax(z) - y


def entropy_jacobian(z, y):
    """The full Jacobian of the softmax times −y / p."""
    p = softmax(z)
    return (np.diag(p) - np.outer(p, p)) @ (-y / p)


def entropy_of_logits(z, y):
    """The loss written in z: Σ y (log Σ eᶻ − z), term by term."""
    p = np.exp(z) / np.exp(z).sum()
    return sum(y[i] * (p - np.eye(len(z))[i]) for i in range(len(z)))


def entropy_normalised(z, y):
    """For targets that sum to 1, scaled by what y sums to."""
    total = sum(y)
    return total * (softmax(z) - y / total)


def entropy_differences(z, y):
    """Central differences of the loss."""
    return differences(lambda v: -y @ np.log(softmax(v)), z)


# ---- batch_gradients -------------------------------------------------------------------------


def batch(Delta, X, W):
    """The closed formulas, as products of matrices."""
    return np.einsum("no,ni->noi", Delta, X), Delta.T @ X, Delta.sum(axis=0), Delta @ W


def batch_loops(Delta, X, W):
    """One sample at a time, then summed."""
    per_sample = [np.outer(d, x) for d, x in zip(Delta, X, strict=True)]
    dX = [W.T @ d for d in Delta]
    return per_sample, sum(per_sample), sum(Delta), dX


def batch_in_order_of_entries(Delta, X, W):
    """Index by index."""
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


def batch_differences(Delta, X, W):
    """Central differences of the sum of Δ ∘ Z."""
    per_sample = [
        differences(lambda V, d=d, x=x: d @ V @ x, W) for d, x in zip(Delta, X, strict=True)
    ]
    db = differences(lambda v: np.sum(Delta * (X @ W.T + v)), np.zeros(len(W)))
    dX = differences(lambda V: np.sum(Delta * (V @ W.T)), X)
    return per_sample, np.sum(per_sample, axis=0), db, dX


# ---- numerical_gradient ----------------------------------------------------------------------


def numeric_in_place(f, W, h=1e-5):
    """One weight at a time, nudged in place and put back."""
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


def numeric_fourth_order(f, W, h=1e-5):
    """Four points instead of two, for a smaller error."""
    out = np.zeros_like(W)
    for at in np.ndindex(W.shape):
        E = np.zeros_like(W)
        E[at] = h
        near, far = f(W + E) - f(W - E), f(W + 2 * E) - f(W - 2 * E)
        out[at] = (8 * near - far) / (12 * h)
    return out


def numeric_two_sides(f, W, h=1e-5):
    """The mean of the slope to the right and the slope to the left."""
    at_rest = f(W)
    units = np.eye(W.size).reshape(W.size, *W.shape)
    right = np.array([f(W + h * E) - at_rest for E in units]) / h
    left = np.array([at_rest - f(W - h * E) for E in units]) / h
    return ((right + left) / 2).reshape(W.shape)


def numeric_turned(f, W, h=1e-5):
    """The slopes along other directions, turned back: an orthonormal basis will do."""
    basis, _ = np.linalg.qr(np.vander(np.arange(1.0, W.size + 1) / W.size))
    out = np.zeros_like(W)
    for direction in basis.T.reshape(-1, *W.shape):
        out += (f(W + h * direction) - f(W - h * direction)) / (2 * h) * direction
    return out


def numeric_parabola(f, W, h=1e-5):
    """The slope of the parabola through three points, in a step of one's own."""
    step = 2 * h
    at = np.array([-step, 0.0, step])
    out = []
    for E in np.eye(W.size).reshape(W.size, *W.shape):
        values = [f(W + s * E) - f(W) for s in at]
        out.append(np.polyfit(at / step, values, 2)[1] / step)
    return np.reshape(out, W.shape)


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
_JACOBIANS = {
    "dz1/dW": [[5, -6], [0, 0]],
    "dz2/dW": [[0, 0], [5, -6]],
    "dz/dx": [[2, -3], [4, 7]],
    "dz/db": [[1, 0], [0, 1]],
}
_PRODUCTS: dict[str, Any] = {
    "W @ delta": (),
    "W.T @ delta": (5, 1),
    "delta @ x": (),
    "delta @ x.T": (3, 5),
    "x @ delta.T": (5, 3),
    "delta.T @ W": (1, 5),
    "delta.T @ delta": (1, 1),
    "x.T @ W": (),
}
_CHAIN = {"dc/dz": 4, "dz/dc": 0.25, "dL/dc": 6, "delta": 24}
_RANKS = {"one sample": 1, "two samples": 2, "eight samples": 3}

RIGHT: dict[str, list[Any]] = {
    "single_shapes": [
        _SHAPES,
        {name: list(shape) for name, shape in _SHAPES.items()},
        {name: np.zeros(shape).shape for name, shape in _SHAPES.items()},
        {**_SHAPES, "z": 3, "extra": "ignored"},
    ],
    "small_jacobians": [
        _JACOBIANS,
        {n: np.array(v, dtype=float) for n, v in _JACOBIANS.items()},
        {
            "dz1/dW": np.outer([1, 0], [5, -6]),
            "dz2/dW": np.outer([0, 1], [5, -6]),
            "dz/dx": np.array([[2, 4], [-3, 7]]).T,
            "dz/db": np.eye(2),
        },
    ],
    "match_shapes": [
        _PRODUCTS,
        {name: list(shape) for name, shape in _PRODUCTS.items()},
        {name: np.array(shape, dtype=int) for name, shape in _PRODUCTS.items()},
    ],
    "gradient_ranks": [_RANKS, {n: float(v) for n, v in _RANKS.items()}],
    "what_delta_is": [
        _CHAIN,
        {"dc/dz": 4.0, "dz/dc": 1 / 4, "dL/dc": 4 * 1.5, "delta": np.float64(24)},
    ],
    "local_partials": [
        partials_closed,
        partials_loops,
        partials_by_linearity,
        partials_differences,
    ],
    "weight_gradient": [weight_closed, weight_loops, weight_through_partials, weight_differences],
    "input_gradient": [input_closed, input_loops, input_messages, input_forward, input_differences],
    "squared_error_delta": [
        error_closed,
        error_through_c,
        error_expanded,
        error_differences,
        error_complex,
    ],
    "weighted_error_delta": [
        weighted_closed,
        weighted_diagonal,
        weighted_rescaled,
        weighted_differences,
        weighted_complex,
    ],
    "log_sigmoid_slope": [log_two_values, log_quotient, log_even, log_cosh, log_complex],
    "cross_entropy_delta": [
        entropy_closed,
        entropy_jacobian,
        entropy_of_logits,
        entropy_normalised,
        entropy_differences,
    ],
    "sigmoid_slope": [
        slope_closed,
        slope_quotient,
        slope_of_tanh,
        slope_differences,
        slope_complex,
    ],
    "sigmoid_delta": [
        delta_closed,
        delta_jacobian,
        delta_one_by_one,
        delta_differences,
        delta_complex,
    ],
    "layer_gradients": [layer, layer_lists, layer_jacobians, layer_differences, layer_complex],
    "softmax_delta": [
        softmax_closed,
        softmax_jacobian,
        softmax_from_exponentials,
        softmax_differences,
        softmax_complex,
    ],
    "elementwise_fails": [
        {"z": [0, 0, 0], "g": [1, 2, 0]},
        {"z": np.zeros(3), "g": np.array([2.0, 3.0, 1.0])},
        {"z": (np.log(2), 0.0, 0.0), "g": (1.0, 1.5, 0.5)},
    ],
    "batch_gradients": [batch, batch_loops, batch_in_order_of_entries, batch_differences],
    "numerical_gradient": [
        numeric_in_place,
        numeric_fourth_order,
        numeric_two_sides,
        numeric_turned,
        numeric_parabola,
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
    "small_jacobians": [
        ("jacobian-transposed", {**_JACOBIANS, "dz/dx": [[2, 4], [-3, 7]]}),
        (
            "index-roles-swapped",
            {**_JACOBIANS, "dz1/dW": [[5, 0], [-6, 0]], "dz2/dW": [[0, 5], [0, -6]]},
        ),
        (
            "vanishing-terms-kept",
            {**_JACOBIANS, "dz1/dW": [[5, -6], [5, -6]], "dz2/dW": [[5, -6], [5, -6]]},
        ),
        (
            "input-factor-missing",
            {**_JACOBIANS, "dz1/dW": [[1, 1], [0, 0]], "dz2/dW": [[0, 0], [1, 1]]},
        ),
        ("vanishing-terms-kept", {**_JACOBIANS, "dz/db": [[1, 1], [1, 1]]}),
        (None, {**_JACOBIANS, "dz/db": [1, 1]}),
        (None, {**_JACOBIANS, "dz2/dW": [[5, -6], [0, 0]]}),
        (None, {name: [[2, -3], [4, 7]] for name in _JACOBIANS}),
    ],
    "match_shapes": [
        ("outer-sizes-swapped", {n: v[::-1] for n, v in _PRODUCTS.items()}),
        (
            "columns-taken-flat",
            {**_PRODUCTS, "W.T @ delta": (5,), "delta.T @ W": (5,)},
        ),
        (None, {**_PRODUCTS, "W @ delta": (3, 1)}),
        (None, {**_PRODUCTS, "delta.T @ delta": ()}),
        (None, {**_PRODUCTS, "delta @ x": (3, 5)}),
        (None, dict.fromkeys(_PRODUCTS, (3, 5))),
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
        ("error-added", lambda z, y: z + y),
        (None, lambda z, y: abs(z - y)),
    ],
    "weighted_error_delta": [
        ("output-weight-missing", lambda z, y, m: z - y),
        ("output-weight-squared", lambda z, y, m: m**2 * (z - y)),
        ("output-weight-normalised", lambda z, y, m: m * (z - y) / np.sum(m)),
        ("error-squared", lambda z, y, m: 0.5 * m * (z - y) ** 2),
        ("sign-flipped-error", lambda z, y, m: m * (y - z)),
        ("loss-factor-two", lambda z, y, m: 2 * m * (z - y)),
        ("elementwise-vs-matrix", lambda z, y, m: np.full_like(z, m @ (z - y))),
        ("output-weight-added", lambda z, y, m: m + z - y),
    ],
    "log_sigmoid_slope": [
        ("digits-cancel", lambda z: np.log(sigmoid(z) * (1 - sigmoid(z)))),
        ("digits-cancel", lambda z: np.log(sigmoid(z) - sigmoid(z) ** 2)),
        ("logarithm-left-out", lambda z: sigmoid(z) * sigmoid(-z)),
        ("one-factor-left-out", lambda z: np.log(sigmoid(z))),
        ("one-factor-left-out", lambda z: np.log(sigmoid(-z))),
        ("right-far-out-only", lambda z: -abs(z)),
        ("sign-flipped", lambda z: -log_two_values(z)),
        (None, np.zeros_like),
        (None, lambda z: np.log10(sigmoid(z)) + np.log10(sigmoid(-z)) + 1),
    ],
    "cross_entropy_delta": [
        ("targets-taken-to-sum-to-one", lambda z, y: softmax(z) - y),
        ("stops-at-probabilities", lambda z, y: -y / softmax(z)),
        ("softmax-diagonal-only", lambda z, y: -y * (1 - softmax(z))),
        (
            "output-fprime-extra",
            lambda z, y: entropy_closed(z, y) * softmax(z) * (1 - softmax(z)),
        ),
        ("sign-flipped", lambda z, y: y - y.sum() * softmax(z)),
        ("softmax-term-missing", lambda z, y: -y),
        ("sum-of-targets-misplaced", lambda z, y: y.sum() * (softmax(z) - y)),
        (None, lambda z, y: np.zeros_like(z)),
    ],
    "sigmoid_slope": [
        ("f-for-fprime", sigmoid),
        ("activation-derivative-misremembered", lambda z: 1 - sigmoid(z)),
        ("activation-derivative-misremembered", lambda z: 1 - sigmoid(z) ** 2),
        ("closed-form-fed-z", lambda z: z * (1 - z)),
        ("fprime-at-activation", lambda z: sigmoid(sigmoid(z)) * (1 - sigmoid(sigmoid(z)))),
        ("activation-derivative-misremembered", lambda z: np.exp(-z) / (1 + np.exp(-z))),
        ("activation-derivative-misremembered", lambda z: 1 - np.tanh(z) ** 2),
        ("activation-derivative-misremembered", lambda z: np.full_like(z, 0.25)),
    ],
    "sigmoid_delta": [
        ("hidden-fprime-missing", lambda g, z: g),
        ("f-for-fprime", lambda g, z: g * sigmoid(z)),
        ("closed-form-fed-z", lambda g, z: g * z * (1 - z)),
        ("fprime-twice", lambda g, z: g * (sigmoid(z) * sigmoid(-z)) ** 2),
        ("slope-added", lambda g, z: g + sigmoid(z) * sigmoid(-z)),
        ("slope-at-upstream", lambda g, z: sigmoid(g) * sigmoid(-g) * z),
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
