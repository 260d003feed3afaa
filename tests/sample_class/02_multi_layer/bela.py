# Bela writes einsum, and everything is right.
# like: the-solutions for forward_diagram, parameter_shapes, main_benefit, sigmoid_and_loss
# like: the-solutions for network_by_modules

# %% two_linear_layers
def two_linear_layers(x, W1, b1, W2, b2, delta2):
    z1 = np.einsum("ij,j->i", W1, x) + b1
    delta1 = np.einsum("ki,k->i", W2, delta2)
    return delta1, np.einsum("k,i->ki", delta2, z1), np.einsum("i,j->ij", delta1, x)

# %% linear_chain
def linear_chain(weights, delta):
    J = np.einsum("dc,cb,ba->da", *weights[::-1])
    return J, np.einsum("da,d->a", J, delta)

# %% derive_hidden_delta
delta_j = [
    "sum(k, dL_dz_next[k] * dz_next_dz[k, j])",
    "sum(k, m, delta_next[k] * dz_next_da[k, m] * da_dz[m, j])",
    "sum(k, m, delta_next[k] * W_next[k, m] * (m == j) * fprime(z[m]))",
    "sum(k, delta_next[k] * W_next[k, j] * fprime(z[j]))",
    "(delta_next.T @ W_next).T * fprime(z)",
]

# %% hidden_delta
def hidden_delta(delta_next, W_next, z):
    return np.einsum("ki,k,i->i", W_next, delta_next, 1 - np.tanh(z) ** 2)

# %% printed_index
index = {
    "first line: k_3 belongs to W_": 4,
    "second line: k_2 belongs to W_": 3,
    "general line: k_3 belongs to W_": 3,
    "general line: k_2 belongs to W_": 2,
    "printed k_2": np.array([7, 10]),
    "right k_2": np.array([2, 7]),
    "k_2 raises an error": False,
    "k_1 raises an error": True,
}

# %% chain_gradients
def chain_gradients(x, y, weights):
    a = [x]
    for W in weights:
        a.append(sigmoid(W @ a[-1]))
    k, gradients = 2 * (a[-1] - y) * a[-1] * (1 - a[-1]), []
    for W, before in zip(weights[::-1], a[-2::-1]):
        gradients.append(np.einsum("i,j->ij", k, before))
        k = np.einsum("ij,i,j->j", W, k, before * (1 - before))
    return gradients[::-1]

# %% after_activation
def after_activation(k, weights, zs):
    (W2, W3), (s2, s3) = weights, [np.cosh(z) ** -2 for z in zs]
    g2 = np.einsum("cb,c,c->b", W3, s3, k)
    P = np.einsum("ba,b,cb,c->ac", W2, s2, W3, s3)
    return g2, np.einsum("ac,c->a", P, k), P

# %% gradient_from_g
def gradient_from_g(g_next, W_next, z_next, z, a_before):
    g = np.einsum("ki,k,k->i", W_next, np.cosh(z_next) ** -2, g_next)
    return g, np.einsum("i,i,j->ij", g, np.cosh(z) ** -2, a_before)

# %% all_outputs
def all_outputs(delta2, W2, z1, x):
    per_output = np.einsum("q,qi,i,j->qij", delta2, W2, 1 - np.tanh(z1) ** 2, x)
    return per_output, np.einsum("qij->ij", per_output)

# %% forward_pass
def forward_pass(x, y, W1, W2):
    z1 = np.einsum("ij,j->i", W1, x)
    z2 = np.einsum("ki,i->k", W2, sigmoid(z1))
    e = sigmoid(z2) - y
    return z1, sigmoid(z1), z2, sigmoid(z2), np.einsum("k,k->", e, e) / 2

# %% derive_weight_rows
dW2_ij = [
    "sum(k, m, dL_da2[k] * da2_dz2[k, m] * dz2_dw[m, i, j])",
    "sum(k, (a2[k] - y[k]) * fprime(z2[k]) * (k == i) * a1[j])",
    "(a2[i] - y[i]) * fprime(z2[i]) * a1[j]",
    "(fprime(z2) * (a2 - y)) @ a1.T",
]

# %% one_row
def one_row(x, y, W1, W2, row):
    _, a1, _, a2, _ = forward_pass(x, y, W1, W2)
    unit = np.eye(len(a2))[row]
    J = np.einsum("k,k,i->ki", unit, a2 * (1 - a2), a1)
    return a2 - y, J, np.einsum("k,ki->i", a2 - y, J)

# %% diagonal_view
def diagonal_view(x, y, W1, W2):
    a1 = sigmoid(np.einsum("ij,j->i", W1, x))
    a2 = sigmoid(np.einsum("ki,i->k", W2, a1))
    o, l, e = a2 * (1 - a2), a1 * (1 - a1), a2 - y
    return {
        "Omega": np.diag(o),
        "dW2": np.einsum("k,k,i->ki", o, e, a1),
        "da1": np.einsum("ki,k,k->i", W2, o, e),
        "Lambda": np.diag(l),
        "dW1": np.einsum("i,ki,k,k,j->ij", l, W2, o, e, x),
    }

# %% known_forward
waits_for_y = ["dL/da2", "delta2", "dW2", "dL/da1", "delta1", "dW1"]
local = ["Omega", "dz2_j/dw2_j", "dz2/da1", "Lambda"]
known = {**dict.fromkeys(waits_for_y, False), **dict.fromkeys(local, True)}
known["entry at y = 3"] = 0.4 + 3 * (0.1 - 0.4)

# %% network_gradients
def network_gradients(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(np.einsum("nj,ij->ni", X, W1) + b1)
    A2 = sigmoid(np.einsum("ni,ki->nk", A1, W2) + b2)
    delta2 = (A2 - Y) * A2 * (1 - A2) / X.shape[0]
    delta1 = np.einsum("nk,ki,ni->ni", delta2, W2, 1 - A1**2)
    return (
        delta2, np.einsum("nk,ni->ki", delta2, A1), np.einsum("nk->k", delta2),
        delta1, np.einsum("ni,nj->ij", delta1, X), np.einsum("ni->i", delta1),
    )

# %% deep_step
def deep_step(x, y, weights, rate):
    a = [x]
    for W in weights:
        a.append(sigmoid(np.einsum("ij,j->i", W, a[-1])))
    g, gradients = a[3] - y, []
    for W, before, after in zip(weights[::-1], a[2::-1], a[:0:-1]):
        delta = g * after * (1 - after)
        gradients.append(np.einsum("i,j->ij", delta, before))
        g = np.einsum("ij,i->j", W, delta)
    return weights[0] - rate * gradients[2], weights[1] - rate * gradients[1], g

# %% moved_factors
def moved_factors(A, B, C, D):
    return (
        np.einsum("ik,ij->jk", A, B), np.einsum("ik,jk->ij", A, C), np.einsum("ij,ij->ij", A, B),
        np.einsum("ik,ij,ik->jk", A, B, D), np.einsum("il,ij,kl->jk", A, B, D),
        np.einsum("ik,ij->kj", A, B),
    )

# %% columns_module
def columns_module(A, H, W):
    return np.einsum("in,jn->ij", A, H), np.einsum("ij,in->jn", W, A)

# %% other_storage
def other_storage(X, delta2, W1, W2):
    Z1 = np.einsum("ni,ij->nj", X, W1)
    delta1 = np.einsum("nk,jk,nj->nj", delta2, W2, np.cosh(Z1) ** -2)
    return {
        "dW2": np.einsum("nj,nk->jk", np.tanh(Z1), delta2),
        "delta1": delta1,
        "dW1": np.einsum("ni,nj->ij", X, delta1),
        "dX": np.einsum("nj,ij->ni", delta1, W1),
    }

# %% adjoint_identity
def adjoint_identity(A, W, x, dW, dx):
    s = np.cosh(np.einsum("ij,j->i", W, x)) ** -2
    da = s * (np.einsum("ij,j->i", dW, x) + np.einsum("ij,j->i", W, dx))
    gW, gx = np.einsum("i,i,j->ij", A, s, x), np.einsum("i,i,ij->j", A, s, W)
    return da, gW, gx, A @ da, np.einsum("ij,ij->", gW, dW) + np.einsum("j,j->", gx, dx)

# %% kronecker_view
def kronecker_view(delta, h):
    n = len(delta)
    K = np.einsum("ki,j->kji", np.eye(n), h).reshape(n, -1)
    return K, np.einsum("i,j->ji", delta, h).ravel()

# %% linear_module
class Linear:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.kept = x
        return np.einsum("nj,ij->ni", x, self.W) + self.b

    def backward(self, delta):
        self.dW = np.einsum("ni,nj->ij", delta, self.kept)
        self.db = np.einsum("ni->i", delta)
        return np.einsum("ni,ij->nj", delta, self.W)


def linear_module(X, W, b, delta):
    module = Linear(W, b)
    Z = module.forward(X)
    dX = module.backward(delta)
    return {"dW": module.dW, "db": module.db, "Z": Z, "dX": dX}

# %% explain_recursion
# a_i meets W_{i+1} on the way forward, so W_{i+1}ᵀ brings the error back to it. All layers are
# 50 wide: any of the matrices fits. Use widths 50, 49, 48 and it breaks, or compare with numerical
# gradients. A falling loss only says the step has some downhill part in it.
