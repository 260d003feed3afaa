"""Answers to the exercises of `03_weight_sharing`."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from answers.derivatives import complex_step, differences


def in_blocks(function: Any, names: tuple[str, ...]) -> Any:
    """`change(block=...)` gives the same function with blocks replaced."""

    def changed(**changes: Any) -> Any:
        def wrong(*given: Any) -> dict[str, Any]:
            blocks = dict(zip(names, function(*given), strict=True))
            blocks.update({name: change(*given) for name, change in changes.items()})
            return blocks

        return wrong

    return changed


# ---- products_that_fit, nested_collapse, nested_path_counts ----------------------------------

_FIT = {
    "W x": 3,
    "W (W x)": 0,
    "Wᵀ (W x)": 2,
    "Wᵀ x": 0,
    "W (Wᵀ y)": 3,
    "Wᵀ (Wᵀ y)": 0,
    "S (S y)": 3,
    "S (S x)": 0,
}
_PATHS = {
    f"w{i}{j} to z{k}({use})": (k == i) + (use == 2)
    for use, k, i, j in product((1, 2), (1, 2), (1, 2), (1, 2))
}


def paths(count):
    """The answer that counts `count(use, k, i, j)` paths."""
    return {
        f"w{i}{j} to z{k}({use})": int(count(use, k, i, j))
        for use, k, i, j in product((1, 2), (1, 2), (1, 2), (1, 2))
    }


def z2_of(W, x, b):
    return W @ (W @ x + b) + b


def collapse_loops(W, b):
    """Index by index: the sum over the units m in between."""
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
    """By linearity: z2 at 0, and its change when one input is 1."""
    c = z2_of(W, np.zeros_like(b), b)
    return np.column_stack([z2_of(W, e, b) - c for e in np.eye(len(b))]), c


def collapse(W, b):
    """The closed formulas: A = W², c = Wb + b."""
    return W @ W, W @ b + b


def collapse_bordered(W, b):
    """With a constant 1 as one more unit a layer is one matrix, and two layers its square."""
    n = len(b)
    M = np.block([[W, b[:, None]], [np.zeros((1, n)), np.ones((1, 1))]])
    return {"c": (M @ M)[:n, n], "A": (M @ M)[:n, :n]}


def collapse_differences(W, b):
    """Central differences of z2 for A; for c its value at 0."""
    zero = np.zeros_like(b)
    return [differences(lambda x: z2_of(W, x, b), zero), z2_of(W, zero, b)]


# ---- the rules -------------------------------------------------------------------------------


def rule_one(W, x, b, i, j):
    """The closed formula: the direct path plus the path through z1_i."""
    return (W @ x + b)[j] + W[i, i] * x[j]


def rule_one_sums(W, x, b, i, j):
    """All terms of both layers written out."""
    total = b[j]
    for m in range(len(x)):
        total += W[j, m] * x[m]
    for m in range(len(x)):
        if m == i:
            total += W[i, m] * x[j]
    return total


def differential(W, x, b, i, j):
    """The change of z2 along w_ij: dW z1 + W dW x."""
    E = np.zeros_like(W)
    E[i, j] = 1
    return E @ (W @ x + b) + W @ (E @ x)


def rule_one_differential(W, x, b, i, j):
    """The product rule, dW z1 + W dW x, with dW = E_ij."""
    return differential(W, x, b, i, j)[i]


def rule_one_differences(W, x, b, i, j):
    """Central differences of z2."""
    return differences(lambda V: z2_of(V, x, b)[i], W)[i, j]


def rule_one_complex(W, x, b, i, j):
    """The complex step on z2."""
    return complex_step(lambda V: z2_of(V, x, b), W)[i, i, j]


def rule_one_from_array(W, x, b, i, j):
    """The entry of the array of all partials."""
    direct, through = partials(W, x, b)
    return (direct + through)[i, i, j]


def rule_two_closed(W, x, b, k, i, j):
    """The closed formula: the one path, through z1_i."""
    return W[k, i] * x[j]


def rule_two_differential(W, x, b, k, i, j):
    """The product rule, dW z1 + W dW x, with dW = E_ij."""
    return differential(W, x, b, i, j)[k]


def rule_two_differences(W, x, b, k, i, j):
    """Central differences of z2."""
    return differences(lambda V: z2_of(V, x, b)[k], W)[i, j]


def rule_two_complex(W, x, b, k, i, j):
    """The complex step on z2."""
    return complex_step(lambda V: z2_of(V, x, b), W)[k, i, j]


def rule_two_sum(W, x, b, k, i, j):
    """The chain rule over all z1_m, of which one contains w_ij."""
    return sum(W[k, m] * (x[j] if m == i else 0.0) for m in range(len(x)))


def partials(W, x, b):
    """Entry by entry, by the two rules."""
    n, z1 = len(x), W @ x + b
    direct, through = np.zeros((n, n, n)), np.zeros((n, n, n))
    for k, i, j in np.ndindex(n, n, n):
        if k == i:
            direct[k, i, j] = z1[j]
        through[k, i, j] = W[k, i] * x[j]
    return direct, through


def partials_einsum(W, x, b):
    """The closed formulas: I times z1, and W times x."""
    eye = np.eye(len(x))
    return np.einsum("ki,j->kij", eye, W @ x + b), np.einsum("ki,j->kij", W, x)


def partials_differential(W, x, b):
    """The product rule, its two terms for every matrix dW = E_ij."""
    units = np.eye(W.size).reshape(*W.shape, *W.shape)
    direct = np.einsum("ijkm,m->kij", units, W @ x + b)
    return {"through": np.einsum("kl,ijlm,m->kij", W, units, x), "direct": direct}


def partials_untied(W, x, b):
    """Central differences, with the two uses of W told apart."""
    z1 = W @ x + b
    direct = differences(lambda V: V @ z1 + b, W)
    return direct, differences(lambda V: W @ (V @ x + b) + b, W)


# ---- two uses --------------------------------------------------------------------------------

_TERMS = {
    "δ₁ z₂": "w12",
    "δ₂ z₁": "w21",
    "δ₁ w₁₁ x₁": "w11",
    "δ₂ w₂₁ x₁": "w11",
    "δ₁ w₁₂ x₁": "w21",
    "δ₂ w₂₂ x₂": "w22",
    "δ₂ w₂₁ x₂": "w12",
    "δ₁ w₁₂ x₂": "w22",
    "δ₁ w₂₁ x₁": "none",
    "δ₂ w₁₂ x₂": "none",
}
_HAND = {
    "dL/dw11": 13,
    "dL/dw12": -58,
    "dL/dw21": 39,
    "dL/dw22": 11,
    "delta1": [11, 8],
    "use 1": [[33, -22], [24, -16]],
    "use 2": [[-20, -36], [15, 27]],
}


def hand(w11, w12, w21, w22):
    return {**_HAND, "dL/dw11": w11, "dL/dw12": w12, "dL/dw21": w21, "dL/dw22": w22}


def both(g1, g2, W, x, b):
    """The sum over both uses, each with its own δ and its own input."""
    delta1 = g1 + W.T @ g2
    return delta1, np.outer(g2, W @ x + b) + np.outer(delta1, x)


def both_loops(g1, g2, W, x, b):
    """Index by index: the direct terms, and the sum over all z2_k."""
    n, z1 = len(x), W @ x + b
    delta1, dW = g1.copy(), np.zeros((n, n))
    for i in range(n):
        for k in range(n):
            delta1[i] += g2[k] * W[k, i]
        for j in range(n):
            dW[i, j] = g2[i] * z1[j] + delta1[i] * x[j]
    return delta1, dW


def both_by_rules(g1, g2, W, x, b):
    """Each loss by itself: its error times all partials of what it is computed from."""
    eye = np.eye(len(x))
    direct, through = partials_einsum(W, x, b)
    of_z1 = np.einsum("k,ki,j->ij", g1, eye, x)
    of_z2 = np.einsum("k,kij->ij", g2, direct + through)
    return {"dW": of_z1 + of_z2, "delta1": g1 @ eye + g2 @ W}


def both_by_linearity(g1, g2, W, x, b):
    """The change of the loss along every matrix dW = E_ij, and along every unit of z1."""
    dW = np.zeros_like(W)
    for i, j in np.ndindex(W.shape):
        E = np.zeros_like(W)
        E[i, j] = 1
        dW[i, j] = g1 @ E @ x + g2 @ differential(W, x, b, i, j)
    return [g1 @ e + g2 @ (W @ e) for e in np.eye(len(x))], dW


def both_differences(g1, g2, W, x, b):
    """Central differences of g1 · z1 + g2 · z2."""

    def loss(V):
        z1 = V @ x + b
        return g1 @ z1 + g2 @ (V @ z1 + b)

    delta1 = differences(lambda z1: g1 @ z1 + g2 @ (W @ z1 + b), W @ x + b)
    return delta1, differences(loss, W)


def both_stacked(g1, g2, W, x, b):
    """Both uses as rows of one batch: their δ on the left, their inputs on the right."""
    errors = np.stack([g1 + g2 @ W, g2])
    return errors[0], errors.T @ np.stack([x, x @ W.T + b])


def bias_input(delta, W):
    """Backward: δ1 = Wᵀ δ2, once more for x, and both δ for b."""
    return delta + W.T @ delta, W.T @ (W.T @ delta)


def bias_loops(delta, W):
    """Index by index, in lists."""
    n = len(delta)
    d1, dx = [0.0] * n, [0.0] * n
    for i in range(n):
        for k in range(n):
            d1[i] += W[k, i] * delta[k]
    for j in range(n):
        for i in range(n):
            dx[j] += W[i, j] * d1[i]
    return [a + d for a, d in zip(delta, d1, strict=True)], dx


def bias_jacobians(delta, W):
    """The full Jacobians: ∂z2/∂b = I + W and ∂z2/∂x = W²."""
    return {"dx": (W @ W).T @ delta, "db": (np.eye(len(W)) + W).T @ delta}


def bias_differences(delta, W):
    """Central differences of δ · z2."""
    zero = np.zeros_like(delta)
    db = differences(lambda b: delta @ z2_of(W, zero, b), zero)
    return db, differences(lambda x: delta @ z2_of(W, x, zero), zero)


def square_closed(W, dW):
    """The product rule: dW W + W dW."""
    return dW @ W + W @ dW


def square_expanded(W, dW):
    """(W + dW)² multiplied out: what is left without W² and dW²."""
    return (W + dW) @ (W + dW) - W @ W - dW @ dW


def square_of_blocks(W, dW):
    """The square of [[W, dW], [0, W]] has the differential in its corner."""
    n = len(W)
    M = np.block([[W, dW], [np.zeros_like(W), W]])
    return (M @ M)[:n, n:]


def square_loops(W, dW):
    """Index by index: each of the two factors moves in turn."""
    out = np.zeros_like(W)
    for i, j, m in np.ndindex(*W.shape, len(W)):
        out[i, j] += dW[i, m] * W[m, j] + W[i, m] * dW[m, j]
    return out


def square_differences(W, dW):
    """Central differences along dW."""
    h = 1e-4
    up, down = W + h * dW, W - h * dW
    return (up @ up - down @ down) / (2 * h)


# ---- many uses -------------------------------------------------------------------------------


def tied(e, W, x, b):
    """The closed formulas: the encoder's use, and the decoder's in the layout of W."""
    a = np.tanh(W @ x + b)
    delta = (W @ e) * (1 - a**2)
    return delta, np.outer(delta, x) + np.outer(a, e)


def tied_loops(e, W, x, b):
    """Index by index, in lists."""
    m, n = W.shape
    z = [b[i] + sum(W[i, j] * x[j] for j in range(n)) for i in range(m)]
    delta = [sum(W[i, j] * e[j] for j in range(n)) / np.cosh(z[i]) ** 2 for i in range(m)]
    return delta, [[delta[i] * x[j] + np.tanh(z[i]) * e[j] for j in range(n)] for i in range(m)]


def tied_copies(e, W, x, b):
    """Two copies, V = Wᵀ by itself; its gradient is transposed before it is added."""
    V = W.T.copy()
    a = np.tanh(W @ x + b)
    dV = e[:, None] * a[None, :]
    delta = (e @ V) * (1 - a * a)
    return {"dW": delta[:, None] * x + dV.T, "delta": delta}


def tied_jacobian(e, W, x, b):
    """The Jacobian of x̂ with respect to W, times e."""
    a, eye = np.tanh(W @ x + b), np.eye(len(x))
    to_z = W.T * (1 - a**2)
    J = np.einsum("kj,i->kij", eye, a) + np.einsum("ki,j->kij", to_z, x)
    return to_z.T @ e, np.tensordot(e, J, axes=1)


def tied_differences(e, W, x, b):
    """Central differences of e · x̂; for δ, with z moved."""
    delta = differences(lambda z: e @ (W.T @ np.tanh(z)), W @ x + b)
    return delta, differences(lambda V: e @ (V.T @ np.tanh(V @ x + b)), W)


_MISCOUNTS = {
    "use 2": 13,
    "use 1": 10,
    "dL/dw": 23,
    "counted twice": 33,
    "one delta for both": 18,
    "output for input": 39,
}


def nonlinear(delta, W, x, b, *, back=None, step=None, enters=None):
    """The closed formulas, as a sum over both uses."""
    a1 = np.tanh(W @ x + b)
    g = W.T @ delta if back is None else back(W, delta)
    delta1 = g * (1 - a1**2) if step is None else step(g, W @ x + b, a1)
    second = a1 if enters is None else enters(W @ x + b, a1)
    return delta1, np.outer(delta, second) + np.outer(delta1, x), delta + delta1


def nonlinear_loops(delta, W, x, b):
    """Index by index, in lists."""
    n = len(x)
    z1 = [b[i] + sum(W[i, j] * x[j] for j in range(n)) for i in range(n)]
    d1 = [sum(W[k, i] * delta[k] for k in range(n)) / np.cosh(z1[i]) ** 2 for i in range(n)]
    dW = [[delta[i] * np.tanh(z1[j]) + d1[i] * x[j] for j in range(n)] for i in range(n)]
    return d1, dW, [delta[i] + d1[i] for i in range(n)]


def nonlinear_by_rules(delta, W, x, b):
    """The partials of z2 by the two rules, with the slope at z1_i in the second."""
    a1, eye = np.tanh(W @ x + b), np.eye(len(x))
    to_z1 = W * (1 - a1**2)
    z2_W = np.einsum("ki,j->kij", eye, a1) + np.einsum("ki,j->kij", to_z1, x)
    return {
        "db": (eye + to_z1).T @ delta,
        "dW": np.tensordot(delta, z2_W, axes=1),
        "delta1": to_z1.T @ delta,
    }


def nonlinear_differences(delta, W, x, b):
    """Central differences of δ2 · z2; for δ1, with z1 moved."""

    def loss(W, b):
        return delta @ (W @ np.tanh(W @ x + b) + b)

    delta1 = differences(lambda z: delta @ (W @ np.tanh(z) + b), W @ x + b)
    return delta1, differences(lambda V: loss(V, b), W), differences(lambda v: loss(W, v), b)


def states(W, x, b, T):
    h = [x]
    for _ in range(T):
        h.append(np.tanh(W @ h[-1] + b))
    return h


def unrolled(g, W, x, b, T, *, terms=None, back=None, slopes=None, total=None):
    """Backward through the steps, one term a step, and the terms summed.

    The keywords are places where something else can be done.
    """
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


def unrolled_forward_mode(g, W, x, b, T):
    """The sums by forward mode: the Jacobians of h are carried along with h."""
    n = len(x)
    h, by_W, by_b = x, np.zeros((n, n, n)), np.zeros((n, n))
    for _ in range(T):
        by_W = np.einsum("ki,j->kij", np.eye(n), h) + np.einsum("km,mij->kij", W, by_W)
        by_b = np.eye(n) + W @ by_b
        h = np.tanh(W @ h + b)
        s = 1 - h**2
        by_W, by_b = s[:, None, None] * by_W, s[:, None] * by_b
    return all_deltas(g, W, x, b, T)[0], np.einsum("k,kij->ij", g, by_W), g @ by_b


def unrolled_by_products(g, W, x, b, T):
    """Each δ by its own product of Jacobians, from its step to the last one."""
    h = states(W, x, b, T)
    steps_back = [np.diag(1 - a**2) @ W for a in h[1:]]
    deltas = []
    for t in range(T):
        J = np.diag(1 - h[t + 1] ** 2)
        for step in steps_back[t + 1 :]:
            J = step @ J
        deltas.append(J.T @ g)
    return deltas, np.array(deltas).T @ np.array(h[:-1]), np.sum(deltas, axis=0)


def unrolled_differences(g, W, x, b, T):
    """Central differences of g · h_T; for the δ, of a push on each z."""

    def pushed(pushes):
        h = x
        for push in pushes:
            h = np.tanh(W @ h + b + push)
        return g @ h

    return (
        differences(pushed, np.zeros((T, len(x)))),
        differences(lambda V: g @ states(V, x, b, T)[-1], W),
        differences(lambda v: g @ states(W, x, v, T)[-1], b),
    )


def unrolled_recursive(g, W, x, b, T):
    """A recursion: what comes after the first step, and then the first step."""

    def rest(x, T):
        if T == 0:
            return [], np.zeros_like(W), g
        h = np.tanh(W @ x + b)
        deltas, dW, back = rest(h, T - 1)
        delta = back * (1 - h**2)
        return [delta, *deltas], dW + np.outer(delta, x), W.T @ delta

    deltas, dW, _ = rest(x, T)
    return tuple(deltas), dW, sum(deltas)


def batch(Delta, W, X, b):
    """The closed formulas, as products of matrices."""
    Delta1 = Delta @ W
    return Delta.T @ (X @ W.T + b) + Delta1.T @ X, (Delta + Delta1).sum(axis=0)


def batch_samples(Delta, W, X, b):
    """One sample at a time, then summed."""
    pairs = list(zip(Delta, X, strict=True))
    dW = sum(both(0 * d, d, W, x, b)[1] for d, x in pairs)
    return dW, sum(bias_input(d, W)[0] for d, _ in pairs)


def batch_by_rules(Delta, W, X, b):
    """Every sample's array of partials, contracted with Δ."""
    arrays = [sum(partials(W, x, b)) for x in X]
    db = sum((np.eye(len(b)) + W).T @ d for d in Delta)
    return {"db": db, "dW": np.einsum("nk,nkij->ij", Delta, np.array(arrays))}


def batch_differences(Delta, W, X, b):
    """Central differences of the sum of Δ ∘ Z2."""

    def loss(W, b):
        return np.sum(Delta * ((X @ W.T + b) @ W.T + b))

    return differences(lambda V: loss(V, b), W), differences(lambda v: loss(W, v), b)


def batch_loops(Delta, W, X, b):
    """Index by index, sample after sample."""
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for s in range(len(X)):
        z1, d1 = W @ X[s] + b, W.T @ Delta[s]
        for i in range(len(b)):
            db[i] += Delta[s, i] + d1[i]
            for j in range(len(b)):
                dW[i, j] += Delta[s, i] * z1[j] + d1[i] * X[s, j]
    return [dW.tolist(), db.tolist()]


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
    """Backward through time: what the step's own loss sends, plus what comes back."""
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


def recurrent_forward_mode(g, u, h0, W, U, b):
    """The δ by forward mode: a push on each z, followed through all later steps."""
    h, T = steps(u, h0, W, U, b), len(u)
    deltas = np.zeros((T, len(h0)))
    for t in range(T):
        J = np.diag(1 - h[t + 1] ** 2)
        for later in range(t, T):
            deltas[t] += g[later] @ J
            if later + 1 < T:
                J = np.diag(1 - h[later + 2] ** 2) @ W @ J
    pairs = list(zip(deltas, h[:-1], u, strict=True))
    dW, dU = sum(np.outer(d, v) for d, v, _ in pairs), sum(np.outer(d, v) for d, _, v in pairs)
    return deltas, dW, dU, sum(deltas)


def recurrent_differences(g, u, h0, W, U, b):
    """Central differences of the summed losses; for the δ, of a push on each z."""

    def loss(W=W, U=U, b=b, push=None):
        h, total = h0, 0.0
        for t, row in enumerate(u):
            h = np.tanh(W @ h + U @ row + b + (0 if push is None else push[t]))
            total += g[t] @ h
        return total

    return (
        differences(lambda p: loss(push=p), np.zeros((len(u), len(h0)))),
        differences(lambda V: loss(W=V), W),
        differences(lambda V: loss(U=V), U),
        differences(lambda v: loss(b=v), b),
    )


RIGHT: dict[str, list[Any]] = {
    "products_that_fit": [_FIT, {n: np.float64(v) for n, v in _FIT.items()}],
    "nested_collapse": [
        collapse,
        collapse_loops,
        collapse_by_basis,
        collapse_bordered,
        collapse_differences,
    ],
    "nested_path_counts": [_PATHS, {n: np.array([v]) for n, v in _PATHS.items()}],
    "rule_one": [
        rule_one,
        rule_one_sums,
        rule_one_from_array,
        rule_one_differential,
        rule_one_differences,
        rule_one_complex,
    ],
    "rule_two": [
        rule_two_closed,
        rule_two_sum,
        rule_two_differential,
        rule_two_differences,
        rule_two_complex,
    ],
    "nested_partials": [partials, partials_einsum, partials_differential, partials_untied],
    "terms_of_each_entry": [_TERMS, {n: v.upper() for n, v in _TERMS.items()}],
    "nested_by_hand": [
        _HAND,
        {n: np.array(v) for n, v in _HAND.items()},
        {n: tuple(v) if isinstance(v, list) else float(v) for n, v in _HAND.items()},
        {**_HAND, "dL/dw11": 33 - 20, "delta1": np.array([11.0, 8.0])},
    ],
    "printed_line_fails": [
        {"w": 1, "x": 1, "b": -2},
        {"w": -3.0, "x": 1.0, "b": 6.0},
        {"w": 2, "x": 0.5, "b": np.float64(-2)},
        {"w": np.array(-2.0), "x": -1, "b": -4},
        {"w": [1], "x": [1], "b": [-2]},
    ],
    "loss_on_both_uses": [
        both,
        both_loops,
        both_by_rules,
        both_by_linearity,
        both_differences,
        both_stacked,
    ],
    "nested_bias_input": [bias_input, bias_loops, bias_jacobians, bias_differences],
    "square_differential": [
        square_closed,
        square_expanded,
        square_of_blocks,
        square_loops,
        square_differences,
    ],
    "ways_to_miscount": [
        _MISCOUNTS,
        {n: float(v) for n, v in _MISCOUNTS.items()},
        {n: np.array([v])[0] for n, v in _MISCOUNTS.items()},
    ],
    "tied_gradients": [tied, tied_loops, tied_copies, tied_jacobian, tied_differences],
    "nested_nonlinear": [nonlinear, nonlinear_loops, nonlinear_by_rules, nonlinear_differences],
    "unrolled_gradients": [
        unrolled,
        unrolled_recursive,
        unrolled_by_products,
        unrolled_forward_mode,
        unrolled_differences,
    ],
    "nested_batch": [batch, batch_samples, batch_loops, batch_by_rules, batch_differences],
    "vanish_or_explode": [
        _FATES,
        {n: v.upper() for n, v in _FATES.items()},
        {n: f" {v} " for n, v in _FATES.items()},
    ],
    "slopes_that_help": [
        {"W": [[1, 0], [-1, 0]], "g": [1, 1], "s": [1, 0.5]},
        {"W": [[1, 2], [1, 2]], "g": np.array([3.0, -3.0]), "s": (0.2, 0.9)},
        {"W": np.array([[2.0, 0.0], [3.0, 0.0]]), "g": [-3, 2], "s": [0.5, 1]},
        {"W": [[1, 1], [-1.1, -1]], "g": [[1], [1]], "s": [1.0, 0.1]},
    ],
    "recurrent_gradients": [
        recurrent,
        recurrent_by_losses,
        recurrent_tied_matrix,
        recurrent_forward_mode,
        recurrent_differences,
    ],
}

change_collapse = in_blocks(collapse, ("A", "c"))
change_partials = in_blocks(partials_einsum, ("direct", "through"))
change_bias = in_blocks(bias_input, ("db", "dx"))
change_both = in_blocks(both, ("delta1", "dW"))
change_tied = in_blocks(tied, ("delta", "dW"))
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
    "products_that_fit": [
        ("first-use-only", {n: 2 if n[1] == "ᵀ" else 3 for n in _FIT}),
        ("square-is-enough", {**_FIT, "S (S x)": 3}),
        (
            "transpose-ignored",
            {**_FIT, "Wᵀ (W x)": 0, "Wᵀ x": 3, "W (Wᵀ y)": 0},
        ),
        (None, {**_FIT, "W (W x)": 2}),
        (None, {n: v > 0 for n, v in _FIT.items()}),
        (None, {n: (v,) for n, v in _FIT.items() if v}),
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
    "nested_path_counts": [
        ("first-use-only", paths(lambda use, k, i, j: k == i)),
        ("path-missing", paths(lambda use, k, i, j: use == 2 or k == i)),
        ("index-roles-swapped", paths(lambda use, k, i, j: (k == j) + (use == 2))),
        (
            "direct-term-everywhere",
            paths(lambda use, k, i, j: 2 if use == 2 else k == i),
        ),
        (None, {**_PATHS, "w11 to z1(2)": 3}),
        ("path-missing", {n: v > 0 for n, v in _PATHS.items()}),
        (None, {n: str(v) for n, v in _PATHS.items()}),
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
    "terms_of_each_entry": [
        (
            "missing-transpose-w",
            {
                **_TERMS,
                "δ₂ w₂₁ x₁": "none",
                "δ₁ w₁₂ x₁": "none",
                "δ₂ w₂₁ x₂": "none",
                "δ₁ w₁₂ x₂": "none",
                "δ₁ w₂₁ x₁": "w21",
                "δ₂ w₁₂ x₂": "w12",
            },
        ),
        (
            "output-sum-missing",
            {n: "none" if "w₁₂" in n or "w₂₁" in n else v for n, v in _TERMS.items()},
        ),
        ("path-missing", {n: "none" if "x" in n else v for n, v in _TERMS.items()}),
        (
            "index-roles-swapped",
            {n: {"w12": "w21", "w21": "w12"}.get(v, v) for n, v in _TERMS.items()},
        ),
        (None, {**_TERMS, "δ₁ w₂₁ x₁": "w11"}),
        (None, {n: v.replace("w", "") for n, v in _TERMS.items()}),
    ],
    "nested_by_hand": [
        ("shared-one-application", hand(-20, -36, 15, 27)),
        ("shared-one-application", hand(33, -22, 24, -16)),
        ("output-sum-missing", hand(4, -52, -21, 51)),
        ("path-double-counted", hand(37, -74, 3, 35)),
        ("layer-output-as-input", hand(-191, -138, 192, 71)),
        (
            "missing-transpose-w",
            {**_HAND, "delta1": [-7, -16], "use 1": [[-21, 14], [-48, 32]]},
        ),
        ("shared-same-delta", {**_HAND, "use 1": [[12, -8], [-9, 6]]}),
        (
            "outer-order-swapped",
            {**_HAND, "use 1": [[33, 24], [-22, -16]], "use 2": [[-20, 15], [-36, 27]]},
        ),
        (None, hand(13, -58, 39, -11)),
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
    "loss_on_both_uses": [
        ("path-missing", lambda g1, g2, W, x, b: both(0 * g1, g2, W, x, b)),
        (
            "path-missing",
            lambda g1, g2, W, x, b: (g1, np.outer(g2, W @ x + b) + np.outer(g1, x)),
        ),
        (
            "printed-line-kept",
            change_both(
                dW=lambda g1, g2, W, x, b: g2 * z2_of(W, x, b) + (g1 + W.T @ g2) * x,
            ),
        ),
        (
            "layer-output-as-input",
            change_both(
                dW=lambda g1, g2, W, x, b: (
                    np.outer(g2, z2_of(W, x, b)) + np.outer(g1 + W.T @ g2, x)
                ),
            ),
        ),
        (
            "elementwise-vs-matrix",
            change_both(dW=lambda g1, g2, W, x, b: g2 * (W @ x + b) + (g1 + W.T @ g2) * x),
        ),
        (
            "shared-one-application",
            change_both(dW=lambda g1, g2, W, x, b: np.outer(g2, W @ x + b)),
        ),
        (
            "shared-one-application",
            change_both(dW=lambda g1, g2, W, x, b: np.outer(g1 + W.T @ g2, x)),
        ),
        ("shared-averaged", change_both(dW=lambda *v: both(*v)[1] / 2)),
        (
            "missing-transpose-w",
            lambda g1, g2, W, x, b: (
                g1 + W @ g2,
                np.outer(g2, W @ x + b) + np.outer(g1 + W @ g2, x),
            ),
        ),
        (
            "shared-same-delta",
            change_both(
                dW=lambda g1, g2, W, x, b: (
                    np.outer(g1 + g2, W @ x + b) + np.outer(g1 + W.T @ g2, x)
                ),
            ),
        ),
        ("outer-order-swapped", change_both(dW=lambda *v: both(*v)[1].T)),
        (
            "path-double-counted",
            change_both(
                dW=lambda g1, g2, W, x, b: both(g1, g2, W, x, b)[1] + np.outer(g2 * np.diag(W), x),
            ),
        ),
        (
            "use-sign-turned",
            change_both(
                dW=lambda g1, g2, W, x, b: np.outer(g2, W @ x + b) - np.outer(g1 + W.T @ g2, x),
            ),
        ),
        (
            "bias-left-out",
            change_both(
                dW=lambda g1, g2, W, x, b: np.outer(g2, W @ x) + np.outer(g1 + W.T @ g2, x)
            ),
        ),
        (None, change_both(dW=lambda g1, g2, W, x, b: W)),
        (None, lambda g1, g2, W, x, b: (g2 + W.T @ g1, both(g1, g2, W, x, b)[1])),
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
    "ways_to_miscount": [
        ("shared-one-application", {**_MISCOUNTS, "dL/dw": 13}),
        ("shared-one-application", {**_MISCOUNTS, "dL/dw": 10}),
        ("path-double-counted", {**_MISCOUNTS, "dL/dw": 33}),
        ("shared-same-delta", {**_MISCOUNTS, "use 1": 5}),
        ("layer-output-as-input", {**_MISCOUNTS, "use 2": 29}),
        ("shared-times-count", {**_MISCOUNTS, "dL/dw": 20}),
        (None, {**_MISCOUNTS, "counted twice": 23}),
    ],
    "tied_gradients": [
        (
            "shared-one-application",
            change_tied(dW=lambda e, W, x, b: np.outer(tied(e, W, x, b)[0], x)),
        ),
        (
            "shared-one-application",
            change_tied(dW=lambda e, W, x, b: np.outer(np.tanh(W @ x + b), e)),
        ),
        (
            "tied-transpose-lost",
            lambda e, W, x, b: (
                tied(e, W, x, b)[0],
                np.outer(tied(e, W, x, b)[0], x) + np.outer(e, np.tanh(W @ x + b)),
            ),
        ),
        ("outer-order-swapped", change_tied(dW=lambda *v: tied(*v)[1].T)),
        (
            "missing-transpose-w",
            change_tied(delta=lambda e, W, x, b: (W.T @ e) * (1 - np.tanh(W @ x + b) ** 2)),
        ),
        ("hidden-fprime-missing", change_tied(delta=lambda e, W, x, b: W @ e)),
        (
            "preactivation-as-input",
            change_tied(
                dW=lambda e, W, x, b: np.outer(tied(e, W, x, b)[0], x) + np.outer(W @ x + b, e)
            ),
        ),
        (
            "shared-times-count",
            change_tied(dW=lambda e, W, x, b: 2 * np.outer(tied(e, W, x, b)[0], x)),
        ),
        ("shared-averaged", change_tied(dW=lambda *v: tied(*v)[1] / 2)),
        (
            "terms-subtracted",
            change_tied(
                dW=lambda e, W, x, b: (
                    np.outer(tied(e, W, x, b)[0], x) - np.outer(np.tanh(W @ x + b), e)
                )
            ),
        ),
        (None, change_tied(dW=lambda e, W, x, b: np.outer(tied(e, W, x, b)[0], e))),
        (None, lambda e, W, x, b: (0 * b, 0 * W)),
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
    "slopes_that_help": [
        (None, {"W": [[1, 0], [0, 1]], "g": [1, 1], "s": [0.5, 0.5]}),
        (None, {"W": [[1, 0], [-1, 0]], "g": [1, 1], "s": [0.5, 0.5]}),
        (None, {"W": [[1, 0], [-1, 0]], "g": [1, 1], "s": [2, 1]}),
        (None, {"W": [[0.1, 0], [-0.1, 0]], "g": [1, 1], "s": [1, 0.5]}),
        (None, {"W": [[11, 0], [-11, 0]], "g": [1, 1], "s": [1, 0.5]}),
        (None, {"W": [1, 0, -1, 0], "g": [1, 1], "s": [1, 0.5]}),
        (None, {"W": [[1, 1], [1, 1]], "g": [1, 1], "s": [1, 0.5]}),
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
