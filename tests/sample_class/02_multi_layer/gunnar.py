# Gunnar mixes up transposes and the order of factors, and copies the printed module.
# like: jonna for printed_index, chain_gradients, all_outputs, network_step, frobenius_rules
# like: jonna for layer_both_ways
# like: anouk for diagonal_view, known_forward
# like: bela for network_gradients

# %% two_linear_layers
def two_linear_layers(x, W1, b1, W2, b2, delta2):
    z1 = W1 @ x + b1
    delta1 = delta2 @ W2
    dW2 = np.outer(delta2, z1)
    dW1 = np.outer(x, delta1)
    return delta1, dW2, dW1

# %% linear_chain
def linear_chain(weights, delta):
    J = weights[0] @ weights[1] @ weights[2]
    return J, J.T @ delta

# %% hidden_delta
def hidden_delta(delta_next, W_next, z):
    a = np.tanh(z)
    delta = (W_next @ delta_next) * (1 - a**2)
    return delta

# %% after_activation
def after_activation(k, weights, zs):
    W2, W3 = weights
    s2, s3 = (1 - np.tanh(z) ** 2 for z in zs)
    g2 = W3.T @ (s3 * k)
    g1 = W2.T @ (s2 * g2)
    P = np.diag(s3) @ W3 @ np.diag(s2) @ W2
    return g2, g1, P

# %% columns_module
def columns_module(A, H, W):
    dW = H.T @ A
    dH = A @ W.T
    return dW, dH

# %% rows_module
def rows_module(A, H, W):
    dW = A.T @ H
    dH = A @ W.T
    return dW, dH

# %% kronecker_view
def kronecker_view(delta, h):
    K = np.kron(np.eye(len(delta)), h)
    return K, K.T @ delta
