"""Set-up, answer and check are told apart by nbgrader's metadata and the check's one line."""

from __future__ import annotations

import nbformat

from autograder.catalogue import CATALOGUE
from autograder.execution import cells
from autograder.repair.cell_role import answers


def made(**graded: object) -> object:
    return nbformat.v4.new_code_cell("", metadata={"nbgrader": graded})


def test_kinds_of_cells() -> None:
    set_up = made(locked=True, grade_id="setup_01", grade=False, solution=False)
    answer = made(solution=True, grade_id="weight_gradient-answer")
    check = made(locked=True, grade=True, grade_id="weight_gradient")
    manual = made(grade=True, solution=True, grade_id="explain")
    plain = nbformat.v4.new_code_cell("")
    all_cells = (set_up, answer, check, manual, plain)
    assert [cells.is_set_up(c) for c in all_cells] == [True, False, False, False, False]
    assert [cells.is_judged(c) for c in all_cells] == [False, False, True, False, False]
    assert [answers(c) for c in all_cells] == ["", "weight_gradient", "", "", ""]


def test_metadata_of_another_form_is_none() -> None:
    for odd in ("x", None, []):
        cell = nbformat.v4.new_code_cell("", metadata={"nbgrader": odd})
        assert not (cells.is_set_up(cell) or cells.is_judged(cell) or answers(cell))


def test_needs_are_followed_all_the_way() -> None:
    found = cells.needed("layer_gradients", CATALOGUE)
    assert found >= {"layer_gradients", *CATALOGUE["layer_gradients"].needs}
    for one in list(found):
        assert found >= set(CATALOGUE[one].needs)
