"""A small class with the confined judge, and its gradebook as rows to compare."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from classroom.test_sample_class import class_of, repaired_scores

from autograder.batch.grade import grade
from autograder.batch.options import Options
from autograder.batch.progress import Progress
from autograder.classroom.folder import ClassFolder

NAME = "01_single_layer"
#: All right; a check deleted; slips; untouched.
STUDENTS = ("ada", "dora", "otto", "the-release")
#: What the first notebook draws beside what a student may edit, and the picture attached to it.
FIGURES, ATTACHED = 5, 1
#: What the students' answers deserve, by the table written by hand.
DESERVED = {student: sum(row.values()) for student, row in repaired_scores(NAME).items()}

GRADES = """
select submitted_assignment.student_id, base_cell.name, auto_score, manual_score, extra_credit,
       needs_manual_grade, late_submission_penalty, timestamp
from grade join submitted_notebook on grade.notebook_id = submitted_notebook.id
join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
join base_cell on base_cell.id = grade.cell_id order by 1, 2
"""
COMMENTS = """
select submitted_assignment.student_id, base_cell.name, auto_comment, manual_comment
from comment join submitted_notebook on comment.notebook_id = submitted_notebook.id
join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
join base_cell on base_cell.id = comment.cell_id order by 1, 2
"""


def small_class(folder: Path, students: tuple[str, ...] = STUDENTS) -> Path:
    """A class of some of the sample class's students, with nothing graded."""
    root = class_of(NAME, folder, plain=False)
    for path in (root / "submitted").iterdir():
        if path.name not in students:
            shutil.rmtree(path)
    return root


def copy_of(root: Path, place: Path) -> Path:
    """The same class somewhere else; its secret and its gradebook go with it."""
    shutil.copytree(root, place, symlinks=True)
    return place


def rows(root: Path) -> list[Any]:
    """All that nbgrader's gradebook says of grades and comments."""
    with sqlite3.connect(root / "gradebook.db") as book:
        return [book.execute(query).fetchall() for query in (GRADES, COMMENTS)]


def totals(root: Path) -> dict[str, float]:
    """Each student's points."""
    found: dict[str, float] = {}
    for student, _, points, *_ in rows(root)[0]:
        found[student] = found.get(student, 0.0) + (points or 0.0)
    return found


def notebook(root: Path, student: str, stage: str = "submitted", name: str = NAME) -> Path:
    """Where a student's notebook is, as handed in or as graded."""
    return root / stage / student / name / f"{name}.ipynb"


def graded(
    root: Path,
    name: str = NAME,
    show: Callable[[Progress], None] = lambda progress: None,
    **options: Any,
) -> Progress:
    """Grade the class."""
    return grade(ClassFolder.open(root), name, Options(**options), show)
