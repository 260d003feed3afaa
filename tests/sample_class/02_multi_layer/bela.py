# Bela writes einsum, and everything is right.

# %% two_linear_layers
def two_linear_layers(x, W1, b1, W2, b2, delta2):
    z1 = np.einsum("ij,j->i", W1, x) + b1
    delta1 = np.einsum("ki,k->i", W2, delta2)
    return delta1, np.einsum("k,i->ki", delta2, z1), np.einsum("i,j->ij", delta1, x)

# %% linear_chain
def linear_chain(weights, delta):
    J = np.einsum("dc,cb,ba->da", *weights[::-1])
    return J, np.einsum("da,d->a", J, delta)

# %% hidden_delta
def hidden_delta(delta_next, W_next, z):
    return np.einsum("ki,k,i->i", W_next, delta_next, 1 - np.tanh(z) ** 2)

# %% printed_index
index = {
    "first line: k_3 belongs to W_": 4,
    "second line: k_2 belongs to W_": 3,
    "general line: k_3 belongs to W_": 3,
    "general line: k_2 belongs to W_": 2,
    "printed k_2": np.array([1, 2]),
    "right k_2": np.array([0, 1]),
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

# %% all_outputs
def all_outputs(delta2, W2, z1, x):
    per_output = np.einsum("q,qi,i,j->qij", delta2, W2, 1 - np.tanh(z1) ** 2, x)
    return per_output, np.einsum("qij->ij", per_output)

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

# %% network_step
def network_step(x, y, W1, W2, rate):
    found = diagonal_view(x, y, W1, W2)
    return W1 - rate * found["dW1"], W2 - rate * found["dW2"]

# %% frobenius_rules
holds = {"a": True, "b": True, "c": False, "d": False,
         "e": True, "f": False, "g": True, "h": True}

# %% columns_module
def columns_module(A, H, W):
    return np.einsum("in,jn->ij", A, H), np.einsum("ij,in->jn", W, A)

# %% rows_module
def rows_module(A, H, W):
    return np.einsum("ni,nj->ij", H, A), np.einsum("nj,ij->ni", A, W)

# %% layer_both_ways
def layer_both_ways(A, W, x, dW, dx):
    s = np.cosh(np.einsum("ij,j->i", W, x)) ** -2
    dz = np.einsum("ij,j->i", dW, x) + np.einsum("ij,j->i", W, dx)
    return s * dz, s * A

# %% kronecker_view
def kronecker_view(delta, h):
    n = len(delta)
    K = np.einsum("ki,j->kji", np.eye(n), h).reshape(n, -1)
    return K, np.einsum("i,j->ji", delta, h).ravel()

# %% explain_recursion
# a_i meets W_{i+1} on the way forward, so W_{i+1}ᵀ brings the error back to it. All layers are
# 50 wide: any of the matrices fits. Use widths 50, 49, 48 and it breaks, or compare with numerical
# gradients. A falling loss only says the step has some downhill part in it.
