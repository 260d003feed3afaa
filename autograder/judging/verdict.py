"""The judgement of an answer: a score, a result for each block, and the cause where it is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from autograder.exercises.exercise import Exercise
from autograder.reference.rules import Array

State = Literal["right", "partial", "wrong", "unwritten"]


@dataclass(frozen=True)
class BlockResult:
    """One block of an answer: whether it is right, and what can be said about it.

    Attributes
    ----------
    name : str
    right : bool
    problem : str
        What is wrong with it.
    remark : str
        What is worth saying although it costs nothing.
    errors : ndarray, optional
        The relative error of each entry, where it has the right shape.
    """

    name: str
    right: bool
    problem: str = ""
    remark: str = ""
    errors: Array | None = None


@dataclass(frozen=True)
class Cause:
    """A recognised cause. `slugs` holds two names for a pair of slips, or the names that tie."""

    slugs: tuple[str, ...]
    clause: str
    question: str = ""
    item: str = ""
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """The judgement of one answer.

    Attributes
    ----------
    score, points : float
        What it earns, of how much.
    blocks : tuple of BlockResult
        In the order of the answer. Empty where the answer could not be looked at.
    problem : str
        Why it could not be looked at, or what kept it from running.
    remarks : tuple of str
        What is worth saying although it costs nothing.
    causes : tuple of Cause
        What is known of the reason.
    follows : tuple of str
        Wrong blocks that follow rightly from the student's own wrong ones before them.
    unknown : tuple of str
        Wrong blocks whose cause is not recognised.
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

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every slip that is named, once."""
        return tuple(dict.fromkeys(slug for cause in self.causes for slug in cause.slugs))


def rejected(exercise: Exercise, problem: str) -> Verdict:
    """The verdict on an answer that cannot be compared with the truth."""
    return Verdict(exercise.id, 0.0, exercise.points, "wrong", problem=problem)


def unwritten(exercise: Exercise, problem: str) -> Verdict:
    """The verdict where there is no answer yet."""
    return Verdict(exercise.id, 0.0, exercise.points, "unwritten", problem=problem)
