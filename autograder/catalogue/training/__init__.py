"""The exercises of `06_training_by_hand`: a network trained with one's own gradients."""

from __future__ import annotations

from autograder.catalogue.training.classifier import TRAINING

# isort: off
# Importing a module declares its exercises, so this is the order of the course.
from autograder.catalogue.training import network, checking, preparing, stepping  # noqa: F401

__all__ = ["TRAINING"]
