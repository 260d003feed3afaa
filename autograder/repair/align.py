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
    """A cell of the result: the submitted cell, the cell of the release that it is, or both."""

    submitted: SubmittedCell | None
    released: ReleasedCell | None

    @property
    def is_fixed(self) -> bool:
        """Whether the release says that it must be there."""
        return self.released is not None and self.released.is_fixed


@dataclass(frozen=True)
class Alignment:
    """The cells in the release's order, each fixed cell once.

    Attributes
    ----------
    cells : list of AlignedCell
        The cells of the result.
    used : dict
        For each fixed cell that was submitted, the position of the cell that is used for it.
    moved : set of ReleasedCell
        Fixed cells that were submitted in another place.
    """

    cells: list[AlignedCell]
    used: dict[ReleasedCell, int]
    moved: set[ReleasedCell]


def align(cells: Sequence[SubmittedCell], matches: Matches, release: Release) -> Alignment:
    """Leave as many cells as possible where they are, and move the others where they belong."""
    selected = select_answers(cells, matches, release)
    stay = cells_that_stay(cells, matches, selected)
    aligned = []
    for k, (submitted, released) in enumerate(zip(cells, matches, strict=True)):
        if k in stay or released is None or not released.is_fixed:
            aligned.append(AlignedCell(submitted, released))
        elif selected.get(released) != k and _was_written(submitted, released):
            aligned.append(AlignedCell(submitted, None))
    used = {one: k for k, one in enumerate(matches) if one and one.is_fixed} | selected
    used |= {one: k for k in stay if (one := matches[k])}
    present = {one.released for one in aligned if one.released}
    for released in release.fixed:
        if released not in present:
            found = cells[used[released]] if released in used else None
            aligned.insert(_position(aligned, released), AlignedCell(found, released))
    return Alignment(aligned, used, moved=used.keys() - present)


def _was_written(copy: SubmittedCell, released: ReleasedCell) -> bool:
    """Whether a copy is kept, as a cell of the student's own.

    An unchanged one is not: run after the answer that counts, an empty answer would undo it.
    """
    return bool(copy.source.strip()) and not released.has_text(copy.source)


def _position(aligned: Sequence[AlignedCell], released: ReleasedCell) -> int:
    """Where a missing cell belongs: after the fixed cell that precedes it in the release.

    It also comes after the student's own cells there, which may be what it checks; but a set-up
    cell comes before them.
    """
    fixed = [
        k for k, one in enumerate(aligned) if one.is_fixed and _precedes(one.released, released)
    ]
    at = max(fixed, default=-1) + 1
    while at < len(aligned) and not aligned[at].is_fixed:
        other = aligned[at].released
        if (other is None and released.is_setup) or (other and not _precedes(other, released)):
            break
        at += 1
    return at


def _precedes(one: ReleasedCell | None, other: ReleasedCell) -> bool:
    return one is not None and one.index < other.index
