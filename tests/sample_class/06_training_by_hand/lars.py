# Lars returns lists, dicts and float32 in places, and everything is right.

# %% clueless_start
knows_nothing = {
    "loss": float(np.log(10)),
    "delta, true class": -0.9,
    "delta, other class": 0.1,
    "sum of delta": int(0),
}

# %% digits_forward
def digits_forward(X, W1, b1, W2, b2):
    Z1 = np.dot(X, W1.T) + b1.reshape(1, -1)
    A1 = np.maximum(0, Z1)
    scores = np.dot(A1, W2.T) + b2.reshape(1, -1)
    scores = scores - np.max(scores, axis=1).reshape(-1, 1)
    P = np.array([np.exp(row) / sum(np.exp(row)) for row in scores])
    return [Z1, A1, P]

# %% digits_loss
def digits_loss(P, Y):
    rows = [sum(float(y) * float(np.log(p)) for p, y in zip(ps, ys)) for ps, ys in zip(P, Y)]
    Delta2 = [[(p - y) / len(P) for p, y in zip(ps, ys)] for ps, ys in zip(P, Y)]
    return [-sum(rows) / len(rows), Delta2]

# %% digits_gradients
def digits_gradients(X, Y, W1, b1, W2, b2):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    Delta2 = np.array(digits_loss(P, Y)[1])
    Delta1 = Delta2 @ W2
    Delta1[Z1 < 0] = 0
    # b as a row, float32 is good enough for the biases
    db1 = np.sum(Delta1, axis=0, keepdims=True).astype(np.float32)
    db2 = np.sum(Delta2, axis=0).astype(np.float32)
    return [Delta1.T @ X, db1.ravel(), Delta2.T @ A1, db2]

# %% check_block
def check_block(f, w, gradient, h=1e-5):
    slopes = []
    for index in np.ndindex(w.shape):
        e = np.zeros(w.shape)
        e[index] = 1
        slopes.append(float((f(w + h * e) - f(w - h * e)) / (2 * h)))
    numeric = np.reshape(slopes, w.shape)
    difference = np.sqrt(np.sum((gradient - numeric) ** 2))
    size = np.sqrt(np.sum(gradient**2)) + np.sqrt(np.sum(numeric**2))
    return [numeric.tolist(), float(difference / size)]

# %% one_number_hides
true_gradients = {"b": (-0.5, 0.5), "W": (0, 0, 0, 10**7)}

# %% bug_footprints
T, F = True, False
spoiled = {
    "bug 1 dW1": T, "bug 1 db1": T, "bug 1 dW2": T, "bug 1 db2": T,
    "bug 2 dW1": F, "bug 2 db1": F, "bug 2 dW2": T, "bug 2 db2": F,
    "bug 3 dW1": T, "bug 3 db1": T, "bug 3 dW2": F, "bug 3 db2": F,
    "bug 4 dW1": F, "bug 4 db1": T, "bug 4 dW2": F, "bug 4 db2": F,
}

# %% repaired_gradients
def repaired_gradients(X, Y, W1, b1, W2, b2):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    Delta2 = (P - Y) / len(X)
    Delta1 = (Delta2 @ W2) * (A1 != 0)
    return {"db1": Delta1.sum(axis=0).tolist(), "dW1": (Delta1.T @ X).tolist()}

# %% he_start
def he_start(noise):
    noise = np.asarray(noise, dtype=np.float32)
    return noise * np.float32(np.sqrt(2 / noise.shape[1]))

# %% mini_batches
def mini_batches(order, size):
    rest, out = [int(i) for i in order], []
    while rest:
        out.append(rest[:size])
        rest = rest[size:]
    return out

# %% train_step
def train_step(X, Y, W1, b1, W2, b2, eta):
    old = [W1, b1, W2, b2]
    return tuple(w + (-eta) * g for w, g in zip(old, digits_gradients(X, Y, *old)))

# %% digits_accuracy
def digits_accuracy(P, labels):
    return [1 - np.count_nonzero(np.argmax(P, axis=1) - labels) / len(labels)]

# %% patient_step
def patient_step(X, Y, W1, b1, W2, b2, eta):
    return train_step(X, Y, W1, b1, W2, b2, eta)[:2]

# %% step_too_long
loss_after = {"eta 0.1": 2 * 0.6 * 0.6, "eta 0.25": 0, "eta 0.5": 2.0, "eta 0.75": 8.0, "limit": 1 / 2}
