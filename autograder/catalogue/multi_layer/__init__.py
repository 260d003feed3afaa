"""The exercises of `02_multi_layer`: chains of layers, a whole network, and one module of it."""

from __future__ import annotations

from autograder.catalogue.multi_layer._common import MULTI_LAYER

# isort: off
# Importing a module declares its exercises, so this is the order of the course.
from autograder.catalogue.multi_layer import chains, recursion, network, modules  # noqa: F401

__all__ = ["MULTI_LAYER"]
