"""What to do about an answer of which no cause is known, from the declaration of its exercise.

There are three lines, one for each hint: what to compare with what; the smallest example to work by
hand; where to begin, and where to read. The first is empty where the problem itself says enough.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from autograder.catalogue.headings import taught_at
from autograder.exercises.derivation import Derivation
from autograder.exercises.exercise import Block, Computed, Entries, Exercise
from autograder.exercises.ordering import Ordering
from autograder.judging.message import look_again
from autograder.judging.verdict import Verdict

Advice = tuple[str, str, str]

NUDGE = (
    "Nudge one entry of {input} by 1e-5 up and down, divide the change of the loss by 2e-5, and "
    "compare with that entry of {block}."
)
DIFFERENCE = (
    "Take a function whose gradient you know, such as the sum of all squares, and compare "
    "number by number."
)
GRAPH = (
    "Draw a graph of four nodes in which one node has two children, write a number at each edge, "
    "and find the result by hand."
)
STEP = (
    "Take one weight alone: its old value, its gradient, and its new value. Which of the three is "
    "the first that is not as it should be?"
)
ENTRY = (
    "Write one entry of {block} as a formula in the entries of {inputs}, and compare it with what "
    "your line calculates for that entry."
)
NUMBER = "Write {block} as a formula in {inputs}, and compare it with your line, part by part."
SMALL = (
    "Choose small whole numbers for {inputs}, two along each axis, and work {block} out by hand. "
    "Does `{function}` give the same?"
)
SMALL_DIFFERENCE = (
    "Do it by hand for two entries: write down every point at which f is evaluated, and its value "
    "there. Are these the points of `{function}`?"
)
SMALL_GRAPH = "Hand this small graph to `{function}`. At which node does it leave your own numbers?"
PRINT = (
    "Print every value on the way to {block}, in the order of the calculation, and find the first "
    "that you cannot confirm by hand."
)
SHAPES = (
    "Write the shape of each factor below its name. In a matrix product the inner sizes agree; "
    "entry by entry, all of them do."
)
CALL = "Call `{function}` yourself, and print each value and its shape before the line that fails."
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
    read = _where_to_read(exercise)
    return replace(verdict, advice=(first, second, " ".join(filter(None, [third, read]))))


def _advice(exercise: Exercise, verdict: Verdict) -> Advice:
    task = exercise.task
    if isinstance(task, Computed):
        first = next((b for b in task.blocks if b.name in verdict.unknown), None)
        is_form = verdict.problem or not any(b.of_value for b in verdict.blocks if not b.right)
        return _of_form(task) if is_form or not first else _of_value(exercise, task, first)
    if isinstance(task, Entries):
        return _of_entries(exercise, task)
    if isinstance(task, Derivation):
        return DERIVED if verdict.unknown else ("", *DERIVED[1:])
    return ORDERED if isinstance(task, Ordering) else EXAMPLE


def _of_form(task: Computed) -> Advice:
    """For an answer that fails, or of which something has another shape."""
    return "", CALL.format(function=task.name), SHAPES


def _of_value(exercise: Exercise, task: Computed, block: Block) -> Advice:
    inputs = _inputs(task)
    words = {"function": task.name, "block": block.name, "inputs": "the inputs"}
    if len(inputs) <= 4:
        words["inputs"] = _listed(inputs)
    first = exercise.advice or _compared(inputs, block)
    small = SMALL_GRAPH if "parents" in inputs else SMALL_DIFFERENCE if "f" in inputs else SMALL
    return first.format(**words), small.format(**words), PRINT.format(**words)


def _compared(inputs: list[str], block: Block) -> str:
    """What to compare with what, for a block with unexpected numbers."""
    if {"f", "h"} <= {*inputs}:
        return DIFFERENCE
    if "parents" in inputs:
        return GRAPH
    if "rate" in inputs and (
        block.name in inputs or ("weights" in inputs and block.name[0] == "W")
    ):
        return STEP
    if nudged := nudged_input(inputs, block.name):
        return NUDGE.replace("{input}", nudged)
    return ENTRY if block.axes else NUMBER


def nudged_input(inputs: list[str], block: str) -> str:
    """The input whose nudges give this block: a gradient of a loss that the inputs determine."""
    if not {"y", "Y", "t"} & {*inputs}:
        return ""  # without a target no loss can be calculated
    if block == "delta" and "z" in inputs:
        return "z"
    of = re.fullmatch(r"d([A-Za-z]\d?)", block)
    if of is None:
        return ""
    if of[1] in inputs:
        return of[1]
    listed = {"W": "weights", "b": "biases"}.get(of[1][0], "")
    return f"{of[1]}, in the list {listed}," if listed in inputs and of[1][1:] else ""


def _of_entries(exercise: Exercise, task: Entries) -> Advice:
    kinds = list(task.expected().values())
    test = next(words for kind, words in ENTRIES if any(isinstance(v, kind) for v in kinds))
    return "", f"{exercise.advice or test}.".replace("..", "."), SURE


def _where_to_read(exercise: Exercise) -> str:
    """Another heading, under which the last of the exercise's items is taught."""
    found = (taught_at(item, exercise.id) for item in reversed(exercise.items))
    heading = next((h for h in found if h and h.exercise != exercise.id), None)
    return look_again(heading, exercise.id) if heading else ""


def _inputs(task: Computed) -> list[str]:
    inside = task.signature.partition("(")[2].rstrip(")")
    return [name.strip() for name in inside.split(",") if name.strip()]


def _listed(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
