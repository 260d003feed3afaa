"""Error carried forward: what an answer is worth by itself if it calls an earlier, wrong one.

It is judged once more in a process of its own, in which the judge answers in place of the earlier
ones. A student's code can ask there for right values, so nothing comes out of that process but
which blocks are right, and the names of slips.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from autograder.execution.cells import alone, is_judged, needed
from autograder.execution.helpers import with_helpers
from autograder.execution.notebook_run import NotebookRun
from autograder.execution.process import Gone, Process
from autograder.execution.stand_ins import StandIns, suits
from autograder.exercises.exercise import Computed, Exercise
from autograder.judging.own_work import has_own_work
from autograder.judging.verdict import BlockResult, Verdict
from autograder.notebook.checking import STUB
from autograder.repair.cell_role import answers, asked, grade_id


def carried_forward(
    own: Verdict,
    run: NotebookRun,
    verdicts: Mapping[str, Verdict],
    catalogue: Mapping[str, Exercise],
    judge_in: Callable[[Process], Verdict],
) -> Verdict | None:
    """The verdict with right earlier answers; None where it says no more than the answer's own.

    Parameters
    ----------
    own : Verdict
        On the answer as it is.
    run : NotebookRun
    verdicts : mapping of str to Verdict
        On the earlier exercises.
    catalogue : mapping of str to Exercise
    judge_in : callable
        Judges the answer in a process.
    """
    earlier = _stood_in_for(own, run, verdicts, catalogue)
    if not earlier or own.state == "right" or run.second_tries.left <= 0:
        return None
    with run.second_tries.spending():
        return _judged(own, run, earlier, catalogue, judge_in)


def _stood_in_for(
    own: Verdict,
    run: NotebookRun,
    verdicts: Mapping[str, Verdict],
    catalogue: Mapping[str, Exercise],
) -> dict[str, str]:
    """The earlier exercises that are not right, by the names of their answers in the notebook."""
    task = catalogue[own.exercise].task
    needs = (needed(own.exercise, catalogue) - {own.exercise}) & catalogue.keys()
    wrong = {one for one in needs if one in verdicts and verdicts[one].state != "right"}
    unwritten = any(answers(c) == own.exercise and STUB in str(c.source) for c in run.done)
    if not wrong or unwritten or not isinstance(task, Computed):
        return {}
    tasks = {one: t for one in needs if isinstance(t := catalogue[one].task, Computed) and suits(t)}
    if not has_own_work(task, list(tasks.values())):
        return {}
    checks = {grade_id(c): asked(str(c.source)) for c in run.done if is_judged(c)}
    return {check.name: one for one in sorted(wrong & {*tasks}) if (check := checks.get(one))}


def _judged(
    own: Verdict,
    run: NotebookRun,
    earlier: Mapping[str, str],
    catalogue: Mapping[str, Exercise],
    judge_in: Callable[[Process], Verdict],
) -> Verdict | None:
    """The best verdict with stand-ins: without the student's other cells, and with helpers."""
    tasks = {name: catalogue[one].task for name, one in earlier.items()}
    cells = alone(run.cells, needed(own.exercise, catalogue) - {*earlier.values()})
    best: Verdict | None = None
    for more in (cells, with_helpers(run.done, cells)):
        stand_ins = StandIns({n: t for n, t in tasks.items() if isinstance(t, Computed)})
        left = run.second_tries.left
        with contextlib.suppress(Gone), run.fresh(more, left, stand_ins) as process:
            verdict = judge_in(process)
            if stand_ins.asked:
                found = _told(verdict, sorted(earlier[name] for name in stand_ins.asked))
                best = found if _says_more(found, best or own) else best
        if best is not None and best.state == "right":
            break
    return best


def _says_more(one: Verdict, other: Verdict) -> bool:
    """Whether a verdict is higher, or equal and with a name for all that is wrong."""
    ranks = [(verdict.score, verdict.state == "right") for verdict in (one, other)]
    return ranks[0] > ranks[1] or (ranks[0] == ranks[1] and bool(one.causes) and not one.unknown)


def _told(verdict: Verdict, given: Iterable[str]) -> Verdict:
    """What may be told of a verdict: no text and no number that the student's code has a say in."""
    causes = tuple(replace(cause, detail="") for cause in verdict.causes if cause.slugs)
    unnamed = [name for c in verdict.causes if not c.slugs for name in c.blocks]
    return replace(
        verdict,
        blocks=tuple(BlockResult(block.name, block.right) for block in verdict.blocks),
        problem="",
        remarks=(),
        causes=causes,
        unknown=(*verdict.unknown, *unnamed),
        given=tuple(given),
    )
