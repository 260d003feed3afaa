"""Putting cells where the release has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.repair.match import Matches
from autograder.repair.release import Release, ReleasedCell
from autograder.repair.select import cells_that_stay, select_answers
from autograder.repair.submitted_cell import SubmittedCell


@dataclass(frozen=True)
class AlignedCell:
    """A cell of the result: what was handed in, the cell of the release that it is, or both."""

    given: SubmittedCell | None
    place: ReleasedCell | None

    @property
    def is_fixed(self) -> bool:
        """Whether the release says that it must be there."""
        return self.place is not None and self.place.is_fixed


@dataclass(frozen=True)
class Alignment:
    """The cells in the release's order, each fixed cell once.

    Attributes
    ----------
    aligned : list of AlignedCell
        The cells of the result.
    used : dict
        For each fixed cell the position in the submission of the cell that became it.
    moved : set of ReleasedCell
        Fixed cells that stood somewhere else.
    """

    aligned: list[AlignedCell]
    used: dict[ReleasedCell, int]
    moved: set[ReleasedCell]


def align(cells: Sequence[SubmittedCell], matches: Matches, release: Release) -> Alignment:
    """Leave as many cells as possible where they are, and put the others where they belong."""
    counted = select_answers(cells, matches, release)
    stay = cells_that_stay(cells, matches, counted)
    aligned = []
    for k, (cell, place) in enumerate(zip(cells, matches, strict=True)):
        if k in stay or place is None or not place.is_fixed:
            aligned.append(AlignedCell(cell, place))
        elif counted.get(place) != k and _says_something(cell, place):
            aligned.append(AlignedCell(cell, None))
    used = {place: k for k, place in enumerate(matches) if place and place.is_fixed} | counted
    used |= {place: k for k in stay if (place := matches[k])}
    there = {slot.place for slot in aligned if slot.place}
    for place in release.fixed:
        if place not in there:
            given = cells[used[place]] if place in used else None
            aligned.insert(_position(aligned, place), AlignedCell(given, place))
    return Alignment(aligned, used, moved=used.keys() - there)


def _says_something(copy: SubmittedCell, place: ReleasedCell) -> bool:
    """Whether a copy stays as a cell of the student's own.

    An unchanged one does not: run after the answer that counts, an empty answer would undo it.
    """
    return copy.source.strip() not in ("", place.source)


def _position(aligned: Sequence[AlignedCell], place: ReleasedCell) -> int:
    """Where a cell belongs: behind the fixed cell that comes before it in the release.

    Behind the student's own cells there, too, which may be what it checks; but set-up cells
    come before those.
    """
    fixed = [k for k, slot in enumerate(aligned) if slot.is_fixed and _comes(slot.place, place)]
    at = max(fixed, default=-1) + 1
    while at < len(aligned) and not aligned[at].is_fixed:
        known = aligned[at].place
        if (known is None and place.is_setup) or (known and not _comes(known, place)):
            break
        at += 1
    return at


def _comes(one: ReleasedCell | None, before: ReleasedCell) -> bool:
    return one is not None and one.index < before.index
