"""Whether nbgrader runs this notebook, and for what; a cell cannot make it look otherwise.

nbgrader sets the variable `NBGRADER_EXECUTION` before it starts a kernel. If a check took a graded
notebook for a student's own, it would return no number, and nbgrader would give full points.
"""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "NBGRADER_EXECUTION"
#: Read at import, because the set-up cell runs before any code of the student's.
_AT_IMPORT = os.environ.get(VARIABLE, "")
#: Programs that grade; the first words of a command line are an interpreter and a file.
_PROGRAMS = ("nbgrader", "jupyter-nbgrader")


class NotYet(AssertionError):
    """An answer earns nothing. Shown without a traceback, because the message says everything."""

    def _render_traceback_(self) -> list[str]:
        return [f"NotYet: {self}"]


def mode() -> str:
    """`autograde`, `validate` or another word of nbgrader's; empty in a student's own notebook."""
    return _AT_IMPORT or _started_with() or os.environ.get(VARIABLE, "") or _started_by()


def _started_with() -> str:
    """The variable as it was when the process was started, where the system keeps that (Linux)."""
    for line in _read("/proc/self/environ").split("\0"):
        name, _, value = line.partition("=")
        if name == VARIABLE:
            return value
    return ""


def _started_by() -> str:
    """What to assume if nbgrader's own command started this kernel without the variable."""
    words = _read(f"/proc/{os.getppid()}/cmdline").split("\0")[:2]
    return "autograde" if any(Path(word).name in _PROGRAMS for word in words) else ""


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
