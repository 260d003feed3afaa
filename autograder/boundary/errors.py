"""The one exception of the command line."""

from __future__ import annotations


class BackhandError(Exception):
    """Something that was asked for cannot be done; the text is the one line that says why."""
