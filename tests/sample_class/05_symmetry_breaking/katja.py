# Katja relies on finite differences, whole networks and earlier answers; everything is right.
# like: chidi for zero_start

# %% equal_parts
all_equal = {key: True for key in (
    "hidden activations", "outputs", "hidden deltas", "rows of dW1", "columns of dW2")}
all_equal.update({key: False for key in ("output deltas", "columns of dW1", "rows of dW2")})

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

# %% same_output_deltas
def same_output_deltas(o, y):
    """Which outputs have the same delta, at a constant start."""
    same = np.eye(len(y), dtype=bool)
    for i, j in np.ndindex(same.shape):
        if np.isclose(y[i], y[j]):
            same[i, j] = True
    return same

# %% hidden_layer_gradients
def gradients(W1, W2, X, Y):
    def f(A, B):
        return 0.5 * np.sum((sigmoid(sigmoid(X @ A.T) @ B.T) - Y) ** 2) / len(X)

    return slopes(lambda A: f(A, W2), W1), slopes(lambda B: f(W1, B), W2)

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    dW1, dW2 = gradients(np.tile(p, (n_hidden, 1)), np.tile(q, (n_hidden, 1)).T, X, Y)
    return p - rate * dW1.mean(axis=0), q - rate * dW2.mean(axis=1)

# %% which_index_is_free
example = {"W1": [[-3, -3], [0.2, 0.2], [0.6, 0.6]], "W2": [[-2, 1, 2]] * 2}

# %% one_unit
def one_unit(q, rate, n_hidden):
    return np.outer(q, np.ones(n_hidden)).sum(axis=1), rate / n_hidden, rate * n_hidden

# %% seven_starts
parted = {start: "random" in start for start in (
    "both 0.5", "both 0", "W1 0, W2 random", "W1 random, W2 0",
    "W1 0.5, W2 random", "W1 random, W2 0.5", "both random")}

# %% renumber_units
def renumber(W1, W2, order):
    W1[:], W2[:] = W1[order], W2[:, order]
    return W1, W2

# %% twins
twins = {
    "W1": [[2, -1, 0], [2, -1, 0], [0.3, 0.3, 0.3], [0.3, 0.3, 0.3]],
    "W2": [[-1, -1, 3, -3], [1, 1, -3, 3]],
}

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

# %% logistic_gradient
def logistic_gradient(X, y, w):
    def log_loss(w):
        p = sigmoid(X @ w)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    return slopes(log_loss, w)

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

# %% midway_loss
def midway_loss(W1, W2, X, order):
    V1, V2 = renumber(W1.copy(), W2.copy(), order)
    Y = sigmoid(sigmoid(X @ W1.T) @ W2.T)
    O = sigmoid(sigmoid(X @ (W1 + 0.5 * (V1 - W1)).T) @ (W2 + 0.5 * (V2 - W2)).T)
    return np.sum((O - Y) ** 2) / 2 / len(X)

# %% initial_scales
def initial_scales(n_in, n_out):
    return {
        "he_std": (2 / n_in) ** 0.5,
        "he_bound": (6 / n_in) ** 0.5,
        "xavier_std": (2 / (n_in + n_out)) ** 0.5,
        "xavier_bound": (6 / (n_in + n_out)) ** 0.5,
    }

# %% initial_samples
rng = np.random.default_rng()
scale = initial_scales(n_in=400, n_out=250)
samples = {
    "xavier": rng.uniform(-scale["xavier_bound"], scale["xavier_bound"], (250, 400)),
    "he": rng.normal(0, scale["he_std"], (250, 400)),
}
