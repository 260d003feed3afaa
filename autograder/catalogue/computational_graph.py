"""The exercises of `04_computational_graph`: nodes, paths and reverse accumulation."""

from __future__ import annotations

from autograder.exercise import Exercise

COMPUTATIONAL_GRAPH: tuple[Exercise, ...] = ()
