"""Errors that are one line: the command line's exception, and a name that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class BackhandError(Exception):
    """A request cannot be fulfilled; the message says why, in one line for each reason."""


def unknown(what: str, got: object, names: Iterable[str]) -> ValueError:
    """The error for a name that is not one of those known; it suggests the closest of them."""
    near = difflib.get_close_matches(str(got), names, n=1)
    hint = f"; likely {near[0]!r}" if near else ""
    return ValueError(f"expected {what}, got {got!r}{hint}")
