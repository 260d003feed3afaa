"""What a page calls its exercises: by the headings above them."""

from __future__ import annotations

import re
from typing import Any

from autograder.catalogue.headings import heading_of
from autograder.execution.cells import Notebook

#: A heading, outside of code that is fenced.
HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$")
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
LONGEST = 120


class Titles:
    """The titles of a notebook and of its graded cells.

    Attributes
    ----------
    whole : str
        The first heading; empty if there is none.
    places : dict of str to str
        For each heading as a title, the name of its cell's place.
    """

    def __init__(self, notebook: Notebook) -> None:
        self._cells = notebook.cells
        self._above: list[str] = []
        self.places: dict[str, str] = {}
        latest = ""
        for number, cell in enumerate(notebook.cells):
            found = _headings(cell)
            for one in found:
                self.places.setdefault(one, f"cell-{number}")
            latest = found[-1] if found else latest
            self._above.append(latest)
        self.whole = next(iter(self.places), "")

    def of(self, number: int) -> str:
        """The title of a graded cell: of the course's exercise, or the heading above it."""
        name = self._cells[number].metadata.get("nbgrader", {}).get("grade_id", "")
        course = heading_of(name.removesuffix("-answer"))
        return course.title if course else self._above[number] or name


def _headings(cell: Any) -> list[str]:
    if cell.cell_type != "markdown" or cell.metadata.get("nbgrader", {}).get("solution"):
        return []
    found, fence = [], ""
    for line in cell.source.splitlines():
        mark = FENCE.match(line)
        if mark:
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        elif not fence and (heading := HEADING.match(line)):
            found.append(re.sub(r"^([A-Z]\d+[a-z]?)\. ", r"\1 · ", heading[1])[:LONGEST])
    return found
