# Beate vectorises what she can, mostly with einsum; everything is right.
# like: arne for zero_start

# %% equal_parts
all_equal = {
    "hidden activations": True, "outputs": True,
    "hidden deltas": True, "output deltas": False,
    "rows of dW1": True, "columns of dW1": False,
    "rows of dW2": False, "columns of dW2": True,
}

# %% constant_start
def constant_start(x, y, w, n_hidden):
    h = sigmoid(w * x.sum()) * np.ones(n_hidden)
    o = sigmoid(w * h.sum())
    d2 = (o - y) * o * (1 - o)
    return h, d2, w * d2.sum() * h * (1 - h)

# %% same_output_deltas
def same_output_deltas(o, y):
    # o is common to all, so δ agrees exactly where y does
    return np.isclose(np.subtract.outer(y, y), 0)

# %% hidden_layer_gradients
def gradients(W1, W2, X, Y):
    H = sigmoid(np.einsum("ni,hi->nh", X, W1))
    O = sigmoid(np.einsum("nh,oh->no", H, W2))
    D2 = (O - Y) * O * (1 - O) / X.shape[0]
    D1 = np.einsum("no,oh,nh->nh", D2, W2, H * (1 - H))
    return np.einsum("nh,ni->hi", D1, X), np.einsum("no,nh->oh", D2, H)

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    h = sigmoid(X @ p)
    O = sigmoid(n_hidden * np.einsum("n,o->no", h, q))
    D2 = (O - Y) * O * (1 - O) / len(X)
    dp = np.einsum("no,o,n,ni->i", D2, q, h * (1 - h), X)
    dq = np.einsum("no,n->o", D2, h)
    return p - rate * dp, q - rate * dq

# %% which_index_is_free
example = {
    "W1": np.outer([-1, 0.5, 2], [1, 1]),
    "W2": np.outer([1, 1], [2, 1, -0.5]),
}

# %% one_unit
def one_unit(q, rate, n_hidden):
    return n_hidden * q, rate / n_hidden, rate * n_hidden

# %% seven_starts
parted = {
    "both 0.5": False, "both 0": False,
    "W1 0, W2 random": True, "W1 random, W2 0": True,
    "W1 0.5, W2 random": True, "W1 random, W2 0.5": True,
    "both random": True,
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

# %% from_zero_by_hand
D = (np.full((2, 3), 1 / 3) - np.eye(3)[:2]) / 2
rows = np.einsum("nk,ni->ki", D, np.array([[3, 0], [0, 6]]))
by_hand = {
    "number of deltas": 1, "delta": -0.5, "dw": -0.5 * np.array([1, 2]),
    "class 1": rows[0], "class 2": rows[1], "class 3": rows[2],
    "sum over classes": rows.sum(axis=0),
}

# %% logistic_gradient
def logistic_gradient(X, y, w):
    return np.einsum("n,ni->i", sigmoid(X @ w) - y, X) / len(y)

# %% curvature
def curvature(X, w):
    p = sigmoid(X @ w)
    H = np.einsum("n,ni,nj->ij", p * (1 - p), X, X) / len(X)
    return H, 8 * len(X) / np.linalg.norm(X, 2) ** 2

# %% convex_and_cycling
cycling = {"x": np.array([15, -15, 15]), "y": np.array([1, 1, 0]), "eta": 0.5}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    V1, V2 = renumber(W1, W2, order)
    out = lambda A, B: sigmoid(np.einsum("nh,oh->no", sigmoid(np.einsum("ni,hi->nh", X, A)), B))
    E = out((W1 + V1) / 2, (W2 + V2) / 2) - out(W1, W2)
    return 0.5 * np.einsum("no,no->", E, E) / len(X)

# %% initial_scales
def initial_scales(n_in, n_out):
    return np.sqrt([2 / (n_in + n_out), 6 / (n_in + n_out), 2 / n_in, 6 / n_in])

# %% initial_samples
rng = np.random.default_rng(5)
_, c, s, _ = initial_scales(400, 250)
samples = {"xavier": c * (2 * rng.random((250, 400)) - 1), "he": s * rng.standard_normal((250, 400))}
