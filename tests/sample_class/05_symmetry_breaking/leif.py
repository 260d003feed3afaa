# Leif slips in the calculus: a slope forgotten, a step too early, a bound taken for a value.
# like: the-solutions for which_index_is_free, midway_loss
# like: beate for equal_parts

# %% derive_equal_deltas
delta1_i = {
    "chain rule": "sum(j, delta2[j] * dz2_dh[j, i])",
    "local partials": "sum(j, delta2[j] * W2[j, i])",
    "equal weights out": "w * sum(j, delta2[j])",
    "equal weights in": "w * sum(j, delta2[j])",
}

# %% constant_start
def constant_start(x, y, w, n_hidden):
    h = sigmoid(w * sum(x))
    o = sigmoid(w * n_hidden * h)
    slope = o * (1 - o)
    delta2 = (o - y) * slope
    delta1 = w * sum(delta2) * slope
    return np.repeat(h, n_hidden), delta2, np.repeat(delta1, n_hidden)

# %% output_gaps
def output_gaps(y_hat, y, h, rate):
    """How far the outputs' deltas, and then their weights, are from each other."""
    delta = y_hat - y
    delta_gap = delta[:, None] - delta[None, :]
    weight_gap = -rate * h * delta_gap
    return delta_gap, weight_gap

# %% derive_batch_rows
dW1_ij = {
    "chain rule": "sum(n, k, dL_dz1[n, k] * dz1_dw[n, k, i, j])",
    "row i": "sum(n, dL_dz1[n, i] * X[n, j])",
    "back to the outputs": "sum(n, m, Delta2[n, m] * W2[m, i] * X[n, j])",
    "stacked": "(Delta2 @ W2).T @ X",
}

# %% unit_gradients
def unit_gradients(p, q, X, Delta2):
    h = sigmoid(X @ p)
    d1 = Delta2 @ q
    return d1 @ X, h @ Delta2

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    h = sigmoid(X @ p)
    O = sigmoid(n_hidden * np.outer(h, q))
    D2 = (O - Y) * O * (1 - O) / len(X)
    q = q - rate * D2.T @ h
    d1 = (D2 @ q) * h * (1 - h)
    p = p - rate * X.T @ d1
    return p, q

# %% prove_symmetry
proof = "EHBLAIFMC"

# %% one_unit
def one_unit(q, rate, n_hidden):
    return n_hidden * q, rate / n_hidden**2, rate * n_hidden**2

# %% seven_starts
units_left = {
    "both 0.5": 4, "both 0": 1,
    "W1 0, W2 random": 4, "W1 random, W2 0.5": 4,
    "rows a a b b, W2 0.5": 2, "rows a a b b, columns c d c d": 4,
    "rows a b b b, columns c c c d": 3,
}

# %% zero_start
first_move = {
    "sigmoid, both 0: W1": 0,
    "sigmoid, both 0: W2": 1,
    "tanh, both 0: W1": 0,
    "tanh, both 0: W2": 0,
    "tanh, W2 random: W1": 1,
    "tanh, W2 random: W2": 2,
    "ReLU, W2 random: W1": 0,
    "ReLU, W2 random: W2": 0,
}

# %% renumber_units
def renumber(W1, W2, order):
    return W1[order], W2

# %% twins
twins = {
    "W1": [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]],
    "W2": [[1, 1, 2, 1], [1, 1, 0, -1]],
}

# %% derive_logistic_gradient
dw_j = {
    "chain rule": "dL_dp * dp_dz * dz_dw[j]",
    "local partials": "(-y / p - (1 - y) / (1 - p)) * p * (1 - p) * x[j]",
    "cancelled": "(-y * (1 - p) - (1 - y) * p) * x[j]",
    "closed form": "(2 * y * p - y - p) * x[j]",
}

# %% logistic_gradient
def logistic_gradient(X, y, w):
    z = X @ w
    return X.T @ (z - y) / len(y)

# %% from_zero_by_hand
by_hand = {
    "number of deltas": 1,
    "delta": -0.5,
    "dw": [-0.5, -1],
    "class 1": [-2, 2],
    "class 2": [1, -4],
    "class 3": [1, 2],
    "sum over classes": [0, 0],
}

# %% curvature
def curvature(X, w):
    H = X.T @ X / (4 * len(X))
    beta = np.linalg.eigvalsh(X.T @ X / len(X))[-1]
    return H, 2 / beta

# %% convex_and_cycling
cycling = {"x": [20, 20, 20], "y": [1, 1, 1], "eta": 1}

# %% separated_with_minimum
separated = {"x": [1, 2, 3], "y": [1, 1, 1], "w": 12}

# %% derive_forward_variance
mean_square_z = {
    "double sum": "sum(j, k, E(w[i, j] * w[i, k] * x[j] * x[k]))",
    "independence": "sum(j, E(w[i, j]**2) * E(x[j])**2)",
    "moments of the weights": "sum(j, v * E(x[j])**2)",
    "closed form": "n_in * v * M",
}

# %% derive_backward_variance
mean_square_back = {
    "double sum": "sum(i, k, E(w[i, j] * w[k, j] * slope[i] * slope[k] * g[i] * g[k]))",
    "independence": "sum(i, E(w[i, j]**2) * E(slope[i]**2 * g[i]**2))",
    "moments of the weights": "sum(i, v * E(slope[i]**2) * E(g[i]**2))",
    "slopes": "sum(i, v / 2 * E(g[i]**2))",
    "closed form": "n_out * v / 2 * M",
}

# %% leaky_scales
def leaky_scales(n_in, n_out, slope):
    gain = np.sqrt(2 / (1 + slope**2))
    return gain / np.sqrt(n_in), gain / np.sqrt(n_out), np.sqrt(12) * gain / np.sqrt(n_in)

# %% growth_per_layer
growth = {
    "ReLU, He: values": 1,
    "ReLU, twice He's deviation: values": 4,
    "ReLU, Xavier: values": 0.5,
    "linear, He: values": 2,
    "ReLU, He, 400 to 100: values": 1,
    "ReLU, He, 400 to 100: deltas": 0.25,
    "ReLU, half He's deviation, 20 layers: values": 0.5**40,
}

# %% explain_symmetry
# The hidden units get the same δ and remain equal. Random numbers in one layer suffice.
