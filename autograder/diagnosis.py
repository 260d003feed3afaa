"""Naming the slip behind wrong numbers, or saying that it is not known.

The student's function is run on three square, asymmetric draws of different sizes. A slip is named
only when it gives the student's numbers on all three and no other comes near (misconceptions,
section 9): first single slips, then arrangements, terms and constants, then pairs of slips. In an
answer of several blocks, a later block is explained from the student's own earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from autograder.candidates import Candidates, Probe, Slips, Table, equal
from autograder.exercise import Computed
from autograder.ledger import ledger
from autograder.scales import arrangement, scale
from autograder.verdict import Cause


@dataclass(frozen=True)
class Diagnosis:
    """What is known: causes by block, blocks that follow rightly from wrong ones, and the rest."""

    causes: tuple[Cause, ...] = ()
    follows: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def is_whole(self, wrong: tuple[str, ...]) -> bool:
        """Whether one cause explains all that is wrong."""
        return len(self.causes) == 1 and set(self.causes[0].blocks) == set(wrong)


def diagnose(
    task: Computed, probes: list[Probe], wrong: tuple[str, ...], table: Table | None = None
) -> Diagnosis:
    """The causes of the wrong blocks, as far as they are recognised beyond doubt."""
    if not probes or not wrong:
        return Diagnosis(unknown=wrong)
    # What fails on other draws only has no cause that these draws could show.
    unseen = tuple(b for b in wrong if all(p.is_right(b) for p in probes))
    wrong = tuple(b for b in wrong if b not in unseen)
    if not wrong:
        return Diagnosis(unknown=unseen)
    candidates = Candidates(task, probes, table)
    blocks = tuple(b.name for b in task.blocks)
    if len(blocks) > 1:
        whole = candidates.fitting(candidates.singles, blocks)
        if whole:
            return Diagnosis((_cause(whole, wrong),))
    follows = tuple(b for b in wrong if _follows(candidates, b))
    causes = {b: _block_cause(candidates, b) for b in wrong if b not in follows}
    causes |= _pairs(candidates, [b for b, cause in causes.items() if cause is None])
    known = _merge(cause for cause in causes.values() if cause)
    return Diagnosis(tuple(known), follows, tuple(b for b, cause in causes.items() if not cause))


def _follows(candidates: Candidates, block: str) -> bool:
    """Whether a wrong block is what the right rules make of the student's own earlier blocks."""
    if not candidates.earlier(block):
        return False
    for k, probe in enumerate(candidates.probes):
        value = candidates.value((), k, block)
        if value is None or block not in probe.got or not equal(value, probe.got[block]):
            return False
    return True


def _block_cause(candidates: Candidates, block: str) -> Cause | None:
    single = candidates.fitting(candidates.singles, (block,))
    if single:
        # A slip that would have spoilt blocks that are right explains less than one that spares
        # them.
        least = min(map(candidates.spoils, single))
        single = [s for s in single if candidates.spoils(s) == least]
        return None if candidates.is_ambiguous(single, block) else _cause(single, (block,))
    probes = candidates.probes
    return (
        arrangement(probes, block) or ledger(candidates.task, probes, block) or scale(probes, block)
    )


def _pairs(candidates: Candidates, unknown: Sequence[str]) -> dict[str, Cause | None]:
    """Two slips at once, for blocks that no single one explains.

    Where several pairs give the numbers of one block, the other blocks have to tell them apart.
    """
    found = {b: candidates.fitting(combinations(candidates.touching(b), 2), (b,)) for b in unknown}
    shared = [set(pairs) for pairs in found.values() if pairs]
    everywhere = set.intersection(*shared) if shared else set()
    causes: dict[str, Cause | None] = {}
    for block, pairs in found.items():
        pairs = [p for p in pairs if p in everywhere] or pairs
        names = {frozenset(s.slug for s in slips) for slips in pairs}
        causes[block] = _cause(pairs, (block,)) if len(names) == 1 else None
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
