"""What an instructor changes after grading by hand: who is graded again, why, and what stays."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from batch.classes import copy_of, graded, notebook, rows
from commands import succeed

from autograder.batch.command import run as run_command
from autograder.batch.dry_run import Plan, lines, plan
from autograder.batch.options import Options
from autograder.batch.progress import Progress
from autograder.batch.summary import change_lines
from autograder.boundary.errors import BackhandError
from autograder.build.release import generate
from autograder.classroom.folder import ClassFolder
from autograder.devel.edits import known
from autograder.report.results import read_reports

pytestmark = pytest.mark.slow
NAME = "tiny"
PLUG_IN = """\
from nbgrader.plugins import BasePlugin

class SubMarks(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return {}
"""
STUDENTS = ("ada", "ben", "cy")
ADA_LATE = "2026-01-02 12:00:00 UTC"


def answer(root: Path, student: str, text: str, cell: str = "double") -> None:
    """Write an answer into what a student hands in."""
    path = notebook(root, student, name=NAME)
    if not path.exists():
        path.parent.mkdir(parents=True)
        shutil.copy(root / "release" / NAME / f"{NAME}.ipynb", path)
    found = nbformat.read(path, 4)
    (one,) = (c for c in found.cells if c.metadata.get("nbgrader", {}).get("grade_id") == cell)
    one.source = text
    nbformat.write(found, path)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, new_tiny_class: Path) -> Path:
    """A class that has been graded, and every answer of it by hand too; not to be changed."""
    root = copy_of(new_tiny_class, tmp_path_factory.mktemp("regrade") / "class")
    for student in STUDENTS:
        answer(root, student, "def double():\n    return 1", "double-answer")
        answer(root, student, f"Because I am {student}.", "tiny-why")
    (notebook(root, "ada", name=NAME).parent / "timestamp.txt").write_text(ADA_LATE)
    assert sorted(again(root).graded) == list(STUDENTS)
    book_says(root, "update grade set manual_score = 1, needs_manual_grade = 0")
    book_says(root, "update comment set manual_comment = 'well said'")
    assert again(root).graded == []
    return root


@pytest.fixture
def root(done: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return copy_of(done, tmp_path / "class")


def again(root: Path, **options: Any) -> Progress:
    return graded(root, NAME, **options)


def planned(root: Path, **options: Any) -> Plan:
    return plan(ClassFolder.open(root), NAME, Options(**options))


def book_says(root: Path, command: str) -> None:
    with sqlite3.connect(root / "gradebook.db") as book:
        book.execute(command)


def configure(root: Path, line: str) -> None:
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"{line}\n")


def regenerate(root: Path, cell: str, **changes: Any) -> None:
    """Change a cell in source/, and generate the assignment again."""
    path = root / "source" / NAME / f"{NAME}.ipynb"
    source = nbformat.read(path, 4)
    one = known(source, cell)
    one.source = changes.pop("source", one.source)
    one.metadata.nbgrader.update(changes)
    nbformat.write(source, path)
    shutil.rmtree(root / "release" / NAME)
    generate(root, NAME, gradebook=True)


def waiting(root: Path) -> set[tuple[str, str]]:
    """Whose cells a person has to look at."""
    return {(row[0], row[1]) for row in rows(root)[0] if row[5]}


def penalties(root: Path) -> dict[str, float | None]:
    return {row[0]: row[6] for row in rows(root)[0]}


@pytest.mark.parametrize(
    "line",
    [
        "c.ExportApp.log_level = 'WARN'",
        "c.Exchange.root = '/somewhere'",
        "c.FormgradeApp.port = 5001",
        "c.CourseDirectory.student_id_exclude = 'zoe'",
        "c.CourseDirectory.course_id = 'another'",
        "c.Judged.unconfined = True",
        "c.Judged.log_level = 10",
    ],
)
def test_configuration_that_no_score_depends_on_grades_nobody_again(root: Path, line: str) -> None:
    configure(root, line)
    assert planned(root) == Plan(unchanged=list(STUDENTS))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("c.Judged.timeout = 29", "time limits"),
        ("c.Judged.notebook_timeout = 149", "time limits"),
        ("c.LimitOutput.max_lines = 5", "step LimitOutput"),
        ("c.NbGraderPreprocessor.enabled = False", "step LimitOutput"),
        ("c.Autograde.sanitize_preprocessors = []", None),
        ("c.Autograde.sanitize_preprocessors = ['own_step.Step']", "grading steps"),
    ],
)
def test_configuration_that_scores_depend_on_is_named(
    root: Path, line: str, why: str | None
) -> None:
    (root / "own_step.py").write_text("from nbgrader.preprocessors import ClearOutput as Step\n")
    configure(root, line)
    found = planned(root)
    assert list(found.due) == ([] if why is None else list(STUDENTS))
    assert all(f"{why} changed" in reasons for reasons in found.due.values())


def test_each_thing_that_scores_depend_on_is_named_and_nothing_is_written(root: Path) -> None:
    (root / ".backhand" / "secret").write_text("another secret, of enough characters\n")
    (root / "source" / NAME / "points.csv").write_text("3,4\n")
    regenerate(root, "double", points=4, source='check("double", double)  # anew')
    answer(root, "ben", "Because.", "tiny-why")
    shutil.copytree(root / "submitted" / "cy", root / "submitted" / "zoe")
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    reasons = planned(root).due
    common = {"secret changed", "file points.csv changed", "points of double changed"}
    assert set(reasons["ada"]) == common
    assert set(reasons["ben"]) == common | {"changed submission"}
    assert reasons["zoe"] == ["new submission"]
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_a_changed_test_is_named(root: Path) -> None:
    regenerate(root, "double", source='check("double", double)  # anew')
    assert set(map(tuple, planned(root).due.values())) == {("test double changed",)}


def test_a_record_of_an_earlier_version_is_said_to_be_one(root: Path) -> None:
    path = root / ".backhand" / "graded" / NAME / "ada.json"
    old = {**json.loads(path.read_text()), "settings": "0123456789abcdef"}
    del old["answers"], old["given"]
    path.write_text(json.dumps(old))
    assert planned(root).due == {"ada": ["graded by an earlier version"]}
    # The graded notebook says what has been answered.
    assert again(root).graded == ["ada"]
    assert waiting(root) == set()


def test_what_cannot_be_read_is_status_1_of_a_dry_run(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(root, NAME, Options(dry_run=True)) == 0
    assert "0 would be graded, 3 unchanged" in capsys.readouterr().out
    (root / "submitted" / ("x" * 210) / NAME).mkdir(parents=True)
    assert run_command(root, NAME, Options(dry_run=True)) == 1
    assert "at most 200 bytes, got 210" in capsys.readouterr().out


def test_changed_points_keep_hand_scores_closed_and_list_them(root: Path) -> None:
    regenerate(root, "tiny-why", points=0.5)
    regenerate(root, "double", points=4)
    progress = again(root)
    assert sorted(progress.graded) == list(STUDENTS)
    assert waiting(root) == set() and {row[3] for row in rows(root)[0]} == {1.0}
    for now in (progress, again(root)):
        found = {(one.student, one.cell, one.points, under) for one, under in now.by_hand}
        assert found == {
            (student, cell, points, under)
            for student in STUDENTS
            for cell, points, under in (("double", 4, 2), ("tiny-why", 0.5, 1))
        }
        said = list(change_lines(now))
        assert "  ada: double, 1 given of 2, now of 4" in said
        assert "  ada: tiny-why, 1 given of 1, now of 0.5, above the maximum" in said
    # A new score is one under the new points.
    book_says(root, "update grade set manual_score = 0.5")
    assert again(root).by_hand == []


def test_a_resubmission_reopens_the_answers_that_changed_and_no_others(root: Path) -> None:
    comments = rows(root)[1]
    answer(root, "ada", "def double():\n    return 2", "double-answer")
    answer(root, "ben", "Because I have thought again.", "tiny-why")
    answer(root, "cy", "Because I am cy.  \n", "tiny-why")
    assert sorted(again(root).graded) == list(STUDENTS)
    assert waiting(root) == {("ada", "double"), ("ben", "tiny-why")}
    assert rows(root)[1] == comments and {row[3] for row in rows(root)[0]} == {1.0}
    # They wait until a person has looked.
    again(root, force=True)
    assert waiting(root) == {("ada", "double"), ("ben", "tiny-why")}


def test_hand_scores_outlive_a_submission_that_cannot_be_graded(root: Path) -> None:
    path = notebook(root, "ada", name=NAME)
    good = path.read_text("utf-8")
    path.write_text("not a notebook", "utf-8")
    assert list(again(root).refused) == ["ada"]
    assert [row[2:4] for row in rows(root)[0] if row[0] == "ada"] == [(0.0, 1.0)] * 2
    path.write_text(good, "utf-8")
    assert again(root).graded == ["ada"]
    assert waiting(root) == set()


def test_nbgraders_own_autograde_reopens_no_unchanged_answer_either(root: Path) -> None:
    answer(root, "ada", "Because I have thought again.", "tiny-why")
    succeed(root, "nbgrader", "autograde", NAME, "--force")
    assert waiting(root) == {("ada", "tiny-why")}
    assert sorted(again(root).graded) == list(STUDENTS)
    assert waiting(root) == {("ada", "tiny-why")}


def test_the_penalty_follows_due_date_extension_and_hand_scores(root: Path) -> None:
    configure(root, "c.LateSubmissionPlugin.penalty_method = 'zero'")
    due = "update assignment set duedate = '2026-01-0{} 12:00:00'"
    book_says(root, due.format(1))
    assert "late penalty 0 → 2" in planned(root).due["ada"][0]
    progress = again(root)
    assert (progress.graded, progress.rescored) == ([], {"ada": (2.0, 0.0)})
    assert penalties(root) == {"ada": 2.0, "ben": None, "cy": None}
    assert list(change_lines(progress))[1] == "  ada: 2 → 0 of 3 (late penalty 0 → 2)"
    book_says(root, "update grade set manual_score = 0.75")
    again(root)
    assert penalties(root)["ada"] == 1.5
    assert read_reports(root, NAME)[0].late == {"ada": 1.5}
    book_says(root, due.format(3))
    again(root)
    assert penalties(root)["ada"] is None
    book_says(root, due.format(1))
    again(root)
    assert penalties(root)["ada"] == 1.5
    book_says(root, "update submitted_assignment set extension = '1970-01-03 00:00:00'")
    assert again(root).penalties == {"ada": (1.5, 0.0)}
    assert waiting(root) == set()
    assert planned(root).due == {}


def test_the_penalty_follows_the_plug_in_of_the_class(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    configure(root, "c.AssignLatePenalties.plugin_class = 'late_marks.SubMarks'")
    book_says(root, "update assignment set duedate = '2026-01-01 12:00:00'")
    for rule, penalty in (("0.5", 0.5), ("1.25", 1.25), ("1 / 0", 1.25)):
        (root / "late_marks.py").write_text(PLUG_IN.format(rule))
        sys.modules.pop("late_marks", None)
        progress = again(root)
        assert (progress.graded, penalties(root)["ada"]) == ([], penalty)
    assert progress.refused == {
        "ada": "late penalty: ZeroDivisionError: division by zero; correct the plug-in"
    }
    (root / "late_marks.py").unlink()
    sys.modules.pop("late_marks")
    with pytest.raises(BackhandError, match="got 'late_marks.SubMarks': "):
        again(root)


def test_changes_are_shortened_in_a_large_class_and_printable() -> None:
    many = {f"s{k:02}\x1b[2J": (1.0, 2.0) for k in range(30)}
    said = list(change_lines(Progress(30, rescored=many, points=3)))
    assert len(said) == 22 and said[-1] == "  and 10 more" and "\x1b" not in "".join(said)
    found = Plan(due={"x\x1b[2J": ["new submission"]})
    assert "\x1b" not in "".join(lines(found))
