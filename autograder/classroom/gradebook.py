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
from autograder.classroom.answers import Answers
from autograder.classroom.database import in_one_line, open_gradebook
from autograder.classroom.gradebook_rows import Scores, enter_first, read_structure
from autograder.classroom.standings import (
    HandScore,
    Standing,
    enter_penalty,
    forgive,
    penalty_of,
    read_hand_scores,
    read_standings,
    seconds_late,
)
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
        Decides on late penalties, with its plug-in; without it there are none.

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

    @property
    def points(self) -> float:
        """The most that a submission can earn."""
        books = self._structure.recorded.values()
        return sum(cell.points or 0.0 for cells in books for cell in cells.values())

    def students(self) -> set[str]:
        """The students of whom it has a submission."""
        with self._transaction():
            query = self._gradebook.db.query(SubmittedAssignment.student_id)
            found = query.filter(SubmittedAssignment.assignment.has(name=self.assignment))
            return {str(student) for (student,) in found}

    def write(
        self,
        student: str,
        scores: Mapping[str, Scores],
        timestamp: datetime | None = None,
        earlier: Answers | None = None,
    ) -> None:
        """Enter one submission's scores by notebook: all of them, or none if that fails.

        Scores given by hand stay. Their cells are marked as in need of another look only if the
        answer is not what it was in `earlier`, the answers that were graded before. A notebook
        that is not in `scores` gets 0 for every cell.
        """
        with self._transaction():
            if self._is_new(student):
                enter_first(self._gradebook.db, self._structure, student, scores, timestamp)
            else:
                submission = self._submission(student, timestamp)
                for notebook in submission.notebooks:
                    name = self._structure.notebooks[notebook.notebook_id]
                    if name in scores:
                        self._enter(notebook, scores[name], (earlier or {}).get(name, {}))
                    else:
                        _enter_zero(notebook)
                self._gradebook.db.flush()
            self._penalize(student)

    def write_some(self, student: str, notebook: str, scores: Scores) -> None:
        """Enter the scores of some cells of a notebook that has been graded before.

        The answers are taken to be the same.
        """
        with self._transaction():
            for one in self._submission(student, None).notebooks:
                if self._structure.notebooks[one.notebook_id] == notebook:
                    self._enter(one, scores, scores.answers)
            self._gradebook.db.flush()
            self._penalize(student)

    def totals(self) -> dict[str, float]:
        """Each student's score after the late penalty, as it will be exported."""
        found: dict[str, float] = {}
        for one in self._standings():
            found[one.student] = found.get(one.student, 0.0) + one.score - (one.penalty or 0.0)
        return {student: max(0.0, total) for student, total in found.items()}

    def hand_scores(self) -> list[HandScore]:
        """All scores that persons gave."""
        with self._transaction():
            return read_hand_scores(self._gradebook.db, self._structure)

    def penalties_to_change(self) -> Iterator[tuple[Standing, float | Exception | None]]:
        """Each penalty that is not what the plug-in decides now, or why it does not decide.

        Due dates, extensions and scores given by hand can all have changed.
        """
        for one in self._standings() if self._late is not None else ():
            try:
                penalty = penalty_of(one, self._late)
            except Exception as failure:
                yield one, failure
            else:
                if (penalty or 0.0) != (one.penalty or 0.0):
                    yield one, penalty

    def set_penalty(self, one: Standing, penalty: float | None) -> None:
        """Enter a submitted notebook's late penalty."""
        with self._transaction():
            enter_penalty(self._gradebook.db, one, penalty)

    def close(self) -> None:
        """Close the connection."""
        self._gradebook.close()

    def _is_new(self, student: str) -> bool:
        query = select(SubmittedAssignment.id).where(
            SubmittedAssignment.assignment_id == self._structure.id,
            SubmittedAssignment.student_id == student,
        )
        return self._gradebook.db.execute(query).first() is None

    def _standings(self) -> list[Standing]:
        with self._transaction():
            return read_standings(self._gradebook.db, self._structure)

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

    def _enter(
        self, notebook: SubmittedNotebook, scores: Scores, earlier: Mapping[str, str]
    ) -> None:
        """Enter a notebook's scores and nbgrader's comments; comments by hand stay."""
        for grade in notebook.grades:
            name = self._structure.graded[notebook.notebook_id][grade.cell_id]
            if name not in scores.grades and name not in scores.answers:
                continue
            # A task has no score but by hand.
            grade.auto_score = scores.grades.get(name)
            if grade.manual_score is None:
                grade.needs_manual_grade = grade.auto_score is None
            elif name not in earlier or earlier[name] != scores.answers.get(name):
                grade.needs_manual_grade = True
        for comment in notebook.comments:
            name = self._structure.commented[notebook.notebook_id][comment.cell_id]
            if name in scores.comments:
                comment.auto_comment = scores.comments[name]

    def _penalize(self, student: str) -> None:
        """Enter the penalties of one student, as nbgrader does right after grading."""
        if self._late is None:
            return
        db, found = self._gradebook.db, SubmittedAssignment
        times = select(found.timestamp, found.extension).where(
            found.assignment_id == self._structure.id, found.student_id == student
        )
        # The sum over a whole class's scores takes long: most students are not late.
        if seconds_late(self._structure.due, *db.execute(times).one()):
            for one in read_standings(db, self._structure, student):
                enter_penalty(db, one, penalty_of(one, self._late))
        else:
            forgive(db, self._structure, student)

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
        grade.auto_score = 0.0
        # One that waits for another look still does when the notebook can be graded again.
        if grade.manual_score is None:
            grade.needs_manual_grade = False
