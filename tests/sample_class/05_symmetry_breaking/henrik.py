# Henrik left a bracket open in renumber, which one later answer calls.
# like: chidi for equal_parts, seven_starts, zero_start
# like: the-solutions for twins
# like: arne for derive_equal_deltas, derive_batch_rows, derive_logistic_gradient
# like: arne for derive_forward_variance, derive_backward_variance

# %% constant_start
def constant_start(x, y, w, n_hidden):
    h = np.full(n_hidden, sigmoid(w * np.sum(x)))
    o = sigmoid(w * np.sum(h))
    delta2 = (o - y) * o * (1 - o)
    return h, delta2, h * (1 - h) * np.sum(w * delta2)

# %% output_gaps
def output_gaps(y_hat, y, h, rate):
    delta = (y_hat - y) * y_hat * (1 - y_hat)
    gap = delta[:, np.newaxis] - delta[np.newaxis, :]
    return gap, -(rate * h) * gap

# %% unit_gradients
def unit_gradients(p, q, X, Delta2):
    # samples as columns
    H = sigmoid(p[None] @ X.T)
    D1 = (q[None] @ Delta2.T) * H * (1 - H)
    return (D1 @ X)[0], (H @ Delta2)[0]

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    h = sigmoid(X @ p)
    o = sigmoid(n_hidden * h[:, None] * q)
    d2 = (o - Y) * o * (1 - o)
    d1 = (d2 @ q) * h * (1 - h)
    return p - rate * d1 @ X / len(X), q - rate * h @ d2 / len(X)

# %% prove_symmetry
proof = ["K", "E", "B", "H", "I", "L", "A", "F", "C"]

# %% which_index_is_free
example = {"W1": [[1, 1], [0, 0], [-1, -1]], "W2": [[1, 2, 3], [1, 2, 3]]}

# %% one_unit
def one_unit(q, rate, n_hidden):
    n = n_hidden
    return n * q, rate / n, n * rate

# %% renumber_units
def renumber(W1, W2, order):
    return (W1[order], W2[:, order]

# %% logistic_gradient
def logistic_gradient(X, y, w):
    return np.mean((sigmoid(X @ w) - y)[:, None] * X, axis=0)

# %% from_zero_by_hand
by_hand = {
    "number of deltas": 1, "delta": -0.5, "dw": [-0.5, -1.0],
    "class 1": [-1, 1], "class 2": [0.5, -2], "class 3": [0.5, 1], "sum over classes": [0, 0],
}

# %% curvature
def curvature(X, w):
    p = sigmoid(X @ w)
    A = X * np.sqrt(p * (1 - p))[:, None]
    return A.T @ A / len(X), 8 / np.linalg.eigvalsh(X.T @ X / len(X))[-1]

# %% convex_and_cycling
cycling = {"x": [20, 20, 20], "y": [1, 0, 1], "eta": 1}

# %% separated_with_minimum
separated = {"x": [1, 2, 3], "y": [0, 1, 1], "w": 0.73249}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    V1, V2 = renumber(W1, W2, order)
    net = lambda A, B: sigmoid(sigmoid(X @ A.T) @ B.T)
    return 0.5 * np.sum((net((W1 + V1) / 2, (W2 + V2) / 2) - net(W1, W2)) ** 2) / len(X)

# %% leaky_scales
def leaky_scales(n_in, n_out, slope):
    g = np.sqrt(2 / (1 + slope**2))
    return g / np.sqrt(n_in), g / np.sqrt(n_out), g / np.sqrt(n_in) * np.sqrt(3)

# %% growth_per_layer
growth = {
    "ReLU, He: values": 1,
    "ReLU, twice He's deviation: values": 2,
    "ReLU, Xavier: values": np.sqrt(1 / 2),
    "linear, He: values": np.sqrt(2),
    "ReLU, He, 400 to 100: values": 1,
    "ReLU, He, 400 to 100: deltas": np.sqrt(100 * 2 / 400 / 2),
    "ReLU, half He's deviation, 20 layers: values": np.sqrt(1 / 4) ** 20,
}
