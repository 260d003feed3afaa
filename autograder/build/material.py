"""Find the course's notebooks: next to the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

PACKAGE = Path(__file__).resolve().parents[1]


def material(kind: Literal["course", "solutions"]) -> Path:
    """The folder of the students' notebooks (`course`) or of their sources (`solutions`).

    Raises
    ------
    FileNotFoundError
        If the installation is incomplete.
    """
    # A wheel contains both folders; an editable install uses the checkout itself.
    for root in (PACKAGE / "_material", PACKAGE.parent):
        if (root / kind).is_dir():
            return root / kind
    raise FileNotFoundError(
        f"expected a folder {kind}/ in or next to {PACKAGE}, got none; "
        "likely the installation is incomplete: install backhand again"
    )


def sample_class() -> Path | None:
    """The folder of the sample class; None outside a checkout."""
    folder = PACKAGE.parent / "tests" / "sample_class"
    return folder if folder.is_dir() else None
