"""Part A: the loss of a guess, the forward pass, the loss and its first δ, the gradients."""

from __future__ import annotations

import numpy as np

from autograder.catalogue.training.classifier import (
    BATCH,
    OWN_STEPS,
    TRAINING,
    draw_network,
    gradients,
)
from autograder.exercises.declare import Answer, Rng, block_slip
from autograder.exercises.draws import targets, values
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference.programs import output_delta
from autograder.reference.rules import RIGHT, Array, Context, Layer, Rules
from autograder.slips.forward import biases_left_out
from autograder.slips.slip import own_slip
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
    minutes=4,
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


def _forward(given: Inputs, rules: Rules = RIGHT) -> Answer:
    carried = rules.carry_forward
    Z1 = carried.get("Z1", given["X"] @ given["W1"].T + given["b1"])
    A1 = carried.get("A1", relu(Z1))
    return {"Z1": Z1, "A1": A1, "P": softmax(_logits(given, A1))}


def _logits(given: Inputs, A1: Array) -> Array:
    return np.asarray(A1 @ given["W2"].T + given["b2"])


_SUM_TO_ONE = "Which of its sums are 1: those of rows, of columns, or of everything?"


@block_slip("softmax-wrong-axis", "S11", question=_SUM_TO_ONE)
def _down_columns(given: Inputs, right: Answer) -> Answer:
    """the softmax is taken down the columns: over samples and not over classes"""
    e = np.exp(_logits(given, right["A1"]))
    return {"P": e / e.sum(axis=0, keepdims=True)}


@block_slip("softmax-wrong-axis", "S11", question=_SUM_TO_ONE)
def _over_everything(given: Inputs, right: Answer) -> Answer:
    """the exponentials are divided by the sum over all samples and classes"""
    e = np.exp(_logits(given, right["A1"]))
    return {"P": e / e.sum()}


@block_slip("sigmoid-for-softmax", "S11", question=_SUM_TO_ONE)
def _sigmoids(given: Inputs, right: Answer) -> Answer:
    """each class has a sigmoid of its own, and no softmax joins them"""
    return {"P": sigmoid(_logits(given, right["A1"]))}


@block_slip("preactivation-as-input", "M3", question="Which array comes out of the hidden layer?")
def _fed_preactivation(given: Inputs, right: Answer) -> Answer:
    """the second layer is fed Z1 and not A1"""
    return {"P": softmax(_logits(given, right["Z1"]))}


@block_slip("nonlinearity-missing", "S8", question="Can an entry of A1 be negative?")
def _without_relu(given: Inputs, right: Answer) -> Answer:
    """the hidden layer hands on its Z1 as it is, without the ReLU"""
    return {"A1": right["Z1"], "P": softmax(_logits(given, right["Z1"]))}


@block_slip(
    "nonlinearity-at-output",
    "S1",
    question="Which operations does the forward line name between A1 and P?",
)
def _relu_of_logits(given: Inputs, right: Answer) -> Answer:
    """a ReLU is applied to the logits before the softmax"""
    return {"P": softmax(relu(_logits(given, right["A1"])))}


@own_slip(
    "missing-transpose-w",
    "S1",
    question="Row i of W holds the weights into unit i. Which axis meets the inputs?",
)
def _untransposed(given: Inputs) -> Answer:
    """X is multiplied by W itself and not by its transpose"""
    return _forward({**given, "W1": given["W1"].T, "W2": given["W2"].T})


@own_slip(
    "bias-left-out",
    "S1",
    question="Which of the inputs of this function does the answer not use?",
)
def _without_biases(given: Inputs) -> Answer:
    """no bias is added"""
    return _forward({**given, "b1": 0.0, "b2": 0.0})


@block_slip("logits-for-probabilities", "S11", question=_SUM_TO_ONE)
def _logits_returned(given: Inputs, right: Answer) -> Answer:
    """the logits are returned where the probabilities belong"""
    return {"P": _logits(given, right["A1"])}


def _draw_forward(rng: Rng, s: Sizes) -> Answer:
    return {name: value for name, value in draw_network(rng, s).items() if name != "Y"}


@TRAINING.computed(
    "implement",
    points=3,
    minutes=6,
    difficulty=1,
    items="S1",
    takes="X: N n_in, W1: n_hidden n_in, b1: n_hidden, W2: n_out n_hidden, b2: n_out",
    gives="Z1: N n_hidden, A1: N n_hidden, P: N n_out",
    draw=_draw_forward,
    carry_forward={"Z1": "Z1", "A1": "A1"},
    own=[
        _down_columns,
        _over_everything,
        _sigmoids,
        _fed_preactivation,
        _without_relu,
        _relu_of_logits,
        _untransposed,
        _without_biases,
        _logits_returned,
    ],
)
def digits_forward(given: Inputs, rules: Rules) -> Answer:
    """Z1 = X W1ᵀ + b1, A1 = relu(Z1), P = softmax(A1 W2ᵀ + b2)."""
    return _forward(given, rules)


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


@TRAINING.computed(
    "implement",
    points=2,
    minutes=7,
    difficulty=2,
    items="S11 B12",
    takes="P: N n_out, Y: N n_out",
    gives="loss, Delta2: N n_out",
    draw={"P": lambda rng, *shape: softmax(values(rng, *shape)), "Y": targets},
    own=[_without_minus, _largest_target, _binary, _squared_distance],
)
def digits_loss(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """L = −Σ Y log P / N, and Δ2 = (P − Y) / N."""
    P, Y = given.values()
    # The logits up to a constant in each row, which does not change a softmax.
    context = Context((Layer(z=np.log(P), a=P),), y=Y, loss="cross_entropy_mean")
    loss = -rules.constant(context) * np.sum(Y * np.log(P))
    return loss, output_delta(context, rules)


# ---- backward --------------------------------------------------------------------------------


@TRAINING.computed(
    "implement",
    points=4,
    minutes=10,
    difficulty=2,
    items="M3 B6 B7 B8",
    needs="digits_forward digits_loss",
    takes=BATCH,
    gives="dW1: n_hidden n_in, db1: n_hidden, dW2: n_out n_hidden, db2: n_out",
    draw=draw_network,
    own=[*OWN_STEPS, biases_left_out("B8", "b1", "b2")],
)
def digits_gradients(given: Inputs, rules: Rules) -> Answer:
    """Δ1 = (Δ2 W2) ⊙ [Z1 > 0]; dW1 = Δ1ᵀ X, db1 = Σ Δ1, dW2 = Δ2ᵀ A1, db2 = Σ Δ2."""
    return gradients(given, rules)
