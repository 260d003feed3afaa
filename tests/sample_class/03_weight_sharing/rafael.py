# Rafael counts a path twice, averages where he should add, and squares entry by entry.
# like: the-solutions for rule_two

# %% used_twice
possible = {
    "W (3, 3), x (3,)": True,
    "W (2, 3), x (3,)": False,
    "W (3, 2), x (2,)": False,
    "W (4, 4), x (3,)": True,
    "W (2, 3), x (2,)": False,
    "W (1, 1), x (1,)": True,
    "W (5, 5), x (5,)": True,
    "W (1, 4), x (4,)": False,
}

# %% nested_collapse
def nested_collapse(W, b):
    A = W**2
    c = W @ b + b
    return A, c

# %% nested_zero_partials
is_zero = {
    "z1(1) w11": False, "z1(1) w12": True, "z1(1) w21": False, "z1(1) w22": True,
    "z2(1) w11": True, "z2(1) w12": False, "z2(1) w21": True, "z2(1) w22": False,
    "z1(2) w11": False, "z1(2) w12": False, "z1(2) w21": False, "z1(2) w22": False,
    "z2(2) w11": False, "z2(2) w12": False, "z2(2) w21": False, "z2(2) w22": False,
}

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

# %% nested_by_hand
by_hand = {
    "dL/dw11": 11,
    "dL/dw12": 16,
    "dL/dw21": -21,
    "dL/dw22": -30,
    "delta1": [4, -5],
    "use 1": [[4, 8], [-5, -10]],
    "use 2": [[5, 4], [-10, -8]],
}

# %% printed_line_fails
example = {"w": 3, "x": 2, "b": -12}

# %% nested_weight_gradient
def nested_weight_gradient(delta, W, x, b):
    """dL/dW for z2 = W (W x + b) + b."""
    n = len(x)
    z1 = W @ x + b
    dW = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            dW[i, j] = delta[i] * (z1[j] + W[i, i] * x[j])  # Rule 1
            for k in range(n):
                dW[i, j] += delta[k] * W[k, i] * x[j]  # Rule 2
    return dW

# %% nested_bias_input
def nested_bias_input(delta, W):
    delta1 = W.T @ delta
    db = delta + delta1
    dx = delta + delta1
    return db, dx

# %% square_differential
def square_differential(W, dW):
    return (W + dW) @ (W + dW) - W @ W

# %% sum_over_uses
def sum_over_uses(deltas, inputs):
    per_use = np.array([np.outer(d, v) for d, v in zip(deltas, inputs)])
    return per_use, per_use.mean(axis=0), deltas.mean(axis=0)

# %% ways_to_miscount
counts = {
    "use 2": 13,
    "use 1": 10,
    "dL/dw": 33,
    "counted twice": 33,
    "one delta for both": 18,
    "output for input": 39,
}

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
    per_use, dW, db = sum_over_uses(deltas, h[:-1])
    return deltas, dW, db

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
