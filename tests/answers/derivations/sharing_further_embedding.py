"""Lines of the derivation of a table's gradient."""

from __future__ import annotations

RIGHT = {
    "derive_table_gradient": {
        "chain rule": [
            "-sum(n, k, -dL_dH[n, k] * dH_dE[n, k, v, j])",
            "sum(k, sum(n, dH_dE[n, k, v, j] * dL_dH[n, k]))",
            "sum(n, k, q, (n == q) * dL_dH[q, k] * dH_dE[n, k, v, j])",
            "sum(n, k, dH_dE[n, k, v, j] / (1 / dL_dH[n, k]))",
            "sum(n, k, (dL_dH[n, k] - 1) * dH_dE[n, k, v, j]) + sum(n, k, dH_dE[n, k, v, j])",
            "N * sum(n, k, dL_dH[n, k] * dH_dE[n, k, v, j] / N)",
        ],
        "a layer": [
            "sum(n, O[n, v] * sum(k, (k == j) * G[n, k]))",
            "sum(k, (k == j) * sum(n, O[n, v] * G[n, k]))",
            "sum(n, k, u, G[n, k] * O[n, u] * (u == v) * (k == j))",
            "sum(n, u, O[n, u] * (u == v) * G[n, j])",
            "-sum(n, k, -G[n, k] * (j == k) * O[n, v])",
            "sum(n, k, G[n, k] * O[n, v]) - sum(n, k, G[n, k] * O[n, v] * (1 - (k == j)))",
        ],
        "closed form": [
            "sum(n, G[n, j] * O[n, v])",
            "N * sum(n, O[n, v] * G[n, j] / N)",
            "sum(n, (O[n, v] + 1) * G[n, j]) - sum(n, G[n, j])",
            "-sum(n, -O[n, v] * G[n, j])",
            "sum(n, O[n, v] * (G[n, j] - 1)) + sum(n, O[n, v])",
            "sum(n, 2 * O[n, v] * G[n, j]) / 2",
        ],
        "looked up": [
            "sum(n, G[n, j] * (v == ids[n]))",
            "sum(n, G[n, j]) - sum(n, (1 - (ids[n] == v)) * G[n, j])",
            "sum(n, (ids[n] == v)**2 * G[n, j])",
            "-sum(n, -(ids[n] == v) * G[n, j])",
            "sum(n, q, (n == q) * (ids[n] == v) * G[q, j])",
            "sum(n, (ids[n] == v) * (G[n, j] - 1)) + sum(n, (ids[n] == v))",
        ],
        "matrix form": [
            "(G.T @ O).T",
            "N * (O.T @ G) / N",
            "2 * O.T @ G - O.T @ G",
            "-(-O).T @ G",
            "O.T @ (G + G) / 2",
            "O.T @ diag(ones(samples)) @ G",
        ],
    },
}

WRONG = {
    "derive_table_gradient": {
        "chain rule": [
            ("upstream-missing", "sum(n, sum(k, dH_dE[n, k, v, j]))"),
            ("uses-crossed", "sum(n, q, k, dL_dH[n, k] * dH_dE[q, k, v, j])"),
            ("shared-averaged", "1 / N * sum(n, k, dL_dH[n, k] * dH_dE[n, k, v, j])"),
            ("summed-separately", "sum(n, k, q, m, dL_dH[n, k] * dH_dE[q, m, v, j])"),
            ("chain-rule-adds", "sum(n, k, dH_dE[n, k, v, j] + dL_dH[n, k])"),
            ("vanishing-terms-kept", "sum(n, sum(m, dL_dH[n, m]) * sum(k, dH_dE[n, k, v, j]))"),
            ("sign-flipped", "-sum(n, k, dL_dH[n, k] * dH_dE[n, k, v, j])"),
            (None, "sum(n, k, dL_dH[n, k]**2 * dH_dE[n, k, v, j])"),
            (None, "sum(n, O[n, v] * G[n, j])"),
        ],
        "a layer": [
            ("upstream-missing", "sum(n, O[n, v] * sum(k, (k == j)))"),
            ("uses-crossed", "sum(k, (k == j) * sum(n, G[n, k])) * sum(n, O[n, v])"),
            ("shared-averaged", "sum(n, O[n, v] * sum(k, (k == j) * G[n, k])) / N"),
            ("vanishing-terms-kept", "sum(n, O[n, v] * sum(k, G[n, k]))"),
            ("input-factor-missing", "sum(n, sum(k, G[n, k] * (k == j)))"),
            ("sign-flipped", "-sum(n, k, G[n, k] * O[n, v] * (k == j))"),
            (None, "sum(n, k, G[n, k]**2 * O[n, v] * (k == j))"),
        ],
        "closed form": [
            ("upstream-missing", "sum(n, O[n, v])"),
            ("uses-crossed", "sum(n, q, O[n, v] * G[q, j])"),
            ("shared-averaged", "1 / N * sum(n, O[n, v] * G[n, j])"),
            ("vanishing-terms-kept", "sum(n, k, O[n, v] * G[n, k])"),
            ("input-factor-missing", "sum(n, G[n, j])"),
            ("sign-flipped", "-sum(n, O[n, v] * G[n, j])"),
            (None, "sum(n, O[n, v] * G[n, j]**2)"),
            (None, "sum(n, (ids[n] == v) * G[n, j])"),
        ],
        "looked up": [
            ("upstream-missing", "sum(n, (v == ids[n]))"),
            ("uses-crossed", "sum(n, q, (ids[n] == v) * G[q, j])"),
            ("shared-averaged", "1 / N * sum(n, G[n, j] * (ids[n] == v))"),
            ("read-condition-missing", "sum(n, G[n, j])"),
            ("read-condition-turned", "sum(n, G[n, j]) - sum(n, (ids[n] == v) * G[n, j])"),
            ("vanishing-terms-kept", "sum(n, k, (ids[n] == v) * G[n, k])"),
            ("sign-flipped", "-sum(n, (ids[n] == v) * G[n, j])"),
            (None, "sum(n, (ids[n] == v) * G[n, j]**2)"),
            (None, "sum(n, O[n, v] * G[n, j])"),
        ],
        "matrix form": [
            ("outer-order-swapped", "G.T @ O"),
            ("shared-averaged", "(O / N).T @ G"),
            ("sign-flipped", "-O.T @ G"),
            ("uses-crossed", "(O.T @ ones(samples)) @ (ones(samples).T @ G)"),
            ("read-condition-missing", "ones(words) @ (ones(samples).T @ G)"),
            ("read-condition-turned", "ones(words) @ ones(samples).T @ G - O.T @ G"),
            (None, "O @ G"),
            (None, "O.T @ (G * G)"),
            (None, "sum(n, O[n, v] * G[n, j])"),
        ],
    },
}
