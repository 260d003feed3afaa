# Einar writes einsum, and everything is right.
# like: the-solutions

# %% local_partials
def local_partials(x, n_out):
    return np.einsum("ki,j->kij", np.eye(n_out), x)

# %% weight_gradient
def weight_gradient(delta, x):
    return np.einsum("i,j->ij", delta, x)

# %% input_gradient
def input_gradient(delta, W):
    return np.einsum("k,kj->j", delta, W)

# %% layer_gradients
def layer_gradients(x, y, W, b):
    z = W @ x + b
    a = 1 / (1 + np.exp(-z))
    delta = (a - y) * a * (1 - a)
    return delta, np.outer(delta, x), delta, W.T @ delta

# %% softmax_delta
def softmax_delta(g, z):
    p = np.exp(z) / np.sum(np.exp(z))
    return (np.diag(p) - np.outer(p, p)) @ g

# %% elementwise_fails
example = {"z": [0, 0, 0], "g": [1, 2, 0]}

# %% batch_gradients
def batch_gradients(Delta, X, W):
    per_sample = np.einsum("no,ni->noi", Delta, X)
    return per_sample, per_sample.sum(axis=0), Delta.sum(axis=0), np.einsum("no,oi->ni", Delta, W)

# %% numerical_gradient
def numerical_gradient(f, W, h=1e-5):
    G = np.zeros_like(W)
    for at in np.ndindex(W.shape):
        E = np.zeros_like(W)
        E[at] = h
        G[at] = (f(W + E) - f(W - E)) / (2 * h)
    return G
