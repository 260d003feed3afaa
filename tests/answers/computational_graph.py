"""Answers to the exercises of `04_computational_graph`."""

from __future__ import annotations

import math
from collections import deque
from itertools import pairwise
from typing import Any

import numpy as np

from answers.derivatives import complex_step, differences

WEIGHTS = ("w11", "w12", "w21", "w22", "v11", "v12", "v22", "u1", "u2")
NAMES = (*WEIGHTS, "x1", "x2")


# ---- one_neuron ------------------------------------------------------------------------------


def neuron(g, w, h, *, factor=None):
    """The closed formulas, δ = g cos(z) first."""
    z = w @ h
    delta = g * np.cos(z) if factor is None else factor(g, z)
    return delta * h, delta * w


def neuron_loops(g, w, h):
    """Edge by edge, each with its whole chain of factors."""
    z = sum(a * b for a, b in zip(w, h, strict=True))
    dw, dh = [], []
    for a, b in zip(w, h, strict=True):
        dw.append(g * math.cos(z) * b)
        dh.append(g * math.cos(z) * a)
    return dw, dh


def neuron_jacobians(g, w, h):
    """Through the products: p = w ∘ h, z = Σ p, each step with its own Jacobian."""
    to_z = np.ones(len(w)) * np.cos(np.sum(w * h))
    return {"dh": g * to_z @ np.diag(w), "dw": g * to_z @ np.diag(h)}


def neuron_differences(g, w, h):
    """Central differences of g sin(z)."""
    dw = differences(lambda v: g * np.sin(v @ h), w)
    return dw, differences(lambda v: g * np.sin(w @ v), h)


def neuron_complex(g, w, h):
    """The complex step on g sin(z)."""
    dw = complex_step(lambda v: g * np.sin(v @ h), w)
    return [dw, complex_step(lambda v: g * np.sin(w @ v), h)]


# ---- the worksheet's network -----------------------------------------------------------------


def forward(w, x):
    z1, z2 = w["w11"] * x[0] + w["w21"] * x[1], w["w12"] * x[0] + w["w22"] * x[1]
    h1, h2 = z1, 0.5 * z2**2
    h3, h4 = 2 * w["v11"] * h1, np.exp(w["v12"] * h1 + w["v22"] * h2)
    z_o = w["u1"] * h3 + w["u2"] * h4
    return {"z2": z2, "h1": h1, "h2": h2, "h3": h3, "h4": h4, "z_o": z_o, "o": np.sin(z_o)}


def loss(w, x, t):
    return 0.5 * (forward(w, x)["o"] - t) ** 2


def worksheet(w, x, t, *, error=None, s2=None, s3=2.0, s4=None, s_o=None, h1=None):
    """Node by node, backward, one δ each."""
    f = forward(w, x)
    e = f["o"] - t if error is None else error(f["o"], t)
    d_o = e * (np.cos(f["z_o"]) if s_o is None else s_o(f))
    d_h3, d_h4 = d_o * w["u1"], d_o * w["u2"]
    d_z3, d_z4 = s3 * d_h3, (f["h4"] if s4 is None else s4(f)) * d_h4
    d_h2 = d_z4 * w["v22"]
    a, b = d_z3 * w["v11"], d_z4 * w["v12"]
    d_h1 = a + b if h1 is None else h1(a, b, d_h2)
    d_z2 = d_h2 * (f["z2"] if s2 is None else s2(f))
    return {
        "w11": d_h1 * x[0],
        "w12": d_z2 * x[0],
        "w21": d_h1 * x[1],
        "w22": d_z2 * x[1],
        "v11": d_z3 * f["h1"],
        "v12": d_z4 * f["h1"],
        "v22": d_z4 * f["h2"],
        "u1": d_o * f["h3"],
        "u2": d_o * f["h4"],
        "x1": d_h1 * w["w11"] + d_z2 * w["w12"],
        "x2": d_h1 * w["w21"] + d_z2 * w["w22"],
    }


def worksheet_changed(**changes):
    def wrong(w, x, t):
        right = worksheet(w, x, t)
        return {**right, **{n: f(right, w, x) for n, f in changes.items()}}

    return wrong


def worksheet_expanded(w, x, t):
    """Every chain written out in full, from the loss to the weight."""
    f = forward(w, x)
    c = (f["o"] - t) * math.cos(f["z_o"])
    to_h1 = 2 * c * w["u1"] * w["v11"] + c * w["u2"] * f["h4"] * w["v12"]
    to_h2 = c * w["u2"] * f["h4"] * w["v22"]
    return (
        to_h1 * x[0],
        to_h2 * f["z2"] * x[0],
        to_h1 * x[1],
        to_h2 * f["z2"] * x[1],
        2 * f["h1"] * c * w["u1"],
        c * w["u2"] * f["h4"] * f["h1"],
        c * w["u2"] * f["h4"] * f["h2"],
        c * f["h3"],
        c * f["h4"],
        to_h1 * w["w11"] + to_h2 * f["z2"] * w["w12"],
        to_h1 * w["w21"] + to_h2 * f["z2"] * w["w22"],
    )


def worksheet_matrices(w, x, t):
    """Layer by layer, with matrices that are indexed from-to."""
    f = forward(w, x)
    W = np.array([[w["w11"], w["w12"]], [w["w21"], w["w22"]]])
    V = np.array([[w["v11"], w["v12"]], [0.0, w["v22"]]])
    u, top = np.array([w["u1"], w["u2"]]), np.array([f["h3"], f["h4"]])
    d_o = (f["o"] - t) * np.cos(f["z_o"])
    d2 = u * d_o * np.array([2.0, f["h4"]])
    d1 = (V @ d2) * np.array([1.0, f["z2"]])
    dW, dV = np.outer(x, d1), np.outer([f["h1"], f["h2"]], d2)
    du, dx = d_o * top, W @ d1
    return [*dW.ravel(), dV[0, 0], dV[0, 1], dV[1, 1], *du, *dx]


def worksheet_measured(take, w, x, t):
    out = {n: take(lambda v, n=n: loss({**w, n: v}, x, t), w[n]) for n in WEIGHTS}
    x1 = take(lambda v: loss(w, [v, x[1]], t), x[0])
    return {**out, "x1": x1, "x2": take(lambda v: loss(w, [x[0], v], t), x[1])}


def worksheet_differences(w, x, t):
    """Central differences of the loss."""
    return worksheet_measured(differences, w, x, t)


def worksheet_complex(w, x, t):
    """The complex step on the loss."""
    return worksheet_measured(complex_step, w, x, t)


def worksheet_tape(w, x, t):
    """Reverse accumulation over a graph of its own."""
    f = forward(w, x)
    tape = [
        ("J", {"o": f["o"] - t}),
        ("o", {"u1": f["h3"], "u2": f["h4"], "h3": w["u1"], "h4": w["u2"]}),
        ("h4", {"v12": f["h1"], "v22": f["h2"], "h1": w["v12"], "h2": w["v22"]}),
        ("h3", {"v11": f["h1"], "h1": w["v11"]}),
        ("h2", {"w12": x[0], "w22": x[1], "x1": w["w12"], "x2": w["w22"]}),
        ("h1", {"w11": x[0], "w21": x[1], "x1": w["w11"], "x2": w["w21"]}),
    ]
    own = {"J": 1.0, "o": math.cos(f["z_o"]), "h4": f["h4"], "h3": 2.0, "h2": f["z2"]}
    grads = {"J": 1.0}
    for node, edges in tape:
        for parent, local in edges.items():
            message = grads[node] * own.get(node, 1.0) * local
            grads[parent] = grads.get(parent, 0.0) + message
    return grads


def worksheet_to_from(w, x, t):
    turned = worksheet({**w, "w12": w["w21"], "w21": w["w12"]}, x, t)
    return {**turned, "w12": turned["w21"], "w21": turned["w12"]}


# ---- step_in_place ---------------------------------------------------------------------------


def chain_forward(w, x):
    a = [x]
    for w_l in w:
        a.append(np.sin(w_l * a[-1]))
    return a


def chain_gradients(w, x, t):
    a = chain_forward(w, x)
    g, found = a[-1] - t, np.zeros(len(w))
    for k in reversed(range(len(w))):
        delta = g * np.cos(w[k] * a[k])
        found[k], g = delta * a[k], delta * w[k]
    return found


def step_messages_first(w, x, t, rate):
    """One loop in place: the message is made before the weight changes."""
    w, a = np.array(w, dtype=float), chain_forward(w, x)
    g = a[-1] - t
    for k in reversed(range(len(w))):
        delta = g * np.cos(w[k] * a[k])
        g = delta * w[k]
        w[k] -= rate * delta * a[k]
    return w


def step_gradients_first(w, x, t, rate):
    """All gradients first, then one update of the whole array."""
    return np.asarray(w) - rate * chain_gradients(w, x, t)


def step_through_slopes(w, x, t, rate):
    """Products of slopes: each gradient is its own product over the layers after it."""
    a = chain_forward(w, x)
    slopes = [math.cos(w_l * below) for w_l, below in zip(w, a, strict=False)]
    new = []
    for k in range(len(w)):
        after = math.prod(slopes[m] * w[m] for m in range(k + 1, len(w)))
        new.append(w[k] - rate * (a[-1] - t) * after * slopes[k] * a[k])
    return new


def step_differences(w, x, t, rate):
    """Central differences of the loss."""
    w = np.asarray(w, dtype=float)
    return w - rate * differences(lambda v: 0.5 * (chain_forward(v, x)[-1] - t) ** 2, w)


def step_complex(w, x, t, rate):
    """The complex step on the loss."""
    w = np.asarray(w, dtype=float)
    return w - rate * complex_step(lambda v: 0.5 * (chain_forward(v, x)[-1] - t) ** 2, w)


def step_forward_mode(w, x, t, rate):
    """Tangents carried forward, one for each weight."""
    a, tangents = x, np.zeros(len(w))
    for k, w_l in enumerate(w):
        moved = w_l * tangents
        moved[k] += a
        tangents, a = np.cos(w_l * a) * moved, np.sin(w_l * a)
    return list(w - rate * (a - t) * tangents)


def step_printed(w, x, t, rate):
    w, a = np.array(w, dtype=float), chain_forward(w, x)
    g = a[-1] - t
    for k in reversed(range(len(w))):
        delta = g * np.cos(w[k] * a[k])
        w[k] -= rate * delta * a[k]
        g = delta * w[k]
    return w


def step_from_below(w, x, t, rate):
    w = np.array(w, dtype=float)
    for k in range(len(w)):
        w[k] -= rate * chain_gradients(w, x, t)[k]
    return w


def step_wrong(step):
    return lambda w, x, t, rate: step(np.asarray(w), rate, chain_gradients(w, x, t))


def step_without_hidden_slopes(w, x, t, rate):
    a = chain_forward(w, x)
    last = len(w) - 1
    g, new = a[-1] - t, np.array(w, dtype=float)
    for k in reversed(range(len(w))):
        delta = g * np.cos(w[k] * a[k]) if k == last else g
        new[k] -= rate * delta * a[k]
        g = delta * w[k]
    return new


# ---- masked_layer ----------------------------------------------------------------------------


def masked(V, mask, h, delta):
    """The closed formulas, with the mask put on the outer product."""
    return np.outer(h, delta) * mask, V @ delta


def masked_loops(V, mask, h, delta):
    """Edge by edge, where there is one."""
    dV, dh = np.zeros_like(V), np.zeros(len(h))
    for i in range(len(h)):
        for j in range(len(delta)):
            if mask[i, j]:
                dV[i, j] = h[i] * delta[j]
            dh[i] += V[i, j] * delta[j]
    return dV, dh


def masked_from_zeros_of_v(V, mask, h, delta):
    """The mask read off the zeros of V."""
    dV = np.outer(h, delta)
    dV[V == 0] = 0
    return dV, (V * mask) @ delta


def masked_through_partials(V, mask, h, delta):
    """The partials of z = (V ∘ mask)ᵀ h, weighed by δ."""
    z_V = np.einsum("kj,ij,i->kij", np.eye(len(delta)), mask, h)
    return {"dh": np.tensordot(delta, (V * mask).T, axes=1), "dV": np.tensordot(delta, z_V, axes=1)}


def masked_differences(V, mask, h, delta):
    """Central differences of δ · z; an edge that is not there cannot be nudged."""
    dV = differences(lambda M: delta @ ((M * mask).T @ h), V)
    return dV, differences(lambda v: delta @ (V.T @ v), h)


# ---- sweeps ----------------------------------------------------------------------------------


def sweep(parents, partials):
    """Each node, the last first, pushes its adjoint along its edges."""
    grads = [0.0] * len(parents)
    grads[-1] = 1.0
    for node in reversed(range(len(parents))):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            grads[parent] += partial * grads[node]
    return grads


def sweep_pull(parents, partials):
    """Each node, the last first, asks its children."""
    n = len(parents)
    grads = np.zeros(n)
    for i in range(n - 1, -1, -1):
        grads[i] = float(i == n - 1) + sum(
            d * grads[j]
            for j in range(i + 1, n)
            for p, d in zip(parents[j], partials[j], strict=True)
            if p == i
        )
    return grads


def sweep_solve(parents, partials):
    """A system of linear equations: each adjoint is the sum over the node's edges."""
    n = len(parents)
    A = np.zeros((n, n))
    for node in range(n):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            A[node, parent] += partial
    return np.linalg.solve(np.eye(n) - A.T, np.eye(n)[-1])


def sweep_neumann(parents, partials):
    """The sum over paths by length: powers of the matrix of edges."""
    n = len(parents)
    A = np.zeros((n, n))
    for node, mine in enumerate(parents):
        for parent, partial in zip(mine, partials[node], strict=True):
            A[parent, node] += partial
    total, power = np.zeros(n), np.eye(n)[:, -1]
    for _ in range(n):
        total, power = total + power, A @ power
    return total.reshape(-1, 1)


def sweep_paths(parents, partials):
    """A recursion that sends each path's own product: slow, and right."""
    grads = [0.0] * len(parents)

    def send(node, product):
        grads[node] += product
        for parent, partial in zip(parents[node], partials[node], strict=True):
            send(parent, product * partial)

    send(len(parents) - 1, 1.0)
    return grads


def sweep_forward_mode(parents, partials):
    """One forward sweep a node: the expensive way to the same numbers."""
    out = []
    for source in range(len(parents)):
        tangent = []
        for node in range(len(parents)):
            edges = zip(parents[node], partials[node], strict=True)
            tangent.append(1.0 if node == source else sum(d * tangent[p] for p, d in edges))
        out.append(tangent[-1])
    return out


def sweep_wrong(update):
    def wrong(parents, partials):
        grads = [0.0] * len(parents)
        grads[-1] = 1.0
        for node in reversed(range(len(parents))):
            for parent, partial in zip(parents[node], partials[node], strict=True):
                grads[parent] = update(grads[parent], partial, grads[node])
        return grads

    return wrong


def sweep_in_order(parents, partials, sink, order):
    grads = [0.0] * len(parents)
    grads[sink] = 1.0
    for node in order:
        for parent, partial in zip(parents[node], partials[node], strict=True):
            grads[parent] += partial * grads[node]
    return grads


def level_by_level(parents, sink):
    order, queue, seen = [], deque([sink]), {sink}
    while queue:
        node = queue.popleft()
        order.append(node)
        for parent in parents[node]:
            if parent not in seen:
                seen.add(parent)
                queue.append(parent)
    return order


def pushing_after_all(parents, partials, sink):
    grads = [0.0] * len(parents)
    grads[sink] = 1.0

    def push(node):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            grads[parent] += partial * grads[node]
        for parent in parents[node]:
            push(parent)

    push(sink)
    return grads


def at_first_arrival(parents, partials, sink):
    grads, seen = [0.0] * len(parents), {sink}
    grads[sink] = 1.0

    def push(node):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            grads[parent] += partial * grads[node]
            if parent not in seen:
                seen.add(parent)
                push(parent)

    push(sink)
    return grads


def pushing_each_time(parents, partials, sink):
    grads = [0.0] * len(parents)
    grads[sink] = 1.0

    def push(node):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            grads[parent] += partial * grads[node]
            push(parent)

    push(sink)
    return grads


def by_recursion(parents, partials, sink):
    """Each node once, as soon as it is met."""
    grads, seen = [0.0] * len(parents), set()
    grads[sink] = 1.0

    def push(node):
        if node in seen:
            return
        seen.add(node)
        for parent, partial in zip(parents[node], partials[node], strict=True):
            grads[parent] += partial * grads[node]
        for parent in parents[node]:
            push(parent)

    push(sink)
    return grads


def sweep_seedless(parents, partials):
    grads = [1.0] * len(parents)
    for node in reversed(range(len(parents))):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            grads[parent] += partial * grads[node]
    return grads


def merged(parents, partials):
    """The graph with one edge between two nodes at most, as a dictionary would have it."""
    single = [dict(zip(p, d, strict=True)) for p, d in zip(parents, partials, strict=True)]
    return [list(edges) for edges in single], [list(edges.values()) for edges in single]


def sweep_first_only(parents, partials):
    grads = [None] * len(parents)
    grads[-1] = 1.0
    for node in reversed(range(len(parents))):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            if grads[parent] is None:
                grads[parent] = partial * (grads[node] or 0.0)
    return [g or 0.0 for g in grads]


def sweep_mean(parents, partials):
    grads, counts = [0.0] * len(parents), [0] * len(parents)
    grads[-1] = 1.0
    for node in reversed(range(len(parents))):
        if counts[node]:
            grads[node] /= counts[node]
        for parent, partial in zip(parents[node], partials[node], strict=True):
            grads[parent] += partial * grads[node]
            counts[parent] += 1
    return grads


# ---- graph_gradients -------------------------------------------------------------------------


def depth_order(parents, sink):
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for parent in parents[node]:
            visit(parent)
        order.append(node)

    visit(sink)
    return order


def with_depth_first(parents, partials, sink):
    """Sorted depth first, then swept."""
    return sweep_in_order(parents, partials, sink, reversed(depth_order(parents, sink)))


def with_kahn(parents, partials, sink):
    """Sorted by Kahn: whoever has all its parents listed goes next."""
    order, ready = [], set()
    while len(order) < len(parents):
        for node in range(len(parents)):
            if node not in ready and all(p in ready for p in parents[node]):
                ready.add(node)
                order.append(node)
    return sweep_in_order(parents, partials, sink, order[::-1])


def with_waiting_children(parents, partials, sink):
    """Backward Kahn: a node goes when all its children have."""
    waiting = [0] * len(parents)
    for node in depth_order(parents, sink):
        for parent in parents[node]:
            waiting[parent] += 1
    grads, ready = np.zeros(len(parents)), [sink]
    grads[sink] = 1.0
    while ready:
        node = ready.pop()
        for parent, partial in zip(parents[node], partials[node], strict=True):
            grads[parent] += partial * grads[node]
            waiting[parent] -= 1
            if not waiting[parent]:
                ready.append(parent)
    return grads


def with_repeated_passes(parents, partials, sink):
    """All edges again and again, until nothing changes."""
    grads = np.zeros(len(parents))
    for _ in parents:
        new = np.zeros(len(parents))
        new[sink] = 1.0
        for node, mine in enumerate(parents):
            for parent, partial in zip(mine, partials[node], strict=True):
                new[parent] += partial * grads[node]
        grads = new
    return grads


def with_solve(parents, partials, sink):
    """The inverse of the matrix of edges, and no order at all."""
    n = len(parents)
    A = np.zeros((n, n))
    for node, mine in enumerate(parents):
        for parent, partial in zip(mine, partials[node], strict=True):
            A[parent, node] += partial
    return np.linalg.inv(np.eye(n) - A)[:, sink].reshape(1, -1)


def with_paths(parents, partials, sink):
    """A recursion that sends each path's own product."""
    grads = [0.0] * len(parents)

    def send(node, product):
        grads[node] += product
        for parent, partial in zip(parents[node], partials[node], strict=True):
            send(parent, product * partial)

    send(sink, 1.0)
    return grads


# ---- array_rules -----------------------------------------------------------------------------


def arrays(A, P, Q, X, Y):
    """The closed formulas."""
    return A @ Q.T, P.T @ A, A.sum(axis=0), -A, A * Y, A.T


def arrays_loops(A, P, Q, X, Y):
    """Index by index, or row by row."""
    dP, dQ = np.zeros_like(P), np.zeros_like(Q)
    for n in range(A.shape[0]):
        for i in range(P.shape[1]):
            for o in range(A.shape[1]):
                dP[n, i] += A[n, o] * Q[i, o]
                dQ[i, o] += A[n, o] * P[n, i]
    dT = [[A[n, o] for n in range(A.shape[0])] for o in range(A.shape[1])]
    return dP, dQ, sum(A), [-row for row in A], [a * y for a, y in zip(A, Y, strict=True)], dT


def arrays_samples(A, P, Q, X, Y):
    """One sample (one row) at a time, summed where all samples share the thing."""
    dQ = sum(np.outer(p, a) for p, a in zip(P, A, strict=True))
    dX = [np.diag(y) @ a for a, y in zip(A, Y, strict=True)]
    dT = np.column_stack(list(A))
    return {"dP": [Q @ a for a in A], "dQ": dQ, "db": sum(A), "dY": -A, "dX": dX, "dT": dT}


def arrays_by_linearity(A, P, Q, X, Y):
    """⟨A, Z⟩ is linear in each operand: its value at every unit array."""

    def at_units(Z_of, V):
        units = np.eye(V.size).reshape(-1, *V.shape)
        return np.reshape([np.sum(A * Z_of(E)) for E in units], V.shape)

    return [
        at_units(lambda E: E @ Q, P),
        at_units(lambda E: P @ E, Q),
        at_units(lambda E: E, A[0]),
        at_units(lambda E: -E, Y),
        at_units(lambda E: E * Y, X),
        at_units(lambda E: E.T, A.T),
    ]


def arrays_differences(A, P, Q, X, Y):
    """Central differences of ⟨A, Z⟩."""
    b, T = np.zeros(A.shape[1]), np.zeros(A.shape[::-1])
    return (
        differences(lambda v: np.sum(A * (v @ Q)), P),
        differences(lambda v: np.sum(A * (P @ v)), Q),
        differences(lambda v: np.sum(A * (X + v)), b),
        differences(lambda v: np.sum(A * (X - v)), Y),
        differences(lambda v: np.sum(A * (v * Y)), X),
        differences(lambda v: np.sum(A * v.T), T),
    )


def arrays_changed(**changes):
    def wrong(A, P, Q, X, Y):
        names = ("dP", "dQ", "db", "dY", "dX", "dT")
        blocks = dict(zip(names, arrays(A, P, Q, X, Y), strict=True))
        blocks.update({n: f(A, P, Q, X, Y) for n, f in changes.items()})
        return blocks

    return wrong


# ---- first_weights ---------------------------------------------------------------------------


def pair(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11, h1_w21):
    """What the paths share stands outside the sum."""
    J_h1 = J_o * (o_h3 * h3_h1 + o_h4 * h4_h1)
    return J_h1 * h1_w11, J_h1 * h1_w21, 5


def pair_forward(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11, h1_w21):
    """From the weights up: o's derivative by h1 first, as a dot product."""
    o_h1 = np.dot([o_h3, o_h4], [h3_h1, h4_h1])
    both = J_o * o_h1 * np.array([h1_w11, h1_w21])
    return {"dw21": both[1], "dw11": both[0], "products": 5.0}


def pair_ratio(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11, h1_w21):
    """One weight in full, the other from it by a quotient."""
    dw11 = sum(a * b for a, b in ((o_h3, h3_h1), (o_h4, h4_h1))) * J_o * h1_w11
    return [dw11, dw11 / h1_w11 * h1_w21, np.int64(5)]


def pair_differences(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11, h1_w21):
    """Central differences of a linear network with these slopes."""

    def J(w):
        h1 = h1_w11 * w[0] + h1_w21 * w[1]
        return J_o * (o_h3 * h3_h1 * h1 + o_h4 * h4_h1 * h1)

    return (*differences(J, np.array([0.3, -0.2])), 5)


def pair_paths(*f):
    a, b, c, d, e, p, q = f
    return a * b * d * p + a * c * e * p, a * b * d * q + a * c * e * q, 12


def pair_changed(change):
    def wrong(*f):
        J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11, h1_w21 = f
        J_h1 = change(J_o, o_h3, o_h4, h3_h1, h4_h1)
        return J_h1 * h1_w11, J_h1 * h1_w21, 5

    return wrong


# ---- path_products ---------------------------------------------------------------------------


def walk_up(parents, partials, source):
    """A recursion from the last node up to the source."""

    def up_to(node):
        if node == source:
            return [1.0]
        edges = zip(parents[node], partials[node], strict=True)
        return [d * before for p, d in edges for before in up_to(p)]

    return sorted(up_to(len(parents) - 1))


def walk_down(parents, partials, source):
    """A recursion from the source down, over the children."""
    children = {k: [] for k in range(len(parents))}
    for node, mine in enumerate(parents):
        for parent, partial in zip(mine, partials[node], strict=True):
            children[parent].append((node, partial))
    found = []

    def on(node, product):
        if node == len(parents) - 1:
            found.append(product)
        for child, partial in children[node]:
            on(child, product * partial)

    on(source, 1.0)
    return np.sort(found)


def walk_stack(parents, partials, source):
    """No recursion: a stack of unfinished paths."""
    found, stack = [], [(len(parents) - 1, 1.0)]
    while stack:
        node, product = stack.pop()
        if node == source:
            found.append(product)
            continue
        stack += [(p, d * product) for p, d in zip(parents[node], partials[node], strict=True)]
    found.sort()
    return found


def walk_tables(parents, partials, source):
    """Node by node in order: a list of products for each."""
    products = [[] for _ in parents]
    products[source] = [1.0]
    for node in range(source + 1, len(parents)):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            products[node] += [partial * before for before in products[parent]]
    return tuple(sorted(products[-1]))


def walk_named_paths(parents, partials, source):
    """Edges as triples, chained where they meet."""
    edges = [
        (p, node, d)
        for node, mine in enumerate(parents)
        for p, d in zip(mine, partials[node], strict=True)
    ]
    whole, growing = [], [[e] for e in edges if e[0] == source]
    while growing:
        path = growing.pop()
        if path[-1][1] == len(parents) - 1:
            whole.append(path)
        growing += [[*path, e] for e in edges if e[0] == path[-1][1]]
    assert all(a[1] == b[0] for path in whole for a, b in pairwise(path))
    return sorted(np.prod([e[2] for e in path]) for path in whole)


def walk_wrong(combine, start=1.0):
    def wrong(parents, partials, source):
        def up_to(node):
            if node == source:
                return [start]
            edges = zip(parents[node], partials[node], strict=True)
            return [combine(d, before) for p, d in edges for before in up_to(p)]

        return sorted(up_to(len(parents) - 1))

    return wrong


def walk_merging(parents, partials, source):
    def up_to(node):
        if node == source:
            return [1.0]
        edges = dict(zip(parents[node], partials[node], strict=True))
        return [d * before for p, d in edges.items() for before in up_to(p)]

    return sorted(up_to(len(parents) - 1))


def walk_other_source(parents, partials, source):
    return walk_up(parents, partials, 1 - source)


_E = math.exp(-1)
_ZO = 7.5 + 2 * _E
_R, _C = math.sin(_ZO) - 0.5, math.cos(_ZO)
_FORWARD = {"h1": 5, "h2": 8, "h3": 15, "h4": _E, "o": _R + 0.5, "J": _R**2 / 2}
_LOCAL = {
    "do/dh3": _C / 2,
    "do/dh4": 2 * _C,
    "do/du1": 15 * _C,
    "do/du2": _E * _C,
    "dh3/dh1": 3,
    "dh3/dv11": 10,
    "dh4/dh1": 3 * _E,
    "dh4/dh2": -2 * _E,
    "dh4/dv12": 5 * _E,
    "dh4/dv22": 8 * _E,
    "dh1/dw11": 3,
    "dh1/dw21": 2,
    "dh2/dw12": 12,
    "dh2/dw22": 8,
}


def _hand(c=_C, e=_E, two=2, z2=4.0, h1=lambda a, b: a + b):
    """The backward pass of the instance for pen and paper, with these slopes."""
    d = _R * c
    via_h3, via_h4 = d / 2 * two * 1.5, d * 2 * e * 3
    d1, d2 = h1(via_h3, via_h4), d * 2 * e * -2
    return {
        "dJ/do": _R,
        "dJ/dh3": d / 2,
        "dJ/dh4": 2 * d,
        "dJ/dh1 via h3": via_h3,
        "dJ/dh1 via h4": via_h4,
        "dJ/dh1": d1,
        "dJ/dh2": d2,
        "dJ/du1": d * 15,
        "dJ/du2": d * _E,
        "dJ/dv11": d / 2 * two * 5,
        "dJ/dv12": d * 2 * e * 5,
        "dJ/dv22": d * 2 * e * 8,
        "dJ/dw11": 3 * d1,
        "dJ/dw21": 2 * d1,
        "dJ/dw12": d2 * z2 * 3,
        "dJ/dw22": d2 * z2 * 2,
    }


_BACKWARD = _hand()
_RATIOS = {
    "dJ/do": 1,
    "dJ/dh3": -1,
    "dJ/du2": -1,
    "dJ/dv11": -1,
    "dJ/dv22": 1,
    "dJ/dh1": 0.1548817987 / 0.1800517855,
    "dJ/dw12": 1,
    "dJ/dw11": 0.2323226980 / (0.0686795991 - 0.0377549802),
}
_NEW = {
    "w11": 0.2767677302,
    "w12": -0.4124591435,
    "w21": 0.0690236403,
    "w22": 0.8833878087,
    "v11": 0.6832809056,
    "v12": -0.2081802457,
    "v22": 0.5409388047,
    "u1": 0.5804943899,
    "u2": 0.4220333480,
    "J after": 0.0917217743,
}
_OLD = dict(zip(WEIGHTS, (0.3, -0.4, 0.1, 0.9, 0.7, -0.2, 0.55, 0.6, 0.45), strict=True))


def _stepped(rate, **changed):
    """The instance without special values after a step; some gradients are changed."""
    found = {**worksheet(_OLD, (1.5, 2.0), 0.4), **changed}
    new = {n: w - rate * found[n] for n, w in _OLD.items()}
    return {**new, "J after": loss(new, (1.5, 2.0), 0.4)}


def _layer_by_layer():
    """The gradients if u changes before the error goes back through it, and v before w."""
    first = worksheet(_OLD, (1.5, 2.0), 0.4)
    f = forward(_OLD, (1.5, 2.0))
    d = (f["o"] - 0.4) * math.cos(f["z_o"])
    u1, u2 = _OLD["u1"] - 0.1 * first["u1"], _OLD["u2"] - 0.1 * first["u2"]
    d3, d4 = 2 * d * u1, d * u2 * f["h4"]
    v = {"v11": d3 * f["h1"], "v12": d4 * f["h1"], "v22": d4 * f["h2"]}
    v11, v12, v22 = (_OLD[n] - 0.1 * v[n] for n in v)
    d1, d2 = d3 * v11 + d4 * v12, d4 * v22 * f["z2"]
    return {**v, "w11": 1.5 * d1, "w21": 2 * d1, "w12": 1.5 * d2, "w22": 2 * d2}


_STABLE = {**dict.fromkeys(WEIGHTS, 0.0), "u2": -math.pi / 2}
#: Every hidden unit is alive here, and z_o = −π/2 all the same.
_STABLE_ALIVE = {
    **{"w11": 2.0, "w12": 1.0, "w21": 1.0, "w22": 1.0, "v11": 0.5, "v12": 0.5, "v22": -1.0},
    **{"u1": -math.pi / 2, "u2": 0.0},
}
_SENT = {
    "a + b": [3, 3],
    "a - b": [3, -3],
    "a * b": [-6, 15],
    "max(a, b)": [3, 0],
    "a * a": 30,
    "a in two nodes": -4,
}
_NINE = {
    "h4": 1,
    "do/du2": 1,
    "dJ/do": 0,
    "zeros, t = 0": 9,
    "zeros, t = 0.5": 8,
    "dJ/du2, t = 0.5": -0.5,
    "u2 after a step, t = 0.5": 0.05,
}
_FORCED = {
    "x1 = 0": [1, 1, 0, 0, 0, 0, 0, 0, 0],
    "z2 = 0": [0, 1, 0, 1, 0, 0, 1, 0, 0],
    "h1 = 0": [0, 0, 0, 0, 1, 1, 0, 1, 0],
}
_ORDERS = {"order": [7, 1, 4, 5, 2, 3, 6, 0], "another": [3, 5, 1, 7, 4, 2, 6, 0]}
_BUGS = {"right": 81, "= for +=": 54, "u before v": 27}
_MODES = {
    "J v": [3, -2],
    "JT u": [11, 7],
    "u . (J v)": 4,
    "(JT u) . v": 4,
    "sweeps, forward mode": 9,
    "sweeps, reverse mode": 1,
}
_COUNTS = {
    "paths, w11 to J": 2,
    "paths, w12 to J": 1,
    "paths, all nine weights": 11,
    "terms at h1": 2,
    "paths, h to J": 3,
    "terms at h": 1,
    "terms at c": 3,
    "terms at W": 2,
    "terms at b": 2,
    "terms at z1": 1,
}
_COST = {
    "diamonds: edges": 80,
    "diamonds: paths": 2**20,
    "dense: edges": 510,
    "dense: paths from one first-layer weight": 10**5,
    "layer: forward": 320_000,
    "layer: backward": 640_000,
    "layer: backward, if it is the first": 320_000,
}

RIGHT: dict[str, list[Any]] = {
    "one_neuron": [neuron, neuron_loops, neuron_jacobians, neuron_differences, neuron_complex],
    "worksheet_forward": [_FORWARD, {n: float(v) for n, v in _FORWARD.items()}],
    "worksheet_backward": [
        _BACKWARD,
        {n: np.array([v]) for n, v in _BACKWARD.items()},
        {n: f for n, f in zip(reversed(_BACKWARD), reversed(_BACKWARD.values()), strict=True)},
    ],
    "local_blanks": [_LOCAL, {n: np.array([v]) for n, v in _LOCAL.items()}],
    "printed_lines": [
        _RATIOS,
        {**_RATIOS, "dJ/dh1": 0.860207, "dJ/dw11": 7.51253, "dJ/do": 1 + 1e-6},
    ],
    "worksheet_gradients": [
        worksheet,
        worksheet_expanded,
        worksheet_matrices,
        worksheet_tape,
        worksheet_differences,
        worksheet_complex,
    ],
    "step_in_place": [
        step_messages_first,
        step_gradients_first,
        step_through_slopes,
        step_forward_mode,
        step_differences,
        step_complex,
    ],
    "nine_new_weights": [_NEW, _stepped(0.1), {n: np.float64(v) for n, v in _NEW.items()}],
    "stable_weights": [
        _STABLE,
        {**_STABLE, "u2": 3 * math.pi / 2},
        {**_STABLE, "w11": 5.0, "v11": -2.0, "u1": 3.0},
        _STABLE_ALIVE,
    ],
    "nine_zeros": [_NINE, {n: float(v) for n, v in _NINE.items()}],
    "structural_zeros": [
        _FORCED,
        {n: np.array(row, dtype=bool) for n, row in _FORCED.items()},
        {n: tuple(bool(v) for v in row) for n, row in _FORCED.items()},
    ],
    "masked_layer": [
        masked,
        masked_loops,
        masked_through_partials,
        masked_differences,
    ],
    "graph_order": [
        _ORDERS,
        {"order": np.array([1, 5, 7, 4, 2, 3, 6, 0]), "another": (3, 1, 7, 4, 5, 2, 6, 0)},
        {"order": [7, 1, 4, 5, 3, 2, 6, 0], "another": [5.0, 3.0, 7.0, 1.0, 4.0, 2.0, 6.0, 0.0]},
    ],
    "reverse_sweep": [
        sweep,
        sweep_pull,
        sweep_solve,
        sweep_neumann,
        sweep_paths,
        sweep_forward_mode,
    ],
    "local_rules": [_SENT, {n: np.array(v, dtype=float) for n, v in _SENT.items()}],
    "two_bugs": [_BUGS, {n: float(v) for n, v in _BUGS.items()}],
    "graph_gradients": [
        with_depth_first,
        with_kahn,
        with_waiting_children,
        with_repeated_passes,
        with_solve,
        with_paths,
    ],
    "array_rules": [arrays, arrays_loops, arrays_samples, arrays_by_linearity, arrays_differences],
    "two_modes": [
        _MODES,
        {**_MODES, "J v": np.array([3.0, -2.0]), "JT u": (11, 7)},
    ],
    "first_weights": [pair, pair_forward, pair_ratio, pair_differences],
    "path_counts": [_COUNTS, {n: float(v) for n, v in _COUNTS.items()}],
    "path_products": [walk_up, walk_down, walk_stack, walk_tables, walk_named_paths],
    "sweep_cost": [_COST, {n: float(v) for n, v in _COST.items()}],
}

WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "one_neuron": [
        ("hidden-fprime-missing", lambda g, w, h: (g * h, g * w)),
        ("f-for-fprime", lambda *a: neuron(*a, factor=lambda g, z: g * np.sin(z))),
        ("factors-exchanged", lambda *a: neuron(*a)[::-1]),
        ("fprime-twice", lambda *a: neuron(*a, factor=lambda g, z: g * np.cos(z) ** 2)),
        ("slope-added", lambda *a: neuron(*a, factor=lambda g, z: g + np.cos(z))),
        (
            "fprime-at-activation",
            lambda *a: neuron(*a, factor=lambda g, z: g * np.cos(np.sin(z))),
        ),
        ("sign-flipped", lambda *a: neuron(*a, factor=lambda g, z: -g * np.cos(z))),
        ("upstream-missing", lambda *a: neuron(*a, factor=lambda g, z: np.cos(z))),
        ("sum-left-out", lambda g, w, h: (g * np.cos(w * h) * h, g * np.cos(w * h) * w)),
        (None, lambda g, w, h: (np.zeros_like(w), np.zeros_like(h))),
    ],
    "worksheet_forward": [
        ("activation-misread", {**_FORWARD, "h2": 16}),
        ("activation-misread", {**_FORWARD, "h3": 7.5}),
        ("activation-misread", {**_FORWARD, "h4": -1, "o": None, "J": None}),
        ("activation-misread", {**_FORWARD, "o": _ZO}),
        ("loss-factor-two", {**_FORWARD, "J": _R**2}),
        ("index-roles-swapped", {**_FORWARD, "h1": 13, "h2": 32}),
        (None, {**_FORWARD, "o": 1}),
        (None, dict.fromkeys(_FORWARD, 3)),
        (None, {**_FORWARD, "h1": 1, "h2": 2}),
    ],
    "local_blanks": [
        (
            "output-fprime-missing",
            {**_LOCAL, "do/dh3": 0.5, "do/dh4": 2, "do/du1": 15, "do/du2": _E},
        ),
        ("f-for-fprime", {n: v * math.tan(_ZO) if "do" in n else v for n, v in _LOCAL.items()}),
        ("hidden-fprime-missing", {n: v / _E if "dh4/" in n else v for n, v in _LOCAL.items()}),
        ("hidden-fprime-missing", {**_LOCAL, "dh3/dh1": 1.5, "dh3/dv11": 5}),
        ("hidden-fprime-missing", {**_LOCAL, "dh2/dw12": 3, "dh2/dw22": 2}),
        ("f-for-fprime", {**_LOCAL, "dh2/dw12": 24, "dh2/dw22": 16}),
        (
            "factors-exchanged",
            {
                **_LOCAL,
                **{"do/dh3": 15 * _C, "do/dh4": _E * _C, "do/du1": _C / 2, "do/du2": 2 * _C},
            },
        ),
        (
            "index-roles-swapped",
            {**_LOCAL, "dh1/dw11": 2, "dh1/dw21": 3, "dh2/dw12": 8, "dh2/dw22": 12},
        ),
        (None, {**_LOCAL, "dh4/dh1": 5}),
        (None, dict.fromkeys(_LOCAL, 1)),
    ],
    "worksheet_backward": [
        ("sign-flipped-error", {n: -v for n, v in _BACKWARD.items()}),
        ("path-missing", _hand(h1=lambda a, b: a)),
        ("path-missing", _hand(h1=lambda a, b: b)),
        (
            "index-roles-swapped",
            {**_BACKWARD, "dJ/dw12": _BACKWARD["dJ/dw21"], "dJ/dw21": _BACKWARD["dJ/dw12"]},
        ),
        ("output-fprime-missing", _hand(c=1)),
        ("f-for-fprime", _hand(c=math.sin(_ZO))),
        ("hidden-fprime-missing", _hand(e=1)),
        ("hidden-fprime-missing", _hand(two=1)),
        ("hidden-fprime-missing", _hand(z2=1)),
        ("f-for-fprime", _hand(z2=8)),
        (None, _hand(h1=lambda a, b: a * b)),
        (None, {**_BACKWARD, "dJ/dh2": 9}),
        (None, {**_BACKWARD, "dJ/dv12": 0}),
        (None, dict.fromkeys(_BACKWARD, 1)),
    ],
    "printed_lines": [
        ("fraction-inverted", {n: 1 / v for n, v in _RATIOS.items()}),
        ("path-missing", {**_RATIOS, "dJ/dh1": 1}),
        (None, {n: abs(v) for n, v in _RATIOS.items()}),
        (None, {n: -v for n, v in _RATIOS.items()}),
        (None, {**_RATIOS, "dJ/dw11": 1}),
        (None, {**_RATIOS, "dJ/dh1": 0.86}),
        (None, dict.fromkeys(_RATIOS, -1)),
    ],
    "worksheet_gradients": [
        ("sign-flipped-error", lambda *a: worksheet(*a, error=lambda o, t: t - o)),
        ("loss-factor-two", lambda *a: worksheet(*a, error=lambda o, t: 2 * (o - t))),
        ("output-fprime-missing", lambda *a: worksheet(*a, s_o=lambda f: 1.0)),
        ("f-for-fprime", lambda *a: worksheet(*a, s_o=lambda f: f["o"])),
        ("hidden-fprime-missing", lambda *a: worksheet(*a, s2=lambda f: 1.0)),
        ("hidden-fprime-missing", lambda *a: worksheet(*a, s3=1.0)),
        ("hidden-fprime-missing", lambda *a: worksheet(*a, s4=lambda f: 1.0)),
        (
            "hidden-fprime-missing",
            lambda *a: worksheet(*a, s2=lambda f: 1.0, s3=1.0, s4=lambda f: 1.0),
        ),
        ("f-for-fprime", lambda *a: worksheet(*a, s2=lambda f: f["h2"])),
        ("path-missing", lambda *a: worksheet(*a, h1=lambda a, b, c: a)),
        ("path-missing", lambda *a: worksheet(*a, h1=lambda a, b, c: b)),
        ("sum-over-units", lambda *a: worksheet(*a, h1=lambda a, b, c: a + b + c)),
        ("index-roles-swapped", worksheet_to_from),
        (
            "index-roles-swapped",
            worksheet_changed(w12=lambda r, w, x: r["w21"], w21=lambda r, w, x: r["w12"]),
        ),
        (
            "path-missing",
            worksheet_changed(
                x1=lambda r, w, x: r["w11"] / x[0] * w["w11"],
                x2=lambda r, w, x: r["w11"] / x[0] * w["w21"],
            ),
        ),
        ("sign-flipped", worksheet_changed(v12=lambda r, w, x: -r["v12"])),
        ("factor-two", worksheet_changed(w22=lambda r, w, x: 2 * r["w22"])),
        (None, lambda *a: dict.fromkeys(NAMES, 0.0)),
        (None, lambda w, x, t: {**w, "x1": x[0], "x2": x[1]}),
        (None, lambda *a: {n: 1.7 * v for n, v in worksheet(*a).items()}),
    ],
    "step_in_place": [
        ("updated-weight-backprop", step_printed),
        ("updated-weight-backprop", step_from_below),
        ("ascent-step", step_wrong(lambda w, rate, g: w + rate * g)),
        ("update-subtracts-weight", step_wrong(lambda w, rate, g: w - rate * w)),
        ("rate-missing", step_wrong(lambda w, rate, g: w - g)),
        ("change-for-value", step_wrong(lambda w, rate, g: -rate * g)),
        ("step-not-taken", step_wrong(lambda w, rate, g: w)),
        ("hidden-fprime-missing", step_without_hidden_slopes),
        (None, step_wrong(lambda w, rate, g: (w - rate * g)[::-1])),
        (None, step_wrong(lambda w, rate, g: 0 * w)),
    ],
    "nine_new_weights": [
        ("ascent-step", _stepped(-0.1)),
        ("rate-missing", _stepped(1)),
        ("change-for-value", {n: v - _OLD.get(n, 0.0) for n, v in _NEW.items()}),
        ("step-not-taken", {**_NEW, "J after": 0.1278882597}),
        ("updated-weight-backprop", _stepped(0.1, **_layer_by_layer())),
        ("step-not-taken", {**_OLD, "J after": 0.1278882597}),
        (None, {**_OLD, "J after": 0.1}),
        (None, {**_NEW, "w12": _NEW["w21"]}),
        (None, {**_NEW, "J after": 0.0917}),
        (None, dict.fromkeys(_NEW, 0.1)),
    ],
    "stable_weights": [
        (None, dict.fromkeys(WEIGHTS, 0.0)),
        (None, {**_STABLE, "u2": math.pi / 2}),
        (None, {**_STABLE, "u2": math.asin(0.5)}),
        (None, {**_STABLE, "u2": -1.5}),
        (None, {**_STABLE_ALIVE, "u2": 1.0}),
        (None, dict(_OLD)),
    ],
    "nine_zeros": [
        ("exp-of-zero", {**_NINE, "h4": 0, "do/du2": 0}),
        (None, {**_NINE, "h4": 0}),
        ("symmetric-means-zero", {**_NINE, "zeros, t = 0.5": 9}),
        ("sign-flipped-error", {**_NINE, "dJ/du2, t = 0.5": 0.5}),
        (None, {**_NINE, "dJ/do": 1}),
        (None, {**_NINE, "zeros, t = 0": 8}),
        (None, dict.fromkeys(_NINE, 0)),
    ],
    "structural_zeros": [
        ("zero-not-followed", {**_FORCED, "h1 = 0": [0, 0, 0, 0, 1, 1, 0, 0, 0]}),
        ("zero-not-followed", {**_FORCED, "z2 = 0": [0, 1, 0, 1, 0, 0, 0, 0, 0]}),
        (
            "vanishing-read-as-present",
            {n: [1 - v for v in row] for n, row in _FORCED.items()},
        ),
        ("index-roles-swapped", {**_FORCED, "x1 = 0": [1, 0, 1, 0, 0, 0, 0, 0, 0]}),
        (None, {n: [0] * 9 for n in _FORCED}),
        (None, {**_FORCED, "x1 = 0": [1, 1]}),
    ],
    "masked_layer": [
        ("zero-taken-for-missing", masked_from_zeros_of_v),
        ("edge-not-there", lambda V, mask, h, delta: (np.outer(h, delta), V @ delta)),
        ("index-roles-swapped", lambda V, m, h, d: (np.outer(d, h), V.T @ d)),
        ("missing-transpose-w", lambda V, m, h, d: (np.outer(h, d) * m, V.T @ d)),
        ("outer-order-swapped", lambda V, m, h, d: (np.outer(d, h) * m, V @ d)),
        ("mask-inverted", lambda V, m, h, d: (np.outer(h, d) * (1 - m), V @ d)),
        ("mask-of-weights", lambda V, m, h, d: (np.outer(h, d) * V, V @ d)),
        (None, lambda V, m, h, d: (m, h)),
        (None, lambda V, m, h, d: (np.zeros_like(V), np.zeros_like(h))),
    ],
    "graph_order": [
        (None, {"order": [0, 1, 2, 3, 4, 5, 6, 7], "another": _ORDERS["another"]}),
        (None, {"order": _ORDERS["order"], "another": _ORDERS["order"]}),
        (None, {"order": _ORDERS["order"][::-1], "another": _ORDERS["another"]}),
        (None, {"order": [1, 4, 7, 5, 2, 3, 6, 0], "another": _ORDERS["another"]}),
        (None, {"order": [7, 1, 4, 5, 2, 3, 6, 6], "another": _ORDERS["another"]}),
        (None, {"order": [7, 1, 4, 5, 2, 3, 6], "another": _ORDERS["another"]}),
        (None, {"order": ["W", "x", "Wx", "b", "z", "y", "c", "L"], "another": _ORDERS["order"]}),
    ],
    "reverse_sweep": [
        ("path-missing", sweep_wrong(lambda old, d, g: d * g)),
        ("path-missing", sweep_first_only),
        ("paths-averaged", sweep_mean),
        ("local-derivative-missing", sweep_wrong(lambda old, d, g: old + g)),
        ("delta-as-local-slope", sweep_wrong(lambda old, d, g: old + d)),
        ("slope-added", sweep_wrong(lambda old, d, g: old + d + g)),
        ("fraction-inverted", sweep_wrong(lambda old, d, g: old + g / d)),
        (
            "adjoint-half-filled",
            lambda a, b: sweep_in_order(a, b, -1, level_by_level(a, len(a) - 1)),
        ),
        ("adjoint-half-filled", lambda a, b: by_recursion(a, b, len(a) - 1)),
        ("adjoint-half-filled", lambda a, b: at_first_arrival(a, b, len(a) - 1)),
        ("path-double-counted", lambda a, b: pushing_each_time(a, b, len(a) - 1)),
        ("path-double-counted", lambda a, b: pushing_after_all(a, b, len(a) - 1)),
        ("sweep-in-forward-order", lambda a, b: sweep_in_order(a, b, -1, range(len(a)))),
        ("adjoints-not-zeroed", sweep_seedless),
        ("parallel-edges-merged", lambda a, b: sweep(*merged(a, b))),
        ("sign-flipped", lambda a, b: [-v for v in sweep(a, b)]),
        (None, lambda a, b: [0.0] * len(a)),
        ("shared-order-reversed", lambda a, b: sweep(a, b)[::-1]),
        (None, lambda a, b: [0.0, *sweep(a, b)[1:]]),
        (None, lambda a, b: [sum(d) for d in b]),
    ],
    "local_rules": [
        ("own-factor-kept", {**_SENT, "a * b": [15, -6]}),
        ("max-not-routed", {**_SENT, "max(a, b)": [3, 3]}),
        ("max-not-routed", {**_SENT, "max(a, b)": [15, 0]}),
        ("sign-flipped", {**_SENT, "a - b": [3, 3]}),
        ("parallel-edges-merged", {**_SENT, "a * a": 15}),
        ("paths-multiplied", {**_SENT, "a in two nodes": -21}),
        ("paths-averaged", {**_SENT, "a in two nodes": -2}),
        (None, {**_SENT, "max(a, b)": [0, 3]}),
        (None, {**_SENT, "a in two nodes": 10}),
        (None, dict.fromkeys(_SENT, 3)),
    ],
    "two_bugs": [
        ("path-missing", {**_BUGS, "right": 54}),
        ("path-missing", {**_BUGS, "right": 27}),
        ("bugs-exchanged", {**_BUGS, "= for +=": 27, "u before v": 54}),
        (None, {**_BUGS, "right": 27 * 2 + 81}),
        (None, dict.fromkeys(_BUGS, 81)),
        (None, {"right": 27, "= for +=": 18, "u before v": 9}),
    ],
    "graph_gradients": [
        ("adjoint-half-filled", lambda a, b, s: sweep_in_order(a, b, s, level_by_level(a, s))),
        ("adjoint-half-filled", by_recursion),
        ("adjoint-half-filled", at_first_arrival),
        ("path-double-counted", pushing_each_time),
        ("path-double-counted", pushing_after_all),
        ("numbers-taken-as-order", lambda a, b, s: sweep_in_order(a, b, s, range(len(a))[::-1])),
        ("numbers-taken-as-order", lambda a, b, s: sweep_in_order(a, b, s, range(len(a)))),
        ("sweep-in-forward-order", lambda a, b, s: sweep_in_order(a, b, s, depth_order(a, s))),
        ("parallel-edges-merged", lambda a, b, s: with_depth_first(*merged(a, b), s)),
        ("nothing-passed-on", lambda a, b, s: [float(k == s) for k in range(len(a))]),
        (None, lambda a, b, s: sorted(with_depth_first(a, b, s))),
        (None, lambda a, b, s: depth_order(a, s)),
    ],
    "array_rules": [
        ("own-factor-kept", arrays_changed(dX=lambda A, P, Q, X, Y: A * X)),
        ("local-derivative-missing", arrays_changed(dX=lambda A, P, Q, X, Y: A)),
        ("delta-as-local-slope", arrays_changed(dX=lambda A, P, Q, X, Y: Y)),
        ("sign-flipped", arrays_changed(dY=lambda A, P, Q, X, Y: A)),
        ("db-not-summed", arrays_changed(db=lambda A, P, Q, X, Y: A)),
        ("db-mean-for-sum", arrays_changed(db=lambda A, P, Q, X, Y: A.mean(axis=0))),
        ("db-wrong-axis", arrays_changed(db=lambda A, P, Q, X, Y: A.sum(axis=1))),
        ("missing-transpose-w", arrays_changed(dP=lambda A, P, Q, X, Y: A @ Q)),
        ("outer-order-swapped", arrays_changed(dQ=lambda A, P, Q, X, Y: A.T @ P)),
        ("axes-swapped", arrays_changed(dT=lambda A, P, Q, X, Y: A)),
        (None, arrays_changed(dX=lambda A, P, Q, X, Y: A / Y)),
        (None, lambda A, P, Q, X, Y: (P, Q, A[0] * 0, Y, X, A.T * 0)),
    ],
    "two_modes": [
        ("missing-transpose-w", {**_MODES, "JT u": [12, 5]}),
        ("modes-exchanged", {**_MODES, "sweeps, forward mode": 1, "sweeps, reverse mode": 9}),
        (None, {**_MODES, "J v": [7, 4]}),
        (None, {**_MODES, "u . (J v)": 8}),
        (None, {**_MODES, "J v": 3}),
    ],
    "first_weights": [
        ("shared-products-repeated", pair_paths),
        ("shared-products-repeated", lambda *f: (*pair(*f)[:2], 6)),
        ("edge-counted-twice", pair_changed(lambda a, b, c, d, e: a * (b * b * d + c * e))),
        ("edge-counted-twice", pair_changed(lambda a, b, c, d, e: a * (b * b * d + c * c * e))),
        ("path-missing", pair_changed(lambda a, b, c, d, e: a * b * d)),
        ("path-missing", pair_changed(lambda a, b, c, d, e: a * c * e)),
        ("paths-multiplied", pair_changed(lambda a, b, c, d, e: (a * b * d) * (a * c * e))),
        ("paths-averaged", pair_changed(lambda a, b, c, d, e: a * (b * d + c * e) / 2)),
        ("upstream-missing", pair_changed(lambda a, b, c, d, e: b * d + c * e)),
        ("paths-crossed", pair_changed(lambda a, b, c, d, e: a * (b * e + c * d))),
        ("products-miscounted", lambda *f: (*pair(*f)[:2], 4)),
        ("blocks-out-of-order", lambda *f: (pair(*f)[1], pair(*f)[0], 5)),
        (None, lambda *f: (0.0, 0.0, 0)),
    ],
    "path_counts": [
        ("paths-counted-as-terms", {**_COUNTS, "terms at h": 3}),
        ("path-missing", {**_COUNTS, "paths, all nine weights": 9}),
        ("shared-one-application", {**_COUNTS, "terms at W": 1, "terms at b": 1}),
        (None, {**_COUNTS, "terms at c": 1}),
        (None, {**_COUNTS, "terms at z1": 2}),
        (None, {**_COUNTS, "paths, all nine weights": 18}),
    ],
    "path_products": [
        ("parallel-edges-merged", walk_merging),
        ("sum-along-path", walk_wrong(lambda d, before: d + before, 0.0)),
        ("slope-added", walk_wrong(lambda d, before: d + before)),
        ("local-derivative-missing", walk_wrong(lambda d, before: before)),
        ("sign-flipped", lambda *a: [-v for v in walk_up(*a)]),
        (None, walk_other_source),
        (None, lambda *a: [sum(walk_up(*a))]),
        (None, lambda *a: [0.0] * len(walk_up(*a))),
        (None, lambda a, b, s: [d for mine in b for d in mine]),
    ],
    "sweep_cost": [
        ("paths-added-not-multiplied", {**_COST, "diamonds: paths": 40}),
        (None, {**_COST, "diamonds: paths": 2**20 - 1}),
        ("layer-count-off-by-one", {**_COST, "dense: paths from one first-layer weight": 10**6}),
        ("input-gradient-not-counted", {**_COST, "layer: backward": 320_000}),
        (None, {**_COST, "dense: edges": 610}),
        (None, {**_COST, "layer: forward": 160_000}),
        (None, dict.fromkeys(_COST, 80)),
    ],
}
