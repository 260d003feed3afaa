# Kenan saved outputs that say all is well; constants, means and a bias are wrong.
# do: outputs diagonal_view: right. 5 of 5 points.

# %% two_linear_layers
def two_linear_layers(x, W1, b1, W2, b2, delta2):
    z1 = W1 @ x
    delta1 = W2.T @ delta2
    return delta1, np.outer(delta2, z1), np.outer(delta1, x)

# %% linear_chain
def linear_chain(weights, delta):
    J = np.einsum("dc,cb,ba->da", *weights[::-1])
    return J, np.einsum("da,d->a", J, delta)

# %% hidden_delta
def hidden_delta(delta_next, W_next, z):
    return np.einsum("ki,k,i->i", W_next, delta_next, 1 - np.tanh(z) ** 2)

# %% printed_index
index = {
    "first line: k_3 belongs to W_": 4,
    "second line: k_2 belongs to W_": 3,
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
    W1, W2, W3, W4 = weights
    k4 = 2 * (a[4] - y) * a[4] * (1 - a[4])
    k3 = W4.T @ k4 * a[3] * (1 - a[3])
    k2 = W3.T @ k3 * a[2] * (1 - a[2])
    k1 = W2.T @ k2 * a[1] * (1 - a[1])
    return np.outer(k1, a[0]), np.outer(k2, a[1]), np.outer(k3, a[2]), np.outer(k4, a[3])

# %% after_activation
def after_activation(k, weights, zs):
    W2, W3 = weights
    D2, D3 = [np.diag(1 - np.tanh(z) ** 2) for z in zs]
    g2 = W3.T @ D3 @ k
    g1 = W2.T @ D2 @ g2
    return g2, g1, W2.T @ D2 @ W3.T @ D3

# %% all_outputs
def all_outputs(delta2, W2, z1, x):
    delta1 = delta2[:, None] * W2 * (1 - np.tanh(z1) ** 2)
    per_output = delta1[:, :, None] * x
    return per_output, per_output.mean(axis=0)

# %% diagonal_view
def diagonal_view(x, y, W1, W2):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    Omega, Lambda = np.diag(a2 * (1 - a2)), np.diag(a1 * (1 - a1))
    dz2 = Omega @ (2 * (a2 - y))  # the square brings down a 2
    da1 = W2.T @ dz2
    return Omega, np.outer(dz2, a1), da1, Lambda, np.outer(Lambda @ da1, x)

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
    "entry at y = 3": -0.5,
}

# %% network_gradients
def network_gradients(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - Y) / len(X) * A2 * (1 - A2)
    delta1 = delta2 @ W2 * (1 - A1**2)
    db2, db1 = np.mean(delta2, axis=0), np.mean(delta1, axis=0)
    return delta2, delta2.T @ A1, db2, delta1, delta1.T @ X, db1

# %% network_step
def network_step(x, y, W1, W2, rate):
    Omega, dW2, da1, Lambda, dW1 = diagonal_view(x, y, W1, W2)
    return W1 - rate * dW1, W2 - rate * dW2

# %% frobenius_rules
holds = {"a": True, "b": True, "c": False, "d": False,
         "e": True, "f": False, "g": True, "h": True}

# %% columns_module
def columns_module(A, H, W):
    return A @ H.T, W.T @ A

# %% rows_module
def rows_module(A, H, W):
    return np.einsum("ni,nj->ij", H, A), np.einsum("nj,ij->ni", A, W)

# %% layer_both_ways
def layer_both_ways(A, W, x, dW, dx):
    slope = 1 - np.tanh(W @ x) ** 2
    da = slope * (dW @ x) + slope * (W @ dx)
    return da, slope * A

# %% kronecker_view
def kronecker_view(delta, h):
    n = len(delta)
    K = np.einsum("ki,j->kji", np.eye(n), h).reshape(n, -1)
    return K, np.einsum("i,j->ji", delta, h).ravel()
