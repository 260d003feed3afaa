"""Wrong answers to `05_symmetry_breaking`: programs in which a line or two have been changed."""

from __future__ import annotations

from answers.edits import Edit, held_out

#: A right program for each exercise.
PROGRAMS = {
    "constant_start": """
def answer(x, y, w, n_hidden):
    n_out = len(y)
    z1 = w * x.sum()
    h = sigmoid(z1)
    z2 = n_hidden * w * h
    o = sigmoid(z2)
    delta2 = (o - y) * o * (1 - o)
    delta1 = h * (1 - h) * w * delta2.sum()
    return np.full(n_hidden, h), delta2, np.full(n_hidden, delta1)
""",
    "output_gaps": """
def answer(y_hat, y, h, rate):
    slope = y_hat * (1 - y_hat)
    delta = (y_hat - y) * slope
    gap = delta[:, None] - delta[None, :]
    return gap, -rate * h * gap
""",
    "unit_gradients": """
def answer(p, q, X, Delta2):
    z = X @ p
    h = sigmoid(z)
    delta1 = (Delta2 @ q) * h * (1 - h)
    dp = X.T @ delta1
    dq = Delta2.T @ h
    return dp, dq
""",
    "symmetric_step": """
def answer(p, q, X, Y, rate, n_hidden):
    N = len(X)
    h = sigmoid(X @ p)
    O = sigmoid(n_hidden * np.outer(h, q))
    D2 = (O - Y) * O * (1 - O) / N
    d1 = (D2 @ q) * h * (1 - h)
    dp = X.T @ d1
    dq = D2.T @ h
    return p - rate * dp, q - rate * dq
""",
    "one_unit": """
def answer(q, rate, n_hidden):
    return n_hidden * q, rate / n_hidden, n_hidden * rate
""",
    "renumber_units": """
def answer(W1, W2, order):
    return W1[order], W2[:, order]
""",
    "logistic_gradient": """
def answer(X, y, w):
    N = len(y)
    z = X @ w
    p = sigmoid(z)
    return X.T @ (p - y) / N
""",
    "curvature": """
def answer(X, w):
    N = len(X)
    z = X @ w
    p = sigmoid(z)
    s = p * (1 - p)
    hessian = X.T @ (s[:, None] * X) / N
    beta = np.linalg.eigvalsh(X.T @ X / (4 * N))[-1]
    return hessian, 2 / beta
""",
    "midway_loss": """
def answer(W1, W2, X, order):
    V1, V2 = W1[order], W2[:, order]
    def net(A, B):
        return sigmoid(sigmoid(X @ A.T) @ B.T)
    Y = net(W1, W2)
    M = net(0.5 * (W1 + V1), 0.5 * (W2 + V2))
    return 0.5 * np.sum((M - Y) ** 2) / len(X)
""",
    "leaky_scales": """
def answer(n_in, n_out, slope):
    gain = 2 / (1 + slope ** 2)
    fwd = np.sqrt(gain / n_in)
    bwd = np.sqrt(gain / n_out)
    bound = np.sqrt(3) * fwd
    return fwd, bwd, bound
""",
}

#: The slugs that an edit must be named by, and what replaces what.
EDITS: dict[str, list[tuple[str, Edit]]] = {
    "constant_start": [
        ("other-count", {"n_hidden * w * h": "n_out * w * h"}),
        ("other-count", {"n_hidden * w * h": "len(x) * w * h"}),
        ("weight-factor-missing", {"n_hidden * w * h": "n_hidden * h"}),
        ("preactivation-as-input", {"n_hidden * w * h": "n_hidden * w * z1"}),
        ("nonlinearity-missing", {"o = sigmoid(z2)": "o = z2"}),
        ("preactivation-returned", {"np.full(n_hidden, h)": "np.full(n_hidden, z1)"}),
        ("other-nonlinearity", {"sigmoid(z1)": "np.tanh(z1)"}),
    ],
    "output_gaps": [
        ("closed-form-fed-y", {"y_hat * (1 - y_hat)": "y * (1 - y)"}),
        ("step-not-taken", {"-rate * h * gap": "-gap"}),
        ("step-not-taken", {"-rate * h * gap": "h * gap"}),
        ("layer-output-as-input", {"-rate * h * gap": "-rate * y_hat * gap"}),
        ("ascent-step", {"-rate * h * gap": "rate * gap"}),
        ("values-added", {"delta[:, None] - delta[None, :]": "delta[:, None] + delta[None, :]"}),
        ("slope-extra", {"-rate * h * gap": "-rate * h * (1 - h) * gap"}),
    ],
    "unit_gradients": [
        ("slope-as-input", {"Delta2.T @ h": "Delta2.T @ (h * (1 - h))"}),
        ("input-factor-missing", {"Delta2.T @ h": "Delta2.sum(axis=0)"}),
        ("summed-separately", {"Delta2.T @ h": "Delta2.sum(axis=0) * h.sum()"}),
        ("upstream-replaced-by-weight", {"Delta2.T @ h": "q * h.sum()"}),
        ("summed-separately", {"X.T @ delta1": "X.sum(axis=0) * delta1.sum()"}),
    ],
    "symmetric_step": [
        (
            "loss-factor-two step-scaled",
            {"(O - Y) * O * (1 - O) / N": "2 * (O - Y) * O * (1 - O) / N"},
        ),
        ("change-for-value", {"p - rate * dp, q - rate * dq": "dp, dq"}),
        (
            "loss-factor-two step-scaled",
            {"p - rate * dp, q - rate * dq": "p - 0.5 * rate * dp, q - 0.5 * rate * dq"},
        ),
        (
            "loss-factor-two step-scaled",
            {"p - rate * dp, q - rate * dq": "p - 2 * rate * dp, q - 2 * rate * dq"},
        ),
        ("rate-fixed", {"p - rate * dp, q - rate * dq": "p - 0.1 * dp, q - 0.1 * dq"}),
        ("nonlinearity-missing", {"h = sigmoid(X @ p)": "h = X @ p"}),
        (
            "gradient-pooled",
            {"p - rate * dp, q - rate * dq": "p - rate * dp.mean(), q - rate * dq.mean()"},
        ),
    ],
    "one_unit": [
        ("count-added", {"n_hidden * q": "q + n_hidden"}),
        ("units-averaged", {"n_hidden * q": "n_hidden * q.sum() * np.ones(len(q))"}),
        ("root-of-count", {"n_hidden * q": "np.sqrt(n_hidden) * q"}),
        ("other-count", {"n_hidden * q": "len(q) * q"}),
    ],
    "renumber_units": [
        ("order-ignored", {"W1[order], W2[:, order]": "W1[::-1], W2[:, ::-1]"}),
        ("inverse-order", {"W1[order], W2[:, order]": "W1[order], W2[:, order[::-1]]"}),
        ("counted-from-one", {"W1[order], W2[:, order]": "W1[order - 1], W2[:, order - 1]"}),
    ],
    "logistic_gradient": [
        ("mean-over-units", {"len(y)": "len(w)"}),
        ("summed-separately", {"X.T @ (p - y) / N": "X.mean(axis=0) * (p - y).mean()"}),
        ("summed-separately", {"X.T @ (p - y) / N": "X.sum(axis=0) * (p - y).sum() / N"}),
        ("weight-as-input", {"X.T @ (p - y) / N": "w * (p - y).mean()"}),
        ("input-factor-missing", {"X.T @ (p - y) / N": "(p - y).mean() * np.ones(len(w))"}),
        ("stops-at-probabilities", {"(p - y)": "(-y / p + (1 - y) / (1 - p))"}),
        ("half-of-loss", {"(p - y)": "(-y * (1 - p))"}),
        ("other-nonlinearity", {"sigmoid(z)": "np.tanh(z)"}),
        ("other-nonlinearity", {"sigmoid(z)": "sigmoid(-z)"}),
    ],
    "curvature": [
        ("closed-form-fed-z", {"p * (1 - p)": "z * (1 - z)"}),
        ("slope-of-mean-activation", {"X.T @ (s[:, None] * X) / N": "X.T @ X * s.mean() / N"}),
        ("batch-sum-for-mean", {"(4 * N)": "4"}),
        ("smallest-eigenvalue", {"[-1]": "[0]"}),
        ("curvature-for-rate", {"2 / beta": "beta / 2"}),
        ("curvature-for-rate", {"2 / beta": "2 * beta"}),
        (
            "eigenvalues-added",
            {"np.linalg.eigvalsh(X.T @ X / (4 * N))[-1]": "np.trace(X.T @ X / (4 * N))"},
        ),
        (
            "norm-for-eigenvalue",
            {"np.linalg.eigvalsh(X.T @ X / (4 * N))[-1]": "np.linalg.norm(X.T @ X / (4 * N))"},
        ),
        ("eigenvalues-added", {"N))[-1]": "N)).sum()"}),
        ("factor-two", {"2 / beta": "4 / beta"}),
        (
            "factor-n batch-sum-for-mean",
            {"(s[:, None] * X) / N": "(s[:, None] * X)", "(4 * N)": "4"},
        ),
    ],
    "midway_loss": [
        (
            "loss-of-other-kind",
            {"0.5 * np.sum((M - Y) ** 2) / len(X)": "0.5 * np.sum(M - Y) / len(X)"},
        ),
        ("loss-of-other-kind", {"(M - Y) ** 2": "np.abs(M - Y)"}),
        ("paths-added-for-mean", {"0.5 * (W1 + V1), 0.5 * (W2 + V2)": "W1 + V1, W2 + V2"}),
        (
            "terms-subtracted",
            {"0.5 * (W1 + V1), 0.5 * (W2 + V2)": "0.5 * (W1 - V1), 0.5 * (W2 - V2)"},
        ),
        ("nonlinearity-missing", {"sigmoid(sigmoid(X @ A.T) @ B.T)": "sigmoid(X @ A.T) @ B.T"}),
        ("nonlinearity-missing", {"sigmoid(sigmoid(X @ A.T) @ B.T)": "sigmoid(X @ A.T @ B.T)"}),
        (
            "other-nonlinearity",
            {"sigmoid(sigmoid(X @ A.T) @ B.T)": "np.tanh(np.tanh(X @ A.T) @ B.T)"},
        ),
        ("loss-of-other-kind", {"np.sum((M - Y) ** 2)": "np.sqrt(np.sum((M - Y) ** 2))"}),
    ],
    "leaky_scales": [
        ("init-gain", {"2 / (1 + slope ** 2)": "2 / (1 - slope ** 2)"}),
        (
            "init-fan-swapped",
            {
                "fwd = np.sqrt(gain / n_in)": "fwd = np.sqrt(gain / n_out)",
                "bwd = np.sqrt(gain / n_out)": "bwd = np.sqrt(gain / n_in)",
            },
        ),
        (
            "init-name-swapped",
            {
                "np.sqrt(gain / n_in)": "np.sqrt(2 * gain / (n_in + n_out))",
                "np.sqrt(gain / n_out)": "np.sqrt(2 * gain / (n_in + n_out))",
            },
        ),
        ("init-uniform-bound", {"np.sqrt(3) * fwd": "np.sqrt(6) * fwd"}),
        ("init-uniform-bound", {"np.sqrt(3) * fwd": "fwd / np.sqrt(3)"}),
        ("init-gain", {"2 / (1 + slope ** 2)": "2 / (1 + slope) ** 2"}),
        (
            "init-variance-as-std",
            {
                "np.sqrt(gain / n_in)": "np.sqrt(gain) / n_in",
                "np.sqrt(gain / n_out)": "np.sqrt(gain) / n_out",
            },
        ),
        ("init-uniform-bound", {"np.sqrt(3) * fwd": "2 * fwd"}),
    ],
}

#: As in the other modules of answers that are held out.
HELD_OUT = held_out(PROGRAMS, EDITS)
