"""A file that lies beside the notebook, or one line that says where it has to be."""

from __future__ import annotations

import sys
from pathlib import Path


class NotHere(FileNotFoundError):
    """A file is not beside the notebook. Shown without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"NotHere: {self}"]


def beside(name: str) -> str:
    """The path of a file that was handed out with a notebook.

    Raises
    ------
    NotHere
        If it lies neither in the working directory nor beside the notebook, where that is known.
    """
    # VS Code can run a notebook in another folder; it says which file it is.
    notebook = str(getattr(sys.modules["__main__"], "__vsc_ipynb_file__", ""))
    for folder in (Path(), Path(notebook).parent):
        if (folder / name).is_file():
            return str(folder / name)
    raise NotHere(
        f"{name} is not in {Path.cwd()}: copy it there, beside the notebook that it came with, "
        "then run this cell again"
    )
