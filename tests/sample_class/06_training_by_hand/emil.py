# Emil writes einsum wherever he can, and everything is right.

# %% clueless_start
p = np.full(10, 0.1)
y = np.eye(10)[0]
knows_nothing = {
    "loss": -np.einsum("k,k->", y, np.log(p)),
    "delta, true class": (p - y)[0],
    "delta, other class": (p - y)[1],
    "sum of delta": np.einsum("k->", p - y),
}

# %% digits_forward
def digits_forward(X, W1, b1, W2, b2):
    Z1 = np.einsum("ni,hi->nh", X, W1) + b1
    A1 = np.where(Z1 > 0, Z1, 0.0)
    Z2 = np.einsum("nh,kh->nk", A1, W2) + b2
    E = np.exp(Z2 - Z2.max(axis=1)[:, None])
    return Z1, A1, E / np.einsum("nk->n", E)[:, None]

# %% digits_loss
def digits_loss(P, Y):
    return -np.einsum("nk,nk->", Y, np.log(P)) / len(P), (P - Y) / len(P)

# %% digits_gradients
def digits_gradients(X, Y, W1, b1, W2, b2):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    D2 = digits_loss(P, Y)[1]
    D1 = np.einsum("nk,kh,nh->nh", D2, W2, (Z1 > 0).astype(float))
    return (
        np.einsum("nh,ni->hi", D1, X),
        np.einsum("nh->h", D1),
        np.einsum("nk,nh->kh", D2, A1),
        np.einsum("nk->k", D2),
    )

# %% check_block
def check_block(f, w, gradient, h=1e-5):
    E = h * np.eye(w.size).reshape(w.size, *w.shape)
    numeric = np.array([f(w + e) - f(w - e) for e in E]).reshape(w.shape) / (2 * h)
    norm = np.linalg.norm
    return numeric, norm(gradient - numeric) / (norm(gradient) + norm(numeric))

# %% one_number_hides
# error = |b| / |all six|
true_gradients = {"W": np.full(4, 1e4), "b": np.array([1e-3, -1e-3])}

# %% bug_footprints
table = np.array([[1, 1, 1, 1], [0, 0, 1, 0], [1, 1, 0, 0], [0, 1, 0, 0]], dtype=bool)
spoiled = {
    f"bug {i + 1} {name}": table[i, j]
    for i in range(4)
    for j, name in enumerate(["dW1", "db1", "dW2", "db2"])
}

# %% repaired_gradients
def repaired_gradients(X, Y, W1, b1, W2, b2):
    Z1, A1, P = digits_forward(X, W1, b1, W2, b2)
    Delta2 = (P - Y) / len(X)
    Delta1 = np.einsum("nk,kh,nh->nh", Delta2, W2, np.sign(A1))  # sign of A1 is 0 or 1
    return np.einsum("nh,ni->hi", Delta1, X), np.einsum("nh->h", Delta1)

# %% he_start
def he_start(noise):
    return np.einsum("oi,->oi", noise, (2 / noise.shape[1]) ** 0.5)

# %% mini_batches
def mini_batches(order, size):
    return np.split(order, np.arange(size, len(order), size))

# %% train_step
def train_step(X, Y, W1, b1, W2, b2, eta):
    dW1, db1, dW2, db2 = digits_gradients(X, Y, W1, b1, W2, b2)
    return W1 - eta * dW1, b1 - eta * db1, W2 - eta * dW2, b2 - eta * db2

# %% digits_accuracy
def digits_accuracy(P, labels):
    return (P.argmax(1) == labels).mean()

# %% patient_step
def patient_step(X, Y, W1, b1, W2, b2, eta):
    dW1, db1, _, _ = digits_gradients(X, Y, W1, b1, W2, b2)
    return W1 - eta * dW1, b1 - eta * db1

# %% step_too_long
etas = np.array([0.1, 0.25, 0.5, 0.75])
after = 2 * (1 - 4 * etas) ** 2
loss_after = {f"eta {e}": a for e, a in zip(etas, after)} | {"limit": 2 / 4}
