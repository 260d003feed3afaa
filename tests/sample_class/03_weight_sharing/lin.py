# Lin returns lists, float32, dictionaries and columns at random, and everything is right.

# %% used_twice
possible = {
    "W (3, 3), x (3,)": True, "W (2, 3), x (3,)": False, "W (3, 2), x (2,)": False,
    "W (4, 4), x (3,)": False, "W (2, 3), x (2,)": False, "W (1, 1), x (1,)": True,
    "W (5, 5), x (5,)": True, "W (1, 4), x (4,)": False,
}

# %% nested_collapse
def nested_collapse(W, b):
    W, b = W.astype(np.float32), b.astype(np.float32)
    return {"c": W @ b + b, "A": np.linalg.matrix_power(W, 2)}

# %% nested_zero_partials
# after two uses nothing vanishes; after one, only the other unit's row
is_zero = {f"z{k}(2) w{i}{j}": False for k in (1, 2) for i in (1, 2) for j in (1, 2)}
is_zero.update({f"z{k}(1) w{i}{j}": k != i for k in (1, 2) for i in (1, 2) for j in (1, 2)})

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

# %% nested_by_hand
by_hand = {
    "dL/dw11": 9.0,
    "dL/dw12": 12.0,
    "dL/dw21": -15.0,
    "dL/dw22": -18.0,
    "delta1": (4, -5),
    "use 1": ((4, 8), (-5, -10)),
    "use 2": np.array([[5, 4], [-10, -8]]),
}

# %% printed_line_fails
example = {"w": np.float32(-4), "x": 0.5, "b": 4.0}

# %% nested_weight_gradient
def nested_weight_gradient(delta, W, x, b):
    """dL/dW for z2 = W (W x + b) + b."""
    delta, x, b = [v.reshape(-1, 1) for v in (delta, x, b)]  # columns, as in the lecture
    z1 = W @ x + b
    delta1 = W.T @ delta
    dW = delta @ z1.T + delta1 @ x.T
    return dW

# %% nested_bias_input
def nested_bias_input(delta, W):
    d = delta.reshape(-1, 1)
    return d + W.T @ d, W.T @ W.T @ d

# %% square_differential
def square_differential(W, dW):
    return (dW @ W + W @ dW).tolist()

# %% sum_over_uses
def sum_over_uses(deltas, inputs):
    per_use = [np.outer(d, v) for d, v in zip(deltas, inputs)]
    return per_use, sum(per_use), list(sum(deltas))

# %% ways_to_miscount
counts = {
    "use 2": np.float32(13),
    "use 1": 10.0,
    "dL/dw": 23.0,
    "counted twice": 33.0,
    "one delta for both": 18.0,
    "output for input": 39.0,
}

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
    per_use, dW, db = sum_over_uses(deltas, h)
    return {"dW": dW, "db": db, "deltas": deltas}

# %% nested_batch
def nested_batch(Delta, W, X, b):
    Delta, W, X, b = [v.astype(np.float32) for v in (Delta, W, X, b)]
    return Delta.T @ (X @ W.T + b) + (Delta @ W).T @ X, (Delta + Delta @ W).sum(axis=0)

# %% vanish_or_explode
fate = dict(zip("ABCDEFGH", "Vanishes stays vanishes explodes vanishes explodes vanishes stays".split()))

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
    _, dW, db = sum_over_uses(deltas, h)
    _, dU, _ = sum_over_uses(deltas, u)
    return deltas, dW.tolist(), dU.tolist(), db
