"""Name the slip in a line: the one declared wrong line that has the same values on every draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from autograder.derivations.language import Unreadable
from autograder.derivations.reading import read
from autograder.exercises.derivation import Wrong
from autograder.exercises.derivation_checks import SAME, same, values_of
from autograder.exercises.read_stages import ReadStage, WrongLine
from autograder.judging.derivation.cases import Cases, Values
from autograder.judging.derivation.lines import LineResult
from autograder.judging.derivation.one_change import one_change_in
from autograder.judging.verdict import Cause
from autograder.reference.rules import Array

_SIGN = "If this quantity goes up a little, does the loss go up or down?"
_NOTHING = "all that the line adds up cancels: it is always 0"
_ZERO = "Which factor of each term is 0, or which terms cancel each other?"
_FACTOR = "Which constant of the line is this, and where does it come from?"


def cause_of(cases: Cases, k: int, found: LineResult) -> Cause | None:
    """The cause of a wrong line of stage `k`, if exactly one slip gives its values."""
    stage = cases.stages[k]
    if found.line is None or found.values is None:
        return _cause(_fitting_square(cases, k, found), stage)
    if found.only_here:
        return _cause(_fitting_freely(cases, stage, found), stage)
    if vanishes(found.values, cases.truth(stage)):
        # Many slips would fit; drawn freely, symbols whose sums cancel here may tell them apart.
        return _cause(_fitting_freely(cases, stage, found), stage) or Cause(
            (), _NOTHING, _ZERO, blocks=(stage.name,)
        )
    own = [w.wrong for w in stage.wrong if _fits(found.values, cases.wrong(w))]
    if stage.free and len({w.slug for w in own}) > 1:
        own = _fitting_freely(cases, stage, found) or own
    return (
        _cause(own, stage)
        or _cause(_fitting_elsewhere(cases, k, found.values), stage)
        or _constant(found.values, cases.truth(stage), stage)
        or one_change_in(cases, k, found)
    )


def vanishes(values: Values, truth: Values) -> bool:
    """Whether a line is 0 on every draw, up to rounding."""
    return all(
        np.abs(value).max() <= SAME * np.abs(right).max()
        for value, right in zip(values, truth, strict=True)
    )


def _fits(values: Values, wrong: Values | None) -> bool:
    return wrong is not None and same(values, wrong)


def _fitting_freely(cases: Cases, stage: ReadStage, found: LineResult) -> list[Wrong]:
    """The wrong lines that have the same values also where symbols are drawn freely."""
    assert found.line is not None and found.values is not None
    try:
        free = values_of(found.line, cases.draws, stage.free)
    except Unreadable:
        return []
    if vanishes(free, cases.truth(stage)):
        return []
    return [
        w.wrong
        for w in stage.wrong
        if _fits(found.values, cases.wrong(w)) and _fits(free, cases.wrong(w, stage.free))
    ]


def _fitting_elsewhere(cases: Cases, k: int, values: Values) -> list[Wrong]:
    """The wrong lines of another stage: what is mixed up there has the same values here."""
    found = (
        [w.wrong for w in stage if _fits(values, cases.wrong(w))] for stage in _others(cases, k)
    )
    return next((one for one in found if one), [])


def _others(cases: Cases, k: int) -> list[tuple[WrongLine, ...]]:
    """The wrong lines of the other stages: first the line above, then those before, then later."""
    return [stage.wrong for stage in (*reversed(cases.stages[:k]), *cases.stages[k + 1 :])]


def _fitting_square(cases: Cases, k: int, found: LineResult) -> list[Wrong]:
    """The wrong lines whose values a line has if all axes are of one size.

    So a line is recognised that mixes up axes, and has no value anywhere else.
    """
    stage, truth = cases.stages[k], cases.square_truth(cases.stages[k])
    if stage.square is None or truth is None:
        return []
    try:
        values = values_of(read(found.text, stage.square), cases.square, stage.free)
        if same(values, truth) or vanishes(values, truth):
            return []
    except Unreadable:
        return []
    stages = (stage.wrong, *_others(cases, k))
    fitting = (
        [w.wrong for w in one if _fits_square(cases, values, w, stage.free)] for one in stages
    )
    return next((one for one in fitting if one), [])


def _fits_square(cases: Cases, values: Values, one: WrongLine, free: tuple[str, ...]) -> bool:
    if one.square is None:
        return False
    try:
        return same(values, values_of(one.square, cases.square, free))
    except Unreadable:
        return False


def _cause(found: Iterable[Wrong], stage: ReadStage) -> Cause | None:
    """One cause for the slips that fit; if they differ in name, its clause names each of them."""
    by_slug = {wrong.slug: wrong for wrong in reversed(list(found))}
    if not by_slug:
        return None
    several = list(reversed(by_slug.values()))
    first = several[0]
    clause = "; or if ".join(dict.fromkeys(wrong.clause for wrong in several))
    clause += ": the values are the same" if len(several) > 1 else ""
    slugs = tuple(wrong.slug for wrong in several)
    return Cause(slugs, clause, first.question, first.item, (stage.name,))


def _constant(values: Values, truth: Values, stage: ReadStage) -> Cause | None:
    """The cause, if the line is the same multiple of the truth on every draw."""
    factors = [_factor(*pair) for pair in zip(values, truth, strict=True)]
    if None in factors or not same(*_as_arrays(factors)):
        return None
    factor = float(factors[0] or 0.0)
    blocks = (stage.name,)
    if abs(factor + 1) < 1e-8:
        clause = "the sign is turned: this is minus the quantity asked for"
        return Cause(("sign-flipped",), clause, _SIGN, blocks=blocks)
    return Cause((), f"the right line is multiplied by {factor:.4g}", _FACTOR, blocks=blocks)


def _as_arrays(factors: Sequence[Any]) -> tuple[list[Array], list[Array]]:
    ones = [np.asarray(factor) for factor in factors]
    return ones, [ones[0]] * len(ones)


def _factor(value: Array, right: Array) -> float | None:
    """The number by which the truth is multiplied; None if there is no such number."""
    scale = float(np.vdot(right, right))
    factor = float(np.vdot(right, value)) / scale if scale else 0.0
    return factor if factor and same([value], [factor * right]) else None
