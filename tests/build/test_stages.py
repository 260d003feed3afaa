"""The stages of a derivation in its question, and its stub, come from the catalogue or agree."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.build.stages import marker_mistakes, stub_mistakes, write_stages
from autograder.catalogue import CATALOGUE
from autograder.exercises.derivation import Derivation
from autograder.repair.cell_role import Asked, asked

NAME = "derive_weight_gradient"
TASK: Any = CATALOGUE[NAME].task
CALL: Asked = asked(f'check("{NAME}", dW_ij)')  # type: ignore[assignment]
STUB = "dW_ij = {" + ", ".join(f'"{name}": ""' for name in TASK.model()) + "}"
SOLUTION = f"### BEGIN SOLUTION\ndW_ij = {TASK.model()!r}\n### END SOLUTION"


def notebook(text: str) -> Any:
    check = new_code_cell(f'check("{NAME}", dW_ij)', metadata={"check": NAME})
    return new_notebook(cells=[new_markdown_cell(text), check])


def test_the_table_says_what_each_stage_is_written_in_and_what_it_has() -> None:
    made = notebook(f"Derive it.\n\n<!-- stages: {NAME} -->\n\nGo on.")
    write_stages(made, CATALOGUE)
    text = made.cells[0].source
    assert "In the answer $i$ runs over outputs and $j$ runs over inputs." in text
    assert "| chain rule | `dL_dz`, `dz_dw` | a sum |" in text
    assert r"| `dz_dw[k, i, j]` | $\frac{\partial z_k}{\partial w_{ij}}$ |" in text
    assert "<!--" not in text and text.endswith("Go on.")


@pytest.mark.parametrize(
    "name", [n for n, e in CATALOGUE.items() if isinstance(e.task, Derivation)]
)
def test_the_table_prints_no_line_of_the_model(name: str) -> None:
    made = notebook(f"<!-- stages: {name} -->")
    write_stages(made, CATALOGUE)
    assert not any(line in made.cells[0].source for line in CATALOGUE[name].task.model().values())  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("no marker", f"<!-- stages: {NAME} --> in the question"),
        (f"<!-- stages: {NAME}s -->", f"got '{NAME}s'; likely '{NAME}'"),
        ("<!-- stages: weight_gradient -->", "expected the id of a derivation"),
    ],
)
def test_a_marker_is_expected_above_each_derivation_and_nowhere_else(text: str, line: str) -> None:
    assert any(line in found for found in marker_mistakes(notebook(text), CATALOGUE))
    assert not list(marker_mistakes(notebook(f"<!-- stages: {NAME} -->"), CATALOGUE))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (SOLUTION, "above the solution"),
        (f"{STUB.replace('closed', 'close')}\n{SOLUTION}", "the stages chain rule, local partials"),
        (f"{STUB.replace(': {q}{q}'.format(q=chr(34)), ': None')}\n{SOLUTION}", "other values"),
        (f"dW_ij = None\n{SOLUTION}", "no dictionary of texts"),
        (f"{STUB}\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "as the solution"),
    ],
)
def test_a_stub_has_the_stages_of_the_catalogue_and_empty_lines(answer: str, said: str) -> None:
    assert not list(stub_mistakes(f"{STUB}\n{SOLUTION}", CALL, TASK))
    (line,) = stub_mistakes(answer, CALL, TASK)
    assert said in line and line.startswith(f'answer="{NAME}"')
