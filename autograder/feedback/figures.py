"""Drawing, for a page, the figures that were left for later when a class was graded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor

from autograder.class_folder import files_in, imported
from autograder.errors import Refused
from autograder.plugin import Judged, engine_for
from autograder.repair.files import list_files
from autograder.running.cells import code_cells, is_judged
from autograder.running.course import Course
from autograder.running.outputs import is_left_for_later


class Figures(Preprocessor):
    """Runs a graded notebook again, confined, and fills in the figures that are not there yet."""

    enabled = True

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Fill in figures; where nothing can be run, the line that stands for them stays."""
        cells = code_cells(nb)
        if not any(map(is_left_for_later, cells)):
            return nb, resources
        judged = Judged(parent=self)
        folder = Path(resources["metadata"]["path"])
        try:
            engine = engine_for(imported(nb), judged.unconfined)
            files = files_in(folder, list_files(folder).files)
            run = Course(engine, cells, files, judged.times())
        except Refused as refusal:
            self.log.warning("no figures: %s", refusal)
            return nb, resources
        try:
            for count, cell in enumerate(cells, start=1):
                if is_judged(cell):
                    continue
                outputs = run.do(cell, count)
                if is_left_for_later(cell):
                    cell.outputs = outputs
        finally:
            run.close()
        return nb, resources
