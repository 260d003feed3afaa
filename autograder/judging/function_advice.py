"""What to do about a function whose numbers no cause explains, or that cannot be compared."""

from __future__ import annotations

import re

from autograder.exercises.exercise import Block, Computed, Exercise
from autograder.judging.verdict import Verdict

#: What to compare with what; the smallest example; where to begin. The first may be empty.
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
#: For what cannot be compared: how the problem reads, and the second and the third line.
PROBLEMS: tuple[tuple[str, str, str], ...] = (
    ("the grader failed", "", ""),
    (
        "shape",
        SHAPES,
        "Print the shape of every value on the way to {block}. Which is not as expected?",
    ),
    (
        "holds",
        "Look for divisions, logarithms and exponentials: can an input of one be 0, or large?",
        PRINT,
    ),
    (
        "raised",
        "Call `{function}` yourself, and print each value and its shape before the failing line.",
        SHAPES,
    ),
    (
        "did not come back",
        "Call `{function}` with the smallest inputs, and print something in each loop.",
        "For each loop and each call of itself: what changes every time, and when does it end?",
    ),
    (
        ".*(two different results|keeps something)",
        "Call `{function}` twice with the same inputs, and compare.",
        "Which names outside `{function}` does it read or change? Does a default argument live on?",
    ),
    (
        ".*right on the first inputs",
        "Call `{function}` with inputs of other sizes.",
        "Which numbers in your code are the size or the value of something in one example?",
    ),
    (
        "",
        "Call `{function}` yourself, and look at what comes back: what it is, and how many.",
        "Put it beside the table of the question, row by row.",
    ),
)


def on_function(exercise: Exercise, task: Computed, verdict: Verdict) -> Advice:
    """The advice on an answer that is a function."""
    values = [block.name for block in verdict.blocks if block.of_value and not block.right]
    unexplained = [name for name in verdict.unknown if name in values] or values
    if verdict.problem or not values:
        return _of_problem(task, verdict)
    return _of_value(exercise, task, next(b for b in task.blocks if b.name == unexplained[0]))


def _of_problem(task: Computed, verdict: Verdict) -> Advice:
    """For an answer that cannot be compared, or a block of another shape or type."""
    wrong = next((b for b in verdict.blocks if not b.right), None)
    block = wrong.name if wrong else ""
    problem = verdict.problem or (wrong.problem if wrong else "")
    second, third = next(lines for begins, *lines in PROBLEMS if re.match(begins, problem))
    words = {"function": task.name, "block": block}
    return "", second.format(**words), third.format(**words)


def _of_value(exercise: Exercise, task: Computed, block: Block) -> Advice:
    inputs = _inputs(task)
    words = {"function": task.name, "block": block.name, "inputs": "the inputs"}
    if len(inputs) <= 4:
        words["inputs"] = _listed(inputs)
    # Other braces in an exercise's own advice are left alone.
    first = exercise.advice.replace("{block}", block.name)
    first = first or _compared(inputs, block).format(**words)
    small = SMALL_GRAPH if "parents" in inputs else SMALL_DIFFERENCE if "f" in inputs else SMALL
    return first, small.format(**words), PRINT.format(**words)


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


def _inputs(task: Computed) -> list[str]:
    inside = task.signature.partition("(")[2].rstrip(")")
    return [name.strip() for name in inside.split(",") if name.strip()]


def _listed(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
