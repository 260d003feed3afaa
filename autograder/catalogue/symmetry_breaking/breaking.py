"""Part B: which initial weights make the units differ, and which do not."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from autograder.catalogue.symmetry_breaking.network import (
    PARTED,
    SYMMETRY_BREAKING,
    TIED,
    X,
    Y,
    descend,
    one_cycle,
)
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.draws import values
from autograder.exercises.exercise import Condition, Inputs, Sizes
from autograder.reference.rules import Array, Rules
from autograder.slips.slip import own_slip
from backhand.symmetry import History, permute_units, spread, train

# ---- seven starts ----------------------------------------------------------------------------


def starts() -> dict[str, tuple[Array, Array]]:
    """The seven starts of the notebook: W1 (4, 3) and W2 (2, 4)."""
    rng = np.random.default_rng(0)
    R1, R2 = rng.normal(size=(4, 3)), rng.normal(size=(2, 4))
    C1, C2 = np.full((4, 3), 0.5), np.full((2, 4), 0.5)
    return {
        "both 0.5": (C1, C2),
        "both 0": (0 * C1, 0 * C2),
        "W1 0, W2 random": (0 * C1, R2),
        "W1 random, W2 0": (R1, 0 * C2),
        "W1 0.5, W2 random": (C1, R2),
        "W1 random, W2 0.5": (R1, C2),
        "both random": (R1, R2),
    }


@cache
def _parts(start: str) -> bool:
    """Whether the units have parted after 300 steps."""
    history = descend(*starts()[start])
    return history is not None and bool(spread(history)[-1] > PARTED)


@own_slip(
    "both-must-be-random",
    "Y9",
    question="Let W₁ be random and W₂ constant. Are the hidden activations equal?",
)
def _both_random(right: Answer) -> Answer:
    """units are taken to part only where both layers start at random"""
    return {start: start == "both random" for start in right}


@own_slip(
    "first-layer-decides",
    "Y9",
    question="Let W₁ be constant and W₂ random. Are the δ of the hidden units equal?",
)
def _first_random(right: Answer) -> Answer:
    """units are taken to part only where W₁ starts at random"""
    return {start: "W1 random" in start or start == "both random" for start in right}


@own_slip(
    "second-layer-decides",
    "Y9",
    question="Let W₂ be constant and W₁ random. Are the hidden activations equal?",
)
def _second_random(right: Answer) -> Answer:
    """units are taken to part only where W₂ starts at random"""
    return {start: "W2 random" in start or start == "both random" for start in right}


@own_slip(
    "symmetric-means-zero",
    "Y8",
    question="Let W₁ be 0 and W₂ random. Which of the two gradients is not zero?",
)
def _zeros_hold(right: Answer) -> Answer:
    """a layer of zeros is taken to hold everything still"""
    return {**right, "W1 0, W2 random": False, "W1 random, W2 0": False}


@own_slip(
    "only-zero-is-symmetric",
    "Y2",
    question="Compute δ for two hidden units side by side: do they differ if all weights are 0.5?",
)
def _constant_parts(right: Answer) -> Answer:
    """only zeros are taken to be symmetric, and another constant not"""
    return {**right, "both 0.5": True}


@SYMMETRY_BREAKING.entries(
    "predict",
    points=2,
    minutes=4,
    difficulty=2,
    items="Y5 Y8 Y9",
    guesses=lambda right: [
        *(dict.fromkeys(right, guess) for guess in (True, False)),
        *({name: k % 2 == odd for k, name in enumerate(right)} for odd in (0, 1)),
    ],
    own=[_both_random, _first_random, _second_random, _zeros_hold, _constant_parts],
)
def seven_starts() -> Answer:
    """From which starts the units part."""
    return {start: _parts(start) for start in starts()}


# ---- all weights zero ------------------------------------------------------------------------


@cache
def _from_zero(activation: str) -> History:
    """50 steps from weights that are all zero."""
    return train(np.zeros((4, 3)), np.zeros((2, 4)), X, Y, 50, 1.0, activation)


def _moved(path: Array, step: int) -> bool:
    """Whether a step changed the weights."""
    return bool(np.abs(path[step] - path[step - 1]).max() > TIED)


def _ever_moved(history: History) -> bool:
    paths = (history.incoming, history.outgoing)
    return any(_moved(path, step) for path in paths for step in range(1, len(path)))


@own_slip(
    "symmetric-means-zero",
    "Y8",
    question="What is h when W₁ = 0: what is the sigmoid of 0?",
)
def _nothing_moves(right: Answer) -> Answer:
    """with all weights 0 nothing is taken to move, whatever the nonlinearity"""
    return dict.fromkeys(right, False)


@own_slip("zero-like-sigmoid", "Y8", question="∂L/∂W₂ carries h. What is tanh(0)?")
def _like_sigmoid(right: Answer) -> Answer:
    """tanh and ReLU are taken to do at 0 what the sigmoid does"""
    return {
        **right,
        "tanh: step 1 moves W2": True,
        "tanh: some step moves a weight": True,
        "ReLU: some step moves a weight": True,
    }


@own_slip(
    "output-weights-block",
    "Y8",
    question="δ of the hidden units carries W₂. Is W₂ still 0 after the first step?",
)
def _first_never_moves(right: Answer) -> Answer:
    """W₁ is taken never to move, because δ of the hidden units carries W₂ = 0"""
    return {**right, "sigmoid: step 2 moves W1": False}


@own_slip(
    "both-layers-move-at-once",
    "Y8",
    question="δ of the hidden units carries W₂. What is W₂ in the first step?",
)
def _first_moves_at_once(right: Answer) -> Answer:
    """W₁ is taken to move in the first step already"""
    return {**right, "sigmoid: step 1 moves W1": True}


@SYMMETRY_BREAKING.entries(
    "predict",
    points=1,
    minutes=4,
    difficulty=2,
    items="Y8",
    errata="D-15",
    guesses=lambda right: [
        *(dict.fromkeys(right, guess) for guess in (True, False)),
        *({name: k % 2 == odd for k, name in enumerate(right)} for odd in (0, 1)),
        {name: k < 4 for k, name in enumerate(right)},
    ],
    own=[_nothing_moves, _like_sigmoid, _first_never_moves, _first_moves_at_once],
)
def zero_start() -> Answer:
    """What moves from weights that are all zero, for three nonlinearities."""
    sigmoid, tanh, relu = (_from_zero(name) for name in ("sigmoid", "tanh", "relu"))
    return {
        "sigmoid: step 1 moves W1": _moved(sigmoid.incoming, 1),
        "sigmoid: step 1 moves W2": _moved(sigmoid.outgoing, 1),
        "sigmoid: step 2 moves W1": _moved(sigmoid.incoming, 2),
        "sigmoid: the units part": bool(spread(sigmoid)[-1] > TIED),
        "tanh: step 1 moves W1": _moved(tanh.incoming, 1),
        "tanh: step 1 moves W2": _moved(tanh.outgoing, 1),
        "tanh: some step moves a weight": _ever_moved(tanh),
        "ReLU: some step moves a weight": _ever_moved(relu),
    }


# ---- other numbers for the same units --------------------------------------------------------

_AXIS = "W₁ has the shape (n_hidden, n_in), W₂ (n_out, n_hidden). Which axis counts the units?"
_ROW_ZERO = "order[0] = 2: which unit's weights should stand in row 0?"
_TWO_SIDES = "A unit has weights on two sides. Do both move with it?"


@own_slip("unit-axis-swapped", "Y6", question=_AXIS)
def _rows_of_second(given: Inputs) -> Answer:
    """the rows of W₂ are exchanged where its columns belong to the units"""
    W1, W2, order = given.values()
    return {"W1": W1[order], "W2": W2[order]}


@own_slip("unit-axis-swapped", "Y6", question=_AXIS)
def _columns_of_first(given: Inputs) -> Answer:
    """the columns of W₁ are exchanged where its rows belong to the units"""
    W1, W2, order = given.values()
    return {"W1": W1[:, order], "W2": W2[:, order]}


@own_slip("unit-axis-swapped", "Y6", question=_AXIS)
def _both_axes_swapped(given: Inputs) -> Answer:
    """columns of W₁ and rows of W₂ are exchanged: both along the wrong axis"""
    W1, W2, order = given.values()
    return {"W1": W1[:, order], "W2": W2[order]}


@own_slip("inverse-order", "Y6", question=_ROW_ZERO)
def _inverse_order(given: Inputs) -> Answer:
    """old unit i becomes unit order[i], the opposite of what was asked"""
    W1, W2, order = given.values()
    return {"W1": W1[np.argsort(order)], "W2": W2[:, np.argsort(order)]}


@own_slip("one-side-renumbered", "Y6", question=_TWO_SIDES)
def _incoming_only(given: Inputs) -> Answer:
    """a unit's incoming weights move and its outgoing weights stay behind"""
    W1, W2, order = given.values()
    return {"W1": W1[order], "W2": W2}


@own_slip("one-side-renumbered", "Y6", question=_TWO_SIDES)
def _outgoing_only(given: Inputs) -> Answer:
    """a unit's outgoing weights move and its incoming weights stay behind"""
    W1, W2, order = given.values()
    return {"W1": W1, "W2": W2[:, order]}


@own_slip("nothing-renumbered", "Y6", question=_ROW_ZERO)
def _as_they_were(given: Inputs) -> Answer:
    """both matrices come back as they were"""
    return {"W1": given["W1"], "W2": given["W2"]}


def _draw_order(rng: Rng, s: Sizes) -> Answer:
    order = one_cycle(rng, s.n_hidden)
    return {
        "W1": values(rng, s.n_hidden, s.n_in),
        "W2": values(rng, s.n_out, s.n_hidden),
        "order": order,
    }


@SYMMETRY_BREAKING.computed(
    "implement",
    points=2,
    minutes=3,
    difficulty=2,
    items="Y6",
    takes="W1: n_hidden n_in, W2: n_out n_hidden, order",
    gives="W1: n_hidden n_in, W2: n_out n_hidden",
    name="renumber",
    draw=_draw_order,
    own=[
        _rows_of_second,
        _columns_of_first,
        _both_axes_swapped,
        _inverse_order,
        _incoming_only,
        _outgoing_only,
        _as_they_were,
    ],
)
def renumber_units(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """The network whose unit i is the old unit order[i]."""
    return permute_units(given["W1"], given["W2"], given["order"])


# ---- twins -----------------------------------------------------------------------------------


def _ends(e: Any, i: int, j: int) -> float:
    """How far apart two units are after training, on either side; nan if training fails."""
    history = descend(e["W1"], e["W2"])
    if history is None:
        return float("nan")
    W1, W2 = history.incoming[-1], history.outgoing[-1]
    return float(max(np.abs(W1[i] - W1[j]).max(), np.abs(W2[:, i] - W2[:, j]).max()))


@SYMMETRY_BREAKING.example(
    "counterexample",
    points=2,
    minutes=5,
    difficulty=2,
    items="Y9 Y15",
    shapes={"W1": (4, 3), "W2": (2, 4)},
    conditions=(
        Condition(
            "no weight is larger than 3 in size",
            lambda e: bool(max(np.abs(e["W1"]).max(), np.abs(e["W2"]).max()) <= 3),
        ),
        Condition(
            "units 2 and 3 start with the same incoming weights (to 1e-12)",
            lambda e: bool(np.abs(e["W1"][2] - e["W1"][3]).max() <= 1e-12),
        ),
        Condition(
            "after 300 steps units 0 and 1 are still copies of each other (to 1e-9)",
            lambda e: _ends(e, 0, 1) <= TIED,
        ),
        Condition(
            "after 300 steps units 2 and 3 differ by at least 0.05",
            lambda e: _ends(e, 2, 3) >= PARTED,
        ),
        Condition(
            "after 300 steps units 0 and 2 differ by at least 0.05",
            lambda e: _ends(e, 0, 2) >= PARTED,
        ),
    ),
    guesses=lambda: [
        *({"W1": W1, "W2": W2} for W1, W2 in starts().values()),
        {"W1": np.ones((4, 3)), "W2": np.arange(8.0).reshape(2, 4) / 4},
        {"W1": np.arange(12.0).reshape(4, 3) / 6, "W2": np.ones((2, 4))},
    ],
)
def twins() -> Answer:
    """Two pairs of units that start equal; one pair stays equal and the other does not."""
    return {
        "W1": np.array([[1.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]]),
        "W2": np.array([[1.0, 1, 0.5, -0.5], [1, 1, 0.5, -0.5]]),
    }
