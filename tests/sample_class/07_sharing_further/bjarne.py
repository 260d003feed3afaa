# Bjarne has everything right, in forms of his own: matrices, einsum, dictionaries, arrays.
# like: asta for turned_by_accident, lost_reads, truncated_chain, explain_one_rule

# %% kernel_counts
outputs = {"A": (9 - 4) // 1 + 1, "B": (9 - 4) // 2 + 1, "C": (11 - 4) // 2 + 1, "D": 15 - 4 + 1}
counts = {f"{case}: outputs": number for case, number in outputs.items()} | {
    "A: uses of w0": outputs["A"], "A: uses of b": outputs["A"],
    "C: uses of w0 on a real input": outputs["C"] - 1,
    "A: outputs that x0 reaches": 1, "A: outputs that x1 reaches": 2,
    "A: outputs that x4 reaches": 4,
    "B: outputs that x3 reaches": 2, "B: outputs that x8 reaches": 0,
}

# %% convolution
def convolution(x, w, b, stride, padding):
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(x, padding), len(w))
    return windows[::stride] @ w + b

# %% derive_kernel_gradient
dw_a = {
    "chain rule": "-sum(i, -dL_dz[i] * dz_dw[i, a])",
    "local partials": "sum(i, c, delta[i] * (c == a) * x[i + a])",
    "sum over uses": "sum(m, delta[m - a] * x[m])",
    "matrix form": "X.T @ diag(delta) @ ones(outputs)",
}

# %% derive_input_gradient_of_convolution
dx_j = {
    "chain rule": "sum(i, m, (m == j) * dL_dz[i] * dz_dx[i, m])",
    "local partials": "sum(i, a, delta[i] * w[a] * (a == j - i))",
    "one sum": "sum(a, w[K - 1 - a] * delta[j + a - K + 1])",
    "turned round": "sum(i, delta[i] * turned[i - j + K - 1])",
}

# %% convolution_gradients
def convolution_gradients(delta, x, w):
    # a correlation of x with δ, and a true convolution of δ with w
    return {
        "dw": np.correlate(x, delta, "valid"),
        "db": np.sum(delta),
        "dx": np.convolve(delta, w),
    }

# %% strided_gradients
def strided_gradients(delta, x, w, stride, padding):
    # D[a, i, j] is 1 where weight a of place i meets input j
    at = np.arange(len(x)) + padding - stride * np.arange(len(delta))[:, None]
    D = (at == np.arange(len(w))[:, None, None]).astype(float)
    return np.einsum("i,aij,j->a", delta, D, x), np.einsum("i,aij,a->j", delta, D, w)

# %% plane_gradients
def plane_gradients(delta, x, w):
    (m, n), (high, wide) = delta.shape, w.shape
    dw = np.array([[(delta * x[a : a + m, c : c + n]).sum() for c in range(wide)]
                   for a in range(high)])
    padded = np.pad(delta, ((high - 1, high - 1), (wide - 1, wide - 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape)
    return dw, np.einsum("ac,ijac->ij", w[::-1, ::-1], windows)

# %% derive_tied_pair
tied_pair = {
    "two uses": "sum(n, k, m, Delta[n, k] * dXhat_dA[n, k, m] * dA_dw[n, m, i, j])"
    " + sum(n, k, Delta[n, k] * dXhat_dw[n, k, i, j])",
    "closed form": "sum(n, A[n, i] * Delta[n, j]) + sum(k, W[i, k] * sum(n, Delta[n, k] * X[n, j]))",
    "matrix form": "W @ (X.T @ Delta + Delta.T @ X)",
    "of W and S": "W @ S @ W.T @ W - W @ S + W @ W.T @ W @ S - W @ S",
}

# %% tied_batch
def tied_batch(X, W, b, c):
    A = np.tanh(X @ W.T + b)
    Delta = (A @ W + c - X) / len(X)
    hidden = np.einsum("nj,ij->ni", Delta, W) * (1 - A) * (1 + A)
    errors, inputs = np.vstack([hidden, A]), np.vstack([X, Delta])
    return {"dc": Delta.sum(axis=0), "db": hidden.sum(axis=0), "dW": errors.T @ inputs}

# %% twice_one_use
looks_right = {"X": np.array([[3.0, 4.0], [-4.0, 3.0]]), "W": np.array([[0.5, 0.9]])}

# %% count_reads
contributions = dict.fromkeys(["a", "mat", "sat"], 0) | {"cat": 1, "dog": 1, "saw": 2, "the": 4}
contributions["entries that are not 0"] = 4 * 4

# %% derive_table_gradient
table_rows = {
    "chain rule": "-sum(n, k, -dL_dH[n, k] * dH_dE[n, k, v, j])",
    "a layer": "sum(k, (k == j) * sum(n, O[n, v] * G[n, k]))",
    "closed form": "sum(n, 2 * O[n, v] * G[n, j]) / 2",
    "looked up": "sum(n, (v == ids[n]) * G[n, j])",
    "matrix form": "O.T @ (G + G) / 2",
}

# %% table_gradient
def table_gradient(G, ids, rows):
    return np.column_stack([np.bincount(ids, weights=g, minlength=rows) for g in G.T])

# %% table_at_both_ends
def table_at_both_ends(Delta, ids, E):
    one_hot = np.eye(len(E))[ids]
    return Delta @ E, one_hot.T @ Delta @ E + Delta.T @ one_hot @ E

# %% max_pool_by_hand
pooled = {"y": np.array([6, 6, 5, 4]), "windows won by 6": 2.0,
          "dL/dx": np.array([0, 0, 4, 0, 2, 0, 0, 0, 5])}

# %% max_pool_backward
def max_pool_backward(G, X, size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, size, axis=1)[:, ::stride]
    columns = windows.argmax(axis=2) + stride * np.arange(G.shape[1])
    dX = np.zeros_like(X)
    np.add.at(dX, (np.arange(len(X))[:, None], columns), G)
    return dX

# %% dropout
def dropout(X, G, mask, rate):
    kept = mask == 1
    return {
        "Y": np.where(kept, X / (1 - rate), 0), "dX": np.where(kept, G / (1 - rate), 0),
        "Y_eval": X, "dX_eval": G,
    }

# %% batch_norm_stages
def batch_norm_stages(G, X, gamma, eps):
    N = len(X)
    mean = np.full((N, N), 1 / N)  # the matrix that takes means
    c = X - mean @ X
    v = np.einsum("nj,nj->j", c, c) / N
    dxhat = G @ np.diag(gamma)
    dr = np.einsum("nj,nj->j", dxhat, c)
    dvar = -dr / (2 * (v + eps) ** 1.5)
    dc = dxhat / np.sqrt(v + eps) + 2 / N * c @ np.diag(dvar)
    return dxhat, dr, dvar, dc, -np.ones(N) @ dc, dc - mean @ dc

# %% derive_batch_norm
dx_i = {
    "chain rule": "sum(m, dxhat_dx[m, i] * dL_dxhat[m])",
    "product rule": "gamma * r * sum(n, g[n] * dc_dx[n, i]) + gamma * dr_dx[i] * sum(n, g[n] * c[n])",
    "local partials": "gamma * sum(n, g[n] * ((n == i) * r - r / N - c[n] * c[i] * r**3 / N))",
    "closed form": "gamma * r / N * sum(n, g[i] - g[n] - xhat[i] * g[n] * xhat[n])",
}

# %% batch_norm_gradients
def batch_norm_gradients(G, xhat, r, gamma):
    N, n = G.shape
    dX = np.empty((N, n))
    for j in range(n):
        h = xhat[:, j]
        dX[:, j] = gamma[j] * r[j] * (np.eye(N) - 1 / N - np.outer(h, h) / N) @ G[:, j]
    return {"dX": dX, "dgamma": np.diag(G.T @ xhat), "dbeta": np.ones(N) @ G}

# %% unseen_by_batch_norm
unseen = dict.fromkeys(["3w: y", "3w: dL/dX", "3w: dL/dgamma"], 1)
unseen |= dict.fromkeys(["3w: dL/dz", "3w: dL/dw"], 1 / 3)
unseen |= dict.fromkeys(["dL/db", "w times dL/dw"], "zero")
unseen |= dict.fromkeys(["dL/dw", "dL/dgamma", "dL/dbeta"], "not zero")

# %% batch_norm_evaluate
def batch_norm_evaluate(G, X, gamma, beta, mean, var, eps):
    # a straight line of x
    slope = gamma / (var + eps) ** 0.5
    return X * slope + (beta - mean * slope), slope * G

# %% truncated_gradients
def truncated_gradients(g, u, h0, W, K):
    # each loss by itself, back to the first step of its window
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + step))
    h, deltas = np.array(h), np.zeros_like(g)
    for t in range(len(g)):
        back = g[t]
        for s in range(t, t // K * K - 1, -1):
            deltas[s] += back * (1 - h[s + 1] ** 2)
            back = W.T @ (back * (1 - h[s + 1] ** 2))
    return {"deltas": deltas, "dW": np.einsum("ti,tj->ij", deltas, h[:-1])}

# %% clipped_gradients
def clipped_gradients(dW1, db1, dW2, limit):
    norm = np.linalg.norm([np.linalg.norm(array) for array in (dW1, db1, dW2)])
    scale = limit / max(norm, limit)
    return {"dW1": scale * dW1, "db1": scale * db1, "dW2": scale * dW2}

# %% turned_by_clipping
turned = {"g": np.array([3.0, -3.0, 900.0])}

# %% rescaled_unit
x, w, b, v, c, deltas = np.array([2, -1]), np.array([3, 1]), 1, np.array([2, -3]), 4, np.array([5, 1])
h = max(w @ x + b, 0)
delta = v @ deltas
rescaled = {
    "h": c * h, "to output 1": v[0] * h, "dL/dw1": delta * x[0] / c, "dL/db": delta / c,
    "dL/dv1": deltas[0] * h * c, "to x1": w[0] * delta, "h, c = -4": max(-4 * (w @ x + b), 0),
    "sum in": w @ (delta * x) + b * delta, "sum out": v @ (deltas * h),
}

# %% derive_balance
balance = {
    "gradients put in": "delta[i] * sum(j, W1[i, j] * x[j]) + delta[i] * b[i]",
    "pre-activation": "delta[i] / (1 / z[i])",
    "through ReLU": "dL_dh[i] * (1 - (z[i] <= 0)) * z[i]",
    "activation": "2 * dL_dh[i] * h[i] - h[i] * dL_dh[i]",
    "outgoing": "sum(k, m, (m == i) * W2[k, m] * dL_dW2[k, m])",
}

# %% scaling_component
def scaling_component(W1, b1, W2, dW1, db1, dW2):
    direction, gradient = np.vstack([W1.T, b1, -W2]), np.vstack([dW1.T, db1, dW2])
    return np.einsum("ki,ki->i", direction, gradient)

# %% rescaled_gradients
def rescaled_gradients(dW1, db1, dW2, c):
    C, back = np.diag(c), np.diag(1 / c)
    return {"dW1": back @ dW1, "db1": back @ db1, "dW2": dW2 @ C}

# %% balancing_factors
def balancing_factors(W1, b1, W2):
    into = np.linalg.norm(np.column_stack([W1, b1]), axis=1)
    return np.exp((np.log(np.linalg.norm(W2, axis=0)) - np.log(into)) / 2)

# %% flipped_unit
flipped = {
    "h": -3 / 5, "to output 1": 6 / 5, "dL/dw1": -9, "dL/db": -9 / 2, "dL/dv1": -3, "to x1": 9 / 4,
    "networks, 3": 2**3 * 6, "networks, 4 and 3": (2**4 * 24) * (2**3 * 6),
}

# %% kinds_of_symmetry
kinds = dict(zip("ABCDEFGH", ["discrete", "none", "continuous", "none",
                              "discrete", "continuous", "none", "continuous"]))
