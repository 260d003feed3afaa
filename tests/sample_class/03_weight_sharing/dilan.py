# Dilan takes finite differences wherever that is allowed; all right, but one check is deleted.
# like: anton for derive_shared_gradient, derive_sum_over_uses, derive_through_time
# like: the-solutions for nested_path_counts
# like: lin for products_that_fit
# do: delete nested_batch

# %% nested_collapse
def two_uses(W, x, b):
    return W @ (W @ x + b) + b


def nested_collapse(W, b):
    c = two_uses(W, np.zeros(len(b)), b)
    A = np.column_stack([two_uses(W, e, b) - c for e in np.eye(len(b))])
    return A, c

# %% rule_one
def slope_at(f, W, i, j, h=1e-4):
    # z2 is a square in each w, so the central difference is exact
    E = np.zeros_like(W)
    E[i, j] = h
    return (f(W + E) - f(W - E)) / (2 * h)


def rule_one(W, x, b, i, j):
    return slope_at(lambda V: two_uses(V, x, b)[i], W, i, j)

# %% rule_two
def rule_two(W, x, b, k, i, j):
    return slope_at(lambda V: two_uses(V, x, b)[k], W, i, j)

# %% nested_partials
def nested_partials(W, x, b):
    n = len(x)
    z1 = W @ x + b
    direct, through = np.zeros((n, n, n)), np.zeros((n, n, n))
    for i, j in np.ndindex(n, n):  # pretend the two W are different
        direct[:, i, j] = slope_at(lambda V: V @ z1 + b, W, i, j)
        through[:, i, j] = slope_at(lambda V: W @ (V @ x + b) + b, W, i, j)
    return direct, through

# %% terms_of_each_entry
belongs_to = {
    "δ₁ z₂": "w12", "δ₂ z₁": "w21",
    "δ₁ w₁₁ x₁": "w11", "δ₂ w₂₁ x₁": "w11", "δ₁ w₁₂ x₁": "w21", "δ₂ w₂₂ x₂": "w22",
    "δ₂ w₂₁ x₂": "w12", "δ₁ w₁₂ x₂": "w22", "δ₁ w₂₁ x₁": "none", "δ₂ w₁₂ x₂": "none",
}

# %% nested_by_hand
by_hand = {
    "dL/dw11": 13, "dL/dw12": -58, "dL/dw21": 39, "dL/dw22": 11,
    "delta1": [11, 8], "use 1": [[33, -22], [24, -16]], "use 2": [[-20, -36], [15, 27]],
}

# %% printed_line_fails
example = {"w": 3, "x": 0.5, "b": -3}

# %% loss_on_both_uses
def loss_on_both_uses(g1, g2, W, x, b):
    """delta1 and dL/dW for L = l1(z1) + l2(z2)."""
    def loss(V):
        return g1 @ (V @ x + b) + g2 @ two_uses(V, x, b)

    dW = np.zeros_like(W)
    for i, j in np.ndindex(W.shape):
        dW[i, j] = slope_at(loss, W, i, j)
    return g1 + g2 @ W, dW

# %% nested_bias_input
def nested_bias_input(delta, W):
    I = np.eye(len(W))
    return (I + W).T @ delta, (W @ W).T @ delta

# %% square_differential
def square_differential(W, dW):
    return ((W + dW) @ (W + dW) - (W - dW) @ (W - dW)) / 2

# %% ways_to_miscount
counts = {
    "use 2": 13, "use 1": 10, "dL/dw": 23,
    "counted twice": 33, "one delta for both": 18, "output for input": 39,
}

# %% tied_gradients
def tied_gradients(e, W, x, b):
    def loss(V):
        return e @ (V.T @ np.tanh(V @ x + b))

    dW = np.zeros_like(W)
    for i, j in np.ndindex(W.shape):
        dW[i, j] = slope_at(loss, W, i, j)
    return (W @ e) / np.cosh(W @ x + b) ** 2, dW

# %% nested_nonlinear
def nested_nonlinear(delta, W, x, b):
    z1 = W @ x + b
    delta1 = W.T @ delta / np.cosh(z1) ** 2
    return delta1, np.outer(delta, np.tanh(z1)) + np.outer(delta1, x), delta + delta1

# %% unrolled_gradients
def unrolled_gradients(g, W, x, b, T):
    """Use T - t and the rest, one recursion."""
    def rest(h, T):
        if T == 0:
            return [], g
        after = np.tanh(W @ h + b)
        later, back = rest(after, T - 1)
        delta = back * (1 - after**2)
        return [(delta, h), *later], W.T @ delta

    pairs, _ = rest(x, T)
    deltas, inputs = (np.array(v) for v in zip(*pairs))
    return deltas, sum(map(np.outer, deltas, inputs)), deltas.sum(0)

# %% nested_batch
def nested_batch(Delta, W, X, b):
    Delta1 = Delta @ W
    return Delta.T @ (X @ W.T + b) + Delta1.T @ X, (Delta + Delta1).sum(0)

# %% vanish_or_explode
def judge_by_power(M):
    size = np.linalg.norm(np.linalg.matrix_power(np.transpose(M), 300) @ [0.6, 0.8])
    return "vanishes" if size < 1e-3 else "explodes" if size > 1e3 else "stays"


fate = {
    name: judge_by_power(np.array(M, dtype=float))
    for name, M in {
        "A": [[0, -0.5], [0.5, 0]], "B": [[0, 1], [1, 0]],
        "C": [[0.5, 3], [0, 0.5]], "D": [[1.1, 0], [0, 0.1]],
        "E": [[0, 5], [0, 0]], "F": [[0.72, -0.96], [0.96, 0.72]],
        "G": [[0, 4], [0.125, 0]], "H": [[0, -1], [1, 0]],
    }.items()
}

# %% slopes_that_help
more_arrives = {"W": [[1, 0], [-1, 0]], "g": [1, 1], "s": [1, 0.5]}

# %% recurrent_gradients
def recurrent_gradients(g, u, h0, W, U, b):
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + U @ step + b))
    h = np.array(h)
    # one walk back for each loss, all added
    deltas = np.zeros_like(g)
    for last in range(len(u)):
        back = g[last]
        for t in range(last, -1, -1):
            delta = back * (1 - h[t + 1] ** 2)
            deltas[t] += delta
            back = W.T @ delta
    return deltas, deltas.T @ h[:-1], deltas.T @ u, deltas.sum(0)

# %% prove_sum_over_uses
proof = ["F", "J", "B", "H", "L", "A", "D", "G"]
