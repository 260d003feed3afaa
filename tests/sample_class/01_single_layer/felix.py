# Felix forgets the slope, or takes the function for it.
# like: einar

# %% sigmoid_slope
def sigmoid_slope(z):
    return 1 / (1 + np.exp(-z))

# %% derive_elementwise_delta
delta_i = {
    "chain rule": "sum(k, dL_da[k] * da_dz[k, i])",
    "local partials": "sum(k, g[k] * (k == i) * f(z[k]))",
    "closed form": "g[i] * f(z[i])",
    "matrix form": "g * f(z)",
}

# %% sigmoid_delta
def sigmoid_delta(g, z):
    return g

# %% layer_gradients
def layer_gradients(x, y, W, b):
    a = 1 / (1 + np.exp(-(W @ x + b)))
    delta = a - y
    return delta, np.outer(delta, x), delta, W.T @ delta

# %% log_sigmoid_slope
def log_sigmoid_slope(z):
    a = 1 / (1 + np.exp(-z))
    return np.log(a * (1 - a))
