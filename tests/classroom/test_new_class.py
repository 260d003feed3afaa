"""A new class is an ordinary nbgrader course folder, and making one loses nothing."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.boundary.errors import BackhandError
from autograder.classroom.new_class import new_class


def test_a_class_has_what_nbgrader_expects(klass: Path) -> None:
    files = {path.relative_to(klass).as_posix() for path in klass.rglob("*") if path.is_file()}
    assert files == {
        ".backhand/secret",
        "exercises.py",
        "gradebook.db",
        "nbgrader_config.py",
        "release/tiny/points.csv",
        "release/tiny/tiny.ipynb",
        "source/tiny/points.csv",
        "source/tiny/tiny.ipynb",
    }
    assert list((klass / "submitted").iterdir()) == []


def test_the_gradebook_knows_the_exercises(klass: Path) -> None:
    with Gradebook(f"sqlite:///{klass / 'gradebook.db'}", "a-class") as gradebook:
        cells = gradebook.find_notebook("tiny", "tiny").grade_cells
        assert {cell.name: cell.max_score for cell in cells} == {"double": 2.0, "tiny-why": 1.0}


def test_the_source_has_the_answers_and_the_release_does_not(klass: Path) -> None:
    assert "BEGIN SOLUTION" in (klass / "source/tiny/tiny.ipynb").read_text(encoding="utf-8")
    assert "SOLUTION" not in (klass / "release/tiny/tiny.ipynb").read_text(encoding="utf-8")


def test_the_release_is_what_the_course_holds(klass: Path, checkout: Path) -> None:
    from autograder.build import build

    build(checkout)
    released = (klass / "release/tiny/tiny.ipynb").read_bytes()
    assert released == (checkout / "course/tiny/tiny.ipynb").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_the_secret_is_its_owners_alone(klass: Path) -> None:
    secret = klass / ".backhand" / "secret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert len(secret.read_text().strip()) == 64


def test_an_empty_folder_will_do_and_two_classes_have_different_secrets(
    checkout: Path, klass: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    assert new_class(folder, "spring", checkout / "solutions") == ["tiny"]
    assert (folder / ".backhand/secret").read_text() != (klass / ".backhand/secret").read_text()


def test_the_configuration_names_the_class_and_no_place(klass: Path) -> None:
    text = (klass / "nbgrader_config.py").read_text(encoding="utf-8")
    assert "course_id = 'a-class'" in text
    assert str(klass) not in text and str(klass.parent) not in text


def test_a_folder_in_use_is_refused_and_left_as_it_was(checkout: Path, tmp_path: Path) -> None:
    folder = tmp_path / "used"
    folder.mkdir()
    (folder / "gradebook.db").write_text("precious")
    with pytest.raises(
        BackhandError, match="expected a new or empty folder, got .* gradebook.db in it"
    ):
        new_class(folder, solutions=checkout / "solutions")
    assert [path.name for path in folder.iterdir()] == ["gradebook.db"]
    assert (folder / "gradebook.db").read_text() == "precious"


def test_a_file_in_the_way_is_refused(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("precious")
    with pytest.raises(BackhandError, match="expected a new or empty folder, got a file"):
        new_class(tmp_path / "file", solutions=checkout / "solutions")
    assert (tmp_path / "file").read_text() == "precious"


@pytest.mark.parametrize("name", ["", "a b", "../up", "x/y", "a\n", "'"])
def test_a_name_nbgrader_cannot_use_is_refused(checkout: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(BackhandError, match="expected a class name of letters") as refused:
        new_class(tmp_path / "new", name, checkout / "solutions")
    assert str(refused.value).endswith(f"begins with a letter or a digit, got {name!r}")
    assert not (tmp_path / "new").exists()


def test_a_class_that_cannot_be_made_leaves_nothing_behind(
    checkout: Path, tmp_path: Path, tiny: str
) -> None:
    nested = tiny.replace("return 2", "### BEGIN SOLUTION\n    ### END SOLUTION\n    return 2")
    (checkout / "solutions" / "tiny.md").write_text(nested, encoding="utf-8")
    with pytest.raises(BackhandError):
        new_class(tmp_path / "new", solutions=checkout / "solutions")
    assert not (tmp_path / "new").exists()
