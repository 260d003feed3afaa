"""A class is graded as nbgrader would with the same judge, and only where something changed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from batch.classes import DESERVED, NAME, STUDENTS, copy_of, graded, notebook, rows, totals
from commands import succeed
from processes import all_end, descendants, locked_by_another

from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder
from autograder.classroom.records import read_record
from autograder.report.results import read_reports
from autograder.report.table import render

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def done(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same class, graded; not to be changed."""
    root = copy_of(fresh, tmp_path_factory.mktemp("done") / "class")
    graded(root)
    return root


def test_each_student_gets_the_points_of_the_hand_written_table(done: Path) -> None:
    assert totals(done) == {
        **{student: DESERVED[student] for student in ("ada", "dora", "otto")},
        "the-release": 0,
    }


def test_nbgrader_with_the_plug_in_enters_the_same(root: Path, done: Path) -> None:
    succeed(root, "nbgrader", "autograde", NAME)
    assert rows(root) == rows(done)
    by_nbgrader, by_us = (nbformat.read(notebook(r, "otto", "autograded"), 4) for r in (root, done))
    checks = [
        [c.outputs for c in n.cells if c.source.startswith("check(")] for n in (by_nbgrader, by_us)
    ]
    assert checks[0] == checks[1]


def test_what_has_not_changed_is_not_graded_again(done: Path, tmp_path: Path) -> None:
    root = copy_of(done, tmp_path / "class")
    before = rows(root)
    assert sorted(graded(root).unchanged) == ["ada", "dora", "otto", "the-release"]
    text = notebook(root, "otto").read_text("utf-8").replace("np.outer", "np.multiply.outer")
    notebook(root, "otto").write_text(text, "utf-8")
    assert graded(root).graded == ["otto"]
    assert graded(root, students=("ada",), force=True).graded == ["ada"]
    assert [one[0] for one in rows(root)[0]] == [one[0] for one in before[0]]


def test_a_score_given_by_hand_stays_and_is_not_reopened(done: Path, tmp_path: Path) -> None:
    root = copy_of(done, tmp_path / "class")
    with sqlite3.connect(root / "gradebook.db") as book:
        book.execute("update grade set manual_score = 1.5, needs_manual_grade = 0")
    graded(root, students=("otto",), force=True)
    otto = [row for row in rows(root)[0] if row[0] == "otto"]
    assert {(row[3], row[5]) for row in otto} == {(1.5, 0)}


def test_one_exercise_is_graded_again_and_the_others_stay(done: Path, tmp_path: Path) -> None:
    root = copy_of(done, tmp_path / "class")
    (root / ".backhand" / "secret").write_text("another secret, of enough characters\n")
    with sqlite3.connect(root / "gradebook.db") as book:
        book.execute("update grade set auto_score = 0.25")
    assert len(graded(root, exercise="input_gradient").graded) == 4
    changed = {row[1]: row[2] for row in rows(root)[0] if row[0] == "ada" and row[2] != 0.25}
    assert changed == {"input_gradient": 2.0}
    assert len(graded(root, exercise="input_gradient").unchanged) == 4
    assert len(graded(root).graded) == 4


def test_the_time_that_grading_took_is_recorded_and_stays_where_one_exercise_is_graded_again(
    done: Path, tmp_path: Path
) -> None:
    root = copy_of(done, tmp_path / "class")
    folder = ClassFolder.open(root)
    taken = [read_record(folder, student, NAME).seconds for student in STUDENTS]
    assert all(0 < seconds < 300 for seconds in taken)
    graded(root, exercise="weight_gradient", students=("otto",))
    assert [read_record(folder, student, NAME).seconds for student in STUDENTS] == taken
    graded(root, students=("otto",), force=True)
    again = dict(zip(STUDENTS, taken, strict=True)) | {
        "otto": read_reports(root)[0].seconds["otto"]
    }
    assert read_reports(root)[0].seconds == again and again["otto"] > 0


def test_killed_at_any_moment_and_run_again_it_ends_up_the_same(root: Path, done: Path) -> None:
    command = [sys.executable, "-m", "backhand_cli", "grade", str(root), NAME, "--jobs", "1"]
    notes = root / ".backhand" / "graded" / NAME
    for count in (1, 2):
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 120
        while len(list(notes.glob("*.json"))) < count and time.monotonic() < until:
            time.sleep(0.005)
        started = descendants(run.pid)
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        assert started and all_end(started, until - time.monotonic())
    finished = len(list(notes.glob("*.json")))
    assert 2 <= finished < 4
    progress = graded(root)
    assert (len(progress.unchanged), len(progress.graded)) == (finished, 4 - finished)
    assert rows(root) == rows(done)


def test_what_cannot_be_graded_is_one_line_and_keeps_no_earlier_score(
    done: Path, tmp_path: Path
) -> None:
    root = copy_of(done, tmp_path / "class")
    notebook(root, "ada").write_text("not a notebook", "utf-8")
    progress = graded(root)
    assert list(progress.refused) == ["ada"] and "\n" not in progress.refused["ada"]
    assert totals(root)["ada"] == 0 and totals(root)["otto"] == DESERVED["otto"]
    assert not (root / "autograded" / "ada" / NAME).exists()
    assert progress.refused["ada"] in render(read_reports(root, NAME)[0])
    # The line stays for as long as that is so.
    again = graded(root)
    assert again.refused == progress.refused
    assert sorted(again.unchanged) == ["dora", "otto", "the-release"]


def test_a_check_of_an_exercise_that_does_not_exist_is_refused_with_the_nearest_id(
    fresh: Path, tmp_path: Path
) -> None:
    root = copy_of(fresh, tmp_path / "class")
    path = root / "release" / NAME / f"{NAME}.ipynb"
    text = path.read_text("utf-8").replace("sigmoid_slope", "sigmoid_slop")
    path.write_text(text, "utf-8")
    with pytest.raises(BackhandError, match="'sigmoid_slop'; likely 'sigmoid_slope' is meant"):
        graded(root)


def test_a_late_submission_gets_the_penalty_of_the_class(root: Path) -> None:
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    with sqlite3.connect(root / "gradebook.db") as book:
        book.execute("update assignment set duedate = '2026-01-01 12:00:00'")
    (notebook(root, "ada").parent / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC")
    (notebook(root, "otto").parent / "timestamp.txt").write_text("when I was done")
    graded(root, students=("ada", "otto"))
    penalties = {row[0]: row[6] for row in rows(root)[0]}
    assert penalties == {"ada": DESERVED["ada"], "otto": None}
    record = json.loads((root / ".backhand" / "graded" / NAME / "otto.json").read_text())
    assert any("when I was done" in line for line in record["remarks"])


def test_a_second_run_in_the_same_class_is_refused(done: Path, tmp_path: Path) -> None:
    root = copy_of(done, tmp_path / "class")
    with locked_by_another(root), pytest.raises(BackhandError, match="another backhand command"):
        graded(root)
    assert not graded(root).refused


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"students": ("nobody",)}, "nobody"),
        ({"exercise": "weigth_gradient"}, "weigth_gradient"),
        ({"exercise": "explain_delta"}, "got 'explain_delta', which a person grades"),
    ],
)
def test_what_is_misspelt_is_refused(done: Path, options: dict[str, object], line: str) -> None:
    with pytest.raises(BackhandError, match=line):
        graded(done, **options)


def test_a_released_notebook_that_is_gone_is_refused(done: Path, tmp_path: Path) -> None:
    root = copy_of(done, tmp_path / "class")
    shutil.rmtree(root / "release")
    with pytest.raises(BackhandError, match="released notebook"):
        graded(root)
