"""What a class's `nbgrader_config.py` says about the formgrader, in one call at its end.

It has to be quick to import: every command of nbgrader reads the configuration.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TEMPLATE = "backhand_formgrade"


def set_up(c: Any) -> None:
    """Set up the formgrader; feedback pages keep nbgrader's own template.

    Parameters
    ----------
    c : traitlets.config.Config
        The configuration so far. It is used for a Jupyter server that was started elsewhere, too.
    """
    nbgrader = Path(find_spec("nbgrader").origin).parent  # type: ignore[union-attr,arg-type]
    stock = nbgrader / "server_extensions" / "formgrader" / "templates"
    c.HTMLExporter.template_name = TEMPLATE
    c.HTMLExporter.extra_template_basedirs = [str(HERE / "templates"), str(stock)]
    c.HTMLExporter.extra_template_paths = [str(stock)]
    c.HTMLExporter.filters["rubric_phrases"] = "autograder.formgrader.phrases.rubric_phrases"
    c.FeedbackExporter.template_name = "feedback"
    if "jupyter_server.serverapp" in sys.modules:
        from autograder.formgrader.adopt import adopt

        adopt(c)
