"""Steps of nbgrader's `generate_assignment` that refuse what could only be graded wrongly.

`nbgrader_config.py` names them, before the steps that clear hidden tests and fill the gradebook.
"""

from __future__ import annotations

from typing import Any

from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.classroom.folder import ClassFolder
from autograder.execution.gradable import expect_imports, expect_known_checks


class KnownChecks(NbGraderPreprocessor):  # type: ignore[misc]
    """Refuses a check of an exercise that does not exist."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Leave the notebook as it is, or raise a `BackhandError`."""
        folder = ClassFolder(CourseDirectory(parent=self))
        expect_known_checks({resources["nbgrader"]["notebook"]: nb}, folder.catalogue())
        return nb, resources


class KnownImports(NbGraderPreprocessor):  # type: ignore[misc]
    """Refuses tests and set-up cells that import what a submission's process does not have."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Leave the notebook as it is, or raise a `BackhandError`."""
        about, folder = resources["nbgrader"], ClassFolder(CourseDirectory(parent=self))
        expect_imports({about["notebook"]: nb}, folder.handed_out(about["assignment"]))
        return nb, resources
