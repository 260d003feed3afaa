"""A question is left out of a class and counted again, and nothing of it is lost meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from batch.classes import rows
from batch.quiz import ANSWERS, POINTS, QUIZ, add_quiz, generate_again, give, set_points, state
from nbgrader.api import Gradebook

from autograder.boundary.errors import BackhandError
from autograder.build.config import WRITE_POINTS
from autograder.classroom import leave_out
from autograder.classroom.folder import ClassFolder
from autograder.classroom.gradebook import Grades
from autograder.classroom.gradebook_rows import Scores
from autograder.classroom.left_out import read_left_out

EVERY = tuple(POINTS)


@pytest.fixture(scope="module")
def made(new_tiny_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = Path(shutil.copytree(new_tiny_class, tmp_path_factory.mktemp("out") / "c"))
    return add_quiz(root)


@pytest.fixture(scope="module")
def scored(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class with scores, some of them given by hand."""
    root = Path(shutil.copytree(made, tmp_path_factory.mktemp("scored") / "c"))
    enter_scores(root)
    give(root, "ada", "why", 3, extra=1)
    give(root, "ada", "essay", 4)
    give(root, "otto", "weight_gradient", 1.5)
    return root


@pytest.fixture
def root(scored: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(scored, tmp_path / "class"))


def enter_scores(root: Path) -> None:
    """What grading everybody's answers would enter, with the points as they are."""
    course = ClassFolder.open(root).course
    grades = Grades(course.db_url, course.course_id, QUIZ)
    worth = {name: one.points or 0.0 for name, one in grades.recorded[QUIZ].items()}
    for student in ANSWERS:
        scores: dict[str, float | None] = {
            name: None if name in ("why", "essay") else worth[name] for name in POINTS
        }
        grades.write(student, {QUIZ: Scores(scores, {})})
    grades.close()


def settle(root: Path, out: tuple[str, ...] = (), again: tuple[str, ...] = ()) -> list[str]:
    return leave_out.settle(ClassFolder.open(root), QUIZ, out, again)


def book(root: Path) -> Any:
    return rows(root)[0]


def total(root: Path, student: str) -> tuple[float, float]:
    """A student's score and the maximum, as nbgrader exports them."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        one = gradebook.find_submission(QUIZ, student)
        return one.score, one.max_score


@pytest.mark.parametrize("name", EVERY)
def test_every_kind_of_question_can_be_left_out_and_counted_again(root: Path, name: str) -> None:
    before, scores, totals = state(root), book(root), total(root, "ada")
    assert settle(root, (name,)) == [f"{name} is left out; --count-again {name} undoes that"]
    assert {row[2:6] for row in book(root) if row[1] == name} == {(0.0, None, None, 0)}
    assert [row for row in book(root) if row[1] != name] == [r for r in scores if r[1] != name]
    (ours,) = [row for row in scores if row[:2] == ("ada", name)]
    lost = (ours[2] if ours[3] is None else ours[3]) or 0.0
    assert total(root, "ada") == (totals[0] - lost - (ours[4] or 0.0), totals[1] - POINTS[name])
    source, release, _ = state(root)
    found = [c.metadata["nbgrader"] for c in (*source.cells, *release.cells)]
    assert {one["points"] for one in found if one["grade_id"] == name} == {0}
    assert settle(root, again=(name,)) == [f"{name} counts again: {POINTS[name]} points"]
    assert (state(root), book(root), total(root, "ada")) == (before, scores, totals)
    assert settle(root) == [] and not read_left_out(ClassFolder.open(root), QUIZ)


@pytest.mark.parametrize("older", [False, True])
def test_what_generate_assignment_makes_of_it_is_the_same(root: Path, older: bool) -> None:
    config = root / "nbgrader_config.py"
    if older:
        config.write_text(config.read_text().replace(WRITE_POINTS, ""))
    settle(root, EVERY)
    ours = state(root)
    generate_again(root)
    if not older:
        assert state(root) == ours
    assert [points for row in state(root)[2][:2] for _, points in row] == [0] * len(POINTS)
    settle(root, again=EVERY)
    assert sum(points for row in state(root)[2][:2] for _, points in row) == sum(POINTS.values())


def test_before_anything_is_handed_in(made: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(made, tmp_path / "class"))
    before = state(root)
    settle(root, ("why", "double"))
    assert state(root) != before
    settle(root, again=("double", "why"))
    assert state(root) == before


def test_twice_in_a_row_nothing_is_forgotten(root: Path) -> None:
    before, scores = state(root), book(root)
    for _ in range(2):
        settle(root, EVERY)
    for _ in range(2):
        settle(root, again=EVERY)
    assert (state(root), book(root)) == (before, scores)
    assert settle(root, again=("why",)) == ["why was not left out: 4 points"]


class Killed(BaseException):
    """In place of a signal."""


#: The steps after each of which a command may end.
STEPS = ("write_left_out", "_enter", "_rewrite")


def killed_at(step: int, monkeypatch: pytest.MonkeyPatch, command: Callable[[], Any]) -> bool:
    """Run a command that ends after so many steps; whether it ended there."""
    done = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            nonlocal done
            result = real(*arguments, **more)
            done += 1
            if done == step:
                raise Killed
            return result

        return call

    with monkeypatch.context() as patched:
        for name in STEPS:
            patched.setattr(leave_out, name, counted(getattr(leave_out, name)))
        try:
            command()
        except Killed:
            return True
    return False


@pytest.mark.parametrize("begun", ["leave out", "count again"])
def test_a_command_that_is_killed_anywhere_is_finished_by_the_next_one(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: str
) -> None:
    names = ("why", "weight_gradient")
    settle(root)
    before = state(root), book(root)
    if begun == "leave out":
        done = Path(shutil.copytree(root, tmp_path / "done"))
        settle(done, names)
        after = state(done), book(done)
        command = {"out": names}
    else:
        settle(root, names)
        after, command = before, {"again": names}
    for step in range(1, 10):
        copy = Path(shutil.copytree(root, tmp_path / f"killed at {step}"))
        if not killed_at(step, monkeypatch, lambda copy=copy: settle(copy, **command)):  # type: ignore[misc]
            break
        settle(copy)
        assert (state(copy), book(copy)) == after
        settle(copy, again=names)
        assert (state(copy), book(copy)) == before
    assert step == 9


def test_a_score_given_by_hand_meanwhile_is_set_aside_and_is_the_newer_one(root: Path) -> None:
    settle(root, ("why",))
    give(root, "ada", "why", 2)
    give(root, "otto", "why", 1, extra=0.5)
    settle(root)
    assert {row[2:6] for row in book(root) if row[1] == "why"} == {(0.0, None, None, 0)}
    settle(root, again=("why",))
    assert [row[2:6] for row in book(root) if row[1] == "why"] == [
        (None, 2.0, 1.0, 0),
        (None, 1.0, 0.5, 0),
    ]


@pytest.mark.parametrize("older", [False, True])
def test_points_changed_in_source_meanwhile_count_once_it_is_counted_again(
    root: Path, older: bool
) -> None:
    config = root / "nbgrader_config.py"
    if older:
        config.write_text(config.read_text().replace(WRITE_POINTS, ""))
    settle(root, ("double", "weight_gradient"))
    set_points(root, {"weight_gradient": 7})
    generate_again(root)
    assert dict(state(root)[2][0])["weight_gradient"] == (7 if older else 0)
    (line,) = settle(root)
    assert "weight_gradient is left out: the 7 points in source/ count from" in line
    assert dict(state(root)[2][0])["weight_gradient"] == 0
    assert settle(root) == []
    settle(root, again=("double", "weight_gradient"))
    assert dict(state(root)[2][0]) == {
        "double": 3,
        "squared_error_delta": 3,
        "weight_gradient": 7,
        "why": 4,
    }


@pytest.mark.parametrize("words", [{"out": ("weigth_gradient",)}, {"again": ("weigth_gradient",)}])
def test_an_unknown_question_is_one_line_with_the_nearest(root: Path, words: Any) -> None:
    before = state(root), book(root)
    with pytest.raises(BackhandError, match=r"got 'weigth_gradient'; likely 'weight_gradient'$"):
        settle(root, **words)
    assert (state(root), book(root)) == before


def test_a_record_that_cannot_be_read_is_one_line(root: Path) -> None:
    settle(root, ("why",))
    (root / ".backhand" / "left_out" / f"{QUIZ}.json").write_text("{")
    with pytest.raises(BackhandError, match="restore it from a backup"):
        settle(root)
