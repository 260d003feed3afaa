# Gunnar mixes up transposes and the order of factors, and copies the printed module.

# %% two_linear_layers
def two_linear_layers(x, W1, b1, W2, b2, delta2):
    z1 = W1 @ x + b1
    delta1 = delta2 @ W2
    dW2 = np.outer(delta2, z1)
    dW1 = np.outer(x, delta1)
    return delta1, dW2, dW1

# %% linear_chain
def linear_chain(weights, delta):
    J = weights[0] @ weights[1] @ weights[2]
    return J, J.T @ delta

# %% hidden_delta
def hidden_delta(delta_next, W_next, z):
    a = np.tanh(z)
    delta = (W_next @ delta_next) * (1 - a**2)
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
    W2, W3 = weights
    s2, s3 = (1 - np.tanh(z) ** 2 for z in zs)
    g2 = W3.T @ (s3 * k)
    g1 = W2.T @ (s2 * g2)
    P = np.diag(s3) @ W3 @ np.diag(s2) @ W2
    return g2, g1, P

# %% all_outputs
def all_outputs(delta2, W2, z1, x):
    per_output = np.einsum("q,qi,i,j->qij", delta2, W2, 1 - np.tanh(z1) ** 2, x)
    return per_output, np.einsum("qij->ij", per_output)

# %% diagonal_view
def diagonal_view(x, y, W1, W2):
    a1, a2 = sigmoid(W1 @ x), sigmoid(W2 @ sigmoid(W1 @ x))
    Omega = np.zeros((len(a2), len(a2)))
    for k in range(len(a2)):
        Omega[k, k] = a2[k] * (1 - a2[k])
    Lambda = np.zeros((len(a1), len(a1)))
    for i in range(len(a1)):
        Lambda[i, i] = a1[i] * (1 - a1[i])
    dW2 = np.zeros(W2.shape)
    da1 = np.zeros(len(a1))
    for k in range(len(a2)):
        for i in range(len(a1)):
            dW2[k, i] = Omega[k, k] * (a2[k] - y[k]) * a1[i]
            da1[i] += W2[k, i] * Omega[k, k] * (a2[k] - y[k])
    dW1 = np.zeros(W1.shape)
    for i in range(len(a1)):
        for j in range(len(x)):
            dW1[i, j] = Lambda[i, i] * da1[i] * x[j]
    return Omega, dW2, da1, Lambda, dW1

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
    A1 = np.tanh(np.einsum("nj,ij->ni", X, W1) + b1)
    A2 = sigmoid(np.einsum("ni,ki->nk", A1, W2) + b2)
    delta2 = (A2 - Y) * A2 * (1 - A2) / X.shape[0]
    delta1 = np.einsum("nk,ki,ni->ni", delta2, W2, 1 - A1**2)
    return (
        delta2, np.einsum("nk,ni->ki", delta2, A1), np.einsum("nk->k", delta2),
        delta1, np.einsum("ni,nj->ij", delta1, X), np.einsum("ni->i", delta1),
    )

# %% network_step
def network_step(x, y, W1, W2, rate):
    Omega, dW2, da1, Lambda, dW1 = diagonal_view(x, y, W1, W2)
    return W1 - rate * dW1, W2 - rate * dW2

# %% frobenius_rules
holds = {"a": True, "b": True, "c": False, "d": False,
         "e": True, "f": False, "g": True, "h": True}

# %% columns_module
def columns_module(A, H, W):
    dW = H.T @ A
    dH = A @ W.T
    return dW, dH

# %% rows_module
def rows_module(A, H, W):
    dW = A.T @ H
    dH = A @ W.T
    return dW, dH

# %% layer_both_ways
def layer_both_ways(A, W, x, dW, dx):
    slope = 1 - np.tanh(W @ x) ** 2
    da = slope * (dW @ x) + slope * (W @ dx)
    return da, slope * A

# %% kronecker_view
def kronecker_view(delta, h):
    K = np.kron(np.eye(len(delta)), h)
    return K, K.T @ delta
