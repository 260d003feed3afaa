# Petra prints a lot, makes NumPy warn, and everything is right.

# %% single_shapes
shapes = {"z": (3,), "delta": (3,), "dW": (3, 5), "dx": (5,), "db": (3,)}

# %% zero_partials
is_zero = {
    "z1 w11": False, "z1 w12": False, "z1 w21": True, "z1 w22": True,
    "z2 w11": True, "z2 w12": True, "z2 w21": False, "z2 w22": False,
}

# %% local_partials
def local_partials(x, n_out):
    return np.einsum("ki,j->kij", np.eye(n_out), x)

# %% weight_gradient
def weight_gradient(delta, x):
    return np.einsum("i,j->ij", delta, x)

# %% input_gradient
def input_gradient(delta, W):
    return np.einsum("k,kj->j", delta, W)

# %% squared_error_delta
def squared_error_delta(z, y):
    import sys, warnings
    warnings.warn("careful")
    print("to stderr", file=sys.stderr)
    return z - y

# %% what_delta_is
by_hand = {"dc/dz": 4, "dz/dc": 0.25, "dL/dc": 6, "delta": 24}

# %% sigmoid_slope
def sigmoid_slope(z):
    print("z is", z)
    np.log(np.array([0.0, -1.0]))  # divide by zero, invalid value
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)

# %% sigmoid_delta
def sigmoid_delta(g, z):
    return g * sigmoid_slope(z)

# %% layer_gradients
def layer_gradients(x, y, W, b):
    z = W @ x + b
    a = 1 / (1 + np.exp(-z))
    delta = (a - y) * a * (1 - a)
    return delta, np.outer(delta, x), delta, W.T @ delta

# %% softmax_delta
def softmax_delta(g, z):
    p = np.exp(z) / np.sum(np.exp(z))
    return (np.diag(p) - np.outer(p, p)) @ g

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
