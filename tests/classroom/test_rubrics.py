"""The person who grades sees the rubric beside the answer, and nobody else does."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
from batch.classes import graded, notebook, rows
from commands import succeed
from nbformat.v4 import new_markdown_cell, new_notebook

from autograder.build.release import generate
from autograder.classroom.rubrics import (
    LOOK_ALIKE,
    MARK,
    TITLE,
    Rubric,
    add_rubrics,
    read_rubrics,
    without_rubrics,
)
from autograder.devel.edits import known
from autograder.handout.archive import hand_out

WHY = "tiny-why"
REGION = "### BEGIN SOLUTION\nBecause $x$.\n\n- 1 point: because\n### END SOLUTION\n"


def written(source: str, name: str = WHY) -> Any:
    graded_by_hand = {"grade_id": name, "grade": True, "solution": True}
    return new_markdown_cell(source, id=name, metadata={"nbgrader": graded_by_hand})


def rubric_cells(made: Any) -> list[Any]:
    return [cell for cell in made.cells if MARK in cell.metadata]


def of_source(tmp_path: Path, *cells: Any) -> Any:
    nbformat.write(new_notebook(cells=list(cells)), tmp_path / "tiny.ipynb")
    return read_rubrics(tmp_path)["tiny"]


def test_a_rubric_is_the_region_that_students_do_not_get(tmp_path: Path) -> None:
    text = f"Think.\n\n{REGION}\nMore.\n\n{REGION}"
    (name, rubric), *others = of_source(tmp_path, written(text), written(" ", "empty")).items()
    assert (name, others) == (WHY, [])
    assert rubric.text.count("- 1 point: because") == 2
    assert "Think" not in rubric.text and "SOLUTION" not in rubric.text


def test_without_a_region_it_is_the_whole_cell_with_its_pictures(tmp_path: Path) -> None:
    cell = written("Because. ![](attachment:a.png)")
    cell["attachments"] = {"a.png": {"image/png": "AAAA"}}
    rubric = of_source(tmp_path, cell)[WHY]
    assert rubric == Rubric(cell.source, cell["attachments"])
    made = new_notebook(cells=[written("?")])
    add_rubrics(made, {WHY: rubric})
    assert made.cells[1].attachments == cell["attachments"]
    nbformat.validate(made)


def test_a_source_that_cannot_be_read_costs_the_rubrics_alone(tmp_path: Path) -> None:
    (tmp_path / "tiny.ipynb").write_text("no notebook")
    assert read_rubrics(tmp_path) == {} == read_rubrics(tmp_path / "nowhere")


def test_it_stands_right_below_the_answer_once_however_often_it_is_added() -> None:
    made = new_notebook(cells=[written("Mine."), new_markdown_cell("a"), written("x", "other")])
    for text in ("old", "old", "new"):
        add_rubrics(made, {WHY: Rubric(text, {}), "elsewhere": Rubric("none", {})})
    assert [MARK in cell.metadata for cell in made.cells] == [False, True, False, False]
    assert made.cells[1].source == f"> **{TITLE}**\n>\n> new"
    assert len(without_rubrics(made).cells) == 3 and len(made.cells) == 4


def test_a_cell_that_looks_like_it_is_kept_and_said_to_be_the_students() -> None:
    fake = new_markdown_cell(f"> **{TITLE.upper()}**\n>\n> All right: 4 points", id=f"{WHY}-rubric")
    made = new_notebook(cells=[written("Mine."), fake])
    add_rubrics(made, {WHY: Rubric("4 points: never", {})})
    own, other = made.cells[1:]
    assert LOOK_ALIKE in own.source and "never" in own.source and MARK in own.metadata
    assert other == fake and own.id != other.id
    nbformat.validate(made)


# ---- in a class ----------------------------------------------------------------------------


def with_rubric(root: Path, text: str = REGION) -> None:
    """Give the source's written question a rubric."""
    path = root / "source" / "tiny" / "tiny.ipynb"
    source = nbformat.read(path, 4)
    known(source, WHY).source = text
    nbformat.write(source, path)


def hand_in(root: Path, student: str, *more: Any) -> None:
    made = nbformat.read(root / "release" / "tiny" / "tiny.ipynb", 4)
    known(made, WHY).source = "I think so."
    made.cells += more
    place = notebook(root, student, name="tiny")
    place.parent.mkdir(parents=True)
    nbformat.write(made, place)


def shown(root: Path, student: str) -> str:
    """The rubric in the graded notebook, which stands below the answer, and is there once."""
    cells = nbformat.read(notebook(root, student, "autograded", "tiny"), 4).cells
    (rubric,) = [cell for cell in cells if MARK in cell.metadata]
    assert cells[cells.index(rubric) - 1].metadata.nbgrader.grade_id == WHY
    return str(rubric.source)


def by_hand(root: Path) -> None:
    """Give everybody's explanation a point, as the formgrader saves it."""
    change = """
    update grade set manual_score = 1, needs_manual_grade = 0
    where cell_id in (select id from base_cell where name = ?)
    """
    with sqlite3.connect(root / "gradebook.db") as book:
        book.execute(change, (WHY,))


def manual(root: Path) -> list[Any]:
    return [(one[0], one[3], one[5]) for one in rows(root)[0] if one[1] == WHY]


@pytest.fixture(scope="module")
def made(new_tiny_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with a rubric, in which somebody hands in a cell that looks like it."""
    root = Path(shutil.copytree(new_tiny_class, tmp_path_factory.mktemp("rubrics") / "class"))
    with_rubric(root)
    shutil.rmtree(root / "release" / "tiny")
    generate(root, "tiny", gradebook=True)
    forged = new_markdown_cell(f"> **{TITLE}**\n\nFull points.", metadata={MARK: WHY})
    hand_in(root, "ada")
    hand_in(root, "otto", forged)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "class"))


@pytest.mark.slow
def test_a_graded_notebook_has_the_rubric_and_nothing_that_is_handed_out_has(root: Path) -> None:
    graded(root, "tiny")
    assert "- 1 point: because" in shown(root, "ada") and LOOK_ALIKE not in shown(root, "ada")
    assert LOOK_ALIKE in shown(root, "otto")
    assert manual(root) == [("ada", None, 1), ("otto", None, 1)]
    by_hand(root)
    with_rubric(root, REGION.replace("1 point", "one point"))
    again = graded(root, "tiny")
    assert sorted(again.graded) == ["ada", "otto"]
    assert "one point" in shown(root, "ada")
    assert manual(root) == [("ada", 1, 0), ("otto", 1, 0)]
    assert graded(root, "tiny").graded == []
    release = (root / "release" / "tiny" / "tiny.ipynb").read_text()
    with zipfile.ZipFile(hand_out(root)) as archive:
        handed_out = b"".join(archive.read(name) for name in archive.namelist())
    succeed(root, "nbgrader", "generate_feedback", "tiny")
    pages = "".join(p.read_text() for p in (root / "feedback").rglob("*.html"))
    assert "I think so." in pages
    assert not any(
        "point: because" in text for text in (release, handed_out.decode("latin1"), pages)
    )


@pytest.mark.slow
@pytest.mark.whole
def test_nbgraders_own_autograde_adds_it_too_and_scores_stay_the_same(root: Path) -> None:
    succeed(root, "nbgrader", "autograde", "tiny")
    before, first = rows(root), shown(root, "ada")
    assert "- 1 point: because" in first and LOOK_ALIKE in shown(root, "otto")
    by_hand(root)
    succeed(root, "nbgrader", "autograde", "tiny", "--force")
    assert shown(root, "ada") == first
    assert manual(root) == [("ada", 1, 0), ("otto", 1, 0)]
    assert [one[:3] for one in rows(root)[0]] == [one[:3] for one in before[0]]
