"""`backhand remove-student`: a student leaves a class with all data that it holds."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from nbgrader.api import MissingEntry

from autograder.boundary.errors import BackhandError, unknown
from autograder.classroom.database import in_one_line, open_gradebook
from autograder.classroom.folder import ClassFolder
from autograder.exam.kept import read_exams, write_exam


def remove_student(root: Path, student: str) -> list[str]:
    """Remove a student from the gradebook, and every file of the class that is the student's.

    Returns
    -------
    list of str
        What has been removed, by its path in the class.

    Raises
    ------
    BackhandError
        If that is no student's id.
    """
    _expect_id(student)
    folder = ClassFolder.open(root)
    files = list(_files(folder, student))
    _remove_from_gradebook(folder, student)
    for path in files:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    for exam in read_exams(root):
        if student in exam.students:
            rest = tuple(one for one in exam.students if one != student)
            write_exam(root, replace(exam, students=rest))
    return [path.relative_to(folder.root).as_posix() for path in files]


def expect_students(root: Path, students: Sequence[str]) -> None:
    """Raise BackhandError if the class has nothing of one of these students."""
    folder, known = ClassFolder.open(root), everybody(root)
    for student in students:
        _expect_id(student)
        if student not in known and not any(_files(folder, student)):
            raise BackhandError(str(unknown("a student of this class", student, known)))


def everybody(root: Path) -> list[str]:
    """The students whom the gradebook knows, and those who have handed something in."""
    folder = ClassFolder.open(root)
    course = folder.course
    with in_one_line(course.db_url), open_gradebook(course.db_url, "") as gradebook:
        found = {str(one.id) for one in gradebook.students}
    submitted = folder.submitted("x", "x").parents[1]
    found |= {one.name for one in submitted.glob("*") if one.is_dir()}
    return sorted(one for one in found if not one.startswith("."))


def _expect_id(student: str) -> None:
    # No name at all would be the folder of everybody's submissions.
    if not student or Path(student).name != student or student.startswith("."):
        raise BackhandError(f"expected a student's id, the name of a folder, got {student!r}")


def _files(folder: ClassFolder, student: str) -> Iterator[Path]:
    """The student's submissions, results, pages, records, replaced submissions and exams."""
    ways = (folder.submitted, folder.autograded, folder.feedback)
    places = [way(student, "x").parent for way in ways]
    for kind, name in (("graded", f"{student}.json"), ("replaced", student)):
        places += [one / name for one in (folder.own / kind).glob("*")]
    exams = folder.root / "hand-out"
    places += [exams / exam.name / f"{student}.zip" for exam in read_exams(folder.root)]
    return (path for path in places if path.exists() or path.is_symlink())


def _remove_from_gradebook(folder: ClassFolder, student: str) -> None:
    """Remove all scores and comments, if the gradebook knows the student."""
    course = folder.course
    with (
        in_one_line(course.db_url),
        open_gradebook(course.db_url, "") as gradebook,
        contextlib.suppress(MissingEntry),
    ):
        gradebook.remove_student(student)
