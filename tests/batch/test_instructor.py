"""What an instructor changes in an ordinary class, and what is odd in one student's folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from batch.classes import copy_of, rows, small_class
from nbformat.v4 import new_code_cell, new_notebook

from autograder.batch.grade import grade
from autograder.batch.options import Options
from autograder.batch.outbox import Outbox
from autograder.batch.progress import Progress
from autograder.build.release import generate
from autograder.classroom.folder import ClassFolder
from autograder.report.results import read_reports
from autograder.report.table import render

pytestmark = pytest.mark.slow
NAME, OWN = "01_single_layer", "07_mine"
HIDDEN = """\
assert double(2) == 4
### BEGIN HIDDEN TESTS
assert double(3) == 6
### END HIDDEN TESTS"""
ANSWERS = {
    "right": "def double(x):\n    return 2 * x",
    "wrong": "def double(x):\n    return x + 2",
    "blank": "...  # your code here",
}


def cell(source: str, grade_id: str, **keys: object) -> object:
    defaults = {"grade": False, "locked": False, "solution": False, "task": False}
    made = new_code_cell(source)
    made.metadata["nbgrader"] = {**defaults, "schema_version": 3, "grade_id": grade_id, **keys}
    return made


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with the course's first notebook, and one of the instructor's own."""
    root = small_class(tmp_path_factory.mktemp("instructor"), ("ada", "otto"))
    source = root / "source" / OWN
    source.mkdir()
    answer = f"### BEGIN SOLUTION\n{ANSWERS['right']}\n### END SOLUTION"
    cells = [
        cell(answer, "double-answer", solution=True),
        cell(HIDDEN, "double", grade=True, locked=True, points=3),
    ]
    nbformat.write(new_notebook(cells=cells), source / f"{OWN}.ipynb")
    (source / "data.csv").write_text("1,2\n")
    generate(root, OWN, gradebook=True)
    released = nbformat.read(root / "release" / OWN / f"{OWN}.ipynb", 4)
    assert "double(3)" not in str(released)
    for student, text in ANSWERS.items():
        released.cells[0].source = text
        place = root / "submitted" / student / OWN
        place.mkdir(parents=True)
        nbformat.write(released, place / f"{OWN}.ipynb")
    return root


def graded(root: Path, name: str, **options: object) -> Progress:
    return grade(ClassFolder.open(root), name, Options(**options), lambda progress: None)  # type: ignore[arg-type]


def autograded(root: Path, name: str) -> None:
    command = [sys.executable, "-m", "nbgrader", "autograde", name]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]


def scores(root: Path) -> dict[tuple[str, str], float]:
    return {(student, name): score for student, name, score, *_ in rows(root)[0]}


def test_an_instructors_hidden_test_is_run_and_scores_as_nbgrader_does(
    fresh: Path, tmp_path: Path
) -> None:
    ours, theirs = (copy_of(fresh, tmp_path / name) for name in ("ours", "theirs"))
    graded(ours, OWN)
    assert scores(ours) == {(student, "double"): 3.0 * (student == "right") for student in ANSWERS}
    autograded(theirs, OWN)
    assert rows(ours) == rows(theirs)


def test_a_feedback_page_does_not_show_the_hidden_test(fresh: Path, tmp_path: Path) -> None:
    root = copy_of(fresh, tmp_path / "class")
    graded(root, OWN)
    command = [sys.executable, "-m", "nbgrader", "generate_feedback", OWN]
    subprocess.run(command, cwd=root, capture_output=True, check=True)
    page = (root / "feedback" / "wrong" / OWN / f"{OWN}.html").read_text("utf-8")
    assert "double" in page and "HIDDEN" not in page and ">3<" not in page


def set_points(root: Path, points: dict[str, float]) -> None:
    """Change points in `source/` and generate the assignment again, as an instructor does."""
    path = root / "source" / NAME / f"{NAME}.ipynb"
    notebook = nbformat.read(path, 4)
    for one in notebook.cells:
        graded = one.metadata.get("nbgrader", {})
        if graded.get("grade_id") in points:
            graded["points"] = points[graded["grade_id"]]
    nbformat.write(notebook, path)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", NAME, "--force"]
    subprocess.run(command, cwd=root, capture_output=True, check=True)


def test_changed_points_count_up_and_down_and_also_0(fresh: Path, tmp_path: Path) -> None:
    root = copy_of(fresh, tmp_path / "class")
    graded(root, NAME)
    before = scores(root)
    points = {"weight_gradient": 5, "batch_gradients": 2, "what_delta_is": 0, "layer_gradients": 6}
    set_points(root, points)
    progress = graded(root, NAME)
    assert (sorted(progress.graded), progress.refused) == (["ada", "otto"], {})
    after = scores(root)
    for (student, name), score in before.items():
        was = {"weight_gradient": 2, "batch_gradients": 4, "what_delta_is": 2, "layer_gradients": 4}
        share = score / was[name] if name in points else 1
        assert after[student, name] == (share * points[name] if name in points else score)
    assert after["ada", "weight_gradient"] == 5 and after["ada", "batch_gradients"] == 2
    (report,) = read_reports(root, NAME)
    # 35, and 3 more, 2 less, 2 less, 2 more.
    assert sum(column.points for column in report.columns) == 36
    assert report.remarks == {}
    theirs = copy_of(root, tmp_path / "theirs")
    command = [sys.executable, "-m", "nbgrader", "autograde", NAME, "--force"]
    subprocess.run(command, cwd=theirs, capture_output=True, check=True)
    assert scores(theirs) == after


def test_a_folder_named_like_a_file_that_was_handed_out_costs_nobody_anything(
    fresh: Path, tmp_path: Path
) -> None:
    root = copy_of(fresh, tmp_path / "class")
    (root / "submitted" / "right" / OWN / "data.csv").mkdir()
    (root / "submitted" / "right" / OWN / "data.csv" / "x.txt").write_text("mine")
    progress = graded(root, OWN)
    assert not progress.refused and len(progress.graded) == len(ANSWERS)
    assert scores(root)["right", "double"] == 3
    assert (root / "autograded" / "right" / OWN / "data.csv").read_text() == "1,2\n"


def test_a_failure_while_one_submission_is_delivered_is_that_students_line(
    fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_of(fresh, tmp_path / "class")
    deliver = Outbox.deliver

    def failing(self: Outbox, one: object, *rest: object) -> None:
        if one.student == "blank":  # type: ignore[attr-defined]
            raise OSError(5, "Input/output error")
        deliver(self, one, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Outbox, "deliver", failing)
        progress = graded(root, OWN)
    assert sorted(progress.graded) == ["right", "wrong"]
    assert "Input/output error" in progress.refused["blank"]
    assert progress.refused["blank"] in render(read_reports(root, OWN)[0])
    # It is tried again the next time.
    assert graded(root, OWN).graded == ["blank"]


@pytest.mark.parametrize(
    ("name", "line"), [(b"caf\xe9", "UTF-8"), (b"x" * 255, "at most 200 bytes, got 255")]
)
def test_a_folder_with_an_odd_name_is_that_students_line(
    fresh: Path, tmp_path: Path, name: bytes, line: str
) -> None:
    root = copy_of(fresh, tmp_path / "class")
    submitted = os.fsencode(root / "submitted")
    shutil.copytree(submitted + b"/right", submitted + b"/" + name)
    progress = graded(root, OWN)
    assert len(progress.graded) == len(ANSWERS)
    ((student, why),) = progress.refused.items()
    assert line in why and (student + why).encode()
    assert render(read_reports(root, OWN)[0]).encode()
