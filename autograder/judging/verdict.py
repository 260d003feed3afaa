"""What judging an answer yields: a score, what became of each block, and a cause if known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from autograder.reference.rules import Array

State = Literal["right", "partial", "wrong", "unwritten"]


@dataclass(frozen=True)
class BlockResult:
    """What became of one block of an answer."""

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
