"""The exercises of `06_training_by_hand`: a network trained with one's own gradients."""

from __future__ import annotations

from autograder.exercise import Exercise

TRAINING: tuple[Exercise, ...] = ()
