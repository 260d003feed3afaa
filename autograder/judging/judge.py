"""The judge: an exercise and an answer in, a verdict out. It knows nothing of notebooks."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path

from autograder.boundary.answers import Answer
from autograder.exercises.exercise import Computed, Entries, Example, Exercise
from autograder.judging.compare import Compared, compare
from autograder.judging.diagnosis import Diagnosis, diagnose
from autograder.judging.entries import judge_entries, judge_example
from autograder.judging.observation import Observation
from autograder.judging.observe import (
    diagnosing_observations,
    holds_for,
    named_blocks,
    observe,
    out_of_order,
)
from autograder.judging.probe_draws import Draws
from autograder.judging.verdict import BlockResult, Verdict


def judge(
    exercise: Exercise, answer: Answer, seed: Sequence[int], draws: Draws | None = None
) -> Verdict:
    """Judge an answer on inputs drawn from `seed`, or on draws of that seed made before."""
    task = exercise.task
    if isinstance(task, Entries):
        return judge_entries(exercise, task, answer)
    if isinstance(task, Example):
        return judge_example(exercise, task, answer)
    if not answer.is_function():
        return _no_function(exercise, task, answer)
    draws = draws or Draws(task, seed)
    compared: list[dict[str, Compared]] = []
    graded: list[Observation] = []
    remarks: list[str] = []
    for draw in draws.grading_draws():
        outcome = answer.call(draw.inputs)
        if outcome.unwritten or (_is_blank(outcome.value) and not outcome.error):
            return _unwritten(exercise)
        blocks, problem = named_blocks(task, outcome.value)
        problem = f"raised {outcome.error}" if outcome.error else problem
        if problem:
            return _wrong(exercise, answer, draws, (), problem, remarks, ())
        if outcome.changed:
            remarks.append(f"it changes its input {', '.join(outcome.changed)} in place")
        graded.append(observe(draw, blocks))
        compared.append(
            {
                b.name: compare(blocks[b.name], draw.right[b.name], b.axes, task.tolerance)
                for b in task.blocks
            }
        )
    results = tuple(_block_result(b.name, compared) for b in task.blocks)
    remarks += [r.remark for r in results if r.remark]
    if not all(r.right for r in results):
        return _wrong(exercise, answer, draws, results, "", remarks, graded)
    return Verdict(
        exercise.id, exercise.points, exercise.points, "right", results, "", _once(remarks)
    )


def _wrong(
    exercise: Exercise,
    answer: Answer,
    draws: Draws,
    results: tuple[BlockResult, ...],
    problem: str,
    remarks: list[str],
    graded: Sequence[Observation],
) -> Verdict:
    """The verdict on an answer that is not right in all its blocks, with what is known of why."""
    task, right = draws.task, sum(r.right for r in results)
    wrong = tuple(b.name for b in task.blocks if b.name not in {r.name for r in results if r.right})
    probes = diagnosing_observations(draws, answer)
    known, failure = _diagnosis(draws, probes, wrong, graded)
    remarks = [*remarks, failure] if failure else remarks
    if not known.is_whole(wrong):
        known = out_of_order(draws, answer) or known
    if problem and probes:
        problem += "; it runs where all sizes are equal, so look at which axes meet"
    elif not problem and (where := holds_for(draws, answer, probes, wrong)):
        remarks = [*remarks, where]
    return Verdict(
        exercise.id,
        round(exercise.points * right / len(task.blocks), 2),
        exercise.points,
        "partial" if right else "wrong",
        results,
        problem,
        _once(remarks),
        known.causes,
        known.follows,
        known.unknown,
    )


def _diagnosis(
    draws: Draws,
    probes: Sequence[Observation],
    wrong: tuple[str, ...],
    graded: Sequence[Observation],
) -> tuple[Diagnosis, str]:
    """The diagnosis. If it crashes, a remark instead: a bug in a slip must not cost points."""
    try:
        return diagnose(draws.task, probes, wrong, draws.table, graded), ""
    except Exception as bug:
        last = traceback.extract_tb(bug.__traceback__)[-1]
        where = f"{type(bug).__name__} in {Path(last.filename).name}, line {last.lineno}"
        failure = f"looking for the cause failed ({where}): tell your instructor; the points stand"
        return Diagnosis(unknown=wrong), failure


def _once(remarks: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(remarks))


def _is_blank(value: object) -> bool:
    return value is None or value is Ellipsis


def _no_function(exercise: Exercise, task: Computed, answer: Answer) -> Verdict:
    value = answer.value()
    if _is_blank(value):
        return _unwritten(exercise)
    hint = f"hand over `{task.name}` itself, without calling it"
    problem = f"expected a function `{task.signature}`, got a {type(value).__name__}; {hint}"
    return Verdict(exercise.id, 0.0, exercise.points, "wrong", problem=problem)


def _unwritten(exercise: Exercise) -> Verdict:
    problem = "nothing is returned yet: is there a `return` line?"
    return Verdict(exercise.id, 0.0, exercise.points, "unwritten", problem=problem)


def _block_result(name: str, compared: list[dict[str, Compared]]) -> BlockResult:
    """A block is right when it is right on every draw; else the first draw that says otherwise."""
    results = [c[name] for c in compared]
    first = next((r for r in results if not r.right), results[0])
    return BlockResult(name, first.right, first.problem, first.remark, first.errors)
