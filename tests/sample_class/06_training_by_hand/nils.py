# Nils calls digits_foward, a name that does not exist, and leaves a bracket open further on.
# like: emil for train_step
# like: lars for early_step_error

# %% clueless_start
knows_nothing = {"loss": np.log(10), "delta, true class": -0.9,
                 "delta, other class": 0.1, "sum of delta": 0}

# %% digits_forward
def digits_forward(X, W1, b1, W2, b2, W3, b3):
    Z1 = X @ W1.T + b1
    A1 = np.clip(Z1, 0, None)
    Z2 = A1 @ W2.T + b2
    A2 = np.clip(Z2, 0, None)
    Z3 = A2 @ W3.T + b3
    e = np.exp(Z3 - Z3.max(axis=1, keepdims=True))
    return Z1, A1, Z2, A2, e / e.sum(axis=1, keepdims=True)

# %% derive_output_gradient
# straight to the result
dW3_ij = {
    "chain rule": "sum(n, (P[n, i] - Y[n, i]) / N * A2[n, j])",
    "local partials": "sum(n, (P[n, i] - Y[n, i]) / N * A2[n, j])",
    "what is left": "",
    "matrix form": "",
}

# %% digits_loss
def digits_loss(P, Y):
    return -np.sum(Y * np.log(P)) / len(Y), (P - Y) / len(Y)

# %% digits_gradients
def digits_gradients(X, Y, W1, b1, W2, b2, W3, b3):
    Z1, A1, Z2, A2, P = digits_foward(X, W1, b1, W2, b2, W3, b3)
    _, Delta3 = digits_loss(P, Y)
    Delta2 = (Delta3 @ W3) * (Z2 > 0)
    Delta1 = (Delta2 @ W2) * (Z1 > 0)
    first = Delta1.T @ X, Delta1.sum(axis=0), Delta2.T @ A1, Delta2.sum(axis=0)
    return *first, Delta3.T @ A2, Delta3.sum(axis=0)

# %% check_direction
def check_direction(f, w, gradient, d, h=1e-5):
    claimed = np.sum(gradient * d)
    measured = (f(w + h * d) - f(w - h * d)) / (2 * h
    return claimed, measured

# %% blind_direction
unseen = {"true": [3, 1, 2], "claimed": [1, 2, 3]}

# %% one_number_hides
true_gradients = {"W": [2000, 2000, 2000, 2000], "b": [0.001, 0.001]}

# %% kink_numbers
kink = {
    "on: claimed": 0.5, "on: measured": 0.35, "on: error": 0.15,
    "on: largest h": 4e-6, "off: claimed": 0, "off: measured": 0.15,
}

# %% bug_footprints
spoiled = {
    "bug 1 dW1": 1, "bug 1 db1": 1, "bug 1 dW2": 1, "bug 1 db2": 1, "bug 1 dW3": 1, "bug 1 db3": 1,
    "bug 2 dW1": 0, "bug 2 db1": 0, "bug 2 dW2": 1, "bug 2 db2": 0, "bug 2 dW3": 0, "bug 2 db3": 0,
    "bug 3 dW1": 1, "bug 3 db1": 1, "bug 3 dW2": 1, "bug 3 db2": 1, "bug 3 dW3": 0, "bug 3 db3": 0,
    "bug 4 dW1": 0, "bug 4 db1": 1, "bug 4 dW2": 0, "bug 4 db2": 0, "bug 4 dW3": 0, "bug 4 db3": 0,
    "bug 1 factor": 6, "bug 4 factor": 1 / 6,
}

# %% repaired_gradients
def repaired_gradients(X, Y, W1, b1, W2, b2, W3, b3):
    Z1, A1, Z2, A2, P = digits_forward(X, W1, b1, W2, b2, W3, b3)
    Delta3 = (P - Y) / len(X)
    Delta2 = (Delta3 @ W3) * (A2 > 0)
    dW2, db2 = Delta2.T @ A1, Delta2.sum(axis=0)
    Delta1 = (Delta2 @ W2) * (A1 > 0)
    return Delta1.T @ X, Delta1.sum(axis=0), dW2, db2

# %% digits_growth
# E[a²] is n Var(w) / 2 times that below
growth = {
    "std 0.01": 0.01, "std 1": 100, "variance 2/n_in": 1,
    "variance 1/n_in": 0.5, "variance 1/n_in, 20 layers": 0.5**20, "back from 50 to 200": 0.25,
}

# %% mini_batches
def mini_batches(order, size):
    return [order[k : k + size] for k in range(0, len(order), size)]

# %% which_digits
may_look_at = {
    "pick the rate": "choose",
    "take the gradients": "learn",
    "stop when the loss no longer falls": "choose",
    "say how good the result is": "test",
    "scale the pixels by their mean": "choose",
    "compare 32 hidden units with 64": "choose",
}

# %% digits_accuracy
def digits_accuracy(P, labels):
    return np.mean(np.argmax(P, axis=1) == labels)

# %% step_too_long
loss_after = {"rate 0.1": 0.72, "rate 0.25": 0, "rate 0.5": 2, "rate 0.75": 8}

# %% gathered_gradients
gather = {
    "gathered at step 5": 5,
    "moved after 5 steps": 25,
    "moved, reset": 5,
    "w, never reset": -0.875,
    "w, reset": 0.125,
    "4 equal pieces": 4,
    "weight of the 6": 0.5,
    "weight of the 2": 0.5,
}

# %% repaired_training
def repaired_training(X, Y, W1, b1, W2, b2, W3, b3, rate):
    for x, y in zip(X, Y):
        W1, b1, W2, b2, W3, b3 = train_step(x, y, W1, b1, W2, b2, W3, b3, rate)
    return W1, b1, W2, b2, W3, b3

# %% choose_setting
def choose_setting(on_learn, on_choose, on_test):
    s, e = np.unravel_index(on_choose.argmax(), on_choose.shape)
    return s, e + 1, on_test[s, e]
