"""Running an answer on draws: its blocks by name, and the draws that a diagnosis is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.boundary.answers import Answer
from autograder.exercises.exercise import EQUAL, RECTANGULAR, SQUARE, Computed, Sizes
from autograder.judging.compare import NotAnArray, as_numbers, compare, precision
from autograder.judging.diagnosis import Diagnosis
from autograder.judging.observation import SAME, Observation, plain
from autograder.judging.probe_draws import Draw, Draws
from autograder.judging.verdict import Cause
from autograder.reference.rules import Array


def named_blocks(task: Computed, value: Any) -> tuple[dict[str, Any], str]:
    """The returned value as named blocks, or one line on why it is not."""
    names = [b.name for b in task.blocks]
    if isinstance(value, Mapping):
        missing = [n for n in names if n not in value]
        if missing:
            return {}, f"returned a dict without {', '.join(missing)}; expected {', '.join(names)}"
        return {n: value[n] for n in names}, ""
    if len(names) == 1:
        return {names[0]: value}, ""
    is_sequence = isinstance(value, (tuple, list)) or (
        isinstance(value, np.ndarray) and value.ndim > 0
    )
    if is_sequence and len(value) == len(names):
        return dict(zip(names, value, strict=True)), ""
    got = f"{len(value)} things" if isinstance(value, (tuple, list)) else type(value).__name__
    return {}, f"expected {len(names)} things in this order, {', '.join(names)}; got {got}"


def diagnosing_observations(draws: Draws, answer: Answer) -> list[Observation]:
    """The answer on the square draws; failing that, where N is the width too; none if it fails."""
    return _probed(draws, answer, SQUARE) or _probed(draws, answer, EQUAL)


def _probed(draws: Draws, answer: Answer, wanted: Sequence[Sizes]) -> list[Observation]:
    probes = []
    for k, sizes in enumerate(wanted, start=100):
        draw = draws.at(k, sizes)
        blocks, problem = _run(draws.task, answer, draw)
        if problem:
            return []
        probes.append(observe(draw, blocks))
    return probes


def observe(draw: Draw, blocks: Mapping[str, Any]) -> Observation:
    """What one draw shows of an answer."""
    got, same = _numbers(blocks, draw.right)
    return Observation(draw.sizes, draw.inputs, draw.right, got, same)


def _run(task: Computed, answer: Answer, draw: Draw) -> tuple[dict[str, Any], str]:
    outcome = answer.call(draw.inputs)
    return ({}, outcome.error) if outcome.error else named_blocks(task, outcome.value)


def _numbers(
    blocks: Mapping[str, Any], right: Mapping[str, Array]
) -> tuple[dict[str, Array], dict[str, float]]:
    """The blocks that can be read as numbers, and how exact each of them can be."""
    read, same = {}, {}
    for name, value in blocks.items():
        try:
            array = as_numbers(value)
        except NotAnArray:
            continue
        read[name] = plain(array, right[name])
        same[name] = max(SAME, precision(value))
    return read, same


def out_of_order(draws: Draws, answer: Answer) -> Diagnosis | None:
    """The right blocks, handed back in another order than the exercise says."""
    task, draw = draws.task, draws.at(0, RECTANGULAR[0])
    value = answer.call(draw.inputs).value
    if not isinstance(value, (tuple, list)) or len(value) != len(task.blocks) or len(value) < 2:
        return None
    order = []
    for block in task.blocks:
        fits = [
            k
            for k, got in enumerate(value)
            if compare(got, draw.right[block.name], block.axes, task.tolerance).right
        ]
        if len(fits) != 1:
            return None
        order.append(fits[0])
    if sorted(order) != list(range(len(order))) or order == sorted(order):
        return None
    names = ", ".join(task.blocks[order.index(k)].name for k in range(len(order)))
    return Diagnosis(
        (
            Cause(
                ("blocks-out-of-order",),
                f"the right things are returned in the order {names}",
                "In which order does the exercise ask for them?",
                "",
                tuple(b.name for b in task.blocks),
            ),
        )
    )


def holds_for(draws: Draws, answer: Answer, probes: list[Observation], wrong: Sequence[str]) -> str:
    """Where a wrong answer is right after all: where all sizes are equal, or for one sample."""
    if probes and all(p.is_right(b) for p in probes for b in wrong):
        return "it is right where all sizes are equal: look at which axis is which"
    task, draw = draws.task, draws.at(200, RECTANGULAR[0]._replace(N=1))
    blocks, problem = _run(task, answer, draw)
    if not problem and all(
        compare(blocks[b.name], draw.right[b.name], b.axes, task.tolerance).right
        for b in task.blocks
    ):
        return "it is right for a single sample: look at what several samples share"
    return ""
