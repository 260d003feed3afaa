"""Leaving a question out of an assignment that has been handed out, and counting it again.

Its points become 0 in the gradebook, in release/ and in source/. Scores given by hand would count
all the same: they are set aside, in a file that is written first. Every step can be repeated, so
that the next command finishes one that was killed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbgrader.api import Grade, Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.utils import compute_checksum
from sqlalchemy import select

from autograder.boundary.errors import BackhandError, unknown
from autograder.build.source import dumps
from autograder.classroom.database import in_one_line, open_gradebook
from autograder.classroom.folder import ClassFolder, replace_file
from autograder.classroom.left_out import (
    LeftOut,
    Record,
    read_left_out,
    while_left_out,
    write_left_out,
)
from autograder.classroom.points import our_checks
from autograder.exercises.exercise import is_points
from autograder.repair.cell_role import grade_id, nbgrader_of, with_points

#: Columns of the gradebook that a person fills.
BY_HAND = ("manual_score", "extra_credit")


class _Question(NamedTuple):
    """A graded cell of a notebook, and its row in the gradebook."""

    notebook: str
    name: str
    row: Any


def settle(
    folder: ClassFolder,
    assignment: str,
    leave_out: Sequence[str] = (),
    count_again: Sequence[str] = (),
) -> list[str]:
    """Leave questions out or count them again, and finish what an earlier command began.

    While questions are left out, this is called before and after grading: scores that were given by
    hand meanwhile are set aside, and nobody is asked to grade these questions.

    Returns
    -------
    list of str
        One line for each question about which there is something to say.

    Raises
    ------
    BackhandError
        If there is no such question.
    """
    record = read_left_out(folder, assignment)
    if not (record or leave_out or count_again):
        return []
    course = folder.course
    with in_one_line(course.db_url), open_gradebook(course.db_url, course.course_id) as gradebook:
        try:
            questions = list(_questions(gradebook, assignment))
        except MissingEntry:
            return []  # Grading says so.
        lines = _mark(record, questions, leave_out, count_again)
        chosen = [(one, record[one[:2]]) for one in questions if one[:2] in record]
        source, release = folder.source_folder(assignment), folder.release_folder(assignment)
        lines += [
            line for pair in chosen for line in _complete(gradebook, *pair, source, leave_out)
        ]
        write_left_out(folder, assignment, record)
        for one, entry in chosen:
            _enter(gradebook, assignment, one, entry, release)
        gradebook.db.commit()
    for one, entry in chosen:
        _rewrite(release, one, entry.counted)
        _rewrite(source, one, entry.counted, says_points=False)
    write_left_out(folder, assignment, {k: one for k, one in record.items() if not one.again})
    return lines


def _questions(gradebook: Gradebook, assignment: str) -> Iterator[_Question]:
    for notebook in gradebook.find_assignment(assignment).notebooks:
        for row in (*notebook.grade_cells, *notebook.task_cells):
            yield _Question(notebook.name, row.name, row)


def _mark(
    record: Record,
    questions: Sequence[_Question],
    leave_out: Sequence[str],
    count_again: Sequence[str],
) -> list[str]:
    """Enter in the record what is wanted; a line for each."""
    names = [one.name for one in questions]
    for name in (*leave_out, *count_again):
        if name not in names:
            raise BackhandError(str(unknown("a graded question of this notebook", name, names)))
    lines = []
    for one in questions:
        key, name = one[:2], one.name
        if name in leave_out:
            record.setdefault(key, LeftOut(one.row.max_score)).again = False
            lines.append(f"{name} is left out; --count-again {name} undoes that")
        elif name in count_again and key in record:
            record[key].again = True
            lines.append(f"{name} counts again: {record[key].points:g} points")
        elif name in count_again:
            lines.append(f"{name} was not left out: {one.row.max_score:g} points")
    return lines


def _complete(
    gradebook: Gradebook,
    question: _Question,
    entry: LeftOut,
    source: Path,
    leave_out: Sequence[str],
) -> Iterator[str]:
    """Complete an entry by what is not in it yet; a line where source/ has points meanwhile."""
    found = _found(_read(source, question), question)
    worth = nbgrader_of(found[0]).get("points") if found else 0
    if worth and is_points(worth):
        entry.points = worth
        if not entry.again and question.name not in leave_out:
            yield while_left_out(question.name, worth)
    for student, grade in _grades(gradebook, question) if not entry.again else ():
        first = {"auto_score": grade.auto_score, "needs_manual_grade": grade.needs_manual_grade}
        kept = entry.grades.setdefault(student, first)
        given = {name: getattr(grade, name) for name in BY_HAND}
        kept.update({name: value for name, value in given.items() if value is not None})
        if given["manual_score"] is not None:
            kept["needs_manual_grade"] = grade.needs_manual_grade


def _grades(gradebook: Gradebook, question: _Question) -> Iterator[tuple[str, Any]]:
    """Each student's row for a question."""
    query = (
        select(SubmittedAssignment.student_id, Grade)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(Grade.cell_id == question.row.id)
    )
    for student, grade in gradebook.db.execute(query):
        yield str(student), grade


def _enter(
    gradebook: Gradebook, assignment: str, question: _Question, entry: LeftOut, release: Path
) -> None:
    """Enter a question's points, checksum and scores in the gradebook, without a commit."""
    question.row.max_score = float(entry.counted)
    stored = gradebook.find_source_cell(question.name, question.notebook, assignment)
    notebook = _read(release, question)
    for cell in _found(notebook, question):
        is_check = cell in our_checks(notebook)
        cell.source = stored.source  # with the hidden tests, which the release lacks
        _set_points(cell, entry.counted, is_check)
        stored.source, stored.checksum = cell.source, nbgrader_of(cell).get("checksum")
    for student, grade in _grades(gradebook, question):
        if entry.again:
            _put_back(grade, entry.grades.get(student, {}))
        else:
            grade.manual_score = grade.extra_credit = None
            grade.auto_score, grade.needs_manual_grade = 0.0, False


def _put_back(grade: Any, kept: Mapping[str, Any]) -> None:
    """Put back what was set aside; what a person has entered since then is newer."""
    for name, value in kept.items():
        if name not in BY_HAND or getattr(grade, name) is None:
            setattr(grade, name, value)


def _rewrite(folder: Path, question: _Question, points: float, *, says_points: bool = True) -> None:
    """Give a question its points in a notebook; in a released one its check says them, too."""
    notebook = _read(folder, question)
    before = dumps(notebook)
    for cell in _found(notebook, question):
        _set_points(cell, points, says_points and cell in our_checks(notebook))
    if (after := dumps(notebook)) != before:
        replace_file(_path(folder, question), after)


def _set_points(cell: Any, points: float, is_check: bool) -> None:
    cell.metadata.nbgrader["points"] = points
    if is_check:
        cell.source = with_points(cell.source, points)
    if "checksum" in cell.metadata.nbgrader:
        cell.metadata.nbgrader["checksum"] = compute_checksum(cell)


def _found(notebook: Any, question: _Question) -> list[Any]:
    return [cell for cell in notebook.cells if grade_id(cell) == question.name]


def _read(folder: Path, question: _Question) -> Any:
    path = _path(folder, question)
    try:
        return nbformat.read(path, as_version=nbformat.NO_CONVERT)
    except (OSError, ValueError) as failure:
        raise BackhandError(f"expected the notebook {path}, got {failure}") from failure


def _path(folder: Path, question: _Question) -> Path:
    return folder / f"{question.notebook}.ipynb"
