# Dunja stops at the resting point; up to there everything is right.
# like: arne for seven_starts, zero_start

# %% equal_parts
all_equal = {
    "hidden activations": True,
    "outputs": True,
    "hidden deltas": True,
    "output deltas": False,
    "rows of dW1": True,
    "columns of dW1": False,  # the two inputs differ
    "rows of dW2": False,  # the targets differ
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
    for i in range(len(y)):
        same[i] = np.isclose(delta[i], delta)
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
    W1 = np.tile(p, (n_hidden, 1))
    W2 = np.tile(q[:, None], (1, n_hidden))
    dW1, dW2 = gradients(W1, W2, X, Y)
    return p - rate * dW1[0], q - rate * dW2[:, 0]

# %% which_index_is_free
example = {
    "W1": [[-1, -1], [0, 0], [1, 1]],
    "W2": [[3, 2, 1], [3, 2, 1]],
}

# %% one_unit
def one_unit(q, rate, n_hidden):
    """Outgoing weights and the two rates of the one unit."""
    return q * n_hidden, rate / n_hidden, rate * n_hidden

# %% renumber_units
def renumber(W1, W2, order):
    """The same network, its hidden units in another order."""
    return W1[order], W2[:, order]

# %% twins
twins = {
    "W1": [[1, 0, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1]],
    "W2": [[1, 1, 1, -1], [1, 1, 1, -1]],
}
