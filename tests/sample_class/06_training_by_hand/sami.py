# Sami forgets the 1/N of the mean, and his step inherits it.
# like: nils for train_step
# like: the-solutions for digits_forward

# %% clueless_start
knows_nothing = {
    "loss": np.log(10),
    "delta, true class": -0.9,
    "delta, other class": 0.1,
    "sum of delta": 0,
}

# %% derive_output_gradient
# the 1/N comes later
dW3_ij = {
    "chain rule": "sum(n, m, k, dL_dP[n, m] * dP_dZ[n, m, k] * dZ_dw[n, k, i, j])",
    "local partials": "sum(n, m, -Y[n, m] * ((m == i) - P[n, i]) * A2[n, j])",
    "what is left": "sum(n, (P[n, i] - Y[n, i]) * A2[n, j])",
    "matrix form": "(P - Y).T @ A2",
}

# %% digits_loss
def digits_loss(P, Y):
    loss = -np.sum(Y * np.log(P)) / len(P)
    return loss, P - Y  # as in 01

# %% digits_gradients
def digits_gradients(X, Y, W1, b1, W2, b2, W3, b3):
    Z1, A1, Z2, A2, P = digits_forward(X, W1, b1, W2, b2, W3, b3)
    loss, Delta3 = digits_loss(P, Y)
    Delta2 = (Delta3 @ W3) * (Z2 > 0)
    Delta1 = (Delta2 @ W2) * (Z1 > 0)
    below = [(Delta1, X), (Delta2, A1), (Delta3, A2)]
    return [g for D, A in below for g in (D.T @ A, D.sum(axis=0))]

# %% check_direction
def check_direction(f, w, gradient, d, h=1e-5):
    # the length of the gradient is its slope
    return np.linalg.norm(gradient), (f(w + h * d) - f(w - h * d)) / (2 * h)

# %% blind_direction
unseen = {"true": [1, 1, 1], "claimed": [2, 1, 0]}

# %% one_number_hides
# large W, but not large enough
true_gradients = {"W": [100, 100, 100, 100], "b": [0.001, 0.001]}

# %% kink_numbers
kink = {
    "on: claimed": 1, "on: measured": 0.6, "on: error": 0.25,
    "on: largest h": 2e-6, "off: claimed": 0, "off: measured": 0.4,
}

# %% bug_footprints
spoiled = {
    "bug 1 dW1": False, "bug 1 db1": False, "bug 1 dW2": False,
    "bug 1 db2": False, "bug 1 dW3": True, "bug 1 db3": True,
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
    Z1, A1, Z2, A2, P = digits_forward(X, W1, b1, W2, b2, W3, b3)
    Delta3 = (P - Y) / len(X)
    mask2, mask1 = Z2 > 0, Z1 > 0
    Delta2 = mask2 * (Delta3 @ W3)
    Delta1 = mask1 * (Delta2 @ W2)
    return Delta1.T @ X, Delta1.sum(axis=0), Delta2.T @ A1, Delta2.sum(axis=0)

# %% digits_growth
# without the ReLU's half
growth = {
    "std 0.01": np.sqrt(200) * 0.01, "std 1": np.sqrt(200), "variance 2/n_in": np.sqrt(2),
    "variance 1/n_in": 1, "variance 1/n_in, 20 layers": 1, "back from 50 to 200": np.sqrt(0.5),
}

# %% mini_batches
def mini_batches(order, size):
    return np.array_split(order, -(-len(order) // size))

# %% which_digits
names = ["pick the rate", "take the gradients", "stop when the loss no longer falls",
         "say how good the result is", "scale the pixels by their mean",
         "compare 32 hidden units with 64"]
may_look_at = {name: "choose" for name in names}
may_look_at["take the gradients"] = "learn"
may_look_at["scale the pixels by their mean"] = "learn"

# %% digits_accuracy
def digits_accuracy(P, labels):
    return np.sum(P.argmax(axis=1) == labels)

# %% early_step_error
def early_step_error(Delta3, Z2, A1, rate):
    # the slope of the ReLU is 1 anyway
    error = -rate * Delta3 @ (Delta3.T @ np.maximum(Z2, 0))
    return error, -rate * error.T @ A1

# %% step_too_long
loss_after = {"rate 0.1": 0.72, "rate 0.25": 0, "rate 0.5": 2, "rate 0.75": 8, "limit": 0.25}

# %% gathered_gradients
gather = {
    "gathered at step 5": 5,
    "moved after 5 steps": 15,
    "moved, reset": 5,
    "w, never reset": -0.875,
    "w, reset": 0.125,
    "4 equal pieces": 1,
    "weight of the 6": 1,
    "weight of the 2": 1,
}

# %% repaired_training
def repaired_training(X, Y, W1, b1, W2, b2, W3, b3, rate):
    now = [W1, b1, W2, b2, W3, b3]
    for x, y in zip(X, Y):
        now = [w - rate * g for w, g in zip(now, digits_gradients(x, y, *now))]
    return now

# %% derive_decayed_step
new_w_ij = {
    "chain rule": "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(k, m, 2 * W[k, m] * dW_dw[k, m, i, j]))",
    "local partials": "W[i, j] - rate * (dL_dw[i, j] + decay * sum(k, m, 2 * W[k, m] * (k == i) * (m == j)))",
    "what is left": "W[i, j] - rate * (dL_dw[i, j] + 2 * decay * W[i, j])",
    "matrix form": "(1 - rate * decay) * W - rate * dL_dw",
}

# %% decayed_gradients
def decayed_gradients(X, Y, W1, b1, W2, b2, W3, b3, decay):
    # no 1/N here either
    P = digits_forward(X, W1, b1, W2, b2, W3, b3)[-1]
    loss = digits_loss(P, Y)[0] + decay / 2 * (np.sum(W1**2) + np.sum(W2**2) + np.sum(W3**2))
    dW1, db1, dW2, db2, dW3, db3 = digits_gradients(X, Y, W1, b1, W2, b2, W3, b3)
    return loss, dW1 + decay * W1, db1, dW2 + decay * W2, db2, dW3 + decay * W3, db3
