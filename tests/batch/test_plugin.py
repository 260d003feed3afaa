"""nbgrader's own commands, with the judge in place by a new class's configuration alone."""

from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path

import pytest
from batch.classes import (
    ATTACHED,
    DESERVED,
    FIGURES,
    NAME,
    copy_of,
    graded,
    notebook,
    rows,
    small_class,
    totals,
)
from bs4 import BeautifulSoup
from commands import run, succeed

from autograder.execution.child.output_recorder import PICTURE
from autograder.report.results import read_reports

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with an honest submission, a renamed one, one with links and one cut off."""
    root = small_class(tmp_path_factory.mktemp("plugin"), ("ada", "otto"))
    submitted = root / "submitted"
    for student in ("linked", "renamed", "cut_off"):
        shutil.copytree(submitted / "otto", submitted / student)
    os.symlink(root / ".backhand" / "secret", submitted / "linked" / NAME / "notes.txt")
    (submitted / "linked" / NAME / "mine.txt").write_text("mine")
    renamed = notebook(root, "renamed")
    renamed.rename(renamed.with_name("Untitled1.ipynb"))
    cut = notebook(root, "cut_off")
    cut.write_text(cut.read_text("utf-8")[:1000], "utf-8")
    return root


@pytest.fixture(scope="module")
def autograded(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class, graded by nbgrader's own command."""
    root = copy_of(fresh, tmp_path_factory.mktemp("autograded") / "class")
    ran = run(root, "nbgrader", "autograde", NAME)
    # nbgrader says so when one submission could not be graded; the others are.
    assert ran.returncode == 1 and "cut_off" in ran.stderr
    return root


def test_every_submission_gets_what_it_deserves(autograded: Path) -> None:
    expected = dict.fromkeys(("otto", "linked", "renamed"), DESERVED["otto"])
    expected |= {"ada": DESERVED["ada"], "cut_off": 0}
    assert totals(autograded) == expected


def test_the_batch_enters_the_same(root: Path, autograded: Path) -> None:
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


def test_feedback_and_export_follow_as_ever(root: Path) -> None:
    graded(root)
    before = notebook(root, "ada", "autograded").read_text("utf-8")
    # What the student may not edit is drawn when somebody looks.
    assert before.count(PICTURE) == FIGURES and before.count("image/png") == ATTACHED
    for command in (["generate_feedback", NAME], ["export"]):
        succeed(root, "nbgrader", *command)
    page = (root / "feedback" / "ada" / NAME / f"{NAME}.html").read_text("utf-8")
    soup = BeautifulSoup(page, "html.parser")
    pictures = soup.find_all("img", src=lambda src: src.startswith("data:image/webp"))
    assert len(pictures) == FIGURES + ATTACHED
    assert f"Score: {DESERVED['ada']:g} of " in soup.get_text()
    assert "drawn when the feedback page is made" not in page
    with (root / "grades.csv").open(encoding="utf-8") as file:
        score = {
            row["student_id"]: row["score"]
            for row in csv.DictReader(file)
            if row["assignment"] == NAME
        }
    assert (score["ada"], score["otto"]) == (str(DESERVED["ada"]), str(DESERVED["otto"]))
