"""Wrong answers to `06_training_by_hand`: programs in which a line or two have been changed."""

from __future__ import annotations

from answers.edits import Edit, held_out

#: A right program for each exercise.
PROGRAMS = {
    "digits_forward": """
def answer(X, W1, b1, W2, b2, W3, b3):
    Z1 = X @ W1.T + b1
    A1 = np.maximum(Z1, 0)
    Z2 = A1 @ W2.T + b2
    A2 = np.maximum(Z2, 0)
    Z3 = A2 @ W3.T + b3
    E = np.exp(Z3 - Z3.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return Z1, A1, Z2, A2, P
""",
    "digits_loss": """
def answer(P, Y):
    N = len(P)
    loss = -np.sum(Y * np.log(P)) / N
    Delta3 = (P - Y) / N
    return loss, Delta3
""",
    "check_direction": """
def answer(f, w, gradient, d, h=1e-5):
    claimed = np.sum(gradient * d)
    measured = (f(w + h * d) - f(w - h * d)) / (2 * h)
    return claimed, measured
""",
    "mini_batches": """
def answer(order, size):
    return [order[k : k + size] for k in range(0, len(order), size)]
""",
    "train_step": """
def answer(X, Y, W1, b1, W2, b2, W3, b3, rate):
    N = len(X)
    Z1 = X @ W1.T + b1
    A1 = np.maximum(Z1, 0)
    Z2 = A1 @ W2.T + b2
    A2 = np.maximum(Z2, 0)
    P = softmax(A2 @ W3.T + b3)
    D3 = (P - Y) / N
    D2 = (D3 @ W3) * (Z2 > 0)
    D1 = (D2 @ W2) * (Z1 > 0)
    dW3, db3 = D3.T @ A2, D3.sum(axis=0)
    dW2, db2 = D2.T @ A1, D2.sum(axis=0)
    dW1, db1 = D1.T @ X, D1.sum(axis=0)
    return [p - rate * g for p, g in zip([W1, b1, W2, b2, W3, b3], [dW1, db1, dW2, db2, dW3, db3])]
""",
    "digits_accuracy": """
def answer(P, labels):
    return np.mean(P.argmax(axis=1) == labels)
""",
    "early_step_error": """
def answer(Delta3, Z2, A1, rate):
    A2 = np.maximum(Z2, 0)
    dW3 = Delta3.T @ A2
    error = -rate * (Delta3 @ dW3) * (Z2 > 0)
    change = -rate * error.T @ A1
    return error, change
""",
}

#: The slugs that an edit must be named by, and what replaces what.
EDITS: dict[str, list[tuple[str, Edit]]] = {
    "digits_forward": [
        (
            "softmax-wrong-axis",
            {"E / E.sum(axis=1, keepdims=True)": "E / E.sum(axis=0, keepdims=True)"},
        ),
        ("softmax-wrong-axis", {"E / E.sum(axis=1, keepdims=True)": "E / E.sum()"}),
        ("softmax-not-normalised", {"E / E.sum(axis=1, keepdims=True)": "E"}),
        (
            "logarithm-of-softmax",
            {"E / E.sum(axis=1, keepdims=True": "np.log(E / E.sum(axis=1, keepdims=True)"},
        ),
        ("exponential-missing", {"np.exp(Z3 - Z3.max(axis=1, keepdims=True))": "Z3"}),
        ("other-nonlinearity", {"np.maximum(Z1, 0)": "sigmoid(Z1)"}),
        ("nonlinearity-missing", {"np.maximum(Z2, 0)": "Z2"}),
        ("other-nonlinearity", {"np.maximum(Z1, 0)": "np.abs(Z1)"}),
        ("other-nonlinearity", {"np.maximum(Z1, 0)": "np.tanh(Z1)"}),
        ("slope-for-value", {"np.maximum(Z1, 0)": "(Z1 > 0) * 1.0"}),
        ("nonlinearity-mirrored", {"np.maximum(Z1, 0)": "np.minimum(Z1, 0)"}),
        ("bias-left-out", {"+ b3": ""}),
        ("bias-sign-flipped", {"+ b1": "- b1"}),
        ("other-nonlinearity", {"np.maximum(Z1, 0)": "np.maximum(Z1, 0.01 * Z1)"}),
        ("sign-flipped", {"np.exp(Z3 -": "np.exp(-Z3 +"}),
        (
            "other-nonlinearity",
            {"np.maximum(Z1, 0)": "sigmoid(Z1)", "np.maximum(Z2, 0)": "sigmoid(Z2)"},
        ),
    ],
    "digits_loss": [
        ("logarithm-base", {"np.log(P)": "np.log2(P)"}),
        ("logarithm-base", {"np.log(P)": "np.log10(P)"}),
        ("target-left-out", {"-np.sum(Y * np.log(P)) / N": "-np.sum(np.log(P)) / N"}),
        ("arguments-exchanged", {"-np.sum(Y * np.log(P)) / N": "-np.sum(P * np.log(Y)) / N"}),
        ("arguments-exchanged", {"-np.sum(Y * np.log(P)) / N": "-np.sum(P * np.log(P)) / N"}),
        (
            "logarithm-outside",
            {"-np.sum(Y * np.log(P)) / N": "-np.sum(np.log((Y * P).sum(axis=1))) / N"},
        ),
        ("logarithm-missing", {"-np.sum(Y * np.log(P)) / N": "-np.sum(Y * P) / N"}),
    ],
    "check_direction": [
        ("direction-left-out", {"np.sum(gradient * d)": "np.sum(gradient) * np.sum(d)"}),
        ("norm-for-slope", {"np.sum(gradient * d)": "np.linalg.norm(gradient * d)"}),
        ("gradient-along-block", {"np.sum(gradient * d)": "np.sum(gradient * w)"}),
        ("change-for-slope", {"np.sum(gradient * d)": "h * np.sum(gradient * d)"}),
        ("quotient-of-operations", {"(2 * h)": "2 * h"}),
        ("step-ignored", {"(f(w + h * d) - f(w - h * d)) / (2 * h)": "(f(w + d) - f(w - d)) / 2"}),
        ("sign-flipped", {"+ h * d) - f(w -": "- h * d) - f(w +"}),
        (
            "central-not-halved",
            {"(f(w + h * d) - f(w - h * d)) / (2 * h)": "(f(w) - f(w - h * d)) / (2 * h)"},
        ),
        ("values-added", {"d) -": "d) +"}),
        ("step-ignored", {"    measured =": "    h = 0.1\n    measured ="}),
        (
            "claim-for-measurement",
            {"(f(w + h * d) - f(w - h * d)) / (2 * h)": "np.sum(gradient * d)"},
        ),
        ("gradient-along-block", {"d) - f(w - h * d": "gradient) - f(w - h * gradient"}),
    ],
    "mini_batches": [
        ("batch-size-off", {"order[k : k + size]": "order[k : k + size - 1]"}),
        ("batch-size-off", {"order[k : k + size]": "order[k : k + size + 1]"}),
        ("batch-size-off", {"range(0, len(order), size)": "range(1, len(order), size)"}),
    ],
    "train_step": [
        ("rate-fixed", {"p - rate * g": "p - 0.1 * g"}),
        ("rate-fixed", {"p - rate * g": "p - 0.01 * g"}),
        ("step-scaled", {"p - rate * g": "p - rate / 2 * g"}),
        ("step-scaled", {"p - rate * g": "p - 2 * rate * g"}),
        ("change-for-value", {"p - rate * g": "g"}),
        ("rate-on-weight", {"p - rate * g": "g - rate * p"}),
        ("gradient-pooled", {"p - rate * g": "p - rate * g.mean()"}),
        ("gradient-pooled", {"p - rate * g": "p - rate * g.sum()"}),
        ("batch-sum-for-mean", {"p - rate * g": "p - rate * g * len(X)"}),
        ("gradient-missing", {"p - rate * g": "p - rate * np.sign(g)"}),
        ("gradient-missing", {"p - rate * g": "p - rate"}),
        ("rate-on-weight", {"p - rate * g": "rate * (p - g)"}),
        ("batch-sum-for-mean", {"(P - Y) / N": "(P - Y)"}),
    ],
    "digits_accuracy": [
        ("counted-from-one", {"==": "+ 1 =="}),
        (
            "wrong-count",
            {"mean(P.argmax(axis=1) == labels)": "sum(P.argmax(axis=1) == labels) / P.shape[1]"},
        ),
        (
            "wrong-count",
            {"np.mean(P.argmax(axis=1) == labels)": "np.sum(P.argmax(axis=1) == labels) / P.size"},
        ),
        ("distance-for-hit", {"P.argmax(axis=1) == labels": "np.abs(P.argmax(axis=1) - labels)"}),
        (
            "accuracy-rounded",
            {"np.mean(P.argmax(axis=1) == labels": "round(np.mean(P.argmax(axis=1) == labels), 1"},
        ),
    ],
    "early_step_error": [
        ("rate-missing", {"change = -rate *": "change = -"}),
        ("batch-divided-twice", {"(Delta3 @ dW3)": "(Delta3 @ dW3) / len(Z2)"}),
        ("upstream-missing", {"(Delta3 @ dW3)": "dW3.mean(axis=0)"}),
        (
            "batch-mean-for-sum",
            {"change = -rate * error.T @ A1": "change = -rate * error.T @ A1 / len(A1)"},
        ),
        ("relu-mask-inverted", {"(Z2 > 0)": "(Z2 < 0)"}),
        ("f-for-fprime", {"(Z2 > 0)": "A2"}),
        (
            "slope-for-value",
            {"change = -rate * error.T @ A1": "change = -rate * error.T @ (A1 > 0)"},
        ),
        ("slope-for-value", {"np.maximum(Z2, 0)": "(Z2 > 0) * 1.0"}),
    ],
}

#: As in the other modules of answers that are held out.
HELD_OUT = held_out(PROGRAMS, EDITS)
