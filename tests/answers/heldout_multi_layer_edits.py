"""Wrong answers to `02_multi_layer`: edits of a right answer, and the names they must get.

Written from the text of the questions, and apart from the slips.
"""

from __future__ import annotations

from answers.edited import Edits, edited

SIGMOID = """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
"""

#: Exercise: a right answer; and its edits, each with the slugs that it must be named by.
EDITS: Edits = {
    "two_linear_layers": (
        """
def f(x, W1, b1, W2, b2, delta2):
    z1 = W1 @ x + b1
    z2 = W2 @ z1 + b2
    delta1 = W2.T @ delta2
    dW2 = np.outer(delta2, z1)
    dW1 = np.outer(delta1, x)
    return delta1, dW2, dW1
""",
        [
            ("upstream-missing", "W2.T @ delta2", "W2.sum(axis=0)"),
            ("upstream-missing", "W2.T @ delta2", "W2.T @ np.ones_like(delta2)"),
            ("weight-as-input", "np.outer(delta2, z1)", "delta2[:, None] * W2"),
            ("slope-as-input", "np.outer(delta2, z1)", "np.outer(delta2, np.ones_like(z1))"),
            ("weight-as-input", "np.outer(delta1, x)", "delta1[:, None] * W1"),
            ("input-factor-missing", "np.outer(delta1, x)", "np.outer(delta1, np.ones_like(x))"),
            ("delta-as-input", "np.outer(delta1, x)", "np.outer(delta1, delta1)"),
            ("bias-subtracted", "W1 @ x + b1", "W1 @ x - b1"),
            ("forward-transposed", "W1 @ x + b1", "W1.T @ x + b1"),
        ],
    ),
    "linear_chain": (
        """
def f(weights, delta):
    J = np.eye(len(delta))
    for W in reversed(weights):
        J = J @ W
    delta1 = J.T @ delta
    return J, delta1
""",
        [
            ("upstream-missing", "J.T @ delta", "J.sum(axis=0)"),
            ("upstream-missing", "J.T @ delta", "J.T @ np.ones_like(delta)"),
        ],
    ),
    "hidden_delta": (
        """
def f(delta_next, W_next, z):
    s = 1 - np.tanh(z) ** 2
    return (W_next.T @ delta_next) * s
""",
        [
            ("upstream-missing", "(W_next.T @ delta_next) * s", "s"),
            ("upstream-missing", "W_next.T @ delta_next", "W_next.T @ np.ones_like(delta_next)"),
            ("activation-derivative-misremembered", "1 - np.tanh(z) ** 2", "0.5 - np.tanh(z)**2"),
            ("activation-derivative-misremembered", "1 - np.tanh(z) ** 2", "2 - np.tanh(z)**2"),
            ("z-for-slope", "1 - np.tanh(z) ** 2", "z"),
            (
                "f-for-fprime sign-flipped",
                "(W_next.T @ delta_next) * s",
                "-(W_next.T @ delta_next) * np.tanh(z)",
            ),
        ],
    ),
    "chain_gradients": (
        SIGMOID
        + """
def f(x, y, weights):
    a = [x]
    zs = [x]
    for W in weights:
        zs.append(W @ a[-1])
        a.append(sigmoid(zs[-1]))
    k = 2 * (a[4] - y) * a[4] * (1 - a[4])
    grads = [np.outer(k, a[3])]
    for i in (3, 2, 1):
        k = (weights[i].T @ k) * a[i] * (1 - a[i])
        grads.insert(0, np.outer(k, a[i - 1]))
    return grads
""",
        [
            ("error-added", "2 * (a[4] - y)", "2 * (a[4] + y)"),
            ("upstream-missing", "2 * (a[4] - y) *", ""),
            ("target-missing", "2 * (a[4] - y)", "2 * a[4]"),
            ("error-squared", "2 * (a[4] - y)", "(a[4] - y)**2"),
            (
                "activation-derivative-misremembered",
                "(a[4] - y) * a[4] * (1 - a[4])",
                "(a[4] - y) * a[4] / (1 - a[4])",
            ),
            (
                "upstream-missing",
                "(weights[i].T @ k) * a[i] * (1 - a[i])",
                "(weights[i].T @ np.ones_like(k)) * a[i] * (1 - a[i])",
            ),
            (
                "activation-derivative-misremembered",
                "(weights[i].T @ k) * a[i] * (1 - a[i])",
                "(weights[i].T @ k) * a[i] / (1 - a[i])",
            ),
            (
                "slope-added",
                "(weights[i].T @ k) * a[i] * (1 - a[i])",
                "(weights[i].T @ k) + a[i] * (1 - a[i])",
            ),
            (
                "weight-as-input",
                "grads.insert(0, np.outer(k, a[i - 1]))",
                "grads.insert(0, k[:, None] * weights[i - 1])",
            ),
            ("weight-as-input", "np.outer(k, a[3])", "k * weights[3]"),
            ("other-activation", "a.append(sigmoid(zs[-1]))", "a.append(np.tanh(zs[-1]))"),
            (
                "activation-left-out",
                "a.append(sigmoid(zs[-1]))",
                "a.append(sigmoid(zs[-1]) if len(a) < 4 else zs[-1])",
            ),
            ("activation-left-out", "a.append(sigmoid(zs[-1]))", "a.append(zs[-1])"),
        ],
    ),
    "after_activation": (
        """
def f(k, weights, zs):
    W2, W3 = weights
    s2, s3 = (1 - np.tanh(z) ** 2 for z in zs)
    g2 = W3.T @ (s3 * k)
    g1 = W2.T @ (s2 * g2)
    P = W2.T @ np.diag(s2) @ W3.T @ np.diag(s3)
    return g2, g1, P
""",
        [
            ("upstream-missing", "W3.T @ (s3 * k)", "W3.T @ s3"),
            ("upstream-missing", "W2.T @ (s2 * g2)", "W2.T @ s2"),
            (
                "hidden-fprime-missing",
                "W2.T @ np.diag(s2) @ W3.T @ np.diag(s3)",
                "W2.T @ np.diag(s2) @ W3.T",
            ),
            (
                "hidden-fprime-missing",
                "W2.T @ np.diag(s2) @ W3.T @ np.diag(s3)",
                "W2.T @ W3.T @ np.diag(s3)",
            ),
            (
                "product-order-reversed",
                "W2.T @ np.diag(s2) @ W3.T @ np.diag(s3)",
                "W3.T @ np.diag(s3) @ W2.T @ np.diag(s2)",
            ),
            (
                "upstream-in-jacobian",
                "W2.T @ np.diag(s2) @ W3.T @ np.diag(s3)",
                "W2.T @ np.diag(s2) @ W3.T @ np.diag(s3) @ np.diag(k)",
            ),
            ("activation-derivative-misremembered", "1 - np.tanh(z) ** 2", "0.5 - np.tanh(z)**2"),
        ],
    ),
    "gradient_from_g": (
        """
def f(g_next, W_next, z_next, z, a_before):
    s_next = 1 - np.tanh(z_next) ** 2
    s = 1 - np.tanh(z) ** 2
    g = W_next.T @ (s_next * g_next)
    dW = np.outer(g * s, a_before)
    return g, dW
""",
        [
            ("upstream-missing", "s_next * g_next", "s_next"),
            ("upstream-missing", "W_next.T @ (s_next * g_next)", "W_next.sum(axis=0)"),
            (
                "input-factor-missing",
                "np.outer(g * s, a_before)",
                "np.outer(g * s, np.ones_like(a_before))",
            ),
            (
                "activation-derivative-misremembered",
                "s = 1 - np.tanh(z) ** 2",
                "s = 0.5 - np.tanh(z)**2",
            ),
        ],
    ),
    "all_outputs": (
        """
def f(delta2, W2, z1, x):
    s = 1 - np.tanh(z1) ** 2
    per = np.array([np.outer(delta2[q] * W2[q] * s, x) for q in range(len(delta2))])
    dW1 = np.outer((W2.T @ delta2) * s, x)
    return per, dW1
""",
        [
            ("upstream-missing", "(W2.T @ delta2) * s", "s"),
            ("upstream-missing", "(W2.T @ delta2) * s", "W2.sum(axis=0) * s"),
            (
                "input-factor-missing",
                "dW1 = np.outer((W2.T @ delta2) * s, x)",
                "dW1 = np.outer((W2.T @ delta2) * s, np.ones_like(x))",
            ),
            ("activation-derivative-misremembered", "1 - np.tanh(z1) ** 2", "0.5 - np.tanh(z1)**2"),
        ],
    ),
    "forward_pass": (
        SIGMOID
        + """
def f(x, y, W1, W2):
    z1 = W1 @ x
    a1 = sigmoid(z1)
    z2 = W2 @ a1
    a2 = sigmoid(z2)
    L = 0.5 * np.sum((a2 - y) ** 2)
    return z1, a1, z2, a2, L
""",
        [
            ("forward-transposed", "W1 @ x", "W1.T @ x"),
            ("factor-two", "W1 @ x", "2 * W1 @ x"),
            ("sign-flipped", "W1 @ x", "-W1 @ x"),
            ("sigmoid-mistyped", "a1 = sigmoid(z1)", "a1 = sigmoid(-z1)"),
            ("sigmoid-mistyped", "a1 = sigmoid(z1)", "a1 = np.exp(z1)"),
            ("forward-transposed", "z2 = W2 @ a1", "z2 = W2.T @ a1"),
            ("other-activation", "a2 = sigmoid(z2)", "a2 = np.tanh(z2)"),
            ("error-not-squared", "0.5 * np.sum((a2 - y) ** 2)", "0.5 * np.sum(a2 - y)"),
            ("error-added", "0.5 * np.sum((a2 - y) ** 2)", "0.5 * np.sum((a2 + y) ** 2)"),
            ("mean-over-all-entries", "0.5 * np.sum((a2 - y) ** 2)", "np.mean((a2 - y) ** 2)"),
            ("error-not-squared", "0.5 * np.sum((a2 - y) ** 2)", "0.5 * np.sum(np.abs(a2 - y))"),
            ("difference-of-squares", "0.5 * np.sum((a2 - y) ** 2)", "0.5 * np.sum(a2**2 - y**2)"),
            ("loss-factor-two", "0.5 * np.sum((a2 - y) ** 2)", "np.sum((0.5 * (a2 - y)) ** 2)"),
            ("sign-flipped-error", "0.5 * np.sum((a2 - y) ** 2)", "-0.5 * np.sum((a2 - y) ** 2)"),
        ],
    ),
    "one_row": (
        SIGMOID
        + """
def f(x, y, W1, W2, row):
    a1 = sigmoid(W1 @ x)
    a2 = sigmoid(W2 @ a1)
    da2 = a2 - y
    s = a2 * (1 - a2)
    J = np.zeros((len(a2), len(a1)))
    J[row] = s[row] * a1
    dw = J.T @ da2
    return da2, J, dw
""",
        [
            ("delta-for-g", "da2 = a2 - y", "da2 = (a2 - y) * a2 * (1 - a2)"),
            ("target-missing", "da2 = a2 - y", "da2 = a2"),
            ("error-added", "da2 = a2 - y", "da2 = a2 + y"),
            ("upstream-missing", "da2 = a2 - y", "da2 = np.ones_like(a2)"),
            ("input-factor-missing", "J[row] = s[row] * a1", "J[row] = s[row]"),
            ("weight-as-input", "J[row] = s[row] * a1", "J[row] = s[row] * W2[row]"),
            ("slope-at-input", "J[row] = s[row] * a1", "J[row] = s[row] * a1 * (1 - a1)"),
            ("elementwise-vs-matrix", "J[row] = s[row] * a1", "J[row] = s.sum() * a1"),
            ("upstream-in-jacobian", "J[row] = s[row] * a1", "J[row] = da2[row] * s[row] * a1"),
            ("", "dw = J.T @ da2", "dw = J[row] * da2.sum()"),
            ("one-change-name", "dw = J.T @ da2", "dw = J.T @ y"),
            ("one-change-name", "dw = J.T @ da2", "dw = J.T @ a2"),
            ("error-factor-missing", "dw = J.T @ da2", "dw = a1"),
            ("one-change-function-missing", "a2 = sigmoid(W2 @ a1)", "a2 = W2 @ a1"),
        ],
    ),
    "diagonal_view": (
        SIGMOID
        + """
def f(x, y, W1, W2):
    z1 = W1 @ x
    a1 = sigmoid(z1)
    z2 = W2 @ a1
    a2 = sigmoid(z2)
    e = a2 - y
    Omega = np.diag(a2 * (1 - a2))
    dW2 = np.outer(Omega @ e, a1)
    da1 = W2.T @ Omega @ e
    Lambda = np.diag(a1 * (1 - a1))
    dW1 = np.outer(Lambda @ da1, x)
    return Omega, dW2, da1, Lambda, dW1
""",
        [
            ("error-added", "e = a2 - y", "e = a2 + y"),
            ("upstream-missing", "e = a2 - y", "e = np.ones_like(y)"),
            ("target-missing", "e = a2 - y", "e = a2"),
            ("activation-left-out", "np.diag(a2 * (1 - a2))", "np.eye(len(a2))"),
            ("upstream-missing", "np.outer(Omega @ e, a1)", "np.outer(np.diag(Omega), a1)"),
            ("output-missing", "np.outer(Omega @ e, a1)", "np.outer(Omega @ y, a1)"),
            ("weight-as-input", "np.outer(Omega @ e, a1)", "(Omega @ e)[:, None] * W2"),
            (
                "input-factor-missing",
                "np.outer(Omega @ e, a1)",
                "np.outer(Omega @ e, np.ones_like(a1))",
            ),
            ("upstream-replaced-by-output", "W2.T @ Omega @ e", "W2.T @ a2"),
            ("one-change-term-missing", "W2.T @ Omega @ e", "W2.T @ Omega @ y"),
            ("weight-as-input", "np.outer(Lambda @ da1, x)", "(Lambda @ da1)[:, None] * W1"),
            ("forward-transposed", "z1 = W1 @ x", "z1 = W1.T @ x"),
            ("other-activation", "a1 = sigmoid(z1)", "a1 = np.tanh(z1)"),
            ("activation-left-out", "a1 = sigmoid(z1)", "a1 = z1"),
            ("other-activation", "a2 = sigmoid(z2)", "a2 = np.tanh(z2)"),
            ("sigmoid-mistyped", "1 / (1 + np.exp(-z))", "np.exp(z)"),
        ],
    ),
    "network_gradients": (
        SIGMOID
        + """
def f(X, Y, W1, b1, W2, b2):
    N = len(X)
    Z1 = X @ W1.T + b1
    A1 = np.tanh(Z1)
    Z2 = A1 @ W2.T + b2
    A2 = sigmoid(Z2)
    E = (A2 - Y) / N
    S2 = A2 * (1 - A2)
    delta2 = E * S2
    dW2 = delta2.T @ A1
    db2 = delta2.sum(axis=0)
    G1 = delta2 @ W2
    S1 = 1 - A1 ** 2
    delta1 = G1 * S1
    dW1 = delta1.T @ X
    db1 = delta1.sum(axis=0)
    return delta2, dW2, db2, delta1, dW1, db1
""",
        [
            ("error-added", "(A2 - Y) / N", "(A2 + Y) / N"),
            ("target-missing", "(A2 - Y) / N", "A2 / N"),
            ("upstream-missing", "(A2 - Y) / N", "np.ones_like(Y) / N"),
            ("error-squared", "(A2 - Y) / N", "(A2 - Y)**2 / N"),
            ("mean-over-units", "(A2 - Y) / N", "(A2 - Y) / len(X.T)"),
            ("error-at-z", "(A2 - Y) / N", "(Z2 - Y) / N"),
            ("upstream-missing", "E * S2", "S2"),
            ("activation-derivative-misremembered", "S2 = A2 * (1 - A2)", "S2 = A2 / (1 - A2)"),
            ("activation-derivative-misremembered", "S2 = A2 * (1 - A2)", "S2 = A2 * (0.5 - A2)"),
            ("weight-as-input", "delta2.T @ A1", "delta2.sum(axis=0)[:, None] * W2"),
            ("target-for-delta", "delta2.T @ A1", "Y.T @ A1"),
            ("updated-weight-backprop", "delta2 @ W2", "delta2 @ (W2 - dW2)"),
            ("updated-weight-backprop", "delta2 @ W2", "delta2 @ (W2 - 0.1 * dW2)"),
            ("weight-as-input", "delta1.T @ X", "delta1.sum(axis=0)[:, None] * W1"),
            ("delta-of-other-layer", "db1 = delta1.sum(axis=0)", "db1 = delta2.sum(axis=0)"),
            ("bias-left-out", "Z1 = X @ W1.T + b1", "Z1 = X @ W1.T"),
            ("bias-left-out", "Z2 = A1 @ W2.T + b2", "Z2 = A1 @ W2.T"),
            ("other-activation", "A1 = np.tanh(Z1)", "A1 = sigmoid(Z1)"),
            ("other-activation", "A2 = sigmoid(Z2)", "A2 = np.tanh(Z2)"),
            ("activation-left-out", "A2 = sigmoid(Z2)", "A2 = Z2"),
            ("sigmoid-mistyped", "A2 = sigmoid(Z2)", "A2 = np.exp(Z2)"),
            ("bias-subtracted", "Z1 = X @ W1.T + b1", "Z1 = X @ W1.T - b1"),
            ("forward-transposed", "Z1 = X @ W1.T + b1", "Z1 = X @ W1 + b1"),
            ("bias-subtracted", "Z2 = A1 @ W2.T + b2", "Z2 = A1 @ W2.T - b2"),
            ("sigmoid-mistyped", "1 / (1 + np.exp(-z))", "1 / (1 + np.exp(z))"),
        ],
    ),
    "deep_step": (
        SIGMOID
        + """
def f(x, y, weights, rate):
    a = [x]
    for W in weights:
        a.append(sigmoid(W @ a[-1]))
    delta = (a[3] - y) * a[3] * (1 - a[3])
    new = list(weights)
    for l in (2, 1, 0):
        new[l] = weights[l] - rate * np.outer(delta, a[l])
        delta = weights[l].T @ delta
        if l > 0:
            delta = delta * a[l] * (1 - a[l])
    return new[0], new[1], delta
""",
        [
            ("upstream-missing", "(a[3] - y) * a[3] * (1 - a[3])", "a[3] * (1 - a[3])"),
            ("upstream-missing", "np.outer(delta, a[l])", "np.outer(np.ones_like(delta), a[l])"),
            (
                "activation-derivative-misremembered",
                "delta * a[l] * (1 - a[l])",
                "delta * (1 - a[l])",
            ),
            ("f-for-fprime", "delta * a[l] * (1 - a[l])", "delta * a[l]"),
            ("hidden-fprime-missing", "delta = delta * a[l] * (1 - a[l])", "pass"),
            (
                "activation-derivative-misremembered",
                "delta * a[l] * (1 - a[l])",
                "delta * (1 - a[l]**2)",
            ),
            ("network-input-as-input", "np.outer(delta, a[l])", "np.outer(delta, x)"),
            (
                "fprime-twice",
                "delta * a[l] * (1 - a[l])",
                "delta * a[l] * (1 - a[l]) * a[l] * (1 - a[l])",
            ),
            ("weight-as-input", "np.outer(delta, a[l])", "delta[:, None] * weights[l]"),
            ("other-activation", "a.append(sigmoid(W @ a[-1]))", "a.append(np.tanh(W @ a[-1]))"),
        ],
    ),
    "moved_factors": (
        """
def f(A, B, C, D):
    a = B.T @ A
    b = A @ C.T
    c = A * B
    d = B.T @ (A * D)
    e = B.T @ A @ D.T
    f = A.T @ B
    return a, b, c, d, e, f
""",
        [
            ("factor-moved-to-other-side", "a = B.T @ A", "a = A @ B"),
            ("factor-moved-to-other-side", "b = A @ C.T", "b = C @ A"),
            ("other-factor-transposed", "b = A @ C.T", "b = A.T @ C"),
            ("matrix-for-elementwise", "c = A * B", "c = A @ B"),
            ("elementwise-transposed", "c = A * B", "c = A.T * B"),
            ("moved-as-inverse", "c = A * B", "c = A / B"),
            ("factor-left-out", "c = A * B", "c = A"),
            ("elementwise-transposed", "c = A * B", "c = A * B.T"),
            ("matrix-for-elementwise", "d = B.T @ (A * D)", "d = B.T @ A @ D"),
            ("moved-as-inverse", "d = B.T @ (A * D)", "d = B.T @ (A / D)"),
            ("factor-left-out", "d = B.T @ (A * D)", "d = B.T @ A"),
            ("fprime-outside-transpose", "d = B.T @ (A * D)", "d = (B.T * D) @ A"),
            ("moved-without-transpose", "e = B.T @ A @ D.T", "e = B.T @ A @ D"),
            ("moved-without-transpose", "e = B.T @ A @ D.T", "e = B @ A @ D.T"),
            ("other-factor-transposed", "f = A.T @ B", "f = A @ B.T"),
        ],
    ),
    "columns_module": (
        """
def f(A, H, W):
    dW = A @ H.T
    dH = W.T @ A
    return dW, dH
""",
        [
            ("upstream-missing", "A @ H.T", "np.ones_like(A) @ H.T"),
            ("input-factor-missing", "A @ H.T", "A @ np.ones_like(H).T"),
            ("summed-separately", "A @ H.T", "np.outer(A.sum(axis=1), H.sum(axis=1))"),
            ("weight-as-input", "A @ H.T", "A.sum(axis=1)[:, None] * W"),
            ("delta-as-input", "A @ H.T", "A @ A.T"),
            ("input-as-delta", "A @ H.T", "H @ H.T"),
            ("upstream-missing", "W.T @ A", "W.T @ np.ones_like(A)"),
            ("input-as-factor", "W.T @ A", "(W.T @ A) * H"),
            (
                "input-gradient-summed",
                "W.T @ A",
                "np.tile((W.T @ A).sum(axis=1)[:, None], (1, A.shape[1]))",
            ),
        ],
    ),
    "other_storage": (
        """
def f(X, delta2, W1, W2):
    Z1 = X @ W1
    A1 = np.tanh(Z1)
    dW2 = A1.T @ delta2
    delta1 = (delta2 @ W2.T) * (1 - A1 ** 2)
    dW1 = X.T @ delta1
    dX = delta1 @ W1.T
    return dW2, delta1, dW1, dX
""",
        [
            ("network-input-as-input", "A1.T @ delta2", "X.T @ delta2"),
            ("upstream-missing", "A1.T @ delta2", "A1.T @ np.ones_like(delta2)"),
            ("input-factor-missing", "A1.T @ delta2", "np.ones_like(A1).T @ delta2"),
            ("weight-as-input", "A1.T @ delta2", "W2 * delta2.sum(axis=0)"),
            ("slope-as-input", "A1.T @ delta2", "(1 - A1**2).T @ delta2"),
            ("upstream-missing", "(delta2 @ W2.T) * (1 - A1 ** 2)", "(1 - A1 ** 2)"),
            ("activation-derivative-misremembered", "(1 - A1 ** 2)", "(0.5 - A1**2)"),
            ("weight-as-input", "X.T @ delta1", "W1 * delta1.sum(axis=0)"),
            ("slope-at-input", "delta1 @ W1.T", "(delta1 @ W1.T) * (1 - X**2)"),
            ("input-gradient-summed", "delta1 @ W1.T", "(delta1 @ W1.T).sum(axis=0)"),
            ("input-as-factor", "delta1 @ W1.T", "(delta1 @ W1.T) * X"),
            ("other-activation", "A1 = np.tanh(Z1)", "A1 = 1 / (1 + np.exp(-Z1))"),
            ("forward-transposed", "Z1 = X @ W1", "Z1 = X @ W1.T"),
        ],
    ),
    "adjoint_identity": (
        """
def f(A, W, x, dW, dx):
    z = W @ x
    a = np.tanh(z)
    s = 1 - a ** 2
    da = s * (dW @ x + W @ dx)
    delta = A * s
    gW = np.outer(delta, x)
    gx = W.T @ delta
    forward = A @ da
    backward = np.sum(gW * dW) + gx @ dx
    return da, gW, gx, forward, backward
""",
        [
            ("differential-sign", "dW @ x + W @ dx", "dW @ x - W @ dx"),
            ("value-for-differential", "dW @ x + W @ dx", "(W + dW) @ (x + dx)"),
            ("f-for-fprime", "s * (dW @ x + W @ dx)", "np.tanh(dW @ x + W @ dx)"),
            ("second-order-kept", "s * (dW @ x + W @ dx)", "np.tanh((W + dW) @ (x + dx)) - a"),
            ("upstream-missing", "delta = A * s", "delta = s"),
            ("activation-derivative-misremembered", "s = 1 - a ** 2", "s = 0.5 - a**2"),
            ("upstream-missing", "np.outer(delta, x)", "np.outer(s, x)"),
            ("differential-in-gradient", "np.outer(delta, x)", "np.outer(delta, dx)"),
            ("weight-as-input", "np.outer(delta, x)", "delta[:, None] * W"),
            ("differential-in-gradient", "np.outer(delta, x)", "np.outer(da, x)"),
            ("slope-at-input", "W.T @ delta", "(W.T @ delta) * (1 - x**2)"),
            ("upstream-replaced-by-output", "A @ da", "a @ da"),
            ("differential-term-missing", "np.sum(gW * dW) + gx @ dx", "gx @ dx"),
            ("differential-sign", "np.sum(gW * dW) + gx @ dx", "np.sum(gW * dW) - gx @ dx"),
            (
                "differentials-multiplied",
                "np.sum(gW * dW) + gx @ dx",
                "np.sum(gW * dW) * (gx @ dx)",
            ),
            ("differential-left-out", "np.sum(gW * dW) + gx @ dx", "np.sum(gW) + gx.sum()"),
            ("value-for-differential", "np.sum(gW * dW) + gx @ dx", "np.sum(gW * W) + gx @ x"),
        ],
    ),
    "kronecker_view": (
        """
def f(delta, h):
    K = np.kron(h[None, :], np.eye(len(delta)))
    return K, K.T @ delta
""",
        [
            (
                "vanishing-terms-kept",
                "np.kron(h[None, :], np.eye(len(delta)))",
                "np.kron(h[None, :], np.ones((len(delta), len(delta))))",
            ),
            (
                "upstream-in-jacobian",
                "np.kron(h[None, :], np.eye(len(delta)))",
                "np.kron(h[None, :], np.diag(delta))",
            ),
            ("upstream-missing", "K.T @ delta", "K.sum(axis=0)"),
            ("upstream-missing", "K.T @ delta", "np.repeat(h, len(delta))"),
            ("input-factor-missing", "K.T @ delta", "np.tile(delta, len(h))"),
        ],
    ),
    "linear_module": (
        """
def f(X, W, b, delta):
    Z = X @ W.T + b
    dX = delta @ W
    dW = delta.T @ X
    db = delta.sum(axis=0)
    return Z, dX, dW, db
""",
        [
            ("forward-transposed", "X @ W.T + b", "X @ W + b"),
            ("bias-subtracted", "X @ W.T + b", "X @ W.T - b"),
            ("other-activation", "X @ W.T + b", "np.tanh(X @ W.T + b)"),
            ("bias-multiplied", "X @ W.T + b", "X @ W.T * b"),
            ("upstream-missing", "delta @ W\n", "np.ones_like(delta) @ W\n"),
            ("input-gradient-summed", "delta @ W\n", "(delta @ W).sum(axis=0)\n"),
            ("input-as-factor", "delta @ W\n", "(delta @ W) * X\n"),
            (
                "input-gradient-summed",
                "delta @ W\n",
                "np.tile((delta @ W).sum(axis=0), (len(X), 1))\n",
            ),
            ("upstream-missing", "delta.T @ X", "np.ones_like(delta).T @ X"),
            ("weight-as-input", "delta.T @ X", "delta.sum(axis=0)[:, None] * W"),
            ("input-factor-missing", "delta.T @ X", "delta.T @ np.ones_like(X)"),
            ("summed-separately", "delta.T @ X", "np.outer(delta.sum(axis=0), X.sum(axis=0))"),
            ("delta-as-input", "delta.T @ X", "delta.T @ delta"),
            ("bias-multiplied-by-itself", "delta.sum(axis=0)", "delta.sum(axis=0) * b"),
            ("upstream-replaced-by-output", "delta.sum(axis=0)", "Z.sum(axis=0)"),
        ],
    ),
    "sigmoid_and_loss": (
        SIGMOID
        + """
def f(Z, Y):
    N = len(Z)
    A = sigmoid(Z)
    L = np.sum((A - Y) ** 2) / (2 * N)
    dA = (A - Y) / N
    dZ = dA * A * (1 - A)
    return A, L, dA, dZ
""",
        [
            ("other-activation", "A = sigmoid(Z)", "A = np.tanh(Z)"),
            ("activation-left-out", "A = sigmoid(Z)", "A = Z"),
            ("sigmoid-mistyped", "A = sigmoid(Z)", "A = np.exp(Z)"),
            ("sigmoid-mistyped", "A = sigmoid(Z)", "A = sigmoid(-Z)"),
            ("batch-sum-for-mean", "/ (2 * N)", "/ 2 * N"),
            ("batch-sum-for-mean", "/ (2 * N)", ""),
            ("mean-over-units", "/ (2 * N)", "/ (2 * Z.shape[1])"),
            ("square-of-sum", "np.sum((A - Y) ** 2)", "np.sum(A - Y) ** 2"),
            ("error-added", "np.sum((A - Y) ** 2)", "np.sum((A + Y) ** 2)"),
            ("error-at-z", "np.sum((A - Y) ** 2)", "np.sum((Z - Y) ** 2)"),
            ("norm-not-squared", "np.sum((A - Y) ** 2)", "np.linalg.norm(A - Y)"),
            ("sign-flipped-error", "np.sum((A - Y) ** 2)", "-np.sum((A - Y) ** 2)"),
            ("error-not-squared", "np.sum((A - Y) ** 2)", "np.sum(np.abs(A - Y))"),
            ("error-added", "dA = (A - Y) / N", "dA = (A + Y) / N"),
            ("target-missing", "dA = (A - Y) / N", "dA = A / N"),
            ("error-squared", "dA = (A - Y) / N", "dA = (A - Y) ** 2 / N"),
            ("error-at-z", "dA = (A - Y) / N", "dA = (Z - Y) / N"),
            ("upstream-missing", "dA * A * (1 - A)", "A * (1 - A)"),
            ("activation-derivative-misremembered", "dA * A * (1 - A)", "dA * A / (1 - A)"),
            ("slope-divided-by", "dA * A * (1 - A)", "dA / (A * (1 - A))"),
        ],
    ),
    "network_by_modules": (
        SIGMOID
        + """
def f(X, Y, weights, biases):
    N = len(X)
    a = [X]
    zs = [X]
    for W, b in zip(weights, biases):
        zs.append(a[-1] @ W.T + b)
        a.append(sigmoid(zs[-1]))
    L = np.sum((a[-1] - Y) ** 2) / (2 * N)
    g = (a[-1] - Y) / N
    dWs, dbs = [], []
    for l in (2, 1, 0):
        delta = g * a[l + 1] * (1 - a[l + 1])
        dWs.insert(0, delta.T @ a[l])
        dbs.insert(0, delta.sum(axis=0))
        g = delta @ weights[l]
    return L, *dWs, *dbs, g
""",
        [
            ("error-added", "g = (a[-1] - Y) / N", "g = (a[-1] + Y) / N"),
            ("upstream-missing", "g = (a[-1] - Y) / N", "g = np.ones_like(Y) / N"),
            ("upstream-missing", "g = (a[-1] - Y) / N", "g = np.ones_like(Y)"),
            ("target-missing", "g = (a[-1] - Y) / N", "g = a[-1] / N"),
            (
                "closed-form-fed-z",
                "delta = g * a[l + 1] * (1 - a[l + 1])",
                "delta = g * a[3] * (1 - a[3]) if l == 2 else g * zs[l + 1] * (1 - zs[l + 1])",
            ),
            ("hidden-fprime-missing output-fprime-missing", "delta.T @ a[l]", "g.T @ a[l]"),
            ("weight-as-input", "delta.T @ a[l]", "delta.sum(axis=0)[:, None] * weights[l]"),
            ("hidden-fprime-missing output-fprime-missing", "delta.sum(axis=0)", "g.sum(axis=0)"),
            ("updated-weight-backprop", "delta @ weights[l]", "delta @ (weights[l] - dWs[0])"),
            ("bias-left-out", "a[-1] @ W.T + b", "a[-1] @ W.T"),
            ("bias-subtracted", "a[-1] @ W.T + b", "a[-1] @ W.T - b"),
            ("other-activation", "a.append(sigmoid(zs[-1]))", "a.append(np.tanh(zs[-1]))"),
            (
                "activation-left-out",
                "a.append(sigmoid(zs[-1]))",
                "a.append(sigmoid(zs[-1]) if len(a) < 3 else zs[-1])",
            ),
            ("activation-left-out", "a.append(sigmoid(zs[-1]))", "a.append(zs[-1])"),
            ("mean-over-all-entries", "/ (2 * N)", "/ (2 * Y.size)"),
            ("error-added", "np.sum((a[-1] - Y) ** 2)", "np.sum((a[-1] + Y) ** 2)"),
        ],
    ),
}

HELD_OUT = edited(EDITS)
