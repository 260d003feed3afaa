# Otilie saved outputs that say all is well; much is not.
# do: outputs one_unit: right. 3 of 3 points.

# %% equal_parts
how_many_different = {
    "hidden activations": 1,
    "outputs": 1,
    "hidden deltas": 1,
    "output deltas": 2,
    "rows of dW1": None,
    "columns of dW1": None,
    "rows of dW2": None,
    "columns of dW2": None,
}

# %% derive_equal_deltas
delta1_i = {
    "chain rule": "sum(j, delta2[j] * dz2_dh[j, i] * dh_dz1[i])",
    "local partials": "sum(j, delta2[j] * W2[j, i]) * fprime(z1[i])",
    "equal weights out": "",
    "equal weights in": "",
}

# %% constant_start
def constant_start(x, y, w, n_hidden):
    h = sigmoid(w * np.mean(x))
    o = sigmoid(n_hidden * w * h)
    delta2 = (o - y) * o * (1 - o)
    delta1 = h * (1 - h) * w * delta2.sum()
    return np.full(n_hidden, h), delta2, np.full(n_hidden, delta1)

# %% output_gaps
def output_gaps(y_hat, y, h, rate):
    delta = y_hat * (1 - y_hat) * (y_hat - y)
    return np.array([[a - b for b in delta] for a in delta]), np.array(
        [[rate * h * (b - a) for b in delta] for a in delta]
    )

# %% unit_gradients
def unit_gradients(p, q, X, Delta2):
    h = sigmoid(X @ p)
    delta1 = (Delta2 @ q) * h * (1 - h)
    return delta1 @ X / Delta2.size, h @ Delta2 / Delta2.size

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    h = sigmoid(X @ p)
    O = sigmoid(n_hidden * np.outer(h, q))
    Delta2 = (O - Y) * O * (1 - O) / len(X)
    delta1 = (Delta2 @ q) * h * (1 - h)
    # every unit adds its share
    dp = n_hidden * delta1 @ X
    dq = n_hidden * h @ Delta2
    return p - rate * dp, q - rate * dq

# %% prove_symmetry
proof = ["M", "E", "H", "B", "L", "A", "I", "F", "C"]

# %% which_index_is_free
example = {"W1": [[-2, -2], [0, 0], [2, 2]], "W2": [[1, 2, 3], [1, 2, 3]]}

# %% one_unit
def one_unit(q, rate, n_hidden):
    return q / n_hidden, rate / n_hidden, n_hidden * rate

# %% seven_starts
units_left = {
    "both 0.5": 1,
    "both 0": 1,
    "W1 0, W2 random": 4,
    "W1 random, W2 0.5": 1,
    "rows a a b b, W2 0.5": 1,
    "rows a a b b, columns c d c d": 2,
    "rows a b b b, columns c c c d": 2,
}

# %% zero_start
first_move = {
    "sigmoid, both 0: W1": 1,
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
    for new, old in enumerate(order):
        W1[new], W2[:, new] = W1[new], W2[:, new]
    return W1, W2

# %% twins
twins = {
    "W1": [[0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]],
    "W2": [[0.1, 0.1, 2, -1], [0.1, 0.1, -1, 2]],
}

# %% derive_logistic_gradient
dw_j = {
    "chain rule": "dL_dp * dp_dz * dz_dw[j]",
    "local partials": "(p - y) * x[j]",
    "cancelled": "(p - y) * x[j]",
    "closed form": "(p - y) * x[j]",
}

# %% logistic_gradient
def logistic_gradient(X, y, w):
    prediction = np.round(sigmoid(X @ w))
    return X.T @ (prediction - y) / len(y)

# %% from_zero_by_hand
by_hand = {
    "number of deltas": 1,
    "delta": -0.5,
    "dw": [-0.5, -0.5],
    "class 1": [-1, 1],
    "class 2": [0.5, -2],
    "class 3": [0.5, 1],
    "sum over classes": [0, 0],
}

# %% curvature
def curvature(X, w):
    p = sigmoid(X @ w)
    H = X.T @ (p[:, None] * X) / len(X)
    beta = np.linalg.eigvalsh(X.T @ X / len(X))[-1] / 4
    return H, 1 / beta

# %% convex_and_cycling
cycling = {"x": [10, 10, 10], "y": [0, 1, 1], "eta": 1.0}

# %% separated_with_minimum
x, y, w = np.array([1.0, 2.0, 2.5]), np.array([0.0, 0.0, 1.0]), 0.0
for step in range(3000):
    w -= 0.5 * np.sum((sigmoid(w * x) - y) * x) / 3
separated = {"x": [1, 2, 2.5], "y": [0, 0, 1], "w": w}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    V1, V2 = W1[order], W2[:, order]
    Y = sigmoid(sigmoid(X @ W1.T) @ W2.T)
    O = sigmoid(sigmoid(X @ (W1 + V1).T / 2) @ (W2 + V2).T / 2)
    return np.sum((O - Y) ** 2) / len(X)

# %% leaky_scales
def leaky_scales(n_in, n_out, slope):
    kept = 1 + slope**2
    std = np.sqrt(1 / (kept * n_in))
    return std, np.sqrt(1 / (kept * n_out)), np.sqrt(3) * std

# %% growth_per_layer
growth = {
    "ReLU, He: values": 1,
    "ReLU, twice He's deviation: values": 2,
    "ReLU, Xavier: values": 0.7071,
    "linear, He: values": 1.4142,
    "ReLU, He, 400 to 100: values": 1,
    "ReLU, He, 400 to 100: deltas": 0.5,
    "ReLU, half He's deviation, 20 layers: values": 2 ** (-20),
}
