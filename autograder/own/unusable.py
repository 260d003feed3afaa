"""The refusal of an exercise that does not work, and how what an instructor wrote is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.own.source import in_one_line

#: The seed of all trials.
SEED = [0]


class Unusable(Exception):
    """An exercise cannot be used; `about` is the id or the slug that the message is about."""

    def __init__(self, about: str, words: str) -> None:
        super().__init__(words)
        self.about = about


def run(about: str, what: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function of the instructor's.

    Raises
    ------
    Unusable
        If it raises anything.
    """
    try:
        return function(*arguments)
    except Exception as failure:
        raise Unusable(
            about, f"expected {what} to work on a trial draw, got {in_one_line(failure)}"
        ) from failure
