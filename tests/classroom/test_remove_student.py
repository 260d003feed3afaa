"""A student who leaves takes everything along, and nothing of anybody else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from processes import locked_by_another
from report.small_class import NAME, Handed, make_class

from autograder.cli import main

STUDENTS = ("ada", "adam", "ben")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded class, with a page and a replaced submission of each student; not to be changed."""
    root = make_class(tmp_path_factory.mktemp("class"), {one: Handed() for one in STUDENTS})
    for one in STUDENTS:
        (root / "feedback" / one / NAME).mkdir(parents=True)
        (root / ".backhand" / "replaced" / NAME / one / "1").mkdir(parents=True)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    root = Path(shutil.copytree(made, tmp_path / "class"))
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text().replace(str(made), str(root)))
    return root


def known(root: Path) -> list[str]:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        return sorted(one.id for one in book.students)


def of(root: Path, student: str) -> list[str]:
    """What there is with a student's name, by its path."""
    found = (path for path in root.rglob("*") if path.stem == student)
    return sorted(path.relative_to(root).as_posix() for path in found)


def test_a_student_who_leaves_takes_everything_and_nothing_of_others(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places, others = of(root, "ada"), [of(root, "adam"), of(root, "ben")]
    assert len(places) == 5
    assert main(["remove-student", str(root), "ada"]) == 0
    said = capsys.readouterr().out
    assert all(f"Removed {place}.\n" in said for place in places)
    assert (of(root, "ada"), known(root)) == ([], ["adam", "ben"])
    assert [of(root, "adam"), of(root, "ben")] == others


def test_everybody_leaves_and_the_class_stays(root: Path) -> None:
    assert main(["remove-student", str(root), "--all"]) == 0
    assert known(root) == [] and not any(of(root, one) for one in STUDENTS)
    assert (root / "source" / NAME).is_dir() and (root / "release" / NAME).is_dir()


def test_nobody_is_removed_while_another_command_is_at_work(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with locked_by_another(root):
        assert main(["remove-student", str(root), "ada"]) == 2
    assert "another backhand command" in capsys.readouterr().err
    assert known(root) == list(STUDENTS) and len(of(root, "ada")) == 5


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ([], "expected the ids of students, or --all"),
        (["ada", "--all"], "expected the ids of students, or --all"),
        (["adda"], "got 'adda'; likely 'ada'"),
        (["adam", "benn"], "got 'benn'; likely 'ben'"),
        ([".."], "expected a student's id"),
        (["ada/01_single_layer"], "expected a student's id"),
        ([""], "expected a student's id"),
    ],
)
def test_whoever_is_not_there_is_one_line(
    words: list[str], line: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["remove-student", str(root), *words]) == 2
    said = capsys.readouterr().err
    assert line in said and said.count("\n") == 1
    assert known(root) == list(STUDENTS)
