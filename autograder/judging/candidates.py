"""The slips that an exercise has room for, and what each of them gives on the diagnosing draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np

from autograder.exercises.exercise import Computed, Sizes
from autograder.judging.mutants import Carry, Slips, Steps, Table, Values, mutant, steps_of
from autograder.judging.observation import PART, Observation, equal
from autograder.reference.rules import Array
from autograder.slips import SLIPS, Slip


class Candidates:
    """The slips that an exercise has room for, with what each of them gives.

    `table` keeps what depends on the draws alone: whoever tries many answers on the same draws
    hands over the same table. `graded` are draws with different sizes, on which most slips cannot
    be evaluated: those that can must fit there too.
    """

    def __init__(
        self,
        task: Computed,
        probes: Sequence[Observation],
        table: Table | None = None,
        graded: Sequence[Observation] = (),
    ) -> None:
        self.task = task
        self.probes = probes
        self.graded = graded
        self._table = Table() if table is None else table
        self._carried: dict[tuple[Slips, Sizes, Carry], Values] = {}
        # An exercise's own words come before the general ones.
        self.singles: list[Slips] = [(s,) for s in (*task.own, *SLIPS) if self._applies(s)]
        self._usable = [b for b in task.carry_forward if self._can_go_on_from(b)]

    def values(self, slips: Slips, probe: Observation, carry: Carry = ()) -> Values:
        """What the reference gives with these slips on a draw; `None` where they do not apply.

        `carry` names earlier blocks that are taken from the student and not computed.
        """
        kept = self._carried if carry else self._table.values
        key = (slips, probe.sizes, carry)
        if key not in kept:
            kept[key] = mutant(self.task, slips, probe, carry)
        return kept[key]

    def value(self, slips: Slips, probe: Observation, block: str, carry: Carry) -> Array | None:
        """One block of `values`."""
        return (self.values(slips, probe, carry) or {}).get(block)

    def carries(self, block: str) -> list[Carry]:
        """From which of the student's own earlier blocks to explain `block`, best first.

        All of them: then a slip before a right block cannot be the reason. Failing that the wrong
        ones, failing that none: a later line need not go on from what was handed in.
        """
        names = list(self.task.carry_forward)
        before = names[: names.index(block)] if block in names else names
        usable = tuple(b for b in before if b in self._usable)
        wrong = tuple(b for b in usable if not self.probes[0].is_right(b))
        return list(dict.fromkeys((usable, wrong, ())))

    def _can_go_on_from(self, block: str) -> bool:
        """Whether one can go on from a block: its shape is right, and it says something."""
        return all(
            block in p.got
            and p.got[block].shape == p.right[block].shape
            and (p.got[block].size == 1 or np.ptp(p.got[block]) > 0)
            for p in self.probes
        )

    def fitting_all(self, blocks: tuple[str, ...]) -> list[Slips]:
        """The single slips that give the student's whole answer, on every draw."""
        return [
            s
            for s in self.singles
            if all(self._fits_all(s, p, blocks) for p in self.probes)
            and self._stands(s, blocks, ())
        ]

    def fitting(self, sets: Iterable[Slips], block: str, carry: Carry) -> list[Slips]:
        """Those that give the student's numbers in this block, on every draw."""
        return [
            s
            for s in sets
            if all(p.fits(block, self.value(s, p, block, carry)) for p in self.probes)
            and self._stands(s, (block,), carry)
        ]

    def _fits_all(self, slips: Slips, probe: Observation, blocks: tuple[str, ...]) -> bool:
        values = self.values(slips, probe)
        return values is not None and all(
            probe.fits(b, values.get(b))
            or (probe.is_right(b) and b in values and equal(values[b], probe.right[b]))
            for b in blocks
        )

    def _stands(self, slips: Slips, blocks: tuple[str, ...], carry: Carry) -> bool:
        """Whether nothing on the graded draws, where all sizes differ, speaks against it."""
        for probe in self.graded:
            values = self.values(slips, probe, carry)
            if values and any(b in probe.got and not probe.equals(b, values[b]) for b in blocks):
                return False
        return True

    def touching(self, block: str, carry: Carry) -> list[Slip]:
        """The slips of a step that change this block, from the student's own earlier blocks."""
        first = self.probes[0]
        right = self.value((), first, block, carry)
        values = [(s, self.value((s,), first, block, carry)) for (s,) in self.singles if s.change]
        return [s for s, v in values if v is None or right is None or not equal(v, right)]

    def pairs(self, block: str, carry: Carry) -> list[Slips]:
        """Two slips that change this block; not where nothing is left of one beside the other."""
        together = combinations(self.touching(block, carry), 2)
        return [(inner, outer) for inner, outer in together if not self._masks(outer, inner)]

    def _masks(self, outer: Slip, inner: Slip) -> bool:
        """Whether one slip, made after another, never makes use of what the other has changed."""
        one, other = self._steps(outer), self._steps(inner)
        return other.replaced <= one.replaced and not other.replaced & one.asked

    def _steps(self, slip: Slip) -> Steps:
        if slip not in self._table.steps:
            self._table.steps[slip] = steps_of(self.task, slip, self.probes[0])
        return self._table.steps[slip]

    def spoils(self, slips: Slips) -> int:
        """How many blocks that the student has right these slips would make wrong."""
        probe = self.probes[0]
        values = self.values(slips, probe) or {}
        return sum(
            b not in values or not equal(values[b], probe.right[b])
            for b in probe.right
            if probe.is_right(b)
        )

    def is_ambiguous(self, found: list[Slips], block: str, carry: Carry) -> bool:
        """Whether a slip of another name comes too close to what was found (P5)."""
        names = {s.slug for slips in found for s in slips}
        others = [one for one in self.singles if one[0].slug not in names]
        return any(all(self._near(one, p, block, carry) for p in self.probes) for one in others)

    def _near(self, slips: Slips, probe: Observation, block: str, carry: Carry) -> bool:
        value = self.value(slips, probe, block, carry)
        return value is not None and probe.left_over(block, value) < PART

    def _applies(self, slip: Slip) -> bool:
        """Whether the exercise has the slip's step; where it changes nothing, it fits nothing."""
        # It applies to all draws or none.
        return self.values((slip,), self.probes[0]) is not None

    def effective(self) -> list[Slip]:
        """The slips that make a difference; on one draw alone they may happen to make none."""
        shown = (s for s in self.singles if any(self._shows(s, probe) for probe in self.probes))
        return [slip for (slip,) in shown]

    def _shows(self, slips: Slips, probe: Observation) -> bool:
        values, right = self.values(slips, probe), probe.right
        return values is not None and any(
            np.isfinite(values[b]).all() and not equal(values[b], right[b]) for b in right
        )
