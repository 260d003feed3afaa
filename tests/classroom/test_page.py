"""A page to read, a notebook without exercises, is handed out and never graded."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.batch.grade import grade
from autograder.batch.options import Options
from autograder.boundary.errors import BackhandError
from autograder.build.contents import contents
from autograder.classroom.add_notebook import add_notebook
from autograder.classroom.folder import ClassFolder
from autograder.classroom.new_class import new_class
from autograder.handout.archive import hand_out, hand_out_solutions

PAGE = "# A page\n\nIts formula is $\\delta x^\\top$.\n"


@pytest.fixture
def with_page(klass: Path) -> Path:
    """A class with the tiny notebook and a page."""
    page = klass / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    add_notebook(klass, page)
    return klass


def assignments(klass: Path) -> list[str]:
    with Gradebook(f"sqlite:///{klass / 'gradebook.db'}", "a-class") as book:
        return [one.name for one in book.assignments]


def test_it_is_released_and_the_gradebook_does_not_know_it(with_page: Path) -> None:
    assert (with_page / "release/page/page.ipynb").is_file()
    assert assignments(with_page) == ["tiny"]


def test_a_new_class_may_have_one(tmp_path: Path) -> None:
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "page.md").write_text(PAGE, encoding="utf-8")
    folder = tmp_path / "class"
    assert new_class(folder, "a-class", tmp_path / "solutions") == ["page"]
    assert assignments(folder) == []


def test_it_is_handed_out_with_the_others_and_has_no_model_solutions(with_page: Path) -> None:
    with zipfile.ZipFile(hand_out(with_page)) as archive:
        names = {Path(name).name for name in archive.namelist()}
    assert {"page.ipynb", "tiny.ipynb"} <= names
    assert [file.name for file in hand_out_solutions(with_page)] == ["tiny.solutions.json"]
    with pytest.raises(BackhandError, match="^expected notebooks with exercises, got page; "):
        hand_out_solutions(with_page, ["page"])


def test_it_is_not_graded_and_one_line_says_so(with_page: Path) -> None:
    shutil.copytree(with_page / "release/page", with_page / "submitted/anna/page")
    with pytest.raises(BackhandError) as refused:
        grade(ClassFolder.open(with_page), "page", Options(), lambda progress: None)
    assert str(refused.value) == (
        "page: expected a notebook with exercises, got a page to read: nothing in it is graded"
    )


def test_no_message_leads_to_it(checkout: Path) -> None:
    (checkout / "solutions" / "page.md").write_text(PAGE, encoding="utf-8")
    assert "page" not in json.loads(contents(checkout / "solutions", {}))
