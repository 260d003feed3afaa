"""In a real kernel, `check` shows a card and no number; under nbgrader it still fails closed."""

from __future__ import annotations

from typing import Any

import nbclient
import nbformat
import pytest
from nbgrader.utils import determine_grade

pytestmark = pytest.mark.slow
ANSWERS = {
    "delta[:, None] * x": 2.0,
    "-delta[:, None] * x": 0.0,
    "None": 0.0,
}
#: Cells of a student who would rather not be graded, in front of the set-up cell.
UNSET = """
import os
os.environ.pop("NBGRADER_EXECUTION", None)
"""


def run(before: str) -> list[Any]:
    """The check cells of a notebook after its cells have run, one for each answer."""
    cells = [before, "from autograder import check\nfrom autograder.notebook import checking"]
    for answer in ANSWERS:
        cells.append(f"checking._GRADING = False\ndef f(delta, x): return {answer}")
        cells.append('check("weight_gradient", f)')
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    # As nbgrader runs a notebook: to the end, whatever is raised.
    nbclient.NotebookClient(notebook, allow_errors=True, kernel_name="python3").execute()
    checks = [cell for cell in notebook.cells if cell.source.startswith("check(")]
    for cell in checks:
        cell.metadata["nbgrader"] = {"grade": True, "solution": False, "points": 2}
    return checks


def test_a_student_sees_one_display_and_no_number() -> None:
    for cell in run(before=""):
        (output,) = cell.outputs
        assert output.output_type == "display_data"
        assert set(output.data) == {"text/html", "text/plain"}
        assert output.data["text/plain"].startswith("A5 · The weight gradient: ")


def test_nbgrader_scores_it_even_if_the_notebook_hides_that_it_is_graded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert [determine_grade(cell)[0] for cell in run(before=UNSET)] == list(ANSWERS.values())
