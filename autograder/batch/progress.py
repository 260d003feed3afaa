"""What a run through a class is asked to do, and how far it has come."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Options:
    """What to grade, and how.

    Attributes
    ----------
    students : sequence of str
        Only these; empty for all.
    exercise : str
        Only this one, where the rest has been graded before; empty for all.
    force : bool
        Grade again what has not changed.
    figures : bool
        Draw the figures of locked cells now, and not when a feedback page is made.
    jobs : int
        Submissions at a time; 0 for as many as there are processors.
    scheduler : str
        Address of a Dask scheduler; empty for processes here.
    unconfined : bool
        Run submissions also where nothing can confine them.
    """

    students: Sequence[str] = ()
    exercise: str = ""
    force: bool = False
    figures: bool = False
    jobs: int = 0
    scheduler: str = ""
    unconfined: bool = False


@dataclass
class Progress:
    """Who was graded, who had been before, and who could not be, with the reason."""

    total: int
    graded: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    mended: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many have been dealt with."""
        return len(self.graded) + len(self.unchanged) + len(self.refused)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
