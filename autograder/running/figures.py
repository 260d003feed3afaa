"""Drawing the figures that were not drawn where a notebook was judged."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from autograder.errors import Refused
from autograder.running.cells import Notebook, code_cells, is_aside, is_judged
from autograder.running.course import Course, Times
from autograder.running.engine import Engine
from autograder.running.outputs import is_left_for_later


def is_undrawn(notebook: Notebook, *, locked: bool) -> bool:
    """Whether figures are missing, of locked cells too or of those only that a student may edit."""
    cells = filter(is_left_for_later, code_cells(notebook))
    return any(locked or not is_aside(cell) for cell in cells)


def draw_left(notebook: Notebook, engine: Engine, files: Mapping[str, bytes], times: Times) -> None:
    """Run a judged notebook once more, and fill in the figures that are missing.

    Parameters
    ----------
    notebook : NotebookNode
    engine : Engine
        One that draws; it may hold what an exercise asks for, as nothing is judged in it.
    files : mapping of str to bytes
        What lies beside the notebook.
    times : Times
        Limits of time, in seconds.
    """
    cells = code_cells(notebook)
    last = max(k for k, cell in enumerate(cells) if is_left_for_later(cell))
    with (
        contextlib.suppress(Refused),
        contextlib.closing(Course(engine, cells, files, times)) as run,
    ):
        for count, cell in enumerate(cells[: last + 1], start=1):
            if is_judged(cell) or (is_aside(cell) and not is_left_for_later(cell)):
                continue
            outputs = run.do(cell, count)
            if is_left_for_later(cell):
                cell.outputs = outputs
