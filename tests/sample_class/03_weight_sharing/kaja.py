# Kaja prints, warns and writes into her inputs, and everything is right.
# like: ebba for derive_shared_gradient, derive_sum_over_uses, derive_through_time
# like: dilan for terms_of_each_entry

# %% products_that_fit
entries = {
    "W x": 3, "W (W x)": 0, "Wᵀ (W x)": 2, "Wᵀ x": 0,
    "W (Wᵀ y)": 3, "Wᵀ (Wᵀ y)": 0, "S (S y)": 3, "S (S x)": 0,
}
print(sum(n > 0 for n in entries.values()), "of them work")

# %% nested_collapse
def nested_collapse(W, b):
    print("W is", W.shape)
    c = W @ b
    c += b
    return W @ W, c

# %% nested_path_counts
paths = {}
for w in ("w11", "w12", "w21", "w22"):
    for k in ("1", "2"):
        own = 1 if w[1] == k else 0
        paths[f"{w} to z{k}(1)"] = own
        paths[f"{w} to z{k}(2)"] = own + 1
print(sum(paths.values()), "paths")

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
    "dL/dw11": -20 + 33, "dL/dw12": -58, "dL/dw21": 39, "dL/dw22": 11,
    "delta1": [11, 8], "use 1": [[33, -22], [24, -16]], "use 2": [[-20, -36], [15, 27]],
}

# %% printed_line_fails
example = {"w": 2, "x": -2.5, "b": None}
example["b"] = -2 * example["w"] * example["x"]
print(example)

# %% loss_on_both_uses
def loss_on_both_uses(g1, g2, W, x, b):
    """delta1 and dL/dW for L = l1(z1) + l2(z2)."""
    print("W is", W.shape)
    b += W @ x
    dW = np.outer(g2, b)
    g1 += W.T @ g2
    dW += np.outer(g1, x)
    return g1, dW

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

# %% ways_to_miscount
w, x, b = 2, 5, 3
z1 = w * x + b
z2 = w * z1 + b
counts = {
    "use 2": z1, "use 1": w * x, "dL/dw": z1 + w * x,
    "counted twice": z1 + 2 * w * x, "one delta for both": z1 + x, "output for input": z2 + w * x,
}

# %% tied_gradients
def tied_gradients(e, W, x, b):
    b += W @ x
    b[:] = np.tanh(b)
    dW = np.outer(b, e)
    delta = W @ e
    delta *= 1 - b * b
    dW += np.outer(delta, x)
    return delta, dW

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

# %% slopes_that_help
more_arrives = {"W": [[5, 5], [-5, -5]], "g": [1, 1], "s": [0.9, 0.3]}
print(more_arrives)

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

# %% prove_sum_over_uses
proof = list("fbhjdlag")
