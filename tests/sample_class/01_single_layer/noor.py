# Noor averages over the batch, and takes one-sided differences.
# like: einar

# %% derive_weight_gradient
dW_ij = {
    "chain rule": "sum(k, dL_dz[k] * dz_dw[k, i, j])",
    "local partials": "sum(k, delta[k] * (k == i))",
    "closed form": "delta[i]",
    "matrix form": "delta",
}

# %% derive_input_gradient
dx_j = {
    "chain rule": "sum(k, dz_dx[k, j])",
    "term by term": "sum(k, m, W[k, m] * (m == j))",
    "closed form": "sum(k, W[k, j])",
    "matrix form": "W.T @ ones(outputs)",
}

# %% derive_bias_gradient
db_i = {
    "chain rule": "sum(k, dL_dz[k] * dz_db[k, i])",
    "local partials": "sum(k, (k == i))",
    "closed form": "1",
}

# %% batch_gradients
def batch_gradients(Delta, X, W):
    per_sample = Delta[:, :, None] * X[:, None, :]
    return per_sample, Delta.T @ X / len(X), Delta.mean(axis=0), Delta @ W

# %% gradient_ranks
ranks = {"one sample": 1, "two samples": 2, "eight samples": 8}

# %% numerical_gradient
def numerical_gradient(f, W, h=1e-5):
    G = np.zeros_like(W)
    for at in np.ndindex(W.shape):
        E = np.zeros_like(W)
        E[at] = h
        G[at] = (f(W + E) - f(W)) / h
    return G

# %% cross_entropy_delta
def cross_entropy_delta(z, y):
    p = np.exp(z) / np.sum(np.exp(z))
    return p - y
