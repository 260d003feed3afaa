"""Grading a notebook and drawing its pictures, for the batch and for nbgrader's own command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.catalogue import CATALOGUE
from autograder.execution.engines import engine_for, renderer_for
from autograder.execution.figures import draw_pictures
from autograder.execution.grading import GradedNotebook, grade_notebook
from autograder.execution.run_settings import RunSettings
from autograder.execution.seeds import SeedFor
from autograder.exercises.exercise import Exercise


def grade_and_draw(
    notebook: Any,
    wanted: tuple[str, ...],
    settings: RunSettings,
    *,
    seed_for: SeedFor,
    files: Mapping[str, bytes],
    catalogue: Mapping[str, Exercise] = CATALOGUE,
    only: str = "",
) -> GradedNotebook:
    """Grade a notebook, and draw its pictures.

    Parameters
    ----------
    notebook, seed_for, files, catalogue, only
        As `grade_notebook` takes them.
    wanted : tuple of str
        What of `backhand` the released notebook imports.
    settings : RunSettings
    """
    graded = grade_notebook(
        notebook,
        engine=engine_for(wanted, settings),
        seed_for=seed_for,
        files=files,
        times=settings.times,
        carry_forward=settings.carry_forward,
        catalogue=catalogue,
        only=only,
    )
    draw_pictures(graded.notebook, renderer_for(settings), locked=settings.figures)
    return graded
