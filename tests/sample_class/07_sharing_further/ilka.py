# Ilka clips each array by itself, and multiplies by c on both sides of a unit.
# like: bjarne

# %% clipped_gradients
def clipped_gradients(dW1, db1, dW2, limit):
    return [a * min(1, limit / max(np.linalg.norm(a), 1e-300)) for a in (dW1, db1, dW2)]

# %% turned_by_clipping
turned = {"g": [1, 1, 1]}

# %% rescaled_unit
# v times 4, too: h = 24, and 8 times 24 is sent
rescaled = {
    "h": 24, "to output 1": 192, "dL/dw1": 56, "dL/db": 28, "dL/dv1": 120, "to x1": 336,
    "h, c = -4": 0, "sum in": 42, "sum out": 42,
}

# %% scaling_component
def scaling_component(W1, b1, W2, dW1, db1, dW2):
    return (W1 * dW1).sum(axis=1) + b1 * db1 + (W2 * dW2).sum(axis=0)

# %% rescaled_gradients
def rescaled_gradients(dW1, db1, dW2, c):
    return dW1 * c[:, None], db1 * c, dW2 * c

# %% balancing_factors
def balancing_factors(W1, b1, W2):
    into = np.sqrt((W1**2).sum(axis=1) + b1**2)
    return np.linalg.norm(W2, axis=0) / into

# %% kinds_of_symmetry
kinds = {"A": "discrete", "B": "none", "C": "discrete", "D": "none",
         "E": "discrete", "F": "discrete", "G": "none", "H": "discrete"}
