"""Which cell of a notebook is which: set-up, a student's answer, a check."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from autograder.exercises.exercise import Exercise
from autograder.repair.cell_role import (
    answers,
    asked,
    grade_id,
    imports_check,
    is_graded,
    is_locked,
    is_solution,
    nbgrader_of,
    parsed,
)

Cell = Any
Notebook = Any


def code_cells(notebook: Notebook) -> list[Cell]:
    """The code cells, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def is_judged(cell: Cell) -> bool:
    """Whether it is a code cell that a machine gives points for."""
    return cell.cell_type == "code" and is_graded(cell) and not is_solution(cell)


def are_checks(cells: Iterable[Cell], catalogue: Mapping[str, Exercise]) -> list[bool]:
    """Which cells the judge gives points for; other graded cells are the instructor's own tests.

    A call of `check` counts even where it asks for an unknown exercise, unless the notebook has a
    `check` of its own.
    """
    cells = list(cells)
    ours = any(imports_check(str(cell.source)) for cell in cells if is_set_up(cell))
    return [
        is_judged(cell)
        and (grade_id(cell) in catalogue or (ours and asked(str(cell.source)) is not None))
        for cell in cells
    ]


def checks_of(notebook: Notebook, catalogue: Mapping[str, Exercise]) -> list[Cell]:
    """The cells of a notebook that the judge gives points for."""
    cells = code_cells(notebook)
    return [cell for cell, one in zip(cells, are_checks(cells, catalogue), strict=True) if one]


def is_set_up(cell: Cell) -> bool:
    """Whether it is locked and sets something up: later cells may depend on it."""
    return is_locked(cell) and not is_aside(cell)


def is_aside(cell: Cell) -> bool:
    """Whether it is locked and only draws: no later cell can depend on it."""
    if not is_locked(cell):
        return False
    body = parsed(str(cell.source))
    return bool(body) and all(map(_only_draws, body))


def _only_draws(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(ast.Call(ast.Attribute(ast.Name("draw")))):
            return not any(isinstance(node, ast.NamedExpr) for node in ast.walk(statement))
        # What such a block binds may be missing, so no later cell builds on it.
        case ast.With([ast.withitem(ast.Call(ast.Name("your_answers")))]):
            return True
    return False


def points_of(cell: Cell) -> float | None:
    """The points that the cell can earn; None where it does not say."""
    points = nbgrader_of(cell).get("points")
    return float(points) if isinstance(points, int | float) and points >= 0 else None


def needed(exercise: str, catalogue: Mapping[str, Exercise]) -> set[str]:
    """An exercise, the exercises whose answers it uses, those that these use, and so on."""
    found, left = set[str](), [exercise]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += catalogue[one].needs if one in catalogue else ()
    return found


def alone(cells: Iterable[Cell], exercises: set[str]) -> list[Cell]:
    """The cells that suffice to run these exercises: the set-up and their answers."""
    return [cell for cell in cells if is_set_up(cell) or answers(cell) in exercises]
