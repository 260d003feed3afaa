"""The stages of what an early step of W3 changes in Δ2, with wrong lines."""

from __future__ import annotations

from functools import partial

from autograder.exercises.derivation import Stage, Wrong

_unmasked = partial(
    Wrong,
    "relu-mask-missing",
    clause="the slope of the ReLU is left out",
    question="What does the line that computes Δ₂ do after its product?",
    item="M14",
)
_turned = partial(
    Wrong,
    "difference-reversed",
    clause="the hasty value is subtracted from the right one",
    question="Which of the two is asked for first: hasty or right?",
    item="M14",
)
_sign_turned = partial(
    _turned,
    clause="the sign is turned: right minus hasty, or a step of W₃ up the slope",
    question="W₃ moves against its gradient. Which sign has what it moves by?",
)
_rate_missing = partial(
    Wrong,
    "rate-missing",
    clause="W₃ is moved by the whole gradient, without the rate",
    question="If the rate were 0, what would the error be?",
    item="S12",
)
_own_sample = partial(
    Wrong,
    "own-sample-only",
    clause="only the sample itself is taken to move W₃, not the whole batch",
    question="Of how many samples is dW₃ a sum?",
    item="B6",
)

_upstream_missing = partial(
    Wrong,
    "upstream-missing",
    clause="the Δ₃ by which W₃ is multiplied is left out",
    question="By what is W₃ multiplied in the line that computes Δ₂?",
    item="M14",
)

STAGES = (
    Stage(
        "difference",
        "Delta3 W3 W3moved slope",
        "sum(k, Delta3[n, k] * (W3moved[k, i] - W3[k, i])) * slope[n, i]",
        form="sum",
        free="W3moved",
        wrong=[
            _unmasked("sum(k, Delta3[n, k] * (W3moved[k, i] - W3[k, i]))"),
            _turned("sum(k, Delta3[n, k] * (W3[k, i] - W3moved[k, i])) * slope[n, i]"),
            _upstream_missing("sum(k, W3moved[k, i] - W3[k, i]) * slope[n, i]"),
            Wrong(
                "old-weights-alone",
                "sum(k, Delta3[n, k] * W3[k, i]) * slope[n, i]",
                "the right value stands where the difference belongs",
                "If W₃ had not moved, what would be asked for?",
                "M14",
            ),
            Wrong(
                "right-value-not-subtracted",
                "sum(k, Delta3[n, k] * W3moved[k, i]) * slope[n, i]",
                "the hasty value itself stands where the difference belongs",
                "If W₃ had not moved, what would be asked for?",
                "M14",
            ),
        ],
    ),
    Stage(
        "step put in",
        "Delta3 A2 rate slope",
        "sum(k, Delta3[n, k] * (-rate) * sum(m, Delta3[m, k] * A2[m, i])) * slope[n, i]",
        form="sum",
        wrong=[
            _unmasked("sum(k, Delta3[n, k] * (-rate) * sum(m, Delta3[m, k] * A2[m, i]))"),
            _sign_turned(
                "sum(k, Delta3[n, k] * rate * sum(m, Delta3[m, k] * A2[m, i])) * slope[n, i]"
            ),
            _rate_missing("-sum(k, m, Delta3[n, k] * Delta3[m, k] * A2[m, i]) * slope[n, i]"),
            _upstream_missing("-rate * sum(k, m, Delta3[m, k] * A2[m, i]) * slope[n, i]"),
            Wrong(
                "input-factor-missing",
                "-rate * sum(k, m, Delta3[n, k] * Delta3[m, k]) * slope[n, i]",
                "A₂ is left out of the step of W₃",
                "By what does W₃ move? Write its gradient out.",
                "M14",
            ),
            _own_sample("-rate * sum(k, Delta3[n, k]**2) * A2[n, i] * slope[n, i]"),
        ],
    ),
    Stage(
        "matrix form",
        "Delta3 A2 rate slope",
        "-rate * (Delta3 @ Delta3.T @ A2) * slope",
        matrices=True,
        wrong=[
            _unmasked("-rate * Delta3 @ Delta3.T @ A2"),
            _sign_turned("rate * (Delta3 @ Delta3.T @ A2) * slope"),
        ],
    ),
)
