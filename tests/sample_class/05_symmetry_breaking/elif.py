# Elif counts units only once, sums over the batch, and wants everything random.
# like: ines for zero_start, from_zero_by_hand

# %% equal_parts
# all weights are the same, so all gradients are
all_equal = {
    "hidden activations": True,
    "outputs": True,
    "hidden deltas": True,
    "output deltas": True,
    "rows of dW1": True,
    "columns of dW1": True,
    "rows of dW2": True,
    "columns of dW2": True,
}

# %% constant_start
def constant_start(x, y, w, n_hidden):
    h = sigmoid(w * np.sum(x))
    o = sigmoid(w * h)
    delta2 = (o - y) * o * (1 - o)
    delta1 = w * np.sum(delta2) * h * (1 - h)
    return np.full(n_hidden, h), delta2, np.full(n_hidden, delta1)

# %% same_output_deltas
def same_output_deltas(o, y):
    d = (o - y) * o * (1 - o)
    return np.isclose(d[:, None], d)

# %% hidden_layer_gradients
def gradients(W1, W2, X, Y):
    H = sigmoid(X @ W1.T)
    O = sigmoid(H @ W2.T)
    D2 = (O - Y) * O * (1 - O)
    D1 = D2 @ W2 * H * (1 - H)
    return D1.T @ X, D2.T @ H

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    h = sigmoid(X @ p)
    O = sigmoid(np.outer(h, q))
    D2 = (O - Y) * O * (1 - O) / len(X)
    d1 = (D2 @ q) * h * (1 - h)
    return p - rate * X.T @ d1, q - rate * D2.T @ h

# %% which_index_is_free
example = {"W1": [[0, 0], [1, 1], [2, 2]], "W2": [[0, 1, 2], [0, 1, 2]]}

# %% one_unit
def one_unit(q, rate, n_hidden):
    return q, rate / n_hidden, rate * n_hidden

# %% seven_starts
parted = {
    "both 0.5": False,
    "both 0": False,
    "W1 0, W2 random": False,
    "W1 random, W2 0": False,
    "W1 0.5, W2 random": False,
    "W1 random, W2 0.5": False,
    "both random": True,
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

# %% midway_loss
def midway_loss(W1, W2, X, order):
    V1, V2 = renumber(W1, W2, order)
    Y = sigmoid(sigmoid(X @ W1.T) @ W2.T)
    O = sigmoid(sigmoid(X @ (0.5 * (W1 + V1)).T) @ (0.5 * (W2 + V2)).T)
    return 0.5 * np.sum((O - Y) ** 2)

# %% initial_scales
def initial_scales(n_in, n_out):
    xavier = np.sqrt(2 / (n_in + n_out))
    he = np.sqrt(2 / n_in)
    return xavier, xavier * np.sqrt(3), he, he * np.sqrt(3)

# %% initial_samples
rng = np.random.default_rng()
bound = initial_scales(400, 250)[1]
std = initial_scales(400, 250)[2]
samples = {"xavier": rng.uniform(-bound, bound, (250, 400)), "he": rng.normal(0, std, (250, 400))}

# %% explain_symmetry
# All weights have to be random, otherwise the units stay the same.
