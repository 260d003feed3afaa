"""One line of a derivation: whether it can be read, whether it is true, and its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from autograder.boundary.printable import in_one_line
from autograder.derivations.language import Unreadable
from autograder.derivations.line import Line
from autograder.derivations.reading import read
from autograder.exercises.derivation_checks import same, values_of
from autograder.exercises.read_stages import ReadStage, readable
from autograder.judging.derivation.cases import Cases, Values

#: Nothing is written; it cannot be read; its value is wrong; it is true, but not this stage's; it
#: earns its share.
State = Literal["blank", "unreadable", "false", "elsewhere", "right"]
STEPS = ("no step", "one step", "two steps", "three steps", "four steps", "five steps")
#: The most characters of a problem.
LONGEST = 240


@dataclass(frozen=True)
class LineResult:
    """What is known about the line of one stage.

    Attributes
    ----------
    stage : ReadStage
    text : str
        As typed, of any length; empty if there is none.
    state : str
    line : Line, optional
        If it could be read.
    values : sequence of ndarray, optional
        Its values on the draws, if it has any.
    problem, remark : str
        As in `BlockResult`.
    only_here : bool
        Whether it is true on consistent draws alone, where it has to hold on free ones too.
    """

    stage: ReadStage
    text: str
    state: State
    line: Line | None = None
    values: Values | None = None
    problem: str = ""
    remark: str = ""
    only_here: bool = False


def look_at(cases: Cases, k: int, text: Any) -> LineResult:
    """Judge the line of stage `k` by itself."""
    stage = cases.stages[k]
    if text is None:
        return LineResult(stage, "", "blank", problem="is not written yet")
    typed = text if isinstance(text, str) else ""
    try:
        line = read(text, stage.language)
        values = values_of(line, cases.draws)
    except Unreadable as unreadable:
        problem = _elsewhere(cases, k, text) or in_one_line(unreadable, LONGEST)
        return LineResult(stage, typed, "unreadable", problem=problem)
    if not same(values, cases.truth(stage)):
        return LineResult(stage, typed, "false", line, values)
    problem = _idle_symbol(cases, line, values) or _form_problem(cases, k, line)
    if problem:
        return LineResult(stage, typed, "elsewhere", line, values, problem)
    only_here = bool(stage.free) and not _holds_freely(cases, stage, line)
    return LineResult(stage, typed, "right", line, values, only_here=only_here)


def _holds_freely(cases: Cases, stage: ReadStage, line: Line) -> bool:
    """Whether it equals the model also where the free symbols are drawn by themselves."""
    try:
        return same(values_of(line, cases.draws, stage.free), cases.truth(stage, stage.free))
    except Unreadable:
        return False


def _form_problem(cases: Cases, k: int, line: Line) -> str:
    """Why a true line is not one of its stage; empty if it is."""
    problem = cases.stages[k].form.problem(line)
    return problem and (_elsewhere(cases, k, line.text) or f"true, but {problem}")


def _elsewhere(cases: Cases, k: int, text: Any) -> str:
    """Where a line belongs that is true, and not one of stage `k`; empty if nowhere."""
    here = cases.stages[k].name
    for n, stage in enumerate(cases.stages):
        line = readable(text, stage.language)[0]
        if line is None or stage.form.problem(line) or not _is_true(cases, stage, line):
            continue
        if n < k:
            return f'true, but it is still the line of "{stage.name}"'
        ahead = STEPS[n - k] if n - k < len(STEPS) else f"{n - k} steps"
        return f'true, and {ahead} ahead, at "{stage.name}": write the line of "{here}" first'
    return ""


def _is_true(cases: Cases, stage: ReadStage, line: Line) -> bool:
    try:
        return same(values_of(line, cases.draws), cases.truth(stage))
    except Unreadable:
        return False


def _idle_symbol(cases: Cases, line: Line, values: Values) -> str:
    """The problem of a symbol that stands in the line and makes no difference to its value."""
    named = line.features.symbols | line.features.functions
    for name in sorted(named & cases.draws[0].loose.keys()):
        if not _matters(cases, line, values, name):
            return f"true, but {name} makes no difference in this line: leave it out"
    return ""


def _matters(cases: Cases, line: Line, values: Values, name: str) -> bool:
    """Whether the value changes when a symbol or a function alone is drawn anew."""
    for numbers, again, before in zip(cases.draws, cases.again, values, strict=True):
        old = dict(numbers.consistent)
        for new in _other_values(old[name], again.loose[name]):
            try:
                after = line.value({**old, name: new}, numbers.sizes)
            except Unreadable:
                return True
            if not same([before], [after]):
                return True
    return False


def _other_values(old: Any, drawn: Any) -> Sequence[Any]:
    """Another draw; and the same values turned and made smaller, where these are numbers.

    Targets that sum to 1 do so in each draw.
    """
    if callable(old) or old.dtype.kind != "f":
        return [drawn]
    return [drawn, -0.7 * old, 0.6 * old]
