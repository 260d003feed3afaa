"""What was put right, in one plain line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.repair.align import Alignment
from autograder.repair.match import Matches
from autograder.repair.release import Release, ReleasedCell
from autograder.repair.submitted_cell import SubmittedCell

#: What nbgrader's metadata say of a cell that is graded; the rest changes nothing. Its points are
#: the gradebook's, and an instructor may have changed them since it was handed out.
DECISIVE = ("grade_id", "grade", "solution", "locked", "task")
#: More cells than this with one and the same trouble are one line.
MANY = 5


def cell_remarks(
    cells: Sequence[SubmittedCell], matches: Matches, release: Release, alignment: Alignment
) -> list[str]:
    """One line for each fixed cell and each thing that was put right about it."""
    copies = Counter(place for place in matches if place)
    said: dict[str, list[str]] = {}
    for place in release.fixed:
        if place in alignment.used:
            given = cells[alignment.used[place]]
            texts = list(_about(place, given, copies[place], place in alignment.moved))
        else:
            texts = [_about_missing(place)]
        for text in texts:
            said.setdefault(text, []).append(place.grade_id)
    return [line for text, names in said.items() for line in _lines(text, names)]


def _lines(text: str, names: Sequence[str]) -> list[str]:
    """One line for each cell; one for all where a program did it to most of them."""
    if len(names) > MANY:
        return [f"{len(names)} cells, {names[0]} to {names[-1]}: {text}"]
    return [f"{name}: {text}" for name in names]


def _about_missing(place: ReleasedCell) -> str:
    empty = " empty" if place.is_answer else ""
    return f"the {_kind(place)} was missing: put back{empty}"


def _about(place: ReleasedCell, given: SubmittedCell, copies: int, moved: bool) -> Iterator[str]:
    kind = _kind(place)
    if copies > 1 and place.is_answer:
        yield f"the answer was there {copies} times: the last one written before its check counts"
    elif copies > 1:
        yield f"the {kind} was there {copies} times: one is kept"
    if moved:
        yield f"the {kind} stood somewhere else: moved to its place"
    if given.kind != place.cell.cell_type:
        yield f"the {kind} was a {given.kind} cell: turned into a {place.cell.cell_type} cell"
    if not place.is_answer and given.source.strip() != place.source:
        yield f"the {kind} was changed: the released one is used"
    released = place.cell.metadata["nbgrader"]
    if any(given.graded.get(key) != released.get(key) for key in DECISIVE):
        yield f"nbgrader's metadata of the {kind} were changed or missing: put back"


def _kind(place: ReleasedCell) -> str:
    if place.is_answer:
        return "answer"
    return "check" if place.is_grade else "locked cell"


def kernel_remarks(document: Mapping[str, Any]) -> list[str]:
    """One line where the notebook asks for a kernel of another language, or for none."""
    metadata = _mapping(document.get("metadata"))
    spec, info = _mapping(metadata.get("kernelspec")), _mapping(metadata.get("language_info"))
    said = [spec.get("language"), info.get("name"), spec.get("name")]
    if any(isinstance(name, str) and name.lower().startswith("python") for name in said):
        return []
    if not spec:
        return ["the notebook named no kernel: Python's is used"]
    return ["the notebook asked for a kernel that is not Python's: Python's is used"]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
