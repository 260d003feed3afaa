"""Confirm an answer: what the text requires besides, and inputs that no other answer was given.

Here an answer is only right or wrong. No slip is looked for, so that no truths beyond these have
to be computed for each student.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.boundary.answers import Answer
from autograder.exercises.exercise import Block, Computed
from autograder.judging.compare import compare_blocks
from autograder.judging.probe_draws import Draw, Draws
from autograder.judging.returned import named_blocks
from autograder.judging.verdict import HERE, BlockResult, Cause

ONLY_THERE = (
    "{blocks}: right on the first inputs, and wrong on others{shapes}; likely a size or a number "
    "of one example is written into it"
)
#: How the sentence begins that a requirement's clause completes.
ORDINARY = "It is right on ordinary inputs, but"
Results = tuple[BlockResult, ...]


@dataclass(frozen=True)
class Confirmed:
    """Results, with those blocks wrong that are not confirmed, and why they are not.

    Attributes
    ----------
    is_steady : bool
        Whether the same inputs give the same; if not, no slip can be told from the numbers.
    """

    results: Results
    problem: str = ""
    causes: tuple[Cause, ...] = ()
    is_steady: bool = True


def deciding_inputs(draws: Draws, own: Draw | None) -> list[Mapping[str, Any]]:
    """The inputs of the calls that decide whether an answer is right, in order."""
    graded = [draw.inputs for draw in draws.grading_draws()]
    required = [draw.inputs for _, draw in draws.requirement_draws()]
    return [*graded, graded[0], *required, *([own.inputs] if own else [])]


def confirmed(
    draws: Draws, answer: Answer, results: Results, changed: Set[str], own: Draw | None
) -> Confirmed:
    """The results with those blocks wrong that fail what the text requires, or inputs of their own.

    Parameters
    ----------
    results : tuple of BlockResult
        By block, on the grading draws.
    changed : set of str
        The inputs that it changed in place.
    own : Draw or None
        A draw of the answer's own; only right or wrong is asked on it.
    """
    if all(r.right for r in results) and (cause := _required(draws, answer, changed)):
        # What else is wrong comes before what the text requires besides.
        lost = cause.blocks or [r.name for r in results]
        return Confirmed(_without(lost, results), "", (cause,))
    right = [r.name for r in results if r.right]
    lost, _ = lost_blocks(draws.task, answer, right, own) if own and right else ([], "")
    if not own or not lost:
        return Confirmed(results)
    shapes = ", ".join(f"{n} {v.shape}" for n, v in own.inputs.items() if isinstance(v, np.ndarray))
    words = {"blocks": ", ".join(lost), "shapes": f", of the shapes {shapes}" if shapes else ""}
    return Confirmed(_without(lost, results), ONLY_THERE.format(**words))


def _required(draws: Draws, answer: Answer, changed: Set[str]) -> Cause | None:
    """The first thing that the text asks for and a right answer does not do."""
    task = draws.task
    names = [block.name for block in task.blocks]
    if task.keeps_inputs and changed:
        return _changes(sorted(changed), [name for name in names if name in changed])
    for required, draw in draws.requirement_draws():
        lost, error = lost_blocks(task, answer, names, draw)
        if lost:
            blocks = () if len(lost) == len(names) else tuple(lost)
            said = (required.slug,), required.clause, required.question, HERE
            return Cause(*said, blocks, ORDINARY, error)
    return None


def _changes(names: Sequence[str], lost: Sequence[str]) -> Cause:
    return Cause(
        ("changes-its-input",),
        f"it changes {', '.join(names)} in place, which the question asks to leave alone",
        f"What does whoever calls the function find in {names[0]} afterwards?",
        HERE,
        tuple(lost),
        "Whatever it returns,",
    )


def lost_blocks(
    task: Computed, answer: Answer, right: Sequence[str], draw: Draw
) -> tuple[list[str], str]:
    """Which of the blocks that are right so far are not on this draw; and the error, if any.

    A draw may have other blocks than the exercise.
    """
    names = [block.name for block in task.blocks]
    if list(draw.right) != names:
        task = replace(task, blocks=tuple(Block(name) for name in draw.right))
    outcome = answer.call(draw.inputs)
    blocks, problem = named_blocks(task, outcome.value)
    if outcome.error or problem:
        return [*right], outcome.failure
    wrong = set(draw.right) - right_blocks(task, blocks, draw)
    return [name for name in right if name in wrong or wrong - set(names)], ""


def right_on(task: Computed, answer: Answer, draw: Draw) -> set[str]:
    """The blocks that an answer has right on a draw."""
    outcome = answer.call(draw.inputs)
    blocks, problem = named_blocks(task, outcome.value)
    return set() if outcome.error or problem else right_blocks(task, blocks, draw)


def right_blocks(task: Computed, blocks: Mapping[str, Any], draw: Draw) -> set[str]:
    """The blocks that are right on a draw."""
    return {r.name for r in compare_blocks(task, blocks, draw.right) if r.right}


def _without(names: Sequence[str], results: Results) -> Results:
    return tuple(
        replace(r, right=False, remark="") if r.right and r.name in names else r for r in results
    )
