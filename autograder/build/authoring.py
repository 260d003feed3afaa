"""What can be wrong in a text notebook, each found mistake as one line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

Cell = Any
Notebook = Any

# nbgrader's own keys, version 3 of its schema; all but `points` belong on every cell it handles.
REQUIRED = {"grade", "grade_id", "locked", "schema_version", "solution", "task"}
KNOWN = REQUIRED | {"points"}
CELL_KEYS = {"nbgrader", "tags"}
GRADE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


class Exercise(Protocol):
    """What the build reads of an exercise of the catalogue."""

    @property
    def points(self) -> float:
        """Points of its grade cell."""

    @property
    def notebook(self) -> str:
        """Name of the notebook it is in."""


def mistakes(notebooks: Mapping[str, Notebook]) -> list[str]:
    """One line for each mistake in the cells of the notebooks, given by name."""
    found, seen = [], dict[str, str]()
    for name, notebook in notebooks.items():
        for cell in notebook.cells:
            found += [f"{name}.md: {line}" for line in _cell_mistakes(cell)]
        for graded in _metadata(notebook):
            grade_id = graded.get("grade_id", "")
            if grade_id in seen:
                found.append(
                    f"{name}.md: expected each grade_id once in the course, got {grade_id!r} "
                    f"also in {seen[grade_id]}.md; likely a copied cell that kept its id"
                )
            seen[grade_id] = name
    return found


def disagreements(name: str, notebook: Notebook, catalogue: Mapping[str, Exercise]) -> list[str]:
    """One line for each difference between a notebook's grade cells and the catalogue."""
    points = {
        graded["grade_id"]: graded["points"] for graded in _metadata(notebook) if graded["grade"]
    }
    found = []
    for exercise_id, exercise in catalogue.items():
        if exercise.notebook != name:
            continue
        if exercise_id not in points:
            found.append(f"expected a grade cell {exercise_id!r}, as the catalogue has, got none")
        elif float(points[exercise_id]) != float(exercise.points):
            found.append(
                f"expected {exercise.points:g} points for {exercise_id!r}, as in the catalogue, "
                f"got {points[exercise_id]:g}"
            )
    for cell in notebook.cells:
        graded = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and graded.get("grade") and graded["grade_id"] not in catalogue:
            found.append(
                f"expected an exercise {graded['grade_id']!r} in the catalogue, got none; "
                "likely a typing slip in the grade_id"
            )
    return found


def _metadata(notebook: Notebook) -> list[dict[str, Any]]:
    return [cell.metadata["nbgrader"] for cell in notebook.cells if "nbgrader" in cell.metadata]


def _cell_mistakes(cell: Cell) -> Iterator[str]:
    """Check one cell: its keys first, as the later checks read them."""
    graded = cell.metadata.get("nbgrader")
    where = _where(cell, graded)
    for key in sorted(set(cell.metadata) - CELL_KEYS):
        yield f"{where}: expected cell metadata {_list(CELL_KEYS)}, got {key!r}; likely misspelt"
    if graded is None:
        if _regions(cell)[0]:
            yield f"{where}: expected nbgrader metadata on a cell with {BEGIN}, got none"
        return
    for key in sorted(set(graded) - KNOWN):
        yield f"{where}: expected nbgrader keys {_list(KNOWN)}, got {key!r}; likely misspelt"
    absent = REQUIRED - set(graded)
    if absent:
        yield f"{where}: expected nbgrader keys {_list(REQUIRED)}, got none of {_list(absent)}"
        return
    if not GRADE_ID.fullmatch(graded["grade_id"]):
        yield f"{where}: expected a grade_id of letters, digits, _ and - (at most 64), got this one"
    if graded["grade"] and "points" not in graded:
        yield f"{where}: expected points on a graded cell, got none"
    yield from _solution_mistakes(cell, graded, where)
    if cell.cell_type == "code" and graded["grade"]:
        yield from _check_mistakes(cell, graded, where)


def _solution_mistakes(cell: Cell, graded: Mapping[str, Any], where: str) -> Iterator[str]:
    begins, ends = _regions(cell)
    if begins != ends:
        yield f"{where}: expected as many {END} as {BEGIN}, got {ends} and {begins}"
    elif begins and not graded["solution"]:
        yield f'{where}: expected "solution": true on a cell with {BEGIN}, got false'
    elif cell.cell_type == "code" and graded["solution"] and not begins:
        yield f"{where}: expected a region {BEGIN} ... {END} in a solution cell, got none"
    if cell.cell_type == "markdown" and graded["solution"] != graded["grade"]:
        yield f"{where}: expected grade and solution alike on a Markdown cell, got them different"


def _check_mistakes(cell: Cell, graded: Mapping[str, Any], where: str) -> Iterator[str]:
    """Check that a grade cell is the one line `check("its grade_id", NAME)`, locked."""
    if graded["solution"] or not graded["locked"]:
        yield f'{where}: expected "locked": true, "solution": false on a grade cell, got otherwise'
    exercise = _checked_exercise(cell.source)
    if exercise is None:
        yield (
            f'{where}: expected one line check("{graded["grade_id"]}", NAME), '
            f"got {_first_line(cell)!r}"
        )
    elif exercise != graded["grade_id"]:
        yield (
            f"{where}: expected the grade_id as the exercise, got check({exercise!r}, ...); "
            "likely a copied cell"
        )


def _checked_exercise(source: str) -> str | None:
    """Exercise that the one call `check("EXERCISE", NAME)` names; None for any other source."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    match tree.body:
        case [
            ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(str() as exercise), ast.Name()], []))
        ] if "\n" not in source.strip():
            return exercise
    return None


def _regions(cell: Cell) -> tuple[int, int]:
    # As loosely as nbgrader looks for them.
    return cell.source.count(BEGIN[4:]), cell.source.count(END[4:])


def _where(cell: Cell, graded: Mapping[str, Any] | None) -> str:
    if graded and "grade_id" in graded:
        return f"cell {graded['grade_id']!r}"
    return f"cell {_first_line(cell)!r}"


def _first_line(cell: Cell) -> str:
    return str(cell.source).strip().partition("\n")[0]


def _list(keys: set[str]) -> str:
    return ", ".join(sorted(keys))
