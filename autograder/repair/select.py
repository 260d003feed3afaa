"""Which of several copies of a cell counts, and which cells stay where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from autograder.repair.match import Matches
from autograder.repair.release import Release, ReleasedCell, defined
from autograder.repair.submitted_cell import SubmittedCell

#: What it costs to move a cell: an answer has the student's own cells around it.
ANSWER, UNCHANGED, CHANGED = 4, 2, 1


def select_answers(
    cells: Sequence[SubmittedCell], matches: Matches, release: Release
) -> dict[ReleasedCell, int]:
    """Which cell is the answer, for each answer that was handed in.

    Of several copies the last one that was written in and stands before the last check: that is
    the one the check saw when the notebook last ran. A copy that does not define what the answer
    has to define is a scratch cell, and an untouched one is no answer; either counts only where
    there is nothing better.
    """
    last = {place: k for k, place in enumerate(matches) if place}
    chosen: dict[ReleasedCell, int] = {}
    for k, place in enumerate(matches):
        if place and place.is_answer:
            check = release.checks.get(place)
            end = last.get(check, len(cells)) if check else len(cells)
            rank = partial(_rank, cells, place, end)
            chosen[place] = max(chosen.get(place, k), k, key=rank)
    return chosen


def _rank(
    cells: Sequence[SubmittedCell], place: ReleasedCell, end: int, k: int
) -> tuple[bool, bool, bool, int]:
    """How much speaks for the cell at `k` as the answer at `place`."""
    written = cells[k].source.strip() not in ("", place.source)
    return written, place.names <= defined(cells[k].source), k < end, k


def cells_that_stay(
    cells: Sequence[SubmittedCell], matches: Matches, counted: Mapping[ReleasedCell, int]
) -> set[int]:
    """Cells that already stand in the release's order: the heaviest rising sequence of them."""
    fixed = [
        (k, place)
        for k, place in enumerate(matches)
        if place and place.is_fixed and (not place.is_answer or counted[place] == k)
    ]
    best: list[tuple[int, int]] = []  # the weight up to a cell, and which of `fixed` precedes it
    for n, (k, place) in enumerate(fixed):
        before = [m for m in range(n) if fixed[m][1].index < place.index]
        previous = max(before, key=lambda m: best[m][0], default=-1)
        weight = best[previous][0] if before else 0
        best.append((weight + _weight(cells[k], place), previous))
    at = max(range(len(fixed)), key=lambda m: best[m][0], default=-1)
    kept = set()
    while at >= 0:
        kept.add(fixed[at][0])
        at = best[at][1]
    return kept


def _weight(cell: SubmittedCell, place: ReleasedCell) -> int:
    if place.is_answer:
        return ANSWER
    return UNCHANGED if cell.source.strip() == place.source else CHANGED
