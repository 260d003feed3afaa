# Ebba writes einsum wherever there is an index, and everything is right.

# %% used_twice
possible = {
    "W (3, 3), x (3,)": True, "W (2, 3), x (3,)": False,
    "W (3, 2), x (2,)": False, "W (4, 4), x (3,)": False,
    "W (2, 3), x (2,)": False, "W (1, 1), x (1,)": True,
    "W (5, 5), x (5,)": True, "W (1, 4), x (4,)": False,
}

# %% nested_collapse
def nested_collapse(W, b):
    """(I + W) b is the constant."""
    return np.einsum("im,mj->ij", W, W), np.einsum("im,m->i", np.eye(len(b)) + W, b)

# %% nested_zero_partials
is_zero = {
    "z1(1) w11": False, "z1(1) w12": False, "z1(1) w21": True, "z1(1) w22": True,
    "z2(1) w11": True, "z2(1) w12": True, "z2(1) w21": False, "z2(1) w22": False,
    # every w moves z(1), and every z(1) feeds both of the second use
    "z1(2) w11": False, "z1(2) w12": False, "z1(2) w21": False, "z1(2) w22": False,
    "z2(2) w11": False, "z2(2) w12": False, "z2(2) w21": False, "z2(2) w22": False,
}

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
W_, x_, b_, d2_ = np.array([[2, 1], [-1, 3]]), np.array([1, 2]), np.array([1, -1]), np.array([1, -2])
d1_ = np.einsum("ki,k->i", W_, d2_)
use1 = np.einsum("i,j->ij", d1_, x_)
use2 = np.einsum("i,j->ij", d2_, W_ @ x_ + b_)
by_hand = {f"dL/dw{i + 1}{j + 1}": (use1 + use2)[i, j] for i in (0, 1) for j in (0, 1)}
by_hand |= {"delta1": d1_, "use 1": use1, "use 2": use2}

# %% printed_line_fails
example = {"w": 1, "x": 2, "b": -4}  # b = -2wx

# %% nested_weight_gradient
def nested_weight_gradient(delta, W, x, b):
    """dL/dW for z2 = W (W x + b) + b."""
    z1 = W @ x + b
    delta1 = W.T @ delta
    return np.einsum("ui,uj->ij", np.stack([delta, delta1]), np.stack([z1, x]))

# %% nested_bias_input
def nested_bias_input(delta, W):
    return delta + delta @ W, np.einsum("k,km,mj->j", delta, W, W)

# %% square_differential
def square_differential(W, dW):
    return np.einsum("im,mj->ij", dW, W) + np.einsum("im,mj->ij", W, dW)

# %% sum_over_uses
def sum_over_uses(deltas, inputs):
    per_use = np.einsum("to,ti->toi", deltas, inputs)
    return per_use, np.einsum("toi->oi", per_use), np.einsum("to->o", deltas)

# %% ways_to_miscount
counts = {
    "use 2": 1 * 13,
    "use 1": 2 * 5,
    "dL/dw": 13 + 10,
    "counted twice": (13 + 2 * 5) + 2 * 5,
    "one delta for both": 13 + 5,
    "output for input": 29 + 10,
}

# %% nested_nonlinear
def nested_nonlinear(delta, W, x, b):
    a1 = np.tanh(W @ x + b)
    delta1 = np.einsum("k,ki,i->i", delta, W, 1 - a1**2)
    _, dW, db = sum_over_uses(np.stack([delta1, delta]), np.stack([x, a1]))
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
    return deltas, *sum_over_uses(deltas, h[:-1])[1:]

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
