# Esra has trouble with slopes: left out, taken from the other function, in the wrong place.

# %% two_linear_layers
def two_linear_layers(x, W1, b1, W2, b2, delta2):
    z1 = np.einsum("ij,j->i", W1, x) + b1
    delta1 = np.einsum("ki,k->i", W2, delta2)
    return delta1, np.einsum("k,i->ki", delta2, z1), np.einsum("i,j->ij", delta1, x)

# %% linear_chain
def linear_chain(weights, delta):
    W2, W3, W4 = weights
    J = W4 @ W3 @ W2
    return J, J.T @ delta

# %% hidden_delta
def hidden_delta(delta_next, W_next, z):
    """delta of a tanh layer, from the delta of the layer above."""
    delta = W_next.T @ delta_next  # looks right to me
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
waits_for_y = ["dL/da2", "delta2", "dW2", "dL/da1", "delta1", "dW1"]
local = ["Omega", "dz2_j/dw2_j", "dz2/da1", "Lambda"]
known = {**dict.fromkeys(waits_for_y, False), **dict.fromkeys(local, True)}
known["entry at y = 3"] = 0.4 + 3 * (0.1 - 0.4)

# %% network_gradients
def network_gradients(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - Y) * A2 * (1 - A2) / len(X)
    delta1 = (delta2 @ W2) * A1 * (1 - A1)
    return delta2, delta2.T @ A1, delta2.sum(0), delta1, delta1.T @ X, delta1.sum(0)

# %% network_step
def network_step(x, y, W1, W2, rate):
    Omega, dW2, da1, Lambda, dW1 = diagonal_view(x, y, W1, W2)
    return W1 - rate * dW1, W2 - rate * dW2

# %% frobenius_rules
holds = {"a": True, "b": True, "c": False, "d": False,
         "e": True, "f": True, "g": False, "h": True}

# %% columns_module
def columns_module(A, H, W):
    return np.einsum("in,jn->ij", A, H), np.einsum("ij,in->jn", W, A)

# %% rows_module
def rows_module(A, H, W):
    return np.einsum("ni,nj->ij", H, A), np.einsum("nj,ij->ni", A, W)

# %% layer_both_ways
def layer_both_ways(A, W, x, dW, dx):
    slope = 1 - np.tanh(W @ x) ** 2
    da = slope * (dW @ x + W @ dx)
    delta = A
    return da, delta

# %% kronecker_view
def kronecker_view(delta, h):
    K = np.zeros((len(delta), len(delta) * len(h)))
    vec_dW = []
    for j in range(len(h)):  # column by column
        for i in range(len(delta)):
            K[i, len(delta) * j + i] = h[j]
            vec_dW.append(delta[i] * h[j])
    return K, np.array(vec_dW)
