"""The exercises of `03_weight_sharing`: one W used several times."""

from __future__ import annotations

# Importing a module declares its exercises: they are imported in the order of the course.
# isort: off
from autograder.catalogue.weight_sharing.common import WEIGHT_SHARING
from autograder.catalogue.weight_sharing import forward  # noqa: F401
from autograder.catalogue.weight_sharing import entry_by_entry  # noqa: F401
from autograder.catalogue.weight_sharing import two_uses  # noqa: F401
from autograder.catalogue.weight_sharing import many_uses  # noqa: F401
from autograder.catalogue.weight_sharing import recurrent  # noqa: F401

__all__ = ["WEIGHT_SHARING"]
