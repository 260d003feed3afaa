"""How far a run through a class has come."""

from __future__ import annotations

from dataclasses import dataclass, field


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
    notes : list of str
        One line for each thing about the class as a whole.
    """

    total: int
    graded: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    repaired: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many have been dealt with."""
        return len(self.graded) + len(self.unchanged) + len(self.refused)
