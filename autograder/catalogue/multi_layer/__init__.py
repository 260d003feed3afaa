"""The exercises of `02_multi_layer`: chains of layers, a whole network, and one module of it."""

from __future__ import annotations

from autograder.catalogue.multi_layer.chains import HIDDEN, LINEAR_CHAIN, TWO_LINEAR
from autograder.catalogue.multi_layer.modules import (
    BOTH_WAYS,
    COLUMNS,
    FROBENIUS,
    KRONECKER,
    ROWS,
)
from autograder.catalogue.multi_layer.network import DIAGONAL, KNOWN, NETWORK, STEP
from autograder.catalogue.multi_layer.recursion import AFTER, CHAIN, INDEX, OUTPUTS
from autograder.exercises.exercise import Exercise

MULTI_LAYER: tuple[Exercise, ...] = (
    TWO_LINEAR,
    LINEAR_CHAIN,
    HIDDEN,
    INDEX,
    CHAIN,
    AFTER,
    OUTPUTS,
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
