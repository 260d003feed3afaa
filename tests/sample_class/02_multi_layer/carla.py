# Carla returns lists of plain numbers, and float32 in places; everything is right.
# like: bela for derive_weight_rows
# like: bela for moved_factors, derive_hidden_delta
# like: the-solutions for forward_diagram, parameter_shapes, main_benefit
# like: the-solutions for linear_module, sigmoid_and_loss

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
    "printed k_2": (7.0, 10.0),
    "right k_2": (2.0, 7.0),
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

# %% gradient_from_g
def gradient_from_g(g_next, W_next, z_next, z, a_before):
    upper = [d / np.cosh(v) ** 2 for d, v in zip(g_next, z_next)]
    g = [dot(column, upper) for column in W_next.T]
    return g, [[v / np.cosh(t) ** 2 * a for a in a_before] for v, t in zip(g, z)]

# %% all_outputs
def all_outputs(delta2, W2, z1, x):
    s = [1 - np.tanh(v) ** 2 for v in z1]
    per_output = [
        [[d * w * t * v for v in x] for w, t in zip(row, s)] for d, row in zip(delta2, W2)
    ]
    back = [dot(column, delta2) for column in W2.T]
    return per_output, [[b * t * v for v in x] for b, t in zip(back, s)]

# %% forward_pass
def forward_pass(x, y, W1, W2):
    z1 = [dot(row, x) for row in W1]
    a1 = [float(sigmoid(v)) for v in z1]
    z2 = [dot(row, a1) for row in W2]
    a2 = [float(sigmoid(v)) for v in z2]
    return z1, a1, z2, a2, sum((a - t) ** 2 for a, t in zip(a2, y)) / 2

# %% one_row
def one_row(x, y, W1, W2, row):
    _, a1, _, a2, _ = forward_pass(x, y, W1, W2)
    J = [[(k == row) * v * (1 - v) * a for a in a1] for k, v in enumerate(a2)]
    error = [v - t for v, t in zip(a2, y)]
    return error, J, [error[row] * v for v in J[row]]

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

# %% deep_step
def deep_step(x, y, weights, rate):
    a = [list(x)]
    for W in weights:
        a.append([float(sigmoid(dot(row, a[-1]))) for row in W])
    g, new = [v - t for v, t in zip(a[3], y)], []
    for W, before, after in zip(weights[::-1], a[2::-1], a[:0:-1]):
        delta = [d * v * (1 - v) for d, v in zip(g, after)]
        new.append([[w - rate * d * v for w, v in zip(row, before)] for row, d in zip(W, delta)])
        g = [dot(column, delta) for column in W.T]
    return new[2], new[1], g

# %% columns_module
def columns_module(A, H, W):
    dW = [[dot(a, h) for h in H] for a in A]
    dH = [[dot(w, a) for a in A.T] for w in W.T]
    return dW, dH

# %% other_storage
def other_storage(X, delta2, W1, W2):
    X, delta2, W1, W2 = [v.astype(np.float32) for v in (X, delta2, W1, W2)]
    A1 = np.tanh(X @ W1)
    delta1 = (delta2 @ W2.T) * (1 - A1**2)
    return A1.T @ delta2, delta1, X.T @ delta1, delta1 @ W1.T

# %% adjoint_identity
def adjoint_identity(A, W, x, dW, dx):
    s = [1 - np.tanh(dot(row, x)) ** 2 for row in W]
    dz = [dot(r, x) + dot(row, dx) for r, row in zip(dW, W)]
    da = [t * v for t, v in zip(s, dz)]
    delta = [a * t for a, t in zip(A, s)]
    gW, gx = [[d * v for v in x] for d in delta], [dot(column, delta) for column in W.T]
    return da, gW, gx, dot(A, da), sum(dot(g, r) for g, r in zip(gW, dW)) + dot(gx, dx)

# %% kronecker_view
def kronecker_view(delta, h):
    n = len(delta)
    K = [[float(h[r // n]) if r % n == k else 0.0 for r in range(n * len(h))] for k in range(n)]
    return K, [float(d * v) for v in h for d in delta]

# %% network_by_modules
def network_by_modules(X, Y, weights, biases):
    row = []
    for W, b in zip(weights, biases):
        row += [Linear(W, b), Sigmoid()]
    loss, A = Loss(), X
    for module in row:
        A = module.forward(A)
    found = {"L": float(loss.forward(A, Y))}
    g = loss.backward()
    for k in (5, 4, 3, 2, 1, 0):
        g = row[k].backward(g)
        if k % 2 == 0:
            found[f"dW{k // 2 + 1}"] = row[k].dW.tolist()
            found[f"db{k // 2 + 1}"] = row[k].db.tolist()
    return {**found, "dX": g.tolist()}
