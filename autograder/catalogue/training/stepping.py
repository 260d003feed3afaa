"""Parts C and D: one step, the accuracy, and steps that come too early or are too long."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograder.catalogue.training.classifier import (
    BATCH,
    NAMES,
    PARAMETERS,
    TRAINING,
    classifier,
    draw_network,
    pass_backward,
    unless_zero,
)
from autograder.catalogue.training.early_lines import STAGES as EARLY
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.draws import positive, values
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference.programs import Backward
from autograder.reference.rules import RIGHT, Array, Context, Rules, need
from autograder.slips import SLIPS, Slip
from autograder.slips.slip import own_slip
from autograder.slips.update import STEP
from backhand.activations import relu, softmax

# ---- one step --------------------------------------------------------------------------------

LAYERS = (("W1", "b1"), ("W2", "b2"), ("W3", "b3"))


def _draw_step(rng: Rng, s: Sizes) -> Answer:
    return {**draw_network(rng, s), "rate": float(rng.uniform(0.3, 0.9))}


def _step(given: Inputs, rules: Rules) -> Answer:
    # Pairs are slips of the step: gradients have an exercise of their own.
    return _stepped(given, pass_backward(given, RIGHT), rules)


def _stepped(given: Inputs, found: Backward, rules: Rules = RIGHT) -> Answer:
    """The parameters after a step along the given gradients."""
    context = Context(classifier(given), rate=given["rate"])
    after: Answer = {}
    for (W, b), dW, db in zip(LAYERS, found.weights, found.biases, strict=True):
        after[W] = rules.step(context, given[W], dW)
        after[b] = rules.step(context, given[b], db)
    return after


def _moved(given: Inputs, *names: str) -> Answer:
    """The same network after these parameters have taken their right step."""
    after = _step(given, RIGHT)
    return {**given, **{name: after[name] for name in names}}


def _piece_by_piece(given: Inputs, *pieces: tuple[str, ...]) -> Answer:
    """Each parameter takes its gradient from a network whose earlier parameters have moved."""
    now = dict(given)
    for names in pieces:
        now = _moved(now, *names)
    return {name: now[name] for name in NAMES}


_early = own_slip(
    "updated-weight-backprop",
    "M14",
    question="At which weights was the forward pass taken? Are the derivatives taken there?",
)


@_early
def _through_moved(given: Inputs) -> Answer:
    """the error is carried down by weights that have already moved"""

    # P, and which units are on, stay those of the old network.
    def moved_input(p: Context, delta: Array) -> Array:
        return np.asarray(delta @ (need(p.here.W) - given["rate"] * p.adjoints.weight[p.index]))

    return _stepped(given, pass_backward(given, replace(RIGHT, input=moved_input)))


@_early
def _through_top_moved(given: Inputs) -> Answer:
    """the error is carried down by a W3 that has already moved"""
    W3 = _moved(given, "W3")["W3"]
    rules = replace(RIGHT, input=lambda p, delta: delta @ W3 if p.last else RIGHT.input(p, delta))
    return _stepped(given, pass_backward(given, rules))


@_early
def _output_first(given: Inputs) -> Answer:
    """each layer's gradient is taken after the layers above it have moved, and P with them"""
    return _piece_by_piece(given, *reversed(LAYERS))


@_early
def _input_first(given: Inputs) -> Answer:
    """each layer's gradient is taken after the layers below it have moved"""
    return _piece_by_piece(given, *LAYERS)


@_early
def _paired_with_moved(given: Inputs) -> Answer:
    """the weight gradients are paired with an A of weights that have moved"""
    right = pass_backward(given, RIGHT)
    now = classifier(_moved(given, "W1", "b1", "W2", "b2"))
    pairs = zip(right.deltas, now, strict=True)
    weights = tuple(delta.T @ need(layer.x) for delta, layer in pairs)
    return _stepped(given, right._replace(weights=weights))


@_early
def _one_by_one(given: Inputs) -> Answer:
    """each of the six is moved before the next one's gradient is taken"""
    return _piece_by_piece(given, *((name,) for name in NAMES))


def _of_gradients(slip: Slip) -> Slip:
    """A slip of the gradients, in an exercise that takes a right step along them."""

    def after(given: Inputs) -> Answer:
        found = pass_backward(given, slip.rules())
        weights, biases = (tuple(map(unless_zero, some)) for some in found[:2])
        return _stepped(given, found._replace(weights=weights, biases=biases))

    return replace(slip, change=None, values=after)


#: Tried by themselves only. A step uphill gives the numbers of an error with the wrong sign.
_GRADIENTS = [_of_gradients(slip) for slip in SLIPS if slip.slug != "sign-flipped-error"]

_EARLY = [
    _through_moved,
    _through_top_moved,
    _output_first,
    _input_first,
    _paired_with_moved,
    _one_by_one,
]


@TRAINING.computed(
    "implement",
    points=3,
    minutes=5,
    difficulty=1,
    items="S12 M14",
    needs="digits_forward digits_loss digits_gradients",
    takes=f"{BATCH}, rate",
    gives=PARAMETERS,
    draw=_draw_step,
    own=[*STEP, *_EARLY, *_GRADIENTS],
    requires=[ONE_SAMPLE],
    keeps_inputs=True,
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


_PER_SAMPLE = "How many answers does the network give for N samples, and which numbers can they be?"
_OUT_OF = "Out of how many answers are the hits counted?"


@own_slip("counted-from-one", "S11", question=_PER_SAMPLE)
def _counted_from_one(given: Inputs) -> Answer:
    """the classes are counted from 1 where the labels begin at 0"""
    return {"accuracy": np.mean(given["P"].argmax(axis=1) + 1 == given["labels"])}


@own_slip("wrong-count", "S11", question=_OUT_OF)
def _divided_by_classes(given: Inputs) -> Answer:
    """the hits are divided by the number of classes"""
    return {"accuracy": np.sum(_hits(given)) / given["P"].shape[1]}


@own_slip("wrong-count", "S11", question=_OUT_OF)
def _divided_by_entries(given: Inputs) -> Answer:
    """the hits are divided by the number of all probabilities"""
    return {"accuracy": np.sum(_hits(given)) / given["P"].size}


@own_slip("distance-for-hit", "S11", question="Is a 7 that is read as an 8 nearly right?")
def _distance_of_classes(given: Inputs) -> Answer:
    """the distance between answer and label is averaged, as if labels were quantities"""
    return {"accuracy": np.mean(np.abs(given["P"].argmax(axis=1) - given["labels"]))}


@own_slip("accuracy-rounded", "S11", question="How many digits has 147 of 200?")
def _rounded(given: Inputs) -> Answer:
    """the fraction is rounded to one digit"""
    return {"accuracy": np.round(np.mean(_hits(given)), 1)}


@own_slip("accuracy-rounded", "S11", question="How many digits has 147 of 200?")
def _rounded_to_two(given: Inputs) -> Answer:
    """the fraction is rounded to two digits"""
    return {"accuracy": np.round(np.mean(_hits(given)), 2)}


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
    advice=(
        "Take three samples: for each, its row of P, the class that it makes most likely, and its "
        "label. Which are hits?"
    ),
    takes="P: N n_out, labels: N",
    gives="accuracy",
    draw=_draw_answers,
    own=[
        _counted,
        _error_rate,
        _in_percent,
        _mean_probability,
        _least_likely,
        _above_half,
        _counted_from_one,
        _divided_by_classes,
        _divided_by_entries,
        _distance_of_classes,
        _rounded,
        _rounded_to_two,
    ],
)
def digits_accuracy(given: Inputs, rules: Rules) -> float:
    """The fraction of samples whose most probable class is the label."""
    return float(np.mean(_hits(given)))


# ---- a step that moves too early -------------------------------------------------------------


def _on_or_off(rng: Rng, *shape: int) -> Array:
    return np.asarray(rng.random(shape) < 0.5, dtype=float)


@TRAINING.derivation(
    points=3,
    minutes=8,
    difficulty=2,
    items="M14",
    answer="n: samples, i: units",
    symbols="Delta3: samples outputs, W3: outputs units, A2: samples units, slope: samples units, "
    "rate, W3moved: outputs units",
    where={"W3moved[k, i]": "W3[k, i] - rate * sum(m, Delta3[m, k] * A2[m, i])"},
    latex={
        "W3moved[k, i]": r"\widetilde W_{3,ki}",
        "slope[n, i]": r"[Z_{2,ni} > 0]",
        "rate": r"\eta",
    },
    draw={"slope": _on_or_off},
    stages=EARLY,
)
def derive_early_error() -> None:
    """What an early step of W3 changes in Δ2."""


def _early_error(given: Inputs, squared: Array | None = None) -> Answer:
    """What an early step of W3 does to Δ2 and to the new W2; `squared` stands for Δ3 Δ3ᵀ A2."""
    Delta3, Z2, A1, rate = given.values()
    through = Delta3 @ (Delta3.T @ relu(Z2)) if squared is None else squared
    error = -rate * through * (Z2 > 0)
    return {"error_Delta2": error, "error_W2": -rate * error.T @ A1}


@own_slip("difference-reversed", "M14", question="Which of the two is taken from which?")
def _right_minus_early(given: Inputs) -> Answer:
    """the early value is taken from the right one, not the right one from the early one"""
    return {name: -value for name, value in _early_error(given).items()}


@own_slip("hidden-fprime-missing", "S8", question="By which entries is a message from W3 masked?")
def _unmasked(given: Inputs) -> Answer:
    """the slope of the ReLU is left out"""
    Delta3, Z2, A1, rate = given.values()
    error = -rate * Delta3 @ (Delta3.T @ relu(Z2))
    return {"error_Delta2": error, "error_W2": -rate * error.T @ A1}


@own_slip("preactivation-as-input", "M3", question="From which array is dW3 built?")
def _from_preactivation(given: Inputs) -> Answer:
    """dW3 is built from Z2 and not from A2"""
    Delta3, Z2, _, _ = given.values()
    return _early_error(given, Delta3 @ (Delta3.T @ Z2))


@own_slip("rate-missing", "S12", question="If W3 did not move at all, what would the error be?")
def _without_rate(given: Inputs) -> Answer:
    """W3 is moved by the whole gradient, without the rate"""
    Delta3, Z2, _, rate = given.values()
    return _early_error(given, Delta3 @ (Delta3.T @ relu(Z2)) / rate)


@own_slip("rate-missing", "S12", question="If W3 did not move at all, what would the error be?")
def _without_any_rate(given: Inputs) -> Answer:
    """both steps take the whole gradient, without the rate"""
    return _early_error({**given, "rate": 1.0})


@own_slip("gradient-for-step", "S12", question="By what does W2 move: its gradient, or a step?")
def _of_gradient(given: Inputs) -> Answer:
    """error_W2 is the error of the gradient dW2, not of the new W2"""
    return {"error_W2": _early_error(given)["error_Delta2"].T @ given["A1"]}


@own_slip("gradient-for-step", "S12", question="With which sign does a step use the gradient?")
def _step_uphill(given: Inputs) -> Answer:
    """the step of W2 is taken up the slope"""
    return {"error_W2": -_early_error(given)["error_W2"]}


@own_slip("batch-divided-twice", "B6", question="Is the 1/N of the mean not in Δ3 already?")
def _divided(given: Inputs) -> Answer:
    """1/N is in Δ3 and enters once more with dW3"""
    Delta3, Z2, _, _ = given.values()
    return _early_error(given, Delta3 @ (Delta3.T @ relu(Z2)) / len(Z2))


def _with_slope(given: Inputs, slope: Array) -> Answer:
    """Another factor in the place of the slope of the ReLU."""
    Delta3, Z2, A1, rate = given.values()
    error = -rate * (Delta3 @ (Delta3.T @ relu(Z2))) * slope
    return {"error_Delta2": error, "error_W2": -rate * error.T @ A1}


_ON = "A unit is off for this sample. Does any error pass through it?"


@own_slip("relu-mask-inverted", "S8", question=_ON)
def _inverted(given: Inputs) -> Answer:
    """the mask is 1 where the units are off"""
    return _with_slope(given, given["Z2"] < 0)


@own_slip("f-for-fprime", "S8", question=_ON.replace("off", "on, with Z = 3"))
def _value_for_slope(given: Inputs) -> Answer:
    """the ReLU itself stands where its slope belongs"""
    return _with_slope(given, relu(given["Z2"]))


@own_slip("slope-for-value", "M3", question="From which array is dW3 built?")
def _from_mask(given: Inputs) -> Answer:
    """dW3 is built from the mask and not from A2"""
    Delta3, Z2, _, _ = given.values()
    return _early_error(given, Delta3 @ (Delta3.T @ (Z2 > 0)))


@own_slip(
    "upstream-missing",
    "M14",
    question="The error of Δ2 has a row for each sample. Do yours differ?",
)
def _without_delta3(given: Inputs) -> Answer:
    """the step of W3 is averaged over the outputs, and Δ3 does not pass through it"""
    Delta3, Z2, _, _ = given.values()
    step = (Delta3.T @ relu(Z2)).mean(axis=0)
    return _early_error(given, np.broadcast_to(step, Z2.shape))


@own_slip("rate-missing", "S12", question="By how much does W2 move if η is 0?")
def _second_without_rate(given: Inputs) -> Answer:
    """W2 is moved by the whole error of its gradient, without the rate"""
    error_Delta2, A1 = _early_error(given)["error_Delta2"], given["A1"]
    return {"error_W2": -error_Delta2.T @ A1}


@own_slip("slope-for-value", "M3", question="Which array did W2 multiply on the way forward?")
def _paired_with_mask(given: Inputs) -> Answer:
    """error_W2 is built from the mask of A1, not from A1"""
    error = _early_error(given)["error_Delta2"]
    return {"error_W2": -given["rate"] * error.T @ (given["A1"] > 0)}


@own_slip("batch-mean-for-sum", "B6", question="Is the 1/N of the mean not in Δ3 already?")
def _second_averaged(given: Inputs) -> Answer:
    """error_W2 is averaged over the samples where it is a sum"""
    return {"error_W2": _early_error(given)["error_W2"] / len(given["A1"])}


def _draw_early(rng: Rng, s: Sizes) -> Answer:
    return {
        "Delta3": values(rng, s.N, s.n_out),
        "Z2": values(rng, s.N, s.n_more),
        "A1": positive(rng, s.N, s.n_hidden),
        "rate": float(rng.uniform(0.3, 0.9)),
    }


@TRAINING.computed(
    "implement",
    points=3,
    minutes=12,
    difficulty=3,
    items="M14 S12",
    errata="C-08 D-07",
    takes="Delta3: N n_out, Z2: N n_more, A1: N n_hidden, rate",
    gives="error_Delta2: N n_more, error_W2: n_more n_hidden",
    draw=_draw_early,
    own=[
        _right_minus_early,
        _unmasked,
        _from_preactivation,
        _without_rate,
        _without_any_rate,
        _of_gradient,
        _step_uphill,
        _divided,
        _inverted,
        _value_for_slope,
        _from_mask,
        _without_delta3,
        _second_without_rate,
        _paired_with_mask,
        _second_averaged,
    ],
    requires=[ONE_SAMPLE],
)
def early_step_error(given: Inputs, rules: Rules) -> Answer:
    """−η (Δ3 Δ3ᵀ A2) ∘ [Z2 > 0], and −η times its product with A1."""
    return _early_error(given)


# ---- a step that is too long -----------------------------------------------------------------

#: The loss is 2w², and a step starts from w = 1, where L' and L'' are both 4.
_SLOPE = _CURVATURE = 4.0
_RATES = (0.1, 0.25, 0.5, 0.75)


def _losses(slope: float) -> Answer:
    """The loss after a step of each rate, for this slope at w = 1."""
    return {f"rate {rate}": 2 * (1 - rate * slope) ** 2 for rate in _RATES}


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
    return {f"rate {rate}": 1 - rate * _SLOPE for rate in _RATES}


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
    question="Just beyond that η, w lands past the minimum. Has the loss risen yet?",
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
