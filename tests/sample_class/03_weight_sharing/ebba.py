# Ebba writes einsum wherever there is an index, and everything is right.
# like: dilan for terms_of_each_entry

# %% products_that_fit
entries = {
    "W x": 3, "W (W x)": 0, "Wᵀ (W x)": 2, "Wᵀ x": 0,
    "W (Wᵀ y)": 3, "Wᵀ (Wᵀ y)": 0, "S (S y)": 3, "S (S x)": 0,
}

# %% nested_collapse
def nested_collapse(W, b):
    """(I + W) b is the constant."""
    return np.einsum("im,mj->ij", W, W), np.einsum("im,m->i", np.eye(len(b)) + W, b)

# %% nested_path_counts
# (weight i, unit k): the direct path for i = k, and one through z(1) for all k
first = np.eye(2, dtype=int)
second = first + 1
paths = {}
for i, j, k in np.ndindex(2, 2, 2):
    paths[f"w{i + 1}{j + 1} to z{k + 1}(1)"] = first[i, k]
    paths[f"w{i + 1}{j + 1} to z{k + 1}(2)"] = second[i, k]

# %% rule_one
def rule_one(W, x, b, i, j):
    return W[j] @ x + b[j] + W[i, i] * x[j]

# %% rule_two
def rule_two(W, x, b, k, i, j):
    return np.einsum("ki,j->kij", W, x)[k, i, j]

# %% nested_partials
def nested_partials(W, x, b):
    z1 = np.einsum("ij,j->i", W, x) + b
    return np.einsum("ki,j->kij", np.eye(len(x)), z1), np.einsum("ki,j->kij", W, x)

# %% nested_by_hand
W_, x_ = np.array([[2, 5], [-1, 4]]), np.array([3, -2])
b_, d2_ = np.array([-1, 2]), np.array([4, -3])
d1_ = np.einsum("ki,k->i", W_, d2_)
use1 = np.einsum("i,j->ij", d1_, x_)
use2 = np.einsum("i,j->ij", d2_, W_ @ x_ + b_)
by_hand = {f"dL/dw{i + 1}{j + 1}": (use1 + use2)[i, j] for i in (0, 1) for j in (0, 1)}
by_hand |= {"delta1": d1_, "use 1": use1, "use 2": use2}

# %% derive_shared_gradient
dW_ij = {
    "chain rule": "sum(k, dL_dz2[k] * dz2_dw[k, i, j])",
    "product rule": "delta2[i] * z1[j] + sum(k, m, delta2[k] * W[k, m] * dz1_dw[m, i, j])",
    "both rules": "delta2[i] * z1[j] + sum(k, delta2[k] * W[k, i]) * x[j]",
    "regrouped": "delta2[i] * z1[j] + delta1[i] * x[j]",
    "matrix form": "(z1 @ delta2.T + x @ delta1.T).T",
}

# %% printed_line_fails
example = {"w": 1, "x": 2, "b": -4}  # b = -2wx

# %% loss_on_both_uses
def loss_on_both_uses(g1, g2, W, x, b):
    """delta1 and dL/dW for L = l1(z1) + l2(z2)."""
    z1 = W @ x + b
    delta1 = g1 + np.einsum("ki,k->i", W, g2)
    return delta1, np.einsum("ui,uj->ij", np.stack([g2, delta1]), np.stack([z1, x]))

# %% nested_bias_input
def nested_bias_input(delta, W):
    return delta + delta @ W, np.einsum("k,km,mj->j", delta, W, W)

# %% square_differential
def square_differential(W, dW):
    return np.einsum("im,mj->ij", dW, W) + np.einsum("im,mj->ij", W, dW)

# %% derive_sum_over_uses
sum_over_uses = {
    "chain rule": "sum(t, k, l, dF_dW[t, k, l] * dW_dw[t, k, l, i, j])",
    "copies": "sum(t, k, l, dF_dW[t, k, l] * (k == i) * (l == j))",
    "sum over uses": "sum(s, dF_dW[s, i, j])",
    "layers": "sum(s, delta[s, i] * x[s, j])",
    "matrix form": "Delta.T @ X",
}

# %% ways_to_miscount
counts = {
    "use 2": 1 * 13,
    "use 1": 2 * 5,
    "dL/dw": 13 + 10,
    "counted twice": (13 + 2 * 5) + 2 * 5,
    "one delta for both": 13 + 5,
    "output for input": 29 + 10,
}

# %% tied_gradients
def tied_gradients(e, W, x, b):
    a = np.tanh(np.einsum("ij,j->i", W, x) + b)
    delta = np.einsum("ij,j,i->i", W, e, 1 - a**2)
    return delta, np.einsum("i,j->ij", delta, x) + np.einsum("i,j->ij", a, e)

# %% nested_nonlinear
def nested_nonlinear(delta, W, x, b):
    a1 = np.tanh(W @ x + b)
    delta1 = np.einsum("k,ki,i->i", delta, W, 1 - a1**2)
    errors = np.stack([delta1, delta])
    dW = np.einsum("to,ti->oi", errors, np.stack([x, a1]))
    db = np.einsum("to->o", errors)
    return delta1, dW, db

# %% unrolled_gradients
def unrolled_gradients(g, W, x, b, T):
    h = [x]
    for t in range(T):
        h.append(np.tanh(W @ h[-1] + b))
    h = np.array(h)
    slopes = 1 - h[1:] ** 2
    deltas = np.empty_like(slopes)
    deltas[-1] = g * slopes[-1]
    for t in range(T - 2, -1, -1):
        deltas[t] = np.einsum("k,ki,i->i", deltas[t + 1], W, slopes[t])
    return deltas, np.einsum("to,ti->oi", deltas, h[:-1]), np.einsum("to->o", deltas)

# %% nested_batch
def nested_batch(Delta, W, X, b):
    both = np.stack([Delta @ W, Delta])  # (use, sample, unit)
    inputs = np.stack([X, X @ W.T + b])
    return np.einsum("usi,usj->ij", both, inputs), np.einsum("usi->i", both)

# %% vanish_or_explode
fate = {
    "A": "vanishes", "B": "stays", "C": "vanishes", "D": "explodes",
    "E": "vanishes", "F": "explodes", "G": "vanishes", "H": "stays",
}

# %% slopes_that_help
more_arrives = {"W": np.array([[1, 1], [-1, -1]]), "g": np.ones(2), "s": np.array([1, 0.1])}

# %% derive_through_time
back_in_time = {
    "every step": "sum(t, k, dL_dz[t, k] * dz_dw[t, k, i, j])",
    "what W multiplied": "sum(t, k, delta[t, k] * (k == i) * h[t - 1, j])",
    "through tanh": "sum(t, dL_dh[t, i] * fprime(z[t, i]) * h[t - 1, j])",
    "both arrows": "sum(t, (g[t, i] + sum(k, W[k, i] * delta[t + 1, k])) * fprime(z[t, i]) * h[t - 1, j])",
}

# %% recurrent_gradients
def recurrent_gradients(g, u, h0, W, U, b):
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + U @ step + b))
    h = np.array(h)
    slopes = 1 - h[1:] ** 2
    deltas = g * slopes
    for t in range(len(u) - 2, -1, -1):
        deltas[t] += np.einsum("k,ki,i->i", deltas[t + 1], W, slopes[t])
    dV = np.einsum("to,ti->oi", deltas, np.concatenate([h[:-1], u], axis=1))
    dW, dU = np.split(dV, [len(h0)], axis=1)
    return deltas, dW, dU, deltas.sum(axis=0)

# %% prove_sum_over_uses
proof = "FDHJBLAG"
