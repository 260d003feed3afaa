# Olga saved outputs that say all is well; some of her lines are not.
# like: the-solutions for digits_forward
# do: outputs digits_gradients: right. 4 of 4 points.

# %% clueless_start
knows_nothing = {
    "loss": 1,
    "delta, true class": -0.9,
    "delta, other class": 0.1,
    "sum of delta": 0,
}

# %% digits_loss
def digits_loss(P, Y):
    # the mean over everything
    return -np.mean(Y * np.log(P)), (P - Y) / len(P)

# %% digits_gradients
def digits_gradients(X, Y, W1, b1, W2, b2):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    Delta2 = (P - Y) / len(X)
    Delta1 = (Delta2 @ W2) * (Z1 > 0)
    return Delta1.T @ X, Delta1.mean(axis=0), Delta2.T @ Z1, Delta2.sum(axis=0)

# %% check_block
def check_block(f, w, gradient, h=1e-5):
    numeric = np.zeros_like(w)
    w = w.copy()
    for index in np.ndindex(w.shape):
        w[index] += h
        up = f(w)
        w[index] -= 2 * h
        numeric[index] = (up - f(w)) / (2 * h)
    norm = np.linalg.norm
    return numeric, norm(gradient - numeric) / (norm(gradient) + norm(numeric))

# %% one_number_hides
true_gradients = {"W": 1000, "b": 0.001}

# %% bug_footprints
spoiled = {
    "bug 1 dW1": True, "bug 1 db1": False, "bug 1 dW2": True, "bug 1 db2": False,
    "bug 2 dW1": False, "bug 2 db1": False, "bug 2 dW2": True, "bug 2 db2": False,
    "bug 3 dW1": True, "bug 3 db1": False, "bug 3 dW2": False, "bug 3 db2": False,
    "bug 4 dW1": False, "bug 4 db1": True, "bug 4 dW2": False, "bug 4 db2": False,
}

# %% repaired_gradients
def repaired_gradients(X, Y, W1, b1, W2, b2):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    Delta2 = (P - Y) / len(X)
    Delta1 = (Delta2 @ W2) * A1
    return Delta1.T @ X, Delta1.sum(axis=0)

# %% he_start
def he_start(noise):
    return 0.01 * noise

# %% mini_batches
def mini_batches(order, size):
    # drop what does not fill a batch
    whole = len(order) // size
    return [order[k * size : (k + 1) * size] for k in range(whole)]

# %% train_step
def train_step(X, Y, W1, b1, W2, b2, eta):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    Delta2 = (P - Y) / len(X)
    Delta1 = (Delta2 @ W2) * (Z1 > 0)
    W1 = W1 - eta * Delta1.T @ X / len(X)
    b1 = b1 - eta * Delta1.sum(axis=0) / len(X)
    W2 = W2 - eta * Delta2.T @ A1 / len(X)
    b2 = b2 - eta * Delta2.sum(axis=0) / len(X)
    return W1, b1, W2, b2

# %% digits_accuracy
def digits_accuracy(P, labels):
    return np.mean(P[np.arange(len(P)), labels])

# %% patient_step
def patient_step(X, Y, W1, b1, W2, b2, eta):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    Delta2 = (P - Y) / len(X)
    Delta1 = (Delta2 @ W2) * (Z1 > 0)
    return W1 - Delta1.T @ X, b1 - Delta1.sum(axis=0)

# %% step_too_long
# the slope at 1 is 2
loss_after = {"eta 0.1": 1.28, "eta 0.25": 0.5, "eta 0.5": 0, "eta 0.75": 0.5, "limit": 1}
