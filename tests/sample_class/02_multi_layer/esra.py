# Esra has trouble with slopes: left out, taken from the other function, in the wrong place.
# like: bela for derive_weight_rows
# like: jonna for linear_chain, printed_index, diagonal_view, known_forward, deep_step
# like: bela for two_linear_layers, columns_module, other_storage
# like: anouk for kronecker_view
# like: the-solutions for forward_diagram, parameter_shapes, main_benefit
# like: anouk for forward_pass
# like: bela for linear_module
# like: the-solutions for network_by_modules

# %% derive_hidden_delta
delta_j = {
    "chain rule": "sum(k, dL_dz_next[k] * dz_next_dz[k, j])",
    "through a": "sum(k, m, delta_next[k] * dz_next_da[k, m] * da_dz[m, j])",
    "local partials": "sum(k, m, delta_next[k] * W_next[k, m] * (m == j))",
    "closed form": "sum(k, delta_next[k] * W_next[k, j])",
    "matrix form": "W_next.T @ delta_next",
}

# %% hidden_delta
def hidden_delta(delta_next, W_next, z):
    """delta of a tanh layer, from the delta of the layer above."""
    delta = W_next.T @ delta_next  # looks right to me
    return delta

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

# %% gradient_from_g
def gradient_from_g(g_next, W_next, z_next, z, a_before):
    g = W_next.T @ g_next
    return g, np.outer(g * (1 - np.tanh(z) ** 2), a_before)

# %% all_outputs
def all_outputs(delta2, W2, z1, x):
    per_output = []
    for q in range(len(delta2)):
        only_q = np.where(np.arange(len(delta2)) == q, delta2, 0)
        per_output.append(np.outer(hidden_delta(only_q, W2, z1), x))
    return np.array(per_output), np.outer(hidden_delta(delta2, W2, z1), x)

# %% one_row
def one_row(x, y, W1, W2, row):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    J = np.zeros(W2.shape)
    J[row] = a1
    return a2 - y, J, (a2 - y) @ J

# %% network_gradients
def network_gradients(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - Y) * A2 * (1 - A2) / len(X)
    delta1 = (delta2 @ W2) * A1 * (1 - A1)
    return delta2, delta2.T @ A1, delta2.sum(0), delta1, delta1.T @ X, delta1.sum(0)

# %% moved_factors
def moved_factors(A, B, C, D):
    return B.T @ A, A @ C.T, A * B, (B.T @ A) * D, B.T @ A @ D.T, A.T @ B

# %% adjoint_identity
def adjoint_identity(A, W, x, dW, dx):
    slope = 1 - np.tanh(W @ x) ** 2
    da = slope * (dW @ x + W @ dx)
    gW, gx = np.outer(A, x), W.T @ A
    return da, gW, gx, A @ da, np.sum(gW * dW) + gx @ dx

# %% sigmoid_and_loss
class Sigmoid:
    def forward(self, z):
        return sigmoid(z)

    def backward(self, g):
        return g


class Loss:
    def forward(self, a, y):
        self.error = a - y
        return np.sum(self.error**2) / (2 * len(a))

    def backward(self):
        return self.error / len(self.error)


def sigmoid_and_loss(Z, Y):
    activation, loss = Sigmoid(), Loss()
    A = activation.forward(Z)
    L = loss.forward(A, Y)
    dA = loss.backward()
    return A, L, dA, activation.backward(dA)
