"""`your_answers`, in a student's own notebook: it also says which answers are not right yet."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from types import CodeType, FrameType, FunctionType

from autograder.boundary.your_answers import your_answers as _your_answers
from autograder.notebook import checking


@contextlib.contextmanager
def your_answers() -> Iterator[None]:
    """Show what a student's answers give; one line in its place where they cannot be used.

    What raises in this block ends the block alone: all later cells run.
    """
    used = _names(sys._getframe(2))
    with _your_answers():
        yield
        if wrong := [name for name in used if checking._states.get(name) in ("wrong", "partial")]:
            print(
                f"By the latest check not right yet: {', '.join(wrong)}. This shows what it gives."
            )


def _names(frame: FrameType) -> list[str]:
    """The global names that a cell uses, itself or by the functions of the notebook."""
    found: dict[str, None] = {}

    def visit(code: CodeType) -> None:
        for name in code.co_names:
            if name not in found:
                found[name] = None
                value = frame.f_globals.get(name)
                if isinstance(value, FunctionType) and value.__globals__ is frame.f_globals:
                    visit(value.__code__)

    visit(frame.f_code)
    return list(found)
