# Ines deleted the check of logistic_gradient; everything is right.
# like: dunja
# like: the-solutions for equal_parts, from_zero_by_hand
# do: delete logistic_gradient

# %% same_output_deltas
def same_output_deltas(o, y):
    """Which outputs have the same delta, at a constant start."""
    same = np.eye(len(y), dtype=bool)
    delta = (o - y) * o * (1 - o)
    same = np.isclose(delta, delta[:, None])
    return same

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
