"""Part A: what is equal after one pass, counted."""

from __future__ import annotations

import numpy as np

from autograder.catalogue.symmetry_breaking.network import (
    SYMMETRY_BREAKING,
    WHAT_ELSE,
    passes,
    rows,
)
from autograder.exercises.declare import Answer
from autograder.reference.rules import RIGHT, Array
from autograder.slips.slip import own_slip


@own_slip(
    "gradient-all-equal",
    "Y4",
    question="∂L/∂w_ij is a product of a δ and an input. Which of the two changes along a row?",
)
def _all_equal(right: Answer) -> Answer:
    """equal weights are taken to have equal gradients, every one of them"""
    return dict.fromkeys(right, 1)


@own_slip(
    "unit-axis-swapped",
    "Y4",
    question="W₁ has the shape (n_hidden, n_in). Which axis counts the hidden units?",
)
def _axis_swapped(right: Answer) -> Answer:
    """a hidden unit is read as a column of W₁ and a row of W₂"""
    return {
        "rows of dW1": right["columns of dW1"],
        "columns of dW1": right["rows of dW1"],
        "rows of dW2": right["columns of dW2"],
        "columns of dW2": right["rows of dW2"],
    }


@own_slip("output-deltas-equal", "Y3", question=WHAT_ELSE)
def _outputs_like_hidden(right: Answer) -> Answer:
    """the δ of the outputs are taken to be equal, as those of the hidden units are"""
    return {"output deltas": 1, "rows of dW2": 1}


@own_slip("output-deltas-equal", "Y3", question=WHAT_ELSE)
def _only_deltas_like_hidden(right: Answer) -> Answer:
    """the δ of the outputs are taken to be equal, as those of the hidden units are"""
    return {"output deltas": 1}


@own_slip(
    "outputs-always-differ",
    "Y3",
    question="Two outputs have the same ŷ. What if they have the same y as well?",
)
def _all_outputs_differ(right: Answer) -> Answer:
    """every output's δ is taken to differ from every other's"""
    return {"output deltas": 3, "rows of dW2": 3}


def _different(vectors: Array) -> int:
    """How many of the rows differ from each other, up to rounding."""
    return len(np.unique(vectors.round(12), axis=0))


@SYMMETRY_BREAKING.entries(
    "predict",
    points=1,
    minutes=3,
    difficulty=1,
    items="Y1 Y2 Y3 Y4",
    guesses=lambda right: [
        *(dict.fromkeys(right, guess) for guess in (1, 2, 3, 4)),
        {name: 1 + k % 2 for k, name in enumerate(right)},
        {name: 2 - k % 2 for k, name in enumerate(right)},
        {name: 1 + (k >= 4) for k, name in enumerate(right)},
        dict(zip(right, (4, 3, 4, 3, 4, 3, 3, 4), strict=True)),
    ],
    own=[
        _all_equal,
        _axis_swapped,
        _outputs_like_hidden,
        _only_deltas_like_hidden,
        _all_outputs_differ,
    ],
)
def equal_parts() -> Answer:
    """How many values differ after one pass through a network whose weights are all 0.5."""
    x, y = rows(np.array([1.0, 2.0, -0.5])), rows(np.array([1.0, 0.0, 0.0]))
    W1, W2 = np.full((4, 3), 0.5), np.full((3, 4), 0.5)
    layers, found = passes(x, y, W1, W2, RIGHT, loss="half_sum")
    dW1, dW2 = found.weights
    return {
        "hidden activations": _different(np.asarray(layers[0].a).T),
        "outputs": _different(np.asarray(layers[1].a).T),
        "hidden deltas": _different(found.deltas[0].T),
        "output deltas": _different(found.deltas[1].T),
        "rows of dW1": _different(dW1),
        "columns of dW1": _different(dW1.T),
        "rows of dW2": _different(dW2),
        "columns of dW2": _different(dW2.T),
    }
