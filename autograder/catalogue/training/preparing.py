"""Part C, before the first step: the growth from layer to layer, mini-batches, and the digits."""

from __future__ import annotations

import numpy as np

from autograder.catalogue.training.classifier import TRAINING
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.exercise import Inputs, Sizes
from autograder.exercises.requirement import Requirement
from autograder.reference.rules import Array, Rules
from autograder.slips.slip import own_slip

# ---- the growth from layer to layer ----------------------------------------------------------

#: The width of the layers, and how far the last question goes back: from 50 outputs to 200 inputs.
WIDTH, DEPTH, NARROW = 200, 20, 50


def _growth(variance: float, summed: int = WIDTH, kept: float = 0.5) -> float:
    """The factor by which a ReLU layer changes the root mean square of what passes through."""
    return float(np.sqrt(summed * variance * kept))


def _all_growth(kept: float = 0.5) -> Answer:
    lecun = _growth(1 / WIDTH, kept=kept)
    return {
        "std 0.01": _growth(0.01**2, kept=kept),
        "std 1": _growth(1.0, kept=kept),
        "variance 2/n_in": _growth(2 / WIDTH, kept=kept),
        "variance 1/n_in": lecun,
        "variance 1/n_in, 20 layers": lecun**DEPTH,
        "back from 50 to 200": _growth(2 / WIDTH, NARROW, kept),
    }


@own_slip("variance-for-size", "Y9", question="If all entries double, by what factor does it grow?")
def _squares(right: Answer) -> Answer:
    """the factors are those of the mean square, without the root"""
    return {name: factor**2 for name, factor in right.items()}


@own_slip("relu-half-forgotten", "Y9", question="What does the ReLU do to half of the entries?")
def _without_relu(right: Answer) -> Answer:
    """all squares are kept, although the ReLU sets half of the values to 0"""
    return _all_growth(kept=1.0)


@own_slip("relu-half-forgotten", "Y9", question="Half of which quantity does the ReLU take away?")
def _half_of_size(right: Answer) -> Answer:
    """the size is halved, although the ReLU halves the mean of the squares"""
    return _all_growth(kept=0.25)


@own_slip(
    "init-fan-swapped",
    "Y9",
    question="An entry of Δ W is a sum. How many terms has it: one an input, or one an output?",
)
def _summed_over_inputs(right: Answer) -> Answer:
    """on the way back the terms are counted by the inputs"""
    return {"back from 50 to 200": _growth(2 / WIDTH)}


@own_slip("growth-of-one-layer", "Y9", question="What happens to a factor twenty times in a row?")
def _times_depth(right: Answer) -> Answer:
    """the factor of one layer is multiplied by 20, not taken to the power of 20"""
    return {"variance 1/n_in, 20 layers": DEPTH * right["variance 1/n_in"]}


@TRAINING.entries(
    "predict",
    points=2,
    minutes=8,
    difficulty=2,
    items="Y9",
    guesses=lambda right: [
        *(dict.fromkeys(right, n) for n in (0.0, 0.1, 0.5, 2.0, 10.0)),
        dict(zip(right, (0.01, 1.0, 0.1, 0.05, 1e-6, 0.25), strict=True)),
    ],
    partial=True,
    own=[_squares, _without_relu, _half_of_size, _summed_over_inputs, _times_depth],
)
def digits_growth() -> Answer:
    """Factors √(n Var(w) / 2) of the root mean square, forward and back."""
    return _all_growth()


# ---- mini-batches ----------------------------------------------------------------------------


def _cut(order: Array, size: int) -> list[Array]:
    return [order[start : start + size] for start in range(0, len(order), size)]


def _batches(pieces: list[Array]) -> Answer:
    return {f"batch {k}": piece for k, piece in enumerate(pieces, start=1)}


_IN_ORDER = "Where does the shuffled order come into the answer?"
_ONCE = "Write the batches one after the other. Does each sample stand there once?"
_HOW_MANY = "How many samples should the first batch have?"


@own_slip("order-ignored", "B6", question=_IN_ORDER)
def _as_they_lie(given: Inputs) -> Answer:
    """the samples are taken as they lie, and the shuffled order is not used"""
    order, size = given.values()
    return _batches(_cut(np.arange(len(order)), size))


@own_slip("order-ignored", "B6", question=_IN_ORDER)
def _sorted(given: Inputs) -> Answer:
    """the samples are put back in file order before they are cut"""
    order, size = given.values()
    return _batches(_cut(np.sort(order), size))


@own_slip("batches-overlap", "B6", question=_ONCE)
def _overlapping(given: Inputs) -> Answer:
    """each batch begins one sample after the one before, not one batch after it"""
    order, size = given.values()
    return _batches([order[k : k + size] for k in range(4)])


@own_slip("last-batch-filled-up", "B6", question=_ONCE)
def _filled_from_before(given: Inputs) -> Answer:
    """the last batch is filled up with samples that came before"""
    order, size = given.values()
    return {"batch 4": order[-size:]}


@own_slip("last-batch-filled-up", "B6", question=_ONCE)
def _filled_from_start(given: Inputs) -> Answer:
    """the last batch is filled up from the beginning of the order"""
    order, size = given.values()
    return {"batch 4": np.take(order, range(3 * size, 4 * size), mode="wrap")}


@own_slip("batches-strided", "B6", question=_HOW_MANY)
def _strided(given: Inputs) -> Answer:
    """every fourth sample goes into a batch: the batches are not of the size asked for"""
    return _batches([given["order"][k::4] for k in range(4)])


@own_slip("batches-even", "B6", question=_HOW_MANY)
def _even(given: Inputs) -> Answer:
    """the order is cut into four pieces as equal as can be"""
    return _batches(np.array_split(given["order"], 4))


_ITS_SIZE = (
    "Take order = (3, 1, 2, 0) and size = 2. Which two batches are meant, and which are yours?"
)


@own_slip("batch-size-off", "B6", question=_ITS_SIZE)
def _one_too_few(given: Inputs) -> Answer:
    """each batch ends one sample too early"""
    order, size = given.values()
    return _batches([order[k : k + size - 1] for k in range(0, len(order), size)])


@own_slip("batch-size-off", "B6", question=_ITS_SIZE)
def _one_too_many(given: Inputs) -> Answer:
    """each batch has the first sample of the next one as well"""
    order, size = given.values()
    return _batches([order[k : k + size + 1] for k in range(0, len(order), size)])


@own_slip("batch-size-off", "B6", question=_ITS_SIZE)
def _second_first(given: Inputs) -> Answer:
    """the first sample is left out: the cuts start from 1, and Python counts from 0"""
    order, size = given.values()
    return _batches(_cut(order[1:], size))


def _draw_order(rng: Rng, s: Sizes) -> Answer:
    # Three full batches and a last one so short that cutting into four equal pieces differs.
    size = s.n_in + 2
    return {"order": rng.permutation(3 * size + 2), "size": size}


_ALL_FULL = Requirement(
    "batch-empty",
    "it is wrong where `size` divides the number of samples",
    "With 8 samples and size 4, where does the last batch begin?",
    lambda rng, draw: {"order": rng.permutation(8), "size": 4},
)
_MORE_BATCHES = Requirement(
    "number-of-batches-fixed",
    "it is wrong for another number of batches",
    "How many batches do 23 samples make, for size 4?",
    lambda rng, draw: {"order": rng.permutation(23), "size": 4},
)


@TRAINING.computed(
    "implement",
    points=2,
    minutes=5,
    difficulty=1,
    advice="Take an order of five numbers and batches of two. Which lists should come back?",
    takes="order, size",
    gives={"batch 1": "size", "batch 2": "size", "batch 3": "size", "batch 4": "rest"},
    draw=_draw_order,
    own=[
        _as_they_lie,
        _sorted,
        _overlapping,
        _filled_from_before,
        _filled_from_start,
        _strided,
        _even,
        _one_too_few,
        _one_too_many,
        _second_first,
    ],
    requires=[_ALL_FULL, _MORE_BATCHES],
)
def mini_batches(given: Inputs, rules: Rules) -> Answer:
    """The order cut into pieces of one size; the last piece may be shorter."""
    return _batches(_cut(given["order"], given["size"]))


# ---- which digits are for what ---------------------------------------------------------------


@own_slip("rate-chosen-on-test", "S12", question="Which digits stay unseen by every decision?")
def _chosen_on_test(right: Answer) -> Answer:
    """decisions are taken by the digits that should only test the result"""
    return {name: "test" if to == "choose" else to for name, to in right.items()}


@own_slip(
    "rate-chosen-on-training",
    "S12",
    question="Which rate looks best on the digits that the steps were taken on?",
)
def _chosen_on_learn(right: Answer) -> Answer:
    """decisions are taken by the digits that the steps are taken on"""
    return {name: "learn" if to == "choose" else to for name, to in right.items()}


@own_slip("tested-on-choice", "S12", question="Has nothing been decided by these digits before?")
def _reported_on_choice(right: Answer) -> Answer:
    """the final accuracy is that of the digits by which the rate was chosen"""
    return {name: "choose" if to == "test" else to for name, to in right.items()}


@TRAINING.entries(
    "predict",
    points=1,
    minutes=4,
    difficulty=1,
    guesses=lambda right: [
        *(dict.fromkeys(right, to) for to in ("learn", "choose", "test")),
        dict(zip(right, ("learn", "choose", "test") * 2, strict=True)),
    ],
    own=[_chosen_on_test, _chosen_on_learn, _reported_on_choice],
)
def which_digits() -> Answer:
    """Which part of the digits each step of the work may look at."""
    return {
        "pick the rate": "choose",
        "take the gradients": "learn",
        "stop when the loss no longer falls": "choose",
        "say how good the result is": "test",
        "scale the pixels by their mean": "learn",
        "compare 32 hidden units with 64": "choose",
    }
