"""All exercises of the course, one module or package for each notebook."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from autograder.catalogue.computational_graph import COMPUTATIONAL_GRAPH
from autograder.catalogue.multi_layer import MULTI_LAYER
from autograder.catalogue.single_layer import SINGLE_LAYER
from autograder.catalogue.symmetry_breaking import SYMMETRY_BREAKING
from autograder.catalogue.training import TRAINING
from autograder.catalogue.weight_sharing import WEIGHT_SHARING
from autograder.exercises.exercise import Exercise
from autograder.slips.slip import unknown

#: Every exercise by its id, in the order of the course.
CATALOGUE: Mapping[str, Exercise] = MappingProxyType(
    {
        e.id: e
        for e in (
            *SINGLE_LAYER,
            *MULTI_LAYER,
            *WEIGHT_SHARING,
            *COMPUTATIONAL_GRAPH,
            *SYMMETRY_BREAKING,
            *TRAINING,
        )
    }
)


def exercise(name: str) -> Exercise:
    """The exercise with that id; if there is none, the error suggests the closest id."""
    if name in CATALOGUE:
        return CATALOGUE[name]
    raise unknown("the id of an exercise", name, CATALOGUE)


__all__ = ["CATALOGUE", "exercise"]
