"""Putting cells where the release has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.repair.choose import counting, staying
from autograder.repair.given import Given
from autograder.repair.match import Matches
from autograder.repair.release import Place, Release


@dataclass(frozen=True)
class Slot:
    """A cell of the result: what was handed in, the cell of the release that it is, or both."""

    given: Given | None
    place: Place | None

    @property
    def is_fixed(self) -> bool:
        """Whether the release says that it must be there."""
        return self.place is not None and self.place.is_fixed


@dataclass(frozen=True)
class Arranged:
    """The cells in the release's order, each fixed cell once.

    Attributes
    ----------
    slots : list of Slot
        The cells of the result.
    used : dict
        For each fixed cell the position in the submission of the cell that became it.
    moved : set of Place
        Fixed cells that stood somewhere else.
    """

    slots: list[Slot]
    used: dict[Place, int]
    moved: set[Place]


def arrange(cells: Sequence[Given], matches: Matches, release: Release) -> Arranged:
    """Leave as many cells as possible where they are, and put the others where they belong."""
    counted = counting(cells, matches, release)
    stay = staying(cells, matches, counted)
    slots = []
    for k, (cell, place) in enumerate(zip(cells, matches, strict=True)):
        if k in stay or place is None or not place.is_fixed:
            slots.append(Slot(cell, place))
        elif counted.get(place) != k and _says_something(cell, place):
            slots.append(Slot(cell, None))
    used = {place: k for k, place in enumerate(matches) if place and place.is_fixed} | counted
    used |= {place: k for k in stay if (place := matches[k])}
    there = {slot.place for slot in slots if slot.place}
    for place in release.fixed:
        if place not in there:
            given = cells[used[place]] if place in used else None
            slots.insert(_position(slots, place), Slot(given, place))
    return Arranged(slots, used, moved=used.keys() - there)


def _says_something(copy: Given, place: Place) -> bool:
    """Whether a copy stays as a cell of the student's own.

    An unchanged one does not: run after the answer that counts, an empty answer would undo it.
    """
    return copy.source.strip() not in ("", place.source)


def _position(slots: Sequence[Slot], place: Place) -> int:
    """Where a cell belongs: behind the fixed cell that comes before it in the release.

    Behind the student's own cells there, too, which may be what it checks; but set-up cells
    come before those.
    """
    fixed = [k for k, slot in enumerate(slots) if slot.is_fixed and _comes(slot.place, place)]
    at = max(fixed, default=-1) + 1
    while at < len(slots) and not slots[at].is_fixed:
        known = slots[at].place
        if (known is None and place.is_setup) or (known and not _comes(known, place)):
            break
        at += 1
    return at


def _comes(one: Place | None, before: Place) -> bool:
    return one is not None and one.index < before.index
