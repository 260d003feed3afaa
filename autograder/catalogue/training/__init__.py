"""The exercises of `06_training_by_hand`: a network trained with the student's own gradients."""

from __future__ import annotations

from autograder.catalogue.training.classifier import TRAINING

# isort: off
# Importing a module declares its exercises, so this is the order of the course.
from autograder.catalogue.training import (  # noqa: F401
    network,
    checking,
    preparing,
    stepping,
    gathering,
    decay,
    choosing,
)

__all__ = ["TRAINING"]
