"""Lines of the derivations of `02_multi_layer`."""

from __future__ import annotations

RIGHT = {
    "derive_hidden_delta": {
        "chain rule": [
            "sum(i, dz_next_dz[i, j] * dL_dz_next[i])",
            "sum(k, m, dL_dz_next[k] * (k == m) * dz_next_dz[m, j])",
            "sum(k, dL_dz_next[k] * (dz_next_dz[k, j] + 1)) - sum(k, dL_dz_next[k])",
            "sum(k, dz_next_dz[k, j] / (1 / dL_dz_next[k]))",
            "sum(k, 2 * dL_dz_next[k] * dz_next_dz[k, j]) / 2",
            "-sum(k, -dL_dz_next[k] * dz_next_dz[k, j])",
        ],
        "through a": [
            "sum(m, sum(k, delta_next[k] * dz_next_da[k, m]) * da_dz[m, j])",
            "sum(k, m, dz_next_da[k, m] * da_dz[m, j] * delta_next[k])",
            "sum(k, delta_next[k] * sum(i, n, dz_next_da[k, i] * (i == n) * da_dz[n, j]))",
            "sum(k, m, delta_next[k] * dz_next_da[k, m] * da_dz[m, j] * 3) / 3",
            "sum(k, sum(m, dz_next_da[k, m] * da_dz[m, j]) / (1 / delta_next[k]))",
            "sum(m, da_dz[m, j] * sum(k, delta_next[k] * (dz_next_da[k, m] + 1)))"
            " - sum(k, m, delta_next[k] * da_dz[m, j])",
        ],
        "local partials": [
            "sum(k, m, delta_next[k] * W_next[k, m] * (m == j) * fprime(z[m]))",
            "sum(k, m, delta_next[k] * W_next[k, m] * (m == j) * fprime(z[j]))",
            "sum(k, delta_next[k] * W_next[k, j] * sum(m, (m == j) * fprime(z[m])))",
            "sum(m, sum(k, delta_next[k] * W_next[k, m]) * (j == m) * fprime(z[m]))",
            "sum(k, delta_next[k] * sum(m, W_next[k, m] * (m == j))) * fprime(z[j])",
            "sum(k, m, (m == j) * W_next[k, j] * fprime(z[j]) * delta_next[k])",
        ],
        "closed form": [
            "fprime(z[j]) * sum(k, W_next[k, j] * delta_next[k])",
            "sum(k, delta_next[k] * W_next[k, j] * fprime(z[j]))",
            "sum(k, delta_next[k] * W_next[k, j] / (1 / fprime(z[j])))",
            "sum(k, delta_next[k] * (W_next[k, j] + 1)) * fprime(z[j])"
            " - sum(k, delta_next[k]) * fprime(z[j])",
            "sum(k, (delta_next[k] + 1) * W_next[k, j] * fprime(z[j]))"
            " - sum(k, W_next[k, j]) * fprime(z[j])",
            "2 * sum(k, delta_next[k] * W_next[k, j]) * fprime(z[j]) / 2",
        ],
        "matrix form": [
            "fprime(z) * (W_next.T @ delta_next)",
            "diag(fprime(z)) @ W_next.T @ delta_next",
            "(delta_next.T @ W_next).T * fprime(z)",
            "(W_next @ diag(fprime(z))).T @ delta_next",
            "diag(W_next.T @ delta_next) @ fprime(z)",
            "(delta_next.T @ W_next @ diag(fprime(z))).T",
        ],
    },
    "derive_weight_rows": {
        "through z2": [
            "sum(k, m, dL_da2[k] * da2_dz2[k, m] * dz2_dw[m, i, j])",
            "sum(m, sum(k, dL_da2[k] * da2_dz2[k, m]) * dz2_dw[m, i, j])",
            "sum(k, m, 2 * dL_da2[k] * da2_dz2[k, m] * dz2_dw[m, i, j]) / 2",
            "sum(k, m, n, dL_da2[k] * da2_dz2[k, m] * (m == n) * dz2_dw[n, i, j])",
            "sum(k, sum(m, da2_dz2[k, m] * dz2_dw[m, i, j]) / (1 / dL_da2[k]))",
            "sum(k, m, (dL_da2[k] + 1) * da2_dz2[k, m] * dz2_dw[m, i, j])"
            " - sum(k, m, da2_dz2[k, m] * dz2_dw[m, i, j])",
        ],
        "local partials": [
            "sum(k, (k == i) * (a2[k] - y[k]) * fprime(z2[k])) * a1[j]",
            "sum(k, (a2[k] - y[k]) * sum(m, (k == m) * fprime(z2[m]) * (m == i) * a1[j]))",
            "sum(k, (f(z2[k]) - y[k]) * fprime(z2[k]) * (k == i) * a1[j])",
            "sum(k, (a2[k] - y[k]) * fprime(z2[i]) * (k == i) * a1[j])",
            "sum(k, a2[k] * fprime(z2[k]) * (k == i) * a1[j])"
            " - sum(k, y[k] * fprime(z2[k]) * (k == i) * a1[j])",
            "fprime(z2[i]) * sum(k, (a2[k] - y[k]) * (k == i)) * a1[j]",
            "-sum(k, (y[k] - a2[k]) * fprime(z2[k]) * (k == i) * a1[j])",
        ],
        "row i": [
            "a2[i] * fprime(z2[i]) * a1[j] - y[i] * fprime(z2[i]) * a1[j]",
            "(f(z2[i]) - y[i]) * fprime(z2[i]) * a1[j]",
            "-(y[i] - a2[i]) * fprime(z2[i]) * a1[j]",
            "(2 * a2[i] - 2 * y[i]) / 2 * fprime(z2[i]) * a1[j]",
            "(a2[i] - y[i]) * a1[j] / (1 / fprime(z2[i]))",
            "fprime(z2[i]) * (a2[i] * a1[j] - y[i] * a1[j])",
        ],
        "stacked": [
            "(a1 @ ((a2 - y) * fprime(z2)).T).T",
            "diag(fprime(z2)) @ (a2 - y) @ a1.T",
            "diag(a2 - y) @ fprime(z2) @ a1.T",
            "(a2 * fprime(z2)) @ a1.T - (y * fprime(z2)) @ a1.T",
            "((f(z2) - y) * fprime(z2)) @ a1.T",
            "-((y - a2) * fprime(z2)) @ a1.T",
        ],
    },
}

WRONG = {
    "derive_hidden_delta": {
        "chain rule": [
            ("output-sum-missing", "sum(k, (k == j) * dL_dz_next[k] * dz_next_dz[k, j])"),
            ("summed-separately", "sum(k, m, dL_dz_next[k] * dz_next_dz[m, j])"),
            ("upstream-missing", "sum(m, dz_next_dz[m, j])"),
            ("chain-rule-adds", "sum(m, dL_dz_next[m]) + sum(k, dz_next_dz[k, j])"),
            ("sum-over-own-layer", "sum(k, dL_dz_next[k] * sum(m, dz_next_dz[k, m]))"),
            ("missing-transpose-w", "sum(m, dz_next_dz[j, m] * dL_dz_next[m])"),
            ("sign-flipped", "-sum(k, dL_dz_next[k] * dz_next_dz[k, j])"),
            (None, "sum(k, dL_dz_next[k]**2 * dz_next_dz[k, j])"),
        ],
        "through a": [
            ("summed-separately", "sum(k, m, n, delta_next[k] * dz_next_da[k, m] * da_dz[n, j])"),
            ("upstream-missing", "sum(m, sum(k, dz_next_da[k, m]) * da_dz[m, j])"),
            ("chain-rule-adds", "sum(k, m, delta_next[k] * (dz_next_da[k, m] + da_dz[m, j]))"),
            ("weight-factor-missing", "sum(k, m, delta_next[k] * da_dz[m, j])"),
            ("hidden-fprime-missing", "sum(k, m, (m == j) * delta_next[k] * dz_next_da[k, m])"),
            ("weight-on-the-diagonal", "sum(k, m, delta_next[k] * dz_next_da[k, m] * da_dz[m, m])"),
            (
                "missing-transpose-w",
                "sum(m, sum(k, delta_next[k] * dz_next_da[m, k]) * da_dz[m, j])",
            ),
            (
                "sum-over-own-layer",
                "sum(m, sum(k, delta_next[k] * dz_next_da[k, j]) * da_dz[m, j])",
            ),
            (None, "sum(k, m, delta_next[k] * dz_next_da[k, m]**2 * da_dz[m, j])"),
        ],
        "local partials": [
            ("vanishing-terms-kept", "sum(k, m, delta_next[k] * W_next[k, m] * fprime(z[m]))"),
            ("hidden-fprime-missing", "sum(k, m, delta_next[k] * W_next[k, m] * (m == j))"),
            ("value-for-slope", "sum(k, m, delta_next[k] * W_next[k, m] * (m == j) * a[m])"),
            ("weight-factor-missing", "sum(k, m, delta_next[k] * (m == j) * fprime(z[m]))"),
            ("upstream-missing", "sum(k, m, W_next[k, m] * (m == j) * fprime(z[m]))"),
            ("missing-transpose-w", "sum(k, m, delta_next[k]*W_next[m, k]*(m == j)*fprime(z[m]))"),
            ("fprime-at-activation", "sum(k, m, delta_next[k]*W_next[k, m]*(m == j)*fprime(a[j]))"),
            ("fprime-twice", "sum(k, m, delta_next[k]*W_next[k, m]*(m == j)*fprime(z[m])**2)"),
            (
                "fprime-inside-transpose",
                "sum(k, m, delta_next[k]*W_next[k, m]*(m == j)*fprime(z[k]))",
            ),
            (None, "sum(k, m, delta_next[k]**2 * W_next[k, m] * (m == j) * fprime(z[m]))"),
        ],
        "closed form": [
            ("hidden-fprime-missing", "sum(m, W_next[m, j] * delta_next[m])"),
            ("value-for-slope", "sum(k, delta_next[k] * W_next[k, j]) * a[j]"),
            ("fprime-at-activation", "sum(k, delta_next[k] * W_next[k, j] * fprime(f(z[j])))"),
            ("missing-transpose-w", "fprime(z[j]) * sum(k, W_next[j, k] * delta_next[k])"),
            ("fprime-inside-transpose", "sum(k, W_next[k, j] * (delta_next[k] * fprime(z[k])))"),
            ("summed-separately", "sum(k, m, delta_next[k] * W_next[m, j]) * fprime(z[j])"),
            ("weight-factor-missing", "sum(k, delta_next[k] * fprime(z[j]))"),
            ("upstream-missing", "sum(k, W_next[k, j] * fprime(z[j]))"),
            ("sum-over-own-layer", "sum(m, sum(k, delta_next[k] * W_next[k, m]) * fprime(z[m]))"),
            (None, "sum(k, delta_next[k]**2 * W_next[k, j]) * fprime(z[j])"),
        ],
        "matrix form": [
            ("hidden-fprime-missing", "(delta_next.T @ W_next).T"),
            ("value-for-slope", "(W_next.T @ delta_next) * a"),
            ("fprime-at-activation", "diag(fprime(a)) @ W_next.T @ delta_next"),
            ("missing-transpose-w", "fprime(z) * (W_next @ delta_next)"),
            ("fprime-inside-transpose", "W_next.T @ diag(fprime(z)) @ delta_next"),
            ("weight-factor-missing", "fprime(z) * delta_next"),
            ("chain-rule-adds", "fprime(z) + W_next.T @ delta_next"),
            (None, "(W_next.T @ delta_next) * z"),
        ],
    },
    "derive_weight_rows": {
        "through z2": [
            ("summed-separately", "sum(k, m, n, dL_da2[k] * da2_dz2[k, m] * dz2_dw[n, i, j])"),
            ("upstream-missing", "sum(m, sum(k, da2_dz2[k, m]) * dz2_dw[m, i, j])"),
            ("output-fprime-missing", "sum(k, m, (k == m) * dL_da2[k] * dz2_dw[m, i, j])"),
            ("chain-rule-adds", "sum(k, dL_da2[k] * sum(m, da2_dz2[k, m] + dz2_dw[m, i, j]))"),
            ("weight-on-the-diagonal", "sum(k, m, dL_da2[k] * da2_dz2[k, m] * dz2_dw[m, m, j])"),
            ("jacobian-transposed", "sum(k, m, dL_da2[k] * da2_dz2[m, k] * dz2_dw[m, i, j])"),
            (None, "sum(k, m, dL_da2[k]**2 * da2_dz2[k, m] * dz2_dw[m, i, j])"),
        ],
        "local partials": [
            ("vanishing-terms-kept", "sum(k, (a2[k] - y[k]) * fprime(z2[k])) * a1[j]"),
            ("output-fprime-missing", "sum(k, (k == i) * (a2[k] - y[k])) * a1[j]"),
            ("value-for-slope", "sum(k, (a2[k] - y[k]) * a2[k] * (k == i) * a1[j])"),
            ("fprime-at-activation", "sum(k, (a2[k] - y[k]) * fprime(a2[i]) * (k == i) * a1[j])"),
            ("upstream-missing", "sum(k, (k == i) * fprime(z2[k])) * a1[j]"),
            ("input-factor-missing", "sum(k, (k == i) * fprime(z2[k]) * (a2[k] - y[k]))"),
            ("sign-flipped-error", "-sum(k, (a2[k] - y[k]) * fprime(z2[k]) * (k == i) * a1[j])"),
            (None, "sum(k, (a2[k] - y[k])**2 * fprime(z2[k]) * (k == i) * a1[j])"),
        ],
        "row i": [
            ("output-fprime-missing", "a2[i] * a1[j] - y[i] * a1[j]"),
            ("value-for-slope", "(a2[i] - y[i]) * a2[i] * a1[j]"),
            ("fprime-at-activation", "(a2[i] - y[i]) * fprime(f(z2[i])) * a1[j]"),
            ("sign-flipped-error", "-(a2[i] - y[i]) * fprime(z2[i]) * a1[j]"),
            ("target-missing", "f(z2[i]) * fprime(z2[i]) * a1[j]"),
            ("loss-factor-two", "(2 * a2[i] - 2 * y[i]) * fprime(z2[i]) * a1[j]"),
            ("input-factor-missing", "fprime(z2[i]) * (a2[i] - y[i])"),
            (None, "(a2[i] - y[i])**2 * fprime(z2[i]) * a1[j]"),
        ],
        "stacked": [
            ("outer-order-swapped", "(((a2 - y) * fprime(z2)) @ a1.T).T"),
            ("output-fprime-missing", "a2 @ a1.T - y @ a1.T"),
            ("value-for-slope", "((a2 - y) * a2) @ a1.T"),
            ("fprime-at-activation", "diag(fprime(a2)) @ (a2 - y) @ a1.T"),
            ("sign-flipped-error", "-((a2 - y) * fprime(z2)) @ a1.T"),
            ("target-missing", "diag(a2) @ fprime(z2) @ a1.T"),
            (None, "((a2 - y) * (a2 - y) * fprime(z2)) @ a1.T"),
        ],
    },
}
