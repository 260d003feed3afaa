"""Starting what submissions are forked from, while the command itself is still being imported."""

from __future__ import annotations

import contextlib
import warnings
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.execution.engines import begin_engines
from autograder.execution.released import read_released

#: Where a class has what it handed out, if it has not named another folder.
RELEASE = "release"


def start(folder: Path, notebook: str, *, unconfined: bool, figures: bool) -> None:
    """Start it, and do not wait; whatever is in the way is said when it is needed."""
    paths = sorted((folder / RELEASE / notebook).glob("*.ipynb"))
    with contextlib.suppress(BackhandError, OSError, ValueError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        released = read_released({path.stem: path.read_bytes() for path in paths})
        begin_engines(released.values(), unconfined, figures=figures)
