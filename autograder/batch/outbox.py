"""Delivering a graded submission: scores first, then files, then the note that it is done.

Killed anywhere between, the note is missing, and the submission is graded again to the same end.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping

from nbgrader.converters import Autograde

from autograder.batch.inbox import Arrived
from autograder.batch.tasks import GradedSubmission
from autograder.classroom.folder import ClassFolder
from autograder.classroom.gradebook import Grades
from autograder.classroom.records import SubmissionRecord, forget_record, write_record
from autograder.repair.files import laid_over


class Outbox:
    """Delivers the submissions of one assignment.

    Parameters
    ----------
    folder : ClassFolder
    assignment : str
    grades : Grades
    converter : nbgrader.converters.Autograde
        For what the class says of graded files.
    handed_out : mapping of str to bytes
        What came with the notebooks, which stands in place of what a student made of it.
    """

    def __init__(
        self,
        folder: ClassFolder,
        assignment: str,
        grades: Grades,
        converter: Autograde,
        handed_out: Mapping[str, bytes],
    ) -> None:
        self._folder, self._assignment, self._grades = folder, assignment, grades
        self._converter, self._handed_out = converter, handed_out

    def deliver(
        self, graded: GradedSubmission, arrived: Arrived, record: SubmissionRecord, only: str = ""
    ) -> None:
        """Enter scores, of all cells or of one exercise; write files; note that it is done."""
        student = graded.student
        forget_record(self._folder, student, self._assignment)
        if only:
            for name, scores in graded.scores.items():
                self._grades.write_some(student, name, scores)
        else:
            self._grades.write(student, graded.scores, arrived.timestamp)
        own = self._converter.exclude_overwriting.get(self._assignment, ())
        handed_out = {n: data for n, data in self._handed_out.items() if n not in own}
        self._write(student, graded.notebooks, laid_over(arrived.handed_in.files, handed_out))
        write_record(self._folder, student, self._assignment, record)

    def _write(
        self, student: str, notebooks: Mapping[str, str], files: Mapping[str, bytes]
    ) -> None:
        """Replace what is in `autograded/` as a whole; nothing stays of what was refused."""
        place = self._folder.autograded(student, self._assignment)
        beside = place.with_name(f".{place.name}.new")
        for old in (beside, place):
            if old.exists():
                shutil.rmtree(old)
        if not notebooks:
            return
        content = {**files, **{f"{name}.ipynb": text.encode() for name, text in notebooks.items()}}
        for name, data in content.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        beside.rename(place)
        self._converter.set_permissions(self._assignment, student)
