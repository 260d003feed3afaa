# Greta mixes up axes: rows and columns, inputs and outputs, this w and every w.

# %% equal_parts
how_many_different = {
    "hidden activations": 1,
    "outputs": 1,
    "hidden deltas": 1,
    "output deltas": 2,
    "rows of dW1": 3,
    "columns of dW1": 1,
    "rows of dW2": 1,
    "columns of dW2": 2,
}

# %% derive_equal_deltas
delta1_i = {
    "chain rule": "sum(j, delta2[j] * dz2_dh[j, i] * dh_dz1[i])",
    "local partials": "sum(j, delta2[j] * W2[i, j]) * fprime(z1[i])",
    "equal weights out": "w * sum(j, delta2[j]) * fprime(z1[i])",
    "equal weights in": "w * sum(j, delta2[j]) * fprime(w * sum(k, x[k]))",
}

# %% constant_start
def constant_start(x, y, w, n_hidden):
    W1 = w * np.ones((len(x), n_hidden))
    W2 = w * np.ones((n_hidden, len(y)))
    h = sigmoid(x @ W1)
    o = sigmoid(h @ W2)
    delta2 = (o - y) * o * (1 - o)
    delta1 = (W2 @ delta2) * h * (1 - h)
    return h, delta2, delta1

# %% output_gaps
def output_gaps(y_hat, y, h, rate):
    delta = (y_hat - y) * y_hat * (1 - y_hat)
    delta_gap = delta[None, :] - delta[:, None]
    return delta_gap, -rate * h * delta_gap

# %% derive_batch_rows
dW1_ij = {
    "chain rule": "sum(n, k, dL_dz1[n, k] * dz1_dw[n, k, i, j])",
    "row i": "sum(n, dL_dz1[n, j] * X[n, i])",
    "back to the outputs": "sum(n, m, Delta2[n, m] * W2[m, j] * fprime(Z1[n, j]) * X[n, i])",
    "stacked": "X.T @ (Delta2 @ W2 * fprime(Z1))",
}

# %% unit_gradients
def unit_gradients(p, q, X, Delta2):
    h = sigmoid(X @ p)
    dq = Delta2.T @ h
    dp = X.T @ (Delta2 @ q * h * (1 - h))
    return dq, dp

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    h = sigmoid(X @ p)[:, None]
    O = sigmoid(n_hidden * h * q[None, :])
    Delta2 = (O - Y) * O * (1 - O) / len(X)
    delta1 = (Delta2 @ q)[:, None] * h * (1 - h)
    return p - rate * (X * delta1).sum(axis=0), q - rate * (Delta2 * h).sum(axis=0)

# %% prove_symmetry
proof = ["K", "E", "H", "B", "L", "G", "I", "F", "C"]

# %% which_index_is_free
example = {"W1": [[1, 2], [1, 2], [1, 2]], "W2": [[1, 1, 1], [2, 2, 2]]}

# %% one_unit
def one_unit(q, rate, n_hidden):
    # the rates do not change, it is the same descent
    return n_hidden * q, rate, rate

# %% seven_starts
units_left = {
    "both 0.5": 1,
    "both 0": 1,
    "W1 0, W2 random": 1,
    "W1 random, W2 0.5": 4,
    "rows a a b b, W2 0.5": 2,
    "rows a a b b, columns c d c d": 2,
    "rows a b b b, columns c c c d": 2,
}

# %% zero_start
first_move = {
    "sigmoid, both 0: W1": 2,
    "sigmoid, both 0: W2": 1,
    "tanh, both 0: W1": 2,
    "tanh, both 0: W2": 1,
    "tanh, W2 random: W1": 1,
    "tanh, W2 random: W2": 1,
    "ReLU, W2 random: W1": 1,
    "ReLU, W2 random: W2": 1,
}

# %% renumber_units
def renumber(W1, W2, order):
    return W1[order], W2[order]

# %% twins
twins = {
    "W1": [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]],
    "W2": [[1, 2, 1, -1], [1, 2, 1, -1]],
}

# %% logistic_gradient
def logistic_gradient(X, y, w):
    p = sigmoid(X @ w)
    return X.T @ ((p - y) * p * (1 - p)) / len(y)

# %% from_zero_by_hand
by_hand = {
    "number of deltas": 2,
    "delta": -0.5,
    "dw": [-0.5, -1],
    "class 1": [-1, 1],
    "class 2": [0.5, -2],
    "class 3": [0.5, 1],
    "sum over classes": [0, 0],
}

# %% curvature
def curvature(X, w):
    p = sigmoid(X @ w)
    H = X.T @ ((p * (1 - p))[:, None] * X) / len(X)
    return H, 2 / np.linalg.eigvalsh(H)[-1]

# %% convex_and_cycling
cycling = {"x": [12, 12, 12], "y": [1, 1, 0], "eta": 1}

# %% separated_with_minimum
x, y, w = np.array([2.0, 2.5, 4.0]), np.array([0.0, 1.0, 1.0]), 0.0
for k in range(4000):
    w -= 0.1 * np.mean((sigmoid(w * x) - y) * x)
separated = {"x": x, "y": y, "w": w}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    V1, V2 = renumber(W1, W2, order)
    Y = sigmoid(sigmoid(X @ W1.T) @ W2.T)
    O = sigmoid(sigmoid(X @ ((W1 + V1) / 2).T) @ ((W2 + V2) / 2).T)
    return np.sum((O - Y) ** 2) / (2 * len(X))

# %% derive_backward_variance
mean_square_back = {
    "double sum": "sum(i, k, E(w[i, j] * w[k, j] * slope[i] * slope[k] * g[i] * g[k]))",
    "independence": "sum(i, k, E(w[i, j] * w[k, j]) * E(slope[i] * slope[k]) * E(g[i] * g[k]))",
    "moments of the weights": "sum(i, v * E(slope[i]**2) * E(g[i]**2))",
    "slopes": "sum(i, v * (1 + s**2) / 2 * E(g[i]**2))",
    "closed form": "n_in * v * (1 + s**2) / 2 * M",
}

# %% leaky_scales
def leaky_scales(n_in, n_out, slope):
    std = np.sqrt(2 / (1 + slope**2) / n_in)
    return std, std, std * 3**0.5

# %% growth_per_layer
growth = {
    "ReLU, He: values": 1,
    "ReLU, twice He's deviation: values": 2,
    "ReLU, Xavier: values": 2**-0.5,
    "linear, He: values": 2**0.5,
    "ReLU, He, 400 to 100: values": 1,
    "ReLU, He, 400 to 100: deltas": 1,
    "ReLU, half He's deviation, 20 layers: values": 2**-20,
}
