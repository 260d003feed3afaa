# Jakob takes finite differences wherever that is allowed; all right, but one check is deleted.
# like: bruno
# like: agnes for structural_zeros, two_modes, first_weights
# like: the-solutions for array_rules
# do: delete reverse_sweep

# %% one_neuron
def slopes(f, v, h=1e-5):
    steps = h * np.eye(len(v))
    return np.array([(f(v + e) - f(v - e)) / (2 * h) for e in steps])


def one_neuron(g, w, h):
    return slopes(lambda v: g * np.sin(v @ h), w), slopes(lambda v: g * np.sin(w @ v), h)

# %% printed_lines
here = values()


def slope(name):
    h = 1e-6
    return (values(**{name: here[name] + h})["J"] - here["J"]) / h


ratios = {name: slope(name[4:]) / line for name, line in printed(here, slope).items()}

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
    # complex step: no cancellation
    def J(w, x):
        return 0.5 * (forward(w, x)["o"] - t) ** 2

    e = 1e-30
    grads = {name: J({**weights, name: w + e * 1j}, x).imag / e for name, w in weights.items()}
    grads["x1"] = J(weights, [x[0] + e * 1j, x[1]]).imag / e
    grads["x2"] = J(weights, [x[0], x[1] + e * 1j]).imag / e
    return grads

# %% step_in_place
def step_in_place(w, x, t, rate):
    def J(w):
        a = x
        for w_l in w:
            a = np.sin(w_l * a)
        return 0.5 * (a - t) ** 2

    return w - rate * slopes(J, w)

# %% masked_layer
def masked_layer(V, mask, h, delta):
    return np.outer(h, delta) * mask, V @ delta

# %% reverse_sweep
def reverse_sweep(parents, partials):
    grads = np.zeros(len(parents))
    grads[-1] = 1
    for node in range(len(parents) - 1, -1, -1):
        for parent, partial in zip(parents[node], partials[node]):
            grads[parent] += grads[node] * partial
    return grads

# %% graph_gradients
def topological_order(parents, sink):
    from functools import cache

    @cache
    def depth(node):
        return 1 + max([depth(parent) for parent in parents[node]], default=0)

    return sorted(range(len(parents)), key=depth)


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
