"""Where the notebook lies, and which one it is, as far as that can be found out."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from autograder.catalogue import CATALOGUE
from autograder.catalogue.headings import Heading
from autograder.notebook import memory

#: The course's notebooks, in order.
NOTEBOOKS = tuple(dict.fromkeys(e.notebook for e in CATALOGUE.values()))


def notebook_file() -> Path | None:
    """The file of the notebook that runs, if JupyterLab or VS Code says which one it is."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    of_vscode = getattr(shell, "user_ns", {}).get("__vsc_ipynb_file__", "")
    for name in (of_vscode, os.environ.get("JPY_SESSION_NAME", "")):
        if isinstance(name, str) and name.endswith(".ipynb") and Path(name).is_file():
            return Path(name).resolve()
    return None


def folder() -> Path | None:
    """The folder of the notebook, even after `os.chdir`; None if there is none any more."""
    try:
        file = notebook_file()
        return file.parent if file else Path.cwd()
    except OSError:
        return None


def folders() -> list[Path]:
    """Where the course's notebooks may lie: all in one folder, or each in a folder of its own."""
    here = folder()
    if here is None:
        return []
    return [here, *(place / name for place in (here.parent, here) for name in NOTEBOOKS)]


def course_notebook(name: str) -> str:
    """The notebook that a file was made from: a download or a copy has more in its name."""
    return max((n for n in NOTEBOOKS if name.startswith(n)), key=len, default="")


def current_notebook() -> str:
    """The notebook of the course that runs; empty if that cannot be told."""
    file, here = notebook_file(), folder()
    last = CATALOGUE.get(memory.latest())
    beside = sorted(here.glob("*.ipynb")) if here else []
    names = [
        course_notebook(file.stem) if file else "",
        last.notebook if last else "",
        course_notebook(here.name) if here else "",
        course_notebook(beside[0].stem) if len(beside) == 1 else "",
    ]
    return next(filter(None, names), "")


def address(heading: Heading, notebook: str) -> str:
    """The address of a heading, in a link of this notebook."""
    here = folder()
    if here and heading.notebook != notebook and (here / f"{heading.notebook}.ipynb").is_file():
        return f"{heading.notebook}.ipynb{heading.link_from(heading.notebook)}"
    return heading.link_from(notebook)
