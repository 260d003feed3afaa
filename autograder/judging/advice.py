"""What to do about an answer of which no cause is known, from the declaration of its exercise.

There are three lines, one for each hint: what to compare with what; the smallest example to work by
hand; where to begin, and where to read. The first is empty where the problem itself says enough.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograder.catalogue.headings import taught_at
from autograder.exercises.derivation import Derivation
from autograder.exercises.exercise import Computed, Entries, Exercise
from autograder.exercises.ordering import Ordering
from autograder.judging.function_advice import Advice, on_function
from autograder.judging.message import look_again
from autograder.judging.verdict import Verdict

DERIVED = (
    "Let each index take two values. Write this line and the one above out, term by term, and see "
    "where they differ.",
    "Put small whole numbers in for the symbols, and calculate both lines.",
    "Name the rule that leads from the line above to this one, and the terms that it changes.",
)
ORDERED = (
    "",
    "Note beside each of your lines which earlier lines it uses.",
    "Begin at the end: which lines does the last one rest on, and which do those rest on?",
)
EXAMPLE = (
    "",
    "Take the first condition that does not hold, and work it out by hand with your numbers.",
    "Change one number at a time, and watch that condition alone.",
)
#: How to test one entry by oneself, by the type of what is right.
ENTRIES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (
        (bool, np.bool_),
        "Test one entry at a time: make up the smallest case of it and calculate before you decide",
    ),
    (str, "Test one entry at a time: say what would have to be the case for each of the words"),
    (tuple, "Test one entry at a time: write the shape of each factor below its name"),
    (int, "Test one entry at a time: write the smallest case of it out, and count"),
    (object, "Calculate one entry a second time in another way, and compare"),
)
SURE = "Mark the entries for which you can give a reason, and look at the others only."


def advised(exercise: Exercise, verdict: Verdict) -> Verdict:
    """The verdict with advice, if it is not right and no cause is known."""
    if verdict.state not in ("partial", "wrong") or verdict.causes:
        return verdict
    first, second, third = _advice(exercise, verdict)
    read = where_to_read(exercise)
    return replace(verdict, advice=(first, second, " ".join(filter(None, [third, read]))))


def _advice(exercise: Exercise, verdict: Verdict) -> Advice:
    task = exercise.task
    if isinstance(task, Computed):
        return on_function(exercise, task, verdict)
    if isinstance(task, Entries):
        return _of_entries(exercise, task)
    if isinstance(task, Derivation):
        return DERIVED if verdict.unknown else ("", *DERIVED[1:])
    return ORDERED if isinstance(task, Ordering) else EXAMPLE


def _of_entries(exercise: Exercise, task: Entries) -> Advice:
    kinds = list(task.expected().values())
    test = next(words for kind, words in ENTRIES if any(isinstance(v, kind) for v in kinds))
    return "", f"{exercise.advice or test}.".replace("..", "."), SURE


def where_to_read(exercise: Exercise) -> str:
    """Another heading, under which the last of the exercise's items is taught."""
    found = (taught_at(item, exercise.id) for item in reversed(exercise.items))
    heading = next((h for h in found if h and h.exercise != exercise.id), None)
    return look_again(heading, exercise.id) if heading else ""
