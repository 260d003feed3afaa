"""Recognise a slip together with a constant that does not belong, such as a sign or a 1/N."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import replace

from autograder.exercises.exercise import Sizes
from autograder.judging.diagnosis.candidates import Candidates
from autograder.judging.diagnosis.evidence import Carried
from autograder.judging.diagnosis.factors import FACTORS, factor_between, near
from autograder.judging.diagnosis.mutants import steps_replaced
from autograder.judging.probe_draws import Combination
from autograder.judging.verdict import Cause
from autograder.slips import Slip

Constant = Callable[[Sizes], float]
#: The slug, the constant and the words of each second thing.
SECOND: dict[str, tuple[Constant, str]] = {
    "sign-flipped": (lambda s: -1.0, "its sign is turned"),
    **{f"factor-{name}": found for name, found in FACTORS.items()},
}


def slip_and_factor(candidates: Candidates, block: str, told: Container[str]) -> Cause | None:
    """The cause, if one slip gives a block up to a constant that has a name.

    Nothing is said if several slips, or several constants, would do. A slip whose clause is `told`
    already, as the cause of another block, is not told again.
    """
    for carried in candidates.carry_choices(block):
        found = [
            (slips, slug)
            for slug in _possible(candidates, block, carried)
            for slips in _up_to(candidates, slug, block, carried)
            if _goes_with_a_constant(slips[0])
        ]
        names = {(slips[0].slug, slug) for slips, slug in found}
        if len(names) == 1:
            (slip,), slug = found[0]
            second = SECOND[slug][1]
            if slip.clause in told:
                return Cause((slug,), second, slip.question, slip.item, (block,))
            clause = f"{slip.clause}, and, a second thing, {second}"
            return Cause((slip.slug, slug), clause, slip.question, slip.item, (block,))
        if names:
            return None
    return None


def _goes_with_a_constant(slip: Slip) -> bool:
    """Whether a slip comes in twos, and gives a gradient and not new weights."""
    return not slip.alone and "step" not in steps_replaced(slip)


def _possible(candidates: Candidates, block: str, carried: Carried) -> list[str]:
    """The constants that lie between the student's block and a slip's on the first draw."""
    first = candidates.observations[0]
    values = [candidates.value(slips, first, block, carried) for slips in candidates.singles]
    factors = {factor_between(first.got.get(block), v) for v in values if v is not None}
    return [
        slug
        for slug, (constant, _) in SECOND.items()
        if any(f is not None and near(f, constant(first.draw.sizes)) for f in factors)
    ]


def _up_to(candidates: Candidates, slug: str, block: str, carried: Carried) -> list[Combination]:
    """The slips that give the block when it is divided by the constant."""
    divided = _divided(candidates, SECOND[slug][0], block)
    fitting = [
        slips
        for slips in divided.fitting(divided.singles, block, carried)
        if not divided.is_contradicted(slips, block, carried, is_pair=True)
    ]
    return [] if divided.is_ambiguous(fitting, block, carried) else fitting


def _divided(candidates: Candidates, constant: Constant, block: str) -> Candidates:
    """The same answer with one block divided by the constant."""
    observations, graded = (
        [
            replace(o, got={**o.got, block: o.got[block] / constant(o.draw.sizes)})
            for o in seen
            if block in o.got
        ]
        for seen in (candidates.observations, candidates.graded)
    )
    return Candidates(candidates.task, observations, graded)
