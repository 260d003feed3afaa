# Sami forgets the 1/N of the mean, and his step inherits it.
# like: nils for train_step, patient_step
# like: the-solutions for digits_forward

# %% clueless_start
knows_nothing = {
    "loss": np.log(10),
    "delta, true class": -0.9,
    "delta, other class": 0.1,
    "sum of delta": 0,
}

# %% digits_loss
def digits_loss(P, Y):
    loss = -np.sum(Y * np.log(P)) / len(P)
    return loss, P - Y  # as in 01

# %% digits_gradients
def digits_gradients(X, Y, W1, b1, W2, b2):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    loss, Delta2 = digits_loss(P, Y)
    Delta1 = (Delta2 @ W2) * (Z1 > 0)
    return Delta1.T @ X, Delta1.sum(axis=0), Delta2.T @ A1, Delta2.sum(axis=0)

# %% check_block
def check_block(f, w, gradient, h=1e-5):
    numeric = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[i] = h
        numeric[i] = (f(w + e) - f(w - e)) / (2 * h)
    # relative to the right one
    return numeric, np.linalg.norm(gradient - numeric) / np.linalg.norm(numeric)

# %% one_number_hides
# large W, but not large enough
true_gradients = {"W": [100, 100, 100, 100], "b": [0.001, 0.001]}

# %% bug_footprints
spoiled = {
    "bug 1 dW1": False, "bug 1 db1": False, "bug 1 dW2": True, "bug 1 db2": True,
    "bug 2 dW1": False, "bug 2 db1": False, "bug 2 dW2": True, "bug 2 db2": False,
    "bug 3 dW1": True, "bug 3 db1": True, "bug 3 dW2": False, "bug 3 db2": False,
    "bug 4 dW1": False, "bug 4 db1": True, "bug 4 dW2": False, "bug 4 db2": False,
}

# %% repaired_gradients
def repaired_gradients(X, Y, W1, b1, W2, b2):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    Delta2 = (P - Y) / len(X)
    Delta1 = (Delta2 @ W2) * (Z1 > 0)
    return Delta1.T @ X, Delta1.sum(axis=0)

# %% he_start
def he_start(noise):
    return noise * np.sqrt(2 / noise.shape[0])

# %% mini_batches
def mini_batches(order, size):
    return np.array_split(order, -(-len(order) // size))

# %% digits_accuracy
def digits_accuracy(P, labels):
    return np.sum(P.argmax(axis=1) == labels)

# %% step_too_long
loss_after = {"eta 0.1": 0.72, "eta 0.25": 0, "eta 0.5": 2, "eta 0.75": 8, "limit": 0.25}
