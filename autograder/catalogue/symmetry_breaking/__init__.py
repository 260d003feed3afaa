"""The exercises of `05_symmetry_breaking`: equal units, and what makes them differ."""

from __future__ import annotations

# Importing a module declares its exercises: they are imported in the order of the course.
# isort: off
from autograder.catalogue.symmetry_breaking.network import SYMMETRY_BREAKING
from autograder.catalogue.symmetry_breaking import counts  # noqa: F401
from autograder.catalogue.symmetry_breaking import derived_deltas  # noqa: F401
from autograder.catalogue.symmetry_breaking import equal  # noqa: F401
from autograder.catalogue.symmetry_breaking import derived_rows  # noqa: F401
from autograder.catalogue.symmetry_breaking import steps  # noqa: F401
from autograder.catalogue.symmetry_breaking import breaking  # noqa: F401
from autograder.catalogue.symmetry_breaking import derived_regression  # noqa: F401
from autograder.catalogue.symmetry_breaking import regression  # noqa: F401
from autograder.catalogue.symmetry_breaking import derived_variances  # noqa: F401
from autograder.catalogue.symmetry_breaking import initial  # noqa: F401

__all__ = ["SYMMETRY_BREAKING"]
