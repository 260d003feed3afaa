"""The slips that apply to an exercise, and which of them give a student's numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np

from autograder.exercises.exercise import Computed, Sizes
from autograder.judging.diagnosis.evidence import Carried, Evidence
from autograder.judging.diagnosis.mutants import (
    is_from_scratch,
    mutant,
    steps_replaced,
    steps_used,
)
from autograder.judging.observations import PART, Observation, equal
from autograder.judging.probe_draws import Combination, Draw, Values
from autograder.reference.rules import Array
from autograder.slips import SLIPS, Slip

#: The slips that apply to a task on draws of some sizes: they are the same on every draw. The task
#: is kept along with them, so that no other one gets its identity.
_APPLYING: dict[tuple[int, Sizes], tuple[Computed, list[Combination]]] = {}


class Candidates:
    """The slips that apply to an exercise, compared with one answer.

    Parameters
    ----------
    task : Computed
    observations : sequence of Observation
        The answer on the square draws.
    graded : sequence of Observation
        The answer on the grading draws, whose sizes all differ. Many slips cannot be computed
        there; those that can must fit there too.
    """

    def __init__(
        self,
        task: Computed,
        observations: Sequence[Observation],
        graded: Sequence[Observation] = (),
    ) -> None:
        self.task = task
        self.observations = observations
        self.graded = graded
        self._from_carried: dict[tuple[Combination, Draw, Carried], Values] = {}
        self._steps = self._steps_used(None)
        self.singles = self._applying()
        self._usable = [b for b in task.carry_forward if self._can_go_on_from(b)]

    def _applying(self) -> list[Combination]:
        """The single slips that apply; the exercise's own come first, as their words are closer."""
        key = id(self.task), self.observations[0].draw.sizes
        if key not in _APPLYING:
            found = [(s,) for s in (*self.task.own, *SLIPS) if self._applies(s)]
            _APPLYING[key] = self.task, list[Combination](found)
        return _APPLYING[key][1]

    def values(self, slips: Combination, observation: Observation, carried: Carried = ()) -> Values:
        """What the reference gives with these slips on a draw; None if one does not apply."""
        draw = observation.draw
        if not carried:
            if slips not in draw.mutants:
                draw.mutants[slips] = mutant(self.task, slips, draw)
            return draw.mutants[slips]
        key = (slips, draw, carried)
        if key not in self._from_carried:
            own = {block: observation.got[block] for block in carried}
            self._from_carried[key] = mutant(self.task, slips, draw, own)
        return self._from_carried[key]

    def value(
        self, slips: Combination, observation: Observation, block: str, carried: Carried
    ) -> Array | None:
        """One block of `values`."""
        return (self.values(slips, observation, carried) or {}).get(block)

    def carry_choices(self, block: str) -> list[Carried]:
        """The sets of the student's own earlier blocks from which to explain `block`, best first.

        First all of them, which rules out slips in steps that come before a right block. Then only
        the wrong ones. Then none, as a later line need not use the values that were returned.
        """
        names = list(self.task.carry_forward)
        before = names[: names.index(block)] if block in names else names
        usable = tuple(b for b in before if b in self._usable)
        wrong = tuple(b for b in usable if not self.observations[0].is_right(b))
        return list(dict.fromkeys((usable, wrong, ())))

    def _can_go_on_from(self, block: str) -> bool:
        """Whether later blocks can be computed from it: right shape, and entries that differ."""
        return all(
            block in o.got
            and o.got[block].shape == o.right[block].shape
            and (o.got[block].size == 1 or np.ptp(o.got[block]) > 0)
            for o in self.observations
        )

    def fitting_all(self, blocks: tuple[str, ...]) -> list[Combination]:
        """The single slips that give the student's whole answer, on every draw."""
        return [
            slips
            for slips in self.singles
            if all(self._fits_all(slips, o, blocks) for o in self.observations)
            and not self._is_refuted(slips, blocks, ())
        ]

    def fitting(
        self, tried: Iterable[Combination], block: str, carried: Carried
    ) -> list[Combination]:
        """Those slips that give the student's numbers in this block, and spoil no right one."""
        return [
            slips
            for slips in tried
            if all(o.fits(block, self.value(slips, o, block, carried)) for o in self.observations)
            and not self._is_refuted(slips, (block,), carried)
            and not self.is_contradicted(slips, block, carried, is_pair=len(slips) > 1)
        ]

    def is_contradicted(
        self, slips: Combination, block: str, carried: Carried, *, is_pair: bool = False
    ) -> bool:
        """Whether a right block contradicts slips that give this one; see `Evidence`."""
        return Evidence(self.observations, self.values, block, carried, is_pair).contradicts(slips)

    def _fits_all(
        self, slips: Combination, observation: Observation, blocks: tuple[str, ...]
    ) -> bool:
        values, right = self.values(slips, observation), observation.right
        return values is not None and all(
            observation.fits(b, values.get(b))
            or (observation.is_right(b) and b in values and equal(values[b], right[b]))
            for b in blocks
        )

    def _is_refuted(self, slips: Combination, blocks: tuple[str, ...], carried: Carried) -> bool:
        """Whether the slips give numbers that differ from the student's on a grading draw."""
        for observation in self.graded:
            values = self.values(slips, observation, carried)
            if values and any(
                b in observation.got and not observation.equals(b, values[b]) for b in blocks
            ):
                return True
        return False

    def alone(self, slips: Combination, block: str, carried: Carried) -> Combination:
        """One of two slips, if it gives the block by itself when it is made at some calls only."""
        evidence = Evidence(self.observations, self.values, block, carried)
        return next(((slip,) for slip in slips if evidence.gives_alone(slip)), slips)

    def changes(self, slips: Combination, block: str) -> bool:
        """Whether slips change this block, given all of the student's earlier ones."""
        first, carried = self.observations[0], self.carry_choices(block)[0]
        value, right = (self.value(s, first, block, carried) for s in (slips, ()))
        return value is None or right is None or not equal(value, right)

    def changing(self, block: str, carried: Carried) -> list[Slip]:
        """The slips for pairs that change this block, given the student's earlier blocks."""
        first = self.observations[0]
        right = self.value((), first, block, carried)
        slips = [s for (s,) in self.singles if s.change and not s.alone]
        values = [(s, self.value((s,), first, block, carried)) for s in slips]
        return [s for s, v in values if v is None or right is None or not equal(v, right)]

    def pairs(self, block: str, carried: Carried) -> list[Combination]:
        """Pairs of slips that change this block, without those that are one thing, not two."""
        together = combinations(self.changing(block, carried), 2)
        return [
            (inner, outer)
            for inner, outer in together
            if not self._hides(outer, inner)
            and not (
                steps_replaced(inner) & steps_replaced(outer)
                and self._is_from_scratch(inner, block, carried)
            )
        ]

    def _is_from_scratch(self, slip: Slip, block: str, carried: Carried) -> bool:
        """Whether a second slip of the same step would only change what this one made up."""
        draw, key = self.observations[0].draw, (slip, block, carried)
        if key not in draw.from_scratch:
            draw.from_scratch[key] = is_from_scratch(self.task, slip, draw, block, carried)
        return draw.from_scratch[key]

    def _hides(self, outer: Slip, inner: Slip) -> bool:
        """Whether `outer`, applied after `inner`, never uses a rule that `inner` has replaced."""
        replaced = steps_replaced(inner)
        return replaced <= steps_replaced(outer) and not replaced & self._steps_used(outer)

    def _steps_used(self, slip: Slip | None) -> frozenset[str]:
        draw = self.observations[0].draw
        if slip not in draw.rules_used:
            draw.rules_used[slip] = steps_used(self.task, slip, draw)
        return draw.rules_used[slip]

    def spoils(self, slips: Combination) -> int:
        """How many of the student's right blocks would be wrong with these slips."""
        first = self.observations[0]
        values = self.values(slips, first) or {}
        return sum(
            b not in values or not equal(values[b], first.right[b])
            for b in first.right
            if first.is_right(b)
        )

    def is_ambiguous(self, found: list[Combination], block: str, carried: Carried) -> bool:
        """Whether a slip of another name comes too close to those found."""
        names = {s.slug for slips in found for s in slips}
        others = [slips for slips in self.singles if slips[0].slug not in names]
        return any(
            all(self._comes_near(slips, o, block, carried) for o in self.observations)
            and not self.is_contradicted(slips, block, carried)
            for slips in others
        )

    def _comes_near(
        self, slips: Combination, observation: Observation, block: str, carried: Carried
    ) -> bool:
        value = self.value(slips, observation, block, carried)
        return value is not None and observation.unexplained(block, value) < PART

    def _applies(self, slip: Slip) -> bool:
        """Whether the slip can be computed. One that changes nothing passes, but fits nothing."""
        if slip.change and not steps_replaced(slip) & self._steps:
            return False
        # A slip applies to all draws or to none.
        return self.values((slip,), self.observations[0]) is not None

    def effective(self) -> list[Slip]:
        """The slips that make a difference on at least one draw."""
        return [
            slip
            for (slip,) in self.singles
            if any(self._shows((slip,), o) for o in self.observations)
        ]

    def _shows(self, slips: Combination, observation: Observation) -> bool:
        values, right = self.values(slips, observation), observation.right
        return values is not None and any(
            np.isfinite(values[b]).all() and not equal(values[b], right[b]) for b in right
        )
