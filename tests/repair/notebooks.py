"""What the tests of repair share: a released notebook, and ways to hand it in."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import nbformat

from autograder.build.material import material
from autograder.devel.sample_class import write_submission

NAME = "01_single_layer"
RELEASE = material("course") / NAME / f"{NAME}.ipynb"
RELEASED = nbformat.read(RELEASE, as_version=4)
FIXED = [cell.metadata.nbgrader.grade_id for cell in RELEASED.cells if "nbgrader" in cell.metadata]

Document = dict[str, Any]


def released() -> Document:
    """The released notebook as JSON, to be edited."""
    return json.loads(json.dumps(RELEASED))


def handed_in(file: Path, folder: Path) -> Document:
    """The notebook of a sample student, written as text in `file`, as JSON."""
    write_submission(file, RELEASE, folder / "made.ipynb")
    return json.loads(json.dumps(nbformat.read(folder / "made.ipynb", as_version=4)))


def content(document: Any) -> bytes:
    """A notebook as the bytes of a file."""
    return json.dumps(document).encode()


def cell(document: Document, grade_id: str) -> dict[str, Any]:
    """The first cell of a notebook with this nbgrader id."""
    return next(c for c in document["cells"] if grade_id_of(c) == grade_id)


def grade_id_of(cell: Any) -> str | None:
    """The nbgrader id of a cell; None where it has none."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def index(document: Document, grade_id: str) -> int:
    """The position of the first cell with this nbgrader id."""
    return [grade_id_of(c) for c in document["cells"]].index(grade_id)


def fixed(notebook: Any) -> list[str]:
    """The nbgrader ids of a notebook, in order."""
    return [grade_id for c in notebook.cells if (grade_id := grade_id_of(c))]


def assert_fixed_as_released(notebook: Any) -> None:
    """Assert that answers, checks and locked cells are there once, in order, and as released."""
    assert fixed(notebook) == FIXED
    for grade_id in FIXED:
        theirs, ours = cell(notebook, grade_id), cell(RELEASED, grade_id)
        assert theirs["metadata"] == ours["metadata"]
        assert theirs["cell_type"] == ours["cell_type"] and theirs["id"] == ours["id"]
        if not ours["metadata"]["nbgrader"]["solution"]:
            assert theirs["source"] == ours["source"]


def code(source: str) -> dict[str, Any]:
    """A code cell of the student's own."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"own-{abs(hash(source)) % 10**9}",
        "metadata": {},
        "outputs": [],
        "source": source,
    }


def without_outputs(document: Document) -> Document:
    """The notebook as it is before it runs."""
    bare = copy.deepcopy(document)
    for one in bare["cells"]:
        if one["cell_type"] == "code":
            one["outputs"], one["execution_count"] = [], None
    return bare
