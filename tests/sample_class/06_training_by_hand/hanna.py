# Hanna stops at the resting point; what she has is right.
# like: sami for clueless_start

# %% digits_forward
def digits_forward(X, W1, b1, W2, b2):
    Z1 = X @ W1.T + b1
    A1 = Z1 * (Z1 > 0)
    Z2 = A1 @ W2.T + b2
    Z2 = Z2 - np.amax(Z2, axis=1, keepdims=True)
    expZ = np.exp(Z2)
    return Z1, A1, expZ / np.sum(expZ, axis=1, keepdims=True)

# %% digits_loss
def digits_loss(P, Y):
    loss = np.mean(-np.sum(Y * np.log(P), axis=1))
    return loss, (P - Y) / Y.shape[0]

# %% digits_gradients
def digits_gradients(X, Y, W1, b1, W2, b2):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    Delta2 = P - Y
    Delta1 = (Delta2 @ W2) * (Z1 > 0)
    # I divide at the end, once
    N = len(X)
    return Delta1.T @ X / N, Delta1.mean(axis=0), Delta2.T @ A1 / N, Delta2.mean(axis=0)

# %% check_block
def check_block(f, w, gradient, h=1e-5):
    numeric = np.zeros_like(w)
    for idx in np.ndindex(w.shape):
        old = w[idx]
        w[idx] = old + h
        plus = f(w)
        w[idx] = old - h
        minus = f(w)
        w[idx] = old  # put it back
        numeric[idx] = (plus - minus) / (2 * h)
    error = np.linalg.norm(gradient - numeric)
    return numeric, error / (np.linalg.norm(gradient) + np.linalg.norm(numeric))

# %% one_number_hides
true_gradients = {"W": [1e6, 1e6, 1e6, 1e6], "b": [0.01, 0.01]}

# %% bug_footprints
spoiled = {
    "bug 1 dW1": True, "bug 1 db1": True, "bug 1 dW2": True, "bug 1 db2": True,
    "bug 2 dW1": False, "bug 2 db1": False, "bug 2 dW2": True, "bug 2 db2": False,
    "bug 3 dW1": True, "bug 3 db1": True, "bug 3 dW2": False, "bug 3 db2": False,
    "bug 4 dW1": False, "bug 4 db1": True, "bug 4 dW2": False, "bug 4 db2": False,
}

# %% repaired_gradients
def repaired_gradients(X, Y, W1, b1, W2, b2):
    """dW1 and db1, without the bug."""
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    Delta2 = (P - Y) / len(X)
    Delta1 = (Delta2 @ W2) * (Z1 > 0)
    return Delta1.T @ X, Delta1.sum(axis=0)
