"""The last line that a graded check prints: the score, and the slips by name, for the report.

An example: `[backhand] weight_gradient 0/2 slips=outer-order-swapped`. Where right earlier answers
took the place of wrong ones: `[backhand] sigmoid_delta 2/2 slips= given=sigmoid_slope`.
"""

from __future__ import annotations

import re

from autograder.judging.verdict import Verdict

MARK = "[backhand] "
_LINE = re.compile(
    r"^\[backhand\] (?P<exercise>\S+) \S+/\S+ slips=(?P<slips>[\w,-]*)"
    r"(?: given=(?P<given>[\w,]+))?\s*$",
    re.M,
)
_TELLING = re.compile(r"\[backhand\] \S+ \S+ slips=(?:\w| given=)")


def record_line(verdict: Verdict) -> str:
    """The line for a verdict."""
    score = f"{verdict.score:g}/{verdict.points:g}"
    given = f" given={','.join(verdict.given)}" if verdict.given else ""
    return f"{MARK}{verdict.exercise} {score} slips={','.join(verdict.slugs)}{given}"


def may_name_slips(text: str) -> bool:
    """Whether a line of this text may name something; fast enough for the text of a whole file."""
    return _TELLING.search(text) is not None


def slips_named(printed: str, exercise: str) -> tuple[str, ...]:
    """The slips that a check named.

    Its line is the last one about the exercise; earlier ones may have been printed by the student.
    """
    return _named("slips", printed, exercise)


def given_right(printed: str, exercise: str) -> tuple[str, ...]:
    """The earlier exercises in whose place a check gave the answer right ones; as `slips_named`."""
    return _named("given", printed, exercise)


def _named(what: str, printed: str, exercise: str) -> tuple[str, ...]:
    lines = [line for line in _LINE.finditer(printed) if line["exercise"] == exercise]
    return tuple(filter(None, (lines[-1][what] or "").split(","))) if lines else ()


def without_record_lines(printed: str) -> str:
    """The text without the record lines, as shown to a person."""
    return "".join(line for line in printed.splitlines(True) if not line.startswith(MARK))
