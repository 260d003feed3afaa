# Jonna thinks in column vectors and deleted a check cell; everything is right.
# like: bela for derive_weight_rows
# like: the-solutions for printed_index, columns_module, forward_diagram, parameter_shapes
# like: the-solutions for main_benefit, linear_module, sigmoid_and_loss, network_by_modules
# like: bela for all_outputs, known_forward, forward_pass, derive_hidden_delta
# do: delete chain_gradients

# %% two_linear_layers
def two_linear_layers(x, W1, b1, W2, b2, delta2):
    x, b1, delta2 = x[:, None], b1[:, None], delta2[:, None]
    z1 = W1 @ x + b1
    delta1 = W2.T @ delta2
    return delta1, delta2 @ z1.T, delta1 @ x.T

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

# %% gradient_from_g
def gradient_from_g(g_next, W_next, z_next, z, a_before):
    D_next, D = np.diag(1 - np.tanh(z_next) ** 2), np.diag(1 - np.tanh(z) ** 2)
    g = W_next.T @ D_next @ g_next.reshape(-1, 1)
    return g, D @ g @ a_before.reshape(1, -1)

# %% one_row
def one_row(x, y, W1, W2, row):
    a1 = sigmoid(W1 @ x.reshape(-1, 1))
    a2 = sigmoid(W2 @ a1)
    unit = np.eye(len(a2))[:, [row]]
    J = unit * a2 * (1 - a2) @ a1.T
    da2 = a2 - y.reshape(-1, 1)
    return da2, J, J.T @ da2

# %% diagonal_view
def diagonal_view(x, y, W1, W2):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    Omega = np.diag(a2 * (1 - a2))
    Lambda = np.diag(a1 * (1 - a1))
    delta2 = Omega @ (a2 - y)
    da1 = W2.T @ delta2
    return Omega, np.outer(delta2, a1), da1, Lambda, np.outer(Lambda @ da1, x)

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

# %% deep_step
def deep_step(x, y, weights, rate):
    a = [x.reshape(-1, 1)]
    for W in weights:
        a.append(sigmoid(W @ a[-1]))
    g, gradients = a[3] - y.reshape(-1, 1), []
    for l in (2, 1, 0):
        delta = np.diagflat(a[l + 1] * (1 - a[l + 1])) @ g
        gradients.insert(0, delta @ a[l].T)
        g = weights[l].T @ delta
    return weights[0] - rate * gradients[0], weights[1] - rate * gradients[1], g

# %% moved_factors
def moved_factors(A, B, C, D):
    return (A.T @ B).T, (C @ A.T).T, B * A, ((A * D).T @ B).T, (D @ A.T @ B).T, (B.T @ A).T

# %% other_storage
def other_storage(X, delta2, W1, W2):
    # the columns of the transposes are the samples
    A1 = np.tanh(W1.T @ X.T)
    delta1 = (W2 @ delta2.T) * (1 - A1**2)
    return A1 @ delta2, delta1.T, X.T @ delta1.T, (W1 @ delta1).T

# %% adjoint_identity
def adjoint_identity(A, W, x, dW, dx):
    slope = 1 - np.tanh(W @ x) ** 2
    da = slope * (dW @ x) + slope * (W @ dx)
    delta = (slope * A).reshape(-1, 1)
    gW, gx = delta @ x.reshape(1, -1), W.T @ delta
    return da, gW, gx, A @ da, np.trace(gW.T @ dW) + (gx.T @ dx)[0]

# %% kronecker_view
def kronecker_view(delta, h):
    K = np.kron(h, np.eye(len(delta)))
    return K, K.T @ delta

# %% explain_recursion
# W_{i+1}, because z_{i+1} = W_{i+1} a_i + b_{i+1}. All are 50 × 50, so the wrong one fits as well.
# Gradient check with small h, for every layer. The loss can fall with only the last layers right.
