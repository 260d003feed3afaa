"""Which answer each score of a notebook is about, as a digest, to tell whether it has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.repair.cell_role import ANSWER, grade_id, is_graded, is_solution, nbgrader_of

#: For each notebook's name, the digest of the answer that each graded cell is about.
Answers = Mapping[str, Mapping[str, str]]


def answers_of(notebook: Any) -> dict[str, str]:
    """For each graded cell and each task, by id, a digest of the student's answer."""
    return {name: _digest(parts) for name, parts in answer_cells(notebook).items()}


def answer_cells(notebook: Any) -> dict[str, list[Any]]:
    """For each graded cell and each task, by id, the cells of the student's answer.

    A cell that a person grades is its own answer. A check's answer is the cell that is named after
    it, or else the answer cells before it. A task's answer is what follows it, down to the next
    cell that nbgrader knows.
    """
    cells = notebook.cells
    named = {grade_id(cell): [cell] for cell in cells if is_solution(cell)}
    found: dict[str, list[Any]] = {}
    before: list[Any] = []
    complete, task = False, ""
    for cell in cells:
        name = grade_id(cell)
        task = "" if name else task
        if nbgrader_of(cell).get("task"):
            task, found[name] = name, [cell]
        elif is_graded(cell) and is_solution(cell):
            found[name] = [cell]
        elif is_solution(cell):
            before = [*([] if complete else before), cell]
            complete = False
        elif is_graded(cell):
            found[name], complete = named.get(name + ANSWER, before), True
        elif task:
            found[task].append(cell)
    return found


def graded_answers(folder: Path) -> dict[str, dict[str, str]]:
    """The answers in a folder of graded notebooks; without those that cannot be read."""
    from nbformat import reads

    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        try:
            found[path.stem] = answers_of(reads(path.read_text("utf-8"), as_version=4))
        except Exception:
            continue
    return found


def _digest(cells: list[Any]) -> str:
    """A digest of what stands in cells, pictures in a text included, but for blanks at ends."""
    content = [
        [[line.rstrip() for line in cell.source.strip().splitlines()], cell.get("attachments", {})]
        for cell in cells
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
