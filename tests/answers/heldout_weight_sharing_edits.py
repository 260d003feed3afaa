"""Wrong answers to `03_weight_sharing`: programs in which a line or two have been changed."""

from __future__ import annotations

from answers.edits import Edit, held_out

#: A right program for each exercise.
PROGRAMS = {
    "nested_collapse": """
def answer(W, b):
    A = W @ W
    c = W @ b + b
    return A, c
""",
    "rule_one": """
def answer(W, x, b, i, j):
    z1 = W @ x + b
    return z1[j] + W[i, i] * x[j]
""",
    "rule_two": """
def answer(W, x, b, k, i, j):
    z1 = W @ x + b
    return W[k, i] * x[j]
""",
    "nested_partials": """
def answer(W, x, b):
    n = len(x)
    z1 = W @ x + b
    direct = np.zeros((n, n, n))
    through = np.zeros((n, n, n))
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if k == i:
                    direct[k, i, j] = z1[j]
                through[k, i, j] = W[k, i] * x[j]
    return direct, through
""",
    "loss_on_both_uses": """
def answer(g1, g2, W, x, b):
    z1 = W @ x + b
    z2 = W @ z1 + b
    delta1 = g1 + W.T @ g2
    dW = np.outer(g2, z1) + np.outer(delta1, x)
    return delta1, dW
""",
    "nested_bias_input": """
def answer(delta, W):
    db = delta + W.T @ delta
    dx = W.T @ W.T @ delta
    return db, dx
""",
    "square_differential": """
def answer(W, dW):
    return W @ dW + dW @ W
""",
    "tied_gradients": """
def answer(e, W, x, b):
    z = W @ x + b
    a = np.tanh(z)
    delta = (W @ e) * (1 - a ** 2)
    dW = np.outer(delta, x) + np.outer(a, e)
    return delta, dW
""",
    "nested_nonlinear": """
def answer(delta, W, x, b):
    z1 = W @ x + b
    a = np.tanh(z1)
    z2 = W @ a + b
    delta1 = (W.T @ delta) * (1 - a ** 2)
    dW = np.outer(delta, a) + np.outer(delta1, x)
    db = delta + delta1
    return delta1, dW, db
""",
    "unrolled_gradients": """
def answer(g, W, x, b, T):
    h = [x]
    for t in range(T):
        h.append(np.tanh(W @ h[-1] + b))
    h = np.array(h)
    deltas = np.zeros((T, len(x)))
    dW = np.zeros_like(W)
    db = np.zeros_like(b)
    back = g
    for t in reversed(range(T)):
        deltas[t] = back * (1 - h[t + 1] ** 2)
        dW += np.outer(deltas[t], h[t])
        db += deltas[t]
        back = W.T @ deltas[t]
    return deltas, dW, db
""",
    "nested_batch": """
def answer(Delta, W, X, b):
    Z1 = X @ W.T + b
    Delta1 = Delta @ W
    dW = Delta.T @ Z1 + Delta1.T @ X
    db = Delta.sum(axis=0) + Delta1.sum(axis=0)
    return dW, db
""",
    "recurrent_gradients": """
def answer(g, u, h0, W, U, b):
    h = [h0]
    for step in u:
        h.append(np.tanh(W @ h[-1] + U @ step + b))
    h = np.array(h)
    T = len(u)
    deltas = np.zeros((T, len(h0)))
    back = np.zeros(len(h0))
    for t in reversed(range(T)):
        deltas[t] = (g[t] + back) * (1 - h[t + 1] ** 2)
        back = W.T @ deltas[t]
    dW = deltas.T @ h[:-1]
    dU = deltas.T @ u
    db = deltas.sum(axis=0)
    return deltas, dW, dU, db
""",
}

#: The slugs that an edit must be named by, and what replaces what.
EDITS: dict[str, list[tuple[str, Edit]]] = {
    "nested_collapse": [
        ("terms-subtracted", {"W @ b + b": "W @ b - b"}),
    ],
    "rule_one": [
        ("first-use-only", {"z1[j] + W[i, i] * x[j]": "x[j]"}),
        ("index-roles-swapped", {"z1[j] +": "z1[i] +"}),
        ("index-roles-swapped", {"W[i, i] * x[j]": "W[i, i] * x[i]"}),
        ("terms-subtracted", {"z1[j] + W": "z1[j] - W"}),
        (
            "paths-averaged",
            {"return z1[j] + W[i, i] * x[j]": "return (z1[j] + W[i, i] * x[j]) / 2"},
        ),
        ("shared-times-count", {"return z1[j] + W[i, i] * x[j]": "return 2 * z1[j]"}),
        ("paths-multiplied", {"return z1[j] + W[i, i] * x[j]": "return z1[j] * W[i, i] * x[j]"}),
        ("input-factor-missing", {"W[i, i] * x[j]": "W[i, i]"}),
        ("bias-sign-flipped", {"W @ x + b": "W @ x - b"}),
        ("missing-transpose-w", {"W @ x + b": "W.T @ x + b"}),
        ("layer-output-as-input", {"W[i, i] * x[j]": "W[i, i] * z1[j]"}),
        ("shared-times-count", {"z1[j] + W[i, i] * x[j]": "2 * W[i, i] * x[j] "}),
        ("factor-two", {"return z1[j] + W[i, i] * x[j]": "return 2*(z1[j] + W[i, i] * x[j])"}),
        ("constant-kept", {"z1[j] + W[i, i] * x[j]": "z1[j] + W[i, i] * x[j] + b[i]"}),
        ("constant-kept", {"z1[j] + W[i, i] * x[j]": "z1[j] + W[i, i] * x[j] + 1"}),
        ("weight-of-wrong-entry", {"z1[j] + W[i, i] * x[j]": "z1[j] + W[i].sum() * x[j]"}),
    ],
    "rule_two": [
        ("index-roles-swapped", {"W[k, i] * x[j]": "W[k, j] * x[i]"}),
        ("weight-of-wrong-entry", {"W[k, i] * x[j]": "W[i, j] * x[j]"}),
        ("direct-term-everywhere", {"W[k, i] * x[j]": "z1[j] + W[i, i] * x[j]"}),
        ("factor-two", {"W[k, i] * x[j]": "2 * W[k, i] * x[j]"}),
        ("sign-flipped", {"W[k, i] * x[j]": "-W[k, i] * x[j]"}),
        ("constant-kept", {"W[k, i] * x[j]": "W[k, i] * x[j] + b[k]"}),
        ("weight-factor-extra", {"W[k, i] * x[j]": "W[k, i] * W[i, j] * x[j]"}),
        ("factor-half", {"W[k, i] * x[j]": "W[k, i] * x[j] / 2"}),
        ("index-roles-swapped", {"W[k, i] * x[j]": "W[k, i] * x[k]"}),
    ],
    "nested_partials": [
        ("index-roles-swapped", {"= z1[j]": "= z1[i]"}),
        ("index-roles-swapped", {"if k == i": "if k == j"}),
        ("index-roles-swapped", {"if k == i": "if i == j"}),
        ("direct-term-elsewhere", {"if k == i": "if k != i"}),
        ("input-factor-missing", {"W[k, i] * x[j]": "W[k, i]"}),
        ("weight-of-wrong-entry", {"W[k, i] * x[j]": "W[i, j] * x[j]"}),
        ("bias-lost-on-the-way", {"+ b\n": "\n"}),
        ("path-double-counted", {"return direct, through": "return direct + through, through"}),
        ("weight-of-wrong-entry", {"W[k, i] * x[j]": "W[i, i] * x[j]"}),
        ("index-roles-swapped", {"= z1[j]": "= z1[k]"}),
        ("bias-lost-on-the-way factor-two", {"+ b\n": "\n", "= W[k, i]": "= 2 * W[k, i]"}),
    ],
    "loss_on_both_uses": [
        ("weight-factor-missing", {"g1 + W.T @ g2": "g1 + g2"}),
        ("weight-factor-extra", {"g1 + W.T @ g2": "W.T @ (g1 + g2)"}),
        (
            "summed-separately",
            {"np.outer(g2, z1) + np.outer(delta1, x)": "np.outer(g2 + delta1, z1 + x)"},
        ),
        ("shared-order-reversed", {"z1) + np.outer(delta1, x": "x) + np.outer(delta1, z1"}),
        ("shared-same-delta", {"np.outer(g2, z1)": "np.outer(delta1, z1)"}),
        ("use-halved", {"np.outer(delta1, x)": "0.5 * np.outer(delta1, x)"}),
        (
            "path-missing tied-transpose-lost",
            {"g1 + W.T @ g2": "W.T @ g2", "np.outer(delta1, x)": "np.outer(x, delta1)"},
        ),
    ],
    "nested_bias_input": [
        ("paths-multiplied", {"delta + W.T @ delta": "delta * (W.T @ delta)"}),
        ("paths-added-for-chained", {"W.T @ W.T @ delta": "W.T @ delta + W.T @ W.T @ delta"}),
        ("shared-times-count", {"W.T @ W.T @ delta": "2 * W.T @ delta"}),
        ("missing-transpose-w", {"W.T @ W.T @ delta": "W.T @ W @ delta"}),
        ("missing-transpose-w", {"W.T @ W.T @ delta": "W @ W.T @ delta"}),
        ("paths-added-for-chained", {"W.T @ W.T @ delta": "W.T @ db"}),
        ("weight-factor-extra", {"delta + W.T @ delta": "delta + W.T @ W.T @ delta"}),
    ],
    "square_differential": [
        ("second-order-kept", {"W @ dW + dW @ W": "dW @ dW"}),
        ("second-factor-transposed", {"W @ dW + dW @ W": "W @ dW + dW.T @ W"}),
        ("second-factor-transposed", {"W @ dW + dW @ W": "W.T @ dW + dW @ W.T"}),
        ("value-for-change", {"W @ dW + dW @ W": "W @ W + W @ dW + dW @ W"}),
        ("value-for-change", {"W @ dW + dW @ W": "(W + dW) @ (W + dW)"}),
        ("shared-times-count", {"W @ dW + dW @ W": "2 * W"}),
        ("second-factor-transposed", {"W @ dW + dW @ W": "W @ dW + (W @ dW).T"}),
    ],
    "tied_gradients": [
        ("closed-form-fed-z", {"1 - a ** 2": "1 - z ** 2"}),
        ("activation-derivative-misremembered", {"1 - a ** 2": "1 + a ** 2"}),
        ("fprime-at-activation", {"1 - a ** 2": "1 - np.tanh(a) ** 2"}),
        ("activation-derivative-misremembered", {"(1 - a ** 2)": "a * (1 - a)"}),
        ("f-for-fprime", {"1 - a ** 2": "a"}),
        ("activation-derivative-misremembered", {"(1 - a ** 2)": "(1 - a)"}),
        ("weight-factor-missing", {"(W @ e) * (1 - a ** 2)": "e.sum() * (1 - a ** 2)"}),
        ("shared-same-delta", {"np.outer(a, e)": "np.outer(delta, e)"}),
        ("upstream-replaced-by-output", {"np.outer(delta, x)": "np.outer(a, x)"}),
        ("shared-same-input", {"np.outer(a, e)": "np.outer(a, x)"}),
        (
            "use-sign-turned",
            {"np.outer(delta, x) + np.outer(a, e)": "np.outer(delta, x) - np.outer(a, e)"},
        ),
        ("bias-left-out", {"+ b\n": "\n"}),
        ("one-change-function-missing", {"np.tanh(z)": "z"}),
        (
            "one-change-function-missing",
            {"1 - a ** 2": "1 - z ** 2", "np.outer(a, e)": "np.outer(z, e)"},
        ),
        (
            "hidden-fprime-missing shared-one-application",
            {
                "(W @ e) * (1 - a ** 2)": "W @ e",
                "np.outer(delta, x) + np.outer(a, e)": "np.outer(delta, x)",
            },
        ),
        ("fprime-twice", {"(1 - a ** 2)": "(1 - a ** 2) ** 2"}),
    ],
    "nested_nonlinear": [
        ("shared-same-input", {"np.outer(delta1, x)": "np.outer(delta1, a)"}),
        ("shared-same-delta", {"np.outer(delta, a)": "np.outer(delta1, a)"}),
        ("tied-transpose-lost", {"delta1, x": "x, delta1"}),
        ("paths-multiplied", {"delta + delta1": "delta * delta1"}),
        ("use-halved", {"np.outer(delta1, x)": "0.5 * np.outer(delta1, x)"}),
    ],
    "unrolled_gradients": [
        ("error-not-carried-back", {"back = W.T @ deltas[t]": "pass"}),
        ("width-for-steps", {"T)):\n": "len(x))):\n"}),
        ("step-left-out", {"T)):\n": "1, T)):\n"}),
        ("step-left-out", {"T)):\n": "T - 1)):\n"}),
        (
            "sweep-in-forward-order",
            {"reversed(range(T)):\n        deltas": "range(T):\n        deltas"},
        ),
        ("error-not-carried-back", {"back *": "g *"}),
        (
            "hidden-fprime-missing",
            {"back * (1 - h[t + 1] ** 2": "(back if t == T - 1 else back * (1 - h[t + 1] ** 2)"},
        ),
        ("loss-at-every-step", {"back = W.T @ deltas[t]": "back = g + W.T @ deltas[t]"}),
        ("hidden-fprime-missing", {"db += deltas[t]": "db += back"}),
        (
            "hidden-fprime-missing",
            {"dW += np.outer(deltas[t], h[t])": "dW += np.outer(back, h[t])"},
        ),
    ],
    "nested_batch": [
        ("missing-transpose-w", {"X @ W.T + b": "X @ W + b"}),
        ("shared-same-delta", {"Delta.T @ Z1 + Delta1.T @ X": "Delta1.T @ Z1 + Delta1.T @ X"}),
        ("tied-transpose-lost", {"Delta1.T @ X\n": "X.T @ Delta1\n"}),
    ],
    "recurrent_gradients": [
        (
            "slope-on-one-branch",
            {"(g[t] + back) * (1 - h[t + 1] ** 2)": "g[t] + back * (1 - h[t + 1] ** 2)"},
        ),
        ("sweep-in-forward-order", {"reversed(range(T))": "range(T)"}),
        ("width-for-steps", {"reversed(range(T))": "reversed(range(len(h0)))"}),
        ("step-left-out", {"reversed(range(T))": "reversed(range(1, T))"}),
        ("step-left-out", {"reversed(range(T))": "reversed(range(T - 1))"}),
        ("terms-subtracted", {"(g[t] + back)": "(g[t] - back)"}),
        ("losses-added-at-each-step", {"(g[t] + back)": "(g.sum(axis=0) + back)"}),
    ],
}

#: As in the other modules of answers that are held out.
HELD_OUT = held_out(PROGRAMS, EDITS)
