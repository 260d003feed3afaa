"""Part A of the notebook: the loss of a guess, the forward pass, the loss and δ, the gradients."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from autograder.catalogue.training.classifier import (
    ARGUMENTS,
    GRADIENTS,
    OWN,
    classifier,
    draw_network,
    gradients,
)
from autograder.exercises.draws import targets, values
from autograder.exercises.exercise import Block, Computed, Entries, Exercise, Inputs, Sizes
from autograder.reference.programs import output_delta
from autograder.reference.rules import Array, Context, Layer, Rules, need
from autograder.slips import Slip
from autograder.slips.forward import biases_left_out
from backhand.activations import relu, sigmoid, softmax

_exercise = partial(Exercise, notebook="06_training_by_hand")
Rng = np.random.Generator

# ---- a network that knows nothing ------------------------------------------------------------


def _clueless() -> dict[str, Any]:
    context = Context((Layer(z=np.zeros((1, 10))),), y=np.eye(10)[[3]], loss="cross_entropy_mean")
    delta = output_delta(context, Rules())[0]
    p = float(softmax(np.zeros(10))[3])
    return {
        "loss": float(-np.log(p)),
        "delta, true class": float(delta[3]),
        "delta, other class": float(delta[0]),
        "sum of delta": 0.0,
    }


def _clueless_slip(slug: str, clause: str, question: str, **entries: float) -> Slip:
    return Slip(slug, clause, question, "S11", values=lambda right: {**right, **entries})


CLUELESS = _exercise(
    id="clueless_start",
    kind="worksheet",
    points=1,
    minutes=4,
    difficulty=1,
    items=("S11",),
    task=Entries(
        _clueless,
        guesses=lambda: (
            [dict.fromkeys(_clueless(), n) for n in (0.0, 0.1, 0.9, 1.0, -0.9, 10.0)]
            + [dict(zip(_clueless(), (0.0, 1.0, 0.0, 1.0), strict=True))]
        ),
        own=(
            _clueless_slip(
                "sign-flipped-error",
                "each δ is target minus probability",
                "Raise the logit of the true class. Does the loss go up or down?",
                **{"delta, true class": 0.9, "delta, other class": -0.1},
            ),
            _clueless_slip(
                "loss-sign-missing",
                "the loss is the logarithm of the probability, without the minus",
                "Can a cross-entropy be negative?",
                loss=float(np.log(0.1)),
            ),
            _clueless_slip(
                "logarithm-base",
                "the logarithm is taken to base 10",
                "Which logarithm has the derivative 1/p?",
                loss=1.0,
            ),
            _clueless_slip(
                "logarithm-base",
                "the logarithm is taken to base 2",
                "Which logarithm has the derivative 1/p?",
                loss=float(np.log2(10)),
            ),
            _clueless_slip(
                "stops-at-probabilities",
                "the derivative stops at the probabilities: it is ∂L/∂p",
                "Which variable is δ the derivative with respect to?",
                **{"delta, true class": -10.0, "delta, other class": 0.0, "sum of delta": -10.0},
            ),
        ),
    ),
)

# ---- forward ---------------------------------------------------------------------------------


def _forward(given: Inputs, rules: Rules) -> dict[str, Any]:
    hidden, output = classifier(given)
    Z1 = rules.carry_forward.get("Z1", need(hidden.z))
    A1 = rules.carry_forward.get("A1", relu(Z1))
    return {"Z1": Z1, "A1": A1, "P": softmax(A1 @ need(output.W).T + need(output.b))}


def _run(given: Inputs, **change: Any) -> dict[str, Array]:
    """The forward pass with one of its pieces exchanged."""
    affine = change.get("affine", lambda X, W, b: X @ W.T + b)
    f, g = change.get("f", relu), change.get("g", softmax)
    Z1 = affine(given["X"], given["W1"], given["b1"])
    A1 = f(Z1)
    Z2 = affine(change.get("second", lambda Z, A: A)(Z1, A1), given["W2"], given["b2"])
    return {"Z1": Z1, "A1": A1, "P": g(Z2)}


def _forward_slip(slug: str, clause: str, question: str, item: str, **change: Any) -> Slip:
    return Slip(slug, clause, question, item, values=lambda given: _run(given, **change))


def _over(axis: int | None) -> Any:
    return lambda Z: np.exp(Z) / np.exp(Z).sum(axis=axis, keepdims=True)


_SUM_TO_ONE = "Which of its sums are 1: those of rows, of columns, or of everything?"

FORWARD = _exercise(
    id="digits_forward",
    kind="implement",
    points=3,
    minutes=6,
    difficulty=1,
    items=("S1",),
    task=Computed(
        "digits_forward(X, W1, b1, W2, b2)",
        (
            Block("Z1", ("N", "n_hidden")),
            Block("A1", ("N", "n_hidden")),
            Block("P", ("N", "n_out")),
        ),
        draw=lambda rng, s: {n: v for n, v in draw_network(rng, s).items() if n != "Y"},
        reference=_forward,
        carry_forward={"Z1": "Z1", "A1": "A1"},
        own=(
            _forward_slip(
                "softmax-wrong-axis",
                "the softmax is taken down the columns: over samples and not over classes",
                _SUM_TO_ONE,
                "S11",
                g=_over(0),
            ),
            _forward_slip(
                "softmax-wrong-axis",
                "the exponentials are divided by the sum over all samples and classes",
                _SUM_TO_ONE,
                "S11",
                g=_over(None),
            ),
            _forward_slip(
                "sigmoid-for-softmax",
                "each class has a sigmoid of its own, and no softmax joins them",
                _SUM_TO_ONE,
                "S11",
                g=sigmoid,
            ),
            _forward_slip(
                "preactivation-as-input",
                "the second layer is fed Z1 and not A1",
                "Which array comes out of the hidden layer?",
                "M3",
                second=lambda Z, A: Z,
            ),
            _forward_slip(
                "nonlinearity-missing",
                "the hidden layer hands on its Z1 as it is, without the ReLU",
                "Can an entry of A1 be negative?",
                "S8",
                f=lambda Z: Z,
            ),
            _forward_slip(
                "nonlinearity-at-output",
                "a ReLU is applied to the logits before the softmax",
                "Which operations does the forward line name between A1 and P?",
                "S1",
                g=lambda Z: softmax(relu(Z)),
            ),
            _forward_slip(
                "missing-transpose-w",
                "X is multiplied by W itself and not by its transpose",
                "Row i of W holds the weights into unit i. Which axis meets the inputs?",
                "S1",
                affine=lambda X, W, b: X @ W + b,
            ),
            _forward_slip(
                "bias-left-out",
                "no bias is added",
                "Which of the inputs of this function does the answer not use?",
                "S1",
                affine=lambda X, W, b: X @ W.T,
            ),
            _forward_slip(
                "logits-for-probabilities",
                "the logits are returned where the probabilities belong",
                _SUM_TO_ONE,
                "S11",
                g=lambda Z: Z,
            ),
        ),
    ),
)

# ---- the loss and its first δ ----------------------------------------------------------------


def _draw_loss(rng: Rng, s: Sizes) -> dict[str, Any]:
    return {"P": softmax(values(rng, s.N, s.n_out)), "Y": targets(rng, s.N, s.n_out)}


def _loss(given: Inputs, rules: Rules) -> dict[str, Any]:
    P, Y = given["P"], given["Y"]
    # The logits up to a constant in each row, which a softmax does not see.
    context = Context((Layer(z=np.log(P), a=P),), y=Y, loss="cross_entropy_mean")
    loss = -rules.constant(context) * np.sum(Y * np.log(P))
    return {"loss": loss, "Delta2": output_delta(context, rules)}


def _loss_slip(slug: str, clause: str, question: str, formula: Any) -> Slip:
    """Another loss by itself: the δ beside it is not touched."""

    def values_of(given: Inputs) -> dict[str, Any]:
        P, Y = given["P"], given["Y"]
        return {"loss": formula(P, Y), "Delta2": (P - Y) / len(P)}

    return Slip(slug, clause, question, "S11", values=values_of)


LOSS = _exercise(
    id="digits_loss",
    kind="derive",
    points=2,
    minutes=7,
    difficulty=2,
    items=("S11", "B12"),
    task=Computed(
        "digits_loss(P, Y)",
        (Block("loss"), Block("Delta2", ("N", "n_out"))),
        draw=_draw_loss,
        reference=_loss,
        own=(
            _loss_slip(
                "loss-sign-missing",
                "the loss has no minus in front",
                "Can a cross-entropy be negative?",
                lambda P, Y: np.sum(Y * np.log(P)) / len(P),
            ),
            _loss_slip(
                "target-read-as-class",
                "the largest target of a row is taken for the whole of the target",
                "A row of Y may be spread over several classes. Does every entry of it count?",
                lambda P, Y: -np.mean(np.log(P[np.arange(len(P)), Y.argmax(axis=1)])),
            ),
            _loss_slip(
                "binary-cross-entropy",
                "each class is given a cross-entropy of its own, with a term for 1 − p",
                "Which logarithms does the stated loss contain?",
                lambda P, Y: -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / len(P),
            ),
            _loss_slip(
                "loss-of-other-kind",
                "the loss is half the squared distance of P and Y, as a mean over samples",
                "Which function of P does the stated loss contain?",
                lambda P, Y: 0.5 * np.sum((P - Y) ** 2) / len(P),
            ),
        ),
    ),
)

# ---- backward --------------------------------------------------------------------------------

GRADIENT = _exercise(
    id="digits_gradients",
    kind="implement",
    points=4,
    minutes=10,
    difficulty=2,
    items=("M3", "B6", "B7", "B8"),
    needs=("digits_forward", "digits_loss"),
    task=Computed(
        f"digits_gradients({ARGUMENTS})",
        GRADIENTS,
        draw=draw_network,
        reference=gradients,
        own=(*OWN, biases_left_out("B8", "b1", "b2")(gradients)),
    ),
)

NETWORK = (CLUELESS, FORWARD, LOSS, GRADIENT)
