"""What the gradebook knows beside the scores: who, when, and what a person changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select

from autograder.classroom.standings import seconds_late
from autograder.report.graded import Labels


@dataclass(frozen=True)
class Disagreement:
    """A score that a person gave in place of the machine's other one."""

    student: str
    exercise: str
    machine: float
    hand: float


@dataclass(frozen=True)
class Marks:
    """What the gradebook knows of an assignment beside the scores.

    Attributes
    ----------
    due : datetime or None
    handed_in : dict of str to datetime
        For each student, where that is known.
    late : dict of str to float
        By student, how many seconds late it was.
    disagreements : tuple of Disagreement
    """

    due: datetime | None = None
    handed_in: dict[str, datetime] = field(default_factory=dict)
    late: dict[str, float] = field(default_factory=dict)
    disagreements: tuple[Disagreement, ...] = ()


def read_names(gradebook: Gradebook) -> dict[str, str]:
    """The name of each student that has one in the gradebook."""
    query = select(Student.id, Student.first_name, Student.last_name)
    names = {one: " ".join(filter(None, parts)) for one, *parts in gradebook.db.execute(query)}
    return {student: name for student, name in names.items() if name}


def read_marks(gradebook: Gradebook, name: str, labels: Labels) -> Marks:
    """Read an assignment's marks."""
    due = gradebook.find_assignment(name).duedate
    found = SubmittedAssignment
    query = (
        select(found.student_id, found.timestamp, found.extension)
        .join(Assignment, found.assignment_id == Assignment.id)
        .where(Assignment.name == name)
    )
    handed_in: dict[str, datetime] = {}
    late: dict[str, float] = {}
    for student, timestamp, extension in gradebook.db.execute(query):
        if timestamp is not None:
            handed_in[student] = timestamp
        if seconds := seconds_late(due, timestamp, extension or timedelta()):
            late[student] = seconds
    return Marks(due, handed_in, late, tuple(_disagreements(gradebook, name, labels)))


def _disagreements(gradebook: Gradebook, name: str, labels: Labels) -> list[Disagreement]:
    query = (
        select(
            SubmittedAssignment.student_id,
            Notebook.name,
            BaseCell.name,
            Grade.auto_score,
            Grade.manual_score,
        )
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(Notebook, BaseCell.notebook_id == Notebook.id)
        .where(
            Assignment.name == name,
            Grade.auto_score.is_not(None),
            Grade.manual_score.is_not(None),
            Grade.auto_score != Grade.manual_score,
        )
        .order_by(SubmittedAssignment.student_id)
    )
    return [
        Disagreement(str(student), labels[book, cell], float(machine), float(hand))
        for student, book, cell, machine, hand in gradebook.db.execute(query)
    ]
