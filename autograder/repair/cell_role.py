"""What a cell of a notebook is for, by its nbgrader metadata and by the check it calls."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Cell = Any

#: What the id of an answer's cell has after the id of its exercise.
ANSWER = "-answer"
#: Characters of a check with the comments around it; parsing a long cell takes long.
LONGEST_CHECK = 1000
#: What Python raises for a source that it cannot read: a magic, or thousands of minus signs.
NOT_READ = (SyntaxError, ValueError, RecursionError, MemoryError)
#: Ends the line of a check: before the set-up, the traceback that shows it is all there is.
ADVICE = "# NameError? Run the set-up cell at the top first."
#: Why a page is not graded.
NO_EXERCISES = "expected a notebook with exercises, got a page to read: nothing in it is graded"
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


def is_page(cells: Iterable[Cell]) -> bool:
    """Whether the cells of a notebook are there to be read: none earns points."""
    return not any(is_graded(cell) or nbgrader_of(cell).get("task") for cell in cells)


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
    """What `check("EXERCISE", NAME)` asks for; None for any other source.

    `points=...`, which says what the answer is worth, may follow: it makes no difference here.
    """
    call = _call(source)
    match call:
        case ast.Call(
            ast.Name("check"),
            [ast.Constant(str() as exercise), ast.Name(str() as name)],
            [] | [ast.keyword("points")],
        ):
            return Asked(exercise, name)
    return None


def points_said(source: str) -> float | None:
    """The points that the line of a check says; None where it says none."""
    call = _call(source)
    match call.keywords if call and asked(source) else []:
        case [ast.keyword("points", ast.Constant(int() | float() as points))]:
            return float(points)
    return None


def with_points(source: str, points: float) -> str:
    """The source of a check, with these points in its line; any other source as it is."""
    source = re.sub("\r\n?", "\n", source)
    wanted, call = asked(source), _call(source)
    if wanted is None or call is None:
        return source
    lines = source.encode().split(b"\n")
    first, last = call.lineno - 1, (call.end_lineno or call.lineno) - 1
    before = b"\n".join([*lines[:first], lines[first][: call.col_offset]]).decode()
    after = b"\n".join([lines[last][call.end_col_offset :], *lines[last + 1 :]]).decode()
    worth = int(points) if points == int(points) else points
    if not after.partition("\n")[0].strip():
        after = f"  {ADVICE}{after.lstrip(' ')}"
    return f'{before}check("{wanted.exercise}", {wanted.name}, points={worth!r}){after}'


def recognizable(source: str) -> str:
    """The text by which a cell is recognized; for a check it is the same whatever its points."""
    is_short = len(source) <= LONGEST_CHECK and "check" in source
    return (with_points(source, 0) if is_short else source).strip()


def _call(source: str) -> ast.Call | None:
    """The call that is all there is in a source."""
    match parsed(source):
        case [ast.Expr(ast.Call() as call)]:
            return call
    return None


def imports_check(set_up: str) -> bool:
    """Whether the code of a set-up cell takes `check` from here; the notebook has its own if not.

    Any import of `autograder` counts.
    """
    return IMPORTED.search(set_up) is not None


def nbgrader_of(cell: Cell) -> Mapping[str, Any]:
    """The nbgrader metadata of the cell; empty where it has none, or something else."""
    graded = cell.metadata.get("nbgrader")
    return graded if isinstance(graded, dict | Mapping) else {}
