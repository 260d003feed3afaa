# Anton writes loops, and everything is right.
# like: the-solutions for products_that_fit, rule_two, nested_by_hand, terms_of_each_entry

# %% nested_collapse
def nested_collapse(W, b):
    n = len(b)
    A = np.zeros((n, n))
    c = np.zeros(n)
    for i in range(n):
        for j in range(n):
            for m in range(n):
                A[i, j] += W[i, m] * W[m, j]
        for m in range(n):
            c[i] += W[i, m] * b[m]
        c[i] += b[i]
    return A, c

# %% nested_path_counts
paths = {}
for i in (1, 2):
    for j in (1, 2):
        for k in (1, 2):
            paths[f"w{i}{j} to z{k}(1)"] = 1 if k == i else 0
            paths[f"w{i}{j} to z{k}(2)"] = 2 if k == i else 1

# %% rule_one
def rule_one(W, x, b, i, j):
    # z1[j], by hand
    z1_j = b[j]
    for m in range(len(x)):
        z1_j += W[j, m] * x[m]
    return z1_j + W[i, i] * x[j]

# %% nested_partials
def nested_partials(W, x, b):
    n = len(x)
    z1 = W @ x + b
    direct = np.zeros((n, n, n))
    through = np.zeros((n, n, n))
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if k == i:
                    direct[k, i, j] = z1[j]
                through[k, i, j] = W[k, i] * x[j]
    return direct, through

# %% derive_shared_gradient
dW_ij = {
    "chain rule": "sum(m, dz2_dw[m, i, j] * dL_dz2[m])",
    "product rule": "sum(k, delta2[k] * sum(m, (k==i) * (m==j) * z1[m] + W[k,m] * dz1_dw[m,i,j]))",
    "both rules": "delta2[i] * (z1[j] + W[i, i] * x[j]) + sum(k, (1 - (k == i)) * delta2[k] * W[k, i] * x[j])",
    "regrouped": "delta2[i] * z1[j] + x[j] * delta1[i]",
    "matrix form": "delta2 @ z1.T + delta1 @ x.T",
}

# %% printed_line_fails
example = {"w": 2, "x": 1, "b": -4}

# %% loss_on_both_uses
def loss_on_both_uses(g1, g2, W, x, b):
    """delta1 and dL/dW for L = l1(z1) + l2(z2)."""
    n = len(x)
    z1 = W @ x + b
    delta1 = np.zeros(n)
    dW = np.zeros((n, n))
    for i in range(n):
        delta1[i] = g1[i]
        for k in range(n):
            delta1[i] += W[k, i] * g2[k]
        for j in range(n):
            dW[i, j] = g2[i] * z1[j] + delta1[i] * x[j]
    return delta1, dW

# %% nested_bias_input
def nested_bias_input(delta, W):
    n = len(delta)
    delta1, dx = np.zeros(n), np.zeros(n)
    for i in range(n):
        for k in range(n):
            delta1[i] += W[k, i] * delta[k]
    for j in range(n):
        for i in range(n):
            dx[j] += W[i, j] * delta1[i]
    return delta + delta1, dx

# %% square_differential
def square_differential(W, dW):
    n = len(W)
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            for m in range(n):
                out[i, j] += dW[i, m] * W[m, j] + W[i, m] * dW[m, j]
    return out

# %% derive_sum_over_uses
sum_over_uses = {
    "chain rule": "sum(t, sum(k, sum(l, dF_dW[t, k, l] * dW_dw[t, k, l, i, j])))",
    "copies": "sum(t, k, (k == i) * dF_dW[t, k, j])",
    "sum over uses": "sum(t, dF_dW[t, i, j])",
    "layers": "sum(t, x[t, j] * delta[t, i])",
    "matrix form": "(X.T @ Delta).T",
}

# %% ways_to_miscount
counts = {
    "use 2": 13,
    "use 1": 10,
    "dL/dw": 23,
    "counted twice": 33,
    "one delta for both": 18,
    "output for input": 39,
}

# %% tied_gradients
def tied_gradients(e, W, x, b):
    n_hidden, n_in = W.shape
    delta = np.zeros(n_hidden)
    dW = np.zeros(W.shape)
    for i in range(n_hidden):
        z = b[i]
        for j in range(n_in):
            z += W[i, j] * x[j]
            delta[i] += W[i, j] * e[j]
        delta[i] *= 1 - np.tanh(z) ** 2
        for j in range(n_in):
            dW[i, j] = delta[i] * x[j] + np.tanh(z) * e[j]
    return delta, dW

# %% nested_nonlinear
def nested_nonlinear(delta, W, x, b):
    n = len(x)
    a1 = np.zeros(n)
    for i in range(n):
        z = b[i]
        for j in range(n):
            z += W[i, j] * x[j]
        a1[i] = np.tanh(z)
    delta1 = np.zeros(n)
    for i in range(n):
        for k in range(n):
            delta1[i] += W[k, i] * delta[k]
        delta1[i] *= 1 - a1[i] ** 2
    dW, db = np.zeros((n, n)), np.zeros(n)
    for i in range(n):
        db[i] = delta[i] + delta1[i]
        for j in range(n):
            dW[i, j] = delta[i] * a1[j] + delta1[i] * x[j]
    return delta1, dW, db

# %% unrolled_gradients
def unrolled_gradients(g, W, x, b, T):
    """The deltas of T uses, and the gradients of the shared W and b."""
    h = [x]
    for t in range(T):
        h.append(np.tanh(W @ h[-1] + b))
    h = np.array(h)
    n = len(x)
    deltas = np.zeros((T, n))
    for i in range(n):
        deltas[T - 1, i] = g[i] * (1 - h[T, i] ** 2)
    for t in range(T - 2, -1, -1):
        for i in range(n):
            for k in range(n):
                deltas[t, i] += W[k, i] * deltas[t + 1, k]
            deltas[t, i] *= 1 - h[t + 1, i] ** 2
    dW, db = np.zeros(W.shape), np.zeros(n)
    for t in range(T):
        dW += np.outer(deltas[t], h[t])
        db += deltas[t]
    return deltas, dW, db

# %% nested_batch
def nested_batch(Delta, W, X, b):
    dW = np.zeros(W.shape)
    db = np.zeros(len(b))
    for s in range(len(X)):
        dW += loss_on_both_uses(np.zeros(len(b)), Delta[s], W, X[s], b)[1]
        db += nested_bias_input(Delta[s], W)[0]
    return dW, db

# %% vanish_or_explode
fate = {"A": "vanishes", "B": "stays", "C": "vanishes", "D": "explodes",
        "E": "vanishes", "F": "explodes", "G": "vanishes", "H": "stays"}

# %% slopes_that_help
more_arrives = {"W": [[2, 0], [-2, 0]], "g": [1, 1], "s": [0.25, 1]}

# %% derive_through_time
back_in_time = {
    "every step": "sum(t, sum(k, dL_dz[t, k] * dz_dw[t, k, i, j]))",
    "what W multiplied": "sum(t, delta[t, i] * h[t - 1, j])",
    "through tanh": "sum(t, dL_dh[t, i] * (1 - h[t, i]**2) * h[t - 1, j])",
    "both arrows": "sum(t, (g[t, i] + sum(k, delta[t + 1, k] * W[k, i])) * (1 - h[t, i]**2) * h[t - 1, j])",
}

# %% recurrent_gradients
def recurrent_gradients(g, u, h0, W, U, b):
    """deltas, dW, dU, db of a recurrent layer with a loss at every step."""
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + U @ step + b))
    h = np.array(h)
    T, n = g.shape
    deltas = np.zeros((T, n))
    for t in range(T - 1, -1, -1):
        for i in range(n):
            arriving = g[t, i]
            if t < T - 1:
                for k in range(n):
                    arriving += W[k, i] * deltas[t + 1, k]
            deltas[t, i] = arriving * (1 - h[t + 1, i] ** 2)
    dW, dU = np.zeros(W.shape), np.zeros(U.shape)
    for t in range(T):
        dW += np.outer(deltas[t], h[t])
        dU += np.outer(deltas[t], u[t])
    return deltas, dW, dU, deltas.sum(axis=0)

# %% explain_sharing
# Adding is right: W is used five times, and each use has a gradient of its own. But the five are
# not the same. Use t has the input h_{t-1}, and the inputs differ. It also has its own δ: δ_t is
# what is left of δ_{t+1} after Wᵀ and the slope of tanh. So five times the last one is right only
# if all five happen to be equal. Test it: move one entry of W by 1e-5 up and down, in all the five
# uses at once, and divide the change of the loss by 2e-5.

# %% prove_sum_over_uses
proof = ["F", "B", "H", "D", "J", "L", "A", "G"]
