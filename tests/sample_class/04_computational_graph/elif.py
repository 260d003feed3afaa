# Elif overwrites where she should add: at h1, in the sweep, and in every count of paths.
# like: jakob
# like: the-solutions for one_neuron
# like: agnes for local_blanks

# %% worksheet_backward
e = np.exp(-1)
r = np.sin(7.5 + 2 * e) - 0.5
d = r * np.cos(7.5 + 2 * e)
d3, d4 = d / 2, 2 * d
via_h3, via_h4 = 3 * d3, 3 * e * d4
d1, d2 = via_h3, -2 * e * d4
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
    # backwards, neuron by neuron
    d_o = (f["o"] - t) * np.cos(f["z_o"])
    d3 = d_o * w["u1"] * 2
    d4 = d_o * w["u2"] * f["h4"]
    d1 = d3 * w["v11"]
    d2 = d4 * w["v22"] * f["z2"]
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
        w[l] -= rate * delta * a[l]
        g = delta * w[l]
    return w

# %% reverse_sweep
def reverse_sweep(parents, partials):
    grads = [0.0] * len(parents)
    grads[-1] = 1.0
    for node in reversed(range(len(parents))):
        for parent, partial in zip(parents[node], partials[node]):
            grads[parent] = grads[node] * partial
    return grads

# %% local_rules
sent = {
    "a + b": [3, 3], "a - b": [3, -3], "a * b": [-6, 15], "max(a, b)": [3, 0],
    "a * a": 15, "a in two nodes": -7,
}

# %% two_bugs
bugs = {"right": 54, "= for +=": 54, "u before v": 27}

# %% graph_gradients
def topological_order(parents, sink):
    # from the loss, level by level, then turned round
    order = [sink]
    for node in order:
        for parent in parents[node]:
            if parent not in order:
                order.append(parent)
    return order[::-1]


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
    return A @ Q.T, P.T @ A, A.sum(axis=0), -A, A * X, A.T

# %% two_modes
modes = {
    "J v": [3, -2], "JT u": [11, 7], "u . (J v)": 4, "(JT u) . v": 4,
    "sweeps, forward mode": 1, "sweeps, reverse mode": 9,
}

# %% derive_first_weight
dJ_dw11 = {
    "sum over paths": "dJ_do * do_dh3 * dh3_dh1 * dh1_dw11",
    "factored": "dJ_do * (do_dh3 * dh3_dh1) * dh1_dw11",
    "adjoints of h3 and h4": "dJ_dh3 * dh3_dh1 * dh1_dw11",
    "adjoint of h1": "dJ_dh1 * dh1_dw11",
}

# %% first_weights
def first_weights(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11, h1_w21):
    J_h1 = J_o * o_h3 * h3_h1
    return J_h1 * h1_w11, J_h1 * h1_w21, 4

# %% path_counts
counts = {
    "paths, w11 to J": 2, "paths, w12 to J": 1,
    "paths, all nine weights": 9,
    "terms at h1": 2,
    "paths, h to J": 3, "terms at h": 1, "terms at c": 3,
    "terms at W": 2, "terms at b": 2, "terms at z1": 1,
}

# %% sweep_cost
forward_cost = 2 * 32 * 100 * 50
cost = {
    "diamonds: edges": 4 * 20, "diamonds: paths": 2**20,
    "dense: edges": 5 * 10 * 10 + 10, "dense: paths from one first-layer weight": 10**5,
    "layer: forward": forward_cost, "layer: backward": forward_cost,
    "layer: backward, if it is the first": forward_cost,
}
