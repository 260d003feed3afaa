# Ines deleted the check of logistic_gradient; everything is right.
# do: delete logistic_gradient

# %% equal_parts
all_equal = {
    "hidden activations": True,
    "outputs": True,
    "hidden deltas": True,
    "output deltas": False,
    "rows of dW1": True,
    "columns of dW1": False,
    "rows of dW2": False,
    "columns of dW2": True,
}

# %% constant_start
def constant_start(x, y, w, n_hidden):
    """h, delta2, delta1 of the network whose weights are all w."""
    W1 = np.full((n_hidden, len(x)), w)
    W2 = np.full((len(y), n_hidden), w)
    h = sigmoid(W1 @ x)
    o = sigmoid(W2 @ h)
    delta2 = (o - y) * o * (1 - o)
    delta1 = (W2.T @ delta2) * h * (1 - h)
    return h, delta2, delta1

# %% same_output_deltas
def same_output_deltas(o, y):
    """Which outputs have the same delta, at a constant start."""
    same = np.eye(len(y), dtype=bool)
    delta = (o - y) * o * (1 - o)
    same = np.isclose(delta, delta[:, None])
    return same

# %% hidden_layer_gradients
def gradients(W1, W2, X, Y):
    """dL/dW1 and dL/dW2 of the sigmoid network, for a batch of rows."""
    H = sigmoid(X @ W1.T)
    O = sigmoid(H @ W2.T)
    Delta2 = (O - Y) * O * (1 - O)
    Delta1 = (Delta2 @ W2) * H * (1 - H)
    return Delta1.T @ X / len(X), Delta2.T @ H / len(X)

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    """The vectors p and q of the network after one step of gradient descent."""
    ones = np.ones(n_hidden)
    W1, W2 = np.outer(ones, p), np.outer(q, ones)
    dW1, dW2 = gradients(W1, W2, X, Y)
    return p - rate * dW1[0], q - rate * dW2[:, 0]

# %% which_index_is_free
example = {
    "W1": [[0, 0], [2, 2], [4, 4]],
    "W2": [[3, 2, 1], [3, 2, 1]],
}

# %% one_unit
def one_unit(q, rate, n_hidden):
    """Outgoing weights and the two rates of the one unit."""
    return q * n_hidden, rate / n_hidden, rate * n_hidden

# %% seven_starts
parted = {
    "both 0.5": False,
    "both 0": False,
    "W1 0, W2 random": True,
    "W1 random, W2 0": True,
    "W1 0.5, W2 random": True,
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
    "tanh: step 1 moves W2": False,
    "tanh: some step moves a weight": False,
    "ReLU: some step moves a weight": False,
}

# %% renumber_units
def renumber(W1, W2, order):
    """The same network, its hidden units in another order."""
    return W1[order], W2[:, order]

# %% twins
twins = {
    "W1": [[1, 0, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1]],
    "W2": [[1, 1, 1, -1], [1, 1, 1, -1]],
}

# %% from_zero_by_hand
by_hand = {
    "number of deltas": 1,
    "delta": -0.5,
    "dw": [-0.5, -1],
    "class 1": [-1, 1],
    "class 2": [0.5, -2],
    "class 3": [0.5, 1],
    "sum over classes": [0, 0],
}

# %% logistic_gradient
def logistic_gradient(X, y, w):
    """dL/dw of logistic regression with the mean log loss."""
    return -(y - sigmoid(X @ w)) @ X / len(X)

# %% curvature
def curvature(X, w):
    """The second derivatives of the loss of C2, and 2/beta."""
    p = sigmoid(X @ w)
    H = sum(v * (1 - v) * np.outer(x, x) for v, x in zip(p, X)) / len(X)
    at_zero = sum(0.25 * np.outer(x, x) for x in X) / len(X)
    return H, 2 / np.linalg.eigvalsh(at_zero)[-1]

# %% convex_and_cycling
cycling = {"x": [14, 14, 14], "y": [0, 0, 1], "eta": 1}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    """The loss half-way between a network and its renumbered twin."""
    V1, V2 = renumber(W1, W2, order)
    Y = sigmoid(sigmoid(X @ W1.T) @ W2.T)
    M1 = (W1 + V1) / 2
    M2 = (W2 + V2) / 2
    O = sigmoid(sigmoid(X @ M1.T) @ M2.T)
    return 0.5 * np.sum((O - Y) ** 2) / len(X)

# %% initial_scales
def initial_scales(n_in, n_out):
    """Standard deviation and uniform bound of Xavier's and of He's weights."""
    var_xavier = 2 / (n_in + n_out)
    var_he = 2 / n_in
    return var_xavier**0.5, (3 * var_xavier) ** 0.5, var_he**0.5, (3 * var_he) ** 0.5

# %% initial_samples
rng = np.random.default_rng()
scales = initial_scales(400, 250)
samples = {
    "xavier": rng.uniform(-scales[1], scales[1], (250, 400)),
    "he": rng.normal(0, scales[2], (250, 400)),
}
