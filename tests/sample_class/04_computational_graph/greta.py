# Greta mixes up indices: from and to, rows and columns, and which of two edges is meant.
# like: bruno for one_step, graph_order, two_bugs, graph_gradients
# like: agnes for output_layer, two_paths

# %% one_neuron
def one_neuron(g, w, h):
    delta = g * np.cos(h @ w)
    return delta * w, delta * h

# %% worksheet_forward
# h4 comes out huge, so I stopped
forward_numbers = {"h1": -3, "h2": 12.5, "h3": -3, "h4": None, "o": None, "J": None}

# %% worksheet_backward
backward_numbers = {
    "dJ/do": -1, "dJ/dh3": 1, "dJ/dh4": -3,
    "dJ/dh1 via h3": 1, "dJ/dh1 via h4": 6, "dJ/dh1": 7, "dJ/dh2": -9,
    "dJ/du1": -3, "dJ/du2": -1,
    "dJ/dv11": 6, "dJ/dv12": -9, "dJ/dv22": -6,
    "dJ/dw11": 7, "dJ/dw21": -18,
    "dJ/dw12": 14, "dJ/dw22": -36,
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

# %% chain_step
def chain_step(u, v, x, t, rate):
    h = v * x
    delta = (np.sin(u * h) - t) * np.cos(u * h)
    new_v = v - rate * delta * u * x
    h = new_v * x
    delta = (np.sin(u * h) - t) * np.cos(u * h)
    return u - rate * delta * h, new_v

# %% nine_zeros
# all weights 0, so h4 = 0 and everything above is 0
zeros = {
    "h4": 0, "do/du2": 0, "dJ/do": 0,
    "zeros, t = 0": 9, "zeros, t = 0.5": 9,
    "dJ/du2, t = 0.5": 0, "u2 after a step, t = 0.5": 0,
}

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
