# Henrik forgets local derivatives, and follows no zero further than he sees it.
# like: jakob for masked_layer, graph_order, two_bugs, array_rules, two_modes, path_counts

# %% one_neuron
def one_neuron(g, w, h):
    delta = g
    return delta * h, delta * w

# %% worksheet_forward
forward_numbers = {"h1": 3, "h2": 2, "h3": 3, "h4": 0, "o": None, "J": None}

# %% worksheet_backward
backward_numbers = {
    "dJ/do": -1, "dJ/dh3": 1, "dJ/dh4": -3,
    "dJ/dh1 via h3": 1, "dJ/dh1 via h4": 6, "dJ/dh1": 7, "dJ/dh2": -9,
    "dJ/du1": -3, "dJ/du2": -1,
    "dJ/dv11": 6, "dJ/dv12": -9, "dJ/dv22": -6,
    "dJ/dw11": 7, "dJ/dw21": 14,
    "dJ/dw12": -9, "dJ/dw22": -18,
}

# %% output_layer
def output_layer(h3, h4, u1, u2, t):
    delta = np.sin(u1 * h3 + u2 * h4) - t
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

# %% chain_step
def chain_step(u, v, x, t, rate):
    h = v * x
    delta = (np.sin(u * h) - t) * np.cos(u * h)
    return u - delta * h, v - delta * u * x

# %% one_step
weights = {
    "w11": 0.3, "w12": -0.4, "w21": 0.1, "w22": 0.9,
    "v11": 0.7, "v12": -0.2, "v22": 0.55, "u1": 0.6, "u2": 0.45,
}
x, t, rate = np.array([1.5, 2.0]), 0.4, 0.1


def loss(weights):
    return 0.5 * (forward(weights, x)["o"] - t) ** 2


g = worksheet_gradients(weights, x, t)
after = {name: w - rate * g[name] for name, w in weights.items()}
other = {name: w + rate * g[name] for name, w in weights.items()}
numbers = {"J before": loss(weights), "J after": loss(weights), "J after, printed sign": loss(weights)}

# %% nine_zeros
zeros = {
    "h4": 1, "do/du2": 1, "dJ/do": 0,
    "zeros, t = 0": 9, "zeros, t = 0.5": 9,
    "dJ/du2, t = 0.5": 0, "u2 after a step, t = 0.5": 0,
}

# %% structural_zeros
forced = {
    "x1 = 0": [1, 1, 0, 0, 0, 0, 0, 0, 0],
    "z2 = 0": [0, 1, 0, 1, 0, 0, 1, 0, 0],
    "h1 = 0": [0, 0, 0, 0, 1, 1, 0, 0, 0],
}

# %% reverse_sweep
def reverse_sweep(parents, partials):
    grads = [0.0] * len(parents)
    grads[-1] = 1.0
    for node in reversed(range(len(parents))):
        for parent, partial in zip(parents[node], partials[node]):
            grads[parent] += partial
    return grads

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

# %% two_paths
def two_paths(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11):
    J_h4 = J_o * o_h4
    via_h3 = o_h3 * h3_h1 * h1_w11
    via_h4 = J_h4 * h4_h1 * h1_w11
    return via_h3, via_h4, via_h3 + via_h4

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
