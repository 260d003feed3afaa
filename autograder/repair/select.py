"""Which of several copies of an answer counts, and which cells stay where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from autograder.boundary.defined import defined
from autograder.repair.match import Matches
from autograder.repair.release import Release, ReleasedCell
from autograder.repair.submitted_cell import SubmittedCell

#: The cost of moving a cell. An answer costs most, as the student's own cells are around it.
ANSWER, UNCHANGED, CHANGED = 4, 2, 1


def select_answers(
    cells: Sequence[SubmittedCell], matches: Matches, release: Release
) -> dict[ReleasedCell, int]:
    """For each submitted answer, the position of the copy that counts.

    It is the last copy that was written in and stands before the last check: the one that the check
    saw when the notebook last ran. A copy that does not define what the answer has to define is a
    scratch cell, and an untouched copy is not an answer; such copies count only if there is nothing
    better.
    """
    last = {released: k for k, released in enumerate(matches) if released}
    selected: dict[ReleasedCell, int] = {}
    for k, released in enumerate(matches):
        if released and released.is_answer:
            check = release.checks.get(released)
            end = last.get(check, len(cells)) if check else len(cells)
            rank = partial(_rank, cells, released, end)
            selected[released] = max(selected.get(released, k), k, key=rank)
    return selected


def _rank(
    cells: Sequence[SubmittedCell], answer: ReleasedCell, end: int, k: int
) -> tuple[bool, bool, bool, int]:
    """How good a candidate the cell at `k` is for an answer whose check stands at `end`."""
    written = cells[k].source.strip() not in ("", answer.source)
    return written, answer.names <= defined(cells[k].source), k < end, k


def cells_that_stay(
    cells: Sequence[SubmittedCell], matches: Matches, selected: Mapping[ReleasedCell, int]
) -> set[int]:
    """The cells that stand in the release's order already: the heaviest increasing subsequence."""
    fixed = [
        (k, released)
        for k, released in enumerate(matches)
        if released and released.is_fixed and (not released.is_answer or selected[released] == k)
    ]
    best: list[tuple[int, int]] = []  # the weight up to each of `fixed`, and the one before it
    for n, (k, released) in enumerate(fixed):
        before = [m for m in range(n) if fixed[m][1].index < released.index]
        previous = max(before, key=lambda m: best[m][0], default=-1)
        weight = best[previous][0] if before else 0
        best.append((weight + _weight(cells[k], released), previous))
    at = max(range(len(fixed)), key=lambda m: best[m][0], default=-1)
    kept = set()
    while at >= 0:
        kept.add(fixed[at][0])
        at = best[at][1]
    return kept


def _weight(submitted: SubmittedCell, released: ReleasedCell) -> int:
    if released.is_answer:
        return ANSWER
    return UNCHANGED if released.has_text(submitted.source) else CHANGED
