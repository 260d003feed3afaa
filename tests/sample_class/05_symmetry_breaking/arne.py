# Arne writes loops, and everything is right.
# like: the-solutions for equal_parts, seven_starts

# %% constant_start
def constant_start(x, y, w, n_hidden):
    z = 0
    for j in range(len(x)):
        z += w * x[j]
    h = np.zeros(n_hidden)
    for i in range(n_hidden):
        h[i] = sigmoid(z)
    z_out = 0
    for i in range(n_hidden):
        z_out += w * h[i]
    o = sigmoid(z_out)
    delta2 = np.zeros(len(y))
    for j in range(len(y)):
        delta2[j] = (o - y[j]) * o * (1 - o)
    delta1 = np.zeros(n_hidden)
    for i in range(n_hidden):
        for j in range(len(y)):
            delta1[i] += w * delta2[j] * h[i] * (1 - h[i])
    return h, delta2, delta1

# %% same_output_deltas
def same_output_deltas(o, y):
    """Which outputs have the same delta, at a constant start."""
    same = np.eye(len(y), dtype=bool)
    for i in range(len(y)):
        for j in range(len(y)):
            d_i = (o - y[i]) * o * (1 - o)
            d_j = (o - y[j]) * o * (1 - o)
            same[i, j] = np.isclose(d_i, d_j)
    return same

# %% hidden_layer_gradients
def gradients(W1, W2, X, Y):
    dW1 = np.zeros(W1.shape)
    dW2 = np.zeros(W2.shape)
    N = len(X)
    for n in range(N):
        h = sigmoid(W1 @ X[n])
        o = sigmoid(W2 @ h)
        d2 = (o - Y[n]) * o * (1 - o)
        for j in range(W2.shape[0]):
            for i in range(W2.shape[1]):
                dW2[j, i] += d2[j] * h[i] / N
        for i in range(W1.shape[0]):
            back = 0
            for j in range(W2.shape[0]):
                back += W2[j, i] * d2[j]
            for m in range(W1.shape[1]):
                dW1[i, m] += back * h[i] * (1 - h[i]) * X[n, m] / N
    return dW1, dW2

# %% symmetric_step
def symmetric_step(p, q, X, Y, rate, n_hidden):
    dp = np.zeros(len(p))
    dq = np.zeros(len(q))
    for n in range(len(X)):
        h = sigmoid(np.dot(p, X[n]))
        back = 0
        for j in range(len(q)):
            o = sigmoid(n_hidden * q[j] * h)  # n_hidden equal terms
            d = (o - Y[n, j]) * o * (1 - o)
            dq[j] += d * h
            back += q[j] * d
        for m in range(len(p)):
            dp[m] += back * h * (1 - h) * X[n, m]
    return p - rate * dp / len(X), q - rate * dq / len(X)

# %% which_index_is_free
example = {"W1": [[1, 1], [2, 2], [3, 3]], "W2": [[1, 2, 3], [1, 2, 3]]}

# %% one_unit
def one_unit(q, rate, n_hidden):
    q_one = np.zeros(len(q))
    for i in range(n_hidden):
        q_one += q
    return q_one, rate / n_hidden, rate * n_hidden

# %% zero_start
from_zero = {
    "sigmoid: step 1 moves W1": False,
    "sigmoid: step 1 moves W2": True,
    "sigmoid: step 2 moves W1": True,
    "sigmoid: the units part": False,
    "tanh: step 1 moves W1": False,
    "tanh: step 1 moves W2": False,
    "tanh: some step moves a weight": False,
    "ReLU: some step moves a weight": False,
}

# %% renumber_units
def renumber(W1, W2, order):
    V1 = np.zeros(W1.shape)
    V2 = np.zeros(W2.shape)
    for i in range(len(order)):
        V1[i] = W1[order[i]]
        for j in range(len(W2)):
            V2[j, i] = W2[j, order[i]]
    return V1, V2

# %% twins
twins = {
    "W1": [[1, 0, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1]],
    "W2": [[1, 1, 2, -1], [1, 1, -2, 1]],
}

# %% from_zero_by_hand
by_hand = {
    "number of deltas": 1,
    "delta": -1 / 2,
    "dw": [-1 / 2, -1],
    "class 1": [-1, 1],
    "class 2": [1 / 2, -2],
    "class 3": [1 / 2, 1],
    "sum over classes": [0, 0],
}

# %% logistic_gradient
def logistic_gradient(X, y, w):
    g = np.zeros(len(w))
    for n in range(len(X)):
        p = sigmoid(np.dot(X[n], w))
        for j in range(len(w)):
            g[j] += (p - y[n]) * X[n, j]
    return g / len(X)

# %% curvature
def curvature(X, w):
    n = len(w)
    H, bound = np.zeros((n, n)), np.zeros((n, n))
    for x in X:
        p = sigmoid(np.dot(x, w))
        for i in range(n):
            for j in range(n):
                H[i, j] += p * (1 - p) * x[i] * x[j] / len(X)
                bound[i, j] += 0.25 * x[i] * x[j] / len(X)
    beta = max(np.linalg.eigvalsh(bound))
    return H, 2 / beta

# %% convex_and_cycling
cycling = {"x": [20, 20, 20], "y": [0, 0, 1], "eta": 1}

# %% midway_loss
def midway_loss(W1, W2, X, order):
    V1, V2 = renumber(W1, W2, order)
    total = 0
    for x in X:
        y = sigmoid(W2 @ sigmoid(W1 @ x))
        o = sigmoid((W2 + V2) / 2 @ sigmoid((W1 + V1) / 2 @ x))
        for j in range(len(y)):
            total += (o[j] - y[j]) ** 2
    return total / (2 * len(X))

# %% initial_scales
def initial_scales(n_in, n_out):
    result = []
    for variance in (2 / (n_in + n_out), 2 / n_in):
        result.append(variance**0.5)  # std
        result.append((3 * variance) ** 0.5)  # c^2 / 3 = variance
    return result

# %% initial_samples
rng = np.random.default_rng()
samples = {"xavier": np.zeros((250, 400)), "he": np.zeros((250, 400))}
xavier_std, xavier_bound, he_std, he_bound = initial_scales(400, 250)
for i in range(250):
    for j in range(400):
        samples["xavier"][i, j] = rng.uniform(-xavier_bound, xavier_bound)
        samples["he"][i, j] = rng.normal(0, he_std)

# %% explain_symmetry
# All hidden units compute the same and are sent the same δ. So their gradients are equal, not
# zero, and after the step they are still equal. One random layer is enough. Logistic regression
# has no hidden units, which is why zero is fine; a step above 2/β can cycle all the same.
