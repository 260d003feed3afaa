"""Find the course's notebooks: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def course_folder() -> Path:
    """The folder of the students' notebooks.

    Raises
    ------
    FileNotFoundError
        If the installation is incomplete.
    """
    source = (PACKAGE.parent / "pyproject.toml").is_file()
    folder = PACKAGE.parent / "course" if source else PACKAGE / "_material" / "course"
    if not folder.is_dir():
        raise FileNotFoundError(
            f"expected the course's notebooks in {folder}, got none; "
            "likely the installation is incomplete: install backhand again"
        )
    return folder
