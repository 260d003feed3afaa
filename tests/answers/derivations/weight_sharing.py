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
    "derive_sum_over_uses": {
        "chain rule": [
            "sum(k, l, t, dW_dw[t, k, l, i, j] * dF_dW[t, k, l])",
            "sum(t, s, k, l, (t == s) * dF_dW[t, k, l] * dW_dw[s, k, l, i, j])",
            "sum(t, k, l, m, dF_dW[t, m, l] * (m == k) * dW_dw[t, k, l, i, j])",
            "sum(t, k, l, dF_dW[t, k, l] * (dW_dw[t, k, l, i, j] + 1))"
            " - sum(t, k, l, dF_dW[t, k, l])",
            "sum(t, sum(k, dF_dW[t, k, j] * dW_dw[t, k, j, i, j])"
            " + sum(k, l, (1 - (l == j)) * dF_dW[t, k, l] * dW_dw[t, k, l, i, j]))",
            "sum(t, k, l, dW_dw[t, k, l, i, j] / (1 / dF_dW[t, k, l]))",
            "sum(t, dF_dW[t, i, j] * dW_dw[t, i, j, i, j])",
        ],
        "copies": [
            "sum(t, k, dF_dW[t, k, j] * (k == i))",
            "sum(t, l, dF_dW[t, i, l] * (l == j))",
            "sum(t, k, l, dF_dW[t, i, j] * (k == i) * (l == j))",
            "sum(k, (k == i) * sum(l, (l == j) * sum(t, dF_dW[t, k, l])))",
            "sum(t, k, l, dF_dW[t, k, l] * ((k == i) * (l == j) + 1))"
            " - sum(t, k, l, dF_dW[t, k, l])",
            "sum(t, k, l, dF_dW[t, k, l])"
            " - sum(t, k, l, dF_dW[t, k, l] * (1 - (k == i) * (l == j)))",
        ],
        "sum over uses": [
            "sum(s, dF_dW[s, i, j])",
            "sum(t, dF_dW[t, i, j] + 1) - T",
            "sum(t, 2 * dF_dW[t, i, j]) / 2",
            "T * sum(t, dF_dW[t, i, j] / T)",
            "sum(t, 1 / (1 / dF_dW[t, i, j]))",
            "sum(t, 2 * dF_dW[t, i, j]) - sum(t, dF_dW[t, i, j])",
        ],
        "layers": [
            "sum(s, x[s, j] * delta[s, i])",
            "sum(t, k, delta[t, k] * (k == i) * x[t, j])",
            "sum(t, s, (t == s) * delta[t, i] * x[s, j])",
            "sum(t, delta[t, i] * (x[t, j] + 1)) - sum(t, delta[t, i])",
            "sum(t, (delta[t, i] + x[t, j])**2 - (delta[t, i] - x[t, j])**2) / 4",
            "sum(t, delta[t, i] / (1 / x[t, j]))",
        ],
        "matrix form": [
            "(X.T @ Delta).T",
            "Delta.T @ diag(ones(uses)) @ X",
            "Delta.T @ (2 * X) / 2",
            "Delta.T @ X / T * T",
            "Delta.T @ (X + ones(uses) @ ones(inputs).T) - Delta.T @ ones(uses) @ ones(inputs).T",
            "2 * Delta.T @ X - Delta.T @ X",
        ],
    },
    "derive_through_time": {
        "every step": [
            "sum(t, sum(m, dz_dw[t, m, i, j] * dL_dz[t, m]))",
            "sum(t, s, k, (t == s) * dL_dz[t, k] * dz_dw[s, k, i, j])",
            "sum(t, dL_dz[t, i] * dz_dw[t, i, i, j])",
            "sum(t, k, dz_dw[t, k, i, j] / (1 / dL_dz[t, k]))",
            "sum(t, k, dL_dz[t, k] * (dz_dw[t, k, i, j] + 1)) - sum(t, k, dL_dz[t, k])",
            "sum(t, k, m, dL_dz[t, m] * (m == k) * dz_dw[t, k, i, j])",
        ],
        "what W multiplied": [
            "sum(s, h[s - 1, j] * delta[s, i])",
            "sum(t, k, delta[t, k] * (k == i) * h[t - 1, j])",
            "sum(t, delta[t + 1, i] * h[t, j]) + sum(t, (t == 1) * delta[t, i]) * h0[j]",
            "sum(t, delta[t, i] * (h[t - 1, j] + 1)) - sum(t, delta[t, i])",
            "sum(t, s, (s == t) * delta[s, i] * h[t - 1, j])",
            "sum(t, delta[t, i] / (1 / h[t - 1, j]))",
        ],
        "through tanh": [
            "sum(t, dL_dh[t, i] * (1 - h[t, i]**2) * h[t - 1, j])",
            "sum(t, dL_dh[t, i] * (1 - tanh(z[t, i])**2) * h[t - 1, j])",
            "sum(t, k, dL_dh[t, k] * fprime(z[t, k]) * (k == i) * h[t - 1, j])",
            "sum(t, dL_dh[t, i] * (1 - h[t, i]) * (1 + h[t, i]) * h[t - 1, j])",
            "sum(t, dL_dh[t, i] * h[t - 1, j]) - sum(t, dL_dh[t, i] * h[t, i]**2 * h[t - 1, j])",
            "sum(s, t, (s == t) * dL_dh[s, i] * fprime(z[t, i]) * h[t - 1, j])",
        ],
        "both arrows": [
            "sum(t, (g[t, i] + sum(k, delta[t + 1, k] * W[k, i])) * (1 - h[t, i]**2)"
            " * h[t - 1, j])",
            "sum(t, g[t, i] * fprime(z[t, i]) * h[t - 1, j])"
            " + sum(t, k, W[k, i] * delta[t + 1, k] * fprime(z[t, i]) * h[t - 1, j])",
            "sum(t, (g[t, i] + sum(k, m, (m == i) * W[k, m] * delta[t + 1, k]))"
            " * fprime(z[t, i]) * h[t - 1, j])",
            "sum(k, sum(t, W[k, i] * delta[t + 1, k] * fprime(z[t, i]) * h[t - 1, j]))"
            " + sum(t, g[t, i] * (1 - h[t, i]**2) * h[t - 1, j])",
            "sum(t, (g[t, i] + sum(k, s, (s == t + 1) * W[k, i] * delta[s, k]))"
            " * fprime(z[t, i]) * h[t - 1, j])",
            "sum(t, (g[t, i] + W[i, i] * delta[t + 1, i]"
            " + sum(k, (1 - (k == i)) * W[k, i] * delta[t + 1, k])) * fprime(z[t, i])"
            " * h[t - 1, j])",
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
    "derive_sum_over_uses": {
        "chain rule": [
            ("upstream-missing", "sum(k, l, t, dW_dw[t, k, l, i, j])"),
            (
                "summed-separately",
                "sum(t, k, l, s, m, n, dF_dW[t, k, l] * dW_dw[s, m, n, i, j])",
            ),
            ("uses-crossed", "sum(k, l, sum(t, dF_dW[t, k, l]) * sum(t, dW_dw[t, k, l, i, j]))"),
            (
                "chain-rule-adds",
                "sum(t, k, l, dW_dw[t, k, l, i, j]) + sum(t, k, l, dF_dW[t, k, l])",
            ),
            ("shared-averaged", "1 / T * sum(t, k, l, dW_dw[t, k, l, i, j] * dF_dW[t, k, l])"),
            ("shared-times-count", "sum(t, k, l, T * dW_dw[t, k, l, i, j] * dF_dW[t, k, l])"),
            ("index-roles-swapped", "sum(k, l, t, dF_dW[t, k, l] * dW_dw[t, k, l, j, i])"),
            (None, "sum(t, dF_dW[t, i, j])"),
            (None, "sum(t, k, l, dF_dW[t, k, l]**2 * dW_dw[t, k, l, i, j])"),
        ],
        "copies": [
            ("vanishing-terms-kept", "sum(t, k, l, dF_dW[t, k, l])"),
            ("vanishing-terms-kept", "sum(t, k, l, dF_dW[t, k, l] * (l == j))"),
            ("vanishing-terms-kept", "sum(t, l, dF_dW[t, i, l])"),
            ("kroneckers-added", "sum(t, l, dF_dW[t, i, l]) + sum(t, k, dF_dW[t, k, j])"),
            ("index-roles-swapped", "sum(t, k, l, dF_dW[t, l, k] * (k == i) * (l == j))"),
            ("upstream-missing", "T"),
            ("shared-times-count", "T * sum(t, k, (k == i) * dF_dW[t, k, j])"),
            ("shared-averaged", "sum(t, k, l, dF_dW[t, k, l] * (k == i) * (l == j)) / T"),
            (None, "sum(t, dF_dW[t, i, j])"),
        ],
        "sum over uses": [
            ("shared-averaged", "sum(t, dF_dW[t, i, j] / T)"),
            ("shared-times-count", "sum(t, T * dF_dW[t, i, j])"),
            ("outer-order-swapped", "sum(t, dF_dW[t, j, i])"),
            ("vanishing-terms-kept", "sum(t, k, dF_dW[t, k, j])"),
            ("vanishing-terms-kept", "sum(t, l, dF_dW[t, i, l])"),
            ("sign-flipped", "-sum(t, dF_dW[t, i, j])"),
            (None, "sum(t, dF_dW[t, i, j]**2)"),
        ],
        "layers": [
            ("uses-crossed", "sum(t, s, delta[t, i] * x[s, j])"),
            ("upstream-missing", "sum(s, x[s, j])"),
            ("input-factor-missing", "sum(s, delta[s, i])"),
            ("chain-rule-adds", "sum(t, delta[t, i]) + sum(t, x[t, j])"),
            ("outer-order-swapped", "sum(t, x[t, i] * delta[t, j])"),
            ("vanishing-terms-kept", "sum(t, k, delta[t, k] * x[t, j])"),
            ("shared-averaged", "sum(t, delta[t, i] * x[t, j] / T)"),
            (None, "sum(t, delta[t, i]) * sum(t, x[t, j]) / T"),
        ],
        "matrix form": [
            ("outer-order-swapped", "X.T @ Delta"),
            ("shared-averaged", "Delta.T @ X / T"),
            ("shared-times-count", "T * Delta.T @ X"),
            ("uses-crossed", "Delta.T @ ones(uses) @ ones(uses).T @ X"),
            ("upstream-missing", "ones(outputs) @ ones(uses).T @ X"),
            ("input-factor-missing", "Delta.T @ ones(uses) @ ones(inputs).T"),
            (None, "Delta @ X.T"),
        ],
    },
    "derive_through_time": {
        "every step": [
            ("steps-crossed", "sum(k, sum(t, dL_dz[t, k]) * sum(t, dz_dw[t, k, i, j]))"),
            ("sum-over-weight-index", "sum(t, m, dz_dw[t, i, m, j] * dL_dz[t, m])"),
            ("index-roles-swapped", "sum(t, m, dz_dw[t, m, j, i] * dL_dz[t, m])"),
            ("summed-separately", "sum(t, s, k, m, dL_dz[t, k] * dz_dw[s, m, i, j])"),
            ("upstream-missing", "sum(k, t, dz_dw[t, k, i, j])"),
            ("chain-rule-adds", "sum(t, k, dL_dz[t, k]) + sum(t, k, dz_dw[t, k, i, j])"),
            (None, "sum(t, k, dL_dz[t, k]**2 * dz_dw[t, k, i, j])"),
            (None, "sum(t, delta[t, i] * h[t - 1, j])"),
        ],
        "what W multiplied": [
            ("layer-output-as-input", "sum(t, h[t, j] * delta[t, i])"),
            ("shared-same-input", "h0[j] * sum(t, delta[t, i])"),
            ("outer-order-swapped", "sum(t, h[t - 1, i] * delta[t, j])"),
            ("delta-of-next-step", "sum(t, h[t - 1, j] * delta[t + 1, i])"),
            ("first-step-missing", "sum(t, s, (s == t - 1) * delta[t, i] * h[s, j])"),
            ("vanishing-terms-kept", "sum(t, sum(k, delta[t, k]) * h[t - 1, j])"),
            ("own-input-index", "sum(t, h[t - 1, i] * delta[t, i])"),
            ("steps-crossed", "sum(t, s, delta[t, i] * h[s - 1, j])"),
            ("input-factor-missing", "sum(t, k, (k == i) * delta[t, k])"),
            (None, "sum(t, delta[t, i] * h[t - 1, j]**2)"),
        ],
        "through tanh": [
            ("hidden-fprime-missing", "sum(t, h[t - 1, j] * dL_dh[t, i])"),
            (
                "fprime-of-other-layer",
                "sum(t, dL_dh[t, i] * (h[t - 1, j] - h[t - 1, i]**2 * h[t - 1, j]))",
            ),
            ("fprime-of-other-unit", "sum(t, dL_dh[t, i] * (1 - h[t, j]**2) * h[t - 1, j])"),
            ("value-for-slope", "sum(t, dL_dh[t, i] * h[t, i] * h[t - 1, j])"),
            ("fprime-wrong-formula", "sum(t, dL_dh[t, i] * (h[t, i] - h[t, i]**2) * h[t - 1, j])"),
            ("upstream-missing", "sum(t, (1 - h[t, i]**2) * h[t - 1, j])"),
            ("layer-output-as-input", "sum(t, dL_dh[t, i] * fprime(z[t, i]) * h[t, j])"),
            (None, "sum(t, dL_dh[t, i] / fprime(z[t, i]) * h[t - 1, j])"),
        ],
        "both arrows": [
            ("path-missing", "sum(t, g[t, i] * (1 - h[t, i]**2) * h[t - 1, j])"),
            (
                "path-missing",
                "sum(t, k, W[k, i] * delta[t + 1, k] * fprime(z[t, i]) * h[t - 1, j])",
            ),
            (
                "missing-transpose-w",
                "sum(t, (g[t, i] + sum(k, W[i, k] * delta[t + 1, k])) * (1 - h[t, i]**2)"
                " * h[t - 1, j])",
            ),
            (
                "slope-on-one-branch",
                "sum(t, g[t, i] * h[t - 1, j])"
                " + sum(t, k, W[k, i] * delta[t + 1, k] * fprime(z[t, i]) * h[t - 1, j])",
            ),
            (
                "hidden-fprime-missing",
                "sum(t, (g[t, i] + sum(k, W[k, i] * delta[t + 1, k])) * h[t - 1, j])",
            ),
            (
                "output-sum-missing",
                "sum(t, (g[t, i] + sum(k, (k == i) * W[k, i] * delta[t + 1, k]))"
                " * fprime(z[t, i]) * h[t - 1, j])",
            ),
            (
                "weight-factor-missing",
                "sum(t, (delta[t + 1, i] + g[t, i]) * (1 - h[t, i]**2) * h[t - 1, j])",
            ),
            (None, "sum(t, delta[t, i] * h[t - 1, j])"),
        ],
    },
}
