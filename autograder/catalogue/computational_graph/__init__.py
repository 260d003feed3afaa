"""The exercises of `04_computational_graph`: nodes, paths and reverse accumulation."""

from __future__ import annotations

from autograder.catalogue.computational_graph.graphs import COMPUTATIONAL_GRAPH

# isort: off
# Importing a module declares its exercises, so this is the order of the course.
from autograder.catalogue.computational_graph import (  # noqa: F401
    worksheet,
    instances,
    sweep,
    arrays,
    paths,
)

__all__ = ["COMPUTATIONAL_GRAPH"]
