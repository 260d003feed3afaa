"""The exercises of `04_computational_graph`: nodes, paths and reverse accumulation."""

from __future__ import annotations

from autograder.catalogue.computational_graph.arrays import ARRAY_EXERCISES
from autograder.catalogue.computational_graph.instances import INSTANCE_EXERCISES
from autograder.catalogue.computational_graph.paths import PATH_EXERCISES
from autograder.catalogue.computational_graph.sweep import SWEEP_EXERCISES
from autograder.catalogue.computational_graph.worksheet import WORKSHEET_EXERCISES

COMPUTATIONAL_GRAPH = (
    *WORKSHEET_EXERCISES,
    *INSTANCE_EXERCISES,
    *SWEEP_EXERCISES,
    *ARRAY_EXERCISES,
    *PATH_EXERCISES,
)
