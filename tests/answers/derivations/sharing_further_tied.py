"""Lines of the derivation of a tied pair's gradient."""

from __future__ import annotations

_DECODER = "sum(n, k, Delta[n, k] * dXhat_dw[n, k, i, j])"
_ENCODER = "sum(n, k, m, Delta[n, k] * dXhat_dA[n, k, m] * dA_dw[n, m, i, j])"
_FIRST, _SECOND = "sum(n, A[n, i] * Delta[n, j])", "sum(n, k, Delta[n, k] * W[i, k] * X[n, j])"

RIGHT = {
    "derive_tied_pair": {
        "two uses": [
            f"{_ENCODER} + 2 * {_DECODER} - {_DECODER}",
            "sum(n, k, Delta[n, k] * (dXhat_dw[n, k, i, j]"
            " + sum(m, dXhat_dA[n, k, m] * dA_dw[n, m, i, j])))",
            f"{_DECODER} + sum(n, m, sum(k, Delta[n, k] * dXhat_dA[n, k, m]) * dA_dw[n, m, i, j])",
            f"-sum(n, k, -Delta[n, k] * dXhat_dw[n, k, i, j]) + {_ENCODER}",
            f"sum(n, q, k, (n == q) * Delta[q, k] * dXhat_dw[n, k, i, j]) + {_ENCODER}",
            f"({_DECODER} - {_ENCODER}) + 2 * {_ENCODER}",
        ],
        "closed form": [
            f"{_SECOND} + {_FIRST}",
            f"{_FIRST} + sum(n, X[n, j] * sum(k, W[i, k] * Delta[n, k]))",
            "sum(n, A[n, i] * Delta[n, j] + sum(k, Delta[n, k] * W[i, k]) * X[n, j])",
            f"{_FIRST} + sum(k, W[i, k] * sum(n, Delta[n, k] * X[n, j]))",
            f"sum(n, m, W[i, m] * X[n, m] * Delta[n, j]) + {_SECOND}",
            f"-sum(n, -A[n, i] * Delta[n, j]) + {_SECOND}",
        ],
        "matrix form": [
            "W @ Delta.T @ X + A.T @ Delta",
            "(Delta @ W.T).T @ X + A.T @ Delta",
            "(X.T @ Delta @ W.T + Delta.T @ A).T",
            "A.T @ Delta - W @ (-Delta).T @ X",
            "W @ X.T @ Delta + W @ Delta.T @ X",
            "W @ (X.T @ Delta + Delta.T @ X)",
        ],
        "of W and S": [
            "W @ (S @ W.T @ W + W.T @ W @ S - 2 * S)",
            "W @ S @ W.T @ W - W @ S + W @ W.T @ W @ S - W @ S",
            "W @ (S @ W.T @ W - S) + W @ (W.T @ W - 1 * diag(ones(inputs))) @ S",
            "W @ W.T @ W @ S + W @ S @ (W.T @ W - 2 * diag(ones(inputs)))",
            "((S @ W.T) @ (W @ W.T) + (W.T @ W) @ (S @ W.T) - 2 * S @ W.T).T",
            "W @ S.T @ W.T @ W + W @ W.T @ W @ S - W @ (S + S.T)",
        ],
    },
}

WRONG = {
    "derive_tied_pair": {
        "two uses": [
            ("shared-one-application", "sum(n, sum(k, dXhat_dw[n, k, i, j] * Delta[n, k]))"),
            ("shared-one-application", _ENCODER),
            ("shared-averaged", f"{_DECODER} / 2 + {_ENCODER} / 2"),
            ("shared-times-count", f"{_DECODER} * 2"),
            ("shared-times-count", f"{_ENCODER} + {_ENCODER}"),
            (
                "paths-multiplied",
                "sum(n, k, Delta[n, k] * dXhat_dw[n, k, i, j]"
                " * sum(m, dXhat_dA[n, k, m] * dA_dw[n, m, i, j]))",
            ),
            (
                "upstream-missing",
                "sum(n, k, dXhat_dw[n, k, i, j] + sum(m, dXhat_dA[n, k, m] * dA_dw[n, m, i, j]))",
            ),
            (
                "samples-mixed",
                f"sum(n, q, k, p, Delta[n, k] * dXhat_dw[q, p, i, j]) + {_ENCODER}",
            ),
            (None, f"{_DECODER} + {_ENCODER}**2"),
            (None, f"{_FIRST} + {_SECOND}"),
        ],
        "closed form": [
            ("shared-one-application", "sum(n, Delta[n, j] * A[n, i])"),
            ("shared-one-application", "sum(n, X[n, j] * sum(k, Delta[n, k] * W[i, k]))"),
            ("shared-averaged", f"1 / 2 * {_SECOND} + 1 / 2 * {_FIRST}"),
            ("shared-times-count", f"{_FIRST} + {_FIRST}"),
            ("tied-transpose-lost", f"{_SECOND} + sum(n, Delta[n, i] * A[n, j])"),
            ("missing-transpose-w", f"{_FIRST} + sum(n, X[n, j] * sum(k, Delta[n, k] * W[k, i]))"),
            ("error-not-carried-back", f"{_FIRST} + sum(n, X[n, j] * Delta[n, i])"),
            (
                "output-sum-missing",
                "sum(n, A[n, i] * Delta[n, j] + Delta[n, j] * W[i, j] * X[n, j])",
            ),
            (
                "samples-mixed",
                "sum(n, A[n, i]) * sum(n, Delta[n, j])"
                " + sum(n, q, k, Delta[n, k] * W[i, k] * X[q, j])",
            ),
            (None, f"{_FIRST} + sum(n, k, Delta[n, k] * W[i, k] * X[n, j]**2)"),
            (None, f"{_DECODER} + {_ENCODER}"),
        ],
        "matrix form": [
            ("shared-one-application", "A.T @ Delta"),
            ("shared-one-application", "(Delta @ W.T).T @ X"),
            ("shared-averaged", "A.T @ Delta / 2 + W @ Delta.T @ X / 2"),
            ("shared-times-count", "A.T @ Delta + A.T @ Delta"),
            ("shared-times-count", "2 * (Delta @ W.T).T @ X"),
            ("tied-transpose-lost", "W @ Delta.T @ X + Delta.T @ A"),
            ("error-not-carried-back", "A.T @ Delta + Delta.T @ X"),
            (None, "(A.T @ Delta) * (W @ Delta.T @ X)"),
        ],
        "of W and S": [
            ("shared-one-application", "W @ S @ (W.T @ W) - W @ S"),
            ("shared-one-application", "W @ (W.T @ W @ S - S)"),
            ("shared-times-count", "2 * (W @ S @ W.T @ W - W @ S)"),
            ("shared-times-count", "2 * W @ (W.T @ W @ S - S)"),
            ("target-missing", "W @ (S @ W.T @ W + W.T @ W @ S)"),
            ("target-in-one-use", "W @ (S @ W.T @ W + W.T @ W @ S - S)"),
            (None, "W @ S @ W.T @ W + W @ W.T @ W @ S - 2 * W"),
            (None, "A.T @ Delta + W @ Delta.T @ X"),
        ],
    },
}
