"""Run nbgrader's own generate step in this process, for one assignment of a course folder."""

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
    """Read the nbgrader configuration of a course folder, ignoring any other configuration."""
    config: Config = PyFileConfigLoader(CONFIG_FILE, path=str(root.resolve())).load_config()
    return config


def generate(root: Path, name: str, *, gradebook: bool) -> None:
    """Generate `root/release/NAME` from `root/source/NAME`; if `gradebook`, register it there.

    Raises
    ------
    BackhandError
        If nbgrader fails, with the last message that it logged.
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
    """A logger that keeps nbgrader's error messages and shows nothing on the screen."""

    def __init__(self) -> None:
        super().__init__("nbgrader", logging.ERROR)
        self.said: list[str] = []

    def handle(self, record: logging.LogRecord) -> None:
        """Keep the message of a record."""
        self.said.append(record.getMessage().strip())

    def reason(self) -> str:
        """Why nbgrader failed: the exception, if it logged a traceback; else its last message."""
        tracebacks = [text for text in self.said if text.startswith("Traceback")]
        said = (tracebacks or self.said or ["no reason given"])[-1]
        return said.splitlines()[-1]
