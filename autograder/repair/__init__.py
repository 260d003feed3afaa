"""Putting a submitted notebook right before it is graded, from the released one."""

from autograder.repair.folder import Found, find_notebook
from autograder.repair.mend import Repaired, repair
from autograder.repair.recorded import RecordedCell, overwrite

__all__ = ["Found", "RecordedCell", "Repaired", "find_notebook", "overwrite", "repair"]
