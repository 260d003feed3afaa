"""Text of others, made fit for one line of a terminal."""

from __future__ import annotations

import unicodedata


def printable(text: object) -> str:
    """The text without anything that moves the cursor, turns the writing, or cannot be encoded.

    A line break is replaced too, so that a name cannot forge a line.
    """
    return "".join(c if c.isprintable() else "?" for c in str(text))


def in_one_line(failure: object, most: int = 200) -> str:
    """The text of an error in one printable line of at most so many characters."""
    line = printable(" ".join(str(failure).split()))
    return line if len(line) <= most else line[: most - 1] + "…"


def width(text: str) -> int:
    """How many columns of a terminal the text takes: wide characters two, combining ones none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(bool(unicodedata.combining(c)) for c in text)
