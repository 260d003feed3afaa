"""Write the line under an exercise's heading: `*2 points · 5 minutes · difficulty 1 of 3*`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from autograder.build.fence import KINDS, Fence, fence_of
from autograder.exercises.exercise import Exercise

Notebook = Any

HEADING = re.compile(r"#{1,6} ")
CODE = re.compile(r" {0,3}(```|~~~)")
BY_HAND = re.compile(r"^[*_]+[\d.]+ points?\b.*[*_]$", re.M)


class Heading(NamedTuple):
    """The position of a heading: the index of a cell, and of a line in that cell."""

    cell: int
    line: int


def write_lines(notebook: Notebook, catalogue: Mapping[str, Exercise]) -> None:
    """Insert the line of each check and each written answer under its heading."""
    for fence, heading in list(_headings(notebook)):
        if heading is None:
            continue
        cell = notebook.cells[heading.cell]
        lines = cell.source.split("\n")
        after = lines[heading.line + 1 :]
        blank = [""] if after and after[0] else []
        written = ["", line(fence, catalogue.get(fence.id)), *blank]
        cell.source = "\n".join([*lines[: heading.line + 1], *written, *after])


def line(fence: Fence, exercise: Exercise | None) -> str:
    """The line about an exercise, from the catalogue or else from its fence."""
    if exercise is None:
        facts = [_count(fence.points or 0, "point"), _count(fence.minutes or 0, "minute")]
        facts += ["graded by a person"] if fence.kind == "written" else []
    else:
        facts = [
            _count(exercise.points, "point"),
            _count(exercise.minutes, "minute"),
            f"difficulty {exercise.difficulty} of 3",
        ]
    return f"*{' · '.join(facts)}*"


def heading_mistakes(notebook: Notebook) -> Iterator[str]:
    """One line of complaint for each exercise without a heading of its own."""
    users: dict[Heading, Fence] = {}
    for fence, heading in _headings(notebook):
        if heading is None:
            yield f"{fence}: expected a heading above it, for its points and minutes, got none"
        elif heading in users:
            text = notebook.cells[heading.cell].source.split("\n")[heading.line]
            yield (
                f"{fence}: expected a heading of its own, for its points and minutes, "
                f"got {text!r}, which belongs to {users[heading]}"
            )
        else:
            users[heading] = fence


def lines_by_hand(text: str) -> list[str]:
    """Lines of a Markdown cell that look like the one that the build writes."""
    return BY_HAND.findall(text)


def _headings(notebook: Notebook) -> Iterator[tuple[Fence, Heading | None]]:
    """Each check and each written answer, with the nearest heading above it."""
    heading = None
    for k, cell in enumerate(notebook.cells):
        fence = fence_of(cell)
        if fence is not None and KINDS[fence.kind].grade:
            yield fence, heading
        elif cell.cell_type == "markdown":
            found = heading_lines(cell.source)
            heading = Heading(k, found[-1]) if found else heading


def heading_lines(text: str) -> list[int]:
    """Indices of the lines that are headings, not lines of code."""
    found, in_code = [], False
    for number, one in enumerate(text.split("\n")):
        in_code ^= bool(CODE.match(one))
        if not in_code and HEADING.match(one):
            found.append(number)
    return found


def _count(number: float, word: str) -> str:
    return f"{number:g} {word}" if number == 1 else f"{number:g} {word}s"
