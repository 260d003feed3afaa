"""What was put right, in one plain line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.repair.align import Alignment
from autograder.repair.match import Matches
from autograder.repair.release import Release, ReleasedCell
from autograder.repair.submitted_cell import SubmittedCell

#: The parts of nbgrader's metadata that decide how a cell is graded. Points are not among them:
#: those in the gradebook count, and an instructor may have changed them since the release.
DECISIVE = ("grade_id", "grade", "solution", "locked", "task")
#: If more cells than this have the same trouble, they share one line.
MANY = 5


def cell_remarks(
    cells: Sequence[SubmittedCell], matches: Matches, release: Release, alignment: Alignment
) -> list[str]:
    """One line for each fixed cell and each thing that was put right about it."""
    copies = Counter(released for released in matches if released)
    remarks: dict[str, list[str]] = {}
    for released in release.fixed:
        if released in alignment.used:
            submitted = cells[alignment.used[released]]
            moved = released in alignment.moved
            texts = list(_about(released, submitted, copies[released], moved))
        else:
            texts = [_about_missing(released)]
        for text in texts:
            remarks.setdefault(text, []).append(released.grade_id)
    return [line for text, names in remarks.items() for line in _lines(text, names)]


def _lines(text: str, names: Sequence[str]) -> list[str]:
    """One line for each cell; one for all if there are many, as a program will have done it."""
    if len(names) > MANY:
        return [f"{len(names)} cells, {names[0]} to {names[-1]}: {text}"]
    return [f"{name}: {text}" for name in names]


def _about_missing(released: ReleasedCell) -> str:
    empty = " empty" if released.is_answer else ""
    return f"the {_kind(released)} was missing: put back{empty}"


def _about(
    released: ReleasedCell, submitted: SubmittedCell, copies: int, moved: bool
) -> Iterator[str]:
    kind, expected = _kind(released), released.cell.cell_type
    if copies > 1 and released.is_answer:
        yield f"the answer was there {copies} times: the last one written before its check counts"
    elif copies > 1:
        yield f"the {kind} was there {copies} times: one is kept"
    if moved:
        yield f"the {kind} stood somewhere else: moved to its place"
    if submitted.kind != expected:
        yield f"the {kind} was a {submitted.kind} cell: turned into a {expected} cell"
    if not released.is_answer and not released.has_text(submitted.source):
        yield f"the {kind} was changed: the released one is used"
    metadata = released.cell.metadata["nbgrader"]
    if any(submitted.graded.get(key) != metadata.get(key) for key in DECISIVE):
        yield f"nbgrader's metadata of the {kind} were changed or missing: put back"


def _kind(released: ReleasedCell) -> str:
    if released.is_answer:
        return "answer"
    return "check" if released.is_grade else "locked cell"


def kernel_remarks(document: Mapping[str, Any]) -> list[str]:
    """One line if the notebook asks for a kernel of another language, or for none."""
    metadata = _mapping(document.get("metadata"))
    spec, info = _mapping(metadata.get("kernelspec")), _mapping(metadata.get("language_info"))
    names = [spec.get("language"), info.get("name"), spec.get("name")]
    if any(isinstance(name, str) and name.lower().startswith("python") for name in names):
        return []
    if not spec:
        return ["the notebook named no kernel: Python's is used"]
    return ["the notebook asked for a kernel that is not Python's: Python's is used"]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
