"""How far a run through a class has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.classroom.standings import HandScore


@dataclass
class Progress:
    """The students of a class by what became of their submissions.

    Attributes
    ----------
    total : int
        How many there are.
    graded, unchanged : list of str
        Those graded now, and those whose submission has not changed since it was graded.
    refused : dict of str to str
        Those whose submission could not be graded, with the reason.
    repaired : list of str
        Those graded or refused with remarks, such as what was put right before grading.
    points : float
        The most that anybody can earn.
    rescored, penalties : dict of str to tuple of float
        Whose score after the late penalty has changed, and whose penalty: from what, to what.
    by_hand : list of tuple of HandScore and float
        Scores given by hand that may have to be given anew, with the points they were given under.
    notes : list of str
        One line for each thing about the class as a whole.
    """

    total: int
    graded: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    repaired: list[str] = field(default_factory=list)
    points: float = 0.0
    rescored: dict[str, tuple[float, float]] = field(default_factory=dict)
    penalties: dict[str, tuple[float, float]] = field(default_factory=dict)
    by_hand: list[tuple[HandScore, float]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many have been dealt with, by what became of them."""
        return {
            "graded": len(self.graded),
            "unchanged": len(self.unchanged),
            "refused": len(self.refused),
        }

    @property
    def count(self) -> int:
        """How many have been dealt with."""
        return sum(self.counts.values())

    def refuse(self, student: str, why: str) -> None:
        """Count a student among those whose submission could not be graded after all."""
        for others in (self.graded, self.unchanged):
            if student in others:
                others.remove(student)
        self.refused[student] = why
