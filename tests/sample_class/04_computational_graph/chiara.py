# Chiara returns lists, float32, tuples and dictionaries at random; everything is right.
# like: bruno for worksheet_backward, two_bugs, graph_gradients, path_counts, sweep_cost
# like: bruno for printed_lines, derive_adjoint, derive_first_weight

# %% one_neuron
def one_neuron(g, w, h):
    import math

    d = g * math.cos(sum(a * b for a, b in zip(w, h)))
    return {"dh": [d * a for a in w], "dw": [d * a for a in h]}

# %% worksheet_forward
forward_numbers = {
    "h1": 3 * 3 - 2 * 2, "h2": (2 * 3 - 2) ** 2 / 2, "h3": 2 * 1.5 * 5,
    "h4": [float(np.exp(15 - 16))], "o": np.sin([7.5 + 2 / np.e]),
    "J": (np.sin(7.5 + 2 / np.e) - 0.5) ** 2 / 2,
}

# %% local_blanks
e, c = np.exp(-1), np.cos(7.5 + 2 * np.exp(-1))
local = {
    "do/dh3": c / 2, "do/dh4": 2 * c, "do/du1": 15 * c, "do/du2": e * c,
    "dh3/dh1": np.float32(3), "dh3/dv11": 10,
    "dh4/dh1": 3 * e, "dh4/dh2": -2 * e, "dh4/dv12": 5 * e, "dh4/dv22": 8 * e,
    "dh1/dw11": [3], "dh1/dw21": 2,
    "dh2/dw12": 12, "dh2/dw22": 8,
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
        "w11": d1 * x[0], "w21": d1 * x[1], "w12": d2 * x[0], "w22": d2 * x[1],
        "x1": d1 * w["w11"] + d2 * w["w12"], "x2": d1 * w["w21"] + d2 * w["w22"],
    }

# %% step_in_place
def step_in_place(w, x, t, rate):
    old = [float(v) for v in w]  # everything below at the old weights
    a = [x]
    for v in old:
        a.append(np.sin(v * a[-1]))
    g = a[-1] - t
    for l in reversed(range(len(w))):
        delta = g * np.cos(old[l] * a[l])
        w[l] -= rate * delta * a[l]
        g = delta * old[l]
    return list(w)

# %% nine_new_weights
g = worksheet_gradients(instance, (x1, x2), t)
new = {name: np.array([w - 0.1 * g[name]]) for name, w in instance.items()}
new["J after"] = values(**{name: w[0] for name, w in new.items()})["J"]

# %% nine_zeros
zeros = {
    "h4": np.exp(0), "do/du2": 1, "dJ/do": 0,
    "zeros, t = 0": 9, "zeros, t = 0.5": 8,
    "dJ/du2, t = 0.5": -1 / 2, "u2 after a step, t = 0.5": 0 + 0.1 * 0.5,
}

# %% stable_weights
stable = dict.fromkeys(instance, np.zeros(1))
stable["u2"] = [3 * np.pi / 2]

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

# %% local_rules
sent = {
    "a + b": [3, 3], "a - b": [3, -3], "a * b": np.array([-6.0, 15.0]), "max(a, b)": (3, 0),
    "a * a": [30], "a in two nodes": np.float32(-4),
}

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

# %% first_weights
def first_weights(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11, h1_w21):
    J_h1 = J_o * (o_h3 * h3_h1 + o_h4 * h4_h1)
    return {"products": 5.0, "dw21": [J_h1 * h1_w21], "dw11": J_h1 * h1_w11}

# %% path_products
def path_products(parents, partials, source):
    up_to = {source: [1.0]}  # node: the products of all paths from the source to it
    for node in range(source + 1, len(parents)):
        up_to[node] = []
        for parent, partial in zip(parents[node], partials[node]):
            up_to[node] += [partial * p for p in up_to.get(parent, [])]
    return tuple(sorted(up_to[len(parents) - 1]))
