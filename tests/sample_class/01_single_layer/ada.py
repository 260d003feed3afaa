# Ada writes loops, and everything is right.
# like: the-solutions for single_shapes, match_shapes, gradient_ranks

# %% small_jacobians
x, W = [5, -6], [[2, -3], [4, 7]]
jacobians = {"dz/dx": W, "dz/db": [[1, 0], [0, 1]]}
for k in (1, 2):
    jacobians[f"dz{k}/dW"] = [[x[j] if k == i else 0 for j in (0, 1)] for i in (1, 2)]

# %% local_partials
def local_partials(x, n_out):
    out = np.zeros((n_out, n_out, len(x)))
    for k in range(n_out):
        for i in range(n_out):
            for j in range(len(x)):
                if k == i:
                    out[k, i, j] = x[j]
    return out

# %% derive_weight_gradient
dW_ij = {
    "chain rule": "sum(m, dz_dw[m, i, j] * dL_dz[m])",
    "local partials": "sum(m, (m == i) * x[j] * delta[m])",
    "closed form": "x[j] * delta[i]",
    "matrix form": "(x @ delta.T).T",
}

# %% weight_gradient
def weight_gradient(delta, x):
    dW = np.zeros((len(delta), len(x)))
    for i in range(len(delta)):
        for j in range(len(x)):
            dW[i, j] = delta[i] * x[j]
    return dW

# %% derive_input_gradient
dx_j = {
    "chain rule": "sum(m, dz_dx[m, j] * dL_dz[m])",
    "term by term": "sum(k, m, delta[k] * W[k, m] * (j == m))",
    "closed form": "sum(i, W[i, j] * delta[i])",
    "matrix form": "(delta.T @ W).T",
}

# %% input_gradient
def input_gradient(delta, W):
    dx = np.zeros(W.shape[1])
    for j in range(W.shape[1]):
        for k in range(W.shape[0]):
            dx[j] += W[k, j] * delta[k]
    return dx

# %% squared_error_delta
def squared_error_delta(z, y):
    delta = np.zeros(len(z))
    for i in range(len(z)):
        delta[i] = z[i] - y[i]
    return delta

# %% weighted_error_delta
def weighted_error_delta(z, y, m):
    delta = np.zeros(len(z))
    for i in range(len(z)):
        delta[i] = m[i] * (z[i] - y[i])
    return delta

# %% what_delta_is
by_hand = {"dc/dz": 4, "dz/dc": 1 / 4, "dL/dc": 6, "delta": 24}

# %% sigmoid_slope
def sigmoid_slope(z):
    out = np.zeros(len(z))
    for i in range(len(z)):
        a = 1 / (1 + np.exp(-z[i]))
        out[i] = a * (1 - a)
    return out

# %% log_sigmoid_slope
def log_sigmoid_slope(z):
    out = np.zeros(len(z))
    for i in range(len(z)):
        out[i] = np.log(1 / (1 + np.exp(-z[i]))) + np.log(1 / (1 + np.exp(z[i])))
    return out

# %% derive_elementwise_delta
delta_i = {
    "chain rule": "sum(m, da_dz[m, i] * dL_da[m])",
    "local partials": "sum(m, (m == i) * fprime(z[i]) * g[m])",
    "closed form": "fprime(z[i]) * g[i]",
    "matrix form": "diag(fprime(z)) @ g",
}

# %% sigmoid_delta
def sigmoid_delta(g, z):
    slope = sigmoid_slope(z)
    return np.array([g[i] * slope[i] for i in range(len(g))])

# %% layer_gradients
def layer_gradients(x, y, W, b):
    z = np.zeros(len(b))
    for k in range(len(b)):
        z[k] = b[k]
        for j in range(len(x)):
            z[k] += W[k, j] * x[j]
    a = 1 / (1 + np.exp(-z))
    delta = sigmoid_delta(squared_error_delta(a, y), z)
    return delta, weight_gradient(delta, x), delta, input_gradient(delta, W)

# %% softmax_delta
def softmax_delta(g, z):
    p = np.exp(z) / np.sum(np.exp(z))
    delta = np.zeros(len(z))
    for j in range(len(z)):
        for i in range(len(z)):
            if i == j:
                delta[j] += g[i] * p[i] * (1 - p[j])
            else:
                delta[j] -= g[i] * p[i] * p[j]
    return delta

# %% elementwise_fails
example = {"z": [0, 0, 0], "g": [2, 3, 1]}

# %% derive_cross_entropy_delta
dz_i = {
    "chain rule": "sum(m, dp_dz[m, i] * dL_dp[m])",
    "local partials": "-sum(k, y[k] * ((k == i) - p[i]))",
    "two sums": "sum(k, y[k] * p[i]) - y[i]",
    "closed form": "p[i] - y[i]",
}

# %% cross_entropy_delta
def cross_entropy_delta(z, y):
    p = np.exp(z) / np.sum(np.exp(z))
    return softmax_delta([-y[i] / p[i] for i in range(len(y))], z)

# %% batch_gradients
def batch_gradients(Delta, X, W):
    per_sample = [weight_gradient(d, x) for d, x in zip(Delta, X)]
    dW, db = 0, 0
    for one, d in zip(per_sample, Delta):
        dW = dW + one
        db = db + d
    return per_sample, dW, db, [input_gradient(d, W) for d in Delta]

# %% numerical_gradient
def numerical_gradient(f, W, h=1e-5):
    G = np.zeros(W.shape)
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            up, down = W.copy(), W.copy()
            up[i, j] += h
            down[i, j] -= h
            G[i, j] = (f(up) - f(down)) / (2 * h)
    return G

# %% by_hand_batch_gradient
# L depends on w_ij through all z_nk: sum over n and k of Δ_nk ∂z_nk/∂w_ij.
# z_nk has w_ij only for k = i, and then the derivative is x_nj.
# So the sum over k has one term: sum over n of Δ_ni x_nj, which is (Δᵀ X)_ij.

# %% explain_delta
# δ says how much the loss changes per unit of z. It is p − y for cross-entropy after a softmax.
# With squared error there are two steps: 2(p − y), and the Jacobian of the softmax.

# %% derive_bias_gradient
db_i = {
    "chain rule": "sum(m, dz_db[m, i] * dL_dz[m])",
    "local partials": "delta[i] * sum(k, (k == i))",
    "closed form": "delta[i]",
}
