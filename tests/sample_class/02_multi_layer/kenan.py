# Kenan saved outputs that say all is well; constants, means and a bias are wrong.
# like: gunnar
# like: bela for linear_chain, hidden_delta, rows_module, kronecker_view
# like: jonna for after_activation, columns_module
# do: outputs diagonal_view: right. 5 of 5 points.

# %% two_linear_layers
def two_linear_layers(x, W1, b1, W2, b2, delta2):
    z1 = W1 @ x
    delta1 = W2.T @ delta2
    return delta1, np.outer(delta2, z1), np.outer(delta1, x)

# %% all_outputs
def all_outputs(delta2, W2, z1, x):
    delta1 = delta2[:, None] * W2 * (1 - np.tanh(z1) ** 2)
    per_output = delta1[:, :, None] * x
    return per_output, per_output.mean(axis=0)

# %% diagonal_view
def diagonal_view(x, y, W1, W2):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    Omega, Lambda = np.diag(a2 * (1 - a2)), np.diag(a1 * (1 - a1))
    dz2 = Omega @ (2 * (a2 - y))  # the square brings down a 2
    da1 = W2.T @ dz2
    return Omega, np.outer(dz2, a1), da1, Lambda, np.outer(Lambda @ da1, x)

# %% network_gradients
def network_gradients(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - Y) / len(X) * A2 * (1 - A2)
    delta1 = delta2 @ W2 * (1 - A1**2)
    db2, db1 = np.mean(delta2, axis=0), np.mean(delta1, axis=0)
    return delta2, delta2.T @ A1, db2, delta1, delta1.T @ X, db1
