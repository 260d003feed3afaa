"""Drawing, for a page, the figures that were left for later when a class was graded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from traitlets.config import Config

from autograder.class_folder import files_in
from autograder.plugin import Judged
from autograder.repair.files import list_files
from autograder.running.engines import engine_for
from autograder.running.figures import draw_left, is_undrawn
from autograder.running.released import imported


class Figures(Preprocessor):
    """Runs a graded notebook again, confined, and fills in the figures that are not there yet.

    Where nothing can be run, the line that stands for a figure stays.
    """

    enabled = True

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Fill in figures."""
        if is_undrawn(nb, locked=True):
            # Of the configuration its own part: it would wonder about the rest in the log.
            judged = Judged(config=Config({"Judged": self.config.Judged}))
            folder = Path(resources["metadata"]["path"])
            files = files_in(folder, list_files(folder).files)
            engine = engine_for(imported(nb), judged.unconfined, drawing=True)
            draw_left(nb, engine, files, judged.times())
        return nb, resources
