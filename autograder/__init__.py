"""Backhand's grader: exercises, judging, diagnosis. `check` is what a notebook imports.

Importing this needs NumPy and the standard library only.
"""

from __future__ import annotations

from autograder.notebook.checking import NotYet, check, hints

__version__ = "0.1.0"

__all__ = ["NotYet", "check", "hints"]
