"""Backhand's grader: exercises, judging, diagnosis. Notebooks import `check` from here.

Importing this needs NumPy and the standard library only.
"""

from __future__ import annotations

from autograder.boundary.beside import beside
from autograder.boundary.blocks import blocks, entries
from autograder.notebook.cell_runs import watch
from autograder.notebook.checking import check, hints
from autograder.notebook.nbgrader_mode import NotYet
from autograder.notebook.overview import progress
from autograder.notebook.solutions import solution
from autograder.notebook.version import needs_version
from autograder.notebook.your_answers import your_answers
from backhand import draw

__version__ = "0.1.0"

__all__ = [
    "NotYet",
    "beside",
    "blocks",
    "check",
    "entries",
    "hints",
    "needs_version",
    "progress",
    "solution",
    "your_answers",
]

# Notebooks that have been handed out call it `draw.blocks`. The stand-in for this package in
# a submission's process (`execution/child/import_guard.py`) does the same.
vars(draw).update(blocks=blocks)
# Here, because the set-up cell of a notebook imports this before anything else.
watch()
