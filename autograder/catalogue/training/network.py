"""Part A: the loss of a guess, the forward pass, the loss and its first δ, the gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.catalogue.training.classifier import (
    BATCH,
    GRADIENTS,
    OWN_STEPS,
    PARAMETERS,
    TRAINING,
    draw_network,
    gradients,
)
from autograder.catalogue.training.output_lines import STAGES
from autograder.exercises.declare import Answer, OwnSlip, Rng, block_slip
from autograder.exercises.derivation import Extras
from autograder.exercises.draws import targets, values
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import RECTANGULAR, Inputs, Sizes
from autograder.exercises.requirement import Requirement
from autograder.reference.programs import output_delta
from autograder.reference.rules import RIGHT, Array, Context, Layer, Rules
from autograder.slips.forward import biases_left_out
from autograder.slips.slip import Slip, own_slip
from backhand.activations import relu, sigmoid, softmax

# ---- a network that knows nothing ------------------------------------------------------------


@own_slip(
    "sign-flipped-error",
    "S11",
    question="Raise the logit of the true class. Does the loss go up or down?",
)
def _error_turned(right: Answer) -> Answer:
    """each δ is target minus probability"""
    return {**right, "delta, true class": 0.9, "delta, other class": -0.1}


@own_slip("loss-sign-missing", "S11", question="Can a cross-entropy be negative?")
def _logarithm_itself(right: Answer) -> Answer:
    """the loss is the logarithm of the probability, without the minus"""
    return {**right, "loss": float(np.log(0.1))}


_BASE = "Which logarithm has the derivative 1/p?"


@own_slip("logarithm-base", "S11", question=_BASE)
def _base_ten(right: Answer) -> Answer:
    """the logarithm is taken to base 10"""
    return {**right, "loss": float(np.log10(10))}


@own_slip("logarithm-base", "S11", question=_BASE)
def _base_two(right: Answer) -> Answer:
    """the logarithm is taken to base 2"""
    return {**right, "loss": float(np.log2(10))}


@own_slip(
    "stops-at-probabilities",
    "S11",
    question="Which variable is δ the derivative with respect to?",
)
def _of_probabilities(right: Answer) -> Answer:
    """the derivative stops at the probabilities: it is ∂L/∂p"""
    return {
        **right,
        "delta, true class": -10.0,
        "delta, other class": 0.0,
        "sum of delta": -10.0,
    }


@TRAINING.entries(
    "worksheet",
    points=1,
    minutes=5,
    difficulty=1,
    items="S11",
    guesses=lambda right: [
        *(dict.fromkeys(right, n) for n in (0.0, 0.1, 0.9, 1.0, -0.9, 10.0)),
        dict(zip(right, (0.0, 1.0, 0.0, 1.0), strict=True)),
    ],
    own=[_error_turned, _logarithm_itself, _base_ten, _base_two, _of_probabilities],
)
def clueless_start() -> Answer:
    """The loss and δ of one sample when all ten logits are equal."""
    logits = np.zeros((1, 10))
    context = Context((Layer(z=logits),), y=np.eye(10)[[3]], loss="cross_entropy_mean")
    delta = output_delta(context, RIGHT)[0]
    return {
        "loss": float(-np.log(softmax(logits[0])[3])),
        "delta, true class": float(delta[3]),
        "delta, other class": float(delta[0]),
        "sum of delta": 0.0,
    }


# ---- forward ---------------------------------------------------------------------------------


#: The function of a hidden layer.
Hidden = Callable[[Array], Array]


def _forward(
    given: Inputs,
    rules: Rules = RIGHT,
    first: Hidden = relu,
    second: Hidden = relu,
) -> Answer:
    """All five results; `first` and `second` are the functions of the hidden layers."""
    found = dict(rules.carry_forward)
    found.setdefault("Z1", given["X"] @ given["W1"].T + given["b1"])
    found.setdefault("A1", first(found["Z1"]))
    found.setdefault("Z2", found["A1"] @ given["W2"].T + given["b2"])
    found.setdefault("A2", second(found["Z2"]))
    found["P"] = softmax(_logits(given, found["A2"]))
    return {str(name): found[name] for name in ("Z1", "A1", "Z2", "A2", "P")}


def _logits(given: Inputs, A2: Array) -> Array:
    return np.asarray(A2 @ given["W3"].T + given["b3"])


_SUM_TO_ONE = "Which of its sums are 1: those of rows, of columns, or of everything?"


@block_slip("softmax-wrong-axis", "S11", question=_SUM_TO_ONE)
def _down_columns(given: Inputs, right: Answer) -> Answer:
    """the softmax is taken down the columns: over samples and not over classes"""
    e = np.exp(_logits(given, right["A2"]))
    return {"P": e / e.sum(axis=0, keepdims=True)}


@block_slip("softmax-wrong-axis", "S11", question=_SUM_TO_ONE)
def _over_everything(given: Inputs, right: Answer) -> Answer:
    """the exponentials are divided by the sum over all samples and classes"""
    e = np.exp(_logits(given, right["A2"]))
    return {"P": e / e.sum()}


@block_slip("sigmoid-for-softmax", "S11", question=_SUM_TO_ONE)
def _sigmoids(given: Inputs, right: Answer) -> Answer:
    """each class has a sigmoid of its own, and no softmax joins them"""
    return {"P": sigmoid(_logits(given, right["A2"]))}


_FED = "Which array comes out of a hidden layer?"


@block_slip("preactivation-as-input", "M3", question=_FED)
def _fed_preactivation(given: Inputs, right: Answer) -> Answer:
    """the output layer is fed Z2 and not A2"""
    return {"P": softmax(_logits(given, right["Z2"]))}


@block_slip("preactivation-as-input", "M3", question=_FED)
def _fed_preactivations(given: Inputs, right: Answer) -> Answer:
    """each layer is fed the Z below it and not the A"""
    Z2 = right["Z1"] @ given["W2"].T + given["b2"]
    return {"Z2": Z2, "A2": relu(Z2), "P": softmax(_logits(given, Z2))}


@block_slip(
    "nonlinearity-at-output",
    "S1",
    question="Which operations does the forward line name between A2 and P?",
)
def _relu_of_logits(given: Inputs, right: Answer) -> Answer:
    """a ReLU is applied to the logits before the softmax"""
    return {"P": softmax(relu(_logits(given, right["A2"])))}


@own_slip(
    "missing-transpose-w",
    "S1",
    question="Row i of W holds the weights into unit i. Which axis meets the inputs?",
)
def _untransposed(given: Inputs) -> Answer:
    """each input is multiplied by W itself and not by its transpose"""
    return _forward({**given, **{name: given[name].T for name in ("W1", "W2", "W3")}})


@own_slip(
    "bias-left-out",
    "S1",
    question="Which of the inputs of this function does the answer not use?",
)
def _without_biases(given: Inputs) -> Answer:
    """no bias is added"""
    return _forward({**given, "b1": 0.0, "b2": 0.0, "b3": 0.0})


@block_slip("logits-for-probabilities", "S11", question=_SUM_TO_ONE)
def _logits_returned(given: Inputs, right: Answer) -> Answer:
    """the logits are returned where the probabilities belong"""
    return {"P": _logits(given, right["A2"])}


def _shifted(given: Inputs, right: Answer) -> Array:
    """The exponentials, after the largest entry of each row has been subtracted."""
    Z3 = _logits(given, right["A2"])
    return np.asarray(np.exp(Z3 - Z3.max(axis=1, keepdims=True)))


def _of_exponentials(
    slug: str, question: str, clause: str, joined: Callable[[Array], Array]
) -> OwnSlip:
    """A slip of what is made of the exponentials, or of the softmax, at the output."""

    def changed(given: Inputs, right: Answer) -> Answer:
        return {"P": joined(_shifted(given, right))}

    return block_slip(slug, "S11", question=question, clause=clause)(changed)


_ENDS = "What do the entries of a row of yours add up to, and can one of them be negative?"

_SOFTMAX_SLIPS = [
    _of_exponentials(
        "softmax-wrong-axis",
        _SUM_TO_ONE,
        "the exponentials are divided by sums over the samples, down the columns",
        lambda e: e / e.sum(axis=0, keepdims=True),
    ),
    _of_exponentials(
        "softmax-wrong-axis",
        _SUM_TO_ONE,
        "the exponentials are divided by the sum over all samples and classes",
        lambda e: e / e.sum(),
    ),
    _of_exponentials(
        "softmax-not-normalised",
        _ENDS,
        "the exponentials are returned, and not divided by their sum",
        lambda e: e,
    ),
    _of_exponentials(
        "softmax-not-normalised",
        _ENDS,
        "the exponentials are divided by the largest of them, not by their sum",
        lambda e: e / e.max(axis=1, keepdims=True),
    ),
    _of_exponentials(
        "logarithm-of-softmax",
        _ENDS,
        "the logarithms of the probabilities are returned",
        lambda e: np.log(e / e.sum(axis=1, keepdims=True)),
    ),
]


@block_slip("exponential-missing", "S11", question="Can a probability be negative?")
def _logits_normalised(given: Inputs, right: Answer) -> Answer:
    """the logits are divided by their sum, without the exponential"""
    Z3 = _logits(given, right["A2"])
    return {"P": Z3 / Z3.sum(axis=1, keepdims=True)}


@block_slip("exponential-missing", "S11", question="Can a probability be negative?")
def _shifted_normalised(given: Inputs, right: Answer) -> Answer:
    """the logits are shifted and divided by their sum, without the exponential"""
    Z3 = _logits(given, right["A2"])
    Z3 = Z3 - Z3.max(axis=1, keepdims=True)
    return {"P": Z3 / Z3.sum(axis=1, keepdims=True)}


@block_slip("sign-flipped", "S11", question="Should the largest logit get the largest probability?")
def _smallest_first(given: Inputs, right: Answer) -> Answer:
    """the softmax is taken of the logits with their signs turned"""
    return {"P": softmax(-_logits(given, right["A2"]))}


@own_slip("bias-left-out", "S1", question="Which of the inputs does your last line not use?")
def _without_last_bias(given: Inputs) -> Answer:
    """the bias of the output layer is left out"""
    return _forward({**given, "b3": 0.0})


@own_slip("bias-sign-flipped", "S1", question="Nudge an entry of b up. Do the Z behind it go up?")
def _biases_subtracted(given: Inputs) -> Answer:
    """the biases are subtracted, not added"""
    return _forward({**given, **{name: -given[name] for name in ("b1", "b2", "b3")}})


_HIDDEN = "Put in Z = −2 and Z = 3. What should the hidden layer hand on, and what does yours?"
_FUNCTIONS: tuple[tuple[str, str, Hidden], ...] = (
    ("other-nonlinearity", "the sigmoid stands in the place of the ReLU", sigmoid),
    ("other-nonlinearity", "tanh stands in the place of the ReLU", np.tanh),
    ("other-nonlinearity", "the absolute value stands in the place of the ReLU", np.abs),
    (
        "other-nonlinearity",
        "a leaky ReLU stands in the place of the ReLU",
        lambda z: leaky(z, 0.01),
    ),
    ("other-nonlinearity", "a leaky ReLU stands in the place of the ReLU", lambda z: leaky(z, 0.1)),
    (
        "nonlinearity-mirrored",
        "the smaller of Z and 0 is taken, not the larger",
        lambda z: np.minimum(z, 0),
    ),
    (
        "slope-for-value",
        "the slope of the ReLU is handed on, not its value",
        lambda z: (z > 0).astype(float),
    ),
    ("nonlinearity-missing", "Z is handed on as it is, without the ReLU", lambda z: z),
)


def leaky(z: Array, slope: float) -> Array:
    """The leaky ReLU with this slope for z < 0."""
    return np.asarray(np.where(z > 0, z, slope * z))


def _other_function(slug: str, words: str, f: Hidden) -> list[Slip]:
    """The slips of another function in both hidden layers, or in one of them."""

    def slip(where: str, first: Hidden, second: Hidden) -> Slip:
        declare = own_slip(slug, "S8", question=_HIDDEN, clause=f"{where}{words}")
        return declare(lambda given: _forward(given, RIGHT, first, second))

    return [
        slip("", f, f),
        slip("in the first hidden layer ", f, relu),
        slip("in the second hidden layer ", relu, f),
    ]


def _draw_forward(rng: Rng, s: Sizes) -> Answer:
    return {name: value for name, value in draw_network(rng, s).items() if name != "Y"}


def _large_logits(rng: Rng, draw: Callable[[Rng, Sizes], Answer]) -> Answer:
    """A draw with logits of some thousand, of which no row has the largest in common."""
    given = draw(rng, RECTANGULAR[0])
    return {**given, "W3": 3000 * given["W3"]}


_LARGE_LOGITS = Requirement(
    "softmax-overflow",
    "it overflows for large logits, or all exponentials of a row become 0",
    "What is the largest number that goes into `np.exp`, in each row?",
    _large_logits,
)


@TRAINING.computed(
    "implement",
    points=3,
    minutes=8,
    difficulty=1,
    items="S1",
    takes=f"X: N n_in, {PARAMETERS}",
    gives="Z1: N n_hidden, A1: N n_hidden, Z2: N n_more, A2: N n_more, P: N n_out",
    draw=_draw_forward,
    carry_forward={name: name for name in ("Z1", "A1", "Z2", "A2")},
    own=[
        _down_columns,
        _over_everything,
        _sigmoids,
        _fed_preactivation,
        _fed_preactivations,
        _relu_of_logits,
        _untransposed,
        _without_biases,
        _logits_returned,
        *_SOFTMAX_SLIPS,
        _logits_normalised,
        _shifted_normalised,
        _smallest_first,
        _without_last_bias,
        _biases_subtracted,
        *(slip for about in _FUNCTIONS for slip in _other_function(*about)),
    ],
    requires=[ONE_SAMPLE, _LARGE_LOGITS],
)
def digits_forward(given: Inputs, rules: Rules) -> Answer:
    """Z = A Wᵀ + b and A = relu(Z), layer by layer from A0 = X; at the output P = softmax(Z)."""
    return _forward(given, rules)


# ---- the output layer's gradient, derived ----------------------------------------------------


def _probabilities(rng: Rng, *shape: int) -> Array:
    return softmax(values(rng, *shape))


@TRAINING.derivation(
    points=4,
    minutes=12,
    difficulty=3,
    items="S11 B6",
    answer="i: outputs, j: inputs",
    symbols="P: samples outputs, Y: samples outputs, A2: samples inputs, dL_dP: samples outputs, "
    "dP_dZ: samples outputs outputs, dZ_dw: samples outputs outputs inputs",
    where={
        "dL_dP[n, m]": "-Y[n, m] / (N * P[n, m])",
        "dP_dZ[n, m, k]": "P[n, m] * ((m == k) - P[n, k])",
        "dZ_dw[n, k, i, j]": "(k == i) * A2[n, j]",
    },
    latex={
        "dL_dP[n, m]": r"\frac{\partial L}{\partial P_{nm}}",
        "dP_dZ[n, m, k]": r"\frac{\partial P_{nm}}{\partial Z_{nk}}",
        "dZ_dw[n, k, i, j]": r"\frac{\partial Z_{nk}}{\partial w_{ij}}",
    },
    extras=Extras(counts={"N": "samples"}),
    draw={"P": _probabilities, "Y": targets},
    stages=STAGES,
)
def derive_output_gradient() -> None:
    """∂L/∂w_ij of the output layer: softmax, cross-entropy and the mean over a batch."""


# ---- the loss and its first δ ----------------------------------------------------------------


@own_slip("loss-sign-missing", "S11", question="Can a cross-entropy be negative?")
def _without_minus(given: Inputs) -> Answer:
    """the loss has no minus in front"""
    P, Y = given.values()
    return {"loss": np.sum(Y * np.log(P)) / len(P)}


@own_slip(
    "target-read-as-class",
    "S11",
    question="A row of Y may be spread over several classes. Does every entry of it count?",
)
def _largest_target(given: Inputs) -> Answer:
    """the largest target of a row is taken for the whole of the target"""
    P, Y = given.values()
    return {"loss": -np.mean(np.log(P[np.arange(len(P)), Y.argmax(axis=1)]))}


@own_slip(
    "binary-cross-entropy",
    "S11",
    question="Which logarithms does the stated loss contain?",
)
def _binary(given: Inputs) -> Answer:
    """each class is given a cross-entropy of its own, with a term for 1 − p"""
    P, Y = given.values()
    return {"loss": -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / len(P)}


@own_slip(
    "loss-of-other-kind",
    "S11",
    question="Which function of P does the stated loss contain?",
)
def _squared_distance(given: Inputs) -> Answer:
    """the loss is half the squared distance of P and Y, as a mean over samples"""
    P, Y = given.values()
    return {"loss": 0.5 * np.sum((P - Y) ** 2) / len(P)}


def _of_loss(slug: str, question: str, clause: str, total: Callable[[Array, Array], Any]) -> Slip:
    """A slip of the loss alone; `total` is summed over samples and classes, without the minus."""

    def changed(given: Inputs) -> Answer:
        P, Y = given.values()
        return {"loss": -np.sum(total(P, Y)) / len(P)}

    return own_slip(slug, "S11", question=question, clause=clause)(changed)


_LETTERS = "Copy the stated loss letter by letter. Which array stands inside the logarithm?"
_EXAMPLE = "One sample with P = (¼, ¾) and Y = (0, 1): what is its loss, and what is yours?"

_LOSSES = [
    _of_loss(
        "logarithm-base", _BASE, "the logarithm is taken to base 2", lambda P, Y: Y * np.log2(P)
    ),
    _of_loss(
        "logarithm-base", _BASE, "the logarithm is taken to base 10", lambda P, Y: Y * np.log10(P)
    ),
    _of_loss(
        "target-left-out",
        _EXAMPLE,
        "the logarithms of all classes are added up, and the targets are left out",
        lambda P, Y: np.log(P),
    ),
    _of_loss(
        "arguments-exchanged", _LETTERS, "P and Y have changed places", lambda P, Y: P * np.log(Y)
    ),
    _of_loss(
        "arguments-exchanged",
        _LETTERS,
        "P stands in both places: the result is the entropy of the probabilities",
        lambda P, Y: P * np.log(P),
    ),
    _of_loss(
        "logarithm-outside",
        _LETTERS,
        "the logarithm is taken of each sample's sum, not inside the sum",
        lambda P, Y: np.log(np.sum(Y * P, axis=1)),
    ),
    _of_loss("logarithm-missing", _EXAMPLE, "the logarithm is missing", lambda P, Y: Y * P),
]


@TRAINING.computed(
    "implement",
    points=2,
    minutes=8,
    difficulty=2,
    items="S11 B12",
    takes="P: N n_out, Y: N n_out",
    gives="loss, Delta3: N n_out",
    draw={"P": _probabilities, "Y": targets},
    own=[_without_minus, _largest_target, _binary, _squared_distance, *_LOSSES],
    requires=[ONE_SAMPLE],
)
def digits_loss(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """L = −Σ Y log P / N, and Δ3 = (P − Y) / N."""
    P, Y = given.values()
    # The logits up to a constant in each row, which does not change a softmax.
    context = Context((Layer(z=np.log(P), a=P),), y=Y, loss="cross_entropy_mean")
    loss = -rules.constant(context) * np.sum(Y * np.log(P))
    return loss, output_delta(context, rules)


# ---- backward --------------------------------------------------------------------------------


@TRAINING.computed(
    "implement",
    points=6,
    minutes=15,
    difficulty=2,
    items="M3 B6 B7 B8",
    needs="digits_forward digits_loss",
    takes=BATCH,
    gives=GRADIENTS,
    draw=draw_network,
    own=[*OWN_STEPS, biases_left_out("B8", "b1", "b2", "b3")],
    requires=[ONE_SAMPLE],
)
def digits_gradients(given: Inputs, rules: Rules) -> Answer:
    """Δ_l = (Δ_{l+1} W_{l+1}) ∘ [Z_l > 0]; dW_l = Δ_lᵀ A_{l−1}, db_l = Σ Δ_l."""
    return gradients(given, rules)
