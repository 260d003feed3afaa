"""Check declarations: each mistake is refused in one line, where the exercise is declared."""

from __future__ import annotations

from autograder.exercises.exercise import Example, Exercise
from autograder.exercises.items import ITEMS
from autograder.slips.slip import unknown


def check_items(exercise: Exercise) -> None:
    """Refuse an item that the derivations do not have, of the exercise or of its own slips."""
    for item in exercise.items:
        if item not in ITEMS:
            raise unknown(f"an item of the derivations in {exercise.id}", item, ITEMS)
    own = () if isinstance(exercise.task, Example) else exercise.task.own
    for slip in own:
        if slip.item not in ITEMS:
            what = f"an item of the derivations for the slip {slip.slug!r} of {exercise.id}"
            raise unknown(what, slip.item, ITEMS)
