"""Naming the slip behind wrong numbers, or saying that it is not known.

The student's function is run on three square, asymmetric draws of different sizes. A slip is named
only when it gives the student's numbers on all three and no other comes near (misconceptions,
section 9): first single slips, then arrangements, terms and constants, then pairs of slips. In an
answer of several blocks, a later block is explained from the student's own earlier ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.exercises.exercise import Computed
from autograder.judging.candidates import Candidates
from autograder.judging.factors import arrangement, constant_factor
from autograder.judging.mutants import Carry, Slips, Table
from autograder.judging.observation import Observation
from autograder.judging.terms import miscounted_terms
from autograder.judging.verdict import Cause


@dataclass(frozen=True)
class Diagnosis:
    """What is known: causes by block, blocks that follow rightly from wrong ones, and the rest."""

    causes: tuple[Cause, ...] = ()
    follows: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def is_whole(self, wrong: tuple[str, ...]) -> bool:
        """Whether one cause explains all that is wrong."""
        return len(self.causes) == 1 and set(self.causes[0].blocks) == set(wrong)


# A slip may give numbers beyond all bounds; a warning on stderr would cost points in nbgrader.
@np.errstate(all="ignore")
def diagnose(
    task: Computed,
    probes: Sequence[Observation],
    wrong: tuple[str, ...],
    table: Table | None = None,
    graded: Sequence[Observation] = (),
) -> Diagnosis:
    """The causes of the wrong blocks, as far as they are recognised beyond doubt.

    `probes` are the square draws; nothing on the `graded` ones may speak against a cause.
    """
    if not probes or not wrong:
        return Diagnosis(unknown=wrong)
    # What fails on other draws only has no cause that these draws could show.
    unseen = tuple(b for b in wrong if all(p.is_right(b) for p in probes))
    wrong = tuple(b for b in wrong if b not in unseen)
    if not wrong:
        return Diagnosis(unknown=unseen)
    candidates = Candidates(task, probes, table, graded)
    blocks = tuple(b.name for b in task.blocks)
    if len(blocks) > 1:
        whole = candidates.fitting_all(blocks)
        if whole:
            return Diagnosis((_cause(whole, wrong),))
    follows = tuple(b for b in wrong if _follows(candidates, b))
    causes = _singles(candidates, [b for b in wrong if b not in follows])
    for block, pair in _pairs(candidates, [b for b, c in causes.items() if _may_be_two(c)]).items():
        causes[block] = pair or causes[block]
    known = _merge(cause for cause in causes.values() if cause)
    return Diagnosis(tuple(known), follows, tuple(b for b, cause in causes.items() if not cause))


def _may_be_two(cause: Cause | None) -> bool:
    """A turned sign beside a constant is two things, if there are two slips to explain it."""
    return cause is None or any(slug.startswith("factor-minus-") for slug in cause.slugs)


def _follows(candidates: Candidates, block: str) -> bool:
    """Whether a wrong block is what the right rules make of the student's own earlier blocks."""
    for carry in filter(None, candidates.carries(block)):
        values = [(p, candidates.value((), p, block, carry)) for p in candidates.probes]
        if all(value is not None and probe.equals(block, value) for probe, value in values):
            return True
    return False


def _singles(candidates: Candidates, blocks: Sequence[str]) -> dict[str, Cause | None]:
    """One slip for each block; of several that fit, one that explains other blocks as well."""
    found = {b: _fitting(candidates, b) for b in blocks}
    explained = Counter(s for fitting, _ in found.values() for s in fitting)
    causes: dict[str, Cause | None] = {}
    for block, (fitting, carry) in found.items():
        if not fitting:
            causes[block] = _other_cause(candidates, block)
        elif candidates.is_ambiguous(fitting, block, carry):
            causes[block] = None
        else:
            # A slip that would have spoilt right blocks explains less than one that spares them.
            rank = {s: (-explained[s], candidates.spoils(s)) for s in fitting}
            best = min(rank.values())
            causes[block] = _cause([s for s in fitting if rank[s] == best], (block,))
    return causes


def _fitting(candidates: Candidates, block: str) -> tuple[list[Slips], Carry]:
    """The single slips that give a block, and from which earlier blocks they do."""
    for carry in candidates.carries(block):
        fitting = candidates.fitting(candidates.singles, block, carry)
        if fitting:
            return fitting, carry
    return [], ()


def _other_cause(candidates: Candidates, block: str) -> Cause | None:
    probes, task = candidates.probes, candidates.task
    return (
        arrangement(probes, block)
        or miscounted_terms(task, probes, block)
        or constant_factor(task, probes, candidates.graded, block)
    )


def _pairs(candidates: Candidates, unknown: Sequence[str]) -> dict[str, Cause | None]:
    """Two slips at once, for blocks that no single one explains.

    Where several pairs give the numbers of one block, the other blocks have to tell them apart.
    What goes on from an unknown block is left alone: two things in it would explain too little.
    """
    found: dict[str, list[Slips]] = {}
    for block in unknown:
        carry = candidates.carries(block)[0]
        lost = any(b in found and not found[b] for b in carry)
        pairs = () if lost else candidates.pairs(block, carry)
        found[block] = candidates.fitting(pairs, block, carry)
    shared = [set(fitting) for fitting in found.values() if fitting]
    everywhere = set.intersection(*shared) if shared else set()
    causes: dict[str, Cause | None] = {}
    for block, fitting in found.items():
        fitting = [p for p in fitting if p in everywhere] or fitting
        names = {frozenset(s.slug for s in slips) for slips in fitting}
        causes[block] = _cause(fitting, (block,)) if len(names) == 1 else None
    return causes


def _cause(found: list[Slips], blocks: tuple[str, ...]) -> Cause:
    """One cause for what fits. Several that fit and differ in name get one neutral message."""
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
    """Blocks with the same cause are said together."""
    kept: dict[tuple[tuple[str, ...], str], Cause] = {}
    for cause in causes:
        key = (cause.slugs, cause.clause)
        before = kept[key].blocks if key in kept else ()
        kept[key] = Cause(*key, cause.question, cause.item, (*before, *cause.blocks))
    return list(kept.values())
