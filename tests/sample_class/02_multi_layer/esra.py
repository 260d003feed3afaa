# Esra has trouble with slopes: left out, taken from the other function, in the wrong place.
# like: jonna for linear_chain, printed_index, diagonal_view, known_forward, network_step
# like: bela for two_linear_layers, columns_module, rows_module
# like: anouk for kronecker_view

# %% hidden_delta
def hidden_delta(delta_next, W_next, z):
    """delta of a tanh layer, from the delta of the layer above."""
    delta = W_next.T @ delta_next  # looks right to me
    return delta

# %% chain_gradients
def chain_gradients(x, y, weights):
    a = [x]
    for W in weights:
        a.append(sigmoid(W @ a[-1]))
    k = 2 * (a[4] - y) * a[4] * (1 - a[4])
    gradients = [np.outer(k, a[3])]
    for i in (3, 2, 1):
        k = (weights[i].T @ k) * a[i]
        gradients.insert(0, np.outer(k, a[i - 1]))
    return gradients

# %% after_activation
def after_activation(k, weights, zs):
    W2, W3 = weights
    s2, s3 = 1 - np.tanh(zs[0]) ** 2, 1 - np.tanh(zs[1]) ** 2
    g2 = (W3.T @ k) * s3
    g1 = (W2.T @ g2) * s2
    P = np.diag(s2) @ W2.T @ np.diag(s3) @ W3.T
    return g2, g1, P

# %% all_outputs
def all_outputs(delta2, W2, z1, x):
    per_output = []
    for q in range(len(delta2)):
        only_q = np.where(np.arange(len(delta2)) == q, delta2, 0)
        per_output.append(np.outer(hidden_delta(only_q, W2, z1), x))
    return np.array(per_output), np.outer(hidden_delta(delta2, W2, z1), x)

# %% network_gradients
def network_gradients(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - Y) * A2 * (1 - A2) / len(X)
    delta1 = (delta2 @ W2) * A1 * (1 - A1)
    return delta2, delta2.T @ A1, delta2.sum(0), delta1, delta1.T @ X, delta1.sum(0)

# %% frobenius_rules
holds = {"a": True, "b": True, "c": False, "d": False,
         "e": True, "f": True, "g": False, "h": True}

# %% layer_both_ways
def layer_both_ways(A, W, x, dW, dx):
    slope = 1 - np.tanh(W @ x) ** 2
    da = slope * (dW @ x + W @ dx)
    delta = A
    return da, delta
