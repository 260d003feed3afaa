"""A notebook that is safe to show: each cell is rebuilt from only what is named here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import nbformat
from nbconvert.preprocessors import Preprocessor

from autograder.classroom.records import NOTED
from autograder.classroom.rubrics import MARK
from autograder.feedback.hidden import visible_part, without_hidden
from autograder.feedback.outputs import harmless_outputs
from autograder.feedback.text import plain_text
from autograder.repair.images import SIGNATURES

NBGRADER = {"grade": bool, "locked": bool, "solution": bool, "task": bool, "schema_version": int}
NUMBERS = ("points", "score")
#: The most characters of a cell that are shown.
MAX_SOURCE = 20_000
GRADE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Harmless(Preprocessor):
    """Rebuilds a notebook so that nothing in it runs in a browser.

    Markdown keeps its text, and is cleaned once it has been rendered (`markdown_to_html`).
    """

    enabled = True

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Rebuild the notebook."""
        return rebuilt(nb), resources


def rebuilt(nb: Any) -> Any:
    """The notebook without active outputs, metadata and raw cells."""
    cells = [_cell(cell, number) for number, cell in enumerate(nb.cells)]
    cells[:0] = _remarks(nb.metadata)
    # A language of its own would select another highlighter, and widgets would bring scripts.
    metadata = {"language_info": {"name": "ipython", "pygments_lexer": "ipython3"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return nbformat.from_dict(notebook)


def _remarks(metadata: Any) -> list[dict[str, Any]]:
    """A first cell with what was put right before grading, as the grader has noted it down."""
    noted = metadata.get(NOTED)
    remarks = noted.get("remarks") if isinstance(noted, dict) else None
    if not isinstance(remarks, list) or not remarks:
        return []
    text = "\n".join(plain_text(remark, 200).replace("\n", " ") for remark in remarks[:50])
    source = f"**Put right before grading**\n\n{_fenced(text)}"
    return [{"cell_type": "markdown", "id": "remarks", "metadata": {}, "source": source}]


def _cell(cell: Any, number: int) -> dict[str, Any]:
    graded = dict(_graded(cell.get("metadata", {}).get("nbgrader")))
    rebuilt: dict[str, Any] = {"id": f"cell-{number}", "metadata": {}}
    if graded:
        rebuilt["metadata"]["nbgrader"] = graded
    if isinstance(about := cell.get("metadata", {}).get(MARK), str) and GRADE_ID.fullmatch(about):
        rebuilt["metadata"][MARK] = about
    source = plain_text(cell.get("source"), MAX_SOURCE)
    if cell.get("cell_type") == "code":
        is_check = bool(graded.get("grade")) and not graded.get("solution")
        outputs = harmless_outputs(cell.get("outputs"), is_check=is_check)
        if is_check:
            source = plain_text(visible_part(cell.get("source")), MAX_SOURCE)
            outputs = without_hidden(outputs, cell.get("source"), cell.get("outputs"))
        return rebuilt | {
            "cell_type": "code",
            "source": source,
            "execution_count": None,
            "outputs": outputs,
        }
    if cell.get("cell_type") == "markdown":
        attached = _attached(cell.get("attachments"))
        return rebuilt | {"cell_type": "markdown", "source": source, "attachments": attached}
    # A raw cell would go into the page as it is.
    return rebuilt | {"cell_type": "markdown", "source": _fenced(source)}


def _graded(metadata: Any) -> Iterator[tuple[str, Any]]:
    """A cell's nbgrader metadata in the right types, or none of it."""
    if not isinstance(metadata, dict) or not isinstance(metadata.get("grade_id"), str):
        return
    if not GRADE_ID.fullmatch(metadata["grade_id"]):
        return
    yield "grade_id", metadata["grade_id"]
    for name, kind in NBGRADER.items():
        yield name, kind(metadata[name]) if isinstance(metadata.get(name), int) else kind()
    for name in NUMBERS:
        if isinstance(metadata.get(name), (int, float)):
            yield name, metadata[name]
    if isinstance(metadata.get("comment"), str):
        yield "comment", plain_text(metadata["comment"])


def _attached(attachments: Any) -> dict[str, dict[str, str]]:
    """The attachments that claim to be images; the browser finds out whether they are."""
    found = attachments if isinstance(attachments, dict) else {}
    kept = {
        name: {mime: bundle[mime] for mime in SIGNATURES if isinstance(bundle.get(mime), str)}
        for name, bundle in found.items()
        if isinstance(bundle, dict)
    }
    return {name: bundle for name, bundle in kept.items() if bundle}


def _fenced(text: str) -> str:
    """The text as a code block in Markdown, whatever it contains."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"
