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

# %% input_gradient
def input_gradient(delta, W):
    return W @ delta

# %% batch_gradients
def batch_gradients(Delta, X, W):
    per_sample = np.einsum("no,ni->noi", Delta, X)
    return per_sample, X.T @ Delta, Delta.sum(axis=0), Delta @ W
