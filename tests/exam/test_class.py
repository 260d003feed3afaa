"""A class of six sits an exam: numbers of their own, right scores, and what the report says."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from commands import run

from autograder.boundary.errors import BackhandError
from autograder.cli import main
from autograder.exam.exam import ANOTHERS
from autograder.exam.kept import read_exam
from autograder.feedback.harmless import NOTED
from autograder.handout.archive import hand_out
from autograder.report.data import to_json
from autograder.report.explain import explain
from autograder.report.findings import find, read_class
from autograder.report.results import Report, read_reports
from autograder.report.show import show

pytestmark = pytest.mark.slow

STUDENTS = ("right", "blank", "slipped", "swapped", "copied", "computed")
ASKED = ("two_linear_layers", "convolution_gradients", "table_gradient")
POINTS = {"exam_two_linear_layers": 3, "exam_convolution_gradients": 3, "exam_table_gradient": 2}
Notebook = Any
Answers = dict[str, dict[str, Any]]


def numbers(notebook: Notebook, name: str) -> dict[str, Any]:
    """The numbers above an answer."""
    found: dict[str, Any] = {"np": np}
    exec(cell(notebook, name).source.partition(f"{name} =")[0], found)
    return found


def cell(notebook: Notebook, name: str) -> Any:
    return next(one for one in notebook.cells if one.get("id") == f"{name}-answer")


def solved(notebook: Notebook) -> Answers:
    """The answers that follow from the numbers in a notebook, by formulas of this test's own."""
    two = numbers(notebook, "exam_two_linear_layers")
    delta1 = two["delta2"] @ two["W2"]
    z1 = two["W1"] @ two["x"] + two["b1"]
    conv = numbers(notebook, "exam_convolution_gradients")
    dw, dx = np.zeros(len(conv["w"])), np.zeros(len(conv["x"]))
    for i, d in enumerate(conv["delta"]):
        for k, w in enumerate(conv["w"]):
            dw[k] += d * conv["x"][i + k]
            dx[i + k] += d * w
    table = numbers(notebook, "exam_table_gradient")
    dE = np.zeros((table["rows"], table["G"].shape[1]))
    for n, row in enumerate(table["ids"]):
        dE[row] += table["G"][n]
    return {
        "exam_two_linear_layers": {
            "delta1": delta1.tolist(),
            "dW2": np.outer(two["delta2"], z1).tolist(),
            "dW1": np.outer(delta1, two["x"]).tolist(),
        },
        "exam_convolution_gradients": {
            "dw": dw.tolist(),
            "db": float(sum(conv["delta"])),
            "dx": dx.tolist(),
        },
        "exam_table_gradient": {"dE": dE.tolist()},
    }


def fill_in(notebook: Notebook, answers: Answers) -> None:
    for name, answer in answers.items():
        above, _, _ = cell(notebook, name).source.partition(f"{name} =")
        cell(notebook, name).source = f"{above}{name} = {answer!r}"


def notebooks(root: Path) -> dict[str, Notebook]:
    """What each student finds in the archive."""
    found = {}
    for student in STUDENTS:
        with zipfile.ZipFile(root / "hand-out" / "exam" / f"{student}.zip") as archive:
            (inside,) = (name for name in archive.namelist() if name.endswith("exam.ipynb"))
            found[student] = nbformat.reads(archive.read(inside).decode(), as_version=4)
    return found


def answered(root: Path) -> dict[str, Notebook]:
    """What each of them hands in."""
    mine = notebooks(root)
    answers = {student: solved(mine[student]) for student in STUDENTS}
    fill_in(mine["right"], answers["right"])
    two = numbers(mine["slipped"], "exam_two_linear_layers")
    layers = answers["slipped"]["exam_two_linear_layers"]
    layers["delta1"] = (two["W2"] @ two["delta2"]).tolist()
    layers["dW1"] = np.outer(two["W2"] @ two["delta2"], two["x"]).tolist()
    fill_in(mine["slipped"], answers["slipped"])
    # One hands in a friend's notebook, and one the friend's answers in a notebook of her own.
    mine["swapped"] = mine["right"]
    fill_in(mine["copied"], answers["right"])
    name = "exam_table_gradient"
    cell(mine["computed"], name).source = "\n".join(
        [
            cell(mine["computed"], name).source.partition(f"{name} =")[0],
            "dE = np.zeros((rows, 2))",
            "for n, one in zip(ids, G):",
            "    dE[n] += one",
            f"{name} = {{'dE': dE}}",
        ]
    )
    return mine


@pytest.fixture(scope="module")
def sat(new_tiny_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class in which the exam is set, handed in and graded."""
    place = tmp_path_factory.mktemp("exam")
    root, students = place / "spring", place / "students.txt"
    shutil.copytree(new_tiny_class, root)
    students.write_text("# a group\n" + "\n".join(STUDENTS) + "\n", "utf-8")
    words = ["exam", str(root), "--students", str(students), "--exercises", *ASKED]
    assert main(words) == 0
    for student, notebook in answered(root).items():
        path = root / "submitted" / student / "exam" / "exam.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    assert main(["grade", str(root), "exam"]) == 0
    return root


@pytest.fixture(scope="module")
def report(sat: Path) -> Report:
    (found,) = read_reports(sat, "exam")
    return found


def scores(report: Report, student: str) -> dict[str, float | None]:
    return {name: result.score for name, result in report.results[student].items()}


def test_no_two_archives_hold_the_same_numbers(sat: Path) -> None:
    given = notebooks(sat)
    for name in POINTS:
        assert len({cell(one, name).source for one in given.values()}) == len(STUDENTS)


def test_no_archive_holds_an_answer(sat: Path) -> None:
    for notebook in notebooks(sat).values():
        for name in POINTS:
            namespace = numbers(notebook, name)
            exec(cell(notebook, name).source, namespace)
            assert set(namespace[name].values()) == {None}


def test_right_answers_earn_all_points_and_blank_ones_none(report: Report) -> None:
    assert scores(report, "right") == POINTS
    assert scores(report, "blank") == dict.fromkeys(POINTS, 0)


def test_answers_computed_from_the_printed_numbers_are_right(report: Report) -> None:
    assert scores(report, "computed") == {**dict.fromkeys(POINTS, 0), "exam_table_gradient": 2}


def test_a_slip_is_named_and_costs_its_share(report: Report) -> None:
    assert scores(report, "slipped") == {**POINTS, "exam_two_linear_layers": 1}
    slips = report.results["slipped"]["exam_two_linear_layers"].slips
    assert tuple(slips) == ("missing-transpose-w",)


def by_chance(sat: Path, student: str) -> dict[str, float]:
    """What the answers of `right` earn another student: db is one number, which may be equal."""
    given = notebooks(sat)
    db, hers = (
        solved(given[one])["exam_convolution_gradients"]["db"] for one in (student, "right")
    )
    return {**dict.fromkeys(POINTS, 0), "exam_convolution_gradients": float(db == hers)}


def test_another_students_notebook_earns_nothing_and_is_found_out(
    sat: Path, report: Report
) -> None:
    assert scores(report, "swapped") == by_chance(sat, "swapped")
    (line,) = report.remarks["swapped"]
    assert line.startswith("all numbers are those of right, not of this student")


def test_answers_copied_into_a_notebook_of_ones_own_are_named(sat: Path, report: Report) -> None:
    assert scores(report, "copied") == by_chance(sat, "copied")
    named = {tuple(one.slips) for one in report.results["copied"].values()}
    assert named == {(ANOTHERS,)}
    assert set(report.remarks) == {"swapped"}


def test_a_report_has_the_titles_of_the_questions_and_says_what_to_teach_again(sat: Path) -> None:
    (data,) = json.loads(to_json(find(read_class(sat, "exam"))))["notebooks"]
    titles = {one["id"]: (one["label"], one["title"]) for one in data["exercises"]}
    assert titles["exam_two_linear_layers"] == ("1", "Two linear layers")
    slips = {one["slip"]: one for one in data["slips"]}
    assert slips["missing-transpose-w"]["look_at"].endswith("(in 01_single_layer)")
    assert slips[ANOTHERS]["clause"] in explain(ANOTHERS).replace("\n", " ")
    assert "Two linear layers, in exam" in show(sat, "slipped", "exam_two_linear_layers")


def test_each_student_has_a_page_and_a_row_in_the_grades(sat: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(sat, tmp_path / "spring"))
    assert main(["feedback", str(root), "exam"]) == 0
    for student in STUDENTS:
        assert (root / "feedback" / student / "exam" / "exam.html").is_file()
    assert main(["export", str(root), "--csv"]) == 0
    rows = csv.DictReader((root / "grades-csv.csv").open(encoding="utf-8"))
    assert {row["student_id"] for row in rows if row["assignment"] == "exam"} == set(STUDENTS)


def test_an_exam_is_not_handed_out_as_a_notebook_is(sat: Path, tmp_path: Path) -> None:
    everything = hand_out(sat, output=tmp_path / "all.zip")
    with zipfile.ZipFile(everything) as archive:
        assert not [name for name in archive.namelist() if name.endswith("exam.ipynb")]
    with pytest.raises(BackhandError, match="each student has an archive"):
        hand_out(sat, ["exam"], tmp_path / "exam.zip")


def test_nothing_that_a_student_gets_to_see_names_another(sat: Path) -> None:
    graded = nbformat.read(sat / "autograded" / "swapped" / "exam" / "exam.ipynb", 4)
    assert graded.metadata[NOTED] == {"remarks": []}


def test_somebody_who_comes_late_gets_an_archive_and_nobody_else_a_new_one(
    sat: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(sat, tmp_path / "spring"))
    before = {path.name: path.stat().st_mtime_ns for path in (root / "hand-out/exam").iterdir()}
    (tmp_path / "late.txt").write_text("late\n", "utf-8")
    assert main(["exam", str(root), "--students", str(tmp_path / "late.txt")]) == 0
    after = {path.name: path.stat().st_mtime_ns for path in (root / "hand-out/exam").iterdir()}
    assert after.keys() - before.keys() == {"late.zip"}
    assert before.items() <= after.items()
    exam = read_exam(root, "exam")
    assert exam is not None and set(exam.students) == {*STUDENTS, "late"}
    assert main(["grade", str(root), "exam", "--dry-run"]) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--exercises", "weight_gradeint"], "numbers can be drawn"),
        (["--seed", "3"], "another seed"),
        (["--name", "../x"], "a name of letters"),
    ],
)
def test_what_cannot_be_set_is_refused_in_one_line(
    sat: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = words if "--exercises" not in words else [*words, "--name", "second"]
    assert main(["exam", str(sat), *words]) == 2
    assert said in capsys.readouterr().err
    assert read_exam(sat, "second") is None


@pytest.mark.whole
def test_nbgraders_own_command_gives_the_same(sat: Path, tmp_path: Path, report: Report) -> None:
    root = Path(shutil.copytree(sat, tmp_path / "spring"))
    ran = run(root, "nbgrader", "autograde", "exam", "--force")
    assert ran.returncode == 0, ran.stderr
    (again,) = read_reports(root, "exam")
    for student in STUDENTS:
        assert scores(again, student) == scores(report, student)
    assert again.remarks == report.remarks
