# Igor misspelt a function he calls, and the name of a dictionary; the rest is right.
# like: jonna for printed_index, chain_gradients, diagonal_view, network_gradients, frobenius_rules
# like: jonna for kronecker_view
# like: bela for after_activation, columns_module, rows_module, layer_both_ways
# like: hedda for two_linear_layers, hidden_delta, all_outputs

# %% linear_chain
def linear_chain(weights, delta):
    if len(weights) == 1:
        return weights[0], weights[0].T @ delta
    J, d = linear_chain(weights[1:], delta)
    return J @ weights[0], weights[0].T @ d

# %% known_forward
know = {
    "Omega": True,
    "dL/da2": False,
    "delta2": False,
    "dz2_j/dw2_j": True,
    "dW2": False,
    "dz2/da1": True,
    "dL/da1": False,
    "Lambda": True,
    "delta1": False,
    "dW1": False,
    "entry at y = 3": -0.5,
}

# %% network_step
def network_step(x, y, W1, W2, rate):
    grads = diagonal_veiw(x, y, W1, W2)
    return W1 - rate * grads[4], W2 - rate * grads[1]
