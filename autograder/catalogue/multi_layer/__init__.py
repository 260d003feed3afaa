"""The exercises of `02_multi_layer`: chains of layers, a whole network, and one module of it."""

from __future__ import annotations

from autograder.catalogue.multi_layer._common import MULTI_LAYER as DECLARED
from autograder.catalogue.multi_layer.modules import (
    BOTH_WAYS,
    COLUMNS,
    FROBENIUS,
    KRONECKER,
    ROWS,
)
from autograder.exercises.exercise import Exercise

# isort: off
# To import a module is to declare its exercises: the order here is the order of the course.
from autograder.catalogue.multi_layer import chains, recursion, network  # noqa: F401

MULTI_LAYER: tuple[Exercise, ...] = (
    *DECLARED,
    FROBENIUS,
    COLUMNS,
    ROWS,
    BOTH_WAYS,
    KRONECKER,
)

__all__ = ["MULTI_LAYER"]
