"""Cells as nbgrader's gradebook has recorded them, which overwrite those of a submission.

The released notebook lacks the hidden tests, and the points in the gradebook are those that count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Notebook = Any


@dataclass(frozen=True)
class RecordedCell:
    """One cell as the gradebook has it; `points` is None if it cannot earn any."""

    source: str
    checksum: str
    locked: bool
    points: float | None = None


def overwrite(notebook: Notebook, recorded: Mapping[str, RecordedCell]) -> None:
    """Give a repaired notebook's cells the gradebook's points, checksums and locked sources.

    nbgrader's `OverwriteCells` does the same, with a database query for every cell.
    """
    for cell in notebook.cells:
        graded = cell.metadata.get("nbgrader", {})
        known = recorded.get(graded.get("grade_id", ""))
        if known is None:
            continue
        graded["checksum"] = known.checksum
        if known.points is not None:
            graded["points"] = known.points
        if known.locked:
            cell.source = known.source
