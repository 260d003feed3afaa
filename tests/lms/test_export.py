"""`backhand export` and nbgrader's own command write the same grades, as they stand now."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

import pytest
from commands import only_line, run
from lms.test_collect import answered, folder
from nbgrader.api import Gradebook

from autograder.cli import main

DUE = "2026-11-05 14:00:00.000000"
#: A penalty of one point for whoever is late.
LATE = """
from nbgrader.plugins import BasePlugin


class OnePoint(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 1.0 if total_seconds_late else 0.0
"""


@pytest.fixture
def graded(klass: Path) -> Path:
    """A class in which ada has 2 of 3 points, 1 of them lost by being late, and ben nothing."""
    (klass / "late.py").write_text(LATE)
    with (klass / "nbgrader_config.py").open("a") as config:
        config.write('\nc.AssignLatePenalties.plugin_class = "late.OnePoint"\n')
    with Gradebook(f"sqlite:///{klass / 'gradebook.db'}", "a class") as book:
        book.add_student("ben")
        book.update_or_create_assignment("tiny", duedate=DUE)
        book.add_student("ada", lms_user_id="1001")
        book.add_submission("tiny", "ada", timestamp="2026-11-05 15:00:00 UTC")
        (notebook,) = book.find_submission("tiny", "ada").notebooks
        notebook.late_submission_penalty = 1.0
        for grade in notebook.grades:
            grade.needs_manual_grade = False
            grade.auto_score = 2.0 if grade.max_score == 2 else 0.0
        book.db.commit()
    folder(klass / "submitted", {"ada/tiny/tiny.ipynb": answered(klass)})
    return klass


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_command_writes_a_file_and_not_over_another(
    graded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(graded), "--canvas"]) == 0
    assert rows(graded / "grades-canvas.csv")[1:] == [
        ["    Points Possible", "", "", "", "3"],
        ["ada", "1001", "", "", "1"],
    ]
    assert "Canvas will look for students by ID" in capsys.readouterr().out
    assert main(["export", str(graded), "--canvas"]) == 2
    assert "which exists; --force replaces it" in only_line(capsys.readouterr().err)
    assert main(["export", str(graded), "--canvas", "--force", "--zeros"]) == 0
    assert rows(graded / "grades-canvas.csv")[-1] == ["ben", "", "ben", "", "0"]


def test_a_penalty_that_is_no_longer_right_is_put_right_in_the_file_and_said(
    graded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(graded / "gradebook.db") as book:
        book.execute("update assignment set duedate = '2026-11-06 14:00:00.000000'")
    assert main(["export", str(graded), "tiny", "--csv"]) == 0
    row = rows(graded / "grades-csv.csv")[1]
    assert row[7:] == ["2", "0", "2", "3"]
    assert "tiny: the late penalties of ada are new in this file" in capsys.readouterr().out


def test_what_is_not_final_is_said(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder(graded / "submitted", {"cem/tiny/tiny.ipynb": answered(graded)})
    with sqlite3.connect(graded / "gradebook.db") as book:
        book.execute("update grade set needs_manual_grade = 1")
    assert main(["export", str(graded), "--moodle"]) == 0
    said = capsys.readouterr().out
    assert "tiny: not graded yet, and so without a score: cem" in said
    assert "tiny: questions wait to be graded by hand, and count as they stand: ada" in said


def test_whoever_is_not_in_the_lms_is_named_with_status_1(
    graded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = tmp_path / "canvas.csv"
    theirs.write_text("Student,ID,SIS Login ID,Section\n    Points Possible,,,\nGus,1009,gus,S\n")
    assert main(["export", str(graded), "--canvas", "--roster", str(theirs)]) == 1
    assert only_line(capsys.readouterr().err).endswith("as no row is theirs: ada")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--canvas", "--points", "0"], "expected --points above 0"),
        (["--canvas", "--column", "tiny"], "expected --column NOTEBOOK=TITLE, got 'tiny'"),
        (["--canvas", "--column", "tony=x"], "of an exported notebook, got tony"),
        (["--canvas", "--roster", "none.csv"], "expected a CSV file none.csv, got No such file"),
        (["tony", "--csv"], "expected one of tiny, got 'tony'"),
    ],
)
def test_a_bad_wish_is_one_line(
    graded: Path, words: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(graded), *words]) == 2
    assert line in only_line(capsys.readouterr().err)
    assert not list(graded.glob("grades-*.csv"))


@pytest.mark.parametrize("form", ["Canvas", "Moodle", "Csv"])
def test_nbgraders_export_takes_the_plug_ins(graded: Path, form: str) -> None:
    assert main(["export", str(graded), f"--{form.lower()}"]) == 0
    exporter = f"--exporter=autograder.plugin.{form}Exporter"
    done = run(graded, "nbgrader", "export", exporter, "--to=theirs.csv")
    assert done.returncode == 0, done.stderr
    assert rows(graded / "theirs.csv") == rows(graded / f"grades-{form.lower()}.csv")


def test_the_plug_ins_take_a_roster_in_the_configuration(graded: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "canvas.csv"
    theirs.write_text("Student,ID,SIS Login ID,Section\n    Points Possible,,,\nA,1001,al,S\n")
    with (graded / "nbgrader_config.py").open("a") as config:
        config.write(f"c.CanvasExporter.roster = {str(theirs)!r}\nc.CanvasExporter.points = 30.0\n")
    exporter = "--exporter=autograder.plugin.CanvasExporter"
    assert run(graded, "nbgrader", "export", exporter).returncode == 0
    assert rows(graded / "grades-canvas.csv")[-1] == ["A", "1001", "al", "S", "10"]
