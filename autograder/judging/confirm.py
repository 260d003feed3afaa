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
    task, causes = draws.task, list[Cause]()
    if task.keeps_inputs and changed:
        # A changed parameter costs the block of its name; anything else, all blocks.
        names = [block.name for block in task.blocks]
        lost = [name for name in names if name in changed] or names
        results = _without(lost, results)
        causes.append(_changes(sorted(changed), lost))
    for required, draw in draws.requirement_draws():
        if lost := _lost(task, answer, results, draw):
            results = _without(lost, results)
            said = (required.slug,), required.clause, required.question, HERE
            causes.append(Cause(*said, tuple(lost), ORDINARY))
    lost = _lost(task, answer, results, own) if own else []
    if not own or not lost:
        return Confirmed(results, "", tuple(causes))
    shapes = ", ".join(f"{n} {v.shape}" for n, v in own.inputs.items() if isinstance(v, np.ndarray))
    words = {"blocks": ", ".join(lost), "shapes": f", of the shapes {shapes}" if shapes else ""}
    return Confirmed(_without(lost, results), ONLY_THERE.format(**words), tuple(causes))


def _changes(names: Sequence[str], lost: Sequence[str]) -> Cause:
    return Cause(
        ("changes-its-input",),
        f"it changes {', '.join(names)} in place, which the question asks to leave alone",
        f"What does whoever calls the function find in {names[0]} afterwards?",
        HERE,
        tuple(lost),
        "Whatever it returns,",
    )


def _lost(task: Computed, answer: Answer, results: Results, draw: Draw) -> list[str]:
    """The blocks that are right so far and not on this draw; a draw may have other blocks."""
    right = [r.name for r in results if r.right]
    if not right:
        return []
    names = [block.name for block in task.blocks]
    if list(draw.right) != names:
        task = replace(task, blocks=tuple(Block(name) for name in draw.right))
    wrong = set(draw.right) - right_on(task, answer, draw)
    return right if wrong - set(names) else [name for name in right if name in wrong]


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
