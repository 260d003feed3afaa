"""The numbers of a question: drawn, rounded to be printed, and written as Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.exam.question import Question
from autograder.judging.compare import normwise_error
from autograder.judging.diagnosis.mutants import mutant
from autograder.judging.probe_draws import Draw, draw_inputs, truth
from autograder.slips import SLIPS, Slip

#: An entry counts as right up to this relative error: four digits are enough.
TOLERANCE = 1e-3
#: A slip must lie further from the truth than this, so that no rounding hides it.
APART = 3 * TOLERANCE
TRIES = 2000
#: Any; the slips that apply are the same on every draw.
SEED = (1,)


@lru_cache(maxsize=4096)
def drawn(question: Question, seed: tuple[int, ...]) -> Draw:
    """The numbers of a question for one seed, with the right answer.

    They are drawn again until every slip of the exercise gives other numbers than the truth.
    """
    slips = slips_of(question)
    for k in range(TRIES):
        draw = _rounded(question, seed, k)
        if draw is not None and all(tells(question, slip, draw) for slip in slips):
            return draw
    raise RuntimeError(f"expected numbers for {question.id}, got none in {TRIES} tries")


@lru_cache(maxsize=256)
def slips_of(question: Question) -> tuple[Slip, ...]:
    """The slips that give other numbers than the truth, before anything is rounded."""
    exact = (draw_inputs(question.task, SEED, k, question.sizes) for k in range(TRIES))
    inputs = next(filter(question.suits, exact))
    draw = Draw(question.sizes, inputs, truth(question.task, inputs))
    return tuple(s for s in (*question.task.own, *SLIPS) if tells(question, s, draw))


def with_slip(question: Question, slip: Slip, draw: Draw) -> dict[str, Any] | None:
    """The answer with a slip in it; None if it does not apply or gives no numbers."""
    if (slip,) not in draw.mutants:
        draw.mutants[slip,] = mutant(question.task, (slip,), draw)
    found = draw.mutants[slip,]
    if found is None or not all(np.isfinite(value).all() for value in found.values()):
        return None
    return found


def tells(question: Question, slip: Slip, draw: Draw) -> bool:
    """Whether an answer with this slip is plainly wrong."""
    found = with_slip(question, slip, draw)
    return found is not None and any(
        value.shape != draw.right[name].shape or normwise_error(value, draw.right[name]) > APART
        for name, value in found.items()
    )


def written(numbers: Mapping[str, Any]) -> str:
    """Numbers as lines of Python, one for each name."""
    return "\n".join(f"{name} = {as_python(value)}" for name, value in numbers.items())


def as_python(value: Any) -> str:
    """A value as Python; arrays as NumPy's."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"np.array({value.tolist()})"
    if isinstance(value, np.ndarray | np.generic):
        return repr(value.item())
    return repr(value)


def _rounded(question: Question, seed: Sequence[int], k: int) -> Draw | None:
    """One draw with one decimal; None where that does not suit the question."""
    exact = draw_inputs(question.task, seed, k, question.sizes)
    inputs = {name: _short(value) for name, value in exact.items()}
    if any(_lost(exact[name], value) for name, value in inputs.items()):
        return None
    if not question.suits(inputs):
        return None
    right = truth(question.task, inputs)
    whole = all(np.isfinite(value).all() and np.any(value) for value in right.values())
    return Draw(question.sizes, inputs, right) if whole else None


def _short(value: Any) -> Any:
    """The value with one decimal."""
    if isinstance(value, Mapping):
        return {name: _short(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_short(one) for one in value]
    if isinstance(value, float):
        return round(float(value), 1)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.round(value, 1)
    return value


def _lost(exact: Any, short: Any) -> bool:
    """Whether rounding made a number 0 that was none."""
    pairs = zip(_numbers(exact), _numbers(short), strict=True)
    return any(was != 0 and now == 0 for was, now in pairs)


def _numbers(value: Any) -> Iterator[float]:
    parts = value.values() if isinstance(value, Mapping) else value
    if isinstance(value, Mapping | list | tuple):
        for one in parts:
            yield from _numbers(one)
    else:
        yield from np.ravel(value).tolist()
