"""The verdict on an answer: a score, a result for each block, and the cause where known."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.exercises.exercise import Exercise

#: In place of an item, for a cause that is about what the exercise's own text says.
HERE = "here"
State = Literal["right", "partial", "wrong", "unwritten"]


@dataclass(frozen=True)
class BlockResult:
    """The result for one block: whether it is right, and what can be said about it.

    Attributes
    ----------
    name : str
    right : bool
    problem : str
        What is wrong with it.
    remark : str
        Something worth mentioning that costs no points.
    of_value : bool
        Whether the block has the right shape, and wrong numbers.
    """

    name: str
    right: bool
    problem: str = ""
    remark: str = ""
    of_value: bool = False


@dataclass(frozen=True)
class Cause:
    """A recognised cause. `slugs` has several names for a pair of slips, or for slips that tie.

    A first hint has causes without a `clause`: it does not say yet which slip it is. The clause
    completes `lead`; `detail` adds, in brackets, a word from the student's own code. A cause that
    is found without a slip says in a first hint at which `place` to look, and last, in a sentence
    `about` it, more than its clause does.
    """

    slugs: tuple[str, ...]
    clause: str
    question: str = ""
    item: str = ""
    blocks: tuple[str, ...] = ()
    lead: str = "This equals what you get if"
    place: str = ""
    about: str = ""
    detail: str = ""

    @property
    def said(self) -> str:
        """The clause with its detail."""
        return f"{self.clause} ({self.detail})" if self.detail else self.clause


def first_to_mend(causes: Sequence[Cause]) -> tuple[Cause, ...]:
    """The causes in order: first a slip that others contain, then as the answer is calculated."""

    def contained(cause: Cause) -> int:
        # A mere factor has no slug, and is contained in no other cause.
        return sum({*cause.slugs} <= {*other.slugs} for other in causes) if cause.slugs else 1

    return tuple(sorted(causes, key=contained, reverse=True))


@dataclass(frozen=True)
class Formula:
    """A line of a derivation: its stage, as typed, and in LaTeX if it could be read."""

    stage: str
    text: str
    latex: str = ""


@dataclass(frozen=True)
class ProofLine:
    """A line of a proof put in order: whether it holds here, does not, or is not looked at."""

    letter: str
    text: str
    state: Literal["right", "wrong", "open"]


@dataclass(frozen=True)
class Verdict:
    """The judgement of one answer.

    Attributes
    ----------
    score, points : float
        The points that it earns, and the points that it could earn.
    blocks : tuple of BlockResult
        In the order of the answer. Empty if the answer could not be compared.
    problem : str
        Why it could not be compared, or what kept it from running.
    remarks : tuple of str
        Things worth mentioning that cost no points.
    causes : tuple of Cause
        The causes that are recognised.
    follows : tuple of str
        Wrong blocks that follow correctly from the student's own earlier wrong ones.
    unknown : tuple of str
        Wrong blocks whose cause is not recognised.
    given : tuple of str
        Earlier exercises that are not right, and in whose place it called right answers.
    formulas : tuple of Formula
        The lines of a derivation, one for each block.
    proof : tuple of ProofLine
        The lines of a proof in the student's order.
    advice : tuple of str
        What to do where no cause is known, one line for each hint; an empty one says nothing.
    """

    exercise: str
    score: float
    points: float
    state: State
    blocks: tuple[BlockResult, ...] = ()
    problem: str = ""
    remarks: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    follows: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    formulas: tuple[Formula, ...] = ()
    proof: tuple[ProofLine, ...] = ()
    advice: tuple[str, ...] = ()

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every slip that is named, once."""
        return tuple(dict.fromkeys(slug for cause in self.causes for slug in cause.slugs))


def part_of(points: float, share: float) -> float:
    """The points for a part of an answer, rounded to hundredths; never more than there are.

    Less than one point is not rounded, as that could turn a part into the whole.
    """
    return min(round(points * share, 2), points) if points >= 1 else points * share


def rejected(exercise: Exercise, problem: str) -> Verdict:
    """The verdict on an answer that cannot be compared with the truth."""
    return Verdict(exercise.id, 0.0, exercise.points, "wrong", problem=problem)


def not_judged(exercise: Exercise, bug: BaseException) -> Verdict:
    """The verdict on an answer that the grader failed to judge."""
    return rejected(
        exercise,
        f"the grader failed ({where(bug)}); that is not your fault, and 0 points are not the last "
        "word: your instructor has to look at this answer",
    )


def where(bug: BaseException) -> str:
    """What was raised and in which line, such as `ValueError in judge.py, line 5`."""
    frames = traceback.extract_tb(bug.__traceback__)
    place = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(bug).__name__}{place}"


def unwritten(exercise: Exercise, problem: str) -> Verdict:
    """The verdict on an answer that is not written yet."""
    return Verdict(exercise.id, 0.0, exercise.points, "unwritten", problem=problem)
