"""What a model answer gives with one change in it, and which changes are worth trying."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from autograder.boundary.answers import TooLong, quiet, time_limit
from autograder.exercises.exercise import EQUAL, SQUARE, Computed
from autograder.judging.observations import equal, observe
from autograder.judging.probe_draws import Draw, Draws, Values
from autograder.judging.returned import named_blocks
from autograder.mutations.model import Model
from autograder.mutations.program import Program

#: Seconds that an answer with a change may take on one draw.
SECONDS = 0.2


def values(task: Computed, program: Program, number: int, draw: Draw) -> Values:
    """The blocks that the answer gives with this change; None if it gives none on this draw."""
    try:
        blocks, problem = named_blocks(task, program.run(number, draw.inputs))
    except Exception:  # a changed line may raise anything
        return None
    return None if problem else dict(observe(draw, blocks).got)


def usable(task: Computed, model: Model) -> tuple[int, ...]:
    """The changes that give a value on square draws within the time, and not the right one.

    Empty where the time cannot be limited, as in another thread than the first.
    """
    if threading.current_thread() is not threading.main_thread():
        return ()
    program, draws = Program(model), Draws(task, [0])
    drawn = [[draws.at(k, sizes) for k, sizes in enumerate(of)] for of in (SQUARE, EQUAL)]
    with quiet(), np.errstate(all="ignore"):
        return tuple(
            number
            for number in range(len(program.changes))
            if _is_slip(task, program, number, drawn)
        )


def _is_slip(
    task: Computed, program: Program, number: int, drawn: Sequence[Sequence[Draw]]
) -> bool:
    """Whether the answer has a value on each draw of one sort, and is not right on all of them."""
    try:
        return any(_is_wrong(task, program, number, draws) for draws in drawn)
    except (TooLong, MemoryError, RecursionError):
        return False


def _is_wrong(task: Computed, program: Program, number: int, draws: Sequence[Draw]) -> bool:
    is_right = True
    for draw in draws:
        with time_limit(SECONDS):
            got = values(task, program, number, draw)
        if got is None:
            return False
        is_right &= all(b in got and equal(got[b], draw.right[b]) for b in draw.right)
    return not is_right
