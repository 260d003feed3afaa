"""The exercises of `06_training_by_hand`: a network trained with one's own gradients."""

from __future__ import annotations

# Importing a module declares its exercises: they are imported in the order of the course.
# isort: off
from autograder.catalogue.training import classifier, network, checking  # noqa: F401
from autograder.catalogue.training.around import ACCURACY, BATCHES, HE
from autograder.catalogue.training.stepping import PATIENT, STEPPED, TOO_LONG
from autograder.exercises.exercise import Exercise

#: In the order of the notebook: between the update and its repair stands the accuracy.
TRAINING: tuple[Exercise, ...] = (
    *classifier.TRAINING,
    HE,
    BATCHES,
    STEPPED,
    ACCURACY,
    PATIENT,
    TOO_LONG,
)

__all__ = ["TRAINING"]
