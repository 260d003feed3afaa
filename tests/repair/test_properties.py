"""Whatever happens to a notebook, it is repaired or refused; and what is repaired is in order."""

from __future__ import annotations

import nbformat
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader.nbgraderformat import MetadataValidator
from repair.edits import edited_documents, edited_files
from repair.notebooks import RELEASED, Document, assert_fixed_as_released, content

from autograder.repair import Repaired, repair


def check(done: Repaired) -> None:
    """State what holds of everything that a repair returns."""
    assert all("\n" not in line and len(line) < 200 for line in (*done.remarks, done.refused))
    if done.refused:
        assert done.notebook is None
        return
    nbformat.validate(done.notebook)
    MetadataValidator().validate_nb(done.notebook)
    assert_fixed_as_released(done.notebook)
    assert all(not one.outputs for one in done.notebook.cells if one.cell_type == "code")


@given(edited_documents())
@settings(max_examples=150)
def test_after_any_edits_a_notebook_is_in_order_or_refused(document: Document) -> None:
    check(repair(content(document), RELEASED))


@given(edited_documents())
@settings(max_examples=100)
def test_a_repaired_notebook_needs_no_repair(document: Document) -> None:
    once = repair(content(document), RELEASED)
    if once.refused:
        return
    again = repair(nbformat.writes(once.notebook).encode(), RELEASED)
    assert again.notebook == once.notebook
    assert again.remarks == ()


@given(edited_files())
@settings(max_examples=80)
def test_after_any_damage_to_the_file_a_notebook_is_in_order_or_refused(file: bytes) -> None:
    check(repair(file, RELEASED))


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_anything_else_is_refused(file: bytes) -> None:
    done = repair(file, RELEASED)
    check(done)
    assert done.refused


@given(edited_documents())
@settings(max_examples=100)
def test_what_a_student_wrote_into_a_code_cell_is_still_there(document: Document) -> None:
    marked = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "mine = 'mine'"}
    cells = document.get("cells")
    if not isinstance(cells, list):
        return
    cells.insert(len(cells) // 2, marked)
    done = repair(content(document), RELEASED)
    if not done.refused:
        assert "mine = 'mine'" in [one.source for one in done.notebook.cells]
