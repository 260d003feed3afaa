# Hanna stops at the resting point; what she has is right.
# like: sami for clueless_start

# %% digits_forward
def digits_forward(X, W1, b1, W2, b2, W3, b3):
    Z1 = X @ W1.T + b1
    A1 = Z1 * (Z1 > 0)
    Z2 = A1 @ W2.T + b2
    A2 = Z2 * (Z2 > 0)
    Z3 = A2 @ W3.T + b3
    Z3 = Z3 - np.amax(Z3, axis=1, keepdims=True)
    expZ = np.exp(Z3)
    return Z1, A1, Z2, A2, expZ / np.sum(expZ, axis=1, keepdims=True)

# %% derive_output_gradient
dW3_ij = {
    "chain rule": "sum(n, k, sum(m, dL_dP[n, m] * dP_dZ[n, m, k]) * dZ_dw[n, k, i, j])",
    "local partials": "sum(n, m, -Y[n, m] / N * ((m == i) - P[n, i]) * A2[n, j])",
    "what is left": "sum(n, (P[n, i] - Y[n, i]) * A2[n, j] / N)",
    "matrix form": "P.T @ A2 / N - Y.T @ A2 / N",
}

# %% digits_loss
def digits_loss(P, Y):
    loss = np.mean(-np.sum(Y * np.log(P), axis=1))
    return loss, (P - Y) / Y.shape[0]

# %% digits_gradients
def digits_gradients(X, Y, W1, b1, W2, b2, W3, b3):
    Z1, A1, Z2, A2, P = digits_forward(X, W1, b1, W2, b2, W3, b3)
    Delta3 = P - Y
    Delta2 = (Delta3 @ W3) * (Z2 > 0)
    Delta1 = (Delta2 @ W2) * (Z1 > 0)
    # I divide at the end, once
    out = []
    for Delta, A in ((Delta1, X), (Delta2, A1), (Delta3, A2)):
        out += [Delta.T @ A / len(X), Delta.mean(axis=0)]
    return out

# %% check_direction
def check_direction(f, w, gradient, d, h=1e-5):
    up = f(w + h * d)
    down = f(w - h * d)
    return (gradient * d).sum(), (up - down) / (2 * h)

# %% blind_direction
unseen = {"true": [1, 2, 3], "claimed": [2, 3, 1]}

# %% one_number_hides
true_gradients = {"W": [1e6, 1e6, 1e6, 1e6], "b": [0.01, 0.01]}

# %% kink_numbers
kink = {
    "on: claimed": 0.5, "on: measured": 0.35, "on: error": 0.15 / 0.85,
    "on: largest h": 4e-6, "off: claimed": 0, "off: measured": 0.15,
}

# %% bug_footprints
spoiled = {
    "bug 1 dW1": True, "bug 1 db1": True, "bug 1 dW2": True,
    "bug 1 db2": True, "bug 1 dW3": True, "bug 1 db3": True,
    "bug 2 dW1": False, "bug 2 db1": False, "bug 2 dW2": True,
    "bug 2 db2": False, "bug 2 dW3": False, "bug 2 db3": False,
    "bug 3 dW1": True, "bug 3 db1": True, "bug 3 dW2": True,
    "bug 3 db2": True, "bug 3 dW3": False, "bug 3 db3": False,
    "bug 4 dW1": False, "bug 4 db1": True, "bug 4 dW2": False,
    "bug 4 db2": False, "bug 4 dW3": False, "bug 4 db3": False,
    "bug 1 factor": 6, "bug 4 factor": 1 / 6,
}

# %% repaired_gradients
def repaired_gradients(X, Y, W1, b1, W2, b2, W3, b3):
    """dW1, db1, dW2, db2, without the bug."""
    Z1, A1, Z2, A2, P = digits_forward(X, W1, b1, W2, b2, W3, b3)
    Delta3 = (P - Y) / len(X)
    Delta2 = (Delta3 @ W3) * (Z2 > 0)
    Delta1 = (Delta2 @ W2) * (Z1 > 0)
    return Delta1.T @ X, Delta1.sum(axis=0), Delta2.T @ A1, Delta2.sum(axis=0)
