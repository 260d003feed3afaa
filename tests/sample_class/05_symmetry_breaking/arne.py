# Arne writes loops, and everything is right.
# like: the-solutions for equal_parts, seven_starts

# %% derive_equal_deltas
delta1_i = {
    "chain rule": "sum(j, dh_dz1[i] * dz2_dh[j, i] * delta2[j])",
    "local partials": "fprime(z1[i]) * sum(j, W2[j, i] * delta2[j])",
    "equal weights out": "fprime(z1[i]) * sum(j, w * delta2[j])",
    "equal weights in": "fprime(sum(k, w * x[k])) * w * sum(j, delta2[j])",
}

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

# %% output_gaps
def output_gaps(y_hat, y, h, rate):
    """How far the outputs' deltas, and then their weights, are from each other."""
    delta_gap = np.zeros((len(y), len(y)))
    weight_gap = np.zeros((len(y), len(y)))
    for j in range(len(y)):
        for k in range(len(y)):
            d_j = (y_hat - y[j]) * y_hat * (1 - y_hat)
            d_k = (y_hat - y[k]) * y_hat * (1 - y_hat)
            delta_gap[j, k] = d_j - d_k
            weight_gap[j, k] = (0.5 - rate * d_j * h) - (0.5 - rate * d_k * h)
    return delta_gap, weight_gap

# %% derive_batch_rows
dW1_ij = {
    "chain rule": "sum(n, sum(k, dz1_dw[n, k, i, j] * dL_dz1[n, k]))",
    "row i": "sum(n, k, dL_dz1[n, k] * (k == i) * X[n, j])",
    "back to the outputs": "sum(n, m, Delta2[n, m] * W2[m, i] * fprime(Z1[n, i]) * X[n, j])",
    "stacked": "(X.T @ (Delta2 @ W2 * fprime(Z1))).T",
}

# %% unit_gradients
def unit_gradients(p, q, X, Delta2):
    dp = np.zeros(len(p))
    dq = np.zeros(len(q))
    for n in range(len(X)):
        h = sigmoid(np.dot(p, X[n]))
        back = 0
        for j in range(len(q)):
            dq[j] += Delta2[n, j] * h
            back += q[j] * Delta2[n, j]
        for m in range(len(p)):
            dp[m] += back * h * (1 - h) * X[n, m]
    return dp, dq

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

# %% prove_symmetry
proof = ["K", "E", "B", "H", "L", "A", "I", "F", "C"]

# %% which_index_is_free
example = {"W1": [[1, 1], [2, 2], [3, 3]], "W2": [[1, 2, 3], [1, 2, 3]]}

# %% one_unit
def one_unit(q, rate, n_hidden):
    r = np.zeros(len(q))
    for i in range(n_hidden):
        r += q
    return r, rate / n_hidden, rate * n_hidden

# %% zero_start
first_move = {
    "sigmoid, both 0: W1": 2,
    "sigmoid, both 0: W2": 1,
    "tanh, both 0: W1": 0,
    "tanh, both 0: W2": 0,
    "tanh, W2 random: W1": 1,
    "tanh, W2 random: W2": 2,
    "ReLU, W2 random: W1": 0,
    "ReLU, W2 random: W2": 0,
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

# %% prove_twins
# L(p1, q1, p2, q2, ...) = L(p2, q2, p1, q1, ...) for all weights, since an output adds all units.
# Differentiate with respect to p1: the derivative in place 1 on the left is that in place 3 on the
# right. For twins both are taken at the same point, so the gradients of both units are equal, and
# so are the weights after the step. Then again.

# %% twins
twins = {
    "W1": [[1, 0, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1]],
    "W2": [[1, 1, 2, -1], [1, 1, -2, 1]],
}

# %% derive_logistic_gradient
dw_j = {
    "chain rule": "dz_dw[j] * dp_dz * dL_dp",
    "local partials": "((1 - y) / (1 - p) - y / p) * p * (1 - p) * x[j]",
    "cancelled": "((1 - y) * p - y * (1 - p)) * x[j]",
    "closed form": "p * x[j] - y * x[j]",
}

# %% logistic_gradient
def logistic_gradient(X, y, w):
    g = np.zeros(len(w))
    for n in range(len(X)):
        p = sigmoid(np.dot(X[n], w))
        for j in range(len(w)):
            g[j] += (p - y[n]) * X[n, j]
    return g / len(X)

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

# %% separated_with_minimum
features, labels, w = np.array([[2.0], [3.0], [5.0]]), np.array([0, 1, 1]), np.zeros(1)
for step in range(3000):
    w = w - 0.2 * logistic_gradient(features, labels, w)
separated = {"x": [2, 3, 5], "y": [0, 1, 1], "w": w[0]}

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

# %% derive_forward_variance
mean_square_z = {
    "double sum": "E(sum(j, w[i, j] * x[j]) * sum(k, w[i, k] * x[k]))",
    "independence": "sum(j, k, E(w[i, j] * w[i, k]) * E(x[j] * x[k]))",
    "moments of the weights": "v * sum(j, E(x[j]**2))",
    "closed form": "v * M * n_in",
}

# %% derive_backward_variance
mean_square_back = {
    "double sum": "E(sum(i, w[i, j] * slope[i] * g[i]) * sum(k, w[k, j] * slope[k] * g[k]))",
    "independence": "sum(i, E(w[i, j]**2) * E(slope[i]**2) * E(g[i]**2))",
    "moments of the weights": "v * sum(i, E(slope[i]**2) * E(g[i]**2))",
    "slopes": "v * (1 / 2 + s**2 / 2) * sum(i, E(g[i]**2))",
    "closed form": "v * n_out * M * (1 + s**2) / 2",
}

# %% leaky_scales
def leaky_scales(n_in, n_out, slope):
    result = []
    for n in (n_in, n_out):
        variance = 2 / (n * (1 + slope**2))
        result.append(variance**0.5)
    result.append(3**0.5 * result[0])  # c^2 / 3 = variance
    return result

# %% growth_per_layer
growth = {
    "ReLU, He: values": 1,
    "ReLU, twice He's deviation: values": 2,
    "ReLU, Xavier: values": 0.5**0.5,
    "linear, He: values": 2**0.5,
    "ReLU, He, 400 to 100: values": 1,
    "ReLU, He, 400 to 100: deltas": 0.5,
    "ReLU, half He's deviation, 20 layers: values": 0.5**20,
}

# %% explain_symmetry
# All hidden units compute the same and are sent the same δ. So their gradients are equal, not
# zero, and after the step they are still equal. One random layer is enough. Logistic regression
# has no hidden units, which is why zero is fine; but a step above 2/β can cycle.
