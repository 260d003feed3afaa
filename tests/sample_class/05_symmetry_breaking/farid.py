# Farid takes target minus output, takes zeros for dead units, and inverts a permutation.

# %% equal_parts
all_equal = {
    "hidden activations": True, "outputs": True, "hidden deltas": True, "output deltas": True,
    "rows of dW1": True, "columns of dW1": False, "rows of dW2": False, "columns of dW2": True,
}

# %% constant_start
def constant_start(x, y, w, n_hidden):
    h = sigmoid(w * np.sum(x))
    o = sigmoid(n_hidden * w * h)
    error = y - o
    d2 = error * o * (1 - o)
    d1 = w * d2.sum() * h * (1 - h)
    return h * np.ones(n_hidden), d2, d1 * np.ones(n_hidden)

# %% same_output_deltas
def same_output_deltas(o, y):
    same = np.ones((len(y), len(y)), dtype=bool)  # the o are all the same
    return same

# %% hidden_layer_gradients
def gradients(W1, W2, X, Y):
    N = len(X)
    H = sigmoid(X @ W1.T)
    O = sigmoid(H @ W2.T)
    D2 = (Y - O) * O * (1 - O) / N
    D1 = (D2 @ W2) * H * (1 - H)
    return D1.T @ X, D2.T @ H

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    # build the whole network and take one row / column of it
    dW1, dW2 = gradients(np.outer(np.ones(n_hidden), p), np.outer(q, np.ones(n_hidden)), X, Y)
    return p - rate * dW1[0], q - rate * dW2[:, 0]

# %% which_index_is_free
example = {"W1": [[0.8, 0.8], [-1, -1], [0, 0]], "W2": [[0.3, 0.6, 2], [0.3, 0.6, 2]]}

# %% one_unit
def one_unit(q, rate, n_hidden):
    return n_hidden * q, n_hidden * rate, rate / n_hidden

# %% seven_starts
parted = {
    "both 0.5": False, "both 0": False,
    "W1 0, W2 random": False, "W1 random, W2 0": False,  # zeros stay zeros
    "W1 0.5, W2 random": True, "W1 random, W2 0.5": True, "both random": True,
}

# %% zero_start
from_zero = {
    "sigmoid: step 1 moves W1": False, "sigmoid: step 1 moves W2": False,
    "sigmoid: step 2 moves W1": False, "sigmoid: the units part": False,
    "tanh: step 1 moves W1": False, "tanh: step 1 moves W2": False,
    "tanh: some step moves a weight": False, "ReLU: some step moves a weight": False,
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

# %% logistic_gradient
def logistic_gradient(X, y, w):
    return X.T @ (y - sigmoid(X @ w)) / len(y)

# %% curvature
def curvature(X, w):
    p = sigmoid(X @ w)
    H = X.T @ (X * (p * (1 - p))[:, None]) / len(X)
    return H, 8 / np.linalg.eigvalsh(X.T @ X / len(X)).max()

# %% convex_and_cycling
cycling = {"x": [1, 2, 3], "y": [1, 0, 1], "eta": 20}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    V1, V2 = renumber(W1, W2, order)
    Y = sigmoid(sigmoid(X @ W1.T) @ W2.T)
    O = sigmoid(sigmoid(X @ (W1 + V1).T / 2) @ (W2 + V2).T / 2)
    return 0.5 * np.mean(np.sum((Y - O) ** 2, axis=1))

# %% initial_scales
def initial_scales(n_in, n_out):
    xavier = 2 / (n_in + n_out)
    he = 2 / n_in
    return xavier, np.sqrt(3) * xavier, he, np.sqrt(3) * he

# %% initial_samples
rng = np.random.default_rng()
_, c, s, _ = initial_scales(400, 250)
samples = {"xavier": rng.uniform(-c, c, (250, 400)), "he": rng.normal(0, s, (250, 400))}
