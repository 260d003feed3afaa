# Sven left a bracket open in one cell.
# like: einar

# %% sigmoid_delta
def sigmoid_delta(g, z):
    return g * sigmoid_slope(z
