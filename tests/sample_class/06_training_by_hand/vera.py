# Vera takes the softmax down the columns, and each product the other way round.
# like: nils for repaired_gradients

# %% clueless_start
knows_nothing = {
    "loss": np.log(0.1),
    "delta, true class": -0.9,
    "delta, other class": 0.1,
    "sum of delta": 0,
}

# %% digits_forward
def digits_forward(X, W1, b1, W2, b2, W3, b3):
    Z1 = X @ W1.T + b1
    A1 = np.maximum(Z1, 0)
    Z2 = A1 @ W2.T + b2
    A2 = np.maximum(Z2, 0)
    Z3 = A2 @ W3.T + b3
    expo = np.exp(Z3 - Z3.max(axis=0))
    P = expo / expo.sum(axis=0)
    return Z1, A1, Z2, A2, P

# %% derive_output_gradient
dW3_ij = {
    "chain rule": "sum(n, k, dL_dP[n, k] * dP_dZ[n, k, k] * dZ_dw[n, k, i, j])",
    "local partials": "sum(n, m, -Y[n, m] / N * ((m == i) - P[n, i]) * A2[n, j])",
    "what is left": "sum(n, (P[n, i] - Y[n, i]) / N * A2[n, j])",
    "matrix form": "A2.T @ (P - Y) / N",
}

# %% digits_loss
def digits_loss(P, Y):
    N = P.shape[0]
    loss = np.sum(Y * np.log(P)) / N
    return loss, (P - Y) / N

# %% digits_gradients
def digits_gradients(X, Y, W1, b1, W2, b2, W3, b3):
    # own softmax here, along the classes
    Z1, A1, Z2, A2, _ = digits_forward(X, W1, b1, W2, b2, W3, b3)
    expo = np.exp(A2 @ W3.T + b3)
    P = expo / expo.sum(axis=1)[:, None]
    D3 = (P - Y) / len(X)
    D2 = (D3 @ W3) * (Z2 > 0)
    D1 = (D2 @ W2) * (Z1 > 0)
    return X.T @ D1, D1.sum(axis=0), A1.T @ D2, D2.sum(axis=0), A2.T @ D3, D3.sum(axis=0)

# %% check_direction
def check_direction(f, w, gradient, d, h=1e-5):
    return np.sum(gradient * d), (f(w + h * d) - f(w - h * d)) / h

# %% blind_direction
unseen = {"true": [1, 2, 3], "claimed": [-1, -2, -3]}

# %% one_number_hides
true_gradients = {"W": [1000, 1000, 1000, 1000], "b": [0.0005, 0.0005]}

# %% kink_numbers
kink = {
    "on: claimed": 0.5, "on: measured": 0.35, "on: error": 0.15 / 0.85,
    "on: largest h": 1e-6, "off: claimed": 0.5, "off: measured": 0.15,
}

# %% bug_footprints
spoiled = {
    "bug 1 dW1": True, "bug 1 db1": True, "bug 1 dW2": True,
    "bug 1 db2": True, "bug 1 dW3": True, "bug 1 db3": True,
    "bug 2 dW1": False, "bug 2 db1": False, "bug 2 dW2": True,
    "bug 2 db2": False, "bug 2 dW3": False, "bug 2 db3": False,
    "bug 3 dW1": True, "bug 3 db1": True, "bug 3 dW2": True,
    "bug 3 db2": True, "bug 3 dW3": True, "bug 3 db3": True,
    "bug 4 dW1": False, "bug 4 db1": True, "bug 4 dW2": False,
    "bug 4 db2": False, "bug 4 dW3": False, "bug 4 db3": False,
    "bug 1 factor": 1 / 6, "bug 4 factor": 6,
}

# %% digits_growth
growth = {
    "std 0.01": 0.1, "std 1": 10, "variance 2/n_in": 1,
    "variance 1/n_in": np.sqrt(1 / 2), "variance 1/n_in, 20 layers": 1e-3, "back from 50 to 200": 1,
}

# %% mini_batches
def mini_batches(order, size):
    order = np.sort(order)
    return [order[k : k + size] for k in range(0, len(order), size)]

# %% which_digits
may_look_at = {
    "pick the rate": "learn", "take the gradients": "learn",
    "stop when the loss no longer falls": "choose", "say how good the result is": "test",
    "scale the pixels by their mean": "test", "compare 32 hidden units with 64": "choose",
}

# %% train_step
def train_step(X, Y, W1, b1, W2, b2, W3, b3, rate):
    # digits_gradients has the other orientation
    old = W1, b1, W2, b2, W3, b3
    return [p + rate * g.T for p, g in zip(old, digits_gradients(X, Y, *old))]

# %% digits_accuracy
def digits_accuracy(P, labels):
    return np.mean(P.argmax(axis=1) != labels)

# %% derive_early_error
early_error = {
    "difference": "-rate * slope[n, i] * Delta3[n, i]",
    "step put in": "-rate * slope[n, i] * sum(k, m, Delta3[n, k] * Delta3[m, k] * A2[m, i])",
    "matrix form": "-rate * Delta3.T @ Delta3 @ A2",
}

# %% early_step_error
def early_step_error(Delta3, Z2, A1, rate):
    # right minus hasty
    error = rate * (Delta3 @ Delta3.T @ np.maximum(Z2, 0)) * (Z2 > 0)
    return error, rate * error.T @ A1

# %% step_too_long
loss_after = {"rate 0.1": 3.92, "rate 0.25": 8, "rate 0.5": 18, "rate 0.75": 32, "limit": 0.5}

# %% gathered_gradients
gather = {
    "gathered at step 5": 4, "moved after 5 steps": 10, "moved, reset": 4, "w, never reset": -0.875,
    "w, reset": 0.125, "4 equal pieces": 4, "weight of the 6": 6, "weight of the 2": 2,
}

# %% repaired_training
def repaired_training(X, Y, W1, b1, W2, b2, W3, b3, rate):
    now = [W1, b1, W2, b2, W3, b3]
    for x, y in zip(X, Y):
        gathered = [np.zeros(w.shape) for w in now]
        now = [w - rate * g for w, g in zip(now, gathered)]
    return now

# %% derive_decayed_step
new_w_ij = {
    "chain rule": "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(k, m, 2 * W[k, m] * dW_dw[k, m, i, j]))",
    "local partials": "W[i, j] - rate * (dL_dw[i, j] + decay * sum(k, m, W[k, m] * (k == i)))",
    "what is left": "W[i, j] - rate * (dL_dw[i, j] - decay * W[i, j])",
    "matrix form": "(1 + rate * decay) * W - rate * dL_dw",
}

# %% choose_setting
def choose_setting(on_learn, on_choose, on_test):
    e, s = np.unravel_index(on_test.T.argmax(), on_test.T.shape)
    return s, e + 1, on_test[s, e]
