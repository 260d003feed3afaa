# Olga trusts the printed line: a use is paired with what leaves it, not with what enters it.
# like: dilan for terms_of_each_entry
# like: the-solutions for nested_collapse, rule_two, nested_bias_input, derive_sum_over_uses
# like: ebba for products_that_fit, vanish_or_explode

# %% nested_path_counts
# z(1) leads to everything once
paths = {}
for i in (1, 2):
    for j in (1, 2):
        for k in (1, 2):
            paths[f"w{i}{j} to z{k}(1)"] = int(k == i)
            paths[f"w{i}{j} to z{k}(2)"] = 1

# %% rule_one
def rule_one(W, x, b, i, j):
    z1 = W @ x + b
    z2 = W @ z1 + b
    return z2[j] + W[i, i] * x[j]

# %% nested_partials
def nested_partials(W, x, b):
    z2 = W @ (W @ x + b) + b
    direct = np.einsum("ki,j->kij", np.eye(len(x)), z2)
    through = np.einsum("ki,j->kij", W, x)
    return direct, through

# %% nested_by_hand
# z1 = (-5, -9), z2 = (-56, -29)
by_hand = {
    "dL/dw11": -191,
    "dL/dw12": -138,
    "dL/dw21": 192,
    "dL/dw22": 71,
    "delta1": [11, 8],
    "use 1": [[33, -22], [24, -16]],
    "use 2": [[-224, -116], [168, 87]],
}

# %% derive_shared_gradient
dW_ij = {
    "chain rule": "sum(k, dL_dz2[k] * dz2_dw[k, i, j])",
    "product rule": "sum(k, delta2[k] * ((k == i) * z2[j] + sum(m, W[k, m] * dz1_dw[m, i, j])))",
    "both rules": "delta2[i] * z2[j] + sum(k, delta2[k] * W[k, i] * x[j])",
    "regrouped": "delta2[i] * z2[j] + delta1[i] * x[j]",
    "matrix form": "delta2 @ z2 + delta1 @ x",
}

# %% printed_line_fails
example = {"w": 0.5, "x": 4, "b": -2}  # wx + b = 0

# %% loss_on_both_uses
def loss_on_both_uses(g1, g2, W, x, b):
    """delta1 and dL/dW for L = l1(z1) + l2(z2)."""
    z1 = W @ x + b
    z2 = W @ z1 + b
    delta1 = g1 + W.T @ g2
    dW = np.outer(g2, z2) + np.outer(delta1, x)  # the shape is right now
    return delta1, dW

# %% square_differential
def square_differential(W, dW):
    return W @ dW + dW @ W

# %% ways_to_miscount
counts = {
    "use 2": 29,
    "use 1": 10,
    "dL/dw": 39,
    "counted twice": 49,
    "one delta for both": 34,
    "output for input": 39,
}

# %% tied_gradients
def tied_gradients(e, W, x, b):
    z = W @ x + b
    delta = (W @ e) * (1 - np.tanh(z) ** 2)
    return delta, np.outer(delta, x) + np.outer(z, e)

# %% nested_nonlinear
def nested_nonlinear(delta, W, x, b):
    z1 = W @ x + b
    delta1 = (W.T @ delta) * (1 - np.tanh(z1) ** 2)
    dW = np.outer(delta, z1) + np.outer(delta1, x)
    return delta1, dW, delta + delta1

# %% unrolled_gradients
def unrolled_gradients(g, W, x, b, T):
    h = [x]
    for t in range(T):
        h.append(np.tanh(W @ h[-1] + b))
    h = np.array(h)
    deltas = np.zeros((T, len(x)))
    for t in reversed(range(T)):
        deltas[t] = g * (1 - h[t + 1] ** 2)
        g = W.T @ deltas[t]
    dW = deltas.T @ h[1:]  # delta_t goes with h_t
    return deltas, dW, deltas.sum(axis=0)

# %% nested_batch
def nested_batch(Delta, W, X, b):
    Z1 = X @ W.T + b
    Z2 = Z1 @ W.T + b
    Delta1 = Delta @ W
    return Delta.T @ Z2 + Delta1.T @ X, (Delta + Delta1).sum(0)

# %% slopes_that_help
more_arrives = {"W": [[3, 0], [-3, 0]], "g": [2, 2], "s": [0.5, 1]}

# %% derive_through_time
back_in_time = {
    "every step": "sum(t, k, dL_dz[t, k] * dz_dw[t, k, i, j])",
    "what W multiplied": "sum(t, delta[t, i] * h[t, j])",
    "through tanh": "sum(t, dL_dh[t, i] * fprime(z[t, i]) * h[t, j])",
    "both arrows": "sum(t, (g[t, i] + sum(k, W[k, i] * delta[t + 1, k])) * fprime(z[t, i]) * h[t, j])",
}

# %% recurrent_gradients
def recurrent_gradients(g, u, h0, W, U, b):
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + U @ step + b))
    h = np.array(h)
    deltas = np.zeros_like(g)
    later = 0
    for t in reversed(range(len(u))):
        deltas[t] = (g[t] + later) * (1 - h[t + 1] ** 2)
        later = W.T @ deltas[t]
    return deltas, deltas.T @ h[1:], deltas.T @ u, deltas.sum(axis=0)

# %% prove_sum_over_uses
proof = ["F", "B", "J", "H", "I", "L", "A", "G"]
