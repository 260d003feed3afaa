# Lisa returns lists and tuples of plain numbers, and everything is right.
# like: einar

# %% local_partials
def local_partials(x, n_out):
    return [[[float(v) * (k == i) for v in x] for i in range(n_out)] for k in range(n_out)]

# %% derive_weight_gradient
dW_ij = [
    "sum(k, dz_dw[k, i, j] * dL_dz[k])",
    "sum(k, delta[k] * (i == k)) * x[j]",
    "delta[i] * x[j]",
    "delta @ x.T",
]

# %% weight_gradient
def weight_gradient(delta, x):
    return [[float(d * v) for v in x] for d in delta]

# %% input_gradient
def input_gradient(delta, W):
    return [float(sum(W[k][j] * delta[k] for k in range(len(delta)))) for j in range(len(W[0]))]

# %% squared_error_delta
def squared_error_delta(z, y):
    return tuple(float(a - b) for a, b in zip(z, y))

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
