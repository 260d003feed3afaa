"""The rubric of each question that a person grades, beside the answer, for that person alone.

It is what stands in the answer's cell in `source/`, and is added to the notebook in `autograded/`,
which the formgrader shows. It is never handed out, and feedback pages leave it out: while others
may still hand in, a model answer must not go around.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

from autograder.build.solution import solutions
from autograder.repair.cell_role import grade_id, is_graded, is_solution

#: In the metadata of a rubric's cell; repair lets no cell of a submission keep any.
MARK = "backhand_rubric"
TITLE = "For the person who grades: rubric from `source/`"
LOOK_ALIKE = "Another cell of this notebook looks like this one. It is the student's."


class Rubric(NamedTuple):
    """What the source says on a question: Markdown, and the pictures in it."""

    text: str
    attachments: Mapping[str, Any]


#: For each notebook's name, the rubrics by the ids of their questions.
Rubrics = Mapping[str, Mapping[str, Rubric]]


def read_rubrics(source: Path) -> dict[str, dict[str, Rubric]]:
    """The rubrics in the folder of an assignment's source; none where it cannot be read."""
    found = {}
    for path in sorted(source.glob("*.ipynb")):
        try:
            notebook = nbformat.reads(path.read_text("utf-8"), as_version=4)
            found[path.stem] = dict(rubrics_of(notebook))
        except Exception:  # grading does not need it
            continue
    return found


def rubrics_of(notebook: Any) -> Iterator[tuple[str, Rubric]]:
    """The rubrics in a notebook of `source/`, with the ids of their questions."""
    for cell in notebook.cells:
        if not (is_graded(cell) and is_solution(cell)):
            continue
        # Where a cell marks no solution, nbgrader takes all of it out.
        text = "\n\n".join(solutions(cell.source)) or cell.source
        if not text.strip() or "BEGIN SOLUTION" in text:
            continue
        text = text.strip("\n")
        text = f"```python\n{text}\n```" if cell.cell_type == "code" else text
        yield grade_id(cell), Rubric(text, dict(cell.get("attachments", {})))


def add_rubrics(notebook: Any, rubrics: Mapping[str, Rubric]) -> None:
    """Put each rubric below the answer that it is about; those of an earlier time go."""
    cells = [cell for cell in notebook.cells if MARK not in cell.metadata]
    imitated = any(TITLE.casefold() in cell.source.casefold() for cell in cells)
    taken = {cell.get("id") for cell in cells}
    notebook.cells = []
    for cell in cells:
        notebook.cells.append(cell)
        rubric = rubrics.get(grade_id(cell))
        if rubric is not None and is_graded(cell) and is_solution(cell):
            notebook.cells.append(_cell(grade_id(cell), rubric, taken, imitated=imitated))


def without_rubrics(notebook: Any) -> Any:
    """The notebook without its rubrics, for others than the person who grades."""
    others = copy(notebook)
    others.cells = [cell for cell in notebook.cells if MARK not in cell.get("metadata", {})]
    return others


def _cell(question: str, rubric: Rubric, taken: set[Any], *, imitated: bool) -> Any:
    lines = [f"**{TITLE}**", *([LOOK_ALIKE] if imitated else []), rubric.text]
    quoted = "\n".join(f"> {line}".rstrip() for line in "\n\n".join(lines).split("\n"))
    ids = (f"{question[:50]}-rubric{k or ''}" for k in count())
    own = next(one for one in ids if one not in taken)
    taken.add(own)
    cell = {"cell_type": "markdown", "id": own, "metadata": {MARK: question}, "source": quoted}
    pictures = {"attachments": rubric.attachments} if rubric.attachments else {}
    return nbformat.from_dict({**cell, **pictures})
