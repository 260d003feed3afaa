# Lars returns lists, dicts and float32 in places, and everything is right.

# %% clueless_start
knows_nothing = {
    "loss": float(np.log(10)),
    "delta, true class": -0.9,
    "delta, other class": 0.1,
    "sum of delta": int(0),
}

# %% digits_forward
def digits_forward(X, W1, b1, W2, b2, W3, b3):
    Z1 = np.dot(X, W1.T) + b1.reshape(1, -1)
    A1 = np.maximum(0, Z1)
    Z2 = np.dot(A1, W2.T) + b2.reshape(1, -1)
    A2 = np.maximum(0, Z2)
    scores = np.dot(A2, W3.T) + b3.reshape(1, -1)
    scores = scores - np.max(scores, axis=1).reshape(-1, 1)
    P = np.array([np.exp(row) / sum(np.exp(row)) for row in scores])
    return [Z1, A1, Z2, A2, P]

# %% derive_output_gradient
dW3_ij = [
    "sum(m, n, k, dZ_dw[n, k, i, j] * dP_dZ[n, m, k] * dL_dP[n, m])",
    "-sum(n, m, Y[n, m] * ((i == m) - P[n, i]) * A2[n, j]) / N",
    "-sum(n, (Y[n, i] - P[n, i]) * A2[n, j]) / N",
    "(P.T - Y.T) @ A2 / N",
]

# %% digits_loss
def digits_loss(P, Y):
    rows = [sum(float(y) * float(np.log(p)) for p, y in zip(ps, ys)) for ps, ys in zip(P, Y)]
    Delta3 = [[(p - y) / len(P) for p, y in zip(ps, ys)] for ps, ys in zip(P, Y)]
    return [-sum(rows) / len(rows), Delta3]

# %% digits_gradients
def digits_gradients(X, Y, W1, b1, W2, b2, W3, b3):
    Z1, A1, Z2, A2, P = digits_forward(X, W1, b1, W2, b2, W3, b3)
    Delta3 = np.array(digits_loss(P, Y)[1])
    Delta2 = Delta3 @ W3
    Delta2[Z2 < 0] = 0
    Delta1 = Delta2 @ W2
    Delta1[Z1 < 0] = 0
    # b as a row, float32 is good enough for the biases
    db1 = np.sum(Delta1, axis=0, keepdims=True).astype(np.float32)
    db2 = np.sum(Delta2, axis=0).astype(np.float32)
    db3 = np.sum(Delta3, axis=0)
    return [Delta1.T @ X, db1.ravel(), Delta2.T @ A1, db2, Delta3.T @ A2, db3]

# %% check_direction
def check_direction(f, w, gradient, d, h=1e-5):
    measured = (f(np.add(w, h * d)) - f(np.subtract(w, h * d))) / (2 * h)
    return [[float(np.vdot(gradient, d))], float(measured)]

# %% blind_direction
unseen = {"claimed": (1, -1, 0), "true": (0, 1, -1)}

# %% one_number_hides
true_gradients = {"b": (-0.5, 0.5), "W": (0, 0, 0, 10**7)}

# %% kink_numbers
kink = {
    "on: claimed": 0.5, "on: measured": np.float64(0.35), "on: error": [3 / 17][0],
    "on: largest h": 4 * 10**-6, "off: claimed": int(0), "off: measured": 0.15,
}

# %% bug_footprints
T, F = True, False
spoiled = {
    "bug 1 dW1": T, "bug 1 db1": T, "bug 1 dW2": T, "bug 1 db2": T, "bug 1 dW3": T, "bug 1 db3": T,
    "bug 2 dW1": F, "bug 2 db1": F, "bug 2 dW2": T, "bug 2 db2": F, "bug 2 dW3": F, "bug 2 db3": F,
    "bug 3 dW1": T, "bug 3 db1": T, "bug 3 dW2": T, "bug 3 db2": T, "bug 3 dW3": F, "bug 3 db3": F,
    "bug 4 dW1": F, "bug 4 db1": T, "bug 4 dW2": F, "bug 4 db2": F, "bug 4 dW3": F, "bug 4 db3": F,
    "bug 1 factor": 6, "bug 4 factor": 1 / 6,
}

# %% repaired_gradients
def repaired_gradients(X, Y, W1, b1, W2, b2, W3, b3):
    Z1, A1, Z2, A2, P = digits_forward(X, W1, b1, W2, b2, W3, b3)
    Delta3 = (P - Y) / len(X)
    Delta2 = (Delta3 @ W3) * (A2 != 0)
    Delta1 = (Delta2 @ W2) * (A1 != 0)
    return {
        "db2": Delta2.sum(axis=0).tolist(), "dW2": (Delta2.T @ A1).tolist(),
        "db1": Delta1.sum(axis=0).tolist(), "dW1": (Delta1.T @ X).tolist(),
    }

# %% digits_growth
growth = {
    "std 0.01": 0.1, "std 1": 10.0, "variance 2/n_in": True + 0.0,
    "variance 1/n_in": 2**-0.5, "variance 1/n_in, 20 layers": 1 / 1024, "back from 50 to 200": 0.5,
}

# %% mini_batches
def mini_batches(order, size):
    rest, out = [int(i) for i in order], []
    while rest:
        out.append(rest[:size])
        rest = rest[size:]
    return out

# %% which_digits
parts = ["choose", "learn", "choose", "test", "learn", "choose"]
may_look_at = dict(
    zip(
        [
            "pick the rate", "take the gradients", "stop when the loss no longer falls",
            "say how good the result is", "scale the pixels by their mean",
            "compare 32 hidden units with 64",
        ],
        parts,
    )
)

# %% train_step
def train_step(X, Y, W1, b1, W2, b2, W3, b3, rate):
    old = [W1, b1, W2, b2, W3, b3]
    return tuple(w + (-rate) * g for w, g in zip(old, digits_gradients(X, Y, *old)))

# %% digits_accuracy
def digits_accuracy(P, labels):
    return [1 - np.count_nonzero(np.argmax(P, axis=1) - labels) / len(labels)]

# %% derive_early_error
early_error = {
    "difference": "sum(k, Delta3[n, k] * W3moved[k, i] * slope[n, i]) - sum(k, Delta3[n, k] * W3[k, i] * slope[n, i])",
    "step put in": "-rate * slope[n, i] * sum(k, m, Delta3[n, k] * Delta3[m, k] * A2[m, i])",
    "matrix form": "(Delta3 @ (-rate * Delta3.T @ A2)) * slope",
}

# %% early_step_error
def early_step_error(Delta3, Z2, A1, rate):
    gram = Delta3 @ Delta3.T
    error = [-rate * (row @ np.maximum(Z2, 0)) * (z > 0) for row, z in zip(gram, Z2)]
    return {"error_Delta2": error, "error_W2": (-rate * np.array(error).T @ A1).tolist()}

# %% step_too_long
loss_after = {"rate 0.1": 0.72, "rate 0.25": 0, "rate 0.5": 2.0, "rate 0.75": 8.0, "limit": 0.5}

# %% gathered_gradients
gather = dict(
    zip(
        ["gathered at step 5", "moved after 5 steps", "moved, reset", "w, never reset", "w, reset",
         "4 equal pieces", "weight of the 6", "weight of the 2"],
        [5, 15, 5, -7 / 8, 1 / 8, 4, 0.75, 0.25],
    )
)

# %% repaired_training
def repaired_training(X, Y, W1, b1, W2, b2, W3, b3, rate):
    now = (W1, b1, W2, b2, W3, b3)
    for x, y in zip(X, Y):
        gathered = [0 * w for w in now]
        gathered = [total + g for total, g in zip(gathered, digits_gradients(x, y, *now))]
        now = tuple(w - rate * total for w, total in zip(now, gathered))
    return dict(zip(("W1", "b1", "W2", "b2", "W3", "b3"), now))

# %% derive_decayed_step
new_w_ij = {
    "chain rule": "W[i, j] - rate * (dL_dw[i, j] + decay * sum(m, k, dW_dw[k, m, i, j] * W[k, m]))",
    "local partials": "W[i, j] - rate * (dL_dw[i, j] + decay * sum(m, W[i, m] * (m == j)))",
    "what is left": "W[i, j] - rate * (dL_dw[i, j] + decay * W[i, j])",
    "matrix form": "(1 - rate * decay) * W - rate * dL_dw",
}

# %% decayed_gradients
def decayed_gradients(X, Y, W1, b1, W2, b2, W3, b3, decay):
    loss = float(digits_loss(digits_forward(X, W1, b1, W2, b2, W3, b3)[4], Y)[0])
    loss += decay / 2 * sum(float(np.linalg.norm(W)) ** 2 for W in (W1, W2, W3))
    W = (W1, 0 * b1, W2, 0 * b2, W3, 0 * b3)
    found = digits_gradients(X, Y, W1, b1, W2, b2, W3, b3)
    return [loss, *((np.asarray(g) + decay * w).tolist() for g, w in zip(found, W))]

# %% decayed_step
def decayed_step(X, Y, W1, b1, W2, b2, W3, b3, rate, decay):
    old = [W1, b1, W2, b2, W3, b3]
    return [w - rate * np.array(g) for w, g in zip(old, decayed_gradients(X, Y, *old, decay)[1:])]

# %% choose_setting
def choose_setting(on_learn, on_choose, on_test):
    order = [(-a, e, s) for s, row in enumerate(on_choose.tolist()) for e, a in enumerate(row)]
    _, e, s = sorted(order)[0]
    return {"setting": s, "epochs": e + 1, "reported": float(on_test[s, e])}
