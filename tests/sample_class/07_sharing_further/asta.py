# Asta has everything right, mostly in loops.
# like: the-solutions for kernel_counts, count_reads, max_pool_by_hand, unseen_by_batch_norm
# like: the-solutions for rescaled_unit, flipped_unit, kinds_of_symmetry

# %% convolution
def convolution(x, w, b, stride, padding):
    z, i = [], 0
    while stride * i - padding + len(w) <= len(x) + padding:
        total = b
        for a in range(len(w)):
            j = stride * i + a - padding
            if 0 <= j < len(x):
                total += w[a] * x[j]
        z.append(total)
        i += 1
    return np.array(z)

# %% derive_kernel_gradient
dw_a = {
    "chain rule": "sum(i, dz_dw[i, a] * dL_dz[i])",
    "local partials": "sum(i, delta[i] * sum(c, (c == a) * x[i + c]))",
    "sum over uses": "sum(i, x[a + i] * delta[i])",
    "matrix form": "(delta.T @ X).T",
}

# %% derive_input_gradient_of_convolution
dx_j = {
    "chain rule": "sum(i, dz_dx[i, j] * dL_dz[i])",
    "local partials": "sum(i, delta[i] * sum(a, w[a] * (j == i + a)))",
    "one sum": "sum(i, delta[i] * w[j - i])",
    "turned round": "sum(a, delta[j - K + 1 + a] * turned[a])",
}

# %% convolution_gradients
def convolution_gradients(delta, x, w):
    """Place by place."""
    dw, db, dx = np.zeros(len(w)), 0.0, np.zeros(len(x))
    for i in range(len(delta)):
        db += delta[i]
        for a in range(len(w)):
            dw[a] += delta[i] * x[i + a]
            dx[i + a] += delta[i] * w[a]
    return dw, db, dx

# %% turned_by_accident
example = {"w": [2, -1, -1, 2], "x": [0, 1, 2, 3, 4, 5], "delta": [1, 2, -1]}

# %% strided_gradients
def strided_gradients(delta, x, w, stride, padding):
    dw, dx = np.zeros(len(w)), np.zeros(len(x))
    for i in range(len(delta)):
        for a in range(len(w)):
            j = stride * i + a - padding
            if 0 <= j < len(x):  # a zero of the padding has no gradient
                dw[a] += delta[i] * x[j]
                dx[j] += delta[i] * w[a]
    return dw, dx

# %% plane_gradients
def plane_gradients(delta, x, w):
    dw, dx = np.zeros(w.shape), np.zeros(x.shape)
    for i, j in np.ndindex(delta.shape):
        for a, c in np.ndindex(w.shape):
            dw[a, c] += delta[i, j] * x[i + a, j + c]
            dx[i + a, j + c] += delta[i, j] * w[a, c]
    return dw, dx

# %% derive_tied_pair
tied_pair = {
    "two uses": "sum(n, k, Delta[n, k] * (dXhat_dw[n, k, i, j]"
    " + sum(m, dXhat_dA[n, k, m] * dA_dw[n, m, i, j])))",
    "closed form": "sum(n, A[n, i] * Delta[n, j] + sum(k, Delta[n, k] * W[i, k]) * X[n, j])",
    "matrix form": "(Delta @ W.T).T @ X + A.T @ Delta",
    "of W and S": "W @ (S @ W.T @ W + W.T @ W @ S - 2 * S)",
}

# %% tied_batch
def tied_batch(X, W, b, c):
    dW, db, dc = np.zeros_like(W), np.zeros_like(b), np.zeros_like(c)
    for x in X:
        a = np.tanh(W @ x + b)
        e = (W.T @ a + c - x) / len(X)
        delta = (W @ e) * (1 - a**2)
        dW += np.outer(delta, x) + np.outer(a, e)
        db += delta
        dc += e
    return dW, db, dc

# %% twice_one_use
looks_right = {"X": [[2, 1], [1, 2]], "W": [[1, 1]]}  # W is an eigenvector of S

# %% derive_table_gradient
table_rows = {
    "chain rule": "sum(k, sum(n, dH_dE[n, k, v, j] * dL_dH[n, k]))",
    "a layer": "sum(n, O[n, v] * sum(k, (k == j) * G[n, k]))",
    "closed form": "sum(n, G[n, j] * O[n, v])",
    "looked up": "sum(n, G[n, j] * (v == ids[n]))",
    "matrix form": "(G.T @ O).T",
}

# %% table_gradient
def table_gradient(G, ids, rows):
    dE = np.zeros((rows, G.shape[1]))
    for n in range(len(ids)):
        dE[ids[n]] += G[n]
    return dE

# %% lost_reads
reads = {"G": [[1, -1], [-1, 1], [2, 3], [5, 5]], "unnoticed": [1, 1, 1, 0], "noticed": [1, 0, 0, 1]}

# %% table_at_both_ends
def table_at_both_ends(Delta, ids, E):
    G = Delta @ E
    scoring = Delta.T @ E[ids]
    return G, scoring + table_gradient(G, ids, len(E))

# %% max_pool_backward
def max_pool_backward(G, X, size, stride):
    dX = np.zeros(X.shape)
    for n in range(len(X)):
        for k in range(G.shape[1]):
            best = k * stride
            for j in range(best, k * stride + size):
                if X[n, j] > X[n, best]:
                    best = j
            dX[n, best] += G[n, k]
    return dX

# %% dropout
def dropout(X, G, mask, rate):
    scale = 1 / (1 - rate)
    return X * mask * scale, G * mask * scale, X, G

# %% batch_norm_stages
def batch_norm_stages(G, X, gamma, eps):
    N = len(X)
    c = X - X.mean(axis=0)
    var = (c**2).mean(axis=0)
    r = 1 / np.sqrt(var + eps)
    dxhat = G * gamma
    dr = sum(dxhat[n] * c[n] for n in range(N))
    dvar = -dr * r**3 / 2
    dc = dxhat * r + 2 / N * c * dvar
    dmean = -sum(dc[n] for n in range(N))
    return dxhat, dr, dvar, dc, dmean, dc + dmean / N

# %% derive_batch_norm
dx_i = {
    "chain rule": "sum(n, dxhat_dx[n, i] * dL_dxhat[n])",
    "product rule": "gamma * sum(n, g[n] * (dc_dx[n, i] * r + c[n] * dr_dx[i]))",
    "local partials": "gamma * r * sum(n, g[n] * ((n == i) - 1 / N - c[n] * c[i] * r**2 / N))",
    "closed form": "gamma * r * (g[i] - sum(n, g[n]) / N - xhat[i] * sum(n, g[n] * xhat[n]) / N)",
}

# %% batch_norm_gradients
def batch_norm_gradients(G, xhat, r, gamma):
    dX = gamma * r * (G - G.mean(axis=0) - xhat * (G * xhat).mean(axis=0))
    return dX, (G * xhat).sum(axis=0), G.sum(axis=0)

# %% batch_norm_evaluate
def batch_norm_evaluate(G, X, gamma, beta, mean, var, eps):
    spread = np.sqrt(var + eps)
    xhat = (X - mean) / spread
    return gamma * xhat + beta, G * gamma / spread

# %% truncated_chain
chain = {
    "step 4": 5,
    "step 3": -2,
    "step 2": 1.5,
    "step 1": 1,
    "whole": 5.5,
    "kept": 3,
    "dropped": 2.5,
    "share, w = 0.5": sum(0.5**k for k in range(5, 20)) / sum(0.5**k for k in range(20)),
    "share, w = 1.1": sum(1.1**k for k in range(5, 20)) / sum(1.1**k for k in range(20)),
}

# %% truncated_gradients
def truncated_gradients(g, u, h0, W, K):
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + step))
    deltas, dW = np.zeros_like(g), np.zeros_like(W)
    for start in range(0, len(g), K):
        back = np.zeros(len(h0))
        for t in reversed(range(start, min(start + K, len(g)))):
            deltas[t] = (g[t] + back) * (1 - h[t + 1] ** 2)
            dW += np.outer(deltas[t], h[t])
            back = W.T @ deltas[t]
    return deltas, dW

# %% clipped_gradients
def clipped_gradients(dW1, db1, dW2, limit):
    squares = sum((array**2).sum() for array in (dW1, db1, dW2))
    if squares <= limit**2:
        return dW1, db1, dW2
    return [array * limit / np.sqrt(squares) for array in (dW1, db1, dW2)]

# %% turned_by_clipping
turned = {"g": [1, 500, -1]}

# %% derive_balance
balance = {
    "gradients put in": "delta[i] * (sum(j, W1[i, j] * x[j]) + b[i])",
    "pre-activation": "z[i] * delta[i]",
    "through ReLU": "(z[i] > 0) * z[i] * dL_dh[i]",
    "activation": "h[i] * dL_dh[i]",
    "outgoing": "sum(k, dL_dW2[k, i] * W2[k, i])",
}

# %% scaling_component
def scaling_component(W1, b1, W2, dW1, db1, dW2):
    found = []
    for i in range(len(b1)):
        into = W1[i] @ dW1[i] + b1[i] * db1[i]
        found.append(into - W2[:, i] @ dW2[:, i])
    return np.array(found)

# %% rescaled_gradients
def rescaled_gradients(dW1, db1, dW2, c):
    dW1, db1, dW2 = dW1.copy(), db1.copy(), dW2.copy()
    for i in range(len(c)):
        dW1[i] /= c[i]
        db1[i] /= c[i]
        dW2[:, i] *= c[i]
    return dW1, db1, dW2

# %% balancing_factors
def balancing_factors(W1, b1, W2):
    # S'(c) = 2 c A - 2 B / c**3 = 0
    A = (W1**2).sum(axis=1) + b1**2
    B = (W2**2).sum(axis=0)
    return (B / A) ** 0.25

# %% explain_one_rule
# In the recurrent network W is shared and the steps use it; in the convolution the kernel is, and
# the places use it; in the tied pair W is, and encoder and decoder use it; in the table each row
# is, and each read of it is a use. Give every use a copy. A nudge of the weight nudges all copies,
# and to first order what they do to the loss adds up, however the uses are arranged. Each has its
# own input and its own error. Averaging a matrix that is always used T times only shortens the
# step; in a table rare words would be favoured, and the direction changes.
