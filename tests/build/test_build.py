"""The build: what a student opens is made from the text alone, the same every time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.boundary.errors import BackhandError
from autograder.build import build, stale
from autograder.build.authoring import disagreements
from autograder.build.source import read_sources

ROOT = Path(__file__).resolve().parents[2]


def released(checkout: Path) -> Any:
    build(checkout)
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


def test_solutions_are_replaced_by_stubs(checkout: Path) -> None:
    notebook = released(checkout)
    assert cell(notebook, "double-answer").source == "def double():\n    ...  # your code here"
    assert cell(notebook, "shapes-answer").source == "...  # your code here"
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
    text = tiny.replace("Why is it so?", "A word before.\n\n\nWhy is it so?")
    (checkout / "solutions" / "tiny.md").write_text(text, encoding="utf-8")
    assert before < {one.id for one in released(checkout).cells}


def test_equal_cells_have_different_ids(checkout: Path, tiny: str) -> None:
    text = tiny + "\n```python\n1 + 1\n```\n" * 2
    (checkout / "solutions" / "tiny.md").write_text(text, encoding="utf-8")
    ids = [one.id for one in released(checkout).cells]
    assert len(ids) == len(set(ids))


def test_data_files_come_along(checkout: Path) -> None:
    build(checkout)
    assert (checkout / "course/tiny/points.csv").read_text() == "1,2\n"


def test_a_changed_a_missing_and_a_foreign_file_are_stale(checkout: Path) -> None:
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


def test_the_course_is_what_its_sources_make() -> None:
    assert not stale(ROOT), "\n".join(stale(ROOT))


def test_the_course_and_the_catalogue_agree_about_exercises_and_points() -> None:
    catalogue = pytest.importorskip("autograder.catalogue").CATALOGUE
    notebooks = read_sources(ROOT / "solutions")
    found = [
        f"{name}.md: {line}"
        for name, notebook in notebooks.items()
        for line in disagreements(name, notebook, catalogue)
    ]
    assert not found, "\n".join(found)


def test_a_failure_of_nbgrader_is_one_line(checkout: Path, tiny: str) -> None:
    text = tiny.replace("return 2", "### BEGIN SOLUTION\n    ### END SOLUTION\n    return 2")
    (checkout / "solutions" / "tiny.md").write_text(text, encoding="utf-8")
    with pytest.raises(
        BackhandError, match="^tiny: nbgrader's generate step failed: .*nested begin.*$"
    ):
        build(checkout)
