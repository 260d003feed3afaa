"""Turn text notebooks into nbgrader source notebooks: Jupytext Markdown in, nbformat 4.5 out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import nbformat

from autograder.boundary.errors import BackhandError
from autograder.build.authoring import mistakes
from autograder.build.contents import without_items
from autograder.build.fence import fence_of, nbgrader_metadata
from autograder.build.heading import write_lines
from autograder.build.pictures import attach_pictures
from autograder.build.proof_lines import write_proof_lines
from autograder.build.stages import write_stages
from autograder.build.text import read_text
from autograder.build.times import write_times
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Exercise
from autograder.repair.cell_role import grade_id

# Without the version of Python: the notebook must not depend on the machine that builds it.
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}


def read_sources(solutions: Path, catalogue: Mapping[str, Exercise] = CATALOGUE) -> dict[str, Any]:
    """Read each `solutions/NAME.md` as an nbgrader source notebook, by name.

    The points and the line under the heading of an exercise come from the catalogue.

    Raises
    ------
    BackhandError
        If there are no notebooks, if one cannot be read, or if they and the catalogue disagree;
        each mistake is one line.
    """
    paths = sorted(solutions.glob("*.md"))
    if not paths:
        raise BackhandError(
            f"expected text notebooks NAME.md in {solutions}, got none; "
            "likely this is not the root of a checkout"
        )
    return read_texts(paths, catalogue)


def read_texts(paths: Iterable[Path], catalogue: Mapping[str, Exercise]) -> dict[str, Any]:
    """Read some text notebooks, as `read_sources` does."""
    texts = {path: read_text(path) for path in paths}
    notebooks = {path.stem: notebook for path, notebook in texts.items()}
    found = mistakes(notebooks, catalogue)
    if found:
        raise BackhandError("\n".join(found))
    for path, notebook in texts.items():
        attach_pictures(path, notebook)
    for name, notebook in notebooks.items():
        notebook.metadata = nbformat.from_dict(METADATA)
        notebook.nbformat, notebook.nbformat_minor = 4, 5
        write_lines(notebook, catalogue)
        write_stages(notebook, catalogue)
        write_proof_lines(notebook, catalogue)
        write_times(notebook, catalogue)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = without_items(cell.source)
        _write_metadata(notebook, catalogue)
        _set_cell_ids(name, notebook)
    return notebooks


def dumps(notebook: Any) -> str:
    """The text of a notebook; equal notebooks give equal texts."""
    text: str = nbformat.writes(notebook, version=nbformat.NO_CONVERT)
    return text.rstrip("\n") + "\n"


def _write_metadata(notebook: Any, catalogue: Mapping[str, Exercise]) -> None:
    """Replace the attributes of the fences by nbgrader's metadata."""
    for cell in notebook.cells:
        fence = fence_of(cell)
        metadata = {"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {}
        if fence is not None:
            points = catalogue[fence.id].points if fence.id in catalogue else fence.points
            metadata["nbgrader"] = nbgrader_metadata(fence, points)
        cell.metadata = nbformat.from_dict(metadata)


def _set_cell_ids(name: str, notebook: Any) -> None:
    """Give each cell its grade_id, or else a digest of its source, as its id.

    The digest does not depend on the cell's position, so inserting a cell leaves the other ids
    unchanged. Equal cells are numbered, so that their ids differ.
    """
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        if grade_id(cell):
            cell.id = grade_id(cell)
            continue
        seen[cell.source] += 1
        content = "\0".join([name, cell.cell_type, cell.source, str(seen[cell.source])])
        cell.id = sha256(content.encode()).hexdigest()[:12]
