# Agnes writes loops and prints on the way, and everything is right.
# like: bruno for worksheet_forward, nine_zeros, graph_order, two_bugs, path_counts, sweep_cost
# like: chiara for worksheet_gradients, two_paths

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

# %% explain_sweep
# In a chain every node has one child, so there is one term: = and += do the same there.
# With a skip the layer's output has two children. It needs the sum over its children, and = keeps
# the last term only. The sum is over edges, not over paths. Level by level, the layer may come up
# before its longer branch is done; it has to wait for all children. There are too many paths.
