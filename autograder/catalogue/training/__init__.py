"""The exercises of `06_training_by_hand`: a network trained with one's own gradients."""

from __future__ import annotations

from autograder.catalogue.training.around import AROUND
from autograder.catalogue.training.checking import CHECKING
from autograder.catalogue.training.network import NETWORK
from autograder.catalogue.training.stepping import STEPPING
from autograder.exercise import Exercise

TRAINING: tuple[Exercise, ...] = (*NETWORK, *CHECKING, *AROUND, *STEPPING)

__all__ = ["TRAINING"]
