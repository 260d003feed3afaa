"""Lines of the derivations of `03_weight_sharing`."""

from __future__ import annotations

RIGHT = {
    "derive_shared_gradient": {
        "chain rule": [
            "sum(m, dz2_dw[m, i, j] * dL_dz2[m])",
            "dL_dz2[i] * dz2_dw[i, i, j] + sum(k, (1 - (k == i)) * dL_dz2[k] * dz2_dw[k, i, j])",
            "sum(k, sum(m, dL_dz2[k] * (k == m) * dz2_dw[m, i, j]))",
            "sum(k, dz2_dw[k, i, j] / (1 / dL_dz2[k]))",
            "sum(k, dL_dz2[k] * (dz2_dw[k, i, j] + 1)) - sum(k, dL_dz2[k])",
            "sum(k, m, n, (k == m) * (m == n) * dL_dz2[k] * dz2_dw[n, i, j])",
        ],
        "product rule": [
            "delta2[i] * z1[j] + sum(k, m, delta2[k] * W[k, m] * dz1_dw[m, i, j])",
            "sum(k, delta2[k] * sum(m, (k == i) * (m == j) * z1[m] + W[k, m] * dz1_dw[m, i, j]))",
            "delta2[i] * z1[j] + sum(m, sum(k, delta2[k] * W[k, m]) * dz1_dw[m, i, j])",
            "sum(k, delta2[k] * ((k == i) * z1[j] + W[k, i] * dz1_dw[i, i, j]))",
            "delta2[i] * (z1[j] + sum(m, W[i, m] * dz1_dw[m, i, j]))"
            " + sum(k, m, (1 - (k == i)) * delta2[k] * W[k, m] * dz1_dw[m, i, j])",
            "sum(k, (k==i) * delta2[k]) * z1[j] + sum(m, k, dz1_dw[m, i, j] * W[k, m] * delta2[k])",
            "sum(k, delta2[k] * sum(m, W[k, m] * dz1_dw[m, i, j])) + delta2[i] * z1[j]",
        ],
        "both rules": [
            "delta2[i] * z1[j] + sum(k, delta2[k] * W[k, i] * x[j])",
            "delta2[i] * z1[j] + x[j] * sum(k, W[k, i] * delta2[k])",
            "delta2[i] * (z1[j] + W[i, i] * x[j])"
            " + sum(k, (1 - (k == i)) * delta2[k] * W[k, i] * x[j])",
            "sum(k, delta2[k] * ((k == i) * (z1[j] + W[i, i] * x[j])"
            " + (1 - (k == i)) * W[k, i] * x[j]))",
            "sum(k, delta2[k] * ((k == i) * z1[j] + sum(m, W[k, m] * (m == i) * x[j])))",
            "sum(k, m, delta2[k] * ((k == i) * (m == j) * z1[m] + W[k, m] * (m == i) * x[j]))",
            "sum(k, delta2[k] * (k == i)) * z1[j] + sum(k, delta2[k] * W[k, i]) * x[j]",
        ],
        "regrouped": [
            "z1[j] * delta2[i] + x[j] * delta1[i]",
            "delta2[i] * (z1[j] + delta1[i] / delta2[i] * x[j])",
            "(delta2[i] + delta1[i]) * z1[j] + delta1[i] * (x[j] - z1[j])",
            "(delta2[i] + delta1[i]) * (z1[j] + x[j]) - delta2[i] * x[j] - delta1[i] * z1[j]",
            "delta1[i] / (1 / x[j]) + delta2[i] / (1 / z1[j])",
            "(2 * delta2[i] * z1[j] + 2 * delta1[i] * x[j]) / 2",
        ],
        "matrix form": [
            "(z1 @ delta2.T + x @ delta1.T).T",
            "(z1 @ delta2.T).T + delta1 @ x.T",
            "diag(delta2) @ ones(units) @ z1.T + delta1 @ x.T",
            "(delta2 + delta1) @ x.T + delta2 @ (z1 - x).T",
            "delta1 @ (x + z1).T + (delta2 - delta1) @ z1.T",
            "delta2 @ ones(units).T @ diag(z1) + delta1 @ ones(units).T @ diag(x)",
        ],
    },
}

WRONG = {
    "derive_shared_gradient": {
        "chain rule": [
            ("output-sum-missing", "sum(k, (k == i) * dL_dz2[k] * dz2_dw[k, i, j])"),
            ("sum-over-weight-index", "sum(m, dz2_dw[i, m, j] * dL_dz2[m])"),
            ("summed-separately", "sum(k, m, dL_dz2[k] * dz2_dw[m, i, j])"),
            ("upstream-missing", "sum(m, dz2_dw[m, i, j])"),
            ("chain-rule-adds", "sum(m, dL_dz2[m]) + sum(k, dz2_dw[k, i, j])"),
            ("index-roles-swapped", "sum(k, dL_dz2[k] * dz2_dw[k, j, i])"),
            ("sign-flipped", "-sum(k, dL_dz2[k] * dz2_dw[k, i, j])"),
            (None, "sum(k, dL_dz2[i] * dz2_dw[k, i, j])"),
            (None, "delta2[i] * z1[j] + delta1[i] * x[j]"),
        ],
        "product rule": [
            ("path-missing", "sum(k, delta2[k] * W[k, i] * dz1_dw[i, i, j])"),
            ("direct-term-everywhere", "sum(k, delta2[k] * (z1[j] + W[k, i] * dz1_dw[i, i, j]))"),
            ("output-sum-missing", "delta2[i] * z1[j] + delta2[i] * W[i, i] * dz1_dw[i, i, j]"),
            (
                "missing-transpose-w",
                "delta2[i] * z1[j] + sum(k, m, W[m, k] * delta2[k] * dz1_dw[m, i, j])",
            ),
            ("weight-factor-missing", "delta2[i] * z1[j] + sum(k, m, delta2[k] * dz1_dw[m, i, j])"),
            (
                "layer-output-as-input",
                "delta2[i] * z2[j] + sum(k, m, delta2[k] * W[k, m] * dz1_dw[m, i, j])",
            ),
            (
                "direct-term-repeated",
                "sum(k, m, delta2[k] * ((k == i) * z1[j] + W[k, m] * dz1_dw[m, i, j]))",
            ),
            (None, "sum(k, delta2[k] * ((k == i) * z1[j] + W[i, j] * dz1_dw[k, i, j]))"),
            (None, "delta2[i] * z1[j] + sum(k, delta2[k] * W[k, i] * x[j])"),
        ],
        "both rules": [
            (
                "path-double-counted",
                "delta2[i] * (z1[j] + W[i, i] * x[j]) + sum(k, delta2[k] * W[k, i] * x[j])",
            ),
            ("shared-one-application", "sum(k, delta2[k] * (k == i) * z1[j])"),
            ("path-missing", "sum(k, delta2[k] * W[k, i] * x[j])"),
            ("output-sum-missing", "sum(k, (k == i) * delta2[k] * (z1[j] + W[k, k] * x[j]))"),
            ("missing-transpose-w", "delta2[i] * z1[j] + sum(k, delta2[k] * W[i, k]) * x[j]"),
            ("weight-of-wrong-entry", "delta2[i] * z1[j] + sum(k, delta2[k] * W[k, j]) * x[j]"),
            ("weight-of-wrong-entry", "delta2[i] * z1[j] + W[i, i] * x[j] * sum(k, delta2[k])"),
            ("shared-same-input", "(delta2[i] + sum(k, delta2[k] * W[k, i])) * x[j]"),
            ("layer-output-as-input", "(delta2[i] + sum(k, delta2[k] * W[k, i])) * z1[j]"),
            ("own-input-index", "delta2[i] * z1[i] + sum(k, delta2[k] * W[k, i]) * x[i]"),
            ("shared-times-count", "sum(k, delta2[k] * 2 * W[k, i] * x[j])"),
            (None, "delta2[i] * z1[j] + delta1[i] * x[j]"),
        ],
        "regrouped": [
            ("outer-order-swapped", "z1[i] * delta2[j] + x[i] * delta1[j]"),
            ("layer-output-as-input", "z2[j] * delta2[i] + x[j] * delta1[i]"),
            ("shared-same-delta", "delta2[i] * (z1[j] + x[j])"),
            ("shared-order-reversed", "delta2[i] * x[j] + delta1[i] * z1[j]"),
            ("shared-one-application", "delta2[i] * z1[j]"),
            ("shared-times-count", "2 * x[j] * delta1[i]"),
            ("terms-subtracted", "-delta1[i] * x[j] + delta2[i] * z1[j]"),
            (
                "summed-separately",
                "delta2[i] * z1[j] + delta1[i] * x[j] + delta1[i] * z1[j] + delta2[i] * x[j]",
            ),
            (None, "delta2[i] * z1[j] + x[j]"),
            (None, "delta2[i] * z1[j] + sum(k, delta2[k] * W[k, i]) * x[j]"),
        ],
        "matrix form": [
            ("outer-order-swapped", "z1 @ delta2.T + x @ delta1.T"),
            ("layer-output-as-input", "delta2 @ z2.T + delta1 @ x.T"),
            ("tied-transpose-lost", "delta2 @ z1.T + x @ delta1.T"),
            ("shared-same-delta", "delta2 @ (z1 + x).T"),
            ("shared-one-application", "delta1 @ x.T"),
            ("shared-order-reversed", "delta1 @ z1.T + delta2 @ x.T"),
            ("summed-separately", "(delta1 + delta2) @ (x + z1).T"),
            (None, "delta2 * z2 + delta1 * x"),
            (None, "delta2 @ z1.T + W.T @ delta2 @ x.T"),
        ],
    },
}
