"""A notebook graded and its pictures drawn: what the batch and nbgrader's own command share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.execution.engines import engine_for, renderer_for
from autograder.execution.figures import draw_pictures
from autograder.execution.grading import GradedNotebook, grade_notebook
from autograder.execution.notebook_run import Timeouts
from autograder.execution.seeds import SeedFor


def grade_and_draw(
    notebook: Any,
    wanted: tuple[str, ...],
    *,
    seed_for: SeedFor,
    files: Mapping[str, bytes],
    times: Timeouts,
    unconfined: bool = False,
    figures: bool = True,
    only: str = "",
) -> GradedNotebook:
    """Grade a notebook, and draw its pictures: all, or those of cells that a student may edit."""
    graded = grade_notebook(
        notebook,
        engine=engine_for(wanted, unconfined),
        seed_for=seed_for,
        files=files,
        times=times,
        only=only,
    )
    draw_pictures(graded.notebook, renderer_for(unconfined), locked=figures)
    return graded
