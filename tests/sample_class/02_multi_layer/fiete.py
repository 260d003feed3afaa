# Fiete takes the matrix as printed, divides by N in every layer, and updates W2 too soon.

# %% two_linear_layers
def two_linear_layers(x, W1, b1, W2, b2, delta2):
    n_out, n_hidden, n_in = len(b2), len(b1), len(x)
    z1 = np.zeros(n_hidden)
    for i in range(n_hidden):
        z1[i] = b1[i]
        for j in range(n_in):
            z1[i] += W1[i, j] * x[j]
    delta1 = np.zeros(n_hidden)
    dW2 = np.zeros((n_out, n_hidden))
    for k in range(n_out):
        for i in range(n_hidden):
            delta1[i] += W2[k, i] * delta2[k]
            dW2[k, i] = delta2[k] * z1[i]
    dW1 = np.zeros((n_hidden, n_in))
    for i in range(n_hidden):
        for j in range(n_in):
            dW1[i, j] = delta1[i] * x[j]
    return delta1, dW2, dW1

# %% linear_chain
def linear_chain(weights, delta):
    W2, W3, W4 = weights
    J = W4 @ W3 @ W2
    return J, J.T @ delta

# %% hidden_delta
def hidden_delta(delta_next, W_next, z):
    delta = np.zeros(len(z))
    for i in range(len(z)):
        for k in range(len(delta_next)):
            delta[i] += W_next[k, i] * delta_next[k]
        delta[i] *= 1 - np.tanh(z[i]) ** 2
    return delta

# %% printed_index
index = {
    "first line: k_3 belongs to W_": 4,
    "second line: k_2 belongs to W_": 3,
    "general line: k_3 belongs to W_": 3,
    "general line: k_2 belongs to W_": 2,
    "printed k_2": [1, 2],
    "right k_2": [1, 2],
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

# %% after_activation
def after_activation(k, weights, zs):
    W2, W3 = weights
    D2, D3 = [np.diag(1 - np.tanh(z) ** 2) for z in zs]
    g2 = W3.T @ D3 @ k
    g1 = W2.T @ D2 @ g2
    return g2, g1, W2.T @ D2 @ W3.T @ D3

# %% all_outputs
def all_outputs(delta2, W2, z1, x):
    per_output = np.zeros((len(delta2), len(z1), len(x)))
    dW1 = np.zeros((len(z1), len(x)))
    for q in range(len(delta2)):
        for i in range(len(z1)):
            for j in range(len(x)):
                per_output[q, i, j] = delta2[q] * W2[q, i] * (1 - np.tanh(z1[i]) ** 2) * x[j]
    for i in range(len(z1)):
        back = 0
        for q in range(len(delta2)):
            back += W2[q, i] * delta2[q]
        for j in range(len(x)):
            dW1[i, j] = back * (1 - np.tanh(z1[i]) ** 2) * x[j]
    return per_output, dW1

# %% diagonal_view
def diagonal_view(x, y, W1, W2):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    Omega = np.diag(a2 * (1 - a2))
    Lambda = np.diag(a1 * (1 - a1))
    delta2 = Omega @ (a2 - y)
    da1 = W2.T @ delta2
    return Omega, np.outer(delta2, a1), da1, Lambda, np.outer(Lambda @ da1, x)

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

# %% network_step
def network_step(x, y, W1, W2, rate):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    delta2 = (a2 - y) * a2 * (1 - a2)
    W2 = W2 - rate * np.outer(delta2, a1)
    delta1 = (W2.T @ delta2) * a1 * (1 - a1)
    W1 = W1 - rate * np.outer(delta1, x)
    return W1, W2

# %% frobenius_rules
holds = {"a": True, "b": True, "c": False, "d": False,
         "e": True, "f": False, "g": True, "h": True}

# %% columns_module
def columns_module(A, H, W):
    return A @ H.T, W.T @ A

# %% rows_module
def rows_module(A, H, W):
    return H.T @ A, A @ W.T

# %% layer_both_ways
def layer_both_ways(A, W, x, dW, dx):
    da, delta = np.zeros(len(A)), np.zeros(len(A))
    for i in range(len(A)):
        z, dz = 0, 0
        for j in range(len(x)):
            z += W[i, j] * x[j]
            dz += dW[i, j] * x[j] + W[i, j] * dx[j]
        da[i] = (1 - np.tanh(z) ** 2) * dz
        delta[i] = (1 - np.tanh(z) ** 2) * A[i]
    return da, delta

# %% kronecker_view
def kronecker_view(delta, h):
    K = np.kron(h, np.eye(len(delta)))
    return K, K.T @ delta

# %% explain_recursion
# It should be W_{i+1} I think, because of the shapes. They should test with other widths.
