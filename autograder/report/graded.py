"""What stands in a graded notebook: each answer, and what its check printed."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.classroom.answers import answer_cells
from autograder.judging.record_line import without_record_lines
from autograder.repair.cell_role import grade_id

#: What the report calls a graded cell, by the names of its notebook and of the cell.
Labels = Mapping[tuple[str, str], str]
HEADING = re.compile(r"^#+ (.+)$", re.M)


@dataclass(frozen=True)
class Graded:
    """An answer as it was graded.

    Attributes
    ----------
    source : str
        What the student wrote.
    printed : str
        What its check, or test, printed; empty for what a person grades.
    error : str
        The error in which it ended, if it did.
    is_text : bool
        Whether the answer is text and no code.
    """

    source: str
    printed: str = ""
    error: str = ""
    is_text: bool = False


class _Node(dict[str, Any]):
    """A part of a notebook, with attributes as nbformat's own have, which take longer to make."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def read_graded(folder: Path, labels: Labels) -> dict[str, Graded]:
    """The answers in a folder of notebooks, by exercise; without notebooks that cannot be read."""
    found: dict[str, Graded] = {}
    for path in sorted(folder.glob("*.ipynb")):
        with contextlib.suppress(OSError, ValueError, AttributeError, TypeError):
            for name, one in _answers(_read(path)):
                found[labels.get((path.stem, name), name)] = one
    return found


def read_words(folder: Path) -> str:
    """Everything that stands in the cells of a folder's notebooks."""
    texts: list[str] = []
    for path in sorted(folder.glob("*.ipynb")):
        with contextlib.suppress(OSError, ValueError, AttributeError, TypeError):
            texts += [str(cell.source) for cell in _read(path).cells]
    return "\n".join(texts)


def read_headings(folder: Path, labels: Labels) -> dict[str, str]:
    """By exercise the heading that it stands under, in a folder of notebooks."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.ipynb")):
        with contextlib.suppress(OSError, ValueError, AttributeError, TypeError):
            heading = ""
            for cell in _read(path).cells:
                if cell.cell_type == "markdown" and (lines := HEADING.findall(cell.source)):
                    heading = re.sub(r"[`*]", "", lines[-1]).strip()
                if name := grade_id(cell):
                    found[labels.get((path.stem, name), name)] = heading
    return found


def _read(path: Path) -> Any:
    notebook = json.loads(path.read_text(encoding="utf-8"), object_hook=_Node)
    for cell in notebook.cells:
        cell["source"] = "".join(cell.source)
    return notebook


def _answers(notebook: Any) -> Iterator[tuple[str, Graded]]:
    graded = {
        cell.metadata.nbgrader.get("grade_id"): cell
        for cell in notebook.cells
        if isinstance(cell.metadata.get("nbgrader"), dict)
    }
    for name, cells in answer_cells(notebook).items():
        check = graded[name]
        source = "\n\n".join(cell.source for cell in cells)
        is_text = check.cell_type == "markdown"
        yield name, Graded(source, _printed(check), _error(check), is_text)


def _printed(check: Any) -> str:
    streams = [one for one in check.get("outputs", ()) if one.get("name") == "stdout"]
    return without_record_lines("".join("".join(one.text) for one in streams)).rstrip()


def _error(check: Any) -> str:
    """The error that a cell ended in; a check that earns nothing always ends in `NotYet`."""
    for one in check.get("outputs", ()):
        if one.get("output_type") == "error" and one.get("ename") != "NotYet":
            return f"{one.ename}: {one.evalue}"
    return ""
