# Marek steps uphill, forgets the 2 and the dx, and reads W row by row.
# like: anouk for linear_chain, hidden_delta, other_storage
# like: jonna for after_activation, all_outputs, columns_module, gradient_from_g, one_row
# like: the-solutions for two_linear_layers, forward_diagram, linear_module, sigmoid_and_loss
# like: the-solutions for network_by_modules
# like: anouk for forward_pass

# %% derive_hidden_delta
delta_j = {
    "chain rule": "sum(k, dL_dz_next[k]) * sum(k, dz_next_dz[k, j])",
    "through a": "sum(k, delta_next[k]) * sum(k, m, dz_next_da[k, m] * da_dz[m, j])",
    "local partials": "sum(k, delta_next[k]) * sum(k, m, W_next[k, m] * (m == j) * fprime(z[m]))",
    "closed form": "sum(k, delta_next[k]) * sum(k, W_next[k, j]) * fprime(z[j])",
    "matrix form": "",
}

# %% printed_index
index = {
    "first line: k_3 belongs to W_": 3,
    "second line: k_2 belongs to W_": 2,
    "general line: k_3 belongs to W_": 3,
    "general line: k_2 belongs to W_": 2,
    "printed k_2": [7, 10],
    "right k_2": [2, 7],
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

# %% derive_weight_rows
dW2_ij = {
    "through z2": "sum(k, dL_da2[k] * dz2_dw[k, i, j])",
    "local partials": "sum(k, (a2[k] - y[k]) * (k == i) * a1[j])",
    "row i": "(a2[i] - y[i]) * a1[j]",
    "stacked": "",
}

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

# %% parameter_shapes
shapes = {
    "numbers to learn": 18,
    "shape of dL/dW1": (4, 3),
    "shape of dL/dW2": (3, 2),
    "shape of dL/da2": (2,),
    "shape of da2/dz2": (2, 2),
    "shape of dz2/da1": (2, 3),
    "shape of dL/da1": (3,),
    "shape of da2/dx": (2, 4),
}

# %% main_benefit
benefit = {
    "passed from dW2 to dW1": "delta2",
    "10 layers, each gradient on its own": 9,
    "10 layers, each delta passed on": 9,
    "20 layers, each gradient on its own": 19,
    "20 layers, each delta passed on": 19,
}

# %% deep_step
def deep_step(x, y, weights, rate):
    a = [x]
    for W in weights:
        a.append(sigmoid(W @ a[-1]))
    g, new = a[3] - y, []
    for W, before, after in zip(weights[::-1], a[2::-1], a[:0:-1]):
        delta = g * after * (1 - after)
        new.append(W + rate * np.outer(delta, before))
        g = W.T @ delta
    return new[2], new[1], g

# %% moved_factors
def moved_factors(A, B, C, D):
    return B @ A, A @ C, A * B, B @ (A * D), B @ A @ D, A.T @ B

# %% adjoint_identity
def adjoint_identity(A, W, x, dW, dx):
    f_prime = 1 - np.tanh(W @ x) ** 2
    da = f_prime * (dW @ x)
    gW, gx = np.outer(f_prime * A, x), W.T @ (f_prime * A)
    return da, gW, gx, A @ da, np.sum(gW * dW) + gx @ dx

# %% kronecker_view
def kronecker_view(delta, h):
    K = np.kron(h[None, :], np.eye(len(delta)))
    return K, np.outer(delta, h).flatten()
