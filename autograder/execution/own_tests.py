"""An instructor's own tests: graded cells that are no checks, which run as nbgrader runs them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isnan
from typing import Any

from autograder.execution.cells import Cell, Notebook, are_checks, code_cells, is_judged
from autograder.execution.child.output_recorder import decides
from autograder.execution.outputs import new_output
from autograder.exercises.exercise import Exercise
from autograder.repair.cell_role import grade_id

TRUTH = re.compile(r"(?:np\.)?(?:True|False)_?")
#: A number in quotes, in a list or in a constructor such as `np.float64(...)`.
WRAPPED = re.compile(
    r"(?:[\w.]+\(|[(\[])*(['\"]?)[-+]?(?:nan|inf|\.?\d[\w.+-]*)\1(?:[),\]].*)?", re.S
)
LONGEST = 60


def own_tests(notebook: Notebook, catalogue: Mapping[str, Exercise]) -> list[str]:
    """The ids of a notebook's own tests."""
    cells = code_cells(notebook)
    checks = are_checks(cells, catalogue)
    pairs = zip(cells, checks, strict=True)
    return [grade_id(cell) for cell, is_check in pairs if is_judged(cell) and not is_check]


def last_value(cell: Cell) -> str:
    """The text of the value that decides a test's score, in one line; empty if there is none."""
    first = next(filter(decides, cell.outputs), None)
    if first is None or first.output_type != "execute_result":
        return ""
    text = "".join(c for c in " ".join(first.data.get("text/plain", "").split()) if c.isprintable())
    return text if len(text) <= LONGEST else text[:LONGEST] + "..."


def without_value(outputs: list[Any]) -> list[Any]:
    """The outputs of a test that is worth nothing: its value is shown, and decides nothing.

    nbgrader refuses every value above the points, and with it the whole submission.
    """
    return [
        new_output("display_data", data=one.data, metadata=one.metadata)
        if one.output_type == "execute_result"
        else one
        for one in outputs
    ]


def remark_on_value(cell: Cell) -> str:
    """A line on a value that earns full points where something else was meant; else empty."""
    value = last_value(cell)
    if TRUTH.fullmatch(value):
        likely = "assert was meant"
    elif not _is_score(value) and WRAPPED.fullmatch(value):
        likely = "float(...) was meant, of a number from 0 to the cell's points"
    else:
        return ""
    return (
        f"cell {grade_id(cell)} ended in {value}, which nbgrader scores as full points; "
        f"likely {likely}"
    )


def _is_score(value: str) -> bool:
    """Whether nbgrader takes the value for a number of points."""
    try:
        number = float(value)
    except ValueError:
        return False
    return not isnan(number) and number >= 0
