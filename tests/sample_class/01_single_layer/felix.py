# Felix forgets the slope, or takes the function for it.
# like: einar

# %% sigmoid_slope
def sigmoid_slope(z):
    return 1 / (1 + np.exp(-z))

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
