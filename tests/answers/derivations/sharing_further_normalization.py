"""Lines of the derivation about batch normalisation."""

from __future__ import annotations

RIGHT = {
    "derive_batch_norm": {
        "chain rule": [
            "sum(m, dxhat_dx[m, i] * dL_dxhat[m])",
            "dL_dxhat[i] * dxhat_dx[i, i] + sum(n, (1 - (n == i)) * dL_dxhat[n] * dxhat_dx[n, i])",
            "sum(n, m, (m == n) * dL_dxhat[m] * dxhat_dx[n, i])",
            "sum(n, (dL_dxhat[n] + 1) * dxhat_dx[n, i]) - sum(n, dxhat_dx[n, i])",
            "sum(n, m, dL_dxhat[n] * dxhat_dx[n, m] * (m == i))",
            "-sum(n, -dL_dxhat[n] * dxhat_dx[n, i])",
        ],
        "product rule": [
            "gamma * sum(n, g[n] * (dc_dx[n, i] * r + c[n] * dr_dx[i]))",
            "gamma * r * sum(n, g[n] * dc_dx[n, i]) + gamma * dr_dx[i] * sum(n, g[n] * c[n])",
            "sum(n, gamma * g[n] * dc_dx[n, i] * r) + sum(n, gamma * g[n] * c[n] * dr_dx[i])",
            "r * sum(n, gamma * g[n] * (dc_dx[n, i] + c[n] * dr_dx[i] / r))",
            "gamma * sum(n, g[n] * c[n] * (dc_dx[n, i] / c[n] * r + dr_dx[i]))",
            "sum(n, m, (n == m) * gamma * g[m] * (dc_dx[n, i] * r + c[n] * dr_dx[i]))",
        ],
        "local partials": [
            "gamma * sum(n, g[n] * ((n == i) * r - r / N - c[n] * c[i] * r**3 / N))",
            "gamma * r * sum(n, g[n] * ((n == i) - 1 / N - c[n] * c[i] * r**2 / N))",
            "gamma * r / N * sum(n, g[n] * (N * (n == i) - 1 - c[n] * c[i] * r**2))",
            "sum(n, gamma * g[n] * ((n == i) - 1 / N) * r) - sum(n, gamma * g[n] * c[n] * c[i])"
            " * r**3 / N",
            "sum(n, gamma * g[n] * (((n == i) - 1 / N) * r - c[n] * r**3 / 2"
            " * sum(m, 2 * c[m] * ((m == i) - 1 / N)) / N))",
            "sum(n, gamma * g[n] * (((n == i) - 1 / N) * r - c[n] * r**3 * sum(m, (m == i) * c[m])"
            " / N))",
        ],
        "closed form": [
            "gamma * r * (g[i] - sum(n, g[n]) / N - xhat[i] * sum(n, g[n] * xhat[n]) / N)",
            "gamma * r * g[i] - gamma * r / N * sum(n, g[n] * (1 + xhat[i] * xhat[n]))",
            "gamma * r / N * sum(n, g[i] - g[n] - xhat[i] * g[n] * xhat[n])",
            "r * (gamma * g[i] - sum(n, gamma * g[n]) / N"
            " - xhat[i] / N * sum(n, gamma * g[n] * xhat[n]))",
            "gamma * r * (g[i] - sum(n, g[n] + g[n] * xhat[n] * xhat[i]) / N)",
            "gamma * r / N * (N * g[i] - sum(n, g[n]) - xhat[i] * sum(n, (g[n] - sum(m, g[m]) / N)"
            " * xhat[n]))",
        ],
    },
}

WRONG = {
    "derive_batch_norm": {
        "chain rule": [
            ("own-sample-only", "dxhat_dx[i, i] * dL_dxhat[i]"),
            ("upstream-missing", "sum(m, dxhat_dx[m, i])"),
            ("index-roles-swapped", "sum(m, dxhat_dx[i, m] * dL_dxhat[m])"),
            ("summed-separately", "sum(n, m, dL_dxhat[m] * dxhat_dx[n, i])"),
            ("chain-rule-adds", "sum(n, dxhat_dx[n, i] + dL_dxhat[n])"),
            ("branches-left-out", "dL_dxhat[i] * sum(n, dxhat_dx[n, i])"),
            (None, "sum(n, dL_dxhat[n]**2 * dxhat_dx[n, i])"),
        ],
        "product rule": [
            ("gamma-missing", "sum(n, g[n] * dc_dx[n, i] * r + g[n] * c[n] * dr_dx[i])"),
            ("index-of-sum", "gamma * sum(n, g[n] * (r * dc_dx[n, i] + c[n] * dr_dx[n]))"),
            ("factors-kept", "gamma * sum(n, g[n] * (c[n] * dc_dx[n, i] + r * dr_dx[i]))"),
            (None, "gamma * sum(n, dc_dx[n, i] * r + c[n] * dr_dx[i])"),
            ("path-missing", "gamma * r * sum(n, g[n] * dc_dx[n, i])"),
            ("path-missing", "gamma * dr_dx[i] * sum(n, g[n] * c[n])"),
            ("product-of-derivatives", "gamma * dr_dx[i] * sum(n, g[n] * dc_dx[n, i])"),
            ("factors-kept", "gamma * sum(n, g[n] * (dr_dx[i] + dc_dx[n, i]))"),
            ("terms-subtracted", "gamma * sum(n, g[n] * (r * dc_dx[n, i] - c[n] * dr_dx[i]))"),
            ("own-sample-only", "g[i] * gamma * (dc_dx[i, i] * r + c[i] * dr_dx[i])"),
            (None, "gamma * sum(n, g[n] * (r * dc_dx[n, i] + c[n]**2 * dr_dx[i]))"),
        ],
        "local partials": [
            ("gamma-missing", "r * sum(n, g[n] * ((n == i) - 1 / N - c[n] * c[i] * r**2 / N))"),
            ("path-missing", "gamma * r * sum(n, g[n] * ((n == i) - c[n] * c[i] * r**2 / N))"),
            ("path-missing", "gamma * r * sum(n, g[n] * ((n == i) - 1 / N))"),
            ("sum-for-mean", "gamma * r * sum(n, g[n] * ((n == i) - 1 / N - c[n] * c[i] * r**2))"),
            (
                "sign-flipped",
                "gamma * r * sum(n, g[n] * ((n == i) - 1/N + c[n] * c[i] * r**2 / N))",
            ),
            ("power-wrong", "gamma * r * sum(n, g[n] * ((n == i) - 1 / N - c[n] * c[i] / N))"),
            (
                "half-or-two-missing",
                "gamma * r * sum(n, g[n] * ((n == i) - 1 / N - 2 * c[n] * c[i] * r**2 / N))",
            ),
            (
                "vanishing-terms-kept",
                "gamma * r * sum(n, g[n] * (1 - 1 / N - c[n] * c[i] * r**2 / N))",
            ),
            (
                "divides-by-r",
                "gamma / r * sum(n, g[n] * ((n == i) - 1 / N - c[n] * c[i] / r**2 / N))",
            ),
            ("statistics-as-constants", "sum(n, (n == i) * g[n]) * gamma * r"),
            (None, "gamma * r * sum(n, g[n] * ((n == i) - 1 / N - c[n]**2 * r**2 / N**2))"),
        ],
        "closed form": [
            ("gamma-missing", "r * (g[i] - sum(n, g[n] + xhat[i] * g[n] * xhat[n]) / N)"),
            ("path-missing", "gamma * r * (g[i] - xhat[i] * sum(n, g[n] * xhat[n]) / N)"),
            ("path-missing", "gamma * r * (g[i] - sum(n, g[n]) / N)"),
            ("sum-for-mean", "gamma * r * (g[i] - sum(n, g[n] + xhat[i] * g[n] * xhat[n]))"),
            ("sign-flipped", "gamma * r * (g[i] - sum(n, g[n] - xhat[i] * g[n] * xhat[n]) / N)"),
            ("xhat-missing", "gamma * r * (g[i] - sum(n, g[n] + g[n] * xhat[n]) / N)"),
            ("index-of-sum", "gamma * r * (g[i] - sum(n, g[n] + g[n] * xhat[n]**2) / N)"),
            ("factor-missing", "gamma * (g[i] - sum(n, g[n] + xhat[i] * g[n] * xhat[n]) / N)"),
            (
                "divides-by-r",
                "gamma / r * (g[i] - sum(n, g[n] + xhat[i] * g[n] * xhat[n]) / N)",
            ),
            ("statistics-as-constants", "g[i] * r * gamma"),
            (None, "gamma * r * (g[i] - sum(n, g[n] + xhat[i]**2 * g[n] * xhat[n]) / N)"),
        ],
    },
}
