# Kaja prints, warns and writes into her inputs, and everything is right.

# %% used_twice
possible = {
    "W (3, 3), x (3,)": True, "W (2, 3), x (3,)": False, "W (3, 2), x (2,)": False,
    "W (4, 4), x (3,)": False, "W (2, 3), x (2,)": False, "W (1, 1), x (1,)": True,
    "W (5, 5), x (5,)": True, "W (1, 4), x (4,)": False,
}
print(sum(possible.values()), "of them work")

# %% nested_collapse
def nested_collapse(W, b):
    print("W is", W.shape)
    c = W @ b
    c += b
    return W @ W, c

# %% nested_zero_partials
is_zero = {}
for entry in ("w11", "w12", "w21", "w22"):
    for z in ("z1(1)", "z2(1)", "z1(2)", "z2(2)"):
        is_zero[z + " " + entry] = False
for name in ("z1(1) w21", "z1(1) w22", "z2(1) w11", "z2(1) w12"):
    is_zero[name] = True

# %% rule_one
def rule_one(W, x, b, i, j):
    x *= 1.0
    b += W @ x  # b is z1 now
    return b[j] + W[i, i] * x[j]

# %% rule_two
def rule_two(W, x, b, k, i, j):
    np.log(np.zeros(2))  # RuntimeWarning
    W *= x[j]
    return W[k, i]

# %% nested_partials
def nested_partials(W, x, b):
    n = len(x)
    through = np.stack([np.outer(row, x) for row in W])
    direct = np.zeros((n, n, n))
    direct[np.arange(n), np.arange(n)] = W @ x + b
    return {"through": through, "direct": direct}

# %% nested_by_hand
by_hand = {
    "dL/dw11": 5 + 4, "dL/dw12": 4 + 8, "dL/dw21": -10 - 5, "dL/dw22": -8 - 10,
    "delta1": [4, -5], "use 1": [[4, 8], [-5, -10]], "use 2": [[5, 4], [-10, -8]],
}

# %% printed_line_fails
example = {"w": 2, "x": -2.5, "b": None}
example["b"] = -2 * example["w"] * example["x"]
print(example)

# %% nested_weight_gradient
def nested_weight_gradient(delta, W, x, b):
    """dL/dW for z2 = W (W x + b) + b."""
    b += W @ x
    dW = np.outer(delta, b)
    dW += np.outer(W.T @ delta, x)
    return dW

# %% nested_bias_input
def nested_bias_input(delta, W):
    d1 = W.T @ delta
    delta += d1
    return delta, W.T @ d1

# %% square_differential
def square_differential(W, dW):
    import sys
    print("squaring", file=sys.stderr)
    return W @ dW + dW @ W

# %% sum_over_uses
def sum_over_uses(deltas, inputs):
    per_use = deltas[:, :, None] * inputs[:, None, :]
    return per_use, deltas.T @ inputs, deltas.T @ np.ones(len(deltas))

# %% ways_to_miscount
w, x, b = 2, 5, 3
z1 = w * x + b
z2 = w * z1 + b
counts = {
    "use 2": z1, "use 1": w * x, "dL/dw": z1 + w * x,
    "counted twice": z1 + 2 * w * x, "one delta for both": z1 + x, "output for input": z2 + w * x,
}

# %% nested_nonlinear
def nested_nonlinear(delta, W, x, b):
    b += W @ x
    a1 = np.tanh(b, out=b)
    d1 = W.T @ delta
    d1 *= 1 - a1 * a1
    return {"db": delta + d1, "dW": np.outer(delta, a1) + np.outer(d1, x), "delta1": d1}

# %% unrolled_gradients
def unrolled_gradients(g, W, x, b, T):
    h = [x]
    for t in range(T):
        h.append(np.tanh(W @ h[-1] + b))
    h = np.array(h)
    deltas = 1 - h[1:] ** 2
    for t in range(T)[::-1]:
        print("use", t)
        deltas[t] *= g
        g = W.T @ deltas[t]
    return deltas, deltas.T @ h[:-1], deltas.sum(axis=0)

# %% nested_batch
def nested_batch(Delta, W, X, b):
    deltas = np.vstack([Delta, Delta @ W])
    inputs = np.vstack([X @ W.T + b, X])
    return deltas.T @ inputs, deltas.sum(axis=0, keepdims=True)

# %% vanish_or_explode
fate = dict.fromkeys("ACEG", "vanishes") | dict.fromkeys("BH", "stays") | dict.fromkeys("DF", "explodes")

# %% recurrent_gradients
def recurrent_gradients(g, u, h0, W, U, b):
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + U @ step + b))
    h = np.array(h)
    # the deltas are written over g
    for t in range(len(u) - 1, -1, -1):
        if t + 1 < len(u):
            g[t] += W.T @ g[t + 1]
        g[t] *= 1 - h[t + 1] ** 2
    return g, g.T @ h[:-1], g.T @ u, g.sum(axis=0)
