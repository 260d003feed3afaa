"""The page on own exercises leads from nothing to a graded exercise with two named slips."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from batch.classes import graded, rows
from commands import run, succeed
from own.conftest import ANSWERS, ID, OWN, blocks, run_block

from autograder.own.load import catalogue_of
from autograder.own.template import commented_example, example
from autograder.report.results import Result, read_reports

pytestmark = pytest.mark.slow

#: Half of the three points where one of two blocks is right.
RESULTS = {
    "right": Result(3.0),
    "library": Result(1.5, slips=("outer-order-swapped",)),
    "own": Result(1.5, slips=("scale-left-out",)),
    "nonsense": Result(0.0),
}


def test_following_the_page_ends_with_scores_and_both_slips_in_the_report(
    spring: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_block(blocks("sh")[2])
    said = capsys.readouterr().out
    assert "outer-order-swapped" in said and "scale-left-out" in said
    (report,) = read_reports(spring, OWN)
    assert {name: report.results[name][ID] for name in ANSWERS} == RESULTS
    assert not any(report.remarks.values())


def test_nbgraders_autograde_with_our_judge_gives_the_same(spring: Path, tmp_path: Path) -> None:
    theirs = Path(shutil.copytree(spring, tmp_path / "theirs"))
    graded(spring, OWN)
    succeed(theirs, "nbgrader", "autograde", OWN)
    assert rows(spring) == rows(theirs)


def test_the_commented_example_is_the_one_on_the_page() -> None:
    assert list(catalogue_of(commented_example())) == list(catalogue_of(""))
    text = "".join(line[2:] or "\n" for line in commented_example().splitlines(True))
    assert text == example() and ID in catalogue_of(text)
    assert text.endswith('"""\n\n' + blocks("python")[0])


@pytest.mark.parametrize("command", ["backhand_cli grade . 07_mine", "nbgrader autograde 07_mine"])
def test_a_broken_file_is_one_line_and_changes_nothing(spring: Path, command: str) -> None:
    before = rows(spring), (spring / "gradebook.db").read_bytes()
    text = (spring / "exercises.py").read_text("utf-8").replace("points=3", "points=-3")
    (spring / "exercises.py").write_text(text, "utf-8")
    ran = run(spring, *command.split())
    (line,) = (one for one in ran.stderr.splitlines() if "expected" in one)
    assert "exercises.py, line " in line and "points of scaled_layer" in line and "-3" in line
    assert ran.returncode != 0 and "Traceback" not in ran.stderr
    assert (rows(spring), (spring / "gradebook.db").read_bytes()) == before
