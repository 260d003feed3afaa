"""Backhand's judge in nbgrader's own `autograde`, by configuration alone.

These lines of `nbgrader_config.py` put it in place; `backhand new-class` writes them:

    c.Autograde.exporter_class = "autograder.plugin.Submissions"
    c.Autograde.pre_convert_hook = "autograder.plugin.expect_released_names"
    c.Autograde.autograde_preprocessors = ["autograder.plugin.Judged", ...]
    c.GenerateAssignment.preprocessors = [..., "autograder.plugin.KnownChecks", ...]
"""

from __future__ import annotations

from autograder.classroom.autograde import Judged, Submissions, expect_released_names
from autograder.classroom.generate import KnownChecks, KnownImports

__all__ = ["Judged", "KnownChecks", "KnownImports", "Submissions", "expect_released_names"]
