# Leif slips in the calculus: a slope forgotten, a step too early, a bound taken for a value.
# like: the-solutions for which_index_is_free, midway_loss
# like: beate for equal_parts

# %% constant_start
def constant_start(x, y, w, n_hidden):
    h = sigmoid(w * sum(x))
    o = sigmoid(w * n_hidden * h)
    slope = o * (1 - o)
    delta2 = (o - y) * slope
    delta1 = w * sum(delta2) * slope
    return np.repeat(h, n_hidden), delta2, np.repeat(delta1, n_hidden)

# %% same_output_deltas
def same_output_deltas(o, y):
    """Which outputs have the same delta, at a constant start."""
    delta = (o - y) * o * (1 - o)
    same = ~np.isclose(delta[:, None], delta[None, :])
    return same

# %% hidden_layer_gradients
def gradients(W1, W2, X, Y):
    H = sigmoid(X @ W1.T)
    O = sigmoid(H @ W2.T)
    D2 = (O - Y) * O * (1 - O) / len(X)
    D1 = D2 @ W2
    return D1.T @ X, D2.T @ H

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    h = sigmoid(X @ p)
    O = sigmoid(n_hidden * np.outer(h, q))
    D2 = (O - Y) * O * (1 - O) / len(X)
    q = q - rate * D2.T @ h
    d1 = (D2 @ q) * h * (1 - h)
    p = p - rate * X.T @ d1
    return p, q

# %% one_unit
def one_unit(q, rate, n_hidden):
    return n_hidden * q, rate / n_hidden**2, rate * n_hidden**2

# %% seven_starts
parted = {
    "both 0.5": True, "both 0": False,
    "W1 0, W2 random": True, "W1 random, W2 0": True,
    "W1 0.5, W2 random": True, "W1 random, W2 0.5": True,
    "both random": True,
}

# %% zero_start
from_zero = {
    "sigmoid: step 1 moves W1": False,
    "sigmoid: step 1 moves W2": True,
    "sigmoid: step 2 moves W1": False,
    "sigmoid: the units part": False,
    "tanh: step 1 moves W1": False,
    "tanh: step 1 moves W2": False,
    "tanh: some step moves a weight": False,
    "ReLU: some step moves a weight": False,
}

# %% renumber_units
def renumber(W1, W2, order):
    return W1[order], W2

# %% twins
twins = {
    "W1": [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]],
    "W2": [[1, 1, 2, 1], [1, 1, 0, -1]],
}

# %% from_zero_by_hand
by_hand = {
    "number of deltas": 1,
    "delta": -0.5,
    "dw": [-0.5, -1],
    "class 1": [-2, 2],
    "class 2": [1, -4],
    "class 3": [1, 2],
    "sum over classes": [0, 0],
}

# %% logistic_gradient
def logistic_gradient(X, y, w):
    z = X @ w
    return X.T @ (z - y) / len(y)

# %% curvature
def curvature(X, w):
    H = X.T @ X / (4 * len(X))
    beta = np.linalg.eigvalsh(X.T @ X / len(X))[-1]
    return H, 2 / beta

# %% convex_and_cycling
cycling = {"x": [20, 20, 20], "y": [1, 1, 1], "eta": 1}

# %% initial_scales
def initial_scales(n_in, n_out):
    xavier, he = np.sqrt(2 / (n_in + n_out)), np.sqrt(2 / n_in)
    return xavier, np.sqrt(12) * xavier, he, np.sqrt(12) * he

# %% initial_samples
rng = np.random.default_rng()
_, width, std, _ = initial_scales(400, 250)
samples = {"xavier": rng.uniform(-width, width, (250, 400)), "he": rng.normal(0, std, (250, 400))}

# %% explain_symmetry
# The hidden units get the same δ and remain equal. Random numbers in one layer suffice.
