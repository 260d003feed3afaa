"""Lines of the derivations of `06_training_by_hand`."""

from __future__ import annotations

RIGHT = {
    "derive_output_gradient": {
        "chain rule": [
            "sum(n, k, sum(m, dL_dP[n, m] * dP_dZ[n, m, k]) * dZ_dw[n, k, i, j])",
            "sum(n, m, dL_dP[n, m] * sum(k, dP_dZ[n, m, k] * dZ_dw[n, k, i, j]))",
            "sum(n, m, dL_dP[n, m] * dP_dZ[n, m, i] * dZ_dw[n, i, i, j])",
            "sum(n, m, k, q, dL_dP[n, m] * dP_dZ[q, m, k] * (n == q) * dZ_dw[n, k, i, j])",
            "sum(n, m, k, dP_dZ[n, m, k] / (1 / dL_dP[n, m]) * dZ_dw[n, k, i, j])",
            "sum(n, m, k, (dL_dP[n, m] + 1) * dP_dZ[n, m, k] * dZ_dw[n, k, i, j])"
            " - sum(n, m, k, dP_dZ[n, m, k] * dZ_dw[n, k, i, j])",
            "sum(n, k, dL_dP[n, k] * dP_dZ[n, k, k] * dZ_dw[n, k, i, j]) + sum(n, m, k,"
            " (1 - (m == k)) * dL_dP[n, m] * dP_dZ[n, m, k] * dZ_dw[n, k, i, j])",
        ],
        "local partials": [
            "-sum(n, m, Y[n, m] / N * ((m == i) - P[n, i]) * A2[n, j])",
            "sum(n, m, k, -Y[n, m] / (N * P[n, m]) * (P[n, m] * (m == k) - P[n, m] * P[n, k])"
            " * (k == i) * A2[n, j])",
            "sum(n, m, -Y[n, m] / N * ((m == i) * (1 - P[n, m]) - (1 - (m == i)) * P[n, i])"
            " * A2[n, j])",
            "1 / N * sum(n, A2[n, j] * sum(m, Y[n, m] * (P[n, i] - (m == i))))",
            "sum(n, m, Y[n, m] * P[n, i] / N * A2[n, j])"
            " - sum(n, m, Y[n, m] * (m == i) / N * A2[n, j])",
            "sum(n, k, (k == i) * (P[n, k] - Y[n, k]) / N * A2[n, j])",
            "sum(n, m, -Y[n, m] / N * ((m == i) - sum(k, (k == i) * P[n, k])) * A2[n, j])",
        ],
        "what is left": [
            "sum(n, (P[n, i] - Y[n, i]) * A2[n, j]) / N",
            "sum(n, P[n, i] * A2[n, j]) / N - sum(n, Y[n, i] * A2[n, j]) / N",
            "sum(n, (P[n, i] * sum(m, Y[n, m]) - Y[n, i]) / N * A2[n, j])",
            "sum(n, m, Y[n, m] * P[n, i] / N * A2[n, j]) - sum(n, Y[n, i] / N * A2[n, j])",
            "-sum(n, (Y[n, i] - P[n, i]) / N * A2[n, j])",
            "sum(n, A2[n, j] * P[n, i] * (1 - Y[n, i] / P[n, i])) / N",
            "sum(n, (P[n, i] * (1 - Y[n, i]) - Y[n, i] * (1 - P[n, i])) / N * A2[n, j])",
        ],
        "matrix form": [
            "((P - Y) / N).T @ A2",
            "(A2.T @ (P - Y)).T / N",
            "P.T @ A2 / N - Y.T @ A2 / N",
            "-(Y - P).T @ A2 / N",
            "(P - Y).T @ (A2 / N)",
            "(P.T - Y.T) @ A2 / N",
            "(P * (1 - Y / P)).T @ A2 / N",
        ],
    },
}

WRONG = {
    "derive_output_gradient": {
        "chain rule": [
            (
                "softmax-diagonal-only",
                "sum(n, m, dL_dP[n, m] * dP_dZ[n, m, m] * dZ_dw[n, m, i, j])",
            ),
            ("stops-at-probabilities", "sum(n, m, dL_dP[n, m] * dZ_dw[n, m, i, j])"),
            ("input-factor-missing", "sum(n, m, dL_dP[n, m] * sum(k, dP_dZ[n, m, k] * (k == i)))"),
            (
                "samples-mixed",
                "sum(m, k, sum(n, dL_dP[n, m]) * sum(q, dP_dZ[q, m, k] * dZ_dw[q, k, i, j]))",
            ),
            (
                "summed-separately",
                "sum(n, m, q, k, dL_dP[n, q] * dP_dZ[n, m, k] * dZ_dw[n, k, i, j])",
            ),
            (
                "classes-crossed",
                "sum(n, k, sum(m, dP_dZ[n, m, k]) * dL_dP[n, k] * dZ_dw[n, k, i, j])",
            ),
            (
                "chain-rule-adds",
                "sum(n, m, k, dZ_dw[n, k, i, j] + dP_dZ[n, m, k] + dL_dP[n, m])",
            ),
            ("sign-flipped", "-sum(n, m, k, dL_dP[n, m] * dP_dZ[n, m, k] * dZ_dw[n, k, i, j])"),
            (None, "sum(n, m, k, dL_dP[n, m]**2 * dP_dZ[n, m, k] * dZ_dw[n, k, i, j])"),
            (None, "sum(n, (P[n, i] - Y[n, i]) / N * A2[n, j])"),
        ],
        "local partials": [
            ("batch-sum-for-mean", "sum(n, m, Y[n, m] * (P[n, i] - (m == i)) * A2[n, j])"),
            (
                "log-slope-missing",
                "sum(n, m, k, -Y[n, m] / N * P[n, m] * ((m == k) - P[n, k]) * (k == i) * A2[n, j])",
            ),
            (
                "softmax-factor-missing",
                "sum(n, m, k, -Y[n, m] / N / P[n, m] * ((m == k) - P[n, k]) * (k == i) * A2[n, j])",
            ),
            ("softmax-term-missing", "sum(n, k, -Y[n, k] / N * (k == i) * A2[n, j])"),
            ("softmax-term-missing", "sum(n, k, P[n, k] / N * (k == i) * A2[n, j])"),
            (
                "softmax-diagonal-only",
                "-sum(n, m, Y[n, m] / N * (m == i) * (1 - P[n, i]) * A2[n, j])",
            ),
            (
                "softmax-cross-term-sign",
                "sum(n, m, k, -Y[n, m] / N * ((m == k) + P[n, k]) * (k == i) * A2[n, j])",
            ),
            ("input-factor-missing", "sum(n, m, Y[n, m] / N * (P[n, i] - (m == i)))"),
            (
                "classes-crossed",
                "sum(n, m, k, -Y[n, m] / N * ((m == k) - P[n, m]) * (k == i) * A2[n, j])",
            ),
            ("target-missing", "sum(n, m, (P[n, i] - (m == i)) / N * A2[n, j])"),
            ("sign-flipped", "sum(n, m, Y[n, m] / N * ((m == i) - P[n, i]) * A2[n, j])"),
            (None, "sum(n, m, -Y[n, m] / N * ((m == i) - P[n, i]**2) * A2[n, j])"),
            (None, "sum(n, (P[n, i] - Y[n, i]) / N * A2[n, j])"),
        ],
        "what is left": [
            ("batch-sum-for-mean", "sum(n, A2[n, j] * (P[n, i] - Y[n, i]))"),
            ("softmax-minus-one-everywhere", "sum(n, (P[n, i] - 1) * A2[n, j]) / N"),
            (
                "output-fprime-extra",
                "1 / N * sum(n, A2[n, j] * P[n, i] * (1 - P[n, i]) * (P[n, i] - Y[n, i]))",
            ),
            ("stops-at-probabilities", "-sum(n, Y[n, i] / P[n, i] * A2[n, j]) / N"),
            ("samples-mixed", "sum(n, q, (P[n, i] - Y[n, i]) / N * A2[q, j])"),
            ("mean-applied-twice", "sum(n, (P[n, i] - Y[n, i]) / N * A2[n, j]) / N"),
            ("softmax-term-missing", "sum(n, -Y[n, i] / N * A2[n, j])"),
            ("softmax-term-missing", "sum(n, P[n, i] * A2[n, j]) / N"),
            ("softmax-diagonal-only", "sum(n, Y[n, i] * (P[n, i] - 1) / N * A2[n, j])"),
            ("sign-flipped", "sum(n, (Y[n, i] - P[n, i]) / N * A2[n, j])"),
            (None, "sum(n, (P[n, i] - Y[n, i]) / N * A2[n, j]**2)"),
            (None, "sum(n, m, -Y[n, m] / N * ((m == i) - P[n, i]) * A2[n, j])"),
            (None, "(P - Y).T @ A2 / N"),
        ],
        "matrix form": [
            ("outer-order-swapped", "A2.T @ (P - Y) / N"),
            ("batch-sum-for-mean", "(P - Y).T @ A2"),
            ("sign-flipped", "(Y - P).T @ A2 / N"),
            ("mean-applied-twice", "((P - Y) / N).T @ A2 / N"),
            ("softmax-minus-one-everywhere", "(P - 1).T @ A2 / N"),
            ("stops-at-probabilities", "-(Y / P).T @ A2 / N"),
            ("output-fprime-extra", "((P - Y) * P * (1 - P)).T @ A2 / N"),
            ("softmax-term-missing", "-Y.T @ A2 / N"),
            (None, "(P - Y) @ A2 / N"),
            (None, "(P - Y).T * A2 / N"),
            (None, "sum(n, (P[n, i] - Y[n, i]) / N * A2[n, j])"),
        ],
    },
}

RIGHT["derive_early_error"] = {
    "difference": [
        "sum(k, Delta3[n, k] * W3moved[k, i] * slope[n, i])"
        " - sum(k, Delta3[n, k] * W3[k, i] * slope[n, i])",
        "sum(k, Delta3[n, k] * (W3moved[k, i] - W3[k, i]) * slope[n, i])",
        "-slope[n, i] * sum(k, Delta3[n, k] * (W3[k, i] - W3moved[k, i]))",
        "(sum(k, Delta3[n, k] * W3moved[k, i]) - sum(k, Delta3[n, k] * W3[k, i])) * slope[n, i]",
        "slope[n, i]**2 * sum(k, Delta3[n, k] * (W3moved[k, i] - W3[k, i]))",
        "sum(k, m, (k == m) * Delta3[n, m] * (W3moved[k, i] - W3[k, i])) * slope[n, i]",
    ],
    "step put in": [
        "-rate * slope[n, i] * sum(k, m, Delta3[n, k] * Delta3[m, k] * A2[m, i])",
        "-rate * slope[n, i] * sum(m, sum(k, Delta3[n, k] * Delta3[m, k]) * A2[m, i])",
        "sum(k, Delta3[n, k] * (-rate * sum(m, Delta3[m, k] * A2[m, i])) * slope[n, i])",
        "-sum(k, m, q, (q == n) * rate * Delta3[q, k] * Delta3[m, k] * A2[m, i] * slope[n, i])",
        "-rate * slope[n, i]**2 * sum(k, m, Delta3[n, k] * Delta3[m, k] * A2[m, i])",
        "-rate * slope[n, i] * (sum(k, Delta3[n, k]**2) * A2[n, i] + sum(k, m,"
        " (1 - (m == n)) * Delta3[n, k] * Delta3[m, k] * A2[m, i]))",
    ],
    "matrix form": [
        "-rate * slope * (Delta3 @ (Delta3.T @ A2))",
        "(Delta3 @ (-rate * Delta3.T @ A2)) * slope",
        "-(rate * Delta3) @ Delta3.T @ A2 * slope",
        "-rate * ((Delta3 @ Delta3.T).T @ A2) * slope",
        "-rate * (A2.T @ Delta3 @ Delta3.T).T * slope",
        "-rate * (Delta3 @ Delta3.T @ A2) * slope * slope",
    ],
}

WRONG["derive_early_error"] = {
    "difference": [
        ("relu-mask-missing", "sum(k, Delta3[n, k] * (W3moved[k, i] - W3[k, i]))"),
        ("relu-mask-missing", "-sum(k, Delta3[n, k] * (W3[k, i] - W3moved[k, i]))"),
        ("difference-reversed", "slope[n, i] * sum(k, Delta3[n, k] * (W3[k, i] - W3moved[k, i]))"),
        ("right-value-not-subtracted", "sum(k, Delta3[n, k] * W3moved[k, i] * slope[n, i])"),
        (
            "old-weights-alone",
            "sum(k, Delta3[n, k] * W3[k, i] * slope[n, i])",
        ),
        ("upstream-missing", "slope[n, i] * sum(k, W3moved[k, i] - W3[k, i])"),
        (None, "sum(k, Delta3[n, k]**2 * (W3moved[k, i] - W3[k, i])) * slope[n, i]"),
    ],
    "step put in": [
        ("relu-mask-missing", "-rate * sum(k, m, Delta3[n, k] * Delta3[m, k] * A2[m, i])"),
        (
            "difference-reversed",
            "rate * slope[n, i] * sum(k, m, Delta3[n, k] * Delta3[m, k] * A2[m, i])",
        ),
        (
            "rate-missing",
            "sum(k, Delta3[n, k] * sum(m, -Delta3[m, k] * A2[m, i])) * slope[n, i]",
        ),
        ("own-sample-only", "-rate * sum(k, Delta3[n, k]**2 * A2[n, i]) * slope[n, i]"),
        (
            "upstream-missing",
            "-rate * slope[n, i] * sum(m, sum(k, Delta3[m, k]) * A2[m, i])",
        ),
        ("input-factor-missing", "-rate * slope[n, i] * sum(k, m, Delta3[n, k] * Delta3[m, k])"),
        (None, "-rate**2 * slope[n, i] * sum(k, m, Delta3[n, k] * Delta3[m, k] * A2[m, i])"),
    ],
    "matrix form": [
        ("relu-mask-missing", "Delta3 @ (-rate * Delta3.T @ A2)"),
        ("difference-reversed", "(Delta3 @ (rate * Delta3.T @ A2)) * slope"),
        ("rate-missing", "-(Delta3 @ Delta3.T @ A2) * slope"),
        ("rate-missing", "(Delta3 @ (-Delta3.T @ A2)) * slope"),
        ("own-sample-only", "-rate * diag(Delta3 * Delta3 @ ones(outputs)) @ A2 * slope"),
        ("relu-mask-missing", "-rate * (Delta3 @ Delta3.T) @ A2"),
        (None, "-rate * Delta3 @ Delta3.T @ (A2 * slope * 2)"),
    ],
}
