"""Which cell of a notebook is which: set-up, a student's answer, a check."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from autograder.exercise import Exercise

Cell = Any
Notebook = Any
ANSWER = "-answer"


class Asked(NamedTuple):
    """What a check cell asks for: an exercise, and the name its answer goes by."""

    exercise: str
    name: str


def code_cells(notebook: Notebook) -> list[Cell]:
    """The code cells, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def is_judged(cell: Cell) -> bool:
    """Whether it is a code cell that a machine gives points for."""
    graded = _metadata(cell)
    return bool(cell.cell_type == "code" and graded.get("grade") and not graded.get("solution"))


def is_set_up(cell: Cell) -> bool:
    """Whether it is the notebook's own, locked, and there to be run first."""
    graded = _metadata(cell)
    return bool(graded.get("locked")) and not (graded.get("grade") or graded.get("solution"))


def answers(cell: Cell) -> str:
    """The exercise whose answer stands in this cell; empty for others."""
    graded = _metadata(cell)
    name = str(graded.get("grade_id", ""))
    return name.removesuffix(ANSWER) if graded.get("solution") and name.endswith(ANSWER) else ""


def grade_id(cell: Cell) -> str:
    """The id that nbgrader knows the cell by."""
    return str(_metadata(cell).get("grade_id", ""))


def asked(source: str) -> Asked | None:
    """What `check("EXERCISE", NAME)` asks for; None for any other source."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None
    match tree.body:
        case [
            ast.Expr(
                ast.Call(
                    ast.Name("check"),
                    [ast.Constant(str() as exercise), ast.Name(str() as name)],
                    [],
                )
            )
        ]:
            return Asked(exercise, name)
    return None


def needed(exercise: str, catalogue: Mapping[str, Exercise]) -> set[str]:
    """An exercise with all those whose answers it uses, and those that they use."""
    found, left = set[str](), [exercise]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += catalogue[one].needs if one in catalogue else ()
    return found


def alone(cells: Iterable[Cell], exercises: set[str]) -> list[Cell]:
    """The cells that these exercises run by: the set-up and their answers."""
    return [cell for cell in cells if is_set_up(cell) or answers(cell) in exercises]


def _metadata(cell: Cell) -> Mapping[str, Any]:
    graded = cell.metadata.get("nbgrader")
    return graded if isinstance(graded, Mapping) else {}
