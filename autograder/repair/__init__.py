"""Putting a submitted notebook right before it is graded, by means of the released one."""

from autograder.repair.folder import Found, find_notebook
from autograder.repair.recorded import RecordedCell, overwrite
from autograder.repair.release import Release
from autograder.repair.repair import Repaired, repair

__all__ = ["Found", "RecordedCell", "Release", "Repaired", "find_notebook", "overwrite", "repair"]
