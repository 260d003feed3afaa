# Hannes is off by one wherever something is counted: places, windows, steps.
# like: asta

# %% kernel_counts
counts = {
    "A: outputs": 5, "B: outputs": 2, "C: outputs": 3, "D: outputs": 11,
    "A: uses of w0": 5, "A: uses of b": 5, "C: uses of w0 on a real input": 2,
    "A: outputs that x0 reaches": 1, "A: outputs that x1 reaches": 2,
    "A: outputs that x4 reaches": 4, "B: outputs that x3 reaches": 2,
    "B: outputs that x8 reaches": 0,
}

# %% convolution
def convolution(x, w, b, stride, padding):
    x = np.pad(x, padding)
    return np.array([w @ x[i : i + len(w)] + b for i in range(0, len(x) - len(w), stride)])

# %% derive_input_gradient_of_convolution
dx_j = {
    "chain rule": "sum(i, dL_dz[i] * dz_dx[i, j])",
    "local partials": "sum(i, a, (i + a == j) * delta[i] * w[a])",
    "one sum": "sum(a, w[a] * delta[j - a])",
    "turned round": "sum(a, turned[a] * delta[j + a - K])",
}

# %% truncated_chain
chain = {
    "step 4": 5, "step 3": -2, "step 2": 1.5, "step 1": 1,
    "whole": 5.5, "kept": 5, "dropped": 0.5,
    "share, w = 0.5": (0.5**4 - 0.5**20) / (1 - 0.5**20),
    "share, w = 1.1": (1.1**4 - 1.1**20) / (1 - 1.1**20),
}

# %% truncated_gradients
def truncated_gradients(g, u, h0, W, K):
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + step))
    h, deltas, later = np.array(h), np.zeros_like(g), 0
    for t in range(len(g) - 1, -1, -1):
        deltas[t] = (g[t] + later) * (1 - h[t + 1] ** 2)
        later = W.T @ deltas[t]
        if (t + 1) % K == 0:
            later = 0
    return deltas, deltas.T @ h[:-1]

# %% flipped_unit
# without the given one
flipped = {
    "h": -0.6, "to output 1": 1.2, "dL/dw1": -9, "dL/db": -4.5, "dL/dv1": -3, "to x1": 2.25,
    "networks, 3": 47, "networks, 4 and 3": 18431,
}
