"""The exercises of `05_symmetry_breaking`: equal units, and what parts them."""

from __future__ import annotations

from autograder.catalogue.symmetry_breaking.breaking import BREAKING
from autograder.catalogue.symmetry_breaking.equal import EQUAL
from autograder.catalogue.symmetry_breaking.initial import INITIAL
from autograder.catalogue.symmetry_breaking.regression import REGRESSION
from autograder.catalogue.symmetry_breaking.steps import STEPS
from autograder.exercises.exercise import Exercise

SYMMETRY_BREAKING: tuple[Exercise, ...] = (*EQUAL, *STEPS, *BREAKING, *REGRESSION, *INITIAL)

__all__ = ["SYMMETRY_BREAKING"]
