"""The edits to a notebook, besides the answers, that a submission written as text can name."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from autograder.boundary.errors import BackhandError

Notebook = Any
Cell = Any


def find(notebook: Notebook, grade_id: str) -> Cell | None:
    """The first cell with this grade_id, if there is one."""
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id:
            return cell
    return None


def known(notebook: Notebook, grade_id: str) -> Cell:
    """The first cell with this grade_id.

    Raises
    ------
    BackhandError
        If there is none.
    """
    cell = find(notebook, grade_id)
    if cell is None:
        raise BackhandError(f"expected a cell of the notebook, got {grade_id!r}; likely misspelt")
    return cell


# ---- of cells ------------------------------------------------------------------------------


def _delete(notebook: Notebook, grade_id: str) -> None:
    """Delete a cell: `delete GRADE_ID`."""
    notebook.cells.remove(known(notebook, grade_id))


def _duplicate(notebook: Notebook, grade_id: str) -> None:
    """Copy a cell with all its metadata, as copy and paste does: `duplicate GRADE_ID`."""
    cell = known(notebook, grade_id)
    twin = copy.deepcopy(cell)
    twin.id = f"{twin.id[:56]}-copy"
    notebook.cells.insert(notebook.cells.index(cell) + 1, twin)


def _move(notebook: Notebook, rest: str) -> None:
    """Move a cell to before another: `move GRADE_ID GRADE_ID`."""
    moved, before = (known(notebook, grade_id) for grade_id in rest.split())
    notebook.cells.remove(moved)
    notebook.cells.insert(notebook.cells.index(before), moved)


def _retype(notebook: Notebook, rest: str) -> None:
    """Turn a cell into one of another type: `retype GRADE_ID markdown`."""
    grade_id, kind = rest.split()
    cell = known(notebook, grade_id)
    cell.cell_type = kind
    if kind != "code":
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _metadata(notebook: Notebook, rest: str) -> None:
    """Change a cell's nbgrader metadata: `metadata GRADE_ID {"points": 100}`."""
    grade_id, changes = rest.split(" ", 1)
    known(notebook, grade_id).metadata.nbgrader.update(json.loads(changes))


def _forget(notebook: Notebook, rest: str) -> None:
    """Drop all metadata of the cells; with `forget ids`, their ids too."""
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
        if rest == "ids":
            del cell["id"]
    if rest == "ids":
        notebook.nbformat_minor = 4


def _kernel(notebook: Notebook, name: str) -> None:
    """Ask for another kernel: `kernel NAME`."""
    notebook.metadata.kernelspec = {"name": name, "display_name": name, "language": name}
    notebook.metadata.language_info = {"name": name}


def _outputs(notebook: Notebook, text: str) -> None:
    """Save outputs, the given text under every check: `outputs TEXT`."""
    for count, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), start=1):
        cell.execution_count = count
        if cell.source.startswith("check("):
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=text + "\n")]


def _insert(notebook: Notebook, rest: str) -> None:
    """Insert a code cell of one line before a cell: `insert GRADE_ID CODE`."""
    grade_id, code = rest.split(" ", 1)
    at = notebook.cells.index(known(notebook, grade_id))
    notebook.cells.insert(at, nbformat.v4.new_code_cell(code, id=f"inserted-{at}"))


def _edit(notebook: Notebook, rest: str) -> None:
    """Replace a cell's source by one line: `edit GRADE_ID CODE`."""
    grade_id, code = rest.split(" ", 1)
    known(notebook, grade_id).source = code


def _windows(notebook: Notebook, grade_id: str) -> None:
    """Give a cell Windows line ends: `windows GRADE_ID`."""
    cell = known(notebook, grade_id)
    cell.source = cell.source.replace("\n", "\r\n")


EDITS: dict[str, Callable[[Notebook, str], None]] = {
    "delete": _delete,
    "duplicate": _duplicate,
    "move": _move,
    "retype": _retype,
    "metadata": _metadata,
    "forget": _forget,
    "kernel": _kernel,
    "outputs": _outputs,
    "insert": _insert,
    "edit": _edit,
    "windows": _windows,
}

# ---- of the file and its folder ------------------------------------------------------------


def _encode(file: Path, encoding: str) -> None:
    """Save in another encoding: `encode utf-8-sig`."""
    file.write_bytes(file.read_text(encoding="utf-8").encode(encoding))


def _truncate(file: Path, percent: str) -> None:
    """Keep the first part of the file: `truncate 60`."""
    content = file.read_bytes()
    file.write_bytes(content[: len(content) * int(percent) // 100])


def _trail(file: Path, text: str) -> None:
    """Append text to the file: `trail TEXT`."""
    file.write_bytes(file.read_bytes() + text.encode())


def _put(file: Path, rest: str) -> None:
    """Put another file into the folder: `put NAME TEXT`."""
    name, _, text = rest.partition(" ")
    (file.parent / name).write_text(text, encoding="utf-8")


def _link(file: Path, rest: str) -> None:
    """Put a symbolic link into the folder, or replace the notebook by one: `link NAME TARGET`."""
    name, target = rest.split(" ", 1)
    (file.parent / name).unlink(missing_ok=True)
    (file.parent / name).symlink_to(target)


def _rename(file: Path, name: str) -> None:
    """Hand the notebook in under another name: `rename NAME.ipynb`."""
    os.replace(file, file.parent / name)


def _format(file: Path, version: str) -> None:
    """Save in an older version of the format: `format 3`."""
    notebook = nbformat.convert(nbformat.read(file, as_version=4), int(version))
    file.write_text(json.dumps(notebook), encoding="utf-8")


FILE_EDITS: dict[str, Callable[[Path, str], None]] = {
    "encode": _encode,
    "truncate": _truncate,
    "trail": _trail,
    "put": _put,
    "link": _link,
    "rename": _rename,
    "format": _format,
}
