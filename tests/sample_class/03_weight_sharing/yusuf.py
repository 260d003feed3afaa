# Yusuf misspells names, mixes up the order of what he returns, and uses a W that is not an argument.
# like: the-solutions for nested_zero_partials, rule_two, square_differential
# like: anton for vanish_or_explode
# like: lin for used_twice

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

# %% nested_by_hand
by_hand = {
    "dL/dw11": 9,
    "dL/dw12": 12,
    "dL/dw21": -15,
    "dL/dw22": -18,
    "delta1": [4, -5],
    "use 1": None,  # later
    "use 2": None,
}

# %% printed_line_fails
example = {"w": 4, "x": 1, "b": -8}

# %% nested_weight_gradient
def nested_weight_gradient(delta, W, x, b):
    """dL/dW for z2 = W (W x + b) + b."""
    z1 = W @ x + b
    delta1 = W.T @ delta
    dW = delta * z1 + delta1 * x
    return dW

# %% nested_bias_input
def nested_bias_input(delta, W):
    delta1 = W.T @ delta
    dx = W.T @ delta1
    db = delta + delta1
    return dx, db

# %% sum_over_uses
def sum_over_uses(deltas, inputs):
    per_use, dW, db = [], np.zeros_like(W), 0
    for d, v in zip(deltas, inputs):
        per_use.append(np.outer(d, v))
        dW += per_use[-1]
        db = db + d
    return per_use, dW, db

# %% ways_to_miscount
counts = {
    "use 2": 13,
    "use 1": 5,  # x
    "dL/dw": 18,
    "counted twice": 33,
    "one delta for both": 18,
    "output for input": 39,
}

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
