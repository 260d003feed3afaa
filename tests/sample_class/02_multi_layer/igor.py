# Igor misspelt a function he calls, and the name of a dictionary; the rest is right.
# like: bela for derive_weight_rows
# like: jonna for printed_index, chain_gradients, diagonal_view, network_gradients, moved_factors
# like: jonna for kronecker_view
# like: bela for after_activation, columns_module, other_storage, adjoint_identity
# like: hedda for two_linear_layers, hidden_delta, all_outputs
# like: jonna for gradient_from_g, one_row, network_by_modules, derive_hidden_delta
# like: the-solutions for forward_diagram, parameter_shapes, main_benefit
# like: anouk for forward_pass, linear_module, sigmoid_and_loss

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

# %% deep_step
def deep_step(x, y, weights, rate):
    a = [x]
    for W in weights:
        a.append(sigmiod(W @ a[-1]))
    g, new = a[3] - y, []
    for W, before, after in zip(weights[::-1], a[2::-1], a[:0:-1]):
        delta = g * after * (1 - after)
        new.append(W - rate * np.outer(delta, before))
        g = W.T @ delta
    return new[2], new[1], g
