"""Wrong answers made from a right one by exchanging a piece of its text."""

from __future__ import annotations

from typing import Any

import numpy as np

#: Exercise: the text of a right function `f`; and its edits: slugs, what is replaced, by what.
Edits = dict[str, tuple[str, list[tuple[str, str, str]]]]


def function_of(text: str) -> Any:
    """The function `f` that a text defines."""
    names: dict[str, Any] = {"np": np}
    exec(text, names)
    return names["f"]


def edited(edits: Edits) -> list[tuple[str, str, Any]]:
    """Exercise, slugs and function of each edit."""
    found = []
    for name, (text, changes) in edits.items():
        for slugs, old, new in changes:
            assert old in text, (name, old)
            found.append((name, slugs, function_of(text.replace(old, new))))
    return found
