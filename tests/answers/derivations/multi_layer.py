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
}
