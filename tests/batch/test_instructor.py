"""What an instructor changes in an ordinary class, and what is odd in one student's folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nbformat
import pytest
from batch.classes import NAME, copy_of, graded, notebook, rows, small_class
from commands import succeed
from execution.conftest import cell
from nbformat.v4 import new_notebook

from autograder.batch.outbox import Outbox
from autograder.build.release import generate
from autograder.devel.edits import known
from autograder.report.results import read_reports
from autograder.report.table import render

pytestmark = pytest.mark.slow
OWN = "08_mine"
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


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with the course's first notebook, and one of the instructor's own."""
    root = small_class(tmp_path_factory.mktemp("instructor"), ("ada", "otto"))
    source = root / "source" / OWN
    source.mkdir()
    answer = f"### BEGIN SOLUTION\n{ANSWERS['right']}\n### END SOLUTION"
    cells = [
        cell(answer, grade_id="double-answer", solution=True),
        cell(HIDDEN, grade_id="double", grade=True, locked=True, points=3),
    ]
    nbformat.write(new_notebook(cells=cells), source / f"{OWN}.ipynb")
    (source / "data.csv").write_text("1,2\n")
    generate(root, OWN, gradebook=True)
    released = nbformat.read(root / "release" / OWN / f"{OWN}.ipynb", 4)
    assert "double(3)" not in str(released)
    for student, text in ANSWERS.items():
        released.cells[0].source = text
        place = notebook(root, student, name=OWN)
        place.parent.mkdir(parents=True)
        nbformat.write(released, place)
    return root


def scores(root: Path) -> dict[tuple[str, str], float]:
    return {(student, name): score for student, name, score, *_ in rows(root)[0]}


def test_an_instructors_hidden_test_is_run_and_scores_as_nbgrader_does(
    fresh: Path, tmp_path: Path
) -> None:
    ours, theirs = (copy_of(fresh, tmp_path / name) for name in ("ours", "theirs"))
    graded(ours, OWN)
    assert scores(ours) == {(student, "double"): 3.0 * (student == "right") for student in ANSWERS}
    succeed(theirs, "nbgrader", "autograde", OWN)
    assert rows(ours) == rows(theirs)


def test_a_feedback_page_does_not_show_the_hidden_test(root: Path) -> None:
    graded(root, OWN)
    succeed(root, "nbgrader", "generate_feedback", OWN)
    page = (root / "feedback" / "wrong" / OWN / f"{OWN}.html").read_text("utf-8")
    assert "double" in page and "HIDDEN" not in page and ">3<" not in page


def set_points(root: Path, points: dict[str, float]) -> None:
    """Change points in `source/` and generate the assignment again, as an instructor does."""
    path = root / "source" / NAME / f"{NAME}.ipynb"
    source = nbformat.read(path, 4)
    for exercise, worth in points.items():
        known(source, exercise).metadata.nbgrader["points"] = worth
    nbformat.write(source, path)
    succeed(root, "nbgrader", "generate_assignment", NAME, "--force")


def test_changed_points_count_up_and_down_and_also_0(root: Path, tmp_path: Path) -> None:
    graded(root)
    before = scores(root)
    in_all = sum(column.points for column in read_reports(root, NAME)[0].columns)
    points = {"weight_gradient": 5, "batch_gradients": 2, "what_delta_is": 0, "layer_gradients": 6}
    set_points(root, points)
    progress = graded(root)
    assert (sorted(progress.graded), progress.refused) == (["ada", "otto"], {})
    after = scores(root)
    for (student, name), score in before.items():
        was = {"weight_gradient": 2, "batch_gradients": 4, "what_delta_is": 2, "layer_gradients": 4}
        share = score / was[name] if name in points else 1
        assert after[student, name] == (share * points[name] if name in points else score)
    assert after["ada", "weight_gradient"] == 5 and after["ada", "batch_gradients"] == 2
    (report,) = read_reports(root, NAME)
    # 3 more, 2 less, 2 less, 2 more.
    assert sum(column.points for column in report.columns) == in_all + 1
    assert report.remarks == {}
    theirs = copy_of(root, tmp_path / "theirs")
    succeed(theirs, "nbgrader", "autograde", NAME, "--force")
    assert scores(theirs) == after


def test_a_folder_named_like_a_file_that_was_handed_out_costs_nobody_anything(root: Path) -> None:
    (root / "submitted" / "right" / OWN / "data.csv").mkdir()
    (root / "submitted" / "right" / OWN / "data.csv" / "x.txt").write_text("mine")
    progress = graded(root, OWN)
    assert not progress.refused and len(progress.graded) == len(ANSWERS)
    assert scores(root)["right", "double"] == 3
    assert (root / "autograded" / "right" / OWN / "data.csv").read_text() == "1,2\n"


def test_a_failure_while_one_submission_is_delivered_is_that_students_line(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    root: Path, name: bytes, line: str
) -> None:
    submitted = os.fsencode(root / "submitted")
    shutil.copytree(submitted + b"/right", submitted + b"/" + name)
    progress = graded(root, OWN)
    assert len(progress.graded) == len(ANSWERS)
    ((student, why),) = progress.refused.items()
    assert line in why and (student + why).encode()
    assert render(read_reports(root, OWN)[0]).encode()
