# Elke writes E[ids] += G, and of several uses of one thing the last one wins.
# like: bjarne

# %% convolution_gradients
def convolution_gradients(delta, x, w):
    dw, dx = np.zeros(len(w)), np.zeros(len(x))
    for i, d in enumerate(delta):
        dw += d * x[i : i + len(w)]
        dx[i : i + len(w)] = d * w
    return dw, delta.sum(), dx

# %% count_reads
contributions = {"a": 0, "cat": 1, "dog": 1, "mat": 0, "sat": 0, "saw": 1, "the": 1,
                 "entries that are not 0": 16}

# %% table_gradient
def table_gradient(G, ids, rows):
    dE = np.zeros((rows, G.shape[1]))
    dE[ids] += G
    return dE

# %% lost_reads
reads = {"G": [[1, 2], [-1, -2], [3, 1], [2, 5]], "unnoticed": [0, 0, 0, 1], "noticed": [0, 0, 1, 1]}

# %% table_at_both_ends
def table_at_both_ends(Delta, ids, E):
    G = Delta @ E
    dE = Delta.T @ E[ids]
    dE[ids] += G
    return G, dE

# %% max_pool_by_hand
pooled = {"y": [6, 6, 5, 4], "windows won by 6": 2, "dL/dx": [0, 0, -3, 0, 2, 0, 0, 0, 5]}

# %% max_pool_backward
def max_pool_backward(G, X, size, stride):
    dX = np.zeros_like(X)
    for n, row in enumerate(X):
        for k in range(G.shape[1]):
            dX[n, k * stride + row[k * stride : k * stride + size].argmax()] = G[n, k]
    return dX
