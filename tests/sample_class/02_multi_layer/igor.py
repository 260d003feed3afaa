# Igor misspelt a function he calls, and the name of a dictionary; the rest is right.

# %% two_linear_layers
def two_linear_layers(x, W1, b1, W2, b2, delta2):
    z1 = W1 @ x + b1
    delta1 = W2.T @ delta2
    return delta1, np.outer(delta2, z1), np.outer(delta1, x)

# %% linear_chain
def linear_chain(weights, delta):
    if len(weights) == 1:
        return weights[0], weights[0].T @ delta
    J, d = linear_chain(weights[1:], delta)
    return J @ weights[0], weights[0].T @ d

# %% hidden_delta
def hidden_delta(delta_next, W_next, z):
    delta = W_next.T @ delta_next
    delta = delta * (1 - np.tanh(z) ** 2)
    return delta

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
    (W2, W3), (s2, s3) = weights, [np.cosh(z) ** -2 for z in zs]
    g2 = np.einsum("cb,c,c->b", W3, s3, k)
    P = np.einsum("ba,b,cb,c->ac", W2, s2, W3, s3)
    return g2, np.einsum("ac,c->a", P, k), P

# %% all_outputs
def all_outputs(delta2, W2, z1, x):
    slope = 1 - np.tanh(z1) ** 2
    per_output = []
    for q in range(len(delta2)):
        per_output.append(np.outer(delta2[q] * W2[q] * slope, x))
    dW1 = np.outer((W2.T @ delta2) * slope, x)
    return np.array(per_output), dW1

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
know = {
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
    N = X.shape[0]
    Z1 = X @ W1.T + b1
    A1 = np.tanh(Z1)
    Z2 = A1 @ W2.T + b2
    A2 = sigmoid(Z2)
    D2 = 1 / N * (A2 - Y) * A2 * (1 - A2)
    D1 = (D2 @ W2) * (1 - A1**2)
    ones = np.ones((N, 1))
    return D2, D2.T @ A1, D2.T @ ones, D1, D1.T @ X, D1.T @ ones

# %% network_step
def network_step(x, y, W1, W2, rate):
    grads = diagonal_veiw(x, y, W1, W2)
    return W1 - rate * grads[4], W2 - rate * grads[1]

# %% frobenius_rules
holds = {"a": True, "b": True, "c": False, "d": False,
         "e": True, "f": False, "g": True, "h": True}

# %% columns_module
def columns_module(A, H, W):
    return np.einsum("in,jn->ij", A, H), np.einsum("ij,in->jn", W, A)

# %% rows_module
def rows_module(A, H, W):
    return np.einsum("ni,nj->ij", H, A), np.einsum("nj,ij->ni", A, W)

# %% layer_both_ways
def layer_both_ways(A, W, x, dW, dx):
    s = np.cosh(np.einsum("ij,j->i", W, x)) ** -2
    dz = np.einsum("ij,j->i", dW, x) + np.einsum("ij,j->i", W, dx)
    return s * dz, s * A

# %% kronecker_view
def kronecker_view(delta, h):
    K = np.kron(h, np.eye(len(delta)))
    return K, K.T @ delta
