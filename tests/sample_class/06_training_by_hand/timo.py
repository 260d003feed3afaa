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
def digits_forward(X, W1, b1, W2, b2, W3, b3):
    Z1 = X @ W1.T + b1
    A1 = np.maximum(Z1, 0)
    Z2 = A1 @ W2.T + b2
    A2 = np.maximum(Z2, 0)
    E = np.exp(A2 @ W3.T + b3)
    return Z1, A1, Z2, A2, E / E.sum(1, keepdims=True)

# %% digits_loss
def digits_loss(P, Y):
    return -(Y * np.log(P)).sum() / len(P), (P - Y) / len(P)

# %% digits_gradients
def digits_gradients(X, Y, W1, b1, W2, b2, W3, b3):
    Z1, A1, Z2, A2, P = digits_forward(X, W1, b1, W2, b2, W3, b3)
    D3 = digits_loss(P, Y)[1]
    D2 = D3 @ W3
    D1 = D2 @ W2
    return D1.T @ X, D1.sum(0), D2.T @ A1, D2.sum(0), D3.T @ A2, D3.sum(0)

# %% check_direction
def check_direction(f, w, gradient, d, h=1e-5):
    return np.sum(gradient * d), (f(w + h * d) - f(w)) / h

# %% blind_direction
unseen = {"true": [1, 2, 3], "claimed": [1.01, 2, 2.99]}

# %% one_number_hides
true_gradients = {"W": [1e9] * 4, "b": [1, 1]}

# %% kink_numbers
kink = {
    "on: claimed": 0.5, "on: measured": 0.5, "on: error": 0,
    "on: largest h": 4e-6, "off: claimed": 0, "off: measured": 0.3,
}

# %% bug_footprints
spoiled = {
    "bug 1 dW1": True, "bug 1 db1": True, "bug 1 dW2": True,
    "bug 1 db2": True, "bug 1 dW3": True, "bug 1 db3": True,
    "bug 2 dW1": True, "bug 2 db1": True, "bug 2 dW2": True,
    "bug 2 db2": False, "bug 2 dW3": False, "bug 2 db3": False,
    "bug 3 dW1": True, "bug 3 db1": True, "bug 3 dW2": True,
    "bug 3 db2": True, "bug 3 dW3": False, "bug 3 db3": False,
    "bug 4 dW1": False, "bug 4 db1": True, "bug 4 dW2": False,
    "bug 4 db2": False, "bug 4 dW3": False, "bug 4 db3": False,
    "bug 1 factor": 6, "bug 4 factor": 1 / 6,
}

# %% digits_growth
growth = {
    "std 0.01": 0.1, "std 1": 10, "variance 2/n_in": 1,
    "variance 1/n_in": 0.7, "variance 1/n_in, 20 layers": 14, "back from 50 to 200": 1,
}

# %% which_digits
names = ["pick the rate", "take the gradients", "stop when the loss no longer falls",
         "say how good the result is", "scale the pixels by their mean",
         "compare 32 hidden units with 64"]
may_look_at = {name: "learn" for name in names}

# %% train_step
def train_step(X, Y, W1, b1, W2, b2, W3, b3, rate):
    Z1, A1, Z2, A2, P = digits_forward(X, W1, b1, W2, b2, W3, b3)
    D3 = (P - Y) / len(X)
    W3 = W3 - rate * D3.T @ A2
    b3 = b3 - rate * D3.sum(0)
    D2 = (D3 @ W3) * (Z2 > 0)
    W2 = W2 - rate * D2.T @ A1
    b2 = b2 - rate * D2.sum(0)
    D1 = (D2 @ W2) * (Z1 > 0)
    W1 = W1 - rate * D1.T @ X
    b1 = b1 - rate * D1.sum(0)
    return W1, b1, W2, b2, W3, b3

# %% digits_accuracy
def digits_accuracy(P, labels):
    return 100 * np.mean(P.argmax(1) == labels)

# %% derive_early_error
early_error = {
    "difference": "sum(k, Delta3[n, k] * (W3moved[k, i] - W3[k, i]))",
    "step put in": "-rate * sum(k, m, Delta3[n, k] * Delta3[m, k] * A2[m, i])",
    "matrix form": "-rate * Delta3 @ Delta3.T @ A2",
}

# %% early_step_error
def early_step_error(Delta3, Z2, A1, rate):
    A2 = np.maximum(Z2, 0)
    error = -rate * (Delta3 @ Delta3.T @ A2) * (Z2 > 0)
    return error, error.T @ A1

# %% step_too_long
# w = 1 - 4 rate
loss_after = {"rate 0.1": 0.6, "rate 0.25": 0, "rate 0.5": -1, "rate 0.75": -2, "limit": 0.5}

# %% gathered_gradients
gather = {
    "gathered at step 5": 1, "moved after 5 steps": 5, "moved, reset": 5, "w, never reset": 0.125, "w, reset": 0.125,
    "4 equal pieces": 0.25, "weight of the 6": 0.75, "weight of the 2": 0.25,
}

# %% repaired_training
def repaired_training(X, Y, W1, b1, W2, b2, W3, b3, rate):
    now = [W1, b1, W2, b2, W3, b3]
    gathered = [np.zeros(w.shape) for w in now]
    for X_batch, Y_batch in zip(X, Y):
        for total, gradient in zip(gathered, digits_gradients(X_batch, Y_batch, *now)):
            total += gradient
    return [w - rate * total for w, total in zip(now, gathered)]

# %% derive_decayed_step
new_w_ij = {
    "chain rule": "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(k, m, W[k, m]**2 * dW_dw[k, m, i, j]))",
    "local partials": "W[i, j] - rate * (dL_dw[i, j] + decay * sum(k, m, W[k, m] * (k == i) * (m == j)))",
    "what is left": "W[i, j] - rate * (dL_dw[i, j] + decay * W[i, j])",
    "matrix form": "(1 - decay) * W - rate * dL_dw",
}

# %% decayed_step
def decayed_step(X, Y, W1, b1, W2, b2, W3, b3, rate, decay):
    W1, b1, W2, b2, W3, b3 = train_step(X, Y, W1, b1, W2, b2, W3, b3, rate)
    keep = 1 - rate * decay
    return keep * W1, b1, keep * W2, b2, keep * W3, b3

# %% choose_setting
def choose_setting(on_learn, on_choose, on_test):
    s = on_choose[:, -1].argmax()
    return s, on_choose.shape[1], on_test[s, -1]
