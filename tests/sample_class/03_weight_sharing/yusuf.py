# Yusuf misspells names, mixes up the order of what he returns, and uses a W that is not an argument.
# like: the-solutions for nested_path_counts, rule_two, square_differential
# like: anton for vanish_or_explode
# like: lin for products_that_fit

# %% nested_collapse
def nested_colapse(W, b):
    """A and c of W (W x + b) + b = A x + c."""
    return W @ W, W @ b + b

# %% rule_one
def rule_one(W, x, b, i, j):
    z1 = W @ x + b
    return z1[j] + W[i, j] * x[j]

# %% nested_partials
def nested_partials(W, x, b):
    z1 = W @ x + b
    direct = np.einsun("ki,j->kij", np.eye(len(x)), z1)
    through = np.einsum("ki,j->kij", W, x)
    return direct, through

# %% terms_of_each_entry
belongs_to = {
    "δ₁ z₂": "W12", "δ₂ z₁": "w21",
    "δ₁ w₁₁ x₁": "w11", "δ₂ w₂₁ x₁": "w11", "δ₁ w₁₂ x₁": "w21", "δ₂ w₂₂ x₂": "w22",
    "δ₂ w₂₁ x₂": "W12", "δ₁ w₁₂ x₂": "w22", "δ₁ w₂₁ x₁": "none", "δ₂ w₁₂ x₂": "none",
}

# %% nested_by_hand
by_hand = {
    "dL/dw11": 13,
    "dL/dw12": -58,
    "dL/dw21": 39,
    "dL/dw22": 11,
    "delta1": [11, 8],
    "use 1": None,  # later
    "use 2": None,
}

# %% derive_shared_gradient
dW_ij = {
    "chain_rule": "sum(k, delta2[k] * dz2_dw[k, i, j])",
    "product rule": "sum(k, delta2[k] * (k == i) * z1[j] + sum(m, W[k, m] * dz1_dw[m, i, j]))",
    "both rules": "sum(k, delta2[k] * ((k == i) * z1[j] + W[k, i] * x[j]))",
    "regrouped": "delta2[i] * z1[j] + delta1[i] * x[j]",
    "matrix form": "delta2 @ z1.T + delta1 @ x.T",
}

# %% printed_line_fails
example = {"w": 4, "x": 1, "b": -8}

# %% loss_on_both_uses
def loss_on_both_uses(g1, g2, W, x, b):
    """delta1 and dL/dW for L = l1(z1) + l2(z2)."""
    z1 = W @ x + b
    delta1 = g1 + W.T @ g2
    dW = g2 * z1 + delta1 * x
    return delta1, dW

# %% nested_bias_input
def nested_bias_input(delta, W):
    delta1 = W.T @ delta
    dx = W.T @ delta1
    db = delta + delta1
    return dx, db

# %% derive_sum_over_uses
sum_over_uses = {
    "chain rule": "sum(t, dF_dW[t, i, j])",
    "copies": "sum(t, k, l, dF_dW[t, k, l] * (k == i) * (l == j))",
    "sum over uses": "sum(t, dF_dW[t, i, j])",
    "layers": "sum(t, delta[t, i]) * sum(t, x[t, j])",
    "matrix form": "Delta.T @ ones(uses) @ ones(uses).T @ X",
}

# %% ways_to_miscount
counts = {
    "use 2": 13,
    "use 1": 5,  # x
    "dL/dw": 18,
    "counted twice": 33,
    "one delta for both": 18,
    "output for input": 39,
}

# %% tied_gradients
def tied_gradients(e, W, x, b):
    a = np.tanh(W @ x + b)
    delta = (W @ e) * (1 - a**2)
    dW = np.outer(delta, x) + np.outer(a, e)
    return dW, delta

# %% nested_nonlinear
def nested_nonlinear(delta, W, x, b):
    a1 = np.tanh(W @ x + b)
    delta1 = (W.T @ delta) * (1 - a1)
    dW = np.outer(delta, a1) + np.outer(delta1, x)
    return delta1, dW, delta + delta1

# %% unrolled_gradients
def unrolled_gradients(g, W, x, b, T):
    h = [x]
    for t in range(T):
        h.append(np.tanh(W @ h[-1] + b))
    h = np.array(h)
    deltas, dW, db = [], np.zeros_like(W), 0
    for t in range(T, 0, -1):
        delta = g * (1 - h[t] ** 2)
        deltas.append(delta)  # still to be turned round?
        dW += np.outer(delta, h[t - 1])
        db = db + delta
        g = W.T @ delta
    return deltas, dW, db

# %% nested_batch
def nested_batch(Delta, W, X, b):
    Z1 = X @ W.T + b
    Delta1 = Delta @ W
    return Delta.T @ Z1 + Delta1.T @ X, Delta + Delta1

# %% slopes_that_help
more_arrives = {"W": [[1, 0], [-1, 0]], "g": [1, 1], "s": [0.6, 0.2]}

# %% derive_through_time
back_in_time = {
    "every step": "sum(t, delta[t, i] * h[t - 1, j])",
    "what W multiplied": "sum(t, delta[t, i] * h[t - 1, j])",
    "through tanh": "sum(t, dL_dh[t, i] * h[t - 1, j])",
    "both arrows": "sum(t, (g[t, i] + sum(k, W[k, i] * delta[t + 1, k])) * fprime(z[t, i]) * h[t - 1, j])",
}

# %% recurrent_gradients
def recurrent_gradients(g, u, h0, W, U, b):
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + U @ step + b))
    h = np.array(h)
    deltas = np.zeros_like(g)
    later = np.zeros(len(b))
    for t in reversed(range(len(u))):
        deltas[t] = (g[t] + later) * (1 - h[t + 1] ** 2)
        later = W.T @ deltas[t]
    return deltas, deltas.T @ h[:-1], u.T @ deltas, deltas.sum(axis=0)

# %% prove_sum_over_uses
proof = "FBJHLADGX"
