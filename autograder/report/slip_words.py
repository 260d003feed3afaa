"""What the name of a slip means: its clause, its question, and where the step is taught."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from autograder.catalogue.headings import Heading, heading_of, taught_at
from autograder.exam.question import PREFIX
from autograder.exercises.derivation import Derivation
from autograder.exercises.exercise import SQUARE, Computed, Entries, Exercise
from autograder.exercises.ordering import Ordering
from autograder.judging.diagnosis.mutants import mutant, steps_replaced, steps_used
from autograder.judging.observations import equal
from autograder.judging.probe_draws import Draw, Draws
from autograder.judging.verdict import HERE
from autograder.report.general_slips import GENERAL
from autograder.slips import SLIPS, Slip
from autograder.slips.known import all_slips


@dataclass(frozen=True)
class Meaning:
    """What is said of a slip.

    Attributes
    ----------
    slug : str
    clause : str
        Completes "This equals what you get if …", or another beginning that the check has for it.
    question : str
        What a student is asked; may be empty.
    item : str
        The item of the derivations that it is about; may be empty.
    """

    slug: str
    clause: str
    question: str = ""
    item: str = ""

    def heading(self, exercise: str) -> Heading | None:
        """The heading to look at again for whoever made the slip in an exercise.

        A question of an exam is taught where its exercise is.
        """
        exercise = exercise.removeprefix(PREFIX)
        taught = None if self.item in ("", HERE) else taught_at(self.item, exercise)
        return taught or heading_of(exercise)


def meaning_of(slug: str, exercise: Exercise | None) -> Meaning | None:
    """What a slip means in an exercise; None if nothing is known of it."""
    for one in _declared(exercise) if exercise is not None else ():
        if one.slug == slug:
            return one
    if exercise is not None and isinstance(exercise.task, Computed):
        used = _steps_of(exercise)
        for slip in SLIPS:
            if slip.slug == slug and steps_replaced(slip) & used:
                return _meaning(slip)
    return GENERAL_MEANINGS.get(slug) or _slips_of_steps().get(slug)


def meanings(catalogue: Mapping[str, Exercise]) -> dict[str, Meaning]:
    """Every name that a check can say, with what it means where it is declared first."""
    found: dict[str, Meaning] = {}
    for exercise in catalogue.values():
        for one in _declared(exercise):
            found.setdefault(one.slug, one)
    # The words of a step are those that fit most exercises.
    return {**found, **GENERAL_MEANINGS, **_slips_of_steps()}


def exercises_of(slug: str, catalogue: Mapping[str, Exercise]) -> list[str]:
    """The exercises in which an answer can have that slip; none for a name that fits any."""
    return [name for name, exercise in catalogue.items() if _has(slug, exercise)]


def _has(slug: str, exercise: Exercise) -> bool:
    if any(one.slug == slug for one in _declared(exercise)):
        return True
    if not isinstance(exercise.task, Computed):
        return False
    used = _steps_of(exercise)
    named = [one for one in SLIPS if one.slug == slug and steps_replaced(one) & used]
    return any(_makes_a_difference(exercise.task, slip) for slip in named)


def _makes_a_difference(task: Computed, slip: Slip) -> bool:
    draw = _draw(task)
    values = mutant(task, (slip,), draw)
    return values is not None and not all(
        name in values and equal(values[name], right) for name, right in draw.right.items()
    )


def _declared(exercise: Exercise) -> Iterator[Meaning]:
    """What an exercise itself declares."""
    match exercise.task:
        case Computed() as task:
            yield from map(_meaning, task.own)
            for one in task.requires:
                yield Meaning(one.slug, one.clause, one.question, HERE)
        case Entries() as task:
            yield from map(_meaning, task.own)
        case Derivation() as task:
            for _, wrong in task.wrong_lines():
                yield Meaning(wrong.slug, wrong.clause, wrong.question, wrong.item)
        case Ordering() as task:
            for stray in task.strays:
                yield Meaning(stray.slug, stray.clause, stray.question, stray.item)


def _meaning(slip: Slip) -> Meaning:
    return Meaning(slip.slug, slip.clause, slip.question, slip.item)


#: The names that fit any exercise.
GENERAL_MEANINGS = {slug: Meaning(slug, *words) for slug, words in GENERAL.items()}


@cache
def _slips_of_steps() -> dict[str, Meaning]:
    """The slips of steps, by their names."""
    return {slip.slug: _meaning(slip) for slip in reversed(all_slips())}


def _steps_of(exercise: Exercise) -> frozenset[str]:
    assert isinstance(exercise.task, Computed)
    return steps_used(exercise.task, None, _draw(exercise.task))


_DRAWS: dict[int, tuple[Computed, Draw]] = {}


def _draw(task: Computed) -> Draw:
    """A draw on which a slip shows; the task is kept, so that no other has its identity."""
    if id(task) not in _DRAWS:
        with np.errstate(all="ignore"):
            _DRAWS[id(task)] = task, Draws(task, [0]).at(0, SQUARE[0])
    return _DRAWS[id(task)][1]
