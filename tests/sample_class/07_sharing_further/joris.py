# Joris loses δ in the first line of each derivation, and goes on from there without a slip.
# like: bjarne

# %% derive_kernel_gradient
dw_a = {
    "chain rule": "sum(i, dz_dw[i, a])",
    "local partials": "sum(i, c, (c == a) * x[i + c])",
    "sum over uses": "sum(i, x[i + a])",
    "matrix form": "X.T @ ones(outputs)",
}

# %% derive_input_gradient_of_convolution
dx_j = {
    "chain rule": "sum(i, dz_dx[i, j])",
    "local partials": "sum(i, a, w[a] * (i + a == j))",
    "one sum": "sum(a, w[a])",
    "turned round": "sum(a, turned[a] * delta[j + a - K + 1])",
}

# %% convolution_gradients
def convolution_gradients(delta, x, w):
    # the mean over the places
    dw = np.mean([d * x[i : i + len(w)] for i, d in enumerate(delta)], axis=0)
    return dw, delta.mean(), np.convolve(delta, w)

# %% derive_tied_pair
tied_pair = {
    "two uses": "sum(n, k, Delta[n, k] * dXhat_dw[n, k, i, j])",
    "closed form": "sum(n, A[n, i] * Delta[n, j])",
    "matrix form": "A.T @ Delta",
    "of W and S": "W @ S @ W.T @ W - W @ S",
}

# %% tied_batch
def tied_batch(X, W, b, c):
    A = np.tanh(X @ W.T + b)
    Delta = A @ W + c - X  # without 1/N
    hidden = (Delta @ W.T) * (1 - A**2)
    return hidden.T @ X + A.T @ Delta, hidden.sum(axis=0), Delta.sum(axis=0)

# %% derive_table_gradient
table_rows = {
    "chain rule": "sum(n, k, dL_dH[n, k] * dH_dE[n, k, v, j]) / N",
    "a layer": "sum(n, k, G[n, k] * O[n, v] * (k == j)) / N",
    "closed form": "sum(n, O[n, v] * G[n, j]) / N",
    "looked up": "sum(n, (ids[n] == v) * G[n, j]) / N",
    "matrix form": "O.T @ G / N",
}

# %% table_at_both_ends
def table_at_both_ends(Delta, ids, E):
    G = Delta @ E / len(ids)  # a mean over the samples; dE goes on from here
    return G, Delta.T @ E[ids] + table_gradient(G, ids, len(E))

# %% batch_norm_stages
def batch_norm_stages(G, X, gamma, eps):
    N = len(X)
    c = X - X.mean(axis=0)
    var = (c**2).mean(axis=0)
    r = 1 / np.sqrt(var + eps)
    dxhat = G  # without γ; the rest follows
    dr = (dxhat * c).sum(axis=0)
    dvar = dr * -0.5 * r**3
    dc = dxhat * r + dvar * 2 * c / N
    dmean = -dc.sum(axis=0)
    return dxhat, dr, dvar, dc, dmean, dc + dmean / N

# %% derive_batch_norm
dx_i = {
    "chain rule": "dL_dxhat[i] * dxhat_dx[i, i]",
    "product rule": "gamma * g[i] * (dc_dx[i, i] * r + c[i] * dr_dx[i])",
    "local partials": "gamma * g[i] * r * (1 - 1 / N - c[i]**2 * r**2 / N)",
    "closed form": "gamma * r / N * g[i] * (N - 1 - xhat[i]**2)",
}

# %% truncated_chain
# step 4 has the output, 3.5; sums are right for what I have
chain = {
    "step 4": 3.5, "step 3": -2, "step 2": 1.5, "step 1": 1,
    "whole": 4, "kept": 1.5, "dropped": 2.5,
    "share, w = 0.5": 0.5**5 * (1 - 0.5**15) / (1 - 0.5**20),
    "share, w = 1.1": 1.1**5 * (1 - 1.1**15) / (1 - 1.1**20),
}

# %% derive_balance
balance = {
    "gradients put in": "delta[i] * sum(j, W1[i, j] * x[j])",
    "pre-activation": "delta[i] * z[i] - delta[i] * b[i]",
    "through ReLU": "dL_dh[i] * (z[i] > 0) * z[i]",
    "activation": "dL_dh[i] * h[i]",
    "outgoing": "sum(k, W2[k, i] * dL_dW2[k, i])",
}
