# Jonas defines `unit_gradiants`, forgets a return, and leaves out the leak.
# like: henrik

# %% output_gaps
def output_gaps(y_hat, y, h, rate):
    delta = (y_hat - y) * y_hat * (1 - y_hat)
    gap = delta.reshape(-1, 1) - delta.reshape(1, -1)
    return gap, -rate * h * gap

# %% unit_gradients
def unit_gradiants(p, q, X, Delta2):
    h = sigmoid(X @ p)
    d1 = Delta2 @ q * h * (1 - h)
    return d1.T @ X, Delta2.T @ h

# %% renumber_units
def renumber(W1, W2, order):
    new = np.array(order)
    return W1[new], W2[:, new]

# %% twins
twins = {
    "W1": [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]],
    "W2": [[1, 1, 2, 0], [1, 1, 0, 2]],
}

# %% logistic_gradient
def logistic_gradient(X, y, w):
    grad = (sigmoid(X @ w) - y) @ X / len(y)

# %% curvature
def curvature(X, w):
    p = sigmoid(X @ w)
    D = np.diag(p * (1 - p))
    return X.T @ D @ X / len(X), 8 / np.linalg.eigvalsh(X.T @ X / len(X))[-1]

# %% leaky_scales
def leaky_scales(n_in, n_out, slope):
    s = np.sqrt(2 / n_in)
    t = np.sqrt(2 / (1 + slope**2) / n_out)
    return s, t, s * np.sqrt(3)

# %% growth_per_layer
growth = {
    "ReLU, He: values": 2**0.5,
    "ReLU, twice He's deviation: values": 2 * 2**0.5,
    "ReLU, Xavier: values": 1,
    "linear, He: values": 2**0.5,
    "ReLU, He, 400 to 100: values": 2**0.5,
    "ReLU, He, 400 to 100: deltas": 0.5**0.5,
    "ReLU, half He's deviation, 20 layers: values": 0.5**10,
}
