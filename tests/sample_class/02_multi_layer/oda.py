# Oda loses an axis or keeps one too many, and updates the weights in place.

# %% two_linear_layers
def two_linear_layers(x, W1, b1, W2, b2, delta2):
    z1 = W1 @ x + b1
    delta1 = W2.T @ delta2
    return delta1, np.outer(delta2, z1), np.outer(delta1, x)

# %% linear_chain
def linear_chain(weights, delta):
    W2, W3, W4 = weights
    J = W4 @ W3 @ W2
    return J, J.T @ delta

# %% hidden_delta
def hidden_delta(delta_next, W_next, z):
    delta = W_next.T @ delta_next.reshape(-1, 1)
    delta = delta * (1 - np.tanh(z.reshape(-1, 1)) ** 2)
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
    yhat = a[4][0]
    k4 = 2 * (yhat - y) * yhat * (1 - yhat)  # a number
    k3 = k4 * W4[0] * a[3] * (1 - a[3])
    k2 = (W3.T @ k3) * a[2] * (1 - a[2])
    k1 = (W2.T @ k2) * a[1] * (1 - a[1])
    return [np.outer(k1, x), np.outer(k2, a[1]), np.outer(k3, a[2]), k4 * a[3]]

# %% after_activation
def after_activation(k, weights, zs):
    def back(g, W, z):
        out = np.zeros(W.shape[1])
        for j in range(W.shape[1]):
            for i in range(W.shape[0]):
                out[j] += W[i, j] * (1 - np.tanh(z[i]) ** 2) * g[i]
        return out

    W2, W3 = weights
    g2 = back(k, W3, zs[1])
    g1 = back(g2, W2, zs[0])
    P = np.zeros((len(g1), len(k)))
    for c in range(len(k)):  # column c: send the unit vector c back
        e = np.zeros(len(k))
        e[c] = 1
        P[:, c] = back(back(e, W3, zs[1]), W2, zs[0])
    return g2, g1, P

# %% all_outputs
def all_outputs(delta2, W2, z1, x):
    per_output = np.einsum("q,qi,i,j->qij", delta2, W2, 1 - np.tanh(z1) ** 2, x)
    return per_output, np.einsum("qij->ij", per_output)

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
    "entry at y = 3": -0.5,
}

# %% network_gradients
def network_gradients(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - Y) * A2 * (1 - A2) / len(X)
    delta1 = (delta2 @ W2) * (1 - A1**2)
    return delta2, delta2.T @ A1, delta2, delta1, delta1.T @ X, delta1  # db = delta

# %% network_step
def network_step(x, y, W1, W2, rate):
    _, dW2, _, _, dW1 = diagonal_view(x, y, W1, W2)
    W1 -= rate * dW1
    W2 -= rate * dW2
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
    slope = 1 - np.tanh(W @ x) ** 2
    da = slope * (dW @ x) + slope * (W @ dx)
    return da, slope * A

# %% kronecker_view
def kronecker_view(delta, h):
    K = np.zeros((len(delta), len(delta) * len(h)))
    vec_dW = []
    for j in range(len(h)):  # column by column
        for i in range(len(delta)):
            K[i, len(delta) * j + i] = h[j]
            vec_dW.append(delta[i] * h[j])
    return K, np.array(vec_dW)

# %% explain_recursion
# The matrix is W_{i+1}: it is the one between the two layers. Square matrices hide it.
