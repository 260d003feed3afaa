"""Submissions written as text: a student's answers, put into the released notebook.

A file `tests/sample_class/NAME/STUDENT.py` reads:

    # Who this is, in a line.
    # do: delete softmax_delta

    # %% weight_gradient
    def weight_gradient(delta, x):
        return np.outer(delta, x)

    # %% explain_delta
    # δ is the derivative of the loss.

Each part replaces the answer cell of that exercise; a written answer stands behind `#`. What
happens to the notebook besides is said in `do` lines: see `DEEDS`.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from autograder.errors import Refused

PART = re.compile(r"^# %% (?P<id>\S+)\s*$", re.M)
DEED = re.compile(r"^# do: (?P<deed>\w+) ?(?P<rest>.*)$", re.M)

Notebook = Any
Cell = Any


def write_submission(text: str, release: Path, target: Path) -> None:
    """Write the notebook that the student of `text` hands in, made from the released one."""
    notebook = nbformat.read(release, as_version=4)
    head, *parts = PART.split(text)
    for name, source in zip(parts[::2], parts[1::2], strict=True):
        _answer(notebook, name, source.strip("\n"))
    for deed, rest in DEED.findall(head):
        if deed not in DEEDS:
            raise Refused(f"expected a deed of {', '.join(DEEDS)}, got {deed!r}")
        DEEDS[deed](notebook, rest.strip())
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, target)


def _answer(notebook: Notebook, name: str, source: str) -> None:
    cell = _find(notebook, f"{name}-answer") or _cell(notebook, name)
    if cell.cell_type == "markdown":
        source = re.sub(r"^# ?", "", source, flags=re.M)
    cell.source = source.strip()


def _find(notebook: Notebook, grade_id: str) -> Cell | None:
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id:
            return cell
    return None


def _cell(notebook: Notebook, grade_id: str) -> Cell:
    cell = _find(notebook, grade_id)
    if cell is None:
        raise Refused(f"expected a cell of the notebook, got {grade_id!r}; likely misspelt")
    return cell


def _delete(notebook: Notebook, grade_id: str) -> None:
    """Delete a cell by its grade_id."""
    notebook.cells.remove(_cell(notebook, grade_id))


def _duplicate(notebook: Notebook, grade_id: str) -> None:
    """Copy a cell with all its metadata, as copy and paste does."""
    cell = _cell(notebook, grade_id)
    twin = copy.deepcopy(cell)
    twin.id = f"{twin.id[:56]}-copy"
    notebook.cells.insert(notebook.cells.index(cell) + 1, twin)


def _outputs(notebook: Notebook, text: str) -> None:
    """Save the notebook with outputs: the given text under every check."""
    for count, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), start=1):
        cell.execution_count = count
        if cell.source.startswith("check("):
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=text + "\n")]


def _insert(notebook: Notebook, rest: str) -> None:
    """Put a code cell of one line in front of a cell: `insert GRADE_ID CODE`."""
    grade_id, code = rest.split(" ", 1)
    at = notebook.cells.index(_cell(notebook, grade_id))
    notebook.cells.insert(at, nbformat.v4.new_code_cell(code, id=f"inserted-{at}"))


def _edit(notebook: Notebook, rest: str) -> None:
    """Overwrite a cell with one line: `edit GRADE_ID CODE`."""
    grade_id, code = rest.split(" ", 1)
    _cell(notebook, grade_id).source = code


DEEDS: dict[str, Callable[[Notebook, str], None]] = {
    "delete": _delete,
    "duplicate": _duplicate,
    "outputs": _outputs,
    "insert": _insert,
    "edit": _edit,
}


def hand_in(sample: Path, release: Path, submitted: Path) -> list[str]:
    """Write every sample submission into `submitted/STUDENT/NAME/NAME.ipynb`.

    Returns
    -------
    list of str
        The names of the notebooks, in order.
    """
    names = sorted(path.name for path in sample.iterdir() if path.is_dir() and _students(path))
    for name in names:
        for file in _students(sample / name):
            target = submitted / file.stem / name / f"{name}.ipynb"
            released = release / name / f"{name}.ipynb"
            write_submission(file.read_text(encoding="utf-8"), released, target)
    return names


def _students(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.py"))
