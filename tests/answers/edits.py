"""Wrong answers written as programs in which a line or two have been changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

#: What replaces what in a program.
Edit = Mapping[str, str]


def softmax(z: Any, axis: int = 1) -> Any:
    """Probabilities, by row."""
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(z: Any) -> Any:
    """1 / (1 + exp(−z))."""
    return 1 / (1 + np.exp(-z))


def edited(program: str, edit: Edit) -> Any:
    """The function `answer` of a program, after the first occurrence of each text is replaced."""
    for old, new in edit.items():
        assert old in program, old
        program = program.replace(old, new, 1)
    names: dict[str, Any] = {"np": np, "softmax": softmax, "sigmoid": sigmoid}
    exec(program, names)
    return names["answer"]


def held_out(
    programs: Mapping[str, str], edits: Mapping[str, Sequence[tuple[str, Edit]]]
) -> list[tuple[str, str, Any]]:
    """Exercise, slugs and answer, for edits of each exercise's program."""
    return [
        (name, slugs, edited(programs[name], edit))
        for name, cases in edits.items()
        for slugs, edit in cases
    ]
