"""Lines of the derivation of weight decay in `06_training_by_hand`."""

from __future__ import annotations

_CHAIN = "sum(k, m, W[k, m] * dW_dw[k, m, i, j])"
_PUT_IN = "sum(k, m, W[k, m] * (k == i) * (m == j))"

RIGHT = {
    "derive_decayed_step": {
        "chain rule": [
            f"W[i, j] - rate * (dL_dw[i, j] + decay * {_CHAIN})",
            f"W[i, j] - rate * dL_dw[i, j] - rate * decay * {_CHAIN}",
            "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(k, m, W[k, m] * dW_dw[k, m, i, j]"
            " + dW_dw[k, m, i, j] * W[k, m]))",
            "W[i, j] - rate * (dL_dw[i, j] + sum(k, sum(m, decay * W[k, m] * dW_dw[k, m, i, j])))",
            "-rate * sum(k, m, decay * W[k, m] * dW_dw[k, m, i, j]) - rate * dL_dw[i, j] + W[i, j]",
            "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(k, m, ((W[k, m] + 1)**2"
            " - W[k, m]**2 - 1) * dW_dw[k, m, i, j]))",
        ],
        "local partials": [
            f"W[i, j] - rate * (dL_dw[i, j] + decay * {_PUT_IN})",
            f"W[i, j] - rate * dL_dw[i, j] - rate * decay * {_PUT_IN}",
            "W[i, j] - rate * (dL_dw[i, j] + decay * sum(k, (k == i) * W[k, j]))",
            "W[i, j] - rate * (dL_dw[i, j] + decay * sum(m, W[i, m] * (m == j)))",
            "sum(k, m, (k == i) * (m == j) * (W[k, m] - rate * dL_dw[k, m]"
            " - rate * decay * W[k, m]))",
            "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(k, m, (W[k, m] + W[k, m])"
            " * (k == i) * (m == j)))",
        ],
        "what is left": [
            "W[i, j] - rate * dL_dw[i, j] - rate * decay * W[i, j]",
            "(1 - rate * decay) * W[i, j] - rate * dL_dw[i, j]",
            "-rate * (decay * W[i, j] + dL_dw[i, j]) + W[i, j]",
            "(1 - rate) * W[i, j] + rate * ((1 - decay) * W[i, j] - dL_dw[i, j])",
            "W[i, j] - rate * decay * (W[i, j] + dL_dw[i, j] / decay)",
            "rate * (W[i, j] / rate - dL_dw[i, j] - decay * W[i, j])",
        ],
        "matrix form": [
            "W - rate * (dL_dw + decay * W)",
            "W - rate * dL_dw - rate * decay * W",
            "(1 - rate) * W + rate * ((1 - decay) * W - dL_dw)",
            "(W.T - rate * (dL_dw + decay * W).T).T",
            "(1 + rate) * W - rate * (dL_dw + (1 + decay) * W)",
            "rate * ((1 / rate - decay) * W - dL_dw)",
        ],
    },
}

WRONG = {
    "derive_decayed_step": {
        "chain rule": [
            ("decay-factor-two", f"W[i, j] - rate * (dL_dw[i, j] + 2 * decay * {_CHAIN})"),
            ("decay-half-kept", f"W[i, j] - rate * (dL_dw[i, j] + decay / 2 * {_CHAIN})"),
            ("decay-sign-flipped", f"W[i, j] - rate * dL_dw[i, j] + rate * decay * {_CHAIN}"),
            (
                "penalty-for-gradient",
                "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(k, m, dW_dw[k, m, i, j]"
                " * W[k, m] * W[k, m]))",
            ),
            ("ascent-step", f"W[i, j] + rate * dL_dw[i, j] + rate * decay * {_CHAIN}"),
            ("change-for-value", f"-rate * dL_dw[i, j] - rate * decay * {_CHAIN}"),
            ("decay-without-rate", f"W[i, j] - decay * {_CHAIN} - rate * dL_dw[i, j]"),
            (None, f"W[i, j] - rate * (dL_dw[i, j] + decay**2 * {_CHAIN})"),
            (None, "(1 - rate * decay) * W[i, j] - rate * dL_dw[i, j]"),
        ],
        "local partials": [
            ("decay-factor-two", f"W[i, j] - rate * (dL_dw[i, j] + 2 * decay * {_PUT_IN})"),
            ("decay-half-kept", f"W[i, j] - rate * (dL_dw[i, j] + {_PUT_IN} * decay / 2)"),
            ("decay-sign-flipped", f"W[i, j] - rate * dL_dw[i, j] + rate * decay * {_PUT_IN}"),
            (
                "penalty-for-gradient",
                "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(m, W[i, m]**2 * (m == j)))",
            ),
            (
                "kronecker-forgotten",
                "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(k, m, 2 * W[k, m] * (k == i)))",
            ),
            (
                "kronecker-forgotten",
                "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(k, m, 2 * W[k, m] * (m == j)))",
            ),
            ("ascent-step", f"W[i, j] + rate * dL_dw[i, j] + rate * decay * {_PUT_IN}"),
            ("decay-without-rate", f"W[i, j] - decay * {_PUT_IN} - rate * dL_dw[i, j]"),
            (None, f"W[i, j] - rate * (dL_dw[i, j] + decay**2 * {_PUT_IN})"),
        ],
        "what is left": [
            ("decay-factor-two", "(1 - 2 * rate * decay) * W[i, j] - rate * dL_dw[i, j]"),
            ("decay-half-kept", "(1 - rate * decay / 2) * W[i, j] - rate * dL_dw[i, j]"),
            ("decay-sign-flipped", "(1 + rate * decay) * W[i, j] - rate * dL_dw[i, j]"),
            (
                "penalty-for-gradient",
                "W[i, j] - rate * dL_dw[i, j] - rate * decay / 2 * W[i, j]**2",
            ),
            ("ascent-step", "W[i, j] + rate * dL_dw[i, j] + rate * decay * W[i, j]"),
            ("change-for-value", "-rate * dL_dw[i, j] - rate * decay * W[i, j]"),
            ("decay-without-rate", "(1 - decay) * W[i, j] - rate * dL_dw[i, j]"),
            (None, "W[i, j] - rate * (dL_dw[i, j] + decay**2 * W[i, j])"),
        ],
        "matrix form": [
            ("decay-factor-two", "W - rate * (dL_dw + 2 * decay * W)"),
            ("decay-half-kept", "W - rate * (dL_dw + decay / 2 * W)"),
            ("decay-sign-flipped", "W - rate * (dL_dw - decay * W)"),
            ("decay-without-rate", "W - decay * W - rate * dL_dw"),
            ("decay-in-loss-only", "-rate * dL_dw + W"),
            ("decay-after-step", "W - rate * dL_dw - rate * decay * (W - rate * dL_dw)"),
            (None, "W - rate * (dL_dw + decay * W * W)"),
            (None, "W - rate * dL_dw - decay**2 * W"),
        ],
    },
}
