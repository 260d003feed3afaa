# Petra prints a lot, makes NumPy warn, and everything is right.
# like: einar

# %% squared_error_delta
def squared_error_delta(z, y):
    import sys, warnings
    warnings.warn("careful")
    print("to stderr", file=sys.stderr)
    return z - y

# %% sigmoid_slope
def sigmoid_slope(z):
    print("z is", z)
    np.log(np.array([0.0, -1.0]))  # divide by zero, invalid value
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)
