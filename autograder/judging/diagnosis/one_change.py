"""Recognise an answer that gives the numbers of the model answer with one change in it.

This is the second layer of the diagnosis: behind the slips, which are written by hand and teach
more. All blocks have to agree, the right ones too, on every draw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np

from autograder.boundary.answers import quiet
from autograder.catalogue import CATALOGUE
from autograder.catalogue.models import Changeable, course_models
from autograder.exercises.exercise import Computed
from autograder.judging.diagnosis.changed_models import usable, values
from autograder.judging.observations import Observation
from autograder.judging.probe_draws import Draw
from autograder.judging.verdict import Cause
from autograder.mutations.change import Change
from autograder.mutations.program import Program
from autograder.mutations.words import said_of
from autograder.reference.rules import Array

#: Two sketches closer than this are looked at more closely.
CLOSE = 1e-4


def one_change(
    task: Computed,
    observations: Sequence[Observation],
    graded: Sequence[Observation],
    wrong: tuple[str, ...],
) -> Cause | None:
    """The cause, if one change of the model answer gives the answer's numbers on every draw."""
    program = _program(task)
    first = observations[0]
    if program is None or set(first.got) != set(first.right):
        return None
    with quiet():
        near = _near(program, task, first)
        found = [
            number
            for number in near
            if all(_gives(program, task, number, o, wrong) for o in observations)
            and not any(_is_refuted(program, task, number, o) for o in graded)
        ]
    return _cause([program.changes[number] for number in found], wrong)


def _cause(changes: Sequence[Change], wrong: tuple[str, ...]) -> Cause | None:
    said = said_of(changes) if changes else None
    if said is None:
        return None
    place = said.place or wrong[0]
    return Cause((said.slug,), said.clause, blocks=wrong, place=place, about=said.about)


class _Prepared:
    """An exercise's program, and the numbers of the changes to try."""

    def __init__(self, one: Changeable) -> None:
        self.numbers = one.changes
        self._program = Program(one.model, set(one.changes))
        self.changes = self._program.changes
        self.program = self._program


_prepared: dict[Callable[..., object], _Prepared | None] = {}


def _program(task: Computed) -> _Prepared | None:
    """The program of an exercise's model answer; None if it has none."""
    if task.reference not in _prepared:
        one = _of_course().get(task.reference)
        if one is None and task.code is not None:
            one = Changeable(task.code, usable(task, task.code))
        _prepared[task.reference] = _Prepared(one) if one else None
    return _prepared[task.reference]


@lru_cache(maxsize=1)
def _of_course() -> Mapping[Callable[..., object], Changeable]:
    """The model answers of the course by the exercises' references."""
    tasks = {name: e.task for name, e in CATALOGUE.items() if isinstance(e.task, Computed)}
    return {tasks[name].reference: one for name, one in course_models().items() if name in tasks}


def _near(prepared: _Prepared, task: Computed, first: Observation) -> list[int]:
    """The changes whose numbers on the first draw may be the answer's."""
    sketches = first.draw.sketches
    if not sketches:
        for number in prepared.numbers:
            got = values(task, prepared.program, number, first.draw)
            if got is not None and set(got) == set(first.right):
                sketches[number] = _sketch(got)
    wanted = _sketch(first.got)
    scale = 1.0 + sum(float(np.abs(value).sum()) for value in first.got.values())
    return [number for number, sketch in sketches.items() if abs(sketch - wanted) < CLOSE * scale]


def _sketch(blocks: Mapping[str, Array]) -> float:
    """One number for all blocks, which is another one for other blocks."""
    return sum(
        float(np.dot(_weights(k, value.size), value.ravel()))
        for k, (_, value) in enumerate(sorted(blocks.items()))
    )


@lru_cache(maxsize=1024)
def _weights(k: int, size: int) -> Array:
    return np.random.default_rng([k, size]).uniform(0.5, 1.0, size)


def _gives(
    prepared: _Prepared, task: Computed, number: int, seen: Observation, wrong: tuple[str, ...]
) -> bool:
    got = values(task, prepared.program, number, seen.draw)
    if got is None or set(got) != set(seen.right):
        return False
    return all(
        seen.equals(block, value) and (seen.is_right(block) or seen.fits(block, value))
        for block, value in got.items()
    )


def _is_refuted(prepared: _Prepared, task: Computed, number: int, seen: Observation) -> bool:
    """Whether the change gives other numbers than the answer on a grading draw."""
    got = values(task, prepared.program, number, seen.draw)
    return got is not None and any(
        block in seen.got and not seen.equals(block, value) for block, value in got.items()
    )


__all__ = ["Draw", "one_change"]
