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
def digits_gradients(X, Y, W1, b1, W2, b2, W3, b3):
    Z1, A1, Z2, A2, P = digits_forward(X, W1, b1, W2, b2, W3, b3)
    Delta3 = (P - Y) / len(X)
    Delta2 = (Delta3 @ W3) * (Z2 > 0)
    Delta1 = (Delta2 @ W2) * (Z1 > 0)
    first = Delta1.T @ X, Delta1.mean(axis=0), Delta2.T @ Z1, Delta2.mean(axis=0)
    return *first, Delta3.T @ Z2, Delta3.sum(axis=0)

# %% check_direction
def check_direction(f, w, gradient, d, h=1e-5):
    d = d / np.linalg.norm(d)
    return np.sum(gradient * d), (f(w + h * d) - f(w - h * d)) / (2 * h)

# %% blind_direction
unseen = {"true": [1, 2, 3], "claimed": [3, 2, 1]}

# %% one_number_hides
true_gradients = {"W": 1000, "b": 0.001}

# %% kink_numbers
# both sides are on
kink = {
    "on: claimed": 0.5, "on: measured": 0.5, "on: error": 0,
    "on: largest h": 2e-6, "off: claimed": 0, "off: measured": 0,
}

# %% bug_footprints
spoiled = {
    "bug 1 dW1": True, "bug 1 db1": False, "bug 1 dW2": True,
    "bug 1 db2": False, "bug 1 dW3": True, "bug 1 db3": False,
    "bug 2 dW1": False, "bug 2 db1": False, "bug 2 dW2": True,
    "bug 2 db2": False, "bug 2 dW3": False, "bug 2 db3": False,
    "bug 3 dW1": True, "bug 3 db1": False, "bug 3 dW2": True,
    "bug 3 db2": False, "bug 3 dW3": False, "bug 3 db3": False,
    "bug 4 dW1": False, "bug 4 db1": True, "bug 4 dW2": False,
    "bug 4 db2": False, "bug 4 dW3": False, "bug 4 db3": False,
    "bug 1 factor": 6, "bug 4 factor": 1 / 6,
}

# %% repaired_gradients
def repaired_gradients(X, Y, W1, b1, W2, b2, W3, b3):
    Z1, A1, Z2, A2, P = digits_forward(X, W1, b1, W2, b2, W3, b3)
    Delta3 = (P - Y) / len(X)
    Delta2 = (Delta3 @ W3) * A2
    Delta1 = (Delta2 @ W2) * A1
    return Delta1.T @ X, Delta1.sum(axis=0), Delta2.T @ A1, Delta2.sum(axis=0)

# %% digits_growth
growth = {
    "std 0.01": 0.01, "std 1": 1, "variance 2/n_in": 2 / 200,
    "variance 1/n_in": 1 / 200, "variance 1/n_in, 20 layers": 20 / 200, "back from 50 to 200": 4,
}

# %% mini_batches
def mini_batches(order, size):
    # drop what does not fill a batch
    whole = len(order) // size
    return [order[k * size : (k + 1) * size] for k in range(whole)]

# %% which_digits
# the test digits say what is best
may_look_at = {
    "pick the rate": "test", "take the gradients": "learn",
    "stop when the loss no longer falls": "test", "say how good the result is": "test",
    "scale the pixels by their mean": "learn", "compare 32 hidden units with 64": "test",
}

# %% train_step
def train_step(X, Y, W1, b1, W2, b2, W3, b3, rate):
    N = len(X)
    Z1, A1, Z2, A2, P = digits_forward(X, W1, b1, W2, b2, W3, b3)
    D3 = (P - Y) / N
    D2 = (D3 @ W3) * (Z2 > 0)
    D1 = (D2 @ W2) * (Z1 > 0)
    W1, b1 = W1 - rate * D1.T @ X / N, b1 - rate * D1.sum(axis=0) / N
    W2, b2 = W2 - rate * D2.T @ A1 / N, b2 - rate * D2.sum(axis=0) / N
    W3, b3 = W3 - rate * D3.T @ A2 / N, b3 - rate * D3.sum(axis=0) / N
    return W1, b1, W2, b2, W3, b3

# %% digits_accuracy
def digits_accuracy(P, labels):
    return np.mean(P[np.arange(len(P)), labels])

# %% early_step_error
def early_step_error(Delta3, Z2, A1, rate):
    A2 = np.maximum(Z2, 0)
    error = -(Delta3 @ Delta3.T @ A2) * (Z2 > 0)
    return error, -error.T @ A1

# %% step_too_long
# the slope at 1 is 2
loss_after = {"rate 0.1": 1.28, "rate 0.25": 0.5, "rate 0.5": 0, "rate 0.75": 0.5, "limit": 1}
