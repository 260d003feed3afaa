# Lin returns lists, float32, dictionaries and columns at random, and everything is right.
# like: the-solutions for derive_sum_over_uses, derive_through_time

# %% products_that_fit
entries = {
    "W x": [3], "W (W x)": 0, "Wᵀ (W x)": 2, "Wᵀ x": 0.0,
    "W (Wᵀ y)": 3, "Wᵀ (Wᵀ y)": 0, "S (S y)": 3, "S (S x)": 0,
}

# %% nested_collapse
def nested_collapse(W, b):
    W, b = W.astype(np.float32), b.astype(np.float32)
    return {"c": W @ b + b, "A": np.linalg.matrix_power(W, 2)}

# %% nested_path_counts
# after two uses one path to every unit, and one more to the weight's own
paths = {f"w{i}{j} to z{k}(2)": 1.0 + (k == i) for k in (1, 2) for i in (1, 2) for j in (1, 2)}
paths.update({f"w{i}{j} to z{k}(1)": int(k == i) for k in (1, 2) for i in (1, 2) for j in (1, 2)})

# %% rule_one
def rule_one(W, x, b, i, j):
    return [sum(W[j][m] * x[m] for m in range(len(x))) + b[j] + W[i][i] * x[j]]

# %% rule_two
def rule_two(W, x, b, k, i, j):
    return np.float32(W[k][i] * x[j])

# %% nested_partials
def nested_partials(W, x, b):
    n = range(len(x))
    z1 = [sum(W[j][m] * x[m] for m in n) + b[j] for j in n]
    direct = [[[z1[j] if k == i else 0 for j in n] for i in n] for k in n]
    through = [[[W[k][i] * x[j] for j in n] for i in n] for k in n]
    return [direct, through]

# %% terms_of_each_entry
belongs_to = {
    "δ₁ z₂": "w12", "δ₂ z₁": "w21",
    "δ₁ w₁₁ x₁": "w11", "δ₂ w₂₁ x₁": "w11", "δ₁ w₁₂ x₁": "w21", "δ₂ w₂₂ x₂": "w22",
    "δ₂ w₂₁ x₂": "w12", "δ₁ w₁₂ x₂": "w22", "δ₁ w₂₁ x₁": "None", "δ₂ w₁₂ x₂": "None",
}

# %% nested_by_hand
by_hand = {
    "dL/dw11": 13.0,
    "dL/dw12": -58.0,
    "dL/dw21": 39.0,
    "dL/dw22": 11.0,
    "delta1": (11, 8),
    "use 1": ((33, -22), (24, -16)),
    "use 2": np.array([[-20, -36], [15, 27]]),
}

# %% derive_shared_gradient
dW_ij = [
    "sum(k, dL_dz2[k] * dz2_dw[k, i, j])",
    "sum(k, delta2[k] * ((i == k) * z1[j] + W[k, i] * dz1_dw[i, i, j]))",
    "delta2[i] * z1[j] + x[j] * sum(p, W[p, i] * delta2[p])",
    "x[j] * delta1[i] + z1[j] * delta2[i]",
    "delta1 @ x.T + delta2 @ z1.T",
]

# %% printed_line_fails
example = {"w": np.float32(-4), "x": 0.5, "b": 4.0}

# %% loss_on_both_uses
def loss_on_both_uses(g1, g2, W, x, b):
    """delta1 and dL/dW for L = l1(z1) + l2(z2)."""
    g1, g2, x, b = [v.reshape(-1, 1) for v in (g1, g2, x, b)]  # columns, as in the lecture
    delta1 = g1 + W.T @ g2
    return {"dW": g2 @ (W @ x + b).T + delta1 @ x.T, "delta1": delta1}

# %% nested_bias_input
def nested_bias_input(delta, W):
    d = delta.reshape(-1, 1)
    return d + W.T @ d, W.T @ W.T @ d

# %% square_differential
def square_differential(W, dW):
    return (dW @ W + W @ dW).tolist()

# %% ways_to_miscount
counts = {
    "use 2": np.float32(13),
    "use 1": 10.0,
    "dL/dw": 23.0,
    "counted twice": 33.0,
    "one delta for both": 18.0,
    "output for input": 39.0,
}

# %% tied_gradients
def tied_gradients(e, W, x, b):
    e, x, b = [v.reshape(-1, 1) for v in (e, x, b)]
    a = np.tanh(W @ x + b)
    delta = (W @ e) * (1 - a * a)
    return [delta, (delta @ x.T + a @ e.T).tolist()]

# %% nested_nonlinear
def nested_nonlinear(delta, W, x, b):
    a1 = [float(np.tanh(v)) for v in W @ x + b]
    delta1 = [float(s * (1 - a * a)) for s, a in zip(delta @ W, a1)]
    dW = [[d * a + d1 * v for a, v in zip(a1, x)] for d, d1 in zip(delta, delta1)]
    return delta1, dW, [d + d1 for d, d1 in zip(delta, delta1)]

# %% unrolled_gradients
def unrolled_gradients(g, W, x, b, T):
    h = [x]
    for t in range(T):
        h.append(np.tanh(W @ h[-1] + b))
    deltas = []
    for after in h[:0:-1]:
        deltas.insert(0, g * (1 - after * after))
        g = deltas[0] @ W
    dW = sum(np.outer(d, v) for d, v in zip(deltas, h))
    return {"dW": dW, "db": list(sum(deltas)), "deltas": deltas}

# %% nested_batch
def nested_batch(Delta, W, X, b):
    Delta, W, X, b = [v.astype(np.float32) for v in (Delta, W, X, b)]
    return Delta.T @ (X @ W.T + b) + (Delta @ W).T @ X, (Delta + Delta @ W).sum(axis=0)

# %% vanish_or_explode
fate = dict(zip("ABCDEFGH", "Vanishes stays vanishes explodes vanishes explodes vanishes stays".split()))

# %% slopes_that_help
more_arrives = {"W": ((1, 0), (-1, 0)), "g": (1, 1), "s": np.float32([1, 0.5])}

# %% recurrent_gradients
def recurrent_gradients(g, u, h0, W, U, b):
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + U @ step + b))
    deltas = []
    later = 0
    for gt, after in zip(g[::-1], h[::-1]):
        deltas.append((gt + later) * (1 - after**2))
        later = W.T @ deltas[-1]
    deltas.reverse()
    dW = sum(np.outer(d, v) for d, v in zip(deltas, h))
    dU = sum(np.outer(d, v) for d, v in zip(deltas, u))
    return deltas, dW.tolist(), dU.tolist(), list(sum(deltas))

# %% prove_sum_over_uses
proof = ("F", "B", "H", "J", "L", "D", "A", "G")
