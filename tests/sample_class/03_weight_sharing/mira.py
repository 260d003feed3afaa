# Mira forgets transposes: with a square W nothing crashes. And she takes a slope in the wrong place.
# like: the-solutions for products_that_fit, nested_path_counts, rule_one
# like: anton for ways_to_miscount, vanish_or_explode, slopes_that_help

# %% nested_collapse
def nested_collapse(W, b):
    return W @ W, W.T @ b + b

# %% rule_two
def rule_two(W, x, b, k, i, j):
    # from unit i to unit k
    return W[i, k] * x[j]

# %% nested_partials
def nested_partials(W, x, b):
    n = len(x)
    z1 = W @ x + b
    direct = np.zeros((n, n, n))
    through = np.zeros((n, n, n))
    for k in range(n):
        direct[k, k, :] = z1
        for i in range(n):
            through[k, i, :] = W[i, k] * x
    return direct, through

# %% terms_of_each_entry
# delta_k w_ik x_j
belongs_to = {
    "δ₁ z₂": "w12", "δ₂ z₁": "w21",
    "δ₁ w₁₁ x₁": "w11", "δ₂ w₂₁ x₁": "none", "δ₁ w₁₂ x₁": "none", "δ₂ w₂₂ x₂": "w22",
    "δ₂ w₂₁ x₂": "none", "δ₁ w₁₂ x₂": "none", "δ₁ w₂₁ x₁": "w21", "δ₂ w₁₂ x₂": "w12",
}

# %% nested_by_hand
by_hand = {
    "dL/dw11": 13,
    "dL/dw12": -58,
    "dL/dw21": 39,
    "dL/dw22": 11,
    "delta1": [-7, -16],  # W delta
    "use 1": [[-21, 14], [-48, 32]],  # does not add up with use 2?
    "use 2": [[-20, -36], [15, 27]],
}

# %% derive_shared_gradient
dW_ij = {
    "chain rule": "sum(k, dL_dz2[k] * dz2_dw[k, i, j])",
    "product rule": "sum(k, delta2[k] * ((k == i) * z1[j] + sum(m, W[k, m] * dz1_dw[m, i, j])))",
    "both rules": "sum(k, delta2[k] * ((k == i) * z1[j] + W[i, k] * x[j]))",
    "regrouped": "delta2[i] * z1[j] + delta1[i] * x[j]",
    "matrix form": "z1 @ delta2.T + x @ delta1.T",
}

# %% printed_line_fails
example = {"w": 1, "x": 1, "b": -2}

# %% loss_on_both_uses
def loss_on_both_uses(g1, g2, W, x, b):
    """delta1 and dL/dW for L = l1(z1) + l2(z2)."""
    z1 = W @ x + b
    delta1 = g1 + W @ g2
    dW = np.outer(g2, z1) + np.outer(delta1, x)
    return delta1, dW

# %% nested_bias_input
def nested_bias_input(delta, W):
    delta1 = W @ delta
    return delta + delta1, W @ delta1

# %% square_differential
def square_differential(W, dW):
    return dW @ W.T + W @ dW.T

# %% derive_sum_over_uses
sum_over_uses = {
    "chain rule": "sum(t, k, l, dF_dW[t, k, l] * dW_dw[t, k, l, i, j])",
    "copies": "sum(t, k, l, dF_dW[t, k, l] * (k == i) * (l == j))",
    "sum over uses": "sum(t, dF_dW[t, j, i])",
    "layers": "sum(t, delta[t, i] * x[t, j])",
    "matrix form": "X.T @ Delta",
}

# %% tied_gradients
def tied_gradients(e, W, x, b):
    # the other way round, as the decoder has the transpose
    a = np.tanh(W @ x + b)
    delta = (W.T @ e) * (1 - a**2)
    return delta, np.outer(delta, x) + np.outer(a, e)

# %% nested_nonlinear
def nested_nonlinear(delta, W, x, b):
    a1 = np.tanh(W @ x + b)
    z2 = W @ a1 + b
    delta1 = (W.T @ delta) * (1 - np.tanh(z2) ** 2)
    return delta1, np.outer(delta, a1) + np.outer(delta1, x), delta + delta1

# %% unrolled_gradients
def unrolled_gradients(g, W, x, b, T):
    """The deltas of T uses, and the gradients of the shared W and b."""
    h = [x]
    for t in range(T):
        h.append(np.tanh(W @ h[-1] + b))
    h = np.array(h)  # (T + 1, n): h[0] is x, h[T] is the output
    deltas = np.zeros((T, len(x)))
    deltas[-1] = g * (1 - h[T] ** 2)
    for t in range(T - 2, -1, -1):
        deltas[t] = (W @ deltas[t + 1]) * (1 - h[t + 1] ** 2)
    return deltas, deltas.T @ h[:-1], deltas.sum(axis=0)

# %% nested_batch
def nested_batch(Delta, W, X, b):
    Z1 = X @ W.T + b
    Delta1 = Delta @ W.T
    return Delta.T @ Z1 + Delta1.T @ X, Delta.sum(axis=0) + Delta1.sum(axis=0)

# %% derive_through_time
back_in_time = {
    "every step": "sum(t, k, dL_dz[t, k] * dz_dw[t, k, i, j])",
    "what W multiplied": "sum(t, delta[t, i] * h[t - 1, j])",
    "through tanh": "sum(t, dL_dh[t, i] * (1 - h[t, j]**2) * h[t - 1, j])",
    "both arrows": "sum(t, (g[t, i] + sum(k, W[i, k] * delta[t + 1, k])) * fprime(z[t, i]) * h[t - 1, j])",
}

# %% recurrent_gradients
def recurrent_gradients(g, u, h0, W, U, b):
    """deltas, dW, dU, db of a recurrent layer with a loss at every step."""
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + U @ step + b))
    h = np.array(h)  # (T + 1, n_hidden): h[0] is h0
    T = len(u)
    deltas = np.zeros_like(g)
    deltas[T - 1] = g[T - 1] * (1 - h[T] ** 2)
    for t in range(T - 2, -1, -1):
        deltas[t] = (g[t] + W @ deltas[t + 1]) * (1 - h[t + 1] ** 2)
    return deltas, deltas.T @ h[:-1], deltas.T @ u, deltas.sum(axis=0)

# %% prove_sum_over_uses
proof = ["F", "B", "C", "H", "D", "L", "A", "G"]
