"""`check`, the student's face of the judge, and the score of a notebook under stock nbgrader.

nbgrader scores a cell by its outputs and gives full points where it finds no error and no number.
So `check` ends a graded cell in one of two ways: it raises, for nothing; or it returns a built-in
float, the points. It writes to stdout alone.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograder.boundary.answers import as_answer
from autograder.catalogue import exercise
from autograder.exercises.exercise import Exercise
from autograder.judging.judge import judge
from autograder.judging.message import STEP, WHERE, render
from autograder.judging.record_line import record_line
from autograder.judging.verdict import State, Verdict
from autograder.notebook.picture import show_errors

#: What stands where an answer is to be written.
STUB = "...  # your code here"
#: Read once, at import: the set-up cell comes before anything that a student wrote.
_GRADING = bool(os.environ.get("NBGRADER_EXECUTION"))
_attempts: dict[str, int] = {}
_states: dict[str, State] = {}
_hints = {"growing": False}


class NotYet(AssertionError):
    """An answer that earns nothing. Shown without a traceback: the message says it all."""

    def _render_traceback_(self) -> list[str]:
        return [f"NotYet: {self}"]


def hints(growing: bool) -> None:
    """Set whether hints grow with each try, or say everything at once.

    Parameters
    ----------
    growing : bool
        True: first where, then which slip, then which step. False: all of it.
    """
    _hints["growing"] = bool(growing)


def check(name: str, answer: Any) -> float:
    """Judge an answer, print what can be said about it, and return its points.

    Parameters
    ----------
    name : str
        The exercise's id.
    answer : callable or dict
        Your function, or your dictionary of entries.

    Returns
    -------
    float
        The points it earns. When nbgrader grades, an answer that earns nothing raises `NotYet`.

    Raises
    ------
    ValueError
        If there is no exercise of that name.
    """
    asked = exercise(name)
    verdict = unchanged(judge(asked, as_answer(answer), _seed(name)), _source_of(answer))
    note = before_it(asked, verdict, _states)
    _states[name] = verdict.state
    if _GRADING:
        print(graded_text(verdict, note))
        return graded_points(verdict)
    print(render(verdict, _level(verdict)) + note)
    show_errors(verdict)
    return float(min(verdict.score, verdict.points))


def graded_text(verdict: Verdict, note: str = "") -> str:
    """What a graded cell prints: all that can be said, and the line that a report reads."""
    return f"{render(verdict, STEP)}{note}\n{record_line(verdict)}"


def graded_points(verdict: Verdict) -> float:
    """The last value of a graded cell: its points.

    Raises
    ------
    NotYet
        For an answer that earns nothing.
    """
    # A right answer to a question that counts nothing is no error.
    if verdict.score <= 0 and verdict.state != "right":
        raise NotYet(f"{verdict.exercise} earns 0 of {verdict.points:g} points")
    return float(min(verdict.score, verdict.points))


def unchanged(verdict: Verdict, source: str) -> Verdict:
    """The verdict; but of an answer that still has the released line in it, no slip is told."""
    if verdict.state == "right" or STUB not in source:
        return verdict
    problem = f"the line `{STUB}` is still there: write your answer and take it out"
    return replace(
        verdict, state="unwritten", problem=problem, causes=(), follows=(), unknown=(), remarks=()
    )


def _source_of(answer: Any) -> str:
    try:
        return inspect.getsource(answer) if callable(answer) else ""
    except (OSError, TypeError):
        return ""


def before_it(asked: Exercise, verdict: Verdict, states: Mapping[str, State]) -> str:
    """A line on the earlier exercises that an answer may rest on, where they are not right."""
    shaky = [need for need in asked.needs if states.get(need, "right") != "right"]
    if verdict.state == "right" or not shaky:
        return ""
    return f"\nIf it calls {', '.join(shaky)}: not right yet. Look there first."


def public_seed(name: str) -> Sequence[int]:
    """The seed of an exercise's draws where a class has no secret: always the same."""
    return list(hashlib.sha256(name.encode()).digest())


def _seed(name: str) -> Sequence[int]:
    """Fresh draws for a student at work; when grading, the same for everybody and every time."""
    return public_seed(name) if _GRADING else [secrets.randbits(64)]


def _level(verdict: Verdict) -> int:
    """How much to say: all, or one step more with each wrong try."""
    if verdict.state in ("right", "unwritten") or not _hints["growing"]:
        return STEP
    _attempts[verdict.exercise] = _attempts.get(verdict.exercise, WHERE - 1) + 1
    return min(_attempts[verdict.exercise], STEP)
