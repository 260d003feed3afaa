"""`backhand formgrader`: Jupyter in a class's folder, opened where answers wait for a person."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.build.config import CONFIG_FILE
from autograder.classroom.folder import ClassFolder

#: Of a configuration that sets the formgrader up as this version does.
SET_UP = "autograder.formgrader"
OLD = (
    "note: {} was written by an earlier version: pages show rubrics below answers and need the "
    "network for formulas; two lines at its end change that: from autograder.formgrader import "
    "set_up; set_up(c)"
)


def serve(folder: Path, more: Sequence[str] = ()) -> None:
    """Run Jupyter in a class's folder, until it is stopped.

    Parameters
    ----------
    folder : Path
    more : sequence of str
        More options for Jupyter.

    Raises
    ------
    BackhandError
        If the folder is no class, or JupyterLab is not installed.
    """
    root = ClassFolder.open(folder).root
    if find_spec("jupyterlab") is None:
        raise BackhandError(
            "expected JupyterLab, got none; likely pip install 'backhand[grade]' is missing"
        )
    if SET_UP not in (root / CONFIG_FILE).read_text("utf-8"):
        print(OLD.format(root / CONFIG_FILE))
    # nbgrader reads the configuration of the folder that the server is started in.
    os.chdir(root)
    options = [
        f"--ServerApp.root_dir={root}",
        "--LabApp.default_url=/formgrader/gradebook",
        # Of a page of the formgrader, the cookie would be for the pages below it alone.
        "--IdentityProvider.cookie_options=path=/",
    ]
    import_module("jupyterlab.labapp").main([*options, *more])
