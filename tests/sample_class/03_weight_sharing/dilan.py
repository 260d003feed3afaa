# Dilan takes finite differences wherever that is allowed; all right, but one check is deleted.
# like: the-solutions for nested_zero_partials
# like: lin for used_twice
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

# %% nested_by_hand
by_hand = {
    "dL/dw11": 9, "dL/dw12": 12, "dL/dw21": -15, "dL/dw22": -18,
    "delta1": [4, -5],
    "use 1": [[4, 8], [-5, -10]],
    "use 2": [[5, 4], [-10, -8]],
}

# %% printed_line_fails
example = {"w": 3, "x": 0.5, "b": -3}

# %% nested_weight_gradient
def nested_weight_gradient(delta, W, x, b):
    """dL/dW for z2 = W (W x + b) + b."""
    dW = np.zeros_like(W)
    for i, j in np.ndindex(W.shape):
        dW[i, j] = slope_at(lambda V: delta @ two_uses(V, x, b), W, i, j)
    return dW

# %% nested_bias_input
def nested_bias_input(delta, W):
    I = np.eye(len(W))
    return (I + W).T @ delta, (W @ W).T @ delta

# %% square_differential
def square_differential(W, dW):
    return ((W + dW) @ (W + dW) - (W - dW) @ (W - dW)) / 2

# %% sum_over_uses
def sum_over_uses(deltas, inputs):
    per_use = np.array(list(map(np.outer, deltas, inputs)))
    return per_use, per_use.sum(0), deltas.sum(0)

# %% ways_to_miscount
counts = {
    "use 2": 13, "use 1": 10, "dL/dw": 23,
    "counted twice": 33, "one delta for both": 18, "output for input": 39,
}

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
    _, dW, db = sum_over_uses(deltas, inputs)
    return deltas, dW, db

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
