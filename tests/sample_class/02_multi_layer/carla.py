# Carla returns lists of plain numbers, and float32 in places; everything is right.
# like: bela for frobenius_rules

# %% two_linear_layers
def dot(u, v):
    return float(sum(a * b for a, b in zip(u, v)))


def two_linear_layers(x, W1, b1, W2, b2, delta2):
    z1 = [dot(row, x) + b for row, b in zip(W1, b1)]
    delta1 = [dot(column, delta2) for column in zip(*W2)]
    dW2 = [[d * z for z in z1] for d in delta2]
    dW1 = [[d * v for v in x] for d in delta1]
    return delta1, dW2, dW1

# %% linear_chain
def linear_chain(weights, delta):
    J = np.eye(weights[0].shape[1], dtype=np.float32)
    for W in weights:
        J = W.astype(np.float32) @ J
    return [J, delta.astype(np.float32) @ J]

# %% hidden_delta
def hidden_delta(delta_next, W_next, z):
    return [dot(W_next[:, i], delta_next) / np.cosh(z[i]) ** 2 for i in range(len(z))]

# %% printed_index
index = {
    "first line: k_3 belongs to W_": 4,
    "second line: k_2 belongs to W_": 3,
    "general line: k_3 belongs to W_": 3,
    "general line: k_2 belongs to W_": 2,
    "printed k_2": (1.0, 2.0),
    "right k_2": (0.0, 1.0),
    "k_2 raises an error": False,
    "k_1 raises an error": True,
}

# %% chain_gradients
def chain_gradients(x, y, weights):
    a = [x]
    for W in weights:
        a.append(sigmoid(W @ a[-1]))
    yhat = float(a[4][0])
    k = [2 * (yhat - y) * yhat * (1 - yhat)]
    out = {}
    for layer in range(4, 0, -1):
        out[f"dW{layer}"] = [[ki * v for v in a[layer - 1]] for ki in k]
        k = [dot(col, k) * v * (1 - v) for col, v in zip(weights[layer - 1].T, a[layer - 1])]
    return out

# %% after_activation
def after_activation(k, weights, zs):
    k = k.astype(np.float32)
    (W2, W3), (z2, z3) = [[v.astype(np.float32) for v in vs] for vs in (weights, zs)]
    M3 = W3.T * (1 - np.tanh(z3) ** 2)  # the columns scaled: same as W3.T @ D3
    M2 = W2.T * (1 - np.tanh(z2) ** 2)
    return M3 @ k, M2 @ (M3 @ k), M2 @ M3

# %% all_outputs
def all_outputs(delta2, W2, z1, x):
    s = [1 - np.tanh(v) ** 2 for v in z1]
    per_output = [
        [[d * w * t * v for v in x] for w, t in zip(row, s)] for d, row in zip(delta2, W2)
    ]
    back = [dot(column, delta2) for column in W2.T]
    return per_output, [[b * t * v for v in x] for b, t in zip(back, s)]

# %% diagonal_view
def diagonal(v):
    return [[v[i] if i == j else 0.0 for j in range(len(v))] for i in range(len(v))]


def diagonal_view(x, y, W1, W2):
    a1 = [sigmoid(dot(row, x)) for row in W1]
    a2 = [sigmoid(dot(row, a1)) for row in W2]
    o = [v * (1 - v) for v in a2]
    l = [v * (1 - v) for v in a1]
    delta2 = [s * (v - t) for s, v, t in zip(o, a2, y)]
    da1 = [dot(column, delta2) for column in W2.T]
    dW2 = [[d * v for v in a1] for d in delta2]
    dW1 = [[s * g * v for v in x] for s, g in zip(l, da1)]
    return diagonal(o), dW2, da1, diagonal(l), dW1

# %% known_forward
known = {
    "Omega": True,
    "dL/da2": False,
    "delta2": False,
    "dz2_j/dw2_j": True,
    "dW2": False,
    "dz2/da1": True,
    "dL/da1": False,
    "Lambda": True,
    "delta1": False,
    "dW1": False,
    "entry at y = 3": -1 / 2,
}

# %% network_gradients
def network_gradients(X, Y, W1, b1, W2, b2):
    X, Y, W1, b1, W2, b2 = (np.asarray(v, dtype="float32") for v in (X, Y, W1, b1, W2, b2))
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - Y) / len(X) * A2 * (1 - A2)
    delta1 = (delta2 @ W2) * (1 - A1 * A1)
    return [delta2, delta2.T @ A1, sum(delta2), delta1, delta1.T @ X, sum(delta1)]

# %% network_step
def network_step(x, y, W1, W2, rate):
    _, dW2, _, _, dW1 = diagonal_view(x, y, W1, W2)
    W1 = [[w - rate * g for w, g in zip(*rows)] for rows in zip(W1, dW1)]
    W2 = [[w - rate * g for w, g in zip(*rows)] for rows in zip(W2, dW2)]
    return W1, W2

# %% columns_module
def columns_module(A, H, W):
    dW = [[dot(a, h) for h in H] for a in A]
    dH = [[dot(w, a) for a in A.T] for w in W.T]
    return dW, dH

# %% rows_module
def rows_module(A, H, W):
    dW = [[dot(h, a) for a in A.T] for h in H.T]
    dH = [[dot(a, w) for w in W] for a in A]
    return dW, dH

# %% layer_both_ways
def layer_both_ways(A, W, x, dW, dx):
    s = [1 - np.tanh(dot(row, x)) ** 2 for row in W]
    da = [t * (dot(d, x) + dot(row, dx)) for t, d, row in zip(s, dW, W)]
    return da, [t * v for t, v in zip(s, A)]

# %% kronecker_view
def kronecker_view(delta, h):
    n = len(delta)
    K = [[float(h[r // n]) if r % n == k else 0.0 for r in range(n * len(h))] for k in range(n)]
    return K, [float(d * v) for v in h for d in delta]
