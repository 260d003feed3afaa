"""What the gradebook says of a submitted notebook: scores, comments, and the late penalty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select


@dataclass(frozen=True)
class CellMark:
    """The score of a cell.

    Attributes
    ----------
    score, points : float
    pending : bool
        Whether a person still has to grade it.
    by_hand : bool
        Whether a person has scored it.
    """

    score: float
    points: float
    pending: bool = False
    by_hand: bool = False


@dataclass(frozen=True)
class Marks:
    """The scores and comments of a submitted notebook, by the names of its cells.

    Attributes
    ----------
    penalty : float
        For having been handed in late.
    """

    cells: Mapping[str, CellMark] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    penalty: float = 0.0

    @property
    def score(self) -> float:
        """All points that were earned, without the penalty."""
        return sum(one.score for one in self.cells.values())

    @property
    def total(self) -> float:
        """What counts, as it is exported."""
        return max(0.0, self.score - self.penalty)

    @property
    def points(self) -> float:
        """The most that can be earned."""
        return sum(one.points for one in self.cells.values())


#: By student, the marks of each notebook of an assignment.
Found = dict[str, dict[str, Marks]]


def read_marks(gradebook: Gradebook, assignment: str, students: Sequence[str]) -> Found:
    """The marks of these students; those whom the gradebook does not know are left out."""
    ask = partial(_rows, gradebook.db, assignment, students)
    scores, comments = _Cells(), _Cells()
    points = dict(_points(gradebook, assignment))
    for *where, cell, score, pending, manual in ask(
        Grade, BaseCell.name, Grade.score, Grade.needs_manual_grade, Grade.manual_score
    ):
        worth = points.get((where[1], cell), 0.0)
        mark = CellMark(float(score or 0.0), worth, bool(pending), manual is not None)
        scores[tuple(where)][cell] = mark
    for *where, cell, comment in ask(Comment, BaseCell.name, Comment.comment):
        if comment:
            comments[tuple(where)][cell] = comment
    found: Found = {}
    for student, notebook, penalty in ask(None, SubmittedNotebook.late_submission_penalty):
        where = (student, notebook)
        marks = Marks(scores[where], comments[where], float(penalty or 0.0))
        found.setdefault(student, {})[notebook] = marks
    return found


class _Cells(defaultdict[tuple[str, ...], dict[str, Any]]):
    """For each student and notebook something by cell."""

    def __init__(self) -> None:
        super().__init__(dict)


def _rows(db: Any, assignment: str, students: Sequence[str], table: Any, *columns: Any) -> Any:
    """Rows of student, notebook and columns, for each cell in a table, or each notebook."""
    query = (
        select(SubmittedAssignment.student_id, Notebook.name, *columns)
        .select_from(SubmittedAssignment)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .where(Assignment.name == assignment, SubmittedAssignment.student_id.in_(students))
    )
    if table is not None:
        query = query.join(table, table.notebook_id == SubmittedNotebook.id)
        query = query.join(BaseCell, table.cell_id == BaseCell.id)
    return db.execute(query)


def _points(gradebook: Gradebook, assignment: str) -> Iterator[tuple[tuple[str, str], float]]:
    for notebook in gradebook.find_assignment(assignment).notebooks:
        for cell in (*notebook.grade_cells, *notebook.task_cells):
            yield (notebook.name, cell.name), float(cell.max_score)
