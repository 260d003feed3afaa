"""A picture that a text shows is part of the notebook, in every class that is made of it."""

from __future__ import annotations

import base64
from pathlib import Path

import nbformat
import pytest

from autograder.boundary.errors import BackhandError
from autograder.build import build

PICTURE = b"\x89PNG\r\n\x1a\n and more"
SHOWN = "\n![What it shows.](attachment:goal.png)\n"


def with_picture(checkout: Path, tiny: str) -> None:
    (checkout / "solutions" / "tiny.md").write_text(tiny + SHOWN, encoding="utf-8")


def test_a_picture_is_attached_to_the_cell_that_shows_it(checkout: Path, tiny: str) -> None:
    with_picture(checkout, tiny)
    folder = checkout / "solutions" / "pictures"
    folder.mkdir()
    (folder / "goal.png").write_bytes(PICTURE)
    (folder / "other.png").write_bytes(PICTURE)
    build(checkout, {})
    notebook = nbformat.read(checkout / "course" / "tiny" / "tiny.ipynb", as_version=4)
    nbformat.validate(notebook)
    attached = [cell.attachments for cell in notebook.cells if "attachments" in cell]
    assert attached == [{"goal.png": {"image/png": base64.b64encode(PICTURE).decode()}}]
    assert not list((checkout / "course").rglob("*.png"))


def test_a_picture_that_is_not_there_is_one_line(checkout: Path, tiny: str) -> None:
    with_picture(checkout, tiny)
    with pytest.raises(BackhandError) as refusal:
        build(checkout, {})
    assert str(refusal.value) == (
        "tiny.md: expected a picture pictures/goal.png beside it, as the text shows one, got none; "
        "likely it is misspelt, or not drawn yet"
    )
