"""`check` judges an answer in a notebook, and scores its cell under stock nbgrader.

nbgrader scores a cell by its outputs and gives full points if it finds no error and no number. So
when grading, `check` raises an exception if the answer earns nothing, and otherwise returns the
points as a built-in float. It writes only to stdout.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from autograder.boundary.answers import as_answer
from autograder.boundary.errors import unknown
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import MOST_POINTS, Exercise, is_points
from autograder.judging.judge import judge
from autograder.judging.message import STEP, WHERE, render
from autograder.judging.probe_draws import own_draw
from autograder.judging.record_line import record_line
from autograder.judging.verdict import State, Verdict, not_judged
from autograder.notebook.picture import show_errors
from autograder.own.load import catalogue_of
from autograder.own.reading import exercises_file, read_text
from autograder.own.source import FILE

#: The line that a student replaces by an answer.
STUB = "...  # your code here"
#: Read once, at import, because the set-up cell runs before any code of the student's.
_GRADING = bool(os.environ.get("NBGRADER_EXECUTION"))
_VALIDATING = os.environ.get("NBGRADER_EXECUTION") == "validate"
_attempts: dict[str, int] = {}
_states: dict[str, State] = {}
_hints = {"growing": False}


class NotYet(AssertionError):
    """An answer earns nothing. Shown without a traceback, because the message says everything."""

    def _render_traceback_(self) -> list[str]:
        return [f"NotYet: {self}"]


def hints(growing: bool) -> None:
    """Set whether hints grow with each try or say everything at once.

    Parameters
    ----------
    growing : bool
        True: first where the answer is wrong, then which slip it is, then which step to look at.
        False: all of this at once.
    """
    _hints["growing"] = bool(growing)


def check(name: str, answer: Any, points: float | None = None) -> float | None:
    """Judge an answer, print what can be said about it, and return its points.

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
        If nbgrader is grading and the answer earns nothing.
    """
    asked = _exercise(name)
    if asked is None:
        _say_not_here(name)
        return None
    asked = _worth(asked, points)
    try:
        return _told(*_judged(asked, answer))
    except NotYet:
        raise
    except Exception as bug:
        # Whatever is raised while an exercise is judged costs no more than that exercise.
        return _told(not_judged(asked, bug))


def _judged(asked: Exercise, answer: Any) -> tuple[Verdict, str]:
    """The verdict, and a note on exercises that it may depend on."""
    seed, own = _seed(asked.id), None
    if not _GRADING:
        # Under nbgrader alone every seed is known to all, and no draw is an answer's own.
        own = own_draw(asked, secrets.randbits(64))
    verdict = judge(asked, as_answer(answer), seed, own=own)
    verdict = undiagnosed_if_stub(verdict, _source_of(answer))
    note = note_on_needs(asked, verdict, _states)
    _states[asked.id] = verdict.state
    return verdict, note


def _told(verdict: Verdict, note: str = "") -> float:
    """Say what can be said about an answer, and return its points."""
    if _GRADING:
        print(graded_text(verdict, note))
        return graded_points(verdict)
    print(render(verdict, _level(verdict)) + note)
    show_errors(verdict)
    return float(min(verdict.score, verdict.points))


def _exercise(name: str) -> Exercise | None:
    """The exercise of that id; None if the instructor has not handed it out.

    Under nbgrader no file beside the notebook counts, as a student may have put it there.
    """
    if name in CATALOGUE:
        return CATALOGUE[name]
    file = exercises_file(Path.cwd(), trusted=_GRADING and not _VALIDATING)
    if file is None:
        return None
    catalogue = catalogue_of(read_text(file), file.name)
    if name not in catalogue:
        raise unknown("the id of an exercise", name, catalogue)
    return catalogue[name]


def _say_not_here(name: str) -> None:
    """Say that an exercise is not judged here; when grading, let nobody earn its points.

    Raises
    ------
    NotYet
        If nbgrader is grading.
    """
    if _GRADING:
        raise NotYet(
            f"{name} earns nothing here: expected it in the course or in the class's {FILE}, "
            "got it in neither"
        )
    near = get_close_matches(name, CATALOGUE, 1, cutoff=0.9)
    hint = f" (or is {near[0]!r} meant?)" if near else ""
    print(f"{name}: this answer is judged when your notebook is graded, not here{hint}.")


def _worth(asked: Exercise, points: float | None) -> Exercise:
    """The exercise with these points."""
    if points is None:
        return asked
    if not is_points(points):
        raise ValueError(f"expected points from 0 to {MOST_POINTS}, got {points!r}")
    return replace(asked, points=points)


def graded_text(verdict: Verdict, note: str = "") -> str:
    """What a graded cell prints: the whole message, and the line that the report reads."""
    return f"{render(verdict, STEP)}{note}\n{record_line(verdict)}"


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
    return public_seed(name) if _GRADING else [secrets.randbits(64)]


def _level(verdict: Verdict) -> int:
    """How much to say: everything, or more with each wrong try."""
    if verdict.state in ("right", "unwritten") or not _hints["growing"]:
        return STEP
    _attempts[verdict.exercise] = _attempts.get(verdict.exercise, WHERE - 1) + 1
    return min(_attempts[verdict.exercise], STEP)
