"""The slips that an exercise has room for, and what each of them gives on the diagnosing draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autograder.compare import relative_error
from autograder.exercise import Computed, Sizes
from autograder.rules import RIGHT, Array
from autograder.slips import SLIPS, Slip

#: A slip gives the student's numbers when it differs from them by less than this …
SAME = 1e-6
#: … and explains all but this part of what is wrong with them.
PART = 1e-3

Slips = tuple[Slip, ...]
Carry = tuple[str, ...]
Table = dict[tuple[Slips, int, Carry], dict[str, Array] | None]


@dataclass(frozen=True)
class Probe:
    """One diagnosing draw: sizes, inputs, the truth, what came, and how exact that can be."""

    sizes: Sizes
    inputs: Mapping[str, Any]
    right: Mapping[str, Array]
    got: Mapping[str, Array]
    same: Mapping[str, float] = field(default_factory=dict)

    def is_right(self, block: str) -> bool:
        """Whether the student has this block right on this draw."""
        return block in self.got and equal(self.got[block], self.right[block], self._same(block))

    def fits(self, block: str, value: Array | None) -> bool:
        """Whether `value` is what the student has, and not merely close to it."""
        if value is None or block not in self.got:
            return False
        got = self.got[block]
        # A block of zeros fits whatever is small: it means nothing.
        if not np.any(got) or not equal(value, got, self._same(block)):
            return False
        return self.is_right(block) or self.left_over(block, value) <= PART

    def left_over(self, block: str, value: Array) -> float:
        """The part of the student's deviation from the truth that `value` does not explain."""
        got, right = self.got[block], self.right[block]
        if value.shape != got.shape:
            return np.inf
        if got.shape != right.shape:
            return relative_error(value, got)
        return float(np.linalg.norm(value - got) / max(float(np.linalg.norm(right - got)), 1e-300))

    def _same(self, block: str) -> float:
        return self.same.get(block, SAME)


def equal(one: Array, other: Array, tolerance: float = SAME) -> bool:
    """Whether two results are the same numbers in the same shape."""
    return one.shape == other.shape and relative_error(one, other) <= tolerance


class Candidates:
    """The slips that make a difference to an exercise, with their values kept once computed.

    `table` keeps the values that depend on the draws alone: whoever tries many answers on the same
    draws hands over the same table.
    """

    def __init__(self, task: Computed, probes: list[Probe], table: Table | None = None) -> None:
        self.task = task
        self.probes = probes
        self._table: Table = {} if table is None else table
        self._carried: Table = {}
        self.singles = [(s,) for s in (*SLIPS, *task.own) if self._has_effect(s)]

    def values(self, slips: Slips, k: int, carry: Carry = ()) -> dict[str, Array] | None:
        """What the reference gives with these slips on draw `k`; `None` where they do not apply.

        `carry` names earlier blocks that are taken from the student and not computed.
        """
        table = self._carried if carry else self._table
        key = (slips, k, carry)
        if key not in table:
            table[key] = slipped(self.task, slips, self.probes[k], carry)
        return table[key]

    def value(self, slips: Slips, k: int, block: str) -> Array | None:
        """One block of `values`, from the student's own earlier blocks."""
        return (self.values(slips, k, self.earlier(block)) or {}).get(block)

    def earlier(self, block: str) -> Carry:
        """The blocks that come before `block` in the backward pass and were handed in wrong."""
        layers = self.task.carries
        return tuple(
            other
            for other, layer in layers.items()
            if other != block
            and (block not in layers or layer > layers[block])
            and self._is_usable(other)
        )

    def _is_usable(self, block: str) -> bool:
        """Whether one can go on from a wrong block: its shape is right, and it says something."""
        return not self.probes[0].is_right(block) and all(
            block in p.got
            and p.got[block].shape == p.right[block].shape
            and (p.got[block].size == 1 or np.ptp(p.got[block]) > 0)
            for p in self.probes
        )

    def fitting(self, sets: Iterable[Slips], blocks: tuple[str, ...]) -> list[Slips]:
        """Those that give the student's numbers in all these blocks, on every draw."""
        return [s for s in sets if all(self._fits(s, k, blocks) for k in range(len(self.probes)))]

    def _fits(self, slips: Slips, k: int, blocks: tuple[str, ...]) -> bool:
        if len(blocks) == 1:
            return self.probes[k].fits(blocks[0], self.value(slips, k, blocks[0]))
        values = self.values(slips, k)
        return values is not None and all(
            self.probes[k].fits(b, values.get(b))
            or (
                self.probes[k].is_right(b)
                and b in values
                and equal(values[b], self.probes[k].right[b])
            )
            for b in blocks
        )

    def touching(self, block: str) -> list[Slip]:
        """The slips of a step that change this block, from the student's own earlier blocks."""
        right = self.value((), 0, block)
        values = [(s, self.value((s,), 0, block)) for (s,) in self.singles if s.change]
        return [s for s, v in values if v is None or right is None or not equal(v, right)]

    def spoils(self, slips: Slips) -> int:
        """How many blocks that the student has right these slips would make wrong."""
        probe, values = self.probes[0], self.values(slips, 0) or {}
        return sum(
            b not in values or not equal(values[b], probe.right[b])
            for b in probe.right
            if probe.is_right(b)
        )

    def is_ambiguous(self, found: list[Slips], block: str) -> bool:
        """Whether a slip of another name comes too close to what was found (P5)."""
        names = {s.slug for slips in found for s in slips}
        others = [one for (one,) in self.singles if one.slug not in names]
        draws = range(len(self.probes))
        return any(all(self._near(one, k, block) for k in draws) for one in others)

    def _near(self, slip: Slip, k: int, block: str) -> bool:
        value = self.value((slip,), k, block)
        return value is not None and self.probes[k].left_over(block, value) < PART

    def _has_effect(self, slip: Slip) -> bool:
        """Whether the exercise has the slip's step, and the slip makes a difference there."""
        # On one draw alone a slip may happen to change nothing.
        return any(self._shows((slip,), k) for k in range(len(self.probes)))

    def _shows(self, slips: Slips, k: int) -> bool:
        values, right = self.values(slips, k), self.probes[k].right
        return values is not None and any(
            np.isfinite(values[b]).all() and not equal(_as(values[b], right[b]), right[b])
            for b in right
        )


def _as(value: Array, right: Array) -> Array:
    """(1, n) as (n,): with one sample these are the same answer."""
    return value.reshape(right.shape) if value.size == right.size and right.ndim <= 1 else value


def slipped(
    task: Computed, slips: Slips, probe: Probe, carry: Carry = ()
) -> dict[str, Array] | None:
    """What the reference gives with these slips in it; `None` where they do not apply."""
    try:
        with np.errstate(all="ignore"):
            if slips and slips[0].values is not None:
                # A slip of one block leaves the others as they are.
                right = probe.right or task.reference(probe.inputs, RIGHT)
                values = {**right, **slips[0].values(probe.inputs)}
            else:
                rules = replace(
                    RIGHT, carried={task.carries[b]: np.atleast_2d(probe.got[b]) for b in carry}
                )
                for slip in slips:
                    rules = slip.rules(rules)
                values = task.reference(probe.inputs, rules)
            return {name: np.asarray(value, dtype=float) for name, value in values.items()}
    except Exception:
        # A slip outside its territory may fail in any way: then it does not apply.
        return None
