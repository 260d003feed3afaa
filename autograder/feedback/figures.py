"""Drawing for a page the pictures that were not drawn when the class was graded."""

from __future__ import annotations

from typing import Any

from nbconvert.preprocessors import Preprocessor
from traitlets.config import Config

from autograder.classroom.autograde import Judged
from autograder.execution.engines import renderer_for
from autograder.execution.figures import draw_pictures


class Figures(Preprocessor):
    """Draws the missing pictures in a confined process; nothing of the notebook is run.

    If nothing can be drawn, the lines that stand in for the pictures stay.
    """

    enabled = True

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Fill in the pictures."""
        # Only its own part of the configuration: it would warn about the rest in the log.
        judged = Judged(config=Config({"Judged": self.config.Judged}))
        draw_pictures(nb, renderer_for(judged.settings()), locked=True)
        return nb, resources
