"""Backhand's grader: exercises, judging, diagnosis. A notebook imports `check` and `blocks`.

Importing this needs NumPy and the standard library only.
"""

from __future__ import annotations

from autograder.boundary.blocks import blocks
from autograder.notebook.checking import check, hints
from autograder.notebook.nbgrader_mode import NotYet
from autograder.notebook.overview import progress
from autograder.notebook.solutions import solution
from backhand import draw

__version__ = "0.1.0"

__all__ = ["NotYet", "blocks", "check", "hints", "progress", "solution"]

# Notebooks that have been handed out call it `draw.blocks`. The stand-in for this package in
# a submission's process (`execution/child/import_guard.py`) does the same.
vars(draw).update(blocks=blocks)
