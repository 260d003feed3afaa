"""A class in which everything odd has been handed in at once is graded, one line for each."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from batch.classes import DESERVED, NAME, notebook, small_class, totals
from commands import only_line, run
from processes import all_end, descendants

from autograder.report.results import read_reports
from autograder.report.table import render

pytestmark = pytest.mark.slow
FILE = f"{NAME}.ipynb"
#: Odd names of ordinary submissions.
NAMES = ("a\x1b[31mred", "\u202eevil", "%s {}", "-dash", "e\u0301", "\u00e9", "x" * 200)
REFUSED = {
    "a-file": "got a file",
    "caf\\udce9": "in UTF-8",
    "dangling": "got a link",
    "device-link": "got a link, 01_single_layer.ipynb",
    "file-inside": "got a file in its place",
    "linked-to-ada": "got a link",
    "of-the-source": "got a hard link",
    "pipe": "got a pipe, 01_single_layer.ipynb",
    "two\nlines": "of one line",
    "x" * 255: "at most 200 bytes, got 255",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class; graded by the first test."""
    root = small_class(tmp_path_factory.mktemp("odd"), ("ada", "otto"))
    submitted = root / "submitted"
    for name in (*NAMES, "piped", "caf\udce9", "two\nlines", "x" * 255):
        shutil.copytree(submitted / "otto", submitted / name)
    for name in ("device-link", "of-the-source", "pipe", "same-as-ada"):
        (submitted / name / NAME).mkdir(parents=True)
    (submitted / "device-link" / NAME / FILE).symlink_to("/dev/zero")
    os.mkfifo(submitted / "pipe" / NAME / FILE)
    os.link(root / "source" / NAME / FILE, submitted / "of-the-source" / NAME / FILE)
    os.link(notebook(root, "ada"), submitted / "same-as-ada" / NAME / FILE)
    (submitted / "a-file").write_text("x")
    (submitted / "file-inside").mkdir()
    (submitted / "file-inside" / NAME).write_text("x")
    (submitted / "dangling").symlink_to("nowhere")
    (submitted / "linked-to-ada").symlink_to("ada")
    (submitted / "nothing").mkdir()
    beside = submitted / "piped" / NAME
    os.mkfifo(beside / "timestamp.txt")
    (beside / "zeros").symlink_to("/dev/zero")
    (beside / "notes.txt").symlink_to(root / ".backhand" / "secret")
    return root


@pytest.fixture(scope="module")
def said(root: Path) -> str:
    """What the command says of the class."""
    ran = run(root, "backhand_cli", "grade", ".", NAME, timeout=300)
    assert ran.returncode == 1, ran.stderr
    return ran.stdout


def test_everyone_else_is_graded(root: Path, said: str) -> None:
    scores = totals(root)
    assert [scores[student] for student in ("ada", "same-as-ada")] == [DESERVED["ada"]] * 2
    assert {scores[student] for student in ("otto", "piped", *NAMES)} == {DESERVED["otto"]}
    assert set(scores) <= {"ada", "same-as-ada", "otto", "piped", *NAMES, *REFUSED}


def test_each_odd_folder_is_one_line_that_stays_and_so_does_the_status(
    root: Path, said: str
) -> None:
    again = run(root, "backhand_cli", "grade", ".", NAME)
    assert again.returncode == 1
    for text in (said, again.stdout):
        lines = [line for line in text.splitlines() if ": expected " in line]
        assert len(lines) == len(REFUSED)
        assert "nothing: " not in text
        assert all(line.isprintable() for line in lines)


def test_the_report_has_a_row_and_a_line_for_each(root: Path, said: str) -> None:
    (report,) = read_reports(root)
    assert set(report.refused) == set(REFUSED)
    assert all(part in report.refused[student] for student, part in REFUSED.items())
    assert all(report.results[student] == {} for student in REFUSED)
    assert render(report).replace("\n", "").isprintable()


def test_the_report_fits_an_ascii_terminal(root: Path, said: str) -> None:
    plain = {**os.environ, "PYTHONIOENCODING": "ascii"}
    ran = run(root, "backhand_cli", "report", ".", env=plain)
    assert ran.returncode == 0 and "Traceback" not in ran.stderr
    assert ran.stdout.isascii() and "dangling" in ran.stdout


@pytest.mark.whole
def test_nbgrader_itself_opens_none_of_it_and_goes_on(root: Path, said: str) -> None:
    shutil.rmtree(root / "autograded")
    for name in NAMES:
        shutil.rmtree(root / "submitted" / name)
    ran = run(root, "nbgrader", "autograde", NAME, timeout=120)
    assert ran.returncode == 1
    made = {path.name for path in (root / "autograded").iterdir() if list(path.iterdir())}
    assert made == {"ada", "same-as-ada", "otto", "piped"}
    assert [path.name for path in (root / "autograded" / "piped" / NAME).iterdir()] == [FILE]
    assert "linked-to-ada: expected a folder for each student, got a link" in ran.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_one_line_and_leaves_nothing_running(root: Path, number: int) -> None:
    command = [sys.executable, "-m", "backhand_cli", "grade", str(root), NAME, "--force"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as grading:
        until = time.monotonic() + 60
        while len(started := descendants(grading.pid)) < 3 and time.monotonic() < until:
            time.sleep(0.02)
        grading.send_signal(number)
        out, err = grading.communicate(timeout=60)
    assert (grading.returncode, out) == (128 + number, ""), err
    name = signal.Signals(number).name
    assert only_line(err) == f"backhand: stopped by {name}: run the same command again to go on"
    assert all_end(started, 20)
