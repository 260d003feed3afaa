"""nbgrader's export plug-ins: `nbgrader export --exporter=autograder.plugin.CanvasExporter`."""

from __future__ import annotations

from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Float, Unicode

from autograder.boundary.printable import printable
from autograder.lms.collection import shown_names
from autograder.lms.export import FORMS
from autograder.lms.forms import Wishes
from autograder.lms.marks import read_marks
from autograder.lms.rosters import read_roster


class _Exporter(ExportPlugin):  # type: ignore[misc]
    """What the plug-ins have in common; `--to`, `--assignment` and `--student` are nbgrader's."""

    form = ""
    roster = Unicode("", help="a file of the LMS with its students").tag(config=True)
    points = Float(None, allow_none=True, help="what a full score is").tag(config=True)
    zeros = Bool(False, help="0 for those who handed nothing in").tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write the grades in the gradebook to the file `to`."""
        path = Path(self.to or f"grades-{self.form}.csv")
        roster = read_roster(Path(self.roster)) if self.roster else None
        wishes = Wishes(roster, self.points, self.zeros)
        marks = read_marks(gradebook, list(map(str, self.assignment)), list(map(str, self.student)))
        file = FORMS[self.form](marks, wishes)
        path.write_text(file.text, encoding="utf-8", newline="")
        self.log.info("Exported grades to %s", path)
        for note in file.notes:
            self.log.info(printable(note))
        if file.unmatched:
            self.log.warning("Not in the file: %s", shown_names(file.unmatched))


class CanvasExporter(_Exporter):
    """Grades for the import of Canvas's gradebook."""

    form = "canvas"


class MoodleExporter(_Exporter):
    """Grades for Moodle's grade import, or in its grading worksheet."""

    form = "moodle"


class CsvExporter(_Exporter):
    """A plain table with the columns of nbgrader's own, for notebooks that were handed in."""

    form = "csv"
