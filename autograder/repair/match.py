"""Finding out which cell of the release each submitted cell is."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.boundary.defined import defined
from autograder.repair.cell_role import recognizable
from autograder.repair.release import Release, ReleasedCell
from autograder.repair.submitted_cell import SubmittedCell

#: For each submitted cell the cell of the release that it is, or None for one of the student's own.
Matches = list[ReleasedCell | None]


def match(cells: Sequence[SubmittedCell], release: Release) -> Matches:
    """Match cells by nbgrader id, by cell id, or by their text; copies match the same cell."""
    matches: Matches = [release.by_grade_id.get(cell.grade_id) for cell in cells]
    _match_by_id(matches, cells, release)
    _match_by_text(matches, cells, release)
    for released in release.fixed:
        if released.is_answer and released not in matches:
            _match_by_likeness(matches, cells, released)
    return matches


def _match_by_id(matches: Matches, cells: Sequence[SubmittedCell], release: Release) -> None:
    """Match by cell id: programs that drop nbgrader's metadata mostly keep the ids."""
    found = set(filter(None, matches))
    for k, cell in enumerate(cells):
        released = release.by_id.get(cell.id)
        if matches[k] is None and released not in found:
            matches[k] = released


def _match_by_text(matches: Matches, cells: Sequence[SubmittedCell], release: Release) -> None:
    """Match by text: a copy through the clipboard may lose metadata and id, but not the text."""
    found = set(filter(None, matches))
    for k, cell in enumerate(cells):
        if matches[k] is not None:
            continue
        released = release.by_source.get(recognizable(cell.source))
        if released not in found:
            matches[k] = released


def _match_by_likeness(
    matches: Matches, cells: Sequence[SubmittedCell], answer: ReleasedCell
) -> None:
    """Match an answer to the only cell that defines its names, or else to the one in its place."""
    if answer.names:
        found = [
            k
            for k, cell in enumerate(cells)
            if matches[k] is None and cell.kind == "code" and answer.names <= defined(cell.source)
        ]
    else:
        found = _between_neighbours(matches, cells, answer)
    if len(found) == 1:
        matches[found[0]] = answer


def _between_neighbours(
    matches: Matches, cells: Sequence[SubmittedCell], answer: ReleasedCell
) -> list[int]:
    """Unmatched cells of the answer's kind between its two neighbours."""
    before = [k for k, one in enumerate(matches) if one and one.index < answer.index]
    after = [k for k, one in enumerate(matches) if one and one.index > answer.index]
    start, end = max(before, default=-1) + 1, min(after, default=len(cells))
    return [
        k
        for k in range(start, end)
        if matches[k] is None and cells[k].kind == answer.cell.cell_type
    ]
