"""Where the `exercises.py` lies that a check or a class goes by, and its text."""

from __future__ import annotations

from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.own.source import FILE

#: What the folder of a class holds.
CONFIG_FILE = "nbgrader_config.py"


def exercises_file(folder: Path, *, trusted: bool) -> Path | None:
    """The file for a notebook in this folder; None if there is none.

    Parameters
    ----------
    folder : Path
        Where the notebook is.
    trusted : bool
        Whether only the class's own file counts, in a folder above.
    """
    beside = folder / FILE
    if not trusted and beside.exists():
        return beside
    # An instructor who writes a notebook has the class's file above it, in source/.
    if trusted or folder.parent.name == "source":
        for above in folder.parents:
            if (above / CONFIG_FILE).is_file():
                return above / FILE if (above / FILE).exists() else None
    return None


def read_text(path: Path) -> str:
    """The text of an `exercises.py`; empty if there is no such file.

    Raises
    ------
    BackhandError
        If it cannot be read as text.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as failure:
        line = failure.object[: failure.start].count(b"\n") + 1
        raise BackhandError(
            f"{path}, line {line}: expected UTF-8, got other bytes; save the file as UTF-8"
        ) from None
    except OSError as failure:
        raise BackhandError(
            f"{path}: expected a file with exercises, got {failure.strerror}; "
            "make it readable, or remove it"
        ) from None
