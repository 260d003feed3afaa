"""The exception that the command line shows as one line."""

from __future__ import annotations


class BackhandError(Exception):
    """A request cannot be fulfilled; the message says why, in one line for each reason."""
