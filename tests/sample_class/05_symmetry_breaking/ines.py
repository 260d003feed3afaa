# Ines deleted the check of logistic_gradient; everything is right.
# like: dunja
# like: the-solutions for equal_parts, from_zero_by_hand
# like: beate for derive_logistic_gradient, derive_forward_variance, derive_backward_variance
# do: delete logistic_gradient

# %% output_gaps
def output_gaps(y_hat, y, h, rate):
    """How far the outputs' deltas, and then their weights, are from each other."""
    delta = (y_hat - y) * y_hat * (1 - y_hat)
    delta_gap = np.array([d - delta for d in delta])
    weight_gap = rate * h * delta_gap.T
    return delta_gap, weight_gap

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    """The vectors p and q of the network after one step of gradient descent."""
    ones = np.ones(n_hidden)
    O = sigmoid(sigmoid(X @ np.outer(ones, p).T) @ np.outer(ones, q))
    dp, dq = unit_gradients(p, q, X, (O - Y) * O * (1 - O) / len(X))
    return p - rate * dp, q - rate * dq

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
    """The second derivatives of the mean log loss, and 2/beta."""
    p = sigmoid(X @ w)
    H = sum(v * (1 - v) * np.outer(x, x) for v, x in zip(p, X)) / len(X)
    at_zero = sum(0.25 * np.outer(x, x) for x in X) / len(X)
    return H, 2 / np.linalg.eigvalsh(at_zero)[-1]

# %% convex_and_cycling
cycling = {"x": [14, 14, 14], "y": [0, 0, 1], "eta": 1}

# %% separated_with_minimum
x, y, w = np.array([1.0, 3.0, 4.0]), np.array([0, 1, 1]), np.zeros(1)
for step in range(2000):
    w = w - 0.5 * logistic_gradient(x[:, None], y, w)
separated = {"x": x, "y": y, "w": float(w[0])}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    """The loss half-way between a network and the same network renumbered."""
    V1, V2 = renumber(W1, W2, order)
    Y = sigmoid(sigmoid(X @ W1.T) @ W2.T)
    M1 = (W1 + V1) / 2
    M2 = (W2 + V2) / 2
    O = sigmoid(sigmoid(X @ M1.T) @ M2.T)
    return 0.5 * np.sum((O - Y) ** 2) / len(X)

# %% leaky_scales
def leaky_scales(n_in, n_out, slope):
    """Standard deviations that keep values and gradients at their size; the uniform bound."""
    kept = 0.5 + 0.5 * slope**2
    variance = 1 / (n_in * kept)
    return variance**0.5, (1 / (n_out * kept)) ** 0.5, (3 * variance) ** 0.5

# %% growth_per_layer
growth = {
    "ReLU, He: values": 1.0,
    "ReLU, twice He's deviation: values": 2.0,
    "ReLU, Xavier: values": 1 / 2**0.5,
    "linear, He: values": 2**0.5,
    "ReLU, He, 400 to 100: values": 1.0,
    "ReLU, He, 400 to 100: deltas": 0.5,
    "ReLU, half He's deviation, 20 layers: values": 9.54e-7,
}
