"""Run a wrong answer again, on draws other than the grading draws, to learn more about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.boundary.answers import Answer
from autograder.exercises.exercise import EQUAL, RECTANGULAR, SQUARE, Computed, Sizes
from autograder.judging.compare import compare, compare_blocks
from autograder.judging.diagnosis.diagnose import Diagnosis
from autograder.judging.observations import Observation, observe
from autograder.judging.probe_draws import Draw, Draws
from autograder.judging.returned import named_blocks
from autograder.judging.verdict import Cause

#: Numbers of the draws that are made here; the grading draws count from 0.
FIRST_SQUARE, SINGLE_SAMPLE = 100, 200


def observe_square(draws: Draws, answer: Answer) -> list[Observation]:
    """The answer on the square draws; if it fails there, on draws where N equals the widths too.

    Empty if it fails on both.
    """
    return _observe_all(draws, answer, SQUARE) or _observe_all(draws, answer, EQUAL)


def _observe_all(draws: Draws, answer: Answer, wanted: Sequence[Sizes]) -> list[Observation]:
    observations = []
    for k, sizes in enumerate(wanted, start=FIRST_SQUARE):
        draw = draws.at(k, sizes)
        blocks, problem = _run(draws.task, answer, draw)
        if problem:
            return []
        observations.append(observe(draw, blocks))
    return observations


def _run(task: Computed, answer: Answer, draw: Draw) -> tuple[dict[str, Any], str]:
    outcome = answer.call(draw.inputs)
    return ({}, outcome.error) if outcome.error else named_blocks(task, outcome.value)


def blocks_out_of_order(draws: Draws, answer: Answer) -> Diagnosis | None:
    """The diagnosis, if the right blocks are returned in the wrong order."""
    task, draw = draws.task, draws.at(0, RECTANGULAR[0])
    value = answer.call(draw.inputs).value
    if not isinstance(value, (tuple, list)) or len(value) != len(task.blocks) or len(value) < 2:
        return None
    order = []
    for block in task.blocks:
        fits = [
            k
            for k, got in enumerate(value)
            if compare(block, got, draw.right[block.name], task.tolerance).right
        ]
        if len(fits) != 1:
            return None
        order.append(fits[0])
    if sorted(order) != list(range(len(order))) or order == sorted(order):
        return None
    names = ", ".join(task.blocks[order.index(k)].name for k in range(len(order)))
    cause = Cause(
        ("blocks-out-of-order",),
        f"the right things are returned in the order {names}",
        "In which order does the exercise ask for them?",
        "",
        tuple(b.name for b in task.blocks),
    )
    return Diagnosis((cause,))


def right_where(
    draws: Draws, answer: Answer, observations: Sequence[Observation], wrong: Sequence[str]
) -> str:
    """A remark, if a wrong answer is right where all sizes are equal, or for a single sample."""
    if observations and all(o.is_right(b) for o in observations for b in wrong):
        return "it is right where all sizes are equal: look at which axis is which"
    task, draw = draws.task, draws.at(SINGLE_SAMPLE, RECTANGULAR[0]._replace(N=1))
    blocks, problem = _run(task, answer, draw)
    if not problem and all(r.right for r in compare_blocks(task, blocks, draw.right)):
        return "it is right for a single sample: look at what several samples share"
    return ""
