"""Putting a submitted notebook right before it is graded, from the released one."""

from autograder.repair.folder import Found, find_notebook
from autograder.repair.mend import Repaired, repair

__all__ = ["Found", "Repaired", "find_notebook", "repair"]
