# Bruno writes einsum and matrices wherever he can, and everything is right.
# like: the-solutions for worksheet_forward, local_blanks, nine_zeros, printed_lines

# %% one_neuron
def one_neuron(g, w, h):
    delta = g * np.cos(np.einsum("k,k->", w, h))
    return np.einsum(",k->k", delta, h), np.einsum(",k->k", delta, w)

# %% worksheet_backward
e = np.exp(-1)
r = np.sin(7.5 + 2 * e) - 0.5
d = r * np.cos(7.5 + 2 * e)
d3, d4 = d / 2, 2 * d
via_h3, via_h4 = 3 * d3, 3 * e * d4
d1, d2 = via_h3 + via_h4, -2 * e * d4
backward_numbers = {
    "dJ/do": r, "dJ/dh3": d3, "dJ/dh4": d4,
    "dJ/dh1 via h3": via_h3, "dJ/dh1 via h4": via_h4, "dJ/dh1": d1, "dJ/dh2": d2,
    "dJ/du1": 15 * d, "dJ/du2": e * d,
    "dJ/dv11": 10 * d3, "dJ/dv12": 5 * e * d4, "dJ/dv22": 8 * e * d4,
    "dJ/dw11": 3 * d1, "dJ/dw21": 2 * d1,
    "dJ/dw12": 12 * d2, "dJ/dw22": 8 * d2,
}

# %% worksheet_gradients
def forward(weights, x):
    """Every value on the way forward, by name."""
    w = weights
    z1, z2 = w["w11"] * x[0] + w["w21"] * x[1], w["w12"] * x[0] + w["w22"] * x[1]
    h1, h2 = z1, 0.5 * z2**2
    h3, h4 = 2 * w["v11"] * h1, np.exp(w["v12"] * h1 + w["v22"] * h2)
    z_o = w["u1"] * h3 + w["u2"] * h4
    return {"z2": z2, "h1": h1, "h2": h2, "h3": h3, "h4": h4, "z_o": z_o, "o": np.sin(z_o)}


def worksheet_gradients(weights, x, t):
    w, f = weights, forward(weights, x)
    W = np.array([[w["w11"], w["w12"]], [w["w21"], w["w22"]]])  # from-to
    V = np.array([[w["v11"], w["v12"]], [0, w["v22"]]])
    u = np.array([w["u1"], w["u2"]])
    delta_o = (f["o"] - t) * np.cos(f["z_o"])
    delta_2 = delta_o * u * [2, f["h4"]]
    delta_1 = V @ delta_2 * [1, f["z2"]]
    du = delta_o * np.array([f["h3"], f["h4"]])
    dV = np.outer([f["h1"], f["h2"]], delta_2)
    dW = np.outer(x, delta_1)
    dx = W @ delta_1
    names = ["w11", "w12", "w21", "w22", "v11", "v12", "v22", "u1", "u2", "x1", "x2"]
    return dict(zip(names, [*dW.flat, dV[0, 0], dV[0, 1], dV[1, 1], *du, *dx]))

# %% step_in_place
def step_in_place(w, x, t, rate):
    a = np.empty(len(w) + 1)
    a[0] = x
    for l in range(len(w)):
        a[l + 1] = np.sin(w[l] * a[l])
    slopes = np.cos(w * a[:-1])
    through = np.append(np.cumprod((slopes * w)[:0:-1])[::-1], 1.0)
    return w - rate * (a[-1] - t) * through * slopes * a[:-1]

# %% nine_new_weights
g = worksheet_gradients(instance, np.array([x1, x2]), t)
new = {name: instance[name] - 0.1 * g[name] for name in instance}
new["J after"] = values(**new)["J"]

# %% stable_weights
stable = {**dict.fromkeys(instance, 0), "u2": -np.pi / 2}

# %% structural_zeros
row = dict.fromkeys(["x1 = 0", "z2 = 0", "h1 = 0"])
forced = {k: np.zeros(9, dtype=int) for k in row}
forced["x1 = 0"][[0, 1]] = 1
forced["z2 = 0"][[1, 3, 6]] = 1  # h2 is 0 as well
forced["h1 = 0"][[4, 5, 7]] = 1  # h3 is 0 as well

# %% masked_layer
def masked_layer(V, mask, h, delta):
    return np.einsum("i,j,ij->ij", h, delta, mask), np.einsum("ij,j->i", V, delta)

# %% graph_order
orders = {"order": [7, 1, 4, 5, 2, 3, 6, 0], "another": [1, 7, 4, 5, 2, 3, 6, 0]}

# %% derive_adjoint
v_bar = [
    "sum(k, c_bar[k] * dc_dv[k, i])",
    "sum(k, m, e_bar[m] * de_dc[m, k] * dc_dv[k, i])",
    "sum(m, e_bar[m] * de_dv[m, i])",
    "dc_dv.T @ (de_dc.T @ e_bar)",
]

# %% reverse_sweep
def reverse_sweep(parents, partials):
    # grads = e_last + A @ grads, with A[parent, node] the edge
    n = len(parents)
    A = np.zeros((n, n))
    for node in range(n):
        np.add.at(A[:, node], np.array(parents[node], dtype=int), partials[node])
    return np.linalg.solve(np.eye(n) - A, np.eye(n)[-1])

# %% local_rules
sent = {
    "a + b": [3, 3], "a - b": [3, -3], "a * b": [-6, 15], "max(a, b)": [3, 0],
    "a * a": 30, "a in two nodes": -4,
}

# %% two_bugs
bugs = {"right": 81, "= for +=": 54, "u before v": 27}

# %% graph_gradients
def topological_order(parents, sink):
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


def graph_gradients(parents, partials, sink):
    """The adjoint of every node, whatever the nodes' numbers."""
    order = topological_order(parents, sink)
    if order is None:
        return None  # topological_order is not written yet
    grads = [0.0] * len(parents)
    grads[sink] = 1.0
    for node in reversed(order):
        for parent, partial in zip(parents[node], partials[node]):
            grads[parent] += grads[node] * partial
    return grads

# %% array_rules
def array_rules(A, P, Q, X, Y):
    return (
        np.einsum("no,io->ni", A, Q), np.einsum("ni,no->io", P, A), np.einsum("no->o", A),
        -A, np.einsum("no,no->no", A, Y), np.einsum("no->on", A),
    )

# %% two_modes
J = np.array([[5, 2], [1, 3]])
u, v = np.array([2, 1]), np.array([1, -1])
modes = {
    "J v": J @ v, "JT u": J.T @ u, "u . (J v)": u @ J @ v, "(JT u) . v": J.T @ u @ v,
    "sweeps, forward mode": 9, "sweeps, reverse mode": 1,
}

# %% derive_first_weight
dJ_dw11 = [
    "dJ_do*do_dh3*dh3_dh1*dh1_dw11 + dJ_do*do_dh4*dh4_dh1*dh1_dw11",
    "dJ_do*(do_dh3*dh3_dh1 + do_dh4*dh4_dh1)*dh1_dw11",
    "(dJ_dh3*dh3_dh1 + dJ_dh4*dh4_dh1)*dh1_dw11",
    "dJ_dh1*dh1_dw11",
]

# %% first_weights
def first_weights(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11, h1_w21):
    J_h1 = J_o * (np.array([o_h3, o_h4]) @ [h3_h1, h4_h1])
    return *(J_h1 * np.array([h1_w11, h1_w21])), 5

# %% path_counts
counts = {
    "paths, w11 to J": 2, "paths, w12 to J": 1,
    "paths, all nine weights": 11,
    "terms at h1": 2,
    "paths, h to J": 3, "terms at h": 1, "terms at c": 3,
    "terms at W": 2, "terms at b": 2, "terms at z1": 1,
}

# %% path_products
def path_products(parents, partials, source):
    def up_to(node):
        if node == source:
            return [1.0]
        found = []
        for parent, partial in zip(parents[node], partials[node]):
            found += [partial * product for product in up_to(parent)]
        return found

    return np.sort(up_to(len(parents) - 1))

# %% sweep_cost
forward_cost = 2 * 32 * 100 * 50
cost = {
    "diamonds: edges": 4 * 20, "diamonds: paths": 2**20,
    "dense: edges": 5 * 10 * 10 + 10, "dense: paths from one first-layer weight": 10**5,
    "layer: forward": forward_cost, "layer: backward": 2 * forward_cost,
    "layer: backward, if it is the first": forward_cost,
}
