# Farid takes target minus output, takes zeros for dead units, and inverts a permutation.

# %% equal_parts
how_many_different = {
    "hidden activations": 1, "outputs": 1, "hidden deltas": 1, "output deltas": 1,
    "rows of dW1": 1, "columns of dW1": 3, "rows of dW2": 2, "columns of dW2": 1,
}

# %% derive_equal_deltas
delta1_i = {
    "chain rule": "-sum(j, delta2[j] * dz2_dh[j, i] * dh_dz1[i])",
    "local partials": "-sum(j, delta2[j] * W2[j, i]) * fprime(z1[i])",
    "equal weights out": "-w * sum(j, delta2[j]) * fprime(z1[i])",
    "equal weights in": "-w * sum(j, delta2[j]) * fprime(w * sum(k, x[k]))",
}

# %% constant_start
def constant_start(x, y, w, n_hidden):
    h = sigmoid(w * np.sum(x))
    o = sigmoid(n_hidden * w * h)
    error = y - o
    d2 = error * o * (1 - o)
    d1 = w * d2.sum() * h * (1 - h)
    return h * np.ones(n_hidden), d2, d1 * np.ones(n_hidden)

# %% output_gaps
def output_gaps(y_hat, y, h, rate):
    error = y - y_hat
    delta = error * y_hat * (1 - y_hat)
    delta_gap = np.subtract.outer(delta, delta)
    return delta_gap, -rate * h * delta_gap

# %% unit_gradients
def unit_gradients(p, q, X, Delta2):
    h = sigmoid(X @ p)
    back = Delta2 @ q
    return (back * h * (1 - h)) @ X, np.sum(Delta2 * h[:, None], axis=0)

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    # one unit stands for all of them
    out = sigmoid(n_hidden * np.outer(sigmoid(X @ p), q))
    dp, dq = unit_gradients(p, q, X, (Y - out) * out * (1 - out) / len(X))
    return p - rate * dp, q - rate * dq

# %% prove_symmetry
proof = ["E", "B", "J", "H", "L", "A", "I", "F", "C"]

# %% which_index_is_free
example = {"W1": [[0.8, 0.8], [-1, -1], [0, 0]], "W2": [[0.3, 0.6, 2], [0.3, 0.6, 2]]}

# %% one_unit
def one_unit(q, rate, n_hidden):
    return n_hidden * q, n_hidden * rate, rate / n_hidden

# %% seven_starts
units_left = {
    "both 0.5": 1, "both 0": 1,
    "W1 0, W2 random": 1, "W1 random, W2 0.5": 4,
    "rows a a b b, W2 0.5": 2, "rows a a b b, columns c d c d": 4,
    "rows a b b b, columns c c c d": 3,
}

# %% zero_start
first_move = {
    "sigmoid, both 0: W1": 0, "sigmoid, both 0: W2": 0,
    "tanh, both 0: W1": 0, "tanh, both 0: W2": 0,
    "tanh, W2 random: W1": 0, "tanh, W2 random: W2": 0,
    "ReLU, W2 random: W1": 0, "ReLU, W2 random: W2": 0,
}

# %% renumber_units
def renumber(W1, W2, order):
    V1, V2 = np.empty_like(W1), np.empty_like(W2)
    V1[order] = W1
    V2[:, order] = W2
    return V1, V2

# %% twins
twins = {
    "W1": [[1, 0, 0], [1, 0, 0], [0, 1, 1], [0, 1, 1]],
    "W2": [[0.5, 0.5, 2, -2], [0.5, 0.5, 2, -2]],
}

# %% derive_logistic_gradient
dw_j = {
    "chain rule": "dL_dp * dp_dz * dz_dw[j]",
    "local partials": "(-y / p + (1 - y) / (1 - p)) * p * (1 - p) * x[j]",
    "cancelled": "(-y * (1 - p) + (1 - y) * p) * x[j]",
    "closed form": "(y - p) * x[j]",
}

# %% logistic_gradient
def logistic_gradient(X, y, w):
    return X.T @ (y - sigmoid(X @ w)) / len(y)

# %% from_zero_by_hand
by_hand = {
    "number of deltas": 1,
    "delta": 0.5,
    "dw": [0.5, 1],
    "class 1": [1, -1],
    "class 2": [-0.5, 2],
    "class 3": [-0.5, -1],
    "sum over classes": [0, 0],
}

# %% curvature
def curvature(X, w):
    p = sigmoid(X @ w)
    H = X.T @ (X * (p * (1 - p))[:, None]) / len(X)
    return H, 8 / np.linalg.eigvalsh(X.T @ X / len(X)).max()

# %% convex_and_cycling
cycling = {"x": [1, 2, 3], "y": [1, 0, 1], "eta": 20}

# %% separated_with_minimum
separated = {"x": [-1, 1, 2], "y": [0, 1, 1], "w": 19}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    V1, V2 = renumber(W1, W2, order)
    Y = sigmoid(sigmoid(X @ W1.T) @ W2.T)
    O = sigmoid(sigmoid(X @ (W1 + V1).T / 2) @ (W2 + V2).T / 2)
    return 0.5 * np.mean(np.sum((Y - O) ** 2, axis=1))

# %% leaky_scales
def leaky_scales(n_in, n_out, slope):
    gain = 2 / (1 + slope**2)
    return gain / n_in, gain / n_out, np.sqrt(3) * gain / n_in

# %% growth_per_layer
growth = {
    "ReLU, He: values": 1,
    "ReLU, twice He's deviation: values": 2,
    "ReLU, Xavier: values": np.sqrt(0.5),
    "linear, He: values": np.sqrt(2),
    "ReLU, He, 400 to 100: values": 1,
    "ReLU, He, 400 to 100: deltas": 0.5,
    "ReLU, half He's deviation, 20 layers: values": 0.5,
}
