"""Find the course: its notebooks, and their sources with the model solutions.

The students' notebooks are part of the package. The model solutions are a distribution of their
own, so that a student's installation does not hold them. In a checkout, both are its folders.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from autograder.notebook.course import PACKAGE, course_folder

#: The package that the distribution backhand-solutions installs; it holds no code.
SOLUTIONS = "backhand_solutions"


def material(kind: Literal["course", "solutions"]) -> Path:
    """The folder of the students' notebooks (`course`) or of their sources (`solutions`).

    Raises
    ------
    FileNotFoundError
        If they are not installed.
    """
    if kind == "course":
        return course_folder()
    if (PACKAGE.parent / "solutions" / "pyproject.toml").is_file():
        return PACKAGE.parent / "solutions"
    spec = find_spec(SOLUTIONS)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        return Path(folder)
    raise FileNotFoundError(
        "expected the model solutions, from which a class is made, got none: students' "
        'installations have none; instructors install them with pip install ".[grade]" ./solutions '
        "in a checkout of Backhand"
    )


def sample_class() -> Path | None:
    """The folder of the sample class; None outside a checkout."""
    folder = PACKAGE.parent / "tests" / "sample_class"
    return folder if folder.is_dir() else None
