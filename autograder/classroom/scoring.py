"""The score that nbgrader takes from a graded cell, or the line that says why it takes none."""

from __future__ import annotations

from typing import Any

from nbgrader.utils import determine_grade

from autograder.boundary.errors import BackhandError
from autograder.execution.own_tests import last_value

Cell = Any


def score_of(cell: Cell) -> float | None:
    """The score of a graded cell; None if a person has to grade it.

    Raises
    ------
    BackhandError
        If nbgrader refuses the value that the cell ended in; it then gives the student no scores.
    """
    try:
        score: float | None = determine_grade(cell)[0]
    except (ValueError, KeyError):
        graded = cell.metadata.nbgrader
        raise BackhandError(
            f"expected cell {graded.grade_id} to end in at most its {graded.points:g} points, got "
            f"{last_value(cell) or 'a value without text'}, which nbgrader refuses; likely the "
            "test adds up more than its points: correct it in source/"
        ) from None
    return score
