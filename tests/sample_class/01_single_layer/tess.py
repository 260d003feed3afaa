# Tess takes products the other way round and forgets a transpose.
# like: einar

# %% single_shapes
shapes = {"z": (3,), "delta": (3,), "dW": (5, 3), "dx": (5,), "db": (3,)}

# %% derive_weight_gradient
dW_ij = {
    "chain rule": "sum(k, dL_dz[k] * dz_dw[k, i, j])",
    "local partials": "sum(k, delta[k] * (k == i) * x[j])",
    "closed form": "x[i] * delta[j]",
    "matrix form": "x @ delta.T",
}

# %% weight_gradient
def weight_gradient(delta, x):
    return np.outer(x, delta)

# %% derive_input_gradient
dx_j = {
    "chain rule": "sum(k, dL_dz[k] * dz_dx[k, j])",
    "term by term": "sum(k, delta[k] * sum(m, W[k, m] * (m == j)))",
    "closed form": "sum(k, delta[k] * W[j, k])",
    "matrix form": "W @ delta",
}

# %% input_gradient
def input_gradient(delta, W):
    return W @ delta

# %% derive_bias_gradient
db_i = {
    "chain rule": "sum(k, dL_dz[k] * dz_db[i, k])",
    "local partials": "sum(k, delta[k] * (k == i))",
    "closed form": "delta[i]",
}

# %% derive_elementwise_delta
delta_i = {
    "chain rule": "sum(k, dL_da[k] * da_dz[k, i])",
    "local partials": "sum(k, g[k] * (k == i) * fprime(z[k]))",
    "closed form": "g[i] * fprime(z[i])",
    "matrix form": "g.T @ fprime(z)",
}

# %% batch_gradients
def batch_gradients(Delta, X, W):
    per_sample = np.einsum("no,ni->noi", Delta, X)
    return per_sample, X.T @ Delta, Delta.sum(axis=0), Delta @ W

# %% small_jacobians
jacobians = {
    "dz1/dW": [[5, -6], [0, 0]],
    "dz2/dW": [[0, 0], [5, -6]],
    "dz/dx": [[2, 4], [-3, 7]],
    "dz/db": [[1, 0], [0, 1]],
}

# %% match_shapes
products = {
    "W @ delta": (5, 1), "W.T @ delta": (), "delta @ x": (), "delta @ x.T": (5, 3),
    "x @ delta.T": (3, 5), "delta.T @ W": (1, 5), "delta.T @ delta": (1, 1), "x.T @ W": (),
}
