"""Part A: the gradients of a kernel and of its input, line by line (F2, F3)."""

from __future__ import annotations

from functools import partial

from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.exercises.derivation import Extras, Stage, Wrong

_upstream_missing = partial(
    Wrong,
    "upstream-missing",
    clause="∂L/∂z is left out",
    question="Which quantity is differentiated: z or L?",
    item="F2",
)
_summed_separately = partial(
    Wrong,
    "summed-separately",
    clause="the two factors are summed one by one, and then multiplied",
    question="Are there terms with the δ of one place and what the kernel met at another?",
    item="F2",
)
_adds = partial(
    Wrong,
    "chain-rule-adds",
    clause="the two partials are added where the chain rule multiplies them",
    question="In the chain rule, how is what z does joined to what L does when z moves?",
    item="F2",
)
_averaged = partial(
    Wrong,
    "shared-averaged",
    clause="what the places contribute is averaged",
    question="Is there a 1/n_out in the loss, or in the chain rule?",
    item="F2",
)
_first_alone = partial(
    Wrong,
    "shared-one-application",
    clause="only the first place of the kernel is counted",
    question="Which outputs move if w_a is nudged?",
    item="F2",
)
_other_way = partial(
    Wrong,
    "kernel-turned",
    clause="the shift has the other sign: w_a is taken to meet the input a steps further left",
    question="At place 0, which input does w₂ meet?",
    item="F1",
)
_all_weights = partial(
    Wrong,
    "vanishing-terms-kept",
    clause="every term of z_i is taken to move with w_a",
    question="Write z₀ out for three weights. How many of its terms contain w₁?",
    item="F2",
)
_input_missing = partial(
    Wrong,
    "input-factor-missing",
    clause="the inputs are left out: this is the gradient of the bias",
    question="By what is w_a multiplied at place i?",
    item="F2",
)
_first_input = partial(
    Wrong,
    "shared-same-input",
    clause="every place is given the input that w_a meets at the first one",
    question="Which input does w_a meet at place 0, and which at place 3?",
    item="F2",
)


@SHARING_FURTHER.derivation(
    points=4,
    minutes=7,
    difficulty=2,
    items="F2",
    answer="a: weights",
    symbols="x: inputs, delta: outputs, dL_dz: outputs, dz_dw: outputs weights, X: outputs weights",
    where={
        "dL_dz[i]": "delta[i]",
        "dz_dw[i, a]": "x[i + a]",
        "X[i, a]": "x[i + a]",
    },
    latex={
        "delta": r"\delta",
        "n_out": r"n_{\mathrm{out}}",
        "dL_dz[i]": r"\frac{\partial L}{\partial z_{i}}",
        "dz_dw[i, a]": r"\frac{\partial z_{i}}{\partial w_{a}}",
    },
    extras=Extras(
        indices={"i": "outputs", "c": "weights"},
        counts={"n_out": "outputs"},
        edges={"x": 0, "delta": 0},
    ),
    stages=[
        Stage(
            "chain rule",
            "dL_dz dz_dw n_out",
            "sum(i, dL_dz[i] * dz_dw[i, a])",
            form="sum, dz_dw",
            free="dL_dz dz_dw",
            wrong=[
                _upstream_missing("sum(i, dz_dw[i, a])"),
                _summed_separately("sum(i, dL_dz[i]) * sum(i, dz_dw[i, a])"),
                _adds("sum(i, dL_dz[i] + dz_dw[i, a])"),
                _averaged("sum(i, dL_dz[i] * dz_dw[i, a]) / n_out"),
                _first_alone("sum(i, (i == 0) * dL_dz[i] * dz_dw[i, a])"),
                _all_weights("sum(i, c, dL_dz[i] * dz_dw[i, c])"),
            ],
        ),
        Stage(
            "local partials",
            "delta x n_out",
            "sum(i, c, delta[i] * (c == a) * x[i + c])",
            form="sum, kronecker",
            wrong=[
                _all_weights("sum(i, c, delta[i] * x[i + c])"),
                _other_way("sum(i, c, delta[i] * (c == a) * x[i - c])"),
                _input_missing("sum(i, c, delta[i] * (c == a))"),
                _upstream_missing("sum(i, c, (c == a) * x[i + c])", clause="δ is left out"),
                _averaged("sum(i, c, delta[i] * (c == a) * x[i + c]) / n_out"),
                _summed_separately("sum(i, delta[i]) * sum(i, c, (c == a) * x[i + c])"),
                _first_alone("sum(i, c, (i == 0) * delta[i] * (c == a) * x[i + c])"),
            ],
        ),
        Stage(
            "sum over uses",
            "delta x n_out",
            "sum(i, delta[i] * x[i + a])",
            form="sum, no kronecker",
            wrong=[
                _other_way("sum(i, delta[i] * x[i - a])"),
                _summed_separately("sum(i, delta[i]) * sum(i, x[i + a])"),
                _input_missing("sum(i, delta[i])"),
                _upstream_missing("sum(i, x[i + a])", clause="δ is left out"),
                _averaged("sum(i, delta[i] * x[i + a]) / n_out"),
                _first_input("sum(m, delta[m]) * sum(i, (i == 0) * x[i + a])"),
                _first_alone("sum(i, (i == 0) * delta[i] * x[i + a])"),
                Wrong(
                    "shared-times-count",
                    "n_out * sum(i, delta[i] * x[i + a])",
                    "the sum over the places is multiplied by their number once more",
                    "How many terms does each place contribute?",
                    "F2",
                ),
            ],
        ),
        Stage(
            "matrix form",
            "delta X n_out",
            "X.T @ delta",
            matrices=True,
            wrong=[
                _upstream_missing("X.T @ ones(outputs)", clause="δ is left out"),
                _averaged("X.T @ delta / n_out"),
                _summed_separately("X.T @ ones(outputs) @ (ones(outputs).T @ delta)"),
                _input_missing("ones(weights) @ (ones(outputs).T @ delta)"),
            ],
        ),
    ],
)
def derive_kernel_gradient() -> None:
    """∂L/∂w_a of a convolution with stride 1, from the chain rule to a matrix product."""


_unturned = partial(
    Wrong,
    "kernel-not-turned",
    clause="w_a is taken to send back to the left, to the input at place i − a",
    question="On the way forward, output 0 reads x₂ with which weight? And on the way back?",
    item="F3",
)
_weight_missing = partial(
    Wrong,
    "weight-factor-missing",
    clause="the weights are left out: what comes back is not multiplied",
    question="x_j moves by ε. By how much does z_i move, and of what does that depend?",
    item="F3",
)
_every_weight = partial(
    Wrong,
    "vanishing-terms-kept",
    clause="every weight is taken to meet x_j at every place",
    question="With which of its weights does place 0 meet x₁?",
    item="F3",
)
_first_weight = partial(
    Wrong,
    "path-missing",
    clause="only the place is counted at which w₀ meets x_j",
    question="With how many weights, and at how many places, is x₅ met?",
    item="F3",
)
_arriving_averaged = partial(
    Wrong,
    "paths-averaged",
    clause="what arrives from the places is averaged",
    question="x_j moves several outputs at once. How do their effects on L combine?",
    item="F3",
)
_at_the_ends = "Put j = 0. Which entry of δ does your line give to which weight?"


@SHARING_FURTHER.derivation(
    points=4,
    minutes=8,
    difficulty=3,
    items="F3",
    answer="j: inputs",
    symbols="w: weights, turned: weights, delta: outputs, dL_dz: outputs, dz_dx: outputs inputs",
    where={
        "turned[a]": "w[K - 1 - a]",
        "dL_dz[i]": "delta[i]",
        "dz_dx[i, j]": "sum(a, w[a] * (i + a == j))",
    },
    latex={
        "delta": r"\delta",
        "turned": r"\tilde w",
        "dL_dz[i]": r"\frac{\partial L}{\partial z_{i}}",
        "dz_dx[i, j]": r"\frac{\partial z_{i}}{\partial x_{j}}",
    },
    extras=Extras(
        indices={"i": "outputs", "a": "weights"},
        counts={"K": "weights"},
        edges={"w": 0, "delta": 0, "turned": 0},
    ),
    stages=[
        Stage(
            "chain rule",
            "dL_dz dz_dx",
            "sum(i, dL_dz[i] * dz_dx[i, j])",
            form="sum, dz_dx",
            free="dL_dz dz_dx",
            wrong=[
                _upstream_missing("sum(i, dz_dx[i, j])"),
                _summed_separately("sum(i, dL_dz[i]) * sum(i, dz_dx[i, j])"),
                _adds("sum(i, dL_dz[i] + dz_dx[i, j])"),
                _first_alone(
                    "sum(i, (i == 0) * dL_dz[i] * dz_dx[i, j])",
                    question="Which outputs move if x_j is nudged?",
                    item="F3",
                ),
                Wrong(
                    "vanishing-terms-kept",
                    "sum(i, m, dL_dz[i] * dz_dx[i, m])",
                    "the slopes with respect to all inputs are added up",
                    "Which input is nudged: all of them, or x_j alone?",
                    "F3",
                ),
            ],
        ),
        Stage(
            "local partials",
            "delta w K",
            "sum(i, a, delta[i] * w[a] * (i + a == j))",
            form="sum, condition",
            wrong=[
                _unturned("sum(i, a, delta[i] * w[a] * (i - a == j))"),
                _every_weight("sum(i, a, delta[i] * w[a])"),
                _weight_missing("sum(i, a, delta[i] * (i + a == j))"),
                _upstream_missing("sum(i, a, w[a] * (i + a == j))", clause="δ is left out"),
                _arriving_averaged("sum(i, a, delta[i] * w[a] * (i + a == j)) / K"),
                _first_weight("sum(i, a, delta[i] * w[a] * (a == 0) * (i + a == j))"),
            ],
        ),
        Stage(
            "one sum",
            "delta w K",
            "sum(a, delta[j - a] * w[a])",
            form="sum, no condition",
            wrong=[
                _unturned("sum(a, delta[j + a] * w[a])"),
                _weight_missing("sum(a, delta[j - a])"),
                _upstream_missing("sum(i, w[j - i])", clause="δ is left out"),
                _arriving_averaged("sum(a, delta[j - a] * w[a]) / K"),
                _first_weight("sum(a, (a == 0) * delta[j - a] * w[a])"),
            ],
        ),
        Stage(
            "turned round",
            "delta turned K",
            "sum(a, turned[a] * delta[j + a - K + 1])",
            form="sum, turned",
            wrong=[
                Wrong(
                    "kernel-turned-twice",
                    "sum(a, turned[a] * delta[j - a])",
                    "the kernel is turned round twice: by its name, and by the minus before a",
                    "As a grows by 1, does your line go to the right in δ, or to the left?",
                    "F3",
                ),
                Wrong(
                    "shift-missing",
                    "sum(a, turned[a] * delta[j + a])",
                    "the turned kernel begins at δ_j, and not K − 1 steps before it",
                    _at_the_ends,
                    "F3",
                ),
                Wrong(
                    "off-by-one",
                    "sum(a, turned[a] * delta[j + a - K])",
                    "the turned kernel begins one step too far left",
                    _at_the_ends,
                    "F3",
                ),
                _weight_missing("sum(a, delta[j + a - K + 1])"),
                _arriving_averaged("sum(a, turned[a] * delta[j + a - K + 1]) / K"),
            ],
        ),
    ],
)
def derive_input_gradient_of_convolution() -> None:
    """∂L/∂x_j of a convolution with stride 1, and why its kernel comes turned round."""
