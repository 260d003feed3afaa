# Tove left a bracket open in sum_over_uses, which one later answer calls and another does not.
# like: dilan for nested_zero_partials, nested_by_hand, ways_to_miscount
# like: olga for used_twice, rule_two, vanish_or_explode

# %% nested_collapse
def nested_collapse(W, b):
    return W.dot(W), W.dot(b) + b

# %% rule_one
def rule_one(W, x, b, i, j):
    z1 = W.dot(x) + b
    return z1[j] + W[i, i] * x[j]

# %% nested_partials
def nested_partials(W, x, b):
    z1 = W.dot(x) + b
    return np.eye(len(x))[:, :, None] * z1, W[:, :, None] * x

# %% printed_line_fails
example = {"w": -3, "x": 1, "b": 6}

# %% nested_weight_gradient
def nested_weight_gradient(delta, W, x, b):
    """dL/dW for z2 = W (W x + b) + b."""
    z1 = W @ x + b
    delta1 = W.T @ delta
    dW = delta[:, None] * z1 + delta1[:, None] * x
    return dW

# %% nested_bias_input
def nested_bias_input(delta, W):
    delta1 = W.T.dot(delta)
    return delta + delta1, W.T.dot(delta1)

# %% square_differential
def square_differential(W, dW):
    return dW.dot(W) + W.dot(dW)

# %% sum_over_uses
def sum_over_uses(deltas, inputs):
    per_use = np.array([np.outer(d, v) for d, v in zip(deltas, inputs)]
    return per_use, per_use.sum(axis=0), deltas.sum(axis=0)

# %% nested_nonlinear
def nested_nonlinear(delta, W, x, b):
    a1 = np.tanh(W.dot(x) + b)
    delta1 = W.T.dot(delta) * (1 - a1) * (1 + a1)
    return delta1, np.outer(delta, a1) + np.outer(delta1, x), delta + delta1

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
    _, dW, db = sum_over_uses(deltas, h[:-1])
    return deltas, dW, db

# %% nested_batch
def nested_batch(Delta, W, X, b):
    Delta1 = Delta.dot(W)
    return Delta.T.dot(X.dot(W.T) + b) + Delta1.T.dot(X), (Delta + Delta1).sum(axis=0)

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
    return deltas, deltas.T @ h[:-1], deltas.T @ u, deltas.sum(axis=0)
