"""A new class: an ordinary nbgrader course folder with the course's notebooks in it."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.build.folder import lay_out
from autograder.build.material import material
from autograder.own.source import FILE
from autograder.own.template import commented_example

# nbgrader uses it in paths and addresses.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
#: The folder in a class for what only Backhand reads.
OWN = ".backhand"
SECRET = Path(OWN) / "secret"


def new_class(
    folder: Path,
    name: str | None = None,
    solutions: Path | None = None,
    *,
    plain: bool = False,
) -> list[str]:
    """Make an nbgrader course folder: configuration, source/, release/, submitted/, gradebook.

    It also holds an example of exercises of the class's own, every line a comment.

    Parameters
    ----------
    folder : Path
        Where to make it; it must be empty, or not exist.
    name : str, optional
        nbgrader's `course_id`; the folder's name by default.
    solutions : Path, optional
        The folder of the text notebooks; by default the course's own.
    plain : bool
        Leave grading to nbgrader alone, which runs checks in the submission's own process.

    Returns
    -------
    list of str
        The names of its notebooks.

    Raises
    ------
    BackhandError
        If the folder is in use, or the name is not one nbgrader can use.
    """
    existed = _check_free(folder)
    course_id = _course_id(folder, name)
    solutions = material("solutions") if solutions is None else solutions
    try:
        names = lay_out(folder, solutions, course_id=course_id, gradebook=True, plain=plain)
        (folder / "submitted").mkdir()
        (folder / FILE).write_text(commented_example(), encoding="utf-8")
        _write_secret(folder / SECRET)
    except BaseException:
        # The folder was empty, so everything in it was made here.
        _remove_content(folder, itself=not existed)
        raise
    return names


def _check_free(folder: Path) -> bool:
    """Check that nothing is in the way; True if the folder already exists."""
    if folder.is_dir():
        content = sorted(path.name for path in folder.iterdir())
        if content:
            raise BackhandError(
                f"expected a new or empty folder, got {folder} with {content[0]} in it; "
                "likely it already holds a class: choose another folder"
            )
        return True
    if folder.exists() or folder.is_symlink():
        raise BackhandError(
            f"expected a new or empty folder, got a file {folder}; choose another name"
        )
    return False


def _course_id(folder: Path, name: str | None) -> str:
    if name is None:
        # A folder can have any name.
        return re.sub(r"[^A-Za-z0-9._-]+", "-", folder.resolve().name).strip(".-_") or "backhand"
    if not NAME.fullmatch(name):
        raise BackhandError(
            "expected a class name of letters, digits, '.', '_' and '-' that begins with a letter "
            f"or a digit, got {name!r}"
        )
    return name


def _write_secret(path: Path) -> None:
    """Write the class's random secret, from which graded inputs are drawn, for its owner alone."""
    path.parent.mkdir(mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")


def _remove_content(folder: Path, *, itself: bool) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if itself and folder.is_dir():
        folder.rmdir()
