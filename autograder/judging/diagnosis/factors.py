"""Recognise answers that are a constant multiple of the truth, such as N times too large."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from autograder.exercises.exercise import Computed, Sizes
from autograder.judging.compare import normwise_error
from autograder.judging.observations import SAME, Observation, equal
from autograder.judging.verdict import Cause
from autograder.reference.rules import RIGHT, Array
from autograder.slips.slip import at

#: An answer is a multiple of the truth if it deviates from one by no more than this.
PROPORTIONAL = 1e-8

#: The named constants: the end of the slug, the constant as a function of the sizes, the words.
FACTORS: dict[str, tuple[Callable[[Sizes], float], str]] = {
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
#: Question and item, if the exercise states a loss with a constant (True) and if it does not.
_ASK = {
    True: ("Where does the loss's constant enter, and how often?", "B12"),
    False: ("Is every sum here a plain sum? Which line brings a constant in?", ""),
}


def common_factor(observations: Sequence[Observation], block: str) -> float | None:
    """The number, the same on all draws, by which a block is multiplied; None if there is none."""
    factors = [factor_between(o.got.get(block), o.right[block]) for o in observations]
    first = factors[0]
    if first is None or not all(f is not None and near(f, first) for f in factors):
        return None
    return round(first, 6)


def constant_factor(
    task: Computed,
    observations: Sequence[Observation],
    graded: Sequence[Observation],
    block: str,
) -> Cause | None:
    """The cause, if a block is a constant multiple of the truth.

    The constant has a name if it varies with the sizes as that name says. On the square draws all
    widths are equal; the grading draws show which of them it is.
    """
    everywhere = [*observations, *graded]
    found = [factor_between(o.got.get(block), o.right[block]) for o in everywhere]
    factors = [f for f in found if f is not None]
    if len(factors) < len(found) or not _vary([o.right[block] for o in everywhere]):
        return None
    if all(near(f, -1.0) for f in factors):
        clause = "the sign is turned: this is minus the quantity asked for"
        question = "If this quantity goes up a little, does the loss go up or down?"
        return Cause(("sign-flipped",), clause, question, "S12", (block,))
    question, item = _ASK[_may_be_the_loss(task, observations[0])]
    named = _named(factors, [o.draw.sizes for o in everywhere])
    if len(named) == 1:
        slug, clause = named[0]
        return Cause((slug,), clause, question, item, (block,))
    return None if named else _constant(factors, item, block)


def _named(factors: Sequence[float], sizes: Sequence[Sizes]) -> list[tuple[str, str]]:
    """Slug and clause of each named constant that gives these factors."""
    found = []
    for sign, minus in ((1.0, ""), (-1.0, "minus-")):
        for name, (constant, words) in FACTORS.items():
            if all(near(f, sign * constant(s)) for f, s in zip(factors, sizes, strict=True)):
                clause = f"the numbers are all in place but {words}"
                clause += ", and its sign is turned" if minus else ""
                found.append((f"factor-{minus}{name}", clause))
    return found


def _may_be_the_loss(task: Computed, observation: Observation) -> bool:
    """Whether the constant of a stated loss is in wrong blocks only."""
    right = observation.right
    doubled = at("constant", lambda before, context: 2 * before(context))(RIGHT)
    values = task.reference(observation.draw.inputs, doubled)
    changed = [b for b in right if not equal(np.asarray(values[b]), right[b])]
    return bool(changed) and not any(map(observation.is_right, changed))


def _constant(factors: Sequence[float], item: str, block: str) -> Cause | None:
    """The cause for a constant without a name: its clause gives the value, and it has no slug."""
    first = factors[0]
    if abs(first - 1) < 1e-2 or not all(near(f, first) for f in factors):
        return None
    clause = f"the right numbers are multiplied by {first:.4g}"
    return Cause((), clause, "Which constant of the formula is this?", item, (block,))


def factor_between(got: Array | None, right: Array) -> float | None:
    """The number by which the truth is multiplied; None if there is no such number."""
    if got is None or got.shape != right.shape or not np.any(right):
        return None
    factor = float(np.vdot(right, got) / np.vdot(right, right))
    if factor == 0 or normwise_error(got, factor * right) > PROPORTIONAL:
        return None
    return factor


def _vary(rights: Sequence[Array]) -> bool:
    """Whether the right numbers are enough, and different enough, to tell a factor by."""
    return len(np.unique(np.concatenate([np.abs(right).ravel() for right in rights]))) >= 3


def near(factor: float, constant: float) -> bool:
    """Whether a factor is this constant, up to rounding."""
    return abs(factor - constant) <= SAME * abs(constant)
