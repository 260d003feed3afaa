# Nils counts one use, and multiplies it by the number of uses where he remembers the others.
# like: the-solutions for rule_two

# %% products_that_fit
# the first factor says how many
entries = {
    "W x": 3, "W (W x)": 3, "Wᵀ (W x)": 2, "Wᵀ x": 2,
    "W (Wᵀ y)": 3, "Wᵀ (Wᵀ y)": 2, "S (S y)": 3, "S (S x)": 3,
}

# %% nested_collapse
def nested_collapse(W, b):
    # b is there twice
    return W @ W, 2 * b

# %% nested_path_counts
paths = {}
for i in (1, 2):
    for j in (1, 2):
        for k in (1, 2):
            for use in (1, 2):
                paths[f"w{i}{j} to z{k}({use})"] = int(k == i)

# %% rule_one
def rule_one(W, x, b, i, j):
    return (W @ x + b)[j]

# %% nested_partials
def nested_partials(W, x, b):
    n = len(x)
    z1 = W @ x + b
    direct = np.zeros((n, n, n))
    through = np.zeros((n, n, n))
    for i in range(n):
        direct[i, i] = z1
        through[i, i] = W[i, i] * x
    return direct, through

# %% terms_of_each_entry
belongs_to = {
    "δ₁ z₂": "w12", "δ₂ z₁": "w21",
    "δ₁ w₁₁ x₁": "none", "δ₂ w₂₁ x₁": "none", "δ₁ w₁₂ x₁": "none", "δ₂ w₂₂ x₂": "none",
    "δ₂ w₂₁ x₂": "none", "δ₁ w₁₂ x₂": "none", "δ₁ w₂₁ x₁": "none", "δ₂ w₁₂ x₂": "none",
}

# %% nested_by_hand
by_hand = {
    "dL/dw11": 4,  # 4 * (-5 + 2 * 3)
    "dL/dw12": -52,
    "dL/dw21": -21,
    "dL/dw22": 51,
    "delta1": [11, 8],
    "use 1": [[24, -16], [-36, 24]],
    "use 2": [[-20, -36], [15, 27]],
}

# %% derive_shared_gradient
dW_ij = {
    "chain rule": "dL_dz2[i] * dz2_dw[i, i, j]",
    "product rule": "sum(k, delta2[k] * ((k == i) * z1[j] + sum(m, W[k, m] * dz1_dw[m, i, j])))",
    "both rules": "delta2[i] * z1[j]",
    "regrouped": "delta2[i] * z1[j]",
    "matrix form": "delta2 @ z1.T",
}

# %% printed_line_fails
example = {"w": -2, "x": 1, "b": 4}

# %% loss_on_both_uses
def loss_on_both_uses(g1, g2, W, x, b):
    """delta1 and dL/dW for L = l1(z1) + l2(z2)."""
    z1 = W @ x + b
    delta1 = g1 + W.T @ g2
    dW = np.outer(g2, z1)
    return delta1, dW

# %% nested_bias_input
def nested_bias_input(delta, W):
    return 2 * delta, W.T @ W.T @ delta

# %% square_differential
def square_differential(W, dW):
    return 2 * W @ dW

# %% derive_sum_over_uses
sum_over_uses = {
    "chain rule": "T * sum(k, l, dF_dW[k, l] * dW_dw[k, l, i, j])",
    "copies": "",
    "sum over uses": "sum(t, dF_dW[t, i, j])",
    "layers": "T * sum(t, delta[t, i] * x[t, j])",
    "matrix form": "",
}

# %% ways_to_miscount
counts = {
    "use 2": 13,
    "use 1": 10,
    "dL/dw": 26,  # two uses
    "counted twice": 33,
    "one delta for both": 18,
    "output for input": 39,
}

# %% tied_gradients
def tied_gradients(e, W, x, b):
    a = np.tanh(W @ x + b)
    delta = (W @ e) * (1 - a**2)
    # two uses
    return delta, 2 * np.outer(delta, x)

# %% nested_nonlinear
def nested_nonlinear(delta, W, x, b):
    a1 = np.tanh(W @ x + b)
    delta1 = W.T @ delta * (1 - a1**2)
    return delta1, 2 * np.outer(delta, a1), delta + delta1

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
    # T uses, so T times
    return deltas, T * np.outer(deltas[-1], h[T - 1]), T * deltas[-1]

# %% nested_batch
def nested_batch(Delta, W, X, b):
    Z1 = X @ W.T + b
    return Delta.T @ Z1, Delta.sum(axis=0) + (Delta @ W).sum(axis=0)

# %% vanish_or_explode
fate = {"A": "vanishes", "B": "stays", "C": "explodes", "D": "explodes",
        "E": "explodes", "F": "explodes", "G": "explodes", "H": "stays"}

# %% slopes_that_help
# a slope makes everything smaller, so a negative one?
more_arrives = {"W": [[1, 0], [-1, 0]], "g": [1, 1], "s": [1, -0.5]}

# %% derive_through_time
back_in_time = {
    "every step": "sum(k, dL_dz[T, k] * dz_dw[T, k, i, j])",
    "what W multiplied": "",
    "through tanh": "sum(t, dL_dh[t, i] * fprime(z[t, i]) * h[t - 1, j])",
    "both arrows": "sum(t, g[t, i] * fprime(z[t, i]) * h[t - 1, j])",
}

# %% recurrent_gradients
def recurrent_gradients(g, u, h0, W, U, b):
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + U @ step + b))
    h = np.array(h)
    # each step has its own loss
    deltas = g * (1 - h[1:] ** 2)
    return deltas, deltas.T @ h[:-1], deltas.T @ u, deltas.sum(axis=0)

# %% explain_sharing
# The gradients are added, and W is the same five times, so it is five equal contributions.

# %% prove_sum_over_uses
proof = ["F", "B", "E", "H", "L", "A", "G"]
