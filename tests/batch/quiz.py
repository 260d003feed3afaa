"""A small assignment of an instructor's own, with a question of each kind."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import nbformat
from batch.classes import notebook
from execution.conftest import DELTA, OUTER, SET_UP, WRONG, cell
from nbformat.v4 import new_markdown_cell, new_notebook

from autograder.build.release import generate
from autograder.build.source import METADATA

QUIZ = "quiz"
#: It ends in a number of points.
TEST = """assert double(2) == 4
### BEGIN HIDDEN TESTS
assert double(3) == 6
### END HIDDEN TESTS
3.0"""
#: What each question is worth; two checks, an instructor's own test, a written answer, a task.
POINTS = {
    "weight_gradient": 2,
    "squared_error_delta": 3,
    "double": 3,
    "why": 4,
    "essay": 5,
}
ANSWERS = {
    "ada": (OUTER[1], DELTA[1], "def double(x):\n    return 2 * x", "Because."),
    "otto": (WRONG[1], DELTA[1], "def double(x):\n    return 4", "No idea."),
}


def text(source: str, **keys: Any) -> Any:
    """A Markdown cell with nbgrader's metadata."""
    made = new_markdown_cell(source)
    made.metadata["nbgrader"] = cell("", **keys).metadata["nbgrader"]
    return made


def source_notebook() -> Any:
    """The source of the assignment."""
    cells = [cell(SET_UP, grade_id="setup", locked=True)]
    for name in ("weight_gradient", "squared_error_delta"):
        stub = f"def {name}():\n    ### BEGIN SOLUTION\n    ### END SOLUTION"
        cells.append(cell(stub, grade_id=f"{name}-answer", solution=True))
        check = {"grade_id": name, "grade": True, "locked": True, "points": POINTS[name]}
        cells.append(cell(f'check("{name}", {name})', **check))
    stub = "### BEGIN SOLUTION\n### END SOLUTION"
    cells.append(cell(stub, grade_id="double-answer", solution=True))
    cells.append(cell(TEST, grade_id="double", grade=True, locked=True, points=3))
    cells.append(text("Why?", grade_id="why", grade=True, solution=True, points=4))
    cells.append(text("Write an essay.", grade_id="essay", task=True, locked=True, points=5))
    return new_notebook(cells=cells, metadata=METADATA)


def add_quiz(root: Path) -> Path:
    """Add the assignment to a class, and generate it."""
    place = root / "source" / QUIZ
    place.mkdir()
    nbformat.write(source_notebook(), place / f"{QUIZ}.ipynb")
    generate(root, QUIZ, gradebook=True)
    return root


def generate_again(root: Path, *, gradebook: bool = True) -> None:
    """Generate the assignment from source/ in place of the one that is there."""
    shutil.rmtree(root / "release" / QUIZ)
    generate(root, QUIZ, gradebook=gradebook)


def hand_in(root: Path) -> Path:
    """Let everybody hand in the assignment."""
    released = nbformat.read(root / "release" / QUIZ / f"{QUIZ}.ipynb", 4)
    for student, answers in ANSWERS.items():
        own = [c for c in released.cells if c.metadata["nbgrader"]["solution"]]
        for one, answer in zip(own, answers, strict=True):
            one.source = answer
        place = notebook(root, student, name=QUIZ)
        place.parent.mkdir(parents=True)
        nbformat.write(released, place)
    return root


def set_points(root: Path, points: dict[str, float]) -> None:
    """Change points in source/, and no more."""
    path = root / "source" / QUIZ / f"{QUIZ}.ipynb"
    source = nbformat.read(path, 4)
    for one in source.cells:
        graded = one.metadata["nbgrader"]
        graded["points"] = points.get(graded["grade_id"], graded.get("points", 0))
    nbformat.write(source, path)


def give(root: Path, student: str, question: str, score: float, extra: float | None = None) -> None:
    """Grade a question by hand, as the formgrader saves it."""
    change = """
    update grade set manual_score = ?, extra_credit = ?, needs_manual_grade = 0
    where cell_id in (select id from base_cell where name = ?) and notebook_id in (
        select submitted_notebook.id from submitted_notebook join submitted_assignment
        on submitted_assignment.id = submitted_notebook.assignment_id where student_id = ?)
    """
    with sqlite3.connect(root / "gradebook.db") as book:
        assert book.execute(change, (score, extra, question, student)).rowcount == 1


def state(root: Path) -> tuple[Any, ...]:
    """All that leaving a question out may change: source, release, and the gradebook's cells."""
    notebooks = [(root / place / QUIZ / f"{QUIZ}.ipynb") for place in ("source", "release")]
    with sqlite3.connect(root / "gradebook.db") as book:
        queries = (
            "select base_cell.name, max_score from base_cell join grade_cells using (id)",
            "select base_cell.name, max_score from base_cell join task_cells using (id)",
            "select source_cell.name, source, checksum from source_cell",
        )
        only = " join notebook on notebook.id = notebook_id where notebook.name = ? order by 1"
        rows = [book.execute(query + only, [QUIZ]).fetchall() for query in queries]
    return *(nbformat.read(path, 4) for path in notebooks), rows
