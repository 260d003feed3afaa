"""Lines of the derivation of a ReLU unit's balance in `07_sharing_further`."""

from __future__ import annotations

RIGHT = {
    "derive_balance": {
        "gradients put in": [
            "delta[i] * (sum(j, W1[i, j] * x[j]) + b[i])",
            "sum(j, delta[i] * x[j] * W1[i, j]) + b[i] * sum(k, (k == i) * delta[k])",
            "b[i] * delta[i] - sum(j, -W1[i, j] * x[j]) * delta[i]",
            "sum(j, m, W1[m, j] * (m == i) * delta[m] * x[j]) + b[i] * delta[i]",
            "sum(j, (W1[i, j] + 1) * delta[i] * x[j]) - delta[i] * sum(j, x[j]) + b[i] * delta[i]",
            "sum(m, (m == i) * delta[m] * (sum(j, W1[m, j] * x[j]) + b[m]))",
            "delta[i] * sum(j, W1[i, j] * x[j]) + delta[i] * b[i]",
        ],
        "pre-activation": [
            "delta[i] * z[i]",
            "delta[i] / (1 / z[i])",
            "z[i] * (delta[i] + 1) - z[i]",
            "delta[i] * (z[i] - 1) + delta[i]",
            "((delta[i] + z[i])**2 - delta[i]**2 - z[i]**2) / 2",
            "2 * delta[i] * z[i] - z[i] * delta[i]",
        ],
        "through ReLU": [
            "dL_dh[i] * (z[i] > 0) * z[i]",
            "dL_dh[i] * (1 - (z[i] <= 0)) * z[i]",
            "dL_dh[i] * z[i] - dL_dh[i] * (z[i] < 0) * z[i]",
            "dL_dh[i] * (z[i] > 0)**2 * z[i]",
            "sum(k, (k == i) * dL_dh[k] * (z[k] > 0)) * z[i]",
            "dL_dh[i] * ((z[i] > 0) * z[i] + 1) - dL_dh[i]",
        ],
        "activation": [
            "dL_dh[i] * h[i]",
            "h[i] / (1 / dL_dh[i])",
            "h[i] * (dL_dh[i] + 1) - h[i]",
            "dL_dh[i] * (h[i] - 1) + dL_dh[i]",
            "((dL_dh[i] + h[i])**2 - dL_dh[i]**2 - h[i]**2) / 2",
            "2 * dL_dh[i] * h[i] - h[i] * dL_dh[i]",
        ],
        "outgoing": [
            "sum(k, W2[k, i] * dL_dW2[k, i])",
            "sum(k, m, (m == i) * W2[k, m] * dL_dW2[k, m])",
            "-sum(k, W2[k, i] * (-dL_dW2[k, i]))",
            "sum(k, (W2[k, i] + 1) * dL_dW2[k, i]) - sum(k, dL_dW2[k, i])",
            "sum(k, (W2[k, i] + dL_dW2[k, i])**2 - W2[k, i]**2 - dL_dW2[k, i]**2) / 2",
            "sum(k, m, (k == m) * W2[k, i] * dL_dW2[m, i])",
        ],
    },
}

WRONG = {
    "derive_balance": {
        "gradients put in": [
            ("bias-left-out", "delta[i] * sum(j, W1[i, j] * x[j])"),
            ("input-factor-missing", "delta[i] * (sum(j, W1[i, j]) + b[i])"),
            ("upstream-missing", "b[i] + sum(j, x[j] * W1[i, j])"),
            ("weight-factor-missing", "delta[i] * (b[i] + sum(j, x[j]))"),
            ("bias-factor-missing", "delta[i] * (sum(j, W1[i, j] * x[j]) + 1) + 0 * b[i]"),
            ("bias-gradient-missing", "b[i] + delta[i] * sum(j, W1[i, j] * x[j])"),
            ("summed-separately", "delta[i] * (sum(j, W1[i, j]) * sum(j, x[j]) + b[i])"),
            ("bias-subtracted", "delta[i] * (sum(j, W1[i, j] * x[j]) - b[i])"),
            ("bias-multiplied-by-input", "delta[i] * sum(j, x[j] * (b[i] + W1[i, j]))"),
            ("units-summed", "b[i] * delta[i] + sum(j, m, delta[m] * W1[m, j] * x[j])"),
            (None, "sum(j, W1[i, j] * delta[i] * x[j]) + b[i] * delta[i] + 0.3"),
        ],
        "pre-activation": [
            ("upstream-missing", "z[i]"),
            ("preactivation-missing", "delta[i]"),
            ("chain-rule-adds", "z[i] + delta[i]"),
            ("factor-squared", "delta[i] * delta[i] * z[i]"),
            ("factor-squared", "z[i] * delta[i] * z[i]"),
            ("fraction-inverted", "1 / z[i] * delta[i]"),
            ("sign-flipped", "-delta[i] * z[i]"),
            (None, "delta[i] * z[i] + 0.3"),
        ],
        "through ReLU": [
            ("relu-mask-missing", "z[i] * dL_dh[i]"),
            ("preactivation-missing", "(z[i] > 0) * dL_dh[i]"),
            ("upstream-missing", "z[i] * (z[i] > 0)"),
            ("relu-mask-inverted", "z[i] * (1 - (z[i] > 0)) * dL_dh[i]"),
            ("relu-mask-wrong-tensor", "dL_dh[i] * z[i] * (0 < dL_dh[i])"),
            ("slope-added", "dL_dh[i] * (z[i] > 0) + dL_dh[i] * z[i]"),
            ("factor-squared", "dL_dh[i] * (z[i] > 0) * z[i] * z[i]"),
            (None, "dL_dh[i] * (z[i] > 0) * z[i] + 0.3"),
        ],
        "activation": [
            ("upstream-missing", "h[i]"),
            ("activation-left-out", "dL_dh[i]"),
            ("chain-rule-adds", "h[i] + dL_dh[i]"),
            ("factor-squared", "dL_dh[i] * h[i] * h[i]"),
            ("factor-squared", "dL_dh[i] * dL_dh[i] * h[i]"),
            ("mask-for-activation", "(h[i] > 0) * dL_dh[i]"),
            ("sign-flipped", "-h[i] * dL_dh[i]"),
            (None, "dL_dh[i] * h[i] + 0.3"),
        ],
        "outgoing": [
            ("weight-factor-missing", "sum(k, dL_dW2[k, i])"),
            ("upstream-missing", "sum(k, W2[k, i])"),
            ("summed-separately", "sum(k, m, W2[k, i] * dL_dW2[m, i])"),
            ("chain-rule-adds", "sum(k, dL_dW2[k, i]) + sum(k, W2[k, i])"),
            ("units-summed", "sum(m, k, dL_dW2[k, m] * W2[k, m])"),
            ("factor-squared", "sum(k, W2[k, i] * dL_dW2[k, i] * W2[k, i])"),
            ("sign-flipped", "-sum(k, dL_dW2[k, i] * W2[k, i])"),
            (None, "sum(k, W2[k, i] * dL_dW2[k, i]) + 0.3"),
        ],
    },
}
