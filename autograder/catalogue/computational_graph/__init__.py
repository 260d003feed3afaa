"""The exercises of `04_computational_graph`: nodes, paths and reverse accumulation."""

from __future__ import annotations

# isort: off
# Importing a module declares its exercises, so this is the order of the course.
from autograder.catalogue.computational_graph import worksheet, instances, sweep, arrays  # noqa: F401
from autograder.catalogue.computational_graph.drawn import COMPUTATIONAL_GRAPH as _DECLARED
from autograder.catalogue.computational_graph.paths import PATH_EXERCISES

COMPUTATIONAL_GRAPH = (
    *_DECLARED,
    *PATH_EXERCISES,
)
