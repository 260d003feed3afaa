# Agnes writes loops and prints on the way, and everything is right.
# like: bruno for worksheet_forward, local_blanks, nine_zeros, graph_order, two_bugs
# like: bruno for local_rules, path_counts, sweep_cost
# like: chiara for worksheet_gradients, first_weights

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
# checked twice: two messages come back to h1
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
    "dJ/dw11": 3 * d1, "dJ/dw21": 2 * d1,
    "dJ/dw12": 12 * d2, "dJ/dw22": 8 * d2,
}

# %% printed_lines
ratios = {}
here = values()


def slope(name):
    up, down = values(**{name: here[name] + 1e-5}), values(**{name: here[name] - 1e-5})
    return (up["J"] - down["J"]) / 2e-5


lines = printed(here, slope)
for name in lines:
    measured = slope(name[4:])
    print(name, measured, lines[name])
    ratios[name] = measured / lines[name]

# %% step_in_place
def step_in_place(w, x, t, rate):
    a = [x]
    for l in range(len(w)):
        a.append(np.sin(w[l] * a[l]))
    grads = np.zeros(len(w))
    g = a[-1] - t
    for l in range(len(w) - 1, -1, -1):
        delta = g * np.cos(w[l] * a[l])
        grads[l] = delta * a[l]
        g = delta * w[l]
        print("layer", l, "g =", g)
    return w - rate * grads

# %% nine_new_weights
g = worksheet_gradients(instance, np.array([x1, x2]), t)
new = {}
for name in instance:
    new[name] = instance[name] - 0.1 * g[name]
new["J after"] = 0.5 * (forward(new, [x1, x2])["o"] - t) ** 2
print(new)

# %% stable_weights
# the hidden units may be anything as long as u1 h3 = 0 and h4 = 1
stable = {
    "w11": 2, "w12": 3, "w21": 0, "w22": 0,
    "v11": 4, "v12": 5, "v22": 6, "u1": 7, "u2": -np.pi / 2,
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

# %% derive_adjoint
v_bar = {
    "children": "sum(c, dc_dv[c, i] * c_bar[c])",
    "grandchildren": "sum(c, dc_dv[c, i] * sum(e, de_dc[e, c] * e_bar[e]))",
    "regrouped": "sum(e, de_dv[e, i] * e_bar[e])",
    "matrix form": "(de_dc @ dc_dv).T @ e_bar",
}

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

# %% derive_first_weight
dJ_dw11 = {
    "sum over paths": "dh1_dw11 * dh3_dh1 * do_dh3 * dJ_do + dh1_dw11 * dh4_dh1 * do_dh4 * dJ_do",
    "factored": "dJ_do * dh1_dw11 * (dh3_dh1 * do_dh3 + dh4_dh1 * do_dh4)",
    "adjoints of h3 and h4": "dJ_dh3 * dh3_dh1 * dh1_dw11 + dJ_dh4 * dh4_dh1 * dh1_dw11",
    "adjoint of h1": "dh1_dw11 * dJ_dh1",
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

# %% hand_copies
# If v moves by e then every copy moves by e, and to first order L moves by e times the sum of all
# dF/dv_k (chain rule). The copy v_k goes into c_k and nothing else, so dF/dv_k = (adjoint of c_k)
# times dc_k/dv_k; all ways from c_k on are in its adjoint. Divide by e. At a: one term, one edge.

# %% explain_sweep
# In a chain every node has one child, so there is one term: = and += do the same there.
# With a skip the layer's output has two children. It needs the sum over its children, and = keeps
# the last term only. The sum is over edges, not over paths. Level by level, the layer may come up
# before its longer branch is done; it has to wait for all children. There are too many paths.
