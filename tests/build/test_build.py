"""The build makes students' notebooks from the text alone, and makes the same ones every time."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest
from tiny_catalogue import declared

from autograder.boundary.errors import BackhandError
from autograder.build import build, stale
from autograder.build.contents import PLACE
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Exercise
from autograder.notebook.checking import STUB

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "solutions").glob("*.md"))


def released(checkout: Path, catalogue: Mapping[str, Exercise] = CATALOGUE) -> Any:
    build(checkout, catalogue)
    return nbformat.read(checkout / "course" / "tiny" / "tiny.ipynb", as_version=4)


def cell(notebook: Any, cell_id: str) -> Any:
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def test_the_same_source_gives_the_same_bytes(checkout: Path, tmp_path: Path) -> None:
    build(checkout)
    again = tmp_path / "elsewhere"
    (checkout / "solutions").rename(tmp_path / "moved")
    again.mkdir()
    (tmp_path / "moved").rename(again / "solutions")
    build(again)
    one, other = (root / "course/tiny/tiny.ipynb" for root in (checkout, again))
    assert one.read_bytes() == other.read_bytes()


def test_a_second_build_changes_nothing(checkout: Path) -> None:
    assert build(checkout) == ["course/tiny/points.csv", "course/tiny/tiny.ipynb"]
    assert build(checkout) == []


def test_a_derivation_that_cannot_work_is_refused_before_anything_is_written(
    checkout: Path,
) -> None:
    right = CATALOGUE["derive_weight_gradient"]
    stages = right.task.stages  # type: ignore[union-attr]
    other = replace(stages[-1], model=f"2 * ({stages[-1].model})")
    wrong = replace(right, task=replace(right.task, stages=(*stages[:-1], other)))
    (checkout / PLACE).parent.mkdir(parents=True)
    with pytest.raises(BackhandError, match="models that are equal.*in derive_weight_gradient"):
        build(checkout, {**CATALOGUE, wrong.id: wrong})
    assert not (checkout / "course").exists()


def test_solutions_are_replaced_by_stubs(checkout: Path) -> None:
    notebook = released(checkout)
    assert cell(notebook, "double-answer").source == f"def double():\n    {STUB}"
    assert cell(notebook, "shapes-answer").source == STUB
    assert cell(notebook, "tiny-why").source == "*Your answer here.*"
    assert "SOLUTION" not in json.dumps(notebook)


def test_a_stub_raises_no_error(checkout: Path) -> None:
    namespace: dict[str, Any] = {}
    for one in released(checkout).cells:
        if one.cell_type == "code" and not one.metadata.nbgrader.grade:
            exec(one.source, namespace)
    assert namespace["double"]() is None


def test_the_released_notebook_has_no_outputs_and_no_version_of_python(checkout: Path) -> None:
    notebook = released(checkout)
    assert all(one.outputs == [] for one in notebook.cells if one.cell_type == "code")
    assert all(one.execution_count is None for one in notebook.cells if one.cell_type == "code")
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert "version" not in notebook.metadata.language_info


def test_the_released_notebook_is_valid(checkout: Path) -> None:
    nbformat.validate(released(checkout))


def test_grade_cells_are_locked_and_carry_nbgraders_checksum(checkout: Path) -> None:
    grade = cell(released(checkout), "double")
    assert grade.metadata.deletable is False and grade.metadata.editable is False
    assert grade.metadata.nbgrader.checksum


def test_a_new_cell_leaves_the_ids_of_the_others_alone(checkout: Path, tiny: str) -> None:
    before = {one.id for one in released(checkout).cells}
    text = tiny.replace("Why is it so?", "Why is it so?\n\n\nA word after.")
    (checkout / "solutions" / "tiny.md").write_text(text, encoding="utf-8")
    assert before < {one.id for one in released(checkout).cells}


def test_equal_cells_have_different_ids(checkout: Path, tiny: str) -> None:
    text = tiny + "\n```python\n1 + 1\n```\n" * 2
    (checkout / "solutions" / "tiny.md").write_text(text, encoding="utf-8")
    ids = [one.id for one in released(checkout).cells]
    assert len(ids) == len(set(ids))


def test_data_files_are_copied(checkout: Path) -> None:
    build(checkout)
    assert (checkout / "course/tiny/points.csv").read_text() == "1,2\n"


def test_changed_missing_and_extra_files_are_stale(checkout: Path) -> None:
    build(checkout)
    assert stale(checkout) == []
    (checkout / "course/tiny/tiny.ipynb").write_text("{}")
    (checkout / "course/tiny/points.csv").unlink()
    (checkout / "course/old.ipynb").write_text("{}")
    lines = stale(checkout)
    assert [line.partition(":")[0] for line in lines] == [
        "course/tiny/points.csv",
        "course/tiny/tiny.ipynb",
        "course/old.ipynb",
    ]
    assert "run make course" in lines[0]


def test_the_course_is_up_to_date_with_its_sources() -> None:
    assert not stale(ROOT), "\n".join(stale(ROOT))


def test_points_and_the_line_under_a_heading_come_from_the_catalogue(
    checkout: Path, ours: str
) -> None:
    (checkout / "solutions" / "tiny.md").write_text(ours, encoding="utf-8")
    before = released(checkout, declared("double", points=2, minutes=3))
    after = released(checkout, declared("double", points=5, minutes=9))
    assert [cell(one, "double").metadata.nbgrader.points for one in (before, after)] == [2, 5]
    (old, new) = (c for one in (before, after) for c in one.cells if "## Double" in c.source)
    assert old.source.splitlines()[2] == "*2 points · 3 minutes · difficulty 1 of 3*"
    assert new.source == old.source.replace("2 points · 3 minutes", "5 points · 9 minutes")
    # This leaves the other cells and their ids unchanged.
    ids = [[c.id for c in one.cells if "## Double" not in c.source] for one in (before, after)]
    assert ids[0] == ids[1]


def test_tags_are_kept(checkout: Path, tiny: str) -> None:
    text = tiny.replace('answer="double"', 'answer="double" tags=["hide"]')
    (checkout / "solutions" / "tiny.md").write_text(text, encoding="utf-8")
    metadata = cell(released(checkout), "double-answer").metadata
    assert metadata.tags == ["hide"] and metadata.nbgrader.solution is True
    assert not any(
        "tags" in c.metadata for c in released(checkout).cells if c.id != "double-answer"
    )


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.stem)
def test_jupytext_writes_a_source_back_unchanged(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    written = jupytext.writes(jupytext.reads(text, fmt="md"), fmt="md")
    assert re.sub(r" *jupytext_version: .*\n", "", written) == text


def test_a_failure_of_nbgrader_is_one_line(checkout: Path, tiny: str) -> None:
    text = tiny.replace("return 2", "### BEGIN SOLUTION\n    ### END SOLUTION\n    return 2")
    (checkout / "solutions" / "tiny.md").write_text(text, encoding="utf-8")
    with pytest.raises(
        BackhandError, match="^tiny: nbgrader's generate step failed: .*nested begin.*$"
    ):
        build(checkout)
