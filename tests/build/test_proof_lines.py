"""The lines of a proof in its question, and its stub and solution, agree with the catalogue."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.build.proof_lines import lines_mistakes, order_mistakes, write_proof_lines
from autograder.catalogue import CATALOGUE
from autograder.repair.cell_role import Asked, asked

NAME = "prove_symmetry"
EXERCISE = CATALOGUE[NAME]
TASK: Any = EXERCISE.task
CALL: Asked = asked(f'check("{NAME}", proof)')  # type: ignore[assignment]
SOLUTION = f"### BEGIN SOLUTION\nproof = {TASK.model()!r}\n### END SOLUTION"


def notebook(text: str) -> Any:
    check = new_code_cell(f'check("{NAME}", proof)', metadata={"check": NAME})
    return new_notebook(cells=[new_markdown_cell(text), check])


def test_every_line_is_printed_once_in_the_order_of_the_letters() -> None:
    made = notebook(f"Order it.\n\n<!-- lines: {NAME} -->\n\nGo on.")
    write_proof_lines(made, CATALOGUE)
    lines = made.cells[0].source.split("\n")
    assert lines[0] == "Order it." and lines[-1] == "Go on."
    printed = [f"- **{line.letter}.** {line.text}" for line in TASK.lines]
    assert lines[2:-2] == printed
    assert [line[4] for line in printed] == sorted(line[4] for line in printed)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("no marker", f"<!-- lines: {NAME} --> in the question"),
        (f"<!-- lines: {NAME}s -->", f"got '{NAME}s'; likely '{NAME}'"),
        ("<!-- lines: one_unit -->", "expected the id of a proof to be put in order"),
    ],
)
def test_a_marker_is_expected_above_each_proof_and_nowhere_else(text: str, line: str) -> None:
    assert any(line in found for found in lines_mistakes(notebook(text), CATALOGUE))
    assert not list(lines_mistakes(notebook(f"<!-- lines: {NAME} -->"), CATALOGUE))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (SOLUTION, "expected proof = [] above the solution, got no list"),
        (f'proof = ["K"]\n{SOLUTION}', "expected proof = [] above the solution, got ['K']"),
        (SOLUTION.replace("'K', ", "") + "\nproof = []", "expected a right order as the solution"),
        ("proof = []\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "got no list"),
    ],
)
def test_a_stub_is_empty_and_the_solution_a_right_order(answer: str, said: str) -> None:
    assert not list(order_mistakes(f"proof = []\n{SOLUTION}", CALL, EXERCISE))
    (line,) = order_mistakes(answer, CALL, EXERCISE)
    assert said in line and line.startswith(f'answer="{NAME}"')
