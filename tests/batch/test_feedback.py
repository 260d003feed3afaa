"""`backhand feedback` makes the pages that are out of date, and no others."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from batch.classes import copy_of, notebook
from bs4 import BeautifulSoup

from autograder.batch.feedback import PageProgress, make_pages
from autograder.batch.feedback_command import run
from autograder.batch.grade import grade
from autograder.batch.old_pages import feedback_line
from autograder.batch.options import Options
from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder
from autograder.devel.edits import known
from autograder.feedback import made_from

STUDENTS = ("ada", "ben", "cleo")


@pytest.fixture(scope="module")
def graded(new_tiny_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded class without pages; not to be changed."""
    root = copy_of(new_tiny_class, tmp_path_factory.mktemp("graded") / "class")
    for student in STUDENTS:
        shutil.copytree(root / "release" / "tiny", root / "submitted" / student / "tiny")
        handed_in = nbformat.read(notebook(root, student, name="tiny"), 4)
        known(handed_in, "tiny-why").source = "Because."
        nbformat.write(handed_in, notebook(root, student, name="tiny"))
    done = grade(ClassFolder.open(root), "tiny", Options(), lambda progress: None)
    assert sorted(done.graded) == [*STUDENTS]
    return root


@pytest.fixture(scope="module")
def done(graded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its pages; not to be changed."""
    root = copy_of(graded, tmp_path_factory.mktemp("done") / "class")
    assert pages(root).made == len(STUDENTS)
    return root


@pytest.fixture
def root(done: Path, tmp_path: Path) -> Path:
    """A copy of the class with pages."""
    return copy_of(done, tmp_path / "class")


def pages(root: Path, **options: object) -> PageProgress:
    chosen = Options(**{"jobs": 1, **options})  # type: ignore[arg-type]
    return make_pages(ClassFolder.open(root), "tiny", chosen, lambda progress: None)


def page(root: Path, student: str) -> Path:
    return root / "feedback" / student / "tiny" / "tiny.html"


def change(root: Path, statement: str) -> None:
    """Change the gradebook as the formgrader does, of ada alone or of all."""
    mine = (
        "in (select book.id from submitted_notebook as book join submitted_assignment as one "
        "on book.assignment_id = one.id where one.student_id = 'ada')"
    )
    with sqlite3.connect(root / "gradebook.db") as book:
        assert book.execute(statement.format(mine=mine)).rowcount > 0


def test_a_page_names_its_exercises_and_says_what_is_not_graded_yet(done: Path) -> None:
    soup = BeautifulSoup(page(done, "ada").read_text("utf-8"), "html.parser")
    assert soup.h1.get_text() == "A tiny notebook"
    rows = [row.get_text(" ", strip=True) for row in soup.nav.tbody("tr")]
    assert rows[0].startswith("✗ Double 0 / 2") and rows[-1].startswith("○ Explain ? / 1 waits")
    assert "1 answer waits to be graded" in soup.header.get_text()
    assert soup.header.strong.get_text() == "Score: 0 of 3" and "ada" in soup.header.get_text()


def test_what_has_not_changed_is_not_made_again(root: Path) -> None:
    before = page(root, "ada").stat().st_mtime_ns
    progress = pages(root)
    assert (progress.made, progress.unchanged) == (0, 3)
    assert page(root, "ada").stat().st_mtime_ns == before
    assert pages(root, force=True).made == 3


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "update grade set manual_score = 1, needs_manual_grade = 0 "
            "where notebook_id {mine} and needs_manual_grade",
            "Score: 1 of 3",
        ),
        (
            "update comment set manual_comment = 'Well *said*: $\\delta$' where notebook_id {mine}",
            "said: δ",
        ),
        (
            "update grade set auto_score = 2 where notebook_id {mine} and auto_score = 0",
            "Score: 2 of 3",
        ),
        ("update submitted_notebook set late_submission_penalty = 1 where id {mine}", "handing in"),
    ],
    ids=["hand score", "comment", "regrade", "late penalty"],
)
def test_a_change_in_the_gradebook_makes_the_page_anew(
    root: Path, statement: str, says: str
) -> None:
    change(root, statement)
    assert feedback_line(ClassFolder.open(root), "tiny").startswith("Feedback of 1 student is")
    progress = pages(root)
    assert (progress.made, progress.unchanged) == (1, 2)
    text = BeautifulSoup(page(root, "ada").read_text("utf-8"), "html.parser").get_text()
    assert says in text
    assert feedback_line(ClassFolder.open(root), "tiny") == ""


def test_points_that_change_make_all_pages_anew(root: Path) -> None:
    change(root, "update grade_cells set max_score = 5 where max_score = 2")
    assert pages(root).made == 3
    assert "Score: 0 of 6" in page(root, "ben").read_text("utf-8")


def test_other_code_makes_all_pages_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_from, "_code", lambda: ["another"])
    assert pages(root).made == 3


def append(path: Path) -> None:
    path.chmod(0o644)
    path.write_text(path.read_text("utf-8").replace("\n", "\n\n", 1), "utf-8")


@pytest.mark.parametrize(
    "touch",
    [
        lambda root: page(root, "ada").unlink(),
        lambda root: page(root, "ada").write_text("<html>of an earlier version</html>"),
        lambda root: append(root / "autograded" / "ada" / "tiny" / "tiny.ipynb"),
    ],
    ids=["no page", "another page", "another graded notebook"],
)
def test_a_page_that_is_not_there_or_of_something_else_is_made(
    root: Path, touch: Callable[[Path], object]
) -> None:
    touch(root)
    assert feedback_line(ClassFolder.open(root), "tiny")
    assert pages(root).made == 1


def test_grading_says_nothing_of_feedback_where_there_was_none(graded: Path) -> None:
    assert feedback_line(ClassFolder.open(graded), "tiny") == ""


def test_a_page_that_cannot_be_made_is_one_line_and_is_not_left_out_of_date(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = root / "autograded" / "ada" / "tiny" / "tiny.ipynb"
    broken.chmod(0o644)
    broken.write_text("{broken \x1b[2J")
    page(root, "ben").unlink()
    assert run(root, ["tiny"], Options(jobs=1)) == 1
    said = capsys.readouterr().out
    (line,) = (one for one in said.splitlines() if one.startswith("  ada: "))
    assert "could not be made" in line and "\x1b" not in said
    assert not page(root, "ada").exists() and page(root, "ben").exists()


def test_a_submission_that_the_gradebook_does_not_know_is_one_line(root: Path) -> None:
    shutil.copytree(root / "autograded" / "ada", root / "autograded" / "zoe")
    assert list(pages(root).refused) == ["zoe"]


def test_the_page_of_a_submission_that_is_graded_no_more_is_removed(root: Path) -> None:
    shutil.rmtree(root / "autograded" / "ada")
    other = page(root, "ada").with_name("by_hand.html")
    other.write_text("<html></html>")
    assert pages(root).removed == ["ada"]
    assert not page(root, "ada").exists() and other.exists()


@pytest.mark.parametrize(
    ("name", "students", "line"),
    [("tinny", (), "graded: tiny"), ("tiny", ("adda",), "graded submission of adda")],
)
def test_what_is_misspelt_is_refused(
    done: Path, name: str, students: tuple[str, ...], line: str
) -> None:
    with pytest.raises(BackhandError, match=line):
        run(done, [name], Options(students=students))


def test_without_a_name_all_graded_notebooks_have_pages(
    graded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_of(graded, tmp_path / "class")
    assert run(root, [], Options(jobs=1, students=("ben",))) == 0
    assert "tiny: 1 made, 0 unchanged" in capsys.readouterr().out
    assert page(root, "ben").exists() and not page(root, "ada").exists()


@pytest.mark.slow
def test_killed_and_run_again_it_goes_on(graded: Path, tmp_path: Path) -> None:
    root = copy_of(graded, tmp_path / "class")
    command = [sys.executable, "-m", "backhand_cli", "feedback", str(root), "--jobs", "1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as going:
        until = time.monotonic() + 60
        while not page(root, "ada").exists() and time.monotonic() < until:
            time.sleep(0.005)
        going.send_signal(signal.SIGKILL)
    made = [student for student in STUDENTS if page(root, student).exists()]
    assert made
    assert all(page(root, one).read_text("utf-8").endswith("</html>") for one in made)
    progress = pages(root)
    assert (progress.unchanged, progress.made) == (len(made), 3 - len(made))
