# Otto saved his notebook with outputs that say all is well; two answers are wrong.
# like: einar
# do: outputs weight_gradient: right. 2 of 2 points.

# %% derive_weight_gradient
dW_ij = {
    "chain rule": "sum(k, dL_dz[k] * dz_dw[k, i, j])",
    "local partials": "2 * sum(k, delta[k] * (k == i) * x[j])",
    "closed form": "2 * delta[i] * x[j]",
    "matrix form": "2 * delta @ x.T",
}

# %% weight_gradient
def weight_gradient(delta, x):
    return 2 * np.outer(delta, x)

# %% derive_cross_entropy_delta
dz_i = {
    "chain rule": "dL_dp[i] * dp_dz[i, i]",
    "local partials": "sum(k, -y[k] * (1 - p[k]) * (k == i))",
    "two sums": "p[i] * y[i] - y[i]",
    "closed form": "-y[i] * (1 - p[i])",
}

# %% softmax_delta
def softmax_delta(g, z):
    p = np.exp(z) / np.sum(np.exp(z))
    return p * (1 - p) * g
