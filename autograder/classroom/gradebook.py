"""nbgrader's gradebook, with one connection for a class and one commit for each submission.

nbgrader's own steps open the gradebook nine times for each submission and commit after every cell,
and their queries compute sums, which take longer the more there is in it. What is written here is
the same; a test compares the two row by row.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import select
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from autograder.boundary.errors import BackhandError
from autograder.classroom.database import in_one_line, open_gradebook
from autograder.classroom.gradebook_rows import Scores, enter_first, read_structure
from autograder.repair import RecordedCell


class TransactionSession(Session):
    """A session that nbgrader's methods cannot commit: a submission is one transaction."""

    def commit(self) -> None:
        """Send what is pending, and leave the transaction open."""
        self.flush()

    def end(self) -> None:
        """Commit the transaction."""
        super().commit()


class TransactionGradebook(Gradebook):  # type: ignore[misc]
    """nbgrader's gradebook with such a session."""

    db: Any

    def __init__(self, db_url: str, course_id: str) -> None:
        super().__init__(db_url, course_id)
        # The tables are made by now, and the course is entered.
        self.db.remove()
        make = sessionmaker(self.engine, class_=TransactionSession, expire_on_commit=False)
        self.db = scoped_session(make)


class Grades:
    """The gradebook of one assignment.

    Parameters
    ----------
    db_url, course_id : str
        As in nbgrader's configuration.
    assignment : str
    late : AssignLatePenalties, optional
        Decides on late penalties; without it there are none.

    Raises
    ------
    BackhandError
        If the gradebook cannot be reached, or does not know the assignment.
    """

    def __init__(
        self, db_url: str, course_id: str, assignment: str, late: AssignLatePenalties | None = None
    ) -> None:
        self.assignment = assignment
        self._late = late
        if late is not None:
            late.init_plugin()
        self._db_url = db_url
        self._gradebook = open_gradebook(db_url, course_id, TransactionGradebook)
        try:
            with self._transaction():
                self._structure = read_structure(self._gradebook, assignment)
        except MissingEntry:
            self._gradebook.close()
            raise BackhandError(
                f"expected {assignment} in the gradebook, got no such assignment; "
                f"likely nbgrader generate_assignment {assignment} has not run"
            ) from None

    @property
    def recorded(self) -> Mapping[str, Mapping[str, RecordedCell]]:
        """Each notebook's cells as they were when the assignment was generated."""
        return self._structure.recorded

    def students(self) -> set[str]:
        """The students of whom it has a submission."""
        with self._transaction():
            query = self._gradebook.db.query(SubmittedAssignment.student_id)
            found = query.filter(SubmittedAssignment.assignment.has(name=self.assignment))
            return {str(student) for (student,) in found}

    def write(
        self, student: str, scores: Mapping[str, Scores], timestamp: datetime | None = None
    ) -> None:
        """Enter one submission's scores by notebook: all of them, or none if that fails.

        Scores given by hand stay, and their cells are marked as in need of another look, as
        nbgrader does it. A notebook that is not in `scores` gets 0 for every cell.
        """
        with self._transaction():
            if self._is_new(student) and not self._is_late(timestamp):
                enter_first(self._gradebook.db, self._structure, student, scores, timestamp)
                return
            submission = self._submission(student, timestamp)
            for notebook in submission.notebooks:
                own = scores.get(self._structure.notebooks[notebook.notebook_id])
                if own is None:
                    _enter_zero(notebook)
                else:
                    self._enter(notebook, own)
            self._gradebook.db.flush()
            for notebook in submission.notebooks:
                if self._structure.notebooks[notebook.notebook_id] in scores:
                    self._penalize(submission, notebook)

    def write_some(self, student: str, notebook: str, scores: Scores) -> None:
        """Enter the scores of some cells of a notebook that has been graded before."""
        with self._transaction():
            submission = self._submission(student, None)
            for one in submission.notebooks:
                if self._structure.notebooks[one.notebook_id] == notebook:
                    self._enter(one, scores)
                    self._gradebook.db.flush()
                    self._penalize(submission, one)

    def close(self) -> None:
        """Close the connection."""
        self._gradebook.close()

    def _is_new(self, student: str) -> bool:
        query = select(SubmittedAssignment.id).where(
            SubmittedAssignment.assignment_id == self._structure.id,
            SubmittedAssignment.student_id == student,
        )
        return self._gradebook.db.execute(query).first() is None

    def _is_late(self, timestamp: datetime | None) -> bool:
        """Whether there may be a late penalty."""
        if self._late is None or self._structure.due is None or timestamp is None:
            return False
        return bool(timestamp > self._structure.due)

    def _submission(self, student: str, timestamp: datetime | None) -> SubmittedAssignment:
        more = {} if timestamp is None else {"timestamp": timestamp}
        with warnings.catch_warnings():
            # About the way in which nbgrader itself adds a submission.
            warnings.simplefilter("ignore", SAWarning)
            self._gradebook.update_or_create_student(student)
            # So that all its cells are sent at once, and not one by one.
            with self._gradebook.db.no_autoflush:
                add = self._gradebook.update_or_create_submission
                return add(self.assignment, student, **more)

    def _enter(self, notebook: SubmittedNotebook, scores: Scores) -> None:
        for grade in notebook.grades:
            name = self._structure.graded[notebook.notebook_id][grade.cell_id]
            if name in scores.grades:
                grade.auto_score = scores.grades[name]
                by_hand = grade.manual_score is not None or grade.auto_score is None
                grade.needs_manual_grade = by_hand
        for comment in notebook.comments:
            name = self._structure.commented[notebook.notebook_id][comment.cell_id]
            if name in scores.comments:
                comment.auto_comment = scores.comments[name]

    def _penalize(self, submission: SubmittedAssignment, notebook: SubmittedNotebook) -> None:
        if self._late is None:
            return
        notebook.late_submission_penalty = None
        if submission.total_seconds_late > 0:
            # The database computes the sum.
            self._gradebook.db.refresh(notebook, ["score"])
            penalty = self._late.plugin_inst.late_submission_penalty(
                submission.student_id, notebook.score, submission.total_seconds_late
            )
            if penalty is not None:
                penalty = self._late._check_late_penalty(notebook, penalty)
            notebook.late_submission_penalty = penalty

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """A transaction, even for reading alone: nothing stays locked while others grade."""
        session: TransactionSession = self._gradebook.db()
        with in_one_line(self._db_url):
            try:
                yield
                session.end()
            except BaseException:
                session.rollback()
                raise


def give_zero(db_url: str, course_id: str, assignment: str, student: str) -> None:
    """Enter 0 for every cell of a submission that could not be graded, over earlier scores."""
    grades = Grades(db_url, course_id, assignment)
    try:
        grades.write(student, {})
    finally:
        grades.close()


def _enter_zero(notebook: SubmittedNotebook) -> None:
    for grade in notebook.grades:
        grade.auto_score, grade.needs_manual_grade = 0.0, False
