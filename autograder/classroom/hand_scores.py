"""Scores given by hand, under nbgrader's own `autograde`, which reopens them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from nbgrader.api import Gradebook, MissingEntry, SubmittedNotebook

from autograder.classroom.database import in_one_line, open_gradebook
from autograder.classroom.folder import ClassFolder


class HandScores:
    """The scores that a person gave for one submitted notebook, and has not to look at again.

    Parameters
    ----------
    folder : ClassFolder
    assignment, student, notebook : str
    """

    def __init__(self, folder: ClassFolder, assignment: str, student: str, notebook: str) -> None:
        self._course = folder.course
        self._where = (notebook, assignment, student)
        with self._submitted() as found:
            grades = found.grades if found else ()
            self._closed = {
                one.name
                for one in grades
                if one.manual_score is not None and not one.needs_manual_grade
            }

    def reopen(self, earlier: Mapping[str, str], now: Mapping[str, str]) -> None:
        """Reopen those whose answers have changed since they were graded, and no others."""
        if not self._closed:
            return
        with self._submitted() as found:
            for one in found.grades if found else ():
                if one.name in self._closed:
                    same = one.name in earlier and earlier[one.name] == now.get(one.name)
                    one.needs_manual_grade = not same

    @contextmanager
    def _submitted(self) -> Iterator[SubmittedNotebook | None]:
        """What nbgrader has of the submitted notebook; changes are committed at the end."""
        course = self._course
        book: Gradebook
        with in_one_line(course.db_url), open_gradebook(course.db_url, course.course_id) as book:
            try:
                yield book.find_submission_notebook(*self._where)
            except MissingEntry:
                yield None
            book.db.commit()
