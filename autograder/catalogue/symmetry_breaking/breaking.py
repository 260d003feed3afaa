"""Part B: which starts part the units, and which do not."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from autograder.catalogue.symmetry_breaking.network import PARTED, TIED, descend, exercise
from autograder.exercises.draws import values
from autograder.exercises.exercise import (
    Block,
    Computed,
    Condition,
    Entries,
    Example,
    Inputs,
    Sizes,
)
from autograder.reference.rules import Array, Rules
from autograder.slips import Slip
from backhand.symmetry import permute_units, spread

Rng = np.random.Generator

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
def _free() -> tuple[tuple[str, bool], ...]:
    return tuple((n, bool(_final_spread(W1, W2) > PARTED)) for n, (W1, W2) in starts().items())


def _final_spread(W1: Array, W2: Array) -> float:
    history = descend(W1, W2)
    return 0.0 if history is None else float(spread(history)[-1])


def _free_where(*words: str) -> Any:
    """Free exactly where the start's name has all these words."""
    return lambda right: {name: all(w in name for w in words) for name in right}


SEVEN = exercise(
    id="seven_starts",
    kind="predict",
    points=2,
    minutes=4,
    difficulty=2,
    items=("Y5", "Y8", "Y9"),
    task=Entries(
        lambda: dict(_free()),
        guesses=lambda: [
            *(dict.fromkeys(starts(), guess) for guess in (True, False)),
            {name: k % 2 == 0 for k, name in enumerate(starts())},
            {name: k % 2 == 1 for k, name in enumerate(starts())},
        ],
        own=(
            Slip(
                "both-must-be-random",
                "units are taken to part only where both layers start at random",
                "Let W₁ be random and W₂ constant. Are the hidden activations equal?",
                "Y9",
                values=_free_where("both random"),
            ),
            Slip(
                "first-layer-decides",
                "units are taken to part only where W₁ starts at random",
                "Let W₁ be constant and W₂ random. Are the δ of the hidden units equal?",
                "Y9",
                values=lambda right: {n: "W1 random" in n or "both r" in n for n in right},
            ),
            Slip(
                "second-layer-decides",
                "units are taken to part only where W₂ starts at random",
                "Let W₂ be constant and W₁ random. Are the hidden activations equal?",
                "Y9",
                values=lambda right: {n: "W2 random" in n or "both r" in n for n in right},
            ),
            Slip(
                "symmetric-means-zero",
                "a layer of zeros is taken to hold everything still",
                "Let W₁ be 0 and W₂ random. Which of the two gradients is not zero?",
                "Y8",
                values=lambda right: {
                    **right,
                    "W1 0, W2 random": False,
                    "W1 random, W2 0": False,
                },
            ),
            Slip(
                "only-zero-is-symmetric",
                "only zeros are taken to be symmetric, and another constant not",
                "Compute δ for two hidden units side by side: do they differ if all weights "
                "are 0.5?",
                "Y2",
                values=lambda right: {**right, "both 0.5": True},
            ),
        ),
    ),
)

# ---- all weights zero ------------------------------------------------------------------------


@cache
def _zero_moves() -> tuple[tuple[str, bool], ...]:
    W1, W2 = np.zeros((4, 3)), np.zeros((2, 4))

    def moved(activation: str, layer: str, step: int) -> bool:
        path = getattr(descend(W1, W2, 50, 1.0, activation), layer)
        return bool(np.abs(path[step] - path[step - 1]).max() > TIED)

    def ever(activation: str) -> bool:
        return any(moved(activation, w, k) for w in ("incoming", "outgoing") for k in range(1, 51))

    return (
        ("sigmoid: step 1 moves W1", moved("sigmoid", "incoming", 1)),
        ("sigmoid: step 1 moves W2", moved("sigmoid", "outgoing", 1)),
        ("sigmoid: step 2 moves W1", moved("sigmoid", "incoming", 2)),
        ("sigmoid: the units part", bool(spread(_run("sigmoid"))[-1] > TIED)),
        ("tanh: step 1 moves W1", moved("tanh", "incoming", 1)),
        ("tanh: step 1 moves W2", moved("tanh", "outgoing", 1)),
        ("tanh: some step moves a weight", ever("tanh")),
        ("ReLU: some step moves a weight", ever("relu")),
    )


def _run(activation: str) -> Any:
    return descend(np.zeros((4, 3)), np.zeros((2, 4)), 50, 1.0, activation)


ZERO = exercise(
    id="zero_start",
    kind="predict",
    points=1,
    minutes=4,
    difficulty=2,
    items=("Y8",),
    errata=("D-15",),
    task=Entries(
        lambda: dict(_zero_moves()),
        guesses=lambda: [
            *(dict.fromkeys(dict(_zero_moves()), guess) for guess in (True, False)),
            {name: k % 2 == 0 for k, name in enumerate(dict(_zero_moves()))},
            {name: k % 2 == 1 for k, name in enumerate(dict(_zero_moves()))},
            {name: k < 4 for k, name in enumerate(dict(_zero_moves()))},
        ],
        own=(
            Slip(
                "symmetric-means-zero",
                "with all weights 0 nothing is taken to move, whatever the nonlinearity",
                "What is h when W₁ = 0: what is the sigmoid of 0?",
                "Y8",
                values=lambda right: dict.fromkeys(right, False),
            ),
            Slip(
                "zero-like-sigmoid",
                "tanh and ReLU are taken to do at 0 what the sigmoid does",
                "∂L/∂W₂ carries h. What is tanh(0)?",
                "Y8",
                values=lambda right: {
                    **right,
                    "tanh: step 1 moves W2": True,
                    "tanh: some step moves a weight": True,
                    "ReLU: some step moves a weight": True,
                },
            ),
            Slip(
                "output-weights-block",
                "W₁ is taken never to move, because δ of the hidden units carries W₂ = 0",
                "δ of the hidden units carries W₂. Is W₂ still 0 after the first step?",
                "Y8",
                values=lambda right: {**right, "sigmoid: step 2 moves W1": False},
            ),
            Slip(
                "both-layers-move-at-once",
                "W₁ is taken to move in the first step already",
                "δ of the hidden units carries W₂. What is W₂ in the first step?",
                "Y8",
                values=lambda right: {**right, "sigmoid: step 1 moves W1": True},
            ),
        ),
    ),
)

# ---- other numbers for the same units --------------------------------------------------------


def _renumber(given: Inputs, rules: Rules) -> dict[str, Any]:
    W1, W2 = permute_units(given["W1"], given["W2"], given["order"])
    return {"W1": W1, "W2": W2}


def _draw_order(rng: Rng, s: Sizes) -> dict[str, Any]:
    # One cycle through all units: it moves each of them, and differs from its inverse.
    cycle = rng.permutation(s.n_hidden)
    order = np.empty_like(cycle)
    order[cycle] = np.roll(cycle, 1)
    return {
        "W1": values(rng, s.n_hidden, s.n_in),
        "W2": values(rng, s.n_out, s.n_hidden),
        "order": order,
    }


def _renumber_slip(slug: str, clause: str, question: str, formula: Any) -> Slip:
    def wrong(given: Inputs) -> dict[str, Any]:
        W1, W2 = formula(*given.values())
        return {"W1": W1, "W2": W2}

    return Slip(slug, clause, question, "Y6", values=wrong)


_AXIS = "W₁ has the shape (n_hidden, n_in), W₂ (n_out, n_hidden). Which axis counts the units?"

RENUMBER = exercise(
    id="renumber_units",
    kind="implement",
    points=2,
    minutes=3,
    difficulty=2,
    items=("Y6",),
    task=Computed(
        "renumber(W1, W2, order)",
        (Block("W1", ("n_hidden", "n_in")), Block("W2", ("n_out", "n_hidden"))),
        draw=_draw_order,
        reference=_renumber,
        own=(
            _renumber_slip(
                "unit-axis-swapped",
                "the rows of W₂ are exchanged where its columns belong to the units",
                _AXIS,
                lambda W1, W2, order: (W1[order], W2[order]),
            ),
            _renumber_slip(
                "unit-axis-swapped",
                "the columns of W₁ are exchanged where its rows belong to the units",
                _AXIS,
                lambda W1, W2, order: (W1[:, order], W2[:, order]),
            ),
            _renumber_slip(
                "unit-axis-swapped",
                "columns of W₁ and rows of W₂ are exchanged: both along the wrong axis",
                _AXIS,
                lambda W1, W2, order: (W1[:, order], W2[order]),
            ),
            _renumber_slip(
                "inverse-order",
                "old unit i becomes unit order[i], the opposite of what was asked",
                "order[0] = 2: which unit's weights should stand in row 0?",
                lambda W1, W2, order: (W1[np.argsort(order)], W2[:, np.argsort(order)]),
            ),
            _renumber_slip(
                "one-side-renumbered",
                "a unit's incoming weights move and its outgoing weights stay behind",
                "A unit has weights on two sides. Do both move with it?",
                lambda W1, W2, order: (W1[order], W2),
            ),
            _renumber_slip(
                "one-side-renumbered",
                "a unit's outgoing weights move and its incoming weights stay behind",
                "A unit has weights on two sides. Do both move with it?",
                lambda W1, W2, order: (W1, W2[:, order]),
            ),
            _renumber_slip(
                "nothing-renumbered",
                "both matrices come back as they were",
                "order[0] = 2: which unit's weights should stand in row 0?",
                lambda W1, W2, order: (W1, W2),
            ),
        ),
    ),
)

# ---- twins -----------------------------------------------------------------------------------


def _gap(W1: Array, W2: Array, i: int, j: int) -> float:
    """How far two units are apart, on either side."""
    return float(max(np.abs(W1[i] - W1[j]).max(), np.abs(W2[:, i] - W2[:, j]).max()))


def _ends(e: Any, i: int, j: int) -> float:
    """How far two units are apart after training; nan where training breaks."""
    history = descend(e["W1"], e["W2"])
    if history is None:
        return float("nan")
    return _gap(history.incoming[-1], history.outgoing[-1], i, j)


TWINS = exercise(
    id="twins",
    kind="counterexample",
    points=2,
    minutes=5,
    difficulty=2,
    items=("Y9", "Y15"),
    task=Example(
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
        model=lambda: {
            "W1": np.array([[1.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]]),
            "W2": np.array([[1.0, 1, 0.5, -0.5], [1, 1, 0.5, -0.5]]),
        },
    ),
)

BREAKING = (SEVEN, ZERO, RENUMBER, TWINS)
