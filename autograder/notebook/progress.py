"""How far a notebook is done: its points, and what is right, partly right and open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from autograder.catalogue import CATALOGUE
from autograder.catalogue.headings import Heading, heading_of
from autograder.judging.verdict import State
from autograder.notebook.memory import Remembered

#: Neighbours in a notebook.
Run = tuple[Heading, ...]
RIGHT, PARTLY, OPEN = "right", "partly right", "open"
#: What each state is in a list of progress.
_WORDS: Mapping[State, str] = {
    "right": RIGHT,
    "partial": PARTLY,
    "wrong": OPEN,
    "unwritten": OPEN,
}


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
    open: tuple[Run, ...]

    def __str__(self) -> str:
        """In one line."""
        still = ", ".join(map(name_of_run, self.open))
        rest = f"open: {still}" if still else "everything is right"
        return f"{self.points:g} of {self.total:g} points · {rest}"


def name_of_run(run: Run) -> str:
    """`C1–C3`; `C1, C2` for two."""
    labels = [heading.label for heading in run]
    return f"{labels[0]}–{labels[-1]}" if len(labels) > 2 else ", ".join(labels)


def progress_in(notebook: str, checked: Mapping[str, Remembered]) -> Progress | None:
    """The progress in a notebook, from the latest checks; None if it is not one of the course's."""
    points = total = 0.0
    for exercise in (e for e in CATALOGUE.values() if e.notebook == notebook):
        entry = checked.get(exercise.id)
        points += entry.score if entry else 0.0
        total += entry.points if entry else exercise.points
    runs = groupby(_headings(notebook, checked), key=lambda pair: pair[1] == RIGHT)
    still = tuple(tuple(h for h, _ in run) for is_right, run in runs if not is_right)
    return Progress(points, total, still) if total else None


def parts_of(notebook: str, checked: Mapping[str, Remembered]) -> dict[str, dict[str, list[Run]]]:
    """Runs of neighbours that are right, partly right and open: by part, then by these words."""
    parts: dict[str, dict[str, list[Run]]] = {}
    pairs = _headings(notebook, checked)
    for (part, word), run in groupby(pairs, key=lambda pair: (pair[0].label[0], pair[1])):
        words = parts.setdefault(part, {RIGHT: [], PARTLY: [], OPEN: []})
        words[word].append(tuple(heading for heading, _ in run))
    return parts


def _headings(notebook: str, checked: Mapping[str, Remembered]) -> Iterator[tuple[Heading, str]]:
    """Each exercise's heading, and how far it is."""
    for exercise in (e for e in CATALOGUE.values() if e.notebook == notebook):
        heading, entry = heading_of(exercise.id), checked.get(exercise.id)
        if heading is not None:
            yield heading, _WORDS[entry.state] if entry else OPEN
