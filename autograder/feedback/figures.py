"""Drawing, for a page, the pictures that were left for later when a class was graded."""

from __future__ import annotations

from typing import Any

from nbconvert.preprocessors import Preprocessor
from traitlets.config import Config

from autograder.classroom.autograde import Judged
from autograder.execution.engines import renderer_for
from autograder.execution.figures import draw_pictures


class Figures(Preprocessor):
    """Draws, confined, the pictures that are not there yet; nothing of the notebook is run.

    Where nothing can be drawn, the line that stands for a picture stays.
    """

    enabled = True

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Fill in pictures."""
        # Of the configuration its own part: it would wonder about the rest in the log.
        judged = Judged(config=Config({"Judged": self.config.Judged}))
        draw_pictures(nb, renderer_for(judged.settings()), locked=True)
        return nb, resources
