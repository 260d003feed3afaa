# Hugo got half-way and stopped at the resting point; what he has is right.

# %% used_twice
possible = {
    "W (3, 3), x (3,)": True,
    "W (2, 3), x (3,)": False,
    "W (3, 2), x (2,)": False,
    "W (4, 4), x (3,)": False,
    "W (2, 3), x (2,)": False,
    "W (1, 1), x (1,)": True,
    "W (5, 5), x (5,)": True,
    "W (1, 4), x (4,)": False,
}

# %% nested_collapse
def nested_collapse(W, b):
    """A and c of W (W x + b) + b = A x + c."""
    A = W @ W
    c = W @ b + b
    return A, c

# %% nested_zero_partials
is_zero = {
    "z1(1) w11": False, "z1(1) w12": False, "z1(1) w21": True, "z1(1) w22": True,
    "z2(1) w11": True, "z2(1) w12": True, "z2(1) w21": False, "z2(1) w22": False,
    "z1(2) w11": False, "z1(2) w12": False, "z1(2) w21": False, "z1(2) w22": False,
    "z2(2) w11": False, "z2(2) w12": False, "z2(2) w21": False, "z2(2) w22": False,
}

# %% rule_one
def rule_one(W, x, b, i, j):
    """dz2_i/dw_ij: the weight is in row i, and row i is looked at."""
    z1 = W @ x + b
    openly = z1[j]
    hidden = W[i, i] * x[j]
    return openly + hidden

# %% rule_two
def rule_two(W, x, b, k, i, j):
    """dz2_k/dw_ij for k != i: the weight is in row i, and row k is looked at."""
    return W[k, i] * x[j]

# %% nested_partials
def nested_partials(W, x, b):
    """The direct part and the part through z1 of every dz2_k/dw_ij."""
    n = len(x)
    z1 = W @ x + b
    direct = np.zeros((n, n, n))
    for k in range(n):
        direct[k, k] = z1
    through = W[:, :, None] * x
    return direct, through

# %% nested_by_hand
by_hand = {
    "dL/dw11": 9,
    "dL/dw12": 12,
    "dL/dw21": -15,
    "dL/dw22": -18,
    "delta1": [4, -5],
    "use 1": [[4, 8], [-5, -10]],
    "use 2": [[5, 4], [-10, -8]],
}

# %% printed_line_fails
example = {"w": 1, "x": -3, "b": 6}

# %% nested_weight_gradient
def nested_weight_gradient(delta, W, x, b):
    """dL/dW for z2 = W (W x + b) + b."""
    z1 = W @ x + b
    delta1 = W.T @ delta
    dW = np.outer(delta, z1) + np.outer(delta1, x)
    return dW

# %% nested_bias_input
def nested_bias_input(delta, W):
    """dL/db and dL/dx for z2 = W (W x + b) + b."""
    delta1 = W.T @ delta
    db = delta + delta1
    dx = W.T @ delta1
    return db, dx

# %% square_differential
def square_differential(W, dW):
    """The part of the change of W @ W that is linear in dW."""
    return dW @ W + W @ dW
