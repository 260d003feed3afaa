"""All exercises of the course, one module or package for each notebook."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from types import MappingProxyType

from autograder.boundary.errors import unknown
from autograder.catalogue.computational_graph import COMPUTATIONAL_GRAPH
from autograder.catalogue.multi_layer import MULTI_LAYER
from autograder.catalogue.sharing_further import SHARING_FURTHER
from autograder.catalogue.single_layer import SINGLE_LAYER
from autograder.catalogue.symmetry_breaking import SYMMETRY_BREAKING
from autograder.catalogue.training import TRAINING
from autograder.catalogue.weight_sharing import WEIGHT_SHARING
from autograder.exercises.declare import Notebook
from autograder.exercises.exercise import Exercise


def collected(*notebooks: Notebook) -> Mapping[str, Exercise]:
    """The exercises of these notebooks by their ids.

    Raises
    ------
    ValueError
        If two exercises have the same id, or one needs an exercise that does not exist.
    """
    found: dict[str, Exercise] = {}
    for e in itertools.chain(*notebooks):
        if e.id in found:
            raise ValueError(
                f"expected one exercise {e.id!r}, got it declared twice, in {found[e.id].notebook} "
                f"and in {e.notebook}; likely a copy still has its old name"
            )
        found[e.id] = e
    for e in found.values():
        for name in e.needs:
            if name not in found:
                raise unknown(f"the id of an exercise in the needs of {e.id}", name, found)
    return MappingProxyType(found)


#: Every exercise by its id, in the order of the course.
CATALOGUE: Mapping[str, Exercise] = collected(
    SINGLE_LAYER,
    MULTI_LAYER,
    WEIGHT_SHARING,
    COMPUTATIONAL_GRAPH,
    SYMMETRY_BREAKING,
    TRAINING,
    SHARING_FURTHER,
)


__all__ = ["CATALOGUE"]
