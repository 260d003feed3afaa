"""The stages of the output layer's gradient, from the chain rule to matrices, with wrong lines."""

from __future__ import annotations

from functools import partial

from autograder.exercises.derivation import Stage, Wrong, known

_samples_mixed = partial(
    Wrong,
    "samples-mixed",
    clause="each factor is summed over the samples by itself, so that every sample meets all the "
    "others",
    question="On which rows of Z₃ does row n of P depend?",
    item="B6",
)
_input_missing = partial(
    Wrong,
    "input-factor-missing",
    clause="the input of the layer is left out",
    question="Nudge w_ij. By how much does Z_ni move, and of what does that depend?",
    item="S3",
)
_log_undone = partial(
    Wrong,
    "log-slope-missing",
    clause="the log of the loss is differentiated as if its slope were 1",
    question="If P_nm is 0.01, how fast does log P_nm rise? And at 0.5?",
    item="S11",
)
_softmax_unscaled = partial(
    Wrong,
    "softmax-factor-missing",
    clause="the slope of the softmax is taken without its factor P_nm",
    question="Differentiate exp(z) / (exp(z) + 1). Which product of two numbers is it?",
    item="S11",
)
_classes_crossed = partial(
    Wrong,
    "classes-crossed",
    clause="m, the class whose probability moves, and k, the class of the logit, change places "
    "in one factor",
    question="Say in words what moves what in ∂P_nm/∂Z_nk. Which of the two letters has each "
    "factor beside it?",
    item="S11",
)
_target_missing = partial(
    Wrong,
    "target-missing",
    clause="Y is left out, as if every class were the true one",
    question="Which entries of P does the loss of sample n contain, and with which weights?",
    item="S11",
)
_sum_for_mean = partial(known, "batch-sum-for-mean")
_diagonal = partial(
    known,
    "softmax-diagonal-only",
    clause="only a class's own logit is taken to move its probability",
)
_stops = partial(known, "stops-at-probabilities")
_one_term = partial(known, "softmax-term-missing")

STAGES = (
    Stage(
        "chain rule",
        "dL_dP dP_dZ dZ_dw",
        "sum(n, m, k, dL_dP[n, m] * dP_dZ[n, m, k] * dZ_dw[n, k, i, j])",
        form="sum",
        free="dL_dP dP_dZ dZ_dw",
        wrong=[
            _diagonal("sum(n, k, dL_dP[n, k] * dP_dZ[n, k, k] * dZ_dw[n, k, i, j])"),
            _stops(
                "sum(n, k, dL_dP[n, k] * dZ_dw[n, k, i, j])",
                clause="the softmax is left out between P and Z",
            ),
            _input_missing("sum(n, m, dL_dP[n, m] * dP_dZ[n, m, i])"),
            _samples_mixed(
                "sum(n, m, k, sum(q, dL_dP[q, m]) * dP_dZ[n, m, k] * dZ_dw[n, k, i, j])"
            ),
            _samples_mixed(
                "sum(n, m, k, dL_dP[n, m] * dP_dZ[n, m, k] * sum(q, dZ_dw[q, k, i, j]))"
            ),
            _classes_crossed("sum(n, m, k, dL_dP[n, k] * dP_dZ[n, m, k] * dZ_dw[n, k, i, j])"),
            Wrong(
                "summed-separately",
                "sum(n, sum(m, dL_dP[n, m]) * sum(m, k, dP_dZ[n, m, k] * dZ_dw[n, k, i, j]))",
                "the factors are summed over m one by one, and then multiplied",
                "Is (a + b)(c + d) the same as ac + bd?",
                "S11",
            ),
            Wrong(
                "chain-rule-adds",
                "sum(n, m, k, dL_dP[n, m] + dP_dZ[n, m, k] + dZ_dw[n, k, i, j])",
                "the partials are added where the chain rule multiplies them",
                "If Z moves P twice as far, what happens to the slope of L?",
                "S11",
            ),
        ],
    ),
    Stage(
        "local partials",
        "P Y A2 N",
        "sum(n, m, k, -Y[n, m] / (N * P[n, m]) * P[n, m] * ((m == k) - P[n, k])"
        " * (k == i) * A2[n, j])",
        form="sum, kronecker",
        wrong=[
            _sum_for_mean("sum(n, m, -Y[n, m] * ((m == i) - P[n, i]) * A2[n, j])"),
            _log_undone("sum(n, m, -Y[n, m] / N * P[n, m] * ((m == i) - P[n, i]) * A2[n, j])"),
            _softmax_unscaled(
                "sum(n, m, -Y[n, m] / (N * P[n, m]) * ((m == i) - P[n, i]) * A2[n, j])"
            ),
            _one_term("sum(n, m, -Y[n, m] / N * (m == i) * A2[n, j])"),
            _one_term(
                "sum(n, m, k, Y[n, m] / N * P[n, k] * (k == i) * A2[n, j])",
                clause="only the part −P_m P_k of the softmax's slope is there",
            ),
            _diagonal("sum(n, k, -Y[n, k] / N * (1 - P[n, k]) * (k == i) * A2[n, j])"),
            known(
                "softmax-cross-term-sign",
                "sum(n, m, -Y[n, m] / N * ((m == i) + P[n, i]) * A2[n, j])",
                clause="the part P_m P_k of the softmax's slope has the wrong sign",
            ),
            _input_missing("sum(n, m, -Y[n, m] / N * ((m == i) - P[n, i]))"),
            _classes_crossed("sum(n, m, -Y[n, m] / N * ((m == i) - P[n, m]) * A2[n, j])"),
            _target_missing("sum(n, m, -1 / N * ((m == i) - P[n, i]) * A2[n, j])"),
        ],
    ),
    Stage(
        "what is left",
        "P Y A2 N",
        "sum(n, (P[n, i] - Y[n, i]) / N * A2[n, j])",
        form="sum, no kronecker",
        wrong=[
            _sum_for_mean("sum(n, (P[n, i] - Y[n, i]) * A2[n, j])"),
            known("softmax-minus-one-everywhere", "sum(n, (P[n, i] - 1) / N * A2[n, j])"),
            known(
                "output-fprime-extra",
                "sum(n, (P[n, i] - Y[n, i]) * P[n, i] * (1 - P[n, i]) / N * A2[n, j])",
                question="The slope of the softmax is in P − Y already. How often does your line "
                "have it?",
            ),
            _stops("sum(n, -Y[n, i] / (N * P[n, i]) * A2[n, j])"),
            _samples_mixed("sum(n, (P[n, i] - Y[n, i]) / N) * sum(n, A2[n, j])"),
            Wrong(
                "mean-applied-twice",
                "sum(n, (P[n, i] - Y[n, i]) / N**2 * A2[n, j])",
                "the result is divided by N twice",
                "How often does 1/N stand in the loss?",
                "B6",
            ),
        ],
    ),
    Stage(
        "matrix form",
        "P Y A2 N",
        "(P - Y).T @ A2 / N",
        matrices=True,
        wrong=[
            known(
                "outer-order-swapped",
                "A2.T @ (P - Y) / N",
                clause="the two factors stand the other way round, so that entry (i, j) pairs "
                "input i with output j",
            ),
            _sum_for_mean("(P - Y).T @ A2"),
        ],
    ),
)
