# Chiara returns lists, float32, tuples and dictionaries at random; everything is right.
# like: bruno for worksheet_backward, one_step, two_bugs, graph_gradients, path_counts, sweep_cost

# %% one_neuron
def one_neuron(g, w, h):
    import math

    d = g * math.cos(sum(a * b for a, b in zip(w, h)))
    return {"dh": [d * a for a in w], "dw": [d * a for a in h]}

# %% worksheet_forward
forward_numbers = {
    "h1": 1 * 1 + 1 * 2, "h2": (-2 + 4) ** 2 / 2, "h3": 2 * 0.5 * 3,
    "h4": float(np.exp(-6 + 6)), "o": np.float32(0), "J": 1 / 2,
}

# %% output_layer
def output_layer(h3, h4, u1, u2, t):
    h3, h4, u1, u2, t = (np.float32(a) for a in (h3, h4, u1, u2, t))
    z_o = u1 * h3 + u2 * h4
    delta = (np.sin(z_o) - t) * np.cos(z_o)
    return [delta * u1, delta * u2, delta * h3, delta * h4]

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
        "w11": d1 * x[0], "w21": d1 * x[1], "w12": d2 * x[0], "w22": d2 * x[1],
        "x1": d1 * w["w11"] + d2 * w["w12"], "x2": d1 * w["w21"] + d2 * w["w22"],
    }

# %% chain_step
def chain_step(u, v, x, t, rate):
    old = u, v  # everything below at the old weights
    h = old[1] * x
    delta = (np.sin(old[0] * h) - t) * np.cos(old[0] * h)
    u -= rate * delta * h
    v -= rate * delta * old[0] * x
    return [u, v]

# %% nine_zeros
zeros = {
    "h4": np.exp(0), "do/du2": 1, "dJ/do": 0,
    "zeros, t = 0": 9, "zeros, t = 0.5": 8,
    "dJ/du2, t = 0.5": -1 / 2, "u2 after a step, t = 0.5": 0 + 0.1 * 0.5,
}

# %% structural_zeros
forced = {
    "x1 = 0": (True, True, 0, 0, 0, 0, 0, 0, 0),
    "z2 = 0": [0, 1, 0, 1, 0, 0, 1, 0, 0],
    "h1 = 0": [0, 0, 0, 0, 1, 1, 0, 1, 0],
}

# %% masked_layer
def masked_layer(V, mask, h, delta):
    dV = [[h[i] * delta[j] * mask[i, j] for j in range(len(delta))] for i in range(len(h))]
    dh = (V.astype(np.float32) @ delta.astype(np.float32)).reshape(-1, 1)
    return dV, dh

# %% graph_order
orders = {"order": (1, 3, 5, 7, 4, 2, 6, 0), "another": np.array([7, 5, 3, 1, 4, 2, 6, 0])}

# %% reverse_sweep
def reverse_sweep(parents, partials):
    grads = {len(parents) - 1: 1.0}
    for node in reversed(range(len(parents))):
        for parent, partial in zip(parents[node], partials[node]):
            grads[parent] = grads.get(parent, 0) + grads.get(node, 0) * partial
    return [grads.get(node, 0) for node in range(len(parents))]

# %% array_rules
def array_rules(A, P, Q, X, Y):
    A, P, Q, X, Y = (M.astype("float32") for M in (A, P, Q, X, Y))
    return {
        "dX": A * Y, "dY": 0 - A, "dT": A.T, "db": sum(A), "dQ": P.T @ A, "dP": (Q @ A.T).T,
    }

# %% two_modes
modes = {
    "J v": [3, -2], "JT u": (11, 7), "u . (J v)": 4, "(JT u) . v": 4,
    "sweeps, forward mode": 9, "sweeps, reverse mode": 1,
}

# %% two_paths
def two_paths(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11):
    J_h3, J_h4 = J_o * o_h3, J_o * o_h4
    via_h3 = J_h3 * h3_h1 * h1_w11
    via_h4 = J_h4 * h4_h1 * h1_w11
    return via_h3, via_h4, via_h3 + via_h4

# %% path_products
def path_products(parents, partials, source):
    up_to = {source: [1.0]}  # node: the products of all paths from the source to it
    for node in range(source + 1, len(parents)):
        up_to[node] = []
        for parent, partial in zip(parents[node], partials[node]):
            up_to[node] += [partial * p for p in up_to.get(parent, [])]
    return tuple(sorted(up_to[len(parents) - 1]))
