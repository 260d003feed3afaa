# Agnes writes loops and prints on the way, and everything is right.

# %% one_neuron
def one_neuron(g, w, h):
    z = 0.0
    for k in range(len(w)):
        z += w[k] * h[k]
    delta = g * np.cos(z)
    print("delta =", delta)
    dw, dh = np.zeros(len(w)), np.zeros(len(w))
    for k in range(len(w)):
        dw[k] = delta * h[k]
        dh[k] = delta * w[k]
    return dw, dh

# %% worksheet_forward
forward_numbers = {"h1": 3, "h2": 2, "h3": 3, "h4": 1, "o": 0, "J": 0.5}

# %% worksheet_backward
# checked twice: h1 gets 1 from h3 and 6 from h4
backward_numbers = {
    "dJ/do": -1, "dJ/dh3": 1, "dJ/dh4": -3,
    "dJ/dh1 via h3": 1, "dJ/dh1 via h4": 6, "dJ/dh1": 7, "dJ/dh2": -9,
    "dJ/du1": -3, "dJ/du2": -1,
    "dJ/dv11": 6, "dJ/dv12": -9, "dJ/dv22": -6,
    "dJ/dw11": 7, "dJ/dw21": 14,
    "dJ/dw12": -18, "dJ/dw22": -36,
}

# %% output_layer
def output_layer(h3, h4, u1, u2, t):
    z_o = u1 * h3 + u2 * h4
    error = np.sin(z_o) - t
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
    h = v * x
    delta = (np.sin(u * h) - t) * np.cos(u * h)
    new_u = u - rate * delta * h
    new_v = v - rate * delta * u * x
    return new_u, new_v

# %% one_step
weights = {
    "w11": 0.3, "w12": -0.4, "w21": 0.1, "w22": 0.9,
    "v11": 0.7, "v12": -0.2, "v22": 0.55, "u1": 0.6, "u2": 0.45,
}
x, t, rate = np.array([1.5, 2.0]), 0.4, 0.1


def loss(weights):
    return 0.5 * (forward(weights, x)["o"] - t) ** 2


g = worksheet_gradients(weights, x, t)
before = loss(weights)
new, wrong = {}, {}
for name in weights:
    new[name] = weights[name] - rate * g[name]
    wrong[name] = weights[name] + rate * g[name]
print(before, loss(new), loss(wrong))
numbers = {"J before": before, "J after": loss(new), "J after, printed sign": loss(wrong)}

# %% nine_zeros
zeros = {
    "h4": 1, "do/du2": 1, "dJ/do": 0,
    "zeros, t = 0": 9, "zeros, t = 0.5": 8,
    "dJ/du2, t = 0.5": -0.5, "u2 after a step, t = 0.5": 0.05,
}

# %% structural_zeros
forced = {
    "x1 = 0": [1, 1, 0, 0, 0, 0, 0, 0, 0],
    "z2 = 0": [0, 1, 0, 1, 0, 0, 1, 0, 0],
    "h1 = 0": [0, 0, 0, 0, 1, 1, 0, 1, 0],
}

# %% masked_layer
def masked_layer(V, mask, h, delta):
    dV = np.zeros(V.shape)
    dh = np.zeros(len(h))
    for i in range(V.shape[0]):
        for j in range(V.shape[1]):
            if mask[i, j] == 1:
                dV[i, j] = h[i] * delta[j]
                dh[i] += V[i, j] * delta[j]
    return dV, dh

# %% graph_order
orders = {"order": [7, 1, 4, 5, 2, 3, 6, 0], "another": [1, 7, 4, 5, 2, 3, 6, 0]}

# %% reverse_sweep
def reverse_sweep(parents, partials):
    n = len(parents)
    grads = [0.0] * n
    grads[n - 1] = 1.0
    node = n - 1
    while node >= 0:
        for k in range(len(parents[node])):
            grads[parents[node][k]] += grads[node] * partials[node][k]
        node -= 1
    return grads

# %% two_bugs
bugs = {"right": 81, "= for +=": 54, "u before v": 27}

# %% graph_gradients
def topological_order(parents, sink):
    # round and round, until nobody is left
    order = []
    while len(order) < len(parents):
        for node in range(len(parents)):
            if node not in order and all(parent in order for parent in parents[node]):
                order.append(node)
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

# %% array_rules
def array_rules(A, P, Q, X, Y):
    N, n_out = A.shape
    dP, dQ, db = np.zeros(P.shape), np.zeros(Q.shape), np.zeros(n_out)
    dY, dX, dT = np.zeros(A.shape), np.zeros(A.shape), np.zeros((n_out, N))
    for n in range(N):
        for o in range(n_out):
            for i in range(P.shape[1]):
                dP[n, i] += A[n, o] * Q[i, o]
                dQ[i, o] += P[n, i] * A[n, o]
            db[o] += A[n, o]
            dY[n, o] = -A[n, o]
            dX[n, o] = A[n, o] * Y[n, o]
            dT[o, n] = A[n, o]
    return dP, dQ, db, dY, dX, dT

# %% two_modes
modes = {
    "J v": [3, -2], "JT u": [11, 7], "u . (J v)": 4, "(JT u) . v": 4,
    "sweeps, forward mode": 9, "sweeps, reverse mode": 1,
}

# %% two_paths
def two_paths(J_o, o_h3, o_h4, h3_h1, h4_h1, h1_w11):
    J_h3, J_h4 = J_o * o_h3, J_o * o_h4
    via_h3 = J_h3 * h3_h1 * h1_w11
    via_h4 = J_h4 * h4_h1 * h1_w11
    return via_h3, via_h4, via_h3 + via_h4

# %% path_counts
counts = {
    "paths, w11 to J": 2, "paths, w12 to J": 1,
    "paths, all nine weights": 11,
    "terms at h1": 2,
    "paths, h to J": 3, "terms at h": 1, "terms at c": 3,
    "terms at W": 2, "terms at b": 2, "terms at z1": 1,
}

# %% path_products
def path_products(parents, partials, source):
    products = []
    todo = [(len(parents) - 1, 1.0)]
    while todo:
        node, product = todo.pop()
        if node == source:
            products.append(product)
        else:
            for k in range(len(parents[node])):
                todo.append((parents[node][k], product * partials[node][k]))
    products.sort()
    return products

# %% sweep_cost
forward_cost = 2 * 32 * 100 * 50
cost = {
    "diamonds: edges": 4 * 20, "diamonds: paths": 2**20,
    "dense: edges": 5 * 10 * 10 + 10, "dense: paths from one first-layer weight": 10**5,
    "layer: forward": forward_cost, "layer: backward": 2 * forward_cost,
    "layer: backward, if it is the first": forward_cost,
}

# %% explain_sweep
# In a chain every node has one child, so there is one term: = and += do the same there.
# With a skip the layer's output has two children. It needs the sum over its children, and = keeps
# the last term only. The sum is over edges, not over paths. Level by level, the layer may come up
# before its longer branch is done; it has to wait for all children. There are too many paths.
