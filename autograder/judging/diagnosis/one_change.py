"""Recognise an answer that gives the numbers of the model answer with one change in it.

This is the second layer of the diagnosis: behind the slips, which are written by hand and teach
more. All blocks have to agree, the right ones too, on every draw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from autograder.boundary.answers import quiet
from autograder.catalogue import CATALOGUE
from autograder.catalogue.models import Changeable, course_models
from autograder.exercises.exercise import Computed
from autograder.judging.diagnosis.changed_models import usable, values
from autograder.judging.observations import Observation
from autograder.judging.probe_draws import Values
from autograder.judging.verdict import Cause
from autograder.mutations.program import Program
from autograder.mutations.words import said_of
from autograder.reference.rules import Array

#: Two sketches closer than this are looked at more closely.
CLOSE = 1e-4


class Tried(NamedTuple):
    """The program of a model answer, and the numbers of the changes to try."""

    program: Program
    numbers: tuple[int, ...]


#: By the reference of an exercise; None for one that has no model answer.
_tried: dict[Callable[..., object], Tried | None] = {}


def one_change(
    task: Computed,
    observations: Sequence[Observation],
    graded: Sequence[Observation],
    wrong: tuple[str, ...],
) -> Cause | None:
    """The cause, if one change of the model answer gives the answer's numbers on every draw."""
    tried, first = _tried_on(task), observations[0]
    if tried is None or set(first.got) != set(first.right):
        return None
    program = tried.program
    with quiet():
        changes = [
            program.changes[number]
            for number in _near(tried, task, first)
            if all(_gives(values(task, program, number, o.draw), o) for o in observations)
            and not any(_refutes(values(task, program, number, o.draw), o) for o in graded)
        ]
    said = said_of(changes) if changes else None
    if said is None:
        return None
    place = said.place or wrong[0]
    return Cause((said.slug,), said.clause, blocks=wrong, place=place, about=said.about)


def _tried_on(task: Computed) -> Tried | None:
    """The changes to try on an exercise; None if it has no model answer."""
    if task.reference not in _tried:
        found = _of_course().get(task.reference)
        if found is None and task.code is not None:
            found = Changeable(task.code, usable(task, task.code))
        program = Program(found.model, set(found.changes)) if found else None
        _tried[task.reference] = Tried(program, found.changes) if program and found else None
    return _tried[task.reference]


@lru_cache(maxsize=1)
def _of_course() -> Mapping[Callable[..., object], Changeable]:
    """The model answers of the course by the exercises' references."""
    tasks = {name: e.task for name, e in CATALOGUE.items() if isinstance(e.task, Computed)}
    return {tasks[name].reference: one for name, one in course_models().items() if name in tasks}


def _near(tried: Tried, task: Computed, first: Observation) -> list[int]:
    """The changes whose numbers on the first draw may be the answer's."""
    sketches = first.draw.sketches
    if not sketches:
        for number in tried.numbers:
            got = values(task, tried.program, number, first.draw)
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


def _gives(got: Values, seen: Observation) -> bool:
    """Whether blocks are the answer's: the right ones, and those that explain the wrong ones."""
    return got is not None and all(
        block in got and (seen.fits if not seen.is_right(block) else seen.equals)(block, got[block])
        for block in seen.right
    )


def _refutes(got: Values, seen: Observation) -> bool:
    """Whether blocks are other ones than the answer's."""
    return got is not None and any(
        block in seen.got and not seen.equals(block, value) for block, value in got.items()
    )
