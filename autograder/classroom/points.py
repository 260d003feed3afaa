"""Writing the points of a class into the checks of its notebooks, for nbgrader alone.

Without the plug-in, `check` runs in the student's notebook and cannot see nbgrader's metadata, in
which an instructor may have changed the points: its own line has to say them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.boundary.defined import defined
from autograder.boundary.errors import BackhandError
from autograder.build.config import CONFIG_FILE, WRITE_POINTS
from autograder.catalogue import CATALOGUE
from autograder.classroom.folder import ClassFolder
from autograder.classroom.left_out import read_left_out, while_left_out
from autograder.execution.cells import Notebook, code_cells, is_judged
from autograder.exercises.exercise import MOST_POINTS, is_points
from autograder.repair import RecordedCell
from autograder.repair.cell_role import (
    asked,
    grade_id,
    imports_check,
    nbgrader_of,
    points_said,
    with_points,
)

Cell = Any


class WritePoints(NbGraderPreprocessor):  # type: ignore[misc]
    """Writes the points in a check's metadata into its line, as an assignment is generated."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Rewrite the checks of a notebook; nbgrader calls this before it saves the cells.

        Raises
        ------
        BackhandError
            If a cell has points that nothing can be worth.
        """
        about = resources["nbgrader"]
        out = read_left_out(ClassFolder(CourseDirectory(parent=self)), about["assignment"])
        for cell in nb.cells:
            _expect_points(about["notebook"], cell)
            entry, graded = out.get((about["notebook"], grade_id(cell))), nbgrader_of(cell)
            if entry is not None and not entry.again and graded["points"]:
                self.log.warning(while_left_out(grade_id(cell), graded["points"]))
                cell.metadata.nbgrader["points"] = 0
        for cell in our_checks(nb):
            cell.source = with_points(cell.source, nbgrader_of(cell)["points"])
        return nb, resources


def our_checks(notebook: Notebook) -> Iterator[Cell]:
    """The cells that call this project's `check` and earn points by it."""
    cells = code_cells(notebook)
    sources = [str(cell.source) for cell in cells]
    if any(map(imports_check, sources)) and not any("check" in defined(one) for one in sources):
        yield from (cell for cell in cells if is_judged(cell) and asked(str(cell.source)))


def _expect_points(notebook: str, cell: Cell) -> None:
    graded = nbgrader_of(cell)
    earns = graded.get("grade") or graded.get("task")
    if earns and not is_points(graded.get("points")):
        raise BackhandError(
            f"{notebook}, cell {grade_id(cell)}: expected points from 0 to {MOST_POINTS}, got "
            f"{graded.get('points')!r}; correct them in source/"
        )


def points_not_written(folder: ClassFolder, released: Mapping[str, Notebook]) -> str:
    """One line if released checks do not say the points that they are worth; otherwise empty.

    The checks of a class that was made before `WritePoints` say none. That only matters where an
    instructor has changed the points.
    """
    wrong = [
        grade_id(cell)
        for notebook in released.values()
        for cell in our_checks(notebook)
        if _said(cell) not in (None, nbgrader_of(cell).get("points"))
    ]
    if not wrong:
        return ""
    file, remedy = folder.root / CONFIG_FILE, "generate the assignment again"
    # Of a copy: reading the list changes how the configuration itself is written.
    steps = GenerateAssignment(config=copy.deepcopy(folder.course.config)).preprocessors
    if not any("WritePoints" in str(step) for step in steps):
        remedy = f"add the line {WRITE_POINTS} to {file}, and {remedy}"
    return (
        f"expected checks that say their points, got others for {', '.join(wrong)}: students, and "
        f"nbgrader without the plug-in, see the course's own; {remedy}"
    )


def points_not_generated(
    folder: ClassFolder, assignment: str, recorded: Mapping[str, Mapping[str, RecordedCell]]
) -> str:
    """One line if source/ has other points than the gradebook, which do not count yet."""
    out, wrong = read_left_out(folder, assignment), []
    for name, cells in recorded.items():
        for cell in _source_cells(folder.source_folder(assignment) / f"{name}.ipynb"):
            asked_for, known = nbgrader_of(cell).get("points"), cells.get(grade_id(cell))
            if known is None or known.points is None or (name, grade_id(cell)) in out:
                continue
            if is_points(asked_for) and asked_for != known.points:
                wrong.append(f"{grade_id(cell)} ({asked_for:g}, not {known.points:g})")
    if not wrong:
        return ""
    return (
        f"source/ has other points for {', '.join(wrong)}: they count after nbgrader "
        f"generate_assignment {assignment} --force"
    )


def _source_cells(path: Path) -> list[Cell]:
    """The cells of a source notebook; none if it cannot be read, as grading does not need it."""
    try:
        return list(nbformat.read(path, as_version=4).cells)
    except (OSError, ValueError):
        return []


def _said(cell: Cell) -> float | None:
    """The points that a check goes by if it runs in the notebook."""
    said, exercise = points_said(str(cell.source)), CATALOGUE.get(grade_id(cell))
    return said if said is not None or exercise is None else exercise.points
