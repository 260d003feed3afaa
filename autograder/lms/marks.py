"""What a class has earned: each student's score in each notebook that was handed in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Integer, cast, func, select

from autograder.boundary.errors import BackhandError, unknown


@dataclass(frozen=True)
class Mark:
    """A student's score in a notebook: hand scores are in it, and the late penalty is apart."""

    raw: float
    penalty: float
    pending: int = 0
    timestamp: datetime | None = None

    @property
    def total(self) -> float:
        """The score after the penalty, as nbgrader exports it."""
        return max(0.0, self.raw - self.penalty)


@dataclass(frozen=True)
class Book:
    """A notebook: the most that it can earn, when it is due, and the marks by student."""

    name: str
    points: float
    due: datetime | None
    marks: dict[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True)
class Pupil:
    """A student as the gradebook knows one."""

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    number: str = ""

    @property
    def name(self) -> str:
        """As Canvas sorts it, `Last, First`; the id if no name is known."""
        return ", ".join(filter(None, (self.last, self.first))) or self.id


@dataclass(frozen=True)
class Marks:
    """All marks of a class, and the notebooks that nobody has handed in, which have none."""

    pupils: dict[str, Pupil]
    books: list[Book]
    left_out: list[str] = field(default_factory=list)

    def earned(self, student: str) -> bool:
        """Whether a student has a mark in any of the notebooks."""
        return any(student in book.marks for book in self.books)


def read_marks(
    gradebook: Gradebook, names: Collection[str] = (), students: Collection[str] = ()
) -> Marks:
    """Read the marks in notebooks that were handed in.

    Parameters
    ----------
    gradebook : nbgrader.api.Gradebook
    names : collection of str
        The notebooks; by default, all of which there is a submission.
    students : collection of str
        The students; by default all.

    Raises
    ------
    BackhandError
        If there is no such notebook, or nothing in it has been graded.
    """
    known = {one.name: one for one in sorted(gradebook.assignments, key=lambda one: one.name)}
    for name in names:
        if name not in known:
            what = f"one of {', '.join(known) or 'no notebooks'}"
            raise BackhandError(str(unknown(what, name, known)))
    found = {name: Book(name, float(one.max_score), one.duedate) for name, one in known.items()}
    penalties = _penalties(gradebook)
    for name, student, raw, pending, timestamp in gradebook.db.execute(_SCORES):
        penalty = penalties.get((name, student), 0.0)
        if not students or student in students:
            found[name].marks[student] = Mark(float(raw), penalty, int(pending), timestamp)
    books = [found[name] for name in names or known if found[name].marks]
    if not books:
        first = next(iter(names or known), "NOTEBOOK")
        raise BackhandError(
            "expected graded submissions, got none; "
            f"likely backhand grade DIR {first} has not run yet"
        )
    pupils = {
        one.id: _pupil(one)
        for one in sorted(gradebook.students, key=lambda one: one.id)
        if not students or one.id in students
    }
    return Marks(pupils, books, [n for n in names or known if not found[n].marks])


def _pupil(one: Student) -> Pupil:
    more = (one.first_name, one.last_name, one.email, one.lms_user_id)
    return Pupil(one.id, *(value or "" for value in more))


_SCORES = (
    select(
        Assignment.name,
        SubmittedAssignment.student_id,
        func.coalesce(func.sum(Grade.score), 0.0),
        func.coalesce(func.sum(cast(Grade.needs_manual_grade, Integer)), 0),
        SubmittedAssignment.timestamp,
    )
    .join(SubmittedAssignment, SubmittedAssignment.assignment_id == Assignment.id)
    .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
    .outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id)
    .group_by(Assignment.name, SubmittedAssignment.student_id, SubmittedAssignment.timestamp)
)


def _penalties(gradebook: Gradebook) -> Mapping[tuple[str, str], float]:
    query = (
        select(
            Assignment.name,
            SubmittedAssignment.student_id,
            func.sum(SubmittedNotebook.late_submission_penalty),
        )
        .join(SubmittedAssignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .group_by(Assignment.name, SubmittedAssignment.student_id)
    )
    return {(name, one): float(total or 0.0) for name, one, total in gradebook.db.execute(query)}
