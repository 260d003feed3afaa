# Gesa forgets the way through the variance, and takes statistics for constants.
# like: bjarne

# %% batch_norm_stages
def batch_norm_stages(G, X, gamma, eps):
    N = len(X)
    c = X - X.mean(axis=0)
    var = (c**2).mean(axis=0)
    r = 1 / np.sqrt(var + eps)
    dxhat = G * gamma
    dr = (dxhat * c).sum(axis=0)
    dvar = -dr / 2 * (var + eps) ** -1.5
    dc = dxhat * r  # xhat = c r
    dmean = -dc.sum(axis=0)
    dX = dc + dmean / N
    return dxhat, dr, dvar, dc, dmean, dX

# %% derive_batch_norm
dx_i = {
    "chain rule": "sum(n, dL_dxhat[n] * dxhat_dx[n, i])",
    "product rule": "gamma * r * sum(n, g[n] * dc_dx[n, i])",
    "local partials": "gamma * r * sum(n, g[n] * ((n == i) - 1 / N))",
    "closed form": "gamma * r * (g[i] - sum(n, g[n]) / N)",
}

# %% batch_norm_gradients
def batch_norm_gradients(G, xhat, r, gamma):
    return gamma * r * (G - G.mean(axis=0)), (G * xhat).sum(axis=0), G.sum(axis=0)

# %% unseen_by_batch_norm
unseen = {
    "3w: y": 1, "3w: dL/dz": 1, "3w: dL/dw": 1, "3w: dL/dX": 1, "3w: dL/dgamma": 1,
    "dL/db": "zero", "dL/dw": "not zero", "w times dL/dw": "not zero",
    "dL/dgamma": "not zero", "dL/dbeta": "not zero",
}

# %% batch_norm_evaluate
def batch_norm_evaluate(G, X, gamma, beta, mean, var, eps):
    # the same as in training
    mean, var = X.mean(axis=0), X.var(axis=0)
    return gamma * (X - mean) / np.sqrt(var + eps) + beta, G * gamma / np.sqrt(var + eps)
