"""Finding which cell of the release each submitted cell is."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.repair.release import Release, ReleasedCell, defined
from autograder.repair.submitted_cell import SubmittedCell

#: For each submitted cell the cell of the release that it is, or None for one of the student's.
Matches = list[ReleasedCell | None]


def match(cells: Sequence[SubmittedCell], release: Release) -> Matches:
    """Match cells by nbgrader id, else by cell id, else by what they say; copies match alike."""
    matches: Matches = [release.by_grade_id.get(cell.grade_id) for cell in cells]
    _by_id(matches, cells, release)
    _by_text(matches, cells, release)
    for place in release.fixed:
        if place.is_answer and place not in matches:
            _by_likeness(matches, cells, place)
    return matches


def _by_id(matches: Matches, cells: Sequence[SubmittedCell], release: Release) -> None:
    """A program that drops nbgrader's metadata mostly keeps the ids."""
    found = set(filter(None, matches))
    for k, cell in enumerate(cells):
        place = release.by_id.get(cell.id)
        if matches[k] is None and place not in found:
            matches[k] = place


def _by_text(matches: Matches, cells: Sequence[SubmittedCell], release: Release) -> None:
    """A copy through the clipboard may lose both, but not the text."""
    found = set(filter(None, matches))
    for k, cell in enumerate(cells):
        place = release.by_source.get(cell.source.strip())
        if matches[k] is None and place not in found:
            matches[k] = place


def _by_likeness(matches: Matches, cells: Sequence[SubmittedCell], place: ReleasedCell) -> None:
    """An answer without any id: the only cell that defines its names, or stands in its place."""
    if place.names:
        found = [
            k
            for k, cell in enumerate(cells)
            if matches[k] is None and cell.kind == "code" and place.names <= defined(cell.source)
        ]
    else:
        found = _between_neighbours(matches, cells, place)
    if len(found) == 1:
        matches[found[0]] = place


def _between_neighbours(
    matches: Matches, cells: Sequence[SubmittedCell], place: ReleasedCell
) -> list[int]:
    """Cells of the same kind, unknown to the release, between the answer's two neighbours."""
    before = [k for k, one in enumerate(matches) if one and one.index < place.index]
    after = [k for k, one in enumerate(matches) if one and one.index > place.index]
    start, end = max(before, default=-1) + 1, min(after, default=len(cells))
    return [
        k for k in range(start, end) if matches[k] is None and cells[k].kind == place.cell.cell_type
    ]
