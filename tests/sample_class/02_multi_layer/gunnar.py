# Gunnar mixes up transposes and the order of factors, and copies the printed module.
# like: jonna for printed_index, chain_gradients, all_outputs, deep_step
# like: the-solutions for forward_diagram, forward_pass, parameter_shapes, main_benefit
# like: the-solutions for sigmoid_and_loss, network_by_modules
# like: anouk for diagonal_view, known_forward
# like: bela for network_gradients

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

# %% derive_hidden_delta
delta_j = {
    "chain rule": "sum(k, dL_dz_next[k] * dz_next_dz[k, j])",
    "through a": "sum(m, sum(k, delta_next[k] * dz_next_da[k, m]) * da_dz[m, j])",
    "local partials": "sum(k, m, delta_next[k] * W_next[k, m] * (m == j) * fprime(z[m]))",
    "closed form": "sum(k, delta_next[k] * W_next[k, j]) * fprime(z[j])",
    "matrix form": "W_next @ delta_next * fprime(z)",
}

# %% hidden_delta
def hidden_delta(delta_next, W_next, z):
    a = np.tanh(z)
    delta = (W_next @ delta_next) * (1 - a**2)
    return delta

# %% after_activation
def after_activation(k, weights, zs):
    W2, W3 = weights
    s2, s3 = (1 - np.tanh(z) ** 2 for z in zs)
    g2 = W3.T @ (s3 * k)
    g1 = W2.T @ (s2 * g2)
    P = np.diag(s3) @ W3 @ np.diag(s2) @ W2
    return g2, g1, P

# %% columns_module
def columns_module(A, H, W):
    dW = H.T @ A
    dH = A @ W.T
    return dW, dH

# %% kronecker_view
def kronecker_view(delta, h):
    K = np.kron(np.eye(len(delta)), h)
    return K, K.T @ delta

# %% gradient_from_g
def gradient_from_g(g_next, W_next, z_next, z, a_before):
    g = W_next.T @ (g_next * (1 - np.tanh(z_next) ** 2))
    return g, np.outer(a_before, g * (1 - np.tanh(z) ** 2))

# %% derive_weight_rows
dW2_ij = {
    "through z2": "sum(k, m, dL_da2[k] * da2_dz2[k, m] * dz2_dw[m, i, j])",
    "local partials": "sum(k, (a2[k] - y[k]) * fprime(z2[k]) * (k == i) * a1[j])",
    "row i": "(a2[i] - y[i]) * fprime(z2[i]) * a1[j]",
    "stacked": "a1 @ ((a2 - y) * fprime(z2)).T",
}

# %% one_row
def one_row(x, y, W1, W2, row):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    J = np.zeros((len(a1), len(a2)))
    J[:, row] = a2[row] * (1 - a2[row]) * a1
    return a2 - y, J, J @ (a2 - y)

# %% moved_factors
def moved_factors(A, B, C, D):
    return A @ B.T, C.T @ A, A * B, B.T @ (A * D), D.T @ A @ B.T, A.T @ B

# %% other_storage
def other_storage(X, delta2, W1, W2):
    A1 = np.tanh(X @ W1)
    delta1 = (delta2 @ W2.T) * (1 - A1**2)
    return delta2.T @ A1, delta1, delta1.T @ X, delta1 @ W1.T

# %% adjoint_identity
def adjoint_identity(A, W, x, dW, dx):
    slope = 1 - np.tanh(W @ x) ** 2
    da = slope * (dW @ x + W @ dx)
    gW, gx = np.outer(x, slope * A), W.T @ (slope * A)
    return da, gW, gx, A @ da, np.sum(gW.T * dW) + gx @ dx

# %% linear_module
class Linear:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W.T + self.b

    def backward(self, delta):
        self.dW, self.db = self.x.T @ delta, delta.sum(axis=0)
        return delta @ self.W


def linear_module(X, W, b, delta):
    module = Linear(W, b)
    Z = module.forward(X)
    dX = module.backward(delta)
    return Z, dX, module.dW, module.db
