"""Backhand's judge in nbgrader's own `autograde`, by configuration alone.

These lines of `nbgrader_config.py` put it in place; `backhand new-class` writes them:

    c.GenerateAssignment.preprocessors.insert(1, "autograder.plugin.WritePoints")
    c.Autograde.exporter_class = "autograder.plugin.Submissions"
    c.Autograde.pre_convert_hook = "autograder.plugin.expect_released_names"
    c.Autograde.autograde_preprocessors = ["autograder.plugin.Judged", ...]
    c.GenerateAssignment.preprocessors = [..., "autograder.plugin.KnownChecks", ...]

Grades for an LMS, from nbgrader's own command:

    nbgrader export --exporter=autograder.plugin.CanvasExporter
"""

from __future__ import annotations

from autograder.classroom.autograde import Judged, Submissions, expect_released_names
from autograder.classroom.generate import KnownChecks, KnownImports
from autograder.classroom.points import WritePoints
from autograder.lms.exporters import CanvasExporter, CsvExporter, MoodleExporter

__all__ = [
    "CanvasExporter",
    "CsvExporter",
    "Judged",
    "KnownChecks",
    "KnownImports",
    "MoodleExporter",
    "Submissions",
    "WritePoints",
    "expect_released_names",
]
