"""The sample class, graded by plain nbgrader and by the batch, gets the scores set by hand."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
import pytest
from commands import succeed
from every import every
from nbgrader.api import Gradebook

from autograder.batch.grade import grade
from autograder.batch.options import Options
from autograder.catalogue import CATALOGUE
from autograder.classroom.folder import ClassFolder
from autograder.classroom.new_class import new_class
from autograder.devel.sample_class import (
    RELEASED,
    SOLVED,
    copy_sources,
    hand_in,
    model_answers,
    own_answers,
)

SAMPLE = Path(__file__).parents[1] / "sample_class"
NAMES = sorted(path.parent.name for path in SAMPLE.glob("*/expected.csv"))

Scores = dict[str, dict[str, float]]


def expected_scores(name: str) -> Scores:
    """The hand-written table: student → exercise → score."""
    with (SAMPLE / name / "expected.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row.pop("student"): {k: float(v) for k, v in row.items()} for row in rows}


def class_of(name: str, folder: Path, *, plain: bool = True) -> Path:
    """A new class with one notebook, and the sample class's submissions to it."""
    solutions, sample = copy_sources(name, folder / "solutions"), folder / "sample"
    shutil.copytree(SAMPLE / name, sample / name)
    root = folder / "class"
    new_class(root, name="sample", plain=plain, solutions=solutions)
    hand_in(sample, root / "release", root / "submitted")
    # Two more, whom no table needs: the solutions, and the notebook as released.
    shutil.copytree(root / "source" / name, root / "submitted" / SOLVED / name)
    shutil.copytree(root / "release" / name, root / "submitted" / RELEASED / name)
    return root


def scores(root: Path, name: str, exercises: list[str]) -> Scores:
    """The gradebook's scores: student → exercise → score."""
    found: Scores = {}
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "sample") as book:
        for student in book.students:
            notebook = book.find_submission_notebook(name, name, student.id)
            by_id = {grade.name: grade.score for grade in notebook.grades}
            found[student.id] = {e: float(by_id.get(e) or 0.0) for e in exercises}
    return found


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_is_written_twice(name: str) -> None:
    written = [*model_answers()[name].items()]
    for file in (SAMPLE / name).glob("*.py"):
        written += own_answers(file).items()
    assert [answer for answer, times in Counter(written).items() if times > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_hand_written_table_is_about_the_exercises_of_the_notebook(name: str) -> None:
    exercises = [e.id for e in CATALOGUE.values() if e.notebook == name]
    table = expected_scores(name)
    assert sorted(table) == sorted(path.stem for path in (SAMPLE / name).glob("*.py"))
    for row in table.values():
        assert list(row) == exercises
        assert all(0 <= row[e] <= CATALOGUE[e].points for e in exercises)


def ends(name: str) -> Scores:
    """What the solutions and the untouched notebook get."""
    solved = {e.id: float(e.points) for e in CATALOGUE.values() if e.notebook == name}
    return {SOLVED: solved, RELEASED: dict.fromkeys(solved, 0.0)}


def repaired_scores(name: str) -> Scores:
    """The table once more, with what the repair before grading gives back, by hand as well."""
    table = expected_scores(name)
    with (SAMPLE / name / "confined.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            # Never the lower for an honest submission.
            assert table[row["student"]][row["exercise"]] < float(row["score"])
            table[row["student"]][row["exercise"]] = float(row["score"])
    return table


@pytest.mark.slow
@pytest.mark.parametrize("name", every(len(NAMES), NAMES))
def test_the_batch_gives_the_hand_written_scores(name: str, tmp_path: Path) -> None:
    root = class_of(name, tmp_path, plain=False)
    expected = {**repaired_scores(name), **ends(name)}
    options = Options(students=tuple(expected))
    grade(ClassFolder.open(root), name, options, lambda progress: None)
    assert scores(root, name, list(expected[SOLVED])) == expected


@pytest.mark.slow
@pytest.mark.whole  # it takes five seconds a submission
@pytest.mark.parametrize("name", NAMES)
def test_plain_nbgrader_gives_the_hand_written_scores(name: str, tmp_path: Path) -> None:
    root = class_of(name, tmp_path)
    expected = {**expected_scores(name), **ends(name)}
    succeed(root, "nbgrader", "autograde", name)
    assert scores(root, name, list(expected[SOLVED])) == expected
    assert errors(root, SOLVED, name) == []
    first = next(k for k, cell in enumerate(cells(root, RELEASED, name)) if is_answer(cell))
    assert [k for k in errors(root, RELEASED, name) if k < first] == []


def cells(root: Path, student: str, name: str) -> list[Any]:
    """The cells of a graded notebook."""
    file = root / "autograded" / student / name / f"{name}.ipynb"
    return list(nbformat.read(file, as_version=4).cells)


def is_answer(cell: Any) -> bool:
    """Whether a student writes in this cell."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def errors(root: Path, student: str, name: str) -> list[int]:
    """The places of the cells that end in an error."""
    return [
        k
        for k, cell in enumerate(cells(root, student, name))
        if any(output.output_type == "error" for output in cell.get("outputs", []))
    ]
