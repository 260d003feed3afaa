"""A notebook handed out with version 0.1.0, whose figures use `draw.blocks`, still runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.execution.cells import code_cells, grade_id
from autograder.execution.child.output_recorder import PICTURE
from autograder.execution.engine import Engine
from autograder.execution.grading import GradedNotebook, grade_notebook
from autograder.execution.released import imported
from autograder.execution.seeds import seeds_of
from autograder.sandbox import ESSENTIAL, available

NOTEBOOK = Path(__file__).with_name("handed_out.ipynb")
FIGURES = ("weight_gradient-figure", "weight_gradient-slice", "weight_gradient-images", "curve")
#: Run as a student runs it, cell after cell; a cell that raises says so and the next one is run.
STUDENT = """\
import json, sys
names = {}
for source in json.load(sys.stdin):
    try:
        exec(source, names)
    except Exception as error:
        print(type(error).__name__, error)
"""


@pytest.fixture(scope="module")
def graded() -> GradedNotebook:
    if not ESSENTIAL.issubset(available()):
        pytest.skip(f"no {', '.join(sorted(ESSENTIAL - set(available())))} on this system")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    with Engine(imported(notebook)) as engine:
        return grade_notebook(notebook, engine=engine, seed_for=seeds_of(b"secret" * 8))


def outputs(graded: GradedNotebook) -> dict[str, list[Any]]:
    return {grade_id(cell): cell.outputs for cell in code_cells(graded.notebook)}


def test_its_answers_are_judged_in_a_confined_process(graded: GradedNotebook) -> None:
    scores = {name: verdict.score for name, verdict in graded.verdicts.items()}
    assert scores == {"weight_gradient": 2.0, "squared_error_delta": 0.0}
    assert graded.remarks == []


@pytest.mark.parametrize("figure", FIGURES)
def test_its_figures_are_made_in_a_confined_process(graded: GradedNotebook, figure: str) -> None:
    (made,) = outputs(graded)[figure]
    assert PICTURE in made["data"]


def test_a_missing_answer_is_one_line_in_a_confined_process(graded: GradedNotebook) -> None:
    (said,) = outputs(graded)["squared_error_delta-figure"]
    assert said["traceback"] == [
        "NotDrawn: expected delta of shape (2,), got nothing: see the check above"
    ]


def test_it_runs_in_the_process_of_a_student() -> None:
    cells = [str(cell.source) for cell in code_cells(nbformat.read(NOTEBOOK, as_version=4))]
    done = subprocess.run(
        [sys.executable, "-c", STUDENT],
        input=json.dumps(cells),
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in done.stdout.splitlines() if "Error" in line or "NotDrawn" in line]
    assert lines == ["NotDrawn expected delta of shape (2,), got nothing: see the check above"]
