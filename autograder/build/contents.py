"""Make the table of the notebooks' headings: exercises and derivation items by heading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.build.fence import fence_of
from autograder.build.heading import heading_lines
from autograder.build.solution import without_solutions
from autograder.build.text import read_text
from autograder.exercises.exercise import Exercise

#: The table's place in a checkout.
PLACE = "autograder/catalogue/headings.json"
#: How prose names an item. `W1` and $W_1$ are variables, and B1 may be the label of a part.
NAMED = re.compile(r"\*\*([SMNWBYGF]\d{1,2})\*\*")
_CODE = re.compile(r"`[^`]*`")
_IN_BRACKETS = re.compile(rf" \({NAMED.pattern}\)")


def contents(solutions: Path, catalogue: Mapping[str, Exercise]) -> str:
    """The table as JSON: by notebook, a line for each heading, its exercise and its items."""
    table = {
        path.stem: list(_rows(read_text(path), catalogue))
        for path in sorted(solutions.glob("*.md"))
    }
    # A page has no exercises to lead to.
    notebooks = (
        f"{json.dumps(name)}: [\n" + ",\n".join(map(_line, rows)) + "\n]"
        for name, rows in table.items()
        if rows
    )
    return "{\n" + ",\n".join(notebooks) + "\n}\n"


def without_items(text: str) -> str:
    """The text for students, who do not know the items by their numbers."""
    return _IN_BRACKETS.sub("", text)


def _line(row: list[str]) -> str:
    return json.dumps(row, ensure_ascii=False)


def _rows(notebook: Any, catalogue: Mapping[str, Exercise]) -> Iterator[list[str]]:
    """Each heading that has an exercise or an item: its text, the exercise, the items."""
    heading, exercise, items = "", "", dict[str, None]()
    for found, value in parts(notebook):
        if found == "heading":
            if exercise or items:
                yield [heading, exercise, *items]
            heading, exercise, items = value, "", {}
        elif found == "item":
            items[value] = None
        elif value in catalogue:
            exercise = value
            items |= dict.fromkeys(catalogue[value].items)
    if exercise or items:
        yield [heading, exercise, *items]


def parts(notebook: Any) -> Iterator[tuple[str, str]]:
    """The headings, checks and items named by the prose of a notebook, in order."""
    for cell in notebook.cells:
        fence = fence_of(cell)
        if fence is not None and fence.kind == "check":
            yield "check", fence.id
        if cell.cell_type != "markdown":
            continue
        text = without_solutions(cell.source)
        lines = text.split("\n")
        starts = set(heading_lines(text))
        for number, line in enumerate(lines):
            if number in starts:
                yield "heading", re.sub(r"[`*]", "", line.lstrip("# ")).strip()
            else:
                yield from (("item", item) for item in NAMED.findall(_CODE.sub("", line)))
