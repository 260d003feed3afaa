"""Add an instructor's own notebook, written as text, to a class."""

from __future__ import annotations

from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.build.release import generate
from autograder.build.source import dumps, read_texts
from autograder.classroom.folder import ClassFolder
from autograder.classroom.new_class import NAME
from autograder.own.classes import class_catalogue
from autograder.repair.cell_role import is_page


def add_notebook(root: Path, text: Path, *, again: bool = False) -> None:
    """Write `source/NAME/NAME.ipynb` from `NAME.md`, and generate the assignment.

    Parameters
    ----------
    root : Path
        The class's folder.
    text : Path
        The text notebook, with answers; its fences say what its cells are for.
    again : bool
        Whether to replace a notebook of that name.

    Raises
    ------
    BackhandError
        If there is such a notebook already, or for each mistake in the text.
    """
    folder, name = ClassFolder.open(root), text.stem
    source = folder.source_folder(name)
    path = source / f"{name}.ipynb"
    if text.suffix != ".md" or not text.is_file() or not NAME.fullmatch(name):
        raise BackhandError(
            f"expected a text notebook NAME.md, with a NAME of letters, digits and _, got {text}; "
            "likely misspelt"
        )
    if text.resolve().is_relative_to(source.parent.resolve()):
        raise BackhandError(
            f"expected {text} outside {source.parent}, from where it would be handed out with its "
            f"answers; move it to {root}"
        )
    if path.exists() and not again:
        raise BackhandError(
            f"expected a new notebook, got {path}, which exists; --force replaces it"
        )
    notebooks = read_texts([text], class_catalogue(root))
    source.mkdir(parents=True, exist_ok=True)
    path.write_bytes(dumps(notebooks[name]).encode())
    generate(root, name, gradebook=not is_page(notebooks[name].cells), again=again)
