"""The picture of the error by entry, shown in a notebook below a wrong answer's message."""

from __future__ import annotations

import sys

from autograder.judging.verdict import Verdict


def show_errors(verdict: Verdict) -> None:
    """Show which entries are off, where a notebook and Matplotlib are there to show it."""
    errors = {
        b.name: b.errors for b in verdict.blocks if b.errors is not None and b.errors.size > 1
    }
    if not errors or not _in_notebook():
        return
    try:
        from IPython.display import display

        from backhand.figures.draw import error_by_block
    except ImportError:
        return
    display(error_by_block(errors))


def _in_notebook() -> bool:
    """Whether a Jupyter kernel runs this (a terminal IPython shows no pictures)."""
    return "ipykernel" in sys.modules or "pyodide" in sys.modules
