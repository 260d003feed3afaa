"""nbgrader's own generate step, called in this process for one assignment of a course folder."""

from __future__ import annotations

import logging
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import Config, PyFileConfigLoader

from autograder.boundary.errors import BackhandError
from autograder.build.config import CONFIG_FILE


def load_config(root: Path) -> Config:
    """Read the nbgrader configuration of a course folder, and of that folder only."""
    config: Config = PyFileConfigLoader(CONFIG_FILE, path=str(root.resolve())).load_config()
    return config


def generate(root: Path, name: str, *, gradebook: bool) -> None:
    """Make `root/release/NAME` from `root/source/NAME`, and enter it in the gradebook or not.

    Raises
    ------
    BackhandError
        If nbgrader cannot do it, with the last thing it said.
    """
    config = load_config(root)
    config.CourseDirectory.assignment_id = name
    if not gradebook:
        config.GenerateAssignment.no_database = True
        config.SaveCells.enabled = False
    log = Collected()
    course = CourseDirectory(config=config, log=log)
    try:
        GenerateAssignment(coursedir=course, config=config, log=log).start()
    except NbGraderException as failure:
        raise BackhandError(f"{name}: nbgrader's generate step failed: {log.reason()}") from failure


class Collected(logging.Logger):
    """Keeps nbgrader's error messages, and all its messages off the screen."""

    def __init__(self) -> None:
        super().__init__("nbgrader", logging.ERROR)
        self.said: list[str] = []

    def handle(self, record: logging.LogRecord) -> None:
        """Keep a message."""
        self.said.append(record.getMessage().strip())

    def reason(self) -> str:
        """Tell why nbgrader failed: the exception where it logged a traceback."""
        tracebacks = [text for text in self.said if text.startswith("Traceback")]
        said = (tracebacks or self.said or ["no reason given"])[-1]
        return said.splitlines()[-1]
