"""Where the course's notebooks lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

PACKAGE = Path(__file__).resolve().parents[1]


def material(kind: Literal["course", "solutions"]) -> Path:
    """Folder of the students' notebooks (`course`) or of their source texts (`solutions`).

    Raises
    ------
    FileNotFoundError
        If the installation is incomplete.
    """
    # A wheel carries both folders; an editable install is the checkout itself.
    for root in (PACKAGE / "_material", PACKAGE.parent):
        if (root / kind).is_dir():
            return root / kind
    raise FileNotFoundError(
        f"expected a folder {kind}/ in or beside {PACKAGE}, got none; "
        "likely the installation is incomplete: install backhand again"
    )


def sample_class() -> Path | None:
    """Folder of the sample class, which only a checkout has."""
    folder = PACKAGE.parent / "tests" / "sample_class"
    return folder if folder.is_dir() else None
