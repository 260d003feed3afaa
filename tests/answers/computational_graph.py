"""Answers to the exercises of `04_computational_graph`."""

from __future__ import annotations

import math
from collections import deque
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

WEIGHTS = ("w11", "w12", "w21", "w22", "v11", "v12", "v22", "u1", "u2")
NAMES = (*WEIGHTS, "x1", "x2")


def slope(f, value, h=1e-5):
    """Central difference of a function of one number."""
    return (f(value + h) - f(value - h)) / (2 * h)


def slopes(f, values, h=1e-5):
    """Central differences of a function of a vector."""
    out = np.zeros(len(values))
    for k in range(len(values)):
        e = np.zeros(len(values))
        e[k] = h
        out[k] = (f(values + e) - f(values - e)) / (2 * h)
    return out


# ---- one_neuron ------------------------------------------------------------------------------


def neuron(g, w, h, *, factor=None):
    z = w @ h
    delta = g * np.cos(z) if factor is None else factor(g, z)
    return delta * h, delta * w


def neuron_loops(g, w, h):
    z = sum(a * b for a, b in zip(w, h, strict=True))
    dw, dh = [], []
    for a, b in zip(w, h, strict=True):
        dw.append(g * math.cos(z) * b)
        dh.append(g * math.cos(z) * a)
    return dw, dh


def neuron_differences(g, w, h):
    return slopes(lambda v: g * np.sin(v @ h), w), slopes(lambda v: g * np.sin(w @ v), h)


def neuron_columns(g, w, h):
    w, h = w.reshape(-1, 1), h.reshape(-1, 1)
    delta = g * np.cos(w.T @ h)
    return h @ delta, w @ delta


def neuron_float32(g, w, h):
    return neuron(np.float32(g), w.astype(np.float32), h.astype(np.float32))


def neuron_in_place(g, w, h):
    z = float(np.dot(w, h))
    w *= g * math.cos(z)
    h *= g * math.cos(z)
    return h.copy(), w.copy()


def neuron_einsum(g, w, h):
    delta = g * np.cos(np.einsum("k,k->", w, h))
    return {"dh": np.einsum(",k->k", delta, w), "dw": np.einsum(",k->k", delta, h)}


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
    to_h1 = 2 * c * w["u1"] * w["v11"] + c * w["u2"] * math.exp(math.log(f["h4"])) * w["v12"]
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


def worksheet_differences(w, x, t):
    out = {n: slope(lambda v, n=n: loss({**w, n: v}, x, t), w[n]) for n in WEIGHTS}
    out["x1"] = slope(lambda v: loss(w, [v, x[1]], t), x[0])
    out["x2"] = slope(lambda v: loss(w, [x[0], v], t), x[1])
    return out


def worksheet_complex(w, x, t):
    out = {n: loss({**w, n: w[n] + 1e-30j}, x, t).imag / 1e-30 for n in WEIGHTS}
    out["x1"] = loss(w, [x[0] + 1e-30j, x[1]], t).imag / 1e-30
    out["x2"] = loss(w, [x[0], x[1] + 1e-30j], t).imag / 1e-30
    return out


def worksheet_tape(w, x, t):
    """Reverse accumulation over a graph of its own."""
    f = forward(w, x)
    z4 = float(np.log(f["h4"]))
    tape = [
        ("J", {"o": f["o"] - t}),
        ("o", {"u1": f["h3"], "u2": f["h4"], "h3": w["u1"], "h4": w["u2"]}),
        ("h4", {"v12": f["h1"], "v22": f["h2"], "h1": w["v12"], "h2": w["v22"]}),
        ("h3", {"v11": f["h1"], "h1": w["v11"]}),
        ("h2", {"w12": x[0], "w22": x[1], "x1": w["w12"], "x2": w["w22"]}),
        ("h1", {"w11": x[0], "w21": x[1], "x1": w["w11"], "x2": w["w21"]}),
    ]
    own = {"J": 1.0, "o": math.cos(f["z_o"]), "h4": math.exp(z4), "h3": 2.0, "h2": f["z2"]}
    grads = {"J": 1.0}
    for node, edges in tape:
        for parent, local in edges.items():
            message = grads[node] * own.get(node, 1.0) * local
            grads[parent] = grads.get(parent, 0.0) + message
    return grads


def worksheet_float32(w, x, t):
    single = {n: np.float32(v) for n, v in w.items()}
    return worksheet(single, x.astype(np.float32), np.float32(t))


def worksheet_arrays_of_one(w, x, t):
    return {n: np.array([v]) for n, v in worksheet(w, x, t).items()}


def worksheet_to_from(w, x, t):
    turned = worksheet({**w, "w12": w["w21"], "w21": w["w12"]}, x, t)
    return {**turned, "w12": turned["w21"], "w21": turned["w12"]}


def worksheet_dense(w, x, t):
    """An edge h2 → h3 that carries no weight forward: nothing changes."""
    return worksheet(w, x, t) | {"v21": 1.0}


# ---- output_layer ----------------------------------------------------------------------------


def output(h3, h4, u1, u2, t, *, error=None, s=None):
    z = u1 * h3 + u2 * h4
    e = math.sin(z) - t if error is None else error(math.sin(z), t)
    d = e * (math.cos(z) if s is None else s(z))
    return d * u1, d * u2, d * h3, d * h4


def output_differences(h3, h4, u1, u2, t):
    def J(v):
        return 0.5 * (np.sin(v[2] * v[0] + v[3] * v[1]) - t) ** 2

    return tuple(slopes(J, np.array([h3, h4, u1, u2])))


def output_vectors(h3, h4, u1, u2, t):
    h, u = np.array([h3, h4]), np.array([u1, u2])
    delta = (np.sin(u @ h) - t) * np.cos(u @ h)
    return [*(u * delta), *(h * delta)]


def output_dict(*given):
    return dict(zip(("dh3", "dh4", "du1", "du2"), output(*given), strict=True))


# ---- chain_step ------------------------------------------------------------------------------


def chain(u, v, x, t, rate):
    h = v * x
    d = (math.sin(u * h) - t) * math.cos(u * h)
    return u - rate * d * h, v - rate * d * u * x


def chain_v_first(u, v, x, t, rate):
    h = v * x
    d = (math.sin(u * h) - t) * math.cos(u * h)
    v -= rate * d * u * x  # h was computed before
    u -= rate * d * h
    return u, v


def chain_kept_message(u, v, x, t, rate):
    h = v * x
    d = (math.sin(u * h) - t) * math.cos(u * h)
    message = d * u
    u = u - rate * d * h
    v = v - rate * message * x
    return [u, v]


def chain_differences(u, v, x, t, rate):
    def J(u, v):
        return 0.5 * (math.sin(u * v * x) - t) ** 2

    return u - rate * slope(lambda s: J(s, v), u), v - rate * slope(lambda s: J(u, s), v)


def chain_folded_sign(u, v, x, t, rate):
    h = v * x
    d = (t - math.sin(u * h)) * math.cos(u * h)
    return u + rate * d * h, v + rate * d * u * x


def chain_arrays(u, v, x, t, rate):
    theta = np.array([u, v])
    d = (np.sin(u * v * x) - t) * np.cos(u * v * x) * x
    return tuple(theta - rate * d * theta[::-1])


def chain_old_copies(u, v, x, t, rate):
    old_u, old_v = u, v
    h = old_v * x
    error, s = math.sin(old_u * h) - t, math.cos(old_u * h)
    u -= rate * error * s * h
    v -= rate * error * s * old_u * x
    return {"u, v": [u, v]}


def chain_float32(u, v, x, t, rate):
    return chain(*(np.float32(a) for a in (u, v, x, t, rate)))


def chain_taylor(u, v, x, t, rate):
    return tuple(np.array(chain(u, v, x, t, rate)).reshape(2, 1))


def chain_wrong(step):
    def wrong(u, v, x, t, rate):
        h = v * x
        d = (math.sin(u * h) - t) * math.cos(u * h)
        return step(u, rate, d * h), step(v, rate, d * u * x)

    return wrong


def chain_printed(u, v, x, t, rate):
    h = v * x
    d = (math.sin(u * h) - t) * math.cos(u * h)
    u = u - rate * d * h
    return u, v - rate * d * u * x


def chain_reversed(u, v, x, t, rate):
    _, v_new = chain(u, v, x, t, rate)
    h = v_new * x
    d = (math.sin(u * h) - t) * math.cos(u * h)
    return u - rate * d * h, v_new


# ---- masked_layer ----------------------------------------------------------------------------


def masked(V, mask, h, delta):
    return np.outer(h, delta) * mask, V @ delta


def masked_loops(V, mask, h, delta):
    dV, dh = np.zeros_like(V), np.zeros(len(h))
    for i in range(len(h)):
        for j in range(len(delta)):
            if mask[i, j]:
                dV[i, j] = h[i] * delta[j]
            dh[i] += V[i, j] * delta[j]
    return dV, dh


def masked_where(V, mask, h, delta):
    return np.where(mask == 1, h[:, None] * delta, 0.0), delta @ V.T


def masked_from_zeros_of_v(V, mask, h, delta):
    dV = np.outer(h, delta)
    dV[V == 0] = 0
    return dV, (V * mask) @ delta


def masked_transposed(V, mask, h, delta):
    return (np.outer(delta, h) * mask.T).T, V @ delta.reshape(-1, 1)


def masked_lists(V, mask, h, delta):
    dV = [
        [a * d * m for d, m in zip(delta, row, strict=True)] for a, row in zip(h, mask, strict=True)
    ]
    return dV, [sum(w * d for w, d in zip(row, delta, strict=True)) for row in V]


def masked_einsum(V, mask, h, delta):
    return {
        "dh": np.einsum("ij,j->i", V, delta),
        "dV": np.einsum("i,j,ij->ij", h, delta, mask),
    }


def masked_differences(V, mask, h, delta):
    dV = np.zeros_like(V)
    for at in np.ndindex(V.shape):
        E = np.zeros_like(V)
        E[at] = 1e-5 * mask[at]  # an edge that is not there cannot be nudged
        dV[at] = (delta @ ((V + E).T @ h) - delta @ ((V - E).T @ h)) / 2e-5
    return dV, slopes(lambda v: delta @ (V.T @ v), h)


def masked_float32(V, mask, h, delta):
    return masked(*(a.astype(np.float32) for a in (V, mask, h, delta)))


# ---- sweeps ----------------------------------------------------------------------------------


def sweep(parents, partials):
    grads = [0.0] * len(parents)
    grads[-1] = 1.0
    for node in reversed(range(len(parents))):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            grads[parent] += partial * grads[node]
    return grads


def sweep_array(parents, partials):
    grads = np.zeros(len(parents))
    grads[len(parents) - 1] = 1
    for node in range(len(parents) - 1, -1, -1):
        np.add.at(grads, parents[node], np.array(partials[node]) * grads[node])
    return grads


def sweep_pull(parents, partials):
    """Each node asks its children."""
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
    n = len(parents)
    A = np.zeros((n, n))
    for node in range(n):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            A[node, parent] += partial
    return np.linalg.solve(np.eye(n) - A.T, np.eye(n)[-1])


def sweep_neumann(parents, partials):
    """Sum over paths by length: powers of the matrix of edges."""
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


def sweep_memo(parents, partials):
    n = len(parents)
    children = [[] for _ in range(n)]
    for node in range(n):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            children[parent].append((node, partial))

    @lru_cache(None)
    def adjoint(node):
        if node == n - 1:
            return 1.0
        return sum(partial * adjoint(child) for child, partial in children[node])

    return [adjoint(node) for node in range(n)]


def sweep_dict(parents, partials):
    grads = {len(parents) - 1: 1.0}
    for node in range(len(parents) - 1, -1, -1):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            grads[parent] = grads.get(parent, 0) + partial * grads.get(node, 0)
    return {"grads": np.array([grads.get(k, 0.0) for k in range(len(parents))])}


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


def sweep_float32(parents, partials):
    return np.array(sweep(parents, partials), dtype=np.float32)


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
    return sweep_in_order(parents, partials, sink, reversed(depth_order(parents, sink)))


def with_kahn(parents, partials, sink):
    """Whoever has all its parents listed goes next."""
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


def with_depths(parents, partials, sink):
    """Sorted by the longest way from a source."""

    @lru_cache(None)
    def depth(node):
        return 1 + max((depth(p) for p in parents[node]), default=-1)

    order = sorted(range(len(parents)), key=depth, reverse=True)
    return sweep_in_order(parents, partials, sink, order)


def with_repeated_passes(parents, partials, sink):
    """Relax until nothing changes."""
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
    n = len(parents)
    A = np.zeros((n, n))
    for node, mine in enumerate(parents):
        for parent, partial in zip(mine, partials[node], strict=True):
            A[parent, node] += partial
    return np.linalg.inv(np.eye(n) - A)[:, sink].reshape(1, -1)


def with_paths(parents, partials, sink):
    grads = [0.0] * len(parents)

    def send(node, product):
        grads[node] += product
        for parent, partial in zip(parents[node], partials[node], strict=True):
            send(parent, product * partial)

    send(sink, 1.0)
    return grads


def with_bubble(parents, partials, sink):
    """Move a node behind its parents until the list is in order."""
    order = list(range(len(parents)))
    moved = True
    while moved:
        moved = False
        for node in range(len(parents)):
            late = max((order.index(p) for p in parents[node]), default=-1)
            if late > order.index(node):
                order.remove(node)
                order.insert(late, node)
                moved = True
    return sweep_in_order(parents, partials, sink, order[::-1])


# ---- array_rules -----------------------------------------------------------------------------


def arrays(A, P, Q, X, Y):
    return A @ Q.T, P.T @ A, A.sum(axis=0), -A, A * Y, A.T


def arrays_einsum(A, P, Q, X, Y):
    return {
        "dP": np.einsum("no,io->ni", A, Q),
        "dQ": np.einsum("ni,no->io", P, A),
        "db": np.einsum("no->o", A),
        "dY": np.negative(A),
        "dX": np.einsum("no,no->no", A, Y),
        "dT": np.einsum("no->on", A),
    }


def arrays_loops(A, P, Q, X, Y):
    dP, dQ = np.zeros_like(P), np.zeros_like(Q)
    for n in range(A.shape[0]):
        for i in range(P.shape[1]):
            for o in range(A.shape[1]):
                dP[n, i] += A[n, o] * Q[i, o]
                dQ[i, o] += A[n, o] * P[n, i]
    dT = [[A[n, o] for n in range(A.shape[0])] for o in range(A.shape[1])]
    return dP, dQ, sum(A), [-row for row in A], [a * y for a, y in zip(A, Y, strict=True)], dT


def arrays_transposed(A, P, Q, X, Y):
    ones = np.ones((len(A), 1))
    return (Q @ A.T).T, (A.T @ P).T, A.T @ ones, 0 - A, Y * A, np.swapaxes(A, 0, 1)


def arrays_outer(A, P, Q, X, Y):
    dQ = sum(np.outer(p, a) for p, a in zip(P, A, strict=True))
    return [np.stack([Q @ a for a in A]), dQ, np.sum(A, 0), A * -1.0, np.multiply(A, Y), A.copy().T]


def arrays_float32(A, P, Q, X, Y):
    return arrays(*(v.astype(np.float32) for v in (A, P, Q, X, Y)))


def arrays_keepdims(A, P, Q, X, Y):
    dP, dQ, _, dY, dX, dT = arrays(A, P, Q, X, Y)
    return dP, dQ, A.sum(axis=0, keepdims=True), dY, dX, dT


def arrays_differences(A, P, Q, X, Y):
    def at(f, V):
        return slopes(lambda v: np.sum(A * f(v.reshape(V.shape))), V.ravel()).reshape(V.shape)

    b, T = np.zeros(A.shape[1]), np.zeros(A.shape[::-1])
    return (
        at(lambda v: v @ Q, P),
        at(lambda v: P @ v, Q),
        at(lambda v: X + v, b),
        at(lambda v: X - v, Y),
        at(lambda v: v * Y, X),
        at(lambda v: v.T, T),
    )


def arrays_changed(**changes):
    def wrong(A, P, Q, X, Y):
        names = ("dP", "dQ", "db", "dY", "dX", "dT")
        blocks = dict(zip(names, arrays(A, P, Q, X, Y), strict=True))
        blocks.update({n: f(A, P, Q, X, Y) for n, f in changes.items()})
        return blocks

    return wrong


# ---- two_paths -------------------------------------------------------------------------------


def two(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11):
    a, b = J_o * o_h3 * h3_h1 * h1_w11, J_o * o_h4 * h4_h1 * h1_w11
    return a, b, a + b


def two_factored(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11):
    total = J_o * (o_h3 * h3_h1 + o_h4 * h4_h1) * h1_w11
    via_h4 = h1_w11 * h4_h1 * o_h4 * J_o
    return total - via_h4, via_h4, total


def two_messages(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11):
    J_h3, J_h4 = J_o * o_h3, J_o * o_h4
    J_h1 = J_h3 * h3_h1 + J_h4 * h4_h1
    return {"products, sum": (J_h3 * h3_h1 * h1_w11, J_h4 * h4_h1 * h1_w11, J_h1 * h1_w11)}


def two_prod(*f):
    a = np.prod([f[0], f[1], f[3], f[5]])
    b = np.prod([f[0], f[2], f[4], f[5]])
    return a, b, np.sum([b, a])


def two_lists(*f):
    a, b, total = two(*f)
    return [[a], [b], [total]]


def two_matrix(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11):
    row, column = np.array([[o_h3, o_h4]]), np.array([[h3_h1], [h4_h1]])
    terms = J_o * row.T * column * h1_w11
    return terms[0], terms[1], (J_o * row @ column * h1_w11)[0]


def two_float32(*f):
    return two(*(np.float32(v) for v in f))


def two_differences(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11):
    def J(w, a=1.0, b=1.0):
        h1 = h1_w11 * w
        return J_o * (a * o_h3 * h3_h1 * h1 + b * o_h4 * h4_h1 * h1)

    return (
        slope(lambda w: J(w, b=0), 0.3),
        slope(lambda w: J(w, a=0), 0.3),
        slope(J, 0.3),
    )


def two_changed(change):
    def wrong(*f):
        return change(two(*f), *f)

    return wrong


# ---- path_products ---------------------------------------------------------------------------


def walk_up(parents, partials, source):
    def up_to(node):
        if node == source:
            return [1.0]
        edges = zip(parents[node], partials[node], strict=True)
        return [d * before for p, d in edges for before in up_to(p)]

    return sorted(up_to(len(parents) - 1))


def walk_down(parents, partials, source):
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
    """Node by node in order: a list of products each."""
    products = [[] for _ in parents]
    products[source] = [1.0]
    for node in range(source + 1, len(parents)):
        for parent, partial in zip(parents[node], partials[node], strict=True):
            products[node] += [partial * before for before in products[parent]]
    return tuple(sorted(products[-1]))


def walk_generator(parents, partials, source):
    def paths(node):
        if node == source:
            yield []
        else:
            for parent, partial in zip(parents[node], partials[node], strict=True):
                for path in paths(parent):
                    yield [*path, partial]

    return sorted(math.prod(path) for path in paths(len(parents) - 1))


def walk_queue(parents, partials, source):
    queue, found = deque([(len(parents) - 1, np.float64(1))]), []
    while queue:
        node, product = queue.popleft()
        if node == source:
            found.append(product)
        else:
            for parent, partial in zip(parents[node], partials[node], strict=True):
                queue.append((parent, partial * product))
    return np.sort(np.array(found))


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


def walk_float32(parents, partials, source):
    return np.array(walk_up(parents, partials, source), dtype=np.float32)


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


_FORWARD = {"h1": 3, "h2": 2, "h3": 3, "h4": 1, "o": 0, "J": 0.5}
_BACKWARD = {
    "dJ/do": -1,
    "dJ/dh3": 1,
    "dJ/dh4": -3,
    "dJ/dh1 via h3": 1,
    "dJ/dh1 via h4": 6,
    "dJ/dh1": 7,
    "dJ/dh2": -9,
    "dJ/du1": -3,
    "dJ/du2": -1,
    "dJ/dv11": 6,
    "dJ/dv12": -9,
    "dJ/dv22": -6,
    "dJ/dw11": 7,
    "dJ/dw21": 14,
    "dJ/dw12": -18,
    "dJ/dw22": -36,
}
_STEP = {
    "J before": 0.1278882597,
    "J after": 0.0917217743,
    "J after, printed sign": 0.1595544744,
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
    "one_neuron": [
        neuron,
        neuron_loops,
        neuron_differences,
        neuron_columns,
        neuron_float32,
        neuron_in_place,
        neuron_einsum,
        lambda g, w, h: list(neuron(g, w, h)),
        lambda g, w, h: (g * np.sin(w @ h + np.pi / 2) * h, w * (np.cos(w @ h) * g)),
    ],
    "worksheet_forward": [_FORWARD, {n: float(v) for n, v in _FORWARD.items()}],
    "worksheet_backward": [
        _BACKWARD,
        {n: np.int64(v) for n, v in _BACKWARD.items()},
        {n: f for n, f in zip(reversed(_BACKWARD), reversed(_BACKWARD.values()), strict=True)},
    ],
    "output_layer": [
        output,
        output_differences,
        output_vectors,
        output_dict,
        lambda *given: [np.float32(v) for v in output(*given)],
        lambda *given: [[v] for v in output(*given)],
        lambda *given: output(*given, error=lambda o, t: -(t - o)),
        lambda *given: tuple(-v for v in output(*given, error=lambda o, t: t - o)),
    ],
    "worksheet_gradients": [
        worksheet,
        worksheet_expanded,
        worksheet_matrices,
        worksheet_differences,
        worksheet_complex,
        worksheet_tape,
        worksheet_float32,
        worksheet_arrays_of_one,
        worksheet_dense,
    ],
    "chain_step": [
        chain,
        chain_v_first,
        chain_kept_message,
        chain_differences,
        chain_folded_sign,
        chain_arrays,
        chain_old_copies,
        chain_float32,
        chain_taylor,
    ],
    "one_step": [_STEP, {n: np.float64(v) for n, v in _STEP.items()}],
    "nine_zeros": [_NINE, {n: float(v) for n, v in _NINE.items()}],
    "structural_zeros": [
        _FORCED,
        {n: np.array(row, dtype=bool) for n, row in _FORCED.items()},
        {n: tuple(bool(v) for v in row) for n, row in _FORCED.items()},
    ],
    "masked_layer": [
        masked,
        masked_loops,
        masked_where,
        masked_from_zeros_of_v,
        masked_transposed,
        masked_lists,
        masked_einsum,
        masked_differences,
        masked_float32,
    ],
    "graph_order": [
        _ORDERS,
        {"order": np.array([1, 5, 7, 4, 2, 3, 6, 0]), "another": (3, 1, 7, 4, 5, 2, 6, 0)},
        {"order": [7, 1, 4, 5, 3, 2, 6, 0], "another": [5.0, 3.0, 7.0, 1.0, 4.0, 2.0, 6.0, 0.0]},
    ],
    "reverse_sweep": [
        sweep,
        sweep_array,
        sweep_pull,
        sweep_solve,
        sweep_neumann,
        sweep_paths,
        sweep_memo,
        sweep_dict,
        sweep_forward_mode,
        sweep_float32,
        lambda parents, partials: tuple(sweep(parents, partials)),
    ],
    "two_bugs": [_BUGS, {n: float(v) for n, v in _BUGS.items()}],
    "graph_gradients": [
        with_depth_first,
        with_kahn,
        with_waiting_children,
        with_depths,
        with_repeated_passes,
        with_solve,
        with_paths,
        with_bubble,
    ],
    "array_rules": [
        arrays,
        arrays_einsum,
        arrays_loops,
        arrays_transposed,
        arrays_outer,
        arrays_float32,
        arrays_keepdims,
        arrays_differences,
    ],
    "two_modes": [
        _MODES,
        {**_MODES, "J v": np.array([3.0, -2.0]), "JT u": (11, 7)},
    ],
    "two_paths": [
        two,
        two_factored,
        two_messages,
        two_prod,
        two_lists,
        two_matrix,
        two_float32,
        two_differences,
    ],
    "path_counts": [_COUNTS, {n: float(v) for n, v in _COUNTS.items()}],
    "path_products": [
        walk_up,
        walk_down,
        walk_stack,
        walk_tables,
        walk_generator,
        walk_queue,
        walk_named_paths,
        walk_float32,
        lambda *given: {"products": walk_up(*given)},
    ],
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
        (None, lambda *a: neuron(*a, factor=lambda g, z: np.cos(z))),
        (None, lambda g, w, h: (g * np.cos(w * h) * h, g * np.cos(w * h) * w)),
        (None, lambda g, w, h: (np.zeros_like(w), np.zeros_like(h))),
    ],
    "worksheet_forward": [
        ("exp-of-zero", {**_FORWARD, "h4": 0}),
        ("activation-misread", {**_FORWARD, "h2": 4}),
        ("loss-factor-two", {**_FORWARD, "J": 1}),
        ("index-roles-swapped", {**_FORWARD, "h1": -3, "h2": 12.5}),
        (None, {**_FORWARD, "o": 1}),
        (None, dict.fromkeys(_FORWARD, 3)),
        (None, {**_FORWARD, "h1": 1, "h2": 2}),
    ],
    "worksheet_backward": [
        ("sign-flipped-error", {n: -v for n, v in _BACKWARD.items()}),
        ("path-missing", {**_BACKWARD, "dJ/dh1": 1, "dJ/dw11": 1, "dJ/dw21": 2}),
        ("path-missing", {**_BACKWARD, "dJ/dh1": 6, "dJ/dw11": 6, "dJ/dw21": 12}),
        ("index-roles-swapped", {**_BACKWARD, "dJ/dw12": 14, "dJ/dw21": -18}),
        ("hidden-fprime-missing", {**_BACKWARD, "dJ/dw12": -9, "dJ/dw22": -18}),
        ("hidden-fprime-missing", {**_BACKWARD, "dJ/dv11": 3}),
        (None, {**_BACKWARD, "dJ/dh2": 9}),
        (None, {**_BACKWARD, "dJ/dv12": 0}),
        (None, dict.fromkeys(_BACKWARD, 1)),
    ],
    "output_layer": [
        ("sign-flipped-error", lambda *a: output(*a, error=lambda o, t: t - o)),
        ("loss-factor-two", lambda *a: output(*a, error=lambda o, t: 2 * (o - t))),
        ("output-fprime-missing", lambda *a: output(*a, s=lambda z: 1.0)),
        ("f-for-fprime", lambda *a: output(*a, s=math.sin)),
        (None, lambda *a: output(*a, error=lambda o, t: abs(o - t))),
        ("blocks-out-of-order", lambda *a: output(*a)[::-1]),
        (None, lambda *a: (0.0, 0.0, 0.0, 0.0)),
        (None, lambda *a: output(*a, error=lambda o, t: 1.0)),
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
    "chain_step": [
        ("updated-weight-backprop", chain_printed),
        ("updated-weight-backprop", chain_reversed),
        ("ascent-step", chain_wrong(lambda w, rate, g: w + rate * g)),
        ("update-subtracts-weight", chain_wrong(lambda w, rate, g: w - rate * w)),
        ("rate-missing", chain_wrong(lambda w, rate, g: w - g)),
        ("change-for-value", chain_wrong(lambda w, rate, g: -rate * g)),
        ("step-not-taken", lambda u, v, x, t, rate: (u, v)),
        (None, lambda *a: chain(*a)[::-1]),
        (None, lambda *a: (0.0, 0.0)),
    ],
    "one_step": [
        ("ascent-step", {**_STEP, "J after": 0.1595544744, "J after, printed sign": 0.0917217743}),
        ("step-not-taken", {**_STEP, "J after": 0.1278882597}),
        (None, {**_STEP, "J before": 0.2557765194}),
        (None, {**_STEP, "J after": 0.09}),
        (None, dict.fromkeys(_STEP, 0.1)),
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
        ("edge-not-there", lambda V, mask, h, delta: (np.outer(h, delta), V @ delta)),
        ("index-roles-swapped", lambda V, m, h, d: (np.outer(d, h), V.T @ d)),
        ("missing-transpose-w", lambda V, m, h, d: (np.outer(h, d) * m, V.T @ d)),
        ("outer-order-swapped", lambda V, m, h, d: (np.outer(d, h) * m, V @ d)),
        (None, lambda V, m, h, d: (np.outer(h, d) * (1 - m), V @ d)),
        (None, lambda V, m, h, d: (np.outer(h, d) * V, V @ d)),
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
        (None, lambda a, b: sweep(a, b)[::-1]),
        (None, lambda a, b: [0.0, *sweep(a, b)[1:]]),
        (None, lambda a, b: [sum(d) for d in b]),
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
        (None, lambda a, b, s: [float(k == s) for k in range(len(a))]),
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
    "two_paths": [
        (
            "edge-counted-twice",
            two_changed(lambda r, *f: (r[0] * f[1], r[1], r[0] * f[1] + r[1])),
        ),
        ("path-missing", two_changed(lambda r, *f: (r[0], r[1], r[0]))),
        ("path-missing", two_changed(lambda r, *f: (r[0], r[1], r[1]))),
        ("paths-multiplied", two_changed(lambda r, *f: (r[0], r[1], r[0] * r[1]))),
        ("paths-averaged", two_changed(lambda r, *f: (r[0], r[1], r[2] / 2))),
        ("upstream-missing", two_changed(lambda r, *f: (r[0] / f[0], r[1], r[0] / f[0] + r[1]))),
        (
            "slope-added",
            lambda a, b, c, d, e, f: (a + b + d + f, a + c + e + f, 2 * (a + f) + b + c + d + e),
        ),
        (None, two_changed(lambda r, *f: (r[0], r[1], r[0] - r[1]))),
        (None, two_changed(lambda r, *f: (r[1], r[0], r[2]))),
        (None, lambda *f: (0.0, 0.0, 0.0)),
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
