"""The network of `05_symmetry_breaking`: one hidden layer, sigmoids, no biases; and its data."""

from __future__ import annotations

import numpy as np

from autograder.exercises.declare import Notebook, Rng
from autograder.exercises.exercise import Sizes
from autograder.reference.programs import Backward, backward, forward_layers
from autograder.reference.rules import Array, Layer, Rules
from backhand.symmetry import History, train

SYMMETRY_BREAKING = Notebook("05_symmetry_breaking", proven=True)

#: Seven samples of three inputs and two targets, as printed in the notebook. With balanced targets
#: a start from zero would not move at all.
X = np.array(
    [
        [1.0, 0.5, -1.0],
        [-0.5, 1.5, 0.5],
        [0.0, -1.0, 1.0],
        [1.5, 1.0, 0.5],
        [-1.0, -0.5, -1.5],
        [0.5, -1.5, -0.5],
        [-1.5, 0.0, 1.0],
    ]
)
Y = np.array([[1, 0], [0, 1], [1, 1], [0, 0], [0, 1], [1, 0], [0, 0]], dtype=float)
#: Units no further apart than TIED are equal up to rounding; beyond PARTED they differ.
TIED, PARTED = 1e-9, 0.05
#: The question where the number of hidden units is missing from the answer, or misused in it.
COUNTED = "Over how many hidden units does each output sum?"
#: The question where the δ of the outputs are taken to be equal.
WHAT_ELSE = "δ = (ŷ − y) σ′. The outputs ŷ are equal. What else is in it?"


def units(rng: Rng, s: Sizes) -> int:
    """The number of hidden units; never that of outputs, so that the two cannot be confused."""
    return s.n_hidden + (s.n_hidden == s.n_out)


def one_cycle(rng: Rng, n_hidden: int) -> Array:
    """An order of the units that moves each of them and differs from its inverse."""
    cycle = rng.permutation(n_hidden)
    order = np.empty_like(cycle)
    order[cycle] = np.roll(cycle, 1)
    return order


def rows(vector: Array) -> Array:
    """A sample as a batch of one."""
    return np.asarray(vector)[None]


def passes(
    x: Array,
    y: Array,
    W1: Array,
    W2: Array,
    rules: Rules,
    *,
    loss: str = "half_mean",
    rate: float | None = None,
) -> tuple[tuple[Layer, ...], Backward]:
    """Forward and backward through the network."""
    layers = forward_layers(x, [W1, W2], None, ["sigmoid", "sigmoid"])
    return layers, backward(layers, rules, y=y, loss=loss, rate=rate)


def descend(W1: Array, W2: Array) -> History | None:
    """Take 300 steps on the notebook's data; `None` if the numbers do not allow it."""
    try:
        return train(W1, W2, X, Y, 300, 2.0, "sigmoid")
    except (ValueError, TypeError):
        return None
