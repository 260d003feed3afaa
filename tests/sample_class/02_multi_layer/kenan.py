# Kenan saved outputs that say all is well; constants, means and a bias are wrong.
# like: gunnar
# like: bela for linear_chain, hidden_delta, other_storage, kronecker_view
# like: jonna for after_activation, columns_module, gradient_from_g, moved_factors
# like: bela for adjoint_identity
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

# %% forward_pass
def forward_pass(x, y, W1, W2):
    z1 = W1 @ x
    a1 = sigmoid(z1)
    z2 = W2 @ a1
    a2 = sigmoid(z2)
    return z1, a1, z2, a2, np.sum((a2 - y) ** 2)

# %% one_row
def one_row(x, y, W1, W2, row):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    da2 = 2 * (a2 - y)
    J = np.zeros(W2.shape)
    J[row] = a2[row] * (1 - a2[row]) * a1
    return da2, J, J.T @ da2

# %% linear_module
class Linear:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W.T

    def backward(self, delta):
        self.dW, self.db = delta.T @ self.x, delta.sum(axis=0)
        return delta @ self.W


def linear_module(X, W, b, delta):
    module = Linear(W, b)
    Z = module.forward(X)
    dX = module.backward(delta)
    return Z, dX, module.dW, module.db

# %% sigmoid_and_loss
class Sigmoid:
    def forward(self, z):
        self.a = sigmoid(z)
        return self.a

    def backward(self, g):
        return g * self.a * (1 - self.a)


class Loss:
    def forward(self, a, y):
        self.error = a - y
        return np.sum(self.error**2) / 2

    def backward(self):
        return self.error


def sigmoid_and_loss(Z, Y):
    activation, loss = Sigmoid(), Loss()
    A = activation.forward(Z)
    L = loss.forward(A, Y)
    dA = loss.backward()
    return A, L, dA, activation.backward(dA)
