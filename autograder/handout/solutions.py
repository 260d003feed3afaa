"""Take the model solutions out of a class's source notebooks."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat

from autograder.boundary.errors import BackhandError
from autograder.build.solution import without_marks
from autograder.notebook.model_solutions import ModelSolution
from autograder.repair.cell_role import answers, grade_id, is_solution

HEADING = re.compile(r"^#{1,6} +(.+?)[ #]*$", re.M)


def model_solutions(source: Path) -> dict[str, dict[str, ModelSolution]]:
    """The model solutions of an assignment: by notebook, then by exercise.

    Raises
    ------
    BackhandError
        If there is no source notebook, or one that cannot be read.
    """
    paths = sorted(source.glob("*.ipynb"))
    if not paths:
        raise BackhandError(
            f"expected a source notebook with the model solutions in {source}, got none"
        )
    return {path.stem: _of_notebook(path) for path in paths}


def _of_notebook(path: Path) -> dict[str, ModelSolution]:
    try:
        notebook = nbformat.read(path, as_version=4)
    except (OSError, ValueError, AttributeError, nbformat.ValidationError) as failure:
        raise BackhandError(
            f"{path}: expected a notebook, got a file that cannot be read "
            f"({str(failure).splitlines()[0]})"
        ) from failure
    found, heading = {}, ""
    for cell in notebook.cells:
        if is_solution(cell):
            exercise = answers(cell) or grade_id(cell)
            found[exercise] = ModelSolution(heading, cell.cell_type, as_answered(cell.source))
        elif cell.cell_type == "markdown":
            heading = (HEADING.findall(cell.source) or [heading])[-1]
    return found


def as_answered(source: str) -> str:
    """A model answer without nbgrader's marks and without the stub that it replaces."""
    first = next((line for line in source.split("\n") if "BEGIN SOLUTION" in line), " ")
    # An indented solution is part of the function above it; any other replaces the stub.
    if not first.startswith(" "):
        source = source[source.index(first) :]
    return without_marks(source).strip()
