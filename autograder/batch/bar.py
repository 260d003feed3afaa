"""A progress bar in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Protocol, Self

from tqdm import tqdm

from autograder.boundary.stopping import stop_if_told


class Counted(Protocol):
    """How far a run has come."""

    total: int

    @property
    def counts(self) -> Mapping[str, int]:
        """How many have been dealt with, by what became of them."""


class Bar:
    """A progress bar, which is drawn when there is something to do.

    Parameters
    ----------
    unit : str
        What is counted.
    """

    def __init__(self, unit: str) -> None:
        # tqdm looks at the clock with every step, and so needs no thread that does.
        tqdm.monitor_interval = 0
        self._unit = unit
        self._bar: tqdm[None] | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: object, trace: TracebackType | None
    ) -> None:
        """Leave the bar in the terminal, or leave that to the line that says what went wrong."""
        if self._bar is not None:
            self._bar.leave = kind is None
            self._bar.close()

    def show(self, progress: Counted) -> None:
        """Draw how far a run has come."""
        stop_if_told()
        if self._bar is None:
            options = {"dynamic_ncols": True, "smoothing": 0.1, "miniters": 1}
            self._bar = tqdm(total=progress.total, unit=f" {self._unit}", **options)
        counts = progress.counts
        known = {name: count for name, count in counts.items() if count}
        self._bar.set_postfix(known, refresh=False)
        self._bar.update(sum(counts.values()) - self._bar.n)
