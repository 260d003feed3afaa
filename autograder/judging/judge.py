"""The judge: an exercise and an answer in, a verdict out. It knows nothing about notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.boundary.answers import Answer
from autograder.exercises.derivation import Derivation
from autograder.exercises.exercise import Computed, Entries, Example, Exercise
from autograder.exercises.ordering import Ordering
from autograder.judging.advice import advised
from autograder.judging.compare import compare_blocks
from autograder.judging.confirm import confirmed
from autograder.judging.derivation.judge import judge_derivation
from autograder.judging.deviation import Deviation, deviations
from autograder.judging.diagnosis.diagnose import Diagnosis, diagnose
from autograder.judging.diagnosis.reruns import (
    blocks_out_of_order,
    observe_off_balance,
    observe_square,
    right_where,
)
from autograder.judging.entries import judge_entries
from autograder.judging.examples import judge_example
from autograder.judging.observations import Observation, observe
from autograder.judging.ordering import judge_ordering
from autograder.judging.probe_draws import Draw, Draws
from autograder.judging.returned import is_blank, named_blocks
from autograder.judging.steadiness import steady
from autograder.judging.verdict import (
    BlockResult,
    Cause,
    Verdict,
    first_to_mend,
    part_of,
    rejected,
    unwritten,
    where,
)

#: How the remark on a crashed diagnosis begins.
DIAGNOSIS_FAILED = "looking for the cause failed"
_NOT_WRITTEN = "nothing is returned yet: is there a `return` line?"


@np.errstate(all="ignore")  # an overflow makes an answer wrong, and needs no warning
def judge(
    exercise: Exercise,
    answer: Answer,
    seed: Sequence[int],
    draws: Draws | None = None,
    own: Draw | None = None,
    show: list[Deviation] | None = None,
) -> Verdict:
    """Judge an answer on inputs drawn from `seed`, or on `draws` already made from that seed.

    On `own`, a draw of the answer's own, it only has to be right; see `confirm`. A list `show`
    receives how wrong blocks differ from the truth, with expected numbers: it is for a student's
    own notebook alone.
    """
    verdict = _judged(exercise, answer, seed, draws, own, show)
    return advised(exercise, verdict)


def _judged(
    exercise: Exercise,
    answer: Answer,
    seed: Sequence[int],
    draws: Draws | None,
    own: Draw | None,
    show: list[Deviation] | None,
) -> Verdict:
    """The verdict without advice."""
    task = exercise.task
    if isinstance(task, Entries):
        return judge_entries(exercise, task, answer)
    if isinstance(task, Example):
        return judge_example(exercise, task, answer)
    if isinstance(task, Derivation):
        return judge_derivation(exercise, task, answer, seed)
    if isinstance(task, Ordering):
        return judge_ordering(exercise, task, answer)
    if not answer.is_function():
        return _not_a_function(exercise, task, answer)
    draws = draws or Draws(task, seed)
    run = _run(draws, answer, own)
    if run.is_unwritten:
        return unwritten(exercise, _NOT_WRITTEN)
    if run.is_right:
        points, remarks = exercise.points, _once(run.remarks)
        return Verdict(exercise.id, points, points, "right", run.results, "", remarks)
    if show is not None and run.is_steady:
        show.extend(deviations(run.results, run.observations, task.tolerance))
    return _explained(exercise, draws, answer, run)


@dataclass(frozen=True)
class _Run:
    """An answer on the grading draws: its results, or the problem that ended the run.

    Attributes
    ----------
    unconfirmed : str
        What speaks against results on the grading draws, such as another result the next time.
    causes : tuple of Cause
        What speaks against them and has a name.
    lost : tuple of str
        Blocks that were right there, and are not for that reason.
    is_steady : bool
        Whether the same inputs give the same.
    """

    results: tuple[BlockResult, ...] = ()
    observations: tuple[Observation, ...] = ()
    remarks: tuple[str, ...] = ()
    problem: str = ""
    is_unwritten: bool = False
    unconfirmed: str = ""
    causes: tuple[Cause, ...] = ()
    lost: tuple[str, ...] = ()
    is_steady: bool = True

    @property
    def is_right(self) -> bool:
        return not self.problem and all(r.right for r in self.results)


def _run(draws: Draws, answer: Answer, own: Draw | None) -> _Run:
    """Run an answer on the grading draws, up to the first problem, and confirm what it gave."""
    task, problem = draws.task, ""
    given: list[Mapping[str, Any]] = []
    changed, remarks = set[str](), list[str]()
    for draw in draws.grading_draws():
        outcome = answer.call(draw.inputs)
        if outcome.unwritten or (is_blank(outcome.value) and not outcome.error):
            return _Run(is_unwritten=True)
        blocks, problem = named_blocks(task, outcome.value)
        problem = outcome.failure or problem
        if problem:
            break
        if all(map(is_blank, blocks.values())):
            # Such as the results of methods that are not written yet.
            return _Run(is_unwritten=True)
        if outcome.changed:
            remarks.append(f"it changes its input {', '.join(outcome.changed)} in place")
            changed.update(outcome.changed)
        given.append(blocks)
    if not given:
        return _Run(remarks=tuple(remarks), problem=problem)
    run = _confirmed(draws, answer, own, given, changed)
    if problem and run.is_steady:
        return _Run(remarks=tuple(remarks), problem=problem)
    return replace(run, remarks=(*remarks, *(r.remark for r in run.results if r.remark)))


def _confirmed(
    draws: Draws,
    answer: Answer,
    own: Draw | None,
    given: Sequence[Mapping[str, Any]],
    changed: Set[str],
) -> _Run:
    """What an answer gave on the grading draws, as far as other calls do not speak against it."""
    task = draws.task
    compared = [
        compare_blocks(task, blocks, draw.right)
        for draw, blocks in zip(draws.grading_draws(), given, strict=False)
    ]
    results = tuple(_on_all_draws(results) for results in zip(*compared, strict=True))
    found = steady(draws, answer, results, given, own)
    if found.is_steady and len(given) == len(draws.grading_draws()):
        found = confirmed(draws, answer, results, changed, own)
    kept = found.results
    return _Run(
        kept,
        tuple(map(observe, draws.grading_draws(), given)),
        unconfirmed=found.problem,
        causes=found.causes,
        lost=tuple(
            r.name for r, now in zip(results, kept, strict=True) if r.right and not now.right
        ),
        is_steady=found.is_steady,
    )


def _on_all_draws(results: tuple[BlockResult, ...]) -> BlockResult:
    """The first wrong result, if there is one: a block must be right on every draw."""
    return next((r for r in results if not r.right), results[0])


def _explained(exercise: Exercise, draws: Draws, answer: Answer, run: _Run) -> Verdict:
    """The verdict on an answer that is not right, with what is known about the cause."""
    task = draws.task
    right = [r.name for r in run.results if r.right]
    wrong = tuple(b.name for b in task.blocks if b.name not in {*right, *run.lost})
    if not run.is_steady or (run.lost and not wrong):
        return _verdict(exercise, run, run.unconfirmed, run.remarks, Diagnosis())
    observations = observe_square(draws, answer)
    others = (*run.observations, *observe_off_balance(draws, answer, right))
    known, failure = _diagnosis(task, observations, wrong, others)
    if not known.is_whole(wrong):
        known = blocks_out_of_order(draws, answer) or known
    problem, only_where = run.problem, ""
    if not problem:
        only_where = right_where(draws, answer, observations, wrong)
    elif observations:
        problem += "; it runs where all sizes are equal, so look at which axes meet"
    remarks = filter(None, (*run.remarks, failure, only_where))
    return _verdict(exercise, run, problem or run.unconfirmed, remarks, known)


def _verdict(
    exercise: Exercise, run: _Run, problem: str, remarks: Iterable[str], known: Diagnosis
) -> Verdict:
    """The verdict on an answer that is not right: each right block earns an equal share."""
    assert isinstance(exercise.task, Computed)
    right = sum(r.right for r in run.results)
    return Verdict(
        exercise.id,
        part_of(exercise.points, right / len(exercise.task.blocks)),
        exercise.points,
        "partial" if right else "wrong",
        run.results,
        problem,
        _once(remarks),
        first_to_mend((*run.causes, *known.causes)),
        known.follows,
        known.unknown,
    )


def _diagnosis(
    task: Computed,
    observations: Sequence[Observation],
    wrong: tuple[str, ...],
    graded: Sequence[Observation],
) -> tuple[Diagnosis, str]:
    """The diagnosis; if it crashes, a remark instead, because a slip's bug must not cost points."""
    try:
        return diagnose(task, observations, wrong, graded), ""
    except Exception as bug:
        failure = f"{DIAGNOSIS_FAILED} ({where(bug)}): tell your instructor; the points stand"
        return Diagnosis(unknown=wrong), failure


def _once(remarks: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(remarks))


def _not_a_function(exercise: Exercise, task: Computed, answer: Answer) -> Verdict:
    value = answer.value()
    if is_blank(value):
        return unwritten(exercise, _NOT_WRITTEN)
    hint = f"hand over `{task.name}` itself, without calling it"
    problem = f"expected a function `{task.signature}`, got {type(value).__name__}; {hint}"
    return rejected(exercise, problem)
