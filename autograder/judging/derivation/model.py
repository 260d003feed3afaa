"""The model derivation of an exercise, which is shown once an answer is right."""

from __future__ import annotations

from autograder.exercises.derivation import Derivation
from autograder.exercises.exercise import Exercise
from autograder.exercises.read_stages import read_stages
from autograder.judging.verdict import Formula


def model_derivation(exercise: Exercise) -> tuple[Formula, ...]:
    """The models of all stages; nothing for an exercise of another form."""
    if not isinstance(exercise.task, Derivation):
        return ()
    stages = read_stages(exercise.task)
    return tuple(Formula(s.name, s.stage.model, s.model.latex()) for s in stages)
