"""nbgrader's own commands, with the judge in place by a new class's configuration alone."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from batch.classes import NAME, copy_of, graded, rows, small_class, totals
from bs4 import BeautifulSoup

from autograder.execution.child.output_recorder import PICTURE
from autograder.report.results import read_reports

pytestmark = pytest.mark.slow
FIGURES = 4


def nbgrader(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with an honest submission, a renamed one, one with links and one cut off."""
    root = small_class(tmp_path_factory.mktemp("plugin"), ("ada", "otto"))
    submitted = root / "submitted"
    for student in ("linked", "renamed", "cut_off"):
        shutil.copytree(submitted / "otto", submitted / student)
    os.symlink(root / ".backhand" / "secret", submitted / "linked" / NAME / "notes.txt")
    (submitted / "linked" / NAME / "mine.txt").write_text("mine")
    renamed = submitted / "renamed" / NAME / f"{NAME}.ipynb"
    renamed.rename(renamed.with_name("Untitled1.ipynb"))
    cut = submitted / "cut_off" / NAME / f"{NAME}.ipynb"
    cut.write_text(cut.read_text("utf-8")[:1000], "utf-8")
    return root


@pytest.fixture(scope="module")
def autograded(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class, graded by nbgrader's own command."""
    root = copy_of(fresh, tmp_path_factory.mktemp("autograded") / "class")
    ran = nbgrader(root, "autograde", NAME)
    # nbgrader says so when one submission could not be graded; the others are.
    assert ran.returncode == 1 and "cut_off" in ran.stderr
    return root


def test_every_submission_gets_what_it_deserves(autograded: Path) -> None:
    expected = {"ada": 32, "otto": 27, "linked": 27, "renamed": 27, "cut_off": 0}
    assert totals(autograded) == expected


def test_the_batch_enters_the_same(fresh: Path, autograded: Path, tmp_path: Path) -> None:
    root = copy_of(fresh, tmp_path / "class")
    assert list(graded(root).refused) == ["cut_off"]
    assert rows(root) == rows(autograded)
    for name in ("notes.txt", "mine.txt"):
        places = [r / "autograded" / "linked" / NAME / name for r in (root, autograded)]
        assert [place.exists() for place in places] == [name == "mine.txt"] * 2


def test_nothing_behind_a_link_is_copied(autograded: Path) -> None:
    secret = (autograded / ".backhand" / "secret").read_bytes()
    folder = autograded / "autograded"
    assert not any(secret in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_the_report_says_what_was_put_right_and_what_could_not_be(autograded: Path) -> None:
    (report,) = read_reports(autograded, NAME)
    assert list(report.refused) == ["cut_off"]
    assert any("Untitled1" in line for line in report.remarks["renamed"])
    assert any("notes.txt" in line for line in report.remarks["linked"])
    assert "ada" not in report.remarks


def test_feedback_and_export_follow_as_ever(fresh: Path, tmp_path: Path) -> None:
    root = copy_of(fresh, tmp_path / "class")
    graded(root)
    before = (root / "autograded" / "ada" / NAME / f"{NAME}.ipynb").read_text("utf-8")
    # What the student may not edit is drawn when somebody looks.
    assert before.count(PICTURE) == FIGURES and "image/png" not in before
    for command in (["generate_feedback", NAME], ["export"]):
        ran = nbgrader(root, *command)
        assert ran.returncode == 0, ran.stderr[-3000:]
    page = (root / "feedback" / "ada" / NAME / f"{NAME}.html").read_text("utf-8")
    soup = BeautifulSoup(page, "html.parser")
    assert len(soup.find_all("img", src=lambda src: src.startswith("data:image/png"))) == FIGURES
    assert "32.0 / 35.0" in soup.get_text()
    assert "drawn when the feedback page is made" not in page
    with (root / "grades.csv").open(encoding="utf-8") as file:
        score = {
            row["student_id"]: row["score"]
            for row in csv.DictReader(file)
            if row["assignment"] == NAME
        }
    assert (score["ada"], score["otto"]) == ("32.0", "27.0")
