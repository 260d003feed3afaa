"""What a slip does to an answer, in numbers: a block of an exercise, right and with the slip."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.exercises.exercise import RECTANGULAR, SQUARE, Computed, Entries
from autograder.judging.diagnosis.mutants import mutant
from autograder.judging.observations import equal
from autograder.judging.probe_draws import Draw, Draws
from autograder.slips import Slip

#: Entries that are shown of a block; of a larger one the first row alone, or its beginning.
MOST = 16


def example(task: Computed | Entries, slip: Slip) -> str:
    """A right value, and what the slip makes of it; empty where there is nothing to compare."""
    if isinstance(task, Entries):
        return _of_entries(task, slip)
    for sizes in (RECTANGULAR[0], SQUARE[0]):
        draw = Draws(task, [0]).at(0, sizes)
        values = mutant(task, (slip,), draw)
        if values is not None and (name := _changed(draw, values)):
            return _text(name, draw.right[name], values[name])
    return ""


def _changed(draw: Draw, values: Mapping[str, Any]) -> str | None:
    """The smallest block that the slip makes wrong."""
    wrong = [
        name
        for name, right in draw.right.items()
        if name in values and not equal(values[name], right)
    ]
    return min(wrong, key=lambda name: np.size(draw.right[name]), default=None)


def _of_entries(task: Entries, slip: Slip) -> str:
    expected = task.expected()
    changed = slip.values(expected) if slip.values else {}
    for name, value in changed.items():
        if name in expected and not np.array_equal(value, expected[name]):
            return _text(name, expected[name], value)
    return ""


def _text(name: str, right: Any, wrong: Any) -> str:
    return f"{name}, right:\n{_shown(right)}\n\n{name}, with the slip:\n{_shown(wrong)}"


def _shown(value: Any) -> str:
    """A block with few digits, or as much of it as is read at a glance."""
    if isinstance(value, str | bool):
        return str(value)
    array = np.asarray(value)
    cut = array.size > MOST
    while array.size > MOST and array.ndim:
        array = array[0] if array.ndim > 1 else array[:MOST]
    if array.dtype.kind not in "fiu":
        return str(value)
    large = bool(np.abs(array).max(initial=0) > 0.1)
    shown = np.array2string(array, precision=2, suppress_small=large, max_line_width=60)
    return f"{shown} …" if cut else shown
