"""Read what a cell's fence says in a text notebook: what the cell is for, and its id.

`answer="ID"` marks an answer, `check="ID"` its check, `locked="ID"` a cell that students must not
change, and `written="ID"` a written answer that a person grades. All other cells have no such mark.
A check or a written answer that is not in the catalogue also gives its `points=2 minutes=5`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from autograder.exercises.checks import is_amount
from autograder.repair.cell_role import ANSWER

Cell = Any


class Kind(NamedTuple):
    """A kind of cell: which types of cell it can be, and its flags in nbgrader's metadata."""

    cell_types: tuple[str, ...]
    grade: bool = False
    locked: bool = False
    solution: bool = False


KINDS = {
    "answer": Kind(("code",), solution=True),
    "check": Kind(("code",), grade=True, locked=True),
    "locked": Kind(("code", "markdown"), locked=True),
    "written": Kind(("markdown",), grade=True, solution=True),
}
AMOUNTS = ("points", "minutes")
FORMS = 'answer="ID", check="ID", locked="ID" or written="ID"'
ID = re.compile(r"[A-Za-z0-9_-]+")
#: nbgrader limits a grade_id to the length of a cell id.
LONGEST = 64
#: Where Jupytext keeps the number of blank lines after a cell, and attributes that it cannot parse.
BLANK_LINES = "lines_to_next_cell"
UNREADABLE = "incorrectly_encoded_metadata"
WRITTEN_BY_THE_BUILD = {"nbgrader", "grade_id", "grade", "solution", "task", "schema_version"}


class Fence(NamedTuple):
    """What a cell is for, by its fence."""

    kind: str
    id: str
    points: float | None
    minutes: float | None

    @property
    def grade_id(self) -> str:
        """The cell's id in nbgrader."""
        return self.id + ANSWER if self.kind == "answer" else self.id

    def __str__(self) -> str:
        """As written on the fence."""
        return f'{self.kind}="{self.id}"'


def fence_of(cell: Cell) -> Fence | None:
    """What a cell is for; None if students may change it freely, or if its fence is wrong."""
    kinds = [kind for kind in KINDS if kind in cell.metadata]
    if len(kinds) != 1 or not isinstance(cell.metadata[kinds[0]], str):
        return None
    given = cell.metadata
    return Fence(kinds[0], given[kinds[0]], given.get("points"), given.get("minutes"))


def fences(notebook: Any) -> list[Fence]:
    """What the cells of a notebook are for, in order, without those free to change."""
    return [fence for cell in notebook.cells if (fence := fence_of(cell)) is not None]


def nbgrader_metadata(fence: Fence, points: float | None) -> dict[str, Any]:
    """The cell's nbgrader metadata, in version 3 of the schema."""
    kind = KINDS[fence.kind]
    metadata = {
        "grade": kind.grade,
        "grade_id": fence.grade_id,
        "locked": kind.locked,
        "schema_version": 3,
        "solution": kind.solution,
        "task": False,
    }
    if kind.grade and points is not None:
        metadata["points"] = int(points) if points == int(points) else points
    return metadata


def fence_mistakes(cell: Cell) -> Iterator[str]:
    """One line for each mistake on the fence of a cell."""
    given = cell.metadata
    yield from _unknown(given)
    kinds = [kind for kind in KINDS if kind in given]
    if len(kinds) > 1:
        yield f"expected one of {', '.join(KINDS)} on a fence, got {' and '.join(kinds)}"
    elif kinds:
        yield from _kind_mistakes(cell, kinds[0])
    elif stray := [name for name in AMOUNTS if name in given]:
        yield f"expected {stray[0]} on a check or a written answer, got it on another cell"


def _unknown(given: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(set(given) - {*KINDS, *AMOUNTS, "tags", BLANK_LINES}):
        if name == UNREADABLE:
            yield f"expected {FORMS} on a fence, got {given[name]!r}; likely a quote is missing"
        elif name in WRITTEN_BY_THE_BUILD:
            yield f"expected {FORMS} on a fence, got {name!r}; the build writes it, so delete it"
        else:
            near = difflib.get_close_matches(name, [*KINDS, *AMOUNTS, "tags"], n=1)
            likely = f"; likely {near[0]!r} is meant" if near else ""
            yield f"expected {FORMS} on a fence, got {name!r}{likely}"


def _kind_mistakes(cell: Cell, kind: str) -> Iterator[str]:
    given = cell.metadata
    fence = fence_of(cell)
    if fence is None or not ID.fullmatch(fence.id) or len(fence.grade_id) > LONGEST:
        yield (
            f"expected an id of letters, digits, _ and -, of at most {LONGEST} characters "
            f"including {ANSWER}, got {given[kind]!r}"
        )
    types = KINDS[kind].cell_types
    if cell.cell_type not in types:
        yield f"expected {kind} on a {types[0]} cell, got it on a {cell.cell_type} cell"
    for name in AMOUNTS:
        if not KINDS[kind].grade and name in given:
            yield f"expected {name} only on a check or a written answer, got {given[name]!r} here"
        elif name in given and not is_amount(given[name]):
            yield f"expected {name} to be a number of at least 0, got {given[name]!r}"
        elif kind == "written" and name not in given:
            yield f"expected points=... and minutes=... on a written answer, got no {name}"
