"""What a cell does with a student's answers: where one of them is missing, one line says so."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from autograder.boundary.answers import describe
from autograder.boundary.blocks import NotDrawn

NOTHING = "Nothing to show yet: "


@contextlib.contextmanager
def your_answers() -> Iterator[None]:
    """End the block, and nothing else, where an answer is missing, has other shapes or raises.

    A figure that is made and displayed inside the block is made of the answers as they are now,
    and all later cells run, whatever happens in here.
    """
    try:
        yield
    except NotDrawn as missing:
        print(f"{NOTHING}{missing}")
    except Exception as error:
        print(f"{NOTHING}{describe(error)}")
