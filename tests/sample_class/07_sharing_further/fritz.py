# Fritz applies masks and slopes on the way forward and forgets them on the way back.
# like: asta

# %% tied_batch
def tied_batch(X, W, b, c):
    A = np.tanh(X @ W.T + b)
    Delta = (A @ W + c - X) / len(X)
    hidden = Delta @ W.T
    return hidden.T @ X + A.T @ Delta, hidden.sum(axis=0), Delta.sum(axis=0)

# %% dropout
def dropout(X, G, mask, rate):
    return X * mask / (1 - rate), G / (1 - rate), X, G

# %% truncated_gradients
def truncated_gradients(g, u, h0, W, K):
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + step))
    deltas, later = np.zeros_like(g), 0
    for t in reversed(range(len(g))):
        later = 0 if (t + 1) % K == 0 else later
        deltas[t] = g[t] + later
        later = W.T @ deltas[t]
    return deltas, deltas.T @ np.array(h[:-1])

# %% rescaled_unit
rescaled = {
    "h": 24, "to output 1": 12, "dL/dw1": 3.5, "dL/db": 1.75, "dL/dv1": 120, "to x1": 21,
    "h, c = -4": -24, "sum in": 42, "sum out": 42,
}

# %% derive_balance
balance = {
    "gradients put in": "sum(j, W1[i, j] * delta[i] * x[j]) + delta[i] * b[i]",
    "pre-activation": "delta[i] * z[i]",
    "through ReLU": "dL_dh[i] * z[i]",
    "activation": "dL_dh[i] * h[i]",
    "outgoing": "sum(k, W2[k, i] * dL_dW2[k, i])",
}
