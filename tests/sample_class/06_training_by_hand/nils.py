# Nils calls digits_foward, a name that does not exist, and leaves a bracket open further on.
# like: emil for train_step
# like: dirk for patient_step

# %% clueless_start
knows_nothing = {"loss": np.log(10), "delta, true class": -0.9,
                 "delta, other class": 0.1, "sum of delta": 0}

# %% digits_forward
def digits_forward(X, W1, b1, W2, b2):
    Z1 = X @ W1.T + b1
    A1 = np.clip(Z1, 0, None)
    Z2 = A1 @ W2.T + b2
    e = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
    return Z1, A1, e / e.sum(axis=1, keepdims=True)

# %% digits_loss
def digits_loss(P, Y):
    return -np.sum(Y * np.log(P)) / len(Y), (P - Y) / len(Y)

# %% digits_gradients
def digits_gradients(X, Y, W1, b1, W2, b2):
    Z1, A1, P = digits_foward(X, W1, b1, W2, b2)
    _, Delta2 = digits_loss(P, Y)
    Delta1 = (Delta2 @ W2) * (Z1 > 0)
    return Delta1.T @ X, Delta1.sum(axis=0), Delta2.T @ A1, Delta2.sum(axis=0)

# %% check_block
def check_block(f, w, gradient, h=1e-5):
    numeric = np.zeros_like(w)
    for ix in np.ndindex(w.shape):
        step = np.zeros_like(w)
        step[ix] = h
        numeric[ix] = (f(w + step) - f(w - step)) / (2 * h
    norm = np.linalg.norm
    return numeric, norm(gradient - numeric) / (norm(gradient) + norm(numeric))

# %% one_number_hides
true_gradients = {"W": [2000, 2000, 2000, 2000], "b": [0.001, 0.001]}

# %% bug_footprints
spoiled = {
    "bug 1 dW1": 1, "bug 1 db1": 1, "bug 1 dW2": 1, "bug 1 db2": 1,
    "bug 2 dW1": 0, "bug 2 db1": 0, "bug 2 dW2": 1, "bug 2 db2": 0,
    "bug 3 dW1": 1, "bug 3 db1": 1, "bug 3 dW2": 0, "bug 3 db2": 0,
    "bug 4 dW1": 0, "bug 4 db1": 1, "bug 4 dW2": 0, "bug 4 db2": 0,
}

# %% repaired_gradients
def repaired_gradients(X, Y, W1, b1, W2, b2):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    Delta2 = (P - Y) / len(X)
    Delta1 = (Delta2 @ W2) * (A1 > 0)
    return Delta1.T @ X, Delta1.sum(axis=0)

# %% he_start
def he_start(noise):
    n_out, n_in = noise.shape
    return (2 / n_in) ** 0.5 * noise

# %% mini_batches
def mini_batches(order, size):
    return [order[k : k + size] for k in range(0, len(order), size)]

# %% digits_accuracy
def digits_accuracy(P, labels):
    return np.mean(np.argmax(P, axis=1) == labels)

# %% step_too_long
loss_after = {"eta 0.1": 0.72, "eta 0.25": 0, "eta 0.5": 2, "eta 0.75": 8}
