"""Answers to the exercises of `02_multi_layer`."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from answers.derivatives import complex_step, differences


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(z: Any) -> Any:
    return sigmoid(z) * sigmoid(-z)


def tanh_slope(z: Any) -> Any:
    return 1 - np.tanh(z) ** 2


# ---- two_linear_layers -----------------------------------------------------------------------


def two(x, W1, b1, W2, b2, delta2):
    """The closed formulas, δ carried down by W2ᵀ."""
    z1 = W1 @ x + b1
    delta1 = W2.T @ delta2
    return delta1, np.outer(delta2, z1), np.outer(delta1, x)


def two_loops(x, W1, b1, W2, b2, delta2):
    """Index by index, in lists."""
    n1, n2 = len(b1), len(b2)
    z1 = [sum(W1[i, j] * x[j] for j in range(len(x))) + b1[i] for i in range(n1)]
    delta1 = [sum(W2[k, i] * delta2[k] for k in range(n2)) for i in range(n1)]
    dW2 = [[delta2[k] * z1[i] for i in range(n1)] for k in range(n2)]
    dW1 = [[delta1[i] * x[j] for j in range(len(x))] for i in range(n1)]
    return delta1, dW2, dW1


def two_jacobians(x, W1, b1, W2, b2, delta2):
    """The full Jacobians of z2 with respect to z1, W2 and W1."""
    z1 = W1 @ x + b1
    z2_W2 = np.einsum("ki,j->kij", np.eye(len(b2)), z1)
    z1_W1 = np.einsum("ki,j->kij", np.eye(len(b1)), x)
    z2_W1 = np.tensordot(W2, z1_W1, axes=1)
    return {
        "dW1": np.tensordot(delta2, z2_W1, axes=1),
        "dW2": np.tensordot(delta2, z2_W2, axes=1),
        "delta1": delta2 @ W2,
    }


def two_differences(x, W1, b1, W2, b2, delta2):
    """Central differences of δ2 · z2."""

    def loss(W1, b1, W2):
        return delta2 @ (W2 @ (W1 @ x + b1) + b2)

    return [
        differences(lambda v: loss(W1, v, W2), b1),
        differences(lambda v: loss(W1, b1, v), W2),
        differences(lambda v: loss(v, b1, W2), W1),
    ]


def two_changed(**changes):
    def wrong(x, W1, b1, W2, b2, delta2):
        z1 = W1 @ x + b1
        v = {"x": x, "W1": W1, "b1": b1, "W2": W2, "delta2": delta2, "z1": z1, "z2": W2 @ z1 + b2}
        v["delta1"] = changes["delta1"](v) if "delta1" in changes else W2.T @ delta2
        out = {
            "delta1": v["delta1"],
            "dW2": np.outer(delta2, z1),
            "dW1": np.outer(v["delta1"], x),
        }
        out.update({n: c(v) for n, c in changes.items() if n != "delta1"})
        return out

    return wrong


# ---- linear_chain ----------------------------------------------------------------------------


def chain_product(weights, delta):
    """The product of all matrices first, then its transpose times δ."""
    J = weights[-1]
    for W in weights[-2::-1]:
        J = J @ W
    return J, J.T @ delta


def chain_steps(weights, delta):
    """Layer by layer from the top, J and δ side by side."""
    J = np.eye(len(delta))
    for W in reversed(weights):
        J, delta = J @ W, W.T @ delta
    return J, delta


def chain_paths(weights, delta):
    """The sum over all paths from an input to an output of the weights along the path."""
    A, B, C = weights
    J = np.zeros((len(C), A.shape[1]))
    for last, second, first, start in np.ndindex(*C.shape, *A.shape):
        J[last, start] += C[last, second] * B[second, first] * A[first, start]
    return J, [sum(d * v for d, v in zip(delta, column, strict=True)) for column in J.T]


def chain_forward(weights, delta):
    """Forward mode: one column of J for each input that moves by 1."""
    columns = []
    for v in np.eye(weights[0].shape[1]):
        for W in weights:
            v = W @ v
        columns.append(v)
    return np.array(columns).T.tolist(), [delta @ column for column in columns]


def chain_differences(weights, delta):
    """Central differences of the last z."""

    def last(z):
        for W in weights:
            z = W @ z
        return z

    z = np.zeros(weights[0].shape[1])
    return differences(last, z), differences(lambda v: delta @ last(v), z)


def chain_recursive(weights, delta):
    """A recursion on the layers above the first."""
    if len(weights) == 1:
        return weights[0], weights[0].T @ delta
    J, d = chain_recursive(weights[1:], delta)
    return J @ weights[0], weights[0].T @ d


# ---- hidden_delta ----------------------------------------------------------------------------


def hidden(delta_next, W_next, z):
    """The closed formula: carried down, then times the slope."""
    return (W_next.T @ delta_next) * tanh_slope(z)


def hidden_loops(delta_next, W_next, z):
    """Index by index, with the slope from the hyperbolic cosine."""
    out = []
    for i in range(len(z)):
        total = 0.0
        for k in range(len(delta_next)):
            total += delta_next[k] * W_next[k, i]
        out.append(total / np.cosh(z[i]) ** 2)
    return out


def hidden_differences(delta_next, W_next, z):
    """Central differences of δ · W tanh(z)."""
    return differences(lambda v: delta_next @ W_next @ np.tanh(v), z)


def hidden_complex(delta_next, W_next, z):
    """The complex step on δ · W tanh(z)."""
    return complex_step(lambda v: delta_next @ W_next @ np.tanh(v), z)


def hidden_diagonal(delta_next, W_next, z):
    """The transposed Jacobians of both steps, the slope as a diagonal matrix."""
    return np.diag(1 - np.tanh(z) ** 2) @ W_next.T @ delta_next


# ---- chain_gradients -------------------------------------------------------------------------


def chain_forward_pass(x, weights):
    a, s = [x], []
    for W in weights:
        s.append(W @ a[-1])
        a.append(sigmoid(s[-1]))
    return a, s


def scalar_chain(x, y, weights, *, carry=None, start=2.0, slope=None):
    """The recursion of δ: carried down by Wᵀ, then times the slope.

    `carry(k, i, weights)` takes the k of layer i + 1 down to the a of layer i, from 0.
    """
    a, s = chain_forward_pass(x, weights)
    slope = slope or (lambda a, s: a * (1 - a))
    carry = carry or (lambda k, i, weights: weights[i + 1].T @ k)
    k = start * (a[-1] - y) * slope(a[-1], s[-1])
    grads = [np.outer(k, a[-2])]
    for i in reversed(range(len(weights) - 1)):
        k = carry(k, i, weights) * slope(a[i + 1], s[i])
        grads.insert(0, np.outer(k, a[i]))
    return grads


def scalar_chain_after(x, y, weights):
    """The recursion after the activations: the slope first, then Wᵀ."""
    a, s = chain_forward_pass(x, weights)
    g = np.array([2 * (a[-1][0] - y)])
    out = []
    for W, before, z in zip(weights[::-1], a[-2::-1], s[::-1], strict=True):
        d = g * sigmoid_slope(z)
        out.append(d[:, None] @ before[None, :])
        g = W.T @ d
    return tuple(out[::-1])


def scalar_chain_closed(x, y, weights):
    """The closed form: for each layer the whole product of Wᵀ and diagonal slopes."""
    a, s = chain_forward_pass(x, weights)
    D = [np.diag(sigmoid_slope(z)) for z in s]
    out = []
    for i in range(len(weights)):
        k = D[-1] @ (2 * (a[-1] - y))
        for j in reversed(range(i, len(weights) - 1)):
            k = D[j] @ weights[j + 1].T @ k
        out.append(np.outer(k, a[i]))
    return out


def scalar_chain_differences(x, y, weights):
    """Central differences of the error."""

    def error(i, W):
        a, _ = chain_forward_pass(x, [W if j == i else V for j, V in enumerate(weights)])
        return (a[-1][0] - y) ** 2

    return [differences(lambda W, i=i: error(i, W), W) for i, W in enumerate(weights)]


def scalar_chain_forward(x, y, weights):
    """Forward mode: the change of the output along with each weight's, layer after layer."""
    a, s = chain_forward_pass(x, weights)
    out = []
    for i, W in enumerate(weights):
        change = np.einsum("ki,j->kij", np.diag(sigmoid_slope(s[i])), a[i])
        for V, z in zip(weights[i + 1 :], s[i + 1 :], strict=True):
            change = np.tensordot(sigmoid_slope(z)[:, None] * V, change, axes=1)
        out.append(2 * (a[-1][0] - y) * change.reshape(W.shape))
    return tuple(out)


def scalar_chain_loops(x, y, weights):
    """Index by index, in lists."""
    a, _ = chain_forward_pass(x, weights)
    k = [2 * (a[-1][0] - y) * a[-1][0] * (1 - a[-1][0])]
    out = []
    for i in (3, 2, 1, 0):
        out.insert(0, [[kj * v for v in a[i]] for kj in k])
        if i:
            W = weights[i]
            k = [
                sum(W[r, c] * k[r] for r in range(len(k))) * a[i][c] * (1 - a[i][c])
                for c in range(W.shape[1])
            ]
    return out


def as_printed(k, i, weights):
    return weights[i + 1].T @ k if i == len(weights) - 2 else k @ weights[i]


def untransposed(k, i, weights):
    return weights[i + 1].T @ k if i == len(weights) - 2 else weights[i + 1] @ k


def unweighted(k, i, weights):
    return np.full(weights[i + 1].shape[1], k.sum())


def network_input_everywhere(x, y, weights):
    a, s = chain_forward_pass(x, weights)
    k = 2 * (a[-1] - y) * sigmoid_slope(s[-1])
    out = [np.outer(k, x)]
    for i in (2, 1, 0):
        k = (weights[i + 1].T @ k) * sigmoid_slope(s[i])
        out.insert(0, np.outer(k, x))
    return out


# ---- after_activation ------------------------------------------------------------------------


def after(k, weights, zs):
    """Two steps from the top, and P as the product of the four matrices."""
    W2, W3 = weights
    z2, z3 = zs
    g2 = W3.T @ (k * tanh_slope(z3))
    g1 = W2.T @ (g2 * tanh_slope(z2))
    P = W2.T @ np.diag(tanh_slope(z2)) @ W3.T @ np.diag(tanh_slope(z3))
    return g2, g1, P


def after_from_matrix(k, weights, zs):
    """P first, from the right, and then P k."""
    (W2, W3), (D2, D3) = weights, [np.diag(1 - np.tanh(z) ** 2) for z in zs]
    P = W2.T @ (D2 @ (W3.T @ D3))
    return [W3.T @ D3 @ k, P @ k, P]


def after_loops(k, weights, zs):
    """Index by index; P column by column, one unit vector of k each."""

    def down(g, W, z):
        return [
            sum(W[i, j] * g[i] * (1 - np.tanh(z[i]) ** 2) for i in range(len(g)))
            for j in range(W.shape[1])
        ]

    def both(g):
        g2 = down(g, weights[1], zs[1])
        return g2, down(g2, weights[0], zs[0])

    columns = [both([1.0 if i == j else 0.0 for i in range(len(k))])[1] for j in range(len(k))]
    return *both(k), np.array(columns).T


def after_differences(k, weights, zs):
    """Central differences, for any a1 and biases that lead to these z."""
    W2, W3 = weights
    z2, z3 = zs

    def a2(a1):
        return np.tanh(z2 + W2 @ a1)

    def a3(a2, start):
        return np.tanh(z3 + W3 @ (a2 - start))

    zero1, start = np.zeros(W2.shape[1]), np.tanh(z2)
    J = differences(lambda v: a3(a2(v), start), zero1)
    g2 = differences(lambda v: k @ a3(v, start), start)
    return g2, J.T @ k, J.T


def after_paths(k, weights, zs):
    """The sum over all paths from an input to an output, with the slopes on the way."""
    (W2, W3), (s2, s3) = weights, map(tanh_slope, zs)
    P = np.zeros((W2.shape[1], len(k)))
    for end, middle, start in np.ndindex(*W3.shape, W2.shape[1]):
        P[start, end] += s3[end] * W3[end, middle] * s2[middle] * W2[middle, start]
    g2 = [sum(k[j] * s3[j] * W3[j, i] for j in range(len(k))) for i in range(W3.shape[1])]
    return {"P": P, "g1": [sum(row * k) for row in P], "g2": g2}


def after_wrong(step, matrix):
    """Both steps by `step(g, W, slope)`, the closed form by `matrix(W2, W3, s2, s3)`."""

    def wrong(k, weights, zs):
        (W2, W3), (s2, s3) = weights, [tanh_slope(z) for z in zs]
        g2 = step(k, W3, s3)
        return g2, step(g2, W2, s2), matrix(W2, W3, s2, s3)

    return wrong


def after_changed(**changes):
    def wrong(k, weights, zs):
        blocks = dict(zip(("g2", "g1", "P"), after(k, weights, zs), strict=True))
        s = [tanh_slope(z) for z in zs]
        blocks.update({n: c(blocks, k, weights, s) for n, c in changes.items()})
        return blocks

    return wrong


def right_matrix(W2, W3, s2, s3):
    return W2.T @ np.diag(s2) @ W3.T @ np.diag(s3)


# ---- all_outputs -----------------------------------------------------------------------------


def outputs(delta2, W2, z1, x):
    """All outputs at once; the sum is one pass with the whole δ."""
    delta1 = (W2 * delta2[:, None]) * tanh_slope(z1)
    per_output = np.einsum("qi,j->qij", delta1, x)
    return per_output, np.outer((W2.T @ delta2) * tanh_slope(z1), x)


def outputs_loop(delta2, W2, z1, x):
    """One backward pass for each output, and their sum."""
    per_output = []
    for q in range(len(delta2)):
        seed = np.zeros_like(delta2)
        seed[q] = delta2[q]
        per_output.append(np.outer((W2.T @ seed) * tanh_slope(z1), x))
    return per_output, sum(per_output)


def outputs_lists(delta2, W2, z1, x):
    """Index by index, in lists."""
    s = [1 - np.tanh(v) ** 2 for v in z1]
    per = [
        [[delta2[q] * W2[q, i] * s[i] * v for v in x] for i in range(len(z1))]
        for q in range(len(delta2))
    ]
    return per, np.sum(per, axis=0).tolist()


def outputs_differences(delta2, W2, z1, x):
    """Central differences, with any W1 and b1 that lead to this z1."""

    def a1(V):
        return np.tanh(z1 + V @ x)

    V = np.zeros((len(z1), len(x)))
    per = [differences(lambda V, q=q: delta2[q] * W2[q] @ a1(V), V) for q in range(len(W2))]
    return per, differences(lambda V: delta2 @ W2 @ a1(V), V)


def outputs_diagonal(delta2, W2, z1, x):
    """The slope as a diagonal matrix, one row of W2 at a time."""
    Lambda = np.diag(tanh_slope(z1))
    per = np.array([np.outer(Lambda @ W2[q] * delta2[q], x) for q in range(len(delta2))])
    return per, np.outer(Lambda @ W2.T @ delta2, x)


def outputs_changed(**changes):
    def wrong(delta2, W2, z1, x):
        blocks = dict(zip(("per_output", "dW1"), outputs(delta2, W2, z1, x), strict=True))
        blocks.update({n: c(delta2, W2, z1, x) for n, c in changes.items()})
        return blocks

    return wrong


def outputs_with_slope(slope):
    def wrong(delta2, W2, z1, x):
        delta1 = (W2 * delta2[:, None]) * slope(z1)
        per = delta1[:, :, None] * x
        return per, per.sum(axis=0)

    return wrong


# ---- diagonal_view ---------------------------------------------------------------------------


def diagonal(x, y, W1, W2):
    """The products of matrices, with both slopes as diagonal matrices."""
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    Omega, Lambda = np.diag(a2 * (1 - a2)), np.diag(a1 * (1 - a1))
    dW2 = Omega @ np.outer(a2 - y, a1)
    da1 = W2.T @ Omega @ (a2 - y)
    return Omega, dW2, da1, Lambda, Lambda @ np.outer(da1, x)


def diagonal_elementwise(x, y, W1, W2):
    """Elementwise products; the diagonal matrices only for the answer."""
    z1 = W1 @ x
    a1 = sigmoid(z1)
    z2 = W2 @ a1
    delta2 = (sigmoid(z2) - y) * sigmoid_slope(z2)
    da1 = delta2 @ W2
    return {
        "dW1": np.outer(da1 * sigmoid_slope(z1), x),
        "Lambda": np.diag(sigmoid_slope(z1)),
        "da1": da1,
        "dW2": delta2[:, None] * a1,
        "Omega": np.eye(len(z2)) * sigmoid_slope(z2),
    }


def diagonal_rows(x, y, W1, W2):
    """One row of each matrix after the other, as on the sheet."""
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    dW2 = [(a2[j] - y[j]) * a2[j] * (1 - a2[j]) * a1 for j in range(len(y))]
    da1 = sum((a2[j] - y[j]) * a2[j] * (1 - a2[j]) * W2[j] for j in range(len(y)))
    dW1 = [da1[i] * a1[i] * (1 - a1[i]) * x for i in range(len(a1))]
    Omega = [[a * (1 - a) if i == j else 0.0 for j in range(len(a2))] for i, a in enumerate(a2)]
    Lambda = [[a * (1 - a) if i == j else 0.0 for j in range(len(a1))] for i, a in enumerate(a1)]
    return Omega, dW2, da1, Lambda, dW1


def diagonal_measured(take):
    def answer(x, y, W1, W2):
        z1 = W1 @ x
        a1 = sigmoid(z1)
        z2 = W2 @ a1

        def loss(a1, W2):
            return 0.5 * np.sum((sigmoid(W2 @ a1) - y) ** 2)

        return (
            take(sigmoid, z2),
            take(lambda v: loss(a1, v), W2),
            take(lambda v: loss(v, W2), a1),
            take(sigmoid, z1),
            take(lambda v: loss(sigmoid(v @ x), W2), W1),
        )

    return answer


def diagonal_differences(*given):
    """Central differences of the loss, and of the two activations."""
    return diagonal_measured(differences)(*given)


def diagonal_complex(*given):
    """The complex step on the loss, and on the two activations."""
    return diagonal_measured(complex_step)(*given)


def diagonal_wrong(*, error=None, Omega=None, Lambda=None, carry=None, **blocks):
    """The diagonal view with single pieces exchanged."""

    def wrong(x, y, W1, W2):
        a1 = sigmoid(W1 @ x)
        a2 = sigmoid(W2 @ a1)
        e = error(a2, y) if error else a2 - y
        Om = np.diag(Omega(a2, W2 @ a1) if Omega else a2 * (1 - a2))
        Lm = np.diag(Lambda(a1, W1 @ x) if Lambda else a1 * (1 - a1))
        da1 = carry(W2, Om, e) if carry else W2.T @ Om @ e
        v = {"x": x, "a1": a1, "a2": a2, "e": e, "O": Om, "L": Lm, "da1": da1, "W2": W2}
        out = {
            "Omega": Om,
            "dW2": np.outer(Om @ e, a1),
            "da1": da1,
            "Lambda": Lm,
            "dW1": np.outer(Lm @ da1, x),
        }
        out.update({n: b(v) for n, b in blocks.items()})
        return out

    return wrong


def diagonal_as_vectors(x, y, W1, W2):
    Omega, dW2, da1, Lambda, dW1 = diagonal(x, y, W1, W2)
    return np.diag(Omega), dW2, da1, np.diag(Lambda), dW1


# ---- network_gradients -----------------------------------------------------------------------


def network(X, Y, W1, b1, W2, b2):
    """The closed formulas, for the whole batch."""
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    delta2 = (A2 - Y) * A2 * (1 - A2) / len(X)
    delta1 = (delta2 @ W2) * (1 - A1**2)
    return delta2, delta2.T @ A1, delta2.sum(0), delta1, delta1.T @ X, delta1.sum(0)


def network_samples(X, Y, W1, b1, W2, b2):
    """One sample at a time, then summed."""
    N = len(X)
    delta2, delta1 = [], []
    dW2, db2, dW1, db1 = (np.zeros_like(v) for v in (W2, b2, W1, b1))
    for x, y in zip(X, Y, strict=True):
        a1 = np.tanh(W1 @ x + b1)
        a2 = sigmoid(W2 @ a1 + b2)
        d2 = (a2 - y) * a2 * (1 - a2) / N
        d1 = (W2.T @ d2) * (1 - a1**2)
        delta2.append(d2)
        delta1.append(d1)
        dW2 += np.outer(d2, a1)
        db2 += d2
        dW1 += np.outer(d1, x)
        db1 += d1
    return delta2, dW2, db2, delta1, dW1, db1


def network_augmented(X, Y, W1, b1, W2, b2):
    """Biases as the weights of a constant input 1."""
    ones = np.ones((len(X), 1))
    X1 = np.hstack([ones, X])
    A1 = np.tanh(X1 @ np.column_stack([b1, W1]).T)
    A11 = np.hstack([ones, A1])
    A2 = sigmoid(A11 @ np.column_stack([b2, W2]).T)
    D2 = (A2 - Y) / len(X) * A2 * (1 - A2)
    D1 = (D2 @ W2) * (1 - A1**2)
    G2, G1 = D2.T @ A11, D1.T @ X1
    return D2, G2[:, 1:], G2[:, 0], D1, G1[:, 1:], G1[:, 0]


def network_differences(X, Y, W1, b1, W2, b2):
    """Central differences of the loss; for δ, of a shift of z."""
    N = len(X)

    def loss(W1=W1, b1=b1, W2=W2, b2=b2, S1=0.0, S2=0.0):
        A1 = np.tanh(X @ W1.T + b1 + S1)
        return np.sum((sigmoid(A1 @ W2.T + b2 + S2) - Y) ** 2) / (2 * N)

    return (
        differences(lambda v: loss(S2=v), np.zeros((N, len(b2)))),
        differences(lambda v: loss(W2=v), W2),
        differences(lambda v: loss(b2=v), b2),
        differences(lambda v: loss(S1=v), np.zeros((N, len(b1)))),
        differences(lambda v: loss(W1=v), W1),
        differences(lambda v: loss(b1=v), b1),
    )


def network_jacobians(X, Y, W1, b1, W2, b2):
    """The full Jacobians of each sample's output, transposed and applied to its error."""
    A1 = np.tanh(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    E = (A2 - Y) / len(X)
    to_z2 = np.einsum("no,op->nop", A2 * (1 - A2), np.eye(len(b2)))
    to_z1 = np.einsum("nop,ph,nh->noh", to_z2, W2, 1 - A1**2)
    return {
        "db1": np.einsum("no,noh->h", E, to_z1),
        "dW1": np.einsum("no,noh,ni->hi", E, to_z1, X),
        "delta1": np.einsum("no,noh->nh", E, to_z1),
        "db2": np.einsum("no,nop->p", E, to_z2),
        "dW2": np.einsum("no,nop,nh->ph", E, to_z2, A1),
        "delta2": np.einsum("no,nop->np", E, to_z2),
    }


def network_wrong(
    *,
    error=lambda A2, Y: A2 - Y,
    constant=lambda N, K: 1 / N,
    slope2=lambda A2, Z2: A2 * (1 - A2),
    slope1=lambda A1, Z1: 1 - A1**2,
    carry=lambda v: v["delta2"] @ v["W2"],
    act1=np.tanh,
    act2=sigmoid,
    **blocks,
):
    """The network's backward pass with single pieces exchanged."""

    def wrong(X, Y, W1, b1, W2, b2):
        Z1 = X @ W1.T + b1
        A1 = act1(Z1)
        Z2 = A1 @ W2.T + b2
        A2 = act2(Z2)
        e = error(A2, Y) * constant(len(X), Y.shape[1])
        v = {"X": X, "A1": A1, "A2": A2, "Z1": Z1, "Z2": Z2, "W1": W1, "W2": W2, "e": e}
        v["N"] = len(X)
        v["delta2"] = e * slope2(A2, Z2)
        v["dW2"] = v["delta2"].T @ A1
        v["s1"] = slope1(A1, Z1)
        v["delta1"] = carry(v) * v["s1"]
        out = {
            "delta2": v["delta2"],
            "dW2": v["dW2"],
            "db2": v["delta2"].sum(0),
            "delta1": v["delta1"],
            "dW1": v["delta1"].T @ X,
            "db1": v["delta1"].sum(0),
        }
        out.update({n: b(v) for n, b in blocks.items()})
        return out

    return wrong


def mean_slope(name):
    def slope(A, Z):
        s = A * (1 - A) if name == "sigmoid" else 1 - A**2
        return np.broadcast_to(s.mean(0), s.shape)

    return slope


# ---- deep_step -------------------------------------------------------------------------------


def step(x, y, weights, rate):
    """All gradients first, then the steps."""
    a, _ = chain_forward_pass(x, weights)
    delta = (a[3] - y) * a[3] * (1 - a[3])
    gradients = []
    for W, before in zip(weights[::-1], a[2::-1], strict=True):
        gradients.insert(0, np.outer(delta, before))
        g = W.T @ delta
        delta = g * before * (1 - before)
    return weights[0] - rate * gradients[0], weights[1] - rate * gradients[1], g


def step_message_first(x, y, weights, rate):
    """Layer by layer: the error is carried back before the layer takes its step."""
    new = [W.copy() for W in weights]
    a, s = chain_forward_pass(x, new)
    g = a[3] - y
    for i in (2, 1, 0):
        delta = g * sigmoid_slope(s[i])
        g = new[i].T @ delta
        new[i] -= rate * np.outer(delta, a[i])
    return {"W1": new[0], "W2": new[1], "dx": g}


def step_old_weights(x, y, weights, rate):
    """Layer by layer, in place, but the error goes back through copies of the old weights."""
    old, new = weights, [1.0 * W for W in weights]
    a, s = chain_forward_pass(x, old)
    g = a[-1] - y
    for i in reversed(range(len(old))):
        delta = g * sigmoid_slope(s[i])
        new[i] -= rate * delta[:, None] * a[i]
        g = delta @ old[i]
    return [new[0], new[1], g]


def _step_loss(x, y, weights):
    return 0.5 * np.sum((chain_forward_pass(x, weights)[0][-1] - y) ** 2)


def step_differences(x, y, weights, rate):
    """Central differences of the loss."""
    d1 = differences(lambda V: _step_loss(x, y, [V, *weights[1:]]), weights[0])
    d2 = differences(lambda V: _step_loss(x, y, [weights[0], V, weights[2]]), weights[1])
    dx = differences(lambda v: _step_loss(v, y, weights), x)
    return weights[0] - rate * d1, weights[1] - rate * d2, dx


def step_jacobians(x, y, weights, rate):
    """Forward mode: the Jacobians of a₃ with respect to z₁, z₂ and x."""
    a, s = chain_forward_pass(x, weights)
    D = [np.diag(sigmoid_slope(z)) for z in s]
    to_z2 = D[2] @ weights[2] @ D[1]
    to_z1 = to_z2 @ weights[1] @ D[0]
    e = a[3] - y
    return (
        weights[0] - rate * np.outer(e @ to_z1, x),
        weights[1] - rate * np.outer(e @ to_z2, a[1]),
        e @ (to_z1 @ weights[0]),
    )


def step_wrong(*, through="old", at_input=False, finish=None, error=lambda a, y: a - y):
    """The loop of the question with single pieces exchanged."""

    def wrong(x, y, weights, rate):
        new = [W.copy() for W in weights]
        a, _ = chain_forward_pass(x, new)
        delta = error(a[3], y) * a[3] * (1 - a[3])
        for i in (2, 1, 0):
            gradient = np.outer(delta, a[i])
            new[i] = finish(new[i], gradient, rate) if finish else new[i] - rate * gradient
            g = (new if through == "new" else weights)[i].T @ delta
            delta = g * a[i] * (1 - a[i])
        return new[0], new[1], delta if at_input else g

    return wrong


# ---- moved_factors ---------------------------------------------------------------------------


def moved(A, B, C, D):
    """The closed formulas."""
    return B.T @ A, A @ C.T, A * B, B.T @ (A * D), B.T @ A @ D.T, A.T @ B


def _left_sides(A, B, C, D):
    """The inner products as functions of the one matrix that is left alone."""
    return [
        (C, lambda V: np.sum(A * (B @ V))),
        (B, lambda V: np.sum(A * (V @ C))),
        (C, lambda V: np.sum(A * (B * V))),
        (C, lambda V: np.sum(A * ((B @ V) * D))),
        (C, lambda V: np.sum(A * (B @ V @ D))),
        (C, lambda V: np.sum(A * (B @ V.T))),
    ]


def moved_differences(A, B, C, D):
    """Central differences of the six inner products."""
    return [differences(f, V) for V, f in _left_sides(A, B, C, D)]


def moved_by_linearity(A, B, C, D):
    """Each inner product is linear in the matrix left alone: its value at every E_ij."""
    n = len(A)
    basis = np.eye(n * n).reshape(-1, n, n)
    made = [[f(E) for E in basis] for _, f in _left_sides(A, B, C, D)]
    return dict(zip("abcdef", np.reshape(made, (6, n, n)), strict=True))


def moved_sums(A, B, C, D):
    """The sums over indices, with einsum."""
    return (
        np.einsum("ik,ij->jk", A, B),
        np.einsum("ik,jk->ij", A, C),
        np.einsum("ij,ij->ij", A, B),
        np.einsum("ik,ij,ik->jk", A, B, D),
        np.einsum("il,ij,kl->jk", A, B, D),
        np.einsum("ik,ij->kj", A, B),
    )


def moved_traces(A, B, C, D):
    """⟨P, Q⟩ = tr(PᵀQ), with the factors turned round under the trace."""
    return (
        (A.T @ B).T,
        (C @ A.T).T,
        B * A,
        ((A * D).T @ B).T,
        (D @ A.T @ B).T,
        A.T @ B,
    )


def moved_wrong(**changes):
    def wrong(A, B, C, D):
        blocks = dict(zip("abcdef", moved(A, B, C, D), strict=True))
        return {**blocks, **{n: c(A, B, C, D) for n, c in changes.items()}}

    return wrong


# ---- columns_module -------------------------------------------------------------------------


def columns_closed(A, H, W):
    """The closed formulas: A Hᵀ and Wᵀ A."""
    return A @ H.T, W.T @ A


def columns_samples(A, H, W):
    """One sample (one column) at a time: summed for W, side by side for H."""
    samples = range(A.shape[1])
    dH = np.column_stack([W.T @ A[:, s] for s in samples])
    return sum(np.outer(A[:, s], H[:, s]) for s in samples), dH


def columns_loops(A, H, W):
    """Entry by entry: a row of A against a row of H, a column of W against a column of A."""
    dW = [[float(a @ h) for h in H] for a in A]
    return dW, [[float(w @ a) for a in A.T] for w in W.T]


def columns_differences(A, H, W):
    """Central differences of ⟨A, WH⟩."""
    dW = differences(lambda V: np.sum(A * (V @ H)), W)
    return dW, differences(lambda V: np.sum(A * (W @ V)), H)


def columns_by_linearity(A, H, W):
    """⟨A, WH⟩ is linear in each factor: its value at every matrix E_ij."""
    dW = [np.sum(A * (E @ H)) for E in np.eye(W.size).reshape(-1, *W.shape)]
    dH = [np.sum(A * (W @ E)) for E in np.eye(H.size).reshape(-1, *H.shape)]
    return {"dH": np.reshape(dH, H.shape), "dW": np.reshape(dW, W.shape)}


# ---- other_storage ---------------------------------------------------------------------------


def storage(X, delta2, W1, W2):
    """The closed formulas for weights stored input by output."""
    A1 = np.tanh(X @ W1)
    delta1 = (delta2 @ W2.T) * (1 - A1**2)
    return A1.T @ delta2, delta1, X.T @ delta1, delta1 @ W1.T


def storage_converted(X, delta2, W1, W2):
    """The weights are transposed, the old lines applied, and their gradients transposed back."""
    V1, V2 = W1.T, W2.T
    A1 = np.tanh(X @ V1.T)
    delta1 = (delta2 @ V2) * (1 - A1**2)
    return (delta2.T @ A1).T, delta1, (delta1.T @ X).T, delta1 @ V1


def storage_samples(X, delta2, W1, W2):
    """One sample at a time: outer products x δᵀ, summed."""
    dW1, dW2, delta1, dX = np.zeros_like(W1), np.zeros_like(W2), [], []
    for x, d2 in zip(X, delta2, strict=True):
        a1 = np.tanh(x @ W1)
        d1 = (W2 @ d2) / np.cosh(x @ W1) ** 2
        dW2 += np.outer(a1, d2)
        dW1 += np.outer(x, d1)
        delta1.append(d1)
        dX.append(W1 @ d1)
    return {"dX": dX, "dW1": dW1, "delta1": delta1, "dW2": dW2}


def storage_differences(X, delta2, W1, W2):
    """Central differences of ⟨Δ₂, Z₂⟩."""

    def loss(X=X, W1=W1, W2=W2, shift=0.0):
        return np.sum(delta2 * (np.tanh(X @ W1 + shift) @ W2))

    return [
        differences(lambda V: loss(W2=V), W2),
        differences(lambda V: loss(shift=V), X @ W1 * 0),
        differences(lambda V: loss(W1=V), W1),
        differences(lambda V: loss(X=V), X),
    ]


def storage_sums(X, delta2, W1, W2):
    """The sums over indices, with einsum."""
    Z1 = np.einsum("ni,ij->nj", X, W1)
    delta1 = np.einsum("nk,jk,nj->nj", delta2, W2, tanh_slope(Z1))
    return (
        np.einsum("nj,nk->jk", np.tanh(Z1), delta2),
        delta1,
        np.einsum("ni,nj->ij", X, delta1),
        np.einsum("nj,ij->ni", delta1, W1),
    )


def storage_wrong(*, slope=lambda A1, Z1: 1 - A1**2, carry=None, back=None, **blocks):
    """The pass with single pieces exchanged."""

    def wrong(X, delta2, W1, W2):
        Z1 = X @ W1
        A1 = np.tanh(Z1)
        delta1 = (carry(delta2, W2) if carry else delta2 @ W2.T) * slope(A1, Z1)
        v = {"X": X, "A1": A1, "delta2": delta2, "delta1": delta1, "W1": W1, "Z1": Z1}
        out = {
            "dW2": A1.T @ delta2,
            "delta1": delta1,
            "dW1": X.T @ delta1,
            "dX": back(delta1, W1) if back else delta1 @ W1.T,
        }
        return {**out, **{n: b(v) for n, b in blocks.items()}}

    return wrong


def storage_old(X, delta2, W1, W2):
    A1 = np.tanh(X @ W1.T)
    delta1 = (delta2 @ W2) * (1 - A1**2)
    return delta2.T @ A1, delta1, delta1.T @ X, delta1 @ W1


# ---- adjoint_identity ------------------------------------------------------------------------


def ways(A, W, x, dW, dx):
    """The product rule forward; δ, then its outer product and Wᵀδ backward."""
    slope = tanh_slope(W @ x)
    da = slope * (dW @ x + W @ dx)
    gW, gx = np.outer(A * slope, x), W.T @ (A * slope)
    return da, gW, gx, A @ da, np.sum(gW * dW) + gx @ dx


def ways_differences(A, W, x, dW, dx):
    """Central differences along (dW, dx), and of A · tanh(Wx)."""
    h = 1e-5
    da = (np.tanh((W + h * dW) @ (x + h * dx)) - np.tanh((W - h * dW) @ (x - h * dx))) / (2 * h)
    gW = differences(lambda V: A @ np.tanh(V @ x), W)
    gx = differences(lambda v: A @ np.tanh(W @ v), x)
    return da, gW, gx, A @ da, np.vdot(gW, dW) + np.vdot(gx, dx)


def ways_complex(A, W, x, dW, dx):
    """The complex step along (dW, dx), and on A · tanh(Wx)."""
    h = 1e-30j
    da = np.tanh((W + h * dW) @ (x + h * dx)).imag / 1e-30
    gW = complex_step(lambda V: A @ np.tanh(V @ x), W)
    gx = complex_step(lambda v: A @ np.tanh(W @ v), x)
    return [da, gW, gx, sum(A * da), np.trace(gW.T @ dW) + gx @ dx]


def ways_jacobians(A, W, x, dW, dx):
    """The full Jacobians of a with respect to W and x, forward and transposed."""
    D = np.diag(1 / np.cosh(W @ x) ** 2)
    to_W, to_x = np.einsum("ki,j->kij", D, x), D @ W
    da = np.tensordot(to_W, dW, axes=2) + to_x @ dx
    gW, gx = np.tensordot(A, to_W, axes=1), A @ to_x
    forward, backward = A @ da, np.tensordot(gW, dW, axes=2) + gx @ dx
    return {"da": da, "forward": forward, "gW": gW, "gx": gx, "backward": backward}


def ways_loops(A, W, x, dW, dx):
    """Index by index."""
    m, n = W.shape
    da, gW, gx = [], [], [0.0] * n
    forward = backward = 0.0
    for i in range(m):
        z = sum(W[i, j] * x[j] for j in range(n))
        s = 1 - np.tanh(z) ** 2
        da.append(s * sum(dW[i, j] * x[j] + W[i, j] * dx[j] for j in range(n)))
        gW.append([A[i] * s * x[j] for j in range(n)])
        for j in range(n):
            gx[j] += W[i, j] * A[i] * s
            backward += gW[i][j] * dW[i, j]
        forward += A[i] * da[i]
    backward += sum(g * d for g, d in zip(gx, dx, strict=True))
    return da, gW, gx, forward, backward


def ways_wrong(*, slope=None, dz=None, gW=None, gx=None, forward=None, backward=None):
    """Both ways with single pieces exchanged; the numbers follow from them."""

    def wrong(A, W, x, dW, dx):
        s = slope(W @ x) if slope else tanh_slope(W @ x)
        da = s * (dz(W, x, dW, dx) if dz else dW @ x + W @ dx)
        G = gW(A * s, x) if gW else np.outer(A * s, x)
        h = gx(A, s, W) if gx else W.T @ (A * s)
        return (
            da,
            G,
            h,
            forward(A, da) if forward else A @ da,
            backward(G, h, dW, dx) if backward else np.sum(G * dW) + h @ dx,
        )

    return wrong


# ---- kronecker_view --------------------------------------------------------------------------


def kron(delta, h):
    """The Kronecker product hᵀ ⊗ I, and Kᵀ δ."""
    K = np.kron(h[None, :], np.eye(len(delta)))
    return K, K.T @ delta


def kron_loops(delta, h):
    """Index by index: column jm + i of K belongs to w_ij."""
    m, n = len(delta), len(h)
    K = np.zeros((m, m * n))
    for j in range(n):
        for i in range(m):
            K[i, j * m + i] = h[j]
    return K, np.outer(delta, h).flatten(order="F")


def kron_hstack(delta, h):
    """Block by block: h_j I side by side, and h_j δ one below the other."""
    return {
        "vec_dW": np.concatenate([v * delta for v in h]),
        "K": np.hstack([v * np.eye(len(delta)) for v in h]),
    }


def kron_from_basis(delta, h):
    """By linearity: column after column, each from one matrix E_ij."""
    columns = []
    m, n = len(delta), len(h)
    for index in range(m * n):
        W = np.zeros(m * n)
        W[index] = 1.0
        columns.append(W.reshape((m, n), order="F") @ h)
    K = np.array(columns).T
    return K.tolist(), (delta @ K).tolist()


def kron_differences(delta, h):
    """Central differences of z and of δ · z with respect to vec W."""

    def z(w):
        return w.reshape((len(delta), len(h)), order="F") @ h

    w = np.ones(len(delta) * len(h))
    return differences(z, w), differences(lambda v: delta @ z(v), w)


# ---- gradient_from_g -------------------------------------------------------------------------


def from_g(g_next, W_next, z_next, z, a_before):
    """The slope above, then Wᵀ; the slope here, then the outer product."""
    g = W_next.T @ (g_next * tanh_slope(z_next))
    return g, np.outer(g * tanh_slope(z), a_before)


def from_g_diagonal(g_next, W_next, z_next, z, a_before):
    """Transposed Jacobians, the slopes as diagonal matrices."""
    D_next, D = np.diag(1 / np.cosh(z_next) ** 2), np.diag(1 / np.cosh(z) ** 2)
    g = (D_next @ W_next).T @ g_next
    return {"dW": (D @ g)[:, None] @ a_before[None, :], "g": g}


def from_g_loops(g_next, W_next, z_next, z, a_before):
    """Index by index, in lists."""
    g, dW = [], []
    for i in range(len(z)):
        terms = [
            W_next[k, i] * (1 - np.tanh(z_next[k]) ** 2) * g_next[k] for k in range(len(g_next))
        ]
        g.append(sum(terms))
        dW.append([g[i] * (1 - np.tanh(z[i]) ** 2) * a for a in a_before])
    return g, dW


def from_g_differences(g_next, W_next, z_next, z, a_before):
    """Central differences, with any W and biases that lead to these z."""

    def above(a):
        return g_next @ np.tanh(z_next + W_next @ (a - np.tanh(z)))

    V = np.zeros((len(z), len(a_before)))
    dW = differences(lambda V: above(np.tanh(z + V @ a_before)), V)
    return differences(above, np.tanh(z)), dW


def from_g_sums(g_next, W_next, z_next, z, a_before):
    """The sums over indices, with einsum."""
    s_next, s = tanh_slope(z_next), tanh_slope(z)
    g = np.einsum("k,k,ki->i", g_next, s_next, W_next)
    return g, np.einsum("k,k,ki,i,j->ij", g_next, s_next, W_next, s, a_before)


def from_g_wrong(g_of, dW_of=None):
    """`g_of(g_next, W, s_next, s)` and `dW_of(g, s, a_before)`."""

    def wrong(g_next, W_next, z_next, z, a_before):
        s_next, s = tanh_slope(z_next), tanh_slope(z)
        g = g_of(g_next, W_next, s_next, s)
        return g, dW_of(g, s, a_before) if dW_of else np.outer(g * s, a_before)

    return wrong


def right_g(g, W, s_next, s):
    return W.T @ (g * s_next)


# ---- forward_pass ----------------------------------------------------------------------------


def forward(x, y, W1, W2):
    """The stated lines."""
    z1 = W1 @ x
    a1 = sigmoid(z1)
    z2 = W2 @ a1
    a2 = sigmoid(z2)
    return z1, a1, z2, a2, 0.5 * np.sum((a2 - y) ** 2)


def forward_loops(x, y, W1, W2):
    """Unit by unit, in lists."""
    z1 = [sum(w * v for w, v in zip(row, x, strict=True)) for row in W1]
    a1 = [1 / (1 + np.exp(-v)) for v in z1]
    z2 = [sum(w * v for w, v in zip(row, a1, strict=True)) for row in W2]
    a2 = [1 / (1 + np.exp(-v)) for v in z2]
    return z1, a1, z2, a2, sum((a - t) ** 2 for a, t in zip(a2, y, strict=True)) / 2


def forward_rows(x, y, W1, W2):
    """As rows, with the sigmoid by way of tanh and the loss as an inner product."""
    z1 = x @ W1.T
    a1 = (1 + np.tanh(z1 / 2)) / 2
    z2 = a1 @ W2.T
    a2 = (1 + np.tanh(z2 / 2)) / 2
    e = y - a2
    return {"L": e @ e / 2, "a2": a2, "z2": z2, "a1": a1, "z1": z1}


def forward_norm(x, y, W1, W2):
    """A loop over the layers, and half the squared length of the error."""
    found, a = [], x
    for W in (W1, W2):
        z = np.einsum("ij,j->i", W, a)
        a = np.exp(z) / (1 + np.exp(z))
        found += [z, a]
    return [*found, np.linalg.norm(a - y) ** 2 / 2]


def forward_wrong(act1=sigmoid, act2=sigmoid, loss=lambda e: 0.5 * np.sum(e**2)):
    def wrong(x, y, W1, W2):
        z1 = W1 @ x
        a1 = act1(z1)
        z2 = W2 @ a1
        a2 = act2(z2)
        return z1, a1, z2, a2, loss(a2 - y)

    return wrong


# ---- one_row ---------------------------------------------------------------------------------


def _two_layers(x, W1, W2):
    a1 = sigmoid(W1 @ x)
    return a1, sigmoid(W2 @ a1)


def row(x, y, W1, W2, row):
    """The Jacobian has one row that is not zero; its transpose times the error."""
    a1, a2 = _two_layers(x, W1, W2)
    J = np.zeros((len(a2), len(a1)))
    J[row] = a2[row] * (1 - a2[row]) * a1
    return a2 - y, J, J.T @ (a2 - y)


def row_closed(x, y, W1, W2, row):
    """The one term that is left of the sum; the Jacobian as an outer product with a unit vector."""
    a1, a2 = _two_layers(x, W1, W2)
    slope = sigmoid_slope(W2[row] @ a1)
    J = np.outer(np.arange(len(a2)) == row, slope * a1)
    return {"dw": (a2[row] - y[row]) * slope * a1, "J": J, "da2": a2 - y}


def row_differences(x, y, W1, W2, row):
    """Central differences of a2 and of the loss."""
    a1 = sigmoid(W1 @ x)

    def with_row(w):
        V = W2.copy()
        V[row] = w
        return sigmoid(V @ a1)

    def loss(a2):
        return 0.5 * np.sum((a2 - y) ** 2)

    J = differences(with_row, W2[row])
    da2 = differences(loss, sigmoid(W2 @ a1))
    return da2, J, differences(lambda w: loss(with_row(w)), W2[row])


def row_of_all(x, y, W1, W2, row):
    """The Jacobian with respect to all of W2, of which one row is read."""
    a1, a2 = _two_layers(x, W1, W2)
    everything = np.einsum("ki,j->kij", np.diag(a2 * (1 - a2)), a1)
    return a2 - y, everything[:, row], np.tensordot(a2 - y, everything, axes=1)[row]


def row_terms(x, y, W1, W2, row):
    """Output by output: its derivative, its term, and the sum of the terms."""
    a1, a2 = _two_layers(x, W1, W2)
    J, total = [], 0
    for k in range(len(a2)):
        J.append([a2[k] * (1 - a2[k]) * v * (k == row) for v in a1])
        total = total + (a2[k] - y[k]) * np.array(J[k])
    return list(a2 - y), J, total


def row_wrong(*, error=lambda a, y: a - y, slope=lambda a, z: a * (1 - a), enters="a1", **blocks):
    """The Jacobian of a row with single pieces exchanged."""

    def wrong(x, y, W1, W2, row):
        z1 = W1 @ x
        a1 = sigmoid(z1)
        z2 = W2 @ a1
        a2 = sigmoid(z2)
        da2 = error(a2, y)
        J = np.zeros((len(a2), len(a1)))
        J[row] = (slope(a2, z2) * np.ones_like(a2))[row] * {"a1": a1, "z1": z1, "x": x}[enters]
        v = {"a1": a1, "a2": a2, "da2": da2, "row": row}
        if "J" in blocks:
            J = blocks["J"](v)
        return da2, J, blocks["dw"](J) if "dw" in blocks else J.T @ da2

    return wrong


# ---- linear_module, sigmoid_and_loss, network_by_modules -------------------------------------


def linear(X, W, b, delta):
    """The closed formulas."""
    return X @ W.T + b, delta @ W, delta.T @ X, delta.sum(axis=0)


class Linear:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W.T + self.b

    def backward(self, delta):
        self.dW = delta.T @ self.x
        self.db = delta.sum(axis=0)
        return delta @ self.W


class Sigmoid:
    def forward(self, z):
        self.a = sigmoid(z)
        return self.a

    def backward(self, g):
        return g * self.a * (1 - self.a)


class Loss:
    def forward(self, a, y):
        self.a, self.y = a, y
        return np.sum((a - y) ** 2) / (2 * len(a))

    def backward(self):
        return (self.a - self.y) / len(self.a)


def linear_class(X, W, b, delta):
    """An object of a class that keeps its input."""
    module = Linear(W, b)
    Z, dX = module.forward(X), module.backward(delta)
    return {"db": module.db, "dW": module.dW, "Z": Z, "dX": dX}


def linear_closures(X, W, b, delta):
    """Two functions that share a dictionary, one sample at a time."""
    kept = {}

    def forward(X):
        kept["X"] = X
        return [W @ x + b for x in X]

    def backward(delta):
        dW = sum(np.outer(d, x) for d, x in zip(delta, kept["X"], strict=True))
        return [W.T @ d for d in delta], dW, sum(delta)

    return forward(X), *backward(delta)


def linear_augmented(X, W, b, delta):
    """The bias as the weights of a constant input 1."""
    X1, V = np.column_stack([X, np.ones(len(X))]), np.column_stack([W, b])
    G, dX1 = delta.T @ X1, delta @ V
    return X1 @ V.T, dX1[:, :-1], G[:, :-1], G[:, -1]


def linear_differences(X, W, b, delta):
    """Central differences of ⟨Δ, Z⟩."""
    return (
        X @ W.T + b,
        differences(lambda V: np.sum(delta * (V @ W.T)), X),
        differences(lambda V: np.sum(delta * (X @ V.T)), W),
        differences(lambda v: np.sum(delta * v), b),
    )


def linear_wrong(**changes):
    def wrong(X, W, b, delta):
        v = {"X": X, "W": W, "b": b, "d": delta, "Z": X @ W.T + b}
        blocks = dict(zip(("Z", "dX", "dW", "db"), linear(X, W, b, delta), strict=True))
        return {**blocks, **{n: c(v) for n, c in changes.items()}}

    return wrong


def end(Z, Y):
    """The closed formulas."""
    A = sigmoid(Z)
    dA = (A - Y) / len(Z)
    return A, np.sum((A - Y) ** 2) / (2 * len(Z)), dA, dA * A * (1 - A)


def end_classes(Z, Y):
    """Objects of two classes that keep their values."""
    f, loss = Sigmoid(), Loss()
    A = f.forward(Z)
    L, dA = loss.forward(A, Y), loss.backward()
    return [A, L, dA, f.backward(dA)]


def end_samples(Z, Y):
    """One sample at a time, the loss as a mean of losses."""
    A = [1 / (1 + np.exp(-z)) for z in Z]
    L = np.mean([0.5 * (a - y) @ (a - y) for a, y in zip(A, Y, strict=True)])
    dA = [(a - y) / len(Z) for a, y in zip(A, Y, strict=True)]
    return A, L, dA, [g * a * (1 - a) for g, a in zip(dA, A, strict=True)]


def end_differences(Z, Y):
    """Central differences of the loss."""

    def loss(A):
        return 0.5 * np.mean(np.sum((A - Y) ** 2, axis=1))

    A = sigmoid(Z)
    return A, loss(A), differences(loss, A), differences(lambda v: loss(sigmoid(v)), Z)


def end_loops(Z, Y):
    """Entry by entry, with the slope from both signs of z."""
    N, K = Z.shape
    A, dA, dZ, L = np.zeros((N, K)), np.zeros((N, K)), np.zeros((N, K)), 0.0
    for n, k in np.ndindex(N, K):
        A[n, k] = sigmoid(Z[n, k])
        L += (A[n, k] - Y[n, k]) ** 2 / (2 * N)
        dA[n, k] = (A[n, k] - Y[n, k]) / N
        dZ[n, k] = dA[n, k] * sigmoid(Z[n, k]) * sigmoid(-Z[n, k])
    return {"A": A, "L": L, "dA": dA, "dZ": dZ}


def end_wrong(*, error=lambda A, Y: (A - Y) / len(A), slope=lambda A, Z: A * (1 - A), loss=None):
    def wrong(Z, Y):
        A = sigmoid(Z)
        dA = error(A, Y)
        L = loss(A, Y) if loss else np.sum((A - Y) ** 2) / (2 * len(A))
        return A, L, dA, dA * slope(A, Z)

    return wrong


def modules(X, Y, weights, biases, *, order=reversed, **kinds):
    """A list of objects, called forward and then backward in reverse."""
    made = {"linear": Linear, "sigmoid": Sigmoid, "loss": Loss, **kinds}
    row = []
    for W, b in zip(weights, biases, strict=True):
        row += [made["linear"](W, b), made["sigmoid"]()]
    loss, A = made["loss"](), X
    for module in row:
        A = module.forward(A)
    L, g = loss.forward(A, Y), loss.backward()
    for module in order(row):
        g = module.backward(g)
    return [L, *(m.dW for m in row[::2]), *(m.db for m in row[::2]), g]


def modules_closures(X, Y, weights, biases):
    """Each module a function that returns its output and a function for the way back."""
    gradients, back, A = {}, [], X

    def linear(k, A):
        def backward(D):
            gradients[f"dW{k}"], gradients[f"db{k}"] = np.einsum("ni,nj->ij", D, A), D.sum(0)
            return np.einsum("ni,ij->nj", D, weights[k - 1])

        return A @ weights[k - 1].T + biases[k - 1], backward

    def squash(Z):
        return sigmoid(Z), lambda G: G * sigmoid_slope(Z)

    for k in range(1, len(weights) + 1):
        Z, step = linear(k, A)
        A, slope = squash(Z)
        back += [step, slope]
    G = (A - Y) / len(A)
    while back:
        G = back.pop()(G)
    return {**gradients, "L": np.sum((A - Y) ** 2) / (2 * len(A)), "dX": G}


def modules_recursive(X, Y, weights, biases):
    """A recursion: the first layer, and the rest of the network after it."""
    if not weights:
        return [np.sum((X - Y) ** 2) / (2 * len(X)), (X - Y) / len(X)]
    A = sigmoid(X @ weights[0].T + biases[0])
    L, *above, g = modules_recursive(A, Y, weights[1:], biases[1:])
    delta = g * A * (1 - A)
    n = len(above) // 2
    dWs, dbs = [delta.T @ X, *above[:n]], [delta.sum(0), *above[n:]]
    return [L, *dWs, *dbs, delta @ weights[0]]


def modules_samples(X, Y, weights, biases):
    """One sample at a time, δ carried back by Wᵀ; then the means."""
    rows, dX = [], []
    for x, y in zip(X, Y, strict=True):
        a = [x]
        for W, b in zip(weights, biases, strict=True):
            a.append(sigmoid(W @ a[-1] + b))
        g, dWs, dbs = a[-1] - y, [], []
        for i in reversed(range(len(weights))):
            delta = g * a[i + 1] * (1 - a[i + 1])
            dWs, dbs = [np.outer(delta, a[i]), *dWs], [delta, *dbs]
            g = weights[i].T @ delta
        rows.append([0.5 * np.sum((a[-1] - y) ** 2), *dWs, *dbs])
        dX.append(g / len(X))
    return [*(sum(column) / len(X) for column in zip(*rows, strict=True)), dX]


def modules_differences(X, Y, weights, biases):
    """Central differences of the loss."""

    def loss(X=X, **changed):
        A = X
        for k, (W, b) in enumerate(zip(weights, biases, strict=True), start=1):
            A = sigmoid(A @ changed.get(f"W{k}", W).T + changed.get(f"b{k}", b))
        return np.sum((A - Y) ** 2) / (2 * len(A))

    def slopes(letter, arrays):
        return [
            differences(lambda v, k=k: loss(**{f"{letter}{k}": v}), array)
            for k, array in enumerate(arrays, start=1)
        ]

    dWs, dbs = slopes("W", weights), slopes("b", biases)
    return [loss(), *dWs, *dbs, differences(lambda v: loss(X=v), X)]


class SharedLinear(Linear):
    kept: ClassVar[dict[str, Any]] = {}

    def forward(self, x):
        self.kept["x"] = x
        return x @ self.W.T + self.b

    def backward(self, delta):
        self.x = self.kept["x"]
        return super().backward(delta)


class SharedSigmoid(Sigmoid):
    kept: ClassVar[dict[str, Any]] = {}

    def forward(self, z):
        self.kept["a"] = sigmoid(z)
        return self.kept["a"]

    def backward(self, g):
        self.a = self.kept["a"]
        return super().backward(g)


def kind(base, **methods):
    """A class of modules with single methods exchanged."""
    return type(base.__name__, (base,), methods)


def linear_kept_wrong(self, delta):
    self.dW, self.db = delta.T @ (self.x @ self.W.T + self.b), delta.sum(axis=0)
    return delta @ self.W


def linear_untransposed(self, delta):
    Linear.backward(self, delta)
    return delta @ self.W.T


def linear_mean(self, delta):
    g = Linear.backward(self, delta)
    self.dW, self.db = self.dW / len(delta), self.db / len(delta)
    return g


_INDEX = {
    "first line: k_3 belongs to W_": 4,
    "second line: k_2 belongs to W_": 3,
    "general line: k_3 belongs to W_": 3,
    "general line: k_2 belongs to W_": 2,
    "printed k_2": [7, 10],
    "right k_2": [2, 7],
    "k_2 raises an error": False,
    "k_1 raises an error": True,
}
_KNOWN = {
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
_NAMES = ("x", "z1", "a1", "z2", "a2", "L", "W1", "W2", "y")
_DIAGRAM = dict(zip("ABCDEFGHI", _NAMES, strict=True))
_SHAPES = {
    "numbers to learn": 18,
    "shape of dL/dW1": (3, 4),
    "shape of dL/dW2": (2, 3),
    "shape of dL/da2": (2,),
    "shape of da2/dz2": (2, 2),
    "shape of dz2/da1": (2, 3),
    "shape of dL/da1": (3,),
    "shape of da2/dx": (2, 4),
}
_BENEFIT = {
    "passed from dW2 to dW1": "delta2",
    "10 layers, each gradient on its own": 45,
    "10 layers, each delta passed on": 9,
    "20 layers, each gradient on its own": 190,
    "20 layers, each delta passed on": 19,
}

RIGHT: dict[str, list[Any]] = {
    "two_linear_layers": [two, two_loops, two_jacobians, two_differences],
    "linear_chain": [
        chain_product,
        chain_steps,
        chain_recursive,
        chain_paths,
        chain_forward,
        chain_differences,
    ],
    "hidden_delta": [hidden, hidden_loops, hidden_diagonal, hidden_differences, hidden_complex],
    "printed_index": [
        _INDEX,
        {n: np.array(v) if isinstance(v, list) else v for n, v in _INDEX.items()},
        {n: float(v) if type(v) is int else v for n, v in _INDEX.items()},
        {**_INDEX, "right k_2": (2.0, 7.0), "extra": None},
    ],
    "chain_gradients": [
        scalar_chain,
        scalar_chain_after,
        scalar_chain_closed,
        scalar_chain_forward,
        scalar_chain_loops,
        scalar_chain_differences,
    ],
    "after_activation": [after, after_from_matrix, after_loops, after_paths, after_differences],
    "all_outputs": [outputs, outputs_loop, outputs_lists, outputs_diagonal, outputs_differences],
    "diagonal_view": [
        diagonal,
        diagonal_elementwise,
        diagonal_rows,
        diagonal_differences,
        diagonal_complex,
    ],
    "known_forward": [
        _KNOWN,
        {n: np.bool_(v) if isinstance(v, bool) else np.float64(v) for n, v in _KNOWN.items()},
        {**_KNOWN, "entry at y = 3": 0.4 + 3 * (0.1 - 0.4)},
    ],
    "network_gradients": [
        network,
        network_samples,
        network_augmented,
        network_jacobians,
        network_differences,
    ],
    "gradient_from_g": [from_g, from_g_diagonal, from_g_loops, from_g_sums, from_g_differences],
    "forward_diagram": [_DIAGRAM, {n: f" {v} " for n, v in _DIAGRAM.items()}],
    "forward_pass": [forward, forward_loops, forward_rows, forward_norm],
    "parameter_shapes": [
        _SHAPES,
        {n: list(v) if isinstance(v, tuple) else float(v) for n, v in _SHAPES.items()},
    ],
    "one_row": [row, row_closed, row_of_all, row_terms, row_differences],
    "main_benefit": [
        _BENEFIT,
        {n: np.float64(v) if isinstance(v, int) else v for n, v in _BENEFIT.items()},
    ],
    "deep_step": [
        step,
        step_message_first,
        step_old_weights,
        step_jacobians,
        step_differences,
    ],
    "moved_factors": [moved, moved_by_linearity, moved_sums, moved_traces, moved_differences],
    "columns_module": [
        columns_closed,
        columns_samples,
        columns_loops,
        columns_by_linearity,
        columns_differences,
    ],
    "other_storage": [
        storage,
        storage_converted,
        storage_samples,
        storage_sums,
        storage_differences,
    ],
    "adjoint_identity": [ways, ways_jacobians, ways_loops, ways_differences, ways_complex],
    "kronecker_view": [kron, kron_loops, kron_hstack, kron_from_basis, kron_differences],
    "linear_module": [
        linear,
        linear_class,
        linear_closures,
        linear_augmented,
        linear_differences,
    ],
    "sigmoid_and_loss": [end, end_classes, end_samples, end_loops, end_differences],
    "network_by_modules": [
        modules,
        modules_closures,
        modules_recursive,
        modules_samples,
        modules_differences,
    ],
}

WRONG: dict[str, list[tuple[str | None, Any]]] = {
    "two_linear_layers": [
        ("missing-transpose-w", two_changed(delta1=lambda v: v["W2"] @ v["delta2"])),
        ("weight-of-other-layer", two_changed(delta1=lambda v: v["W1"].T @ v["delta2"])),
        ("layer-output-as-input", two_changed(dW2=lambda v: np.outer(v["delta2"], v["z2"]))),
        ("layer-output-as-input", two_changed(dW1=lambda v: np.outer(v["delta1"], v["z1"]))),
        ("delta-of-other-layer", two_changed(dW1=lambda v: np.outer(v["delta2"], v["x"]))),
        ("outer-order-swapped", two_changed(dW2=lambda v: np.outer(v["z1"], v["delta2"]))),
        (
            "bias-left-out",
            two_changed(dW2=lambda v: np.outer(v["delta2"], v["W1"] @ v["x"])),
        ),
        ("network-input-as-input", two_changed(dW2=lambda v: np.outer(v["delta2"], v["x"]))),
        ("output-sum-missing", two_changed(delta1=lambda v: v["W2"][0] * v["delta2"][0])),
        (
            "upstream-replaced-by-output",
            two_changed(delta1=lambda v: v["W2"].T @ v["z2"]),
        ),
        (
            "dw-in-place-of-w",
            two_changed(delta1=lambda v: np.outer(v["delta2"], v["z1"]).T @ v["delta2"]),
        ),
        (None, two_changed(delta1=lambda v: v["W2"].T @ v["delta2"] * (1 - v["z1"]))),
        (None, two_changed(dW2=lambda v: np.outer(v["delta2"], np.abs(v["z1"])))),
    ],
    "linear_chain": [
        (
            "product-order-reversed",
            lambda ws, d: (ws[0] @ ws[1] @ ws[2], ws[2].T @ ws[1].T @ ws[0].T @ d),
        ),
        (
            "product-order-reversed",
            lambda ws, d: (chain_product(ws, d)[0], ws[2].T @ (ws[1].T @ (ws[0].T @ d))),
        ),
        (
            "missing-transpose-w",
            lambda ws, d: (chain_product(ws, d)[0], chain_product(ws, d)[0] @ d),
        ),
        (
            "missing-transpose-w",
            lambda ws, d: (chain_product(ws, d)[0], ws[0] @ ws[1] @ ws[2] @ d),
        ),
        (
            "jacobian-transposed",
            lambda ws, d: (chain_product(ws, d)[0].T, chain_product(ws, d)[1]),
        ),
        ("step-left-out", lambda ws, d: chain_product(ws[1:], d)),
        ("step-left-out", lambda ws, d: chain_product(ws[:-1], d)),
        (None, lambda ws, d: (sum(ws), d)),
        (None, lambda ws, d: (chain_product(ws, d)[0], chain_product(ws, d)[1] + 0.1)),
    ],
    "hidden_delta": [
        ("hidden-fprime-missing", lambda d, W, z: W.T @ d),
        ("missing-transpose-w", lambda d, W, z: (W @ d) * tanh_slope(z)),
        ("fprime-at-activation", lambda d, W, z: (W.T @ d) * tanh_slope(np.tanh(z))),
        ("closed-form-fed-z", lambda d, W, z: (W.T @ d) * (1 - z**2)),
        ("f-for-fprime", lambda d, W, z: (W.T @ d) * np.tanh(z)),
        ("fprime-inside-transpose", lambda d, W, z: W.T @ (d * tanh_slope(z))),
        ("fprime-twice", lambda d, W, z: (W.T @ d) * tanh_slope(z) ** 2),
        (
            "activation-derivative-misremembered",
            lambda d, W, z: (W.T @ d) * (1 + np.tanh(z) ** 2),
        ),
        ("weight-factor-missing", lambda d, W, z: d.sum() * tanh_slope(z)),
        ("slope-added", lambda d, W, z: W.T @ d + tanh_slope(z)),
        ("elementwise-vs-matrix", lambda d, W, z: np.outer(W.T @ d, tanh_slope(z))),
        ("sign-flipped", lambda d, W, z: -hidden(d, W, z)),
        (
            "activation-derivative-misremembered",
            lambda d, W, z: (W.T @ d) * (1 - np.tanh(z)),
        ),
        (None, lambda d, W, z: hidden(d, W, z)[::-1]),
    ],
    "printed_index": [
        (
            "index-shift",
            {
                **_INDEX,
                "first line: k_3 belongs to W_": 3,
                "second line: k_2 belongs to W_": 2,
            },
        ),
        ("missing-transpose-w", {**_INDEX, "printed k_2": [5, 11]}),
        ("missing-transpose-w", {**_INDEX, "right k_2": [4, 6]}),
        ("weight-of-other-layer", {**_INDEX, "right k_2": [7, 10]}),
        ("silent-error-overlooked", {**_INDEX, "k_2 raises an error": True}),
        (None, {**_INDEX, "right k_2": [1, 0]}),
        (None, {**_INDEX, "k_1 raises an error": False}),
        (None, {**_INDEX, "general line: k_3 belongs to W_": 4}),
    ],
    "chain_gradients": [
        ("weight-of-other-layer", lambda *g: scalar_chain(*g, carry=as_printed)),
        ("missing-transpose-w", lambda *g: scalar_chain(*g, carry=untransposed)),
        ("weight-factor-missing", lambda *g: scalar_chain(*g, carry=unweighted)),
        ("loss-factor-two", lambda *g: scalar_chain(*g, start=1.0)),
        ("sign-flipped-error", lambda *g: scalar_chain(*g, start=-2.0)),
        ("f-for-fprime", lambda *g: scalar_chain(*g, slope=lambda a, s: a)),
        ("closed-form-fed-z", lambda *g: scalar_chain(*g, slope=lambda a, s: s * (1 - s))),
        ("fprime-at-activation", lambda *g: scalar_chain(*g, slope=lambda a, s: sigmoid_slope(a))),
        (
            "constant-reapplied-per-layer",
            lambda *g: scalar_chain(*g, carry=lambda k, i, ws: 2 * ws[i + 1].T @ k),
        ),
        ("network-input-as-input", network_input_everywhere),
        (
            "elementwise-vs-matrix",
            lambda *g: [*scalar_chain(*g)[:3], scalar_chain(*g)[3][0]],
        ),
        (
            "f-for-fprime",
            lambda *g: scalar_chain(*g, slope=lambda a, s: a if len(a) > 1 else a * (1 - a)),
        ),
        (
            "outer-order-swapped",
            lambda *g: [dW.T for dW in scalar_chain(*g)],
        ),
        (None, lambda *g: scalar_chain(*g, start=3.0)),
        (None, lambda *g: scalar_chain(*g, slope=lambda a, s: np.cos(a))),
    ],
    "after_activation": [
        (
            "fprime-outside-transpose",
            after_wrong(
                lambda g, W, s: (W.T @ g) * s,
                lambda W2, W3, s2, s3: np.diag(s2) @ W2.T @ np.diag(s3) @ W3.T,
            ),
        ),
        (
            "fprime-outside-transpose",
            after_wrong(lambda g, W, s: (W.T @ g) * s, right_matrix),
        ),
        (
            "slopes-collected",
            after_changed(
                g1=lambda b, k, ws, s: ws[0].T @ ws[1].T @ (k * s[1] * s[0]),
                P=lambda b, k, ws, s: ws[0].T @ ws[1].T @ np.diag(s[1] * s[0]),
            ),
        ),
        (
            "slopes-collected",
            after_changed(g1=lambda b, k, ws, s: (ws[0].T @ ws[1].T @ k) * s[1] * s[0]),
        ),
        (
            "hidden-fprime-missing",
            after_wrong(lambda g, W, s: W.T @ g, lambda W2, W3, s2, s3: W2.T @ W3.T),
        ),
        (
            "missing-transpose-w",
            after_wrong(
                lambda g, W, s: W @ (g * s),
                lambda W2, W3, s2, s3: W2 @ np.diag(s2) @ W3 @ np.diag(s3),
            ),
        ),
        ("delta-for-g", after_changed(g2=lambda b, k, ws, s: b["g2"] * s[0])),
        ("jacobian-transposed", after_changed(P=lambda b, k, ws, s: b["P"].T)),
        (None, after_changed(P=lambda b, k, ws, s: b["P"] + np.eye(*b["P"].shape))),
        (None, after_changed(g1=lambda b, k, ws, s: b["g1"] * np.arange(len(b["g1"])))),
    ],
    "all_outputs": [
        ("hidden-fprime-missing", outputs_with_slope(lambda z: np.ones_like(z))),
        ("f-for-fprime", outputs_with_slope(np.tanh)),
        (
            "seed-of-ones",
            outputs_changed(per_output=lambda d, W2, z1, x: outputs(np.ones_like(d), W2, z1, x)[0]),
        ),
        (
            "seed-not-separated",
            outputs_changed(
                per_output=lambda d, W2, z1, x: np.stack([outputs(d, W2, z1, x)[1]] * len(d))
            ),
        ),
        (
            "output-sum-missing",
            outputs_changed(dW1=lambda d, W2, z1, x: outputs(d, W2, z1, x)[0][0]),
        ),
        (
            "paths-averaged",
            outputs_changed(dW1=lambda d, W2, z1, x: outputs(d, W2, z1, x)[0].mean(0)),
        ),
        (
            "outer-order-swapped",
            outputs_changed(dW1=lambda d, W2, z1, x: outputs(d, W2, z1, x)[1].T),
        ),
        (None, outputs_changed(dW1=lambda d, W2, z1, x: outputs(np.abs(d), W2, z1, x)[1])),
        (None, outputs_changed(per_output=lambda d, W2, z1, x: outputs(d, W2, z1, x)[0][::-1])),
    ],
    "diagonal_view": [
        ("sign-flipped-error", diagonal_wrong(error=lambda a, y: y - a)),
        ("loss-factor-two", diagonal_wrong(error=lambda a, y: 2 * (a - y))),
        ("f-for-fprime", diagonal_wrong(Omega=lambda a, z: a, Lambda=lambda a, z: a)),
        (
            "closed-form-fed-z",
            diagonal_wrong(Omega=lambda a, z: z * (1 - z), Lambda=lambda a, z: z * (1 - z)),
        ),
        ("missing-transpose-w", diagonal_wrong(carry=lambda W2, Om, e: W2 @ Om @ e)),
        ("propagates-error-not-delta", diagonal_wrong(carry=lambda W2, Om, e: W2.T @ e)),
        (
            "layer-output-as-input",
            diagonal_wrong(
                dW2=lambda v: np.outer(v["O"] @ v["e"], v["a2"]),
                dW1=lambda v: np.outer(v["L"] @ v["da1"], v["a1"]),
            ),
        ),
        ("hidden-fprime-missing", diagonal_wrong(dW1=lambda v: np.outer(v["da1"], v["x"]))),
        ("output-fprime-missing", diagonal_wrong(dW2=lambda v: np.outer(v["e"], v["a1"]))),
        ("outer-order-swapped", diagonal_wrong(dW2=lambda v: np.outer(v["a1"], v["O"] @ v["e"]))),
        ("diagonal-as-vector", diagonal_as_vectors),
        (None, diagonal_wrong(Omega=lambda a, z: a + 1)),
        (None, diagonal_wrong(da1=lambda v: v["da1"] + v["a1"])),
    ],
    "known_forward": [
        (
            "needed-read-as-known",
            {n: not v if isinstance(v, bool) else v for n, v in _KNOWN.items()},
        ),
        (
            "gradient-taken-as-local",
            {**_KNOWN, "dL/da1": True, "delta1": True, "dW1": True},
        ),
        ("gradient-proportional-to-target", {**_KNOWN, "entry at y = 3": 0.3}),
        (None, {**_KNOWN, "dL/da2": True}),
        (None, {**_KNOWN, "Omega": False}),
        (None, {**_KNOWN, "entry at y = 3": 1.3}),
        (None, {n: int(v) if isinstance(v, bool) else v for n, v in _KNOWN.items()}),
    ],
    "network_gradients": [
        ("sign-flipped-error", network_wrong(error=lambda A, Y: Y - A)),
        ("batch-sum-for-mean", network_wrong(constant=lambda N, K: 1)),
        ("mean-over-all-entries", network_wrong(constant=lambda N, K: 1 / (N * K))),
        ("loss-factor-two", network_wrong(constant=lambda N, K: 2 / N)),
        ("output-fprime-missing", network_wrong(slope2=lambda A, Z: 1.0)),
        ("hidden-fprime-missing", network_wrong(slope1=lambda A, Z: 1.0)),
        ("fprime-at-activation", network_wrong(slope1=lambda A, Z: tanh_slope(A))),
        ("closed-form-fed-z", network_wrong(slope1=lambda A, Z: 1 - Z**2)),
        (
            "activation-derivative-misremembered",
            network_wrong(slope1=lambda A, Z: A * (1 - A)),
        ),
        ("propagates-error-not-delta", network_wrong(carry=lambda v: v["e"] @ v["W2"])),
        ("missing-transpose-w", network_wrong(carry=lambda v: v["delta2"] @ v["W2"].T)),
        ("weight-of-other-layer", network_wrong(carry=lambda v: v["delta2"] @ v["W1"])),
        ("dw-in-place-of-w", network_wrong(carry=lambda v: v["delta2"] @ v["dW2"])),
        (
            "constant-reapplied-per-layer",
            network_wrong(carry=lambda v: v["delta2"] @ v["W2"] / v["N"]),
        ),
        ("preactivation-as-input", network_wrong(dW2=lambda v: v["delta2"].T @ v["Z1"])),
        (
            "layer-output-as-input",
            network_wrong(
                dW2=lambda v: v["delta2"].T @ v["A2"], dW1=lambda v: v["delta1"].T @ v["A1"]
            ),
        ),
        (
            "batch-divided-twice",
            network_wrong(
                dW2=lambda v: v["delta2"].T @ v["A1"] / v["N"],
                dW1=lambda v: v["delta1"].T @ v["X"] / v["N"],
                db2=lambda v: v["delta2"].sum(0) / v["N"],
                db1=lambda v: v["delta1"].sum(0) / v["N"],
            ),
        ),
        (
            "db-mean-for-sum",
            network_wrong(
                db2=lambda v: v["delta2"].mean(0),
                db1=lambda v: v["delta1"].mean(0),
            ),
        ),
        (
            "db-not-summed",
            network_wrong(db2=lambda v: v["delta2"], db1=lambda v: v["delta1"]),
        ),
        (
            "db-wrong-axis",
            network_wrong(db2=lambda v: v["delta2"].sum(1), db1=lambda v: v["delta1"].sum(1)),
        ),
        ("network-input-as-input", network_wrong(dW2=lambda v: v["delta2"].T @ v["X"])),
        ("slope-averaged", network_wrong(slope1=mean_slope("tanh"), slope2=mean_slope("sigmoid"))),
        ("other-activation", network_wrong(act2=np.tanh, slope2=lambda A, Z: 1 - A**2)),
        (
            "activation-left-out",
            network_wrong(act1=lambda Z: Z, slope1=lambda A, Z: np.ones_like(Z)),
        ),
        (
            "bias-left-out",
            lambda X, Y, W1, b1, W2, b2: network(X, Y, W1, 0 * b1, W2, 0 * b2),
        ),
        (
            "batch-sum-for-mean",
            network_wrong(
                constant=lambda N, K: 1,
                dW2=lambda v: v["delta2"].T @ v["A1"] / v["N"],
                dW1=lambda v: v["delta1"].T @ v["X"] / v["N"],
                db2=lambda v: v["delta2"].mean(0),
                db1=lambda v: v["delta1"].mean(0),
            ),
        ),
        (None, network_wrong(act1=np.sin, slope1=lambda A, Z: np.cos(Z))),
        ("hidden-fprime-missing factor-half", network_wrong(slope1=lambda A, Z: 0.5)),
        (None, network_wrong(carry=lambda v: v["delta2"] @ np.abs(v["W2"]))),
    ],
    "gradient_from_g": [
        ("propagates-error-not-delta", from_g_wrong(lambda g, W, s_next, s: W.T @ g)),
        (
            "hidden-fprime-missing",
            from_g_wrong(right_g, lambda g, s, a: np.outer(g, a)),
        ),
        (
            "fprime-outside-transpose",
            from_g_wrong(lambda g, W, s_next, s: (W.T @ g) * s_next),
        ),
        ("delta-for-g", from_g_wrong(lambda g, W, s_next, s: (W.T @ (g * s_next)) * s)),
        ("missing-transpose-w", from_g_wrong(lambda g, W, s_next, s: W @ (g * s_next))),
        (
            "outer-order-swapped",
            from_g_wrong(right_g, lambda g, s, a: np.outer(a, g * s)),
        ),
        (None, from_g_wrong(lambda g, W, s_next, s: np.abs(W.T) @ (g * s_next))),
        (None, from_g_wrong(right_g, lambda g, s, a: np.outer(g * s, a) + 1)),
    ],
    "forward_diagram": [
        (
            "after-for-before",
            {**_DIAGRAM, "B": "a1", "C": "z1", "D": "a2", "E": "z2"},
        ),
        ("target-as-input", {**_DIAGRAM, "A": "y", "I": "x"}),
        ("layers-in-reverse", {**_DIAGRAM, "G": "W2", "H": "W1"}),
        (None, {**_DIAGRAM, "F": "a2"}),
        (None, {**_DIAGRAM, "E": "y", "I": "a2"}),
    ],
    "forward_pass": [
        ("activation-left-out", forward_wrong(act1=lambda z: z)),
        ("activation-left-out", forward_wrong(act2=lambda z: z)),
        ("other-activation", forward_wrong(act1=np.tanh, act2=np.tanh)),
        ("other-activation", forward_wrong(act1=np.tanh)),
        ("loss-factor-two", forward_wrong(loss=lambda e: np.sum(e**2))),
        ("mean-over-all-entries", forward_wrong(loss=lambda e: 0.5 * np.mean(e**2))),
        ("norm-not-squared", forward_wrong(loss=lambda e: 0.5 * np.linalg.norm(e))),
        ("square-of-sum", forward_wrong(loss=lambda e: 0.5 * np.sum(e) ** 2)),
        ("error-not-squared factor-two", forward_wrong(loss=lambda e: np.sum(np.abs(e)))),
        (None, forward_wrong(act2=np.sin)),
    ],
    "parameter_shapes": [
        ("axes-swapped", {**_SHAPES, "shape of dL/dW1": (4, 3), "shape of dL/dW2": (3, 2)}),
        ("values-counted-as-parameters", {**_SHAPES, "numbers to learn": 27}),
        ("diagonal-as-vector", {**_SHAPES, "shape of da2/dz2": (2,)}),
        (
            "jacobian-transposed",
            {**_SHAPES, "shape of dz2/da1": (3, 2), "shape of da2/dx": (4, 2)},
        ),
        (None, {**_SHAPES, "numbers to learn": 2}),
        (None, {**_SHAPES, "shape of dL/da1": (4,)}),
    ],
    "one_row": [
        ("sign-flipped-error", row_wrong(error=lambda a, y: y - a)),
        ("loss-factor-two", row_wrong(error=lambda a, y: 2 * (a - y))),
        ("output-fprime-missing", row_wrong(slope=lambda a, z: 1.0)),
        ("f-for-fprime", row_wrong(slope=lambda a, z: a)),
        ("closed-form-fed-z", row_wrong(slope=lambda a, z: z * (1 - z))),
        ("network-input-as-input", row_wrong(enters="x")),
        ("preactivation-as-input", row_wrong(enters="z1")),
        (
            "kronecker-missing",
            row_wrong(J=lambda v: np.outer(v["a2"] * (1 - v["a2"]), v["a1"])),
        ),
        ("error-factor-missing", row_wrong(dw=lambda J: J.sum(axis=0))),
        (None, row_wrong(dw=lambda J: J.sum(axis=0) + 1)),
        (None, row_wrong(slope=lambda a, z: np.cos(z))),
    ],
    "main_benefit": [
        (
            "own-path-forgotten",
            {
                **_BENEFIT,
                "10 layers, each gradient on its own": 9,
                "20 layers, each gradient on its own": 19,
            },
        ),
        (
            "output-crossed-too",
            {
                **dict(zip(_BENEFIT, ("delta2", 55, 10, 210, 20), strict=True)),
            },
        ),
        (
            "full-square",
            {
                **_BENEFIT,
                "10 layers, each gradient on its own": 90,
                "20 layers, each gradient on its own": 380,
            },
        ),
        (None, {**_BENEFIT, "passed from dW2 to dW1": "W2"}),
        (None, {**_BENEFIT, "20 layers, each delta passed on": 18}),
    ],
    "deep_step": [
        ("updated-weight-backprop", step_wrong(through="new")),
        ("slope-at-input", step_wrong(at_input=True)),
        ("ascent-step", step_wrong(finish=lambda W, G, r: W + r * G)),
        ("rate-missing", step_wrong(finish=lambda W, G, r: W - G)),
        ("change-for-value", step_wrong(finish=lambda W, G, r: G)),
        ("update-subtracts-weight", step_wrong(finish=lambda W, G, r: W - r * W)),
        ("step-not-taken", step_wrong(finish=lambda W, G, r: W)),
        ("loss-factor-two step-scaled", step_wrong(finish=lambda W, G, r: W - 2 * r * G)),
        (None, step_wrong(finish=lambda W, G, r: 0 * W)),
        (None, step_wrong(error=lambda a, y: 3 * (a - y))),
    ],
    "moved_factors": [
        (
            "factor-moved-to-other-side",
            moved_wrong(
                a=lambda A, B, C, D: A @ B.T,
                b=lambda A, B, C, D: C.T @ A,
                e=lambda A, B, C, D: D.T @ A @ B.T,
            ),
        ),
        ("factor-moved-to-other-side", moved_wrong(a=lambda A, B, C, D: A @ B.T)),
        (
            "moved-without-transpose",
            moved_wrong(
                a=lambda A, B, C, D: B @ A,
                b=lambda A, B, C, D: A @ C,
                d=lambda A, B, C, D: B @ (A * D),
                e=lambda A, B, C, D: B @ A @ D,
            ),
        ),
        ("fprime-outside-transpose", moved_wrong(d=lambda A, B, C, D: (B.T @ A) * D)),
        ("unknown-transposed", moved_wrong(f=lambda A, B, C, D: B.T @ A)),
        ("matrix-for-elementwise", moved_wrong(c=lambda A, B, C, D: B.T @ A)),
        (None, moved_wrong(e=lambda A, B, C, D: A @ B @ D)),
        (None, moved_wrong(c=lambda A, B, C, D: A + B)),
    ],
    "columns_module": [
        ("outer-order-swapped", lambda A, H, W: (H @ A.T, W.T @ A)),
        ("missing-transpose-w", lambda A, H, W: (A @ H.T, W @ A)),
        ("row-convention-formula", lambda A, H, W: (H.T @ A, W.T @ A)),
        ("batch-mean-for-sum", lambda A, H, W: (A @ H.T / A.shape[1], W.T @ A)),
        ("sign-flipped", lambda A, H, W: (A @ H.T, -W.T @ A)),
        (None, lambda A, H, W: (A @ H.T + 1, W.T @ A)),
        ("row-convention-formula", lambda A, H, W: (H.T @ A, A @ W.T)),
    ],
    "other_storage": [
        ("other-storage", storage_old),
        (
            "outer-order-swapped",
            storage_wrong(
                dW2=lambda v: v["delta2"].T @ v["A1"], dW1=lambda v: v["delta1"].T @ v["X"]
            ),
        ),
        (
            "missing-transpose-w",
            storage_wrong(carry=lambda d, W2: d @ W2, back=lambda d, W1: d @ W1),
        ),
        ("hidden-fprime-missing", storage_wrong(slope=lambda A1, Z1: 1.0)),
        ("closed-form-fed-z", storage_wrong(slope=lambda A1, Z1: 1 - Z1**2)),
        ("preactivation-as-input", storage_wrong(dW2=lambda v: v["Z1"].T @ v["delta2"])),
        (None, storage_wrong(back=lambda d, W1: d @ np.abs(W1.T))),
        (None, storage_wrong(slope=lambda A1, Z1: np.cos(Z1))),
    ],
    "adjoint_identity": [
        ("differential-term-missing", ways_wrong(dz=lambda W, x, dW, dx: dW @ x)),
        ("differential-term-missing", ways_wrong(dz=lambda W, x, dW, dx: W @ dx)),
        ("differentials-multiplied", ways_wrong(dz=lambda W, x, dW, dx: dW @ dx)),
        (
            "second-order-kept",
            ways_wrong(dz=lambda W, x, dW, dx: (W + dW) @ (x + dx) - W @ x),
        ),
        ("hidden-fprime-missing", ways_wrong(slope=np.ones_like)),
        ("f-for-fprime", ways_wrong(slope=np.tanh)),
        ("outer-order-swapped", ways_wrong(gW=lambda d, x: np.outer(x, d))),
        (
            "differential-term-missing",
            ways_wrong(backward=lambda G, h, dW, dx: np.sum(G * dW)),
        ),
        ("propagates-error-not-delta", ways_wrong(gx=lambda A, s, W: W.T @ A)),
        (None, ways_wrong(gx=lambda A, s, W: np.abs(W.T) @ (A * s))),
        ("factor-two", ways_wrong(forward=lambda A, da: 2 * A @ da)),
    ],
    "kronecker_view": [
        (
            "vec-order-swapped",
            lambda d, h: (np.kron(np.eye(len(d)), h[None]), np.outer(d, h).ravel()),
        ),
        ("vec-order-swapped", lambda d, h: (kron(d, h)[0], np.outer(d, h).ravel())),
        (
            "input-factor-missing",
            lambda d, h: (np.kron(np.ones((1, len(h))), np.eye(len(d))), kron(d, h)[1]),
        ),
        ("sign-flipped", lambda d, h: (kron(d, h)[0], -kron(d, h)[1])),
        (None, lambda d, h: (kron(d, h)[0], np.kron(h, d) + 1)),
        (None, lambda d, h: (kron(d, np.abs(h))[0], kron(d, h)[1])),
    ],
    "linear_module": [
        ("bias-left-out", linear_wrong(Z=lambda v: v["X"] @ v["W"].T)),
        ("layer-output-as-input", linear_wrong(dW=lambda v: v["d"].T @ v["Z"])),
        ("outer-order-swapped", linear_wrong(dW=lambda v: v["X"].T @ v["d"])),
        ("missing-transpose-w", linear_wrong(dX=lambda v: v["d"] @ v["W"].T)),
        ("db-not-summed", linear_wrong(db=lambda v: v["d"])),
        ("db-mean-for-sum", linear_wrong(db=lambda v: v["d"].mean(0))),
        ("batch-mean-for-sum", linear_wrong(dW=lambda v: v["d"].T @ v["X"] / len(v["X"]))),
        (None, linear_wrong(dX=lambda v: v["d"] @ np.abs(v["W"]))),
        (None, linear_wrong(dW=lambda v: v["d"].T @ v["X"] + 1)),
    ],
    "sigmoid_and_loss": [
        ("sign-flipped-error", end_wrong(error=lambda A, Y: (Y - A) / len(A))),
        ("batch-sum-for-mean", end_wrong(error=lambda A, Y: A - Y)),
        ("loss-factor-two", end_wrong(error=lambda A, Y: 2 * (A - Y) / len(A))),
        ("mean-over-all-entries", end_wrong(error=lambda A, Y: (A - Y) / A.size)),
        ("output-fprime-missing", end_wrong(slope=lambda A, Z: 1.0)),
        ("fprime-at-activation", end_wrong(slope=lambda A, Z: sigmoid_slope(A))),
        ("closed-form-fed-z", end_wrong(slope=lambda A, Z: Z * (1 - Z))),
        ("loss-factor-two", end_wrong(loss=lambda A, Y: np.sum((A - Y) ** 2) / len(A))),
        ("batch-sum-for-mean", end_wrong(loss=lambda A, Y: np.sum((A - Y) ** 2) / 2)),
        ("mean-over-all-entries", end_wrong(loss=lambda A, Y: np.mean((A - Y) ** 2) / 2)),
        (None, end_wrong(slope=lambda A, Z: np.cos(Z))),
        (None, end_wrong(loss=lambda A, Y: np.sum(np.abs(A - Y)))),
    ],
    "network_by_modules": [
        ("modules-in-forward-order", lambda *g: modules(*g, order=iter)),
        ("cache-shared", lambda *g: modules(*g, linear=SharedLinear, sigmoid=SharedSigmoid)),
        (
            "layer-output-as-input",
            lambda *g: modules(*g, linear=kind(Linear, backward=linear_kept_wrong)),
        ),
        (
            "missing-transpose-w",
            lambda *g: modules(*g, linear=kind(Linear, backward=linear_untransposed)),
        ),
        (
            "batch-divided-twice",
            lambda *g: modules(*g, linear=kind(Linear, backward=linear_mean)),
        ),
        (
            "sign-flipped-error",
            lambda *g: modules(
                *g, loss=kind(Loss, backward=lambda self: (self.y - self.a) / len(self.a))
            ),
        ),
        (
            "batch-sum-for-mean",
            lambda *g: modules(*g, loss=kind(Loss, backward=lambda self: self.a - self.y)),
        ),
        (
            "f-for-fprime",
            lambda *g: modules(*g, sigmoid=kind(Sigmoid, backward=lambda self, g: g * self.a)),
        ),
        (
            None,
            lambda *g: modules(
                *g, sigmoid=kind(Sigmoid, backward=lambda self, g: g * np.cos(self.a))
            ),
        ),
        (None, lambda *g: modules(*g, loss=kind(Loss, backward=lambda self: 3 * self.a))),
    ],
}
