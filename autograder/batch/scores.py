"""From the outputs of a graded notebook to the scores that go into the gradebook."""

from __future__ import annotations

from typing import Any

import nbformat
from nbgrader.utils import compute_checksum, is_grade, is_solution, is_task

from autograder.classroom.answers import answers_of
from autograder.classroom.gradebook_rows import Scores
from autograder.classroom.scoring import score_of

Notebook = Any


def replace_outputs(before: str, now: Notebook, exercise: str) -> Notebook:
    """The notebook as graded before, with the outputs of one check as they are now."""
    notebook = nbformat.reads(before, as_version=4)
    outputs = {
        cell.metadata.nbgrader.grade_id: cell.outputs
        for cell in now.cells
        if cell.cell_type == "code" and is_grade(cell)
    }
    for cell in notebook.cells:
        if is_grade(cell) and cell.metadata.nbgrader.grade_id == exercise:
            cell.outputs = outputs[exercise]
    return notebook


def scores_of(notebook: Notebook, only: str = "") -> Scores:
    """What nbgrader would enter in the gradebook for a notebook, or for only one of its cells.

    Raises
    ------
    BackhandError
        If a cell ended in a value that nbgrader refuses.
    """
    grades, comments = {}, {}
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if only and name != only:
            continue
        if is_grade(cell):
            grades[name] = score_of(cell)
        if is_solution(cell) or is_task(cell):
            checksum = cell.metadata.nbgrader.get("checksum")
            unchanged = checksum == compute_checksum(cell) and not is_task(cell)
            comments[name] = "No response." if unchanged else None
    answers = {name: one for name, one in answers_of(notebook).items() if not only or name == only}
    return Scores(grades, comments, answers)
