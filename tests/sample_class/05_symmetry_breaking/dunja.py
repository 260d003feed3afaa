# Dunja stops at the second resting point; up to there everything is right.
# like: arne for zero_start
# like: arne for derive_equal_deltas, derive_batch_rows

# %% equal_parts
how_many_different = {
    "hidden activations": 1,
    "outputs": 1,
    "hidden deltas": 1,
    "output deltas": 2,
    "rows of dW1": 1,
    "columns of dW1": 3,  # the three inputs differ
    "rows of dW2": 2,  # there are two different targets
    "columns of dW2": 1,
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

# %% output_gaps
def output_gaps(y_hat, y, h, rate):
    """How far the outputs' deltas, and then their weights, are from each other."""
    delta = (y_hat - y) * y_hat * (1 - y_hat)
    weights = 0.5 - rate * h * delta
    delta_gap = delta.reshape(-1, 1) - delta
    weight_gap = weights.reshape(-1, 1) - weights
    return delta_gap, weight_gap

# %% unit_gradients
def unit_gradients(p, q, X, Delta2):
    """dL/dp and dL/dq of one hidden unit, for a batch of rows."""
    H = sigmoid(X @ p[:, None])
    Delta1 = (Delta2 @ q[:, None]) * H * (1 - H)
    return (Delta1.T @ X)[0], (Delta2.T @ H)[:, 0]

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    """The vectors p and q of the network after one step of gradient descent."""
    O = sigmoid(n_hidden * sigmoid(X @ p)[:, None] * q)
    dp, dq = unit_gradients(p, q, X, (O - Y) * O * (1 - O) / len(X))
    return p - rate * dp, q - rate * dq

# %% prove_symmetry
proof = ["E", "H", "B", "I", "L", "A", "F", "K", "C"]

# %% which_index_is_free
example = {
    "W1": [[-1, -1], [0, 0], [1, 1]],
    "W2": [[3, 2, 1], [3, 2, 1]],
}

# %% one_unit
def one_unit(q, rate, n_hidden):
    """Outgoing weights and the two rates of the one unit."""
    return q * n_hidden, rate / n_hidden, rate * n_hidden

# %% seven_starts
units_left = {
    "both 0.5": 1,
    "both 0": 1,
    "W1 0, W2 random": 4,
    "W1 random, W2 0.5": 4,
    "rows a a b b, W2 0.5": 2,
    "rows a a b b, columns c d c d": 4,
    "rows a b b b, columns c c c d": 4 - 1,
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
