"""The stages of a weight's step with weight decay, with wrong lines."""

from __future__ import annotations

from functools import partial

from autograder.exercises.derivation import Stage, Wrong, known

_factor_two = partial(
    Wrong,
    "decay-factor-two",
    clause="the ½ of λ/2 is lost: the penalty is differentiated as if it were λ times the squares",
    question="Differentiate (λ/2) w² for a single number w. Which two factors meet?",
    item="F17",
)
_half_kept = partial(
    Wrong,
    "decay-half-kept",
    clause="the ½ of λ/2 is kept, and the 2 that a square gives is not there",
    question="Differentiate (λ/2) w² for a single number w. Which two factors meet?",
    item="F17",
)
_sign = partial(
    Wrong,
    "decay-sign-flipped",
    clause="the penalty enters with a minus, and pushes the weight away from 0",
    question="Say w > 0 and ∂L/∂w = 0. Which way should a step move w to make w² smaller?",
    item="F17",
)
_penalty_itself = partial(
    Wrong,
    "penalty-for-gradient",
    clause="the squares themselves stand where their derivative belongs",
    question="How fast does w² change if w does? Is it the same for a large and a small w?",
    item="F17",
)
_decay_missing = partial(
    Wrong,
    "decay-in-loss-only",
    clause="the penalty is left out of the step",
    question="If ∂L/∂w is 0, does the penalty still ask for a smaller w?",
    item="F17",
)
_without_rate = partial(
    Wrong,
    "decay-without-rate",
    clause="what the penalty adds is taken away whole, without the rate η",
    question="If η were 0, should the weight change at all?",
    item="F17",
)
_pooled = partial(
    Wrong,
    "kronecker-forgotten",
    clause="all entries of W are added up, as if each of them moved with w_ij",
    question="Nudge w_ij alone. Which of the squares change?",
    item="F17",
)
_uphill = partial(
    known,
    "ascent-step",
    clause="the step goes up the slope: η times the derivative is added",
)
_change_alone = partial(
    known,
    "change-for-value",
    clause="the change alone stands there, not the weight after it",
)
STAGES = (
    Stage(
        "chain rule",
        "W dL_dw dW_dw rate decay",
        "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(k, m, 2 * W[k, m] * dW_dw[k, m, i, j]))",
        form="sum, dW_dw",
        free="dW_dw",
        wrong=[
            _factor_two(
                "W[i, j] - rate * (dL_dw[i, j] + decay * sum(k, m, 2 * W[k, m] "
                "* dW_dw[k, m, i, j]))"
            ),
            _half_kept(
                "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(k, m, W[k, m] "
                "* dW_dw[k, m, i, j]))"
            ),
            _sign(
                "W[i, j] - rate * (dL_dw[i, j] - decay * sum(k, m, W[k, m] * dW_dw[k, m, i, j]))"
            ),
            _penalty_itself(
                "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(k, m, W[k, m]**2 "
                "* dW_dw[k, m, i, j]))"
            ),
            _pooled("W[i, j] - rate * (dL_dw[i, j] + decay * sum(k, m, W[k, m]))"),
            _uphill(
                "W[i, j] + rate * (dL_dw[i, j] + decay * sum(k, m, W[k, m] * dW_dw[k, m, i, j]))"
            ),
            _change_alone("-rate * (dL_dw[i, j] + decay * sum(k, m, W[k, m] * dW_dw[k, m, i, j]))"),
            _without_rate(
                "W[i, j] - rate * dL_dw[i, j] - decay * sum(k, m, W[k, m] * dW_dw[k, m, i, j])"
            ),
        ],
    ),
    Stage(
        "local partials",
        "W dL_dw rate decay",
        "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(k, m, 2 * W[k, m] * (k == i) * (m == j)))",
        form="sum, kronecker",
        wrong=[
            _factor_two(
                "W[i, j] - rate * (dL_dw[i, j] + decay * sum(k, m, 2 * W[k, m] "
                "* (k == i) * (m == j)))"
            ),
            _half_kept(
                "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(k, m, W[k, m] "
                "* (k == i) * (m == j)))"
            ),
            _sign(
                "W[i, j] - rate * (dL_dw[i, j] - decay * sum(k, m, W[k, m] * (k == i) * (m == j)))"
            ),
            _penalty_itself(
                "W[i, j] - rate * (dL_dw[i, j] + decay / 2 * sum(k, m, W[k, m]**2 "
                "* (k == i) * (m == j)))"
            ),
            _pooled("W[i, j] - rate * (dL_dw[i, j] + decay * sum(k, m, W[k, m] * (k == i)))"),
            _pooled(
                "W[i, j] - rate * (dL_dw[i, j] + decay * sum(k, m, W[k, m] * (m == j)))",
                clause="a whole column of W is added up, as if each of its entries moved with w_ij",
            ),
            _uphill(
                "W[i, j] + rate * (dL_dw[i, j] + decay * sum(k, m, W[k, m] * (k == i) * (m == j)))"
            ),
            _without_rate(
                "W[i, j] - rate * dL_dw[i, j] - decay * sum(k, m, W[k, m] * (k == i) * (m == j))"
            ),
        ],
    ),
    Stage(
        "what is left",
        "W dL_dw rate decay",
        "W[i, j] - rate * (dL_dw[i, j] + decay * W[i, j])",
        form="no sum, no kronecker",
        wrong=[
            _factor_two("W[i, j] - rate * (dL_dw[i, j] + 2 * decay * W[i, j])"),
            _half_kept("W[i, j] - rate * (dL_dw[i, j] + decay / 2 * W[i, j])"),
            _sign("W[i, j] - rate * (dL_dw[i, j] - decay * W[i, j])"),
            _penalty_itself("W[i, j] - rate * (dL_dw[i, j] + decay / 2 * W[i, j]**2)"),
            _decay_missing("W[i, j] - rate * dL_dw[i, j]"),
            _uphill("W[i, j] + rate * (dL_dw[i, j] + decay * W[i, j])"),
            _change_alone("-rate * (dL_dw[i, j] + decay * W[i, j])"),
            _without_rate("W[i, j] - rate * dL_dw[i, j] - decay * W[i, j]"),
        ],
    ),
    Stage(
        "matrix form",
        "W dL_dw rate decay",
        "(1 - rate * decay) * W - rate * dL_dw",
        matrices=True,
        wrong=[
            _factor_two("(1 - 2 * rate * decay) * W - rate * dL_dw"),
            _half_kept("(1 - rate * decay / 2) * W - rate * dL_dw"),
            _sign("(1 + rate * decay) * W - rate * dL_dw"),
            _without_rate("(1 - decay) * W - rate * dL_dw"),
            _decay_missing("W - rate * dL_dw"),
            Wrong(
                "decay-after-step",
                "(1 - rate * decay) * (W - rate * dL_dw)",
                "the weight that has already taken its step is made smaller, not the old one",
                "At which weight is the derivative of the penalty taken: the old one or the new?",
                "F17",
            ),
        ],
    ),
)
