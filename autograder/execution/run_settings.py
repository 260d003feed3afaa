"""How notebooks are run and their figures drawn, whoever asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.execution.notebook_run import Timeouts


@dataclass(frozen=True)
class RunSettings:
    """Settings of a class for running its notebooks.

    Attributes
    ----------
    times : Timeouts
        Limits of time.
    unconfined : bool
        Run submissions even where nothing can confine them.
    carry_forward : bool
        Give an answer that is wrong only because it calls an earlier wrong one its own points.
    figures : bool
        Draw the figures of locked cells too, and not only those of cells that a student may edit.
    """

    times: Timeouts = field(default_factory=Timeouts)
    unconfined: bool = False
    carry_forward: bool = False
    figures: bool = True
