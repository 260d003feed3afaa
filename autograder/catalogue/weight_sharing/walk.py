"""Walks back through the uses of a weight, and the slips of a walk that misses some of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from autograder.exercises.declare import Answer
from autograder.exercises.exercise import Inputs
from autograder.reference.rules import Array
from autograder.slips.slip import Slip, own_slip

#: Which steps a walk visits, in its order, from the number of steps and the width of the layer.
Visits = Callable[[int, int], Iterable[int]]


def all_steps(T: int, width: int) -> Iterable[int]:
    """From the last step to the first."""
    return reversed(range(T))


def walk_back(
    h: Array,
    W: Array,
    steps: Iterable[int],
    own: Array,
    start: Array | float = 0.0,
    carried: Callable[[Array, Array], Array] = np.add,
) -> Array:
    """δ of the steps that are visited, and zeros for the others.

    Parameters
    ----------
    h : ndarray, shape (T, n)
        The state after each step, a tanh.
    own : ndarray, shape (T, n)
        ∂L/∂h of each step's own loss.
    start : ndarray, shape (n,), optional
        What has come back to the first step that is visited.
    carried : callable
        `(own, back) -> ∂L/∂h` of a step, from its own loss and what comes back from later.
    """
    deltas = np.zeros_like(h)
    back = np.full(h.shape[1], start)
    for t in steps:
        deltas[t] = carried(own[t], back) * (1 - h[t] ** 2)
        back = deltas[t] @ W
    return deltas


_WRONG_VISITS: tuple[tuple[str, str, str, Visits], ...] = (
    (
        "width-for-steps",
        "the loop runs over the width of the layer and not over the T uses, so that the last rows "
        "of the δs stay 0",
        "Print the δs for T = 5 and a layer of 2 units. How many rows has the loop filled?",
        lambda T, width: reversed(range(width)),
    ),
    (
        "step-left-out",
        "the loop stops before the first use, whose row of δs stays 0",
        "Print the δs for T = 2. Which rows has the loop filled?",
        lambda T, width: reversed(range(1, T)),
    ),
    (
        "step-left-out",
        "the loop starts one use too early in the list, and the last row of the δs stays 0",
        "Print the δs for T = 2. Which rows has the loop filled?",
        lambda T, width: reversed(range(T - 1)),
    ),
    (
        "sweep-in-forward-order",
        "the loop runs from the first use to the last, and the error comes from the other end",
        "Which δ can be calculated first, because nothing comes after it?",
        lambda T, width: range(T),
    ),
)


def wrong_visits(walked: Callable[[Inputs, Visits], Answer], item: str) -> list[Slip]:
    """The slips of an exercise whose loop visits the wrong steps."""

    def slip(slug: str, clause: str, question: str, visits: Visits) -> Slip:
        declare = own_slip(slug, item, question=question, clause=clause)
        return declare(lambda given: walked(given, visits))

    return [slip(*wrong) for wrong in _WRONG_VISITS]
