# Chidi returns lists and float32 here and there; everything is right.
# like: beate for derive_equal_deltas, derive_batch_rows, derive_logistic_gradient
# like: beate for derive_forward_variance, derive_backward_variance

# %% equal_parts
how_many_different = {
    "hidden activations": 1, "outputs": 1, "hidden deltas": 1, "output deltas": 2,
    "rows of dW1": 1, "columns of dW1": 3, "rows of dW2": 2, "columns of dW2": 1,
}

# %% constant_start
from math import exp

def constant_start(x, y, w, n_hidden):
    h = 1 / (1 + exp(-w * sum(x)))
    o = 1 / (1 + exp(-w * n_hidden * h))
    delta2 = [(o - t) * o * (1 - o) for t in y]
    delta1 = sum(delta2) * w * h * (1 - h)
    return [h] * n_hidden, delta2, [delta1] * n_hidden

# %% output_gaps
def output_gaps(y_hat, y, h, rate):
    delta = [(y_hat - t) * y_hat * (1 - y_hat) for t in y]
    gap = [[a - b for b in delta] for a in delta]
    return {"weight_gap": [[-rate * h * g for g in row] for row in gap], "delta_gap": gap}

# %% unit_gradients
def unit_gradients(p, q, X, Delta2):
    p, q, X, Delta2 = (np.asarray(v, dtype=np.float32) for v in (p, q, X, Delta2))
    h = sigmoid(X @ p)
    return (Delta2 @ q * h * (1 - h)) @ X, h @ Delta2

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

# %% prove_symmetry
proof = "e, k, h, i, b, l, a, f, c"

# %% which_index_is_free
example = {"W1": [[w, w] for w in (0, 1, 2)], "W2": [[1, 1, 1], [1, 1, 1]]}

# %% one_unit
def one_unit(q, rate, n_hidden):
    return [n_hidden * v for v in q], np.float32(rate / n_hidden), np.float32(rate * n_hidden)

# %% seven_starts
units_left = {
    "both 0.5": 1.0, "both 0": 1.0, "W1 0, W2 random": 4.0,
    "W1 random, W2 0.5": 4.0, "rows a a b b, W2 0.5": 2.0, "rows a a b b, columns c d c d": 4.0,
    "rows a b b b, columns c c c d": 3.0,
}

# %% zero_start
first_move = {
    "sigmoid, both 0: W1": np.int8(2), "sigmoid, both 0: W2": 1,
    "tanh, both 0: W1": 0, "tanh, both 0: W2": 0,
    "tanh, W2 random: W1": 1, "tanh, W2 random: W2": 2,
    "ReLU, W2 random: W1": 0, "ReLU, W2 random: W2": 0,
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

# %% logistic_gradient
def logistic_gradient(X, y, w):
    p = [1 / (1 + exp(-sum(a * b for a, b in zip(x, w)))) for x in X]
    return [sum((a - t) * x[j] for a, t, x in zip(p, y, X)) / len(y) for j in range(len(w))]

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

# %% curvature
def curvature(X, w):
    p = sigmoid(X @ w)
    H = (X.T * p * (1 - p)) @ X / len(X)
    beta = float(np.linalg.eigvalsh(X.T @ X)[-1]) / (4 * len(X))
    return H.tolist(), [2 / beta]

# %% convex_and_cycling
cycling = {"x": (-20, -20, -20), "y": (True, False, True), "eta": np.float32(0.5)}

# %% separated_with_minimum
low, high = 0.0, 4.0
for _ in range(60):
    m = (low + high) / 2
    g = 1 / (1 + exp(-m)) + 2 / (1 + exp(-2 * m)) + 4 / (1 + exp(-4 * m)) - 4
    low, high = (low, m) if g > 0 else (m, high)
separated = {"x": (1, 2, 4), "y": (False, False, True), "w": [low]}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    twin = renumber(W1, W2, order)
    V1, V2 = twin["W1"], twin["W2"]
    y = sigmoid(sigmoid(X @ W1.T) @ W2.T)
    o = sigmoid(sigmoid(X @ ((W1 + V1) / 2).T) @ ((W2 + V2) / 2).T)
    return np.float32(((o - y) ** 2).sum() / len(X) / 2)

# %% leaky_scales
def leaky_scales(n_in, n_out, slope):
    gain = 2 / (1 + slope**2)
    return [np.float32((gain / n) ** 0.5) for n in (n_in, n_out, n_in / 3)]

# %% growth_per_layer
growth = {
    "ReLU, He: values": 1,
    "ReLU, twice He's deviation: values": np.float32(2),
    "ReLU, Xavier: values": 0.7071,
    "linear, He: values": 1.4142,
    "ReLU, He, 400 to 100: values": [1],
    "ReLU, He, 400 to 100: deltas": 0.5,
    "ReLU, half He's deviation, 20 layers: values": 1 / 2**20,
}
