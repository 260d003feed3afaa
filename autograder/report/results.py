"""The results of a class: scores from the gradebook, slips from the graded notebooks."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import func, select

from autograder.boundary.errors import BackhandError
from autograder.classroom.database import in_one_line, open_gradebook
from autograder.classroom.folder import ClassFolder
from autograder.classroom.handed_in import find_students
from autograder.classroom.left_out import read_left_out
from autograder.classroom.records import read_record
from autograder.execution.own_tests import own_tests
from autograder.execution.released import read_released
from autograder.judging.record_line import given_right, may_name_slips, slips_named
from autograder.report.graded import Labels

Names = tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A graded cell of a notebook; one that is left out has 0 points."""

    exercise: str
    points: float
    left_out: bool = False


@dataclass(frozen=True)
class Result:
    """One student's result in one exercise; `pending` where a person has to grade it.

    `given` are the exercises in whose place the answer called right ones.
    """

    score: float
    pending: bool = False
    slips: Names = ()
    given: Names = ()


@dataclass(frozen=True)
class Report:
    """The results of a class in one notebook; a student without any has not been graded.

    Attributes
    ----------
    refused : dict of str to str
        For each student whose submission could not be graded, why.
    remarks : dict of str to tuple of str
        For students, what was put right before grading, or went wrong on the way.
    own_tests : tuple of str
        Graded cells that are no checks, and so run in the submission's process.
    late : dict of str to float
        For each student with a late penalty, how much it is.
    seconds : dict of str to float
        For each student, how long grading took, where that is known.
    """

    name: str
    columns: list[Column]
    results: dict[str, dict[str, Result]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    own_tests: tuple[str, ...] = ()
    late: dict[str, float] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def read_reports(root: Path, name: str | None = None) -> list[Report]:
    """Read the results of one notebook of a class, or of all that were handed in.

    Raises
    ------
    BackhandError
        If the folder is not a class, or nothing has been graded yet.
    """
    folder = ClassFolder.open(root)
    course = folder.course
    with in_one_line(course.db_url), open_gradebook(course.db_url, course.course_id) as gradebook:
        known = sorted(assignment.name for assignment in gradebook.assignments)
        if not known:
            raise BackhandError(
                f"expected an assignment in the gradebook of {root}, got none; likely nbgrader "
                "generate_assignment has not run, or the gradebook was replaced by an empty one"
            )
        if name is not None and name not in known:
            raise BackhandError(
                f"expected one of {', '.join(known)}, got {name!r}; likely misspelt"
            )
        reports = [_read(gradebook, folder, one) for one in ([name] if name else known)]
    graded = [report for report in reports if any(report.results.values())]
    if not graded:
        raise BackhandError(
            f"expected graded submissions in {root}, got none; "
            f"likely backhand grade {root} {name or known[0]} has not run yet"
        )
    return graded


def _read(gradebook: Gradebook, folder: ClassFolder, name: str) -> Report:
    course = folder.course
    # Folders in submitted/ that the gradebook does not have are submissions nbgrader gave up on.
    handed_in = find_students(folder, name)
    results: dict[str, dict[str, Result]] = {student: {} for student in handed_in}
    labels = labels_of(gradebook, name)
    columns = _columns(gradebook, folder, name, labels)
    out = {column.exercise for column in columns if column.left_out}
    for student, found in _scored(gradebook, name, labels):
        graded = Path(course.format_path(course.autograded_directory, student, name))
        # For a submission that nbgrader gave up on, the gradebook may hold zeros.
        results[student] = _results(found, _told(graded, labels), out) if graded.is_dir() else {}
    records = {student: read_record(folder, student, name) for student in results}
    refused = {student: one.refused for student, one in records.items() if one.refused}
    refused |= {student: why for student, why in handed_in.items() if why}
    return Report(
        name,
        columns,
        results,
        refused=dict(sorted(refused.items())),
        remarks={student: one.remarks for student, one in records.items() if one.remarks},
        own_tests=tuple(_own_tests(folder, name, labels)),
        late=_late(gradebook, name),
        seconds={student: one.seconds for student, one in records.items() if one.seconds},
    )


def labels_of(gradebook: Gradebook, name: str) -> Labels:
    """A cell is called by its name, and by its notebook's if another notebook has such a cell."""
    cells = [
        (notebook.name, cell.name)
        for notebook in gradebook.find_assignment(name).notebooks
        for cell in (*notebook.grade_cells, *notebook.task_cells)
    ]
    count = Counter(cell for _, cell in cells)
    return {(book, cell): cell if count[cell] == 1 else f"{cell} in {book}" for book, cell in cells}


def _own_tests(folder: ClassFolder, name: str, labels: Labels) -> Iterator[str]:
    """The own tests of an assignment; none once it is no longer released."""
    with contextlib.suppress(BackhandError):
        for book, notebook in read_released(folder.released(name)).items():
            for cell in own_tests(notebook, folder.catalogue()):
                yield labels.get((book, cell), cell)


def _late(gradebook: Gradebook, name: str) -> dict[str, float]:
    penalty = func.sum(SubmittedNotebook.late_submission_penalty)
    query = (
        select(SubmittedAssignment.student_id, penalty)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(Assignment.name == name)
        .group_by(SubmittedAssignment.student_id)
    )
    return {student: penalty for student, penalty in gradebook.db.execute(query) if penalty}


def _scored(gradebook: Gradebook, name: str, labels: Labels) -> Iterator[tuple[str, list[Any]]]:
    """Students in order, each with (exercise, score, pending) of all cells; read bit by bit."""
    query = (
        select(Student.id, Notebook.name, BaseCell.name, Grade.score, Grade.needs_manual_grade)
        .join(SubmittedAssignment, SubmittedAssignment.student_id == Student.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(Notebook, BaseCell.notebook_id == Notebook.id)
        .where(Assignment.name == name)
        .order_by(Student.id)
        .execution_options(yield_per=1000)
    )
    for student, rows in groupby(gradebook.db.execute(query), key=itemgetter(0)):
        yield str(student), [(labels[book, cell], *more) for _, book, cell, *more in rows]


def _results(
    rows: Iterable[tuple[str, float, bool]],
    told: Mapping[str, tuple[Names, Names]],
    out: set[str],
) -> dict[str, Result]:
    return {
        exercise: _result(float(score), False, (), ())
        if exercise in out
        else _result(float(score), bool(pending), *told.get(exercise, ((), ())))
        for exercise, score, pending in rows
    }


@lru_cache(maxsize=1000)
def _result(score: float, pending: bool, slips: Names, given: Names) -> Result:
    """A result; the same object for equal ones, of which a class has many."""
    return Result(score, pending, slips, given)


def _columns(gradebook: Gradebook, folder: ClassFolder, name: str, labels: Labels) -> list[Column]:
    """The graded cells in the notebooks' order, which the gradebook does not know."""
    out = read_left_out(folder, name)
    paths = sorted(folder.source_folder(name).glob("*.ipynb"))
    order = [(path.stem, graded["grade_id"]) for path in paths for graded, _ in _cells(path)]
    points = {
        (notebook.name, cell.name): float(cell.max_score)
        for notebook in gradebook.find_assignment(name).notebooks
        for cell in (*notebook.grade_cells, *notebook.task_cells)
    }
    ordered = sorted(points, key=lambda one: order.index(one) if one in order else len(order))
    return [Column(labels[one], points[one], one in out) for one in ordered]


def _told(folder: Path, labels: Labels) -> dict[str, tuple[Names, Names]]:
    """What checks have told in a folder's graded notebooks, by exercise: slips, and `given`."""
    told: dict[str, tuple[Names, Names]] = {}
    for path in sorted(folder.glob("*.ipynb")):
        # Most files name no slip: these need not be read cell by cell.
        if not may_name_slips(path.read_text(encoding="utf-8")):
            continue
        for graded, printed in _cells(path):
            name = graded["grade_id"]
            told[labels.get((path.stem, name), name)] = (
                slips_named(printed, name),
                given_right(printed, name),
            )
    return told


def _cells(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The nbgrader metadata of each graded cell, and what it has printed."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        graded = cell["metadata"].get("nbgrader", {})
        if graded.get("grade") or graded.get("task"):
            streams = [one for one in cell.get("outputs", ()) if one.get("name") == "stdout"]
            yield graded, "".join("".join(one["text"]) for one in streams)
