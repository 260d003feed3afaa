"""A catalogue for the tiny notebook, as the course's own does not have its exercise."""

from __future__ import annotations

from dataclasses import replace

from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Exercise


def declared(*names: str, notebook: str = "tiny", **given: object) -> dict[str, Exercise]:
    """A catalogue of these exercises."""
    some = next(iter(CATALOGUE.values()))
    made = {"points": 2, "minutes": 5, "difficulty": 1, "items": ("S3",), "errata": (), **given}
    return {name: replace(some, id=name, notebook=notebook, **made) for name in names}
