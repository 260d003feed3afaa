# Tove left a bracket open in one answer; everything else is right.
# like: anton for derive_shared_gradient, derive_sum_over_uses, derive_through_time
# like: dilan for nested_path_counts, nested_by_hand, ways_to_miscount, terms_of_each_entry
# like: olga for products_that_fit, rule_two, vanish_or_explode

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

# %% loss_on_both_uses
def loss_on_both_uses(g1, g2, W, x, b):
    """delta1 and dL/dW for L = l1(z1) + l2(z2)."""
    z1 = W @ x + b
    delta1 = g1 + W.T @ g2
    dW = g2[:, None] * z1 + delta1[:, None] * x
    return delta1, dW

# %% nested_bias_input
def nested_bias_input(delta, W):
    delta1 = W.T.dot(delta)
    return delta + delta1, W.T.dot(delta1)

# %% square_differential
def square_differential(W, dW):
    return dW.dot(W) + W.dot(dW)

# %% tied_gradients
def tied_gradients(e, W, x, b):
    a = np.tanh(W @ x + b)
    delta = (W @ e) * (1 - a**2)
    return delta, np.outer(delta, x) + np.outer(a, e

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
    return deltas, deltas.T @ h[:-1], deltas.sum(axis=0)

# %% nested_batch
def nested_batch(Delta, W, X, b):
    Delta1 = Delta.dot(W)
    return Delta.T.dot(X.dot(W.T) + b) + Delta1.T.dot(X), (Delta + Delta1).sum(axis=0)

# %% slopes_that_help
more_arrives = {"W": [[2, 1], [-2, -1]], "g": [1, 1], "s": [0.3, 0.6]}

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

# %% prove_sum_over_uses
proof = ["F", "B", "H", "J", "L", "A", "D", "G"]
