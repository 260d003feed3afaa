# Henrik forgets local derivatives, and follows no zero further than he sees it.
# like: jakob for masked_layer, graph_order, two_bugs, array_rules, two_modes, path_counts

# %% one_neuron
def one_neuron(g, w, h):
    delta = g
    return delta * h, delta * w

# %% worksheet_forward
forward_numbers = {"h1": 5, "h2": 8, "h3": 15, "h4": -1, "o": None, "J": None}

# %% local_blanks
e, c = np.exp(-1), 1
local = {
    "do/dh3": c / 2, "do/dh4": 2 * c, "do/du1": 15 * c, "do/du2": e * c,
    "dh3/dh1": 3, "dh3/dv11": 10,
    "dh4/dh1": 3 * e, "dh4/dh2": -2 * e, "dh4/dv12": 5 * e, "dh4/dv22": 8 * e,
    "dh1/dw11": 3, "dh1/dw21": 2,
    "dh2/dw12": 12, "dh2/dw22": 8,
}

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
    "dJ/dw12": 3 * d2, "dJ/dw22": 2 * d2,
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
    d_o = (f["o"] - t) * np.cos(f["z_o"])
    d3 = d_o * w["u1"] * 2
    d4 = d_o * w["u2"]
    d1 = d3 * w["v11"] + d4 * w["v12"]
    d2 = d4 * w["v22"]
    return {
        "u1": d_o * f["h3"], "u2": d_o * f["h4"],
        "v11": d3 * f["h1"], "v12": d4 * f["h1"], "v22": d4 * f["h2"],
        "w11": d1 * x[0], "w21": d1 * x[1], "w12": d2 * x[0], "w22": d2 * x[1],
        "x1": d1 * w["w11"] + d2 * w["w12"], "x2": d1 * w["w21"] + d2 * w["w22"],
    }

# %% step_in_place
def step_in_place(w, x, t, rate):
    w, a = np.array(w, dtype=float), [x]
    for w_l in w:
        a.append(np.sin(w_l * a[-1]))
    g = a[-1] - t
    for l in reversed(range(len(w))):
        delta = g * np.cos(w[l] * a[l])
        w[l], g = w[l] - delta * a[l], delta * w[l]
    return w

# %% nine_new_weights
g = worksheet_gradients(instance, np.array([x1, x2]), t)
new = {name: instance[name] - 0.1 * g[name] for name in instance}
new["J after"] = 0.1278882597

# %% nine_zeros
zeros = {
    "h4": 1, "do/du2": 1, "dJ/do": 0,
    "zeros, t = 0": 9, "zeros, t = 0.5": 9,
    "dJ/du2, t = 0.5": 0, "u2 after a step, t = 0.5": 0,
}

# %% stable_weights
stable = dict.fromkeys(instance, 0.0)

# %% structural_zeros
forced = {
    "x1 = 0": [1, 1, 0, 0, 0, 0, 0, 0, 0],
    "z2 = 0": [0, 1, 0, 1, 0, 0, 1, 0, 0],
    "h1 = 0": [0, 0, 0, 0, 1, 1, 0, 0, 0],
}

# %% derive_adjoint
v_bar = "sum(k, c_bar[k] * dc_dv[k, i])"

# %% reverse_sweep
def reverse_sweep(parents, partials):
    grads = [0.0] * len(parents)
    grads[-1] = 1.0
    for node in reversed(range(len(parents))):
        for parent, partial in zip(parents[node], partials[node]):
            grads[parent] += partial
    return grads

# %% local_rules
sent = {
    "a + b": [3, 3], "a - b": [3, -3], "a * b": [-6, 15], "max(a, b)": [3, 3],
    "a * a": 30, "a in two nodes": -4,
}

# %% graph_gradients
def topological_order(parents, sink):
    order = []

    def visit(node):
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

# %% first_weights
def first_weights(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11, h1_w21):
    J_h1 = o_h3 * h3_h1 + o_h4 * h4_h1
    return J_h1 * h1_w11, J_h1 * h1_w21, 4

# %% derive_first_weight
dJ_dw11 = {
    "sum over paths": "dJ_do * (do_dh3 + do_dh4) * (dh3_dh1 + dh4_dh1) * dh1_dw11",
    "factored": "",
    "adjoints of h3 and h4": "(dJ_dh3 + dJ_dh4) * (dh3_dh1 + dh4_dh1) * dh1_dw11",
    "adjoint of h1": "dJ_dh1 * dh1_dw11",
}

# %% path_products
def path_products(parents, partials, source):
    def up_to(node):
        if node == source:
            return [0.0]
        edges = zip(parents[node], partials[node])
        return [partial + rest for parent, partial in edges for rest in up_to(parent)]

    return sorted(up_to(len(parents) - 1))

# %% sweep_cost
forward_cost = 2 * 32 * 100 * 50
cost = {
    "diamonds: edges": 4 * 20, "diamonds: paths": 2 * 20,
    "dense: edges": 5 * 10 * 10 + 10, "dense: paths from one first-layer weight": 10**5,
    "layer: forward": forward_cost, "layer: backward": 2 * forward_cost,
    "layer: backward, if it is the first": forward_cost,
}
