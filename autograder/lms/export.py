"""`backhand export`: a class's grades in the form of an LMS, and what is not final in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from nbgrader.converters import Autograde

from autograder.batch.settings import late_step, look_in
from autograder.boundary.errors import BackhandError
from autograder.classroom.database import in_one_line, open_gradebook
from autograder.classroom.folder import ClassFolder
from autograder.classroom.gradebook import Grades
from autograder.classroom.handed_in import find_students
from autograder.classroom.records import read_record
from autograder.lms.canvas import canvas
from autograder.lms.collection import shown_names
from autograder.lms.forms import GradeFile, Wishes, plain
from autograder.lms.marks import Book, Marks, read_marks
from autograder.lms.moodle import moodle

#: The forms, by the option that asks for them.
FORMS: Mapping[str, Callable[[Marks, Wishes], GradeFile]] = {
    "canvas": canvas,
    "moodle": moodle,
    "csv": plain,
}


def export(root: Path, form: str, names: Collection[str], wishes: Wishes) -> GradeFile:
    """A class's grades in one of the forms, with penalties as they are now.

    Parameters
    ----------
    root : Path
        The class's folder.
    form : str
        A key of `FORMS`.
    names : collection of str
        The notebooks; by default, all that somebody has handed in.
    wishes : Wishes

    Raises
    ------
    BackhandError
        If nothing has been graded, or something does not fit.
    """
    folder = ClassFolder.open(root)
    course = folder.course
    with in_one_line(course.db_url), open_gradebook(course.db_url, "") as gradebook:
        marks = read_marks(gradebook, names)
    if odd := set(wishes.columns) - {book.name for book in marks.books}:
        raise BackhandError(f"expected --column of an exported notebook, got {', '.join(odd)}")
    notes: list[str] = []
    for book in marks.books:
        notes += _refresh(folder, book)
        notes += _about(folder, book)
    if marks.left_out:
        notes.append(f"Left out, as nobody has a score in them: {', '.join(marks.left_out)}")
    file = FORMS[form](marks, wishes)
    file.notes[:0] = notes
    return file


def _refresh(folder: ClassFolder, book: Book) -> Iterator[str]:
    """Put the penalties of a notebook right: they change with due dates and hand scores."""
    look_in(folder.root)
    converter = Autograde(coursedir=folder.course, config=folder.course.config)
    late = late_step(folder, converter)
    grades = Grades(folder.course.db_url, "", book.name, late)
    stale = set()
    try:
        for one, penalty in grades.penalties_to_change():
            if isinstance(penalty, Exception):
                raise BackhandError(f"the late penalty of {one.student}: {penalty}")
            mark = book.marks[one.student]
            change = (penalty or 0.0) - (one.penalty or 0.0)
            book.marks[one.student] = replace(mark, penalty=mark.penalty + change)
            stale.add(one.student)
    finally:
        grades.close()
    if stale:
        yield (
            f"{book.name}: the late penalties of {shown_names(sorted(stale))} are new in this "
            f"file; backhand grade enters them in the gradebook"
        )


def _about(folder: ClassFolder, book: Book) -> Iterator[str]:
    """What in a notebook's scores is not final."""
    handed_in = find_students(folder, book.name)
    records = {one: read_record(folder, one, book.name) for one in book.marks}
    refused = sorted(one for one, record in records.items() if record.refused)
    waiting = sorted(set(handed_in) - set(book.marks))
    pending = sorted(one for one, mark in book.marks.items() if mark.pending)
    if waiting:
        yield f"{book.name}: not graded yet, and so without a score: {shown_names(waiting)}"
    if refused:
        yield f"{book.name}: could not be graded, and so stands with 0: {shown_names(refused)}"
    if pending:
        yield (
            f"{book.name}: questions wait to be graded by hand, and count as they stand: "
            f"{shown_names(pending)}"
        )
