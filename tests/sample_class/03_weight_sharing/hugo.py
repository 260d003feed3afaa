# Hugo got half-way and stopped at the resting point; what he has is right.
# like: anton for derive_shared_gradient
# like: the-solutions for products_that_fit, nested_path_counts, nested_by_hand, terms_of_each_entry

# %% nested_collapse
def nested_collapse(W, b):
    """A and c of W (W x + b) + b = A x + c."""
    A = W @ W
    c = W @ b + b
    return A, c

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

# %% printed_line_fails
example = {"w": 1, "x": -3, "b": 6}

# %% loss_on_both_uses
def loss_on_both_uses(g1, g2, W, x, b):
    """delta1 and dL/dW for L = l1(z1) + l2(z2)."""
    z1 = W @ x + b
    delta1 = g1 + W.T @ g2
    dW = np.outer(g2, z1) + np.outer(delta1, x)
    return delta1, dW

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

# %% prove_sum_over_uses
proof = ["F", "H", "B", "J", "L", "D", "A", "G"]
