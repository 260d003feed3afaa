"""Run nbgrader's own generate step in this process, for one assignment of a course folder."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import Config, PyFileConfigLoader

from autograder.boundary.errors import BackhandError
from autograder.build.config import CONFIG_FILE


def load_config(root: Path) -> Config:
    """Read the nbgrader configuration of a course folder, ignoring any other configuration.

    Raises
    ------
    BackhandError
        If the file is not Python, or running it fails.
    """
    try:
        config: Config = PyFileConfigLoader(CONFIG_FILE, path=str(root.resolve())).load_config()
    # The file can do anything, including to call sys.exit.
    except (Exception, SystemExit) as failure:
        raise BackhandError(_config_mistake(root / CONFIG_FILE, failure)) from failure
    return config


def _config_mistake(file: Path, failure: BaseException) -> str:
    """One line: where a configuration fails, what it raised, and what to do about it."""
    line = _line_that_failed(file, failure)
    where = f"{file}, line {line}" if line else str(file)
    if isinstance(failure, ModuleNotFoundError):
        return (
            f"{where}: expected the package {failure.name}, which the configuration imports, got "
            "none; install it where backhand is installed, or delete the import"
        )
    reason = failure.msg if isinstance(failure, SyntaxError) else str(failure)
    raised = f"{type(failure).__name__}: {reason}".splitlines()[0].removesuffix(": ")
    return f"{where}: expected a configuration that runs, got {raised}; correct that line"


def _line_that_failed(file: Path, failure: BaseException) -> int | None:
    """The line of the file itself, also where the exception comes from what that line calls."""
    frames = traceback.extract_tb(failure.__traceback__)
    lines = [frame.lineno for frame in frames if Path(frame.filename) == file.resolve()]
    if isinstance(failure, SyntaxError) and not lines:
        return failure.lineno
    return lines[-1] if lines else None


def generate(
    root: Path, name: str, *, gradebook: bool, agreed: bool = False, again: bool = False
) -> None:
    """Generate `root/release/NAME` from `root/source/NAME`; if `gradebook`, register it there.

    Parameters
    ----------
    root : Path
    name : str
    gradebook : bool
    agreed : bool
        Its checks have been compared with the catalogue already, which may be another one.
    again : bool
        Generate it even if it has been generated before.

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
    config.GenerateAssignment.force = again
    if agreed:
        config.KnownChecks.enabled = False
    log = Collected()
    course = CourseDirectory(config=config, log=log)
    try:
        GenerateAssignment(coursedir=course, config=config, log=log).start()
    except NbGraderException as failure:
        raise BackhandError(
            log.refusal() or f"{name}: nbgrader's generate step failed: {log.reason()}"
        ) from failure


class Collected(logging.Logger):
    """A logger that keeps nbgrader's error messages and shows nothing on the screen."""

    def __init__(self) -> None:
        super().__init__("nbgrader", logging.ERROR)
        self.said: list[str] = []

    def handle(self, record: logging.LogRecord) -> None:
        """Keep the message of a record."""
        self.said.append(record.getMessage().strip())

    def refusal(self) -> str:
        """The lines with which one of our own steps refused a notebook; empty if none did."""
        marker = f"{BackhandError.__module__}.{BackhandError.__name__}: "
        return "\n".join(text.partition(marker)[2] for text in self.said if marker in text)

    def reason(self) -> str:
        """Why nbgrader failed: the exception, if it logged a traceback; else its last message."""
        tracebacks = [text for text in self.said if text.startswith("Traceback")]
        said = (tracebacks or self.said or ["no reason given"])[-1]
        return said.splitlines()[-1]
