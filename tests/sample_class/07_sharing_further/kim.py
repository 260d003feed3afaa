# Kim is careless: a misspelt name, an open bracket, arrays in another order, much left undone.
# do: outputs convolution: right. 2 of 2 points.

# %% kernel_counts
counts = {
    "A: outputs": 6, "B: outputs": 4, "C: outputs": 5, "D: outputs": 12,
    "A: uses of w0": 6, "A: uses of b": 1, "C: uses of w0 on a real input": 4,
    "A: outputs that x0 reaches": 1, "A: outputs that x1 reaches": 1,
    "A: outputs that x4 reaches": 1, "B: outputs that x3 reaches": 1,
    "B: outputs that x8 reaches": 1,
}

# %% convolution
def convolution(x, w, b, stride, padding):
    return np.correlate(np.pad(x, paddding), w, "valid")[::stride] + b

# %% derive_kernel_gradient
dw_a = {
    "chain rule": "sum(i, dL_dz[i] * dz_dw[i, a])",
    "local partials": "sum(i, delta[i] * x[i + a])",
    "sum over uses": "sum(i, delta[i] * x[i + a])",
    "matrix form": "X @ delta",
}

# %% convolution_gradients
def convolution_gradients(delta, x, w):
    dw = np.correlate(x, delta, "valid")
    return np.convolve(delta, w), dw, delta.sum()

# %% strided_gradients
def strided_gradients(delta, x, w, stride, padding):
    dw, dx = np.zeros(len(w)), np.zeros(len(x) + 2 * padding)
    for i, d in enumerate(delta):
        dw += d * np.pad(x, padding)[stride * i : stride * i + len(w)]
        dx[stride * i : stride * i + len(w)] += d * w
    return dw, dx

# %% tied_batch
def tied_batch(X, W, b, c):
    A = np.tanh(X @ W.T + b)
    Xhat = A @ W + c
    Delta = (Xhat - X) / len(X)
    Delta_z = (Delta @ W.T) * (1 - A**2)
    return Delta_z.T @ X + Delta.T @ A, Delta_z.sum(axis=0), Delta.sum(axis=0)

# %% count_reads
contributions = {"a": 0, "cat": 1, "dog": 2, "mat": 1, "sat": 0, "saw": 2, "the": 4,
                 "entries that are not 0": 20}

# %% derive_table_gradient
table_rows = {
    "chain rule": "sum(n, k, dL_dH[n, k] * dH_dE[n, k, v, j])",
    "a layer": "sum(n, k, G[n, k] * O[n, v] * (k == j))",
    "closed form": "sum(n, O[n, v] * G[n, j])",
    "looked up": "",
    "matrix form": "G.T @ O",
}

# %% table_gradient
def table_gradient(G, ids, rows):
    dE = np.zeros((rows, G.shape[1]))
    np.add.at(dE, ids, G
    return dE

# %% max_pool_by_hand
pooled = {"y": [6, 6, 5, 4], "windows won by 6": 2}

# %% max_pool_backward
def max_pool_backward(G, X, size, stride):
    dX = np.zeros_like(X)
    for k in range(G.shape[1]):
        window = X[:, k * stride : k * stride + size]
        dX[:, k * stride : k * stride + size] += G[:, [k]] * (window == window.max(axis=1, keepdims=True))
    return dX

# %% dropout
def dropout(X, G, mask, rate):
    return X * mask, G * mask, X, G

# %% batch_norm_gradients
def batch_norm_gradients(G, xhat, r, gamma):
    dgamma, dbeta = (G * xhat).sum(axis=0), G.sum(axis=0)
    return gamma * r * (G - dbeta - xhat * dgamma), dgamma, dbeta

# %% unseen_by_batch_norm
unseen = dict.fromkeys(unseen, "zero")

# %% batch_norm_evaluate
def batch_norm_evaluate(G, X, gamma, beta, mean, var, eps):
    return gamma * (X - mean) / np.sqrt(var + eps) + beta, G * gamma / (var + eps)

# %% truncated_chain
chain = {
    "step 4": 5, "step 3": -4, "step 2": 6, "step 1": 8,
    "whole": 15, "kept": 1, "dropped": 14, "share, w = 0.5": 0.75, "share, w = 1.1": 0.75,
}

# %% clipped_gradients
def clipped_gradients(dW1, db1, dW2, limit):
    return np.clip(dW1, -limit, limit), np.clip(db1, -limit, limit), np.clip(dW2, -limit, limit)

# %% turned_by_clipping
turned = {"g": [5000, 1, 1]}

# %% rescaled_unit
rescaled = {"h": 6, "to output 1": 12, "dL/dw1": 14, "dL/db": 7, "dL/dv1": 30, "to x1": 21,
            "h, c = -4": 0, "sum in": 42, "sum out": 42}

# %% scaling_component
def scaling_component(W1, b1, W2, dW1, db1, dW2):
    return np.zeros(len(b1))

# %% rescaled_gradients
def rescaled_gradients(dW1, db1, dW2, c):
    return dW1 / c[:, None], db1, dW2 * c

# %% balancing_factors
def balancing_factors(W1, b1, W2):
    return np.sqrt(np.linalg.norm(W2, axis=0) / np.linalg.norm(W1, axis=1))

# %% flipped_unit
flipped = {
    "h": 0.6, "to output 1": 1.2, "dL/dw1": 9, "dL/db": 4.5, "dL/dv1": 3, "to x1": 2.25,
    "networks, 3": 6, "networks, 4 and 3": 144,
}

# %% explain_one_rule
# The gradients are added because of the chain rule. If they were averaged they would be too small.
