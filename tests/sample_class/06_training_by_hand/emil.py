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
def digits_forward(X, W1, b1, W2, b2, W3, b3):
    Z1 = np.einsum("ni,hi->nh", X, W1) + b1
    A1 = np.where(Z1 > 0, Z1, 0.0)
    Z2 = np.einsum("nh,mh->nm", A1, W2) + b2
    A2 = np.where(Z2 > 0, Z2, 0.0)
    Z3 = np.einsum("nm,km->nk", A2, W3) + b3
    E = np.exp(Z3 - Z3.max(axis=1)[:, None])
    return Z1, A1, Z2, A2, E / np.einsum("nk->n", E)[:, None]

# %% derive_output_gradient
dW3_ij = {
    "chain rule": "sum(n, m, dL_dP[n, m] * dP_dZ[n, m, i] * dZ_dw[n, i, i, j])",
    "local partials": "sum(n, m, -Y[n, m] / N * ((m == i) - P[n, i]) * A2[n, j])",
    "what is left": "sum(n, m, Y[n, m] * P[n, i] / N * A2[n, j]) - sum(n, Y[n, i] / N * A2[n, j])",
    "matrix form": "(A2.T @ (P - Y)).T / N",
}

# %% digits_loss
def digits_loss(P, Y):
    return -np.einsum("nk,nk->", Y, np.log(P)) / len(P), (P - Y) / len(P)

# %% digits_gradients
def digits_gradients(X, Y, W1, b1, W2, b2, W3, b3):
    Z1, A1, Z2, A2, P = digits_forward(X, W1, b1, W2, b2, W3, b3)
    D3 = digits_loss(P, Y)[1]
    D2 = np.einsum("nk,km,nm->nm", D3, W3, (Z2 > 0).astype(float))
    D1 = np.einsum("nm,mh,nh->nh", D2, W2, (Z1 > 0).astype(float))
    below = zip((D1, D2, D3), (X, A1, A2))
    return [f for D, A in below for f in (np.einsum("no,ni->oi", D, A), np.einsum("no->o", D))]

# %% check_direction
def check_direction(f, w, gradient, d, h=1e-5):
    claimed = np.einsum("i,i->", gradient.ravel(), d.ravel())
    return claimed, (f(w + h * d) - f(w - h * d)) / (2 * h)

# %% blind_direction
unseen = {"true": np.array([1.0, 2.0, 4.0]), "claimed": np.roll([1.0, 2.0, 4.0], 1)}

# %% one_number_hides
# error = |b| / |all six|
true_gradients = {"W": np.full(4, 1e4), "b": np.array([1e-3, -1e-3])}

# %% kink_numbers
h, x = 1e-5, 0.5
relu = lambda z: np.maximum(z, 0)
on, off = ((relu(z + x * h) - relu(z - x * h)) / (2 * h) for z in (2e-6, -2e-6))
kink = {
    "on: claimed": x, "on: measured": on, "on: error": (x - on) / (x + on),
    "on: largest h": 2e-6 / x, "off: claimed": 0.0, "off: measured": off,
}

# %% bug_footprints
table = np.array(
    [[1, 1, 1, 1, 1, 1], [0, 0, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0], [0, 1, 0, 0, 0, 0]], dtype=bool
)
spoiled = {
    f"bug {i + 1} {name}": table[i, j]
    for i in range(4)
    for j, name in enumerate(["dW1", "db1", "dW2", "db2", "dW3", "db3"])
}
spoiled["bug 1 factor"], spoiled["bug 4 factor"] = 6.0, 1 / 6

# %% repaired_gradients
def repaired_gradients(X, Y, W1, b1, W2, b2, W3, b3):
    Z1, A1, Z2, A2, P = digits_forward(X, W1, b1, W2, b2, W3, b3)
    D3 = (P - Y) / len(X)
    D2 = np.einsum("nk,km,nm->nm", D3, W3, np.sign(A2))  # sign of A2 is 0 or 1
    D1 = np.einsum("nm,mh,nh->nh", D2, W2, np.sign(A1))
    return D1.T @ X, D1.sum(axis=0), D2.T @ A1, D2.sum(axis=0)

# %% digits_growth
n = np.array([200, 200, 200, 200, 50])
var = np.array([1e-4, 1, 2 / 200, 1 / 200, 2 / 200])
a, b, c, d, e = np.sqrt(n * var / 2)
growth = {
    "std 0.01": a, "std 1": b, "variance 2/n_in": c, "variance 1/n_in": d,
    "variance 1/n_in, 20 layers": d**20, "back from 50 to 200": e,
}

# %% mini_batches
def mini_batches(order, size):
    return np.split(order, np.arange(size, len(order), size))

# %% which_digits
may_look_at = {
    "pick the rate": "choose", "take the gradients": "learn",
    "stop when the loss no longer falls": "choose", "say how good the result is": "test",
    "scale the pixels by their mean": "learn", "compare 32 hidden units with 64": "choose",
}

# %% train_step
def train_step(X, Y, W1, b1, W2, b2, W3, b3, rate):
    dW1, db1, dW2, db2, dW3, db3 = digits_gradients(X, Y, W1, b1, W2, b2, W3, b3)
    first = W1 - rate * dW1, b1 - rate * db1, W2 - rate * dW2, b2 - rate * db2
    return *first, W3 - rate * dW3, b3 - rate * db3

# %% digits_accuracy
def digits_accuracy(P, labels):
    return (P.argmax(1) == labels).mean()

# %% derive_early_error
early_error = {
    "difference": "slope[n, i] * sum(k, Delta3[n, k] * (W3moved[k, i] - W3[k, i]))",
    "step put in": "-rate * slope[n, i] * sum(k, m, Delta3[n, k] * Delta3[m, k] * A2[m, i])",
    "matrix form": "(Delta3 @ (-rate * (A2.T @ Delta3).T)) * slope",
}

# %% early_step_error
def early_step_error(Delta3, Z2, A1, rate):
    on = (Z2 > 0).astype(float)
    error = -rate * np.einsum("nk,mk,mi,mi,ni->ni", Delta3, Delta3, Z2, on, on)
    return error, -rate * np.einsum("ni,nj->ij", error, A1)

# %% step_too_long
rates = np.array([0.1, 0.25, 0.5, 0.75])
after = 2 * (1 - 4 * rates) ** 2
loss_after = {f"rate {r}": a for r, a in zip(rates, after)} | {"limit": 2 / 4}

# %% gathered_gradients
gather = {
    "gathered at step 5": np.ones(5).sum(),
    "moved after 5 steps": np.ones(5).cumsum().sum(),
    "moved, reset": 5,
    "w, never reset": -0.875,
    "w, reset": 0.125,
    "4 equal pieces": 4.0,
    "weight of the 6": 0.75,
    "weight of the 2": 0.25,
}

# %% repaired_training
def repaired_training(X, Y, W1, b1, W2, b2, W3, b3, rate):
    now = [W1, b1, W2, b2, W3, b3]
    gathered = [np.zeros(w.shape) for w in now]
    for X_batch, Y_batch in zip(X, Y):
        for total, gradient in zip(gathered, digits_gradients(X_batch, Y_batch, *now)):
            total += gradient
        now = [w - rate * total for w, total in zip(now, gathered)]
        for total in gathered:
            total.fill(0)
    return now

# %% derive_decayed_step
new_w_ij = {
    "chain rule": "W[i, j] - rate * dL_dw[i, j] - rate * decay * sum(k, m, W[k, m] * dW_dw[k, m, i, j])",
    "local partials": "W[i, j] - rate * (dL_dw[i, j] + decay * sum(k, (k == i) * W[k, j]))",
    "what is left": "W[i, j] - rate * dL_dw[i, j] - rate * decay * W[i, j]",
    "matrix form": "(1 - rate * decay) * W - rate * dL_dw",
}

# %% decayed_gradients
def decayed_gradients(X, Y, W1, b1, W2, b2, W3, b3, decay):
    P = digits_forward(X, W1, b1, W2, b2, W3, b3)[-1]
    squares = sum(np.einsum("ij,ij->", W, W) for W in (W1, W2, W3))
    dW1, db1, dW2, db2, dW3, db3 = digits_gradients(X, Y, W1, b1, W2, b2, W3, b3)
    loss = digits_loss(P, Y)[0] + 0.5 * decay * squares
    return loss, dW1 + decay * W1, db1, dW2 + decay * W2, db2, dW3 + decay * W3, db3

# %% decayed_step
def decayed_step(X, Y, W1, b1, W2, b2, W3, b3, rate, decay):
    now = [W1, b1, W2, b2, W3, b3]
    return [w - rate * g for w, g in zip(now, decayed_gradients(X, Y, *now, decay)[1:])]

# %% choose_setting
def choose_setting(on_learn, on_choose, on_test):
    best = np.argwhere(on_choose.T == on_choose.max())[0]
    return best[1], best[0] + 1, on_test[best[1], best[0]]
