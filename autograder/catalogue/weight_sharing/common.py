"""What the parts of the notebook share: its name, one sample, and slips of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograder.exercises.declare import Notebook
from autograder.exercises.draws import values, weights
from autograder.exercises.exercise import Exercise, Inputs, Sizes
from autograder.reference.rules import Array
from autograder.slips import Slip

Rng = np.random.Generator

WEIGHT_SHARING = Notebook("03_weight_sharing")

exercise = partial(Exercise, notebook="03_weight_sharing")


def one(rows: Array) -> Array:
    """A batch of one sample, as the sample."""
    return rows[0] if rows.ndim == 2 and len(rows) == 1 else rows


def own(
    slug: str, clause: str, question: str, item: str, values: Callable[[Inputs], dict[str, Any]]
) -> Slip:
    """A slip that fits no step of a backward pass."""
    return Slip(slug, clause, question, item, values=values)


def draw_nested(rng: Rng, s: Sizes) -> dict[str, Any]:
    """δ at the second use, the shared W and b, and the input of the first use."""
    return {
        "delta": values(rng, s.n_in),
        "W": weights(rng, s.n_in, s.n_in),
        "x": values(rng, s.n_in),
        "b": values(rng, s.n_in),
    }


def gentle(rng: Rng, *shape: int) -> Array:
    """Small entries: after many uses tanh is still curved and not yet flat."""
    return values(rng, *shape, low=0.1, high=0.4)
