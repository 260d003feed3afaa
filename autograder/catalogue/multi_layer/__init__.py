"""The exercises of `02_multi_layer`: chains of layers, whole networks, and their modules."""

from __future__ import annotations

from autograder.catalogue.multi_layer._common import MULTI_LAYER

# isort: off
# Importing a module declares its exercises, so this is the order of the course.
from autograder.catalogue.multi_layer import (  # noqa: F401
    chains,
    derived_delta,
    recursion,
    walkthrough,
    derived_rows,
    stacking,
    network,
    modules,
    composed,
)

__all__ = ["MULTI_LAYER"]
