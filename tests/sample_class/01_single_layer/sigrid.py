# Sigrid subtracts the output from the target.
# like: einar

# %% squared_error_delta
def squared_error_delta(z, y):
    return y - z

# %% layer_gradients
def layer_gradients(x, y, W, b):
    a = 1 / (1 + np.exp(-(W @ x + b)))
    delta = squared_error_delta(a, y) * a * (1 - a)
    return delta, np.outer(delta, x), delta, W.T @ delta

# %% weighted_error_delta
def weighted_error_delta(z, y, m):
    return m * (y - z)

# %% derive_cross_entropy_delta
dz_i = {
    "chain rule": "sum(k, dL_dp[k] * dp_dz[k, i])",
    "local partials": "sum(k, y[k] * ((k == i) - p[i]))",
    "two sums": "y[i] - p[i] * sum(k, y[k])",
    "closed form": "y[i] - p[i]",
}
