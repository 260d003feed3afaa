"""The judge: an exercise and an answer in, a verdict out. It knows nothing of notebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.answers import Answer, Outcome
from autograder.compare import Compared, compare
from autograder.diagnosis import Probe, diagnose, numbers
from autograder.entries import judge_entries, judge_example
from autograder.exercise import RECTANGULAR, SQUARE, Computed, Entries, Example, Exercise
from autograder.rules import RIGHT
from autograder.verdict import BlockResult, Verdict

ADVICE = (
    "I do not recognise the cause. Nudge one entry of an input by 1e-5 up and down and compare the "
    "change of the loss, divided by 2e-5, with your number for that entry."
)


def judge(exercise: Exercise, answer: Answer, seed: Sequence[int]) -> Verdict:
    """Judge an answer on inputs drawn from `seed`."""
    task = exercise.task
    if isinstance(task, Entries):
        return judge_entries(exercise, task, answer)
    if isinstance(task, Example):
        return judge_example(exercise, task, answer)
    if not answer.is_function():
        kind = type(answer.value()).__name__
        hint = f"hand over `{task.name}` itself, without calling it"
        return broken(exercise, f"expected a function `{task.signature}`, got a {kind}; {hint}")
    return _judge_function(exercise, task, answer, seed)


def broken(exercise: Exercise, problem: str) -> Verdict:
    """The verdict on an answer that could not be looked at."""
    return Verdict(exercise.id, 0.0, exercise.points, "wrong", problem=problem)


def _judge_function(
    exercise: Exercise, task: Computed, answer: Answer, seed: Sequence[int]
) -> Verdict:
    compared: list[dict[str, Compared]] = []
    remarks: list[str] = []
    problem = ""
    for k, sizes in enumerate(RECTANGULAR):
        inputs = task.draw(np.random.default_rng([*seed, k]), sizes)
        right = task.reference(inputs, RIGHT)
        outcome = answer.call(inputs)
        if outcome.unwritten or (outcome.value is None and not outcome.error):
            return _unwritten(exercise)
        problem = outcome.error and f"raised {outcome.error}"
        blocks, problem = ({}, problem) if problem else _blocks(task, outcome.value)
        if problem:
            break
        if outcome.changed:
            remarks.append(f"it changes its input {', '.join(outcome.changed)} in place")
        compared.append(
            {
                b.name: compare(blocks[b.name], right[b.name], b.axes, task.tolerance)
                for b in task.blocks
            }
        )
    results = () if problem else tuple(_block_result(b.name, compared) for b in task.blocks)
    return _verdict(exercise, task, answer, seed, results, problem, remarks)


def _verdict(
    exercise: Exercise,
    task: Computed,
    answer: Answer,
    seed: Sequence[int],
    results: tuple[BlockResult, ...],
    problem: str,
    remarks: list[str],
) -> Verdict:
    right = sum(r.right for r in results)
    remarks = list(dict.fromkeys([*remarks, *(r.remark for r in results if r.remark)]))
    if results and right == len(results):
        return Verdict(
            exercise.id, exercise.points, exercise.points, "right", results, "", tuple(remarks)
        )
    wrong = tuple(r.name for r in results if not r.right) or tuple(b.name for b in task.blocks)
    probes = _diagnosing_probes(task, answer, seed)
    causes = diagnose(task, probes, wrong)
    if problem.startswith("raised") and probes:
        problem += "; it runs where all sizes are equal, so look at which axes meet"
    score = round(exercise.points * right / len(task.blocks), 2)
    return Verdict(
        exercise.id,
        score,
        exercise.points,
        "partial" if right else "wrong",
        results,
        problem,
        tuple(remarks),
        causes,
        "" if causes else ADVICE,
    )


def _unwritten(exercise: Exercise) -> Verdict:
    problem = "nothing is returned yet: is there a `return` line?"
    return Verdict(exercise.id, 0.0, exercise.points, "unwritten", problem=problem)


def _block_result(name: str, compared: list[dict[str, Compared]]) -> BlockResult:
    """A block is right when it is right on every draw; else the first draw that says otherwise."""
    results = [c[name] for c in compared]
    first = next((r for r in results if not r.right), results[0])
    return BlockResult(name, first.right, first.problem, first.remark, first.errors)


def _blocks(task: Computed, value: Any) -> tuple[dict[str, Any], str]:
    """The returned value as named blocks, or one line on why it is not."""
    names = [b.name for b in task.blocks]
    if isinstance(value, Mapping):
        missing = [n for n in names if n not in value]
        if missing:
            return {}, f"returned a dict without {', '.join(missing)}; expected {', '.join(names)}"
        return {n: value[n] for n in names}, ""
    if len(names) == 1:
        return {names[0]: value}, ""
    if isinstance(value, (tuple, list)) and len(value) == len(names):
        return dict(zip(names, value, strict=True)), ""
    got = f"{len(value)} things" if isinstance(value, (tuple, list)) else type(value).__name__
    return {}, f"expected {len(names)} things in this order, {', '.join(names)}; got {got}"


def _diagnosing_probes(task: Computed, answer: Answer, seed: Sequence[int]) -> list[Probe]:
    """Run the answer on the square draws; none where it fails on one of them."""
    probes = []
    for k, sizes in enumerate(SQUARE):
        inputs = task.draw(np.random.default_rng([*seed, 100 + k]), sizes)
        outcome: Outcome = answer.call(inputs)
        blocks, problem = ({}, outcome.error) if outcome.error else _blocks(task, outcome.value)
        if problem:
            return []
        right = {n: np.asarray(v) for n, v in task.reference(inputs, RIGHT).items()}
        got = {
            n: v.reshape(right[n].shape) if v.size == right[n].size and right[n].ndim <= 1 else v
            for n, v in numbers(blocks).items()
        }
        probes.append(Probe(sizes, inputs, right, got))
    return probes
