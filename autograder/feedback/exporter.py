"""The pages from nbgrader's own `generate_feedback`, and from the formgrader's button."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from traitlets.config import Config

from autograder.boundary.errors import BackhandError
from autograder.classroom.autograde import Judged
from autograder.classroom.database import open_gradebook
from autograder.execution.cells import Notebook
from autograder.execution.engines import renderer_for
from autograder.execution.figures import FigureRenderer
from autograder.feedback.made_from import made_from
from autograder.feedback.marks import CellMark, Marks, read_marks
from autograder.feedback.page import Names, make_page, prepared


class FeedbackExporter(Exporter):
    """Makes the page of a graded notebook, from the gradebook's scores."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> Any:
        """Make the page of a notebook in a file, which it is a digest of."""
        resources = {} if resources is None else resources
        resources["digest"] = hashlib.sha256(Path(filename).read_bytes()).hexdigest()
        return super().from_filename(filename, resources, **kw)

    def from_notebook_node(  # type: ignore[override]
        self, nb: Notebook, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Make the page, once nbgrader's own steps have run."""
        renderer = self._renderer()
        # They expect a notebook in which everything has its form.
        harmless = prepared(nb, renderer)
        nb, resources = super().from_notebook_node(harmless, resources, **kw)
        about = resources.get("nbgrader", {})
        marks = _marks(nb, about)
        digest = resources.get("digest", "")
        names = Names(
            about.get("notebook", "Feedback"),
            about.get("student", ""),
            made_from(digest, marks) if digest else "",
        )
        return make_page(nb, marks, names, renderer), resources

    def _renderer(self) -> FigureRenderer | None:
        # Only its own part of the configuration: it would warn about the rest in the log.
        judged = Judged(config=Config({"Judged": self.config.Judged}))
        return renderer_for(judged.settings())


def _marks(nb: Notebook, about: Mapping[str, Any]) -> Marks:
    """What the gradebook says; where there is none, what the notebook's metadata say."""
    if "db_url" in about:
        student, assignment = about["student"], about["assignment"]
        with open_gradebook(about["db_url"], "") as gradebook:
            found = read_marks(gradebook, assignment, [student])
        try:
            return found[student][about["notebook"]]
        except KeyError:
            raise BackhandError(f"expected {student} in the gradebook, got no submission") from None
    cells, comments = {}, {}
    for cell in nb.cells:
        noted = cell.metadata.get("nbgrader", {})
        name = noted.get("grade_id")
        if noted.get("grade"):
            cells[name] = CellMark(_number(noted.get("score")), _number(noted.get("points")))
        if isinstance(noted.get("comment"), str):
            comments[name] = noted["comment"]
    return Marks(cells, comments, float(about.get("late_penalty") or 0.0))


def _number(value: Any) -> float:
    """A score as a number; 0 for whatever else stands there."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number else 0.0
