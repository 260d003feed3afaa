# Rafael counts a path twice, averages where he should add, and squares entry by entry.
# like: the-solutions for rule_two

# %% products_that_fit
entries = {
    "W x": 3, "W (W x)": 0, "Wᵀ (W x)": 2, "Wᵀ x": 0,
    "W (Wᵀ y)": 3, "Wᵀ (Wᵀ y)": 0, "S (S y)": 3, "S (S x)": 3,
}

# %% nested_collapse
def nested_collapse(W, b):
    A = W**2
    c = W @ b + b
    return A, c

# %% nested_path_counts
paths = {}
for i in (1, 2):
    for j in (1, 2):
        for k in (1, 2):
            paths[f"w{i}{j} to z{k}(1)"] = int(k == j)
            paths[f"w{i}{j} to z{k}(2)"] = int(k == j) + 1

# %% rule_one
def rule_one(W, x, b, i, j):
    z1 = W @ x + b
    rule = z1[j] + W[i, i] * x[j]
    arrow = W[i, i] * x[j]  # w -> z1 -> z2
    return rule + arrow

# %% nested_partials
def nested_partials(W, x, b):
    n = len(x)
    z1 = W @ x + b
    through = np.einsum("ki,j->kij", W, x)
    direct = np.zeros((n, n, n))
    for k in range(n):
        direct[k, k] = z1 + W[k, k] * x
    return direct, through

# %% terms_of_each_entry
# rule 1 alone, rule 2 is another row's
belongs_to = {
    "δ₁ z₂": "w12", "δ₂ z₁": "w21",
    "δ₁ w₁₁ x₁": "w11", "δ₂ w₂₁ x₁": "none", "δ₁ w₁₂ x₁": "none", "δ₂ w₂₂ x₂": "w22",
    "δ₂ w₂₁ x₂": "none", "δ₁ w₁₂ x₂": "none", "δ₁ w₂₁ x₁": "none", "δ₂ w₁₂ x₂": "none",
}

# %% nested_by_hand
by_hand = {
    "dL/dw11": 37,
    "dL/dw12": -74,
    "dL/dw21": 3,
    "dL/dw22": 35,
    "delta1": [11, 8],
    "use 1": [[33, -22], [24, -16]],
    "use 2": [[-20, -36], [15, 27]],
}

# %% derive_shared_gradient
dW_ij = {
    "chain rule": "sum(k, dL_dz2[k] * dz2_dw[k, i, j])",
    "product rule": "",
    "both rules": "delta2[i] * (z1[j] + W[i, i] * x[j]) + sum(k, delta2[k] * W[k, i] * x[j])",
    "regrouped": "delta2[i] * z1[j] + delta1[i] * x[j]",
    "matrix form": "",
}

# %% printed_line_fails
example = {"w": 3, "x": 2, "b": -12}

# %% loss_on_both_uses
def loss_on_both_uses(g1, g2, W, x, b):
    """delta1 and dL/dW for L = l1(z1) + l2(z2)."""
    n = len(x)
    z1 = W @ x + b
    delta1 = g1 + W.T @ g2
    dW = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            dW[i, j] = g1[i] * x[j] + g2[i] * (z1[j] + W[i, i] * x[j])  # Rule 1
            for k in range(n):
                dW[i, j] += g2[k] * W[k, i] * x[j]  # Rule 2
    return delta1, dW

# %% nested_bias_input
def nested_bias_input(delta, W):
    delta1 = W.T @ delta
    db = delta + delta1
    dx = delta + delta1
    return db, dx

# %% square_differential
def square_differential(W, dW):
    return (W + dW) @ (W + dW) - W @ W

# %% derive_sum_over_uses
sum_over_uses = {
    "chain rule": "sum(t, k, l, dF_dW[t, k, l] * dW_dw[t, k, l, i, j])",
    "copies": "sum(t, k, l, dF_dW[t, k, l] * (k == i) * (l == j)) / T",
    "sum over uses": "sum(t, dF_dW[t, i, j]) / T",
    "layers": "sum(t, delta[t, i] * x[t, j]) / T",
    "matrix form": "Delta.T @ X / T",
}

# %% ways_to_miscount
counts = {
    "use 2": 13,
    "use 1": 10,
    "dL/dw": 33,
    "counted twice": 33,
    "one delta for both": 18,
    "output for input": 39,
}

# %% tied_gradients
def tied_gradients(e, W, x, b):
    a = np.tanh(W @ x + b)
    delta = (W @ e) * (1 - a**2)
    return delta, (np.outer(delta, x) + np.outer(a, e)) / 2

# %% nested_nonlinear
def nested_nonlinear(delta, W, x, b):
    a1 = np.tanh(W @ x + b)
    delta1 = W.T @ delta
    dW = np.outer(delta, a1) + np.outer(delta1, x)
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
    return deltas, deltas.T @ h[:-1] / T, deltas.mean(axis=0)

# %% nested_batch
def nested_batch(Delta, W, X, b):
    N = len(X)
    Z1 = X @ W.T + b
    Delta1 = Delta @ W
    dW = (Delta.T @ Z1 + Delta1.T @ X) / N
    return dW, (Delta + Delta1).mean(axis=0)

# %% vanish_or_explode
# by the largest entry
fate = {"A": "vanishes", "B": "stays", "C": "explodes", "D": "explodes",
        "E": "explodes", "F": "vanishes", "G": "explodes", "H": "stays"}

# %% slopes_that_help
more_arrives = {"W": [[1, 0], [-1, 0]], "g": [1, 1], "s": [0.5, 0.5]}

# %% recurrent_gradients
def recurrent_gradients(g, u, h0, W, U, b):
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + U @ step + b))
    h = np.array(h)
    deltas = np.zeros_like(g)
    later = np.zeros(len(b))
    for t in reversed(range(len(u))):
        deltas[t] = g[t] * (1 - h[t + 1] ** 2) + later
        later = W.T @ deltas[t]
    return deltas, deltas.T @ h[:-1], deltas.T @ u, deltas.sum(axis=0)

# %% prove_sum_over_uses
proof = ["F", "B", "J", "H", "L", "K", "D", "G"]
