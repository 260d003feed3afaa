# Anouk writes loops, and everything is right.
# like: the-solutions for printed_index, forward_diagram, parameter_shapes, main_benefit
# like: the-solutions for sigmoid_and_loss

# %% two_linear_layers
def two_linear_layers(x, W1, b1, W2, b2, delta2):
    n_out, n_hidden, n_in = len(b2), len(b1), len(x)
    z1 = np.zeros(n_hidden)
    for i in range(n_hidden):
        z1[i] = b1[i]
        for j in range(n_in):
            z1[i] += W1[i, j] * x[j]
    delta1 = np.zeros(n_hidden)
    dW2 = np.zeros((n_out, n_hidden))
    for k in range(n_out):
        for i in range(n_hidden):
            delta1[i] += W2[k, i] * delta2[k]
            dW2[k, i] = delta2[k] * z1[i]
    dW1 = np.zeros((n_hidden, n_in))
    for i in range(n_hidden):
        for j in range(n_in):
            dW1[i, j] = delta1[i] * x[j]
    return delta1, dW2, dW1

# %% linear_chain
def times(P, Q):
    out = np.zeros((P.shape[0], Q.shape[1]))
    for i in range(P.shape[0]):
        for j in range(Q.shape[1]):
            for m in range(P.shape[1]):
                out[i, j] += P[i, m] * Q[m, j]
    return out


def linear_chain(weights, delta):
    J = weights[0]
    for W in weights[1:]:
        J = times(W, J)  # the newer matrix stands left
    delta1 = np.zeros(J.shape[1])
    for j in range(J.shape[1]):
        for k in range(J.shape[0]):
            delta1[j] += J[k, j] * delta[k]
    return J, delta1

# %% derive_hidden_delta
delta_j = {
    "chain rule": "sum(i, dz_next_dz[i, j] * dL_dz_next[i])",
    "through a": "sum(i, sum(m, delta_next[i] * dz_next_da[i, m] * da_dz[m, j]))",
    "local partials": "sum(i, sum(m, delta_next[i] * W_next[i, m] * (m == j) * fprime(z[j])))",
    "closed form": "fprime(z[j]) * sum(i, delta_next[i] * W_next[i, j])",
    "matrix form": "diag(fprime(z)) @ W_next.T @ delta_next",
}

# %% hidden_delta
def hidden_delta(delta_next, W_next, z):
    delta = np.zeros(len(z))
    for i in range(len(z)):
        for k in range(len(delta_next)):
            delta[i] += W_next[k, i] * delta_next[k]
        delta[i] *= 1 - np.tanh(z[i]) ** 2
    return delta

# %% chain_gradients
def chain_gradients(x, y, weights):
    a = [x]
    for W in weights:
        a.append(sigmoid(W @ a[-1]))
    k = [2 * (a[4][0] - y) * a[4][0] * (1 - a[4][0])]
    gradients = [None] * 4
    for layer in (4, 3, 2, 1):
        before = a[layer - 1]
        G = np.zeros((len(k), len(before)))
        for i in range(len(k)):
            for j in range(len(before)):
                G[i, j] = k[i] * before[j]
        gradients[layer - 1] = G
        W = weights[layer - 1]
        new = np.zeros(len(before))
        for j in range(len(before)):
            for i in range(len(k)):
                new[j] += W[i, j] * k[i]
            new[j] *= before[j] * (1 - before[j])
        k = new
    return gradients

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

# %% gradient_from_g
def gradient_from_g(g_next, W_next, z_next, z, a_before):
    g = np.zeros(len(z))
    dW = np.zeros((len(z), len(a_before)))
    for i in range(len(z)):
        for k in range(len(g_next)):
            g[i] += W_next[k, i] * (1 - np.tanh(z_next[k]) ** 2) * g_next[k]
        for j in range(len(a_before)):
            dW[i, j] = g[i] * (1 - np.tanh(z[i]) ** 2) * a_before[j]
    return g, dW

# %% all_outputs
def all_outputs(delta2, W2, z1, x):
    per_output = np.zeros((len(delta2), len(z1), len(x)))
    dW1 = np.zeros((len(z1), len(x)))
    for q in range(len(delta2)):
        for i in range(len(z1)):
            for j in range(len(x)):
                per_output[q, i, j] = delta2[q] * W2[q, i] * (1 - np.tanh(z1[i]) ** 2) * x[j]
    for i in range(len(z1)):
        back = 0
        for q in range(len(delta2)):
            back += W2[q, i] * delta2[q]
        for j in range(len(x)):
            dW1[i, j] = back * (1 - np.tanh(z1[i]) ** 2) * x[j]
    return per_output, dW1

# %% forward_pass
def forward_pass(x, y, W1, W2):
    z1, z2 = np.zeros(len(W1)), np.zeros(len(W2))
    for i in range(len(W1)):
        for j in range(len(x)):
            z1[i] += W1[i, j] * x[j]
    a1 = sigmoid(z1)
    for k in range(len(W2)):
        for i in range(len(a1)):
            z2[k] += W2[k, i] * a1[i]
    a2 = sigmoid(z2)
    L = 0
    for k in range(len(y)):
        L += (a2[k] - y[k]) ** 2 / 2
    return z1, a1, z2, a2, L

# %% derive_weight_rows
dW2_ij = {
    "through z2": "sum(m, sum(k, dL_da2[k] * da2_dz2[k, m]) * dz2_dw[m, i, j])",
    "local partials": "sum(m, (m == i) * (a2[m] - y[m]) * fprime(z2[m])) * a1[j]",
    "row i": "a1[j] * fprime(z2[i]) * (a2[i] - y[i])",
    "stacked": "diag(fprime(z2)) @ (a2 - y) @ a1.T",
}

# %% one_row
def one_row(x, y, W1, W2, row):
    z1, a1, z2, a2, L = forward_pass(x, y, W1, W2)
    J = np.zeros(W2.shape)
    dw = np.zeros(len(a1))
    for k in range(len(a2)):
        for i in range(len(a1)):
            if k == row:
                J[k, i] = a2[k] * (1 - a2[k]) * a1[i]
            dw[i] += (a2[k] - y[k]) * J[k, i]
    return a2 - y, J, dw

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
    N = len(X)
    delta2, delta1 = np.zeros(Y.shape), np.zeros((N, len(b1)))
    dW2, db2 = np.zeros(W2.shape), np.zeros(b2.shape)
    dW1, db1 = np.zeros(W1.shape), np.zeros(b1.shape)
    for n in range(N):  # one sample after the other
        a1 = np.tanh(W1 @ X[n] + b1)
        a2 = sigmoid(W2 @ a1 + b2)
        for k in range(len(b2)):
            delta2[n, k] = (a2[k] - Y[n, k]) * a2[k] * (1 - a2[k]) / N
            db2[k] += delta2[n, k]
            for i in range(len(b1)):
                dW2[k, i] += delta2[n, k] * a1[i]
        for i in range(len(b1)):
            for k in range(len(b2)):
                delta1[n, i] += W2[k, i] * delta2[n, k]
            delta1[n, i] *= 1 - a1[i] ** 2
            db1[i] += delta1[n, i]
            for j in range(X.shape[1]):
                dW1[i, j] += delta1[n, i] * X[n, j]
    return delta2, dW2, db2, delta1, dW1, db1

# %% deep_step
def deep_step(x, y, weights, rate):
    a = [x]
    for W in weights:
        a.append(sigmoid(W @ a[-1]))
    new = [W.copy() for W in weights]
    g = a[3] - y
    for layer in (2, 1, 0):
        W, before, after = weights[layer], a[layer], a[layer + 1]
        back = np.zeros(len(before))
        for i in range(len(after)):
            delta = g[i] * after[i] * (1 - after[i])
            for j in range(len(before)):
                back[j] += W[i, j] * delta
                new[layer][i, j] -= rate * delta * before[j]
        g = back
    return new[0], new[1], g

# %% moved_factors
def moved_factors(A, B, C, D):
    n = len(A)
    a, b, c, d, e, f = (np.zeros((n, n)) for _ in range(6))
    for i in range(n):
        for j in range(n):
            c[i, j] = A[i, j] * B[i, j]
            for k in range(n):
                a[i, j] += B[k, i] * A[k, j]
                b[i, j] += A[i, k] * C[j, k]
                d[i, j] += B[k, i] * A[k, j] * D[k, j]
                f[i, j] += A[k, i] * B[k, j]
                for m in range(n):
                    e[i, j] += B[k, i] * A[k, m] * D[j, m]
    return a, b, c, d, e, f

# %% columns_module
def columns_module(A, H, W):
    dW, dH = np.zeros(W.shape), np.zeros(H.shape)
    for n in range(H.shape[1]):
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                dW[i, j] += A[i, n] * H[j, n]
                dH[j, n] += W[i, j] * A[i, n]
    return dW, dH

# %% other_storage
def other_storage(X, delta2, W1, W2):
    N, n_in = X.shape
    n_hidden, n_out = W2.shape
    A1 = np.tanh(times(X, W1))
    delta1, dX = np.zeros((N, n_hidden)), np.zeros(X.shape)
    dW1, dW2 = np.zeros(W1.shape), np.zeros(W2.shape)
    for n in range(N):
        for i in range(n_hidden):
            for k in range(n_out):
                delta1[n, i] += W2[i, k] * delta2[n, k]
                dW2[i, k] += A1[n, i] * delta2[n, k]
            delta1[n, i] *= 1 - A1[n, i] ** 2
            for j in range(n_in):
                dX[n, j] += W1[j, i] * delta1[n, i]
                dW1[j, i] += X[n, j] * delta1[n, i]
    return dW2, delta1, dW1, dX

# %% adjoint_identity
def adjoint_identity(A, W, x, dW, dx):
    da, gW, gx = np.zeros(len(A)), np.zeros(W.shape), np.zeros(len(x))
    forward, backward = 0, 0
    for i in range(len(A)):
        z, dz = 0, 0
        for j in range(len(x)):
            z += W[i, j] * x[j]
            dz += dW[i, j] * x[j] + W[i, j] * dx[j]
        da[i] = (1 - np.tanh(z) ** 2) * dz
        forward += A[i] * da[i]
        for j in range(len(x)):
            gW[i, j] = A[i] * (1 - np.tanh(z) ** 2) * x[j]
            gx[j] += W[i, j] * A[i] * (1 - np.tanh(z) ** 2)
            backward += gW[i, j] * dW[i, j]
    for j in range(len(x)):
        backward += gx[j] * dx[j]
    return da, gW, gx, forward, backward

# %% kronecker_view
def kronecker_view(delta, h):
    K = np.zeros((len(delta), len(delta) * len(h)))
    vec_dW = []
    for j in range(len(h)):  # column by column
        for i in range(len(delta)):
            K[i, len(delta) * j + i] = h[j]
            vec_dW.append(delta[i] * h[j])
    return K, np.array(vec_dW)

# %% linear_module
class Linear:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        Z = np.zeros((len(x), len(self.b)))
        for n in range(len(x)):
            Z[n] = self.W @ x[n] + self.b
        return Z

    def backward(self, delta):
        self.dW, self.db = np.zeros(self.W.shape), np.zeros(self.b.shape)
        dX = np.zeros(self.x.shape)
        for n in range(len(delta)):
            self.dW += np.outer(delta[n], self.x[n])
            self.db += delta[n]
            dX[n] = self.W.T @ delta[n]
        return dX


def linear_module(X, W, b, delta):
    module = Linear(W, b)
    Z = module.forward(X)
    dX = module.backward(delta)
    return Z, dX, module.dW, module.db

# %% network_by_modules
def network_by_modules(X, Y, weights, biases):
    linears = [Linear(W, b) for W, b in zip(weights, biases)]
    sigmoids = [Sigmoid(), Sigmoid(), Sigmoid()]
    loss = Loss()
    A = X
    for i in range(3):
        A = sigmoids[i].forward(linears[i].forward(A))
    L = loss.forward(A, Y)
    g = loss.backward()
    for i in (2, 1, 0):
        g = linears[i].backward(sigmoids[i].backward(g))
    return L, *[l.dW for l in linears], *[l.db for l in linears], g

# %% explain_recursion
# z_{i+1} = W_{i+1} a_i, so if a_i changes by a bit, z_{i+1} changes by a column of W_{i+1}.
# Going back you sum over these, which is W_{i+1}ᵀ k_{i+1}, then times the slope of layer i.
# W_i is below z_i and comes later. With 50 × 50 everywhere every product fits, so NumPy is happy.
# Nudge some weights of W_1 and compare with the difference of the loss. The loss falls anyway,
# as the last layers have right gradients and do the learning.
