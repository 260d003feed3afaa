"""Run All goes through a notebook as it is handed out, and through one that is half done."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

from autograder.build.source import read_sources
from autograder.catalogue import CATALOGUE
from autograder.notebook import checking
from autograder.repair.cell_role import answers, grade_id

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted({exercise.notebook for exercise in CATALOGUE.values()})
MARKERS = re.compile(r"^.*### (?:BEGIN|END) SOLUTION.*\n?", re.M)
#: What stands in the functions that are not right, one after the other.
BAD = ("return None", "raise KeyError('mine')", "return np.zeros((7, 1, 9))", "return nowhere")


def code(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def released(name: str) -> Any:
    return nbformat.read(ROOT / "course" / name / f"{name}.ipynb", as_version=4)


def half_done(name: str) -> Any:
    """Every second answer is right; the others are blank, raise or have another shape."""
    solved = {
        grade_id(cell): str(cell.source) for cell in read_sources(ROOT / "solutions")[name].cells
    }
    notebook = released(name)
    for k, cell in enumerate(filter(answers, code(notebook))):
        right = MARKERS.sub("", solved[grade_id(cell)])
        bad = BAD[k // 2 % len(BAD)] if cell.source.startswith("def") else "..."
        cell.source = cell.source.replace("...  # your code here", bad) if k % 2 else right
    return notebook


@pytest.mark.parametrize("made", [released, half_done])
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_cell_raises(
    name: str, made: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # A copy, as what was checked is remembered beside the notebook.
    shutil.copytree(ROOT / "course" / name, tmp_path / name)
    monkeypatch.chdir(tmp_path / name)
    for kept in ("_states", "_hints"):
        monkeypatch.setattr(checking, kept, {})
    space: dict[str, Any] = {"display": str}
    for cell in code(made(name)):
        exec(compile(cell.source.replace("epochs=20", "epochs=1"), "<cell>", "exec"), space)


@pytest.mark.slow
def test_a_kernel_runs_it_and_a_wrong_answer_leaves_no_earlier_figure() -> None:
    """The figure's cell is run after a right answer, and again after one of another shape."""
    notebook = released("01_single_layer")
    cells = code(notebook)
    figure = next(cell for cell in cells if grade_id(cell) == "figure-along-the-gradient")
    for answer in ("np.outer(delta, x)", "np.outer(x, delta)", "-np.outer(delta, x)"):
        source = f"def weight_gradient(delta, x):\n    return {answer}"
        check = 'check("weight_gradient", weight_gradient)'
        sources = (source, check, figure.source)
        notebook.cells += [nbformat.v4.new_code_cell(one) for one in sources]
    # Any error ends this.
    nbclient.NotebookClient(notebook, kernel_name="python3").execute()
    last = notebook.cells[-9:]
    (drawn,), (missing,) = last[2].outputs, last[5].outputs
    assert "text/html" in drawn.data
    assert missing.text.startswith("Nothing to show yet: expected dW of shape (3, 4), got (4, 3)")
    wrong, said = last[8].outputs
    assert "text/html" in wrong.data
    assert said.text.startswith("By the latest check not right yet: weight_gradient.")
