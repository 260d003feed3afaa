"""What a cell of a notebook is for, by its nbgrader metadata and by the check it calls."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

Cell = Any

#: What the id of an answer's cell has after the id of its exercise.
ANSWER = "-answer"
#: What Python raises for a source that it cannot read: a magic, or thousands of minus signs.
NOT_READ = (SyntaxError, ValueError, RecursionError, MemoryError)
IMPORTED = re.compile(r"^\s*(?:from|import) autograder\b", re.M)


class Asked(NamedTuple):
    """What a check cell asks for: an exercise, and the name its answer goes by."""

    exercise: str
    name: str


def grade_id(cell: Cell) -> str:
    """The id that nbgrader knows the cell by; empty for a cell that it does not handle."""
    return str(nbgrader_of(cell).get("grade_id", ""))


def is_graded(cell: Cell) -> bool:
    """Whether it earns points."""
    return bool(nbgrader_of(cell).get("grade"))


def is_solution(cell: Cell) -> bool:
    """Whether its text is the student's."""
    return bool(nbgrader_of(cell).get("solution"))


def is_locked(cell: Cell) -> bool:
    """Whether it is the notebook's own, for a student to read and run."""
    return bool(nbgrader_of(cell).get("locked")) and not (is_graded(cell) or is_solution(cell))


def answers(cell: Cell) -> str:
    """The exercise whose answer stands in this cell; empty for others."""
    name = grade_id(cell)
    return name.removesuffix(ANSWER) if is_solution(cell) and name.endswith(ANSWER) else ""


def parsed(source: str) -> list[ast.stmt]:
    """The statements of a cell; none if it is not Python, or nested too deeply to be read."""
    try:
        return ast.parse(source).body
    except NOT_READ:
        return []


def asked(source: str) -> Asked | None:
    """What `check("EXERCISE", NAME)` asks for; None for any other source."""
    match parsed(source):
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


def imports_check(set_up: str) -> bool:
    """Whether the code of a set-up cell takes `check` from here; the notebook has its own if not.

    Any import of `autograder` counts.
    """
    return IMPORTED.search(set_up) is not None


def nbgrader_of(cell: Cell) -> Mapping[str, Any]:
    """The nbgrader metadata of the cell; empty where it has none, or something else."""
    graded = cell.metadata.get("nbgrader")
    return graded if isinstance(graded, Mapping) else {}
