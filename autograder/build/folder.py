"""Lay out an nbgrader course folder from the text notebooks."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from autograder.build.config import CONFIG_FILE, config_text
from autograder.build.release import generate
from autograder.build.source import dumps, read_sources
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Exercise
from autograder.repair.cell_role import is_page


def lay_out(
    root: Path,
    solutions: Path,
    *,
    course_id: str,
    gradebook: bool,
    plain: bool = False,
    catalogue: Mapping[str, Exercise] = CATALOGUE,
) -> list[str]:
    """Write the configuration and source notebooks into `root`, and generate the release.

    Files in `solutions/NAME/` are copied along with the notebook NAME, as data that it reads.
    A notebook without exercises is released, but the gradebook does not know it.

    Returns
    -------
    list of str
        The names of the notebooks.
    """
    # Read all notebooks before writing anything, so that an author's mistake leaves nothing behind.
    notebooks = read_sources(solutions, catalogue)
    root.mkdir(parents=True, exist_ok=True)
    (root / CONFIG_FILE).write_text(config_text(course_id, plain=plain), encoding="utf-8")
    for name, notebook in notebooks.items():
        folder = root / "source" / name
        if (solutions / name).is_dir():
            shutil.copytree(solutions / name, folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.ipynb").write_bytes(dumps(notebook).encode())
        registered = gradebook and not is_page(notebook.cells)
        generate(root, name, gradebook=registered, agreed=True)
    return list(notebooks)
