"""The verdict on a derivation: the first line that does not follow, and what the others earn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from autograder.boundary.answers import Answer
from autograder.boundary.printable import in_one_line
from autograder.derivations.characters import LONGEST
from autograder.exercises.derivation import Derivation
from autograder.exercises.derivation_checks import same
from autograder.exercises.exercise import Exercise
from autograder.judging.derivation.cases import Cases, cases_of
from autograder.judging.derivation.given import given_lines
from autograder.judging.derivation.lines import LineResult, look_at
from autograder.judging.derivation.slips import cause_of, vanishes
from autograder.judging.verdict import (
    BlockResult,
    Cause,
    Formula,
    State,
    Verdict,
    part_of,
    rejected,
    unwritten,
)

#: The most characters that are shown of a line which could not be read.
SHOWN = 100
#: What is said of a line that carries a named slip on.
CARRIED = "a right step from the line above"
_FOLLOWING = "goes on from the line that does not follow"


def judge_derivation(
    exercise: Exercise, task: Derivation, answer: Answer, seed: Sequence[int]
) -> Verdict:
    """Judge a derivation: each line earns an equal share."""
    given = given_lines(task, answer)
    if not given.lines:
        return rejected(exercise, given.problem)
    if all(line is None for line in given.lines):
        if given.problem:
            return rejected(exercise, given.problem)
        return unwritten(exercise, "nothing is written yet")
    cases = cases_of(task, tuple(seed))
    found = [look_at(cases, k, line) for k, line in enumerate(given.lines)]
    return _verdict(exercise, cases, _without_repetitions(found), given.problem)


def _verdict(
    exercise: Exercise, cases: Cases, found: Sequence[LineResult], problem: str
) -> Verdict:
    """The verdict on lines that have been looked at one by one."""
    found, causes, unknown = _explained(cases, found)
    found, follows = _carried(cases, found, causes)
    blocks = tuple(BlockResult(f.stage.name, f.state == "right", f.problem) for f in found)
    right = sum(block.right for block in blocks)
    state: State = "right" if right == len(blocks) else "partial" if right else "wrong"
    return Verdict(
        exercise.id,
        part_of(exercise.points, right / len(blocks)),
        exercise.points,
        state,
        blocks,
        problem,
        tuple(f.remark for f in found if f.remark),
        causes,
        follows,
        unknown,
        formulas=tuple(map(_formula, found)),
    )


def _formula(found: LineResult) -> Formula:
    if found.line is None:
        return Formula(found.stage.name, in_one_line(found.text, SHOWN))
    return Formula(found.stage.name, in_one_line(found.text, LONGEST), found.line.latex())


def _without_repetitions(found: Sequence[LineResult]) -> list[LineResult]:
    """The results, in which a right line that only repeats the right one above earns nothing."""
    results = list(found)
    for k in range(1, len(results)):
        above, here = results[k - 1], results[k]
        if here.state == above.state == "right" and _repeats(above, here):
            problem = "true, but it repeats the line above: go one step on"
            results[k] = replace(here, state="elsewhere", problem=problem)
    return results


def _repeats(above: LineResult, here: LineResult) -> bool:
    return bool(above.line and here.line and above.line.same_form(here.line))


def _explained(
    cases: Cases, found: Sequence[LineResult]
) -> tuple[list[LineResult], tuple[Cause, ...], tuple[str, ...]]:
    """The results with their problems, the causes, and the first line if its cause is unknown."""
    results = list(found)
    for k, one in enumerate(results):
        if one.state == "right" and one.only_here:
            results[k] = _seen_freely(one, cause_of(cases, k, one))
    wrong = [k for k, one in enumerate(results) if one.state == "false"]
    causes = list(_of_unreadable(cases, results))
    unknown: tuple[str, ...] = ()
    if wrong:
        first = results[wrong[0]]
        cause = cause_of(cases, wrong[0], first)
        causes += [cause] if cause else []
        unknown = () if cause else (first.stage.name,)
    for k in wrong:
        results[k] = replace(results[k], problem=_said_of(results, k, is_first=k == wrong[0]))
    return results, tuple(causes), unknown


def _seen_freely(one: LineResult, cause: Cause | None) -> LineResult:
    """A line that is true on consistent draws alone: wrong if a slip names it, otherwise right."""
    if cause is not None:
        return replace(one, state="false")
    remark = f'"{one.stage.name}" {_alone(one)}; this stage has a line that holds for any'
    return replace(one, remark=remark)


def _alone(one: LineResult) -> str:
    return f"holds for the {' and '.join(one.stage.free)} of this question alone"


def _of_unreadable(cases: Cases, found: Sequence[LineResult]) -> Iterator[Cause]:
    """The cause of the first line that has no value, if it is known."""
    for k, one in enumerate(found):
        if one.state == "unreadable":
            cause = cause_of(cases, k, one)
            if cause is not None:
                yield cause
            return


def _said_of(found: Sequence[LineResult], k: int, *, is_first: bool) -> str:
    """What is said of a line with a wrong value, on consistent draws or on free ones."""
    if found[k].only_here:
        return _alone(found[k])
    if not is_first:
        return "does not hold either"
    above = k > 0 and found[k - 1].state == "right"
    return "does not follow from the line above" if above else "does not equal what is asked for"


def _carried(
    cases: Cases, found: Sequence[LineResult], causes: Sequence[Cause]
) -> tuple[list[LineResult], tuple[str, ...]]:
    """The results, in which right steps from a first wrong line with a name earn their share.

    The second value names the lines that go on from it and earn nothing.
    """
    results, follows = list(found), list[str]()
    first = next((one for one in found if one.state == "false"), None)
    if first is None or first.values is None:
        return results, ()
    if vanishes(first.values, cases.truth(first.stage)):
        return results, ()  # nothing can be derived from 0
    # One change of the model line has no name of its own, and carries no points.
    is_named = any(first.stage.name in cause.blocks and not cause.place for cause in causes)
    for k in range(found.index(first) + 1, len(found)):
        one, above = found[k], found[k - 1]
        if one.state != "false" or one.values is None or not same(one.values, first.values):
            continue
        assert one.line is not None
        problem = one.stage.form.problem(one.line)
        if _repeats(above, one):
            problem = "it repeats the line above"
        if is_named and not problem:
            results[k] = replace(one, state="right", problem=CARRIED)
        else:
            results[k] = replace(one, problem=f"{_FOLLOWING}{', but ' * bool(problem)}{problem}")
            follows.append(one.stage.name)
    return results, tuple(follows)
