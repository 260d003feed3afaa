"""Part C: any number of uses, W and Wᵀ, a nonlinearity in between, batches (N9 to N11, N15)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograder.catalogue.weight_sharing.common import WEIGHT_SHARING, gentle
from autograder.catalogue.weight_sharing.walk import Visits, all_steps, walk_back, wrong_visits
from autograder.exercises.declare import Answer, one
from autograder.exercises.derivation import Extras, Stage, Wrong
from autograder.exercises.draws import weights
from autograder.exercises.edge_sizes import ONE_SAMPLE, ONE_USE
from autograder.exercises.exercise import EACH_STEP, Inputs
from autograder.exercises.ordering import Step, Stray
from autograder.reference.programs import (
    activation_delta,
    forward_layers,
    shared_backward,
    shared_layers,
)
from autograder.reference.rules import Adjoints, Array, Context, Layer, Rules
from autograder.slips.forward import biases_left_out
from autograder.slips.slip import own_slip
from backhand.shared import shared_backward as all_uses
from backhand.shared import shared_forward

# ---- why the uses are added ------------------------------------------------------------------

_ITS_COPY = "Entry (k, l) of a copy: with which entry of W does it move?"
_NO_MEAN = "Is there a 1/T in L(W) = F(W, …, W), or in the chain rule?"
_ONCE = "F is differentiated with respect to each copy once. How many terms does use t give?"
_PAIRED = (
    "A copy has one input and one δ. Are there terms with the δ of one use and the x of another?"
)
_TIMES = "In the chain rule, how is what a copy does joined to what F does when the copy moves?"
_NO_FACTOR = "If F were twice as large, would this be?"
_AVERAGED = "the contributions of the uses are averaged"
_TIMES_T = "the sum over the uses is multiplied by the number of uses once more"
_CROSSED = "each use is paired with every use, not with itself alone"


@WEIGHT_SHARING.derivation(
    points=5,
    minutes=10,
    difficulty=2,
    items="N9",
    answer="i: outputs, j: inputs",
    symbols="dF_dW: uses outputs inputs, dW_dw: uses outputs inputs outputs inputs, "
    "delta: uses outputs, x: uses inputs, Delta: uses outputs, X: uses inputs",
    where={
        "dW_dw[t, k, l, i, j]": "(k == i) * (l == j)",
        "dF_dW[t, k, l]": "delta[t, k] * x[t, l]",
        "Delta[t, k]": "delta[t, k]",
        "X[t, l]": "x[t, l]",
    },
    latex={
        "dF_dW[t, k, l]": r"\frac{\partial F}{\partial W^{(t)}_{kl}}",
        "dW_dw[t, k, l, i, j]": r"\frac{\partial W^{(t)}_{kl}}{\partial w_{ij}}",
        "delta[t, k]": r"\delta^{(t)}_{k}",
        "x[t, l]": "x^{(t)}_{l}",
    },
    extras=Extras(indices={"t": "uses"}, counts={"T": "uses"}),
    stages=[
        Stage(
            "chain rule",
            "dF_dW dW_dw T",
            "sum(t, k, l, dF_dW[t, k, l] * dW_dw[t, k, l, i, j])",
            form="sum, dW_dw",
            free="dF_dW dW_dw",
            wrong=[
                Wrong(
                    "upstream-missing",
                    "sum(t, k, l, dW_dw[t, k, l, i, j])",
                    "the partials of the copies are added up without ∂F/∂W",
                    _NO_FACTOR,
                    "N9",
                ),
                Wrong(
                    "summed-separately",
                    "sum(t, k, l, dF_dW[t, k, l]) * sum(t, k, l, dW_dw[t, k, l, i, j])",
                    "the two factors are summed one by one, and then multiplied",
                    "Is (a + b)(c + d) the same as ac + bd?",
                    "N9",
                ),
                Wrong(
                    "uses-crossed",
                    "sum(t, s, k, l, dF_dW[t, k, l] * dW_dw[s, k, l, i, j])",
                    _CROSSED,
                    "F moves with copy t. By how much does this copy move: one number, or T?",
                    "N9",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(t, k, l, dF_dW[t, k, l] + dW_dw[t, k, l, i, j])",
                    "the two partials are added where the chain rule multiplies them",
                    _TIMES,
                    "N9",
                ),
                Wrong(
                    "shared-averaged",
                    "sum(t, k, l, dF_dW[t, k, l] * dW_dw[t, k, l, i, j]) / T",
                    _AVERAGED,
                    _NO_MEAN,
                    "N9",
                ),
                Wrong(
                    "shared-times-count",
                    "T * sum(t, k, l, dF_dW[t, k, l] * dW_dw[t, k, l, i, j])",
                    _TIMES_T,
                    _ONCE,
                    "N9",
                ),
                Wrong(
                    "index-roles-swapped",
                    "sum(t, k, l, dF_dW[t, k, l] * dW_dw[t, k, l, j, i])",
                    "i and j have changed places in the weight that is nudged",
                    "In w_ij, which index runs over the outputs?",
                    "N9",
                ),
            ],
        ),
        Stage(
            "copies",
            "dF_dW T",
            "sum(t, k, l, dF_dW[t, k, l] * (k == i) * (l == j))",
            form="sum, kronecker",
            wrong=[
                Wrong(
                    "vanishing-terms-kept",
                    "sum(t, k, l, dF_dW[t, k, l])",
                    "every entry of a copy is taken to move with w_ij",
                    _ITS_COPY,
                    "N9",
                ),
                Wrong(
                    "vanishing-terms-kept",
                    "sum(t, k, l, dF_dW[t, k, l] * (k == i))",
                    "the whole row i of a copy is taken to move with w_ij",
                    _ITS_COPY,
                    "N9",
                ),
                Wrong(
                    "vanishing-terms-kept",
                    "sum(t, k, l, dF_dW[t, k, l] * (l == j))",
                    "the whole column j of a copy is taken to move with w_ij",
                    _ITS_COPY,
                    "N9",
                ),
                Wrong(
                    "kroneckers-added",
                    "sum(t, k, l, dF_dW[t, k, l] * ((k == i) + (l == j)))",
                    "the two conditions are added, where both have to hold",
                    "Does W_kl move with w_ij if k = i and l ≠ j? What is your factor then?",
                    "N9",
                ),
                Wrong(
                    "index-roles-swapped",
                    "sum(t, k, l, dF_dW[t, k, l] * (k == j) * (l == i))",
                    "i and j have changed places: entry (k, l) is taken to move with w_lk",
                    _ITS_COPY,
                    "N9",
                ),
                Wrong(
                    "upstream-missing",
                    "T * sum(k, l, (k == i) * (l == j))",
                    "∂F/∂W is left out, and the copies are counted",
                    _NO_FACTOR,
                    "N9",
                ),
                Wrong(
                    "shared-times-count",
                    "T * sum(t, k, l, dF_dW[t, k, l] * (k == i) * (l == j))",
                    _TIMES_T,
                    _ONCE,
                    "N9",
                ),
            ],
        ),
        Stage(
            "sum over uses",
            "dF_dW T",
            "sum(t, dF_dW[t, i, j])",
            form="sum, no kronecker",
            wrong=[
                Wrong("shared-averaged", "sum(t, dF_dW[t, i, j]) / T", _AVERAGED, _NO_MEAN, "N9"),
                Wrong("shared-times-count", "T * sum(t, dF_dW[t, i, j])", _TIMES_T, _ONCE, "N9"),
                Wrong(
                    "outer-order-swapped",
                    "sum(t, dF_dW[t, j, i])",
                    "the gradient of each copy is taken to have one row for each input",
                    "A gradient has the shape of the thing. Which index of w_ij names its row?",
                    "N9",
                ),
            ],
        ),
        Stage(
            "layers",
            "delta x T",
            "sum(t, delta[t, i] * x[t, j])",
            form="sum",
            wrong=[
                Wrong(
                    "uses-crossed",
                    "sum(t, delta[t, i]) * sum(t, x[t, j])",
                    "the δs and the inputs are added up first: each use is paired with every use",
                    _PAIRED,
                    "N9",
                ),
                Wrong("upstream-missing", "sum(t, x[t, j])", "δ is left out", _NO_FACTOR, "N9"),
                Wrong(
                    "input-factor-missing",
                    "sum(t, delta[t, i])",
                    "the inputs of the uses are left out: this is the gradient of a shared bias",
                    "By what is w_ij multiplied when it is used?",
                    "N9",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(t, delta[t, i] + x[t, j])",
                    "δ and x are added where the chain rule multiplies them",
                    "What is the weight gradient of a single layer?",
                    "N9",
                ),
                Wrong(
                    "outer-order-swapped",
                    "sum(t, delta[t, j] * x[t, i])",
                    "the gradient of each copy is taken to have one row for each input",
                    "A gradient has the shape of the thing. Which index of w_ij names its row?",
                    "N9",
                ),
            ],
        ),
        Stage(
            "matrix form",
            "Delta X T",
            "Delta.T @ X",
            matrices=True,
            wrong=[
                Wrong(
                    "outer-order-swapped",
                    "X.T @ Delta",
                    "the gradient is taken to have one row for each input",
                    "A gradient has the shape of the thing. What is the shape of W?",
                    "N9",
                ),
                Wrong("shared-averaged", "Delta.T @ X / T", _AVERAGED, _NO_MEAN, "N9"),
            ],
        ),
    ],
)
def derive_sum_over_uses() -> None:
    """∂L/∂w_ij for L(W) = F(W, …, W), from the chain rule through the copies to ΔᵀX."""


@WEIGHT_SHARING.ordering(
    points=3,
    minutes=8,
    difficulty=2,
    items="N9",
    steps=[
        Step(
            "F",
            "Give each use $t$ a copy $W^{(t)}$ of its own, and call the loss "
            r"$F(W^{(1)}, \dots, W^{(T)})$.",
            "the function of all the copies",
        ),
        Step(
            "B",
            r"Sharing sets all copies equal: $L(W) = F(W, \dots, W)$.",
            "what sharing means for the copies",
            "F",
        ),
        Step(
            "J",
            "A nudge $dW$ of the shared $W$ nudges every copy, each by the same $dW$.",
            "how the copies move with W",
            "F",
        ),
        Step(
            "H",
            "For any small nudges of the copies, "
            r"$dF = \sum_t \langle \partial F / \partial W^{(t)},\, dW^{(t)} \rangle$.",
            "how the loss changes with the copies",
            "F",
        ),
        Step(
            "D",
            "With the other copies held fixed, copy $t$ is the weight of an ordinary layer: "
            r"$\partial F / \partial W^{(t)} = \delta^{(t)} (x^{(t)})^{\mathsf T}$, with its own δ "
            "and its own input.",
            "the gradient of a single copy",
            "F",
        ),
        Step(
            "L",
            r"$dL = \sum_t \langle \partial F / \partial W^{(t)},\, dW \rangle$, which is "
            r"$\langle \sum_t \partial F / \partial W^{(t)},\, dW \rangle$, with every copy at "
            "$W$.",
            "how the loss changes with W",
            "B H J",
        ),
        Step(
            "A",
            "That holds for every small $dW$. So "
            r"$\partial L / \partial W = \sum_t \partial F / \partial W^{(t)}$.",
            "the gradient of W in terms of the copies",
            "L",
        ),
        Step(
            "G",
            r"$\partial L / \partial W = \sum_t \delta^{(t)} (x^{(t)})^{\mathsf T}$.",
            "the gradient of W in terms of the uses",
            "A D",
        ),
    ],
    strays=[
        Stray(
            "C",
            "A nudge $dW$ of the shared $W$ is divided among the copies: each moves by $dW / T$.",
            "shared-averaged",
            "the nudge is shared out among the uses",
            "If w₁₁ grows by 0.1, by how much does that entry of a copy grow?",
            "N9",
        ),
        Stray(
            "E",
            "A nudge $dW$ of the shared $W$ moves the last copy alone; the earlier ones are "
            "constants by then.",
            "shared-one-application",
            "only the last use is counted",
            "Which matrix was multiplied in the first use: was it W?",
            "N9",
        ),
        Stray(
            "I",
            r"$\partial F / \partial W^{(t)} = \delta^{(T)} (x^{(1)})^{\mathsf T}$ for every use, "
            "because all copies are equal.",
            "shared-same-delta",
            "equal copies are taken to have equal gradients",
            "Do equal matrices have the same input in every use?",
            "N9",
        ),
        Stray(
            "K",
            r"$\partial L / \partial W = \prod_t \partial F / \partial W^{(t)}$, because the chain "
            "rule multiplies.",
            "uses-multiplied",
            "the uses are taken for links of one chain",
            "The chain rule multiplies along a path. What does it do with several paths?",
            "N9",
        ),
    ],
)
def prove_sum_over_uses() -> None:
    """The gradient of a shared weight is the sum over its uses."""


# ---- ways to miscount ------------------------------------------------------------------------

#: One unit, used twice, with L = z₂.
_W, _X, _B = 2.0, 5.0, 3.0
_Z1 = _W * _X + _B
_Z2 = _W * _Z1 + _B

_HOW_OFTEN = "How many times does w appear in z⁽²⁾?"
_EQUAL = "Are the contributions of the two uses equal? Compare their inputs."


@own_slip("shared-one-application", "N9", question=_HOW_OFTEN)
def _second_alone(right: Answer) -> Answer:
    """dL/dw holds the second use only"""
    return {"dL/dw": right["use 2"]}


@own_slip("shared-one-application", "N9", question=_HOW_OFTEN)
def _first_alone(right: Answer) -> Answer:
    """dL/dw holds the first use only"""
    return {"dL/dw": right["use 1"]}


@own_slip("shared-times-count", "N9", question=_EQUAL)
def _second_twice(right: Answer) -> Answer:
    """dL/dw holds the second use twice"""
    return {"dL/dw": 2 * right["use 2"]}


@own_slip("shared-times-count", "N9", question=_EQUAL)
def _first_twice(right: Answer) -> Answer:
    """dL/dw holds the first use twice"""
    return {"dL/dw": 2 * right["use 1"]}


@own_slip("shared-same-delta", "N9", question="What is δ at the first use, when z⁽²⁾ = w z⁽¹⁾ + b?")
def _delta_of_second(right: Answer) -> Answer:
    """the first use is given the δ of the second: the weight on the way is missing"""
    return {"use 1": _X}


@own_slip("path-double-counted", "N9", question="How many arrows lead from w to z⁽¹⁾?")
def _first_path_twice(right: Answer) -> Answer:
    """dL/dw counts the path through the first use twice"""
    return {"dL/dw": right["counted twice"]}


@own_slip("layer-output-as-input", "N9", question="By what is w multiplied on its second use?")
def _second_with_output(right: Answer) -> Answer:
    """the second use is paired with its output"""
    return {"use 2": _Z2}


@WEIGHT_SHARING.entries(
    "counterexample",
    points=2,
    minutes=6,
    difficulty=1,
    items="N9",
    errata="A-01 A-07 A-18",
    guesses=lambda right: [dict.fromkeys(right, n) for n in (0.0, 1.0, 2.0, 3.0, 5.0, 13.0, 29.0)],
    partial=True,
    own=[
        _second_alone,
        _first_alone,
        _second_twice,
        _first_twice,
        _delta_of_second,
        _first_path_twice,
        _second_with_output,
    ],
)
def ways_to_miscount() -> Answer:
    """What each use adds to ∂L/∂w, their sum, and three ways to get it wrong."""
    trace = shared_forward([[_X]], [[_W]], [_B], "identity", 2)
    found = all_uses([[1.0]], trace, [[_W]], "identity")
    first, second = (float(term[0, 0]) for term in found.per_use)
    return {
        "use 2": second,
        "use 1": first,
        "dL/dw": float(found.weight[0, 0]),
        "counted twice": (_Z1 + _W * _X) + first,
        "one delta for both": _Z1 + _X,
        "output for input": _Z2 + first,
    }


# ---- a tied autoencoder ----------------------------------------------------------------------

_BOTH_USES = "Cross out one use of W and then the other. Does x̂ still depend on W both times?"
_LAYOUT = "Which entry of W multiplies unit i of a on its way to x̂_j?"


def _encoded(given: Inputs) -> tuple[Array, Array]:
    """The activation a, and δ at the z before it."""
    e, W, x, b = given.values()
    a = np.tanh(W @ x + b)
    return a, (W @ e) * (1 - a**2)


@own_slip("shared-one-application", "N9", question=_BOTH_USES)
def _encoder_alone(given: Inputs) -> Answer:
    """only the use of W in the encoder is counted"""
    return {"dW": np.outer(_encoded(given)[1], given["x"])}


@own_slip("shared-one-application", "N9", question=_BOTH_USES)
def _decoder_alone(given: Inputs) -> Answer:
    """only the use of W in the decoder is counted"""
    return {"dW": np.outer(_encoded(given)[0], given["e"])}


@own_slip("tied-transpose-lost", "N9", question=_LAYOUT)
def _as_gradient_of_transpose(given: Inputs) -> Answer:
    """the decoder's gradient is that of Wᵀ and is added without being transposed back"""
    a, delta = _encoded(given)
    return {"dW": np.outer(delta, given["x"]) + np.outer(given["e"], a)}


@own_slip("outer-order-swapped", "N9", question=_LAYOUT)
def _whole_transposed(given: Inputs) -> Answer:
    """the gradient has the layout of Wᵀ"""
    a, delta = _encoded(given)
    return {"dW": np.outer(given["x"], delta) + np.outer(given["e"], a)}


@own_slip(
    "preactivation-as-input", "N10", question="What does the decoder multiply by Wᵀ: z, or a?"
)
def _decoder_sees_z(given: Inputs) -> Answer:
    """the decoder's use is paired with z, and it sees the tanh of z"""
    z = given["W"] @ given["x"] + given["b"]
    return {"dW": np.outer(_encoded(given)[1], given["x"]) + np.outer(z, given["e"])}


_PAIRS = "Which input did each use have, and which error arrives behind it?"


@own_slip("shared-same-delta", "N9", question=_PAIRS)
def _decoder_with_delta(given: Inputs) -> Answer:
    """δ stands in both products, and the decoder's use has another error"""
    _, delta = _encoded(given)
    return {"dW": np.outer(delta, given["x"]) + np.outer(delta, given["e"])}


@own_slip("upstream-replaced-by-output", "N9", question=_PAIRS)
def _encoder_with_a(given: Inputs) -> Answer:
    """the encoder's use is paired with a, which is its own output, and not with its error"""
    a, _ = _encoded(given)
    return {"dW": np.outer(a, given["x"]) + np.outer(a, given["e"])}


@own_slip("shared-same-input", "N9", question=_PAIRS)
def _decoder_with_x(given: Inputs) -> Answer:
    """x stands in both products, and the decoder's use has another error"""
    a, delta = _encoded(given)
    return {"dW": np.outer(delta, given["x"]) + np.outer(a, given["x"])}


@WEIGHT_SHARING.computed(
    "implement",
    points=3,
    minutes=6,
    difficulty=3,
    items="N9",
    takes="e: n_in, W: n_hidden n_in, x: n_in, b: n_hidden",
    gives="delta: n_hidden, dW: n_hidden n_in",
    draw={"W": weights},
    carry_forward={"delta": 0},
    own=[
        _encoder_alone,
        _decoder_alone,
        _as_gradient_of_transpose,
        _whole_transposed,
        _decoder_sees_z,
        _decoder_with_delta,
        _encoder_with_a,
        _decoder_with_x,
        biases_left_out("N9", "b"),
    ],
)
def tied_gradients(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """δ = (W e) ∘ tanh′(z) and ∂L/∂W = δ xᵀ + a eᵀ, for x̂ = Wᵀ tanh(Wx + b) + c."""
    e, W, x, b = given.values()
    (encoder,) = forward_layers(x[None], [W], [b], ["tanh"])
    # The decoder is a layer with the weights Wᵀ, and its gradient has the layout of Wᵀ. The W of
    # the encoder is left out: nothing goes back through it, and it is the transpose of the other.
    found = Adjoints(delta={1: e[None]})
    layers = (replace(encoder, W=None), Layer(W=W.T, x=encoder.a))
    decoder = Context(layers, 1, adjoints=found)
    g = rules.input(decoder, found.delta[1])
    delta = activation_delta(decoder.at(0), g, rules)
    found.delta[0] = rules.carry_forward.get(0, delta)
    terms = [rules.weight(decoder.at(0), found.delta[0]), rules.weight(decoder, e[None]).T]
    return one(found.delta[0]), rules.uses_weight(decoder, terms)


# ---- a nonlinearity between the uses ---------------------------------------------------------

_WHAT_ENTERED = "What did this use see on the forward pass: before or after the nonlinearity?"


@own_slip(
    "fprime-of-other-layer",
    "N10",
    question="At which of the two z does the forward pass apply tanh?",
)
def _slope_of_second(given: Inputs) -> Answer:
    """the slope is taken at z⁽²⁾, and the nonlinearity stands after z⁽¹⁾"""
    delta, W, x, b = given.values()
    a1 = np.tanh(W @ x + b)
    delta1 = (W.T @ delta) * (1 - np.tanh(W @ a1 + b) ** 2)
    dW = np.outer(delta, a1) + np.outer(delta1, x)
    return {"delta1": delta1, "dW": dW, "db": delta + delta1}


@own_slip("preactivation-as-input", "N10", question=_WHAT_ENTERED)
def _second_from_z(given: Inputs) -> Answer:
    """a use is paired with the z before it, not with the tanh of that z"""
    delta, W, x, b = given.values()
    z1 = W @ x + b
    delta1 = (W.T @ delta) * (1 - np.tanh(z1) ** 2)
    return {"dW": np.outer(delta, z1) + np.outer(delta1, x)}


@WEIGHT_SHARING.computed(
    "implement",
    points=3,
    minutes=7,
    difficulty=2,
    items="N10",
    takes="delta: n, W: n n, x: n, b: n",
    gives="delta1: n, dW: n n, db: n",
    draw={"W": weights},
    carry_forward={"delta1": 0},
    own=[biases_left_out("N10", "b"), _slope_of_second, _second_from_z],
)
def nested_nonlinear(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """δ₁ = (Wᵀ δ) ∘ tanh′(z₁), ∂L/∂W = δ a₁ᵀ + δ₁ xᵀ and ∂L/∂b = δ + δ₁, with a₁ = tanh z₁."""
    W, b = given["W"], given["b"]
    first, second = forward_layers(given["x"][None], [W, W], [b, b], ["tanh", "identity"])
    # Without its z: the slope 1 of "the layer above" would be one with a slope left out.
    layers = (first, replace(second, z=None))
    found = shared_backward(layers, rules, upstream=given["delta"][None])
    return one(found.deltas[0]), found.weight, found.bias


# ---- T uses ----------------------------------------------------------------------------------


def _uses(given: Inputs) -> tuple[Array, Array, Array]:
    """What enters each use, its z, and its δ; all (T, n)."""
    g, W, x, b, T = given.values()
    trace = shared_forward(x[None], W, b, "tanh", T)
    entering = np.concatenate([trace.inputs, *trace.post[:-1]])
    deltas = np.concatenate(all_uses(g[None], trace, W, "tanh").deltas)
    return entering, np.concatenate(trace.pre), deltas


@own_slip("shared-order-reversed", "N11", question="Which row of deltas belongs to the first use?")
def _last_use_first(given: Inputs) -> Answer:
    """the δs are in the order in which they were found, last use first"""
    _, _, deltas = _uses(given)
    return {"deltas": deltas[::-1]}


@own_slip("preactivation-as-input", "N11", question=_WHAT_ENTERED)
def _each_from_z(given: Inputs) -> Answer:
    """a use is paired with the z before it, not with the tanh of that z"""
    entering, z, deltas = _uses(given)
    # There is no z before the first use, which keeps its x.
    return {"dW": deltas.T @ np.concatenate([entering[:1], z[:-1]])}


def _walked(given: Inputs, visits: Visits = all_steps) -> Answer:
    """The δs of a walk that starts with g and visits these uses."""
    g, W, _, _, T = given.values()
    h = _states(given)
    return {"deltas": walk_back(h, W, visits(T, len(g)), np.zeros_like(h), start=g)}


def _states(given: Inputs) -> Array:
    """The state after each use, (T, n)."""
    _, W, x, b, T = given.values()
    return np.concatenate(shared_forward(x[None], W, b, "tanh", T).post)


_STARTS = "At which use does g arrive, and what arrives at the use before it?"


@own_slip("error-not-carried-back", "N11", question=_STARTS)
def _g_at_every_use(given: Inputs) -> Answer:
    """every use is given g itself, and nothing is carried back from one use to the one before"""
    return {"deltas": given["g"] * (1 - _states(given) ** 2)}


@own_slip("loss-at-every-step", "N11", question=_STARTS)
def _g_added_at_every_use(given: Inputs) -> Answer:
    """g is added at every use, as if each state had a loss of its own"""
    h = _states(given)
    own = np.broadcast_to(given["g"], h.shape)
    return {"deltas": walk_back(h, given["W"], all_steps(len(h), 0), own)}


@own_slip("hidden-fprime-missing", "N11", question="What stands between h⁽ᵀ⁾ and z⁽ᵀ⁾?")
def _last_without_slope(given: Inputs) -> Answer:
    """the last δ is g itself: the slope of the last use is missing"""
    h = _states(given)
    h[-1] = 0.0  # where the slope is 1
    W, own = given["W"], np.zeros_like(h)
    return {"deltas": walk_back(h, W, all_steps(len(h), 0), own, start=given["g"])}


_BOTH_GET = "Which quantity stands in the gradient of a parameter: ∂L/∂h, or ∂L/∂z?"


@own_slip("hidden-fprime-missing", "N11", question=_BOTH_GET)
def _weight_from_errors(given: Inputs) -> Answer:
    """dW is built from the errors before the slope, not from the δs"""
    entering, z, deltas = _uses(given)
    return {"dW": (deltas / (1 - np.tanh(z) ** 2)).T @ entering}


@own_slip("hidden-fprime-missing", "N11", question=_BOTH_GET)
def _bias_from_errors(given: Inputs) -> Answer:
    """db adds up the errors before the slope, not the δs"""
    _, z, deltas = _uses(given)
    return {"db": (deltas / (1 - np.tanh(z) ** 2)).sum(axis=0)}


@WEIGHT_SHARING.computed(
    "implement",
    points=3,
    minutes=9,
    difficulty=2,
    items="N11 N9",
    takes="g: n, W: n n, x: n, b: n, T",
    gives="deltas: T n, dW: n n, db: n",
    draw={"W": weights, "x": gentle, "b": gentle},
    carry_forward={"deltas": EACH_STEP},
    own=[
        biases_left_out("N11", "b"),
        _last_use_first,
        _each_from_z,
        *wrong_visits(_walked, "N11"),
        _g_at_every_use,
        _g_added_at_every_use,
        _last_without_slope,
        _weight_from_errors,
        _bias_from_errors,
    ],
    requires=[ONE_USE],
)
def unrolled_gradients(given: Inputs, rules: Rules) -> tuple[Array, ...]:
    """δ_t = (Wᵀ δ_{t+1}) ∘ tanh′(z_t) back from g; ∂L/∂W = Σ_t δ_t h_{t−1}ᵀ and ∂L/∂b = Σ_t δ_t."""
    layers = shared_layers(given["x"][None], given["W"], given["b"], "tanh", given["T"])
    found = shared_backward(layers, rules, upstream=given["g"][None])
    return np.concatenate(found.deltas), found.weight, found.bias


# ---- a batch ---------------------------------------------------------------------------------


@own_slip("missing-transpose-w", "N15", question="Row i of W holds the weights into which unit?")
def _forward_transposed(given: Inputs) -> Answer:
    """Z⁽¹⁾ is calculated with W itself where the forward pass has its transpose"""
    Delta, W, X, b = given.values()
    return {"dW": Delta.T @ (X @ W + b) + (Delta @ W).T @ X}


@WEIGHT_SHARING.computed(
    "implement",
    points=2,
    minutes=6,
    difficulty=2,
    items="N15",
    takes="Delta: N n, W: n n, X: N n, b: n",
    gives="dW: n n, db: n",
    draw={"W": weights},
    own=[biases_left_out("N15", "b"), _forward_transposed],
    requires=[ONE_SAMPLE],
)
def nested_batch(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """∂L/∂W = Δᵀ Z₁ + Δ₁ᵀ X and ∂L/∂b, the column sums of Δ + Δ₁, with Δ₁ = Δ W."""
    layers = shared_layers(given["X"], given["W"], given["b"], "identity", 2)
    found = shared_backward(layers, rules, upstream=given["Delta"])
    return found.weight, found.bias
