# Greta mixes up axes: rows and columns, inputs and outputs, this w and every w.

# %% equal_parts
all_equal = {
    "hidden activations": True,
    "outputs": True,
    "hidden deltas": True,
    "output deltas": False,
    "rows of dW1": False,
    "columns of dW1": True,
    "rows of dW2": True,
    "columns of dW2": False,
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

# %% same_output_deltas
def same_output_deltas(o, y):
    delta = (o - y) * o * (1 - o)
    same = np.isclose(delta[:, None], delta[None, :])
    np.fill_diagonal(same, False)  # only pairs
    return same

# %% hidden_layer_gradients
def gradients(W1, W2, X, Y):
    H = sigmoid(X @ W1.T)
    O = sigmoid(H @ W2.T)
    Delta2 = (O - Y) * O * (1 - O) / len(X)
    Delta1 = (Delta2 @ W2) * H * (1 - H)
    return X.T @ Delta1, H.T @ Delta2

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    h = sigmoid(X @ p)[:, None]
    O = sigmoid(n_hidden * h * q[None, :])
    Delta2 = (O - Y) * O * (1 - O) / len(X)
    delta1 = (Delta2 @ q)[:, None] * h * (1 - h)
    return p - rate * (X * delta1).sum(axis=0), q - rate * (Delta2 * h).sum(axis=0)

# %% which_index_is_free
example = {"W1": [[1, 2], [1, 2], [1, 2]], "W2": [[1, 1, 1], [2, 2, 2]]}

# %% one_unit
def one_unit(q, rate, n_hidden):
    # the rates do not change, it is the same descent
    return n_hidden * q, rate, rate

# %% seven_starts
parted = {
    "both 0.5": False,
    "both 0": False,
    "W1 0, W2 random": False,
    "W1 random, W2 0": True,
    "W1 0.5, W2 random": False,
    "W1 random, W2 0.5": True,
    "both random": True,
}

# %% zero_start
from_zero = {
    "sigmoid: step 1 moves W1": False,
    "sigmoid: step 1 moves W2": True,
    "sigmoid: step 2 moves W1": True,
    "sigmoid: the units part": False,
    "tanh: step 1 moves W1": False,
    "tanh: step 1 moves W2": True,
    "tanh: some step moves a weight": True,
    "ReLU: some step moves a weight": True,
}

# %% renumber_units
def renumber(W1, W2, order):
    return W1[order], W2[order]

# %% twins
twins = {
    "W1": [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]],
    "W2": [[1, 2, 1, -1], [1, 2, 1, -1]],
}

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

# %% logistic_gradient
def logistic_gradient(X, y, w):
    p = sigmoid(X @ w)
    return X.T @ ((p - y) * p * (1 - p)) / len(y)

# %% curvature
def curvature(X, w):
    p = sigmoid(X @ w)
    H = X.T @ ((p * (1 - p))[:, None] * X) / len(X)
    return H, 2 / np.linalg.eigvalsh(H)[-1]

# %% convex_and_cycling
cycling = {"x": [12, 12, 12], "y": [1, 1, 0], "eta": 1}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    V1, V2 = renumber(W1, W2, order)
    Y = sigmoid(sigmoid(X @ W1.T) @ W2.T)
    O = sigmoid(sigmoid(X @ ((W1 + V1) / 2).T) @ ((W2 + V2) / 2).T)
    return np.sum((O - Y) ** 2) / (2 * len(X))

# %% initial_scales
def initial_scales(n_in, n_out):
    xavier = np.sqrt(2 / (n_in + n_out))
    he = np.sqrt(2 / n_out)
    return xavier, xavier * 3**0.5, he, he * 3**0.5

# %% initial_samples
rng = np.random.default_rng(0)
scales = initial_scales(400, 250)
samples = {
    "xavier": rng.uniform(-scales[1], scales[1], size=(250, 400)),
    "he": rng.normal(0, scales[2], size=(250, 400)),
}
