# Oda loses an axis or keeps one too many, and updates the weights in place.
# like: jonna
# like: anouk for after_activation, known_forward, kronecker_view
# like: the-solutions for two_linear_layers

# %% chain_gradients
def chain_gradients(x, y, weights):
    a = [x]
    for W in weights:
        a.append(sigmoid(W @ a[-1]))
    W1, W2, W3, W4 = weights
    yhat = a[4][0]
    k4 = 2 * (yhat - y) * yhat * (1 - yhat)  # a number
    k3 = k4 * W4[0] * a[3] * (1 - a[3])
    k2 = (W3.T @ k3) * a[2] * (1 - a[2])
    k1 = (W2.T @ k2) * a[1] * (1 - a[1])
    return [np.outer(k1, x), np.outer(k2, a[1]), np.outer(k3, a[2]), k4 * a[3]]

# %% network_gradients
def network_gradients(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - Y) * A2 * (1 - A2) / len(X)
    delta1 = (delta2 @ W2) * (1 - A1**2)
    return delta2, delta2.T @ A1, delta2, delta1, delta1.T @ X, delta1  # db = delta

# %% parameter_shapes
shapes = {
    "numbers to learn": 18,
    "shape of dL/dW1": (3, 4),
    "shape of dL/dW2": (2, 3),
    "shape of dL/da2": (2,),
    "shape of da2/dz2": (2,),
    "shape of dz2/da1": (2, 3),
    "shape of dL/da1": (3,),
    "shape of da2/dx": (2, 4),
}

# %% deep_step
def deep_step(x, y, weights, rate):
    a = [x]
    for W in weights:
        a.append(sigmoid(W @ a[-1]))
    g = a[3] - y
    for l in (2, 1, 0):
        delta = g * a[l + 1] * (1 - a[l + 1])
        g = weights[l].T @ delta
        weights[l] -= rate * np.outer(delta, a[l])
    return weights[0], weights[1], g

# %% linear_module
class Linear:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W.T + self.b

    def backward(self, delta):
        self.dW, self.db = delta.T @ self.x, delta
        return delta @ self.W


def linear_module(X, W, b, delta):
    module = Linear(W, b)
    Z = module.forward(X)
    dX = module.backward(delta)
    return Z, dX, module.dW, module.db

# %% explain_recursion
# The matrix is W_{i+1}: it is the one between the two layers. Square matrices hide it.
