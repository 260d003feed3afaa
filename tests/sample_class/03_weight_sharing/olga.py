# Olga trusts the printed line: a use is paired with what leaves it, not with what enters it.
# like: the-solutions for nested_collapse, rule_two, nested_bias_input
# like: ebba for used_twice, vanish_or_explode

# %% nested_zero_partials
# True where w matters
is_zero = {
    "z1(1) w11": True, "z1(1) w12": True, "z1(1) w21": False, "z1(1) w22": False,
    "z2(1) w11": False, "z2(1) w12": False, "z2(1) w21": True, "z2(1) w22": True,
    "z1(2) w11": True, "z1(2) w12": True, "z1(2) w21": True, "z1(2) w22": True,
    "z2(2) w11": True, "z2(2) w12": True, "z2(2) w21": True, "z2(2) w22": True,
}

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
# z1 = (5, 4), z2 = (15, 6)
by_hand = {
    "dL/dw11": 19,
    "dL/dw12": 14,
    "dL/dw21": -35,
    "dL/dw22": -22,
    "delta1": [4, -5],
    "use 1": [[4, 8], [-5, -10]],
    "use 2": [[15, 6], [-30, -12]],
}

# %% printed_line_fails
example = {"w": 0.5, "x": 4, "b": -2}  # wx + b = 0

# %% nested_weight_gradient
def nested_weight_gradient(delta, W, x, b):
    """dL/dW for z2 = W (W x + b) + b."""
    z1 = W @ x + b
    z2 = W @ z1 + b
    delta1 = W.T @ delta
    dW = np.outer(delta, z2) + np.outer(delta1, x)  # the shape is right now
    return dW

# %% square_differential
def square_differential(W, dW):
    return W @ dW + dW @ W

# %% sum_over_uses
def sum_over_uses(deltas, inputs):
    per_use = deltas[:, :, None] * inputs[:, None, :]
    return per_use, per_use.sum(0), deltas.sum(0)

# %% ways_to_miscount
counts = {
    "use 2": 29,
    "use 1": 10,
    "dL/dw": 39,
    "counted twice": 49,
    "one delta for both": 34,
    "output for input": 39,
}

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
    per_use, dW, db = sum_over_uses(deltas, h[1:])  # delta_t goes with h_t
    return deltas, dW, db

# %% nested_batch
def nested_batch(Delta, W, X, b):
    Z1 = X @ W.T + b
    Z2 = Z1 @ W.T + b
    Delta1 = Delta @ W
    return Delta.T @ Z2 + Delta1.T @ X, (Delta + Delta1).sum(0)

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
    per_use, dW, db = sum_over_uses(deltas, h[1:])
    return deltas, dW, deltas.T @ u, db
