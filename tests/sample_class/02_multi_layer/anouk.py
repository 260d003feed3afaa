# Anouk writes loops, and everything is right.
# like: the-solutions for printed_index

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

# %% network_step
def network_step(x, y, W1, W2, rate):
    gradients = diagonal_view(x, y, W1, W2)
    new1, new2 = W1.copy(), W2.copy()
    for new, G in ((new1, gradients[4]), (new2, gradients[1])):
        for i in range(new.shape[0]):
            for j in range(new.shape[1]):
                new[i, j] -= rate * G[i, j]
    return new1, new2

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
    da, delta = np.zeros(len(A)), np.zeros(len(A))
    for i in range(len(A)):
        z, dz = 0, 0
        for j in range(len(x)):
            z += W[i, j] * x[j]
            dz += dW[i, j] * x[j] + W[i, j] * dx[j]
        da[i] = (1 - np.tanh(z) ** 2) * dz
        delta[i] = (1 - np.tanh(z) ** 2) * A[i]
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

# %% explain_recursion
# z_{i+1} = W_{i+1} a_i, so if a_i changes by a bit, z_{i+1} changes by a column of W_{i+1}.
# Going back you sum over these, which is W_{i+1}ᵀ k_{i+1}, then times the slope of layer i.
# W_i is below z_i and comes later. With 50 × 50 everywhere every product fits, so NumPy is happy.
# Nudge some weights of W_1 and compare with the difference of the loss. The loss falls anyway,
# as the last layers have right gradients and do the learning.
