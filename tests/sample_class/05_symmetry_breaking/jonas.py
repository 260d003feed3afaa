# Jonas defines `gradiants`, forgets a return, and reads Xavier's rule as LeCun's.
# like: henrik

# %% same_output_deltas
def same_output_deltas(o, y):
    delta = (o - y) * o * (1 - o)
    return np.isclose(delta.reshape(-1, 1), delta.reshape(1, -1))

# %% hidden_layer_gradients
def gradiants(W1, W2, X, Y):
    h = sigmoid(X @ W1.T)
    o = sigmoid(h @ W2.T)
    d2 = (o - Y) * o * (1 - o) / len(X)
    d1 = d2 @ W2 * h * (1 - h)
    return d1.T @ X, d2.T @ h

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

# %% initial_scales
def initial_scales(n_in, n_out):
    s = np.sqrt(1 / n_in)
    t = np.sqrt(2 / n_in)
    return s, s * np.sqrt(3), t, t * np.sqrt(3)
