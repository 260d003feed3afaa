"""The exercises of `03_weight_sharing`: one W used several times."""

from __future__ import annotations

from autograder.exercise import Exercise

WEIGHT_SHARING: tuple[Exercise, ...] = ()
