# Katja relies on finite differences, whole networks and earlier answers; everything is right.
# like: chidi for zero_start
# like: the-solutions for derive_equal_deltas, derive_batch_rows, derive_logistic_gradient
# like: the-solutions for derive_forward_variance, derive_backward_variance

# %% equal_parts
how_many_different = {key: 1 for key in (
    "hidden activations", "outputs", "hidden deltas", "rows of dW1", "columns of dW2")}
how_many_different.update({"output deltas": 2, "columns of dW1": 3, "rows of dW2": 2})

# %% constant_start
def slopes(f, v, h=1e-5):
    """Central differences, for want of a better idea."""
    out = np.zeros(v.shape)
    for at in np.ndindex(*v.shape):
        e = np.zeros(v.shape)
        e[at] = h
        out[at] = (f(v + e) - f(v - e)) / (2 * h)
    return out


def constant_start(x, y, w, n_hidden):
    W1, W2 = np.full((n_hidden, len(x)), w), np.full((len(y), n_hidden), w)
    z1 = W1 @ x
    z2 = W2 @ sigmoid(z1)
    d2 = slopes(lambda z: 0.5 * np.sum((sigmoid(z) - y) ** 2), z2)
    d1 = slopes(lambda z: 0.5 * np.sum((sigmoid(W2 @ sigmoid(z)) - y) ** 2), z1)
    return sigmoid(z1), d2, d1

# %% output_gaps
def output_gaps(y_hat, y, h, rate):
    """How far the outputs' deltas, and then their weights, are from each other."""
    z2 = np.full(len(y), np.log(y_hat / (1 - y_hat)))
    delta = slopes(lambda z: 0.5 * np.sum((sigmoid(z) - y) ** 2), z2)
    weights = 0.5 - rate * delta * h
    return np.subtract.outer(delta, delta), np.subtract.outer(weights, weights)

# %% unit_gradients
def unit_gradients(p, q, X, Delta2):
    # what the unit sends to the outputs, weighed by their delta
    def f(a, b):
        return np.sum(Delta2 * np.outer(sigmoid(X @ a), b))

    return slopes(lambda a: f(a, q), p), slopes(lambda b: f(p, b), q)

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    def f(A, B):
        return 0.5 * np.sum((sigmoid(sigmoid(X @ A.T) @ B.T) - Y) ** 2) / len(X)

    W1, W2 = np.tile(p, (n_hidden, 1)), np.tile(q, (n_hidden, 1)).T
    dW1, dW2 = slopes(lambda A: f(A, W2), W1), slopes(lambda B: f(W1, B), W2)
    return p - rate * dW1.mean(axis=0), q - rate * dW2.mean(axis=1)

# %% prove_symmetry
proof = tuple("EHBKLAIFC")

# %% which_index_is_free
example = {"W1": [[-3, -3], [0.2, 0.2], [0.6, 0.6]], "W2": [[-2, 1, 2]] * 2}

# %% one_unit
def one_unit(q, rate, n_hidden):
    return np.outer(q, np.ones(n_hidden)).sum(axis=1), rate / n_hidden, rate * n_hidden

# %% seven_starts
units_left = dict(zip((
    "both 0.5", "both 0", "W1 0, W2 random", "W1 random, W2 0.5", "rows a a b b, W2 0.5",
    "rows a a b b, columns c d c d", "rows a b b b, columns c c c d"), (1, 1, 4, 4, 2, 4, 3)))

# %% renumber_units
def renumber(W1, W2, order):
    W1[:], W2[:] = W1[order], W2[:, order]
    return W1, W2

# %% twins
twins = {
    "W1": [[2, -1, 0], [2, -1, 0], [0.3, 0.3, 0.3], [0.3, 0.3, 0.3]],
    "W2": [[-1, -1, 3, -3], [1, 1, -3, 3]],
}

# %% logistic_gradient
def logistic_gradient(X, y, w):
    def log_loss(w):
        p = sigmoid(X @ w)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    return slopes(log_loss, w)

# %% from_zero_by_hand
by_hand = {
    "number of deltas": 1,
    "delta": sigmoid(0) - 1,
    "dw": (sigmoid(0) - 1) * np.array([1, 2]),
    "class 1": (np.array([3, 0]) * (1 / 3 - 1) + np.array([0, 6]) / 3) / 2,
    "class 2": (np.array([3, 0]) / 3 + np.array([0, 6]) * (1 / 3 - 1)) / 2,
    "class 3": (np.array([3, 0]) / 3 + np.array([0, 6]) / 3) / 2,
}
by_hand["sum over classes"] = sum(by_hand[f"class {k}"] for k in (1, 2, 3))

# %% curvature
def curvature(X, w):
    zero = np.zeros(len(X))  # the labels drop out

    def exact(v):
        return X.T @ (sigmoid(X @ v) - zero) / len(X)

    H = np.array([(exact(w + 1e-5 * e) - exact(w - 1e-5 * e)) / 2e-5 for e in np.eye(len(w))])
    at_zero = X.T @ X / len(X) * 0.25
    return H, 2 / np.linalg.eigvalsh(at_zero)[-1]

# %% convex_and_cycling
cycling = {"x": [18, 18, -18], "y": [1, 1, 1], "eta": 0.9}

# %% separated_with_minimum
x, y, w = np.array([0.5, 1.5, 2.5]), np.array([0, 0, 1]), np.zeros(1)
for _ in range(5000):
    w = w - logistic_gradient(x[:, None], y, w)
separated = {"x": x, "y": y, "w": w}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    V1, V2 = renumber(W1.copy(), W2.copy(), order)
    Y = sigmoid(sigmoid(X @ W1.T) @ W2.T)
    O = sigmoid(sigmoid(X @ (W1 + 0.5 * (V1 - W1)).T) @ (W2 + 0.5 * (V2 - W2)).T)
    return np.sum((O - Y) ** 2) / 2 / len(X)

# %% leaky_scales
def leaky_scales(n_in, n_out, slope):
    kept = np.mean(np.array([1, slope]) ** 2)  # half of the values on either side of 0
    return {
        "backward_std": (kept * n_out) ** -0.5,
        "forward_std": (kept * n_in) ** -0.5,
        "forward_bound": (kept * n_in / 3) ** -0.5,
    }

# %% growth_per_layer
growth = {
    "ReLU, He: values": (256 * 2 / 256 / 2) ** 0.5,
    "ReLU, twice He's deviation: values": 2 * (256 * 2 / 256 / 2) ** 0.5,
    "ReLU, Xavier: values": (256 * 2 / 512 / 2) ** 0.5,
    "linear, He: values": (256 * 2 / 256) ** 0.5,
    "ReLU, He, 400 to 100: values": (400 * 2 / 400 / 2) ** 0.5,
    "ReLU, He, 400 to 100: deltas": (100 * 2 / 400 / 2) ** 0.5,
    "ReLU, half He's deviation, 20 layers: values": (256 * 0.5 / 256 / 2) ** 10,
}
