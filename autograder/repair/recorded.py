"""What nbgrader's gradebook holds of a notebook's cells, written over a submission's own.

The released notebook lacks the hidden tests, and the points that count are the gradebook's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Notebook = Any


@dataclass(frozen=True)
class RecordedCell:
    """One cell as the gradebook has it; `points` is None where it earns none."""

    source: str
    checksum: str
    locked: bool
    points: float | None = None


def overwrite(notebook: Notebook, recorded: Mapping[str, RecordedCell]) -> None:
    """Give a repaired notebook's cells the gradebook's points, checksums and locked sources.

    nbgrader's `OverwriteCells` does the same, with a look-up for every cell.
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
