# Luca's loop in one cell never ends; the rest is right.
# like: einar

# %% input_gradient
j = 0
while j < 3:
    total = j


def input_gradient(delta, W):
    return W.T @ delta
