"""A feedback page: one file that needs no network and no script, of a limited size."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from autograder.classroom.rubrics import without_rubrics
from autograder.execution.cells import Notebook
from autograder.execution.figures import FigureRenderer, draw_pictures
from autograder.feedback.cells import page_cells
from autograder.feedback.effort import limited
from autograder.feedback.fitting import leave_out
from autograder.feedback.harmless import rebuilt
from autograder.feedback.marks import CellMark, Marks
from autograder.feedback.mathml import text_with_math
from autograder.feedback.pictures import Shrinker
from autograder.feedback.titles import Titles
from autograder.report.table import number

HERE = Path(__file__).parent
#: Bytes of a page; where it would be larger, something is left out.
MAX_BYTES = 150_000
#: Bytes for the line that says so.
ROOM = 200
#: Pixels of a figure, as a share of those in a notebook.
SCALE = 0.625
#: Cells that are shown besides those with an answer or a score.
MAX_CELLS = 300
#: Nothing is loaded or run, whatever a page holds.
POLICY = "; ".join(
    [
        "default-src 'none'",
        # The page's own style; a submission's styles have been cleaned out.
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
)


class Names(NamedTuple):
    """Of a notebook and its student, and a digest of what the page is made from, if known."""

    notebook: str
    student: str = ""
    made_from: str = ""


def prepared(notebook: Notebook, renderer: FigureRenderer | None) -> Notebook:
    """A graded notebook with its figures, and with nothing that could run.

    Parameters
    ----------
    notebook : notebook
        As it lies in `autograded/`.
    renderer : FigureRenderer or None
        Draws the figures; without one, lines stand in for them.
    """
    notebook = without_rubrics(notebook)
    if renderer is not None:
        draw_pictures(notebook, renderer, locked=True, scale=SCALE)
    with limited():
        return _shortened(rebuilt(notebook))


def make_page(
    notebook: Notebook, marks: Marks, names: Names, renderer: FigureRenderer | None = None
) -> str:
    """The page of a prepared notebook; the renderer makes its pictures smaller."""
    with limited():
        cells = page_cells(notebook, marks)
    shrinker = Shrinker(renderer)
    for piece in (piece for cell in cells for piece in cell.all_pieces):
        piece.html = shrinker.shrunk(piece.html)
    about = {
        "title": Titles(notebook).whole or names.notebook,
        "names": names,
        "marks": marks,
        "cells": cells,
        "listed": [cell for cell in cells if cell.title],
        "pending": sum(mark.pending for mark in marks.cells.values()),
        "policy": POLICY,
        "style": _style(),
    }
    page: str = _template().render(about)
    if (excess := len(page.encode()) - MAX_BYTES) > 0:
        about["missing"] = leave_out(cells, excess + ROOM)
        page = _template().render(about)
    return page


def _shortened(notebook: Notebook) -> Notebook:
    """The notebook with all its answers and scores, and not too many other cells."""
    kept, others = [], 0
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        others += not about
        if about or others <= MAX_CELLS:
            kept.append(cell)
    notebook.cells = kept
    return notebook


def _score(mark: CellMark) -> str:
    return f"{'?' if mark.pending else number(mark.score)} / {number(mark.points)}"


def _maths(title: str) -> Markup:
    return Markup(text_with_math(title))


@cache
def _style() -> str:
    style = (HERE / "page.css").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/|\s*\n\s*|(?<=[:;{},]) +| +(?=[{}])", "", style, flags=re.S)


@cache
def _template() -> Any:
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"number": number, "score": _score, "maths": _maths}
    return environment.from_string((HERE / "page.html.j2").read_text(encoding="utf-8"))
