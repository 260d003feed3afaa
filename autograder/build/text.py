"""Read the file of a text notebook, or say in one line why it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
import yaml

from autograder.boundary.errors import BackhandError

#: Jupytext keeps the text between two such lines as one Markdown cell.
REGION = re.compile(r"<!--\s*#(end)?region\b")
END_REGION = "<!-- #endregion -->"


def read_text(path: Path) -> Any:
    """Read a text notebook.

    Raises
    ------
    BackhandError
        If the file is not UTF-8, its YAML header is broken, or a region is not closed.
    """
    try:
        # Some editors begin a file with a byte order mark.
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as failure:
        raise BackhandError(
            f"{path.name}: expected UTF-8, got the byte 0x{failure.object[failure.start]:02x} at "
            f"position {failure.start}; save the file as UTF-8"
        ) from None
    mistakes = [f"{path.name}, line {line}" for line in _region_mistakes(text)]
    if mistakes:
        raise BackhandError("\n".join(mistakes))
    _check_header(path.name, text)
    try:
        return jupytext.reads(text, fmt="md")
    # The header may tell Jupytext anything, such as a format that it does not know.
    except Exception as failure:
        raise BackhandError(
            f"{path.name}: expected a YAML header that Jupytext can read, got an error: "
            f"{str(failure).partition(chr(10))[0]}"
        ) from failure


def _check_header(name: str, text: str) -> None:
    """Refuse a broken header, which Jupytext would take for text or for something else."""
    first, *lines = text.splitlines() or [""]
    if first.rstrip() != "---":
        return
    ends = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    if not ends:
        raise BackhandError(f"{name}, line 1: expected a line --- at the header's end, got none")
    try:
        header = yaml.safe_load("\n".join(lines[: ends[0]]))
    except yaml.YAMLError as failure:
        # It counts lines from 0, and without the line --- above them.
        mark = getattr(failure, "problem_mark", None)
        raise BackhandError(
            f"{name}, line {mark.line + 2 if mark else 1}: expected a YAML header, got an error: "
            f"{getattr(failure, 'problem', None) or 'not YAML'}"
        ) from failure
    if not isinstance(header, dict) or not isinstance(header.get("jupyter"), dict):
        raise BackhandError(
            f"{name}, line 1: expected a YAML header with jupyter: and settings below it, "
            "got none there; copy the header of another notebook"
        )


def _region_mistakes(text: str) -> Iterator[str]:
    """The number of a line, and what is wrong there, for each region without an end or a start."""
    start = 0
    for number, line in enumerate(text.splitlines(), 1):
        marker = REGION.match(line)
        if marker is None:
            continue
        ends = marker[1] is not None
        if start and not ends:
            yield f"{start}: expected {END_REGION} before line {number}, got none"
        elif ends and not start:
            yield f"{number}: expected <!-- #region ... --> above {END_REGION}, got none"
        start = 0 if ends else number
    if start:
        yield f"{start}: expected {END_REGION} after this region, got none"
