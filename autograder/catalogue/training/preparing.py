"""Part C, before the first step: initial weights and mini-batches."""

from __future__ import annotations

import numpy as np

from autograder.catalogue.training.classifier import TRAINING
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.exercise import Inputs, Sizes
from autograder.reference.rules import Array, Rules
from autograder.slips import Slip
from autograder.slips.slip import WrongFormula, own_slip
from autograder.slips.update import FACTORS

# ---- initial weights -------------------------------------------------------------------------


def _factor_slip(wrong: WrongFormula) -> Slip:
    return wrong.slip(
        "Y9", lambda given: {"W": given["noise"] * wrong.formula(*given["noise"].shape)}
    )


@TRAINING.computed(
    "implement",
    points=1,
    minutes=4,
    difficulty=1,
    items="Y9",
    # T rows, because T and n_in differ on square draws too: outputs taken for inputs then show.
    takes="noise: T n_in",
    gives="W: n_out n_in",
    own=[*map(_factor_slip, FACTORS)],
)
def he_start(given: Inputs, rules: Rules) -> Array:
    """W = noise √(2/n_in)."""
    noise = given["noise"]
    return np.asarray(noise * np.sqrt(2.0 / noise.shape[1]))


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


def _draw_order(rng: Rng, s: Sizes) -> Answer:
    # Three full batches and a last one so short that cutting into four equal pieces differs.
    size = s.n_in + 2
    return {"order": rng.permutation(3 * size + 2), "size": size}


@TRAINING.computed(
    "implement",
    points=2,
    minutes=5,
    difficulty=1,
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
    ],
)
def mini_batches(given: Inputs, rules: Rules) -> Answer:
    """The order cut into pieces of one size; the last piece may be shorter."""
    return _batches(_cut(given["order"], given["size"]))
