# Farid takes target minus output throughout, and the sine for its slope at the neuron.
# like: jakob

# %% one_neuron
def one_neuron(g, w, h):
    delta = g * np.sin(np.dot(w, h))
    return delta * h, delta * w

# %% worksheet_forward
forward_numbers = {"h1": 3, "h2": 2, "h3": 3, "h4": 1, "o": 0, "J": 1}

# %% worksheet_backward
backward_numbers = {
    "dJ/do": 1, "dJ/dh3": -1, "dJ/dh4": 3,
    "dJ/dh1 via h3": -1, "dJ/dh1 via h4": -6, "dJ/dh1": -7, "dJ/dh2": 9,
    "dJ/du1": 3, "dJ/du2": 1,
    "dJ/dv11": -6, "dJ/dv12": 9, "dJ/dv22": 6,
    "dJ/dw11": -7, "dJ/dw21": -14,
    "dJ/dw12": 18, "dJ/dw22": 36,
}

# %% output_layer
def output_layer(h3, h4, u1, u2, t):
    # looks fine to me
    z_o = u1 * h3 + u2 * h4
    error = t - np.sin(z_o)
    delta = error * np.cos(z_o)
    return delta * u1, delta * u2, delta * h3, delta * h4

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
    d_o = (t - f["o"]) * np.cos(f["z_o"])
    d3 = d_o * w["u1"] * 2
    d4 = d_o * w["u2"] * f["h4"]
    d1 = d3 * w["v11"] + d4 * w["v12"]
    d2 = d4 * w["v22"] * f["z2"]
    return {
        "u1": d_o * f["h3"], "u2": d_o * f["h4"],
        "v11": d3 * f["h1"], "v12": d4 * f["h1"], "v22": d4 * f["h2"],
        "w11": d1 * x[0], "w21": d1 * x[1], "w12": d2 * x[0], "w22": d2 * x[1],
        "x1": d1 * w["w11"] + d2 * w["w12"], "x2": d1 * w["w21"] + d2 * w["w22"],
    }

# %% nine_zeros
zeros = {
    "h4": 1, "do/du2": 1, "dJ/do": 0,
    "zeros, t = 0": 9, "zeros, t = 0.5": 8,
    "dJ/du2, t = 0.5": 0.5, "u2 after a step, t = 0.5": -0.05,
}

# %% structural_zeros
forced = {
    "x1 = 0": [0, 0, 1, 1, 1, 1, 1, 1, 1],
    "z2 = 0": [1, 0, 1, 0, 1, 1, 0, 1, 1],
    "h1 = 0": [1, 1, 1, 1, 0, 0, 1, 0, 1],
}

# %% graph_order
orders = {"order": [1, 7, 4, 5, 2, 3, 6, 0], "another": [1, 7, 4, 2, 5, 3, 6, 0]}

# %% two_bugs
bugs = {"right": 81, "= for +=": 27, "u before v": 54}

# %% graph_gradients
def topological_order(parents, sink):
    return list(range(len(parents)))  # small numbers first


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
    dT = A.T
    dY = A
    db = A.mean(axis=0)
    return A @ Q.T, P.T @ A, db, dY, A * Y, dT

# %% two_paths
def two_paths(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11):
    J_h3, J_h4 = J_o * o_h3, J_o * o_h4
    via_h3 = J_h3 * o_h3 * h3_h1 * h1_w11
    via_h4 = J_h4 * o_h4 * h4_h1 * h1_w11  # now both look the same
    return via_h3, via_h4, via_h3 + via_h4

# %% path_counts
counts = {
    "paths, w11 to J": 2, "paths, w12 to J": 1,
    "paths, all nine weights": 11,
    "terms at h1": 2,
    "paths, h to J": 3, "terms at h": 1, "terms at c": 3,
    "terms at W": 1, "terms at b": 1, "terms at z1": 1,
}
