# Ida writes loops over the samples and the entries, and everything is right.

# %% clueless_start
# p = 1/10 everywhere
knows_nothing = {
    "loss": -np.log(1 / 10),
    "delta, true class": 1 / 10 - 1,
    "delta, other class": 1 / 10,
    "sum of delta": 0.0,
}

# %% digits_forward
def digits_forward(X, W1, b1, W2, b2):
    N = len(X)
    Z1 = np.zeros((N, len(b1)))
    A1 = np.zeros((N, len(b1)))
    P = np.zeros((N, len(b2)))
    for n in range(N):
        for i in range(len(b1)):
            Z1[n, i] = np.dot(W1[i], X[n]) + b1[i]
            if Z1[n, i] > 0:
                A1[n, i] = Z1[n, i]
        z2 = np.zeros(len(b2))
        for k in range(len(b2)):
            z2[k] = np.dot(W2[k], A1[n]) + b2[k]
        e = np.exp(z2 - np.max(z2))
        P[n] = e / np.sum(e)
    return Z1, A1, P

# %% digits_loss
def digits_loss(P, Y):
    N = len(P)
    loss = 0.0
    Delta2 = np.zeros(P.shape)
    for n in range(N):
        for k in range(P.shape[1]):
            loss = loss - Y[n, k] * np.log(P[n, k]) / N
            Delta2[n, k] = (P[n, k] - Y[n, k]) / N
    return loss, Delta2

# %% digits_gradients
def digits_gradients(X, Y, W1, b1, W2, b2):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    loss, Delta2 = digits_loss(P, Y)
    dW1, db1 = np.zeros(W1.shape), np.zeros(b1.shape)
    dW2, db2 = np.zeros(W2.shape), np.zeros(b2.shape)
    for n in range(len(X)):
        d2 = Delta2[n]
        d1 = W2.T @ d2
        for i in range(len(d1)):
            if Z1[n, i] <= 0:
                d1[i] = 0
        dW2 += np.outer(d2, A1[n])
        db2 += d2
        dW1 += np.outer(d1, X[n])
        db1 += d1
    return dW1, db1, dW2, db2

# %% check_block
def check_block(f, w, gradient, h=1e-5):
    numeric = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        up = w.copy()
        down = w.copy()
        up[index] += h
        down[index] -= h
        numeric[index] = (f(up) - f(down)) / (2 * h)
    top, left, right = 0.0, 0.0, 0.0
    for index in np.ndindex(w.shape):
        top += (gradient[index] - numeric[index]) ** 2
        left += gradient[index] ** 2
        right += numeric[index] ** 2
    return numeric, np.sqrt(top) / (np.sqrt(left) + np.sqrt(right))

# %% one_number_hides
true_gradients = {"W": [5000, 5000, 5000, 5000], "b": [0.002, 0.002]}

# %% bug_footprints
spoiled = {}
for bug in (1, 2, 3, 4):
    for block in ("dW1", "db1", "dW2", "db2"):
        spoiled[f"bug {bug} {block}"] = False
for block in ("dW1", "db1", "dW2", "db2"):
    spoiled["bug 1 " + block] = True
spoiled["bug 2 dW2"] = True
spoiled["bug 3 dW1"] = True
spoiled["bug 3 db1"] = True
spoiled["bug 4 db1"] = True

# %% repaired_gradients
def repaired_gradients(X, Y, W1, b1, W2, b2):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    Delta2 = (P - Y) / len(X)
    Delta1 = Delta2 @ W2
    for n in range(len(X)):
        for i in range(len(b1)):
            if Z1[n, i] < 0:
                Delta1[n, i] = 0
    return Delta1.T @ X, Delta1.sum(axis=0)

# %% he_start
def he_start(noise):
    W = np.zeros(noise.shape)
    for i in range(noise.shape[0]):
        for j in range(noise.shape[1]):
            W[i, j] = noise[i, j] * np.sqrt(2 / noise.shape[1])
    return W

# %% mini_batches
def mini_batches(order, size):
    batches = []
    start = 0
    while start < len(order):
        batches.append(order[start:start + size])
        start += size
    return batches

# %% train_step
def train_step(X, Y, W1, b1, W2, b2, eta):
    new = []
    gradients = digits_gradients(X, Y, W1, b1, W2, b2)
    for w, g in zip([W1, b1, W2, b2], gradients):
        new.append(w - eta * g)
    return new

# %% digits_accuracy
def digits_accuracy(P, labels):
    hits = 0
    for n in range(len(P)):
        if np.argmax(P[n]) == labels[n]:
            hits += 1
    return hits / len(P)

# %% patient_step
def patient_step(X, Y, W1, b1, W2, b2, eta):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    Delta2 = (P - Y) / len(X)
    W1_new, b1_new = W1.copy(), b1.copy()
    for n in range(len(X)):
        d1 = (W2.T @ Delta2[n]) * (Z1[n] > 0)  # the old W2
        W1_new -= eta * np.outer(d1, X[n])
        b1_new -= eta * d1
    return W1_new, b1_new

# %% step_too_long
loss_after = {}
for eta in (0.1, 0.25, 0.5, 0.75):
    w = 1 - eta * 4
    loss_after[f"eta {eta}"] = 2 * w**2
loss_after["limit"] = 0.5

# %% explain_training
# Training goes downhill with wrong gradients too, as the planted bug showed with 97 %.
# One number is ruled by the large blocks; b can have all its signs turned. Check block by block.
# Use a small net, different sizes, random biases. At the kink of a ReLU the check is wrong.
