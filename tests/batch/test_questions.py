"""Questions whose points change, or that are left out, in a class that is graded."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from batch.classes import graded, rows
from batch.quiz import (
    POINTS,
    QUIZ,
    add_quiz,
    generate_again,
    give,
    hand_in,
    set_points,
    state,
)
from commands import succeed
from nbgrader.api import Gradebook

from autograder.batch import command
from autograder.batch.options import Options
from autograder.build.config import WRITE_POINTS
from autograder.report.results import read_reports
from autograder.report.table import render

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(new_tiny_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class with submissions, graded once."""
    root = Path(shutil.copytree(new_tiny_class, tmp_path_factory.mktemp("questions") / "class"))
    hand_in(add_quiz(root))
    graded(root, QUIZ)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "class"))


def scores(root: Path, student: str) -> dict[str, float]:
    return {name: score for one, name, score, *_ in rows(root)[0] if one == student}


def totals(root: Path) -> dict[str, tuple[float, float]]:
    """Each student's score and the maximum, as nbgrader exports them."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        found = gradebook.find_assignment(QUIZ).submissions
        return {one.student.id: (one.score, one.max_score) for one in found}


def exported(root: Path) -> dict[str, tuple[float, float]]:
    """The same from nbgrader's own command."""
    succeed(root, "nbgrader", "export")
    with (root / "grades.csv").open() as file:
        table = [row for row in csv.DictReader(file) if row["assignment"] == QUIZ]
    return {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in table}


def test_points_that_change_after_grading_count_and_are_noticed(root: Path) -> None:
    before = rows(root)
    for worth in (5, 0.5, 0, 1 / 3, 0.1 + 0.2, POINTS["weight_gradient"]):
        set_points(root, {"weight_gradient": worth})
        if worth == 5:
            (note,) = graded(root, QUIZ).notes
            assert note == (
                "source/ has other points for weight_gradient (5, not 2): they count after "
                "nbgrader generate_assignment quiz --force"
            )
        generate_again(root)
        progress = graded(root, QUIZ)
        assert (sorted(progress.graded), progress.refused) == (["ada", "otto"], {})
        assert progress.notes == []
        assert scores(root, "ada")["weight_gradient"] == worth
        assert scores(root, "otto")["weight_gradient"] == 0
        (report,) = read_reports(root, QUIZ)
        total = sum(column.points for column in report.columns)
        assert total == pytest.approx(sum(POINTS.values()) - POINTS["weight_gradient"] + worth)
        assert not [line for lines in report.remarks.values() for line in lines if "check" in line]
    assert rows(root) == before
    assert graded(root, QUIZ).graded == []


def test_a_question_that_is_left_out_counts_nowhere_until_it_counts_again(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    give(root, "ada", "why", 3, extra=1)
    before, all_of_them = state(root), totals(root)
    assert all_of_them["ada"] == (2 + 3 + 3 + 4, 17)
    out = Options(leave_out=("weight_gradient", "why", "double"))
    assert command.run(root, QUIZ, out) == 0
    said = capsys.readouterr().out
    assert "why is left out; --count-again why undoes that" in said
    assert "  ada: 12 → 3 of 8\n" in said and "otto:" not in said
    assert totals(root) == {"ada": (3, 8), "otto": (3, 8)}
    said = render(read_reports(root, QUIZ)[0])
    assert "out  3  out  out" in said and "weight_gradient       out  left out" in said
    assert "outer-order-swapped" not in said
    assert graded(root, QUIZ).graded == []
    generate_again(root)
    succeed(root, "nbgrader", "autograde", QUIZ, "--force")
    assert exported(root) == {"ada": (3, 8), "otto": (3, 8)}
    assert command.run(root, QUIZ, Options(count_again=out.leave_out)) == 0
    said = capsys.readouterr().out
    assert "  ada: 3 → 12 of 17\n" in said and "given under other points" not in said
    assert (state(root), totals(root)) == (before, all_of_them)
    assert "left out" not in render(read_reports(root, QUIZ)[0])


def test_a_score_given_while_the_question_was_left_out_is_set_aside_and_listed(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.run(root, QUIZ, Options(leave_out=("why",))) == 0
    give(root, "otto", "why", 3)
    capsys.readouterr()
    assert command.run(root, QUIZ, Options()) == 0
    assert "  otto: 6 → 3 of 13\n" in capsys.readouterr().out
    assert command.run(root, QUIZ, Options(count_again=("why",))) == 0
    assert "  otto: why, 3 given of 0, now of 4\n" in capsys.readouterr().out


def test_before_anything_is_handed_in_the_command_only_says_what_it_did(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(root / "submitted")
    assert command.run(root, QUIZ, Options(leave_out=("double",))) == 0
    assert "double is left out" in capsys.readouterr().out


def test_an_older_configuration_is_mentioned_in_the_summary(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text().replace(WRITE_POINTS, ""))
    set_points(root, {"weight_gradient": 5})
    generate_again(root)
    assert command.run(root, QUIZ, Options()) == 0
    assert capsys.readouterr().out.count(WRITE_POINTS) == 1
    assert scores(root, "ada")["weight_gradient"] == 5
