"""Answers that are the right numbers but for a constant, or but for their arrangement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from autograder.exercises.exercise import Computed, Sizes
from autograder.judging.compare import normwise_error
from autograder.judging.observation import SAME, Observation, equal
from autograder.judging.verdict import Cause
from autograder.reference.rules import RIGHT, Array, Context
from autograder.slips.slip import at

#: A multiple of the truth is one when what is left over is smaller than this (P8).
PROPORTIONAL = 1e-8

SCALES: dict[str, tuple[Callable[[Sizes], float], str]] = {
    "two": (lambda s: 2.0, "a factor 2 is in it that does not belong"),
    "half": (lambda s: 0.5, "a factor 2 is not in it"),
    "n": (lambda s: float(s.N), "it is N times too large, N the number of samples"),
    "one-over-n": (lambda s: 1.0 / s.N, "it is divided by N, the number of samples"),
    "k": (lambda s: float(s.n_out), "it is K times too large, K the number of outputs"),
    "one-over-k": (lambda s: 1.0 / s.n_out, "it is divided by K, the number of outputs"),
    "inputs": (lambda s: float(s.n_in), "it is multiplied by the number of inputs"),
    "one-over-inputs": (lambda s: 1.0 / s.n_in, "it is divided by the number of inputs"),
    "hidden": (lambda s: float(s.n_hidden), "it is multiplied by the number of hidden units"),
    "one-over-hidden": (lambda s: 1.0 / s.n_hidden, "it is divided by the number of hidden units"),
    "n-k": (lambda s: float(s.N * s.n_out), "it is N·K times too large"),
    "one-over-n-k": (lambda s: 1.0 / (s.N * s.n_out), "it is divided by N·K"),
    "t": (lambda s: float(s.T), "it is T times too large, T the number of uses"),
    "one-over-t": (lambda s: 1.0 / s.T, "it is divided by T, the number of uses"),
}
#: Question and item, where a loss with a constant is stated and where there is none.
_ASK = {
    True: ("Where does the loss's constant enter, and how often?", "B12"),
    False: ("Is every sum here a plain sum? Which line brings a constant in?", ""),
}


def constant_factor(
    task: Computed, probes: Sequence[Observation], graded: Sequence[Observation], block: str
) -> Cause | None:
    """A constant between the answer and the truth that moves with N, K and T as its name says.

    On the square draws all widths are equal: the graded ones tell which of them it is.
    """
    draws = [*probes, *graded]
    factors = [_factor(p.got.get(block), p.right[block]) for p in draws]
    if any(f is None for f in factors):
        return None
    if all(_near(f, -1.0) for f in factors):
        clause = "the sign is turned: this is minus the quantity asked for"
        question = "If this quantity goes up a little, does the loss go up or down?"
        return Cause(("sign-flipped",), clause, question, "S12", (block,))
    question, item = _ASK[_states_loss(task, probes[0])]
    named = _named(factors, [p.sizes for p in draws])
    if len(named) == 1:
        slug, clause = named[0]
        return Cause((slug,), clause, question, item, (block,))
    return None if named else _constant(factors, item, block)


def _named(factors: Sequence[float | None], sizes: Sequence[Sizes]) -> list[tuple[str, str]]:
    """Slug and clause of each whitelisted constant that the factors are."""
    found = []
    for sign, minus in ((1.0, ""), (-1.0, "minus-")):
        for name, (constant, words) in SCALES.items():
            if all(_near(f, sign * constant(s)) for f, s in zip(factors, sizes, strict=True)):
                clause = f"the numbers are all in place but {words}"
                clause += ", and its sign is turned" if minus else ""
                found.append((f"factor-{minus}{name}", clause))
    return found


def _states_loss(task: Computed, probe: Observation) -> bool:
    """Whether the reference takes a constant from a stated loss."""
    asked = []

    def constant(before: Any, context: Context) -> float:
        asked.append(context.loss)
        return float(before(context))

    task.reference(probe.inputs, at("constant", constant)(RIGHT))
    return bool(asked)


def _constant(factors: Sequence[float | None], item: str, block: str) -> Cause | None:
    first = factors[0]
    if first is None or abs(first - 1) < 1e-2 or not all(_near(f, first) for f in factors):
        return None
    clause = f"the right numbers are multiplied by {first:.4g}"
    # A message, and no name: nobody knows which constant it is.
    return Cause((), clause, "Which constant of the formula is this?", item, (block,))


def _factor(got: Array | None, right: Array) -> float | None:
    if got is None or got.shape != right.shape or np.count_nonzero(right) < 3:
        return None
    factor = float(np.vdot(right, got) / np.vdot(right, right))
    if factor == 0 or normwise_error(got, factor * right) > PROPORTIONAL:
        return None
    return factor


def _near(factor: float | None, constant: float) -> bool:
    return factor is not None and abs(factor - constant) <= SAME * abs(constant)


def arrangement(probes: Sequence[Observation], block: str) -> Cause | None:
    """The right numbers with their axes exchanged, or with an axis left that should be summed."""
    if all(_axes_exchanged(p.got.get(block), p.right[block]) for p in probes):
        return Cause(
            ("axes-swapped",),
            "the right numbers stand with their axes exchanged, as in another storage layout",
            "Which index comes first in the table of shapes?",
            "B11",
            (block,),
        )
    if all(_unsummed(p.got.get(block), p.right[block]) for p in probes):
        return Cause(
            ("batch-not-summed",),
            "the contributions stand side by side and are not summed",
            "Over which index does the loss add these up?",
            "B6",
            (block,),
        )
    return None


def _axes_exchanged(got: Array | None, right: Array) -> bool:
    if got is None or got.ndim != right.ndim or right.ndim < 2:
        return False
    orders = list(permutations(range(right.ndim)))[1:]
    return any(equal(got.transpose(order), right) for order in orders)


def _unsummed(got: Array | None, right: Array) -> bool:
    return (
        got is not None
        and got.ndim == right.ndim + 1
        and any(equal(got.sum(axis=axis), right) for axis in range(got.ndim))
    )
