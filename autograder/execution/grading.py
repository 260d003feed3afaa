"""Grading one notebook: its cells run in order, confined, and each check is judged outside."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.boundary.errors import BackhandError
from autograder.catalogue import CATALOGUE
from autograder.execution.carry_forward import carried_forward
from autograder.execution.cells import (
    Cell,
    Notebook,
    alone,
    are_checks,
    code_cells,
    is_judged,
    needed,
    points_of,
)
from autograder.execution.engine import Engine
from autograder.execution.helpers import with_helpers
from autograder.execution.notebook_run import NotebookRun, Timeouts
from autograder.execution.outputs import failed, judged
from autograder.execution.own_tests import remark_on_value, without_value
from autograder.execution.process import Gone, Process
from autograder.execution.remote import Missing, RemoteAnswer
from autograder.execution.seeds import SeedFor, Seeds
from autograder.exercises.exercise import Exercise
from autograder.judging.confirm import deciding_inputs
from autograder.judging.judge import judge
from autograder.judging.probe_draws import Draw, Draws, own_draw, shared_draws
from autograder.judging.verdict import Verdict, not_judged, rejected, where
from autograder.notebook.checking import note_on_needs, undiagnosed_if_stub
from autograder.repair.cell_role import Asked, asked, grade_id

CUT_SHORT = "the cause was not looked for: the calls of this notebook took too long"
AGAIN = "Run again by itself, with the cells it needs, because {why}."


@dataclass(frozen=True)
class GradedNotebook:
    """A notebook with its outputs, the verdict on each exercise, and what went wrong on the way."""

    notebook: Notebook
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def grade_notebook(
    notebook: Notebook,
    *,
    engine: Engine,
    seed_for: SeedFor,
    files: Mapping[str, bytes] | None = None,
    times: Timeouts | None = None,
    catalogue: Mapping[str, Exercise] = CATALOGUE,
    only: str = "",
    carry_forward: bool = False,
) -> GradedNotebook:
    """Run a notebook's cells and judge its checks; outputs are written into it.

    Parameters
    ----------
    notebook : NotebookNode
        With its locked cells as they were released.
    engine : Engine
        Makes its processes.
    seed_for : callable
        From the id of an exercise to the seed of its draws.
    files : mapping of str to bytes, optional
        What lies beside the notebook.
    times : Timeouts, optional
        Limits of time, in seconds.
    catalogue : mapping of str to Exercise
        A graded cell that is not a check is an instructor's own test: it runs like any other cell.
    only : str
        The one exercise to judge; empty for all.
    carry_forward : bool
        As in `RunSettings`. Then the exercises that `only` needs are judged too.
    """
    wanted = needed(only, catalogue) if carry_forward else {only}
    graded = GradedNotebook(notebook)
    run = NotebookRun(engine, code_cells(notebook), files or {}, times or Timeouts())
    with contextlib.closing(run):
        checks = are_checks(run.cells, catalogue)
        for count, (cell, is_check) in enumerate(zip(run.cells, checks, strict=True), start=1):
            cell.execution_count = count
            run.done.append(cell)
            if is_check:
                if only and grade_id(cell) not in wanted:
                    continue
                cell.outputs = _check(cell, run, seed_for, graded, catalogue, count, carry_forward)
            else:
                cell.outputs = run.do(cell, count)
                if is_judged(cell) and points_of(cell) == 0:
                    cell.outputs = without_value(cell.outputs)
                elif is_judged(cell) and (remark := remark_on_value(cell)):
                    graded.remarks.append(remark)
        graded.remarks.extend(run.troubles)
    return graded


def _check(
    cell: Cell,
    run: NotebookRun,
    seed_for: SeedFor,
    graded: GradedNotebook,
    catalogue: Mapping[str, Exercise],
    count: int,
    carry_forward: bool,
) -> list[Any]:
    """Judge what a check cell asks for; the cell itself does not run."""
    name, wanted, points = grade_id(cell), asked(str(cell.source)), points_of(cell)
    if name not in catalogue:
        return [failed("NotJudged", f"no exercise {name!r} in the catalogue: 0 points")]
    if wanted is None or wanted.exercise != name:
        line = f'expected check("{name}", NAME) in this cell, got something else: 0 points'
        return [failed("NotJudged", line)]
    if points is not None:
        # The gradebook's points count, as an instructor may change them.
        catalogue = {**catalogue, name: replace(catalogue[name], points=points)}
    states = {earlier: one.state for earlier, one in graded.verdicts.items()}
    try:
        verdict, note = _best(wanted, run, seed_for, catalogue)
        if carry_forward:
            drawn = _Drawn.for_answer(catalogue[name], seed_for, run)
            verdict, note = _carried(verdict, note, wanted.name, run, drawn, graded, catalogue)
        outputs = judged(verdict, count, note, note_on_needs(catalogue[name], verdict, states))
    except BackhandError:
        raise  # no process can be started: that concerns every submission
    except Exception as bug:
        # Whatever is raised while an exercise is judged costs no more than that exercise.
        verdict = not_judged(catalogue[name], bug)
        graded.remarks.append(f"{name} could not be judged ({where(bug)}): look at it by hand")
        outputs = judged(verdict, count)
    graded.verdicts[name] = verdict
    return outputs


@dataclass(frozen=True)
class _Drawn:
    """What an answer is judged on: the draws of the whole class, and one of its own."""

    seed: Sequence[int]
    shared: Draws | None
    own: Draw | None

    @classmethod
    def for_answer(cls, exercise: Exercise, seed_for: SeedFor, run: NotebookRun) -> _Drawn:
        """The draws for the answer of the notebook that runs."""
        seed, own = seed_for(exercise.id), None
        if isinstance(seed_for, Seeds):
            own = seed_for.own(exercise.id, run.content)
        return cls(seed, shared_draws(exercise, seed), own_draw(exercise, own) if own else None)


def _carried(
    verdict: Verdict,
    note: str,
    answer: str,
    run: NotebookRun,
    drawn: _Drawn,
    graded: GradedNotebook,
    catalogue: Mapping[str, Exercise],
) -> tuple[Verdict, str]:
    """A verdict with its note, or the one with right earlier answers where that says more."""

    def judge_in(process: Process) -> Verdict:
        return _judge(catalogue[verdict.exercise], answer, process, drawn, run)[0]

    try:
        found = carried_forward(verdict, run, graded.verdicts, catalogue, judge_in)
    except BackhandError:
        raise
    except Exception as bug:
        # The verdict on the answer as it is stands.
        graded.remarks.append(f"{verdict.exercise} could not be carried forward ({where(bug)})")
        found = None
    return (verdict, note) if found is None else (found, "")


def _best(
    wanted: Asked, run: NotebookRun, seed_for: SeedFor, catalogue: Mapping[str, Exercise]
) -> tuple[Verdict, str]:
    """The better of the first verdict and, where the notebook's state may be to blame, a second."""
    exercise = catalogue[wanted.exercise]
    drawn = _Drawn.for_answer(exercise, seed_for, run)
    verdict, disturbed = _judge(exercise, wanted.name, run.process, drawn, run)
    if run.process is not None and not run.process.alive:
        run.lost(f"{wanted.name} ended the notebook's process")
    why = _why_disturbed(run, disturbed)
    if verdict.score >= exercise.points or not why or run.second_tries.left <= 0:
        return verdict, ""
    if verdict.state == "unwritten" and not disturbed:
        return verdict, ""
    with run.second_tries.spending():
        second = _second_try(wanted, run, drawn, catalogue)
    if second is None or second.score <= verdict.score:
        return verdict, ""
    return second, AGAIN.format(why=why)


def _why_disturbed(run: NotebookRun, disturbed: tuple[str, ...]) -> str:
    """What may have broken the notebook's state, in words; empty where nothing did."""
    if disturbed:
        return f"{', '.join(disturbed)} changed meaning on the way"
    return run.troubles[-1] if run.troubles else run.suspicion


def _second_try(
    wanted: Asked, run: NotebookRun, drawn: _Drawn, catalogue: Mapping[str, Exercise]
) -> Verdict | None:
    """The better of two verdicts: with the cells it needs alone, and with the student's helpers."""
    exercise = catalogue[wanted.exercise]
    cells = alone(run.cells, needed(wanted.exercise, catalogue))
    best: Verdict | None = None
    for more in (cells, with_helpers(run.done, cells)):
        if best is not None and (best.score >= exercise.points or len(more) == len(cells)):
            break
        with contextlib.suppress(Gone), run.fresh(more, run.second_tries.left) as process:
            verdict, _ = _judge(exercise, wanted.name, process, drawn, run)
            best = verdict if best is None or verdict.score > best.score else best
    return best


def _judge(
    exercise: Exercise, name: str, process: Process | None, drawn: _Drawn, run: NotebookRun
) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict on a name in a process, and the names that no longer mean what they did."""
    if process is None:
        return rejected(exercise, "the notebook had ended before this cell"), ()
    first = deciding_inputs(drawn.shared, drawn.own) if drawn.shared else []
    try:
        answer = RemoteAnswer(process, name, run.times.call, first, run.call_time)
    except Missing as missing:
        return rejected(exercise, str(missing)), (name,)
    except Gone as lost:
        return rejected(exercise, str(lost)), ()
    verdict = judge(exercise, answer, drawn.seed, drawn.shared, drawn.own)
    if answer.cut_short:
        verdict = replace(verdict, remarks=(*verdict.remarks, CUT_SHORT))
    # Only where it may change the verdict: finding the source takes as long as running a cell.
    source = "" if verdict.state == "right" else answer.source()
    return undiagnosed_if_stub(verdict, source), answer.disturbed
