# Nils counts one use, and multiplies it by the number of uses where he remembers the others.
# like: the-solutions for rule_two, sum_over_uses

# %% used_twice
possible = {
    "W (3, 3), x (3,)": True,
    "W (2, 3), x (3,)": True,
    "W (3, 2), x (2,)": True,
    "W (4, 4), x (3,)": False,
    "W (2, 3), x (2,)": False,
    "W (1, 1), x (1,)": True,
    "W (5, 5), x (5,)": True,
    "W (1, 4), x (4,)": True,
}

# %% nested_collapse
def nested_collapse(W, b):
    # b is there twice
    return W @ W, 2 * b

# %% nested_zero_partials
is_zero = {
    "z1(1) w11": False, "z1(1) w12": False, "z1(1) w21": True, "z1(1) w22": True,
    "z2(1) w11": True, "z2(1) w12": True, "z2(1) w21": False, "z2(1) w22": False,
    "z1(2) w11": False, "z1(2) w12": False, "z1(2) w21": True, "z1(2) w22": True,
    "z2(2) w11": True, "z2(2) w12": True, "z2(2) w21": False, "z2(2) w22": False,
}

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

# %% nested_by_hand
by_hand = {
    "dL/dw11": 7,  # 1 * (5 + 2 * 1)
    "dL/dw12": 8,
    "dL/dw21": -16,
    "dL/dw22": -20,
    "delta1": [4, -5],
    "use 1": [[2, 4], [-6, -12]],
    "use 2": [[5, 4], [-10, -8]],
}

# %% printed_line_fails
example = {"w": -2, "x": 1, "b": 4}

# %% nested_weight_gradient
def nested_weight_gradient(delta, W, x, b):
    """dL/dW for z2 = W (W x + b) + b."""
    z1 = W @ x + b
    dW = np.outer(delta, z1)
    return dW

# %% nested_bias_input
def nested_bias_input(delta, W):
    return 2 * delta, W.T @ W.T @ delta

# %% square_differential
def square_differential(W, dW):
    return 2 * W @ dW

# %% ways_to_miscount
counts = {
    "use 2": 13,
    "use 1": 10,
    "dL/dw": 26,  # two uses
    "counted twice": 33,
    "one delta for both": 18,
    "output for input": 39,
}

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

# %% recurrent_gradients
def recurrent_gradients(g, u, h0, W, U, b):
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + U @ step + b))
    h = np.array(h)
    # each step has its own loss
    deltas = g * (1 - h[1:] ** 2)
    per_use, dW, db = sum_over_uses(deltas, h[:-1])
    return deltas, dW, deltas.T @ u, db

# %% explain_sharing
# The gradients are added, and W is the same five times, so it is five equal contributions.
