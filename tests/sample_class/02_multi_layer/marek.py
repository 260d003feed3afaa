# Marek steps uphill, forgets the 2 and the dx, and reads W row by row.
# like: anouk for linear_chain, hidden_delta, rows_module
# like: jonna for after_activation, all_outputs, columns_module
# like: the-solutions for two_linear_layers

# %% printed_index
index = {
    "first line: k_3 belongs to W_": 3,
    "second line: k_2 belongs to W_": 2,
    "general line: k_3 belongs to W_": 3,
    "general line: k_2 belongs to W_": 2,
    "printed k_2": [1, 2],
    "right k_2": [0, 1],
    "k_2 raises an error": False,
    "k_1 raises an error": True,
}

# %% chain_gradients
def chain_gradients(x, y, weights):
    a = [x]
    for W in weights:
        a.append(sigmoid(W @ a[-1]))
    delta = (a[4] - y) * a[4] * (1 - a[4])
    gradients = []
    for i in reversed(range(4)):
        gradients = [np.outer(delta, a[i])] + gradients
        delta = (weights[i].T @ delta) * a[i] * (1 - a[i])
    return gradients

# %% diagonal_view
def diagonal_view(x, y, W1, W2):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    Omega = a2 * (1 - a2)  # only the diagonal, the rest is 0
    Lambda = a1 * (1 - a1)
    delta2 = Omega * (a2 - y)
    da1 = W2.T @ delta2
    return Omega, np.outer(delta2, a1), da1, Lambda, np.outer(Lambda * da1, x)

# %% known_forward
known = {
    "Omega": True,
    "dL/da2": False,
    "delta2": False,
    "dz2_j/dw2_j": True,
    "dW2": False,
    "dz2/da1": True,
    "dL/da1": True,
    "Lambda": True,
    "delta1": True,
    "dW1": True,
    "entry at y = 3": -0.5,
}

# %% network_gradients
def network_gradients(X, Y, W1, b1, W2, b2):
    N = len(X)
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - Y) * A2 * (1 - A2) / N
    delta1 = delta2 @ W2 * (1 - A1**2)
    return delta2, delta2.T @ A1, delta2.sum(axis=0), delta1, delta1.T @ X, delta1.sum(axis=0)

# %% network_step
def network_step(x, y, W1, W2, rate):
    Omega, dW2, da1, Lambda, dW1 = diagonal_view(x, y, W1, W2)
    return W1 + rate * dW1, W2 + rate * dW2

# %% frobenius_rules
holds = {"a": False, "b": False, "c": True, "d": True,
         "e": True, "f": False, "g": True, "h": True}

# %% layer_both_ways
def layer_both_ways(A, W, x, dW, dx):
    f_prime = 1 - np.tanh(W @ x) ** 2
    return f_prime * (dW @ x), f_prime * A

# %% kronecker_view
def kronecker_view(delta, h):
    K = np.kron(h[None, :], np.eye(len(delta)))
    return K, np.outer(delta, h).flatten()
