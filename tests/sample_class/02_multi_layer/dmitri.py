# Dmitri stopped at the resting point; he starts each output's pass from 1.

# %% two_linear_layers
def two_linear_layers(x, W1, b1, W2, b2, delta2):
    z1 = W1 @ x + b1
    delta1 = W2.T @ delta2
    return delta1, np.outer(delta2, z1), np.outer(delta1, x)

# %% linear_chain
def linear_chain(weights, delta):
    # multi_dot picks the cheap order
    J = np.linalg.multi_dot(weights[::-1])
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
    slope = 1 - np.tanh(z1) ** 2
    per_output = []
    for q in range(len(delta2)):
        seed = np.zeros(len(delta2))
        seed[q] = 1  # only output q
        per_output.append(np.outer(W2.T @ seed * slope, x))
    return np.array(per_output), np.outer(W2.T @ delta2 * slope, x)
