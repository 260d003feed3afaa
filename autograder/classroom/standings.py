"""Where the students of an assignment stand: scores, late penalties, and scores given by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import Grade, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import func, select, update

from autograder.classroom.gradebook_rows import Structure


@dataclass(frozen=True)
class Standing:
    """A submitted notebook's score before its penalty, and how late it is, in seconds."""

    id: str
    student: str
    score: float
    penalty: float | None
    late: float


@dataclass(frozen=True)
class HandScore:
    """A score that a person gave, and the most that the cell can earn now."""

    student: str
    notebook: str
    cell: str
    score: float
    points: float


def read_standings(db: Any, structure: Structure, student: str = "") -> list[Standing]:
    """Where all students stand, or one of them, in one query."""
    book, submission = SubmittedNotebook, SubmittedAssignment
    query = (
        select(
            book.id,
            submission.student_id,
            func.coalesce(func.sum(Grade.score), 0.0),
            book.late_submission_penalty,
            submission.timestamp,
            submission.extension,
        )
        .join(submission, book.assignment_id == submission.id)
        .outerjoin(Grade, Grade.notebook_id == book.id)
        .where(submission.assignment_id == structure.id)
        .group_by(book.id, submission.id)
    )
    if student:
        query = query.where(submission.student_id == student)
    return [
        Standing(one, who, float(score), penalty, seconds_late(structure.due, *times))
        for one, who, score, penalty, *times in db.execute(query)
    ]


def seconds_late(
    due: datetime | None, timestamp: datetime | None, extension: timedelta | None
) -> float:
    """How late something was handed in, in seconds; 0 where that is not known."""
    if due is None or timestamp is None:
        return 0.0
    return max(0.0, (timestamp - due - (extension or timedelta())).total_seconds())


def penalty_of(one: Standing, plugin: AssignLatePenalties) -> float | None:
    """The penalty that a class's plug-in decides on, as nbgrader would enter it."""
    if not one.late:
        return None
    decide = plugin.plugin_inst.late_submission_penalty
    penalty = decide(one.student, one.score, one.late)
    return None if penalty is None else float(plugin._check_late_penalty(one, penalty))


def enter_penalty(db: Any, one: Standing, penalty: float | None) -> None:
    """Enter a submitted notebook's penalty."""
    book = SubmittedNotebook
    db.execute(
        update(book)
        .where(book.id == one.id)
        .values(late_submission_penalty=penalty)
        .execution_options(synchronize_session=False)
    )


def forgive(db: Any, structure: Structure, student: str) -> None:
    """Remove the penalties of a student who is not late."""
    book, submission = SubmittedNotebook, SubmittedAssignment
    mine = select(submission.id).where(
        submission.assignment_id == structure.id, submission.student_id == student
    )
    late = book.late_submission_penalty.is_not(None)
    db.execute(
        update(book)
        .where(late, book.assignment_id.in_(mine))
        .values(late_submission_penalty=None)
        .execution_options(synchronize_session=False)
    )


def read_hand_scores(db: Any, structure: Structure) -> list[HandScore]:
    """All scores that persons gave, in one query."""
    book, submission = SubmittedNotebook, SubmittedAssignment
    query = (
        select(submission.student_id, book.notebook_id, Grade.cell_id, Grade.manual_score)
        .join(book, Grade.notebook_id == book.id)
        .join(submission, book.assignment_id == submission.id)
        .where(submission.assignment_id == structure.id, Grade.manual_score.is_not(None))
    )
    found = []
    for student, notebook, cell, score in db.execute(query):
        name, cell_name = structure.notebooks[notebook], structure.graded[notebook][cell]
        points = structure.recorded[name][cell_name].points or 0.0
        found.append(HandScore(student, name, cell_name, float(score), points))
    return sorted(found, key=lambda one: (one.student, one.notebook, one.cell))
