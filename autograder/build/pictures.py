"""Attach the pictures that a text shows to its cells: a notebook then needs no file beside it."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

from autograder.boundary.errors import BackhandError

#: How a text notebook shows `solutions/pictures/NAME.png`.
SHOWN = re.compile(r"!\[[^\]]*\]\(attachment:([\w.-]+\.png)\)")
FOLDER = "pictures"


def attach_pictures(path: Path, notebook: Any) -> None:
    """Attach each picture that a Markdown cell shows, from the folder beside the text notebook.

    Raises
    ------
    BackhandError
        If there is no such picture.
    """
    for cell in notebook.cells:
        names = SHOWN.findall(cell.source) if cell.cell_type == "markdown" else []
        if names:
            cell.attachments = {name: {"image/png": _encoded(path, name)} for name in names}


def _encoded(path: Path, name: str) -> str:
    file = path.parent / FOLDER / name
    if not file.is_file():
        raise BackhandError(
            f"{path.name}: expected a picture {FOLDER}/{name} beside it, as the text shows one, "
            "got none; likely it is misspelt, or not drawn yet"
        )
    return base64.b64encode(file.read_bytes()).decode("ascii")
