"""An assignment's structure in nbgrader's gradebook, and the rows of a first submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import insert, select

from autograder.repair import RecordedCell


@dataclass(frozen=True)
class Scores:
    """The scores and comments of a graded notebook.

    Attributes
    ----------
    grades : mapping of str to float or None
        The score of each cell; None if a person has to grade it.
    comments : mapping of str to str or None
        nbgrader's own comment on each cell.
    answers : mapping of str to str
        A digest of the answer that each score is about, and of each task's.
    """

    grades: Mapping[str, float | None] = field(default_factory=dict)
    comments: Mapping[str, str | None] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Structure:
    """An assignment in the gradebook.

    Attributes
    ----------
    id : str
    due : datetime or None
    notebooks : mapping of str to str
        The name of each notebook, by its id.
    graded, commented : mapping of str to mapping of str to str
        For each notebook's id the cells that have a score, or a comment: their names by their ids.
    recorded : mapping of str to mapping of str to RecordedCell
        For each notebook's name its cells, by name, as they were when it was generated.
    """

    id: str
    due: datetime | None
    notebooks: Mapping[str, str]
    graded: Mapping[str, Mapping[str, str]]
    commented: Mapping[str, Mapping[str, str]]
    recorded: Mapping[str, Mapping[str, RecordedCell]]


def read_structure(gradebook: Gradebook, assignment: str) -> Structure:
    """Read an assignment's structure; raises nbgrader's `MissingEntry` if there is none."""
    found = gradebook.find_assignment(assignment)
    books = found.notebooks
    return Structure(
        found.id,
        found.duedate,
        {n.id: n.name for n in books},
        {n.id: {cell.id: cell.name for cell in (*n.grade_cells, *n.task_cells)} for n in books},
        {n.id: {cell.id: cell.name for cell in (*n.solution_cells, *n.task_cells)} for n in books},
        {n.name: _recorded(n) for n in books},
    )


def _recorded(notebook: Any) -> dict[str, RecordedCell]:
    points = {c.name: float(c.max_score) for c in (*notebook.grade_cells, *notebook.task_cells)}
    return {
        cell.name: RecordedCell(
            cell.source or "", cell.checksum or "", bool(cell.locked), points.get(cell.name)
        )
        for cell in notebook.source_cells
    }


def enter_first(
    db: Any,
    structure: Structure,
    student: str,
    scores: Mapping[str, Scores],
    timestamp: datetime | None,
) -> None:
    """Enter a student's first submission: the rows that nbgrader would make, with the scores."""
    if db.execute(select(Student.id).where(Student.id == student)).first() is None:
        db.execute(insert(Student.__table__), [{"id": student}])
    submission = {
        "id": new_uuid(),
        "assignment_id": structure.id,
        "student_id": student,
        "timestamp": timestamp,
    }
    db.execute(insert(SubmittedAssignment.__table__), [submission])
    for notebook, name in structure.notebooks.items():
        row = {"id": new_uuid(), "notebook_id": notebook, "assignment_id": submission["id"]}
        db.execute(insert(SubmittedNotebook.__table__), [row])
        _enter_cells(db, structure, notebook, row["id"], scores.get(name))


def _enter_cells(
    db: Any, structure: Structure, notebook: str, submitted: str, scores: Scores | None
) -> None:
    """Enter a notebook's cells, with 0 for each of them if there are no scores."""
    grades, comments = [], []
    for cell, name in structure.graded[notebook].items():
        score = 0.0 if scores is None else scores.grades.get(name)
        row: dict[str, Any] = {"cell_id": cell, "notebook_id": submitted, "auto_score": score}
        grades.append({**row, "needs_manual_grade": score is None})
    for cell, name in structure.commented[notebook].items():
        comment = None if scores is None else scores.comments.get(name)
        comments.append({"cell_id": cell, "notebook_id": submitted, "auto_comment": comment})
    if grades:
        db.execute(insert(Grade.__table__), grades)
    if comments:
        db.execute(insert(Comment.__table__), comments)
