# Otilie saved outputs that say all is well; much is not.
# do: outputs one_unit: right. 3 of 3 points.

# %% equal_parts
all_equal = {
    "hidden activations": True,
    "outputs": True,
    "hidden deltas": True,
    "output deltas": False,
    "rows of dW1": None,
    "columns of dW1": None,
    "rows of dW2": None,
    "columns of dW2": None,
}

# %% constant_start
def constant_start(x, y, w, n_hidden):
    h = sigmoid(w * np.mean(x))
    o = sigmoid(n_hidden * w * h)
    delta2 = (o - y) * o * (1 - o)
    delta1 = h * (1 - h) * w * delta2.sum()
    return np.full(n_hidden, h), delta2, np.full(n_hidden, delta1)

# %% same_output_deltas
def same_output_deltas(o, y):
    return np.array([np.isclose(y, t) for t in y])

# %% hidden_layer_gradients
def gradients(W1, W2, X, Y):
    H = sigmoid(X @ W1.T)
    O = sigmoid(H @ W2.T)
    Delta2 = (O - Y) * O * (1 - O) / Y.size
    Delta1 = (Delta2 @ W2) * H * (1 - H)
    return Delta1.T @ X, Delta2.T @ H

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

# %% which_index_is_free
example = {"W1": [[-2, -2], [0, 0], [2, 2]], "W2": [[1, 2, 3], [1, 2, 3]]}

# %% one_unit
def one_unit(q, rate, n_hidden):
    return q / n_hidden, rate / n_hidden, n_hidden * rate

# %% seven_starts
parted = {
    "both 0.5": False,
    "both 0": False,
    "W1 0, W2 random": True,
    "W1 random, W2 0": False,
    "W1 0.5, W2 random": True,
    "W1 random, W2 0.5": False,
    "both random": True,
}

# %% zero_start
from_zero = {
    "sigmoid: step 1 moves W1": True,
    "sigmoid: step 1 moves W2": True,
    "sigmoid: step 2 moves W1": True,
    "sigmoid: the units part": False,
    "tanh: step 1 moves W1": False,
    "tanh: step 1 moves W2": False,
    "tanh: some step moves a weight": False,
    "ReLU: some step moves a weight": False,
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

# %% logistic_gradient
def logistic_gradient(X, y, w):
    prediction = np.round(sigmoid(X @ w))
    return X.T @ (prediction - y) / len(y)

# %% curvature
def curvature(X, w):
    p = sigmoid(X @ w)
    H = X.T @ (p[:, None] * X) / len(X)
    beta = np.linalg.eigvalsh(X.T @ X / len(X))[-1] / 4
    return H, 1 / beta

# %% convex_and_cycling
cycling = {"x": [10, 10, 10], "y": [0, 1, 1], "eta": 1.0}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    V1, V2 = W1[order], W2[:, order]
    Y = sigmoid(sigmoid(X @ W1.T) @ W2.T)
    O = sigmoid(sigmoid(X @ (W1 + V1).T / 2) @ (W2 + V2).T / 2)
    return np.sum((O - Y) ** 2) / len(X)

# %% initial_scales
def initial_scales(n_in, n_out):
    xavier, he = np.sqrt(1 / (n_in + n_out)), np.sqrt(1 / n_in)
    return xavier, np.sqrt(3) * xavier, he, np.sqrt(3) * he

# %% initial_samples
rng = np.random.default_rng()
c = np.sqrt(6 / 650)
samples = {
    "xavier": rng.uniform(-c, c, (250, 400)),
    "he": rng.normal(0, np.sqrt(2 / 400), (250, 400)),
}
