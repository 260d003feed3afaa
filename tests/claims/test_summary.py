r"""Every formula of the summary, computed on random rectangular arrays, is that of `backhand`.

A group computes the formulas that share their arrays: each formula, as it stands on the page, with
the value that `backhand` or a difference quotient gives and the value of the formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backhand as bh
from backhand import graph
from backhand.graph import Node

PAGE = (Path(__file__).parents[2] / "solutions" / "summary.md").read_text(encoding="utf-8")
FORMULA = re.compile(r"\$([^$]+)\$")

Pairs = dict[str, tuple[Any, Any]]
GROUPS: list[Callable[[], Pairs]] = []
N, N_IN, N_MORE, N_OUT = 5, 4, 6, 3
diag, outer, ones, tanh = np.diag, np.outer, np.ones, np.tanh


def group(function: Callable[[], Pairs]) -> Callable[[], Pairs]:
    GROUPS.append(function)
    return function


def draw(*shape: int) -> Any:
    return np.random.default_rng([*shape, 7]).normal(size=shape)


def slope(f: Callable[[Any], Any], at: Any) -> Any:
    """∂f/∂at for a function that returns one number."""
    return bh.central_difference(f, at)


def jacobian(f: Callable[[Any], Any], at: Any) -> Any:
    """A row for each entry of f, a column for each entry of `at`."""
    return np.array([slope(lambda v, k=k: f(v)[k], at) for k in range(len(f(at)))])


def d_tanh(z: Any) -> Any:
    return 1 - tanh(z) ** 2


#: What only introduces a symbol, or says where a formula holds.
SETTINGS = r"""
g = \partial L/\partial v
a = f(z)
\delta = \partial L/\partial z
g = \partial L/\partial a
n = 1, \dots, N
l = 1, \dots, D
t = 1, \dots, T
a_0 = x
p = \sigma(z)
\sum_k y_k = 1
h^{(0)} = x
h^{(t)} = f(z^{(t)})
z^{(t)} = Wh^{(t-1)} + b
z^{(1)} = Wx
a = f(z^{(1)})
z^{(2)} = W^{\mathsf T}a
u = h(v)
u = Wv + b
u = f(v)
u = \operatorname{softmax}(v)
s = 0
\mathrm E[w] = 0
""".strip().splitlines()


@group
def one_sample() -> Pairs:
    W, x, b, g = draw(N_OUT, N_IN), draw(N_IN), draw(N_OUT), draw(N_OUT)
    z = W @ x + b
    delta = g * d_tanh(z)

    def loss(W: Any = W, x: Any = x, b: Any = b) -> float:
        return float(g @ tanh(W @ x + b))

    rows = delta[None]
    dW = bh.weight_gradient(rows, x[None])
    np.testing.assert_allclose(dW, slope(lambda v: loss(W=v), W), atol=1e-8)
    dx = bh.input_gradient(rows, W)[0]
    np.testing.assert_allclose(dx, slope(lambda v: loss(x=v), x), atol=1e-8)
    by_entry = [[delta[i] * x[j] for j in range(N_IN)] for i in range(N_OUT)]
    sums = [sum(W[k, j] * delta[k] for k in range(N_OUT)) for j in range(N_IN)]
    return {
        r"z = Wx + b": (bh.affine(x[None], W, b)[0], z),
        r"\delta = g \circ f'(z)": (bh.elementwise_vjp(g, z, "tanh"), delta),
        r"\partial L/\partial W = \delta x^{\mathsf T}": (dW, outer(delta, x)),
        r"\partial L/\partial b = \delta": (slope(lambda v: loss(b=v), b), delta),
        r"\partial L/\partial x = W^{\mathsf T}\delta": (dx, W.T @ delta),
        r"\partial L/\partial w_{ij} = \delta_i x_j": (dW, by_entry),
        r"\partial L/\partial x_j = \sum_k w_{kj}\,\delta_k": (dx, sums),
    }


@group
def other_storage() -> Pairs:
    W, x, b, delta = draw(N_IN, N_OUT), draw(N_IN), draw(N_OUT), draw(N_OUT)
    return {
        r"z = W^{\mathsf T}x + b": (bh.affine(x[None], W.T, b)[0], W.T @ x + b),
        r"\partial L/\partial W = x\,\delta^{\mathsf T}": (
            slope(lambda v: delta @ (v.T @ x + b), W),
            outer(x, delta),
        ),
        r"\partial L/\partial x = W\delta": (slope(lambda v: delta @ (W.T @ v + b), x), W @ delta),
    }


@group
def a_batch() -> Pairs:
    X, W, b, G = draw(N, N_IN), draw(N_OUT, N_IN), draw(N_OUT), draw(N, N_OUT)
    Z = X @ W.T + outer(ones(N), b)
    Delta = G * d_tanh(Z)
    dX, dW, db = bh.affine_vjp(Delta, X, W)
    assert dX.shape == X.shape and dW.shape == W.shape
    return {
        r"Z = XW^{\mathsf T} + \mathbf 1 b^{\mathsf T}": (bh.affine(X, W, b), Z),
        r"\Delta = G \circ f'(Z)": (bh.elementwise_vjp(G, Z, "tanh"), Delta),
        r"\partial L/\partial W = \Delta^{\mathsf T} X": (dW, Delta.T @ X),
        r"\partial L/\partial b = \Delta^{\mathsf T}\mathbf 1": (db, Delta.T @ ones(N)),
        r"\partial L/\partial X = \Delta W": (dX, Delta @ W),
    }


@group
def activations() -> Pairs:
    z, g = draw(N_OUT), draw(2, N_OUT)[1]
    s = bh.sigmoid
    p = bh.softmax(z)
    both = np.array([s(z) * (1 - s(z)), s(z) * s(-z)])
    return {
        r"\sigma'(z) = \sigma(z)\,(1 - \sigma(z)) = \sigma(z)\,\sigma(-z)": (
            np.array([bh.sigmoid_derivative(z)] * 2),
            both,
        ),
        r"\tanh'(z) = 1 - \tanh^2 z": (bh.tanh_derivative(z), 1 - tanh(z) ** 2),
        r"\operatorname{relu}'(z) = [z > 0]": (bh.relu_derivative(z), z > 0),
        r"\operatorname{softplus}'(z) = \sigma(z)": (bh.softplus_derivative(z), s(z)),
        r"\partial p/\partial z = \operatorname{diag}(p) - p\,p^{\mathsf T}": (
            bh.softmax_jacobian(z),
            diag(p) - outer(p, p),
        ),
        r"\delta = p \circ (g - (p^{\mathsf T} g)\,\mathbf 1)": (
            bh.softmax_vjp(g, z),
            p * (g - (p @ g) * ones(N_OUT)),
        ),
    }


@group
def losses_of_one_sample() -> Pairs:
    z, y = draw(N_OUT), draw(2, N_OUT)[0]
    s, soft, classes = bh.sigmoid, bh.softmax, np.array([0.2, 0.5, 0.3])
    two = np.array([1.0, 0.0, 1.0])
    squares: dict[str, tuple[Any, Any]] = {
        r"L = \tfrac12 \lVert z - y \rVert^2": (
            bh.half_squared_error(z[None], y[None]),
            np.linalg.norm(z - y) ** 2 / 2,
        ),
        r"\delta = z - y": (bh.half_squared_error_gradient(z[None], y[None])[0], z - y),
        r"L = \lVert z - y \rVert^2": (
            bh.squared_error(z[None], y[None]),
            np.linalg.norm(z - y) ** 2,
        ),
        r"\delta = 2\,(z - y)": (bh.squared_error_gradient(z[None], y[None])[0], 2 * (z - y)),
    }
    return squares | {
        r"L = \tfrac12 \lVert a - y \rVert^2": (
            bh.half_squared_error(tanh(z)[None], y[None]),
            np.linalg.norm(tanh(z) - y) ** 2 / 2,
        ),
        r"\delta = (a - y) \circ f'(z)": (
            slope(lambda v: np.sum((tanh(v) - y) ** 2) / 2, z),
            (tanh(z) - y) * d_tanh(z),
        ),
        r"L = -\sum_k (y_k \log p_k + (1 - y_k) \log(1 - p_k))": (
            N_OUT * bh.binary_cross_entropy(z, two),
            -np.sum(two * np.log(s(z)) + (1 - two) * np.log(1 - s(z))),
        ),
        r"\delta_k = p_k - y_k": (N_OUT * bh.binary_cross_entropy_gradient(z, two), s(z) - two),
        r"L = -\sum_k y_k \log p_k": (
            bh.softmax_cross_entropy(z[None], classes[None]),
            -np.sum(classes * np.log(soft(z))),
        ),
        r"\delta = p - y": (
            bh.softmax_cross_entropy_gradient(z[None], classes[None])[0],
            soft(z) - classes,
        ),
    }


@group
def losses_of_a_batch() -> Pairs:
    Z, T, X, w = draw(N, N_OUT), draw(N, N_OUT, 2)[..., 0], draw(N, N_IN), draw(N_IN)
    P, Y = bh.softmax(Z), bh.softmax(T)
    y = (X[:, 0] > 0).astype(float)
    p = bh.sigmoid(X @ w)
    return {
        r"L = \tfrac1{2N} \sum_n \lVert z_n - y_n \rVert^2": (
            bh.half_squared_error(Z, T, reduction="mean"),
            np.sum((Z - T) ** 2) / (2 * N),
        ),
        r"\Delta = (Z - Y) / N": (
            bh.half_squared_error_gradient(Z, T, reduction="mean"),
            (Z - T) / N,
        ),
        r"\Delta = 2\,(Z - Y) / (N\,n_{out})": (
            bh.mean_squared_error_gradient(Z, T),
            2 * (Z - T) / (N * N_OUT),
        ),
        r"\Delta = (P - Y) / N": (bh.softmax_cross_entropy_gradient(Z, Y), (P - Y) / N),
        r"\partial L/\partial w = X^{\mathsf T}(p - y)/N": (
            slope(lambda v: bh.binary_cross_entropy(X @ v, y), w),
            X.T @ (p - y) / N,
        ),
    }


@group
def many_layers() -> Pairs:
    sizes = (N_IN, N_MORE, 7, N_OUT)
    W = [draw(m, n) / 2 for n, m in pairwise(sizes)]
    b, X, G = [draw(m) for m in sizes[1:]], draw(N, N_IN), draw(N, N_OUT)
    trace = bh.network_forward(X, W, b, "tanh")
    right = bh.network_backward(G, trace, W, "tanh")
    A, Z, D = [X, *trace.post], trace.pre, right.deltas
    n = 2  # one sample: the columns are the rows of the batch

    def one(rows: Any) -> Any:
        return rows[n]

    single = bh.network_backward(
        G[n : n + 1], bh.network_forward(X[n : n + 1], W, b, "tanh"), W, "tanh"
    )
    g2 = one(D[2] @ W[2])
    linear = bh.network_backward(G, bh.network_forward(X, W, b, "identity"), W, "identity")
    return {
        r"\delta_D = g_D \circ f_D'(z_D)": (one(D[2]), G[n] * d_tanh(one(Z[2]))),
        r"\Delta_D = G_D \circ f_D'(Z_D)": (D[2], G * d_tanh(Z[2])),
        r"\delta_l = (W_{l+1}^{\mathsf T}\delta_{l+1}) \circ f_l'(z_l)": (
            one(D[0]),
            (W[1].T @ one(D[1])) * d_tanh(one(Z[0])),
        ),
        r"\Delta_l = (\Delta_{l+1}W_{l+1}) \circ f_l'(Z_l)": (D[0], (D[1] @ W[1]) * d_tanh(Z[0])),
        r"\partial L/\partial W_l = \delta_l a_{l-1}^{\mathsf T}": (
            single.weights[1],
            outer(one(D[1]), one(A[1])),
        ),
        r"\partial L/\partial W_l = \Delta_l^{\mathsf T}A_{l-1}": (right.weights[1], D[1].T @ A[1]),
        r"\partial L/\partial b_l = \delta_l": (single.biases[1], one(D[1])),
        r"\partial L/\partial b_l = \Delta_l^{\mathsf T}\mathbf 1": (
            right.biases[1],
            D[1].T @ ones(N),
        ),
        r"g_l = W_{l+1}^{\mathsf T}\,(g_{l+1} \circ f_{l+1}'(z_{l+1}))": (
            one(D[1] @ W[1]),
            W[1].T @ (g2 * d_tanh(one(Z[1]))),
        ),
        r"\delta_1 = W_2^{\mathsf T} \cdots W_D^{\mathsf T}\,\delta_D": (
            one(linear.deltas[0]),
            W[1].T @ W[2].T @ G[n],
        ),
    }


@group
def shared_weights() -> Pairs:
    n, T = N_IN, 3
    W, b, x, g = draw(n, n) / 2, draw(n), draw(n), draw(2, n)[1]
    trace = bh.shared_forward(x[None], W, b, "tanh", T)
    right = bh.shared_backward(g[None], trace, W, "tanh")
    H, D = [x, *(a[0] for a in trace.post)], [d[0] for d in right.deltas]
    linear = bh.shared_forward(x[None], W, b, "identity", 2)
    two = bh.shared_backward(g[None], linear, W, "identity")
    z1, d2 = linear.pre[0][0], g
    partial = [
        [[(k == i) * z1[j] + W[k, i] * x[j] for j in range(n)] for i in range(n)] for k in range(n)
    ]
    measured = [slope(lambda V, k=k: (V @ (V @ x + b) + b)[k], W) for k in range(n)]
    return {
        r"\partial L/\partial W = \sum_t \delta^{(t)} h^{(t-1)\mathsf T}": (
            right.weight,
            sum(outer(D[t], H[t]) for t in range(T)),
        ),
        r"\ \partial L/\partial b = \sum_t \delta^{(t)}": (right.bias, sum(D)),
        r"\partial L/\partial W = \delta^{(2)} z^{(1)\mathsf T} + \delta^{(1)} x^{\mathsf T}": (
            two.weight,
            outer(d2, z1) + outer(W.T @ d2, x),
        ),
        r"\ \delta^{(1)} = W^{\mathsf T}\delta^{(2)}": (two.deltas[0][0], W.T @ d2),
        r"\partial z_k^{(2)}/\partial w_{ij} = [k = i]\,z_j^{(1)} + w_{ki}\,x_j": (
            measured,
            partial,
        ),
    }


@group
def recurrent_and_tied() -> Pairs:
    n, T = N_OUT, 3
    W, U, b, inputs = draw(n, n) / 2, draw(n, N_IN), draw(n), draw(T, 1, N_IN)
    h0, G = draw(1, n), draw(T, 1, n)
    trace = bh.recurrent_forward(h0, inputs, W, U, b, "tanh")
    D = bh.recurrent_backward(G, trace, inputs, W, U, "tanh").deltas
    V, x, upstream = draw(N_MORE, N_IN), draw(N_IN), draw(2, N_IN)[1]
    a = tanh(V @ x)
    d1 = (V @ upstream) * d_tanh(V @ x)
    return {
        r"\delta^{(t)} = (g^{(t)} + W^{\mathsf T}\delta^{(t+1)}) \circ f'(z^{(t)})": (
            D[1][0],
            (G[1, 0] + W.T @ D[2][0]) * d_tanh(trace.pre[1][0]),
        ),
        r"\partial L/\partial W = \delta^{(1)}x^{\mathsf T} + a\,\delta^{(2)\mathsf T}": (
            slope(lambda v: upstream @ (v.T @ tanh(v @ x)), V),
            outer(d1, x) + outer(a, upstream),
        ),
    }


@group
def patterns_of_numbers() -> Pairs:
    def backward(make: Callable[[Node, Node], Node]) -> tuple[Any, float, float]:
        """The node's value, and what comes back to 1.5 and −0.7 where u = 2.5."""
        x, y = Node(1.5, "x"), Node(-0.7, "y")
        v = make(x, y)
        graph.backward(Node(2.5, "u") * v)
        return v.value, float(x.grad), float(y.grad)

    x, y, u = 1.5, -0.7, 2.5
    plus, times = backward(lambda x, y: x + y), backward(lambda x, y: x * y)
    largest = [slope(lambda v: u * np.max(v), np.array([x, y]))[k] for k in (0, 1)]
    twice = backward(lambda x, y: x * y + graph.square(x))
    return {
        r"v = x + y": (plus[0], x + y),
        r"\partial L/\partial x = g": (plus[1], u),
        r"\ \partial L/\partial y = g": (plus[2], u),
        r"v = x\,y": (times[0], x * y),
        r"\partial L/\partial x = g\,y": (times[1], u * y),
        r"\ \partial L/\partial y = g\,x": (times[2], u * x),
        r"v = \max(x, y)": (np.max([x, y]), max(x, y)),
        r"\partial L/\partial x = [x > y]\,g": (largest[0], (x > y) * u),
        r"\ \partial L/\partial y = [y > x]\,g": (largest[1], (y > x) * u),
        r"\partial L/\partial x = g_1 + g_2": (twice[1], u * y + u * 2 * x),
    }


@group
def patterns_of_arrays() -> Pairs:
    X, Y, b, U = draw(N, N_IN), draw(N_IN, N_OUT), draw(N_OUT), draw(N, N_OUT)
    V, turned = draw(2, N, N_IN)[0], draw(N_IN, N)
    return {
        r"v = \sum_i x_i": (np.sum(b), sum(b)),
        r"\partial L/\partial x_i = g": (slope(lambda v: 2.5 * np.sum(v), b), 2.5 * ones(N_OUT)),
        r"V = \mathbf 1 b^{\mathsf T}": (np.broadcast_to(b, (N, N_OUT)), outer(ones(N), b)),
        r"\partial L/\partial b = G^{\mathsf T}\mathbf 1": (bh.bias_gradient(U), U.T @ ones(N)),
        r"V = XY": (bh.affine(X, Y.T, 0 * b), X @ Y),
        r"\partial L/\partial X = GY^{\mathsf T}": (bh.input_gradient(U, Y.T), U @ Y.T),
        r"\ \partial L/\partial Y = X^{\mathsf T}G": (bh.weight_gradient(U, X).T, X.T @ U),
        r"V = X^{\mathsf T}": (np.transpose(X), X.T),
        r"\partial L/\partial X = G^{\mathsf T}": (
            slope(lambda v: np.sum(turned * v.T), X),
            turned.T,
        ),
        r"V = f(X)": (bh.tanh(X), tanh(X)),
        r"\partial L/\partial X = G \circ f'(X)": (
            bh.elementwise_vjp(V, X, "tanh"),
            V * d_tanh(X),
        ),
    }


@group
def jacobians() -> Pairs:
    W, b, v, c = draw(N_OUT, N_IN), draw(N_OUT), draw(N_IN), draw(N_IN, 2)[:, 0]
    q = draw(2, N_OUT)[0]

    def h(v: Any) -> Any:
        return tanh(W @ v + b)

    J, J2 = jacobian(h, v), jacobian(lambda v: np.sin(v[:2]), v)
    child = draw(2)
    du, both = (
        np.cos(h(v)) * q,
        slope(lambda v: np.sum(np.sin(h(v)) * q) + child @ np.sin(v[:2]), v),
    )
    dv = slope(lambda v: np.sum(np.sin(h(v)) * q), v)
    p = bh.softmax(v)
    return {
        r"\partial L/\partial v = \sum_c (\partial c/\partial v)^{\mathsf T}"
        r"\,\partial L/\partial c": (both, J.T @ du + J2.T @ child),
        r"\partial L/\partial v = (\partial L/\partial u)\,(\partial u/\partial v)": (dv, du @ J),
        r"\nabla_v L = (\partial u/\partial v)^{\mathsf T}\,\nabla_u L": (dv, J.T @ du),
        r"\partial u/\partial v = W": (jacobian(lambda v: W @ v + b, v), W),
        r"\nabla_v L = W^{\mathsf T}\,\nabla_u L": (bh.input_gradient(q[None], W)[0], W.T @ q),
        r"\partial u/\partial v = \operatorname{diag}(f'(v))": (
            jacobian(tanh, v),
            diag(d_tanh(v)),
        ),
        r"\nabla_v L = f'(v) \circ \nabla_u L": (bh.elementwise_vjp(c, v, "tanh"), d_tanh(v) * c),
        r"\partial u/\partial v = \operatorname{diag}(u) - u\,u^{\mathsf T}": (
            bh.softmax_jacobian(v),
            diag(p) - outer(p, p),
        ),
        r"\nabla_v L = u \circ (\nabla_u L - (u^{\mathsf T}\nabla_u L)\,\mathbf 1)": (
            bh.softmax_vjp(c, v),
            p * (c - (p @ c) * ones(N_IN)),
        ),
        r"q^{\mathsf T}(J r) = (J^{\mathsf T} q)^{\mathsf T} r": (q @ (J @ c), (J.T @ q) @ c),
    }


@group
def the_walkthrough() -> Pairs:
    W, h, y = draw(N_OUT, N_IN), draw(N_IN), draw(2, N_OUT)[1]
    z = bh.sigmoid(W @ h)
    Omega = diag(z * (1 - z))
    return {
        r"\Omega = \operatorname{diag}(z \circ (1 - z))": (
            jacobian(bh.sigmoid, W @ h),
            Omega,
        ),
        r"\nabla_W\ell = \Omega\,\nabla_z\ell\,h^{\mathsf T}": (
            slope(lambda V: np.sum((bh.sigmoid(V @ h) - y) ** 2) / 2, W),
            outer(Omega @ (z - y), h),
        ),
    }


@group
def checking_and_stepping() -> Pairs:
    w, d, rate = draw(N_OUT), draw(2, N_OUT)[1], 1e-4
    right, h = np.cos(w) * w + np.sin(w), 1e-5

    def f(w: Any) -> float:
        return float(np.sum(w * np.sin(w)))

    steps = np.eye(N_OUT) * h
    moved = w - rate * right
    curvature = 2 * np.cos(w) - w * np.sin(w)
    drawn = np.random.default_rng(1)
    x, weights = drawn.normal(1, 2, 200_000), drawn.uniform(-1, 1, (9, 200_000))
    spread = np.var(bh.initialization.xavier_normal(300, 500, drawn))
    he = np.var(bh.initialization.he_normal(300, 500, drawn))
    sums = np.mean(np.sum(weights * [np.roll(x, k) for k in range(9)], axis=0) ** 2)
    return {
        r"f'(w) \approx (f(w + h) - f(w - h)) / (2h)": (
            right,
            [(f(w + e) - f(w - e)) / (2 * h) for e in steps],
        ),
        r"\tfrac{d}{ds} f(w + s\,d) = \langle \nabla f, d \rangle": (
            slope(lambda s: f(w + s[0] * d), np.zeros(1))[0],
            right @ d,
        ),
        r"\theta \leftarrow \theta - \eta\,\nabla L": (moved, w - rate * slope(f, w)),
        r"L(\theta - \eta\,\nabla L) = L(\theta) - \eta\,\lVert \nabla L \rVert^2 + O(\eta^2)": (
            (f(moved) - f(w) + rate * right @ right) / rate**2,
            pytest.approx(np.sum(curvature * right**2) / 2, rel=1e-2),
        ),
        r"\mathrm E[z^2] = n_{in} \operatorname{Var}(w)\,\mathrm E[x^2]": (
            sums,
            pytest.approx(9 * (1 / 3) * (1 + 4), rel=0.02),
        ),
        r"\operatorname{Var}(w) = 2/(n_{in} + n_{out})": (
            spread,
            pytest.approx(2 / 800, rel=0.02),
        ),
        r"\operatorname{Var}(w) = 2/n_{in}": (he, pytest.approx(2 / 500, rel=0.02)),
    }


@pytest.mark.parametrize("pairs", GROUPS, ids=lambda one: one.__name__)
def test_each_formula_is_what_the_library_computes(pairs: Callable[[], Pairs]) -> None:
    for formula, (right, stated) in pairs().items():
        if np.isscalar(right) or isinstance(right, float):
            assert right == (stated if not np.isscalar(stated) else pytest.approx(stated)), formula
        else:
            np.testing.assert_allclose(stated, right, rtol=1e-6, atol=1e-7, err_msg=formula)


def test_every_formula_on_the_page_is_among_them() -> None:
    found = {one for one in FORMULA.findall(PAGE) if re.search(r"=|\\approx|\\leftarrow", one)}
    checked = {formula for pairs in GROUPS for formula in pairs()}
    assert found == checked | set(SETTINGS)


def test_the_largest_slopes_are_as_stated() -> None:
    z = np.linspace(-9, 9, 2001)
    assert bh.sigmoid_derivative(z).max() == pytest.approx(1 / 4)
    assert bh.tanh_derivative(z).max() == pytest.approx(1)
    assert r", at most $\tfrac14$" in PAGE and ", at most 1 |" in PAGE


def test_brackets_and_shapes_are_no_formality() -> None:
    W, g, s = draw(N_OUT, N_IN), draw(N_OUT), draw(2, N_OUT)[1]
    with pytest.raises(ValueError, match="broadcast"):
        (W.T @ g) * s
    square = draw(N_OUT, N_OUT)
    assert not np.allclose(square.T @ (g * s), (square.T @ g) * s)


SIZES = {"n_out": N_OUT, "n_in": N_IN, "N": N}


def sizes_of(shape: str) -> tuple[int, ...]:
    return tuple(SIZES[axis] for axis in re.findall(r"\w+", shape))


@pytest.mark.parametrize(
    "row", re.findall(r"^\| `(\([^`]*\))` \| (\$.*) \| \$([^$|]*)\$ \|$", PAGE, re.M)
)
def test_what_fits_in_match_the_shapes_has_the_shape_that_is_wanted(row: Any) -> None:
    wanted, given, fits = row
    names = {"\\delta": "d", "\\Delta": "D"}
    shapes = re.findall(r"\$([^$]*)\$: `([^`]*)`", given)
    space: dict[str, Any] = {
        names.get(name, name): draw(*sizes_of(shape)) for name, shape in shapes
    }
    value = {
        r"\delta x^{\mathsf T}": lambda d, x: outer(d, x),
        r"W^{\mathsf T}\delta": lambda W, d: W.T @ d,
        r"\Delta^{\mathsf T}X": lambda D, X: D.T @ X,
        r"\Delta W": lambda D, W: D @ W,
        r"\Delta^{\mathsf T}\mathbf 1": lambda D: D.T @ ones(len(D)),
    }[fits](**space)
    assert value.shape == sizes_of(wanted)


def test_all_five_rows_of_match_the_shapes_are_tested() -> None:
    assert len(re.findall(r"^\| `\([^`]*\)` \|", PAGE, re.M)) == 5


def test_the_page_says_that_it_is_for_afterwards_and_has_nothing_to_run() -> None:
    first = PAGE.partition("\n# ")[2].split("\n\n")[1]
    assert first.startswith("**For afterwards, and for looking up.**")
    assert "```" not in PAGE
