"""Wrong answers to `01_single_layer`: edits of a right answer, and the names they must get.

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
    "local_partials": (
        """
def f(x, n_out):
    P = np.zeros((n_out, n_out, len(x)))
    for k in range(n_out):
        P[k, k, :] = x
    return P
""",
        [
            ("input-squared", "P[k, k, :] = x", "P[k, k, :] = x**2"),
            ("inputs-summed", "P[k, k, :] = x", "P[k, k, :] = x.sum()"),
            ("output-left-out", "range(n_out)", "range(n_out - 1)"),
            ("output-left-out", "range(n_out)", "range(1)"),
        ],
    ),
    "weight_gradient": (
        """
def f(delta, x):
    return np.outer(delta, x)
""",
        [
            ("upstream-missing", "np.outer(delta, x)", "np.outer(np.ones_like(delta), x)"),
            ("input-factor-missing", "np.outer(delta, x)", "np.outer(delta, np.ones_like(x))"),
            ("delta-as-input", "np.outer(delta, x)", "np.outer(delta, delta)"),
            ("input-as-delta", "np.outer(delta, x)", "np.outer(x, x)"),
            ("chain-rule-adds", "np.outer(delta, x)", "delta[:, None] + x[None, :]"),
        ],
    ),
    "input_gradient": (
        """
def f(delta, W):
    return W.T @ delta
""",
        [
            ("upstream-missing", "W.T @ delta", "W.sum(axis=0)"),
            ("upstream-missing", "W.T @ delta", "W.T @ np.ones_like(delta)"),
            ("summed-separately", "W.T @ delta", "delta.sum() * W.sum(axis=0)"),
            ("chain-rule-adds", "W.T @ delta", "(W + delta[:, None]).sum(axis=0)"),
        ],
    ),
    "squared_error_delta": (
        """
def f(z, y):
    return z - y
""",
        [
            ("error-added", "z - y", "z + y"),
            ("target-missing", "z - y", "z"),
            ("output-missing", "z - y", "-y"),
            ("output-missing", "z - y", "y"),
            ("error-squared", "z - y", "(z - y)**2"),
            ("target-missing", "z - y", "2 * z"),
            ("factor-on-one-term", "z - y", "2 * z - y"),
            ("factor-on-one-term", "z - y", "0.5 * z - y"),
            ("error-times-output", "z - y", "z * (z - y)"),
            ("output-fprime-extra", "z - y", "(z - y) * z * (1 - z)"),
            ("absolute-error", "z - y", "np.sign(z - y)"),
            ("error-normalised", "z - y", "(z - y) / np.linalg.norm(z - y)"),
            ("factor-on-one-term", "z - y", "z - 2 * y"),
            ("square-of-sum", "z - y", "np.full_like(z, np.mean(z - y))"),
            ("upstream-missing", "z - y", "1 * np.ones_like(z)"),
        ],
    ),
    "weighted_error_delta": (
        """
def f(z, y, m):
    return m * (z - y)
""",
        [
            ("output-weight-misplaced", "m * (z - y)", "m * z - y"),
            ("output-weight-misplaced", "m * (z - y)", "z - m * y"),
            ("output-weight-divides", "m * (z - y)", "(z - y) / m"),
            ("output-weight-root", "m * (z - y)", "np.sqrt(m) * (z - y)"),
            ("error-added", "m * (z - y)", "m * (z + y)"),
            ("target-missing", "m * (z - y)", "m * z"),
            ("upstream-missing", "m * (z - y)", "m"),
            ("output-weight-summed", "m * (z - y)", "m.sum() * (z - y)"),
            ("output-weight-summed", "m * (z - y)", "m.mean() * (z - y)"),
            ("error-squared", "m * (z - y)", "m * (z - y)**2"),
            ("output-weight-added", "m * (z - y)", "m + (z - y)"),
            ("elementwise-vs-matrix", "m * (z - y)", "m @ (z - y) * np.ones_like(z)"),
            ("output-missing", "m * (z - y)", "-m * y"),
            ("error-times-output", "m * (z - y)", "m * (z - y) * z"),
        ],
    ),
    "sigmoid_slope": (
        SIGMOID
        + """
def f(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
        [
            ("slope-added", "s * (1 - s)", "s + (1 - s)"),
            ("activation-derivative-misremembered", "s * (1 - s)", "s / (1 - s)"),
            ("activation-derivative-misremembered", "s * (1 - s)", "s * (1 - z)"),
            ("activation-derivative-misremembered", "s * (1 - s)", "z * (1 - s)"),
            ("slope-added", "s * (1 - s)", "np.ones_like(z)"),
        ],
    ),
    "log_sigmoid_slope": (
        """
def f(z):
    return -np.log1p(np.exp(-z)) - np.log1p(np.exp(z))
""",
        [
            (
                "logarithm-of-quotient",
                "-np.log1p(np.exp(-z)) - np.log1p(np.exp(z))",
                "-np.log1p(np.exp(-z)) + np.log1p(np.exp(z))",
            ),
            (
                "logarithm-of-quotient",
                "-np.log1p(np.exp(-z)) - np.log1p(np.exp(z))",
                "np.log1p(np.exp(-z)) - np.log1p(np.exp(z))",
            ),
            (
                "same-factor-twice",
                "-np.log1p(np.exp(-z)) - np.log1p(np.exp(z))",
                "-2 * np.log1p(np.exp(-z))",
            ),
            (
                "same-factor-twice",
                "-np.log1p(np.exp(-z)) - np.log1p(np.exp(z))",
                "-2 * np.log1p(np.exp(z))",
            ),
            (
                "logarithm-of-product",
                "-np.log1p(np.exp(-z)) - np.log1p(np.exp(z))",
                "np.log1p(np.exp(-z)) * np.log1p(np.exp(z))",
            ),
        ],
    ),
    "sigmoid_delta": (
        SIGMOID
        + """
def f(g, z):
    s = sigmoid(z)
    return g * s * (1 - s)
""",
        [
            ("upstream-missing", "g * s * (1 - s)", "s * (1 - s)"),
            ("upstream-missing", "g * s * (1 - s)", "np.ones_like(g) * s * (1 - s)"),
            ("slope-at-upstream", "g * s * (1 - s)", "g * sigmoid(g) * (1 - sigmoid(g))"),
            ("upstream-replaced-by-output", "g * s * (1 - s)", "z * s * (1 - s)"),
            ("z-for-slope", "g * s * (1 - s)", "g * z"),
            ("activation-derivative-misremembered", "g * s * (1 - s)", "g * z * s * (1 - s)"),
            ("elementwise-vs-matrix", "g * s * (1 - s)", "g.sum() * s * (1 - s)"),
            ("elementwise-vs-matrix", "g * s * (1 - s)", "g * (s * (1 - s)).sum()"),
            ("activation-derivative-misremembered", "1 / (1 + np.exp(-z))", "np.tanh(z)"),
            ("activation-derivative-misremembered", "1 / (1 + np.exp(-z))", "np.exp(z)"),
            ("slope-divided-by", "g * s * (1 - s)", "g / (s * (1 - s))"),
            ("f-for-fprime sign-flipped", "g * s * (1 - s)", "-g * s"),
            ("activation-derivative-misremembered sign-flipped", "g * s * (1 - s)", "-g * (1 - s)"),
            ("closed-form-fed-z sign-flipped", "g * s * (1 - s)", "-g * z * (1 - z)"),
            ("slope-of-product", "g * s * (1 - s)", "sigmoid(g * z) * (1 - sigmoid(g * z))"),
            ("upstream-taken-for-target", "g * s * (1 - s)", "(g - s) * s * (1 - s)"),
            ("upstream-taken-for-target", "g * s * (1 - s)", "(s - g) * s * (1 - s)"),
            ("hidden-fprime-missing sign-flipped", "g * s * (1 - s)", "-g"),
        ],
    ),
    "layer_gradients": (
        SIGMOID
        + """
def f(x, y, W, b):
    z = W @ x + b
    a = sigmoid(z)
    e = a - y
    s = a * (1 - a)
    delta = e * s
    dW = np.outer(delta, x)
    db = delta
    dx = W.T @ delta
    return delta, dW, db, dx
""",
        [
            ("upstream-missing", "e * s", "s"),
            ("target-missing", "e * s", "a * s"),
            ("output-missing", "e * s", "y * s"),
            ("error-added", "e = a - y", "e = a + y"),
            ("error-at-z", "e = a - y", "e = z - y"),
            ("target-missing", "e = a - y", "e = a"),
            ("error-squared", "e = a - y", "e = (a - y)**2"),
            ("error-squared", "e = a - y", "e = 0.5 * (a - y)**2"),
            ("square-of-sum", "e = a - y", "e = (a - y).sum()"),
            ("activation-derivative-misremembered", "s = a * (1 - a)", "s = a / (1 - a)"),
            ("other-activation", "a = sigmoid(z)", "a = np.tanh(z)"),
            ("activation-left-out", "a = sigmoid(z)", "a = z"),
            ("sigmoid-mistyped", "a = sigmoid(z)", "a = np.exp(z)"),
            ("bias-subtracted", "z = W @ x + b", "z = W @ x - b"),
            ("upstream-missing", "np.outer(delta, x)", "np.outer(s, x)"),
            ("target-for-delta", "np.outer(delta, x)", "np.outer(y, x)"),
            ("upstream-replaced-by-output", "np.outer(delta, x)", "np.outer(a, x)"),
            ("upstream-missing", "np.outer(delta, x)", "np.outer(np.ones_like(delta), x)"),
            ("delta-as-input", "np.outer(delta, x)", "np.outer(delta, delta)"),
            ("weight-as-input", "np.outer(delta, x)", "delta[:, None] * W"),
            ("input-factor-missing", "np.outer(delta, x)", "np.outer(delta, np.ones_like(x))"),
            ("bias-multiplied-by-itself", "db = delta", "db = delta * b"),
            ("upstream-replaced-by-output", "W.T @ delta", "W.T @ a"),
            ("target-for-delta", "W.T @ delta", "W.T @ y"),
            ("input-as-factor", "W.T @ delta", "(W.T @ delta) * x"),
            ("slope-at-input", "W.T @ delta", "(W.T @ delta) * x * (1 - x)"),
            ("dw-in-place-of-w upstream-missing", "W.T @ delta", "dW.sum(axis=0)"),
            ("summed-separately", "W.T @ delta", "W.sum(axis=0) * delta.sum()"),
        ],
    ),
    "softmax_delta": (
        """
def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()
def f(g, z):
    p = softmax(z)
    return p * (g - p @ g)
""",
        [
            ("softmax-term-missing", "p * (g - p @ g)", "g - p @ g"),
            ("upstream-missing", "p * (g - p @ g)", "p * (1 - p)"),
            (
                "softmax-jacobian-mixed",
                "p * (g - p @ g)",
                "(np.diag(p * (1 - z)) - np.outer(p, p) + np.diag(p * p)) @ g",
            ),
            ("softmax-jacobian-mixed", "p * (g - p @ g)", "(np.diag(p) - np.outer(p, z)) @ g"),
            ("softmax-jacobian-mixed", "p * (g - p @ g)", "(np.diag(p) - np.outer(z, p)) @ g"),
            ("softmax-not-normalised", "return e / e.sum()", "return e"),
            ("sigmoid-for-softmax", "return e / e.sum()", "return 1 / (1 + np.exp(-z))"),
            ("softmax-not-normalised", "return e / e.sum()", "return e / e.max()"),
            ("softmax-of-minus-z", "np.exp(z - z.max())", "np.exp(-z)"),
            ("upstream-taken-for-target", "p * (g - p @ g)", "p - g"),
            ("softmax-identity-for-diagonal", "p * (g - p @ g)", "g - p * (p @ g)"),
            ("softmax-cross-term-sign", "p * (g - p @ g)", "p * g * (1 - p) + p * (p @ g)"),
            ("output-fprime-extra", "p * (g - p @ g)", "p * (g - p @ g) * (1 - p)"),
            ("jacobian-again", "p * (g - p @ g)", "p * (p * (g - p @ g) - p @ (p * (g - p @ g)))"),
            ("output-fprime-extra", "p * (g - p @ g)", "p * (1 - p) * (g - p @ g)"),
            (
                "softmax-identity-for-diagonal",
                "p * (g - p @ g)",
                "(np.eye(len(p)) - np.outer(p, p)) @ g",
            ),
            (
                "softmax-term-overwritten",
                "p * (g - p @ g)",
                "(np.diag(p) - np.outer(p, p))[:, -1] * g[-1]",
            ),
            ("softmax-mean-unweighted", "p * (g - p @ g)", "p * (g - p @ p)"),
            ("softmax-mean-unweighted", "p * (g - p @ g)", "p * (g - g @ g)"),
            ("softmax-mean-unweighted", "p * (g - p @ g)", "p * g - p**2 * g.sum()"),
            ("softmax-p-twice", "p * (g - p @ g)", "p**2 * (g - p @ g)"),
        ],
    ),
    "cross_entropy_delta": (
        """
def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()
def f(z, y):
    p = softmax(z)
    return y.sum() * p - y
""",
        [
            ("error-added", "y.sum() * p - y", "y.sum() * p + y"),
            ("softmax-minus-one-everywhere", "y.sum() * p - y", "p - 1"),
            ("targets-normalised", "y.sum() * p - y", "p - y / y.sum()"),
            ("sum-of-targets-misplaced", "y.sum() * p - y", "y.mean() * p - y"),
            ("output-fprime-extra", "y.sum() * p - y", "(p - y) * p * (1 - p)"),
            ("sum-of-targets-misplaced", "y.sum() * p - y", "y.sum() * (p - y)"),
            ("softmax-jacobian-mixed", "y.sum() * p - y", "y.sum() * z - y"),
            ("softmax-left-out", "y.sum() * p - y", "z - y"),
            ("sigmoid-for-softmax", "return e / e.sum()", "return 1 / (1 + np.exp(-z))"),
            ("softmax-not-normalised", "return e / e.sum()", "return e"),
            ("sum-of-targets-misplaced", "y.sum() * p - y", "p * y.sum() - y * p"),
            ("loss-for-derivative", "y.sum() * p - y", "y * np.log(p)"),
            ("loss-for-derivative", "y.sum() * p - y", "-y * np.log(p)"),
            ("softmax-term-missing", "y.sum() * p - y", "-y / p + y.sum()"),
            ("logarithm-slope-missing", "y.sum() * p - y", "(y @ p) * p - y * p"),
            ("target-missing", "y.sum() * p - y", "p"),
        ],
    ),
    "batch_gradients": (
        """
def f(Delta, X, W):
    ps = np.einsum("no,ni->noi", Delta, X)
    dW = Delta.T @ X
    db = Delta.sum(axis=0)
    dX = Delta @ W
    return ps, dW, db, dX
""",
        [
            (
                "upstream-missing",
                'np.einsum("no,ni->noi", Delta, X)',
                'np.einsum("no,ni->noi", np.ones_like(Delta), X)',
            ),
            ("upstream-missing", "Delta.T @ X", "np.ones_like(Delta).T @ X"),
            ("input-factor-missing", "Delta.T @ X", "Delta.T @ np.ones_like(X)"),
            ("summed-separately", "Delta.T @ X", "np.outer(Delta.sum(axis=0), X.sum(axis=0))"),
            ("summed-separately", "Delta.T @ X", "np.outer(Delta.mean(axis=0), X.mean(axis=0))"),
            ("weight-as-input", "Delta.T @ X", "Delta.sum(axis=0)[:, None] * W"),
            ("upstream-missing", "Delta.sum(axis=0)", "np.ones(len(W))"),
            ("db-collapsed", "Delta.sum(axis=0)", "Delta.mean()"),
            ("db-wrong-axis", "Delta.sum(axis=0)", "Delta.mean(axis=1)"),
            ("input-gradient-summed", "Delta @ W\n", "(Delta @ W).sum(axis=0)\n"),
            (
                "input-gradient-summed",
                "Delta @ W\n",
                "np.tile((Delta @ W).sum(axis=0), (len(X), 1))\n",
            ),
            ("input-as-factor", "Delta @ W\n", "(Delta @ W) * X\n"),
            ("input-gradient-summed", "Delta @ W\n", "(Delta @ W).mean(axis=0)\n"),
        ],
    ),
}

HELD_OUT = edited(EDITS)
