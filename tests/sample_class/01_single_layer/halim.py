# Halim got half-way and stopped at the resting point.

# %% single_shapes
shapes = {"z": (3,), "delta": (3,), "dW": (3, 5), "dx": (5,), "db": (3,)}

# %% zero_partials
is_zero = {
    "z1 w11": False, "z1 w12": False, "z1 w21": True, "z1 w22": True,
    "z2 w11": True, "z2 w12": True, "z2 w21": False, "z2 w22": False,
}

# %% local_partials
def local_partials(x, n_out):
    return np.einsum("ki,j->kij", np.eye(n_out), x)

# %% weight_gradient
def weight_gradient(delta, x):
    return np.einsum("i,j->ij", delta, x)

# %% input_gradient
def input_gradient(delta, W):
    return np.einsum("k,kj->j", delta, W)

# %% squared_error_delta
def squared_error_delta(z, y):
    return z - y

# %% what_delta_is
by_hand = {"dc/dz": 4, "dz/dc": 0.25, "dL/dc": 6, "delta": 24}
