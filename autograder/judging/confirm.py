"""Confirm an answer: the same inputs once more, and inputs that no other answer was given.

Here an answer is only right or wrong. No cause is looked for, so that no truths beyond these have
to be computed for each student.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.boundary.answers import Answer
from autograder.exercises.exercise import Computed
from autograder.judging.compare import compare_blocks, normwise_error
from autograder.judging.probe_draws import Draw, Draws
from autograder.judging.returned import NotAnArray, as_numbers, named_blocks, precision
from autograder.judging.verdict import BlockResult

UNSTEADY = (
    "{blocks}: gave two different results for the same inputs; likely it keeps something between "
    "calls, or draws random numbers"
)
FAILED_AGAIN = (
    "gave a result for these inputs once, and the second time {error}; likely it keeps something "
    "between calls"
)
ONLY_THERE = (
    "{blocks}: right on the first inputs, and wrong on others{shapes}; likely a size or a number "
    "of one example is written into it"
)
Results = tuple[BlockResult, ...]


def deciding_inputs(draws: Draws, own: Draw | None) -> list[Mapping[str, Any]]:
    """The inputs of the calls that decide whether an answer is right, in order."""
    graded = [draw.inputs for draw in draws.grading_draws()]
    return [*graded, graded[0], *([own.inputs] if own else [])]


def confirmed(
    draws: Draws, answer: Answer, results: Results, first: Mapping[str, Any], own: Draw | None
) -> tuple[Results, str]:
    """The results with those blocks wrong that are not confirmed, and one line that says why.

    Parameters
    ----------
    results : tuple of BlockResult
        By block, on the grading draws.
    first : mapping of str to object
        What the answer returned on the first of them.
    own : Draw or None
        A draw of the answer's own; only right or wrong is asked on it.
    """
    right = {r.name for r in results if r.right}
    unsteady, failure = _unsteady(draws, answer, first, right)
    if failure:
        return _without([r.name for r in results], results), failure
    if unsteady:
        return _without(unsteady, results), UNSTEADY.format(blocks=", ".join(unsteady))
    if own is None or not right:
        return results, ""
    fine = _right_on(draws.task, answer, own)
    lost = [r.name for r in results if r.name in right - fine]
    if not lost:
        return results, ""
    shapes = ", ".join(f"{n} {v.shape}" for n, v in own.inputs.items() if isinstance(v, np.ndarray))
    words = {"blocks": ", ".join(lost), "shapes": f", of the shapes {shapes}" if shapes else ""}
    return _without(lost, results), ONLY_THERE.format(**words)


def _unsteady(
    draws: Draws, answer: Answer, first: Mapping[str, Any], right: set[str]
) -> tuple[list[str], str]:
    """The blocks that the same inputs give otherwise; or why they give nothing any more."""
    task, draw = draws.task, draws.grading_draws()[0]
    outcome = answer.call(draw.inputs)
    again, problem = named_blocks(task, outcome.value)
    if outcome.error or problem:
        return [], FAILED_AGAIN.format(error=outcome.failure or problem)
    # What is right both times is right, however it differs.
    both = right & _right_blocks(task, again, draw)
    names = [block.name for block in task.blocks if block.name not in both]
    return [n for n in names if not _same(first[n], again[n], task.tolerance)], ""


def _same(one: Any, other: Any, tolerance: float) -> bool:
    """Whether two values are the same up to rounding; what cannot be read as numbers is ignored."""
    try:
        before, after = as_numbers(one), as_numbers(other)
    except NotAnArray:
        return True
    if before.shape != after.shape:
        return False
    return normwise_error(after, before) <= max(tolerance, precision(one))


def _right_on(task: Computed, answer: Answer, own: Draw) -> set[str]:
    outcome = answer.call(own.inputs)
    blocks, problem = named_blocks(task, outcome.value)
    if outcome.error or problem:
        return set()
    return _right_blocks(task, blocks, own)


def _right_blocks(task: Computed, blocks: Mapping[str, Any], draw: Draw) -> set[str]:
    return {r.name for r in compare_blocks(task, blocks, draw.right) if r.right}


def _without(names: Sequence[str], results: Results) -> Results:
    return tuple(
        replace(r, right=False, remark="") if r.right and r.name in names else r for r in results
    )
