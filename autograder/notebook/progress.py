"""How far a notebook is done: its points, and what is still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.catalogue import CATALOGUE
from autograder.catalogue.headings import Heading, heading_of


@dataclass(frozen=True)
class Progress:
    """The points of a notebook so far, and the headings of the exercises that are not right yet.

    Attributes
    ----------
    points, total : float
    open : tuple of tuple of Heading
        Each run of neighbours in the notebook's order.
    """

    points: float
    total: float
    open: tuple[tuple[Heading, ...], ...]

    def __str__(self) -> str:
        """In one line."""
        still = ", ".join(map(name_of_run, self.open))
        rest = f"open: {still}" if still else "everything is right"
        return f"{self.points:g} of {self.total:g} points · {rest}"


def name_of_run(run: tuple[Heading, ...]) -> str:
    """`C1–C3`; `C1, C2` for two."""
    labels = [heading.label for heading in run]
    return f"{labels[0]}–{labels[-1]}" if len(labels) > 2 else ", ".join(labels)


def progress_in(notebook: str, scores: Mapping[str, float]) -> Progress | None:
    """The progress in a notebook, from the scores by exercise; None if it has no headings."""
    runs: list[list[Heading]] = []
    points = total = 0.0
    in_run = False
    for exercise in (e for e in CATALOGUE.values() if e.notebook == notebook):
        heading, score = heading_of(exercise.id), scores.get(exercise.id, 0.0)
        points, total = points + score, total + exercise.points
        is_open = heading is not None and (exercise.id not in scores or score < exercise.points)
        if is_open and heading is not None:
            if in_run:
                runs[-1].append(heading)
            else:
                runs.append([heading])
        in_run = is_open
    return Progress(points, total, tuple(map(tuple, runs))) if total else None
