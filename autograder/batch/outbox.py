"""Delivering a graded submission: first the scores, then the files, then the record.

If the command is killed between two of these steps, the record is missing: the submission is graded
again the next time, with the same result.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace

from nbgrader.converters import Autograde

from autograder.batch.tasks import GradedSubmission, Submission
from autograder.classroom.answers import graded_answers
from autograder.classroom.folder import ClassFolder
from autograder.classroom.gradebook import Grades
from autograder.classroom.records import SubmissionRecord, unsettle_record, write_record
from autograder.repair.files import laid_over, write_files


class Outbox:
    """Delivers the submissions of one assignment.

    Parameters
    ----------
    folder : ClassFolder
    assignment : str
    grades : Grades
    converter : nbgrader.converters.Autograde
        Knows the permissions of graded files, and which of them a student may replace.
    handed_out : mapping of str to bytes
        The files that were handed out with the notebooks. They replace a student's copies.
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
        self,
        graded: GradedSubmission,
        handed_in: Submission,
        record: SubmissionRecord,
        only: str = "",
    ) -> None:
        """Enter the scores of all cells, or of one exercise; write the files and the record."""
        student = graded.student
        old = unsettle_record(self._folder, student, self._assignment)
        # Records of earlier versions do not hold the answers; the graded notebooks do.
        autograded = self._folder.autograded(student, self._assignment)
        earlier = old.answers or graded_answers(autograded)
        if only:
            for name, scores in graded.scores.items():
                self._grades.write_some(student, name, scores)
        else:
            self._grades.write(student, graded.scores, handed_in.timestamp, earlier)
        kept = self._converter.exclude_overwriting.get(self._assignment, ())
        handed_out = {n: data for n, data in self._handed_out.items() if n not in kept}
        self._write(student, graded.notebooks, laid_over(handed_in.files, handed_out))
        answers = {
            name: {**earlier.get(name, {}), **one.answers} for name, one in graded.scores.items()
        }
        record = replace(record, answers={**earlier, **answers})
        write_record(self._folder, student, self._assignment, record)

    def _write(
        self, student: str, notebooks: Mapping[str, str], files: Mapping[str, bytes]
    ) -> None:
        """Replace the student's folder in `autograded/`; without notebooks, remove it."""
        target = self._folder.autograded(student, self._assignment)
        beside = target.with_name(f".{target.name}.new")
        if beside.exists():
            shutil.rmtree(beside)
        content = {**files, **{f"{name}.ipynb": text.encode() for name, text in notebooks.items()}}
        if notebooks:
            write_files(beside, content)
        # Only now, as there may have been no room for the new one.
        if target.exists():
            shutil.rmtree(target)
        if notebooks:
            beside.rename(target)
            self._converter.set_permissions(self._assignment, student)
