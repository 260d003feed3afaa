# Dmitri stopped at the resting point; he starts each output's pass from 1.
# like: igor for two_linear_layers, hidden_delta, printed_index, chain_gradients
# like: jonna for after_activation, gradient_from_g, derive_hidden_delta

# %% linear_chain
def linear_chain(weights, delta):
    # multi_dot picks the cheap order
    J = np.linalg.multi_dot(weights[::-1])
    return J, J.T @ delta

# %% all_outputs
def all_outputs(delta2, W2, z1, x):
    slope = 1 - np.tanh(z1) ** 2
    per_output = []
    for q in range(len(delta2)):
        seed = np.zeros(len(delta2))
        seed[q] = 1  # only output q
        per_output.append(np.outer(W2.T @ seed * slope, x))
    return np.array(per_output), np.outer(W2.T @ delta2 * slope, x)
