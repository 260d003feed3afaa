"""Run a wrong answer again, on draws other than the grading draws, to learn more about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.boundary.answers import Answer
from autograder.exercises.exercise import EQUAL, RECTANGULAR, SQUARE, Block, Computed, Sizes
from autograder.judging.compare import compare, compare_blocks
from autograder.judging.diagnosis.diagnose import Diagnosis
from autograder.judging.observations import Observation, observe
from autograder.judging.probe_draws import Draw, Draws
from autograder.judging.returned import named_blocks
from autograder.judging.verdict import Cause

#: Numbers of the draws that are made here; the grading draws count from 0.
FIRST_SQUARE, SINGLE_SAMPLE, OFF_BALANCE = 100, 200, 300


def observe_square(draws: Draws, answer: Answer) -> list[Observation]:
    """The answer on the square draws; if it fails there, on draws where N equals the widths too.

    Empty if it fails on both.
    """
    return _observe_all(draws, answer, SQUARE) or _observe_all(draws, answer, EQUAL)


def observe_off_balance(draws: Draws, answer: Answer, right: Sequence[str]) -> list[Observation]:
    """The answer on a draw that no error sums to 0 on, to rule out causes; empty if of no use.

    It is of no use if a right block is wrong there: the answer then relies on sums of 1.
    """
    draw = draws.off_balance(OFF_BALANCE, SQUARE[0])
    if draw is None:
        return []
    blocks, problem = _run(draws.task, answer, draw)
    seen = [] if problem else [observe(draw, blocks)]
    return [o for o in seen if all(map(o.is_right, right))]


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
    order = _order(task, value, draw)
    moved = tuple(b.name for k, b in enumerate(task.blocks) if order and order[k] != k)
    if not moved:
        return None
    names = ", ".join(task.blocks[order.index(k)].name for k in range(len(order)))
    clause = f"the right things are returned in the order {names}"
    question = "In which order does the exercise ask for them?"
    return Diagnosis((Cause(("blocks-out-of-order",), clause, question, "", moved),))


def _order(task: Computed, values: Sequence[Any], draw: Draw) -> list[int]:
    """The place at which each block is returned; empty if that is not certain.

    Of equal blocks, one that stands in its own place is taken for itself.
    """

    def is_at(block: Block, place: int) -> bool:
        return compare(block, values[place], draw.right[block.name], task.tolerance).right

    own = {k for k, block in enumerate(task.blocks) if is_at(block, k)}
    others = set(range(len(values))) - own
    places = [
        [k] if k in own else [p for p in others if is_at(block, p)]
        for k, block in enumerate(task.blocks)
    ]
    is_certain = all(len(p) == 1 for p in places) and len({p[0] for p in places}) == len(places)
    return [p[0] for p in places] if is_certain else []


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
