"""Part C: one step, what it achieves, and how it goes wrong: too early, or too long."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograder.catalogue.training.classifier import (
    BATCH,
    TRAINING,
    classifier,
    draw_network,
    pass_backward,
)
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.draws import values
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference.programs import Backward
from autograder.reference.rules import RIGHT, Array, Context, Rules, need
from autograder.slips.slip import Slip, own_slip
from autograder.slips.update import STEP
from backhand.activations import softmax

# ---- one step --------------------------------------------------------------------------------


def _draw_step(rng: Rng, s: Sizes) -> Answer:
    return {**draw_network(rng, s), "eta": float(rng.uniform(0.3, 0.9))}


def _step(given: Inputs, rules: Rules) -> Answer:
    # The gradients are given: they have an exercise of their own, and a step uphill could not be
    # distinguished from an error with the wrong sign.
    return _stepped(given, pass_backward(given, RIGHT), rules)


def _stepped(given: Inputs, found: Backward, rules: Rules = RIGHT) -> Answer:
    """The parameters after a step along the given gradients."""
    context = Context(classifier(given), rate=given["eta"])
    (dW1, dW2), (db1, db2) = found.weights, found.biases
    gradients = {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
    return {name: rules.step(context, given[name], g) for name, g in gradients.items()}


def _moved(given: Inputs, *names: str) -> Answer:
    """The same network after these parameters have taken their right step."""
    after = _step(given, RIGHT)
    return {**given, **{name: after[name] for name in names}}


def _piece_by_piece(given: Inputs, *pieces: tuple[str, ...]) -> Answer:
    """Each parameter takes its gradient from a network whose earlier parameters have moved."""
    now = dict(given)
    for names in pieces:
        now = _moved(now, *names)
    return {name: now[name] for name in ("W1", "b1", "W2", "b2")}


_early = own_slip(
    "updated-weight-backprop",
    "M14",
    question="At which weights was the forward pass taken? Are the derivatives taken there?",
)


@_early
def _through_moved(given: Inputs) -> Answer:
    """the error is carried down by a W2 that has already moved"""
    W2 = _moved(given, "W2")["W2"]
    # P stays that of the old network.
    rules = replace(RIGHT, input=lambda p, delta: delta @ W2 if p.last else RIGHT.input(p, delta))
    return _stepped(given, pass_backward(given, rules))


@_early
def _output_first(given: Inputs) -> Answer:
    """the hidden layer's gradient is taken after the output layer has moved, and P with it"""
    return _piece_by_piece(given, ("W2", "b2"), ("W1", "b1"))


@_early
def _hidden_first(given: Inputs) -> Answer:
    """the output layer's gradient is taken after the hidden layer has moved"""
    return _piece_by_piece(given, ("W1", "b1"), ("W2", "b2"))


@_early
def _paired_with_moved(given: Inputs) -> Answer:
    """the second weight gradient is paired with an A1 of moved weights"""
    right = pass_backward(given, RIGHT)
    A1 = need(classifier(_moved(given, "W1", "b1"))[0].a)
    return _stepped(given, right._replace(weights=(right.weights[0], right.deltas[1].T @ A1)))


@_early
def _one_by_one(given: Inputs) -> Answer:
    """each of the four is moved before the next one's gradient is taken"""
    return _piece_by_piece(given, ("W1",), ("b1",), ("W2",), ("b2",))


_EARLY = [_through_moved, _output_first, _hidden_first, _paired_with_moved, _one_by_one]


@TRAINING.computed(
    "implement",
    points=2,
    minutes=5,
    difficulty=1,
    items="S12 M14",
    needs="digits_forward digits_loss digits_gradients",
    takes=f"{BATCH}, eta",
    gives="W1: n_hidden n_in, b1: n_hidden, W2: n_out n_hidden, b2: n_out",
    draw=_draw_step,
    own=[*STEP, *_EARLY],
)
def train_step(given: Inputs, rules: Rules) -> Answer:
    """Each parameter minus η times its gradient, all gradients at the old parameters."""
    return _step(given, rules)


# ---- accuracy --------------------------------------------------------------------------------


def _hits(given: Inputs) -> Array:
    return np.asarray(given["P"].argmax(axis=1) == given["labels"])


def _of_true_class(given: Inputs) -> Array:
    """The probability of each sample's true class."""
    P, labels = given.values()
    return np.asarray(P[np.arange(len(P)), labels])


_BETWEEN = "Is the answer between 0 and 1, and is 1 the best?"


@own_slip("accuracy-as-count", "S11", question=_BETWEEN)
def _counted(given: Inputs) -> Answer:
    """the hits are counted and not divided by the number of samples"""
    return {"accuracy": np.sum(_hits(given))}


@own_slip("error-rate-for-accuracy", "S11", question=_BETWEEN)
def _error_rate(given: Inputs) -> Answer:
    """the samples that are wrong are counted"""
    return {"accuracy": np.mean(~_hits(given))}


@own_slip("accuracy-in-percent", "S11", question=_BETWEEN)
def _in_percent(given: Inputs) -> Answer:
    """the fraction is given in percent"""
    return {"accuracy": 100 * np.mean(_hits(given))}


@own_slip(
    "probability-for-hit",
    "S11",
    question="For one sample the answer is a hit or a miss. What decides which?",
)
def _mean_probability(given: Inputs) -> Answer:
    """the probability of the true class is averaged; nothing is decided"""
    return {"accuracy": np.mean(_of_true_class(given))}


@own_slip("least-likely-class", "S11", question="Which class should a network name?")
def _least_likely(given: Inputs) -> Answer:
    """the class with the smallest probability is taken as the answer"""
    return {"accuracy": np.mean(given["P"].argmin(axis=1) == given["labels"])}


@own_slip(
    "half-for-largest",
    "S11",
    question="With ten classes, how large must the largest probability be?",
)
def _above_half(given: Inputs) -> Answer:
    """a class counts when its probability is above one half"""
    return {"accuracy": np.mean(_of_true_class(given) > 0.5)}


def _draw_answers(rng: Rng, s: Sizes) -> Answer:
    # More hits than misses, and misses of every kind, so that every way of counting differs.
    n = 5 * s.N * s.T
    P = softmax(values(rng, n, s.n_out, high=2.5))
    missed = rng.permutation(n) >= rng.integers(11 * n // 20, 15 * n // 20)
    other = rng.integers(1, s.n_out, n)
    return {"P": P, "labels": (P.argmax(axis=1) + missed * other) % s.n_out}


@TRAINING.computed(
    "implement",
    points=1,
    minutes=3,
    difficulty=1,
    takes="P: N n_out, labels: N",
    gives="accuracy",
    draw=_draw_answers,
    own=[_counted, _error_rate, _in_percent, _mean_probability, _least_likely, _above_half],
)
def digits_accuracy(given: Inputs, rules: Rules) -> float:
    """The fraction of samples whose most probable class is the label."""
    return float(np.mean(_hits(given)))


# ---- a step that moves too early -------------------------------------------------------------


def _in_first_layer(slip: Slip) -> Slip:
    """A slip of `train_step`, as far as it shows in W1 and b1."""
    values = slip.values
    assert values is not None

    def first(given: Inputs) -> Answer:
        found = values(given)
        return {name: found[name] for name in ("W1", "b1")}

    return replace(slip, values=first)


@TRAINING.computed(
    "repair",
    points=2,
    minutes=6,
    difficulty=2,
    items="M14",
    needs="digits_forward",
    errata="C-08 D-07",
    takes=f"{BATCH}, eta",
    # W2 and b2 are right in the printed function, and would earn points without any work.
    gives="W1: n_hidden n_in, b1: n_hidden",
    draw=_draw_step,
    own=[*STEP, *map(_in_first_layer, (_through_moved, _output_first, _one_by_one))],
)
def patient_step(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """W1 and b1 minus η times their gradients, taken at the old parameters."""
    after = _step(given, rules)
    return after["W1"], after["b1"]


# ---- a step that is too long -----------------------------------------------------------------

#: The loss is 2w², and a step starts from w = 1, where L' and L'' are both 4.
_SLOPE = _CURVATURE = 4.0
_RATES = (0.1, 0.25, 0.5, 0.75)


def _losses(slope: float) -> Answer:
    """The loss after a step of each rate, for this slope at w = 1."""
    return {f"eta {eta}": 2 * (1 - eta * slope) ** 2 for eta in _RATES}


@own_slip(
    "ascent-step",
    "S12",
    question="Which way does the gradient point, and which way should the loss go?",
)
def _uphill(right: Answer) -> Answer:
    """the step goes up the slope: the gradient is added"""
    return _losses(-_SLOPE)


@own_slip(
    "weight-for-loss",
    "S12",
    question="Which of the two does the question ask for: w or L?",
)
def _weights_asked(right: Answer) -> Answer:
    """the entries are the weights after the step, not the losses"""
    return {f"eta {eta}": 1 - eta * _SLOPE for eta in _RATES}


@own_slip(
    "loss-factor-two",
    "S12",
    question="Differentiate 2w², constant included. What is the slope at w = 1?",
)
def _slope_two(right: Answer) -> Answer:
    """the slope at w = 1 is taken to be 2"""
    return _losses(2.0)


@own_slip("update-subtracts-weight", "S12", question="What is the slope of 2w² at w = 1?")
def _weight_subtracted(right: Answer) -> Answer:
    """a part of the weight is taken away, not of the slope"""
    return _losses(1.0)


@own_slip(
    "limit-at-minimum",
    "S12",
    question="A little beyond that η the step lands on the other side. Has the loss risen yet?",
)
def _limit_at_minimum(right: Answer) -> Answer:
    """the limit is the η that lands in the minimum"""
    return {"limit": 1 / _CURVATURE}


@TRAINING.entries(
    "worksheet",
    points=2,
    minutes=6,
    difficulty=2,
    items="S12",
    errata="C-07",
    guesses=lambda right: [dict.fromkeys(right, n) for n in (0.0, 0.25, 0.5, 0.72, 1.0, 2.0, 8.0)],
    partial=True,
    own=[_uphill, _weights_asked, _slope_two, _weight_subtracted, _limit_at_minimum],
)
def step_too_long() -> Answer:
    """The losses after one step, and the rate 2/L'' below which a step lowers the loss."""
    return {**_losses(_SLOPE), "limit": 2 / _CURVATURE}
