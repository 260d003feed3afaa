"""Starting the engines early, while the command itself is still being imported."""

from __future__ import annotations

import contextlib
import warnings
from pathlib import Path

from autograder.batch.options import Options
from autograder.boundary.errors import BackhandError
from autograder.execution.engines import begin_engines
from autograder.execution.released import read_released
from autograder.execution.run_settings import RunSettings

#: The folder of a class for what it hands out, unless its configuration names another one.
RELEASE = "release"


def start(folder: Path, notebook: str, options: Options) -> None:
    """Start them without waiting.

    Whatever is in the way here is left to the command, which meets it again and says so.
    """
    paths = sorted((folder / RELEASE / notebook).glob("*.ipynb"))
    with contextlib.suppress(BackhandError, OSError, ValueError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        released = read_released({path.stem: path.read_bytes() for path in paths})
        begin_engines(released.values(), options.applied_to(RunSettings()))
