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
from backhand.symmetry import History, different_units, permute_units, train

#: Guesses of two numbers: one for the starts without random numbers, one for all others.
_TWO = ((1, 2), (1, 3), (0, 4))

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
        "W1 random, W2 0.5": (R1, C2),
        "rows a a b b, W2 0.5": (R1[[0, 0, 1, 1]], C2),
        "rows a a b b, columns c d c d": (R1[[0, 0, 1, 1]], R2[:, [0, 1, 0, 1]]),
        "rows a b b b, columns c c c d": (R1[[0, 1, 1, 1]], R2[:, [0, 0, 0, 1]]),
    }


@cache
def _left(start: str) -> int:
    """How many different units there are after 300 steps."""
    history = descend(*starts()[start])
    return 0 if history is None else different_units(history.incoming[-1], history.outgoing[-1])


def _by_rows(start: str) -> int:
    return different_units(starts()[start][0], np.zeros((2, 4)))


def _by_columns(start: str) -> int:
    return different_units(np.zeros((4, 3)), starts()[start][1])


@own_slip(
    "both-must-be-random",
    "Y9",
    question="Let W₁ be random and W₂ constant. Are the hidden activations equal?",
)
def _both_sides(right: Answer) -> Answer:
    """units are taken to differ only where they differ on both sides"""
    return {start: min(_by_rows(start), _by_columns(start)) for start in right}


@own_slip(
    "first-layer-decides",
    "Y9",
    question="Let W₁ be constant and W₂ random. Are the δ of the hidden units equal?",
)
def _rows_alone(right: Answer) -> Answer:
    """only the rows of W₁ are counted"""
    return {start: _by_rows(start) for start in right}


@own_slip(
    "second-layer-decides",
    "Y9",
    question="Let W₂ be constant and W₁ random. Are the hidden activations equal?",
)
def _columns_alone(right: Answer) -> Answer:
    """only the columns of W₂ are counted"""
    return {start: _by_columns(start) for start in right}


@own_slip(
    "symmetric-means-zero",
    "Y8",
    question="Let W₁ be 0 and W₂ random. Which of the two gradients is not zero?",
)
def _zeros_hold(right: Answer) -> Answer:
    """a layer of zeros is taken to hold everything still"""
    return {**right, "W1 0, W2 random": 1}


@own_slip(
    "only-zero-is-symmetric",
    "Y2",
    question="Compute δ for two hidden units side by side: do they differ if all weights are 0.5?",
)
def _constant_parts(right: Answer) -> Answer:
    """only zeros are taken to be symmetric, and another constant not"""
    return {**right, "both 0.5": 4}


@own_slip(
    "training-separates-all",
    "Y15",
    question="If two units agree on both sides, what could ever make them differ?",
)
def _all_part(right: Answer) -> Answer:
    """any two units are taken to become different, unless all of them start equal"""
    return {start: 1 if found == 1 else 4 for start, found in right.items()}


@SYMMETRY_BREAKING.entries(
    "predict",
    points=2,
    minutes=4,
    difficulty=2,
    items="Y5 Y8 Y9 Y15",
    guesses=lambda right: [
        *(dict.fromkeys(right, guess) for guess in (1, 2, 3, 4)),
        *({name: low if k < 2 else high for k, name in enumerate(right)} for low, high in _TWO),
        {name: 4 - k % 4 for k, name in enumerate(right)},
    ],
    own=[
        _both_sides,
        _rows_alone,
        _columns_alone,
        _zeros_hold,
        _constant_parts,
        _all_part,
    ],
)
def seven_starts() -> Answer:
    """How many different units each start ends with."""
    return {start: _left(start) for start in starts()}


# ---- all weights zero ------------------------------------------------------------------------


@cache
def _from_zero(activation: str, second: str) -> History:
    """Five steps from W₁ = 0, with W₂ at 0 or random."""
    W2 = starts()["W1 0, W2 random"][1]
    return train(np.zeros((4, 3)), W2 * (second == "random"), X, Y, 5, 1.0, activation)


def _first_move(path: Array) -> int:
    """The first step that changes the weights; 0 if none does."""
    moved = np.abs(np.diff(path, axis=0)).max(axis=(1, 2)) > TIED
    return int(np.argmax(moved)) + 1 if moved.any() else 0


@own_slip(
    "symmetric-means-zero",
    "Y8",
    question="What is h when W₁ = 0: what is the sigmoid of 0?",
)
def _nothing_moves(right: Answer) -> Answer:
    """with W₁ = 0 nothing is taken to move, whatever the nonlinearity"""
    return dict.fromkeys(right, 0)


@own_slip("zero-like-sigmoid", "Y8", question="∂L/∂W₂ carries h. What is tanh(0)?")
def _like_sigmoid(right: Answer) -> Answer:
    """tanh is taken to do at 0 what the sigmoid does"""
    return {**right, "tanh, both 0: W1": 2, "tanh, both 0: W2": 1}


@own_slip("zero-like-sigmoid", "Y8", question="∂L/∂W₂ carries h. What is tanh(0)?")
def _activation_not_zero(right: Answer) -> Answer:
    """h is taken not to be 0 in the first step, although tanh(0) = 0"""
    return {**right, "tanh, W2 random: W2": 1}


@own_slip(
    "output-weights-block",
    "Y8",
    question="δ of the hidden units carries W₂. Is W₂ still 0 after the first step?",
)
def _first_never_moves(right: Answer) -> Answer:
    """W₁ is taken never to move, because δ of the hidden units carries W₂ = 0"""
    return {**right, "sigmoid, both 0: W1": 0}


@own_slip(
    "both-layers-move-at-once",
    "Y8",
    question="δ of the hidden units carries W₂. What is W₂ in the first step?",
)
def _first_moves_at_once(right: Answer) -> Answer:
    """W₁ is taken to move in the first step already"""
    return {**right, "sigmoid, both 0: W1": 1}


@own_slip(
    "relu-like-tanh",
    "Y8",
    question="δ of a hidden unit carries f′(z). What is it here for ReLU at z = 0?",
)
def _relu_moves(right: Answer) -> Answer:
    """ReLU is taken to let δ through at z = 0, as tanh does"""
    return {**right, "ReLU, W2 random: W1": 1, "ReLU, W2 random: W2": 2}


@SYMMETRY_BREAKING.entries(
    "predict",
    points=1,
    minutes=5,
    difficulty=2,
    items="Y8",
    errata="D-15",
    guesses=lambda right: [
        *(dict.fromkeys(right, guess) for guess in (0, 1, 2)),
        *({name: k % 2 + low for k, name in enumerate(right)} for low in (0, 1)),
        *({name: high - k % 2 for k, name in enumerate(right)} for high in (1, 2)),
        {name: 1 + k % 2 if k < 4 else 0 for k, name in enumerate(right)},
        {name: 2 - k % 2 if k < 4 else 0 for k, name in enumerate(right)},
    ],
    own=[
        _nothing_moves,
        _like_sigmoid,
        _activation_not_zero,
        _first_never_moves,
        _first_moves_at_once,
        _relu_moves,
    ],
)
def zero_start() -> Answer:
    """In which step the weights first move from W₁ = 0, for three nonlinearities."""
    cases = {
        "sigmoid, both 0": ("sigmoid", "0"),
        "tanh, both 0": ("tanh", "0"),
        "tanh, W2 random": ("tanh", "random"),
        "ReLU, W2 random": ("relu", "random"),
    }
    runs = {name: _from_zero(*case) for name, case in cases.items()}
    return {
        f"{name}: {layer}": _first_move(path)
        for name, run in runs.items()
        for layer, path in (("W1", run.incoming), ("W2", run.outgoing))
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
    """a unit's incoming weights move, and its outgoing weights stay where they were"""
    W1, W2, order = given.values()
    return {"W1": W1[order], "W2": W2}


@own_slip("one-side-renumbered", "Y6", question=_TWO_SIDES)
def _outgoing_only(given: Inputs) -> Answer:
    """a unit's outgoing weights move, and its incoming weights stay where they were"""
    W1, W2, order = given.values()
    return {"W1": W1, "W2": W2[:, order]}


@own_slip("nothing-renumbered", "Y6", question=_ROW_ZERO)
def _as_they_were(given: Inputs) -> Answer:
    """both matrices come back as they were"""
    return {"W1": given["W1"], "W2": given["W2"]}


@own_slip("counted-from-one", "Y6", question="Which number has the first unit in `order`?")
def _counted_from_one(given: Inputs) -> Answer:
    """the units in `order` are counted from 1, and Python counts from 0"""
    W1, W2, order = given.values()
    return {"W1": W1[order - 1], "W2": W2[:, order - 1]}


@own_slip("order-ignored", "Y6", question=_ROW_ZERO)
def _reversed(given: Inputs) -> Answer:
    """the units are put in reverse order, whatever `order` says"""
    return {"W1": given["W1"][::-1], "W2": given["W2"][:, ::-1]}


@own_slip("inverse-order", "Y6", question=_TWO_SIDES)
def _reversed_on_one_side(given: Inputs) -> Answer:
    """the outgoing weights move in the reverse of `order`, and the incoming ones in `order`"""
    W1, W2, order = given.values()
    return {"W1": W1[order], "W2": W2[:, order[::-1]]}


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
        _counted_from_one,
        _reversed,
        _reversed_on_one_side,
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
    minutes=6,
    difficulty=2,
    items="Y9 Y15",
    shapes={"W1": (4, 3), "W2": (2, 4)},
    conditions=(
        Condition(
            "no weight is larger than 3 in absolute value",
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
