"""Whether an exercise asks for more than to call earlier answers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from autograder.exercises.exercise import RECTANGULAR, Computed
from autograder.judging.probe_draws import draw_inputs, truth
from autograder.reference.rules import Array

#: How many earlier answers are called one on top of another, and how often each of them.
DEPTH, CALLS = 2, 300


def has_own_work(task: Computed, earlier: Sequence[Computed]) -> bool:
    """Whether right earlier answers, called with each other's results, are not yet the answer.

    A result that is transposed, or summed over an axis, counts as the same.
    """
    with np.errstate(all="ignore"):
        inputs = draw_inputs(task, (0,), 0, RECTANGULAR[0])
        known = [np.asarray(v) for v in inputs.values() if isinstance(v, np.ndarray | int | float)]
        called: list[Array] = []
        for _ in range(DEPTH):
            new = [one for each in earlier for one in _called(each, known)]
            called = _different([*called, *new])
            known = _different([*known, *called])
        right = truth(task, inputs).values()
        return not {_key(one) for one in _glued(called)}.issuperset(map(_key, right))


def _glued(values: Iterable[Array]) -> Iterator[Array]:
    """Each value by itself, transposed, and summed over each of its axes."""
    for value in values:
        yield value
        yield value.T
        for axis in range(value.ndim):
            yield value.sum(axis=axis)


def _called(task: Computed, known: Sequence[Array]) -> Iterator[Array]:
    """What an earlier answer gives for all known values that fit its arguments."""
    example = draw_inputs(task, (0,), 0, RECTANGULAR[0])
    shapes = [np.shape(value) for value in example.values()]
    for chosen in islice(_fitting(shapes, known, {}), CALLS):
        # Whatever does not fit, a reference may fail on it.
        with contextlib.suppress(Exception):
            yield from truth(task, dict(zip(example, chosen, strict=True))).values()


def _fitting(
    shapes: Sequence[tuple[int, ...]], known: Sequence[Array], lengths: dict[int, int]
) -> Iterator[list[Any]]:
    """Different values for arguments of these shapes, where equal lengths stand for equal ones."""
    if not shapes:
        yield []
        return
    for place, value in enumerate(known):
        pairs = dict(zip(shapes[0], value.shape, strict=False))
        fits = value.ndim == len(shapes[0]) and all(
            lengths.get(n, m) == m for n, m in pairs.items()
        )
        if fits:
            others = [*known[:place], *known[place + 1 :]]
            for rest in _fitting(shapes[1:], others, {**lengths, **pairs}):
                yield [value, *rest]


def _different(values: Iterable[Array]) -> list[Array]:
    return list({_key(value): value for value in values}.values())


def _key(value: Array) -> tuple[tuple[int, ...], bytes]:
    """The same for values that differ only in rounding errors."""
    return value.shape, (np.round(value, 9) + 0.0).tobytes()  # + 0.0 turns -0.0 into 0.0
