"""Show a picture of the error in each entry, below the message on a wrong answer."""

from __future__ import annotations

import sys

from autograder.judging.verdict import Verdict, where


def show_errors(verdict: Verdict) -> None:
    """Show which entries are off, if this runs in a notebook and Matplotlib is installed."""
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
    try:
        display(error_by_block(errors))
    except Exception as failure:  # a figure must not cost the message above it
        print(f"(The figure could not be drawn: {where(failure)}.)")


def _in_notebook() -> bool:
    """Whether a Jupyter kernel runs this (a terminal IPython shows no pictures)."""
    return "ipykernel" in sys.modules or "pyodide" in sys.modules
