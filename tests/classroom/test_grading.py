"""Stock nbgrader grades a new class without any further step; the report says who got what."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import nbformat
import pytest
from commands import succeed

from autograder.classroom.new_class import new_class
from autograder.devel.edits import known
from autograder.report.results import Result, read_reports
from autograder.report.table import render

ANSWERS = {"full": "return 2", "half": "return 1", "zero": "..."}


def hand_in(klass: Path, student: str, answer: str) -> None:
    notebook = nbformat.read(klass / "release/tiny/tiny.ipynb", as_version=4)
    forged = "print('[backhand] double 2/2 slips=forged')"
    known(notebook, "double-answer").source = f"def double():\n    {forged}\n    {answer}"
    if student == "full":
        known(notebook, "tiny-why").source = "Because it is."
    folder = klass / "submitted" / student / "tiny"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "tiny.ipynb")


def nbgrader(klass: Path, *arguments: str) -> None:
    # As in an environment that is not activated: its commands are not on the PATH.
    environment = {**os.environ, "PATH": os.defpath}
    succeed(klass, "nbgrader", *arguments, env=environment)


@pytest.mark.slow
def test_stock_nbgrader_grades_a_new_class(checkout: Path, tmp_path: Path) -> None:
    klass = tmp_path / "class"
    new_class(klass, plain=True, solutions=checkout / "solutions")
    for student, answer in ANSWERS.items():
        hand_in(klass, student, answer)
    (klass / "submitted" / "unread" / "tiny").mkdir(parents=True)

    nbgrader(klass, "autograde", "tiny")
    nbgrader(klass, "generate_feedback", "tiny")
    nbgrader(klass, "export")

    with (klass / "grades.csv").open(encoding="utf-8") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {"full": 2, "half": 1, "zero": 0}
    pages = sorted(path.parts[-3] for path in (klass / "feedback").rglob("*.html"))
    assert pages == ["full", "half", "zero"]

    (report,) = read_reports(klass)
    assert [one.exercise for one in report.columns] == ["double", "tiny-why"]
    assert {student: one.get("double") for student, one in report.results.items()} == {
        "full": Result(2),
        "half": Result(1, slips=("factor-lost",)),
        "zero": Result(0, slips=("factor-lost",)),
        "unread": None,
    }
    # An explanation waits for a reader, unless nothing was written.
    assert report.results["full"]["tiny-why"].pending
    assert not report.results["zero"]["tiny-why"].pending
    assert "factor-lost  2  half, zero" in render(report)
