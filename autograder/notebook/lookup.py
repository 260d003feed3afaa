"""Finding the exercise that a check asks for: in the course, or in a file that was handed out."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from autograder.boundary.errors import BackhandError, unknown
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import MOST_POINTS, Exercise, is_points
from autograder.notebook.nbgrader_mode import NotYet
from autograder.own.load import catalogue_of
from autograder.own.reading import exercises_file, read_text
from autograder.own.source import FILE


def exercise_here(name: str, points: float | None, mode: str) -> Exercise | None:
    """The exercise of that id, with these points; None if it can only be judged elsewhere.

    Parameters
    ----------
    name : str
    points : float or None
        What a right answer earns; None for what the exercise says.
    mode : str
        What nbgrader runs the notebook for; empty in a student's own notebook.

    Raises
    ------
    ValueError
        If there is no such exercise, or the points are not a number of at least 0.
    NotYet
        If nbgrader is grading and the exercise cannot be judged: nobody may earn its points.
    """
    try:
        found = _found(name, mode)
    except BackhandError as broken:
        if mode:
            raise NotYet(f"{name} earns nothing here: {broken}") from None
        print(f"{name}: {broken}. Ask your instructor for another {FILE}.")
        return None
    if found is None:
        _say_not_here(name, mode)
        return None
    if points is None:
        return found
    if not is_points(points):
        raise ValueError(f"expected points from 0 to {MOST_POINTS}, got {points!r}")
    return replace(found, points=points)


def _found(name: str, mode: str) -> Exercise | None:
    if name in CATALOGUE:
        return CATALOGUE[name]
    # When grading, no file beside the notebook counts, as a student may have put it there.
    file = exercises_file(Path.cwd(), trusted=mode not in ("", "validate"))
    if file is None:
        return None
    catalogue = catalogue_of(read_text(file), file.name)
    if name not in catalogue:
        raise unknown("the id of an exercise", name, catalogue)
    return catalogue[name]


def _say_not_here(name: str, mode: str) -> None:
    """Say that an exercise is not judged here; when grading, let nobody earn its points."""
    if mode:
        raise NotYet(
            f"{name} earns nothing here: expected it in the course or in the class's {FILE}, "
            "got it in neither"
        )
    near = get_close_matches(name, CATALOGUE, 1, cutoff=0.9)
    hint = f" (or is {near[0]!r} meant?)" if near else ""
    print(f"{name}: this answer is judged when your notebook is graded, not here{hint}.")
