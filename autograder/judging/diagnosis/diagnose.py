"""Name the slip behind wrong numbers, or report that the cause is unknown.

A slip is named only if it gives the student's numbers on all three square draws and no other slip
comes close. In an answer of several blocks, a later block is explained from the student's own
earlier ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.exercises.exercise import Computed
from autograder.judging.diagnosis.axes import misplaced_axes
from autograder.judging.diagnosis.candidates import Candidates
from autograder.judging.diagnosis.evidence import Carried
from autograder.judging.diagnosis.factors import constant_factor
from autograder.judging.diagnosis.mixups import another_quantity
from autograder.judging.diagnosis.one_change import one_change
from autograder.judging.diagnosis.scaled_slips import slip_and_factor
from autograder.judging.diagnosis.terms import miscounted_terms
from autograder.judging.observations import Observation
from autograder.judging.probe_draws import Combination
from autograder.judging.verdict import Cause


@dataclass(frozen=True)
class Diagnosis:
    """The causes, the blocks that follow correctly from wrong ones, and the unexplained blocks."""

    causes: tuple[Cause, ...] = ()
    follows: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def is_whole(self, wrong: tuple[str, ...]) -> bool:
        """Whether a single slip explains all wrong blocks."""
        if len(self.causes) != 1 or self.causes[0].place:
            return False
        return set(self.causes[0].blocks) == set(wrong)


# A slip may overflow, and under nbgrader NumPy's warning on stderr would cost the student points.
@np.errstate(all="ignore")
def diagnose(
    task: Computed,
    observations: Sequence[Observation],
    wrong: tuple[str, ...],
    graded: Sequence[Observation] = (),
) -> Diagnosis:
    """The causes of the wrong blocks, as far as they can be named without doubt.

    Parameters
    ----------
    task : Computed
    observations : sequence of Observation
        The answer on the square draws; empty if it fails there.
    wrong : tuple of str
        The wrong blocks.
    graded : sequence of Observation
        The answer on the grading draws, none of which may contradict a cause.
    """
    if not observations or not wrong:
        return Diagnosis(unknown=wrong)
    # Square draws cannot show the cause of a block that is wrong only on other draws.
    unseen = tuple(b for b in wrong if all(o.is_right(b) for o in observations))
    wrong = tuple(b for b in wrong if b not in unseen)
    if not wrong:
        return Diagnosis(unknown=unseen)
    candidates = Candidates(task, observations, graded)
    blocks = tuple(b.name for b in task.blocks)
    if len(blocks) > 1:
        whole = candidates.fitting_all(blocks)
        if whole:
            return Diagnosis((_cause(whole, wrong),))
    follows = tuple(b for b in wrong if _follows(candidates, b))
    causes = _singles(candidates, [b for b in wrong if b not in follows])
    # One change that explains the whole answer is likelier than two slips.
    are_two = not all(causes.values()) or len({c.slugs for c in causes.values() if c}) > 1
    if are_two and (cause := one_change(task, observations, graded, wrong)):
        return Diagnosis((cause,))
    told = {cause.clause for cause in causes.values() if cause}
    for block, pair in _pairs(candidates, causes).items():
        causes[block] = pair or causes[block] or slip_and_factor(candidates, block, told)
    known = _merge(cause for cause in causes.values() if cause)
    return Diagnosis(tuple(known), follows, tuple(b for b, cause in causes.items() if not cause))


def _may_be_two(cause: Cause | None) -> bool:
    """Whether to try pairs: nothing was found, or a constant factor that also turns the sign."""
    return cause is None or any(slug.startswith("factor-minus-") for slug in cause.slugs)


def _follows(candidates: Candidates, block: str) -> bool:
    """Whether the right rules, applied to the student's own earlier blocks, give a wrong block."""
    for carried in filter(None, candidates.carry_choices(block)):
        values = [(o, candidates.value((), o, block, carried)) for o in candidates.observations]
        if all(value is not None and o.equals(block, value) for o, value in values):
            return True
    return False


def _singles(candidates: Candidates, blocks: Sequence[str]) -> dict[str, Cause | None]:
    """One slip for each block; if several fit, preferably one that explains other blocks too."""
    found = {b: _fitting(candidates, b) for b in blocks}
    explained = Counter(s for fitting, _ in found.values() for s in fitting)
    causes: dict[str, Cause | None] = {}
    for block, (fitting, carried) in found.items():
        if not fitting:
            causes[block] = _other_cause(candidates, block)
        elif candidates.is_ambiguous(fitting, block, carried):
            causes[block] = None
        else:
            # A slip that would also make right blocks wrong is the less likely cause.
            rank = {s: (-explained[s], candidates.spoils(s)) for s in fitting}
            best = min(rank.values())
            causes[block] = _cause([s for s in fitting if rank[s] == best], (block,))
    return _one_factor_for_all(candidates, causes)


def _one_factor_for_all(
    candidates: Candidates, causes: dict[str, Cause | None]
) -> dict[str, Cause | None]:
    """The causes; a block's slip gives way to a factor that is the cause of another block."""
    clauses = {cause.clause for cause in causes.values() if cause}
    found = dict(causes)
    for block, cause in causes.items():
        factor = _factor(candidates, block) if cause else None
        if factor and factor.clause in clauses:
            found[block] = factor
    return found


def _fitting(candidates: Candidates, block: str) -> tuple[list[Combination], Carried]:
    """The single slips that give a block, and the student's earlier blocks that they start from."""
    for carried in candidates.carry_choices(block):
        fitting = candidates.fitting(candidates.singles, block, carried)
        if fitting:
            return fitting, carried
    return [], ()


def _other_cause(candidates: Candidates, block: str) -> Cause | None:
    """A cause that is not a slip of one step."""
    observations, task = candidates.observations, candidates.task
    return (
        misplaced_axes(observations, block)
        or miscounted_terms(task, observations, block)
        or _factor(candidates, block)
        or another_quantity(observations, block)
    )


def _factor(candidates: Candidates, block: str) -> Cause | None:
    return constant_factor(candidates.task, candidates.observations, candidates.graded, block)


def _pairs(candidates: Candidates, singles: Mapping[str, Cause | None]) -> dict[str, Cause | None]:
    """Two slips at once, for blocks that no single one explains.

    If several pairs give the numbers of one block, the other blocks must decide between them. No
    pairs are tried for a block that depends on an unexplained one, and no pair is named that would
    also change a block in another way than the student's.
    """
    found: dict[str, list[Combination]] = {}
    for block in (b for b, cause in singles.items() if _may_be_two(cause)):
        carried = candidates.carry_choices(block)[0]
        is_lost = any(b in found and not found[b] for b in carried)
        pairs = () if is_lost else candidates.pairs(block, carried)
        fitting = candidates.fitting(pairs, block, carried)
        found[block] = list(dict.fromkeys(candidates.alone(p, block, carried) for p in fitting))
    lost = [b for b, fitting in found.items() if not fitting and not singles[b]]
    for block, fitting in found.items():
        found[block] = [p for p in fitting if not any(candidates.changes(p, b) for b in lost)]
    shared = [set(fitting) for fitting in found.values() if fitting]
    everywhere = set.intersection(*shared) if shared else set()
    causes: dict[str, Cause | None] = {}
    for block, fitting in found.items():
        fitting = [p for p in fitting if p in everywhere] or fitting
        names = {frozenset(s.slug for s in slips) for slips in fitting}
        causes[block] = _cause(fitting, (block,)) if len(names) == 1 else None
    return causes


def _cause(found: list[Combination], blocks: tuple[str, ...]) -> Cause:
    """One cause for the slips that fit; if they differ in name, its clause names each of them."""
    by_name = {tuple(sorted(s.slug for s in slips)): slips for slips in reversed(found)}
    if len(by_name) == 1:
        (slips,) = by_name.values()
        clause = ", and, a second thing, ".join(s.clause for s in slips)
        slugs = tuple(dict.fromkeys(s.slug for s in slips))
        return Cause(slugs, clause, slips[0].question, slips[0].item, blocks)
    several = [slips[0] for slips in by_name.values()]
    clauses = list(dict.fromkeys(s.clause for s in several))
    slugs = tuple(dict.fromkeys(s.slug for slips in by_name.values() for s in slips))
    clause = "; or if ".join(clauses) + ": the numbers are the same"
    return Cause(slugs, clause, several[0].question, several[0].item, blocks)


def _merge(causes: Iterable[Cause]) -> list[Cause]:
    """The causes without repetition, each with all its blocks."""
    kept: dict[tuple[tuple[str, ...], str], Cause] = {}
    for cause in causes:
        key = (cause.slugs, cause.clause)
        before = kept[key].blocks if key in kept else ()
        kept[key] = Cause(*key, cause.question, cause.item, (*before, *cause.blocks))
    return list(kept.values())
