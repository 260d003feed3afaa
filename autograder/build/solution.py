"""The part of a cell that is its solution, which nbgrader leaves out of what students get."""

from __future__ import annotations

import re

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
#: As nbgrader finds it: whole lines, whatever else stands on the first and the last.
_REGION = re.compile(
    r"^[^\n]*BEGIN SOLUTION[^\n]*\n(?P<inside>.*?)^[^\n]*END SOLUTION[^\n]*\n?", re.M | re.S
)
_MARK = re.compile(r"^.*(?:BEGIN|END) SOLUTION.*\n?", re.M)


def solutions(text: str) -> list[str]:
    """What stands between each beginning and its end."""
    return [found["inside"] for found in _REGION.finditer(text)]


def without_solutions(text: str) -> str:
    """The text around them."""
    return _REGION.sub("", text)


def without_marks(text: str) -> str:
    """The text with its solutions, and without the lines that mark them."""
    return _MARK.sub("", text)
