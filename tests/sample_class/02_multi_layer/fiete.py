# Fiete takes the matrix as printed, divides by N in every layer, and updates W2 too soon.
# like: jonna
# like: anouk for two_linear_layers, hidden_delta, all_outputs, adjoint_identity

# %% printed_index
index = {
    "first line: k_3 belongs to W_": 4,
    "second line: k_2 belongs to W_": 3,
    "general line: k_3 belongs to W_": 3,
    "general line: k_2 belongs to W_": 2,
    "printed k_2": [7, 10],
    "right k_2": [7, 10],
    "k_2 raises an error": False,
    "k_1 raises an error": True,
}

# %% chain_gradients
def chain_gradients(x, y, weights):
    a = [x]
    for W in weights:
        a.append(sigmoid(W @ a[-1]))
    k = 2 * (a[4] - y) * a[4] * (1 - a[4])
    gradients = [np.outer(k, a[3])]
    k = (weights[3].T @ k) * a[3] * (1 - a[3])
    gradients.insert(0, np.outer(k, a[2]))
    for i in (2, 1):
        k = (k @ weights[i - 1]) * a[i] * (1 - a[i])
        gradients.insert(0, np.outer(k, a[i - 1]))
    return gradients

# %% known_forward
known = {
    "Omega": True,
    "dL/da2": False,
    "delta2": False,
    "dz2_j/dw2_j": True,
    "dW2": False,
    "dz2/da1": True,
    "dL/da1": False,
    "Lambda": True,
    "delta1": False,
    "dW1": False,
    "entry at y = 3": 0.3,  # three times as much
}

# %% network_gradients
def network_gradients(X, Y, W1, b1, W2, b2):
    N = len(X)
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - Y) * A2 * (1 - A2) / N
    delta1 = (delta2 @ W2) * (1 - A1**2) / N
    return delta2, delta2.T @ A1, delta2.sum(0), delta1, delta1.T @ X, delta1.sum(0)

# %% deep_step
def deep_step(x, y, weights, rate):
    weights = [W.copy() for W in weights]
    a = [x]
    for W in weights:
        a.append(sigmoid(W @ a[-1]))
    delta = (a[3] - y) * a[3] * (1 - a[3])
    for l in (2, 1, 0):
        weights[l] -= rate * np.outer(delta, a[l])
        delta = (weights[l].T @ delta) * a[l] * (1 - a[l])
    return weights[0], weights[1], delta

# %% explain_recursion
# It should be W_{i+1} I think, because of the shapes. They should test with other widths.
