"""`backhand start`: the notebooks in one's own folder, and JupyterLab with all of them in sight.

A student's installation runs this, so nothing here needs nbgrader.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.handout.copying import HANDED_OUT, RECORD, WORK, Copied, copy_course, read_record
from autograder.notebook.course import course_folder


def put_notebooks(folder: Path | None = None) -> tuple[Path, list[str]]:
    """Put the notebooks into a folder.

    They are those of an unpacked archive, if there is one in the current folder or beside the
    folder of one's work; else the course's own.

    Parameters
    ----------
    folder : Path, optional
        By default the current folder, if it was filled in this way before; else a new one in it.

    Returns
    -------
    Path
        The folder.
    list of str
        What was done, in one line each.

    Raises
    ------
    BackhandError
        If the folder cannot be used.
    """
    if folder is None:
        folder = Path() if RECORD.is_file() else Path(WORK)
    archive = _archive(folder)
    if archive is None and read_record(folder).by_archive:
        # The course's own notebooks need not be those that the instructor hands out.
        return folder, [f"Your notebooks are in {folder.resolve()}."]
    source = archive or course_folder()
    if folder.resolve().is_relative_to(source.resolve()):
        raise BackhandError(
            f"expected a folder for your own work, got {folder}, where the notebooks stay as they "
            "were handed out; likely leave the name out: backhand start"
        )
    try:
        copied = copy_course(source, folder, by_archive=archive is not None)
    except OSError as failure:
        raise BackhandError(
            f"expected a folder that can be written, got {folder.resolve()} ({failure.strerror}: "
            f"{failure.filename}); likely choose another: backhand start FOLDER"
        ) from failure
    return folder, list(_report(copied, folder.resolve()))


def open_lab(folder: Path, *, browser: bool = True) -> None:
    """Run JupyterLab in a folder, until it is stopped.

    Raises
    ------
    BackhandError
        If JupyterLab is not installed.
    """
    if find_spec("jupyterlab") is None:
        raise BackhandError(
            "expected JupyterLab, got none; likely installed without its extra: pip install "
            f'"backhand[course]", with the .whl file in place of the name if you were given one. '
            f"Your notebooks are in {folder.resolve()}"
        )
    options = [f"--ServerApp.root_dir={folder.resolve()}"]
    # In this process, so that Ctrl+C reaches JupyterLab alone, which asks before it stops.
    import_module("jupyterlab.labapp").main(options if browser else [*options, "--no-browser"])


def _archive(folder: Path) -> Path | None:
    """The notebooks of an unpacked archive."""
    for place in (Path(), folder.resolve().parent):
        if any((place / HANDED_OUT).glob("*/*.ipynb")):
            return place / HANDED_OUT
    return None


def _report(copied: Copied, folder: Path) -> Iterator[str]:
    """What was done, in one line each."""
    new = [Path(path).stem for path in copied.new if path.endswith(".ipynb")]
    if new:
        yield f"Copied {', '.join(new)} into {folder}."
    else:
        yield f"Your notebooks are in {folder}."
    for path in copied.updated:
        yield f"{path}: replaced by a newer version; you had not changed it."
    for path, newer in copied.beside:
        yield f"{path}: there is a newer version, {newer}; yours is as you left it."
