# Lisa returns lists and tuples of plain numbers, and everything is right.

# %% single_shapes
shapes = {"z": (3,), "delta": (3,), "dW": (3, 5), "dx": (5,), "db": (3,)}

# %% zero_partials
is_zero = {
    "z1 w11": False, "z1 w12": False, "z1 w21": True, "z1 w22": True,
    "z2 w11": True, "z2 w12": True, "z2 w21": False, "z2 w22": False,
}

# %% local_partials
def local_partials(x, n_out):
    return [[[float(v) * (k == i) for v in x] for i in range(n_out)] for k in range(n_out)]

# %% weight_gradient
def weight_gradient(delta, x):
    return [[float(d * v) for v in x] for d in delta]

# %% input_gradient
def input_gradient(delta, W):
    return [float(sum(W[k][j] * delta[k] for k in range(len(delta)))) for j in range(len(W[0]))]

# %% squared_error_delta
def squared_error_delta(z, y):
    return tuple(float(a - b) for a, b in zip(z, y))

# %% what_delta_is
by_hand = {"dc/dz": 4, "dz/dc": 0.25, "dL/dc": 6, "delta": 24}

# %% sigmoid_slope
def sigmoid_slope(z):
    return [float(np.exp(-v) / (1 + np.exp(-v)) ** 2) for v in z]

# %% sigmoid_delta
def sigmoid_delta(g, z):
    return [a * b for a, b in zip(g, sigmoid_slope(z))]

# %% layer_gradients
def layer_gradients(x, y, W, b):
    z = [sum(w * v for w, v in zip(row, x)) + c for row, c in zip(W, b)]
    a = [1 / (1 + np.exp(-v)) for v in z]
    delta = sigmoid_delta(squared_error_delta(a, y), z)
    return {"dW": weight_gradient(delta, x), "delta": delta, "db": delta,
            "dx": input_gradient(delta, W)}

# %% softmax_delta
def softmax_delta(g, z):
    e = [np.exp(v) for v in z]
    p = [v / sum(e) for v in e]
    mean = sum(a * b for a, b in zip(p, g))
    return [a * (b - mean) for a, b in zip(p, g)]

# %% elementwise_fails
example = {"z": [0, 0, 0], "g": [1, 2, 0]}

# %% batch_gradients
def batch_gradients(Delta, X, W):
    per_sample = np.einsum("no,ni->noi", Delta, X)
    return per_sample, per_sample.sum(axis=0), Delta.sum(axis=0), np.einsum("no,oi->ni", Delta, W)

# %% gradient_ranks
ranks = {"one sample": 1, "two samples": 2, "eight samples": 3}

# %% numerical_gradient
def numerical_gradient(f, W, h=1e-5):
    G = np.zeros_like(W)
    for at in np.ndindex(W.shape):
        E = np.zeros_like(W)
        E[at] = h
        G[at] = (f(W + E) - f(W - E)) / (2 * h)
    return G
