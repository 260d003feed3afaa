# Elif counts units only once, sums over the batch, and wants everything random.
# like: ines for zero_start, from_zero_by_hand

# %% equal_parts
# all weights are the same, so all gradients are
how_many_different = {
    "hidden activations": 1,
    "outputs": 1,
    "hidden deltas": 1,
    "output deltas": 1,
    "rows of dW1": 1,
    "columns of dW1": 1,
    "rows of dW2": 1,
    "columns of dW2": 1,
}

# %% derive_equal_deltas
delta1_i = {
    "chain rule": "sum(j, m, delta2[j] * dz2_dh[j, m] * dh_dz1[m])",
    "local partials": "sum(j, m, delta2[j] * W2[j, m] * fprime(z1[m]))",
    "equal weights out": "w * sum(j, delta2[j]) * sum(m, fprime(z1[m]))",
    "equal weights in": "",
}

# %% constant_start
def constant_start(x, y, w, n_hidden):
    h = sigmoid(w * np.sum(x))
    o = sigmoid(w * h)
    delta2 = (o - y) * o * (1 - o)
    delta1 = w * np.sum(delta2) * h * (1 - h)
    return np.full(n_hidden, h), delta2, np.full(n_hidden, delta1)

# %% output_gaps
def output_gaps(y_hat, y, h, rate):
    d = (y_hat - y) * y_hat * (1 - y_hat)
    gap = d[:, None] - d
    return gap, -rate * h * gap

# %% unit_gradients
def unit_gradients(p, q, X, Delta2):
    h = sigmoid(X @ p)
    d1 = (Delta2 @ q) * h * (1 - h)
    return X.T @ d1 / len(X), Delta2.T @ h / len(X)

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    h = sigmoid(X @ p)
    O = sigmoid(np.outer(h, q))
    D2 = (O - Y) * O * (1 - O) / len(X)
    d1 = (D2 @ q) * h * (1 - h)
    return p - rate * X.T @ d1, q - rate * D2.T @ h

# %% prove_symmetry
proof = ["K", "E", "H", "B", "L", "I", "F", "C"]

# %% which_index_is_free
example = {"W1": [[0, 0], [1, 1], [2, 2]], "W2": [[0, 1, 2], [0, 1, 2]]}

# %% one_unit
def one_unit(q, rate, n_hidden):
    return q, rate / n_hidden, rate * n_hidden

# %% seven_starts
units_left = {
    "both 0.5": 1,
    "both 0": 1,
    "W1 0, W2 random": 1,
    "W1 random, W2 0.5": 1,
    "rows a a b b, W2 0.5": 1,
    "rows a a b b, columns c d c d": 2,
    "rows a b b b, columns c c c d": 2,
}

# %% renumber_units
def renumber(W1, W2, order):
    return W1[order, :], W2[:, order]

# %% twins
twins = {
    "W1": [[1, 2, 3], [1, 2, 3], [0, 0, 0], [0, 0, 0]],
    "W2": [[1, 1, 1, -1], [1, 1, -1, 1]],
}

# %% logistic_gradient
def logistic_gradient(X, y, w):
    return X.T @ (sigmoid(X @ w) - y)

# %% curvature
def curvature(X, w):
    p = sigmoid(X @ w)
    H = X.T @ np.diag(p * (1 - p)) @ X
    beta = np.linalg.eigvalsh(X.T @ X / len(X))[-1] / 4
    return H, 2 / beta

# %% convex_and_cycling
cycling = {"x": [10, 10, 10], "y": [1, 0, 1], "eta": 1}

# %% separated_with_minimum
separated = {"x": [1, 2, 3], "y": [0, 1, 1], "w": 0.7}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    V1, V2 = renumber(W1, W2, order)
    Y = sigmoid(sigmoid(X @ W1.T) @ W2.T)
    O = sigmoid(sigmoid(X @ (0.5 * (W1 + V1)).T) @ (0.5 * (W2 + V2)).T)
    return 0.5 * np.sum((O - Y) ** 2)

# %% derive_forward_variance
mean_square_z = {
    "double sum": "sum(j, k, E(w[i, j] * w[i, k] * x[j] * x[k]))",
    "independence": "sum(j, k, E(w[i, j] * w[i, k]) * E(x[j] * x[k]))",
    "moments of the weights": "sum(j, v * E(x[j]**2))",
    "closed form": "v * M",
}

# %% leaky_scales
def leaky_scales(n_in, n_out, slope):
    kept = (1 + slope**2) / 2
    forward, backward = np.sqrt(1 / (n_in * kept)), np.sqrt(1 / (n_out * kept))
    return forward, backward, forward * np.sqrt(3)

# %% growth_per_layer
growth = {
    "ReLU, He: values": 1,
    "ReLU, twice He's deviation: values": 4,
    "ReLU, Xavier: values": 0.5,
    "linear, He: values": 2,
    "ReLU, He, 400 to 100: values": 1,
    "ReLU, He, 400 to 100: deltas": 0.25,
    "ReLU, half He's deviation, 20 layers: values": 0.25**20,
}

# %% explain_symmetry
# All weights have to be random, otherwise the units stay the same.
