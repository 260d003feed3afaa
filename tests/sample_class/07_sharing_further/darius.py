# Darius never turns the kernel round on the way back, and he mixes up which way it is read.
# like: asta

# %% derive_input_gradient_of_convolution
dx_j = {
    "chain rule": "sum(i, dL_dz[i] * dz_dx[i, j])",
    "local partials": "sum(i, a, delta[i] * w[a] * (i == j + a))",
    "one sum": "sum(a, delta[j + a] * w[a])",
    "turned round": "sum(a, turned[a] * delta[j - a])",
}

# %% convolution_gradients
def convolution_gradients(delta, x, w):
    k, m = len(w), len(delta)
    dw = np.array([delta @ x[a : a + m] for a in range(k)])
    padded = np.pad(delta, k - 1)
    dx = np.array([padded[j : j + k] @ w for j in range(len(x))])
    return dw, delta.sum(), dx

# %% turned_by_accident
example = {"w": [1, 1, 1, 1], "x": [1, 2, 3, 4, 5, 6], "delta": [1, 1, 1]}

# %% strided_gradients
def strided_gradients(delta, x, w, stride, padding):
    k, padded = len(w), np.pad(x, padding)
    dw, back = np.zeros(k), np.zeros(len(padded))
    for i, d in enumerate(delta):
        dw += d * padded[stride * i : stride * i + k]
        back[stride * i : stride * i + k] += d * w[::-1]
    return dw, back[padding : padding + len(x)]

# %% plane_gradients
def plane_gradients(delta, x, w):
    high, wide = w.shape
    dw, dx = np.zeros(w.shape), np.zeros(x.shape)
    for i, j in np.ndindex(delta.shape):
        here = slice(i, i + high), slice(j, j + wide)
        dw += delta[i, j] * x[here]
        dx[here] += delta[i, j] * w[::-1, ::-1]  # the comment says so
    return dw, dx
