# Beate vectorises what she can, mostly with einsum; everything is right.
# like: arne for zero_start
# like: arne for derive_equal_deltas, derive_batch_rows, derive_logistic_gradient
# like: arne for derive_backward_variance

# %% equal_parts
how_many_different = {
    "hidden activations": 1, "outputs": 1,
    "hidden deltas": 1, "output deltas": 2,
    "rows of dW1": 1, "columns of dW1": 3,
    "rows of dW2": 2, "columns of dW2": 1,
}

# %% constant_start
def constant_start(x, y, w, n_hidden):
    h = sigmoid(w * x.sum()) * np.ones(n_hidden)
    o = sigmoid(w * h.sum())
    d2 = (o - y) * o * (1 - o)
    return h, d2, w * d2.sum() * h * (1 - h)

# %% output_gaps
def output_gaps(y_hat, y, h, rate):
    # y_hat is common to all, so only the targets differ
    gap = y_hat * (1 - y_hat) * np.subtract.outer(y, y)
    return -gap, rate * h * gap

# %% unit_gradients
def unit_gradients(p, q, X, Delta2):
    h = sigmoid(np.einsum("ni,i->n", X, p))
    return np.einsum("no,o,n,ni->i", Delta2, q, h * (1 - h), X), np.einsum("no,n->o", Delta2, h)

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    h = sigmoid(X @ p)
    O = sigmoid(n_hidden * np.einsum("n,o->no", h, q))
    D2 = (O - Y) * O * (1 - O) / len(X)
    dp = np.einsum("no,o,n,ni->i", D2, q, h * (1 - h), X)
    dq = np.einsum("no,n->o", D2, h)
    return p - rate * dp, q - rate * dq

# %% prove_symmetry
proof = ["E", "K", "B", "H", "L", "I", "A", "F", "C"]

# %% which_index_is_free
example = {
    "W1": np.outer([-1, 0.5, 2], [1, 1]),
    "W2": np.outer([1, 1], [2, 1, -0.5]),
}

# %% one_unit
def one_unit(q, rate, n_hidden):
    return n_hidden * q, rate / n_hidden, rate * n_hidden

# %% seven_starts
units_left = {
    "both 0.5": 1, "both 0": 1,
    "W1 0, W2 random": 4, "W1 random, W2 0.5": 4,
    "rows a a b b, W2 0.5": 2, "rows a a b b, columns c d c d": 4,
    "rows a b b b, columns c c c d": 3,
}

# %% renumber_units
def renumber(W1, W2, order):
    P = np.eye(len(order))[order]  # permutation matrix
    return np.einsum("ij,jk->ik", P, W1), np.einsum("oj,ij->oi", W2, P)

# %% twins
start1, start2 = np.zeros((4, 3)), np.ones((2, 4))
start1[:2] = [1, -1, 0.5]
start2[:, 2:] = [[1, -1], [-1, 1]]
twins = {"W1": start1, "W2": start2}

# %% logistic_gradient
def logistic_gradient(X, y, w):
    return np.einsum("n,ni->i", sigmoid(X @ w) - y, X) / len(y)

# %% from_zero_by_hand
D = (np.full((2, 3), 1 / 3) - np.eye(3)[:2]) / 2
rows = np.einsum("nk,ni->ki", D, np.array([[3, 0], [0, 6]]))
by_hand = {
    "number of deltas": 1, "delta": -0.5, "dw": -0.5 * np.array([1, 2]),
    "class 1": rows[0], "class 2": rows[1], "class 3": rows[2],
    "sum over classes": rows.sum(axis=0),
}

# %% curvature
def curvature(X, w):
    p = sigmoid(X @ w)
    H = np.einsum("n,ni,nj->ij", p * (1 - p), X, X) / len(X)
    return H, 8 * len(X) / np.linalg.norm(X, 2) ** 2

# %% convex_and_cycling
cycling = {"x": np.array([15, -15, 15]), "y": np.array([1, 1, 0]), "eta": 0.5}

# %% separated_with_minimum
# 2 p(w) has to balance 1 - p(2 w) twice: the root of a cubic in e^w, found by Newton's method
v, t, root = np.array([-1.0, -1.0, -2.0]), np.array([1, 1, 0]), 0.0
for _ in range(20):
    s = sigmoid(v * root)
    root -= np.einsum("n,n->", s - t, v) / np.einsum("n,n,n->", s * (1 - s), v, v)
separated = {"x": v, "y": t, "w": root}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    V1, V2 = renumber(W1, W2, order)
    out = lambda A, B: sigmoid(np.einsum("nh,oh->no", sigmoid(np.einsum("ni,hi->nh", X, A)), B))
    E = out((W1 + V1) / 2, (W2 + V2) / 2) - out(W1, W2)
    return 0.5 * np.einsum("no,no->", E, E) / len(X)

# %% derive_forward_variance
mean_square_z = [
    "sum(j, k, E(w[i, j] * x[j] * w[i, k] * x[k]))",
    "sum(j, E(w[i, j]**2) * E(x[j]**2))",
    "v * E(sum(j, x[j]**2))",
    "n_in * v * M",
]

# %% leaky_scales
def leaky_scales(n_in, n_out, slope):
    return np.sqrt(2 / (1 + slope**2) / np.array([n_in, n_out, n_in / 3]))

# %% growth_per_layer
growth = {
    "ReLU, He: values": 1.0,
    "ReLU, twice He's deviation: values": 2.0,
    "ReLU, Xavier: values": np.sqrt(1 / 2),
    "linear, He: values": np.sqrt(2),
    "ReLU, He, 400 to 100: values": 1.0,
    "ReLU, He, 400 to 100: deltas": np.sqrt(100 / 400),
    "ReLU, half He's deviation, 20 layers: values": 2.0**-20,
}
