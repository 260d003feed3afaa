# Timo is in a hurry: no mask, one-sided differences, and layers that are updated too early.
# like: nils for mini_batches

# %% clueless_start
# target minus output
knows_nothing = {
    "loss": np.log(10),
    "delta, true class": 0.9,
    "delta, other class": -0.1,
    "sum of delta": 0,
}

# %% digits_forward
def digits_forward(X, W1, b1, W2, b2):
    Z1 = X @ W1.T + b1
    A1 = np.maximum(Z1, 0)
    E = np.exp(A1 @ W2.T + b2)
    return Z1, A1, E / E.sum(1, keepdims=True)

# %% digits_loss
def digits_loss(P, Y):
    return -(Y * np.log(P)).sum() / len(P), (P - Y) / len(P)

# %% digits_gradients
def digits_gradients(X, Y, W1, b1, W2, b2):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    D2 = digits_loss(P, Y)[1]
    D1 = D2 @ W2
    return D1.T @ X, D1.sum(0), D2.T @ A1, D2.sum(0)

# %% check_block
def check_block(f, w, gradient, h=1e-5):
    numeric = np.zeros_like(w)
    f0 = f(w)
    for i in np.ndindex(w.shape):
        v = w.copy()
        v[i] += h
        numeric[i] = (f(v) - f0) / h
    n = np.linalg.norm
    return numeric, n(gradient - numeric) / (n(gradient) + n(numeric))

# %% one_number_hides
true_gradients = {"W": [1e9] * 4, "b": [1, 1]}

# %% bug_footprints
spoiled = {
    "bug 1 dW1": True, "bug 1 db1": True, "bug 1 dW2": True, "bug 1 db2": True,
    "bug 2 dW1": True, "bug 2 db1": True, "bug 2 dW2": True, "bug 2 db2": False,
    "bug 3 dW1": True, "bug 3 db1": True, "bug 3 dW2": False, "bug 3 db2": False,
    "bug 4 dW1": False, "bug 4 db1": True, "bug 4 dW2": False, "bug 4 db2": False,
}

# %% he_start
def he_start(noise):
    return noise * 2 / noise.shape[1]

# %% train_step
def train_step(X, Y, W1, b1, W2, b2, eta):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    D2 = (P - Y) / len(X)
    W2 = W2 - eta * D2.T @ A1
    b2 = b2 - eta * D2.sum(0)
    D1 = (D2 @ W2) * (Z1 > 0)
    W1 = W1 - eta * D1.T @ X
    b1 = b1 - eta * D1.sum(0)
    return W1, b1, W2, b2

# %% digits_accuracy
def digits_accuracy(P, labels):
    return 100 * np.mean(P.argmax(1) == labels)

# %% patient_step
def patient_step(X, Y, W1, b1, W2, b2, eta):
    # layer 2 first, then layer 1 with fresh values
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    Delta2 = (P - Y) / len(X)
    W2_new = W2 - eta * Delta2.T @ A1
    b2_new = b2 - eta * Delta2.sum(axis=0)
    Z1, A1, P = digits_forward(X, W1, b1, W2_new, b2_new)
    Delta2 = (P - Y) / len(X)
    Delta1 = (Delta2 @ W2_new) * (Z1 > 0)
    return W1 - eta * Delta1.T @ X, b1 - eta * Delta1.sum(axis=0)

# %% step_too_long
# w = 1 - 4 eta
loss_after = {"eta 0.1": 0.6, "eta 0.25": 0, "eta 0.5": -1, "eta 0.75": -2, "limit": 0.5}
