"""Answers to the exercises of `02_multi_layer`."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(z: Any) -> Any:
    return sigmoid(z) * sigmoid(-z)


def tanh_slope(z: Any) -> Any:
    return 1 - np.tanh(z) ** 2


def differences(f: Any, v: Any, h: float = 1e-5) -> Any:
    """The gradient of a scalar function by central differences."""
    v = np.array(v, dtype=float)
    out = np.zeros_like(v)
    for at in np.ndindex(v.shape):
        e = np.zeros_like(v)
        e[at] = h
        out[at] = (f(v + e) - f(v - e)) / (2 * h)
    return out


def jacobian(f: Any, v: Any, h: float = 1e-5) -> Any:
    """One column for each entry of the vector v."""
    columns = []
    for j in range(len(v)):
        e = np.zeros(len(v))
        e[j] = h
        columns.append((f(v + e) - f(v - e)) / (2 * h))
    return np.array(columns).T


def in_float32(answer: Any) -> Any:
    def narrowed(*given: Any) -> Any:
        def narrow(v: Any) -> Any:
            if isinstance(v, list):
                return [narrow(w) for w in v]
            return np.asarray(v, dtype=np.float32)

        return answer(*map(narrow, given))

    return narrowed


def loops_matvec(M: Any, v: Any) -> Any:
    return [sum(M[i][j] * v[j] for j in range(len(v))) for i in range(len(M))]


# ---- two_linear_layers -----------------------------------------------------------------------


def two(x, W1, b1, W2, b2, delta2):
    z1 = W1 @ x + b1
    delta1 = W2.T @ delta2
    return delta1, np.outer(delta2, z1), np.outer(delta1, x)


def two_loops(x, W1, b1, W2, b2, delta2):
    n1, n2 = len(b1), len(b2)
    z1 = [sum(W1[i, j] * x[j] for j in range(len(x))) + b1[i] for i in range(n1)]
    delta1 = [sum(W2[k, i] * delta2[k] for k in range(n2)) for i in range(n1)]
    dW2 = [[delta2[k] * z1[i] for i in range(n1)] for k in range(n2)]
    dW1 = [[delta1[i] * x[j] for j in range(len(x))] for i in range(n1)]
    return delta1, dW2, dW1


def two_columns(x, W1, b1, W2, b2, delta2):
    x, b1, delta2 = (v.reshape(-1, 1) for v in (x, b1, delta2))
    z1 = W1 @ x + b1
    delta1 = W2.T @ delta2
    return delta1, delta2 @ z1.T, delta1 @ x.T


def two_rows(x, W1, b1, W2, b2, delta2):
    X, D2 = x[None], delta2[None]
    Z1 = X @ W1.T + b1
    D1 = D2 @ W2
    return D1, D2.T @ Z1, D1.T @ X


def two_einsum(x, W1, b1, W2, b2, delta2):
    z1 = np.einsum("ij,j->i", W1, x) + b1
    delta1 = np.einsum("ki,k->i", W2, delta2)
    return {
        "dW1": np.einsum("i,j->ij", delta1, x),
        "dW2": np.einsum("k,i->ki", delta2, z1),
        "delta1": delta1,
    }


def two_differences(x, W1, b1, W2, b2, delta2):
    def loss(W1, b1, W2):
        return delta2 @ (W2 @ (W1 @ x + b1) + b2)

    return [
        differences(lambda v: loss(W1, v, W2), b1),
        differences(lambda v: loss(W1, b1, v), W2),
        differences(lambda v: loss(v, b1, W2), W1),
    ]


def two_in_place(x, W1, b1, W2, b2, delta2):
    z1 = W1 @ x
    z1 += b1
    delta1 = np.zeros(len(b1))
    for row, d in zip(W2, delta2, strict=True):
        delta1 += d * row
    return delta1, delta2[:, None] * z1, delta1[:, None] * x


def two_changed(**changes):
    def wrong(x, W1, b1, W2, b2, delta2):
        z1 = W1 @ x + b1
        v = {"x": x, "W1": W1, "b1": b1, "W2": W2, "delta2": delta2, "z1": z1, "z2": W2 @ z1 + b2}
        v["delta1"] = changes["delta1"](v) if "delta1" in changes else W2.T @ delta2
        out = {
            "delta1": v["delta1"],
            "dW2": np.outer(delta2, z1),
            "dW1": np.outer(v["delta1"], x),
        }
        out.update({n: c(v) for n, c in changes.items() if n != "delta1"})
        return out

    return wrong


# ---- linear_chain ----------------------------------------------------------------------------


def chain_product(weights, delta):
    J = weights[-1]
    for W in weights[-2::-1]:
        J = J @ W
    return J, J.T @ delta


def chain_steps(weights, delta):
    J = np.eye(len(delta))
    for W in reversed(weights):
        J, delta = J @ W, W.T @ delta
    return J, delta


def chain_forward(weights, delta):
    J = reduce(lambda J, W: W @ J, weights)
    return {"delta1": delta @ J, "J": J}


def chain_multi_dot(weights, delta):
    J = np.linalg.multi_dot(weights[::-1])
    return [J, np.linalg.multi_dot([W.T for W in weights] + [delta])]


def chain_einsum(weights, delta):
    A, B, C = weights
    return np.einsum("lk,kj,ji->li", C, B, A), np.einsum("lk,kj,ji,l->i", C, B, A, delta)


def chain_differences(weights, delta):
    def last(z):
        for W in weights:
            z = W @ z
        return z

    z = np.zeros(weights[0].shape[1])
    return jacobian(last, z), differences(lambda v: delta @ last(v), z)


def chain_loops(weights, delta):
    columns = []
    for j in range(weights[0].shape[1]):
        v = [1.0 if i == j else 0.0 for i in range(weights[0].shape[1])]
        for W in weights:
            v = loops_matvec(W, v)
        columns.append(v)
    J = np.array(columns).T
    return J.tolist(), [sum(d * v for d, v in zip(delta, c, strict=True)) for c in columns]


def chain_recursive(weights, delta):
    if len(weights) == 1:
        return weights[0], weights[0].T @ delta
    J, d = chain_recursive(weights[1:], delta)
    return J @ weights[0], (weights[0].T @ d).reshape(-1, 1)


# ---- hidden_delta ----------------------------------------------------------------------------


def hidden(delta_next, W_next, z):
    return (W_next.T @ delta_next) * tanh_slope(z)


def hidden_of_a(delta_next, W_next, z):
    a = np.tanh(z)
    g = delta_next @ W_next
    return g - a * a * g


def hidden_loops(delta_next, W_next, z):
    out = []
    for i in range(len(z)):
        total = 0.0
        for k in range(len(delta_next)):
            total += delta_next[k] * W_next[k, i]
        out.append(total / np.cosh(z[i]) ** 2)
    return out


def hidden_differences(delta_next, W_next, z):
    return differences(lambda v: delta_next @ W_next @ np.tanh(v), z)


def hidden_diagonal(delta_next, W_next, z):
    return np.diag(1 - np.tanh(z) ** 2) @ W_next.T @ delta_next


def hidden_column(delta_next, W_next, z):
    z = z.reshape(-1, 1)
    return (W_next.T @ delta_next.reshape(-1, 1)) * (1 - np.tanh(z) ** 2)


def hidden_in_place(delta_next, W_next, z):
    delta = W_next.T @ delta_next
    a = np.tanh(z)
    a *= a
    delta *= 1 - a
    return delta


# ---- chain_gradients -------------------------------------------------------------------------


def chain_forward_pass(x, weights):
    a, s = [x], []
    for W in weights:
        s.append(W @ a[-1])
        a.append(sigmoid(s[-1]))
    return a, s


def scalar_chain(x, y, weights, *, carry=None, start=2.0, slope=None):
    """`carry(k, i, weights)` takes the k of layer i + 1 down to the a of layer i, from 0."""
    a, s = chain_forward_pass(x, weights)
    slope = slope or (lambda a, s: a * (1 - a))
    carry = carry or (lambda k, i, weights: weights[i + 1].T @ k)
    k = start * (a[-1] - y) * slope(a[-1], s[-1])
    grads = [np.outer(k, a[-2])]
    for i in reversed(range(len(weights) - 1)):
        k = carry(k, i, weights) * slope(a[i + 1], s[i])
        grads.insert(0, np.outer(k, a[i]))
    return grads


def scalar_chain_dict(x, y, weights):
    return {f"dW{i + 1}": g for i, g in enumerate(scalar_chain(x, y, weights))}


def scalar_chain_special(x, y, weights):
    W1, W2, W3, W4 = weights
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    a3 = sigmoid(W3 @ a2)
    yhat = sigmoid(W4 @ a3)[0]
    k4 = 2 * (yhat - y) * yhat * (1 - yhat)
    k3 = k4 * W4[0] * a3 * (1 - a3)
    k2 = (k3 @ W3) * a2 * (1 - a2)
    k1 = (k2 @ W2) * a1 * (1 - a1)
    return np.outer(k1, x), np.outer(k2, a1), np.outer(k3, a2), k4 * a3[None]


def scalar_chain_after(x, y, weights):
    a, s = chain_forward_pass(x, weights)
    g = np.array([2 * (a[-1][0] - y)])
    out = []
    for W, before, z in zip(weights[::-1], a[-2::-1], s[::-1], strict=True):
        d = g * sigmoid_slope(z)
        out.append(d[:, None] @ before[None, :])
        g = W.T @ d
    return tuple(out[::-1])


def scalar_chain_closed(x, y, weights):
    a, s = chain_forward_pass(x, weights)
    D = [np.diag(sigmoid_slope(z)) for z in s]
    out = []
    for i in range(len(weights)):
        k = D[-1] @ (2 * (a[-1] - y))
        for j in reversed(range(i, len(weights) - 1)):
            k = D[j] @ weights[j + 1].T @ k
        out.append(np.outer(k, a[i]))
    return out


def scalar_chain_differences(x, y, weights):
    def error(i, W):
        a, _ = chain_forward_pass(x, [W if j == i else V for j, V in enumerate(weights)])
        return (a[-1][0] - y) ** 2

    return [differences(lambda W, i=i: error(i, W), W) for i, W in enumerate(weights)]


def scalar_chain_columns(x, y, weights):
    a, s = [x.reshape(-1, 1)], []
    for W in weights:
        s.append(W @ a[-1])
        a.append(sigmoid(s[-1]))
    k = 2 * (a[-1] - y) * sigmoid_slope(s[-1])
    out = [k @ a[-2].T]
    for i in (2, 1, 0):
        k = (weights[i + 1].T @ k) * sigmoid_slope(s[i])
        out = [k @ a[i].T, *out]
    return out


def scalar_chain_loops(x, y, weights):
    a, _ = chain_forward_pass(x, weights)
    k = [2 * (a[-1][0] - y) * a[-1][0] * (1 - a[-1][0])]
    out = []
    for i in (3, 2, 1, 0):
        out.insert(0, [[kj * v for v in a[i]] for kj in k])
        if i:
            W = weights[i]
            k = [
                sum(W[r, c] * k[r] for r in range(len(k))) * a[i][c] * (1 - a[i][c])
                for c in range(W.shape[1])
            ]
    return out


def as_printed(k, i, weights):
    return weights[i + 1].T @ k if i == len(weights) - 2 else k @ weights[i]


def untransposed(k, i, weights):
    return weights[i + 1].T @ k if i == len(weights) - 2 else weights[i + 1] @ k


def unweighted(k, i, weights):
    return np.full(weights[i + 1].shape[1], k.sum())


def network_input_everywhere(x, y, weights):
    a, s = chain_forward_pass(x, weights)
    k = 2 * (a[-1] - y) * sigmoid_slope(s[-1])
    out = [np.outer(k, x)]
    for i in (2, 1, 0):
        k = (weights[i + 1].T @ k) * sigmoid_slope(s[i])
        out.insert(0, np.outer(k, x))
    return out


# ---- after_activation ------------------------------------------------------------------------


def after(k, weights, zs):
    W2, W3 = weights
    z2, z3 = zs
    g2 = W3.T @ (k * tanh_slope(z3))
    g1 = W2.T @ (g2 * tanh_slope(z2))
    P = W2.T @ np.diag(tanh_slope(z2)) @ W3.T @ np.diag(tanh_slope(z3))
    return g2, g1, P


def after_from_matrix(k, weights, zs):
    (W2, W3), (D2, D3) = weights, [np.diag(1 - np.tanh(z) ** 2) for z in zs]
    P = W2.T @ (D2 @ (W3.T @ D3))
    return [W3.T @ D3 @ k, P @ k, P]


def after_scaled_rows(k, weights, zs):
    M2, M3 = (W * tanh_slope(z)[:, None] for W, z in zip(weights, zs, strict=True))
    return {"P": M2.T @ M3.T, "g1": k @ M3 @ M2, "g2": k @ M3}


def after_loops(k, weights, zs):
    def down(g, W, z):
        return [
            sum(W[i, j] * g[i] * (1 - np.tanh(z[i]) ** 2) for i in range(len(g)))
            for j in range(W.shape[1])
        ]

    def both(g):
        g2 = down(g, weights[1], zs[1])
        return g2, down(g2, weights[0], zs[0])

    columns = [both([1.0 if i == j else 0.0 for i in range(len(k))])[1] for j in range(len(k))]
    return *both(k), np.array(columns).T


def after_jacobian(k, weights, zs):
    W2, W3 = weights
    z2, z3 = zs

    # Any a₁ and biases that lead to these z: the derivatives depend on z alone.
    def a2(a1):
        return np.tanh(z2 + W2 @ a1)

    def a3(a2, start):
        return np.tanh(z3 + W3 @ (a2 - start))

    zero1, start = np.zeros(W2.shape[1]), np.tanh(z2)
    J = jacobian(lambda v: a3(a2(v), start), zero1)
    g2 = differences(lambda v: k @ a3(v, start), start)
    return g2, J.T @ k, J.T


def after_einsum(k, weights, zs):
    (W2, W3), (s2, s3) = weights, map(tanh_slope, zs)
    return (
        np.einsum("ba,b,b->a", W3, s3, k),
        np.einsum("jl,j,kj,k,k->l", W2, s2, W3, s3, k),
        np.einsum("jl,j,kj,k->lk", W2, s2, W3, s3),
    )


def after_columns(k, weights, zs):
    g, out = k.reshape(-1, 1), []
    for W, z in zip(weights[::-1], zs[::-1], strict=True):
        g = W.T @ (g / np.cosh(z.reshape(-1, 1)) ** 2)
        out.append(g)
    return *out, after(k, weights, zs)[2]


def after_in_place(k, weights, zs):
    g = k.copy()
    g *= tanh_slope(zs[1])
    g2 = weights[1].T.dot(g)
    h = g2.copy()
    h *= tanh_slope(zs[0])
    return g2, weights[0].T.dot(h), after(k, weights, zs)[2]


def after_wrong(step, matrix):
    """Both steps by `step(g, W, slope)`, the closed form by `matrix(W2, W3, s2, s3)`."""

    def wrong(k, weights, zs):
        (W2, W3), (s2, s3) = weights, [tanh_slope(z) for z in zs]
        g2 = step(k, W3, s3)
        return g2, step(g2, W2, s2), matrix(W2, W3, s2, s3)

    return wrong


def after_changed(**changes):
    def wrong(k, weights, zs):
        blocks = dict(zip(("g2", "g1", "P"), after(k, weights, zs), strict=True))
        s = [tanh_slope(z) for z in zs]
        blocks.update({n: c(blocks, k, weights, s) for n, c in changes.items()})
        return blocks

    return wrong


def right_matrix(W2, W3, s2, s3):
    return W2.T @ np.diag(s2) @ W3.T @ np.diag(s3)


# ---- all_outputs -----------------------------------------------------------------------------


def outputs(delta2, W2, z1, x):
    delta1 = (W2 * delta2[:, None]) * tanh_slope(z1)
    per_output = np.einsum("qi,j->qij", delta1, x)
    return per_output, np.outer((W2.T @ delta2) * tanh_slope(z1), x)


def outputs_loop(delta2, W2, z1, x):
    per_output = []
    for q in range(len(delta2)):
        seed = np.zeros_like(delta2)
        seed[q] = delta2[q]
        per_output.append(np.outer((W2.T @ seed) * tanh_slope(z1), x))
    return per_output, sum(per_output)


def outputs_batch(delta2, W2, z1, x):
    D1 = np.diag(delta2) @ W2 * tanh_slope(z1)
    return {"dW1": D1.sum(axis=0)[:, None] @ x[None], "per_output": D1[:, :, None] * x}


def outputs_lists(delta2, W2, z1, x):
    s = [1 - np.tanh(v) ** 2 for v in z1]
    per = [
        [[delta2[q] * W2[q, i] * s[i] * v for v in x] for i in range(len(z1))]
        for q in range(len(delta2))
    ]
    return per, np.sum(per, axis=0).tolist()


def outputs_differences(delta2, W2, z1, x):
    def a1(V):
        return np.tanh(z1 + V @ x)

    V = np.zeros((len(z1), len(x)))
    per = [differences(lambda V, q=q: delta2[q] * W2[q] @ a1(V), V) for q in range(len(W2))]
    return per, differences(lambda V: delta2 @ W2 @ a1(V), V)


def outputs_diagonal(delta2, W2, z1, x):
    Lambda = np.diag(tanh_slope(z1))
    per = np.array([np.outer(Lambda @ W2[q] * delta2[q], x) for q in range(len(delta2))])
    return per, np.outer(Lambda @ W2.T @ delta2, x)


def outputs_tuple_sum(delta2, W2, z1, x):
    per, _ = outputs(delta2, W2, z1, x)
    return per, per[::-1].sum(0)


def outputs_changed(**changes):
    def wrong(delta2, W2, z1, x):
        blocks = dict(zip(("per_output", "dW1"), outputs(delta2, W2, z1, x), strict=True))
        blocks.update({n: c(delta2, W2, z1, x) for n, c in changes.items()})
        return blocks

    return wrong


def outputs_with_slope(slope):
    def wrong(delta2, W2, z1, x):
        delta1 = (W2 * delta2[:, None]) * slope(z1)
        per = delta1[:, :, None] * x
        return per, per.sum(axis=0)

    return wrong


# ---- diagonal_view ---------------------------------------------------------------------------


def diagonal(x, y, W1, W2):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    Omega, Lambda = np.diag(a2 * (1 - a2)), np.diag(a1 * (1 - a1))
    dW2 = Omega @ np.outer(a2 - y, a1)
    da1 = W2.T @ Omega @ (a2 - y)
    return Omega, dW2, da1, Lambda, Lambda @ np.outer(da1, x)


def diagonal_elementwise(x, y, W1, W2):
    z1 = W1 @ x
    a1 = sigmoid(z1)
    z2 = W2 @ a1
    delta2 = (sigmoid(z2) - y) * sigmoid_slope(z2)
    da1 = delta2 @ W2
    return {
        "dW1": np.outer(da1 * sigmoid_slope(z1), x),
        "Lambda": np.diag(sigmoid_slope(z1)),
        "da1": da1,
        "dW2": delta2[:, None] * a1,
        "Omega": np.eye(len(z2)) * sigmoid_slope(z2),
    }


def diagonal_columns(x, y, W1, W2):
    x, y = x.reshape(-1, 1), y.reshape(-1, 1)
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    Omega, Lambda = np.diagflat(a2 * (1 - a2)), np.diagflat(a1 * (1 - a1))
    da1 = W2.T @ Omega @ (a2 - y)
    return Omega, Omega @ (a2 - y) @ a1.T, da1, Lambda, Lambda @ da1 @ x.T


def diagonal_rows(x, y, W1, W2):
    """The sheet's way: one row of each matrix after the other."""
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    dW2 = [(a2[j] - y[j]) * a2[j] * (1 - a2[j]) * a1 for j in range(len(y))]
    da1 = sum((a2[j] - y[j]) * a2[j] * (1 - a2[j]) * W2[j] for j in range(len(y)))
    dW1 = [da1[i] * a1[i] * (1 - a1[i]) * x for i in range(len(a1))]
    Omega = [[a * (1 - a) if i == j else 0.0 for j in range(len(a2))] for i, a in enumerate(a2)]
    Lambda = [[a * (1 - a) if i == j else 0.0 for j in range(len(a1))] for i, a in enumerate(a1)]
    return Omega, dW2, da1, Lambda, dW1


def diagonal_jacobians(x, y, W1, W2):
    z1 = W1 @ x
    a1 = sigmoid(z1)
    z2 = W2 @ a1

    def loss(a1, W2):
        return 0.5 * np.sum((sigmoid(W2 @ a1) - y) ** 2)

    return (
        jacobian(sigmoid, z2),
        differences(lambda v: loss(a1, v), W2),
        differences(lambda v: loss(v, W2), a1),
        jacobian(sigmoid, z1),
        differences(lambda v: loss(sigmoid(v @ x), W2), W1),
    )


def diagonal_row_vectors(x, y, W1, W2):
    """Derivatives as rows, transposed at the end."""
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    Omega = np.diag(a2 - a2**2)
    Lambda = np.diag(a1 - a1**2)
    row = (a2 - y)[None] @ Omega
    h = row @ W2
    return Omega, row.T @ a1[None], h, Lambda, (h @ Lambda).T @ x[None]


def diagonal_filled(x, y, W1, W2):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    Omega = np.zeros((len(a2), len(a2)))
    np.fill_diagonal(Omega, a2 * (1 - a2))
    Lambda = np.zeros((len(a1), len(a1)))
    for i, a in enumerate(a1):
        Lambda[i, i] = a * (1 - a)
    e = Omega.dot(a2 - y)
    return [Omega, np.outer(e, a1), W2.T.dot(e), Lambda, np.outer(Lambda.dot(W2.T.dot(e)), x)]


def diagonal_wrong(*, error=None, Omega=None, Lambda=None, carry=None, **blocks):
    """The diagonal view with single pieces exchanged."""

    def wrong(x, y, W1, W2):
        a1 = sigmoid(W1 @ x)
        a2 = sigmoid(W2 @ a1)
        e = error(a2, y) if error else a2 - y
        Om = np.diag(Omega(a2, W2 @ a1) if Omega else a2 * (1 - a2))
        Lm = np.diag(Lambda(a1, W1 @ x) if Lambda else a1 * (1 - a1))
        da1 = carry(W2, Om, e) if carry else W2.T @ Om @ e
        v = {"x": x, "a1": a1, "a2": a2, "e": e, "O": Om, "L": Lm, "da1": da1, "W2": W2}
        out = {
            "Omega": Om,
            "dW2": np.outer(Om @ e, a1),
            "da1": da1,
            "Lambda": Lm,
            "dW1": np.outer(Lm @ da1, x),
        }
        out.update({n: b(v) for n, b in blocks.items()})
        return out

    return wrong


def diagonal_as_vectors(x, y, W1, W2):
    Omega, dW2, da1, Lambda, dW1 = diagonal(x, y, W1, W2)
    return np.diag(Omega), dW2, da1, np.diag(Lambda), dW1


# ---- network_gradients -----------------------------------------------------------------------


def network(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - Y) * A2 * (1 - A2) / len(X)
    delta1 = (delta2 @ W2) * (1 - A1**2)
    return delta2, delta2.T @ A1, delta2.sum(0), delta1, delta1.T @ X, delta1.sum(0)


_NAMES = ("delta2", "dW2", "db2", "delta1", "dW1", "db1")


def network_dict(*given):
    return dict(reversed(list(zip(_NAMES, network(*given), strict=True))))


def network_of_z(X, Y, W1, b1, W2, b2):
    Z1 = X @ W1.T + b1
    A1 = np.tanh(Z1)
    Z2 = A1 @ W2.T + b2
    D2 = (sigmoid(Z2) - Y) / X.shape[0] * sigmoid(Z2) * sigmoid(-Z2)
    D1 = np.dot(D2, W2) / np.cosh(Z1) ** 2
    return [D2, np.dot(D2.T, A1), np.sum(D2, axis=0), D1, np.dot(D1.T, X), np.sum(D1, axis=0)]


def network_samples(X, Y, W1, b1, W2, b2):
    N = len(X)
    delta2, delta1 = [], []
    dW2, db2, dW1, db1 = (np.zeros_like(v) for v in (W2, b2, W1, b1))
    for x, y in zip(X, Y, strict=True):
        a1 = np.tanh(W1 @ x + b1)
        a2 = sigmoid(W2 @ a1 + b2)
        d2 = (a2 - y) * a2 * (1 - a2) / N
        d1 = (W2.T @ d2) * (1 - a1**2)
        delta2.append(d2)
        delta1.append(d1)
        dW2 += np.outer(d2, a1)
        db2 += d2
        dW1 += np.outer(d1, x)
        db1 += d1
    return delta2, dW2, db2, delta1, dW1, db1


def network_columns(X, Y, W1, b1, W2, b2):
    X, Y = X.T, Y.T
    A1 = np.tanh(W1 @ X + b1[:, None])
    A2 = sigmoid(W2 @ A1 + b2[:, None])
    D2 = (A2 - Y) * A2 * (1 - A2) / X.shape[1]
    D1 = (W2.T @ D2) * (1 - A1**2)
    return (
        D2.T,
        D2 @ A1.T,
        D2.sum(axis=1, keepdims=True),
        D1.T,
        D1 @ X.T,
        D1.sum(axis=1, keepdims=True),
    )


def network_einsum(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(np.einsum("ni,hi->nh", X, W1) + b1)
    A2 = sigmoid(np.einsum("nh,oh->no", A1, W2) + b2)
    D2 = np.einsum("no,no,no->no", A2 - Y, A2, 1 - A2) / len(Y)
    D1 = np.einsum("no,oh,nh->nh", D2, W2, 1 - A1 * A1)
    return (
        D2,
        np.einsum("no,nh->oh", D2, A1),
        np.einsum("no->o", D2),
        D1,
        np.einsum("nh,ni->hi", D1, X),
        np.einsum("nh->h", D1),
    )


def network_augmented(X, Y, W1, b1, W2, b2):
    """Biases as the weights of a constant input 1."""
    ones = np.ones((len(X), 1))
    X1 = np.hstack([ones, X])
    A1 = np.tanh(X1 @ np.column_stack([b1, W1]).T)
    A11 = np.hstack([ones, A1])
    A2 = sigmoid(A11 @ np.column_stack([b2, W2]).T)
    D2 = (A2 - Y) / len(X) * A2 * (1 - A2)
    D1 = (D2 @ W2) * (1 - A1**2)
    G2, G1 = D2.T @ A11, D1.T @ X1
    return D2, G2[:, 1:], G2[:, 0], D1, G1[:, 1:], G1[:, 0]


def network_differences(X, Y, W1, b1, W2, b2):
    N = len(X)

    def loss(W1=W1, b1=b1, W2=W2, b2=b2, S1=0.0, S2=0.0):
        A1 = np.tanh(X @ W1.T + b1 + S1)
        return np.sum((sigmoid(A1 @ W2.T + b2 + S2) - Y) ** 2) / (2 * N)

    return (
        differences(lambda v: loss(S2=v), np.zeros((N, len(b2)))),
        differences(lambda v: loss(W2=v), W2),
        differences(lambda v: loss(b2=v), b2),
        differences(lambda v: loss(S1=v), np.zeros((N, len(b1)))),
        differences(lambda v: loss(W1=v), W1),
        differences(lambda v: loss(b1=v), b1),
    )


def network_in_place(X, Y, W1, b1, W2, b2):
    A1 = X @ W1.T
    A1 += b1
    np.tanh(A1, out=A1)
    D2 = A1 @ W2.T
    D2 += b2
    A2 = sigmoid(D2)
    np.subtract(A2, Y, out=D2)
    D2 *= A2
    D2 *= 1 - A2
    D2 /= len(X)
    D1 = D2 @ W2
    D1 *= 1 - A1**2
    ones = np.ones(len(X))
    return D2, D2.T @ A1, ones @ D2, D1, D1.T @ X, ones @ D1


def network_late_sum(X, Y, W1, b1, W2, b2):
    """Samples in the other order of summation, outer products added up."""
    D2, _, _, D1, _, _ = network(X, Y, W1, b1, W2, b2)
    A1 = np.tanh(X @ W1.T + b1)
    order = range(len(X) - 1, -1, -1)
    return (
        D2.tolist(),
        sum(np.outer(D2[n], A1[n]) for n in order),
        sum(D2[n] for n in order),
        D1.tolist(),
        sum(np.outer(D1[n], X[n]) for n in order),
        sum(D1[n] for n in order),
    )


def network_wrong(
    *,
    error=lambda A2, Y: A2 - Y,
    constant=lambda N, K: 1 / N,
    slope2=lambda A2, Z2: A2 * (1 - A2),
    slope1=lambda A1, Z1: 1 - A1**2,
    carry=lambda v: v["delta2"] @ v["W2"],
    act1=np.tanh,
    act2=sigmoid,
    **blocks,
):
    """The network's backward pass with single pieces exchanged."""

    def wrong(X, Y, W1, b1, W2, b2):
        Z1 = X @ W1.T + b1
        A1 = act1(Z1)
        Z2 = A1 @ W2.T + b2
        A2 = act2(Z2)
        e = error(A2, Y) * constant(len(X), Y.shape[1])
        v = {"X": X, "A1": A1, "A2": A2, "Z1": Z1, "Z2": Z2, "W1": W1, "W2": W2, "e": e}
        v["N"] = len(X)
        v["delta2"] = e * slope2(A2, Z2)
        v["dW2"] = v["delta2"].T @ A1
        v["s1"] = slope1(A1, Z1)
        v["delta1"] = carry(v) * v["s1"]
        out = {
            "delta2": v["delta2"],
            "dW2": v["dW2"],
            "db2": v["delta2"].sum(0),
            "delta1": v["delta1"],
            "dW1": v["delta1"].T @ X,
            "db1": v["delta1"].sum(0),
        }
        out.update({n: b(v) for n, b in blocks.items()})
        return out

    return wrong


def mean_slope(name):
    def slope(A, Z):
        s = A * (1 - A) if name == "sigmoid" else 1 - A**2
        return np.broadcast_to(s.mean(0), s.shape)

    return slope


# ---- network_step ----------------------------------------------------------------------------


def step(x, y, W1, W2, rate):
    _, dW2, _, _, dW1 = diagonal(x, y, W1, W2)
    return W1 - rate * dW1, W2 - rate * dW2


def step_message_first(x, y, W1, W2, rate):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    delta2 = (a2 - y) * a2 * (1 - a2)
    message = W2.T @ delta2
    W2 = W2 - rate * np.outer(delta2, a1)
    W1 = W1 - rate * np.outer(message * a1 * (1 - a1), x)
    return {"W2": W2, "W1": W1}


def step_copies(x, y, W1, W2, rate):
    """The second matrix moves first, but the first one's gradient reads a copy."""
    old = W2.copy()
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    delta2 = (a2 - y) * a2 * (1 - a2)
    W2 = W2 - rate * delta2[:, None] * a1
    return W1 - rate * ((delta2 @ old) * a1 * (1 - a1))[:, None] * x, W2


def step_differences(x, y, W1, W2, rate):
    def loss(W1, W2):
        return 0.5 * np.sum((sigmoid(W2 @ sigmoid(W1 @ x)) - y) ** 2)

    d1, d2 = differences(lambda v: loss(v, W2), W1), differences(lambda v: loss(W1, v), W2)
    return [W1 - rate * d1, W2 - rate * d2]


def step_in_place(x, y, W1, W2, rate):
    _, dW2, _, _, dW1 = diagonal(x, y, W1, W2)
    W1 -= rate * dW1
    W2 -= rate * dW2
    return W1, W2


def step_folded_sign(x, y, W1, W2, rate):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    error = (y - a2) * a2 * (1 - a2)
    down = (W2.T @ error) * a1 * (1 - a1)
    return W1 + rate * np.outer(down, x), W2 + rate * np.outer(error, a1)


def step_loops(x, y, W1, W2, rate):
    _, dW2, _, _, dW1 = diagonal_rows(x, y, W1, W2)
    new1 = [[w - rate * g for w, g in zip(r, d, strict=True)] for r, d in zip(W1, dW1, strict=True)]
    new2 = [[w - rate * g for w, g in zip(r, d, strict=True)] for r, d in zip(W2, dW2, strict=True)]
    return new1, new2


def step_second_first(x, y, W1, W2, rate, *, again=False):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    delta2 = (a2 - y) * a2 * (1 - a2)
    W2 = W2 - rate * np.outer(delta2, a1)
    if again:
        a2 = sigmoid(W2 @ a1)
        delta2 = (a2 - y) * a2 * (1 - a2)
    return W1 - rate * np.outer((W2.T @ delta2) * a1 * (1 - a1), x), W2


def step_first_first(x, y, W1, W2, rate):
    W1 = step(x, y, W1, W2, rate)[0]
    return W1, step(x, y, W1, W2, rate)[1]


# ---- layer_both_ways, kronecker_view ---------------------------------------------------------


def ways(A, W, x, dW, dx):
    slope = tanh_slope(W @ x)
    return slope * (dW @ x + W @ dx), A * slope


def ways_differences(A, W, x, dW, dx):
    h = 1e-5
    da = (np.tanh((W + h * dW) @ (x + h * dx)) - np.tanh((W - h * dW) @ (x - h * dx))) / (2 * h)
    return da, differences(lambda z: A @ np.tanh(z), W @ x)


def ways_diagonal(A, W, x, dW, dx):
    D = np.diag(1 / np.cosh(W @ x) ** 2)
    return {"delta": D @ A, "da": D @ dW @ x + D @ (W @ dx)}


def ways_loops(A, W, x, dW, dx):
    da, delta = [], []
    for i in range(len(A)):
        z = sum(W[i, j] * x[j] for j in range(len(x)))
        dz = sum(dW[i, j] * x[j] + W[i, j] * dx[j] for j in range(len(x)))
        da.append((1 - np.tanh(z) ** 2) * dz)
        delta.append((1 - np.tanh(z) ** 2) * A[i])
    return da, delta


def ways_columns(A, W, x, dW, dx):
    x, dx, A = (v.reshape(-1, 1) for v in (x, dx, A))
    a = np.tanh(W @ x)
    return (1 - a * a) * (dW @ x) + (1 - a * a) * (W @ dx), (1 - a * a) * A


def ways_scaled_rows(A, W, x, dW, dx):
    """(f′ ⊙ dW) x with the slope spread over the rows: legal."""
    s = tanh_slope(W @ x)[:, None]
    return (s * dW) @ x + (s * W) @ dx, s[:, 0] * A


def ways_einsum(A, W, x, dW, dx):
    s = tanh_slope(np.einsum("ij,j->i", W, x))
    return np.einsum("i,ij,j->i", s, dW, x) + np.einsum("i,ij,j->i", s, W, dx), s * A


def kron(delta, h):
    K = np.kron(h[None, :], np.eye(len(delta)))
    return K, K.T @ delta


def kron_loops(delta, h):
    m, n = len(delta), len(h)
    K = np.zeros((m, m * n))
    for j in range(n):
        for i in range(m):
            K[i, j * m + i] = h[j]
    return K, np.outer(delta, h).flatten(order="F")


def kron_hstack(delta, h):
    return {
        "vec_dW": np.concatenate([v * delta for v in h]),
        "K": np.hstack([v * np.eye(len(delta)) for v in h]),
    }


def kron_from_basis(delta, h):
    columns = []
    m, n = len(delta), len(h)
    for index in range(m * n):
        W = np.zeros(m * n)
        W[index] = 1.0
        columns.append(W.reshape((m, n), order="F") @ h)
    K = np.array(columns).T
    return K.tolist(), (delta @ K).tolist()


def kron_transposed_outer(delta, h):
    return kron(delta, h)[0], np.outer(h, delta).ravel()


def kron_einsum(delta, h):
    K = np.einsum("j,ki->kji", h, np.eye(len(delta))).reshape(len(delta), -1)
    return K, np.kron(h, delta)


def kron_column(delta, h):
    K, v = kron(delta, h)
    return K, v.reshape(-1, 1)


_INDEX = {
    "first line: k_3 belongs to W_": 4,
    "second line: k_2 belongs to W_": 3,
    "general line: k_3 belongs to W_": 3,
    "general line: k_2 belongs to W_": 2,
    "printed k_2": [1, 2],
    "right k_2": [0, 1],
    "k_2 raises an error": False,
    "k_1 raises an error": True,
}
_KNOWN = {
    "Omega": True,
    "dL/da2": False,
    "delta2": False,
    "dz2_j/dw2_j": True,
    "dW2": False,
    "dz2/da1": True,
    "dL/da1": False,
    "Lambda": True,
    "delta1": False,
    "dW1": False,
    "entry at y = 3": -0.5,
}
_MOVES = {n: n in "abegh" for n in "abcdefgh"}

RIGHT: dict[str, list[Any]] = {
    "two_linear_layers": [
        two,
        two_loops,
        two_columns,
        two_rows,
        two_einsum,
        two_differences,
        two_in_place,
        in_float32(two),
    ],
    "linear_chain": [
        chain_product,
        chain_steps,
        chain_forward,
        chain_multi_dot,
        chain_einsum,
        chain_differences,
        chain_loops,
        chain_recursive,
        in_float32(chain_product),
    ],
    "hidden_delta": [
        hidden,
        hidden_of_a,
        hidden_loops,
        hidden_differences,
        hidden_diagonal,
        hidden_column,
        hidden_in_place,
        in_float32(hidden),
        lambda d, W, z: np.einsum("k,ki,i->i", d, W, 1 / np.cosh(z) ** 2),
        lambda d, W, z: ((W * tanh_slope(z)).T @ d)[None],
    ],
    "printed_index": [
        _INDEX,
        {n: np.array(v) if isinstance(v, list) else v for n, v in _INDEX.items()},
        {n: float(v) if type(v) is int else v for n, v in _INDEX.items()},
        {**_INDEX, "right k_2": (0.0, 1.0), "extra": None},
    ],
    "chain_gradients": [
        scalar_chain,
        scalar_chain_dict,
        scalar_chain_special,
        scalar_chain_after,
        scalar_chain_closed,
        scalar_chain_differences,
        scalar_chain_columns,
        scalar_chain_loops,
        in_float32(scalar_chain),
        lambda x, y, weights: tuple(
            scalar_chain(x, y, weights, slope=lambda a, s: sigmoid(s) * sigmoid(-s))
        ),
    ],
    "after_activation": [
        after,
        after_from_matrix,
        after_scaled_rows,
        after_loops,
        after_jacobian,
        after_einsum,
        after_columns,
        after_in_place,
        in_float32(after),
    ],
    "all_outputs": [
        outputs,
        outputs_loop,
        outputs_batch,
        outputs_lists,
        outputs_differences,
        outputs_diagonal,
        outputs_tuple_sum,
        in_float32(outputs),
    ],
    "diagonal_view": [
        diagonal,
        diagonal_elementwise,
        diagonal_columns,
        diagonal_rows,
        diagonal_jacobians,
        diagonal_row_vectors,
        diagonal_filled,
        in_float32(diagonal),
    ],
    "known_forward": [
        _KNOWN,
        {n: np.bool_(v) if isinstance(v, bool) else np.float64(v) for n, v in _KNOWN.items()},
        {**_KNOWN, "entry at y = 3": 0.4 + 3 * (0.1 - 0.4)},
    ],
    "network_gradients": [
        network,
        network_dict,
        network_of_z,
        network_samples,
        network_columns,
        network_einsum,
        network_augmented,
        network_differences,
        network_in_place,
        network_late_sum,
        in_float32(network),
    ],
    "network_step": [
        step,
        step_message_first,
        step_copies,
        step_differences,
        step_in_place,
        step_folded_sign,
        step_loops,
        in_float32(step),
    ],
    "frobenius_rules": [_MOVES, {n: np.bool_(v) for n, v in _MOVES.items()}],
    "columns_module": [
        lambda A, H, W: (A @ H.T, W.T @ A),
        lambda A, H, W: ((H @ A.T).T, (A.T @ W).T),
        lambda A, H, W: [np.einsum("os,is->oi", A, H), np.einsum("oi,os->is", W, A)],
        lambda A, H, W: {"dH": np.dot(W.T, A), "dW": np.dot(A, H.T)},
        lambda A, H, W: (
            sum(np.outer(A[:, s], H[:, s]) for s in range(A.shape[1])),
            np.column_stack([W.T @ A[:, s] for s in range(A.shape[1])]),
        ),
        lambda A, H, W: (
            [[float(A[i] @ H[j]) for j in range(len(H))] for i in range(len(A))],
            [[float(W[:, j] @ A[:, s]) for s in range(A.shape[1])] for j in range(len(H))],
        ),
        lambda A, H, W: (
            differences(lambda V: np.sum(A * (V @ H)), W),
            differences(lambda V: np.sum(A * (W @ V)), H),
        ),
        in_float32(lambda A, H, W: (A @ H.T, W.T @ A)),
    ],
    "rows_module": [
        lambda A, H, W: (H.T @ A, A @ W.T),
        lambda A, H, W: ((A.T @ H).T, (W @ A.T).T),
        lambda A, H, W: {"dH": np.einsum("so,io->si", A, W), "dW": np.einsum("si,so->io", H, A)},
        lambda A, H, W: (
            sum(np.outer(h, a) for h, a in zip(H, A, strict=True)),
            [W @ a for a in A],
        ),
        lambda A, H, W: [np.tensordot(H, A, (0, 0)), np.tensordot(A, W, (1, 1))],
        lambda A, H, W: (
            differences(lambda V: np.sum(A * (H @ V)), W),
            differences(lambda V: np.sum(A * (V @ W)), H),
        ),
        lambda A, H, W: (
            [[float(H[:, i] @ A[:, k]) for k in range(A.shape[1])] for i in range(len(W))],
            [[float(a @ row) for row in W] for a in A],
        ),
        in_float32(lambda A, H, W: (H.T @ A, A @ W.T)),
    ],
    "layer_both_ways": [
        ways,
        ways_differences,
        ways_diagonal,
        ways_loops,
        ways_columns,
        ways_scaled_rows,
        ways_einsum,
        in_float32(ways),
    ],
    "kronecker_view": [
        kron,
        kron_loops,
        kron_hstack,
        kron_from_basis,
        kron_transposed_outer,
        kron_einsum,
        kron_column,
        in_float32(kron),
    ],
}

WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "two_linear_layers": [
        ("missing-transpose-w", two_changed(delta1=lambda v: v["W2"] @ v["delta2"])),
        ("weight-of-other-layer", two_changed(delta1=lambda v: v["W1"].T @ v["delta2"])),
        ("layer-output-as-input", two_changed(dW2=lambda v: np.outer(v["delta2"], v["z2"]))),
        ("layer-output-as-input", two_changed(dW1=lambda v: np.outer(v["delta1"], v["z1"]))),
        ("delta-of-other-layer", two_changed(dW1=lambda v: np.outer(v["delta2"], v["x"]))),
        ("outer-order-swapped", two_changed(dW2=lambda v: np.outer(v["z1"], v["delta2"]))),
        (
            "bias-left-out",
            two_changed(dW2=lambda v: np.outer(v["delta2"], v["W1"] @ v["x"])),
        ),
        ("network-input-as-input", two_changed(dW2=lambda v: np.outer(v["delta2"], v["x"]))),
        ("output-sum-missing", two_changed(delta1=lambda v: v["W2"][0] * v["delta2"][0])),
        (
            "upstream-replaced-by-output",
            two_changed(delta1=lambda v: v["W2"].T @ v["z2"]),
        ),
        (
            "dw-in-place-of-w",
            two_changed(delta1=lambda v: np.outer(v["delta2"], v["z1"]).T @ v["delta2"]),
        ),
        (None, two_changed(delta1=lambda v: v["W2"].T @ v["delta2"] * (1 - v["z1"]))),
        (None, two_changed(dW2=lambda v: np.outer(v["delta2"], np.abs(v["z1"])))),
    ],
    "linear_chain": [
        (
            "product-order-reversed",
            lambda ws, d: (ws[0] @ ws[1] @ ws[2], ws[2].T @ ws[1].T @ ws[0].T @ d),
        ),
        (
            "product-order-reversed",
            lambda ws, d: (chain_product(ws, d)[0], ws[2].T @ (ws[1].T @ (ws[0].T @ d))),
        ),
        (
            "missing-transpose-w",
            lambda ws, d: (chain_product(ws, d)[0], chain_product(ws, d)[0] @ d),
        ),
        (
            "missing-transpose-w",
            lambda ws, d: (chain_product(ws, d)[0], ws[0] @ ws[1] @ ws[2] @ d),
        ),
        (
            "jacobian-transposed",
            lambda ws, d: (chain_product(ws, d)[0].T, chain_product(ws, d)[1]),
        ),
        ("step-left-out", lambda ws, d: chain_product(ws[1:], d)),
        ("step-left-out", lambda ws, d: chain_product(ws[:-1], d)),
        (None, lambda ws, d: (sum(ws), d)),
        (None, lambda ws, d: (chain_product(ws, d)[0], chain_product(ws, d)[1] + 0.1)),
    ],
    "hidden_delta": [
        ("hidden-fprime-missing", lambda d, W, z: W.T @ d),
        ("missing-transpose-w", lambda d, W, z: (W @ d) * tanh_slope(z)),
        ("fprime-at-activation", lambda d, W, z: (W.T @ d) * tanh_slope(np.tanh(z))),
        ("closed-form-fed-z", lambda d, W, z: (W.T @ d) * (1 - z**2)),
        ("f-for-fprime", lambda d, W, z: (W.T @ d) * np.tanh(z)),
        ("fprime-inside-transpose", lambda d, W, z: W.T @ (d * tanh_slope(z))),
        ("fprime-twice", lambda d, W, z: (W.T @ d) * tanh_slope(z) ** 2),
        (
            "activation-derivative-misremembered",
            lambda d, W, z: (W.T @ d) * (1 + np.tanh(z) ** 2),
        ),
        ("weight-factor-missing", lambda d, W, z: d.sum() * tanh_slope(z)),
        ("slope-added", lambda d, W, z: W.T @ d + tanh_slope(z)),
        ("elementwise-vs-matrix", lambda d, W, z: np.outer(W.T @ d, tanh_slope(z))),
        ("sign-flipped", lambda d, W, z: -hidden(d, W, z)),
        (
            "activation-derivative-misremembered",
            lambda d, W, z: (W.T @ d) * (1 - np.tanh(z)),
        ),
        (None, lambda d, W, z: hidden(d, W, z)[::-1]),
    ],
    "printed_index": [
        (
            "index-shift",
            {
                **_INDEX,
                "first line: k_3 belongs to W_": 3,
                "second line: k_2 belongs to W_": 2,
            },
        ),
        ("missing-transpose-w", {**_INDEX, "printed k_2": [1, 3]}),
        ("weight-of-other-layer", {**_INDEX, "right k_2": [1, 2]}),
        ("silent-error-overlooked", {**_INDEX, "k_2 raises an error": True}),
        (None, {**_INDEX, "right k_2": [1, 0]}),
        (None, {**_INDEX, "k_1 raises an error": False}),
        (None, {**_INDEX, "general line: k_3 belongs to W_": 4}),
    ],
    "chain_gradients": [
        ("weight-of-other-layer", lambda *g: scalar_chain(*g, carry=as_printed)),
        ("missing-transpose-w", lambda *g: scalar_chain(*g, carry=untransposed)),
        ("weight-factor-missing", lambda *g: scalar_chain(*g, carry=unweighted)),
        ("loss-factor-two", lambda *g: scalar_chain(*g, start=1.0)),
        ("sign-flipped-error", lambda *g: scalar_chain(*g, start=-2.0)),
        ("f-for-fprime", lambda *g: scalar_chain(*g, slope=lambda a, s: a)),
        ("closed-form-fed-z", lambda *g: scalar_chain(*g, slope=lambda a, s: s * (1 - s))),
        ("fprime-at-activation", lambda *g: scalar_chain(*g, slope=lambda a, s: sigmoid_slope(a))),
        (
            "constant-reapplied-per-layer",
            lambda *g: scalar_chain(*g, carry=lambda k, i, ws: 2 * ws[i + 1].T @ k),
        ),
        ("network-input-as-input", network_input_everywhere),
        (
            "elementwise-vs-matrix",
            lambda *g: [*scalar_chain(*g)[:3], scalar_chain(*g)[3][0]],
        ),
        (
            "f-for-fprime",
            lambda *g: scalar_chain(*g, slope=lambda a, s: a if len(a) > 1 else a * (1 - a)),
        ),
        (
            "outer-order-swapped",
            lambda *g: [dW.T for dW in scalar_chain(*g)],
        ),
        (None, lambda *g: scalar_chain(*g, start=3.0)),
        (None, lambda *g: scalar_chain(*g, slope=lambda a, s: np.cos(a))),
    ],
    "after_activation": [
        (
            "fprime-outside-transpose",
            after_wrong(
                lambda g, W, s: (W.T @ g) * s,
                lambda W2, W3, s2, s3: np.diag(s2) @ W2.T @ np.diag(s3) @ W3.T,
            ),
        ),
        (
            "fprime-outside-transpose",
            after_wrong(lambda g, W, s: (W.T @ g) * s, right_matrix),
        ),
        (
            "slopes-collected",
            after_changed(
                g1=lambda b, k, ws, s: ws[0].T @ ws[1].T @ (k * s[1] * s[0]),
                P=lambda b, k, ws, s: ws[0].T @ ws[1].T @ np.diag(s[1] * s[0]),
            ),
        ),
        (
            "slopes-collected",
            after_changed(g1=lambda b, k, ws, s: (ws[0].T @ ws[1].T @ k) * s[1] * s[0]),
        ),
        (
            "hidden-fprime-missing",
            after_wrong(lambda g, W, s: W.T @ g, lambda W2, W3, s2, s3: W2.T @ W3.T),
        ),
        (
            "missing-transpose-w",
            after_wrong(
                lambda g, W, s: W @ (g * s),
                lambda W2, W3, s2, s3: W2 @ np.diag(s2) @ W3 @ np.diag(s3),
            ),
        ),
        ("delta-for-g", after_changed(g2=lambda b, k, ws, s: b["g2"] * s[0])),
        ("jacobian-transposed", after_changed(P=lambda b, k, ws, s: b["P"].T)),
        (None, after_changed(P=lambda b, k, ws, s: b["P"] + np.eye(*b["P"].shape))),
        (None, after_changed(g1=lambda b, k, ws, s: b["g1"] * np.arange(len(b["g1"])))),
    ],
    "all_outputs": [
        ("hidden-fprime-missing", outputs_with_slope(lambda z: np.ones_like(z))),
        ("f-for-fprime", outputs_with_slope(np.tanh)),
        (
            "seed-of-ones",
            outputs_changed(per_output=lambda d, W2, z1, x: outputs(np.ones_like(d), W2, z1, x)[0]),
        ),
        (
            "seed-not-separated",
            outputs_changed(
                per_output=lambda d, W2, z1, x: np.stack([outputs(d, W2, z1, x)[1]] * len(d))
            ),
        ),
        (
            "output-sum-missing",
            outputs_changed(dW1=lambda d, W2, z1, x: outputs(d, W2, z1, x)[0][0]),
        ),
        (
            "paths-averaged",
            outputs_changed(dW1=lambda d, W2, z1, x: outputs(d, W2, z1, x)[0].mean(0)),
        ),
        (
            "outer-order-swapped",
            outputs_changed(dW1=lambda d, W2, z1, x: outputs(d, W2, z1, x)[1].T),
        ),
        (None, outputs_changed(dW1=lambda d, W2, z1, x: outputs(np.abs(d), W2, z1, x)[1])),
        (None, outputs_changed(per_output=lambda d, W2, z1, x: outputs(d, W2, z1, x)[0][::-1])),
    ],
    "diagonal_view": [
        ("sign-flipped-error", diagonal_wrong(error=lambda a, y: y - a)),
        ("loss-factor-two", diagonal_wrong(error=lambda a, y: 2 * (a - y))),
        ("f-for-fprime", diagonal_wrong(Omega=lambda a, z: a, Lambda=lambda a, z: a)),
        (
            "closed-form-fed-z",
            diagonal_wrong(Omega=lambda a, z: z * (1 - z), Lambda=lambda a, z: z * (1 - z)),
        ),
        ("missing-transpose-w", diagonal_wrong(carry=lambda W2, Om, e: W2 @ Om @ e)),
        ("propagates-error-not-delta", diagonal_wrong(carry=lambda W2, Om, e: W2.T @ e)),
        (
            "layer-output-as-input",
            diagonal_wrong(
                dW2=lambda v: np.outer(v["O"] @ v["e"], v["a2"]),
                dW1=lambda v: np.outer(v["L"] @ v["da1"], v["a1"]),
            ),
        ),
        ("hidden-fprime-missing", diagonal_wrong(dW1=lambda v: np.outer(v["da1"], v["x"]))),
        ("output-fprime-missing", diagonal_wrong(dW2=lambda v: np.outer(v["e"], v["a1"]))),
        ("outer-order-swapped", diagonal_wrong(dW2=lambda v: np.outer(v["a1"], v["O"] @ v["e"]))),
        ("diagonal-as-vector", diagonal_as_vectors),
        (None, diagonal_wrong(Omega=lambda a, z: a + 1)),
        (None, diagonal_wrong(da1=lambda v: v["da1"] + v["a1"])),
    ],
    "known_forward": [
        (
            "needed-read-as-known",
            {n: not v if isinstance(v, bool) else v for n, v in _KNOWN.items()},
        ),
        (
            "gradient-taken-as-local",
            {**_KNOWN, "dL/da1": True, "delta1": True, "dW1": True},
        ),
        ("gradient-proportional-to-target", {**_KNOWN, "entry at y = 3": 0.3}),
        (None, {**_KNOWN, "dL/da2": True}),
        (None, {**_KNOWN, "Omega": False}),
        (None, {**_KNOWN, "entry at y = 3": 1.3}),
        (None, {n: int(v) if isinstance(v, bool) else v for n, v in _KNOWN.items()}),
    ],
    "network_gradients": [
        ("sign-flipped-error", network_wrong(error=lambda A, Y: Y - A)),
        ("batch-sum-for-mean", network_wrong(constant=lambda N, K: 1)),
        ("mean-over-all-entries", network_wrong(constant=lambda N, K: 1 / (N * K))),
        ("loss-factor-two", network_wrong(constant=lambda N, K: 2 / N)),
        ("output-fprime-missing", network_wrong(slope2=lambda A, Z: 1.0)),
        ("hidden-fprime-missing", network_wrong(slope1=lambda A, Z: 1.0)),
        ("fprime-at-activation", network_wrong(slope1=lambda A, Z: tanh_slope(A))),
        ("closed-form-fed-z", network_wrong(slope1=lambda A, Z: 1 - Z**2)),
        (
            "activation-derivative-misremembered",
            network_wrong(slope1=lambda A, Z: A * (1 - A)),
        ),
        ("propagates-error-not-delta", network_wrong(carry=lambda v: v["e"] @ v["W2"])),
        ("missing-transpose-w", network_wrong(carry=lambda v: v["delta2"] @ v["W2"].T)),
        ("weight-of-other-layer", network_wrong(carry=lambda v: v["delta2"] @ v["W1"])),
        ("dw-in-place-of-w", network_wrong(carry=lambda v: v["delta2"] @ v["dW2"])),
        (
            "constant-reapplied-per-layer",
            network_wrong(carry=lambda v: v["delta2"] @ v["W2"] / v["N"]),
        ),
        ("preactivation-as-input", network_wrong(dW2=lambda v: v["delta2"].T @ v["Z1"])),
        (
            "layer-output-as-input",
            network_wrong(
                dW2=lambda v: v["delta2"].T @ v["A2"], dW1=lambda v: v["delta1"].T @ v["A1"]
            ),
        ),
        (
            "batch-divided-twice",
            network_wrong(
                dW2=lambda v: v["delta2"].T @ v["A1"] / v["N"],
                dW1=lambda v: v["delta1"].T @ v["X"] / v["N"],
                db2=lambda v: v["delta2"].sum(0) / v["N"],
                db1=lambda v: v["delta1"].sum(0) / v["N"],
            ),
        ),
        (
            "db-mean-for-sum",
            network_wrong(
                db2=lambda v: v["delta2"].mean(0),
                db1=lambda v: v["delta1"].mean(0),
            ),
        ),
        (
            "db-not-summed",
            network_wrong(db2=lambda v: v["delta2"], db1=lambda v: v["delta1"]),
        ),
        (
            "db-wrong-axis",
            network_wrong(db2=lambda v: v["delta2"].sum(1), db1=lambda v: v["delta1"].sum(1)),
        ),
        ("network-input-as-input", network_wrong(dW2=lambda v: v["delta2"].T @ v["X"])),
        ("slope-averaged", network_wrong(slope1=mean_slope("tanh"), slope2=mean_slope("sigmoid"))),
        ("other-activation", network_wrong(act2=np.tanh, slope2=lambda A, Z: 1 - A**2)),
        (
            "activation-left-out",
            network_wrong(act1=lambda Z: Z, slope1=lambda A, Z: np.ones_like(Z)),
        ),
        (
            "bias-left-out",
            lambda X, Y, W1, b1, W2, b2: network(X, Y, W1, 0 * b1, W2, 0 * b2),
        ),
        (
            "batch-sum-for-mean",
            network_wrong(
                constant=lambda N, K: 1,
                dW2=lambda v: v["delta2"].T @ v["A1"] / v["N"],
                dW1=lambda v: v["delta1"].T @ v["X"] / v["N"],
                db2=lambda v: v["delta2"].mean(0),
                db1=lambda v: v["delta1"].mean(0),
            ),
        ),
        (None, network_wrong(act1=np.sin, slope1=lambda A, Z: np.cos(Z))),
        (None, network_wrong(slope1=lambda A, Z: 0.5)),
        (None, network_wrong(carry=lambda v: v["delta2"] @ np.abs(v["W2"]))),
    ],
    "network_step": [
        ("updated-weight-backprop", step_second_first),
        ("updated-weight-backprop", lambda *g: step_second_first(*g, again=True)),
        ("updated-weight-backprop", step_first_first),
        ("ascent-step", lambda x, y, W1, W2, r: step(x, y, W1, W2, -r)),
        ("rate-missing", lambda x, y, W1, W2, r: step(x, y, W1, W2, 1.0)),
        (
            "change-for-value",
            lambda x, y, W1, W2, r: diagonal(x, y, W1, W2)[4::-3],
        ),
        ("update-subtracts-weight", lambda x, y, W1, W2, r: (W1 - r * W1, W2 - r * W2)),
        ("step-not-taken", lambda x, y, W1, W2, r: (W1, W2)),
        ("loss-factor-two", lambda x, y, W1, W2, r: step(x, y, W1, W2, 2 * r)),
        (None, lambda x, y, W1, W2, r: (0 * W1, 0 * W2)),
        (None, lambda x, y, W1, W2, r: step(x, y, W1, W2, 3 * r)),
    ],
    "frobenius_rules": [
        ("fprime-outside-transpose", {**_MOVES, "f": True, "g": False}),
        (
            "factor-moved-to-other-side",
            {**_MOVES, "a": False, "b": False, "c": True, "d": True},
        ),
        (None, {**_MOVES, "h": False}),
        (None, {**_MOVES, "f": True}),
        (None, {n: str(v) for n, v in _MOVES.items()}),
    ],
    "columns_module": [
        ("outer-order-swapped", lambda A, H, W: (H @ A.T, W.T @ A)),
        ("missing-transpose-w", lambda A, H, W: (A @ H.T, W @ A)),
        ("row-convention-formula", lambda A, H, W: (H.T @ A, W.T @ A)),
        ("batch-mean-for-sum", lambda A, H, W: (A @ H.T / A.shape[1], W.T @ A)),
        ("sign-flipped", lambda A, H, W: (A @ H.T, -W.T @ A)),
        (None, lambda A, H, W: (A @ H.T + 1, W.T @ A)),
        ("row-convention-formula", lambda A, H, W: (H.T @ A, A @ W.T)),
    ],
    "rows_module": [
        ("outer-order-swapped", lambda A, H, W: (A.T @ H, A @ W.T)),
        ("missing-transpose-w", lambda A, H, W: (H.T @ A, A @ W)),
        ("batch-mean-for-sum", lambda A, H, W: (H.T @ A / len(A), A @ W.T)),
        ("one-sample-only", lambda A, H, W: (np.outer(H[-1], A[-1]), A @ W.T)),
        (None, lambda A, H, W: (H.T @ A, A @ np.abs(W.T))),
        (None, lambda A, H, W: (H.T @ np.sign(A), A @ W.T)),
    ],
    "layer_both_ways": [
        (
            "differential-term-missing",
            lambda A, W, x, dW, dx: (tanh_slope(W @ x) * (dW @ x), A * tanh_slope(W @ x)),
        ),
        (
            "differential-term-missing",
            lambda A, W, x, dW, dx: (tanh_slope(W @ x) * (W @ dx), A * tanh_slope(W @ x)),
        ),
        (
            "differentials-multiplied",
            lambda A, W, x, dW, dx: (tanh_slope(W @ x) * (dW @ dx), A * tanh_slope(W @ x)),
        ),
        (
            "second-order-kept",
            lambda A, W, x, dW, dx: (
                tanh_slope(W @ x) * ((W + dW) @ (x + dx) - W @ x),
                A * tanh_slope(W @ x),
            ),
        ),
        (
            "hidden-fprime-missing",
            lambda A, W, x, dW, dx: (dW @ x + W @ dx, A),
        ),
        (
            "f-for-fprime",
            lambda A, W, x, dW, dx: (np.tanh(W @ x) * (dW @ x + W @ dx), A * np.tanh(W @ x)),
        ),
        (None, lambda A, W, x, dW, dx: (ways(A, W, x, dW, dx)[0], A * W.sum(1))),
        (None, lambda A, W, x, dW, dx: (np.tanh((W + dW) @ (x + dx)), A * tanh_slope(W @ x))),
    ],
    "kronecker_view": [
        (
            "vec-order-swapped",
            lambda d, h: (np.kron(np.eye(len(d)), h[None]), np.outer(d, h).ravel()),
        ),
        ("vec-order-swapped", lambda d, h: (kron(d, h)[0], np.outer(d, h).ravel())),
        (
            "input-factor-missing",
            lambda d, h: (np.kron(np.ones((1, len(h))), np.eye(len(d))), kron(d, h)[1]),
        ),
        ("sign-flipped", lambda d, h: (kron(d, h)[0], -kron(d, h)[1])),
        (None, lambda d, h: (kron(d, h)[0], np.kron(h, d) + 1)),
        (None, lambda d, h: (kron(d, np.abs(h))[0], kron(d, h)[1])),
    ],
}
