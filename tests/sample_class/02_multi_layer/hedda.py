# Hedda forgot a colon in the longest cell; the rest is right.

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
    k, gradients = 2 * (a[-1] - y) * a[-1] * (1 - a[-1]), []
    for W, before in zip(weights[::-1], a[-2::-1]):
        gradients.append(np.outer(k, before))
        k = (k @ W) * before * (1 - before)
    return gradients[::-1]

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
def network_gradients(X, Y, W1, b1, W2, b2)
    N = len(X)
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - Y) * A2 * (1 - A2) / N
    delta1 = delta2 @ W2 * (1 - A1**2)
    return delta2, delta2.T @ A1, delta2.sum(axis=0), delta1, delta1.T @ X, delta1.sum(axis=0)

# %% network_step
def network_step(x, y, W1, W2, rate):
    Omega, dW2, da1, Lambda, dW1 = diagonal_view(x, y, W1, W2)
    return W1 - rate * dW1, W2 - rate * dW2

# %% frobenius_rules
holds = {}
for letter in "abcdefgh":
    holds[letter] = letter not in "cdf"

# %% columns_module
def columns_module(A, H, W):
    dW, dH = np.zeros(W.shape), np.zeros(H.shape)
    for n in range(H.shape[1]):
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                dW[i, j] += A[i, n] * H[j, n]
                dH[j, n] += W[i, j] * A[i, n]
    return dW, dH

# %% rows_module
def rows_module(A, H, W):
    dW, dH = np.zeros(W.shape), np.zeros(H.shape)
    for n in range(H.shape[0]):
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                dW[i, j] += H[n, i] * A[n, j]
                dH[n, i] += A[n, j] * W[i, j]
    return dW, dH

# %% layer_both_ways
def layer_both_ways(A, W, x, dW, dx):
    slope = 1 - np.tanh(W @ x) ** 2
    da = slope * (dW @ x) + slope * (W @ dx)
    return da, slope * A

# %% kronecker_view
def kronecker_view(delta, h):
    K = np.kron(h, np.eye(len(delta)))
    return K, K.T @ delta

# %% explain_recursion
# k_i needs W_{i+1}ᵀ, as a_i enters layer i + 1. Everything is 50 × 50, so no error.
# A gradient check shows it. A loss can fall with half a gradient.
