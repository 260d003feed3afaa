"""The exception that the command line shows as one line."""

from __future__ import annotations


class BackhandError(Exception):
    """A request cannot be met; the message is one line that says why."""
