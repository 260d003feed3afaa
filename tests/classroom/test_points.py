"""The points in source/ are written into the checks, before anything is saved or released."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from batch.quiz import QUIZ, add_quiz, generate_again, set_points, state

from autograder.boundary.errors import BackhandError
from autograder.build.config import WRITE_POINTS
from autograder.classroom.folder import ClassFolder
from autograder.classroom.points import points_not_written
from autograder.execution.released import read_released
from autograder.repair.cell_role import ADVICE


@pytest.fixture(scope="module")
def made(new_tiny_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return add_quiz(Path(shutil.copytree(new_tiny_class, tmp_path_factory.mktemp("points") / "c")))


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "class"))


def older(root: Path) -> Path:
    """The class with a configuration that does not write points."""
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text().replace(WRITE_POINTS, ""))
    return root


def complaint(root: Path) -> str:
    folder = ClassFolder.open(root)
    return points_not_written(folder, read_released(folder.released(QUIZ)))


def lines(root: Path) -> list[str]:
    """The checks in the release, and in the gradebook."""
    _, release, (*_, stored) = state(root)
    sources = [cell.source for cell in release.cells] + [source for _, source, _ in stored]
    return sorted(one for one in sources if one.startswith("check("))


def test_release_and_gradebook_say_the_points_and_source_stays(root: Path) -> None:
    before = [cell.source for cell in state(root)[0].cells]
    for first, second in ((5, 0.5), (0, 2.0)):
        set_points(root, {"weight_gradient": first, "squared_error_delta": second})
        generate_again(root)
        assert lines(root) == 2 * [
            f'check("squared_error_delta", squared_error_delta, points={second:g})  {ADVICE}'
        ] + 2 * [f'check("weight_gradient", weight_gradient, points={first})  {ADVICE}']
        assert complaint(root) == ""
    assert [cell.source for cell in state(root)[0].cells] == before


def test_a_check_of_the_notebooks_own_is_left_alone(root: Path) -> None:
    (released,) = read_released(ClassFolder.open(root).released("tiny")).values()
    assert 'check("double", double)' in [cell.source for cell in released.cells]


@pytest.mark.parametrize("name", ["weight_gradient", "double", "why", "essay"])
@pytest.mark.parametrize("points", [-1, 10**7, "2", None])
def test_points_that_nothing_can_be_worth_are_refused(root: Path, name: str, points: Any) -> None:
    set_points(root, {name: points})
    with pytest.raises(BackhandError, match=f"quiz, cell {name}: expected points from 0") as said:
        generate_again(root, gradebook=False)
    assert "correct them in source/" in str(said.value) and len(str(said.value).splitlines()) == 1


def test_an_older_configuration_is_mentioned_only_where_it_makes_a_difference(root: Path) -> None:
    older(root)
    # What the catalogue says.
    set_points(root, {"weight_gradient": 2, "squared_error_delta": 1})
    generate_again(root)
    assert 'check("weight_gradient", weight_gradient)' in lines(root)
    assert complaint(root) == ""
    set_points(root, {"weight_gradient": 5, "double": 7})
    generate_again(root)
    line = complaint(root)
    assert "got others for weight_gradient:" in line and len(line.splitlines()) == 1
    assert f"add the line {WRITE_POINTS} to" in line
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(WRITE_POINTS + "\n")
    assert "add the line" not in complaint(root) and "generate the assignment" in complaint(root)
    generate_again(root)
    assert complaint(root) == ""


def test_the_line_also_goes_with_a_list_that_the_class_has_set(root: Path) -> None:
    config = older(root) / "nbgrader_config.py"
    steps = '["nbgrader.preprocessors.LockCells", "nbgrader.preprocessors.ClearSolutions"]'
    config.write_text(
        f"{config.read_text()}\nc.GenerateAssignment.preprocessors = {steps}\n{WRITE_POINTS}\n"
    )
    set_points(root, {"weight_gradient": 5})
    generate_again(root, gradebook=False)
    released = nbformat.read(root / "release" / QUIZ / f"{QUIZ}.ipynb", 4)
    assert "points=5" in str(released)
