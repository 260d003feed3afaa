# Greta mixes up indices: from and to, rows and columns, and which of two edges is meant.
# like: bruno for nine_new_weights, graph_order, two_bugs, graph_gradients
# like: agnes for printed_lines, step_in_place

# %% one_neuron
def one_neuron(g, w, h):
    delta = g * np.cos(h @ w)
    return delta * w, delta * h

# %% worksheet_forward
# h4 comes out as exp(-1 * 13 ...), so I stopped
forward_numbers = {"h1": 13, "h2": 32, "h3": 39, "h4": None, "o": None, "J": None}

# %% local_blanks
e, c = np.exp(-1), np.cos(7.5 + 2 * np.exp(-1))
local = {
    "do/dh3": c / 2, "do/dh4": 2 * c, "do/du1": 15 * c, "do/du2": e * c,
    "dh3/dh1": 3, "dh3/dv11": 10,
    "dh4/dh1": 3 * e, "dh4/dh2": -2 * e, "dh4/dv12": 5 * e, "dh4/dv22": 8 * e,
    "dh1/dw11": 2, "dh1/dw21": 3,
    "dh2/dw12": 8, "dh2/dw22": 12,
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
    "dJ/dw11": 3 * d1, "dJ/dw21": 12 * d2,
    "dJ/dw12": 2 * d1, "dJ/dw22": 8 * d2,
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
    d4 = d_o * w["u2"] * f["h4"]
    d1 = d3 * w["v11"] + d4 * w["v12"]
    d2 = d4 * w["v22"] * f["z2"]
    return {
        "u1": d_o * f["h3"], "u2": d_o * f["h4"],
        "v11": d3 * f["h1"], "v12": d4 * f["h1"], "v22": d4 * f["h2"],
        "w11": d1 * x[0], "w21": d2 * x[0], "w12": d1 * x[1], "w22": d2 * x[1],
        "x1": d1 * w["w11"] + d2 * w["w12"], "x2": d1 * w["w21"] + d2 * w["w22"],
    }

# %% nine_zeros
# all weights 0, so h4 = 0 and everything above is 0
zeros = {
    "h4": 0, "do/du2": 0, "dJ/do": 0,
    "zeros, t = 0": 9, "zeros, t = 0.5": 9,
    "dJ/du2, t = 0.5": 0, "u2 after a step, t = 0.5": 0,
}

# %% stable_weights
stable = {**dict.fromkeys(instance, 0.0), "u1": -np.pi / 2}

# %% structural_zeros
forced = {
    "x1 = 0": [1, 0, 1, 0, 0, 0, 0, 0, 0],
    "z2 = 0": [0, 1, 0, 1, 0, 0, 1, 0, 0],
    "h1 = 0": [0, 0, 0, 0, 1, 1, 0, 1, 0],
}

# %% masked_layer
def masked_layer(V, mask, h, delta):
    return np.outer(h, delta), V @ delta

# %% reverse_sweep
def reverse_sweep(parents, partials):
    edges = [dict(zip(p, d)) for p, d in zip(parents, partials)]
    grads = np.zeros(len(parents))
    grads[-1] = 1.0
    for node in range(len(parents))[::-1]:
        for parent in edges[node]:
            grads[parent] += grads[node] * edges[node][parent]
    return grads

# %% derive_adjoint
v_bar = {
    "children": "sum(k, c_bar[k] * dc_dv[k, i])",
    "grandchildren": "sum(k, c_bar[k] * dc_dv[k, i])",
    "regrouped": "sum(m, e_bar[m] * sum(k, de_dc[m, k] * dc_dv[k, i]))",
    "matrix form": "",
}

# %% local_rules
sent = {
    "a + b": [3, 3], "a - b": [3, -3], "a * b": [15, -6], "max(a, b)": [0, 3],
    "a * a": 30, "a in two nodes": -4,
}

# %% array_rules
def array_rules(A, P, Q, X, Y):
    dP = Q @ A.T
    dQ = A.T @ P
    return dP, dQ, A.sum(axis=0), -A, A * Y, A.T

# %% two_modes
modes = {
    "J v": [3, -2], "JT u": [12, 5], "u . (J v)": 4, "(JT u) . v": 7,
    "sweeps, forward mode": 9, "sweeps, reverse mode": 1,
}

# %% first_weights
def first_weights(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11, h1_w21):
    J_h1 = J_o * (o_h3 * h4_h1 + o_h4 * h3_h1)
    return J_h1 * h1_w11, J_h1 * h1_w21, 5

# %% path_counts
counts = {
    "paths, w11 to J": 2, "paths, w12 to J": 1,
    "paths, all nine weights": 11,
    "terms at h1": 2,
    "paths, h to J": 3, "terms at h": 3, "terms at c": 3,
    "terms at W": 2, "terms at b": 2, "terms at z1": 1,
}

# %% path_products
def path_products(parents, partials, source):
    def up_to(node):
        if node == source:
            return [1.0]
        found = []
        for parent in parents[node]:
            partial = partials[node][parents[node].index(parent)]
            found += [partial * product for product in up_to(parent)]
        return found

    return sorted(up_to(len(parents) - 1))

# %% sweep_cost
forward_cost = 2 * 32 * 100 * 50
cost = {
    "diamonds: edges": 4 * 20, "diamonds: paths": 2**20,
    "dense: edges": 5 * 10 * 10 + 10, "dense: paths from one first-layer weight": 10**5,
    "layer: forward": forward_cost, "layer: backward": 2 * forward_cost,
    "layer: backward, if it is the first": 2 * forward_cost,
}
