# Ines left a bracket open in worksheet_gradients, which nine_new_weights calls, and misspells names.
# like: jakob
# like: agnes for step_in_place
# like: elif for one_neuron

# %% worksheet_forward
z_o = 7.5 + 2 / np.e
forwad_numbers = {"h1": 5, "h2": 8, "h3": 15, "h4": 1 / np.e, "o": np.sin(z_o), "J": 0.5 * (np.sin(z_o) - 0.5) ** 2}

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
    d_o = (f["o"] - t) * np.cos(f["z_o"]
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
    return oder


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
    return A @ Q.T, P.T @ A, A.sum(axs=0), -A, A * Y, A.T

# %% first_weights
def first_weights(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11, h1_w21):
    J_h1 = J_o * (o_h3 * h3_h1 + o_h4 * h4_h1)
    return J_h1 * h1_w11, J_h1 * h1_w21, 5
