"""The exercises of `02_multi_layer`: chains of layers, a whole network, and one module of it."""

from __future__ import annotations

from autograder.catalogue.multi_layer import chains, recursion  # noqa: F401
from autograder.catalogue.multi_layer._common import MULTI_LAYER as DECLARED
from autograder.catalogue.multi_layer.modules import (
    BOTH_WAYS,
    COLUMNS,
    FROBENIUS,
    KRONECKER,
    ROWS,
)
from autograder.catalogue.multi_layer.network import DIAGONAL, KNOWN, NETWORK, STEP
from autograder.exercises.exercise import Exercise

MULTI_LAYER: tuple[Exercise, ...] = (
    *DECLARED,
    DIAGONAL,
    KNOWN,
    NETWORK,
    STEP,
    FROBENIUS,
    COLUMNS,
    ROWS,
    BOTH_WAYS,
    KRONECKER,
)

__all__ = ["MULTI_LAYER"]
