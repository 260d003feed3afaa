"""Answers to the exercises of `03_weight_sharing`."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np


def float32(function: Any) -> Any:
    """The same answer, calculated with half the digits."""

    def answer(*given: Any) -> Any:
        return function(*(v.astype(np.float32) if isinstance(v, np.ndarray) else v for v in given))

    return answer


def slope(f: Any, v: Any, h: float = 1e-5) -> Any:
    """Central differences of a number or of an array, at every entry of v."""
    v = np.array(v, dtype=float)
    out = []
    for at in np.ndindex(v.shape):
        e = np.zeros_like(v)
        e[at] = h
        out.append((np.asarray(f(v + e)) - np.asarray(f(v - e))) / (2 * h))
    columns = np.stack(out, axis=-1)
    return columns.reshape(*columns.shape[:-1], *v.shape)


def in_blocks(function: Any, names: tuple[str, ...]) -> Any:
    """`change(block=...)` gives the same function with blocks replaced."""

    def changed(**changes: Any) -> Any:
        def wrong(*given: Any) -> dict[str, Any]:
            blocks = dict(zip(names, function(*given), strict=True))
            blocks.update({name: change(*given) for name, change in changes.items()})
            return blocks

        return wrong

    return changed


# ---- used_twice, nested_collapse, nested_zero_partials ---------------------------------------

_TWICE = {
    "W (3, 3), x (3,)": True,
    "W (2, 3), x (3,)": False,
    "W (3, 2), x (2,)": False,
    "W (4, 4), x (3,)": False,
    "W (2, 3), x (2,)": False,
    "W (1, 1), x (1,)": True,
    "W (5, 5), x (5,)": True,
    "W (1, 4), x (4,)": False,
}
_ZEROS = {
    f"z{k}({use}) w{i}{j}": use == 1 and k != i
    for use, k, i, j in product((1, 2), (1, 2), (1, 2), (1, 2))
}


def z2_of(W, x, b):
    return W @ (W @ x + b) + b


def collapse_loops(W, b):
    n = len(b)
    A, c = np.zeros((n, n)), np.zeros(n)
    for i in range(n):
        c[i] = b[i]
        for m in range(n):
            c[i] += W[i, m] * b[m]
            for j in range(n):
                A[i, j] += W[i, m] * W[m, j]
    return A, c


def collapse_by_basis(W, b):
    c = z2_of(W, np.zeros_like(b), b)
    return np.column_stack([z2_of(W, e, b) - c for e in np.eye(len(b))]), c


def collapse_in_place(W, b):
    A, c = np.empty_like(W), b.copy()
    np.matmul(W, W, out=A)
    c += W @ b
    return [A, c]


def collapse(W, b):
    return W @ W, W @ b + b


# ---- the rules -------------------------------------------------------------------------------


def rule_one(W, x, b, i, j):
    return (W @ x + b)[j] + W[i, i] * x[j]


def rule_one_sums(W, x, b, i, j):
    total = b[j]
    for m in range(len(x)):
        total += W[j, m] * x[m]
    for m in range(len(x)):
        if m == i:
            total += W[i, m] * x[j]
    return total


def rule_one_differences(W, x, b, i, j):
    return slope(lambda V: z2_of(V, x, b)[i], W)[i, j]


def rule_one_complex(W, x, b, i, j):
    V = W.astype(complex)
    V[i, j] += 1e-30j
    return z2_of(V, x, b)[i].imag / 1e-30


def rule_one_from_array(W, x, b, i, j):
    direct, through = partials(W, x, b)
    return (direct + through)[i, i, j]


def rule_two_differences(W, x, b, k, i, j):
    return slope(lambda V: z2_of(V, x, b)[k], W)[i, j]


def rule_two_complex(W, x, b, k, i, j):
    V = W.astype(complex)
    V[i, j] += 1e-30j
    return z2_of(V, x, b)[k].imag / 1e-30


def rule_two_sum(W, x, b, k, i, j):
    return sum(W[k, m] * (x[j] if m == i else 0.0) for m in range(len(x)))


def partials(W, x, b):
    n, z1 = len(x), W @ x + b
    direct, through = np.zeros((n, n, n)), np.zeros((n, n, n))
    for k, i, j in np.ndindex(n, n, n):
        if k == i:
            direct[k, i, j] = z1[j]
        through[k, i, j] = W[k, i] * x[j]
    return direct, through


def partials_einsum(W, x, b):
    eye = np.eye(len(x))
    return np.einsum("ki,j->kij", eye, W @ x + b), np.einsum("ki,j->kij", W, x)


def partials_broadcast(W, x, b):
    return {
        "through": W[:, :, None] * x[None, None, :],
        "direct": np.eye(len(x))[:, :, None] * (W @ x + b),
    }


def partials_lists(W, x, b):
    n, z1 = range(len(x)), W @ x + b
    direct = [[[z1[j] if k == i else 0 for j in n] for i in n] for k in n]
    return direct, [[[W[k][i] * x[j] for j in n] for i in n] for k in n]


def partials_by_rows(W, x, b):
    direct = np.zeros((len(x),) * 3)
    for k in range(len(x)):
        direct[k, k] = W @ x + b
    return direct, np.stack([np.outer(row, x) for row in W])


def partials_untied(W, x, b):
    """Differences with the two uses told apart."""
    z1 = W @ x + b
    direct = slope(lambda V: V @ z1 + b, W)
    return direct, slope(lambda V: W @ (V @ x + b) + b, W)


def partials_difference(W, x, b):
    through = np.einsum("ki,j->kij", W, x)
    return slope(lambda V: z2_of(V, x, b), W) - through, through


def partials_kron(W, x, b):
    n = len(x)
    direct = np.kron(np.eye(n), W @ x + b).reshape(n, n, n)
    return direct, np.kron(W, x).reshape(n, n, n)


# ---- two uses --------------------------------------------------------------------------------

_HAND = {
    "dL/dw11": 9,
    "dL/dw12": 12,
    "dL/dw21": -15,
    "dL/dw22": -18,
    "delta1": [4, -5],
    "use 1": [[4, 8], [-5, -10]],
    "use 2": [[5, 4], [-10, -8]],
}


def hand(w11, w12, w21, w22):
    return {**_HAND, "dL/dw11": w11, "dL/dw12": w12, "dL/dw21": w21, "dL/dw22": w22}


def weight(delta, W, x, b):
    return np.outer(delta, W @ x + b) + np.outer(W.T @ delta, x)


def weight_loops(delta, W, x, b):
    n, z1 = len(x), W @ x + b
    dW = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            dW[i, j] = delta[i] * z1[j]
            for k in range(n):
                dW[i, j] += delta[k] * W[k, i] * x[j]
    return dW


def weight_by_rules(delta, W, x, b):
    direct, through = partials_einsum(W, x, b)
    return np.einsum("k,kij->ij", delta, direct + through)


def weight_lists(delta, W, x, b):
    z1, d1, n = W @ x + b, delta @ W, range(len(x))
    return [[delta[i] * z1[j] + d1[i] * x[j] for j in n] for i in n]


def weight_stacked(delta, W, x, b):
    return np.stack([delta, W.T @ delta]).T @ np.stack([W @ x + b, x])


def weight_columns(delta, W, x, b):
    delta, x, b = (v.reshape(-1, 1) for v in (delta, x, b))
    return W.T @ delta @ x.T + delta @ (W @ x + b).T


def weight_in_place(delta, W, x, b):
    dW = np.outer(delta, W @ x + b)
    dW += np.multiply.outer(W.T @ delta, x)
    return dW


def weight_differences(delta, W, x, b):
    return slope(lambda V: delta @ z2_of(V, x, b), W)


def bias_input(delta, W):
    return delta + W.T @ delta, W.T @ (W.T @ delta)


def bias_loops(delta, W):
    n = len(delta)
    d1, dx = [0.0] * n, [0.0] * n
    for i in range(n):
        for k in range(n):
            d1[i] += W[k, i] * delta[k]
    for j in range(n):
        for i in range(n):
            dx[j] += W[i, j] * d1[i]
    return [a + d for a, d in zip(delta, d1, strict=True)], dx


def bias_differences(delta, W):
    zero = np.zeros_like(delta)
    db = slope(lambda b: delta @ z2_of(W, zero, b), zero)
    return db, slope(lambda x: delta @ z2_of(W, x, zero), zero)


def bias_in_place(delta, W):
    db = delta.copy()
    d1 = np.einsum("ki,k->i", W, delta)
    db += d1
    return {"dx": np.einsum("ki,k->i", W, d1), "db": db}


def square_loops(W, dW):
    out = np.zeros_like(W)
    for i, j, m in np.ndindex(*W.shape, len(W)):
        out[i, j] += dW[i, m] * W[m, j] + W[i, m] * dW[m, j]
    return out


def square_differences(W, dW):
    h = 1e-4
    up, down = W + h * dW, W - h * dW
    return (up @ up - down @ down) / (2 * h)


# ---- many uses -------------------------------------------------------------------------------


def ledger(deltas, inputs):
    per_use = np.einsum("to,ti->toi", deltas, inputs)
    return per_use, per_use.sum(axis=0), deltas.sum(axis=0)


def ledger_loops(deltas, inputs):
    per_use = [np.outer(d, h) for d, h in zip(deltas, inputs, strict=True)]
    return per_use, sum(per_use), sum(deltas)


def ledger_products(deltas, inputs):
    return (
        deltas[:, :, None] * inputs[:, None, :],
        deltas.T @ inputs,
        deltas.T @ np.ones(len(deltas)),
    )


def ledger_backward(deltas, inputs):
    dW = np.zeros((deltas.shape[1], inputs.shape[1]))
    db = np.zeros(deltas.shape[1])
    per_use = np.zeros((len(deltas), *dW.shape))
    for t in range(len(deltas) - 1, -1, -1):
        per_use[t] = deltas[t].reshape(-1, 1) @ inputs[t].reshape(1, -1)
        dW += per_use[t]
        db += deltas[t]
    return {"db": db, "dW": dW, "per_use": per_use}


def ledger_lists(deltas, inputs):
    per_use = [
        [[float(d * v) for v in h] for d in ds] for ds, h in zip(deltas, inputs, strict=True)
    ]
    return per_use, np.sum(per_use, axis=0).tolist(), [sum(c) for c in deltas.T]


def ledger_tensordot(deltas, inputs):
    per_use = np.array(list(map(np.outer, deltas, inputs)))
    return per_use, np.tensordot(deltas, inputs, axes=(0, 0)), np.add.reduce(deltas)


def ledger_columns(deltas, inputs):
    per_use = np.matmul(deltas[:, :, None], inputs[:, None, :])
    return per_use, (inputs.T @ deltas).T, deltas.sum(axis=0, keepdims=True).T


_MISCOUNTS = {
    "use 2": 13,
    "use 1": 10,
    "dL/dw": 23,
    "counted twice": 33,
    "one delta for both": 18,
    "output for input": 39,
}


def nonlinear(delta, W, x, b, *, back=None, step=None, enters=None):
    a1 = np.tanh(W @ x + b)
    g = W.T @ delta if back is None else back(W, delta)
    delta1 = g * (1 - a1**2) if step is None else step(g, W @ x + b, a1)
    second = a1 if enters is None else enters(W @ x + b, a1)
    return delta1, np.outer(delta, second) + np.outer(delta1, x), delta + delta1


def nonlinear_loops(delta, W, x, b):
    n = len(x)
    z1 = [b[i] + sum(W[i, j] * x[j] for j in range(n)) for i in range(n)]
    d1 = [sum(W[k, i] * delta[k] for k in range(n)) / np.cosh(z1[i]) ** 2 for i in range(n)]
    dW = [[delta[i] * np.tanh(z1[j]) + d1[i] * x[j] for j in range(n)] for i in range(n)]
    return d1, dW, [delta[i] + d1[i] for i in range(n)]


def nonlinear_diagonal(delta, W, x, b):
    a1 = np.tanh(W @ x + b)
    delta1 = np.diag(1 - a1 * a1) @ W.T @ delta
    return {
        "db": delta1 + delta,
        "dW": delta1[:, None] * x + delta[:, None] * a1,
        "delta1": delta1,
    }


def nonlinear_differences(delta, W, x, b):
    def loss(W, b):
        return delta @ (W @ np.tanh(W @ x + b) + b)

    delta1 = slope(lambda z: delta @ (W @ np.tanh(z) + b), W @ x + b)
    return delta1, slope(lambda V: loss(V, b), W), slope(lambda v: loss(W, v), b)


def nonlinear_columns(delta, W, x, b):
    delta, x, b = (v.reshape(-1, 1) for v in (delta, x, b))
    a1 = np.tanh(W @ x + b)
    delta1 = (W.T @ delta) * (1 - a1**2)
    return delta1, delta @ a1.T + delta1 @ x.T, delta + delta1


def nonlinear_einsum(delta, W, x, b):
    a1 = np.tanh(np.einsum("ij,j->i", W, x) + b)
    delta1 = np.einsum("ki,k,i->i", W, delta, 1 - a1**2)
    dW = np.einsum("ti,tj->ij", np.stack([delta, delta1]), np.stack([a1, x]))
    return [delta1, dW, np.stack([delta, delta1]).sum(axis=0)]


def nonlinear_in_place(delta, W, x, b):
    z = W @ x
    z += b
    a = np.tanh(z, out=z)
    s = a * a
    np.subtract(1, s, out=s)
    s *= delta @ W
    dW = np.outer(s, x)
    dW += np.outer(delta, a)
    return s, dW, s + delta


def states(W, x, b, T):
    h = [x]
    for _ in range(T):
        h.append(np.tanh(W @ h[-1] + b))
    return h


def unrolled(g, W, x, b, T, *, terms=None, back=None, slopes=None, total=None):
    """Loops, with places where something else can be done."""
    h = states(W, x, b, T)
    dW, db = [], []
    for t in range(T, 0, -1):
        s = 1 - h[t] ** 2 if slopes is None else slopes(h, t, W, b)
        delta = g * s
        dW.append(np.outer(delta, h[t - 1]) if terms is None else terms(delta, h, t))
        db.append(delta)
        g = W.T @ delta if back is None else back(W, delta)
    add = sum if total is None else total
    return np.array(db[::-1]), add(dW), add(db)


def unrolled_accumulate(g, W, x, b, T):
    h = states(W, x, b, T)
    dW, db, deltas = np.zeros_like(W), np.zeros_like(b), np.zeros((T, len(x)))
    for t in reversed(range(T)):
        deltas[t] = (1 - h[t + 1] * h[t + 1]) * g
        dW += deltas[t].reshape(-1, 1) * h[t]
        db += deltas[t]
        g = deltas[t] @ W
    return {"db": db, "dW": dW, "deltas": deltas}


def unrolled_by_z(g, W, x, b, T):
    z, h = [], x
    for _ in range(T):
        z.append(W @ h + b)
        h = np.tanh(z[-1])
    entering = [x, *np.tanh(z[:-1])]
    deltas = []
    for v in reversed(z):
        deltas.insert(0, g / np.cosh(v) ** 2)
        g = W.T @ deltas[0]
    return deltas, np.array(deltas).T @ np.array(entering), np.sum(deltas, axis=0)


def unrolled_forward_mode(g, W, x, b, T):
    """The sums by no backward pass at all: carry the Jacobians along."""
    n = len(x)
    h, by_W, by_b = x, np.zeros((n, n, n)), np.zeros((n, n))
    for _ in range(T):
        by_W = np.einsum("ki,j->kij", np.eye(n), h) + np.einsum("km,mij->kij", W, by_W)
        by_b = np.eye(n) + W @ by_b
        h = np.tanh(W @ h + b)
        s = 1 - h**2
        by_W, by_b = s[:, None, None] * by_W, s[:, None] * by_b
    return all_deltas(g, W, x, b, T)[0], np.einsum("k,kij->ij", g, by_W), g @ by_b


def unrolled_differences(g, W, x, b, T):
    def pushed(pushes):
        h = x
        for push in pushes:
            h = np.tanh(W @ h + b + push)
        return g @ h

    return (
        slope(pushed, np.zeros((T, len(x)))),
        slope(lambda V: g @ states(V, x, b, T)[-1], W),
        slope(lambda v: g @ states(W, x, v, T)[-1], b),
    )


def unrolled_recursive(g, W, x, b, T):
    def rest(x, T):
        if T == 0:
            return [], np.zeros_like(W), g
        h = np.tanh(W @ x + b)
        deltas, dW, back = rest(h, T - 1)
        delta = back * (1 - h**2)
        return [delta, *deltas], dW + np.outer(delta, x), W.T @ delta

    deltas, dW, _ = rest(x, T)
    return tuple(deltas), dW, sum(deltas)


def unrolled_columns(g, W, x, b, T):
    g, x, b = (v.reshape(-1, 1) for v in (g, x, b))
    h = states(W, x, b, T)
    deltas, dW, db = [], 0, 0
    for t in range(T, 0, -1):
        delta = g * (1 - h[t] ** 2)
        deltas = [delta, *deltas]
        dW, db, g = dW + delta @ h[t - 1].T, db + delta, W.T @ delta
    return np.hstack(deltas).T, dW, db


def unrolled_lists(g, W, x, b, T):
    return [v.tolist() for v in unrolled(g, W, x, b, T)]


def unrolled_ledger(g, W, x, b, T):
    deltas, h = all_deltas(g, W, x, b, T)
    return (deltas, *ledger(deltas, h[:-1])[1:])


def batch(Delta, W, X, b):
    Delta1 = Delta @ W
    return Delta.T @ (X @ W.T + b) + Delta1.T @ X, (Delta + Delta1).sum(axis=0)


def batch_samples(Delta, W, X, b):
    pairs = list(zip(Delta, X, strict=True))
    return sum(weight(d, W, x, b) for d, x in pairs), sum(bias_input(d, W)[0] for d, _ in pairs)


def batch_stacked(Delta, W, X, b):
    deltas, inputs = np.vstack([Delta, Delta @ W]), np.vstack([X @ W.T + b, X])
    return deltas.T @ inputs, deltas.T @ np.ones((len(deltas), 1))


def batch_einsum(Delta, W, X, b):
    Z1 = np.einsum("nj,ij->ni", X, W) + b
    dW = np.einsum("ni,nj->ij", Delta, Z1) + np.einsum("nk,ki,nj->ij", Delta, W, X)
    return {"db": np.einsum("ni->i", Delta) + np.einsum("nk,ki->i", Delta, W), "dW": dW}


def batch_columns(Delta, W, X, b):
    D, H = Delta.T, X.T
    D1 = W.T @ D
    return D @ (W @ H + b[:, None]).T + D1 @ H.T, D.sum(axis=1) + D1.sum(axis=1)


def batch_differences(Delta, W, X, b):
    def loss(W, b):
        return np.sum(Delta * ((X @ W.T + b) @ W.T + b))

    return slope(lambda V: loss(V, b), W), slope(lambda v: loss(W, v), b)


def batch_loops(Delta, W, X, b):
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for s in range(len(X)):
        z1, d1 = W @ X[s] + b, W.T @ Delta[s]
        for i in range(len(b)):
            db[i] += Delta[s, i] + d1[i]
            for j in range(len(b)):
                dW[i, j] += Delta[s, i] * z1[j] + d1[i] * X[s, j]
    return [dW.tolist(), db.tolist()]


def batch_regrouped(Delta, W, X, b):
    return (X.T @ Delta @ W + (X @ W.T + b).T @ Delta).T, Delta.sum(axis=0) @ (np.eye(len(W)) + W)


# ---- recurrent -------------------------------------------------------------------------------

_FATES = {
    "A": "vanishes",
    "B": "stays",
    "C": "vanishes",
    "D": "explodes",
    "E": "vanishes",
    "F": "explodes",
    "G": "vanishes",
    "H": "stays",
}


def steps(u, h0, W, U, b):
    h = [h0]
    for row in u:
        h.append(np.tanh(W @ h[-1] + U @ row + b))
    return np.array(h)


def recurrent(g, u, h0, W, U, b, *, join=None, slopes=None, back=None, enters=None):
    h = steps(u, h0, W, U, b)
    T = len(u)
    deltas, later = np.zeros_like(h[1:]), np.zeros_like(h0)
    for t in reversed(range(T)):
        arrived = g[t] + later if join is None or t == T - 1 else join(g[t], later)
        s = 1 - h[t + 1] ** 2 if slopes is None else slopes(h, t, u, W, U, b)
        deltas[t] = arrived * s
        later = W.T @ deltas[t] if back is None else back(W, deltas[t], arrived)
    seen = h[:-1] if enters is None else enters(h)
    return deltas, deltas.T @ seen, deltas.T @ u, deltas.sum(axis=0)


def recurrent_loops(g, u, h0, W, U, b):
    h = steps(u, h0, W, U, b)
    dW, dU, db = np.zeros_like(W), np.zeros_like(U), np.zeros_like(b)
    deltas, later = [], 0.0
    for t in range(len(u), 0, -1):
        delta = (g[t - 1] + later) * (1 - h[t] * h[t])
        dW += np.outer(delta, h[t - 1])
        dU += np.outer(delta, u[t - 1])
        db += delta
        deltas.append(delta)
        later = delta @ W
    return {"dW": dW, "dU": dU, "db": db, "deltas": deltas[::-1]}


def recurrent_by_losses(g, u, h0, W, U, b):
    """One backward pass for each step's loss, then all added."""
    h, T = steps(u, h0, W, U, b), len(u)
    deltas = np.zeros((T, len(h0)))
    for last in range(T):
        back = g[last]
        for t in range(last, -1, -1):
            delta = back * (1 - h[t + 1] ** 2)
            deltas[t] += delta
            back = W.T @ delta
    return deltas, deltas.T @ h[:T], deltas.T @ u, deltas.sum(axis=0)


def recurrent_tied_matrix(g, u, h0, W, U, b):
    """[W U] as one matrix on the stacked vector."""
    h, n = steps(u, h0, W, U, b), len(h0)
    V, entering = np.hstack([W, U]), np.hstack([h[:-1], u])
    deltas, later = np.zeros_like(h[1:]), np.zeros(n)
    for t in reversed(range(len(u))):
        deltas[t] = (g[t] + later) * (1 - h[t + 1] ** 2)
        later = (V.T @ deltas[t])[:n]
    dV = deltas.T @ entering
    return deltas, dV[:, :n], dV[:, n:], deltas.T @ np.ones(len(u))


def recurrent_einsum(g, u, h0, W, U, b):
    deltas = recurrent(g, u, h0, W, U, b)[0]
    h = steps(u, h0, W, U, b)[:-1]
    dW, dU = np.einsum("ti,tj->ij", deltas, h), np.einsum("ti,tj->ij", deltas, u)
    return [deltas, dW, dU, np.einsum("ti->i", deltas)]


def recurrent_differences(g, u, h0, W, U, b):
    def loss(W=W, U=U, b=b, push=None):
        h, total = h0, 0.0
        for t, row in enumerate(u):
            h = np.tanh(W @ h + U @ row + b + (0 if push is None else push[t]))
            total += g[t] @ h
        return total

    return (
        slope(lambda p: loss(push=p), np.zeros((len(u), len(h0)))),
        slope(lambda V: loss(W=V), W),
        slope(lambda V: loss(U=V), U),
        slope(lambda v: loss(b=v), b),
    )


def recurrent_by_z(g, u, h0, W, U, b):
    z, h = [], [h0]
    for row in u:
        z.append(W @ h[-1] + U @ row + b)
        h.append(np.tanh(z[-1]))
    deltas, later = [None] * len(u), np.zeros_like(b)
    for t in range(len(u))[::-1]:
        deltas[t] = (g[t] + later) / np.cosh(z[t]) ** 2
        later = np.array([deltas[t] @ W[:, j] for j in range(len(b))])
    pairs = list(zip(deltas, h[:-1], u, strict=True))
    dW, dU = sum(np.outer(d, v) for d, v, _ in pairs), sum(np.outer(d, v) for d, _, v in pairs)
    return deltas, dW, dU, sum(deltas)


def recurrent_in_place(g, u, h0, W, U, b):
    h = steps(u, h0, W, U, b)
    deltas = g.copy()
    for t in range(len(u) - 1, -1, -1):
        if t + 1 < len(u):
            deltas[t] += W.T @ deltas[t + 1]
        deltas[t] *= 1 - h[t + 1] ** 2
    return deltas, (h[:-1].T @ deltas).T, (u.T @ deltas).T, deltas.sum(axis=0).reshape(-1, 1)


RIGHT: dict[str, list[Any]] = {
    "used_twice": [_TWICE, {n: np.bool_(v) for n, v in _TWICE.items()}],
    "nested_collapse": [
        collapse,
        collapse_loops,
        collapse_by_basis,
        collapse_in_place,
        lambda W, b: {"c": (np.eye(len(b)) + W) @ b, "A": np.linalg.matrix_power(W, 2)},
        lambda W, b: (np.einsum("im,mj->ij", W, W), np.einsum("im,m->i", W, b) + b),
        lambda W, b: ((W @ W).tolist(), [float(v) for v in W @ b + b]),
        lambda W, b: (W.dot(W), (W @ b[:, None] + b[:, None])),
        float32(collapse),
    ],
    "nested_zero_partials": [_ZEROS, {n: np.bool_(v) for n, v in _ZEROS.items()}],
    "rule_one": [
        rule_one,
        rule_one_sums,
        rule_one_differences,
        rule_one_complex,
        rule_one_from_array,
        lambda W, x, b, i, j: W[j] @ x + b[j] + W[i, i] * x[j],
        lambda W, x, b, i, j: np.array([rule_one(W, x, b, i, j)]),
        lambda W, x, b, i, j: float(np.dot(W, x)[j] + b[j] + W[i][i] * x[j]),
        lambda W, x, b, i, j: rule_two_sum(W, x, b, i, i, j) + (W @ x + b)[j],
        float32(rule_one),
    ],
    "rule_two": [
        lambda W, x, b, k, i, j: W[k, i] * x[j],
        lambda W, x, b, k, i, j: x[j] * W.T[i][k],
        lambda W, x, b, k, i, j: np.outer(W[k], x)[i, j],
        lambda W, x, b, k, i, j: [W[k, i] * x[j]],
        lambda W, x, b, k, i, j: W[k] @ np.outer(np.eye(len(x))[i], x)[:, j],
        lambda W, x, b, k, i, j: partials(W, x, b)[1][k, i, j],
        rule_two_sum,
        rule_two_differences,
        rule_two_complex,
        float32(lambda W, x, b, k, i, j: W[k, i] * x[j]),
    ],
    "nested_partials": [
        partials,
        partials_einsum,
        partials_broadcast,
        partials_lists,
        partials_by_rows,
        partials_untied,
        partials_difference,
        partials_kron,
        float32(partials_einsum),
    ],
    "nested_by_hand": [
        _HAND,
        {n: np.array(v) for n, v in _HAND.items()},
        {n: tuple(v) if isinstance(v, list) else float(v) for n, v in _HAND.items()},
        {**_HAND, "dL/dw11": 5 + 4, "delta1": np.array([4.0, -5.0])},
    ],
    "printed_line_fails": [
        {"w": 1, "x": 1, "b": -2},
        {"w": -3.0, "x": 1.0, "b": 6.0},
        {"w": 2, "x": 0.5, "b": np.float64(-2)},
        {"w": np.array(-2.0), "x": -1, "b": -4},
        {"w": [1], "x": [1], "b": [-2]},
    ],
    "nested_weight_gradient": [
        weight,
        weight_loops,
        weight_by_rules,
        weight_lists,
        weight_stacked,
        weight_columns,
        weight_in_place,
        weight_differences,
        float32(weight),
        lambda delta, W, x, b: {"dW": weight(delta, W, x, b)},
    ],
    "nested_bias_input": [
        bias_input,
        bias_loops,
        bias_differences,
        bias_in_place,
        lambda delta, W: (delta @ (np.eye(len(W)) + W), delta @ W @ W),
        lambda delta, W: ((np.eye(len(W)) + W).T @ delta, (W @ W).T @ delta),
        lambda delta, W: [delta + delta @ W, np.linalg.multi_dot([W.T, W.T, delta])],
        lambda delta, W: tuple(v.reshape(-1, 1) for v in bias_input(delta, W)),
        float32(bias_input),
    ],
    "square_differential": [
        lambda W, dW: dW @ W + W @ dW,
        lambda W, dW: W @ dW + dW @ W,
        lambda W, dW: (W + dW) @ (W + dW) - W @ W - dW @ dW,
        lambda W, dW: np.einsum("im,mj->ij", dW, W) + np.einsum("im,mj->ij", W, dW),
        lambda W, dW: ((W + dW) @ (W + dW) - (W - dW) @ (W - dW)) / 2,
        lambda W, dW: np.hstack([dW, W]) @ np.vstack([W, dW]),
        lambda W, dW: (dW @ W + W @ dW).tolist(),
        square_loops,
        square_differences,
        float32(lambda W, dW: dW @ W + W @ dW),
    ],
    "sum_over_uses": [
        ledger,
        ledger_loops,
        ledger_products,
        ledger_backward,
        ledger_lists,
        ledger_tensordot,
        ledger_columns,
        float32(ledger),
    ],
    "ways_to_miscount": [
        _MISCOUNTS,
        {n: float(v) for n, v in _MISCOUNTS.items()},
        {n: np.array([v])[0] for n, v in _MISCOUNTS.items()},
    ],
    "nested_nonlinear": [
        nonlinear,
        nonlinear_loops,
        nonlinear_diagonal,
        nonlinear_differences,
        nonlinear_columns,
        nonlinear_einsum,
        nonlinear_in_place,
        float32(nonlinear),
        lambda *v: nonlinear(*v, step=lambda g, z, a: g * (1 - a) * (1 + a)),
    ],
    "unrolled_gradients": [
        unrolled,
        unrolled_accumulate,
        unrolled_by_z,
        unrolled_forward_mode,
        unrolled_differences,
        unrolled_recursive,
        unrolled_columns,
        unrolled_lists,
        unrolled_ledger,
        float32(unrolled),
    ],
    "nested_batch": [
        batch,
        batch_samples,
        batch_stacked,
        batch_einsum,
        batch_columns,
        batch_differences,
        batch_loops,
        batch_regrouped,
        float32(batch),
    ],
    "vanish_or_explode": [
        _FATES,
        {n: v.upper() for n, v in _FATES.items()},
        {n: f" {v} " for n, v in _FATES.items()},
    ],
    "recurrent_gradients": [
        recurrent,
        recurrent_loops,
        recurrent_by_losses,
        recurrent_tied_matrix,
        recurrent_einsum,
        recurrent_differences,
        recurrent_by_z,
        recurrent_in_place,
        float32(recurrent),
    ],
}

change_collapse = in_blocks(collapse, ("A", "c"))
change_partials = in_blocks(partials_einsum, ("direct", "through"))
change_bias = in_blocks(bias_input, ("db", "dx"))
change_ledger = in_blocks(ledger, ("per_use", "dW", "db"))
change_unrolled = in_blocks(unrolled, ("deltas", "dW", "db"))
change_batch = in_blocks(batch, ("dW", "db"))
change_recurrent = in_blocks(recurrent, ("deltas", "dW", "dU", "db"))


def all_deltas(g, W, x, b, T):
    h, deltas = states(W, x, b, T), []
    for t in range(T, 0, -1):
        deltas.insert(0, g * (1 - h[t] ** 2))
        g = W.T @ deltas[0]
    return np.array(deltas), np.array(h)


def unrolled_last_shifted(g, W, x, b, T):
    deltas, h = all_deltas(g, W, x, b, T)
    return deltas[:-1].T @ h[:-2] + np.outer(deltas[-1], h[-1])


def unrolled_from_z(g, W, x, b, T):
    """Each use paired with the z before it; the first use with x, as there is no z before."""
    deltas, h = all_deltas(g, W, x, b, T)
    return deltas.T @ np.vstack([x, [W @ v + b for v in h[: T - 1]]])


def recurrent_from_z(g, u, h0, W, U, b):
    h = steps(u, h0, W, U, b)
    z = h[:-1] @ W.T + u @ U.T + b
    return recurrent(g, u, h0, W, U, b)[0].T @ np.vstack([h0, z[:-1]])


def recurrent_later_unsloped(g, u, h0, W, U, b):
    h = steps(u, h0, W, U, b)
    deltas = g * (1 - h[1:] ** 2)
    for t in reversed(range(len(u) - 1)):
        deltas[t] += W.T @ deltas[t + 1]
    return deltas


def recurrent_own_unsloped(g, u, h0, W, U, b):
    h, deltas = steps(u, h0, W, U, b), g.copy()
    deltas[-1] *= 1 - h[-1] ** 2
    for t in reversed(range(len(u) - 1)):
        deltas[t] += (W.T @ deltas[t + 1]) * (1 - h[t + 1] ** 2)
    return deltas


WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "used_twice": [
        (
            "first-use-only",
            {
                **_TWICE,
                "W (2, 3), x (3,)": True,
                "W (3, 2), x (2,)": True,
                "W (1, 4), x (4,)": True,
            },
        ),
        ("square-is-enough", {**_TWICE, "W (4, 4), x (3,)": True}),
        ("truth-turned", {n: not v for n, v in _TWICE.items()}),
        (None, {**_TWICE, "W (1, 1), x (1,)": False}),
        (None, {n: int(v) for n, v in _TWICE.items()}),
    ],
    "nested_collapse": [
        ("elementwise-vs-matrix", change_collapse(A=lambda W, b: W**2)),
        ("shared-times-count", change_collapse(A=lambda W, b: 2 * W)),
        ("shared-one-application", change_collapse(c=lambda W, b: b)),
        ("shared-one-application", change_collapse(c=lambda W, b: W @ b)),
        ("weight-factor-missing", change_collapse(c=lambda W, b: 2 * b)),
        ("second-factor-transposed", change_collapse(A=lambda W, b: W @ W.T)),
        (None, change_collapse(A=lambda W, b: W @ W @ W)),
        (None, change_collapse(c=lambda W, b: W @ b - b)),
        (None, lambda W, b: (np.zeros_like(W), np.zeros_like(b))),
    ],
    "nested_zero_partials": [
        ("first-use-only", {n: n[1] != n[7] for n in _ZEROS}),
        ("vanishing-read-as-present", {n: not v for n, v in _ZEROS.items()}),
        ("index-roles-swapped", {n: n[3] == "1" and n[1] != n[8] for n in _ZEROS}),
        (None, dict.fromkeys(_ZEROS, False)),
        (None, {**_ZEROS, "z2(2) w11": True}),
        (None, {n: int(v) for n, v in _ZEROS.items()}),
    ],
    "rule_one": [
        ("path-missing", lambda W, x, b, i, j: (W @ x + b)[j]),
        ("path-missing", lambda W, x, b, i, j: W[i, i] * x[j]),
        ("path-double-counted", lambda W, x, b, i, j: (W @ x + b)[j] + 2 * W[i, i] * x[j]),
        ("layer-output-as-input", lambda W, x, b, i, j: z2_of(W, x, b)[j] + W[i, i] * x[j]),
        ("shared-same-input", lambda W, x, b, i, j: x[j] + W[i, i] * x[j]),
        ("shared-times-count", lambda W, x, b, i, j: 2 * W[i, j] * x[j]),
        ("weight-of-wrong-entry", lambda W, x, b, i, j: (W @ x + b)[j] + W[i, j] * x[j]),
        ("weight-of-wrong-entry", lambda W, x, b, i, j: (W @ x + b)[j] + W[j, i] * x[j]),
        ("bias-lost-on-the-way", lambda W, x, b, i, j: (W @ x)[j] + W[i, i] * x[j]),
        ("index-roles-swapped", lambda W, x, b, i, j: (W @ x + b)[i] + W[i, i] * x[i]),
        (None, lambda W, x, b, i, j: (W @ x + b)[j] - W[i, i] * x[j]),
        (None, lambda W, x, b, i, j: rule_one(W, x, b, i, j) + 0.01),
        (None, lambda W, x, b, i, j: x[j]),
    ],
    "rule_two": [
        ("missing-transpose-w", lambda W, x, b, k, i, j: W[i, k] * x[j]),
        ("weight-of-wrong-entry", lambda W, x, b, k, i, j: W[i, i] * x[j]),
        ("weight-of-wrong-entry", lambda W, x, b, k, i, j: W[k, j] * x[j]),
        ("direct-term-everywhere", lambda W, x, b, k, i, j: (W @ x + b)[j] + W[k, i] * x[j]),
        ("layer-output-as-input", lambda W, x, b, k, i, j: W[k, i] * (W @ x + b)[j]),
        ("weight-factor-missing", lambda W, x, b, k, i, j: x[j]),
        ("index-roles-swapped", lambda W, x, b, k, i, j: W[k, i] * x[i]),
        (None, lambda W, x, b, k, i, j: 0.0),
        (None, lambda W, x, b, k, i, j: W[k, i] * b[j]),
        (None, lambda W, x, b, k, i, j: W[k, i] * x[k]),
    ],
    "nested_partials": [
        (
            "direct-term-everywhere",
            change_partials(direct=lambda W, x, b: np.ones((len(x), len(x), 1)) * (W @ x + b)),
        ),
        (
            "shared-same-input",
            change_partials(direct=lambda W, x, b: np.eye(len(x))[:, :, None] * x),
        ),
        (
            "layer-output-as-input",
            change_partials(direct=lambda W, x, b: np.eye(len(x))[:, :, None] * z2_of(W, x, b)),
        ),
        ("missing-transpose-w", change_partials(through=lambda W, x, b: W.T[:, :, None] * x)),
        (
            "path-missing",
            change_partials(through=lambda W, x, b: np.diag(np.diag(W))[:, :, None] * x),
        ),
        (
            "path-double-counted",
            change_partials(
                direct=lambda W, x, b: np.eye(len(x))[:, :, None] * (W @ x + b + W[:, :, None] * x)
            ),
        ),
        ("weight-factor-missing", change_partials(through=lambda W, x, b: 0 * W[:, :, None] + x)),
        (None, change_partials(through=lambda W, x, b: W[:, :, None] * b)),
        ("blocks-out-of-order", lambda W, x, b: partials_einsum(W, x, b)[::-1]),
        (None, lambda W, x, b: (np.zeros((len(x),) * 3),) * 2),
    ],
    "nested_by_hand": [
        ("shared-one-application", hand(5, 4, -10, -8)),
        ("shared-one-application", hand(4, 8, -5, -10)),
        ("output-sum-missing", hand(7, 8, -16, -20)),
        ("path-double-counted", hand(11, 16, -21, -30)),
        ("layer-output-as-input", hand(19, 14, -35, -22)),
        ("missing-transpose-w", {**_HAND, "delta1": [0, -7]}),
        (None, hand(9, 12, -15, 18)),
        (None, {**_HAND, "use 1": [[4, -5], [8, -10]]}),
    ],
    "printed_line_fails": [
        (None, {"w": 1, "x": 1, "b": 1}),
        (None, {"w": 1, "x": 1, "b": -1}),
        (None, {"w": -1, "x": 1, "b": 2}),
        (None, {"w": 0, "x": 1, "b": 0}),
        (None, {"w": 1, "x": 100, "b": -200}),
        (None, {"w": [1, 1], "x": 1, "b": -2}),
        (None, {"w": "1", "x": 1, "b": -2}),
    ],
    "nested_weight_gradient": [
        (
            "printed-line-kept",
            lambda delta, W, x, b: delta * z2_of(W, x, b) + (W.T @ delta) * x,
        ),
        (
            "layer-output-as-input",
            lambda delta, W, x, b: np.outer(delta, z2_of(W, x, b)) + np.outer(W.T @ delta, x),
        ),
        (
            "layer-output-as-input",
            lambda delta, W, x, b: (
                np.outer(delta, z2_of(W, x, b)) + np.outer(W.T @ delta, W @ x + b)
            ),
        ),
        (
            "elementwise-vs-matrix",
            lambda delta, W, x, b: delta * (W @ x + b) + (W.T @ delta) * x,
        ),
        ("shared-one-application", lambda delta, W, x, b: np.outer(delta, W @ x + b)),
        ("shared-one-application", lambda delta, W, x, b: np.outer(W.T @ delta, x)),
        ("shared-times-count", lambda delta, W, x, b: 2 * np.outer(delta, W @ x + b)),
        ("shared-averaged", lambda *v: weight(*v) / 2),
        (
            "missing-transpose-w",
            lambda delta, W, x, b: np.outer(delta, W @ x + b) + np.outer(W @ delta, x),
        ),
        (
            "shared-same-delta",
            lambda delta, W, x, b: np.outer(delta, W @ x + b) + np.outer(delta, x),
        ),
        ("shared-same-input", lambda d, W, x, b: np.outer(d, x) + np.outer(W.T @ d, x)),
        ("outer-order-swapped", lambda *v: weight(*v).T),
        (
            "path-double-counted",
            lambda d, W, x, b: weight(d, W, x, b) + np.outer(d * np.diag(W), x),
        ),
        ("sign-flipped", lambda *v: -weight(*v)),
        ("use-sign-turned", lambda d, W, x, b: np.outer(d, W @ x + b) - np.outer(W.T @ d, x)),
        ("bias-left-out", lambda d, W, x, b: np.outer(d, W @ x) + np.outer(W.T @ d, x)),
        (None, lambda d, W, x, b: W),
    ],
    "nested_bias_input": [
        ("shared-one-application", change_bias(db=lambda d, W: d)),
        ("shared-one-application", change_bias(db=lambda d, W: W.T @ d)),
        ("shared-one-application", change_bias(dx=lambda d, W: W.T @ d)),
        ("missing-transpose-w", lambda d, W: (d + W @ d, W @ W @ d)),
        ("shared-same-delta", change_bias(db=lambda d, W: 2 * d)),
        ("elementwise-vs-matrix", change_bias(dx=lambda d, W: (W**2).T @ d)),
        ("paths-added-for-chained", change_bias(dx=lambda d, W: d + W.T @ d)),
        (None, change_bias(dx=lambda d, W: W.T @ W @ d)),
        (None, change_bias(db=lambda d, W: d * (W.T @ d))),
    ],
    "square_differential": [
        ("shared-times-count", lambda W, dW: 2 * W @ dW),
        ("shared-times-count", lambda W, dW: 2 * dW @ W),
        ("shared-one-application", lambda W, dW: W @ dW),
        ("elementwise-vs-matrix", lambda W, dW: 2 * W * dW),
        ("second-order-kept", lambda W, dW: (W + dW) @ (W + dW) - W @ W),
        ("second-factor-transposed", lambda W, dW: dW.T @ W + W.T @ dW),
        ("terms-subtracted", lambda W, dW: W @ dW - dW @ W),
        (None, lambda W, dW: W + dW),
        (None, lambda W, dW: 2 * W),
        (None, lambda W, dW: dW @ dW),
    ],
    "sum_over_uses": [
        ("shared-one-application", change_ledger(dW=lambda d, h: np.outer(d[-1], h[-1]))),
        ("shared-one-application", change_ledger(db=lambda d, h: d[-1])),
        ("shared-averaged", change_ledger(dW=lambda d, h: d.T @ h / len(d))),
        ("shared-averaged", change_ledger(db=lambda d, h: d.mean(axis=0))),
        ("shared-same-delta", change_ledger(dW=lambda d, h: np.outer(d[-1], h.sum(axis=0)))),
        ("shared-same-input", change_ledger(dW=lambda d, h: np.outer(d.sum(axis=0), h[0]))),
        (
            "sums-before-product",
            change_ledger(dW=lambda d, h: np.outer(d.sum(axis=0), h.sum(axis=0))),
        ),
        ("shared-order-reversed", change_ledger(dW=lambda d, h: d[::-1].T @ h)),
        (
            "outer-order-swapped",
            lambda d, h: (np.einsum("to,ti->tio", d, h), h.T @ d, d.sum(axis=0)),
        ),
        (None, change_ledger(dW=lambda d, h: abs(d.T @ h))),
        (None, change_ledger(per_use=lambda d, h: d.T @ h)),
    ],
    "ways_to_miscount": [
        ("shared-one-application", {**_MISCOUNTS, "dL/dw": 13}),
        ("shared-one-application", {**_MISCOUNTS, "dL/dw": 10}),
        ("path-double-counted", {**_MISCOUNTS, "dL/dw": 33}),
        ("shared-same-delta", {**_MISCOUNTS, "use 1": 5}),
        ("layer-output-as-input", {**_MISCOUNTS, "use 2": 29}),
        ("shared-times-count", {**_MISCOUNTS, "dL/dw": 20}),
        (None, {**_MISCOUNTS, "counted twice": 23}),
    ],
    "nested_nonlinear": [
        ("hidden-fprime-missing", lambda *v: nonlinear(*v, step=lambda g, z, a: g)),
        (
            "fprime-of-other-layer",
            lambda d, W, x, b: nonlinear(
                d, W, x, b, step=lambda g, z, a: g * (1 - np.tanh(W @ a + b) ** 2)
            ),
        ),
        (
            "fprime-at-activation",
            lambda *v: nonlinear(*v, step=lambda g, z, a: g * (1 - np.tanh(a) ** 2)),
        ),
        ("closed-form-fed-z", lambda *v: nonlinear(*v, step=lambda g, z, a: g * (1 - z**2))),
        ("f-for-fprime", lambda *v: nonlinear(*v, step=lambda g, z, a: g * a)),
        ("fprime-twice", lambda *v: nonlinear(*v, step=lambda g, z, a: g * (1 - a**2) ** 2)),
        ("preactivation-as-input", lambda *v: nonlinear(*v, enters=lambda z, a: z)),
        ("missing-transpose-w", lambda *v: nonlinear(*v, back=lambda W, d: W @ d)),
        (
            "activation-derivative-misremembered",
            lambda *v: nonlinear(*v, step=lambda g, z, a: g * a * (1 - a)),
        ),
        (None, lambda *v: nonlinear(*v, step=lambda g, z, a: g * np.cos(z))),
        (None, lambda *v: nonlinear(*v, enters=lambda z, a: a + 0.1)),
    ],
    "unrolled_gradients": [
        ("shared-one-application", lambda *v: unrolled(*v, total=lambda terms: terms[0])),
        ("shared-one-application", lambda *v: unrolled(*v, total=lambda terms: terms[-1])),
        (
            "shared-averaged",
            lambda *v: unrolled(*v, total=lambda terms: sum(terms) / len(terms)),
        ),
        (
            "layer-output-as-input",
            lambda *v: unrolled(*v, terms=lambda d, h, t: np.outer(d, h[t])),
        ),
        ("layer-output-as-input", change_unrolled(dW=unrolled_last_shifted)),
        ("shared-same-input", lambda *v: unrolled(*v, terms=lambda d, h, t: np.outer(d, h[0]))),
        (
            "outer-order-swapped",
            lambda *v: unrolled(*v, terms=lambda d, h, t: np.outer(h[t - 1], d)),
        ),
        ("missing-transpose-w", lambda *v: unrolled(*v, back=lambda W, d: W @ d)),
        (
            "shared-order-reversed",
            change_unrolled(
                dW=lambda *v: all_deltas(*v)[0][::-1].T @ all_deltas(*v)[1][:-1],
            ),
        ),
        (
            "shared-times-count",
            lambda g, W, x, b, T: change_unrolled(
                dW=lambda *v: (
                    T * np.outer(g * (1 - states(W, x, b, T)[T] ** 2), states(W, x, b, T)[T - 1])
                )
            )(g, W, x, b, T),
        ),
        ("hidden-fprime-missing", lambda *v: unrolled(*v, slopes=lambda h, t, W, b: 1.0)),
        ("shared-order-reversed", change_unrolled(deltas=lambda *v: all_deltas(*v)[0][::-1])),
        ("preactivation-as-input", change_unrolled(dW=unrolled_from_z)),
        (None, lambda g, W, x, b, T: unrolled(g, W, x, b, T - 1)),
        (None, lambda *v: unrolled(*v, slopes=lambda h, t, W, b: 1 + h[t])),
        (None, lambda g, W, x, b, T: (np.ones((T, len(x))), np.ones_like(W), np.ones_like(b))),
    ],
    "nested_batch": [
        ("batch-mean-for-sum", lambda D, W, X, b: tuple(v / len(X) for v in batch(D, W, X, b))),
        ("db-mean-for-sum", change_batch(db=lambda D, W, X, b: (D + D @ W).mean(axis=0))),
        ("db-not-summed", change_batch(db=lambda D, W, X, b: D + D @ W)),
        ("shared-one-application", change_batch(dW=lambda D, W, X, b: D.T @ (X @ W.T + b))),
        ("shared-one-application", change_batch(db=lambda D, W, X, b: D.sum(axis=0))),
        (
            "layer-output-as-input",
            change_batch(
                dW=lambda D, W, X, b: D.T @ ((X @ W.T + b) @ W.T + b) + (D @ W).T @ X,
            ),
        ),
        (
            "missing-transpose-w",
            lambda D, W, X, b: (
                D.T @ (X @ W.T + b) + (D @ W.T).T @ X,
                (D + D @ W.T).sum(axis=0),
            ),
        ),
        ("outer-order-swapped", change_batch(dW=lambda *v: batch(*v)[0].T)),
        ("shared-same-delta", change_batch(dW=lambda D, W, X, b: D.T @ (X @ W.T + b + X))),
        (None, change_batch(dW=lambda D, W, X, b: D.T @ (X @ W + b) + (D @ W).T @ X)),
        ("use-sign-turned", change_batch(db=lambda D, W, X, b: (D - D @ W).sum(axis=0))),
    ],
    "vanish_or_explode": [
        ("one-step-for-many", {**_FATES, "C": "explodes", "E": "explodes", "G": "explodes"}),
        (
            "one-step-for-many",
            {**_FATES, "C": "explodes", "E": "explodes", "G": "explodes", "F": "vanishes"},
        ),
        ("determinant-for-growth", {**_FATES, "D": "vanishes"}),
        (None, {**_FATES, "H": "vanishes"}),
        (None, {n: v.replace("s", "z") for n, v in _FATES.items()}),
        (None, dict.fromkeys(_FATES, "stays")),
    ],
    "recurrent_gradients": [
        ("path-missing", lambda *v: recurrent(*v, join=lambda g, later: g)),
        ("path-missing", lambda *v: recurrent(*v, join=lambda g, later: later)),
        ("paths-averaged", lambda *v: recurrent(*v, join=lambda g, later: (g + later) / 2)),
        ("paths-multiplied", lambda *v: recurrent(*v, join=lambda g, later: g * later)),
        ("missing-transpose-w", lambda *v: recurrent(*v, back=lambda W, d, g: W @ d)),
        ("propagates-error-not-delta", lambda *v: recurrent(*v, back=lambda W, d, g: W.T @ g)),
        ("hidden-fprime-missing", lambda *v: recurrent(*v, slopes=lambda *_: 1.0)),
        (
            "layer-output-as-input",
            change_recurrent(
                dW=lambda *v: recurrent(*v, enters=lambda h: h[1:])[1],
            ),
        ),
        ("shared-one-application", change_recurrent(db=lambda *v: recurrent(*v)[0][-1])),
        (
            "shared-averaged",
            change_recurrent(
                dW=lambda *v: recurrent(*v)[1] / len(v[1]),
                dU=lambda *v: recurrent(*v)[2] / len(v[1]),
            ),
        ),
        ("preactivation-as-input", change_recurrent(dW=recurrent_from_z)),
        ("slope-on-one-branch", change_recurrent(deltas=recurrent_later_unsloped)),
        ("slope-on-one-branch", change_recurrent(deltas=recurrent_own_unsloped)),
        ("shared-order-reversed", change_recurrent(deltas=lambda *v: recurrent(*v)[0][::-1])),
        (None, lambda *v: recurrent(*v, join=lambda g, later: g - later)),
        (None, change_recurrent(dU=lambda *v: recurrent(*v)[2] + 0.1)),
    ],
}
