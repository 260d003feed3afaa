"""The exercises of `02_multi_layer`: chains of layers and the δ recursion."""

from __future__ import annotations

from autograder.exercise import Exercise

MULTI_LAYER: tuple[Exercise, ...] = ()
