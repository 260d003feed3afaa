"""`check` judges an answer in a notebook, and scores its cell under stock nbgrader.

nbgrader scores a cell by its outputs and gives full points if it finds no error and no number. So
when grading, `check` raises an exception if the answer earns nothing, and otherwise returns the
points as a built-in float. It writes only to stdout. In a student's own notebook it returns points
that do not show themselves, so that no number stands below the card.
"""

from __future__ import annotations

import hashlib
import inspect
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograder.boundary.answers import as_answer
from autograder.exercises.exercise import Exercise
from autograder.judging.deviation import Deviation
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.judging.probe_draws import own_draw
from autograder.judging.record_line import record_line
from autograder.judging.verdict import State, Verdict, not_judged
from autograder.notebook.at_work import at_work
from autograder.notebook.cell_runs import earlier_version
from autograder.notebook.lookup import exercise_here
from autograder.notebook.nbgrader_mode import NotYet, mode
from autograder.notebook.shown import Shown

#: The line that a student replaces by an answer.
STUB = "...  # your code here"
#: nbgrader's Validate cuts longer lines off.
VALIDATE_WIDTH = 80
_GRADING = bool(mode())
#: In this session alone: the cells of an earlier one may have changed since.
_states: dict[str, State] = {}
_hints = {"growing": False}


class Points(float):
    """Points that a notebook does not show as the value of a cell."""

    __str__ = float.__repr__

    def __repr__(self) -> str:
        """Nothing, for a terminal."""
        return ""

    def _ipython_display_(self) -> None:
        """Nothing, for a notebook."""


def hints(growing: bool) -> None:
    """Set whether hints grow as answers change, or say everything at once.

    Parameters
    ----------
    growing : bool
        True: first where the answer is wrong, then which slip it is, then which step to look at,
        last a worked example: one more each time that a changed answer has the same slip.
        False: all of this at once.
    """
    _hints["growing"] = bool(growing)


def check(name: str, answer: Any, points: float | None = None) -> float | None:
    """Judge an answer, show what can be said about it, and return its points.

    Parameters
    ----------
    name : str
        The exercise's id.
    answer : callable or dict
        Your function, or your dictionary of entries.
    points : float, optional
        What a right answer earns; by default what the catalogue says.

    Returns
    -------
    float or None
        The points that it earns; None for an exercise that can only be judged by the instructor.

    Raises
    ------
    ValueError
        If neither the course nor an `exercises.py` that was handed out has an exercise of that id,
        or the points are not a number of at least 0.
    NotYet
        If nbgrader is grading and the answer earns nothing, or validating and it is not right.
    """
    grading = _grading()
    asked = exercise_here(name, points, (mode() or "autograde") if grading else "")
    if asked is None:
        return None
    try:
        verdict, note, deviations = _judged(asked, answer, grading=grading)
    except Exception as bug:
        # Whatever is raised while an exercise is judged costs no more than that exercise.
        verdict, note, deviations = not_judged(asked, bug), "", []
    _states[name] = verdict.state
    if grading:
        return _graded(verdict, note)
    if earlier := earlier_version(answer):
        verdict = replace(verdict, remarks=(earlier, *verdict.remarks))
    plain = Shown(verdict, tuple(deviations), note=note)
    at_work(asked, answer, plain, growing=_hints["growing"]).show()
    return Points(min(verdict.score, verdict.points))


def _judged(asked: Exercise, answer: Any, *, grading: bool) -> tuple[Verdict, str, list[Deviation]]:
    """The verdict, a note on exercises that it may depend on, and how wrong blocks differ."""
    deviations: list[Deviation] = []
    if grading:
        # Under nbgrader alone every seed is known to all, and no draw is an answer's own.
        verdict = judge(asked, as_answer(answer), _seed(asked.id))
    else:
        own = own_draw(asked, secrets.randbits(64))
        verdict = judge(asked, as_answer(answer), _seed(asked.id), own=own, show=deviations)
    undiagnosed = undiagnosed_if_stub(verdict, _source_of(answer))
    note = note_on_needs(asked, undiagnosed, _states)
    return undiagnosed, note, deviations if undiagnosed is verdict else []


def _grading() -> bool:
    # Asked each time: what a cell changes in this module must not earn points.
    return _GRADING or bool(mode())


def _graded(verdict: Verdict, note: str) -> float:
    print(graded_text(verdict, note))
    if mode() == "validate" and verdict.state != "right":
        # Validate shows errors alone, and nothing of what is printed.
        raise NotYet(render(verdict, width=VALIDATE_WIDTH) + note)
    return graded_points(verdict)


def graded_text(verdict: Verdict, note: str = "") -> str:
    """What a graded cell prints: the whole message, and the line that the report reads."""
    return f"{render(verdict)}{note}\n{record_line(verdict)}"


def graded_points(verdict: Verdict) -> float:
    """The points of a graded cell, which are the value of its last expression.

    Raises
    ------
    NotYet
        If the answer earns nothing.
    """
    # A right answer to a question of 0 points is not an error.
    if verdict.score <= 0 and verdict.state != "right":
        raise NotYet(f"{verdict.exercise} earns 0 of {verdict.points:g} points")
    return float(min(verdict.score, verdict.points))


def undiagnosed_if_stub(verdict: Verdict, source: str) -> Verdict:
    """The verdict; without a diagnosis, if the answer still contains the released stub."""
    if verdict.state == "right" or STUB not in source:
        return verdict
    problem = f"the line `{STUB}` is still there: write your answer and take it out"
    return replace(
        verdict, state="unwritten", problem=problem, causes=(), follows=(), unknown=(), remarks=()
    )


def _source_of(answer: Any) -> str:
    try:
        return inspect.getsource(answer) if callable(answer) else ""
    except Exception:  # a student's own callable may do anything when it is inspected
        return ""


def note_on_needs(asked: Exercise, verdict: Verdict, states: Mapping[str, State]) -> str:
    """A line naming the exercises that a wrong answer may call and that are not right either."""
    wrong = [need for need in asked.needs if states.get(need, "right") != "right"]
    shaky = [need for need in wrong if need not in verdict.given]
    if verdict.state == "right" or not shaky:
        return ""
    return f"\nIf it calls {', '.join(shaky)}: not right yet. Look there first."


def public_seed(name: str) -> Sequence[int]:
    """The seed of an exercise's draws in a class without a secret; it never changes."""
    return list(hashlib.sha256(name.encode()).digest())


def _seed(name: str) -> Sequence[int]:
    """A fresh seed for a student at work; when grading, always the same one for everybody."""
    return public_seed(name) if _grading() else [secrets.randbits(64)]
