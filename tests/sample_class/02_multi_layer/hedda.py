# Hedda forgot a colon in the longest cell; the rest is right.
# like: anouk
# like: jonna for linear_chain, diagonal_view, deep_step, other_storage, adjoint_identity
# like: jonna for kronecker_view
# like: the-solutions for two_linear_layers

# %% hidden_delta
def hidden_delta(delta_next, W_next, z):
    delta = W_next.T @ delta_next
    delta = delta * (1 - np.tanh(z) ** 2)
    return delta

# %% chain_gradients
def chain_gradients(x, y, weights):
    a = [x]
    for W in weights:
        a.append(sigmoid(W @ a[-1]))
    k, gradients = 2 * (a[-1] - y) * a[-1] * (1 - a[-1]), []
    for W, before in zip(weights[::-1], a[-2::-1]):
        gradients.append(np.outer(k, before))
        k = (k @ W) * before * (1 - before)
    return gradients[::-1]

# %% all_outputs
def all_outputs(delta2, W2, z1, x):
    slope = 1 - np.tanh(z1) ** 2
    per_output = []
    for q in range(len(delta2)):
        per_output.append(np.outer(delta2[q] * W2[q] * slope, x))
    dW1 = np.outer((W2.T @ delta2) * slope, x)
    return np.array(per_output), dW1

# %% network_gradients
def network_gradients(X, Y, W1, b1, W2, b2)
    N = len(X)
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - Y) * A2 * (1 - A2) / N
    delta1 = delta2 @ W2 * (1 - A1**2)
    return delta2, delta2.T @ A1, delta2.sum(axis=0), delta1, delta1.T @ X, delta1.sum(axis=0)

# %% explain_recursion
# k_i needs W_{i+1}ᵀ, as a_i enters layer i + 1. Everything is 50 × 50, so no error.
# A gradient check shows it. A loss can fall with half a gradient.
